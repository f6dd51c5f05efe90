"""Outcomes over time add up to the outcomes of the run."""

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.metrics import (
    HOUR_LINES,
    actor_kinds,
    by_parts,
    emergency_weeks,
    group_weeks,
    hours_by_activity,
    monthly_workload,
    older_share,
    reported_on,
    weekly_lines,
    weekly_participation,
    weekly_workload,
)
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


def test_the_lines_of_hours_sum_to_all_hours(results: analysis.Results) -> None:
    days = results.with_arms("community_days")
    table = weekly_lines(days)
    assert set(table["line"]) == set(HOUR_LINES)
    sums = table.groupby([*KEYS, "week"], observed=True)["value"].sum()
    whole = days[days["day"] < 119].assign(week=days["day"] // 7)  # 17 weeks of seven days
    expected = whole.groupby([*KEYS, "week"], observed=True)[["paid_hours", "unpaid_hours"]].sum().sum(axis=1)
    np.testing.assert_allclose(sums.to_numpy(), expected.to_numpy(), rtol=1e-12)


def test_activities_sum_to_the_workload_of_the_run(results: analysis.Results) -> None:
    table = hours_by_activity(results.with_arms("actor_months"))
    sums = table.groupby(KEYS, observed=True)["value"].sum()
    expected = results.runs.set_index(KEYS)["workload_hours_week"].loc[sums.index]
    np.testing.assert_allclose(sums.to_numpy(), expected.to_numpy(), rtol=1e-9)


def test_months_of_each_kind_are_hours_over_weeks(results: analysis.Results) -> None:
    months = results.with_arms("actor_months")
    table = monthly_workload(months)
    one = months[(months["run_id"] == "grid-ranking-normal-1") & (months["month"] == 2)]
    found = table.query("governance == 'grid' and arm == 'ranking' and regime == 'normal' and seed == 1 and month == 2")
    by_kind = found.set_index("kind")["value"]
    kinds = actor_kinds(one)
    workers, leaders = one[kinds == "grid_worker"], one[kinds == "grid_leader_unpaid"]
    assert by_kind["grid_worker"] == pytest.approx(workers["hours_worked"].sum() / workers["worker_weeks"].sum())
    assert by_kind["grid_leader_unpaid"] == pytest.approx(leaders["hours_worked"].sum() / (len(leaders) * 30 / 7))


def test_staff_of_a_department_at_a_community_are_sunk_cadres() -> None:
    months = pd.DataFrame(
        {
            "worker_kind": ["aide", "party_staff", "party_staff", "party_staff"],
            "party_kind": ["residents_committee", "department", "department", "property_company"],
            "community_id": [0, -1, 0, 0],
        }
    )
    assert actor_kinds(months).tolist() == ["aide", "department", "sunk_cadres", "property_company"]


def test_the_older_among_participants_worked_by_hand() -> None:
    arm = {"regime": "normal", "governance": "grid", "arm": "none", "seed": 0, "phase": "normal"}
    weeks = pd.DataFrame(
        {"group": ["local_16_59", "inbound_60_plus"], "n_autonomous": [6, 1], "n_mobilised": [0, 1]}
    ).assign(**arm)
    assert older_share(weeks)["value"].tolist() == [25.0]


def test_a_measure_taken_part_by_part_is_that_of_the_whole(results: analysis.Results) -> None:
    runs = results.runs.query("regime == 'emergency'")
    columns = ("week", "phase", "group", "n_present", "n_autonomous", "n_mobilised")
    by_part = by_parts(results, "participation_weeks", runs, columns, group_weeks)
    whole = group_weeks(results.with_arms("participation_weeks").query("regime == 'emergency'"))
    assert weekly_participation(by_part).equals(weekly_participation(whole))
