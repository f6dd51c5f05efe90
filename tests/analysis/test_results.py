"""Opening a results directory: what is there is given as declared, what is wrong is said in one line."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import analysis
from analysis.results import ARM, chunks_of, join_arms
from sim.columns import TABLES, column_names
from sim.table_formats import arrow_schema


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


# --- parts ------------------------------------------------------------------------------------------------------------
def in_parts(folder: Path, target: Path, *tables: str) -> Path:
    """The made-up results with a part per seed, as a comparison stores them."""
    runs = pq.read_table(folder / "runs.parquet")
    seed_of = dict(zip(runs["run_id"].to_pylist(), runs["seed"].to_pylist(), strict=True))
    for table in ("runs", *tables):
        (target / table).mkdir(parents=True)
        whole = pq.read_table(folder / f"{table}.parquet")
        seeds = np.array([seed_of[name] for name in whole["run_id"].to_pylist()])
        for seed in range(3):
            pq.write_table(whole.filter(seeds == seed), target / table / f"part-{seed:06d}.parquet")
    return target


@pytest.mark.parametrize(("rows_at_once", "n_chunks"), [(200_000, 1), (1, 2)])
def test_parts_come_one_after_the_other_with_the_rows_that_are_wanted(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_at_once: int, n_chunks: int
) -> None:
    """Small parts come together; a part without a wanted row comes with the next."""
    monkeypatch.setattr("analysis.results.ROWS_AT_ONCE", rows_at_once)
    results = analysis.load(in_parts(folder, tmp_path, "matters"))
    wanted = ["grid-none-normal-0", "grid-none-normal-2"]
    parts = list(chunks_of(results, "matters", ["urgency", "arose_hours"], {"run_id": wanted, "urgency": ["red"]}))
    assert len(parts) == n_chunks
    assert list(parts[0].columns) == ["run_id", "urgency", "arose_hours"]
    whole = results.matters
    expected = whole[whole["run_id"].isin(wanted) & (whole["urgency"] == "red")]
    assert pd.concat(parts)["arose_hours"].tolist() == expected["arose_hours"].tolist() != []


def test_a_half_written_seed_does_not_count(folder: Path, tmp_path: Path) -> None:
    results = analysis.load(in_parts(folder, tmp_path, "community_days"))
    (tmp_path / "runs" / "part-000002.parquet").unlink()  # written last
    assert set(results.with_arms("community_days")["seed"]) == {0, 1}


def test_a_table_that_lacks_a_part_is_named(folder: Path, tmp_path: Path) -> None:
    results = analysis.load(in_parts(folder, tmp_path, "community_days"))
    (tmp_path / "community_days" / "part-000001.parquet").unlink()
    with pytest.raises(analysis.ResultsError, match=r"community_days: half-written, it lacks part-000001\.parquet"):
        _ = results.community_days


def test_a_folder_in_which_no_run_has_ended_yet_says_so(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "provenance.json", tmp_path)
    with pytest.raises(analysis.ResultsError, match="no run is stored there yet"):
        analysis.load(tmp_path)


def test_an_unknown_column_is_named_with_those_there_are(results: analysis.Results) -> None:
    with pytest.raises(analysis.ResultsError, match="matters has no column colour; it has: run_id, matter_id"):
        results.read("matters", ["run_id"], {"colour": ["red"]})


def test_a_large_study_is_gone_through_in_the_memory_of_one_part(tmp_path: Path) -> None:
    """24 parts of 200,000 matters each: 96 MB of the columns read, of which one part is in memory at a time."""
    n_rows, n_parts = 200_000, 24
    schema = arrow_schema("matters")
    empty = {field.name: pa.nulls(n_rows, field.type) for field in schema}
    for part in range(n_parts):
        ids = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n_rows, np.int32)), pa.array([f"run{part}"]))
        hours = pa.array(np.linspace(0.0, 8640.0, n_rows))
        columns = empty | {"run_id": ids, "arose_hours": hours, "hours_worked": hours}
        own = pa.schema([field.with_nullable(True) for field in schema])
        (tmp_path / "matters").mkdir(exist_ok=True)
        pq.write_table(pa.table(list(columns.values()), own), tmp_path / "matters" / f"part-{part:06d}.parquet")
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / "runs" / f"part-{part:06d}.parquet").touch()
    program = """
import sys, psutil, pandas, pyarrow.parquet
import analysis
from analysis.results import chunks_of
results = analysis.load(sys.argv[1])
wanted = ["arose_hours", "hours_worked"]
list(chunks_of(results, "matters", wanted, {"run_id": ["run0"]}))  # libraries, and what one part takes
peak = before = psutil.Process().memory_info().rss
n = total = 0
for part in chunks_of(results, "matters", wanted):
    n, total = n + len(part), total + part["hours_worked"].sum()
    peak = max(peak, psutil.Process().memory_info().rss)
print(n, round(total), (peak - before) / 2**20)
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=True, cwd=root, capture_output=True, text=True
    )
    n, total, grown = map(float, done.stdout.split())
    assert n == n_rows * n_parts
    assert total == pytest.approx(4320.0 * n, rel=1e-6)
    assert grown < 40.0  # MB; all parts at once are 24 x (8 + 8 + 4) bytes x 200,000 = 96 MB, and twice that on the way


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = (
        "import sys, analysis, analysis.compare, analysis.figures, analysis.words, analysis.style\n"
        "heavy = {'pandas', 'pyarrow', 'matplotlib', 'scipy', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])
