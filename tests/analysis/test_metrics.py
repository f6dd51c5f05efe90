"""Outcomes over time add up to the outcomes of the run."""

import numpy as np
import pytest

import analysis
from analysis.metrics import emergency_weeks, reported_on, weekly_participation, weekly_workload
from analysis.results import join_arms

KEYS = ["regime", "governance", "arm", "seed"]


def test_weekly_workload_is_hours_over_worker_weeks(results: analysis.Results) -> None:
    days = results.with_arms("community_days")
    table = weekly_workload(days)
    assert table["week"].max() == 120 // 7 - 1  # the last, broken week is left out
    one = days[(days["run_id"] == "grid-ranking-normal-1") & (days["day"] // 7 == 4)]
    found = table.query("governance == 'grid' and arm == 'ranking' and regime == 'normal' and seed == 1")
    expected = one["worker_hours"].sum() / one["worker_weeks"].sum()
    assert found.set_index("week").loc[4, "value"] == pytest.approx(expected)


def test_weekly_participation_averages_to_that_of_the_run(results: analysis.Results) -> None:
    # Everybody is present all the time in the made-up tables, so the mean over Sundays is the pooled share.
    table = weekly_participation(results.with_arms("participation_weeks"))
    means = table.groupby(KEYS, observed=True)["value"].mean() / 100
    expected = results.runs.set_index(KEYS)["participation_share"].loc[means.index]
    np.testing.assert_allclose(means.to_numpy(), expected.to_numpy(), rtol=1e-12)


def test_the_emergency_is_found_in_the_calendar(results: analysis.Results) -> None:
    days = results.with_arms("community_days")
    assert emergency_weeks(days[days["regime"] == "emergency"]) == (30 / 7, 60 / 7)
    assert emergency_weeks(days[days["regime"] == "normal"]) is None


def test_only_the_community_reported_on_is_kept(results: analysis.Results) -> None:
    runs = results.runs.copy()
    runs["focus_id"] = np.where(runs["seed"] == 0, 1, -1)
    kept = reported_on(runs, join_arms(runs, results.community_days))
    communities = kept.groupby("seed", observed=True)["community_id"].unique()
    assert communities[0].tolist() == [1]
    assert sorted(communities[1]) == [0, 1]
