"""Patterns of the sources against the model: ``gewang validate out=DIR``.

Each (setting, seed) is one chunk of work: every distinct arm that any pattern asked for needs runs there once, and the
rows are one part of ``runs``, stored as a comparison stores its seeds, so the same command continues where it stopped.
Patterns only read what is stored.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import configs
from experiments.compare import SeedRuns
from experiments.draws import settings_between
from experiments.engine import Lost, map_chunks, n_processors
from experiments.factors import Values
from experiments.headline import NAME as HEADLINE
from experiments.headline import load_headline, runs_behind
from experiments.many import Job, answer, folder_of
from experiments.measures import measures_of
from experiments.pattern_design import (
    FOLDER,
    Pattern,
    SharedArm,
    check_settings,
    load_pattern,
    pattern_factors,
    shared_arms,
)
from experiments.plausible import STATUS_QUO, bounds, status_quo
from experiments.provenance import study_of
from experiments.run import FIGURES, Arm, Row, Tables, played
from experiments.settings import ValidateSettings, read_settings
from experiments.store import StoreError, read_provenance, write_files
from sim.errors import ConfigurationError, nearest_name, shown

if TYPE_CHECKING:
    from analysis.validation_page import Ran
    from analysis.words import Language

SIZES = {"quick": (20, 1), "full": (500, 2)}  # settings, and paired seeds at each
SETTINGS_FILE, PLAUSIBLE, EFFECTS, VERDICTS, CURVE = (
    "settings.csv", "plausible.csv", "effects.csv", "verdicts.csv", "headline.csv",
)  # fmt: skip
ORDER = (HEADLINE, "p", "h", "c", "controls")  # of the names, or of their first letters
REPORT = "validation.{language}.md"


@dataclass(frozen=True, slots=True)
class PatternRuns(SeedRuns):
    """What a worker does with one seed of one setting: run every distinct arm at that setting.

    Attributes:
        shared: the distinct arms; ``arms`` are the same without what is drawn.
        settings: drawn values, by setting.
        seeds: paired seeds per setting.
    """

    shared: tuple[SharedArm, ...]
    settings: tuple[Values, ...]
    seeds: int

    def arm_of(self, number: int) -> Arm:
        """The arm of a run, at the setting that its seed belongs to."""
        return self.shared[number % self.size].at(self.settings[self.seed_of(number) // self.seeds])

    def play(self, arm: Arm, seed: int, name: str | None) -> tuple[Row, Tables]:
        """One run, with the measures of patterns in its row."""
        return played(arm, seed, self.records, name=name, measure=measures_of)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asks: patterns by name, and which run stands behind each of their arms and the status quo."""

    patterns: Mapping[str, Pattern]
    names: Mapping[str, Mapping[str, tuple[str, str | None]]]
    status_quo: str


def names_of(only: Sequence[str] | None) -> list[str]:
    """Names of the patterns asked for: the headline, patterns, directional tests, claims, controls.

    Errors:
        :class:`sim.errors.ConfigurationError`: one is not there.
    """
    known = sorted(
        configs.choices(FOLDER), key=lambda name: (ORDER.index(name[0] if name[1:].isdigit() else name), name)
    )
    for name in only or ():
        if name not in known:
            raise ConfigurationError(
                "only", shown(name), "names between commas, of " + ", ".join(known), nearest_name(name, known),
                "command line",
            )  # fmt: skip
    return [name for name in known if only is None or name in only]


def patterns_of(names: Sequence[str]) -> dict[str, Pattern]:
    """Patterns by name; of the headline, its arms."""
    return {name: load_headline().pattern() if name == HEADLINE else load_pattern(name) for name in names}


