import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import patrol
from sim.rules.patrol import (
    COMMUNITY_FIRST,
    COOPERATIVE,
    DISTRICT_FIRST,
    INSPECTION_ORDER,
    RANDOM_ORDER,
    PatrolParameters,
)

P = as_record(PatrolParameters())
RULES = [f for f in vars(patrol).values() if hasattr(f, "py_func") and f.py_func.__module__ == patrol.__name__]
KAPPA = PatrolParameters().sweep_households_per_hour

uniforms = st.floats(1e-12, 1.0 - 1e-12)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    orders = range(len(INSPECTION_ORDER))
    return (
        patrol.detection_prob(p, 2.0, 400),
        patrol.is_found(p, 2.0, 400, 0.5),
        *(patrol.patrol_priority(p, order, True, 2.0, 0.3) for order in orders),
    )


def test_covering_the_ground_once_finds_63_percent_of_what_is_there():
    households = 400
    assert patrol.detection_prob(P, households / KAPPA, households) == pytest.approx(1.0 - math.exp(-1.0), rel=1e-12)


def test_two_patrols_miss_exactly_as_often_as_one_of_the_same_hours():
    one_miss = 1.0 - patrol.detection_prob(P, 1.5, 300)
    assert 1.0 - patrol.detection_prob(P, 3.0, 300) == pytest.approx(one_miss * one_miss, rel=1e-12)


def test_no_patrol_finds_nothing_and_endless_patrol_finds_all():
    assert patrol.detection_prob(P, 0.0, 400) == 0.0
    assert patrol.detection_prob(P, 1e9, 400) == 1.0


def test_ground_without_households_holds_nothing_to_find():
    assert patrol.detection_prob(P, 2.0, 0) == 0.0
    assert patrol.detection_prob(P, 2.0, 1) > 0.0


def test_share_of_finds_is_the_chance_of_detection():
    n = 1000
    found = sum(patrol.is_found(P, 2.0, 400, (i + 0.5) / n) for i in range(n))
    assert abs(found / n - patrol.detection_prob(P, 2.0, 400)) <= 1.0 / n


def test_random_order_looks_at_neither_list_nor_knowledge():
    assert patrol.patrol_priority(P, RANDOM_ORDER, True, 9.0, 0.4) == 0.4
    assert patrol.patrol_priority(P, RANDOM_ORDER, False, 0.0, 0.4) == 0.4


def test_district_first_puts_every_listed_place_before_every_other():
    unlisted_and_lucky = patrol.patrol_priority(P, DISTRICT_FIRST, False, 50.0, 1.0 - 1e-9)
    assert patrol.patrol_priority(P, DISTRICT_FIRST, True, 0.0, 1e-9) > unlisted_and_lucky


def test_community_first_ignores_the_list_and_follows_expectation_up_to_the_error_of_the_guess():
    listed = patrol.patrol_priority(P, COMMUNITY_FIRST, True, 2.0, 0.3)
    assert patrol.patrol_priority(P, COMMUNITY_FIRST, False, 2.0, 0.3) == listed
    gap = PatrolParameters().guess_error_matters
    assert listed == pytest.approx(2.0 + 0.3 * gap, rel=1e-12)
    lucky = patrol.patrol_priority(P, COMMUNITY_FIRST, False, 2.0, 1.0 - 1e-9)
    assert patrol.patrol_priority(P, COMMUNITY_FIRST, False, 2.0 + gap, 1e-9) > lucky


def test_cooperation_counts_an_entry_in_the_list_as_so_many_expected_matters():
    worth = PatrolParameters().listing_worth_matters
    listed = patrol.patrol_priority(P, COOPERATIVE, True, 2.0, 0.3)
    assert listed == pytest.approx(patrol.patrol_priority(P, COOPERATIVE, False, 2.0 + worth, 0.3), rel=1e-12)


@settings(deadline=None)
@given(
    hours=st.floats(0.0, 200.0),
    more_hours=st.floats(0.0, 200.0),
    ground=st.integers(0, 10_000),
    order=st.integers(0, 3),
    listed=st.booleans(),
    expected=st.floats(0.0, 100.0),
    uniform=uniforms,
)
def test_chances_stay_in_range_rise_with_hours_and_compiled_equals_plain_python(
    hours, more_hours, ground, order, listed, expected, uniform
):
    calls = [
        (patrol.detection_prob, (P, hours, ground)),
        (patrol.is_found, (P, hours, ground, uniform)),
        (patrol.patrol_priority, (P, order, listed, expected, uniform)),
    ]
    assert {rule for rule, _ in calls} == set(RULES)
    for rule, arguments in calls:
        assert rule(*arguments) == rule.py_func(*arguments)
    chance = patrol.detection_prob(P, hours, ground)
    assert 0.0 <= chance <= 1.0
    assert chance <= patrol.detection_prob(P, hours + more_hours, ground)
    assert ground == 0 or chance >= patrol.detection_prob(P, hours, ground + 1)
    unlisted = patrol.patrol_priority(P, order, False, expected, uniform)
    assert 0.0 <= unlisted <= patrol.patrol_priority(P, order, True, expected, uniform)


@pytest.mark.parametrize("name", PatrolParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = PatrolParameters(**{name: 1.2 * getattr(PatrolParameters(), name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
