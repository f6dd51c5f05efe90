"""Paired comparison: hand-worked differences, theory of intervals and correction, what is printed."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from statsmodels.stats.multitest import multipletests

import analysis
from analysis.compare import (
    HEADLINES,
    SMALLEST_EFFECT,
    Block,
    arms_of,
    blocks_of,
    comparison_table,
    holm,
    paired_differences,
    paired_runs,
    signed,
    t_interval,
)
from analysis.words import LANGUAGES, Language

p_values = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30)


def three_seeds() -> pd.DataFrame:
    """Two arms, three seeds, workload alone: 40, 41, 42 hours against 43, 45, 44."""
    arms = {"none": (40.0, 41.0, 42.0), "ranking": (43.0, 45.0, 44.0)}
    rows = [
        {"scenario": "made_up", "governance": "grid", "arm": name, "regime": "normal", "seed": seed, "days": 360}
        | {"status": "ok", "workload_hours_week": hours, "total_paid_hours_emergency": np.nan}
        for name, values in arms.items()
        for seed, hours in enumerate(values)
    ]
    return pd.DataFrame(rows)


def test_differences_are_taken_seed_by_seed() -> None:
    pairs = paired_runs(three_seeds(), ["workload_hours_week"])
    of_ranking = pairs[pairs["arm"] == "ranking"]
    assert of_ranking["difference"].tolist() == [3.0, 4.0, 2.0]


def test_the_interval_of_three_pairs_worked_by_hand() -> None:
    table = paired_differences(three_seeds(), ["workload_hours_week"])
    row = table[table["arm"] == "ranking"].iloc[0]
    # Mean 3, sd 1, t(0.975; 2) = 4.302653: half-width 4.302653 / sqrt(3).
    assert row["difference"] == pytest.approx(3.0)
    assert row["sd"] == pytest.approx(1.0)
    assert (row["low"], row["high"]) == pytest.approx((3.0 - 2.484138, 3.0 + 2.484138), abs=1e-6)
    assert row["same_sign_share"] == 1.0
    # Var(arm) = Var(reference) = Var(difference) = 1.
    assert row["variance_saved"] == pytest.approx(0.5)


def test_the_reference_differs_from_itself_by_nothing() -> None:
    table = paired_differences(three_seeds(), ["workload_hours_week"])
    row = table[table["is_reference"]].iloc[0]
    assert (row["difference"], row["low"], row["high"]) == (0.0, 0.0, 0.0)
    assert np.isnan(row["p"])
    assert row["reading"] is None or pd.isna(row["reading"])


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    n_studies = 2000
    covered = 0
    for sample in rng.normal(1.0, 2.0, (n_studies, 8)):
        low, high, _ = t_interval(sample)
        covered += low <= 1.0 <= high
    # Binomial(2000, 0.95): four standard errors.
    assert covered / n_studies == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / n_studies) ** 0.5)


def test_scipy_agrees_on_interval_and_p_value() -> None:
    from scipy import stats

    sample = np.random.default_rng(3).normal(0.4, 1.0, 12)
    theirs = stats.ttest_1samp(sample, 0.0)
    low, high, p = t_interval(sample)
    assert p == pytest.approx(theirs.pvalue, rel=1e-12)
    assert (low, high) == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-12)


def test_one_pair_has_no_interval_and_equal_pairs_have_a_point() -> None:
    assert np.isnan(t_interval([1.0])).all()
    assert t_interval([2.0, 2.0, 2.0]) == (2.0, 2.0, 0.0)
    assert t_interval([0.0, 0.0]) == (0.0, 0.0, 1.0)


def test_holm_of_a_case_worked_by_hand() -> None:
    # 0.01 x 4, 0.02 x 3, then 0.03 x 2 = 0.06 not below 0.06, 0.04 x 1 raised to 0.06.
    np.testing.assert_allclose(holm([0.04, 0.01, 0.03, 0.02, np.nan]), [0.06, 0.04, 0.06, 0.06, np.nan])


@given(p_values)
def test_correction_keeps_order_and_never_lowers_a_p_value(values: list[float]) -> None:
    corrected = holm(values)
    assert np.all(corrected >= np.array(values))
    assert np.all(corrected <= 1.0)
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(corrected[order]) >= 0.0)


def test_statsmodels_agrees_on_holm() -> None:
    values = np.random.default_rng(4).uniform(0.0, 0.2, 25)
    np.testing.assert_allclose(holm(values), multipletests(values, method="holm")[1], rtol=1e-12)


def test_failed_runs_and_runs_without_partner_are_left_out() -> None:
    runs = three_seeds()
    runs.loc[0, "status"] = "failed"  # reference, seed 0
    row = paired_differences(runs, ["workload_hours_week"]).set_index("arm").loc["ranking"]
    assert row["n_seeds"] == 2
    assert row["mean"] == pytest.approx(44.5)
    assert row["difference"] == pytest.approx(3.0)


def test_a_missing_reference_is_said_with_the_arms_there_are() -> None:
    with pytest.raises(ValueError, match="network/none has no finished run; arms with runs: grid/none, grid/ranking"):
        paired_runs(three_seeds(), reference=("network", "none"))


def test_two_design_points_in_one_table_are_not_averaged() -> None:
    runs = three_seeds()
    with pytest.raises(ValueError, match="two runs of seed 0"):
        paired_runs(pd.concat([runs, runs]), ["workload_hours_week"])


@pytest.mark.parametrize(
    ("differences", "reading"),
    [
        ((3.0, 3.1, 2.9), "higher"),
        ((-3.0, -3.1, -2.9), "lower"),
        ((0.1, -0.1, 0.0), "negligible"),
        ((1.5, 1.4, 1.45), "negligible"),  # distinguishable from zero, and still too small to matter
        ((9.0, -5.0, 3.0), "undecided"),
    ],
)
def test_a_reading_needs_size_and_certainty(differences: tuple[float, ...], reading: str) -> None:
    runs = three_seeds()
    runs.loc[3:, "workload_hours_week"] = runs.loc[:2, "workload_hours_week"].to_numpy() + differences
    table = paired_differences(runs, ["workload_hours_week"]).set_index("arm")
    assert table.loc["ranking", "reading"] == reading


def test_windows_of_an_emergency_are_compared_apart(results: analysis.Results) -> None:
    blocks = blocks_of(results.runs)
    assert [(block.regime, block.window) for block in blocks] == [
        ("normal", ""),
        ("emergency", "_normal"),
        ("emergency", "_emergency"),
        ("emergency", "_return"),
    ]
    assert blocks[2] == Block("emergency", "_emergency", "block_during")


def test_arms_stand_in_their_usual_order(results: analysis.Results) -> None:
    shuffled = results.runs.sample(frac=1.0, random_state=1)
    governance, assessment = ("grid", "network", "hybrid"), ("none", "ranking", "pass_fail")
    assert arms_of(shuffled) == [(g, a) for g in governance for a in assessment]
    rows = paired_differences(shuffled).query("regime == 'normal' and outcome == 'need_based_days'")
    assert list(zip(rows["governance"], rows["arm"], strict=True)) == arms_of(shuffled)


def test_the_table_has_a_row_for_every_arm_window_and_outcome(results: analysis.Results) -> None:
    table = paired_differences(results.runs)
    assert len(table) == 9 * 4 * len(HEADLINES)
    assert (table["n_seeds"] == 3).all()
    assert (table.loc[~table["is_reference"], "p_holm"] >= table.loc[~table["is_reference"], "p"]).all()


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1.25, 1, "+1.2"), (-0.55, 2, "−0.55"), (-0.01, 1, "0.0"), (0.0, 2, "0.00"), (float("nan"), 1, "–")],
)
def test_differences_are_printed_with_their_sign(value: float, decimals: int, text: str) -> None:
    assert signed(value, decimals) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_table_fits_eighty_columns_and_loses_nothing(
    results: analysis.Results, language: Language
) -> None:
    out = io.StringIO()
    Console(file=out, width=80).print(comparison_table(results.runs, language))
    printed = out.getvalue()
    assert "…" not in printed
    table = paired_differences(results.runs, (*HEADLINES, "strain"))
    during = table[(table["window"] == "_emergency") & (table["outcome"] == "workload_hours_week")]
    for row in during[~during["is_reference"]].itertuples():
        assert f"{row.mean:.1f} {signed(row.difference, 1)}" in printed
    arms = ("不考核", "排名", "达标") if language == "zh" else ("none", "ranking", "pass/fail")
    assert all(arm in printed for arm in arms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_table_says_how_far_it_reaches(results: analysis.Results, language: Language) -> None:
    out = io.StringIO()
    Console(file=out, width=400).print(comparison_table(results.runs, language))
    reach = {"en": ("3 seeds", "one design point"), "zh": ("3个随机种子", "一个设计点")}[language]
    assert all(words in out.getvalue() for words in reach)


def test_the_terminal_table_says_what_it_leaves_out(results: analysis.Results) -> None:
    runs = results.runs.copy()
    runs["status"] = runs["status"].astype(str)
    runs.loc[0, "status"] = "failed"  # a reference run: its partners lose their pair
    out = io.StringIO()
    Console(file=out, width=400).print(comparison_table(runs))
    assert "1 of 54 runs failed" in out.getvalue()
    assert "8 runs have no partner" in out.getvalue()


def test_one_seed_is_printed_without_intervals(results: analysis.Results) -> None:
    out = io.StringIO()
    Console(file=out, width=400).print(comparison_table(results.runs[results.runs["seed"] == 0]))
    body, notes = out.getvalue().split(" Mean,")
    assert "±" not in body
    assert "One seed at one design point" in notes


def test_every_headline_has_a_smallest_effect_of_interest() -> None:
    assert set(HEADLINES) <= set(SMALLEST_EFFECT)