def validate(words: Sequence[str]) -> int:
    """``gewang validate``: run what is not stored yet, then print, store and draw what came out.

    Args:
        words: settings; without any, the patterns are listed.

    Returns:
        Exit code: 1 if a run failed.
    """
    if not words:
        _print_list()
        return 0
    settings = read_settings(words, ValidateSettings)
    patterns = patterns_of(names_of(settings.only))
    folder = folder_of(settings)
    draws, seeds = SIZES[settings.size]
    draws, seeds = settings.draws or draws, settings.seeds or seeds
    factors = pattern_factors()
    points = settings_between(factors, draws)
    shared, names = shared_arms({**patterns, STATUS_QUO: status_quo()}, list(points[0]))
    status_quo_run, _ = names.pop(STATUS_QUO)[STATUS_QUO]
    if not any(names.values()):
        raise ConfigurationError("only", ", ".join(patterns), "a pattern that the model has a state for")
    check_settings(shared, points)
    work = PatternRuns(
        records="runs",
        size=len(shared),
        arms=tuple(arm.arm for arm in shared),
        shared=tuple(shared),
        settings=tuple(points),
        seeds=seeds,
    )
    identity = study_of(
        "validate",
        draws=draws,
        seeds=seeds,
        factors=[factor.model_dump(mode="json", include={"keys", "low", "high"}) for factor in factors],
        arms=sorted(arm.arm.name for arm in shared),  # hashes of all that they are
    )
    asked = Asked(patterns, names, status_quo_run)
    show_results = partial(show, folder, asked, work, settings)
    numbers = range(draws * seeds * work.size if settings.run else 0)
    job = Job(folder, work, wanted=numbers, mine=numbers, settings=settings, chunk_runs=work.size)
    return answer(job, identity, words, show_results)


def show(folder: Path, asked: Asked, work: PatternRuns, settings: ValidateSettings) -> None:
    """Print what came out, store effects and verdicts, draw the figures and write the report in both languages."""
    import pandas as pd
    from rich.console import Console

    from analysis.headline import curve_of
    from analysis.pattern_views import verdict_table
    from analysis.patterns import effects_of, plausible_settings, stored_rows, verdicts_of
    from analysis.words import LANGUAGES

    points = pd.DataFrame(list(work.settings)).rename_axis("setting")
    rows = stored_rows(folder)
    n_runs = rows.n_parts * len(work.shared)
    limits = {outcome: (bound.low, bound.high) for outcome, bound in bounds().items()}
    known = plausible_settings(rows, asked.status_quo, limits, work.seeds)
    plausible = known.index[known["is_plausible"]]
    effects, verdicts = [], []
    for name, pattern in asked.patterns.items():
        if pattern.outcomes:
            definition = pattern.definition()
            found = effects_of(rows, definition, asked.names[name], work.seeds)
            effects.append(found.assign(pattern=name))
            verdicts.append(verdicts_of(found, points, definition, plausible).assign(pattern=name))
    tables = {SETTINGS_FILE: points.reset_index(), PLAUSIBLE: known.reset_index()}
    if HEADLINE in asked.patterns:
        headline = load_headline()
        runs = runs_behind(headline, asked.names[HEADLINE])
        tables[CURVE] = curve_of(rows, headline.places, headline.stakes, runs, points, work.seeds)
    if effects:
        tables |= {EFFECTS: pd.concat(effects, ignore_index=True), VERDICTS: pd.concat(verdicts, ignore_index=True)}
    if all(table.empty for name, table in tables.items() if name not in (SETTINGS_FILE, PLAUSIBLE)):
        print("no setting has a finished run of every arm: nothing to judge", file=sys.stderr)
        return
    write_files(
        folder, {name: table.to_csv(index=False, lineterminator="\n").encode() for name, table in tables.items()}
    )
    if effects:
        definitions = {name: pattern.definition() for name, pattern in asked.patterns.items()}
        Console(highlight=False).print(verdict_table(tables[VERDICTS], definitions, work.seeds, settings.language))
    if HEADLINE in asked.patterns:
        for language in LANGUAGES:
            draw(folder, asked, work.seeds, (HEADLINE, language))
    write_report(folder, asked, work, settings)  # with its first figure; the others take a while
    jobs = [(name, language) for language in LANGUAGES for name in asked.patterns if asked.patterns[name].outcomes]
    for job, drawn in map_chunks(partial(draw, folder, asked, work.seeds), jobs, settings.processes or n_processors()):
        if isinstance(drawn, Lost):
            raise StoreError(f"{folder / FIGURES}: the figure {job[0]} ({job[1]}) cannot be drawn: {drawn.reason}")
    written = ["runs/", *tables, f"{FIGURES}/", *(REPORT.format(language=language) for language in LANGUAGES)]
    print(f"{folder}: {n_runs} runs of {len(work.settings) * work.seeds * len(work.shared)}; {', '.join(written)}")


