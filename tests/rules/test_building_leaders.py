"""Building leaders: more owners hear of a call, and guiding the leaders costs hours."""

from __future__ import annotations

import pytest

from sim.parameters import as_record
from sim.rules import building_leaders
from sim.rules.building_leaders import BuildingLeadersLever
from sim.scenario import configuration_from
from tests.places import changed_run, compound, crowd, phases, place
from tests.rules.rule_checks import UNIFORM, Facts, check_facts

FACTS = (
    Facts(building_leaders.is_reached_by_leader, {"uniform": UNIFORM}, falling=("uniform",)),
    Facts(building_leaders.hours_of_guidance, {}, high=20.0),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(BuildingLeadersLever, facts)


def test_without_leaders_nobody_is_reached_and_nothing_costs():
    off = as_record(BuildingLeadersLever())
    assert not building_leaders.is_reached_by_leader(off, 1e-300)
    assert building_leaders.hours_of_guidance(off) == 0.0


def test_leaders_draw_owners_in_an_emergency_and_cost_hours():
    """A compound of owners with a homeowners' committee that is ready to call."""
    tree = place(1, "network", regime=phases(("normal", 30), ("emergency", 120)))
    tree["street"]["communities"] = [
        crowd("owners", compounds=[compound("north", households=600)], owner_share=1.0, inbound_share=0.0)
    ]
    tree["rules"] = {"homeowners": {"self_organising_prob": 0.9, "self_organising_share": 0.01, "invited_share": 0.1}}
    usual, led = changed_run(configuration_from(tree), {"levers.building_leaders.reach_share": 1.0}, days=150)
    mobilised = [model.records.columns("participation_weeks")["n_mobilised"].sum() for model in (usual, led)]
    assert mobilised[1] > mobilised[0]
    hours = [model.records.columns("actor_months")["meetings_hours"].sum() for model in (usual, led)]
    assert hours[1] > hours[0]


def test_leaders_who_reach_half_of_the_owners_cost_all_hours_of_guidance():
    p = as_record(BuildingLeadersLever(reach_share=0.5, hours_per_call=3.0))
    assert building_leaders.hours_of_guidance(p) == 3.0
    assert building_leaders.is_reached_by_leader(p, 0.49)
    assert not building_leaders.is_reached_by_leader(p, 0.51)
