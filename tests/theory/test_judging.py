"""How scores are compared: limiting cases of moving standards, benchmarks, peer groups and publication."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sim.rules.incentive import expected_prizes, pass_marginal, place_marginal
from sim.rules.judging import (
    band_means,
    field_level,
    quantile_standard,
    ratcheted_standard,
    standardised,
    structural_benchmarks,
    structural_coefficients,
)
from sim.rules.stakes import bottom_prizes, linear_prizes, make_stakes

LEVEL, NOISE, PRIZE = 80.0, 4.0, 10.0
SCORES = st.lists(st.floats(0.0, 100.0), min_size=1, max_size=9)


# --- standards that move --------------------------------------------------------------------------------------------
@given(standard=st.floats(0.0, 100.0), months=SCORES, rate=st.floats(0.0, 1.0))
def test_a_ratchet_never_falls_and_never_passes_the_best_mean(standard, months, rate):
    reached = standard
    for mean in months:
        before = reached
        reached = ratcheted_standard(reached, mean, rate)
        assert reached == ratcheted_standard.py_func(before, mean, rate)
        assert reached >= before
    assert reached <= max([standard, *months]) + 1e-9


def test_a_ratchet_without_rate_is_a_fixed_standard_and_with_rate_one_the_best_mean_so_far():
    assert ratcheted_standard(70.0, 90.0, 0.0) == 70.0
    assert ratcheted_standard(70.0, 90.0, 1.0) == 90.0
    assert ratcheted_standard(70.0, 60.0, 1.0) == 70.0


@given(scores=SCORES, share=st.floats(0.0, 1.0))
def test_the_quantile_is_that_of_linear_interpolation(scores, share):
    found = quantile_standard(np.array(scores), share)
    assert found == quantile_standard.py_func(np.array(scores), share)
    assert found == pytest.approx(float(np.quantile(scores, share)), abs=1e-9)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_a_quantile_standard_among_many_pulls_like_places_whose_bottom_share_is_out(share):
    """Ranking in disguise: the more units, the nearer its pull comes to that of prizes by place."""
    misses = []
    for n_units in (10, 40, 160):
        # what the street saw last month: scores spread evenly over the chances of their distribution
        seen = LEVEL + NOISE * norm.ppf((np.arange(n_units) + 0.5) / n_units)
        standard = quantile_standard(seen, share)
        by_standard = pass_marginal(LEVEL, NOISE, standard, PRIZE)
        means, sds = np.full(n_units, LEVEL), np.full(n_units, NOISE)
        prizes = bottom_prizes(n_units, max(1, round(share * n_units)), PRIZE)
        by_place = place_marginal(LEVEL, NOISE, 0, means, sds, prizes, np.zeros(n_units))
        misses.append(abs(by_standard - by_place) / by_place)
    # the threshold lies a fraction of a place off the quantile: the miss shrinks about as 1/n, here by 4 each time
    assert misses[0] > 2.0 * misses[1] > 4.0 * misses[2]


# --- what structure predicts ----------------------------------------------------------------------------------------
def benchmarks(loads: Any, levels: Any, shrinkage: float) -> Any:
    coefficients, points = np.zeros(loads.shape[1]), np.zeros(len(levels))
    structural_coefficients(loads, levels, shrinkage, coefficients)
    structural_benchmarks(loads, coefficients, points)
    return points


def test_without_a_spread_of_load_the_adjusted_score_is_the_raw_one():
    loads, column = np.zeros((4, 3)), np.ones(4)
    for k in range(3):
        standardised(np.full(4, 0.1 + k), column)
        loads[:, k] = column
    assert not loads.any()
    assert not benchmarks(loads, np.array([70.0, 80.0, 90.0, 60.0]), 0.5).any()


def test_equal_levels_have_nothing_to_adjust():
    loads = np.random.default_rng(3).normal(size=(8, 3))
    assert benchmarks(loads, np.full(8, 81.3), 0.5) == pytest.approx(np.zeros(8), abs=1e-12)


@pytest.mark.parametrize("shrinkage", [0.01, 0.5, 3.0])
def test_a_load_that_is_alone_is_credited_with_its_shrunk_slope(shrinkage):
    column = np.zeros(5)
    standardised(np.array([400.0, 450.0, 500.0, 700.0, 900.0]), column)
    levels = 80.0 - 6.0 * column
    points = benchmarks(column.reshape(-1, 1), levels, shrinkage)
    assert points == pytest.approx(-6.0 * column / (1.0 + shrinkage), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), n_units=st.integers(1, 12), shrinkage=st.floats(0.01, 100.0))
def test_coefficients_are_those_of_ridge_regression_and_benchmarks_sum_to_zero(seed, n_units, shrinkage):
    rng = np.random.default_rng(seed)
    loads, column = np.zeros((n_units, 3)), np.zeros(n_units)
    for k in range(3):
        standardised(rng.uniform(0.0, 10.0, n_units), column)
        loads[:, k] = column
    levels = rng.uniform(50.0, 100.0, n_units)
    found, plain = np.zeros(3), np.zeros(3)
    structural_coefficients(loads, levels, shrinkage, found)
    structural_coefficients.py_func(loads, levels, shrinkage, plain)
    assert (found == plain).all()
    matrix = loads.T @ loads / n_units + shrinkage * np.eye(3)
    assert found == pytest.approx(np.linalg.solve(matrix, loads.T @ (levels - levels.mean()) / n_units), abs=1e-8)
    assert benchmarks(loads, levels, shrinkage).sum() == pytest.approx(0.0, abs=1e-8)


def test_with_much_doubt_nothing_is_adjusted():
    loads = np.random.default_rng(3).normal(size=(8, 3))
    levels = 80.0 - 5.0 * loads[:, 0]
    assert abs(benchmarks(loads, levels, 100.0)).max() < 0.03 * abs(levels - levels.mean()).max()


# --- what is told about rivals --------------------------------------------------------------------------------------
@given(scores=st.lists(st.floats(0.0, 100.0), min_size=1, max_size=9, unique=True))
def test_a_band_for_everybody_tells_every_score_bit_for_bit(scores):
    known = np.zeros(len(scores))
    band_means(np.array(scores), len(scores), known)
    assert (known == np.array(scores)).all()


@given(scores=SCORES, n_bands=st.integers(1, 12))
def test_bands_keep_the_mean_and_the_order(scores, n_bands):
    seen, known = np.array(scores), np.zeros(len(scores))
    band_means(seen, n_bands, known)
    assert known.sum() == pytest.approx(seen.sum(), abs=1e-6)
    order = np.argsort(seen, kind="stable")
    assert (np.diff(known[order]) >= -1e-9).all()
    if n_bands == 1:
        assert known == pytest.approx(np.full(len(scores), seen.mean()), abs=1e-9)


def test_who_stands_in_the_middle_takes_the_field_for_as_good_as_itself():
    assert field_level(80.0, 4.5, 8.0, 5.0) == pytest.approx(80.0)
    assert field_level(80.0, 1.0, 8.0, 5.0) < 80.0 < field_level(80.0, 8.0, 8.0, 5.0)
    assert field_level(77.0, 1.0, 1.0, 5.0) == 77.0


def test_a_place_alone_teaches_the_level_of_the_field():
    rng = np.random.default_rng(5)
    n_units, mean, sd = 8, 75.0, 5.0
    levels = []
    for own in rng.normal(mean, sd, 4_000):
        place = 1.0 + (rng.normal(mean, sd, n_units - 1) > own).sum()
        levels.append(field_level(float(own), float(place), float(n_units), sd))
    assert np.mean(levels) == pytest.approx(mean, abs=4.0 * np.std(levels) / np.sqrt(len(levels)))


# --- what is lost with the prizes -----------------------------------------------------------------------------------
def test_a_forfeit_takes_the_expected_prizes_above_the_last_place():
    n_units = 4
    means, sds, room = np.full(n_units, LEVEL), np.full(n_units, NOISE), np.zeros(n_units)
    shares = np.full(6, 0.9)

    def at_stake(stakes: Any) -> float:
        return expected_prizes(LEVEL, NOISE, 0, means, sds, shares, 0.05 * np.ones(6), stakes, room)

    assert at_stake(make_stakes(n_units)) == 0.0
    assert at_stake(make_stakes(n_units, prizes=linear_prizes(n_units, PRIZE))) == pytest.approx(0.5 * PRIZE)
    assert at_stake(make_stakes(n_units, total_prize=PRIZE, standard=LEVEL)) == pytest.approx(0.5 * PRIZE)
    assert at_stake(make_stakes(n_units, prizes=bottom_prizes(n_units, 1, PRIZE))) == pytest.approx(0.75 * PRIZE)


def test_a_quantile_lies_on_the_line_between_two_scores():
    scores = np.array([90.0, 70.0, 80.0, 60.0])
    assert [quantile_standard(scores, share) for share in (0.0, 0.5, 0.75, 1.0)] == [60.0, 75.0, 82.5, 90.0]


def test_the_field_is_taken_for_better_by_its_spread_the_lower_the_place():
    # The last of ten stands at 0.95 of the normal curve, 1.644854 standard deviations down.
    assert field_level(80.0, 10.0, 10.0, 4.0) == pytest.approx(80.0 + 4.0 * 1.6448536, abs=1e-5)
