"""``gewang figures DIR``: what is drawn, what is told, and directories that hold no results."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments import figures
from experiments.cli import main
from tests.analysis.synthetic import write_results


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    arms = [("grid", name, regime) for name in ("none", "ranking") for regime in ("normal", "emergency")]
    return write_results(tmp_path_factory.mktemp("made_up"), arms, range(3), 90, tables=("runs", "assessments"))


@pytest.fixture(autouse=True)
def serial(monkeypatch):
    """One figure after the other, in this process."""
    monkeypatch.setattr(figures, "map_chunks", lambda work, chunks, n: ((chunk, work(chunk)) for chunk in chunks))


def test_figures_are_written_with_their_sentences_and_the_rest_says_what_it_needs(folder, tmp_path, capsys):
    assert main(["figures", str(folder), "lang=zh", f"out={tmp_path}", "only=[outcomes,flow]"]) == 0
    shown = capsys.readouterr()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["outcomes_emergency.zh.png", "outcomes_normal.zh.png"]
    lines = shown.out.splitlines()
    assert lines[0].startswith("outcomes_normal: 仅就本模型的这一个设计点，3个随机种子：常态")
    assert lines[-1] == f"{tmp_path}: 2 files"
    assert shown.err.splitlines() == ["flow: needs records=matters (the table matters was not recorded)"]


def test_statistics_stand_beside_the_figures(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.figures.FIGURES", {})
    assert main(["figures", str(folder), f"out={tmp_path}"]) == 1  # no figure at all
    table = (tmp_path / "statistics.csv").read_text(encoding="utf-8").splitlines()
    assert table[0].endswith("p_bh,boot_low,boot_high,effect_size,p_same,same_within")
    assert len(table) == 1 + 2 * 4 * 18  # arms, blocks, outcomes


def half_of(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


# Words of the commands that read a directory, and what is said where they look for a sweep.
READERS = {
    "figures": ([], ""),
    "report": ([], ""),
    "explain": (["grid/none", "hybrid/none"], ""),
    "sensitivity": ([], "holds no sweep of a study"),
    "discover": (["target=score > 1"], "holds no sweep of a study"),
}


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda folder: None, "neither runs.parquet nor runs/part-*.parquet"),
        (lambda folder: (folder / "photo.jpg").touch(), "neither runs.parquet nor"),
        (lambda folder: (folder / "provenance.json").touch(), "no run is stored there yet"),
        (lambda folder: (folder / "runs.parquet").write_text("a,b"), "cannot be read as a Parquet table"),
    ],
    ids=["empty", "foreign", "begun", "no table"],
)
def test_a_directory_without_results_gets_one_line(spoil, told, command, tmp_path, capsys):
    spoil(tmp_path)
    before = sorted(tmp_path.iterdir())
    words, told_of_sweeps = READERS[command]
    assert main([command, str(tmp_path), *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert (told_of_sweeps or told) in shown.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", ["figures", "report"])
def test_a_table_cut_off_in_the_middle_gets_one_line(folder, command, tmp_path, capsys):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    half_of(tmp_path / "assessments.parquet")
    assert main([command, str(tmp_path), "only=scores"]) == 2
    shown = capsys.readouterr()
    assert len(shown.err.splitlines()) == 1
    assert "assessments.parquet: cannot be read as a Parquet table" in shown.err
    assert not (tmp_path / "report.en.html").exists()


def test_a_directory_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["figures", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'nowhere'}: no such results directory\n"
