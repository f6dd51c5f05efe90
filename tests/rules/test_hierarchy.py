import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import hierarchy
from sim.rules.hierarchy import (
    CELL_LEVEL,
    COMMUNITY_LEVEL,
    DEPARTMENT_LEVEL,
    HierarchyParameters,
)

P = as_record(HierarchyParameters())
RULES = [f for f in vars(hierarchy).values() if hasattr(f, "py_func") and f.py_func.__module__ == hierarchy.__name__]
LEVELS = (CELL_LEVEL, COMMUNITY_LEVEL, DEPARTMENT_LEVEL)
ONE_MEAN = 1.0 - math.exp(-1.0)  # the draw at which an exponential waiting time equals its mean

uniforms = st.floats(1e-12, 1.0 - 1e-12)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        hierarchy.hand_off_office_hours(p, 0.5),
        hierarchy.call_centre_hours(p, 0.5),
        *(hierarchy.dispatch_office_hours(p, level, 0.5) for level in LEVELS),
    )


@pytest.mark.parametrize(
    "level, parameter_name",
    [
        (CELL_LEVEL, "dispatch_to_cell_mean_hours"),
        (COMMUNITY_LEVEL, "dispatch_to_community_mean_hours"),
        (DEPARTMENT_LEVEL, "dispatch_to_department_mean_hours"),
    ],
)
def test_dispatch_takes_an_exponential_time_with_the_mean_of_its_level(level, parameter_name):
    mean_hours = getattr(HierarchyParameters(), parameter_name)
    assert hierarchy.dispatch_office_hours(P, level, ONE_MEAN) == pytest.approx(mean_hours, rel=1e-12)
    assert hierarchy.dispatch_office_hours(P, level, 0.5) == pytest.approx(mean_hours * math.log(2.0), rel=1e-12)


def test_dispatch_takes_longer_the_higher_the_level():
    means = [hierarchy.dispatch_office_hours(P, level, ONE_MEAN) for level in LEVELS]
    assert means == sorted(means)


def test_hand_off_takes_an_exponential_time_with_the_declared_mean():
    mean_hours = HierarchyParameters().hand_off_mean_hours
    assert hierarchy.hand_off_office_hours(P, ONE_MEAN) == pytest.approx(mean_hours, rel=1e-12)


def test_an_operator_sends_an_order_in_between_3_7_and_6_minutes_on_average():
    assert 3.7 / 60.0 <= hierarchy.call_centre_hours(P, ONE_MEAN) <= 6.0 / 60.0


@settings(deadline=None)
@given(level=st.sampled_from(LEVELS), uniform=uniforms, other=uniforms)
def test_delays_are_positive_rise_with_the_draw_and_compiled_equals_plain_python(level, uniform, other):
    calls = [
        (hierarchy.hand_off_office_hours, (P, uniform)),
        (hierarchy.dispatch_office_hours, (P, level, uniform)),
        (hierarchy.call_centre_hours, (P, uniform)),
    ]
    assert {rule for rule, _ in calls} == set(RULES)
    for rule, arguments in calls:
        assert rule(*arguments) == rule.py_func(*arguments)
    low, high = min(uniform, other), max(uniform, other)
    assert 0.0 < hierarchy.hand_off_office_hours(P, low) <= hierarchy.hand_off_office_hours(P, high)
    assert 0.0 < hierarchy.dispatch_office_hours(P, level, low) <= hierarchy.dispatch_office_hours(P, level, high)
    assert 0.0 < hierarchy.call_centre_hours(P, low) <= hierarchy.call_centre_hours(P, high)


@pytest.mark.parametrize("name", HierarchyParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = HierarchyParameters(**{name: 1.2 * getattr(HierarchyParameters(), name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)


def test_half_of_the_hand_offs_are_over_after_the_half_life_of_their_mean():
    mean_hours = HierarchyParameters().hand_off_mean_hours
    assert hierarchy.hand_off_office_hours(P, 0.5) == pytest.approx(mean_hours * math.log(2.0), rel=1e-12)
    mean_hours = HierarchyParameters().call_centre_mean_hours
    assert hierarchy.call_centre_hours(P, 0.5) == pytest.approx(mean_hours * math.log(2.0), rel=1e-12)
