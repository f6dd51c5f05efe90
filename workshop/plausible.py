"""Which draws of the uncertain parameters are plausible in a place: history matching at the status quo.

A draw is left out if the place, run under it before anything is changed, contradicts what is known
(``configs/workshop/plausible.yaml``). What each draw gives there is measured once and installed (``status_quo.csv``,
made by ``python -m workshop.status_quo``), so that every room of every laptop sees the same.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from experiments.draws import validated
from sim.errors import refuse
from sim.parameters import Parameters
from workshop.levers import PAIRS

MEASURED = Path(__file__).parent / "status_quo.csv"

type Measures = Mapping[str, float]  # outcome -> value at the status quo


class Bound(Parameters):
    """What is known of one outcome at the status quo."""

    name: str
    name_zh: str
    low: float = -math.inf
    high: float = math.inf
    percent: bool = False  # shown times 100
    why: str
    why_zh: str
    source: Annotated[list[str], Field(min_length=1)]  # ids of docs/evidence

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise refuse("high", self.high, f"above low, {self.low:g}")
        return self

    def holds(self, value: float) -> bool:
        """Whether a value is possible."""
        return self.low <= value <= self.high


class Bounds(Parameters):
    """All bounds, by the outcome of a run that they are about."""

    bounds: Annotated[dict[str, Bound], Field(min_length=1)]


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
def bounds() -> dict[str, Bound]:
    """Outcome -> what is known of it."""
    return validated(Bounds, "workshop", "plausible").bounds


def is_plausible(measures: Measures) -> bool:
    """Whether nothing that is known is contradicted."""
    return all(bound.holds(measures[outcome]) for outcome, bound in bounds().items())


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
