"""A body that takes too long ends its process, even where it is compiled and never looks up; a quick one goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.watchdog import ENDED, ended_after

COMPILED = """
import numba, numpy

@numba.njit(nogil=True)
def never_ends(steps):
    while steps[0] >= 0:
        steps[0] += 1
        if steps[0] > 1_000:
            steps[0] = 0

never_ends.compile("(i8[:],)")
body = lambda: never_ends(numpy.zeros(1, dtype=numpy.int64))
"""
BODIES = {"compiled code": COMPILED, "Python": "body = lambda: [None for _ in iter(int, 1)]"}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_never_ends_is_ended(body: str) -> None:
    code = f"{body}\nfrom experiments.watchdog import ended_after\nwith ended_after(0.2): body()"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=120, check=False).returncode == ENDED


@pytest.mark.parametrize("seconds", [None, 60.0])
def test_what_ends_in_time_goes_on(seconds: float | None) -> None:
    with ended_after(seconds):
        done = True
    assert done
