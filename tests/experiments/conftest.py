from __future__ import annotations

import pytest

from experiments import compare
from experiments.settings import CompareSettings, read
from tests.experiments import TINY


@pytest.fixture
def serial(monkeypatch):
    """Comparisons work in this process, one seed after the other, and draw nothing."""
    monkeypatch.setattr(compare, "map_chunks", lambda work, chunks, n: ((chunk, work(chunk)) for chunk in chunks))
    monkeypatch.setattr(compare, "show", lambda folder, settings: None)


@pytest.fixture(scope="session")
def tiny_arms():
    config, _ = read(TINY, CompareSettings)
    return compare.arms_of(config, TINY)
