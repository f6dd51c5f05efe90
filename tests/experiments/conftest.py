from __future__ import annotations

import pytest

from experiments import compare, many
from experiments.settings import CompareSettings, read
from tests.experiments import TINY
from tests.experiments.work import one_after_the_other

FEW = {"governance": ("grid", "network"), "assessment": ("none",), "regime": ("normal", "emergency")}


@pytest.fixture
def few_arms(monkeypatch):
    """Comparisons have four arms and draw nothing."""
    monkeypatch.setattr(compare, "ARMS", FEW)
    monkeypatch.setattr(compare, "show", lambda folder, settings: None)


@pytest.fixture
def serial(few_arms, monkeypatch):
    """Such comparisons work in this process, one seed after the other."""
    monkeypatch.setattr(many, "map_chunks", one_after_the_other)


@pytest.fixture(scope="session")
def tiny_arms():
    config, settings = read(TINY, CompareSettings)
    return compare.policy_arms(config, TINY, settings)
