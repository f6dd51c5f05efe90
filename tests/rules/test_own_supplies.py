"""Supplies of an organisation's own: hours that the committee is spared, paid with hours of the organisation."""

from __future__ import annotations

import math

import pytest
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import own_supplies
from sim.rules.own_supplies import OwnSuppliesLever
from tests.places import ARMED_REGIME, changed_run, differing, phases, small_place
from tests.rules.rule_checks import Facts, check_facts

HOURS = st.floats(0.0, 100.0)
FACTS = (
    Facts(own_supplies.hours_saved, {"hours_of_day": HOURS}, high=100.0, rising=("hours_of_day",)),
    Facts(own_supplies.hours_of_organisation, {"saved": HOURS}, high=math.inf, rising=("saved",)),
)
BRING = {"levers.own_supplies.hours_per_week": 40.0}


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(OwnSuppliesLever, facts)


def test_a_week_s_capacity_is_spread_over_seven_days():
    p = as_record(OwnSuppliesLever(hours_per_week=14.0))
    assert own_supplies.hours_saved(p, 5.0) == 2.0
    assert own_supplies.hours_saved(p, 1.0) == 1.0


def test_supplies_spare_the_committee_hours_in_an_emergency_and_cost_the_organisation_hours():
    usual, supplied = changed_run(small_place(2, "grid", regime=ARMED_REGIME), BRING, days=90)
    committee, organisation = [], []
    for model in (usual, supplied):
        months = model.records.columns("actor_months")
        committee.append(months["directives_hours"][months["party_kind"] == 0].sum())
        organisation.append(months["negotiation_hours"][months["party_kind"] == 3].sum())
    assert committee[1] < committee[0]
    assert organisation[1] > organisation[0]


def test_in_normal_time_nothing_is_brought():
    calm = small_place(1, "grid", regime=phases(("normal", 60)))
    assert differing(*changed_run(calm, BRING, days=60)) == []


def test_the_organisation_owes_its_ratio_of_what_is_spared():
    p = as_record(OwnSuppliesLever(own_hours_ratio=0.5))
    assert own_supplies.hours_of_organisation(p, 4.0) == 2.0
