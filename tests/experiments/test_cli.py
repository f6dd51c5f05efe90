"""The command line: help that teaches, bad input in one line, exit codes."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time

import pytest

import configs
from experiments import help as told
from experiments.cli import COMMANDS, main
from experiments.settings import (
    CompareSettings,
    FiguresSettings,
    RunSettings,
    SweepSettings,
    ValidateSettings,
    read,
)
from tests.experiments import TINY

HEAVY = {"numpy", "pandas", "mesa", "hydra", "omegaconf", "pydantic", "numba", "pyarrow", "matplotlib", "rich", "scipy"}


# --- help -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
def test_help_teaches_by_example_in_two_languages(words, capsys):
    assert main(words) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert sum(line.startswith("  gewang ") for line in shown.out.splitlines()) >= 3
    assert any("\u4e00" <= letter <= "\u9fff" for letter in shown.out)
    assert max(len(line) for line in shown.out.splitlines()) <= 120


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "run --help",
        "compare --help",
        "validate --help",
        "sweep --help",
        "sensitivity --help",
        "discover --help",
        "figures --help",
        "status --help",
        "presets --help",
    ],
)
def test_help_is_quick_and_imports_nothing_heavy(words):
    program = "import sys; from experiments.cli import main; main(); print(*sys.modules, file=sys.stderr)"
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *words.split()], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert time.perf_counter() - started < 1.0  # measured: 0.03 s; the machine of the tests may be busy
    assert not HEAVY & set(done.stderr.split())


def examples(name: str) -> list[str]:
    lines = [line.strip() for text in (told.HELP, COMMANDS[name][0]) for line in text.splitlines()]
    commands = [line.partition("   ")[0] for line in lines if line.startswith(f"gewang {name}")]
    return [command for command in commands if "[" not in command.replace("[1,5,9]", "") and "--" not in command]


@pytest.mark.parametrize("example", [*examples("run"), *examples("compare")])
def test_every_example_of_the_help_is_accepted(example):
    _, name, *words = shlex.split(example)
    config, _ = read(words, {"run": RunSettings, "compare": CompareSettings}[name])
    assert config.scenario in configs.choices("scenario")


def test_every_setting_is_explained_in_the_help():
    for name, kind in (
        ("run", RunSettings),
        ("compare", CompareSettings),
        ("validate", ValidateSettings),
        ("sweep", SweepSettings),
        ("figures", FiguresSettings),
    ):
        for setting in kind.model_fields:
            assert f"\n  {setting}=" in COMMANDS[name][0], (name, setting)


def test_a_terminal_without_chinese_letters_gets_question_marks():
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", "--help"],
        capture_output=True, check=True, env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )  # fmt: skip
    assert b"???" in done.stdout


# --- bad input --------------------------------------------------------------------------------------------------------
BAD = {
    "unknown command": (
        ["comapre"],
        "command: found 'comapre', allowed one of run, compare, ",
        "name: compare",
    ),
    "word without a command": (["governance=grid"], "command: found 'governance=grid'", "allowed one of run"),
    "option instead of a word": (["run", "--days=30"], "--days: found '--days=30'", "nearest valid name: days=30"),
    "unknown option": (["run", "--verbose"], "--verbose: found", "words of the form NAME=VALUE"),
    "multirun": (["run", "-m", "seed=1,2"], "-m: found '-m'", "words of the form NAME=VALUE"),
    "word that is no override": (["run", "hybrid"], "hybrid: found nothing, allowed key=value", "[command line]"),
    "unknown pick": (["run", "governance=hybird"], "governance: found 'hybird'", "nearest valid name: hybrid"),
    "unknown key": (["run", "strete.name=x"], "strete: found a group of 1 key", "nearest valid name: street"),
    "wrong value": (["run", "days=31"], "days: found 31", "in steps of 30"),
    "setting of another command": (["run", "seeds=2"], "seeds: found 2", "nearest valid name: seed"),
    "one seed in a comparison": (["compare", "out=x", "seed=2"], "seed: found 2", "nearest valid name: seeds"),
    "no folder": (["compare"], "out: found nothing", "a folder for the results"),
    "too few seeds": (["compare", "out=x", "seeds=1"], "seeds: found 1", "a whole number from 2 to 100000, or a list"),
    "a seed twice": (["compare", "out=x", "seeds=[1,2,1]"], "seeds: found 1, allowed each seed once", ""),
    "a seed that is none": (["compare", "out=x", "seeds=[1,-2]"], "seeds: found a list of 2", "2 or more different"),
    "a seed in words": (["compare", "out=x", "seeds=many"], "seeds: found 'many'", "a whole number from 2"),
    "true as seeds": (["compare", "out=x", "seeds=true"], "seeds: found true", "a whole number from 2"),
    "no processes": (["compare", "out=x", "processes=0"], "processes: found 0", "from 1 to 1024"),
    "a pick in a comparison": (["compare", "out=x", "governance=grid"], "governance: found 'grid'", "no pick, because"),
    "a pick taken out": (["compare", "out=x", "~regime"], "regime: found ''", "no pick, because"),
    "nothing to leave out": (["compare", "out=x", "against=without"], "scenario: found 'street_of_eight'", "there are"),
    "leaving out what is not there": (
        ["compare", "out=x", "against=without", "without={levers.x.y:0}"],
        "levers.x: found a group",
        "only a known key",
    ),
    "against nobody": (["compare", "out=x", "against=me"], "against: found 'me'", "allowed 'without' or null"),
    "no such pattern": (["validate", "out=x", "only=h02,h99"], "only: found 'h99'", "nearest valid name: h0"),
    "no pattern": (["validate", "out=x", "only="], "only: found ''", "names between commas"),
    "patterns without a folder": (["validate", "only=h02"], "out: found nothing", "a folder for the results"),
    "only what is not in the model": (["validate", "out=x", "only=p20"], "only: found p20", "a state for"),
    "a value for patterns": (
        ["validate", "out=x", "governance=grid"],
        "governance: found 'grid'",
        "only out, language",
    ),
    "too few settings": (["validate", "out=x", "draws=1"], "draws: found 1", "from 2 to 100000"),
    "a log for a comparison": (["compare", "out=x", "tickets=a.csv"], "tickets: found 'a.csv'", "only a known key"),
    "a language nobody wrote": (["run", "language=fr"], "language: found 'fr'", "one of en, zh"),
    "figures of nothing": (["figures"], "figures: found nothing", "one results directory"),
    "figures of two": (["figures", "a", "b"], "figures: found a, b", "one results directory"),
    "a figure that nobody drew": (["figures", ".", "only=flo"], "only: found 'flo'", "nearest valid name: flow"),
    "a format that nobody writes": (["figures", ".", "formats=gif"], "formats.0: found 'gif'", "one of png, svg, pdf"),
    "a value for figures": (["figures", ".", "days=30"], "days: found '30'", "only out, language, formats"),
    "short for language": (["run", "lang=fr"], "language: found 'fr'", "one of en, zh"),
    "a word for presets": (["presets", "all"], "presets: found 'all'", "no word but --json"),
    "an option for presets": (["presets", "--jsn"], "presets: found '--jsn'", "nearest valid name: --json"),
}


@pytest.mark.parametrize("words, beginning, hint", BAD.values(), ids=BAD)
def test_bad_input_gives_one_line_and_exit_code_2_and_writes_nothing(
    words, beginning, hint, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert shown.err.startswith(beginning)
    assert hint in shown.err
    assert not list(tmp_path.iterdir())


def test_a_folder_in_use_is_refused_before_anything_is_simulated(tmp_path, monkeypatch, capsys):
    (tmp_path / "thesis.txt").touch()
    monkeypatch.setattr("experiments.run.simulate", None)
    for name in ("run", "compare"):
        assert main([name, *TINY, f"out={tmp_path}"]) == 2
        assert capsys.readouterr().err.startswith("out: found a folder with other files")
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_process_ends_with_the_exit_code_and_without_a_traceback():
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", "run", "governance=hybird"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "nearest valid name: hybrid" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "error, code, told",
    [
        (OSError(28, "No space left on device", "runs.parquet"), 1, "runs.parquet: No space left on device"),
        (KeyboardInterrupt(), 130, "stopped; "),
    ],
)
def test_what_happens_on_the_way_is_one_line_too(error, code, told, monkeypatch, capsys):
    def break_down(words):
        raise error

    monkeypatch.setitem(COMMANDS, "run", ("", break_down))
    assert main(["run"]) == code
    line = capsys.readouterr().err
    assert len(line.splitlines()) == 1
    assert line.startswith(told)


# --- presets ----------------------------------------------------------------------------------------------------------
def test_presets_for_programs_are_json_with_stories_in_two_languages_and_sizes(capsys):
    assert main(["presets", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {scenario["name"] for scenario in told["scenarios"]} == set(configs.choices("scenario"))
    assert [scenario["is_default"] for scenario in told["scenarios"]].index(True) == 0
    assert told["groups"]["governance"] == ["grid", "hybrid", "network"]
    for scenario in told["scenarios"]:
        texts = [scenario[key] for key in ("story", "story_zh", "what_it_is", "what_it_is_zh")]
        assert all(isinstance(text, str) and len(text) > 20 for text in texts)
        assert all(community["residents"] > 0 and community["name_zh"] for community in scenario["communities"])
    place = next(scenario for scenario in told["scenarios"] if scenario["name"] == "l_community")
    assert place["focus"] == "l_community"
    here = next(community for community in place["communities"] if community["name"] == place["focus"])
    assert (here["buildings"], here["households"], here["unpaid_grid_leaders"]) == (63, 5799, 168)


def test_presets_for_people_tell_the_stories_in_full(capsys):
    assert main(["presets"]) == 0
    shown = "".join(capsys.readouterr().out.split())
    for scenario in configs.choices("scenario"):
        told = configs.compose(f"scenario={scenario}")
        assert "".join(told["story"].split()) in shown
        assert "".join(told["story_zh"].split()) in shown
        assert f"scenario={scenario}" in shown
