"""Figures are drawn without the model."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import experiments.drawing, experiments.engine, analysis.figures
print([name for name in ("numba", "mesa", "hydra", "sim.configuration") if name in sys.modules])
"""


def test_a_process_that_draws_starts_without_the_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
