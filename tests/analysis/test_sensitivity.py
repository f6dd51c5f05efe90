"""Sensitivity of sweeps whose truth is known, for every kind of design, as table, text and figure."""

from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

from analysis import indices
from analysis.results import ResultsError
from analysis.sensitivity import outcome_of, reached, sensitivity_of
from analysis.sensitivity_views import outcome_text, precision_notes, sensitivity_figure, sensitivity_table
from analysis.sweeps import Sweep
from tests.analysis.made_up import IDLE, ITEM, POLICIES, STUDY, WORTH, cut_off, made_up, outcomes_of

WORK = "workload_hours_week"
GAP = f"{WORK}[assessment=ranking] - {WORK}[assessment=pass_fail]"


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(indices, "N_RESAMPLES", 60)
    monkeypatch.setattr(indices, "N_DUMMIES", 40)


@pytest.fixture(scope="module")
def sobol(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("sobol"), design={"kind": "sobol", "draws": 64})


@pytest.fixture(scope="module")
def policies(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("policies"), levers=POLICIES)


def table_of(sweep, text=WORK):
    return sensitivity_of(sweep, outcome_of(sweep, text))


def main_of(table, factor, levers=""):
    rows = table[(table["factor"] == factor) & (table["levers"] == levers) & (table["reading"] != "")]
    return rows.iloc[0]


def text_of(sweep, text, language="en"):
    asked = outcome_of(sweep, text)
    told = io.StringIO()
    shown = sensitivity_table(sweep, sensitivity_of(sweep, asked), asked, reached(sweep, asked, None), language)
    Console(file=told, width=200).print(shown)
    return told.getvalue()


# --- what is found ----------------------------------------------------------------------------------------------------
def test_sobol_gives_the_one_factor_all_the_variance(sobol):
    table = table_of(sobol)
    assert main_of(table, ITEM)["value"] == pytest.approx(1.0, abs=0.1)
    assert [main_of(table, factor)["reading"] for factor in (ITEM, WORTH, IDLE)] == ["clear", "not_clear", "not_clear"]
    assert set(table["measure"]) == {"first", "total"}
    assert set(table["n_points"]) == {64 * 5}


def test_morris_gives_the_slope_over_the_whole_range(tmp_path):
    table = table_of(made_up(tmp_path, design={"kind": "morris", "draws": 12}))
    assert main_of(table, ITEM)["value"] == pytest.approx(0.4 * 35.0, abs=1.0)
    assert [main_of(table, factor)["reading"] for factor in (ITEM, IDLE)] == ["clear", "not_clear"]


def test_one_at_a_time_gives_paired_differences_to_the_place_as_it_is(tmp_path):
    hours = {"keys": [ITEM], "values": [30.0, 40.0], "label": "hours per item", "label_zh": "每件工时"}
    sweep = made_up(tmp_path, uncertainties=[hours], replications=8, design={"kind": "one_at_a_time"})
    table = table_of(sweep).set_index("level")
    usual = sweep.design[ITEM].iloc[0]
    for level in ("30", "40"):
        assert table.loc[level, "value"] == pytest.approx(0.4 * (float(level) - usual), abs=1.5)
    assert "hours per item = 40" in text_of(sweep, WORK)


def test_a_factorial_of_levers_shares_out_the_variance_between_them(tmp_path):
    sweep = made_up(tmp_path, levers=POLICIES, uncertainties=[], replications=8, design={"kind": "factorial"})
    table = table_of(sweep)
    assert set(table["method"]) == {"factorial"}
    assert main_of(table, "assessment")["reading"] == "clear"
    assert main_of(table, "assessment")["value"] > main_of(table, "governance")["value"]


def test_other_samples_give_pawn_for_each_combination_of_levers(policies):
    table = table_of(policies)
    assert table["levers"].nunique() == 4
    levers = "governance=grid, assessment=ranking"
    assert main_of(table, ITEM, levers)["reading"] == "clear"
    assert main_of(table, ITEM, levers)["value"] > main_of(table, IDLE, levers)["value"]


def test_a_difference_between_levers_has_its_own_indices(policies):
    table = table_of(policies, GAP)
    assert set(table["levers"]) == {"governance=grid", "governance=network"}
    assert main_of(table, WORTH, "governance=grid")["reading"] == "clear"
    assert main_of(table, ITEM, "governance=grid")["reading"] == "not_clear"


