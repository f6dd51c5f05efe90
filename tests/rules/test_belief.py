import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.names import INDICATOR
from sim.rules import belief
from sim.rules.assessment import Scoring, score, weighted_points, weights_in_use
from sim.rules.belief import (
    BeliefParameters,
    believed_sd,
    counting_variance,
    learn_scores,
    learned_case_variance,
    score_counting_variance,
    smoothed,
    smoothed_share,
)
from sim.rules.normal import normal_chance
from tests.rules.rule_checks import SHARE, Facts, check_facts, idle_parameters

N = len(INDICATOR)
WEIGHTS = np.array([10.0, 25.0, 25.0, 20.0, 10.0, 10.0])
SCORING = Scoring(WEIGHTS, np.full(N, 0.3), np.ones(N))
SCORES = np.array([90.0, 70.0, 85.0, 80.0, 60.0, 75.0])

POSITIVE = st.floats(0.0, 400.0)
POINTS = st.floats(0.0, 100.0)
FACTS = [
    Facts(
        counting_variance,
        {"indicator": SHARE, "cases": st.floats(0.0, 1000.0)},
        high=math.inf,
        reads_parameters=False,
    ),
    Facts(
        believed_sd,
        {"counting": POSITIVE, "case": POSITIVE, "smallest": st.floats(0.1, 3.0)},
        low=0.1,
        high=math.inf,
        rising=("counting", "case", "smallest"),
        reads_parameters=False,
    ),
    Facts(
        learned_case_variance,
        {"case": POSITIVE, "residual": st.floats(0.0, 30.0), "counting": POSITIVE, "weight": SHARE},
        high=math.inf,
        rising=("case", "residual"),
        falling=("counting",),
        reads_parameters=False,
    ),
    Facts(
        smoothed,
        {"believed": POINTS, "seen": POINTS, "weight": SHARE},
        high=100.0,
        rising=("believed", "seen"),
        reads_parameters=False,
    ),
    Facts(
        smoothed_share,
        {"believed": SHARE, "seen": SHARE, "cases": st.sampled_from([0.0, 3.0]), "weight": SHARE},
        rising=("believed", "seen"),
        reads_parameters=False,
    ),
]
ON_ARRAYS = [score_counting_variance, learn_scores]


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_rules_keep_the_promises_of_their_docstrings(facts):
    check_facts(BeliefParameters, facts)


def test_the_family_has_no_other_rule():
    found = [f for f in vars(belief).values() if hasattr(f, "py_func")]
    own = {f for f in found if f.py_func.__module__ == belief.__name__}
    assert own == {facts.rule for facts in FACTS} | set(ON_ARRAYS)


def test_rules_on_arrays_match_plain_python_and_have_one_signature():
    arguments = (np.full(N, 0.8), np.full(N, 50.0), WEIGHTS, SCORING)
    assert score_counting_variance(*arguments) == score_counting_variance.py_func(*arguments)
    tables = [(np.full(6, 80.0), np.full(6, 5.0)) for _ in range(2)]
    learn_scores(SCORES, 0.3, 0.1, 0.5, *tables[0])
    learn_scores.py_func(SCORES, 0.3, 0.1, 0.5, *tables[1])
    assert np.array_equal(tables[0], tables[1])
    for rule in ON_ARRAYS:
        assert len(rule.signatures) == 1


# --- own noise ------------------------------------------------------------------------------------------------------
def test_the_noise_of_a_score_is_what_counting_over_few_cases_gives_it():
    # g' = 1 / 0.7; by hand: (25 / 0.7)**2 0.8 0.2 / 40 = 5.102 for one indicator with 25 points.
    only_one = np.array([0.0, 25.0, 0.0, 0.0, 0.0, 0.0])
    variance = score_counting_variance(np.full(N, 0.8), np.full(N, 40.0), only_one, SCORING)
    assert variance == pytest.approx((25.0 / 0.7) ** 2 * 0.8 * 0.2 / 40.0, rel=1e-12)


