"""Handling times and worth beside any assessment: known answers, order and range."""

from hypothesis import given
from hypothesis import strategies as st

from sim.names import GREEN, YELLOW
from sim.parameters import as_record
from sim.rules.handling import HandlingParameters, heard_responsiveness, worth_of_settling

P = as_record(HandlingParameters())
shares = st.floats(0.0, 1.0)


def test_settling_is_worth_what_its_urgency_says():
    assert worth_of_settling(P, GREEN) == HandlingParameters().green_worth
    assert worth_of_settling(P, YELLOW) == HandlingParameters().yellow_worth


def test_the_urgent_is_worth_more():
    assert worth_of_settling(P, GREEN) < worth_of_settling(P, YELLOW)


def test_without_weight_on_talk_only_own_experience_counts():
    deaf = as_record(HandlingParameters(talk_weight=0.0))
    assert heard_responsiveness(deaf, 0.3, 0.9) == 0.3


@given(own=shares, talk=shares)
def test_what_is_expected_lies_between_own_experience_and_talk(own, talk):
    heard = heard_responsiveness(P, own, talk)
    assert min(own, talk) - 1e-12 <= heard <= max(own, talk) + 1e-12
    assert heard == heard_responsiveness.py_func(P, own, talk)
