"""The folder of results: whole files only, and nobody else's."""

from __future__ import annotations

import errno
import itertools
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.parts import Parts, part_name
from experiments.provenance import FILE, provenance_of, study_of
from experiments.store import (
    LEVELS,
    StoreError,
    as_json,
    encoded,
    only_writer,
    read_provenance,
    refuse_folder,
    write_files,
)
from sim.columns import TABLES
from sim.errors import ConfigurationError

STUDY = study_of("compare", days=60, configuration={"street": {"call_back_share": 0.4}})


def refusal(folder: Path, study=STUDY) -> str:
    with pytest.raises(ConfigurationError) as caught:
        refuse_folder(folder, study)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert line.startswith("out: found ")
    return line


def begun(folder: Path) -> Path:
    write_files(folder, {FILE: as_json(provenance_of(STUDY, []))})
    return folder


def a_part(folder: Path, seed: int, status: str = "ok", table: str = "response_curves") -> None:
    runs = pa.table({"seed": [seed], "status": [status], "error": [None if status == "ok" else "it broke"]})
    files = {"runs": encoded({"t": runs})["t"], table: encoded({"t": pa.table({"share": [1.0]})})["t"]}
    write_files(folder, {part_name(name, seed): content for name, content in files.items()})


# --- which folder may be used -----------------------------------------------------------------------------------------
def test_a_new_and_an_empty_folder_are_free(tmp_path):
    assert refuse_folder(tmp_path, STUDY) is False
    assert refuse_folder(tmp_path / "new" / "below", STUDY) is False
    assert not list(tmp_path.iterdir())


def test_a_folder_of_the_same_study_is_continued(tmp_path):
    assert refuse_folder(begun(tmp_path), STUDY) is True


def test_another_study_is_refused_with_the_difference(tmp_path):
    other = study_of("compare", days=60, configuration={"street": {"call_back_share": 0.5}})
    assert "street.call_back_share is 0.4 there and 0.5 now, allowed" in refusal(begun(tmp_path), other)
    several = study_of("compare", days=90, configuration={"street": {"call_back_share": 0.5}})
    assert "days is 60 there and 90 now (1 more), allowed" in refusal(tmp_path, several)


@pytest.mark.parametrize("part, words", [("model", "the model's source"), ("arithmetic", "the machine's arithmetic")])
def test_another_model_or_another_arithmetic_is_another_study(tmp_path, part, words):
    assert f"another study: {words} is " in refusal(begun(tmp_path), STUDY | {part: "0" * 64})


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").touch()
    assert "a folder with other files" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"study": 3}', "\x00"])
def test_a_damaged_provenance_is_refused(tmp_path, content):
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert "a damaged provenance.json" in refusal(tmp_path)


def test_a_file_in_the_place_of_the_folder_or_above_it_is_refused(tmp_path):
    (tmp_path / "file").touch()
    assert "a file of that name" in refusal(tmp_path / "file")
    assert "cannot be written" in refusal(tmp_path / "file" / "below")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.store.os.access", lambda path, mode: False)
    assert "cannot be written" in refusal(tmp_path / "new")


def test_only_one_command_writes_to_a_folder_at_a_time(tmp_path):
    with (
        only_writer(tmp_path),
        pytest.raises(StoreError, match="another command is writing there"),
        only_writer(tmp_path),
    ):
        pass
    with only_writer(tmp_path):
        assert not list(tmp_path.iterdir())


# --- writing ----------------------------------------------------------------------------------------------------------
def test_files_appear_whole_with_their_folders(tmp_path):
    write_files(tmp_path / "out", {"runs/part-1.parquet": b"1", FILE: b"2"})
    found = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert found == {"out/runs/part-1.parquet": b"1", f"out/{FILE}": b"2"}


def test_a_full_disk_leaves_neither_half_a_file_nor_a_new_folder(tmp_path, monkeypatch):
    whole = Path.write_bytes

    def write(file, content):
        if "runs" in file.name:
            whole(file, content[:1])
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(file, content)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(StoreError, match="No space left on device") as caught:
        write_files(tmp_path / "out", {"matters.parquet": b"12", "runs.parquet": b"34"})
    assert len(str(caught.value).splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_the_old_file_stays_if_the_new_one_cannot_be_written(tmp_path, monkeypatch):
    write_files(tmp_path, {FILE: b"old"})

    def refuse(file, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(StoreError):
        write_files(tmp_path, {FILE: b"new"})
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_the_same_table_gives_the_same_bytes_and_comes_back(tmp_path):
    table = pa.table({"word": pa.array(["b", "a", "b"]).dictionary_encode(), "hours": [0.1, None, 3.0]})
    first, second = (encoded({"t": table})["t"] for _ in range(2))
    assert first == second
    (tmp_path / "t.parquet").write_bytes(first)
    assert pq.read_table(tmp_path / "t.parquet").equals(table)


def test_provenance_is_written_so_that_it_can_be_read(tmp_path):
    assert read_provenance(begun(tmp_path))["study"] == json.loads(json.dumps(STUDY))


# --- parts ------------------------------------------------------------------------------------------------------------
def stored(folder: Path) -> dict[int, str | None]:
    """Parts of one run each, named by its seed."""
    parts = Parts(folder, 1, "summary", lambda number: number)
    parts.tidy()
    return parts.stored()


def test_whole_parts_are_found_with_the_errors_of_their_runs(tmp_path):
    a_part(tmp_path, 3)
    a_part(tmp_path, 1_234_567, status="failed")
    assert stored(tmp_path) == {3: None, 1_234_567: "it broke"}


def test_a_part_without_all_its_tables_or_damaged_does_not_count(tmp_path):
    a_part(tmp_path, 1)
    a_part(tmp_path, 2)
    a_part(tmp_path, 3)
    (tmp_path / part_name("response_curves", 1)).unlink()
    (tmp_path / part_name("runs", 2)).write_bytes(b"PAR1")
    (tmp_path / part_name("runs", 3)).rename(tmp_path / part_name("runs", 4))
    assert stored(tmp_path) == {}


def test_what_an_interruption_left_is_removed(tmp_path):
    a_part(tmp_path, 1)
    a_part(tmp_path, 2)
    (tmp_path / part_name("runs", 2)).unlink()
    (tmp_path / "runs" / ".part-000002.parquet.99.unfinished").touch()
    stored(tmp_path)
    left = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*") if file.is_file())
    assert left == [part_name("response_curves", 1), part_name("runs", 1)]


def test_shards_may_write_together_but_none_of_them_twice_and_nobody_else_meanwhile(tmp_path):
    with only_writer(tmp_path, (0, 2)), only_writer(tmp_path, (1, 2)):
        with pytest.raises(StoreError, match="shard 1 of 2 is being worked on"), only_writer(tmp_path, (1, 2)):
            pass
        with pytest.raises(StoreError, match="another command is writing there"), only_writer(tmp_path):
            pass
    with (
        only_writer(tmp_path),
        pytest.raises(StoreError, match="a command that is no shard is writing there"),
        only_writer(tmp_path, (0, 2)),
    ):
        pass


def test_every_level_of_detail_contains_the_one_before_and_all_together_are_all_tables():
    levels = list(LEVELS.values())
    assert list(LEVELS) == ["runs", "summary", "weeks", "months", "matters"]
    assert all(set(less) < set(more) for less, more in itertools.pairwise(levels))
    assert {*LEVELS["matters"], "runs"} == set(TABLES)