def test_counted_scores_vary_as_believed():
    rng = np.random.default_rng(5)
    chances, cases = np.array([0.8, 0.7, 0.75, 0.85, 0.6, 0.9]), np.array([150, 150, 60, 120, 40, 30])
    n_months = 20_000
    seen = rng.binomial(cases, chances, (n_months, N)) / cases
    room = np.zeros(N)
    scores = [score(row, cases.astype(float), SCORING, room) for row in seen]
    believed = score_counting_variance(chances, cases.astype(float), WEIGHTS, SCORING)
    standard_error = math.sqrt(2.0 / n_months)  # relative, of the variance of nearly normal numbers
    assert np.var(scores) / believed == pytest.approx(1.0, abs=3.0 * standard_error)


def test_without_a_case_there_is_no_chance_variation_and_at_zero_or_one_neither():
    assert counting_variance(0.5, 0.0) == 0.0
    assert counting_variance(0.0, 10.0) == counting_variance(1.0, 10.0) == 0.0


def test_the_case_variance_is_learned_from_what_counting_does_not_explain():
    rng = np.random.default_rng(6)
    counting, case, weight = 9.0, 16.0, 0.02
    learned, kept = 0.0, []
    for month, residual in enumerate(rng.normal(0.0, math.sqrt(counting + case), 20_000)):
        learned = learned_case_variance(learned, float(residual), counting, weight)
        if month > 1_000:
            kept.append(learned)
    # A mean of exponentially weighted squares: each month counts once, so its error is that of a mean of squares.
    standard_error = (counting + case) * math.sqrt(2.0 / 19_000)
    assert np.mean(kept) == pytest.approx(case, abs=3.0 * standard_error)


def test_a_month_without_a_case_teaches_nothing():
    assert smoothed_share(0.7, math.nan, 0.0, 0.3) == 0.7


# --- rivals -----------------------------------------------------------------------------------------------------------
def test_beliefs_about_rivals_settle_on_their_level_and_noise():
    rng = np.random.default_rng(7)
    level, noise, weight = np.array([70.0, 85.0]), np.array([2.0, 6.0]), 0.3
    means, sds = np.full(2, 50.0), np.full(2, 5.0)
    kept = []
    for month in range(12_000):
        learn_scores(rng.normal(level, noise), weight, 0.02, 0.5, means, sds)
        if month >= 2_000:
            kept.append([means.copy(), sds * sds])
    mean_level, mean_variance = np.mean(kept, axis=0)
    assert mean_level == pytest.approx(level, abs=4.0 * noise.max() / math.sqrt(10_000))
    # A surprise also holds the error of the belief about the level, of variance s**2 w / (2 - w). Successive surprises
    # are correlated through that error: three standard errors, each taken three times that of independent surprises.
    expected = noise * noise * (1.0 + weight / (2.0 - weight))
    assert mean_variance == pytest.approx(expected, rel=3.0 * 3.0 * math.sqrt(2.0 / 10_000))


