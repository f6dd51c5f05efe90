"""A body that takes too long ends its process, even where it is compiled and never looks up; a quick one goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.watchdog import ENDED

ROOT = Path(__file__).parents[2]

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


def exit_code(code: str) -> int:
    whole = f"import time\nfrom experiments.watchdog import ended_after\n{code}"
    return subprocess.run([sys.executable, "-c", whole], cwd=ROOT, timeout=120, check=False).returncode


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_never_ends_is_ended(body: str) -> None:
    assert exit_code(f"{body}\nwith ended_after(0.2): body()") == ENDED


@pytest.mark.parametrize("seconds", [None, 2.0])
def test_a_limit_holds_for_its_body_and_not_for_what_comes_after(seconds: float | None) -> None:
    assert exit_code(f"with ended_after({seconds}): pass\ntime.sleep(3.0)") == 0
