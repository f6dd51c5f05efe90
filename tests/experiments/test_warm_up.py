"""Compiling happens once, before anything else, and covers everything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from experiments import warm_up
from tests.experiments import TINY


@pytest.fixture
def note(tmp_path, monkeypatch):
    monkeypatch.setattr(warm_up, "_note_file", lambda: tmp_path / "note")
    monkeypatch.setattr(warm_up, "run_everything", lambda config: None)
    return tmp_path / "note"


def test_the_user_is_told_the_first_time_only(note, tiny_arms, capsys):
    assert warm_up.compile_once(tiny_arms[0].config) > 0
    assert "compiling the model for this machine, once" in capsys.readouterr().err
    assert warm_up.compile_once(tiny_arms[0].config) == 0
    assert capsys.readouterr().err == ""


def test_another_state_of_the_model_compiles_again(note, tiny_arms, monkeypatch, capsys):
    warm_up.compile_once(tiny_arms[0].config)
    monkeypatch.setattr(warm_up, "SOURCE_HASH", "another")
    assert warm_up.compile_once(tiny_arms[0].config) > 0


def test_a_cache_that_cannot_be_written_is_no_error(tiny_arms, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(warm_up, "_note_file", lambda: tmp_path / "nowhere" / "note")
    monkeypatch.setattr(warm_up, "run_everything", lambda config: None)
    assert warm_up.compile_once(tiny_arms[0].config) > 0


PROGRAM = """
import sys
from dataclasses import replace
from numba.core.dispatcher import Dispatcher
from experiments.compare import policy_arms
from experiments.run import simulate
from experiments.settings import CompareSettings, read
from experiments.warm_up import compile_from_the_other_end, run_everything

def compiled():
    rules = {id(f): f for name, m in list(sys.modules.items()) if name.startswith("sim.") for f in vars(m).values()
             if isinstance(f, Dispatcher)}
    return {f"{f.py_func.__module__}.{f.py_func.__name__}": len(f.signatures) for f in rules.values() if f.signatures}

config, settings = read(sys.argv[1:], CompareSettings)
compile_from_the_other_end(config)
from sim import day
answers = [f for f in vars(day).values() if isinstance(f, Dispatcher) and f.signatures]
assert len(answers) > 10, answers
run_everything(config)
before = compiled()
assert all(len(answer.signatures) == 1 for answer in answers), answers  # the second process guessed the types
for arm in policy_arms(config, sys.argv[1:], settings):
    simulate(replace(arm, days=180), 3, "matters")
after = compiled()
assert after == before, sorted(set(after.items()) - set(before.items()))
"""


def test_after_warming_up_no_arm_compiles_anything_more():
    done = subprocess.run([sys.executable, "-c", PROGRAM, *TINY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
