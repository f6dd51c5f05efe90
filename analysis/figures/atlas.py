"""All figures of a results directory: which there are, what each needs, and the files they become.

A figure whose tables were not recorded, or that has nothing to compare, is left out with one line that says what it
needs; the others are drawn all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.compare import arms_of, blocks_of, reference_of
from analysis.figures.assessment import ranks_figure, scores_figure
from analysis.figures.effects import PAIR, effects_figure, interaction_figure
from analysis.figures.map import map_figure
from analysis.figures.matters import flow_figure, story_figure
from analysis.figures.outcomes import outcomes_figure
from analysis.figures.page import finished
from analysis.figures.people import who_figure
from analysis.figures.response import cohort_curves, response_figure, urgency_figure
from analysis.figures.twins import twins_figure
from analysis.figures.weeks import lines_figure, participation_figure, weeks_figure
from analysis.figures.workload import activities_figure, kinds_figure, worker_figure
from analysis.places import PROVENANCE
from analysis.results import Results, has_table
from analysis.style import save
from analysis.words import Language

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from analysis.results import Tables

type Drawn = Iterator[tuple[str, Figure]]  # name of the file without language and suffix, figure

FORMATS = ("png", "svg", "pdf")
# Least detail that has to be asked for with `records` so that a table is there.
RECORDS = {
    "response_curves": "summary",
    "assessments": "weeks",
    "participation_weeks": "weeks",
    "community_days": "weeks",
    "actor_months": "months",
    "orders": "matters",
    "matters": "matters",
}
DETAIL = ("runs", "summary", "weeks", "months", "matters")


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure, drawn once for each regime or phase of it.

    Attributes:
        draw: tables and language in, names and figures out.
        tables: detail tables that it needs beside ``runs``.
        lacks: what else it lacks in these results, in a few words; empty if nothing.
    """

    draw: Callable[[Tables, Language], Drawn]
    tables: tuple[str, ...] = ()
    lacks: Callable[[Tables], str] = lambda tables: ""


class FigureSkipped(Exception):
    """A figure cannot be drawn from these results; the message is one line that says what it needs."""


# --- what a figure may lack -------------------------------------------------------------------------------------------
def _no_reference(tables: Tables) -> str:
    runs = finished(tables)
    arms = arms_of(runs)
    has_one = reference_of(runs) in arms and len(arms) > 1
    return "" if has_one else "two arms or more, one of them the reference (gewang compare)"


def _no_twins(tables: Tables) -> str:
    return "" if len(arms_of(finished(tables))) > 1 else "two arms or more (gewang compare)"


def _no_interaction(tables: Tables) -> str:
    runs = finished(tables)
    has_all = {"normal", "emergency"} <= set(runs["regime"].astype("str")) and all(
        ((runs["regime"] == regime) & (runs["arm"] == name)).any()
        for regime in ("normal", "emergency")
        for name in PAIR
    )
    return "" if has_all else "ranking and pass/fail under the regimes normal and emergency (gewang compare)"


def _no_standard(tables: Tables) -> str:
    is_known = tables["assessments"]["standard"].notna().any()
    return "" if is_known else "an arm with a standard (assessment=pass_fail)"


def _no_rivals(tables: Tables) -> str:
    has_rivals = int(finished(tables)["n_communities"].min()) > 2
    return "" if has_rivals else "three communities or more that are reported on"


def _no_place(tables: Tables) -> str:
    has_place = isinstance(tables, Results) and (tables.folder / PROVENANCE).is_file()
    return "" if has_place else f"{PROVENANCE}, which says which buildings there are"


# --- one file or several of each --------------------------------------------------------------------------------------
def _by_regime(name: str, draw: Callable[[Tables, str, Language], Figure]) -> Callable[[Tables, Language], Drawn]:
    def drawn(tables: Tables, language: Language) -> Drawn:
        for regime in regimes_of(tables):
            yield f"{name}_{regime}", draw(tables, regime, language)

    return drawn


def _runs_only(draw: Callable[[pd.DataFrame, str, Language], Figure]) -> Callable[[Tables, str, Language], Figure]:
    return lambda tables, regime, language: draw(tables["runs"], regime, language)


