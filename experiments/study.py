"""Directional tests: ``gewang study h07 out=DIR`` asks of how many plausible settings an expectation holds.

Each (setting, seed) is one chunk of work and one part of ``runs``, stored as a comparison stores its seeds, so the same
command continues where it stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import configs
from experiments.compare import SeedRuns
from experiments.engine import Lost, map_chunks, n_processors
from experiments.many import Job, answer, folder_of
from experiments.provenance import study_of
from experiments.run import FIGURES, Arm
from experiments.settings import StudySettings, read_settings
from experiments.store import COMMAND_LINE, StoreError, write_files
from experiments.study_design import (
    FOLDER,
    Study,
    Values,
    arms_and_values,
    checked_settings,
    drawn_settings,
    load_study,
    swept_factors,
)
from sim.errors import ConfigurationError
from sim.scenario import with_values

if TYPE_CHECKING:
    from analysis.words import Language

SETTINGS_FILE, EFFECTS, VERDICTS = "settings.csv", "effects.csv", "verdicts.csv"


@dataclass(frozen=True, slots=True)
class StudyRuns(SeedRuns):
    """What a worker does with one seed of one setting: run every arm at that setting.

    Attributes:
        values: of each arm, what goes over whatever is drawn.
        settings: drawn values, by setting.
        seeds: paired seeds per setting.
    """

    values: tuple[Values, ...]
    settings: tuple[Values, ...]
    seeds: int

    def arm_of(self, number: int) -> Arm:
        """The arm of a run, at the setting that its seed belongs to."""
        arm, values = self.arms[number % self.size], self.values[number % self.size]
        setting = self.settings[self.seed_of(number) // self.seeds]
        return Arm(arm.name, with_values(arm.config, {**setting, **values}), arm.days)


def study(words: Sequence[str]) -> int:
    """``gewang study NAME``: run what is not stored yet, then print and draw what came out; without a name list all.

    Args:
        words: name of a study, and settings.

    Returns:
        Exit code: 1 if a run failed.
    """
    names = [word for word in words if "=" not in word]
    if not words:
        _print_list()
        return 0
    if len(names) != 1:
        raise ConfigurationError("study", ", ".join(names) or "nothing", "one name", None, COMMAND_LINE)
    asked = load_study(names[0])
    settings = read_settings([word for word in words if "=" in word], StudySettings)
    folder = folder_of(settings)
    draws, seeds = settings.draws or asked.draws, settings.seeds or asked.seeds
    arms, points = arms_and_values(asked), drawn_settings(asked, draws)
    checked_settings(arms, points)
    work = StudyRuns(
        records="runs",
        size=len(arms),
        arms=tuple(arm for arm, _ in arms),
        values=tuple(values for _, values in arms),
        settings=tuple(points),
        seeds=seeds,
    )
    identity = study_of(
        "study",
        name=names[0],
        draws=draws,
        seeds=seeds,
        study=asked.model_dump(mode="json"),
        swept=[factor.model_dump(mode="json") for factor in swept_factors()],
        configuration=arms[0][0].config.model_dump(mode="json"),
    )
    show_results = partial(show, folder, asked, work, settings)
    numbers = range(draws * seeds * work.size)
    job = Job(folder, work, wanted=numbers, mine=numbers, settings=settings, chunk_runs=work.size)
    return answer(job, identity, words, show_results)


def show(folder: Path, asked: Study, work: StudyRuns, settings: StudySettings) -> None:
    """Print what came out, store effects and verdicts, draw the figure in both languages."""
    import pandas as pd
    from rich.console import Console

    import analysis
    from analysis.study import effects_of, verdict_table, verdicts_of
    from analysis.words import LANGUAGES

    definition = asked.model_dump(mode="json")
    points = pd.DataFrame(list(work.settings)).rename_axis("setting")
    effects = effects_of(analysis.load(folder).runs, definition, work.seeds)
    if effects.empty:
        print("no setting has a finished run of every arm: nothing to judge", file=sys.stderr)
        return
    verdicts = verdicts_of(effects, points, definition)
    Console(highlight=False).print(verdict_table(verdicts, definition, work.seeds, settings.language))
    tables = {SETTINGS_FILE: points.reset_index(), EFFECTS: effects, VERDICTS: verdicts}
    write_files(
        folder, {name: table.to_csv(index=False, lineterminator="\n").encode() for name, table in tables.items()}
    )
    drawing = partial(draw, folder, asked, work.seeds)
    for language, drawn in map_chunks(drawing, LANGUAGES, settings.processes or n_processors()):
        if isinstance(drawn, Lost):
            raise StoreError(f"{folder / FIGURES}: the figure ({language}) cannot be drawn: {drawn.reason}")
    print(f"{folder}: {len(work.settings)} settings; runs/, {', '.join(tables)}, {FIGURES}/")


def draw(folder: Path, asked: Study, seeds: int, language: Language) -> None:
    """Draw the figure in one language, from the stored tables."""
    import pandas as pd

    from analysis.study import save_study_figure

    effects, verdicts = pd.read_csv(folder / EFFECTS), pd.read_csv(folder / VERDICTS)
    save_study_figure(effects, verdicts, asked.model_dump(mode="json"), seeds, folder / FIGURES, language)


def _print_list() -> None:
    from rich.console import Console
    from rich.padding import Padding

    console = Console(highlight=False)
    for name in configs.choices(FOLDER):
        found = load_study(name)
        console.print(f"[bold]{name}[/bold]  {found.title}  {found.title_zh}")
        console.print(Padding(found.claim, (0, 0, 0, 5)), style="dim", markup=False)
