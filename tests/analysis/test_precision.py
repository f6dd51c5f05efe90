"""The sequential rule: half-widths are those of Student's t, and the number it names is enough."""

import numpy as np
import pytest
from scipy import stats

from analysis.precision import half_width, needed, precision_of


def test_the_half_width_is_that_of_students_interval():
    values = np.random.default_rng(1).normal(size=7)
    low, high = stats.t.interval(0.95, 6, values.mean(), stats.sem(values))
    assert half_width(float(values.std(ddof=1)), 7) == pytest.approx((high - low) / 2)
    assert np.isnan(half_width(1.0, 1))


@pytest.mark.parametrize("spread, wanted", [(1.0, 0.5), (3.0, 0.2), (0.1, 5.0), (10.0, 1.0)])
def test_the_number_named_is_the_smallest_that_is_enough(spread, wanted):
    n = needed(spread, wanted)
    assert n >= 2
    assert half_width(spread, n) <= wanted
    assert n == 2 or half_width(spread, n - 1) > wanted


def test_no_number_is_named_for_no_wish_or_a_hopeless_one():
    assert needed(1.0, float("nan")) == 0
    assert needed(1e9, 1e-9) == 0


def test_equally_noisy_cases_are_not_told_apart_by_luck():
    values = np.random.default_rng(2).normal(0.0, 2.0, (400, 4))
    found = precision_of(values, 1.0)
    assert found.typical == pytest.approx(half_width(2.0, 4), rel=0.1)
    assert found.noisy == pytest.approx(found.typical, rel=0.12)
    assert found.n_seeds == 4
    assert not found.is_reached


def test_noisy_cases_need_more():
    rng = np.random.default_rng(3)
    values = np.vstack([rng.normal(0.0, 1.0, (90, 10)), rng.normal(0.0, 6.0, (10, 10))])
    found = precision_of(values, 2.0)
    assert found.needed_noisy > 1.5 * found.needed
    assert precision_of(values, 50.0).is_reached


def test_missing_runs_do_not_count_and_one_seed_tells_nothing():
    values = np.array([[1.0, np.nan], [1.0, 3.0], [np.nan, np.nan]])
    assert precision_of(values, 1.0).typical == pytest.approx(half_width(2.0**0.5, 2))
    assert np.isnan(precision_of(values[:1], 1.0).typical)
