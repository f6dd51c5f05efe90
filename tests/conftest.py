"""Settings for all tests: the same random examples everywhere and always, no time limit on a single one.

``pytest -m study`` runs the slow studies, with many more examples.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("study", settings.get_profile("default"), max_examples=400)


def pytest_configure(config: pytest.Config) -> None:
    chosen = str(config.getoption("-m", default="") or "")
    settings.load_profile("study" if "study" in chosen and "not study" not in chosen else "default")
