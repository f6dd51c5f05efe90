"""``gewang sensitivity`` and ``gewang discover``: files, exit codes, bad input in one line."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import discovery, indices
from experiments.cli import COMMANDS, main
from experiments.sensitivity import DiscoverySettings, SensitivitySettings
from tests.analysis.made_up import POLICIES, made_up

WORK = "workload_hours_week"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("made_up"), levers=POLICIES).folder


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(indices, "N_RESAMPLES", 20)
    monkeypatch.setattr(indices, "N_DUMMIES", 20)
    monkeypatch.setattr(discovery, "N_RESAMPLES", 5)


def figures_of(folder, name):
    return {file.name.removeprefix(name) for file in (folder / "figures").glob(f"{name}.*")}


BOTH = {".en.png", ".en.svg", ".zh.png", ".zh.svg"}


def test_sensitivity_prints_and_leaves_a_table_and_figures_in_both_languages(folder, capsys):
    assert main(["sensitivity", str(folder), f"outcome={WORK}[governance=grid,assessment=ranking]", "precision=1"]) == 0
    shown = capsys.readouterr().out
    assert "Wanted ±1 h a week" in shown
    name = f"sensitivity_{WORK}_governance_grid_assessment"
    found = [file for file in folder.glob("sensitivity_*.csv") if file.name.startswith(name[:40])]
    assert len(found) == 1
    assert {"factor", "measure", "value", "low", "high", "reading"} <= set(pd.read_csv(found[0]).columns)
    assert figures_of(folder, found[0].stem) == BOTH


def test_discover_prints_and_leaves_a_table_and_figures_in_both_languages(folder, capsys):
    target = f"{WORK}[assessment=ranking] > {WORK}[assessment=pass_fail]"
    assert main(["discover", str(folder), f"target={target}", "language=zh"]) == 0
    assert "成立" in capsys.readouterr().out
    (found,) = folder.glob("discovery_*.csv")
    assert {"condition", "cases", "density", "coverage"} <= set(pd.read_csv(found).columns)
    assert figures_of(folder, found.stem) == BOTH


def test_long_texts_that_begin_alike_leave_files_of_their_own(folder):
    from experiments.sensitivity import LONGEST_NAME, _file_name

    texts = [f"{WORK}[assessment=ranking] - {WORK}[assessment=pass_fail] > {bound}" for bound in (1, 2)]
    names = {_file_name(text) for text in (*texts, "trust < 0.5", "trust <= 0.5", "trust > 0.5")}
    assert len(names) == 5
    assert max(map(len, names)) <= LONGEST_NAME


BAD = {
    "no folder": (["sensitivity"], 2, "sensitivity: found nothing, allowed one folder"),
    "two folders": (["sensitivity", "a", "b"], 2, "sensitivity: found a, b"),
    "unknown word": (["sensitivity", "DIR", "outcom=trust"], 2, "nearest valid name: outcome"),
    "unknown outcome": (["sensitivity", "DIR", "outcome=trust"], 2, "one of workload_hours_week"),
    "no precision": (["sensitivity", "DIR", "precision=-1"], 2, "a finite number above 0"),
    "precision in words": (["sensitivity", "DIR", "precision=fine"], 2, "a finite number above 0"),
    "no target": (["discover", "DIR"], 2, "target: found nothing"),
    "no condition": (["discover", "DIR", f"target={WORK}"], 2, "a comparison"),
    "unknown language": (["discover", "DIR", f"target={WORK}<1", "language=fr"], 2, "one of en, zh"),
    "no such folder": (["discover", "nowhere", f"target={WORK}<1"], 2, "nowhere: no such results directory"),
    "no sweep": (["sensitivity", "."], 2, "holds no sweep of a study"),
}


@pytest.mark.parametrize("words, code, said", BAD.values(), ids=BAD)
def test_bad_input_gives_one_line_and_writes_nothing(words, code, said, folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = sorted(folder.iterdir())
    assert main([str(folder) if word == "DIR" else word for word in words]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert said in shown.err
    assert sorted(folder.iterdir()) == before
    assert not list(tmp_path.iterdir())


def test_every_setting_is_explained_in_the_help():
    for name, kind in (("sensitivity", SensitivitySettings), ("discover", DiscoverySettings)):
        for setting in kind.model_fields:
            assert f"\n  {setting}=" in COMMANDS[name][0], (name, setting)
