"""The full report of a saved game: a file that the page has saved, two worlds, both languages."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.compare import WORLDS, reference_of
from analysis.headlines import answers, questions_of, sentence, told_blocks
from analysis.words import LANGUAGES
from experiments.cli import BAD_INPUT, main
from workshop.game import chosen_config, read_game
from workshop.report import shared_content
from workshop.uploads import MOST_BYTES

GAME = {
    "place": "street_of_three",
    "a": {"governance": "grid", "assessment": "none", "levers": {"social_work": 10.0}},
    "b": {"governance": "network", "assessment": "none"},
}


def saved(folder: Path, content: str | bytes) -> Path:
    file = folder / "game.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_the_report_tells_what_both_worlds_share_and_what_each_is():
    game = read_game(GAME)
    told = shared_content(game, *(chosen_config(game.place, choice) for choice in (game.a, game.b)))
    story = "Both: no assessment; an ordinary year. A: grid; Social work bought from an organisation: 10. B: network."
    assert told["story"].endswith(story)
    assert told["story_zh"].endswith("两者：不考核，平时一年。A：网格化，购买社工服务：10。B：网络化。")
    assert "hours_per_week" not in told["levers"]["social_work"]
    assert "hours_per_week" in told["levers"]["publicity"]


def test_a_comparison_of_worlds_is_one_question_whose_answer_names_them():
    same = {"scenario": "street_of_three", "regime": "normal", "status": "ok", "total_paid_hours_emergency": np.nan,
            "need_based_days": 9.0, "participation_share": 0.1, "strain": 0.2}  # fmt: skip
    rows = [
        same | {"governance": governance, "arm": arm, "seed": seed, "workload_hours_week": hours + 0.1 * seed}
        for governance, arm, hours in (("hybrid", WORLDS[0], 45.0), ("grid", WORLDS[1], 40.0))
        for seed in range(3)
    ]
    runs = pd.DataFrame(rows)
    assert reference_of(runs) == ("grid", "world_b")
    (question,) = questions_of(runs)
    (block,) = told_blocks(runs)
    told = {language: sentence(runs, answers(runs, question), question, block, language) for language in LANGUAGES}
    assert "world A instead of world B: Workload is 5.0 hours a week higher in A;" in told["en"]
    assert "世界A与世界B相比：工作负担A高5.0小时/周" in told["zh"]


@pytest.mark.study
def test_a_saved_game_becomes_a_report_in_both_languages(tmp_path):
    out = tmp_path / "out"
    file = saved(tmp_path, json.dumps(GAME))
    assert main(["workshop", f"game={file}", f"out={out}", "seeds=2", "processes=1"]) == 0
    for language, told in (("en", "World A or world B: what differs?"), ("zh", "世界A与世界B，结果有何不同？")):
        assert told in (out / f"report.{language}.html").read_text(encoding="utf-8")
        assert (out / f"handout.{language}.pdf").read_bytes().startswith(b"%PDF")


HOSTILE = {
    "no JSON": (b"import os", "settings: found something else"),
    "too large": (b" " * (MOST_BYTES + 1), "settings: found more than"),
    "endlessly deep": (b"[" * 8_000, "settings: found something else"),
    "a path for a place": (b'{"place": "../../x"}', "place: found '../../x'"),
    "times that cannot be compared": (b'{"a": {"regime": "emergency"}}', "the same in both"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_and_nothing_is_written(case, tmp_path, capsys):
    content, told = HOSTILE[case]
    out = tmp_path / "out"
    assert main(["workshop", f"game={saved(tmp_path, content)}", f"out={out}"]) == BAD_INPUT
    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1
    assert not out.exists()


def test_a_file_that_is_not_there_and_a_missing_folder_are_refused(tmp_path, capsys):
    assert main(["workshop", f"game={tmp_path / 'none.json'}", f"out={tmp_path / 'out'}"]) == BAD_INPUT
    assert main(["workshop", f"game={saved(tmp_path, '{}')}"]) == BAD_INPUT
    assert "out: found nothing" in capsys.readouterr().err
