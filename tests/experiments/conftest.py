from __future__ import annotations

import pytest

from experiments import compare
from experiments.settings import CompareSettings, read
from tests.experiments import TINY

FEW = {"governance": ("grid", "network"), "assessment": ("none",), "regime": ("normal", "emergency")}


@pytest.fixture
def few_arms(monkeypatch):
    """Comparisons have four arms and draw nothing."""
    monkeypatch.setattr(compare, "ARMS", FEW)
    monkeypatch.setattr(compare, "show", lambda folder, settings: None)


@pytest.fixture
def serial(few_arms, monkeypatch):
    """Such comparisons work in this process, one seed after the other."""
    monkeypatch.setattr(compare, "map_chunks", lambda work, chunks, n: ((chunk, work(chunk)) for chunk in chunks))


@pytest.fixture(scope="session")
def tiny_arms():
    config, settings = read(TINY, CompareSettings)
    return compare.policy_arms(config, TINY, settings)
