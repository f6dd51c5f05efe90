import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sim.names import INDICATOR
from sim.rules import incentive, normal, payoff_curve
from sim.rules.assessment import Scoring
from sim.rules.incentive import (
    CURVE_POINTS,
    chance_of_all,
    expected_prizes,
    indicator_marginal,
    indicator_marginals,
    indicator_payoff,
    pass_marginal,
    pass_payoff,
    passed_on,
    place_marginal,
    place_marginal_linear,
    place_payoff,
    place_payoff_linear,
    points_rank_payoff,
    prize_at_score,
    score_marginal,
)
from sim.rules.normal import normal_chance, normal_density
from sim.rules.payoff_curve import curve_payoff, curve_step, fill_curve
from sim.rules.payoff_curve import payoff_curve as curve_room
from sim.rules.stakes import bottom_prizes, explicit_prizes, linear_prizes, make_stakes, top_prizes

N = len(INDICATOR)
N_UNITS = 5
MEANS, SDS = np.array([78.0, 84.0, 80.5, 90.0, 71.0]), np.array([4.0, 3.0, 5.0, 4.0, 6.0])
STEEP = explicit_prizes([20.0, 8.0, 3.0, 1.0, 0.0])
STAKES = make_stakes(
    N_UNITS,
    prizes=STEEP,
    total_prize=6.0,
    standard=82.0,
    required_prize=4.0,
    is_required=[1.0, 1.0, 0.0, 1.0, 0.0, 1.0],
    indicator_prizes=[1.0, 0.0, 2.0, 0.0, 3.0, 0.0],
    indicator_standards=[0.9, 0.8, 0.85, 0.9, 0.4, 0.7],
)
LINEAR_STAKES = make_stakes(N_UNITS, prizes=linear_prizes(N_UNITS, 10.0), total_prize=6.0, standard=82.0)
SEEN = np.array([0.92, 0.78, 0.85, 0.95, 0.5, 0.65])
INDICATOR_SDS = np.array([0.03, 0.05, 0.06, 0.03, 0.1, 0.08])
WEIGHTS = np.array([10.0, 25.0, 25.0, 20.0, 10.0, 10.0])
SCORING = Scoring(WEIGHTS, np.array([0.8, 0.5, 0.5, 0.75, 0.2, 0.7]), np.array([1.0, 0.95, 0.98, 1.0, 0.5, 1.0]))
FAMILIES = [incentive, payoff_curve, normal]
INNER = ["_smooth_prizes"]  # reached through fill_curve only

means_of_eight = st.lists(st.floats(50.0, 100.0), min_size=2, max_size=8).map(np.array)


def cases():
    """Every rule of the three files with arguments of the kind the model passes."""
    room = np.zeros(N_UNITS)
    curve = curve_room(N_UNITS)
    step = fill_curve(70.0, 95.0, 4.0, 0, MEANS, SDS, STAKES, curve)
    return [
        (normal_density, (0.7,)),
        (normal_chance, (-1.3,)),
        (prize_at_score, (81.0, 0, MEANS, SDS, STEEP, room)),
        (place_payoff_linear, (81.0, 4.0, 0, MEANS, SDS, LINEAR_STAKES.prizes)),
        (place_marginal_linear, (81.0, 4.0, 0, MEANS, SDS, LINEAR_STAKES.prizes)),
        (place_payoff, (81.0, 4.0, 0, MEANS, SDS, STEEP, room)),
        (place_marginal, (81.0, 4.0, 0, MEANS, SDS, STEEP, room)),
        (pass_payoff, (81.0, 4.0, 80.0, 6.0)),
        (pass_marginal, (81.0, 4.0, 80.0, 6.0)),
        (chance_of_all, (SEEN, INDICATOR_SDS, STAKES.indicator_standards, STAKES.is_required, 1)),
        (indicator_payoff, (SEEN, INDICATOR_SDS, STAKES)),
        (indicator_marginal, (1, SEEN, INDICATOR_SDS, STAKES)),
        (score_marginal, (81.0, 4.0, 0, MEANS, SDS, STAKES, room)),
        (score_marginal, (81.0, 4.0, 0, MEANS, SDS, LINEAR_STAKES, room)),
        (expected_prizes, (81.0, 4.0, 0, MEANS, SDS, SEEN, INDICATOR_SDS, STAKES, room)),
        (indicator_marginals, (0.8, SEEN, INDICATOR_SDS, WEIGHTS, SCORING, STAKES, np.zeros(N))),
        (passed_on, (2.0, 0.8, 6.0)),
        (points_rank_payoff, (30.0, 4.0, 25.0, 10.0, 2.0)),
        (curve_step, (70.0, 95.0, 4.0)),
        (fill_curve, (70.0, 95.0, 4.0, 0, MEANS, SDS, STAKES, curve)),
        (curve_payoff, (83.2, 70.0, step, curve)),
    ]


