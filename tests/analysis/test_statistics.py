"""Bootstrap, effect size, equivalence, false discovery: hand-worked cases, theory, and a second opinion."""

import doctest

import numpy as np
import pytest
from scipy import stats

import analysis
import analysis.metrics
import analysis.response_time
import analysis.statistics
from analysis.compare import paired_differences
from analysis.statistics import (
    BOOTSTRAP_SEED,
    bootstrap_intervals,
    effect_size,
    equivalence,
    false_discovery,
    paired_statistics,
)


@pytest.mark.parametrize("module", [analysis.metrics, analysis.response_time, analysis.statistics])
def test_the_examples_in_the_docstrings_hold(module) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def test_the_table_of_statistics_adds_to_that_of_differences(results: analysis.Results) -> None:
    runs = results.runs.query("regime == 'normal' and governance == 'grid'")
    plain = paired_differences(runs)
    table = paired_statistics(runs)
    assert table[list(plain.columns)].equals(plain)
    shown = table[~table["is_reference"]]
    assert ((shown["boot_low"] <= shown["difference"]) & (shown["difference"] <= shown["boot_high"])).all()
    assert (np.sign(shown["effect_size"]) == np.sign(shown["difference"])).all()
    assert (shown["p"] <= shown["p_bh"]).all()
    assert (shown["p_bh"] <= shown["p_holm"] + 1e-12).all()
    # Equivalent at 5 % exactly where the smallest bound that holds is below the smallest effect.
    assert ((shown["p_same"] < 0.05) == (shown["same_within"] < shown["smallest_effect"])).all()
    assert table.loc[table["is_reference"], ["boot_low", "effect_size", "p_same"]].isna().all().all()


def test_bootstrap_intervals_cover_the_truth_of_a_skewed_sample() -> None:
    rng = np.random.default_rng(5)
    n_studies = 60
    intervals = bootstrap_intervals(rng.exponential(1.0, (n_studies, 25)))
    covered = sum(low <= 1.0 <= high for low, high in intervals)
    # Nominal 0.95; skewed samples of 25 are known to fall a few points short. Four binomial standard errors of 0.91.
    assert covered / n_studies >= 0.91 - 4 * (0.91 * 0.09 / n_studies) ** 0.5


def test_bootstrap_of_few_pairs_says_nothing_and_of_equal_ones_a_point() -> None:
    few, equal = bootstrap_intervals([[1.0, 2.0], [2.0, 2.0, 2.0]])
    assert np.isnan(few).all()
    assert equal == (2.0, 2.0)


def test_each_row_is_resampled_as_if_it_were_alone() -> None:
    rows = [np.random.default_rng(seed).normal(size=5 + seed % 3) for seed in range(7)]
    alone = [bootstrap_intervals([row])[0] for row in rows]
    assert np.allclose(bootstrap_intervals(rows), alone, rtol=1e-12)
    found = stats.bootstrap((rows[3],), np.mean, rng=np.random.default_rng(BOOTSTRAP_SEED)).confidence_interval
    assert alone[3] == pytest.approx((found.low, found.high), rel=1e-12)


def test_equivalence_is_two_one_sided_t_tests() -> None:
    sample, bound = np.random.default_rng(6).normal(0.3, 1.0, 20), 0.9
    upper = stats.ttest_1samp(sample, bound, alternative="less").pvalue
    lower = stats.ttest_1samp(sample, -bound, alternative="greater").pvalue
    p, within = equivalence(sample, bound)
    assert p == pytest.approx(max(upper, lower), rel=1e-12)
    assert equivalence(sample, within)[0] == pytest.approx(0.05)


def test_without_a_bound_equivalence_still_says_how_large_a_difference_could_be() -> None:
    p, within = equivalence([1.0, 2.0, 3.0], float("nan"))
    assert np.isnan(p)
    assert within == pytest.approx(2.0 + stats.t.ppf(0.95, 2) / 3**0.5)
    assert np.isnan(equivalence([1.0], 1.0)).all()
    assert equivalence([0.5, 0.5], 1.0) == (0.0, 0.5)
    assert equivalence([1.5, 1.5], 1.0) == (1.0, 1.5)


def test_an_effect_size_needs_two_pairs_that_differ() -> None:
    assert np.isnan(effect_size([1.0]))
    assert np.isnan(effect_size([1.0, 1.0]))


def test_false_discoveries_of_a_case_worked_by_hand() -> None:
    # 0.01 x 4 / 1, 0.02 x 4 / 2, 0.03 x 4 / 3, 0.5: all of the first three 0.04.
    np.testing.assert_allclose(false_discovery([0.03, 0.01, np.nan, 0.02, 0.5]), [0.04, 0.04, np.nan, 0.04, 0.5])
    assert np.isnan(false_discovery([np.nan])).all()
