"""Which draws of the uncertain parameters are plausible in a place, see :mod:`experiments.plausible`.

What each draw gives at the place's status quo is measured once and installed (``status_quo.csv``, made by
``python -m workshop.status_quo``), so that every room of every laptop sees the same.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from experiments.plausible import Measures, bounds, is_plausible
from sim.errors import refuse
from workshop.levers import PAIRS

MEASURED = Path(__file__).parent / "status_quo.csv"


@dataclass(frozen=True, slots=True)
class Plausible:
    """The draws behind the bands of a place.

    Attributes:
        draws: number of the draw of each pair, PAIRS of them.
        n_tried: draws looked at, in their order, until there were enough.
        left_out: outcome -> how many of them contradict what is known of it; one may contradict several.
    """

    draws: tuple[int, ...]
    n_tried: int
    left_out: dict[str, int]


@cache
def plausible(place: str) -> Plausible:
    """The first PAIRS plausible draws of a place, and what was left out on the way to them."""
    draws: list[int] = []
    left_out = dict.fromkeys(bounds(), 0)
    n_tried = 0
    for draw, measures in measured(place).items():
        n_tried += 1
        for outcome, bound in bounds().items():
            left_out[outcome] += not bound.holds(measures[outcome])
        if is_plausible(measures):
            draws.append(draw)
        if len(draws) == PAIRS:
            break
    if len(draws) < PAIRS:
        raise refuse(place, f"{len(draws)} plausible draws", f"{PAIRS}; run `python -m workshop.status_quo`")
    return Plausible(tuple(draws), n_tried, left_out)


def measured(place: str) -> dict[int, Measures]:
    """What the draws of a place gave at its status quo, in their order; nothing if none was ever measured."""
    with MEASURED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["place"] == place]
    return {int(row["draw"]): {outcome: float(row[outcome]) for outcome in bounds()} for row in rows}