def test_the_three_files_have_no_other_rule():
    found = {f for family in FAMILIES for f in vars(family).values() if getattr(f, "__module__", "") == family.__name__}
    found = {f.py_func.__name__ for f in found if hasattr(f, "py_func")}
    assert found == {rule.py_func.__name__ for rule, _ in cases()} | set(INNER)


def test_compiled_and_plain_python_agree_to_the_last_bit_and_each_rule_has_one_signature():
    for rule, arguments in cases():
        assert rule(*arguments) == rule.py_func(*arguments)
    for rule, _ in cases():
        assert len(rule.signatures) == 1, rule.py_func.__name__
    assert len(payoff_curve._smooth_prizes.signatures) == 1


@pytest.mark.parametrize("stakes", [STAKES, LINEAR_STAKES], ids=["steep", "linear"])
def test_compiled_and_plain_python_fill_the_same_arrays(stakes):
    compiled, plain = curve_room(N_UNITS), curve_room(N_UNITS)
    step = fill_curve(70.0, 95.0, 4.0, 0, MEANS, SDS, stakes, compiled)
    fill_curve.py_func(70.0, 95.0, 4.0, 0, MEANS, SDS, stakes, plain)
    assert np.array_equal(compiled.payoffs, plain.payoffs)
    assert np.array_equal(compiled.marginals, plain.marginals)
    smooth = (70.0, step, 26, 4.0, 0, MEANS, SDS, STEEP)
    payoff_curve._smooth_prizes(*smooth, compiled)
    payoff_curve._smooth_prizes.py_func(*smooth, plain)
    assert np.array_equal(compiled.payoffs, plain.payoffs)
    assert np.array_equal(compiled.marginals, plain.marginals)
    outs = [np.zeros(N), np.zeros(N)]
    indicator_marginals(0.8, SEEN, INDICATOR_SDS, WEIGHTS, SCORING, stakes, outs[0])
    indicator_marginals.py_func(0.8, SEEN, INDICATOR_SDS, WEIGHTS, SCORING, stakes, outs[1])
    assert np.array_equal(*outs)


# --- the normal curve -----------------------------------------------------------------------------------------------
@settings(deadline=None)
@given(x=st.floats(-38.0, 38.0))
def test_density_and_chance_are_those_of_the_normal_curve(x):
    assert normal_density(x) == pytest.approx(norm.pdf(x), rel=1e-12, abs=1e-300)
    assert normal_chance(x) == pytest.approx(norm.cdf(x), rel=1e-12, abs=1e-300)


def test_at_the_infinities_there_is_no_density_and_full_certainty():
    assert (normal_density(math.inf), normal_density(-math.inf)) == (0.0, 0.0)
    assert (normal_chance(math.inf), normal_chance(-math.inf)) == (1.0, 0.0)


# --- prizes by place ------------------------------------------------------------------------------------------------
@settings(max_examples=50, deadline=None)
@given(means=means_of_eight, low=st.floats(40.0, 110.0), rise=st.floats(0.0, 30.0))
def test_a_higher_score_never_expects_less_and_all_expectations_lie_between_first_and_last_prize(means, low, rise):
    n_units = means.size
    sds, room = np.full(n_units, 4.0), np.zeros(n_units)
    for prizes in (top_prizes(n_units, 1, 10.0), bottom_prizes(n_units, 1, 10.0), linear_prizes(n_units, 10.0)):
        for expected in (
            [prize_at_score(s, 0, means, sds, prizes, room) for s in (low, low + rise)],
            [place_payoff(s, 4.0, 0, means, sds, prizes, room) for s in (low, low + rise)],
        ):
            assert prizes[-1] - 1e-9 <= expected[0] <= expected[1] + 1e-9 <= prizes[0] + 2e-9
        assert place_marginal(low, 4.0, 0, means, sds, prizes, room) >= -1e-12


