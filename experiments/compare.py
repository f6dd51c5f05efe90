"""Arms against each other, ``gewang compare``, paired by seed.

The main job runs every governance under every assessment and regime; ``against=without`` runs a scenario as it is and
without the mechanism that it is about.

All arms of one seed are one chunk of work: they share the burn-in, and their rows are one part of each table. What a
part holds depends on nothing but the study and the seed, so neither the number of processes nor an interruption
changes a byte of it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import configs
from experiments.beginnings import with_beginnings
from experiments.drawing import draw_comparison
from experiments.engine import Lost, map_chunks, n_processors
from experiments.many import Job, Runs, answer, folder_of
from experiments.provenance import Tree, study_of
from experiments.run import FIGURES, Arm
from experiments.settings import CompareSettings, Settings, read
from experiments.store import COMMAND_LINE, StoreError, write_files
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, shown
from sim.scenario import load_scenario, with_picks, with_values

if TYPE_CHECKING:
    from analysis.results import Results

ARMS = {
    "governance": ("grid", "network", "hybrid"),
    "assessment": ("none", "ranking", "pass_fail"),
    "regime": ("normal", "emergency"),
}
AS_IT_IS, WITHOUT = "as_it_is", "without"
TABLE = "comparison.csv"


@dataclass(frozen=True, slots=True)
class SeedRuns(Runs):
    """Arms with the same seeds: a part of each table is all arms of one seed, which share the burn-in.

    Attributes:
        arms: what is compared.
    """

    arms: tuple[Arm, ...]

    def arm_of(self, number: int) -> Arm:
        """The arm of a run: the same ones for every seed."""
        return self.arms[number % self.size]

    def seed_of(self, number: int) -> int:
        """The seed of a run, which is also the number of its part."""
        return number // self.size


def seed_runs(work: SeedRuns, seeds: Sequence[int]) -> list[int]:
    """Numbers of all runs of some seeds."""
    return [seed * work.size + arm for seed in seeds for arm in range(work.size)]


# --- the command ------------------------------------------------------------------------------------------------------
def compare(words: Sequence[str]) -> int:
    """``gewang compare``: run what is not stored yet, then print the table and draw the figures.

    Args:
        words: overrides and settings.

    Returns:
        Exit code: 1 if a run failed.
    """
    is_about_mechanism = f"against={WITHOUT}" in words
    if not is_about_mechanism:
        _refuse_picks(words)
    config, settings = read(words, CompareSettings)
    folder = folder_of(settings)
    arms = mechanism_arms(config, settings) if is_about_mechanism else policy_arms(config, words, settings)
    work = SeedRuns(settings.records, len(arms), arms)
    numbers = seed_runs(work, settings.seeds)
    job = Job(folder, work, wanted=numbers, mine=numbers, settings=settings, chunk_runs=len(arms))
    return answer(job, _study(arms, settings), words, partial(show, folder, settings))


def policy_arms(config: SimulationConfig, words: Sequence[str], settings: Settings) -> tuple[Arm, ...]:
    """All combinations of :data:`ARMS`, each the given configuration with other picks."""
    picked = (with_picks(config, *words, **dict(zip(ARMS, picks, strict=True))) for picks in product(*ARMS.values()))
    return with_beginnings([Arm(arm.assessment.name, arm, settings.days_of(arm)) for arm in picked])


def mechanism_arms(config: SimulationConfig, settings: Settings) -> tuple[Arm, ...]:
    """The scenario as it is, and with the values that take away the mechanism it is about."""
    if not config.without:
        having = [name for name in configs.choices("scenario") if load_scenario(name).without]
        allowed = f"a scenario that says what it would be without; there are {', '.join(having) or 'none'}"
        raise ConfigurationError("scenario", shown(config.scenario), allowed, None, COMMAND_LINE)
    try:
        bare = with_values(config, config.without)
    except ConfigurationError as error:
        error.file = f"configs/scenario/{config.scenario}.yaml, without"
        raise
    days = settings.days_of(config)
    return Arm(AS_IT_IS, config, days), Arm(WITHOUT, bare, days)


def _refuse_picks(words: Sequence[str]) -> None:
    for word in words:
        group, _, pick = word.lstrip("~+").partition("=")
        if group in ARMS:
            allowed = f"no pick, because a comparison runs {', '.join(ARMS[group])}"
            raise ConfigurationError(group, shown(pick), allowed, None, COMMAND_LINE)


def _study(arms: Sequence[Arm], settings: CompareSettings) -> Tree:
    """The place once, and what each pick says: 18 whole configurations would say the same things over and over."""
    whole = arms[0].config.model_dump(mode="json")
    place = {key: value for key, value in whole.items() if key not in ARMS}
    picks = {
        group: {getattr(arm.config, group).name: getattr(arm.config, group).model_dump(mode="json") for arm in arms}
        for group in ARMS
    }
    against = {} if settings.against is None else {"against": settings.against}  # place | picks say what it takes away
    return study_of("compare", days=settings.days, records=settings.records, configuration=place | picks, **against)


def show(folder: Path, settings: CompareSettings) -> None:
    """Print the table of the comparison, store it, and draw the figures in both languages."""
    from rich.console import Console

    import analysis
    from analysis.compare import arms_of, comparison_table, reference_of
    from analysis.words import LANGUAGES

    results = analysis.load(folder)
    reference = reference_of(results.runs)
    if reference not in arms_of(results.runs[results.runs["status"] == "ok"]):
        print(f"no run of the reference arm {'/'.join(reference)} ended: nothing to compare", file=sys.stderr)
        return
    Console(highlight=False).print(comparison_table(results.runs, settings.language))
    write_files(folder, {TABLE: _differences(results).encode()})
    draw = partial(draw_comparison, folder, folder / FIGURES)
    for language, drawn in map_chunks(draw, LANGUAGES, settings.processes or n_processors()):
        if isinstance(drawn, Lost):
            raise StoreError(f"{folder / FIGURES}: the figures ({language}) cannot be drawn: {drawn.reason}")
    print(f"{folder}: {len(results.runs)} runs; tables, {TABLE}, {FIGURES}/")


def _differences(results: Results) -> str:
    from analysis.compare import HEADLINES, paired_differences

    text: str = paired_differences(results.runs, (*HEADLINES, "strain")).to_csv(index=False, lineterminator="\n")
    return text
