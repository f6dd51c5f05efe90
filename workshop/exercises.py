"""What the model answers to the exercises of the facilitator's guides.

``python -m workshop.exercises`` plays the games of ``configs/workshop/exercises.yaml`` in the place that the page opens
with, as the page plays them, and puts tables into both guides (two minutes of processor time). What the guides say
around the tables is written by people and has to be read again after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import Field

from analysis.words import Language
from experiments.draws import validated
from experiments.engine import n_processors
from experiments.pages import fill
from experiments.provenance import this_code
from sim.parameters import Parameters
from workshop.band import picture
from workshop.game import Game, WorldChoice
from workshop.handout import SHOWN
from workshop.levers import PAIRS
from workshop.run import WorldRun, run_world, start
from workshop.words import word

DOCS = Path(__file__).parents[1] / "docs"
TOLD = {**SHOWN, "directives_hours_week": (1.0, 1)}  # outcome -> factor and decimals, as on the handout


class Played(Parameters):
    """One game of an exercise, under the name that its rows have."""

    name: str
    name_zh: str
    a: WorldChoice
    b: WorldChoice

    @property
    def game(self) -> Game:
        """Where the page opens."""
        return Game(a=self.a, b=self.b)


class Exercise(Parameters):
    """Games, and the outcomes that are told of each."""

    outcomes: Annotated[list[str], Field(min_length=1)]
    games: Annotated[list[Played], Field(min_length=1)]


class Exercises(Parameters):
    """The exercises, in the order of the guides."""

    ranking_or_pass_fail: Exercise
    reported_and_resolved: Exercise
    list_and_law: Exercise


def exercises() -> dict[str, Exercise]:
    """Name -> exercise."""
    return dict(validated(Exercises, "workshop", "exercises"))


def runs_of_pair(worlds: list[WorldChoice], pair: int) -> list[WorldRun]:
    """Every world of one pair, after one burn-in."""
    return [run_world(Game().place, world, pair) for world in worlds]


def table(exercise: Exercise, numbers: list[dict[str, Any]], language: Language) -> str:
    """The answers to an exercise as Markdown.

    Args:
        exercise: what was played.
        numbers: of each game the numbers of its picture, see :func:`workshop.band.picture`.
        language: ``en`` or ``zh``.
    """
    heads = word("exercise_heads", language, n=PAIRS).split("|")
    lines = ["| " + " | ".join(heads) + " |", "|---|---|" + "---:|" * (len(heads) - 3) + "---|"]
    for played, of_game in zip(exercise.games, numbers, strict=True):
        title = played.name if language == "en" else played.name_zh
        for name in exercise.outcomes:
            lines.append("| " + " | ".join([title, *_cells(name, of_game[name]["whole"], language)]) + " |")
            title = ""
    return "\n".join(lines)


def _cells(name: str, number: dict[str, Any], language: Language) -> Iterator[str]:
    factor, decimals = TOLD[name]

    def shown(value: float) -> str:
        return f"{round(value * factor, decimals) + 0.0:.{decimals}f}".replace("-", "−")  # no negative nought

    low, middle, high = number["difference"]
    unit = "%" if name.endswith("_share") else word(f"unit_{name}", language)
    yield f"{word(name, language)} ({unit})" if language == "en" else f"{word(name, language)}（{unit}）"
    yield shown(number["a"][1])
    yield shown(number["b"][1])
    yield word("exercise_range", language, middle=shown(middle), low=shown(low), high=shown(high))
    yield f"{number['n_a']} / {number['n_same']} / {number['n_b']}"
    yield word(f"exercise_{number['higher']}", language)


def main() -> None:
    """Play every world once and write the tables."""
    every = [world for exercise in exercises().values() for played in exercise.games for world in (played.a, played.b)]
    worlds = [world for place, world in enumerate(every) if world not in every[:place]]
    with ProcessPoolExecutor(n_processors(), initializer=start) as workers:
        by_pair = list(workers.map(partial(runs_of_pair, worlds), range(PAIRS)))
    for name, exercise in exercises().items():
        numbers = []
        for played in exercise.games:
            a, b = worlds.index(played.a), worlds.index(played.b)
            numbers.append(picture({pair: (runs[a], runs[b]) for pair, runs in enumerate(by_pair)})["numbers"])
        for language in get_args(Language.__value__):
            note = word("exercise_note", language, n=PAIRS, model=this_code()[:12])
            fill(DOCS / f"facilitator.{language}.md", name, f"{table(exercise, numbers, language)}\n\n{note}")


if __name__ == "__main__":
    main()
