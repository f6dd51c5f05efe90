"""The main job: pairs by seed, the same bytes from any number of processes, and nothing done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import analysis
from experiments import compare, many
from experiments.cli import main
from experiments.engine import Lost
from experiments.parts import part_name
from experiments.run import played, simulate
from experiments.settings import CompareSettings, read
from experiments.store import LEVELS
from sim.scenario import with_values
from tests.experiments import TINY
from tests.experiments.work import one_after_the_other


def words(out: Path, *more: str) -> list[str]:
    return [*TINY, "seeds=2", f"out={out}", *more]


def tables_in(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.parquet")}


# --- what is run ------------------------------------------------------------------------------------------------------
def test_a_comparison_is_every_governance_under_every_assessment_and_regime(tiny_arms):
    arms = {(arm.config.governance.name, arm.config.assessment.name, arm.config.regime.name) for arm in tiny_arms}
    assert len(tiny_arms) == len(arms) == 18
    assert ("hybrid", "pass_fail", "emergency") in arms
    assert {arm.config.street.name for arm in tiny_arms} == {"street_of_eight"}
    assert {len(arm.config.street.communities) for arm in tiny_arms} == {2}


def test_values_inside_a_pick_go_over_every_arm(tmp_path, serial):
    out = tmp_path / "c"
    assert compare.compare(words(out, "governance.platform_hours_per_week=3.5", "records=summary")) == 0
    study = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["study"]["configuration"]
    assert {pick["platform_hours_per_week"] for pick in study["governance"].values()} == {3.5}


def test_the_folder_holds_one_part_per_table_and_seed_with_all_arms_in_it(tmp_path, serial):
    assert compare.compare(words(tmp_path)) == 0
    expected = {part_name(table, seed) for table in (*LEVELS["weeks"], "runs") for seed in (0, 1)}
    assert set(tables_in(tmp_path)) == expected
    runs = analysis.load(tmp_path).runs
    assert len(runs) == runs["run_id"].nunique() == 8
    assert (runs["status"] == "ok").all()
    assert runs.groupby("seed").size().to_dict() == {0: 4, 1: 4}


def test_listed_seeds_are_run_and_no_others(tmp_path, serial):
    assert compare.compare([*TINY, "seeds=[9,4]", "records=summary", f"out={tmp_path}"]) == 0
    assert set(tables_in(tmp_path / "runs")) == {"part-000004.parquet", "part-000009.parquet"}


def test_an_arm_of_a_comparison_is_the_same_run_as_alone(tmp_path, serial, tiny_arms):
    compare.compare(words(tmp_path, "records=months"))
    arm = next(a for a in tiny_arms if (a.config.governance.name, a.config.regime.name) == ("network", "emergency"))
    alone = simulate(arm, 1, "months")
    name = alone["runs"]["run_id"][0].as_py()
    for table in (*LEVELS["months"], "runs"):
        part = pq.read_table(tmp_path / part_name(table, 1))
        rows = part.filter(pa.compute.equal(part["run_id"].cast(pa.string()), name))
        assert rows.to_pylist() == alone[table].to_pylist(), table


# --- processes --------------------------------------------------------------------------------------------------------
def test_one_process_two_processes_and_none_at_all_store_the_same_bytes(tmp_path, few_arms, monkeypatch):
    for n in (1, 2):
        assert compare.compare(words(tmp_path / str(n), "records=matters", f"processes={n}")) == 0
    monkeypatch.setattr(many, "map_chunks", one_after_the_other)
    assert compare.compare(words(tmp_path / "0", "records=matters")) == 0
    stored = [tables_in(tmp_path / n) for n in "012"]
    assert len(stored[0]) == 16
    assert stored[0] == stored[1] == stored[2]
    sessions = [json.loads((tmp_path / n / "provenance.json").read_text())["sessions"][0] for n in "12"]
    assert [(session["processes"], session["runs"]) for session in sessions] == [(1, 8), (2, 8)]


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_leaves_no_worker_and_a_folder_that_can_be_continued(tmp_path):
    command = [sys.executable, "-m", "experiments.cli", "compare", *TINY, "seeds=500", "records=summary"]
    process = subprocess.Popen(
        [*command, "processes=2", f"out={tmp_path}"], start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("runs/part-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # what a terminal does
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Traceback" not in told
    assert told.splitlines()[-1].startswith("stopped; what was stored stays")
    while is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(process.pid)
    stored = tables_in(tmp_path)
    assert len(stored) == 2 * len(list(tmp_path.glob("runs/part-*")))
    assert not list(tmp_path.rglob("*.unfinished"))
    sessions = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))["sessions"]
    assert sessions[0]["runs_not_done"] == 18 * (500 - len(stored) // 2)
    assert sessions[0]["end"] == "stopped"


# --- continuing -------------------------------------------------------------------------------------------------------
def test_repeating_the_command_runs_only_what_is_not_stored(tmp_path, serial, monkeypatch):
    compare.compare(words(tmp_path))
    whole = tables_in(tmp_path)
    (tmp_path / part_name("runs", 1)).unlink()  # as if it had been interrupted there
    asked = []
    monkeypatch.setattr(many, "played", lambda *a, **k: asked.append(a[1]) or played(*a, **k))
    assert compare.compare(words(tmp_path)) == 0
    assert set(asked) == {1}
    assert tables_in(tmp_path) == whole
    assert compare.compare(words(tmp_path)) == 0
    assert len(asked) == 4


def test_more_seeds_under_the_same_folder_add_to_it(tmp_path, serial):
    compare.compare(words(tmp_path, "records=summary"))
    before = tables_in(tmp_path)
    assert compare.compare([*TINY, "seeds=3", "records=summary", f"out={tmp_path}"]) == 0
    after = tables_in(tmp_path)
    assert before.items() < after.items()
    assert set(after) - set(before) == {part_name("runs", 2), part_name("response_curves", 2)}


@pytest.mark.parametrize(
    "change, told",
    [
        ("street.call_back_share=0.5", "street.call_back_share is 0.4 there and 0.5 now"),
        ("records=months", "records is 'summary' there and 'months' now"),
        ("days=90", "days is 60 there and 90 now"),
        ("assessment.community.bonus=3.5", "assessment.none.community.bonus is "),
    ],
)
def test_another_configuration_under_the_same_folder_is_refused(tmp_path, serial, capsys, change, told):
    main(["compare", *words(tmp_path, "records=summary")])
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    capsys.readouterr()
    assert main(["compare", *words(tmp_path, "records=summary"), change]) == 2
    line = capsys.readouterr().err
    assert len(line.splitlines()) == 1
    assert told in line
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


# --- failures ---------------------------------------------------------------------------------------------------------
def failing(arm, seed, records, name=None):
    if (arm.config.governance.name, arm.config.regime.name, seed) == ("network", "emergency", 1):
        raise ZeroDivisionError("nobody\nworks here")
    return played(arm, seed, records)


def test_a_failing_run_is_a_row_with_its_error_and_the_exit_code_says_so(tmp_path, serial, monkeypatch, capsys):
    monkeypatch.setattr(many, "played", failing)
    assert compare.compare(words(tmp_path)) == 1
    runs = analysis.load(tmp_path).runs
    failed = runs[runs["status"] == "failed"]
    assert len(runs) == 8
    assert failed[["governance", "regime", "seed"]].to_numpy().tolist() == [["network", "emergency", 1]]
    assert failed["error"].item().startswith("ZeroDivisionError: nobody works here (tests/experiments/")
    days = analysis.load(tmp_path)["community_days"]
    assert not set(failed["run_id"].astype(str)) & set(days["run_id"].astype(str))
    assert "1 run failed, the first with ZeroDivisionError" in capsys.readouterr().err


def test_failed_runs_are_kept_until_they_are_to_be_tried_again(tmp_path, serial, monkeypatch):
    monkeypatch.setattr(many, "played", failing)
    assert compare.compare(words(tmp_path)) == 1
    monkeypatch.setattr(many, "played", played)
    assert compare.compare(words(tmp_path)) == 1
    assert compare.compare(words(tmp_path, "retry_failed=true")) == 0
    assert (analysis.load(tmp_path).runs["status"] == "ok").all()


def test_the_seed_of_a_lost_worker_is_stored_as_failed_runs(tmp_path, few_arms, monkeypatch):
    def killed(work, chunks, *how):
        return ((chunk, Lost("the worker process ended with code -9", has_died=True)) for chunk in chunks)

    monkeypatch.setattr(many, "map_chunks", killed)
    assert compare.compare(words(tmp_path)) == 1
    runs = analysis.load(tmp_path).runs
    assert (runs["error"] == "the worker process ended with code -9").all()
    assert len(runs) == 8
    assert len(analysis.load(tmp_path)["community_days"]) == 0


def test_a_comparison_in_which_nothing_ended_says_so_instead_of_a_table(tmp_path, monkeypatch, capsys):
    def killed(work, chunks, *how):
        return ((chunk, Lost("out of memory", has_died=True)) for chunk in chunks)

    monkeypatch.setattr(many, "map_chunks", killed)
    assert main(["compare", *words(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "no run of the reference arm grid/none ended" in told.err
    assert "36 runs failed, the first with out of memory" in told.err


# --- what comes out ---------------------------------------------------------------------------------------------------
def test_the_command_prints_the_table_and_leaves_tables_and_figures(tmp_path, capsys):
    assert main(["compare", *words(tmp_path), "language=zh"]) == 0
    shown = capsys.readouterr()
    assert all(name in shown.out for name in ("工作负担", "响应时间", "居民参与", "网格化", "达标"))
    assert "36/36次" in shown.err
    figures = {file.name for file in (tmp_path / "figures").iterdir()}
    assert {"outcomes_normal.en.png", "outcomes_normal.zh.png", "response_emergency.zh.png"} <= figures
    header = (tmp_path / "comparison.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "difference,sd,low,high" in header


# --- with and without the mechanism -----------------------------------------------------------------------------------
PUBLICITY = ("levers.publicity.hours_per_week=6", "without={levers.publicity.hours_per_week:0}")


def test_a_scenario_can_be_compared_with_itself_without_its_mechanism(tmp_path, capsys):
    more = (*PUBLICITY, "against=without", "governance=hybrid", "assessment=ranking")
    assert main(["compare", *words(tmp_path, *more)]) == 0
    shown = capsys.readouterr()
    assert "4 of 4 runs" in shown.err
    assert all(name in shown.out for name in ("hybrid", "as it is", "without", "ref.", "hybrid, without it"))
    runs = analysis.load(tmp_path).runs
    assert runs.groupby("arm", observed=True)["seed"].apply(list).to_dict() == {"as_it_is": [0, 1], "without": [0, 1]}
    assert set(runs["governance"]) == {"hybrid"}
    assert set(runs["assessment"]) == {"ranking"}
    table = pd.read_csv(tmp_path / "comparison.csv")
    assert set(table.loc[table["is_reference"], "arm"]) == {"without"}
    figures = {file.name for file in (tmp_path / "figures").iterdir()}
    assert {"outcomes_normal.en.png", "outcomes_normal.zh.png", "weeks_normal.en.png"} <= figures


def test_the_arm_without_is_the_scenario_with_those_values(tiny_arms):
    config, settings = read([*TINY, *PUBLICITY, "governance=hybrid", "against=without"], CompareSettings)
    as_it_is, without = compare.mechanism_arms(config, settings)
    assert (as_it_is.name, without.name) == ("as_it_is", "without")
    assert as_it_is.config == config
    assert without.config == with_values(config, {"levers.publicity.hours_per_week": 0})
    alone = simulate(without, 1, "summary")["runs"].to_pylist()[0]
    assert (alone["arm"], alone["assessment"]) == ("without", "none")


def test_such_a_comparison_is_continued_and_another_one_refused(tmp_path, serial, capsys):
    command = ["compare", *words(tmp_path, *PUBLICITY, "against=without", "records=summary")]
    assert main(command) == 0
    stored = tables_in(tmp_path)
    assert main(command) == 0
    assert tables_in(tmp_path) == stored
    capsys.readouterr()
    assert main([*command, "levers.publicity.hours_per_week=5"]) == 2
    assert "levers.publicity.hours_per_week is 6 there and 5 now" in capsys.readouterr().err
    assert main([word for word in command if word != "against=without"]) == 2


def test_l_community_without_its_micro_grids_has_the_two_large_grids_of_before():
    config, settings = read(["scenario=l_community", "against=without"], CompareSettings)
    as_it_is, without = (
        next(c for c in arm.config.street.communities if c.name == "l_community")
        for arm in compare.mechanism_arms(config, settings)
    )
    assert (as_it_is.cells, as_it_is.grid_leaders) == (168, 168)
    assert (without.cells, without.grid_leaders) == (2, 0)
    assert without.residents == as_it_is.residents
