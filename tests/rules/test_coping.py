import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import coping
from sim.rules.coping import (
    CopingParameters,
    closes_falsely,
    false_closure_hours,
    fills_perfunctorily,
    is_worth_the_risk,
    perfunctory_hours_factor,
    updated_caught_belief,
)

DEFAULTS = CopingParameters()
P = as_record(DEFAULTS)
SWITCHED_OFF = as_record(CopingParameters(is_switched_on=False))
PRETENDING = [closes_falsely, fills_perfunctorily]
RULES = [
    is_worth_the_risk,
    closes_falsely,
    false_closure_hours,
    fills_perfunctorily,
    perfunctory_hours_factor,
    updated_caught_belief,
]

units = st.floats(0.0, 1.0)
values = st.floats(0.0, 100.0)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    gains = [0.001 * step for step in range(100)]
    return (
        is_worth_the_risk(1.0, 0.5, 1.0, 0.1, 0.5),
        *(closes_falsely(p, 0.5, gain, 0.0, 1.0) for gain in gains),
        *(fills_perfunctorily(p, 0.5, gain, 0.0, 1.0) for gain in gains),
        false_closure_hours(p, 10.0),
        perfunctory_hours_factor(p),
        updated_caught_belief(p, 0.2, True),
    )


def test_the_family_has_no_other_rule():
    found = [f for f in vars(coping).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == coping.__name__} == set(RULES)


@pytest.mark.parametrize("pretends", PRETENDING)
def test_a_tolerant_unit_pretends_exactly_when_the_gain_exceeds_the_expected_penalty(pretends):
    expected_penalty = 0.25 * 8.0
    assert pretends(P, 1.0, math.nextafter(expected_penalty, math.inf), 0.25, 8.0)
    assert not pretends(P, 1.0, expected_penalty, 0.25, 8.0)


@pytest.mark.parametrize("pretends", PRETENDING)
def test_nobody_pretends_when_the_switch_is_off_or_the_unit_tolerates_none(pretends):
    assert not pretends(SWITCHED_OFF, 1.0, 1000.0, 0.0, 0.0)
    assert not pretends(P, 0.0, 1000.0, 0.0, 0.0)


@pytest.mark.parametrize("pretends", PRETENDING)
def test_without_any_gain_nobody_pretends(pretends):
    assert not pretends(P, 1.0, 0.0, 0.0, 10.0)


@pytest.mark.parametrize(
    "pretends, scruple",
    [(closes_falsely, DEFAULTS.false_closure_scruple), (fills_perfunctorily, DEFAULTS.perfunctory_scruple)],
)
def test_half_tolerance_leaves_half_the_scruple(pretends, scruple):
    assert pretends(P, 0.5, 0.51 * scruple, 0.0, 1.0)
    assert not pretends(P, 0.5, 0.49 * scruple, 0.0, 1.0)


def test_a_false_closure_never_takes_longer_than_the_true_work():
    assert false_closure_hours(P, 0.1) == 0.1
    assert false_closure_hours(P, 100.0) == DEFAULTS.show_hours


def test_a_perfunctory_form_takes_the_declared_share_of_its_hours():
    assert perfunctory_hours_factor(P) == DEFAULTS.perfunctory_hours_share


def test_the_belief_of_a_worker_is_the_mean_of_a_beta_belief_with_one_more_case():
    n = DEFAULTS.memory_cases
    caught, cases = 0.3 * n, n
    assert updated_caught_belief(P, 0.3, True) == pytest.approx((caught + 1.0) / (cases + 1.0), rel=1e-12)
    assert updated_caught_belief(P, 0.3, False) == pytest.approx(caught / (cases + 1.0), rel=1e-12)


def test_a_true_belief_does_not_move_in_the_mean():
    chance = 0.35
    mean_after = chance * updated_caught_belief(P, chance, True) + (1.0 - chance) * updated_caught_belief(
        P, chance, False
    )
    assert mean_after == pytest.approx(chance, rel=1e-12)


def test_a_worker_who_is_never_caught_comes_to_feel_safe():
    belief = 0.9
    for _ in range(200):
        belief = updated_caught_belief(P, belief, False)
    n = DEFAULTS.memory_cases
    assert belief == pytest.approx(0.9 * (n / (n + 1.0)) ** 200, rel=1e-9)


@settings(deadline=None)
@given(
    level=units,
    gain=values,
    more=values,
    belief=units,
    penalty=values,
    hours=st.floats(0.0, 500.0),
    caught=st.booleans(),
)
def test_values_stay_in_range_move_as_promised_and_compiled_equals_plain_python(
    level, gain, more, belief, penalty, hours, caught
):
    for rule, arguments in [
        (is_worth_the_risk, (gain, belief, penalty, 0.1, level)),
        (closes_falsely, (P, level, gain, belief, penalty)),
        (false_closure_hours, (P, hours)),
        (fills_perfunctorily, (P, level, gain, belief, penalty)),
        (perfunctory_hours_factor, (P,)),
        (updated_caught_belief, (P, belief, caught)),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    for pretends in PRETENDING:
        did = pretends(P, level, gain, belief, penalty)
        assert did <= pretends(P, level, gain + more, belief, penalty)
        assert did >= pretends(P, level, gain, belief, penalty + more)
        assert did >= pretends(P, level, gain, 1.0, penalty)
    assert 0.0 <= false_closure_hours(P, hours) <= hours
    assert 0.0 <= updated_caught_belief(P, belief, False) <= updated_caught_belief(P, belief, True) <= 1.0


@pytest.mark.parametrize("name", CopingParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    usual = getattr(DEFAULTS, name)
    moved = CopingParameters(**{name: not usual if isinstance(usual, bool) else 1.5 * usual})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
