import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import network_capacity
from sim.rules.network_capacity import NetworkCapacityParameters, relation_gain, steady_relation, updated_relation

DEFAULTS = NetworkCapacityParameters()
P = as_record(DEFAULTS)
ETA, DELTA = DEFAULTS.gain_per_success, DEFAULTS.decay_per_month
RULES = [relation_gain, updated_relation, steady_relation]

units = st.floats(0.0, 1.0)
etas = st.floats(0.01, 0.5)
deltas = st.floats(0.005, 0.3)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (relation_gain(p, 2.0), updated_relation(p, 0.4, 2), steady_relation(p, 2.0))


def test_the_family_has_no_other_rule():
    found = [f for f in vars(network_capacity).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == network_capacity.__name__} == set(RULES)


def test_one_success_gains_eta_and_two_gain_a_little_less_than_twice_that():
    assert relation_gain(P, 0.0) == 0.0
    assert relation_gain(P, 1.0) == pytest.approx(ETA, rel=1e-12)
    assert relation_gain(P, 2.0) == pytest.approx(2.0 * ETA - ETA * ETA, rel=1e-12)


def test_a_month_with_one_success_moves_the_relation_by_the_stated_equation():
    assert updated_relation(P, 0.3, 1) == pytest.approx(0.3 + ETA * 0.7 - DELTA * 0.3, rel=1e-12)


def test_an_unused_relation_decays_geometrically():
    relation = 0.8
    for _ in range(12):
        relation = updated_relation(P, relation, 0)
    assert relation == pytest.approx(0.8 * (1.0 - DELTA) ** 12, rel=1e-12)


def test_the_steady_relation_is_a_fixed_point_of_the_monthly_update():
    steady = steady_relation(P, 3.0)
    assert updated_relation(P, steady, 3) == pytest.approx(steady, rel=1e-12)


@pytest.mark.parametrize("start", [0.0, 1.0])
def test_every_start_ends_in_the_steady_relation(start):
    relation = start
    for _ in range(600):
        relation = updated_relation(P, relation, 2)
    # The distance shrinks by (1 - gain - decay) a month, so after 600 months nothing of it is left.
    assert relation == pytest.approx(steady_relation(P, 2.0), rel=1e-12)


def test_without_success_nothing_is_left_in_the_end():
    assert steady_relation(P, 0.0) == 0.0


@settings(deadline=None)
@given(relation=units, successes=st.integers(0, 500), eta=etas, delta=deltas)
def test_relations_stay_in_range_rise_with_success_and_compiled_equals_plain_python(relation, successes, eta, delta):
    p = as_record(NetworkCapacityParameters(gain_per_success=eta, decay_per_month=delta))
    for rule, arguments in [
        (relation_gain, (p, float(successes))),
        (updated_relation, (p, relation, successes)),
        (steady_relation, (p, float(successes))),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    after = updated_relation(p, relation, successes)
    assert 0.0 <= after <= 1.0
    assert after <= updated_relation(p, relation, successes + 1)
    assert 0.0 <= steady_relation(p, float(successes)) <= 1.0


@pytest.mark.parametrize("name", NetworkCapacityParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = NetworkCapacityParameters(**{name: 1.2 * getattr(DEFAULTS, name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
