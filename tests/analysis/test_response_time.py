"""Response times by group: the same numbers as in ``runs``, and censoring where a cohort is not complete."""

import numpy as np
import pytest

import analysis
from analysis.response_time import CLOCKS, clock_rows, incidence, restricted_means
from sim.survival import HORIZON_HOURS


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_cohort_gives_the_response_time_of_the_run(results: analysis.Results, clock: str) -> None:
    rows = clock_rows(clock, results.runs, results[CLOCKS[clock].table])
    found = restricted_means(rows).set_index("run_id")["days"]
    expected = results.runs.set_index("run_id")[f"{clock}_days"]
    np.testing.assert_allclose(found.loc[expected.index].to_numpy(), expected.to_numpy(), rtol=1e-12)


def test_groups_divide_the_cohort(results: analysis.Results) -> None:
    rows = clock_rows("need_based", results.runs, results.matters)
    by_urgency = restricted_means(rows, ["urgency"])
    n = by_urgency.groupby("run_id", observed=True)["n"].sum()
    expected = results.runs.set_index("run_id")["n_needs"]
    assert (n.loc[expected.index].to_numpy() == expected.to_numpy()).all()


def test_censoring_lets_the_last_month_speak_too(results: analysis.Results) -> None:
    rows = clock_rows("need_based", results.runs, results.matters)
    some = restricted_means(rows)
    whole = restricted_means(rows, cohort_only=False)
    assert (whole["n"] > some["n"]).all()
    # The made-up needs of the last month are like all others in a normal year: the two must agree within chance.
    is_normal = (whole["regime"] == "normal").to_numpy()
    difference = (whole["days"] - some["days"])[is_normal]
    assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(is_normal.sum() / 9)  # 9 arms share their needs


def test_no_wait_ends_after_the_run(results: analysis.Results) -> None:
    rows = clock_rows("experienced", results.runs, results.matters)
    assert (rows["wait_hours"] >= 0).all()
    assert (rows["voiced_hours"] + rows["wait_hours"] <= 24 * 120 + 1e-9).all()
    assert set(rows["cause"].unique()) == {0, 1, 2}


def test_consultations_have_no_official_clock(results: analysis.Results) -> None:
    rows = clock_rows("official", results.runs, results.orders)
    assert (rows["matter_id"] >= 0).all()


def test_incidence_of_a_complete_cohort_is_the_share_that_was_reached(results: analysis.Results) -> None:
    rows = clock_rows("need_based", results.runs, results.matters)
    cohort = rows[rows["is_cohort"]]
    curves = incidence(cohort, ["governance"])
    for governance, curve in curves.groupby("governance", observed=True):
        of_arm = cohort[cohort["governance"] == governance]
        in_time = of_arm["wait_hours"] <= HORIZON_HOURS
        assert curve["share"].iloc[-1] == pytest.approx(((of_arm["cause"] == 1) & in_time).mean(), rel=1e-9)
        assert curve["share_other"].iloc[-1] == pytest.approx(((of_arm["cause"] == 2) & in_time).mean(), rel=1e-9)
        assert curve["elapsed_days"].iloc[0] == 0.0
        assert (np.diff(curve["share"]) >= 0).all()


def test_neighbours_end_the_wait_only_where_the_clock_says_so(results: analysis.Results) -> None:
    strict = clock_rows("need_based", results.runs, results.matters)
    kind = clock_rows("need_met", results.runs, results.matters)
    by_neighbours = (strict["closure"] == "neighbours").to_numpy()
    assert (strict.loc[by_neighbours, "cause"] == 2).all()
    assert (kind.loc[by_neighbours, "cause"] == 1).all()
    assert (strict["wait_hours"] == kind["wait_hours"]).all()
