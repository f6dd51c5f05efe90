"""What the page of the workshop costs: ``python -m benchmarks.workshop [write] [PLACE...]``, a table of places.

Processor seconds of one warm worker, because a shared machine's clock says nothing; what a room waits on two quiet
processors follows from them. ``write`` puts the table into ``docs/workshop_speed.md``.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from statistics import mean

import configs
from benchmarks.timing import ROOT
from experiments.pages import fill
from sim.model import keep_burn_ins
from workshop.band import picture
from workshop.game import DEFAULT_PLACE, Game, place_config
from workshop.levers import PAIRS
from workshop.opened import opened
from workshop.run import prepare, run_world, start

PROCESSORS = 2
PAIRS_TIMED = 3
WARM_UP = "street_of_three"
PAGE = ROOT / "docs" / "workshop_speed.md"
HEADER = (
    "| place | as it opens | settings | burn-in | one world | first picture | full band | after a lever |\n"
    "|---|---|---|---|---|---|---|---|"
)


def seconds(task: Callable[..., object], *words: object) -> float:
    """Processor seconds of a task."""
    began = time.process_time()
    task(*words)
    return time.process_time() - began


def show_opened(game: Game) -> None:
    """All that a room waits for when it takes a place as it is."""
    pairs = {}
    for pair in range(PAIRS):
        a, b = opened(game.place, game.a, pair), opened(game.place, game.b, pair)
        if a is None or b is None:
            raise SystemExit("run `python -m workshop.opened` first: the runs of opened places are of another model")
        pairs[pair] = a, b
    picture(pairs)


def row(place: str) -> str:
    """Measured: a place as it opens, its settings, a burn-in, a world's year. Reckoned: what else a room waits for."""
    game = Game(place=place)
    worlds = (game.a, game.b)
    as_it_opens = min(seconds(show_opened, game) for _ in range(PAIRS_TIMED))
    settings = seconds(place_config, place)
    prepare(place, PAIRS - 1)  # what is done once for a place is no part of a burn-in
    burn_in = mean(seconds(prepare, place, pair) for pair in range(PAIRS_TIMED))
    year = mean(seconds(run_world, place, world, pair) for pair in range(PAIRS_TIMED) for world in worlds)
    first = settings + burn_in + 2 * year
    band = settings + PAIRS * (burn_in + 2 * year) / PROCESSORS
    lever = PAIRS * year / PROCESSORS
    cells = [f"{value:.2f}" for value in (as_it_opens, settings, burn_in, year, first, band, lever)]
    return " | ".join([f"| `{place}`", *cells]) + " |"


def main(words: Sequence[str]) -> None:
    """Warm up, then a line for each place."""
    busy = os.getloadavg()[0]
    start()
    keep_burn_ins(PAIRS_TIMED + 1)  # so that no place finds those of another that has the same street
    run_world(WARM_UP, Game().a, 0)
    show_opened(Game(place=WARM_UP))
    table = [HEADER]
    places = sorted(configs.choices("scenario"), key=lambda place: place != DEFAULT_PLACE)
    for place in [word for word in words if word != "write"] or places:
        table.append(row(place))
        print(table[-1], flush=True)
    if "write" in words:
        note = f"Load of others before (processes waiting, 1 minute): {busy:.1f}, on {os.cpu_count()} processors."
        fill(PAGE, "workshop", "\n".join([*table, "", note]))


if __name__ == "__main__":
    main(sys.argv[1:])
