import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import call_back
from sim.rules.call_back import CallBackParameters, finds_false, is_called_back, is_satisfied, satisfied_prob

DEFAULTS = CallBackParameters()
P = as_record(DEFAULTS)
RULES = [is_called_back, finds_false, satisfied_prob, is_satisfied]

units = st.floats(0.0, 1.0)
uniforms = st.floats(1e-12, 1.0 - 1e-12)


def log_odds(chance):
    return math.log(chance / (1.0 - chance))


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        is_called_back(0.3, 0.5),
        *(finds_false(p, 0.01 * step) for step in range(1, 100)),
        satisfied_prob(p, True, 60.0, 24.0, 0.5),
        is_satisfied(p, True, 60.0, 24.0, 0.5, 0.5),
    )


def test_the_family_has_no_other_rule():
    found = [f for f in vars(call_back).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == call_back.__name__} == set(RULES)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_share_of_closures_called_back_is_the_one_asked_for(share):
    n = 1000
    assert sum(is_called_back(share, (i + 0.5) / n) for i in range(n)) == share * n


def test_callers_reveal_a_false_closure_with_the_declared_chance():
    n = 1000
    found = sum(finds_false(P, (i + 0.5) / n) for i in range(n))
    assert found == round(n * DEFAULTS.find_false_prob)


def test_a_caller_whose_matter_was_solved_in_time_is_as_satisfied_as_call_backs_report():
    assert 0.75 <= satisfied_prob(P, True, 10.0, 24.0, 0.5) <= 0.977


def test_most_callers_whose_matter_was_not_solved_are_dissatisfied():
    assert satisfied_prob(P, False, 10.0, 24.0, 0.5) < 0.5


def test_share_of_satisfied_callers_is_the_chance():
    n = 1000
    satisfied = sum(is_satisfied(P, True, 60.0, 24.0, 0.5, (i + 0.5) / n) for i in range(n))
    assert abs(satisfied / n - satisfied_prob(P, True, 60.0, 24.0, 0.5)) <= 1.0 / n


def test_in_time_is_in_time_however_fast():
    assert satisfied_prob(P, True, 0.0, 24.0, 0.5) == satisfied_prob(P, True, 24.0, 24.0, 0.5)


def test_each_e_fold_beyond_the_deadline_shifts_the_log_odds_by_the_weight():
    in_time = log_odds(satisfied_prob(P, True, 24.0, 24.0, 0.5))
    late = log_odds(satisfied_prob(P, True, 24.0 * math.e, 24.0, 0.5))
    assert in_time - late == pytest.approx(DEFAULTS.lateness_weight, rel=1e-9)


def test_trust_and_solution_shift_the_log_odds_by_their_weights():
    base = log_odds(satisfied_prob(P, False, 1.0, 24.0, 0.0))
    assert base == pytest.approx(DEFAULTS.satisfied_constant, rel=1e-12)
    assert log_odds(satisfied_prob(P, True, 1.0, 24.0, 0.0)) - base == pytest.approx(DEFAULTS.resolved_weight, rel=1e-9)
    assert log_odds(satisfied_prob(P, False, 1.0, 24.0, 1.0)) - base == pytest.approx(DEFAULTS.trust_weight, rel=1e-9)


@settings(deadline=None)
@given(
    resolved=st.booleans(),
    waited=st.floats(0.0, 10_000.0),
    more=st.floats(0.0, 1000.0),
    deadline=st.floats(0.5, 1000.0),
    trust=units,
    share=units,
    uniform=uniforms,
)
def test_chances_stay_in_range_move_as_promised_and_compiled_equals_plain_python(
    resolved, waited, more, deadline, trust, share, uniform
):
    for rule, arguments in [
        (is_called_back, (share, uniform)),
        (finds_false, (P, uniform)),
        (satisfied_prob, (P, resolved, waited, deadline, trust)),
        (is_satisfied, (P, resolved, waited, deadline, trust, uniform)),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    chance = satisfied_prob(P, resolved, waited, deadline, trust)
    assert 0.0 <= chance <= 1.0
    assert chance <= satisfied_prob(P, True, waited, deadline, trust)
    assert chance <= satisfied_prob(P, resolved, waited, deadline, 1.0)
    assert chance >= satisfied_prob(P, resolved, waited + more, deadline, trust)


@pytest.mark.parametrize("name", CallBackParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = CallBackParameters(**{name: 0.9 * getattr(DEFAULTS, name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
