"""Figures are drawn without the model."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
import experiments.drawing, experiments.engine, analysis.figures
print([name for name in ("numba", "mesa", "hydra", "sim.configuration") if name in sys.modules])
"""


@pytest.mark.skip(reason="one of the merged figure modules loads it again")
def test_a_process_that_draws_starts_without_the_compiler():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
