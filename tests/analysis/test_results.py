"""Opening a results directory: what is there is given as declared, what is wrong is said in one line."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import analysis
from analysis.results import ARM, join_arms
from sim.columns import TABLES, column_names


def test_every_table_is_given_with_its_declared_columns(results: analysis.Results) -> None:
    for table in TABLES:
        assert tuple(results[table].columns) == column_names(table)
        assert getattr(results, table) is results[table]


def test_some_columns_can_be_read_alone(results: analysis.Results) -> None:
    frame = results.read("matters", ["run_id", "arose_hours"])
    assert list(frame.columns) == ["run_id", "arose_hours"]
    assert len(frame) == len(results.matters)


def test_parts_are_read_as_one_table(folder: Path, tmp_path: Path) -> None:
    whole = pq.read_table(folder / "runs.parquet")
    (tmp_path / "runs").mkdir()
    pq.write_table(whole.slice(0, 20), tmp_path / "runs" / "part-00000.parquet")
    pq.write_table(whole.slice(20), tmp_path / "runs" / "part-00001.parquet")
    (tmp_path / "runs" / ".part-00002.parquet.tmp").write_bytes(b"half-written")
    runs = analysis.load(tmp_path).runs
    assert len(runs) == len(whole)
    assert runs["run_id"].astype(str).tolist() == whole["run_id"].to_pylist()


def test_words_keep_their_order_when_few_of_them_occur(folder: Path, tmp_path: Path) -> None:
    whole = pq.read_table(folder / "community_days.parquet")
    in_emergency = [phase == "emergency" for phase in whole["phase"].to_pylist()]
    pq.write_table(pq.read_table(folder / "runs.parquet"), tmp_path / "runs.parquet")
    pq.write_table(whole.filter(in_emergency), tmp_path / "community_days.parquet")
    phase = analysis.load(tmp_path).community_days["phase"]
    assert phase.cat.categories.tolist() == ["normal", "emergency", "return"]


def test_rows_find_the_arm_of_their_run(results: analysis.Results) -> None:
    joined = results.with_arms("participation_weeks")
    assert list(joined.columns[: len(ARM)]) == list(ARM)
    parts = [joined[name].astype(str) for name in ("governance", "assessment", "regime", "seed")]
    assert (parts[0].str.cat(parts[1:], sep="-") == joined["run_id"].astype(str)).all()


def test_a_selection_of_runs_selects_the_rows(results: analysis.Results) -> None:
    some = results.runs[results.runs["seed"] == 1]
    joined = join_arms(some, results.assessments)
    assert set(joined["run_id"].astype(str)) == set(some["run_id"].astype(str))
    assert len(joined) == results.assessments["run_id"].isin(some["run_id"]).sum()


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(analysis.ResultsError, match="nowhere: no such results directory"):
        analysis.load(tmp_path / "nowhere")


def test_a_foreign_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("shopping list")
    with pytest.raises(analysis.ResultsError, match=r"neither runs\.parquet nor"):
        analysis.load(tmp_path)


def test_a_damaged_table_is_named_in_one_line(folder: Path, tmp_path: Path) -> None:
    content = (folder / "runs.parquet").read_bytes()
    (tmp_path / "runs.parquet").write_bytes(content[: len(content) // 2])
    with pytest.raises(analysis.ResultsError, match=r"runs\.parquet: cannot be read") as error:
        _ = analysis.load(tmp_path).runs
    assert "\n" not in str(error.value)


def test_a_table_of_another_version_is_refused(folder: Path, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(folder / "runs.parquet").drop_columns(["trust"]), tmp_path / "runs.parquet")
    with pytest.raises(analysis.ResultsError, match="lacks the column trust"):
        _ = analysis.load(tmp_path).runs


def test_a_table_that_was_not_recorded_is_said_with_those_that_were(folder: Path, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(folder / "runs.parquet"), tmp_path / "runs.parquet")
    with pytest.raises(analysis.ResultsError, match="matters was not recorded; there are: runs"):
        _ = analysis.load(tmp_path).matters


def test_two_versions_of_a_table_are_not_mixed(folder: Path, tmp_path: Path) -> None:
    table = pq.read_table(folder / "runs.parquet")
    (tmp_path / "runs").mkdir()
    pq.write_table(table, tmp_path / "runs.parquet")
    pq.write_table(table, tmp_path / "runs" / "part-00000.parquet")
    with pytest.raises(analysis.ResultsError, match="both"):
        analysis.load(tmp_path)


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = (
        "import sys, analysis, analysis.compare, analysis.figures, analysis.words, analysis.style\n"
        "heavy = {'pandas', 'pyarrow', 'matplotlib', 'scipy', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])
