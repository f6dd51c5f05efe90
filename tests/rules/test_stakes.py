import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import INDICATOR
from sim.rules.stakes import (
    bottom_prizes,
    explicit_prizes,
    linear_prizes,
    make_stakes,
    mixed_stakes,
    payout,
    top_prizes,
)

N = len(INDICATOR)
CASES = np.full(N, 10.0)


# --- schedules ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("n_units", [2, 3, 8, 20])
def test_linear_prizes_fall_in_equal_steps_from_the_spread_to_nothing(n_units):
    prizes = linear_prizes(n_units, 12.0)
    assert (prizes[0], prizes[-1]) == (12.0, 0.0)
    assert np.diff(prizes) == pytest.approx(np.full(n_units - 1, -12.0 / (n_units - 1)))
    assert prizes.mean() == pytest.approx(6.0)
    assert make_stakes(n_units, prizes=prizes).is_linear


def test_a_single_unit_gets_the_mean_linear_prize():
    assert linear_prizes(1, 12.0).tolist() == [6.0]


def test_top_prizes_bottom_penalties_and_lists():
    assert top_prizes(4, 1, 9.0).tolist() == [9.0, 0.0, 0.0, 0.0]
    assert bottom_prizes(4, 2, 9.0).tolist() == [0.0, 0.0, -9.0, -9.0]
    assert explicit_prizes([3, 2, 2, -1]).tolist() == [3.0, 2.0, 2.0, -1.0]
    assert not make_stakes(4, prizes=top_prizes(4, 1, 9.0)).is_linear
    assert make_stakes(2, prizes=top_prizes(2, 1, 9.0)).is_linear


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: explicit_prizes([]), "one number per place"),
        (lambda: explicit_prizes([1.0, math.nan]), "finite"),
        (lambda: explicit_prizes([5.0, 1.0, 2.0]), "place 3 gets 2, more than place 2 with 1"),
        (lambda: linear_prizes(0, 1.0), "at least 1 unit"),
        (lambda: linear_prizes(3, -1.0), "at least 0"),
        (lambda: linear_prizes(3, math.inf), "finite"),
        (lambda: top_prizes(3, 4, 1.0), "between 1 and the number of units"),
        (lambda: bottom_prizes(3, 0, 1.0), "between 1 and the number of units"),
        (lambda: make_stakes(3, prizes=linear_prizes(4, 1.0)), "4 prizes for 3 units"),
        (lambda: make_stakes(3, total_prize=-1.0), "at least 0"),
        (lambda: make_stakes(3, standard=math.nan), "must be a number"),
        (lambda: make_stakes(3, is_required=[0.5] * N), "1 \\(required\\) or 0"),
        (lambda: make_stakes(3, indicator_prizes=[1.0]), "need 6 numbers"),
    ],
)
def test_impossible_prizes_are_refused_with_the_reason(build, message):
    with pytest.raises(ValueError, match=message):
        build()


# --- mixtures -------------------------------------------------------------------------------------------------------
def test_a_mixture_scales_each_side_by_its_share():
    places = make_stakes(3, prizes=linear_prizes(3, 10.0))
    standard = make_stakes(3, total_prize=8.0, standard=80.0, required_prize=4.0, indicator_standards=[0.5] * N)
    mixed = mixed_stakes(places, standard, 0.25)
    assert mixed.prizes.tolist() == [2.5, 1.25, 0.0]
    assert (mixed.total_prize, mixed.standard, mixed.required_prize) == (6.0, 80.0, 3.0)
    assert mixed.indicator_standards.tolist() == [0.5] * N
    swapped = mixed_stakes(standard, places, 0.75)
    assert all(np.array_equal(a, b) for a, b in zip(swapped, mixed, strict=True))


@pytest.mark.parametrize(
    ("first", "second", "share", "message"),
    [
        (make_stakes(3), make_stakes(4), 0.5, "3 and 4 units"),
        (make_stakes(3), make_stakes(3), 1.5, "between 0 and 1"),
        (make_stakes(3, total_prize=1.0, standard=80.0), make_stakes(3, total_prize=1.0, standard=70.0), 0.5, "total"),
        (
            make_stakes(3, required_prize=1.0, indicator_standards=[0.5] * N),
            make_stakes(3, required_prize=1.0, indicator_standards=[0.6] * N),
            0.5,
            "per indicator",
        ),
    ],
)
def test_mixtures_that_mean_two_things_at_once_are_refused(first, second, share, message):
    with pytest.raises(ValueError, match=message):
        mixed_stakes(first, second, share)


