import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import INDICATOR
from sim.rules import assessment
from sim.rules.assessment import (
    FULL_MARKS,
    Scoring,
    earned_share,
    earned_slope,
    median_standard,
    place,
    prize_by_place,
    score,
    weighted_points,
    weights_in_use,
)

N = len(INDICATOR)
WEIGHTS = np.array([10.0, 25.0, 25.0, 20.0, 10.0, 10.0])
SCORING = Scoring(
    WEIGHTS,
    np.array([0.8, 0.5, 0.48, 0.75, 0.2, 0.6]),
    np.array([1.0, 0.95, 0.98, 1.0, 0.6, 1.0]),
)
CASES = np.array([40.0, 40.0, 16.0, 35.0, 20.0, 12.0])
RULES = [earned_share, earned_slope, weights_in_use, weighted_points, score, place, prize_by_place]

shares = st.floats(0.0, 1.0)
six_shares = st.lists(shares, min_size=N, max_size=N).map(np.array)
six_cases = st.lists(st.sampled_from([0.0, 1.0, 7.0, 300.0]), min_size=N, max_size=N).map(np.array)


def call_each_rule():
    room = np.zeros(N)
    scores = np.array([80.0, 90.0, 80.0])
    return [
        earned_share(0.7, 0.5, 0.9),
        earned_slope(0.7, 0.5, 0.9),
        weights_in_use(WEIGHTS, CASES, room),
        weighted_points(np.full(N, 0.9), room, SCORING),
        score(np.full(N, 0.9), CASES, SCORING, room),
        place(scores, 2),
        prize_by_place(scores, 2, np.array([3.0, 2.0, 1.0])),
    ]


def test_the_family_has_no_other_rule():
    found = [f for f in vars(assessment).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == assessment.__name__} == set(RULES)


def test_each_rule_is_compiled_for_one_signature_only():
    call_each_rule()
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)


# --- from indicators to points --------------------------------------------------------------------------------------
def test_the_published_on_time_scores_lie_on_one_line_from_floor_to_cap():
    # L025: 66.67 % on time earns 0 points, 89.82 % earns 14.82; one point per percentage point above 75, of 25.
    floor, cap, points = 0.75, 1.0, 25.0
    assert points * earned_share(0.6667, floor, cap) == 0.0
    assert points * earned_share(0.8982, floor, cap) == pytest.approx(14.82, abs=1e-9)


def test_the_published_satisfaction_scores_lie_on_one_line():
    # L025: 75 % earns 13.5 points, 83.33 % 17.67, 87.5 % 19.75: half a point per percentage point, nothing at 48 %.
    floor, cap, points = 0.48, 0.98, 25.0
    for satisfied, earned in ((0.75, 13.5), (0.8333, 17.67), (0.875, 19.75)):
        assert round(points * earned_share(satisfied, floor, cap), 2) == pytest.approx(earned, abs=0.006)


def test_at_the_cap_nothing_more_can_be_gained_and_below_the_floor_nothing_yet():
    assert earned_slope(0.9, 0.5, 0.9) == 0.0
    assert earned_slope(1.0, 0.5, 0.9) == 0.0
    assert earned_slope(0.49, 0.5, 0.9) == 0.0
    assert earned_slope(0.5, 0.5, 0.9) == earned_slope(0.7, 0.5, 0.9) == 1.0 / (0.9 - 0.5)
    assert earned_share(0.9, 0.5, 0.9) == 1.0
    assert earned_share(0.5, 0.5, 0.9) == 0.0


@settings(deadline=None)
@given(x=shares, more=shares, floor=st.floats(0.0, 0.6), width=st.floats(0.05, 0.4))
def test_earned_shares_stay_in_range_rise_and_match_plain_python(x, more, floor, width):
    cap = floor + width
    earned = earned_share(x, floor, cap)
    assert 0.0 <= earned <= 1.0
    assert earned <= earned_share(min(1.0, x + more), floor, cap)
    assert earned == earned_share.py_func(x, floor, cap)
    assert earned_slope(x, floor, cap) == earned_slope.py_func(x, floor, cap)


@settings(deadline=None)
@given(x=st.floats(0.5, 0.89))
def test_the_slope_is_that_of_the_line(x):
    step = 1e-6
    rise = (earned_share(x + step, 0.5, 0.9) - earned_share(x, 0.5, 0.9)) / step
    assert earned_slope(x, 0.5, 0.9) == pytest.approx(rise, rel=1e-8)


