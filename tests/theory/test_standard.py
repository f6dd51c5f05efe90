"""Prizes for standards against theory (K031), and against prizes by place with the same stake."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from sim.names import INDICATOR
from sim.rules.incentive import (
    indicator_marginal,
    indicator_payoff,
    pass_marginal,
    pass_payoff,
    passed_on,
    place_marginal_linear,
    score_marginal,
)
from sim.rules.stakes import linear_prizes, make_stakes, mixed_stakes
from tests.theory.abstract_effort import EFFORT_STEP, best_effort

N_INDICATORS = len(INDICATOR)
DENSITY_AT_ZERO = 1.0 / math.sqrt(2.0 * math.pi)  # 0.3989
PRIZE, NOISE = 10.0, 4.0


# --- how hard a standard pulls --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("prize", "noise"), [(10.0, 4.0), (1.0, 0.5), (300.0, 12.0)])
def test_a_unit_that_stands_at_the_standard_is_pulled_by_0_3989_times_prize_over_noise(prize, noise):
    assert round(pass_marginal(80.0, noise, 80.0, prize) * noise / prize, 4) == 0.3989


@pytest.mark.parametrize("standard", [-math.inf, -1e9, 1e9, math.inf])
def test_a_standard_that_is_out_of_sight_pulls_at_nobody(standard):
    assert pass_marginal(80.0, NOISE, standard, PRIZE) == 0.0
    assert pass_payoff(80.0, NOISE, standard, PRIZE) == (PRIZE if standard < 0.0 else 0.0)


def test_the_pull_of_a_standard_falls_off_alike_on_both_sides():
    for distance in (0.5, 2.0, 7.0):
        above = pass_marginal(80.0 + distance, NOISE, 80.0, PRIZE)
        assert above == pass_marginal(80.0 - distance, NOISE, 80.0, PRIZE)
        expected = PRIZE * norm.pdf(distance / NOISE) / NOISE
        assert above == pytest.approx(expected, rel=1e-12)


def test_at_the_standard_pass_fail_pulls_1_41_times_harder_than_linear_places_and_weaker_beyond_0_83_noise():
    n_units = 8
    means, sds = np.full(n_units, 80.0), np.full(n_units, NOISE)
    by_place = place_marginal_linear(80.0, NOISE, 0, means, sds, linear_prizes(n_units, PRIZE))
    assert pass_marginal(80.0, NOISE, 80.0, PRIZE) / by_place == pytest.approx(math.sqrt(2.0), rel=1e-12)
    equal_at = brentq(lambda d: pass_marginal(80.0 + d, NOISE, 80.0, PRIZE) - by_place, 0.0, 3.0 * NOISE)
    assert equal_at / NOISE == pytest.approx(math.sqrt(math.log(2.0)), abs=1e-9)  # 0.83


# --- resignation ----------------------------------------------------------------------------------------------------
def effort_at(stake, standard):
    """Best effort when the prize, in curvatures times variance, hangs on a standard, in noises above no effort."""
    effort, _ = best_effort(lambda e: pass_payoff(e, 1.0, standard, stake), 1.0, highest=0.45 * stake)
    return effort


def resignation_standard(stake):
    """Standard at which trying for it and (almost) giving up are worth the same, from the first-order condition alone.

    Best efforts satisfy e = stake phi(z - e). With u = z - e the standard is z = u + stake phi(u), which rises, falls
    and rises with u. On the first branch the unit tries, on the last one it has given up.
    """

    def standard(u):
        return u + stake * norm.pdf(u)

    def value(u):
        effort = stake * norm.pdf(u)
        return stake * norm.cdf(-u) - 0.5 * effort * effort

    turns = [brentq(lambda u: 1.0 - u * stake * norm.pdf(u), *ends) for ends in ((0.0, 1.0), (1.0, 8.0))]

    def gain_from_trying(z):
        trying = brentq(lambda u: standard(u) - z, -10.0, turns[0])
        resigned = brentq(lambda u: standard(u) - z, turns[1], 12.0)
        return value(trying) - value(resigned)

    return float(brentq(gain_from_trying, standard(turns[1]), standard(turns[0])))


@pytest.mark.parametrize(("stake", "listed"), [(6.0, 2.45), (8.0, 2.85), (10.0, 3.23), (20.0, 4.82)])
def test_beyond_the_resignation_standard_effort_collapses(stake, listed):
    collapse = resignation_standard(stake)
    # The exact thresholds are 2.426, 2.839, 3.219 and 4.815. The listed ones fit a scan of standards in steps of 0.025:
    # the first point at which effort has collapsed, rounded to two digits.
    assert -0.005 <= listed - collapse <= 0.025 + 0.005
    close = 1e-4
    trying, resigned = effort_at(stake, collapse - close), effort_at(stake, collapse + close)
    assert trying > collapse - 0.1  # those who try aim for the standard or beyond
    assert resigned < trying / 10.0
    for effort, standard in ((trying, collapse - close), (resigned, collapse + close)):
        assert abs(effort - stake * norm.pdf(standard - effort)) < 2.0 * EFFORT_STEP * stake  # first-order condition


def test_with_a_small_stake_effort_falls_off_smoothly_and_nobody_resigns():
    stake, step = 2.0, 0.05
    efforts = np.array([effort_at(stake, float(standard)) for standard in np.arange(0.0, 4.0, step)])
    # de/dz = stake u phi(u) / (1 - stake u phi(u)), steepest at u = 1; a jump needs a stake above 4.13.
    steepest = stake * norm.pdf(1.0) / (1.0 - stake * norm.pdf(1.0))
    assert np.abs(np.diff(efforts)).max() < steepest * step + EFFORT_STEP


# --- indicators -----------------------------------------------------------------------------------------------------
SDS = np.full(N_INDICATORS, 0.05)
STANDARDS = np.array([0.9, 0.8, 0.85, 0.9, 0.4, 0.7])


@pytest.mark.parametrize("n_required", range(1, N_INDICATORS + 1))
def test_each_further_required_indicator_at_its_standard_halves_the_pull_on_every_one(n_required):
    is_required = np.array([1.0] * n_required + [0.0] * (N_INDICATORS - n_required))
    stakes = make_stakes(1, required_prize=PRIZE, is_required=is_required, indicator_standards=STANDARDS)
    expected = DENSITY_AT_ZERO * PRIZE / SDS[0] / 2.0 ** (n_required - 1)
    for k in range(N_INDICATORS):
        pull = indicator_marginal(k, STANDARDS, SDS, stakes)
        assert pull == pytest.approx(expected if k < n_required else 0.0, rel=1e-12)


def test_with_each_indicator_paid_alone_the_pulls_are_those_of_six_standards():
    prizes = np.array([1.0, 2.0, 3.0, 4.0, 0.0, 6.0])
    stakes = make_stakes(1, indicator_prizes=prizes, indicator_standards=STANDARDS)
    seen = STANDARDS + np.array([0.0, 0.02, -0.05, 0.1, 0.0, 0.3])
    assert indicator_payoff(seen, SDS, stakes) == pytest.approx(
        float((prizes * norm.cdf((seen - STANDARDS) / SDS)).sum()), rel=1e-12
    )
    for k in range(N_INDICATORS):
        expected = prizes[k] * norm.pdf((seen[k] - STANDARDS[k]) / SDS[k]) / SDS[k]
        assert indicator_marginal(k, seen, SDS, stakes) == pytest.approx(expected, rel=1e-12)


def test_when_all_are_required_the_indicator_that_lags_is_pulled_hardest():
    stakes = make_stakes(1, required_prize=PRIZE, indicator_standards=STANDARDS)
    seen = STANDARDS + 0.1
    seen[2] = STANDARDS[2] - 0.05
    pulls = [indicator_marginal(k, seen, SDS, stakes) for k in range(N_INDICATORS)]
    assert int(np.argmax(pulls)) == 2


# --- mixtures and workers -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_mixed_stakes_pull_with_the_weighted_sum_of_their_parts(share):
    n_units = 5
    means, sds, room = np.array([78.0, 84.0, 80.5, 90.0, 71.0]), np.full(n_units, NOISE), np.zeros(n_units)
    places = make_stakes(n_units, prizes=linear_prizes(n_units, PRIZE))
    standard = make_stakes(n_units, total_prize=7.0, standard=83.0)
    mixed = mixed_stakes(places, standard, share)
    for unit in range(n_units):
        pulls = [score_marginal(means[unit], NOISE, unit, means, sds, s, room) for s in (places, standard, mixed)]
        assert pulls[2] == pytest.approx(share * pulls[0] + (1.0 - share) * pulls[1], rel=1e-12)


def test_without_stakes_a_point_is_worth_nothing_to_anybody():
    n_units = 5
    means, sds = np.array([78.0, 84.0, 80.5, 90.0, 71.0]), np.full(n_units, NOISE)
    for nothing in (make_stakes(n_units), make_stakes(n_units, prizes=linear_prizes(n_units, 0.0), standard=80.0)):
        for unit in range(n_units):
            assert score_marginal(means[unit], NOISE, unit, means, sds, nothing, np.zeros(n_units)) == 0.0


@pytest.mark.parametrize("n_workers", [1.0, 4.0, 9.0])
def test_a_worker_with_one_nth_of_the_prize_has_one_nth_of_the_pull(n_workers):
    whole = pass_marginal(78.0, NOISE, 80.0, PRIZE)
    assert pass_marginal(78.0, NOISE, 80.0, PRIZE / n_workers) == pytest.approx(whole / n_workers, rel=1e-15)
    assert passed_on(whole, 1.0, n_workers) == pytest.approx(whole / n_workers, rel=1e-15)
    assert passed_on(whole, 0.5, n_workers) == pytest.approx(0.5 * whole / n_workers, rel=1e-15)
