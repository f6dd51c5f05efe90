"""Coordination by the street: half the roots in the rooting time, a lead time that shrinks with them, and its hours."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import project_coordination as coordination
from sim.rules.project_coordination import ProjectCoordinationLever
from sim.scenario import configuration_from
from tests.places import changed_run, community, place
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts, midpoints

OFF = as_record(ProjectCoordinationLever())
ON = as_record(ProjectCoordinationLever(hours_per_month=8.0))
HOURS = st.floats(0.0, 1e5)
FACTS = (
    Facts(coordination.is_coordinated, {}),
    Facts(coordination.grown_rootedness, {"rootedness": SHARE}, rising=("rootedness",)),
    Facts(
        coordination.hours_on_the_way,
        {"hours": HOURS, "rootedness": st.floats(0.0, 0.999)},
        high=math.inf,
        rising=("hours", "rootedness"),
    ),
    Facts(
        coordination.opens_up, {"rootedness": SHARE, "uniform": UNIFORM}, rising=("rootedness",), falling=("uniform",)
    ),
    Facts(coordination.is_assigned, {"uniform": UNIFORM}, falling=("uniform",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ProjectCoordinationLever, facts)


def test_half_of_the_roots_grow_in_the_rooting_time():
    rootedness = 0.0
    for _ in range(int(ProjectCoordinationLever().rooting_months)):
        rootedness = coordination.grown_rootedness(ON, rootedness)
    assert rootedness == pytest.approx(0.5)


def test_half_the_roots_halve_the_lead_time_and_full_ones_abolish_it():
    assert coordination.hours_on_the_way(ON, 700.0, 0.5) == 1400.0
    assert coordination.hours_on_the_way(ON, 0.0, 1.0) == math.inf


@given(hours=HOURS, rootedness=SHARE, uniform=UNIFORM)
def test_where_nobody_coordinates_everything_is_as_usual(hours, rootedness, uniform):
    assert coordination.hours_on_the_way(OFF, hours, rootedness) == hours
    assert coordination.opens_up(OFF, rootedness, uniform)
    assert not coordination.is_assigned(OFF, uniform)


def test_another_organisation_comes_after_the_stated_time_on_average():
    assert sum(coordination.is_assigned(ON, u) for u in midpoints(300)) == 100


def test_coordination_costs_the_street_hours_and_organisations_grow_roots():
    tree = place(2, "network")
    tree["street"]["communities"] = [
        community(name, social_organisations=[{"name": "p", "name_zh": "p", "is_rooted": False, "staff": 1}])
        for name in ("one", "two")
    ]
    tree["rules"] = {"handling": {"contract_months": 2.0, "budget_share": 0.3}}
    config = configuration_from(tree)
    usual, pooled = changed_run(config, {"levers.project_coordination.hours_per_month": 10.0}, days=360)
    there, hours = [], []
    for model in (usual, pooled):
        parties = model.world.parties
        there.append(parties["exists"][parties["kind"] == 3].sum())
        months = model.records.columns("actor_months")
        hours.append(months["negotiation_hours"][months["party_kind"] == 5].sum())
    assert hours[0] == 0.0
    assert hours[1] > 0.0
    assert there[0] == 0, "contracts end, and nobody comes"
    parties = pooled.world.parties[pooled.world.parties["kind"] == 3]
    assert ((parties["rootedness"] >= 0.0) & (parties["rootedness"] < 1.0)).all()


def test_a_year_under_one_contract_grows_roots():
    tree = place(1, "network")
    tree["street"]["communities"] = [
        community("one", social_organisations=[{"name": "p", "name_zh": "p", "is_rooted": False, "staff": 1}])
    ]
    tree["rules"] = {"social_organisation": {"renewal_prob_unsatisfied": 0.6, "renewal_prob_satisfied": 1.0}}
    tree["rules"]["handling"] = {"contract_months": 36.0}
    usual, pooled = changed_run(
        configuration_from(tree), {"levers.project_coordination.hours_per_month": 10.0}, days=360
    )
    roots = [model.world.parties["rootedness"][model.world.parties["kind"] == 3] for model in (usual, pooled)]
    assert (roots[0] == 0.0).all()
    assert (roots[1] > 0.4).all()


def test_to_strangers_a_part_opens_up_and_to_the_half_rooted_half_of_the_rest_as_well():
    p = as_record(ProjectCoordinationLever(hours_per_month=5.0, outsider_share=0.2))
    for rootedness, chance in ((0.0, 0.2), (0.5, 0.6), (1.0, 1.0)):
        opened = [coordination.opens_up(p, rootedness, u) for u in midpoints(100)]
        assert sum(opened) / 100 == pytest.approx(chance)