def test_a_score_above_everybody_gets_the_first_prize_and_one_below_everybody_the_last():
    room = np.zeros(N_UNITS)
    assert prize_at_score(1000.0, 0, MEANS, SDS, STEEP, room) == 20.0
    assert prize_at_score(-1000.0, 0, MEANS, SDS, STEEP, room) == pytest.approx(0.0, abs=1e-12)


def test_a_unit_without_rivals_gets_its_prize_and_is_pulled_by_nothing():
    alone, sds, room = np.array([80.0]), np.array([4.0]), np.zeros(1)
    prizes = linear_prizes(1, 10.0)
    assert place_payoff_linear(80.0, 4.0, 0, alone, sds, prizes) == 5.0
    assert place_payoff(80.0, 4.0, 0, alone, sds, prizes, room) == pytest.approx(5.0, rel=1e-12)
    assert place_marginal_linear(80.0, 4.0, 0, alone, sds, prizes) == 0.0
    assert score_marginal(80.0, 4.0, 0, alone, sds, make_stakes(1, prizes=prizes), room) == 0.0


def test_the_own_entry_in_the_table_of_beliefs_is_not_read():
    room = np.zeros(N_UNITS)
    other = MEANS.copy()
    other[0] = 3.0
    assert place_marginal(81.0, 4.0, 0, other, SDS, STEEP, room) == place_marginal(
        81.0, 4.0, 0, MEANS, SDS, STEEP, room
    )
    assert place_payoff_linear(81.0, 4.0, 0, other, SDS, STEEP) == place_payoff_linear(81.0, 4.0, 0, MEANS, SDS, STEEP)


@pytest.mark.parametrize("stakes", [STAKES, LINEAR_STAKES], ids=["steep", "linear"])
def test_the_marginal_is_the_slope_of_the_payoff(stakes):
    room, h = np.zeros(N_UNITS), 1e-4

    def payoff(m):
        return place_payoff(m, 4.0, 0, MEANS, SDS, stakes.prizes, room) + pass_payoff(
            m, 4.0, stakes.standard, stakes.total_prize
        )

    for m in (60.0, 74.0, 81.0, 88.0, 97.0):
        slope = (payoff(m + h) - payoff(m - h)) / (2.0 * h)
        assert score_marginal(m, 4.0, 0, MEANS, SDS, stakes, room) == pytest.approx(slope, abs=1e-5)


# --- the curve ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("stakes", [STAKES, LINEAR_STAKES], ids=["steep", "linear"])
@pytest.mark.parametrize(("low", "high", "own_sd"), [(70.0, 95.0, 4.0), (0.0, 100.0, 2.5), (80.0, 80.0, 4.0)])
def test_the_curve_reads_the_expected_prize_anywhere_in_its_range(stakes, low, high, own_sd):
    room, curve = np.zeros(N_UNITS), curve_room(N_UNITS)
    step = fill_curve(low, high, own_sd, 0, MEANS, SDS, stakes, curve)
    # The cubic between two points errs by at most step**4 max U'''' / 384; no bell of height B and width s has a fourth
    # derivative above 3 B / s**4. Largest prize 26; the sharpest noise counts.
    largest_error = 3.0 * 26.0 * (step / min(own_sd, SDS.min())) ** 4 / 384.0
    for own_mean in np.linspace(low, high, 57):
        expected = pass_payoff(own_mean, own_sd, stakes.standard, stakes.total_prize)
        if stakes.is_linear:
            expected += place_payoff_linear(own_mean, own_sd, 0, MEANS, SDS, stakes.prizes)
        else:
            expected += place_payoff(own_mean, own_sd, 0, MEANS, SDS, stakes.prizes, room)
        assert abs(curve_payoff(own_mean, low, step, curve) - expected) <= largest_error


def test_the_curve_never_runs_out_of_room():
    for low, high, own_sd in [(0.0, 100.0, 0.5), (50.0, 50.0, 9.0), (20.0, 21.0, 0.001), (0.0, 100.0, 40.0)]:
        curve = curve_room(N_UNITS)
        step = fill_curve(low, high, own_sd, 0, MEANS, SDS, STAKES, curve)
        assert step * (CURVE_POINTS - 2) >= high - low
        for own_mean in (low, 0.5 * (low + high), high):
            assert 0.0 <= curve_payoff(own_mean, low, step, curve) <= 26.0 + 1e-9


