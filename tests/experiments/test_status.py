"""How far is it: counted from what is stored, told in both languages, for every command that makes many runs."""

from __future__ import annotations

import json
import os
import platform
import re

import pytest

from experiments import progress as progress_module
from experiments import status as status_module
from experiments.cli import main
from experiments.compare import compare
from experiments.progress import duration, progress_of
from experiments.sessions import Session, open_sessions
from experiments.status import WATCH, Counts
from tests.experiments import TINY
from tests.experiments.fake_study import N_RUNS, carry_out_in_turn, job


def told(capsys, *words: str) -> list[str]:
    capsys.readouterr()
    assert main(["status", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_finished_sweep_in_both_languages(tmp_path, capsys):
    assert carry_out_in_turn(job(tmp_path, breaks=7)) == 1
    first, done, state = told(capsys, str(tmp_path))
    assert first == f"{tmp_path}: sweep fake"
    assert done == f"  {N_RUNS} of {N_RUNS} runs (100.0 %), 1 failed"
    assert state == "  finished"
    assert told(capsys, str(tmp_path), "language=zh")[1:] == [
        f"  已完成 {N_RUNS} / {N_RUNS} 次 (100.0 %)，失败 1 次",
        "  已全部完成",
    ]
    assert told(capsys, str(tmp_path), WATCH)[-1] == "  finished"


def test_pieces_count_and_a_shard_tells_of_the_whole_study(tmp_path, capsys):
    assert carry_out_in_turn(job(tmp_path, shard=(1, 3))) == 0
    share = N_RUNS * 2 // 3 - N_RUNS // 3
    assert list(tmp_path.glob("runs/piece-*"))
    assert told(capsys, str(tmp_path))[1:] == [
        f"  {share} of {N_RUNS} runs ({100 * share / N_RUNS:.1f} %), 0 failed",
        "  nobody is at work; the same command continues",
    ]


def test_commands_at_work_tell_rate_and_time_left_and_dead_ones_do_not(tmp_path, capsys, monkeypatch):
    carry_out_in_turn(job(tmp_path, n_runs=20))
    session = Session(tmp_path, (0, 2), runs_of_study=1_000, runs_wanted=500, runs_stored=0, processes=1)
    with session:
        session.advance(20, 0, 1.0)
        session._tell(None)
        file = next((tmp_path / "sessions").iterdir())
        content = json.loads(file.read_text(encoding="utf-8")) | {"wall_seconds": 2.0}
        file.write_text(json.dumps(content), encoding="utf-8")
        lines = told(capsys, str(tmp_path))
        assert lines[1] == "  20 of 1,000 runs (2.0 %), 0 failed"
        assert lines[2] == "  at work: 1, 10.0 runs/s, about 1 min 38 s left"
        assert told(capsys, str(tmp_path), "language=zh")[2] == "  运行中：1 个命令，每秒 10.0 次，约剩 1 分 38 秒"
        for change in ({"process": 2**22 + 1}, {"host": "elsewhere", "started": "2020-01-01T00:00:00+00:00"}):
            file.write_text(json.dumps(content | change), encoding="utf-8")
            assert told(capsys, str(tmp_path))[2] == "  nobody is at work; the same command continues"
    assert (open_sessions(tmp_path)[0]["host"], open_sessions(tmp_path)[0]["end"]) == (platform.node(), "finished")
    assert open_sessions(tmp_path)[0]["process"] == os.getpid()


def test_a_comparison_tells_too(tmp_path, serial, capsys):
    assert compare([*TINY, "seeds=2", "records=runs", f"out={tmp_path}"]) == 0
    assert told(capsys, str(tmp_path)) == [f"{tmp_path}: compare", "  8 of 8 runs (100.0 %), 0 failed", "  finished"]


def test_watching_looks_again_until_it_is_finished(tmp_path, capsys, monkeypatch):
    carry_out_in_turn(job(tmp_path, n_runs=20))
    looks = []

    def look_and_finish(folder, counts):
        looks.append(counts.now())
        return status_module.Status(20, 0, 40 if len(looks) < 3 else 20, 0.0, 0)

    monkeypatch.setattr(status_module, "look", look_and_finish)
    monkeypatch.setattr(status_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    assert main(["status", str(tmp_path), WATCH]) == 0
    assert looks == [(20, 0)] * 3


def test_a_part_that_was_counted_is_not_opened_again(tmp_path, monkeypatch):
    carry_out_in_turn(job(tmp_path, n_runs=40))
    counts = Counts(tmp_path)
    assert counts.now() == (40, 0)
    monkeypatch.setattr(status_module, "outcomes_in", None)
    assert counts.now() == (40, 0)


@pytest.mark.parametrize(
    "words, beginning",
    [
        ([], "status: found 'nothing', allowed one folder of results"),
        (["a", "b"], "status: found 'a, b', allowed one folder"),
        (["nowhere"], "status: found 'nowhere', allowed a folder with a provenance.json"),
        (["nowhere", "--wach"], "--wach: found '--wach'"),
        (["nowhere", "language=fr"], "language: found 'fr', allowed one of en, zh"),
    ],
)
def test_bad_words_are_one_line(words, beginning, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["status", *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert shown.err.startswith(beginning)


@pytest.mark.parametrize(
    "seconds, english, chinese",
    [
        (0.2, "0 s", "0 秒"),
        (59.6, "1 min", "1 分"),
        (90, "1 min 30 s", "1 分 30 秒"),
        (7_500, "2 h 5 min", "2 小时 5 分"),
        (90_000, "1 d 1 h", "1 天 1 小时"),
    ],
)
def test_stretches_of_time_are_told_by_their_two_largest_units(seconds, english, chinese):
    assert duration(seconds) == english
    assert duration(seconds, "zh") == chinese


@pytest.mark.parametrize(
    "language, first, last",
    [
        ("en", "10 runs, 3 are stored already", r"10 of 10 runs, [\d.]+ runs/s, 1 failed"),
        ("zh", "共10次模拟，另有3次已完成", r"10/10次，每秒 [\d.]+ 次，失败 1 次"),
    ],
)
def test_progress_in_a_log_is_told_in_the_language_that_is_asked_for(language, first, last, capsys):
    with progress_of(10, 3, language) as progress:
        progress.advance(4, 1)
        progress.advance(6, 0)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == first
    assert re.fullmatch(last, lines[1])
    assert len(lines) == 2


@pytest.mark.parametrize("language, ahead", [("en", "about 9 s left"), ("zh", "约剩 9 秒")])
def test_the_bar_tells_rate_time_left_and_failures(language, ahead, monkeypatch):
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: 100.0)
    pace = progress_module.Pace(10, language)
    assert pace.text() == {"en": "starting", "zh": "启动中"}[language]
    pace.advance(1, 0)
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: 101.0)
    assert ahead in pace.text()