def draw(folder: Path, asked: Asked, seeds: int, job: tuple[str, Language]) -> None:
    """Draw one figure in one language, from the stored tables."""
    import pandas as pd

    from analysis.headline import save_headline_figure
    from analysis.pattern_views import save_pattern_figure

    name, language = job
    if name == HEADLINE:
        headline = load_headline()
        title = headline.title if language == "en" else headline.title_zh
        curve = pd.read_csv(folder / CURVE)
        save_headline_figure(
            curve, title, headline.smallest_effect, curve["setting"].nunique(), seeds, headline.days,
            folder / FIGURES, language,
        )  # fmt: skip
        return
    definition = asked.patterns[name].definition()
    effects, verdicts = (pd.read_csv(folder / file) for file in (EFFECTS, VERDICTS))
    effects, verdicts = effects[effects["pattern"] == name], verdicts[verdicts["pattern"] == name]
    save_pattern_figure(name, effects, verdicts, definition, seeds, folder / FIGURES, language)


def write_report(folder: Path, asked: Asked, work: PatternRuns, settings: ValidateSettings) -> None:
    """Write the report into the folder in both languages; if asked, a copy of the English one with its first figure."""
    import pandas as pd

    from analysis.headline import curve_verdicts
    from analysis.validation_page import Known, page
    from analysis.words import LANGUAGES

    definitions = {name: pattern.definition() for name, pattern in asked.patterns.items()}
    has_verdicts = any(pattern.outcomes for pattern in asked.patterns.values())
    verdicts = pd.read_csv(folder / VERDICTS, keep_default_na=True) if has_verdicts else None
    found = pd.read_csv(folder / PLAUSIBLE, index_col="setting")
    points = pd.read_csv(folder / SETTINGS_FILE, index_col="setting")
    known = Known({outcome: bound.model_dump() for outcome, bound in bounds().items()}, found, points)
    curve = None
    if HEADLINE in asked.patterns:
        plausible = found.index[found["is_plausible"]]
        curve = curve_verdicts(pd.read_csv(folder / CURVE), points, load_headline().smallest_effect, plausible)
    ran = ran_of(folder, asked, work)
    reports = {
        REPORT.format(language=language): page(definitions, verdicts, curve, ran, known, language, FIGURES)
        for language in LANGUAGES
    }
    write_files(folder, {name: text.encode() for name, text in reports.items()})
    if settings.page:
        copy = Path(settings.page)
        images = {
            f"images/{HEADLINE}.{language}.png": (folder / FIGURES / f"{HEADLINE}.{language}.png").read_bytes()
            for language in LANGUAGES
            if HEADLINE in asked.patterns
        }
        text = page(definitions, verdicts, curve, ran, known, "en", "images")
        write_files(copy.parent, {copy.name: text.encode(), **images})


def ran_of(folder: Path, asked: Asked, work: PatternRuns) -> Ran:
    """What was run, over all sessions."""
    from analysis.patterns import stored_rows
    from analysis.validation_page import Ran

    provenance = read_provenance(folder)
    sessions: list[dict[str, Any]] = provenance["sessions"]
    return Ran(
        n_settings=len(work.settings),
        seeds=work.seeds,
        n_parts=stored_rows(folder).n_parts,
        n_factors=len(pattern_factors()),
        n_arms=len(work.shared),
        n_asked=sum(1 + (bare is not None) for arms in asked.names.values() for _, bare in arms.values()),
        run_seconds=sum(session["run_seconds"] for session in sessions),
        wall_seconds=sum(session["wall_seconds"] for session in sessions),
        processes=max((session["processes"] for session in sessions), default=0),
        model=provenance["study"]["model"],
    )


def _print_list() -> None:
    from rich.console import Console
    from rich.padding import Padding

    console = Console(highlight=False)
    for name, found in patterns_of(names_of(None)).items():
        console.print(f"[bold]{name}[/bold]  {found.title}  {found.title_zh}")
        console.print(Padding(found.claim, (0, 0, 0, 5)), style="dim", markup=False)
