"""The rules run as plain Python, and the twin around them: the same tables as the compiled core, bit for bit.

Every rule, and the calendar of workdays, is put back to the Python function that it was compiled from, in the rules
themselves and all over the twin. Streams stay compiled: they need unsigned numbers that wrap around
(``tests/test_streams.py`` compares them with big integers instead). So does the initial population, which both share.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest
from numba.core.dispatcher import Dispatcher

from sim import CommunityModel
from sim.configuration import SimulationConfig
from sim.rules import trust
from sim.scenario import configuration_from
from tests.places import ARMED_REGIME, place, preset_cut_down
from tests.twin import people
from tests.twin.compare import TABLES, first_difference
from tests.twin.model import TwinModel
from tests.twin.test_twin import hamlet

INTERPRETED = ("sim.rules", "sim.clock")


def interpret_rules(patch: pytest.MonkeyPatch) -> set[str]:
    """Put plain Python in the place of compiled rules wherever rules or the twin hold them; returns what was put."""
    found = set()
    for module in [module for name, module in sys.modules.items() if name.startswith((*INTERPRETED, "tests.twin"))]:
        for name, value in list(vars(module).items()):
            if isinstance(value, Dispatcher) and value.py_func.__module__.startswith(INTERPRETED):
                patch.setattr(module, name, value.py_func)
                found.add(f"{value.py_func.__module__}.{value.py_func.__name__}")
    return found


def small_and_busy() -> SimulationConfig:
    tree = place(1, "hybrid", "ranking", ARMED_REGIME)
    tree["street"]["communities"] = [hamlet() | {"name": "east"}, hamlet() | {"name": "west", "residents": 180}]
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    return configuration_from(tree)


PLACES: dict[str, Any] = {
    "hybrid, ranked, through an emergency": small_and_busy,
    "a preset with every lever": lambda: preset_cut_down("shanghai_grid_centre", 2),
}


@pytest.mark.parametrize("name", PLACES)
def test_interpreted_rules_give_the_tables_of_compiled_ones(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = PLACES[name]()
    core = CommunityModel(config, rng=6)
    core.run_for(60)
    with monkeypatch.context() as patch:
        replaced = interpret_rules(patch)
        twin = TwinModel(config, rng=6)
        twin.run_for(60)
    assert len(replaced) > 200
    for table in TABLES:
        assert first_difference(twin.tables.columns(table), core.records.columns(table), table) is None


def test_what_is_replaced_is_replaced_where_it_is_used_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = trust.updated_trust
    with monkeypatch.context() as patch:
        interpret_rules(patch)
        assert people.updated_trust is trust.updated_trust is compiled.py_func
    assert people.updated_trust is compiled
