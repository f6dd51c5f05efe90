"""Arms against each other, ``gewang compare``, paired by seed.

The main job runs every governance under every assessment and regime; ``against=without`` runs a scenario as it is and
without the mechanism that it is about.

All arms of one seed are one chunk of work: they share the burn-in, and their rows are one part of each table. What a
part holds depends on nothing but the study and the seed, so neither the number of processes nor an interruption
changes a byte of it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import configs
from experiments.drawing import draw_comparison
from experiments.engine import Lost, map_chunks, n_processors
from experiments.progress import progress_of
from experiments.provenance import FILE, Tree, provenance_of, session, study_of
from experiments.run import FIGURES, RUNS, Arm, Tables, one_line, runs_row, simulate
from experiments.settings import CompareSettings, ManySettings, Records, Settings, read
from experiments.store import (
    COMMAND_LINE,
    LEVELS,
    StoreError,
    as_json,
    encoded,
    only_writer,
    part_name,
    read_provenance,
    refuse_folder,
    stored_parts,
    write_files,
)
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
class Part:
    """All arms of one seed.

    Attributes:
        files: table -> Parquet.
        errors: why runs failed; empty if none did.
        run_seconds: time that the runs took together.
    """

    files: dict[str, bytes]
    errors: list[str]
    run_seconds: float


@dataclass(frozen=True, slots=True)
class SeedRuns:
    """What a worker does with a seed: run every arm, none of which may raise.

    Attributes:
        arms: what is compared.
        records: how much detail is wanted.
    """

    arms: tuple[Arm, ...]
    records: Records

    def arms_of(self, seed: int) -> tuple[Arm, ...]:
        """The arms of a seed: the same ones for every seed."""
        return self.arms

    def __call__(self, seed: int) -> Part:
        """Run every arm of a seed; a run that fails is a row with its error."""
        import pyarrow as pa

        started = time.perf_counter()
        runs: list[Tables] = []
        errors: list[str] = []
        for arm in self.arms_of(seed):
            try:
                runs.append(simulate(arm, seed, self.records))
            except Exception as error:
                errors.append(one_line(error))
                runs.append({RUNS: runs_row(arm, seed, None, errors[-1])})
        tables: Tables = {}
        for name in (*LEVELS[self.records], RUNS):
            rows = [run[name] for run in runs if name in run]
            tables[name] = pa.concat_tables(rows) if rows else _no_rows(name)
        return Part(encoded(tables), errors, time.perf_counter() - started)

    def all_failed(self, seed: int, error: str) -> Part:
        """The part of a seed that no worker could run."""
        import pyarrow as pa

        rows = [runs_row(arm, seed, None, error) for arm in self.arms_of(seed)]
        tables = {name: _no_rows(name) for name in LEVELS[self.records]} | {RUNS: pa.concat_tables(rows)}
        return Part(encoded(tables), [error] * len(rows), 0.0)


def _no_rows(name: str) -> object:
    from sim.columns import arrow_schema

    return arrow_schema(name).empty_table()


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
    work = SeedRuns(arms, settings.records)
    study = _study(arms, settings)
    return answer(folder, study, words, work, settings.seeds, settings, partial(show, folder, settings))


def folder_of(settings: ManySettings) -> Path:
    """Where the results go; a command that makes many runs has to be told."""
    if settings.out is None:
        raise ConfigurationError("out", "nothing", "a folder for the results, out=DIR", None, COMMAND_LINE)
    return Path(settings.out)


def answer(
    folder: Path,
    study: Tree,
    words: Sequence[str],
    work: SeedRuns,
    seeds: Sequence[int],
    settings: ManySettings,
    show: Callable[[], None],
) -> int:
    """Run what is not stored yet, then show what is.

    Args:
        folder: where the results go; one with results of another study is refused.
        study: what decides whether results belong together.
        words: of the command line.
        work: what is done with each seed.
        seeds: which seeds are wanted.
        settings: how many processes, and whether failed runs are tried again.
        show: prints and draws what is stored.

    Returns:
        Exit code: 1 if a run failed.
    """
    is_begun = refuse_folder(folder, study)
    provenance = read_provenance(folder) if is_begun else provenance_of(study, list(words))
    write_files(folder, {FILE: as_json(provenance)})
    with only_writer(folder):
        errors = run_seeds(folder, work, seeds, settings, provenance)
        show()
    if errors:
        n_failed = f"{len(errors)} run{'s' * (len(errors) > 1)} failed"
        print(f"{n_failed}, the first with {errors[0]}; retry_failed=true tries again", file=sys.stderr)
    return 1 if errors else 0


def policy_arms(config: SimulationConfig, words: Sequence[str], settings: Settings) -> tuple[Arm, ...]:
    """All combinations of :data:`ARMS`, each the given configuration with other picks."""
    picked = (with_picks(config, *words, **dict(zip(ARMS, picks, strict=True))) for picks in product(*ARMS.values()))
    return tuple(Arm(arm.assessment.name, arm, settings.days_of(arm)) for arm in picked)


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


def run_seeds(
    folder: Path, work: SeedRuns, wanted: Sequence[int], settings: ManySettings, provenance: Tree
) -> list[str]:
    """Run the seeds that are wanted and not stored yet, and store each when it is done.

    Returns:
        Errors of the failed runs among all that are stored now.
    """
    stored = stored_parts(folder, LEVELS[work.records])
    kept = {seed: errors for seed, errors in stored.items() if not (errors and settings.retry_failed)}
    seeds = [seed for seed in wanted if seed not in kept]
    errors = [error for seed in kept for error in kept[seed]]
    if not seeds:
        return errors
    started, run_seconds = time.time(), 0.0
    n_processes = min(settings.processes or n_processors(), len(seeds))

    from experiments.warm_up import compile_once

    compile_seconds = compile_once(work.arms[0].config)
    n_done = 0
    try:
        with progress_of(len(seeds) * len(work.arms), len(kept) * len(work.arms)) as progress:
            for seed, result in map_chunks(work, seeds, n_processes):
                part = work.all_failed(seed, result.reason) if isinstance(result, Lost) else result
                write_files(folder, {part_name(table, seed): content for table, content in part.files.items()})
                errors += part.errors
                run_seconds += part.run_seconds
                n_done += 1
                progress.advance(len(work.arms), len(part.errors))
    finally:
        done = session(
            started,
            compile_seconds=round(compile_seconds, 3),
            run_seconds=round(run_seconds, 3),
            processes=n_processes,
            runs=n_done * len(work.arms),
            seeds_not_done=len(seeds) - n_done,
        )
        provenance["sessions"].append(done)
        write_files(folder, {FILE: as_json(provenance)})
    return errors


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
