import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import enthusiasm
from sim.rules.enthusiasm import EnthusiasmParameters
from tests.rules.rule_checks import SHARE, Facts, check_facts, idle_parameters, records

P = as_record(EnthusiasmParameters())
HOURS = st.floats(0.0, 744.0)
MONTH = {"hours_month": HOURS, "recognition": SHARE, "points": SHARE, "visible_results": SHARE}
REVIVING = ("recognition", "points", "visible_results")

FACTS = (
    Facts(enthusiasm.wear, {"hours_month": HOURS}, high=math.inf, rising=("hours_month",)),
    Facts(
        enthusiasm.revival,
        {"recognition": SHARE, "points": SHARE, "visible_results": SHARE},
        high=math.inf,
        rising=REVIVING,
    ),
    Facts(enthusiasm.steady_enthusiasm, MONTH, rising=REVIVING, falling=("hours_month",)),
    Facts(
        enthusiasm.updated_enthusiasm,
        {"enthusiasm": SHARE, **MONTH},
        rising=("enthusiasm", *REVIVING),
        falling=("hours_month",),
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(EnthusiasmParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            enthusiasm.updated_enthusiasm(p, 0.2, 30.0, 0.0, 0.0, 0.0),
            [enthusiasm.updated_enthusiasm(p, 0.2, 0.0, float(i == 0), float(i == 1), float(i == 2)) for i in range(3)],
        )

    assert idle_parameters(EnthusiasmParameters, outcomes) == []


@given(p=records(EnthusiasmParameters), start=SHARE, month=st.tuples(*MONTH.values()))
@settings(max_examples=40, deadline=None)
def test_equal_months_lead_to_the_steady_enthusiasm_from_anywhere(p, start, month):
    level = start
    for _ in range(1500):  # the slowest admissible pull leaves (1/1.02)^1500 = 1e-13 of the first gap
        level = enthusiasm.updated_enthusiasm(p, level, *month)
    assert level == pytest.approx(enthusiasm.steady_enthusiasm(p, *month), abs=1e-12)


@given(p=records(EnthusiasmParameters), start=SHARE, month=st.tuples(*MONTH.values()))
def test_each_month_closes_the_gap_by_the_pull_over_one_plus_the_pull(p, start, month):
    hours, *thanks = month
    pull = p.rest_recovery + enthusiasm.wear(p, hours) + enthusiasm.revival(p, *thanks)
    steady = enthusiasm.steady_enthusiasm(p, *month)
    after = enthusiasm.updated_enthusiasm(p, start, *month)
    assert after - steady == pytest.approx((start - steady) / (1.0 + pull), abs=1e-12)


def test_hours_up_to_the_norm_do_not_wear_and_twice_the_norm_wears_as_declared():
    assert enthusiasm.wear(P, float(P.hours_norm)) == 0.0
    assert enthusiasm.wear(P, float(2.0 * P.hours_norm)) == P.overuse_wear


def test_whoever_is_left_in_peace_settles_at_the_resting_level():
    assert enthusiasm.steady_enthusiasm(P, 0.0, 0.0, 0.0, 0.0) == pytest.approx(P.resting_level, rel=1e-12)


def test_overuse_without_thanks_costs_more_the_longer_it_lasts():
    levels = [0.6]
    for _ in range(6):
        levels.append(enthusiasm.updated_enthusiasm(P, levels[-1], 60.0, 0.0, 0.0, 0.0))
    assert levels == sorted(levels, reverse=True)  # H14, C91
    assert levels[-1] < 0.5 * levels[0]


def test_recognition_and_results_lift_the_same_overuse():
    tired = enthusiasm.steady_enthusiasm(P, 60.0, 0.0, 0.0, 0.0)
    thanked = enthusiasm.steady_enthusiasm(P, 60.0, 1.0, 0.0, 1.0)
    assert thanked > tired