# --- indicators and workers -----------------------------------------------------------------------------------------
def test_where_all_hangs_on_the_score_an_indicator_is_worth_its_points_and_lambda_is_the_worth_of_a_point():
    out = np.zeros(N)
    shadow_price = indicator_marginals(0.8, SEEN, INDICATOR_SDS, WEIGHTS, SCORING, LINEAR_STAKES, out)
    assert shadow_price == pytest.approx(0.8, rel=1e-12)
    slopes = [
        10.0 / 0.2,
        25.0 / 0.45,
        25.0 / 0.48,
        20.0 / 0.25,
        0.0,
        0.0,
    ]  # the fifth at its cap, the sixth below floor
    assert out.tolist() == pytest.approx([0.8 * slope for slope in slopes], rel=1e-12)


def test_at_all_caps_the_shadow_price_is_zero():
    out = np.zeros(N)
    assert indicator_marginals(0.8, np.ones(N), INDICATOR_SDS, WEIGHTS, SCORING, LINEAR_STAKES, out) == 0.0
    assert out.tolist() == [0.0] * N


def test_prizes_on_indicators_enter_the_shadow_price_as_the_worth_of_a_common_rise():
    out = np.zeros(N)
    shadow_price = indicator_marginals(0.0, SEEN, INDICATOR_SDS, WEIGHTS, SCORING, STAKES, out)
    pulls = [indicator_marginal(k, SEEN, INDICATOR_SDS, STAKES) for k in range(N)]
    assert out.tolist() == pulls
    points = np.array([10.0 / 0.2, 25.0 / 0.45, 25.0 / 0.48, 20.0 / 0.25])
    assert shadow_price == pytest.approx(sum(pulls[:4]) / points.sum(), rel=1e-12)


def test_the_indicator_marginals_are_the_slopes_of_the_indicator_payoff():
    h = 1e-5
    for k in range(N):
        up, down = SEEN.copy(), SEEN.copy()
        up[k] += h
        down[k] -= h
        slope = (indicator_payoff(up, INDICATOR_SDS, STAKES) - indicator_payoff(down, INDICATOR_SDS, STAKES)) / (2 * h)
        assert indicator_marginal(k, SEEN, INDICATOR_SDS, STAKES) == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_nothing_required_is_always_fulfilled():
    nothing = np.zeros(N)
    assert chance_of_all(SEEN, INDICATOR_SDS, STAKES.indicator_standards, nothing, N) == 1.0


@settings(deadline=None)
@given(own=st.floats(0.0, 200.0), more=st.floats(0.0, 50.0), spread=st.floats(1.0, 40.0), prize=st.floats(0.0, 10.0))
def test_more_points_never_lower_a_volunteers_expected_place(own, more, spread, prize):
    values = [points_rank_payoff(points, 4.0, 30.0, spread, prize) for points in (own, own + more)]
    assert 0.0 <= values[0] <= values[1] <= prize
    assert points_rank_payoff(30.0, 4.0, 30.0, spread, prize) == pytest.approx(0.5 * prize)


def test_the_points_table_is_the_linear_ranking_among_many_alike():
    n_units = 9
    means, sds = np.full(n_units, 30.0), np.full(n_units, 10.0)
    expected = place_payoff_linear(37.0, 4.0, 0, means, sds, linear_prizes(n_units, 2.0))
    assert points_rank_payoff(37.0, 4.0, 30.0, 10.0, 2.0) == pytest.approx(expected, rel=1e-12)


def test_a_small_prize_for_all_required_pulls_in_proportion():
    large, small = (make_stakes(8, required_prize=prize, indicator_standards=[0.7] * N) for prize in (5.0, 0.5))
    for k in range(N):
        pulls = [indicator_marginal(k, SEEN, INDICATOR_SDS, stakes) for stakes in (large, small)]
        assert pulls[0] == pytest.approx(10.0 * pulls[1], rel=1e-12)
        assert pulls[1] > 0.0


def test_a_wide_range_is_spread_over_the_points_of_the_curve_but_two():
    assert curve_step(0.0, 100.0, 1e-9) == pytest.approx(100.0 / (CURVE_POINTS - 2), rel=1e-12)
    assert curve_step(70.0, 70.0, 4.0) == 1.0
