"""What the page of the workshop costs: ``python -m benchmarks.workshop [PLACE...]`` prints a table.

Processor seconds of one warm worker, because a shared machine's clock says nothing; what a room waits on two quiet
processors follows from them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import mean

import configs
from workshop.game import Game, place_config
from workshop.levers import PAIRS
from workshop.run import prepare, run_world, start

PROCESSORS = 2
PAIRS_TIMED = 3
WARM_UP = "street_of_three"
HEADER = (
    "| place | settings | burn-in | one world | first picture | full band | after a lever |\n"
    "|---|---|---|---|---|---|---|"
)


def seconds(task: Callable[..., object], *words: object) -> float:
    """Processor seconds of a task."""
    began = time.process_time()
    task(*words)
    return time.process_time() - began


def row(place: str) -> str:
    """Measured: reading the settings of a place, a burn-in, a world's year. Reckoned: what a room waits for."""
    game = Game(place=place)
    worlds = (game.a, game.b)
    settings = seconds(place_config, place)
    prepare(place, PAIRS - 1)  # what is done once for a place is no part of a burn-in
    burn_in = mean(seconds(prepare, place, pair) for pair in range(PAIRS_TIMED))
    year = mean(seconds(run_world, place, world, pair) for pair in range(PAIRS_TIMED) for world in worlds)
    first = settings + burn_in + 2 * year
    band = settings + PAIRS * (burn_in + 2 * year) / PROCESSORS
    lever = PAIRS * year / PROCESSORS
    cells = [f"{value:.2f}" for value in (settings, burn_in, year, first, band, lever)]
    return " | ".join([f"| `{place}`", *cells]) + " |"


def main() -> None:
    """Warm up, then a line for each place."""
    start()
    run_world(WARM_UP, Game().a, 0)
    print(HEADER, flush=True)
    for place in sys.argv[1:] or configs.choices("scenario"):
        print(row(place), flush=True)


if __name__ == "__main__":
    main()