# --- calibration ----------------------------------------------------------------------------------------------------
def seasons(surprise_weight, n_units=60, n_months=145, months_to_learn=60):
    """Chances of passing as believed, and whether the unit passed, for units that learn from their own months.

    True indicators differ by unit; each month counts them over few cases and a common shock makes the month harder or
    easier. Standards are drawn anew each month around the true level, far from and near to it alike.
    """
    p = BeliefParameters()
    rng = np.random.default_rng(2026)
    chances, passed = [], []
    weights = np.zeros(N)
    for _ in range(n_units):
        truth = rng.uniform(0.55, 0.85, N)
        cases = rng.integers(30, 200, N).astype(float)
        weights_in_use(WEIGHTS, cases, weights)
        level = weighted_points(truth, weights, SCORING)
        seen_shares, own_mean, case_variance = truth.copy(), level, 0.0
        for month in range(n_months):
            counting = score_counting_variance(seen_shares, cases, weights, SCORING)
            own_sd = believed_sd(counting, case_variance, p.smallest_score_sd)
            standard = level + float(rng.uniform(-12.0, 12.0))
            counted = rng.binomial(cases.astype(int), np.clip(truth + rng.normal(0.0, 0.02), 0.0, 1.0)) / cases
            result = score(counted, cases, SCORING, np.zeros(N))
            if month >= months_to_learn:
                chances.append(normal_chance((own_mean - standard) / own_sd))
                passed.append(result >= standard)
            case_variance = learned_case_variance(case_variance, result - own_mean, counting, surprise_weight)
            own_mean = smoothed(own_mean, result, p.newest_month_weight)
            for k in range(N):
                seen_shares[k] = smoothed_share(seen_shares[k], counted[k], cases[k], p.newest_month_weight)
    return np.array(chances), np.array(passed)


def misses(chances, passed):
    """Frequency less mean believed chance, in standard errors: of all, and of each tenth of the scale."""
    found = []
    for rows in [np.ones(chances.size, dtype=bool)] + [(chances * 10).astype(int).clip(0, 9) == i for i in range(10)]:
        believed = chances[rows]
        standard_error = math.sqrt((believed * (1.0 - believed)).sum()) / believed.size
        found.append((passed[rows].mean() - believed.mean()) / standard_error)
    return found


def test_believed_chances_of_passing_equal_frequencies_over_5000_unit_months():
    chances, passed = seasons(BeliefParameters().newest_surprise_weight)
    assert chances.size >= 5_000
    # Eleven comparisons: 3.2 standard errors keep the chance of any false alarm below 1.5 in a hundred.
    assert np.abs(misses(chances, passed)).max() < 3.2


def test_a_unit_that_learns_its_noise_as_fast_as_its_level_is_too_sure_of_itself():
    chances, passed = seasons(0.3)
    nearly_sure = np.maximum(chances, 1.0 - chances) > 0.9
    was_wrong = (chances > 0.5) != passed
    expected_wrong = np.minimum(chances, 1.0 - chances)[nearly_sure]
    standard_error = math.sqrt((expected_wrong * (1.0 - expected_wrong)).sum()) / expected_wrong.size
    assert was_wrong[nearly_sure].mean() - expected_wrong.mean() > 2.0 * standard_error


# --- parameters -----------------------------------------------------------------------------------------------------
def believed_after_two_months(p):
    """What a unit believes after two published months, from first beliefs on."""
    means, sds = np.full(6, 80.0), np.full(6, float(p.first_score_sd))
    for shift in (0.0, 6.0):
        learn_scores(SCORES + shift, p.newest_month_weight, p.newest_surprise_weight, p.smallest_score_sd, means, sds)
    case_variance = learned_case_variance(1.0, 4.0, 2.0, p.newest_surprise_weight)
    own_sd = believed_sd(0.001, 0.0, p.smallest_score_sd)
    indicator_sd = believed_sd(0.000001, 0.0, p.smallest_indicator_sd)
    return (*means, *sds, case_variance, own_sd, indicator_sd, smoothed(70.0, 80.0, p.newest_month_weight))


def test_every_parameter_moves_some_belief():
    assert idle_parameters(BeliefParameters, believed_after_two_months) == []


def test_a_single_case_counts_and_the_smallest_noise_is_the_one_declared():
    assert counting_variance(0.5, 1.0) == 0.25
    assert smoothed_share(0.7, 0.2, 1.0, 0.3) == pytest.approx(0.55)
    assert believed_sd(0.0, 0.0, 2.5) == 2.5
    means, sds = np.array([80.0]), np.array([0.1])
    learn_scores(np.array([80.0]), 0.3, 0.5, 2.5, means, sds)
    assert sds[0] == 2.5
