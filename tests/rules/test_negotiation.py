import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import negotiation
from sim.rules.negotiation import NegotiationParameters, agreement_prob, agrees, has_failed, meeting_hours, pooled_hours

DEFAULTS = NegotiationParameters()
P = as_record(DEFAULTS)
RULES = [
    f for f in vars(negotiation).values() if hasattr(f, "py_func") and f.py_func.__module__ == negotiation.__name__
]

units = st.floats(0.0, 1.0)
uniforms = st.floats(1e-12, 1.0 - 1e-12)


def log_odds(chance):
    return math.log(chance / (1.0 - chance))


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        agreement_prob(p, 0.5, 3, 0.4, True),
        agrees(p, 0.5, 3, 0.4, True, 0.5),
        meeting_hours(p, 3),
        pooled_hours(6.0, 3),
        negotiation.days_to_next_round(p),
        *(has_failed(p, n_rounds) for n_rounds in range(13)),
    )


def test_each_condition_shifts_the_log_odds_by_its_weight():
    base = log_odds(agreement_prob(P, 0.0, 2, 0.0, False))
    assert base == pytest.approx(DEFAULTS.agreement_constant - DEFAULTS.partner_weight, rel=1e-9)
    assert log_odds(agreement_prob(P, 1.0, 2, 0.0, False)) - base == pytest.approx(DEFAULTS.relation_weight, rel=1e-9)
    assert log_odds(agreement_prob(P, 0.0, 3, 0.0, False)) - base == pytest.approx(-DEFAULTS.partner_weight, rel=1e-9)
    assert log_odds(agreement_prob(P, 0.0, 2, 1.0, False)) - base == pytest.approx(-DEFAULTS.conflict_weight, rel=1e-9)
    assert log_odds(agreement_prob(P, 0.0, 2, 0.0, True)) - base == pytest.approx(DEFAULTS.rules_weight, rel=1e-9)


def test_a_party_alone_agrees_with_itself():
    assert agreement_prob(P, 0.0, 1, 1.0, False) == 1.0


def test_rounds_until_agreement_are_geometric():
    """The chance of failing all permitted rounds is the chance of failing one, to the power of their number."""
    n, chance = 100, agreement_prob(P, 0.5, 3, 0.5, False)
    draws = [(i + 0.5) / n for i in range(n)]
    failed_once = sum(not agrees(P, 0.5, 3, 0.5, False, u) for u in draws)
    failed_twice = sum(
        not agrees(P, 0.5, 3, 0.5, False, first) and not agrees(P, 0.5, 3, 0.5, False, second)
        for first in draws
        for second in draws
    )
    assert abs(failed_once / n - (1.0 - chance)) <= 1.0 / n
    assert failed_twice == failed_once * failed_once


def test_hours_of_a_round_grow_by_the_same_amount_with_each_partner():
    assert meeting_hours(P, 1) == DEFAULTS.meeting_base_hours
    assert meeting_hours(P, 4) - meeting_hours(P, 3) == pytest.approx(DEFAULTS.meeting_partner_hours, rel=1e-12)


@pytest.mark.parametrize("n_parties", [1, 2, 4, 5])
def test_pooling_conserves_the_hours_a_matter_needs(n_parties):
    assert n_parties * pooled_hours(12.6, n_parties) == pytest.approx(12.6, rel=1e-12)


def test_negotiation_fails_exactly_when_the_last_round_is_used_up():
    assert not has_failed(P, DEFAULTS.max_rounds - 1)
    assert has_failed(P, DEFAULTS.max_rounds)
    assert has_failed(P, DEFAULTS.max_rounds + 1)


def test_parties_meet_again_after_the_declared_days():
    assert negotiation.days_to_next_round(P) == DEFAULTS.days_between_rounds


@settings(deadline=None)
@given(
    relation=units,
    parties=st.integers(1, 12),
    conflict=units,
    rules=st.booleans(),
    uniform=uniforms,
    hours=st.floats(0.0, 500.0),
    rounds=st.integers(0, 20),
)
def test_chances_stay_in_range_move_as_promised_and_compiled_equals_plain_python(
    relation, parties, conflict, rules, uniform, hours, rounds
):
    calls = [
        (agreement_prob, (P, relation, parties, conflict, rules)),
        (agrees, (P, relation, parties, conflict, rules, uniform)),
        (meeting_hours, (P, parties)),
        (pooled_hours, (hours, parties)),
        (negotiation.days_to_next_round, (P,)),
        (has_failed, (P, rounds)),
    ]
    assert {rule for rule, _ in calls} == set(RULES)
    for rule, arguments in calls:
        assert rule(*arguments) == rule.py_func(*arguments)
    chance = agreement_prob(P, relation, parties, conflict, rules)
    assert 0.0 <= chance <= 1.0
    assert chance <= agreement_prob(P, 1.0, parties, conflict, rules)
    assert chance <= agreement_prob(P, relation, parties, conflict, True)
    assert chance >= agreement_prob(P, relation, parties + 1, conflict, rules)
    assert chance >= agreement_prob(P, relation, parties, 1.0, rules)
    assert 0.0 <= pooled_hours(hours, parties) <= hours


@pytest.mark.parametrize("name", NegotiationParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    default = getattr(DEFAULTS, name)
    moved = NegotiationParameters(**{name: default + (1 if isinstance(default, int) else 0.5)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