def _responses(tables: Tables, language: Language) -> Drawn:
    for block in blocks_of(finished(tables)):
        if not cohort_curves(tables, block).empty:  # something in this window was watched for 30 days
            yield f"response_{block.regime}{block.window}", response_figure(tables, block, language)


def _activities(tables: Tables, language: Language) -> Drawn:
    for block in blocks_of(finished(tables)):
        yield f"activities_{block.regime}{block.window}", activities_figure(tables, block, language)


def _interaction(tables: Tables, language: Language) -> Drawn:
    yield "interaction", interaction_figure(tables, language)


WEEKLY = ("community_days", "participation_weeks")
FIGURES = {
    "outcomes": Entry(_by_regime("outcomes", _runs_only(outcomes_figure)), lacks=_no_reference),
    "effects": Entry(_by_regime("effects", _runs_only(effects_figure)), lacks=_no_reference),
    "interaction": Entry(_interaction, lacks=_no_interaction),
    "weeks": Entry(_by_regime("weeks", weeks_figure), WEEKLY),
    "lines": Entry(_by_regime("lines", lines_figure), ("community_days",)),
    "kinds": Entry(_by_regime("kinds", kinds_figure), ("actor_months", "community_days")),
    "activities": Entry(_activities, ("actor_months",)),
    "worker": Entry(_by_regime("worker", worker_figure), ("actor_months",)),
    "response": Entry(_responses, ("response_curves",)),
    "urgency": Entry(_by_regime("urgency", urgency_figure), ("matters",)),
    "participation": Entry(_by_regime("participation", participation_figure), WEEKLY),
    "who": Entry(_by_regime("who", who_figure), ("participation_weeks",)),
    "scores": Entry(_by_regime("scores", scores_figure), ("assessments",), _no_standard),
    "ranks": Entry(_by_regime("ranks", ranks_figure), ("assessments", "community_days"), _no_rivals),
    "flow": Entry(_by_regime("flow", flow_figure), ("matters",)),
    "story": Entry(_by_regime("story", story_figure), ("matters", "orders")),
    "twins": Entry(_by_regime("twins", twins_figure), ("matters", "orders"), _no_twins),
    "map": Entry(_by_regime("map", map_figure), ("matters",), _no_place),
}
FIRST = ("outcomes", "weeks", "response")  # of a comparison that has just ended


def regimes_of(tables: Tables) -> list[str]:
    """Regimes of the runs that ended, those without an emergency first."""
    return list(dict.fromkeys(block.regime for block in blocks_of(finished(tables))))


def figures_of(tables: Tables, name: str, language: Language = "en") -> Drawn:
    """Draw one figure, once for each regime or phase.

    Args:
        tables: opened results, or tables by name.
        name: one of :data:`FIGURES`.
        language: ``en`` or ``zh``.

    Returns:
        Names of files, without language and suffix, and figures; ``figure.get_label()`` is the sentence that says what
        it shows.

    Raises:
        FigureSkipped: the results do not hold what it needs.
        analysis.results.ResultsError: a table is damaged.
    """
    entry = FIGURES[name]
    missing = [table for table in entry.tables if not has_table(tables, table)]
    if missing:
        detail = max((RECORDS[table] for table in missing), key=DETAIL.index)
        raise FigureSkipped(f"{name}: needs records={detail} (the table {missing[0]} was not recorded)")
    if finished(tables).empty:
        raise FigureSkipped(f"{name}: needs a run that ended")
    lacks = entry.lacks(tables)
    if lacks:
        raise FigureSkipped(f"{name}: needs {lacks}")
    return entry.draw(tables, language)


def save_figures(
    tables: Tables,
    out_dir: str | Path,
    name: str,
    language: Language = "en",
    formats: Sequence[str] = ("png",),
) -> list[tuple[list[Path], str]]:
    """Draw one figure and write its files; the language is part of their names.

    Args:
        tables: opened results, or tables by name.
        out_dir: folder, made if it is not there.
        name: one of :data:`FIGURES`.
        language: ``en`` or ``zh``.
        formats: some of :data:`FORMATS`.

    Returns:
        Files and sentence of each.

    Raises:
        FigureSkipped: the results do not hold what it needs.
        analysis.results.ResultsError: a table is damaged.
    """
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return [
        (save(figure, folder / f"{stem}.{language}", tuple(formats)), str(figure.get_label()))
        for stem, figure in figures_of(tables, name, language)
    ]
