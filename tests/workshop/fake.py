"""Runs that cost nothing, for tests of the crew and the server; importable by their worker processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from workshop.band import CURVES
from workshop.crew import Crew
from workshop.game import WorldChoice
from workshop.run import NUMBERS, PHASES, WEEKS, WorldRun

LOG = "GEWANG_TEST_LOG"
BEGUN = ".begun"  # beside the log: pairs that were begun
KNOWN = 40.0  # position of the lever "publicity" in worlds that need not be run
SLOW_SECONDS = 0.2  # of a run in which the lever "publicity" was moved


def fake_crew(n_workers: int) -> Crew:
    """Workers whose runs cost nothing; one world was run beforehand."""
    return Crew(n_workers, fake_run, fake_known, fake_prepare)


def fake_known(place: str, choice: WorldChoice, pair: int) -> WorldRun | None:
    """Worlds in which the lever "publicity" stands at KNOWN need not be run."""
    return plain_run(pair) if choice.levers.get("publicity") == KNOWN else None


def fake_prepare(place: str, pair: int) -> None:
    """Begin a pair."""
    note(BEGUN, f"{place} {pair}")


def note(ending: str, line: str) -> None:
    """Write a line beside the log, if there is one."""
    if log := os.environ.get(LOG):
        with Path(log + ending).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def fake_run(place: str, choice: WorldChoice, pair: int) -> WorldRun:
    """World A has assessment ranking and is higher by one; the year has one phase."""
    note("", f"{choice.key} {pair}")
    if choice.governance == "network":
        raise ValueError("a run that fails")
    if choice.governance == "hybrid" and pair == 0 and not (dead := Path(os.environ[LOG] + ".dead")).exists():
        dead.touch()
        os._exit(9)
    if choice.levers.get("publicity"):
        time.sleep(SLOW_SECONDS)
    return plain_run(pair + (1.0 if choice.assessment == "ranking" else 0.0))


def plain_run(level: float) -> WorldRun:
    """A year in which everything stands at one level."""
    numbers = {name: [level, level, *[float("nan")] * (len(PHASES) - 2)] for name in NUMBERS}
    return {"curves": {name: np.full(WEEKS, level) for name in CURVES}, "numbers": numbers}
