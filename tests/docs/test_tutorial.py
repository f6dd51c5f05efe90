"""The commands of the tutorial run, in their order, on a small street and for a short time."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from analysis import discovery, indices
from experiments.designs import load_design

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- tutorial -->\n```bash\n(.*?)```", re.DOTALL)
LINES = [line for block in BLOCK.findall(TEXT) for line in block.splitlines()]
FOLDERS = {"RANKING", "SOBOL"}
# What makes each sweep short: fewer points and uncertainties, a month instead of half a year.
SHORT = {
    "ranking_or_pass_fail": ["design.draws=20", "days=30", "time.burn_in_days=30", "processes=1"],
    "workload_sobol": ["design.draws=4", "days=30", "time.burn_in_days=30", "replications=2", "processes=1"],
}


def words_of(line: str, folder: Path) -> list[str]:
    """A command's words, with folders of the test and what makes it short."""
    program, *words = shlex.split(line)
    assert program == "gewang"
    words = [
        str(folder / word) if word in FOLDERS else f"out={folder / word[4:]}" if word[4:] in FOLDERS else word
        for word in words
    ]
    study = next((word[6:] for word in words if word.startswith("study=")), None)
    return [*words, *SHORT[study]] if study else words


def test_the_tutorial_has_its_commands_and_names_shipped_studies() -> None:
    assert len(LINES) == 6
    assert {line.split()[1] for line in LINES} == {"sweep", "sensitivity", "discover"}
    studies = {word[6:] for line in LINES for word in line.split() if word.startswith("study=")}
    assert studies == set(SHORT)
    for study in studies:
        assert len(load_design(study).points) >= 500


def test_what_the_tutorial_shows_of_the_study_is_in_its_file() -> None:
    shown = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[0])
    file = yaml.safe_load((ROOT / "configs" / "study" / "ranking_or_pass_fail.yaml").read_text(encoding="utf-8"))
    for kind in ("levers", "uncertainties"):
        keys = {tuple(factor["keys"]): factor for factor in file[kind]}
        for factor in shown[kind]:
            told = {"keys": [factor]} if isinstance(factor, str) else factor
            assert told.items() <= keys[tuple(told["keys"])].items()
    assert shown["design"] == file["design"]
    assert shown["outcomes"] == file["outcomes"]


def test_the_numbers_of_the_tutorial_are_those_of_the_study() -> None:
    design = load_design("ranking_or_pass_fail")
    n_runs = len(design.points) * design.replications
    assert f"{n_runs:,} runs" in TEXT
    assert "half a year" in TEXT
    assert design.days == 180
    cases = {tuple(value for key, value in point.items() if key != "assessment") for point in design.points}
    assert f"the {len(cases)} cases" in TEXT


def test_the_commands_of_the_tutorial_run_in_their_order(tmp_path, capsys, monkeypatch) -> None:
    from experiments.cli import main

    monkeypatch.setattr(indices, "N_RESAMPLES", 20)
    monkeypatch.setattr(indices, "N_DUMMIES", 20)
    monkeypatch.setattr(discovery, "N_RESAMPLES", 5)
    for line in LINES:
        assert main(words_of(line, tmp_path)) == 0, (line, capsys.readouterr().err)
        assert capsys.readouterr().err == "" or "sweep" in line
    for folder in FOLDERS:
        assert list((tmp_path / folder).glob("sensitivity_*.csv"))
        assert list((tmp_path / folder / "figures").glob("*.zh.png"))
    assert list((tmp_path / "RANKING").glob("discovery_*.csv"))
