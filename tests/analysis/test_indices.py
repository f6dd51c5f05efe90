"""Indices against functions whose indices are known, with and without luck of the seeds."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from analysis import indices

D = 4
PROBLEM = {"num_vars": D, "names": list("abcd"), "bounds": [[0.0, 1.0]] * D}
# Ishigami's function with a = 7, b = 0.1, and a fourth factor that does nothing
FIRST, TOTAL = (0.3139, 0.4424, 0.0, 0.0), (0.5576, 0.4424, 0.2437, 0.0)


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(indices, "N_RESAMPLES", 120)
    monkeypatch.setattr(indices, "N_DUMMIES", 60)


def ishigami(x):
    z = -np.pi + 2.0 * np.pi * x
    return np.sin(z[:, 0]) + 7.0 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0])


def noisy(means, sd, n_seeds, *, shared=5.0):
    """Values with luck that a seed adds everywhere, and luck that differs from point to point."""
    rng = np.random.default_rng(1)
    return means[:, None] + rng.normal(0.0, shared, n_seeds) + rng.normal(0.0, sd, (len(means), n_seeds))


def of(found, measure):
    return [index for index in found if index.measure == measure]


# --- Sobol ------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def saltelli():
    return sobol_sample.sample(PROBLEM, 512, calc_second_order=False, seed=1)


def test_without_luck_the_known_indices_come_out(saltelli):
    found = indices.sobol(noisy(ishigami(saltelli), 0.0, 2), D)
    assert [index.value for index in of(found, "first")] == pytest.approx(FIRST, abs=0.06)
    assert [index.value for index in of(found, "total")] == pytest.approx(TOTAL, abs=0.04)
    assert of(found, "total")[3].value == 0.0
    assert [index.is_clear for index in of(found, "total")] == [True, True, True, False]


def test_luck_is_taken_off_where_a_plain_estimate_takes_it_for_effects(saltelli):
    values = noisy(ishigami(saltelli), 3.0, 4)
    found, plain = indices.sobol(values, D), indices.sobol(values[:, :1], D)
    assert of(plain, "total")[3].value > 0.25, "a factor that does nothing seems to matter with a single seed"
    assert [index.value for index in of(found, "total")] == pytest.approx(TOTAL, abs=0.08)
    assert [index.is_clear for index in of(found, "total")] == [True, True, True, False]
    assert all(index.low <= true <= index.high for index, true in zip(of(found, "total"), TOTAL, strict=True))


def test_with_one_seed_nothing_is_called_clear(saltelli):
    assert {index.is_clear for index in indices.sobol(noisy(ishigami(saltelli), 1.0, 1), D)} == {None}


def test_nothing_but_luck_gives_no_indices_or_none_that_is_clear():
    found = indices.sobol(noisy(np.zeros(64 * (D + 2)), 1.0, 4), D)
    assert not any(index.is_clear for index in found)
    assert all(np.isnan(index.value) for index in indices.sobol(np.full((8 * (D + 2), 3), 2.0), D))


def test_the_share_of_luck_is_its_share_of_the_variance_of_means(saltelli):
    means = ishigami(saltelli)
    between, luck = means.var(), 9.0 / 4.0
    assert indices.noise_share(noisy(means, 3.0, 4)) == pytest.approx(luck / (between + luck), abs=0.02)
    assert np.isnan(indices.noise_share(means[:, None]))
    assert indices.noise_share(noisy(means, 0.0, 4)) == pytest.approx(0.0, abs=1e-9)


# --- Morris -----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def trajectories():
    return morris_sample.sample(PROBLEM, 40, num_levels=4, seed=2)


def line_and_product(x):
    return 10.0 * x[:, 0] + 3.0 * x[:, 1] * x[:, 2]


def test_elementary_effects_agree_with_salib(trajectories):
    means = line_and_product(trajectories)
    theirs = salib_morris.analyze(PROBLEM | {"groups": None}, trajectories, means, num_levels=4, seed=1)
    found = indices.morris(noisy(means, 0.0, 2), trajectories, 4)
    for measure in ("mu_star", "mu", "sigma"):
        ours = [index.value for index in of(found, measure)]
        assert ours == pytest.approx(list(np.asarray(theirs[measure], dtype=float)), abs=1e-9)


def test_luck_is_a_threshold_of_the_mean_size(trajectories):
    found = of(indices.morris(noisy(line_and_product(trajectories), 1.0, 4), trajectories, 4), "mu_star")
    assert found[0].value == pytest.approx(10.0, abs=0.5)
    # the mean size of a normal difference of two means over 4 seeds, per 2/3 of the range
    expected = (2.0 / 4.0) ** 0.5 * (2.0 / np.pi) ** 0.5 * 1.5
    assert [index.threshold for index in found] == pytest.approx([expected] * D, rel=0.15)
    assert found[0].is_clear
    assert found[3].is_clear is False
    assert {index.is_clear for index in indices.morris(line_and_product(trajectories)[:, None], trajectories, 4)} >= {
        None
    }


# --- factorial --------------------------------------------------------------------------------------------------------
def test_shares_of_a_factorial_are_those_of_the_analysis_of_variance():
    a, b = np.array([0.0, 1.0, 2.0]), np.array([-1.0, 1.0])
    grid = (a[:, None, None] + 0.5 * b[None, :, None] + 0.25 * (a - 1.0)[:, None, None] * b[None, :, None]) + np.zeros(
        4
    )
    grid = np.broadcast_to(grid[:, :, None, :], (3, 2, 2, 4))
    parts = np.array([2.0 / 3.0, 0.25, 2.0 / 3.0 / 16.0])
    found = indices.factorial(np.array(grid))
    firsts = [index.value for index in of(found, "first")]
    totals = [index.value for index in of(found, "total")]
    assert firsts == pytest.approx([*(parts[:2] / parts.sum()), 0.0], abs=1e-9)
    assert totals == pytest.approx([*((parts[:2] + parts[2]) / parts.sum()), 0.0], abs=1e-9)


def test_luck_of_a_factorial_is_taken_off_and_one_seed_gives_no_interval():
    rng = np.random.default_rng(4)
    grid = np.add.outer(np.arange(3.0), np.zeros(4))[..., None] + rng.normal(0.0, 0.5, (3, 4, 8))
    found = of(indices.factorial(grid), "total")
    assert found[0].value == pytest.approx(1.0, abs=0.1)
    assert (found[0].is_clear, found[1].is_clear) == (True, False)
    assert np.isnan(indices.factorial(grid[..., :1])[0].low)


# --- any sample -------------------------------------------------------------------------------------------------------
def test_pawn_sees_the_strong_factor_and_not_the_one_that_does_nothing():
    x = np.random.default_rng(5).random((128, D))
    found = indices.pawn(line_and_product(x), x)
    assert found[0].value == max(index.value for index in found) > found[0].threshold
    assert (found[0].is_clear, found[3].is_clear) == (True, False)


@pytest.mark.study
def test_pawn_calls_five_of_a_hundred_idle_factors():
    rng = np.random.default_rng(6)
    called = [indices.pawn(rng.random(60), rng.random((60, 5))) for _ in range(60)]
    share = np.mean([index.is_clear for found in called for index in found])
    assert share == pytest.approx(0.05, abs=0.04)


@pytest.mark.study
def test_total_indices_of_idle_factors_are_rarely_clear(saltelli):
    rng = np.random.default_rng(7)
    means = ishigami(saltelli[: 64 * (D + 2)])
    found = [indices.sobol(means[:, None] + rng.normal(0.0, 2.0, (len(means), 4)), D) for _ in range(200)]
    assert np.mean([of(indices_of, "total")[3].is_clear for indices_of in found]) < 0.07
