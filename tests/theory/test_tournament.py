"""Prizes by place against the theory of tournaments (Lazear and Rosen 1981; K030)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sim.rules.incentive import (
    pass_marginal,
    place_marginal,
    place_marginal_linear,
    place_payoff,
    place_payoff_linear,
)
from sim.rules.stakes import bottom_prizes, explicit_prizes, linear_prizes, top_prizes
from tests.theory.abstract_effort import steady_state_effort

LINEAR = 1.0 / (2.0 * math.sqrt(math.pi))  # 0.2821: density of the difference of two standard normals at zero
# Scores are drawn in points around 80 with noise 4: results must not depend on where and how widely they lie.
LEVEL, NOISE = 80.0, 4.0


def alike(n_units, level=LEVEL, noise=NOISE):
    return np.full(n_units, level), np.full(n_units, noise)


def marginal(prizes, means, sds, unit=0, own_mean=None, own_sd=None):
    own_mean = float(means[unit]) if own_mean is None else own_mean
    own_sd = float(sds[unit]) if own_sd is None else own_sd
    return place_marginal(own_mean, own_sd, unit, means, sds, prizes, np.zeros(len(means)))


def payoff(prizes, means, sds, unit=0, own_mean=None):
    own_mean = float(means[unit]) if own_mean is None else own_mean
    return place_payoff(own_mean, float(sds[unit]), unit, means, sds, prizes, np.zeros(len(means)))


# --- two units ------------------------------------------------------------------------------------------------------
def duel(spread, noise):
    """Expected prize of one of two units by own and other's effort."""
    prizes, sds = linear_prizes(2, spread), np.full(2, noise)
    return lambda own, other: place_payoff_linear(own, noise, 0, np.array([0.0, other]), sds, prizes)


@pytest.mark.parametrize(("spread", "curvature", "noise"), [(10.0, 1.0, 1.0), (6.0, 0.5, 2.0), (0.3, 0.1, 1.5)])
def test_two_equal_units_both_choose_effort_0_2821_times_spread_over_curvature_and_noise(spread, curvature, noise):
    expected = 0.2821 * spread / (curvature * noise)
    slope = place_marginal_linear(0.0, noise, 0, np.zeros(2), np.full(2, noise), linear_prizes(2, spread))
    effort = steady_state_effort(duel(spread, noise), slope, curvature, highest=3.0 * expected)
    assert effort == pytest.approx(expected, rel=2e-4)  # the listed constant has four digits


@pytest.mark.parametrize(("stake", "has_steady_state"), [(12.30, True), (12.35, True), (12.36, False), (20.0, False)])
def test_two_equal_units_have_a_pure_steady_state_only_up_to_a_stake_of_12_35_curvatures_times_variance(
    stake, has_steady_state
):
    slope = place_marginal_linear(0.0, 1.0, 0, np.zeros(2), np.ones(2), linear_prizes(2, stake))
    effort = steady_state_effort(duel(stake, 1.0), slope, 1.0, highest=1.5 * slope)
    assert (effort is not None) is has_steady_state


@pytest.mark.parametrize("gap", [0.0, 1.0, 4.0, 12.0])
def test_two_unequal_units_are_both_pulled_weaker_by_exp_of_the_squared_gap(gap):
    prizes = linear_prizes(2, 10.0)
    means, sds = np.array([LEVEL, LEVEL + gap]), np.full(2, NOISE)
    expected = LINEAR * 10.0 / NOISE * math.exp(-gap * gap / (4.0 * NOISE * NOISE))
    for unit in (0, 1):
        assert place_marginal_linear(means[unit], NOISE, unit, means, sds, prizes) == pytest.approx(expected, rel=1e-12)
        assert marginal(prizes, means, sds, unit) == pytest.approx(expected, rel=1e-6)


# --- many units -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("n_units", range(2, 21))
def test_with_linear_prizes_equal_units_are_pulled_by_0_2821_spread_over_noise_for_every_number_of_units(n_units):
    means, sds = alike(n_units)
    prizes = linear_prizes(n_units, 10.0)
    expected = LINEAR * 10.0 / NOISE
    assert place_marginal_linear(LEVEL, NOISE, 0, means, sds, prizes) == pytest.approx(expected, rel=1e-12)
    assert marginal(prizes, means, sds) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("n_units", "constant"), [(4, 0.2573), (8, 0.1780), (12, 0.1358), (20, 0.0934)])
@pytest.mark.parametrize("schedule", [top_prizes, bottom_prizes], ids=["winner_only", "last_place_only"])
def test_a_prize_for_the_first_or_last_place_alone_pulls_the_less_the_more_units_there_are(schedule, n_units, constant):
    means, sds = alike(n_units)
    pull = marginal(schedule(n_units, 1, 10.0), means, sds) * NOISE / 10.0
    assert round(pull, 4) == constant


@pytest.mark.parametrize("share_out", [0.1, 0.2, 0.5])
def test_among_ever_more_units_eliminating_the_bottom_share_becomes_a_standard_at_that_quantile(share_out):
    standard = LEVEL + NOISE * norm.ppf(share_out)
    limit = pass_marginal(LEVEL, NOISE, standard, 10.0)
    misses = {}
    for n_units in (10, 20, 40):
        means, sds = alike(n_units)
        places = round(share_out * n_units)
        misses[n_units] = marginal(bottom_prizes(n_units, places, 10.0), means, sds) - limit
    # The threshold lies a fraction of a place off the quantile, so the miss is a series in 1/n: it shrinks, and taking
    # two sizes together removes its first term, most of it.
    assert abs(misses[40]) < abs(misses[20]) < abs(misses[10])
    assert abs(2.0 * misses[40] - misses[20]) < abs(misses[40]) / 5.0


