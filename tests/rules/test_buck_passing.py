import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import buck_passing
from sim.rules.buck_passing import BuckPassingParameters, acceptance_prob, accepts, mean_hand_offs

DEFAULTS = BuckPassingParameters()
P = as_record(DEFAULTS)
RULES = [acceptance_prob, accepts, mean_hand_offs]

units = st.floats(0.0, 1.0)
uniforms = st.floats(1e-12, 1.0 - 1e-12)


def log_odds(chance):
    return math.log(chance / (1.0 - chance))


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        acceptance_prob(p, 0.5, 0.3, 4.0, True, True),
        acceptance_prob(p, 0.5, 0.3, 4.0, False, False),
        accepts(p, 0.5, 0.3, 4.0, True, True, 0.5),
        mean_hand_offs(0.5),
    )


def test_the_family_has_no_other_rule():
    found = [f for f in vars(buck_passing).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == buck_passing.__name__} == set(RULES)


def test_a_clear_owner_accepts_whatever_the_gain_the_hours_or_the_relation():
    chances = {
        acceptance_prob(P, gain, relation, hours, liable, False)
        for gain in (0.0, 5.0)
        for relation in (0.0, 1.0)
        for hours in (0.0, 50.0)
        for liable in (False, True)
    }
    assert chances == {DEFAULTS.clear_owner_prob}


def test_each_driver_shifts_the_log_odds_by_its_weight():
    base = log_odds(acceptance_prob(P, 0.0, 0.0, 0.0, False, True))
    assert base == pytest.approx(DEFAULTS.grey_zone_constant, rel=1e-12)
    by_gain = log_odds(acceptance_prob(P, 1.0, 0.0, 0.0, False, True)) - base
    by_relation = log_odds(acceptance_prob(P, 0.0, 1.0, 0.0, False, True)) - base
    by_hours = log_odds(acceptance_prob(P, 0.0, 0.0, 1.0, False, True)) - base
    by_liability = log_odds(acceptance_prob(P, 0.0, 0.0, 0.0, True, True)) - base
    assert by_gain == pytest.approx(DEFAULTS.gain_weight, rel=1e-9)
    assert by_relation == pytest.approx(DEFAULTS.relation_weight, rel=1e-9)
    assert by_hours == pytest.approx(-DEFAULTS.hour_weight, rel=1e-9)
    assert by_liability == pytest.approx(DEFAULTS.liability_weight, rel=1e-9)


def test_a_grey_zone_with_a_weak_relation_and_no_stake_is_passed_on_more_often_than_not():
    assert acceptance_prob(P, 0.0, 0.2, 4.0, False, True) < 0.5 < acceptance_prob(P, 0.0, 0.2, 4.0, False, False)


def test_extreme_gain_and_hours_reach_certainty_without_overflow():
    assert acceptance_prob(P, 1e6, 0.0, 0.0, False, True) == 1.0
    assert acceptance_prob(P, 0.0, 0.0, 1e7, False, True) == 0.0


def test_mean_offers_equal_the_sum_of_the_geometric_distribution():
    chance = 0.3
    by_hand = sum(k * chance * (1.0 - chance) ** (k - 1) for k in range(1, 400))
    assert mean_hand_offs(chance) == pytest.approx(by_hand, rel=1e-12)


def test_one_offer_is_enough_when_everybody_accepts_and_none_when_nobody_does():
    assert mean_hand_offs(1.0) == 1.0
    assert mean_hand_offs(0.0) == math.inf


def test_share_of_acceptances_is_the_chance():
    n = 1000
    accepted = sum(accepts(P, 0.4, 0.5, 3.0, False, True, (i + 0.5) / n) for i in range(n))
    assert abs(accepted / n - acceptance_prob(P, 0.4, 0.5, 3.0, False, True)) <= 1.0 / n


@settings(deadline=None)
@given(
    gain=st.floats(-5.0, 20.0),
    more=st.floats(0.0, 5.0),
    relation=units,
    hours=st.floats(0.0, 200.0),
    liable=st.booleans(),
    grey=st.booleans(),
    uniform=uniforms,
)
def test_chances_stay_in_range_move_as_promised_and_compiled_equals_plain_python(
    gain, more, relation, hours, liable, grey, uniform
):
    for rule, arguments in [
        (acceptance_prob, (P, gain, relation, hours, liable, grey)),
        (accepts, (P, gain, relation, hours, liable, grey, uniform)),
        (mean_hand_offs, (uniform,)),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    chance = acceptance_prob(P, gain, relation, hours, liable, grey)
    assert 0.0 <= chance <= 1.0
    assert chance <= acceptance_prob(P, gain + more, relation, hours, liable, grey)
    assert chance <= acceptance_prob(P, gain, 1.0, hours, liable, grey)
    assert chance >= acceptance_prob(P, gain, relation, hours + more, liable, grey)
    assert chance <= acceptance_prob(P, gain, relation, hours, True, grey)
    assert mean_hand_offs(uniform) >= 1.0


@pytest.mark.parametrize("name", BuckPassingParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = BuckPassingParameters(**{name: 0.9 * getattr(DEFAULTS, name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
