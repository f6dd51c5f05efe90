"""Measure what each draw of the uncertain parameters gives in each place before anything is changed.

``python -m workshop.status_quo`` makes ``workshop/status_quo.csv`` again: draw after draw, until a place has enough
plausible ones. About ten minutes of processor time; needed when rules, places or ranges of draws have changed.
"""

from __future__ import annotations

import csv
import os
from concurrent.futures import ProcessPoolExecutor

import configs
from experiments.engine import n_processors
from experiments.plausible import Measures, bounds, is_plausible
from sim.configuration import SimulationConfig
from sim.errors import refuse
from sim.model import CommunityModel
from sim.scenario import with_values
from workshop.game import place_config
from workshop.levers import PAIRS, draws
from workshop.plausible import MEASURED
from workshop.run import DAYS

DIGITS = 4


def status_quo(place: str, draw: int) -> SimulationConfig:
    """A place as it is before anything is chosen: governance and levers of its burn-in, no assessment, normal time."""
    config = place_config(place)
    as_before = config.model_copy(update={"governance": config.status_quo, "levers": config.status_quo_levers})
    return with_values(as_before, draws()[draw])


def measure(place: str, draw: int) -> Measures:
    """Bounded outcomes of one draw over a year as long as the page shows; the draw's number is the seed."""
    model = CommunityModel(status_quo(place, draw), rng=draw)
    model.run_for(DAYS)
    outcomes = model.records.outcomes()
    return {outcome: float(f"{float(outcomes[outcome]):.{DIGITS}g}") for outcome in bounds()}


def measure_place(place: str) -> dict[int, Measures]:
    """Draws of a place in their order, until PAIRS of them are plausible.

    Errors:
        :class:`sim.errors.ConfigurationError`: too few of all draws are.
    """
    found: dict[int, Measures] = {}
    n_plausible = 0
    for draw in range(len(draws())):
        found[draw] = measure(place, draw)
        n_plausible += is_plausible(found[draw])
        if n_plausible == PAIRS:
            return found
    raise refuse(place, f"{n_plausible} plausible draws", f"at least {PAIRS} of {len(draws())}")


def main() -> None:
    """Measure every place and write the table."""
    places = configs.choices("scenario")
    with (
        ProcessPoolExecutor(n_processors(), initializer=os.nice, initargs=(10,)) as workers,
        MEASURED.with_suffix(".new").open("w", encoding="utf-8", newline="") as file,
    ):
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["place", "draw", *bounds()])
        for place, found in zip(places, workers.map(measure_place, places), strict=True):
            table.writerows([place, draw, *measures.values()] for draw, measures in found.items())
            print(f"{place}: {PAIRS} of {len(found)} draws are plausible", flush=True)
    MEASURED.with_suffix(".new").replace(MEASURED)


if __name__ == "__main__":
    main()
