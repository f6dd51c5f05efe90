import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import liability
from sim.rules.liability import LiabilityParameters, expected_loss, is_held_liable, liability_prob

DEFAULTS = LiabilityParameters()
P = as_record(DEFAULTS)
RULES = [liability_prob, is_held_liable, expected_loss]

hours = st.floats(-500.0, 5000.0)
uniforms = st.floats(1e-12, 1.0 - 1e-12)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        liability_prob(p, 6.0, True),
        liability_prob(p, 6.0, False),
        is_held_liable(p, 6.0, True, 0.1),
    )


def test_the_family_has_no_other_rule():
    found = [f for f in vars(liability).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == liability.__name__} == set(RULES)


def test_nobody_is_liable_for_a_matter_in_time():
    assert liability_prob(P, 0.0, True) == 0.0
    assert liability_prob(P, -5.0, False) == 0.0
    assert not is_held_liable(P, -5.0, False, 1e-12)


def test_the_final_chance_is_reached_by_63_percent_after_one_scale_and_wholly_in_the_long_run():
    scale = DEFAULTS.lateness_scale_hours
    assert liability_prob(P, scale, True) == pytest.approx(DEFAULTS.late_prob * (1.0 - math.exp(-1.0)), rel=1e-12)
    assert liability_prob(P, 1e6, True) == DEFAULTS.late_prob
    assert liability_prob(P, 1e6, False) == DEFAULTS.undetected_prob


def test_not_having_known_makes_matters_worse():
    assert liability_prob(P, 10.0, False) > liability_prob(P, 10.0, True)


def test_share_of_units_held_liable_is_the_chance():
    n = 1000
    liable = sum(is_held_liable(P, 9.0, False, (i + 0.5) / n) for i in range(n))
    assert abs(liable / n - liability_prob(P, 9.0, False)) <= 1.0 / n


def test_the_fear_of_loss_is_the_share_of_the_usual_loss_that_an_hour_averts():
    assert expected_loss(10.0, 0.5, 0.02) == pytest.approx(0.1, rel=1e-12)


def test_nobody_fears_what_never_happens_costs_nothing_or_cannot_be_found():
    assert expected_loss(10.0, 0.0, 0.02) == expected_loss(0.0, 0.5, 0.02) == expected_loss(10.0, 0.5, 0.0) == 0.0


@settings(deadline=None)
@given(late=hours, more=st.floats(0.0, 100.0), detected=st.booleans(), stake=st.floats(0.0, 1000.0), uniform=uniforms)
def test_values_stay_in_range_move_as_promised_and_compiled_equals_plain_python(late, more, detected, stake, uniform):
    chance_seen = uniform
    for rule, arguments in [
        (liability_prob, (P, late, detected)),
        (is_held_liable, (P, late, detected, uniform)),
        (expected_loss, (stake, more, chance_seen)),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    chance = liability_prob(P, late, detected)
    assert 0.0 <= chance <= 1.0
    assert chance <= liability_prob(P, late + more, detected)
    assert 0.0 <= expected_loss(stake, more, chance_seen) <= expected_loss(stake, more + 1.0, chance_seen)


@pytest.mark.parametrize("name", LiabilityParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = LiabilityParameters(**{name: 1.2 * getattr(DEFAULTS, name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    expected_loss(10.0, 0.5, 0.02)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