# --- what is missing --------------------------------------------------------------------------------------------------
def test_failed_runs_are_left_out_and_told(tmp_path):
    def some_fail(point, seed):
        return None if seed == 0 and point[ITEM] > 48.0 else outcomes_of(point, seed)

    sweep = made_up(tmp_path, some_fail, design={"kind": "sobol", "draws": 32})
    table = table_of(sweep)
    assert 20 <= table["n_points"].iloc[0] < 32 * 5
    assert main_of(table, ITEM)["value"] == pytest.approx(1.0, abs=0.25)
    assert "runs failed or are missing" in text_of(sweep, WORK)


@pytest.mark.parametrize(
    "outcomes, said", [(lambda point, seed: None, "no run has ended well"), (outcomes_of, "at least 20 are needed")]
)
def test_too_few_runs_are_refused(outcomes, said, tmp_path):
    sweep = made_up(tmp_path, outcomes, design={"kind": "sobol", "draws": 2})
    with pytest.raises(ResultsError, match=said):
        table_of(sweep)


def test_one_seed_says_that_chance_is_unknown(tmp_path):
    sweep = made_up(tmp_path, replications=1, design={"kind": "sobol", "draws": 16})
    assert set(table_of(sweep).query("measure == 'total'")["reading"]) == {"unknown"}
    shown = text_of(sweep, WORK)
    assert "One seed per point" in shown
    assert "Precision is not known" in shown


@pytest.mark.parametrize(
    "content", [None, "{}", '{"study": {"command": "compare"}}', "{", '{"study": 3}'], ids=repr
)  # fmt: skip
def test_a_folder_without_a_sweep_is_refused_in_one_line(content, tmp_path):
    if content is not None:
        (tmp_path / "provenance.json").write_text(content, encoding="utf-8")
    with pytest.raises(ResultsError, match="holds no sweep"):
        Sweep(tmp_path)
    with pytest.raises(ResultsError, match="no such"):
        Sweep(tmp_path / "nowhere")


def test_a_sweep_without_runs_or_design_is_refused_in_one_line(tmp_path):
    sweep = made_up(tmp_path)
    (sweep.folder / "runs" / "part-000000.parquet").write_bytes(b"nothing")
    with pytest.raises(ResultsError, match="runs cannot be read"):
        table_of(sweep)
    (sweep.folder / "runs" / "part-000000.parquet").unlink()
    with pytest.raises(ResultsError, match="no run is stored yet"):
        table_of(sweep)
    (sweep.folder / "design.parquet").unlink()
    with pytest.raises(ResultsError, match="cannot be read as a design"):
        table_of(Sweep(sweep.folder))


# --- precision --------------------------------------------------------------------------------------------------------
def test_the_rule_names_how_many_replications_are_enough(policies):
    asked = outcome_of(policies, GAP)
    by_default, finer = reached(policies, asked, None), reached(policies, asked, 0.5)
    assert by_default.wanted == 2.0
    # two independent standard normal numbers: a difference has spread 2 ** 0.5
    assert by_default.typical == pytest.approx(3.182 * 2**0.5 / 2, rel=0.15)
    assert 25 <= finer.needed <= 42
    assert f"replications={finer.needed_noisy}" in " ".join(precision_notes(finer, asked, "en"))
    assert "达到" in precision_notes(reached(policies, asked, 50.0), asked, "zh")[1]


def test_shares_are_told_in_points(policies):
    asked = outcome_of(policies, "participation_share")
    assert "percentage points" in precision_notes(reached(policies, asked, None), asked, "en")[0]
    assert outcome_text(asked, "zh").startswith("居民参与")


# --- how it looks -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_label_is_in_the_language_and_nothing_is_cut_off(language, sobol, policies):
    for sweep, text in ((sobol, WORK), (policies, GAP)):
        asked = outcome_of(sweep, text)
        figure = sensitivity_figure(sweep, sensitivity_of(sweep, asked), asked, reached(sweep, asked, None), language)
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        assert set(labels) == {"worth", "hours per item", "idle"} if language == "en" else {"价值", "每件工时", "无关"}
        assert cut_off(figure) == []


def test_what_cannot_be_told_from_zero_is_said_to_be_so(sobol):
    assert text_of(sobol, WORK).count("not distinguishable from zero") == 3  # two factors, and the note on grey
    shown = text_of(sobol, WORK, "zh")
    assert "与零不可区分" in shown
    assert STUDY["title_zh"] in shown


def test_the_same_sweep_gives_the_same_table(sobol):
    first, second = table_of(sobol), table_of(Sweep(sobol.folder))
    assert first.equals(second)
    assert np.isfinite(first["value"]).all()
