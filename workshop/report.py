"""The full report of a saved game: ``gewang workshop game=FILE out=DIR``.

The two worlds run with the place's own values and a number of seeds, like the arms of every comparison: the report
tells chance at that one point, and the page's bands tell what other plausible values would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from analysis.compare import WORLDS
from analysis.words import LANGUAGES
from experiments.compare import SeedRuns, seed_runs
from experiments.many import Job, answer, folder_of
from experiments.provenance import study_of
from experiments.report import report
from experiments.run import Arm
from experiments.settings import ManySettings, Records, listed_seeds, read_settings
from experiments.store import COMMAND_LINE
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from workshop.game import Game, chosen_config, read_game
from workshop.handout import compared
from workshop.run import DAYS
from workshop.uploads import MOST_BYTES, parsed


class GameSettings(ManySettings):
    """Settings of the report of a saved game."""

    game: Annotated[str, Field(min_length=1)] = ""
    seeds: Annotated[list[int], BeforeValidator(listed_seeds)] = Field(default_factory=lambda: listed_seeds(20))
    records: Records = "weeks"
    language: Literal["en", "zh"] = "zh"


def report_of_game(words: Sequence[str]) -> int:
    """Run the two worlds of a saved game, as far as they are not stored, and write report and handout.

    Args:
        words: settings.

    Returns:
        Exit code: 1 if a run failed.
    """
    settings = read_settings(words, GameSettings)
    game = game_in(settings.game)
    folder = folder_of(settings)
    if game.a.regime != game.b.regime:
        found = f"{game.a.regime} in A and {game.b.regime} in B"
        raise ConfigurationError("regime", found, "the same in both: a report compares like times", None, COMMAND_LINE)
    arms = tuple(
        Arm(name, chosen_config(game.place, choice), DAYS)
        for name, choice in zip(WORLDS, (game.a, game.b), strict=True)
    )
    work = SeedRuns(records=settings.records, size=len(arms), arms=arms)
    numbers = seed_runs(work, settings.seeds)
    job = Job(folder, work, wanted=numbers, mine=numbers, settings=settings, chunk_runs=len(arms))
    study = study_of(
        "workshop",
        records=settings.records,
        configuration=shared_content(game, arms[0].config, arms[1].config),
        worlds=[arm.config.model_dump(mode="json") for arm in arms],
    )
    return answer(job, study, words, lambda: _write(folder, settings.language))


def game_in(file: str) -> Game:
    """The game that the page has saved.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line: there is no such file, or it is no game.
    """
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        allowed = "a file that the workshop's page has saved, game=FILE"
        raise ConfigurationError("game", f"{file} ({error.strerror})", allowed, None, COMMAND_LINE) from None
    return read_game(parsed(content))


def shared_content(game: Game, a: SimulationConfig, b: SimulationConfig) -> dict[str, Any]:
    """What both worlds share, with the story of the place followed by what each world is."""
    shared = _common(a.model_dump(mode="json"), b.model_dump(mode="json"))
    english = (f"{text}." for text in compared(game, "en"))
    chinese = (f"{text}。" for text in compared(game, "zh"))
    shared["story"] = " ".join((a.story.strip(), *english))
    shared["story_zh"] = "".join((*a.story_zh.split(), *chinese))
    return shared


def _common(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The entries that two trees agree in."""
    found = {}
    for key in one.keys() & other.keys():
        if isinstance(one[key], dict) and isinstance(other[key], dict):
            found[key] = _common(one[key], other[key])
        elif one[key] == other[key]:
            found[key] = one[key]
    return dict(sorted(found.items()))


def _write(folder: Path, first: str) -> None:
    for language in sorted(LANGUAGES, key=lambda language: language != first):
        report([str(folder), f"language={language}", "handout=true"])
