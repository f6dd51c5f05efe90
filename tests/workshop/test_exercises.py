"""What the facilitator's guides say that the model answers: tables made by a program, of worlds of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.pages import fill
from tests.workshop.fake import plain_run
from tests.workshop.test_opened import of_this_arithmetic
from workshop.band import picture
from workshop.exercises import DOCS, exercises, table
from workshop.game import Game
from workshop.levers import PAIRS
from workshop.opened import opened
from workshop.words import word


@pytest.mark.parametrize("name", exercises())
def test_both_guides_have_the_same_numbers(name):
    found = {language: rows_of(DOCS / f"facilitator.{language}.md", name) for language in ("en", "zh")}
    assert len(found["en"]) == len(exercises()[name].outcomes) * len(exercises()[name].games)
    for english, chinese in zip(found["en"], found["zh"], strict=True):
        assert re.findall("[−0-9.]+", english.split("|", 3)[3]) == re.findall("[−0-9.]+", chinese.split("|", 3)[3])


def rows_of(page: Path, name: str) -> list[str]:
    between = page.read_text("utf-8").partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    return [line for line in between.splitlines() if line.startswith("|")][2:]


@of_this_arithmetic
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guides_answers_are_of_this_model(language):
    """Its first game is what the page opens with; where this fails, run `python -m workshop.exercises`."""
    name, place = "ranking_or_pass_fail", Game().place
    game = exercises()[name].games[0].game
    assert game == Game()
    pairs = {pair: (opened(place, game.a, pair), opened(place, game.b, pair)) for pair in range(PAIRS)}
    first = exercises()[name].model_copy(update={"games": exercises()[name].games[:1]})
    expected = table(first, [picture(pairs)["numbers"]], language).splitlines()[2:]
    assert rows_of(DOCS / f"facilitator.{language}.md", name)[: len(expected)] == expected


def test_a_table_tells_levels_differences_counts_and_what_the_page_says():
    exercise = exercises()["ranking_or_pass_fail"]
    numbers = picture({pair: (plain_run(pair + 3.0), plain_run(pair)) for pair in range(PAIRS)})["numbers"]
    lines = table(exercise, [numbers] * len(exercise.games), "en").splitlines()
    assert len({line.count("|") for line in lines}) == 1
    workload = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert workload[2:] == ["12.5", "9.5", "3.0 (3.0 to 3.0)", "20 / 0 / 0", word("exercise_a", "en")]


def test_a_page_is_filled_between_its_marks_and_nowhere_else(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a -->\nold\n<!-- /a -->\nafter\n", encoding="utf-8")
    fill(page, "a", "new")
    assert page.read_text("utf-8") == "before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n"
    with pytest.raises(ValueError, match="0 places"):
        fill(page, "b", "new")