# --- the score ------------------------------------------------------------------------------------------------------
def test_a_score_worked_out_by_hand():
    # points: 10 x 0.5 + 25 x 1 + 25 x 0.54 + 20 x 0.6 + 10 x 0.5 + 10 x 0 = 5 + 25 + 13.5 + 12 + 5 + 0 = 60.5
    seen = np.array([0.9, 0.97, 0.75, 0.9, 0.4, 0.6])
    assert score(seen, CASES, SCORING, np.zeros(N)) == pytest.approx(60.5, abs=1e-9)


def test_the_points_of_an_indicator_without_a_case_are_spread_over_the_others_by_weight():
    weights = np.zeros(N)
    cases = CASES.copy()
    cases[[1, 4]] = 0.0  # 35 of 100 points
    assert weights_in_use(WEIGHTS, cases, weights) == FULL_MARKS
    assert weights.tolist() == pytest.approx([w * (n > 0) / 0.65 for w, n in zip(WEIGHTS, cases, strict=True)])


def test_a_month_without_a_single_case_is_scored_full():
    assert score(np.full(N, math.nan), np.zeros(N), SCORING, np.zeros(N)) == FULL_MARKS


def test_an_indicator_without_a_case_may_be_missing_and_does_not_touch_the_score():
    seen, cases = np.array([0.9, 0.7, 0.75, 0.9, math.nan, 0.8]), CASES.copy()
    cases[4] = 0.0
    with_gap = score(seen, cases, SCORING, np.zeros(N))
    seen[4] = 0.123
    assert score(seen, cases, SCORING, np.zeros(N)) == with_gap


@settings(deadline=None)
@given(seen=six_shares, cases=six_cases, k=st.integers(0, N - 1), better=shares)
def test_scores_lie_between_0_and_100_rise_with_every_indicator_and_match_plain_python(seen, cases, k, better):
    room = np.zeros(N)
    result = score(seen, cases, SCORING, room)
    assert -1e-9 <= result <= FULL_MARKS + 1e-9
    assert result == score.py_func(seen, cases, SCORING, np.zeros(N))
    assert room.sum() == pytest.approx(FULL_MARKS if cases.any() else 0.0, abs=1e-9)
    improved = seen.copy()
    improved[k] = max(seen[k], better)
    assert score(improved, cases, SCORING, room) >= result - 1e-9


@settings(deadline=None)
@given(seen=six_shares)
def test_a_perfect_month_has_full_marks_and_no_month_has_more(seen):
    room = np.zeros(N)
    assert score(np.ones(N), CASES, SCORING, room) == pytest.approx(FULL_MARKS, abs=1e-9)
    assert score(seen, CASES, SCORING, room) <= score(np.ones(N), CASES, SCORING, room)


# --- places and prizes ----------------------------------------------------------------------------------------------
def test_equal_scores_share_the_better_place_and_the_mean_prize_of_their_places():
    scores = np.array([70.0, 90.0, 80.0, 80.0, 60.0])
    prizes = np.array([10.0, 6.0, 4.0, 1.0, 0.0])
    assert [place(scores, unit) for unit in range(5)] == [4, 1, 2, 2, 5]
    assert [prize_by_place(scores, unit, prizes) for unit in range(5)] == [1.0, 10.0, 5.0, 5.0, 0.0]


def test_when_all_are_level_everybody_gets_the_mean_prize():
    prizes = np.array([10.0, 6.0, 4.0, 1.0])
    for unit in range(4):
        assert prize_by_place(np.full(4, FULL_MARKS), unit, prizes) == prizes.mean()


@settings(deadline=None)
@given(scores=st.lists(st.sampled_from([60.0, 70.0, 70.5, 99.0, 100.0]), min_size=1, max_size=9))
def test_all_prizes_are_paid_out_whatever_the_ties(scores):
    scores = np.array(scores)
    prizes = np.linspace(10.0, -4.0, scores.size)
    paid = [prize_by_place(scores, unit, prizes) for unit in range(scores.size)]
    assert sum(paid) == pytest.approx(prizes.sum(), abs=1e-9)
    for unit in range(scores.size):
        assert paid[unit] == prize_by_place.py_func(scores, unit, prizes)
        assert place(scores, unit) == place.py_func(scores, unit)


# --- standards ------------------------------------------------------------------------------------------------------
def test_the_standard_is_set_at_the_median_unit_and_moved_by_its_noise():
    assert median_standard(np.array([70.0, 90.0, 82.0]), 0.0, 4.0) == 82.0
    assert median_standard(np.array([70.0, 90.0, 82.0, 84.0]), -1.5, 4.0) == 83.0 - 6.0
