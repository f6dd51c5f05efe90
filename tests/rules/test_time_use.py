import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import time_use
from sim.rules.time_use import (
    TimeUseParameters,
    effective_hours,
    marginal_cost,
    productivity,
    score_rise,
    value_per_hour,
    works_next_hour,
)

DEFAULTS = TimeUseParameters()
P = as_record(DEFAULTS)
RULES = [score_rise, value_per_hour, effective_hours, productivity, marginal_cost, works_next_hour]

units = st.floats(0.0, 1.0)
week_hours = st.floats(0.0, 112.0)
day_hours = st.floats(0.0, 24.0)
values = st.floats(0.0, 1000.0)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        score_rise(2.0, 4),
        value_per_hour(1.0, 0.5, 0.1, 2.0),
        effective_hours(p, 52.0),
        effective_hours(p, 100.0),
        productivity(p, 52.0, 0.5),
        marginal_cost(p, 40.0, 52.0, 10.0, 0.5),
        works_next_hour(1.0, 0.9, 0.5),
    )


def test_the_family_has_no_other_rule():
    found = [f for f in vars(time_use).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == time_use.__name__} == set(RULES)


def test_orders_together_are_worth_the_whole_indicator():
    assert 8 * score_rise(3.2, 8) == pytest.approx(3.2, rel=1e-12)


def test_a_first_order_counts_as_the_only_one():
    assert score_rise(3.2, 0) == score_rise(3.2, 1) == 3.2


def test_no_stake_no_value_of_a_good_order():
    assert score_rise(0.0, 12) == 0.0


def test_of_two_matters_of_one_value_the_easier_is_worth_more_per_hour():
    assert value_per_hour(1.0, 0.0, 0.0, 1.0) == 4.0 * value_per_hour(1.0, 0.0, 0.0, 4.0)


def test_value_per_hour_adds_up_over_its_three_sources():
    assert value_per_hour(1.0, 2.0, 0.5, 7.0) == 0.5
    parts = value_per_hour(1.0, 0.0, 0.0, 3.0) + value_per_hour(0.0, 2.0, 0.0, 3.0) + value_per_hour(0.0, 0.0, 0.5, 3.0)
    assert value_per_hour(1.0, 2.0, 0.5, 3.0) == pytest.approx(parts, rel=1e-12)


def test_what_needs_no_more_hours_has_no_value_per_hour():
    assert value_per_hour(5.0, 1.0, 1.0, 0.0) == 0.0


@pytest.mark.parametrize(
    "hours, output", [(0.0, 0.0), (40.0, 40.0), (49.0, 49.0), (56.0, 54.25), (63.0, 56.0), (98.0, 56.0)]
)
def test_weekly_output_bends_at_49_hours_and_is_flat_from_63(hours, output):
    assert effective_hours(P, hours) == pytest.approx(output, rel=1e-12)


def test_output_is_the_sum_of_the_productivity_of_its_hours():
    # The midpoint rule is exact here: productivity is linear between 0, 49, 63 and beyond.
    for weekly_hours in (45, 49, 55, 63, 80):
        total = sum(productivity(P, hour + 0.5, 0.0) for hour in range(weekly_hours))
        assert total == pytest.approx(effective_hours(P, float(weekly_hours)), rel=1e-12)


def test_strain_takes_the_declared_share_of_an_hour():
    assert productivity(P, 20.0, 0.0) == 1.0
    assert productivity(P, 20.0, 1.0) == pytest.approx(1.0 - DEFAULTS.strain_loss, rel=1e-12)
    assert productivity(P, 56.0, 0.5) == pytest.approx(0.5 * (1.0 - 0.5 * DEFAULTS.strain_loss), rel=1e-12)


def test_inside_statutory_hours_the_next_hour_costs_only_the_effort():
    assert marginal_cost(P, 40.0, 0.0, 0.0, 0.0) == DEFAULTS.effort_cost_per_hour
    assert marginal_cost(P, 40.0, 40.0, 8.0, 0.0) == DEFAULTS.effort_cost_per_hour


def test_the_cost_of_overtime_follows_the_square_law():
    overtime = 12
    total = sum(marginal_cost(P, 40.0, 40.0 + hour + 0.5, 0.0, 0.0) for hour in range(overtime))
    square_law = DEFAULTS.overtime_curvature_week * overtime * overtime / 2.0
    assert total == pytest.approx(overtime * DEFAULTS.effort_cost_per_hour + square_law, rel=1e-12)


def test_a_long_day_costs_extra_even_in_a_short_week():
    extra = marginal_cost(P, 40.0, 20.0, 11.0, 0.0) - marginal_cost(P, 40.0, 20.0, 8.0, 0.0)
    assert extra == pytest.approx(3.0 * DEFAULTS.overtime_curvature_day, rel=1e-12)


def test_full_strain_multiplies_every_cost_alike():
    for hours in (10.0, 50.0):
        ratio = marginal_cost(P, 40.0, hours, 9.0, 1.0) / marginal_cost(P, 40.0, hours, 9.0, 0.0)
        assert ratio == pytest.approx(1.0 + DEFAULTS.strain_cost, rel=1e-12)


def test_a_worker_rests_when_the_next_hour_brings_no_more_than_it_costs():
    assert works_next_hour(1.0, 0.5, 0.49)
    assert not works_next_hour(1.0, 0.5, 0.5)
    assert not works_next_hour(1000.0, 0.0, 0.01)


def test_with_nothing_of_value_to_do_a_worker_idles_even_inside_statutory_hours():
    assert not works_next_hour(0.0, 1.0, marginal_cost(P, 40.0, 0.0, 0.0, 0.0))


@settings(deadline=None)
@given(
    payoff=values,
    orders=st.integers(0, 10_000),
    measured=values,
    liability=values,
    intrinsic=values,
    left=st.floats(0.0, 300.0),
    week=week_hours,
    more=st.floats(0.0, 20.0),
    day=day_hours,
    strain=units,
)
def test_values_stay_in_range_move_as_promised_and_compiled_equals_plain_python(
    payoff, orders, measured, liability, intrinsic, left, week, more, day, strain
):
    cost = marginal_cost(P, 40.0, week, day, strain)
    for rule, arguments in [
        (score_rise, (payoff, orders)),
        (value_per_hour, (measured, liability, intrinsic, left)),
        (effective_hours, (P, week)),
        (productivity, (P, week, strain)),
        (marginal_cost, (P, 40.0, week, day, strain)),
        (works_next_hour, (measured, strain, cost)),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    assert 0.0 <= effective_hours(P, week) <= week
    assert 0.0 <= productivity(P, week, strain) <= 1.0
    assert productivity(P, week, strain) >= productivity(P, week + more, strain)
    assert productivity(P, week, strain) >= productivity(P, week, 1.0)
    assert 0.0 <= cost <= marginal_cost(P, 40.0, week + more, day, strain)
    assert cost <= marginal_cost(P, 40.0, week, day + more, strain)
    assert cost <= marginal_cost(P, 40.0, week, day, 1.0)


@settings(deadline=None)
@given(shorter=week_hours, longer=week_hours)
def test_output_never_falls_with_hours(shorter, longer):
    shorter, longer = min(shorter, longer), max(shorter, longer)
    # Rounding of the parabola near its top is of the order of one unit in the last place of 63.
    assert effective_hours(P, shorter) <= effective_hours(P, longer) + 1e-12


@pytest.mark.parametrize("name", TimeUseParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = TimeUseParameters(**{name: 1.05 * getattr(DEFAULTS, name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
