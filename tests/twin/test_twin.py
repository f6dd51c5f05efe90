"""The compiled core and the twin written in plain objects give the same tables, row by row and bit by bit."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

import configs
from sim import CommunityModel
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from sim.replay import needs_table
from sim.rules.levers import Levers
from sim.scenario import configuration_from
from tests.places import ARMED_REGIME, community, compound, phases, place, preset_cut_down, random_place
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
    tree["assessment"]["street"] |= {"form": "mixed", "bonus": 90.0, "standard_shift": -0.5}
    tree["governance"] |= {"inspection_order": inspection_order, "has_cell_responsibility": False}
    for settlement in tree["street"]["communities"]:  # purchased projects, contracts of two months
        settlement["social_organisations"] = [{"name": "project", "name_zh": "project", "is_rooted": False, "staff": 1}]
    tree["rules"] = {"handling": {"contract_months": 2.0, "budget_share": 0.4}}
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 5.0 * kind["rate_per_year"])
    return configuration_from(tree)


def society_at_work() -> SimulationConfig:
    """Every lever on society and projects is pulled, in the burn-in as well, with something for each to act on."""
    tree = place(2, "hybrid", "ranking", ARMED_REGIME)
    tree["levers"] = tree["status_quo_levers"] = {
        "deliberation": {"meetings_per_month": 4.0, "quorum": 1.0, "disclosure_hours_per_week": 5.0},
        "risk_colours": {"projects_per_year": 12.0, "yellow_from": 0.3, "red_from": 0.8, "waiting_days": 30.0},
        "projects": {"budget_per_year": 900.0, "least_proposers": 0.0},
        "points": {"report_in_hours": 20.0, "employer_worth": 0.5, "exchange_worth": 0.3, "star_recognition": 0.5},
        "chat_groups": {"member_share": 0.8},
        "social_work": {"hours_per_week": 12.0},
        "own_supplies": {"hours_per_week": 30.0},
        "building_leaders": {"reach_share": 0.7},
        "project_coordination": {"hours_per_month": 8.0, "assignment_months": 2.0},
    }
    tree["rules"] = {
        "homeowners": {"self_organising_prob": 0.9, "self_organising_share": 0.01},
        "handling": {"contract_months": 2.0, "budget_share": 0.4},
    }
    project = {"name": "project", "name_zh": "project", "is_rooted": False, "staff": 1}
    tree["street"]["communities"][1]["social_organisations"] = [project]
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    return configuration_from(tree)


def staff_moved_about(return_kind: str) -> SimulationConfig:
    """Every lever on staff, cells and hierarchy somewhere in its range, through an emergency whose routes stay on."""
    tree = place(2, "hybrid", "ranking", ARMED_REGIME)
    for number, department in enumerate(tree["street"]["departments"]):
        department["staff"] = 3 + number
    tree["street"]["communities"][0]["local_staff_share"] = 0.5
    tree["regime"] |= {"return_kind": return_kind, "emergency": {"calm_red_matters": 1, "calm_days": 10}}
    tree["levers"] = {
        "nominal_staff": {"effective_share": 0.5},
        "one_stop": {"counter_share": 0.25},
        "cells": {
            "coordination_hours": 0.5, "ledger_hours": 1.0, "members_per_leader": 8.0, "effective_member_share": 0.7,
            "slow_report_hours": 20.0,
        },
        "five_roles": {"roles_per_cell": 4.0, "supervision_hours": 0.2},
        "sunk_cadres": {"staff_share": 0.4, "routine_share": 0.6, "delay_days": 3.0, "stay_days": 20.0},
        "training": {"hours_per_week": 2.0},
        "professional_team": {"pay_rise": 0.3, "career_share": 0.5},
        "party_chain": {"meeting_hours_per_week": 2.0},
    }  # fmt: skip
    tree["rules"] = {"strain": {"quit_rate_calm": 0.002, "quit_rate_strained": 0.012}}
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    return configuration_from(tree)


def paper_and_records() -> SimulationConfig:
    """Help with forms, a list, inspections with a campaign, tiers, files and permits all at once, some from before."""
    tree = place(2, "grid", "ranking", ARMED_REGIME)
    tree["regime"]["campaign"] = {"first_day": 30, "days": 30, "inspections_per_month": 4.0}
    tree["levers"] = {
        "form_support": {"hours_per_week": 8.0, "organisation_share": 0.6, "setup_hours": 5.0},
        "access_list": {"off_list_share": 0.5, "legal_force": 0.9},
        "inspections": {"per_month": 2.0},
        "tiers": {"n_tiers": 2.0, "sunk_tasks_per_month": 4.0},
        "records": {
            "entry_hours": 0.1, "detection_prob": 0.9, "collection_hours": 0.02, "sharing_hours_per_week": 6.0,
            "sharing_setup_hours": 5.0,
        },
        "residence_permit": {"coverage": 1.0, "creation_days": 0.0},
    }  # fmt: skip
    tree["status_quo_levers"] = {
        "residence_permit": {"coverage": 0.5, "creation_days": 10.0}, "records": {"entry_hours": 0.2},
    }  # fmt: skip
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    return configuration_from(tree)


def compared(form: str, **block: Any) -> SimulationConfig:
    """A street of four whose scores are compared in another way than all with all."""
    tree = place(4, "hybrid", form, phases(("normal", 30), ("emergency", 60)))
    tree["time"] = {"burn_in_days": 90}
    for number, settlement in enumerate(tree["street"]["communities"]):
        settlement["inbound_share"] = 0.1 + 0.2 * number
        settlement["aides"] = number % 2
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    tree["assessment"]["community"] |= {"charges_liability": True, "has_emergency_veto": True} | block
    return configuration_from(tree)


def gamed() -> SimulationConfig:
    """Every game may be played, much hangs on the score and being caught costs little."""
    tree = place(2, "hybrid", "ranking", ARMED_REGIME)
    tree["time"] = {"burn_in_days": 60}
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 4.0 * kind["rate_per_year"])
    tree["assessment"]["community"]["prize_spread"] = 600.0
    games = {"may_relabel": True, "may_sign_late": True, "may_coach": True, "may_refuse": True}
    tree["rules"] = {"gaming": games | {"scruple": 0.0, "usual_hours": 0.5}, "effort": {"caught_penalty": 0.1}}
    return configuration_from(tree)


def next_year() -> SimulationConfig:
    """Half a hamlet, so that more than a year takes seconds."""
    tree = place(1, "grid", "pass_fail", phases(("normal", 390)))
    settlement = hamlet() | {"residents": 60, "outbound": 5, "party_members": 3, "in_service_party_members": 3}
    settlement["compounds"] = [compound("east", households=25)]
    settlement |= {"cells": 1, "grid_leaders": 1}
    tree["street"]["communities"] = [settlement]
    tree["assessment"]["community"] |= {"judged_on": "improvement", "bonus": 200.0}
    return configuration_from(tree)


def all_at_once() -> SimulationConfig:
    """Every lever is pulled at the same time, as no place would do it."""
    trees = [case.model_dump() for case in (society_at_work(), staff_moved_about("hysteresis"), paper_and_records())]
    tree = trees[1]
    off = Levers().model_dump()
    for block in ("levers", "status_quo_levers"):
        for other in trees:
            tree[block] |= {lever: values for lever, values in other[block].items() if values != off[lever]}
    return configuration_from(tree)


CASES = {
    "one community on the grid, nothing assessed": Case(tiny_place(), seed=7, days=60),
    "a street of three, hybrid, ranked, through an emergency": Case(
        configuration_from(place(3, "hybrid", "ranking", ARMED_REGIME)), seed=11, days=THREE_MONTHS
    ),
    "a street of two, network, pass or fail, through an emergency": Case(
        configuration_from(place(2, "network", "pass_fail", ARMED_REGIME)), seed=2**40, days=THREE_MONTHS
    ),
    "paper and records, every lever of them": Case(paper_and_records(), seed=5, days=THREE_MONTHS),
    "workers ranked, five times the matters": Case(workers_assessed("ranking", "cooperative"), seed=3, days=60),
    "workers paid by a standard, inspected in random order": Case(
        workers_assessed("pass_fail", "random"), seed=0, days=60
    ),
    "levers on society and projects": Case(society_at_work(), seed=5, days=THREE_MONTHS),
    "staff moved about, until it is calm": Case(staff_moved_about("hysteresis"), seed=5, days=THREE_MONTHS),
    "staff moved about, while the score is better": Case(staff_moved_about("endogenous"), seed=6, days=THREE_MONTHS),
    "ranked among peers by what structure does not explain, places only": Case(
        compared("ranking", peer_groups=2, judged_on="risk_adjusted", publication="own_rank"), seed=5, days=THREE_MONTHS
    ),
    "a ratchet on the own last year, in bands": Case(
        compared("mixed", standard_rule="ratchet", judged_on="improvement", publication="bands", bands=2),
        seed=6,
        days=THREE_MONTHS,
    ),
    "every game is played": Case(gamed(), seed=8, days=THREE_MONTHS),
    "held to its own last year, into a second one": Case(next_year(), seed=9, days=390),
    "all levers at once": Case(all_at_once(), seed=7, days=THREE_MONTHS),
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


# --- presets with every lever -----------------------------------------------------------------------------------------
PRESETS = ("shanghai_grid_centre", "l_community", "nanjing_cuizhuyuan")


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=2, deadline=None, derandomize=True, phases=NO_SHRINKING, suppress_health_check=ALL)
@given(number=PLACES, seed=SEEDS, months=st.integers(1, 2))
def test_presets_cut_down_give_the_same_tables_wherever_their_levers_stand(
    name: str, number: int, seed: int, months: int
) -> None:
    assert_same_tables(preset_cut_down(name, number), seed, 30 * months)


@pytest.mark.study
@pytest.mark.parametrize("name", [name for name in configs.choices("scenario") if name != "street_of_eight"])
@settings(max_examples=10, deadline=None, phases=NO_SHRINKING, suppress_health_check=ALL)
@given(number=PLACES, seed=SEEDS, months=MONTHS)
def test_every_preset_cut_down_gives_the_same_tables(name: str, number: int, seed: int, months: int) -> None:
    assert_same_tables(preset_cut_down(name, number), seed, 30 * months)


def test_the_games_are_played_in_that_case() -> None:
    case = CASES["every game is played"]
    twin, _ = run_both(case.config, case.seed, case.days)
    for game in ("n_relabelled", "n_signed_late", "n_coached", "n_turned_away", "n_games_found"):
        assert sum(row[game] for row in twin.tables.rows("assessments")) > 0, game


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
