"""One fresh process for all tests that need one: starting it takes longer than what it does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A whole street asks ten times a year: more questions on one morning than the order table has room for at the start.
PROGRAM = """
from tests.places import ARMED_REGIME, fingerprint, run, small_place
from sim import load_scenario
print(fingerprint(run(small_place(2, "hybrid", "ranking", ARMED_REGIME), 11, 90)), flush=True)
street = load_scenario("street_of_eight", "time.consultations_per_resident_year=10.0", "time.burn_in_days=0")
world = run(street, 7, 30).world
print(world.counts[0]["n_orders"], len(world.orders), flush=True)
"""


@pytest.fixture(scope="session")
def fresh_process() -> list[str]:
    """The words that a new Python process prints, with another order of its sets; fewer if it dies on the way."""
    variables = os.environ | {"PYTHONHASHSEED": "4711"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    return ended.stdout.split()
