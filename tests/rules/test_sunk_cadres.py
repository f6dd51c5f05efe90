"""Sunk cadres: how many go, how they learn, what they spare the committee, and what the departments miss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import CommunityModel
from sim.names import DEPARTMENT
from sim.parameters import as_record
from sim.rules import sunk_cadres
from sim.rules.sunk_cadres import SunkCadresLever
from sim.scenario import with_values
from tests.places import changed_run, phases, run, small_place
from tests.rules.rule_checks import FLAG, Facts, check_facts

STAFF = st.integers(1, 1000)
WEEK = 7.0 * 24.0
FACTS = (
    Facts(
        sunk_cadres.cadres_sent,
        {"n_staff": STAFF, "is_emergency": FLAG},
        high=1000.0,
        rising=("n_staff", "is_emergency"),
    ),
    Facts(sunk_cadres.front_skill, {"hours_here": st.floats(0.0, 1e5)}, rising=("hours_here",)),
)
CRISIS = phases(("normal", 30), ("emergency", 60), ("return", 90))


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(SunkCadresLever, facts)


@given(n=STAFF, is_emergency=FLAG)
def test_by_default_nobody_goes(n, is_emergency):
    assert sunk_cadres.cadres_sent(as_record(SunkCadresLever()), n, is_emergency) == 0


def test_half_of_what_a_cadre_lacks_is_learned_at_the_half_life():
    p = as_record(SunkCadresLever(start_skill=0.4, learning_per_week=0.25))
    assert sunk_cadres.front_skill(p, 0.0) == pytest.approx(0.4)
    assert sunk_cadres.front_skill(p, WEEK * np.log(2.0) / 0.25) == pytest.approx(0.7)


def test_somebody_stays_in_every_department():
    p = as_record(SunkCadresLever(staff_share=0.9, routine_share=0.5))
    assert [sunk_cadres.cadres_sent(p, n, True) for n in (1, 2, 10)] == [0, 1, 9]
    assert [sunk_cadres.cadres_sent(p, n, False) for n in (1, 2, 10)] == [0, 1, 5]


def cadres(model: CommunityModel) -> np.ndarray:
    workers = model.world.workers
    is_departments = model.world.parties["kind"][workers["party"]] == DEPARTMENT
    return workers[is_departments & (workers["community"] >= 0)]


def test_they_come_after_the_delay_and_leave_on_their_own_date():
    config = with_values(
        small_place(2, "grid", "none", CRISIS),
        {"levers.sunk_cadres.staff_share": 0.5, "levers.sunk_cadres.delay_days": 10.0,
         "levers.sunk_cadres.stay_days": 70.0},
    )  # fmt: skip
    model = CommunityModel(config, rng=7)
    there = []
    for _ in range(120):
        model.run_for(1)
        there.append(len(cadres(model)))
        assert there[-1] == model.world.communities["n_cadres"].sum()
    assert set(there[:40]) == {0}, "the emergency begins on day 30, they set out on day 40"
    assert min(there[42:110]) == 2, "one of two in each of the two departments, also after the emergency"
    assert there[-1] == 0


def test_they_lighten_the_emergency_and_are_paid():
    """In the running model: shorter weeks of the committees, more paid hours in all, hours in rows of their own."""
    usual, helped = changed_run(
        small_place(2, "grid", "none", CRISIS), {"levers.sunk_cadres.staff_share": 0.5}, days=180
    )
    before, after = (model.records.outcomes() for model in (usual, helped))
    assert after["workload_hours_week_emergency"] < before["workload_hours_week_emergency"]
    assert after["total_paid_hours_emergency"] > before["total_paid_hours_emergency"]
    months = helped.records.columns("actor_months")
    is_cadre = (months["party_kind"] == DEPARTMENT) & (months["community_id"] >= 0)
    assert months["hours_worked"][is_cadre].sum() > 100.0


def test_routine_cadres_come_and_go_in_ordinary_time():
    values = {"levers.sunk_cadres.staff_share": 0.5, "levers.sunk_cadres.routine_share": 1.0,
              "levers.sunk_cadres.stay_days": 30.0}  # fmt: skip
    model = run(with_values(small_place(2, "grid"), values), days=90)
    assert len(cadres(model)) == 2
    arrived = cadres(model)["seconded_from_hours"]
    assert (arrived > 45 * 24.0).all(), "others have taken the place of the first"
