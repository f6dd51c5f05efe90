"""Runs that cost nothing, for tests of the crew and the server; importable by their worker processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from workshop.band import CURVES
from workshop.game import WorldChoice
from workshop.run import NUMBERS, PHASES, WEEKS, WorldRun

LOG = "GEWANG_TEST_LOG"
SLOW_SECONDS = 0.2  # of a run in which the lever "publicity" was moved


def fake_run(place: str, choice: WorldChoice, pair: int) -> WorldRun:
    """World A has assessment ranking and is higher by one; the year has one phase."""
    if log := os.environ.get(LOG):
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{choice.key} {pair}\n")
    if choice.governance == "network":
        raise ValueError("a run that fails")
    if choice.governance == "hybrid" and pair == 0 and not (dead := Path(os.environ[LOG] + ".dead")).exists():
        dead.touch()
        os._exit(9)
    if choice.levers.get("publicity"):
        time.sleep(SLOW_SECONDS)
    level = pair + (1.0 if choice.assessment == "ranking" else 0.0)
    numbers = {name: [level, level, *[float("nan")] * (len(PHASES) - 2)] for name in NUMBERS}
    return {"curves": {name: np.full(WEEKS, level) for name in CURVES}, "numbers": numbers}
