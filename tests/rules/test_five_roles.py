"""Five roles per cell: who is asked, what guiding them costs, and which matters they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import five_roles
from sim.rules.five_roles import FiveRolesLever
from sim.scenario import with_values
from tests.places import changed_run, small_place
from tests.rules.rule_checks import Facts, check_facts

ADULTS = st.floats(0.001, 50_000.0)
FACTS = (
    Facts(five_roles.role_prob, {"adults_per_cell": ADULTS}, falling=("adults_per_cell",)),
    Facts(five_roles.role_supervision_hours, {"n_cells": st.integers(0, 2000)}, high=20_000.0, rising=("n_cells",)),
    Facts(five_roles.is_of_a_role, {"role": st.integers(0, 10)}, falling=("role",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(FiveRolesLever, facts)


@given(adults=ADULTS, role=st.integers(0, 4))
def test_by_default_no_role_exists(adults, role):
    p = as_record(FiveRolesLever())
    assert five_roles.role_prob(p, adults) == 0.0
    assert five_roles.role_supervision_hours(p, 100) == 0.0
    assert not five_roles.is_of_a_role(p, role)


def test_five_roles_in_a_cell_of_fifty_adults():
    p = as_record(FiveRolesLever(roles_per_cell=5.0, supervision_hours=0.1))
    assert five_roles.role_prob(p, 50.0) == pytest.approx(0.1)
    assert five_roles.role_supervision_hours(p, 11) == pytest.approx(5.5)
    assert [five_roles.is_of_a_role(p, role) for role in range(6)] == [True] * 5 + [False]


def test_roles_cost_guidance_and_bring_hands():
    """In the running model: more meetings of the staff, more people who act, more matters for volunteers."""
    willing = with_values(small_place(2, "grid"), {"rules.participation.reluctance": 7.0})  # few people, so few who act
    usual, filled = changed_run(willing, {"levers.five_roles.roles_per_cell": 5.0}, days=180)
    meetings = [model.records.columns("actor_months")["meetings_hours"].sum() for model in (usual, filled)]
    assert meetings[1] > meetings[0]
    before, after = (model.records.outcomes() for model in (usual, filled))
    assert after["participation_share"] > before["participation_share"]
    assert after["volunteer_hours"] > before["volunteer_hours"]
