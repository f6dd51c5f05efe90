"""The compiled core and the twin written in plain objects give the same tables, row by row and bit by bit."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from sim import CommunityModel
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from sim.replay import needs_table
from sim.scenario import configuration_from
from tests.places import ARMED_REGIME, community, compound, place, random_place
from tests.twin.compare import TABLES, assert_same_tables, first_difference, first_diverging_event, run_both

THREE_MONTHS = 90


@dataclasses.dataclass(frozen=True)
class Case:
    """One place, seed and length to run in both models."""

    config: SimulationConfig
    seed: int
    days: int


def hamlet() -> dict[str, Any]:
    """A community of 80 dwellings."""
    compounds = [
        compound("east", households=40),
        compound("west", "commodity", households=40, has_homeowners_committee=False),
    ]
    return community("hamlet", residents=210, outbound=25, compounds=compounds)


def tiny_place(**values: Any) -> SimulationConfig:
    tree = place(1, **values)
    tree["street"]["communities"] = [hamlet()]
    return configuration_from(tree)


def workers_assessed(form: str, inspection_order: str) -> SimulationConfig:
    """Workers compete with each other; the burn-in is long enough for committees to decide in it; nothing is usual."""
    tree = place(2, "grid", "mixed", ARMED_REGIME)
    tree["time"] = {"burn_in_days": 90, "start_day_of_year": 260, "consultations_per_resident_year": 2.0}
    tree["assessment"]["worker"] |= {"form": form, "stake": 60.0}
    tree["assessment"]["volunteers"] |= {"form": "ranking", "spread": 2.0}
    tree["governance"] |= {"inspection_order": inspection_order, "has_cell_responsibility": False}
    for settlement in tree["street"]["communities"]:  # purchased projects, contracts of two months
        settlement["social_organisations"] = [{"name": "project", "name_zh": "project", "is_rooted": False, "staff": 1}]
    tree["rules"] = {"handling": {"contract_months": 2.0, "budget_share": 0.4}}
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 5.0 * kind["rate_per_year"])
    return configuration_from(tree)


CASES = {
    "one community on the grid, nothing assessed": Case(tiny_place(), seed=7, days=60),
    "a street of three, hybrid, ranked, through an emergency": Case(
        configuration_from(place(3, "hybrid", "ranking", ARMED_REGIME)), seed=11, days=THREE_MONTHS
    ),
    "a street of two, network, pass or fail, through an emergency": Case(
        configuration_from(place(2, "network", "pass_fail", ARMED_REGIME)), seed=2**40, days=THREE_MONTHS
    ),
    "workers ranked, five times the matters": Case(workers_assessed("ranking", "cooperative"), seed=3, days=60),
    "workers paid by a standard, inspected in random order": Case(
        workers_assessed("pass_fail", "random"), seed=0, days=60
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_models_give_the_same_tables(name: str) -> None:
    case = CASES[name]
    assert_same_tables(case.config, case.seed, case.days)


# --- random places ----------------------------------------------------------------------------------------------------
# a failing example is named by three numbers; shrinking it would run both models for minutes
NO_SHRINKING, ALL = (Phase.explicit, Phase.generate), list(HealthCheck)
PLACES, SEEDS, MONTHS = st.integers(0, 2**32 - 1), st.integers(0, 2**40), st.integers(1, 3)


def compare_random_place(number: int, seed: int, months: int) -> None:
    try:
        config = random_place(number, largest=80)
    except ConfigurationError:
        reject()  # odd beyond what is admissible
    assert_same_tables(config, seed, 30 * months)


@settings(max_examples=5, deadline=None, derandomize=True, phases=NO_SHRINKING, suppress_health_check=ALL)
@given(number=PLACES, seed=SEEDS, months=MONTHS)
def test_random_places_give_the_same_tables(number: int, seed: int, months: int) -> None:
    compare_random_place(number, seed, months)


@pytest.mark.study
@settings(max_examples=150, deadline=None, phases=NO_SHRINKING, suppress_health_check=ALL)
@given(number=PLACES, seed=SEEDS, months=MONTHS)
def test_many_random_places_give_the_same_tables(number: int, seed: int, months: int) -> None:
    compare_random_place(number, seed, months)


# --- the comparison itself --------------------------------------------------------------------------------------------
def test_the_compared_tables_are_not_empty() -> None:
    case = CASES["one community on the grid, nothing assessed"]
    twin, _ = run_both(case.config, case.seed, case.days)
    for name in TABLES:
        assert len(twin.tables.rows(name)) > 3, name
    closures = {row["closure"] for row in twin.tables.matters()}
    assert {1, 3, 4} <= closures, "truly settled, lapsed and settled by neighbours"


def test_a_difference_in_the_last_bit_is_named_by_table_row_and_column() -> None:
    table = {"matter_id": np.array([5, 6]), "voiced_hours": np.array([np.nan, 1.0])}
    other = table | {"voiced_hours": np.array([np.nan, np.nextafter(1.0, 2.0)])}
    assert first_difference(table, table, "matters") is None
    assert first_difference(other, table, "matters") == (
        "matters, row 1 (matter_id 6), column voiced_hours: twin np.float64(1.0000000000000002), core np.float64(1.0)"
    )


def test_a_missing_row_is_named() -> None:
    long, short = {"matter_id": np.array([5, 6])}, {"matter_id": np.array([5])}
    assert first_difference(short, long, "matters") == "matters: twin has 1 rows, core 2"


def test_a_twin_that_differs_in_one_rule_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.twin import workers

    monkeypatch.setattr(workers, "NOON", 11.5)
    case = CASES["one community on the grid, nothing assessed"]
    with pytest.raises(AssertionError, match=r"actor_months, row 0 .*\n(.*\n)*event \d+, after hour .*EVENT_TASK_END"):
        assert_same_tables(case.config, case.seed, case.days)


def test_the_events_of_both_are_the_same_one_by_one() -> None:
    config = tiny_place(time={"burn_in_days": 30})
    assert first_diverging_event(config, 7, 30).endswith("only what they did differs")


# --- a replayed log ---------------------------------------------------------------------------------------------------
def test_both_models_replay_the_same_log() -> None:
    config = configuration_from(place(2, "hybrid", "ranking", ARMED_REGIME))
    chance, n = np.random.default_rng(1), 80
    needs = needs_table(
        chance.uniform(0.0, 24.0 * 75, n),
        chance.integers(0, len(config.matters), n),
        chance.integers(0, 4, n),
        np.arange(n),
    )
    assert_same_tables(config, 11, THREE_MONTHS, needs)
    model = CommunityModel(config, rng=11, needs=needs)
    model.run_for(THREE_MONTHS)
    of_log = model.records.matters.query("arose_hours >= 0")
    assert len(of_log) == n
    assert np.array_equal(np.sort(of_log["arose_hours"]), np.sort(needs["hours"]))
    assert (of_log["voiced_hours"] == of_log["arose_hours"]).all()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": 99}, "kind must lie between 0 and"),
        ({"compound": -1}, "compound must lie between"),
        ({"hours": -1.0}, "0 or more"),
        ({"hours": np.nan}, "finite"),
        ({"number": 1}, "each number once"),
    ],
)
def test_a_log_that_does_not_fit_the_place_is_refused(change: dict[str, float], told: str) -> None:
    values = {"hours": [1.0, 2.0], "kind": [0, 1], "compound": [0, 1], "number": [0, 1]}
    needs = needs_table(**{name: [change.get(name, rows[0]), rows[1]] for name, rows in values.items()})
    with pytest.raises(ValueError, match=told):
        CommunityModel(tiny_place(), rng=0, needs=needs)
