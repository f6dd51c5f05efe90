"""Rules as plain Python, for the process of one mutant: nothing is compiled, so nothing waits for a compilation.

Random numbers and the calendar stay compiled, as their arithmetic wraps around; no model is run, because its compiled
phases hold the right rules.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, settings

import sim._compiled

COMPILED = sim._compiled.rule
RULES = "sim.rules."


def rule[F: Callable[..., Any]](function: F) -> F:
    """In place of the compiler: rules stay what they are, with what tests ask of a compiled function."""
    if not function.__module__.startswith(RULES):
        return COMPILED(function)
    function.py_func = function  # type: ignore[attr-defined]
    function.signatures = ("one",)  # type: ignore[attr-defined]
    return function


def load(families: list[str]) -> None:
    """Import the rules, uncompiled, and everything that is slow to import; before any module of ``sim`` is loaded."""
    sim._compiled.rule = rule
    for family in families:
        importlib.import_module(RULES + family)
    places = importlib.import_module("tests.places")
    places.CommunityModel = importlib.import_module("sim.model").CommunityModel = _no_model
    importlib.import_module("sim").CommunityModel = _no_model  # type: ignore[attr-defined]


def _no_model(*_: Any, **__: Any) -> Any:
    pytest.skip("rules are tried without the model, whose compiled phases hold the right ones")


class Examples:
    """A plugin of pytest: no search for a smaller example once there is one, and divisions as in compiled code."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings.get_profile("default"), phases=phases, database=None)
        settings.load_profile("mutants")
        np.seterr(all="ignore")
