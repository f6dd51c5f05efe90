"""The same matter in two arms: nothing is lost, and the mean is the difference of the headline clock."""

import numpy as np
import pytest

import analysis
from analysis.twins import OUTCOMES, default_pair, most_changed, twin_matters
from tests.analysis.synthetic import write_results

A, B = ("grid", "ranking"), ("grid", "pass_fail")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory) -> analysis.Results:
    arms = [("grid", name, "normal") for name in ("none", "ranking", "pass_fail")]
    folder = write_results(tmp_path_factory.mktemp("made_up"), arms, range(2), 90, tables=("runs", "matters", "orders"))
    return analysis.load(folder)


def test_the_mean_over_matters_is_the_difference_of_the_runs(made_up: analysis.Results) -> None:
    runs = made_up.runs
    twins = twin_matters(made_up, runs, A, B)
    by_seed = twins.rows.groupby("seed")["difference"].mean()
    days = runs.assign(arm=runs["arm"].astype("str")).set_index(["arm", "seed"])["need_based_days"]
    for seed, mean in by_seed.items():
        assert mean == pytest.approx(days["pass_fail", seed] - days["ranking", seed])


def test_every_matter_reads_one_way_and_the_cut_is_no_resolution(made_up: analysis.Results) -> None:
    rows = twin_matters(made_up, made_up.runs, A, B).rows
    assert set(rows["outcome"]) == set(OUTCOMES)
    assert (rows.loc[rows["is_cut_a"], "days_a"] == 30.0).all()
    neither = rows["outcome"] == "neither"
    assert (rows[neither]["difference"] == 0.0).all()
    assert (rows[neither]["is_cut_a"] & rows[neither]["is_cut_b"]).all()
    assert (rows.loc[rows["outcome"] == "sooner", "difference"] < 0.0).all()
    assert (rows.loc[rows["outcome"] == "later", "difference"] > 0.0).all()


def test_swapping_the_arms_swaps_the_signs(made_up: analysis.Results) -> None:
    there, back = (twin_matters(made_up, made_up.runs, *pair).rows for pair in ((A, B), (B, A)))
    assert np.array_equal(there["difference"], -back["difference"])
    assert (there["outcome"] == "sooner").sum() == (back["outcome"] == "later").sum()


def test_the_most_changed_come_from_both_ways(made_up: analysis.Results) -> None:
    twins = twin_matters(made_up, made_up.runs, A, B)
    chosen = most_changed(twins, 3)
    assert chosen["outcome"].tolist() == ["sooner"] * 3 + ["later"] * 3
    assert chosen["difference"].iloc[0] == twins.rows["difference"].min()
    assert chosen["difference"].iloc[3] == twins.rows["difference"].max()


def test_a_matter_that_one_arm_does_not_have_is_counted(made_up: analysis.Results) -> None:
    matters = made_up["matters"]
    lost = matters.index[(matters["run_id"] == "grid-ranking-normal-0") & (matters["arose_hours"] > 0.0)][0]
    tables = {"runs": made_up.runs, "matters": matters.drop(index=lost)}
    assert twin_matters(tables, made_up.runs, A, B).n_alone == 1


def test_ranking_and_pass_fail_are_shown_unless_there_is_one_of_them_only(made_up: analysis.Results) -> None:
    runs = made_up.runs
    assert default_pair(runs) == (A, B)
    assert default_pair(runs[runs["arm"] != "ranking"]) == (("grid", "none"), B)