# --- paying out -----------------------------------------------------------------------------------------------------
def test_a_payout_adds_up_places_and_standards():
    scores = np.array([90.0, 80.0, 70.0])
    seen = np.array([0.9, 0.9, 0.9, 0.4, 0.9, 0.9])
    standards = [0.8] * N
    places = {"prizes": linear_prizes(3, 10.0)}
    assert payout(scores, 1, seen, CASES, make_stakes(3, **places)) == 5.0
    assert payout(scores, 1, seen, CASES, make_stakes(3, total_prize=7.0, standard=80.0)) == 7.0
    assert payout(scores, 1, seen, CASES, make_stakes(3, total_prize=7.0, standard=80.1)) == 0.0
    assert payout(scores, 1, seen, CASES, make_stakes(3, required_prize=7.0, indicator_standards=standards)) == 0.0
    each = make_stakes(3, indicator_prizes=[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], indicator_standards=standards, **places)
    assert payout(scores, 1, seen, CASES, each) == 5.0 + 1.0 + 2.0 + 4.0 + 16.0 + 32.0
    assert payout(scores, 1, seen, CASES, make_stakes(3)) == 0.0


def test_only_required_indicators_can_cost_the_prize_for_all():
    seen = np.array([0.9, 0.9, 0.9, 0.4, 0.9, 0.9])
    but_one = [1.0, 1.0, 1.0, 0.0, 1.0, 1.0]
    stakes = make_stakes(1, required_prize=7.0, is_required=but_one, indicator_standards=[0.8] * N)
    assert payout(np.array([80.0]), 0, seen, CASES, stakes) == 7.0


def test_an_indicator_without_a_case_keeps_nobody_from_a_prize_and_earns_none():
    seen, cases = np.array([0.9, 0.9, 0.9, math.nan, 0.9, 0.9]), CASES.copy()
    cases[3] = 0.0
    stakes = make_stakes(1, required_prize=7.0, indicator_prizes=[1.0] * N, indicator_standards=[0.8] * N)
    assert payout(np.array([80.0]), 0, seen, cases, stakes) == 7.0 + 5.0


@settings(deadline=None)
@given(
    scores=st.lists(st.floats(0.0, 100.0), min_size=1, max_size=8),
    seen=st.lists(st.floats(0.0, 1.0), min_size=N, max_size=N),
    total=st.floats(0.0, 20.0),
    standard=st.floats(0.0, 100.0),
)
def test_a_payout_lies_within_what_can_be_gained_and_matches_plain_python(scores, seen, total, standard):
    scores, seen = np.array(scores), np.array(seen)
    stakes = make_stakes(
        scores.size,
        prizes=linear_prizes(scores.size, 10.0),
        total_prize=total,
        standard=standard,
        required_prize=3.0,
        indicator_prizes=[1.0] * N,
        indicator_standards=[0.6] * N,
    )
    for unit in range(scores.size):
        paid = payout(scores, unit, seen, CASES, stakes)
        assert 0.0 <= paid <= 10.0 + total + 3.0 + N
        assert paid == payout.py_func(scores, unit, seen, CASES, stakes)
    assert len(payout.signatures) == 1


def test_stakes_without_a_word_ask_for_nothing_and_pay_nothing():
    nothing = make_stakes(3)
    assert (nothing.total_prize, nothing.standard, nothing.required_prize) == (0.0, -math.inf, 0.0)
    assert nothing.is_required.tolist() == [1.0] * N
    assert nothing.indicator_prizes.tolist() == nothing.indicator_standards.tolist() == [0.0] * N


def test_an_indicator_that_just_reaches_its_standard_earns_its_prize():
    stakes = make_stakes(1, indicator_prizes=[1.0] * N, indicator_standards=[0.8] * N)
    assert payout(np.array([80.0]), 0, np.full(N, 0.8), CASES, stakes) == float(N)