def test_a_schedule_without_differences_pulls_at_nobody():
    means, sds = np.array([70.0, 80.0, 81.0, 90.0]), np.array([2.0, 4.0, 3.0, 8.0])
    level = np.full(4, 5.0)
    for unit in range(4):
        assert abs(marginal(level, means, sds, unit)) < 1e-15  # a sum of 48 rounded terms that cancel
        assert place_marginal_linear(means[unit], sds[unit], unit, means, sds, linear_prizes(4, 0.0)) == 0.0
        assert payoff(level, means, sds, unit) == pytest.approx(5.0, rel=1e-12)


# --- any schedule ---------------------------------------------------------------------------------------------------
GRID = np.arange(40.0, 130.0, 0.25)  # scores


def poisson_binomial(chances):
    counts = np.ones(1)
    for chance in chances:
        counts = np.convolve(counts, [1.0 - chance, chance])
    return counts


def marginal_by_pairs(prizes, means, sds, unit, grid=GRID):
    """The design's other formula: each rival passed, times what passing is worth by how many others stand above.

    dU/dm_i = sum_{j != i} Int f_i(s) f_j(s) sum_k (W_{k+1} - W_{k+2}) PB_{-ij}(k; s) ds
    """
    total = 0.0
    for j in range(len(means)):
        if j == unit:
            continue
        others = [i for i in range(len(means)) if i not in (unit, j)]
        steps = prizes[:-1] - prizes[1:]
        worth = [steps @ poisson_binomial(norm.sf(s, means[others], sds[others])) for s in grid]
        density = norm.pdf(grid, means[unit], sds[unit]) * norm.pdf(grid, means[j], sds[j])
        total += float(np.trapezoid(density * worth, grid))
    return total


SCHEDULES = {
    "steep at the top": explicit_prizes([20.0, 8.0, 3.0, 1.0, 0.0]),
    "bands": explicit_prizes([6.0, 6.0, 3.0, 3.0, -4.0]),
    "linear": linear_prizes(5, 10.0),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_pull_on_unequal_units_equals_the_sum_over_rivals_passed(name):
    prizes = SCHEDULES[name]
    means, sds = np.array([78.0, 84.0, 80.5, 90.0, 71.0]), np.array([4.0, 3.0, 5.0, 4.0, 6.0])
    for unit in range(5):
        expected = marginal_by_pairs(prizes, means, sds, unit)
        assert marginal(prizes, means, sds, unit) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_expected_prize_is_the_mean_prize_over_drawn_seasons(name):
    prizes = SCHEDULES[name]
    means, sds = np.array([78.0, 84.0, 80.5, 90.0, 71.0]), np.array([4.0, 3.0, 5.0, 4.0, 6.0])
    n_seasons = 40_000
    scores = np.random.default_rng(11).normal(means, sds, (n_seasons, 5))
    won = prizes[(-scores).argsort(axis=1).argsort(axis=1)]
    for unit in range(5):
        standard_error = won[:, unit].std() / math.sqrt(n_seasons)
        # Fifteen comparisons in all: 3.5 standard errors keep the chance of a false alarm below one in a hundred.
        assert abs(payoff(prizes, means, sds, unit) - won[:, unit].mean()) < 3.5 * standard_error


@settings(max_examples=40, deadline=None)
@given(
    means=st.lists(st.floats(60.0, 100.0), min_size=2, max_size=8),
    steps=st.lists(st.floats(0.0, 10.0), min_size=7, max_size=7),
    noise=st.floats(1.0, 8.0),
)
def test_what_the_units_expect_together_is_what_is_paid_out(means, steps, noise):
    n_units = len(means)
    prizes = explicit_prizes(np.cumsum([0.0, *(-s for s in steps[: n_units - 1])]))
    means, sds = np.array(means), np.full(n_units, noise)
    expected = sum(payoff(prizes, means, sds, unit) for unit in range(n_units))
    assert expected == pytest.approx(prizes.sum(), abs=1e-6 * (1.0 + abs(prizes.sum())))


@settings(max_examples=40, deadline=None)
@given(
    means=st.lists(st.floats(60.0, 100.0), min_size=3, max_size=8),
    pick=st.integers(0, 1_000),
    noise=st.floats(1.0, 8.0),
)
def test_linear_prizes_give_the_same_by_closed_form_and_by_integration(means, pick, noise):
    n_units = len(means)
    unit = pick % n_units
    means, sds, prizes = np.array(means), np.full(n_units, noise), linear_prizes(n_units, 10.0)
    closed = place_payoff_linear(means[unit], noise, unit, means, sds, prizes)
    assert payoff(prizes, means, sds, unit) == pytest.approx(closed, abs=1e-6)
    closed = place_marginal_linear(means[unit], noise, unit, means, sds, prizes)
    assert marginal(prizes, means, sds, unit) == pytest.approx(closed, abs=1e-6)


def test_swapping_the_labels_of_identical_units_changes_no_bit():
    prizes = SCHEDULES["steep at the top"]
    means, sds = np.array([78.0, 84.0, 84.0, 90.0, 71.0]), np.array([4.0, 3.0, 3.0, 4.0, 6.0])
    assert marginal(prizes, means, sds, 1) == marginal(prizes, means, sds, 2)
    assert payoff(prizes, means, sds, 1) == payoff(prizes, means, sds, 2)


def test_the_order_in_which_rivals_are_listed_does_not_matter():
    prizes = SCHEDULES["steep at the top"]
    means, sds = np.array([78.0, 84.0, 80.5, 90.0, 71.0]), np.array([4.0, 3.0, 5.0, 4.0, 6.0])
    order = np.array([0, 3, 1, 4, 2])
    assert marginal(prizes, means[order], sds[order]) == pytest.approx(marginal(prizes, means, sds), rel=1e-12)
