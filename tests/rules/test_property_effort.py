import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import property_effort
from sim.rules.property_effort import PropertyEffortParameters
from tests.rules.rule_checks import SHARE, Facts, check_facts, idle_parameters, records

P = as_record(PropertyEffortParameters())
FEE = st.floats(0.0, 500.0)
HOUSEHOLDS = st.floats(20.0, 5000.0)

FACTS = (
    Facts(property_effort.collected_share, {"satisfaction": SHARE}, rising=("satisfaction",)),
    Facts(
        property_effort.labour_cost_per_household,
        {"n_households": HOUSEHOLDS},
        high=math.inf,
        falling=("n_households",),
    ),
    Facts(
        property_effort.monthly_profit_per_household,
        {"effort": SHARE, "fee_per_household": FEE, "n_households": HOUSEHOLDS},
        low=-math.inf,
        high=math.inf,
        rising=("fee_per_household", "n_households"),
    ),
    Facts(
        property_effort.best_effort,
        {"fee_per_household": FEE, "n_households": HOUSEHOLDS, "contract_floor": SHARE},
        rising=("fee_per_household", "n_households", "contract_floor"),
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(PropertyEffortParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            property_effort.collected_share(p, 0.5),
            property_effort.best_effort(p, 150.0, 500.0, 0.0),
        )

    assert idle_parameters(PropertyEffortParameters, outcomes) == []


@given(p=records(PropertyEffortParameters), fee=FEE, n_households=HOUSEHOLDS, floor=SHARE)
@settings(max_examples=30, deadline=None)
def test_no_effort_that_keeps_the_contract_earns_more_than_the_one_chosen(p, fee, n_households, floor):
    best = property_effort.best_effort(p, fee, n_households, floor)
    best_profit = property_effort.monthly_profit_per_household(p, best, fee, n_households)
    largest_flow = fee + property_effort.labour_cost_per_household(p, n_households) * (1.0 + p.cost_curvature)
    assert best >= floor
    for i in range(201):
        effort = floor + (1.0 - floor) * i / 200
        profit = property_effort.monthly_profit_per_household(p, effort, fee, n_households)
        assert profit <= best_profit + 1e-12 * largest_flow


@given(p=records(PropertyEffortParameters), fee=FEE, n_households=HOUSEHOLDS)
def test_inside_the_bounds_the_last_unit_of_effort_earns_what_it_costs(p, fee, n_households):
    best = property_effort.best_effort(p, fee, n_households, 0.0)
    if 0.0 < best < 1.0:
        rise = p.collected_top - p.collected_floor
        marginal_fee = fee * rise * (1.0 + p.collected_bend - 2.0 * p.collected_bend * best)
        marginal_cost = property_effort.labour_cost_per_household(p, n_households) * (1.0 + p.cost_curvature * best)
        assert marginal_fee == pytest.approx(marginal_cost, rel=1e-9)


def test_a_company_without_fees_does_what_it_has_agreed_to_and_nothing_more():
    assert property_effort.best_effort(P, 0.0, 500.0, 0.0) == 0.0
    assert property_effort.best_effort(P, 0.0, 500.0, 0.35) == 0.35


def test_owners_pay_the_declared_shares_at_no_and_at_full_satisfaction():
    assert property_effort.collected_share(P, 0.0) == P.collected_floor
    assert property_effort.collected_share(P, 1.0) == pytest.approx(P.collected_top, rel=1e-12)


@given(p=records(PropertyEffortParameters), first=SHARE, second=SHARE)
def test_fees_are_concave_in_satisfaction(p, first, second):
    of_the_mean = property_effort.collected_share(p, (first + second) / 2.0)
    mean_of_both = (property_effort.collected_share(p, first) + property_effort.collected_share(p, second)) / 2.0
    assert of_the_mean >= mean_of_both - 1e-12


def test_small_compounds_are_served_less_at_the_same_fee():
    assert property_effort.best_effort(P, 150.0, 100.0, 0.0) < property_effort.best_effort(P, 150.0, 1000.0, 0.0)


def test_full_service_costs_the_wage_of_the_household_hours_and_of_a_share_in_the_common_hours():
    full = 400.0 * P.household_hours + P.common_hours
    assert full * P.wage / 400.0 == pytest.approx(property_effort.labour_cost_per_household(P, 400.0), rel=1e-12)
