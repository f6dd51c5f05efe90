import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import INDICATOR, ON_TIME, RESOLUTION
from sim.parameters import as_record
from sim.rules import forecast
from sim.rules.assessment import Scoring, weighted_points
from sim.rules.effort import EffortParameters, Situation, served_by
from sim.rules.forecast import (
    Anchor,
    Outlook,
    anchor_at,
    anchored,
    expected_indicators,
    expected_score,
    glossed_share,
)
from tests.rules.rule_checks import SHARE, Facts, check_facts

N = len(INDICATOR)
P = as_record(EffortParameters())
SITUATION = Situation(8.0, 2.0, 3.0, 5.0, 40.0, 5.0, 0.2, 100.0, 0.3, 1.0, 0.02, 1.0)
LAST = np.array([1.0, 0.8, 0.25, 0.5])
WEIGHTS = np.array([10.0, 25.0, 25.0, 20.0, 10.0, 10.0])
SCORING = Scoring(WEIGHTS, np.full(N, 0.3), np.ones(N))
SEEN = np.array([0.92, 0.78, 0.85, 0.9, 0.5, 0.65])
OUTLOOK = Outlook(SEEN, np.full(N, 0.05), WEIGHTS, 71.0, 4.0, np.full(8, 70.0), np.full(8, 4.0))

POINTS = st.floats(0.0, 100.0)
FACTS = [
    Facts(
        glossed_share,
        {"served": SHARE, "coping": SHARE, "caught_prob": SHARE},
        rising=("coping",),
        falling=("served", "caught_prob"),
        reads_parameters=False,
    ),
    Facts(
        anchored,
        {"believed": SHARE, "predicted": SHARE, "predicted_before": SHARE},
        rising=("believed", "predicted"),
        falling=("predicted_before",),
        reads_parameters=False,
    ),
    Facts(
        expected_score,
        {"believed_mean": POINTS, "points": POINTS, "points_before": POINTS},
        high=100.0,
        rising=("believed_mean", "points"),
        falling=("points_before",),
        reads_parameters=False,
    ),
]


def expect(served, glossed, before, seen=SEEN):
    out = np.zeros(N)
    expected_indicators(served, glossed, before, seen, out)
    return out


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_rules_keep_the_promises_of_their_docstrings(facts):
    check_facts(EffortParameters, facts)


def test_the_family_has_no_other_rule():
    found = [f for f in vars(forecast).values() if hasattr(f, "py_func")]
    own = {f for f in found if f.py_func.__module__ == forecast.__name__}
    assert own == {facts.rule for facts in FACTS} | {expected_indicators, anchor_at}


def test_the_anchor_is_what_the_simple_model_says_of_the_last_action():
    before = anchor_at(P, LAST, SITUATION, OUTLOOK, SCORING)
    served = served_by(P, LAST, SITUATION)
    assert before == Anchor(served, glossed_share(served, 0.25, 0.3), weighted_points(SEEN, WEIGHTS, SCORING))
    assert tuple(before) == tuple(anchor_at.py_func(P, LAST, SITUATION, OUTLOOK, SCORING))
    assert len(anchor_at.signatures) == 1


def test_if_the_action_stays_the_indicators_and_the_score_are_expected_to_stay():
    before = anchor_at(P, LAST, SITUATION, OUTLOOK, SCORING)
    stays = expect(before.served, before.glossed, before)
    assert stays.tolist() == SEEN.tolist()
    assert expected_score(71.0, weighted_points(stays, WEIGHTS, SCORING), before.points) == 71.0


def test_serving_more_lifts_every_indicator_by_the_same_share():
    before = Anchor(0.7, 0.0, 60.0)
    assert expect(0.75, 0.0, before) - SEEN == pytest.approx(np.full(N, 0.05))


def test_false_closures_lift_only_what_is_read_off_reported_closures():
    before = Anchor(0.7, 0.0, 60.0)
    lift = expect(0.7, 0.04, before) - SEEN
    read_off = np.zeros(N)
    read_off[[RESOLUTION, ON_TIME]] = 0.04
    assert lift == pytest.approx(read_off)


def test_coping_that_is_sure_to_be_caught_glosses_over_nothing():
    assert glossed_share(0.6, 1.0, 1.0) == 0.0
    assert glossed_share(0.6, 0.5, 0.25) == pytest.approx(0.5 * 0.4 * 0.75)


@settings(deadline=None)
@given(
    seen=st.lists(st.floats(0.0, 1.0), min_size=N, max_size=N).map(np.array),
    served=st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2),
    glossed=st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2),
)
def test_expected_indicators_are_shares_and_match_plain_python(seen, served, glossed):
    before = Anchor(served[0], glossed[0] * (1.0 - served[0]), 60.0)
    now = glossed[1] * (1.0 - served[1])
    expected, plain = expect(served[1], now, before, seen), np.zeros(N)
    expected_indicators.py_func(served[1], now, before, seen, plain)
    assert np.array_equal(expected, plain)
    assert ((expected >= 0.0) & (expected <= 1.0)).all()
    assert len(expected_indicators.signatures) == 1


def test_a_perfect_record_is_expected_to_suffer_when_less_is_served():
    assert expect(0.6, 0.0, Anchor(0.9, 0.0, 60.0), np.ones(N)) == pytest.approx(np.full(N, 0.7))
    assert math.isclose(anchored(1.0, 0.95, 0.9), 1.0)


def test_where_false_closures_are_impossible_nothing_was_glossed_over():
    before = anchor_at(P, LAST, SITUATION._replace(permitted_coping=0.0), OUTLOOK, SCORING)
    assert before.glossed == 0.0
    assert anchor_at(P, LAST, SITUATION, OUTLOOK, SCORING).glossed > 0.0
