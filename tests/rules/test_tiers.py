"""Tiers: each adds its share to what it passes on; sunk tasks arrive, and some go up again."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import tiers
from sim.rules.tiers import TiersLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import Facts, check_facts


def test_every_rule_keeps_its_promises_for_all_admissible_parameters():
    facts = Facts(tiers.n_passed_on, {"number": st.integers(0, 100).map(float)}, high=float("inf"), rising=("number",))
    check_facts(TiersLever, facts)


@pytest.mark.parametrize("n_tiers, pressure, expected", [(0.0, 1.0, 14.0), (2.0, 0.1, 17.0), (3.0, 1.0, 112.0)])
def test_items_grow_with_the_power_of_the_tiers(n_tiers, pressure, expected):
    assert tiers.n_passed_on(as_record(TiersLever(n_tiers=n_tiers, pressure=pressure)), 14.0) == expected


@pytest.mark.parametrize("number", [0.0, 1.0, 53.0])
def test_without_tiers_what_is_asked_arrives(number):
    assert tiers.n_passed_on(as_record(TiersLever()), number) == number


def test_tiers_add_paper_in_the_running_model():
    usual, pressed = changed_run(small_place(2, "grid"), {"levers.tiers.n_tiers": 3.0}, days=90)
    asked = [model.records.columns("assessments")["n_directives_on_time"].sum() for model in (usual, pressed)]
    assert asked[1] > 1.3 * asked[0]  # 14 items become 21, and the street may add one of its own
    worked = [model.records.columns("actor_months")["directives_hours"].sum() for model in (usual, pressed)]
    assert worked[1] > worked[0]


def test_sunk_tasks_arrive_and_half_of_them_are_handed_up():
    lever = {"levers.tiers.sunk_tasks_per_month": 6.0}
    usual, sunk = changed_run(small_place(2, "grid"), lever, days=60)
    directives = sunk.world.directives[: sunk.world.counts[0]["n_directives"]]
    assert (directives["is_handed_up"] == 1).sum() == 2 * 2 * 3  # two months, two communities
    handed = [model.records.columns("actor_months")["hand_off_hours"].sum() for model in (usual, sunk)]
    assert handed[1] > handed[0]
