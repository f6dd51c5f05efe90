"""Week by week: workload, whose hours they are, and participation, with the emergency shaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import reach_note
from analysis.figures.page import (
    above,
    arm_legend,
    by_seed,
    colour_of,
    end_labels,
    finished,
    governances_of,
    markers,
    name_emergency,
    names_of_arms,
    page,
    panel_grid,
    phases_text,
    regime_name,
    row_head,
    sentence_of,
    single_runs,
    span,
    week_axes,
)
from analysis.metrics import (
    HOUR_LINES,
    PARTICIPATION_COLUMNS,
    by_parts,
    emergency_of,
    group_weeks,
    weekly_lines,
    weekly_participation,
    weekly_workload,
)
from analysis.style import MUTED, house_style
from analysis.words import Language, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

type Emergency = tuple[float, float] | None

WORKLOAD_COLUMNS = ("day", "worker_hours", "worker_weeks")
LINE_COLUMNS = ("day", "worker_hours", "paid_hours", "volunteer_hours", "unpaid_hours")


def weeks_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Workload and participation over the weeks of the run, the emergency shaded.

    Args:
        tables: ``runs``, ``community_days`` and ``participation_weeks`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: rows are workload and participation, columns governances; thin lines single seeds, thick their mean.
    """
    runs = finished(tables, regime)
    emergency = emergency_of(tables, runs)
    workload = by_parts(tables, "community_days", runs, WORKLOAD_COLUMNS, weekly_workload, keep=True)
    groups = by_parts(tables, "participation_weeks", runs, PARTICIPATION_COLUMNS, group_weeks, keep=True)
    participation = weekly_participation(groups)
    spans = {"workload": spans_text(workload, emergency, 0, language)}
    spans["participation"] = spans_text(participation, emergency, 1, language)
    said = sentence_of(runs, language, word("said_weeks", language, **spans))
    heads = {
        name: word("pair", language, a=word(name, language), b=word(f"{name}_unit", language))
        for name in ("workload_hours_week", "participation_share")
    }
    rows = dict(zip(heads.values(), (workload, participation), strict=True))
    title = word("weeks_title", language, regime=regime_name(regime, language))
    return _rows_of_weeks(runs, rows, emergency, title, said, language)


def participation_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Participation over the weeks, of their own accord and mobilised apart, the emergency shaded.

    Args:
        tables: ``runs``, ``community_days`` and ``participation_weeks`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: rows are autonomous and mobilised, columns governances; thin lines single seeds, thick their mean.
    """
    runs = finished(tables, regime)
    emergency = emergency_of(tables, runs)
    groups = by_parts(tables, "participation_weeks", runs, PARTICIPATION_COLUMNS, group_weeks, keep=True)
    rows, spans = {}, {}
    for kind in ("autonomous", "mobilised"):
        table = weekly_participation(groups, (f"n_{kind}",))
        rows[word(f"head_{kind}", language)] = table
        spans[kind] = spans_text(table, emergency, 1, language)
    said = sentence_of(runs, language, word("said_participation", language, **spans))
    title = word("participation_title", language, regime=regime_name(regime, language))
    return _rows_of_weeks(runs, rows, emergency, title, said, language)


def lines_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Whose hours a week are: committees' paid workers, other paid staff, volunteers, other unpaid people.

    Args:
        tables: ``runs`` and ``community_days`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: small multiples, rows are governances, columns whose hours; thick lines means over seeds.
    """
    runs = finished(tables, regime)
    emergency = emergency_of(tables, runs)
    # Per thousand residents, so that places of different size can be read side by side.
    per_thousand = 1000.0 / float(runs["n_residents"].iloc[0])
    table = by_parts(tables, "community_days", runs, LINE_COLUMNS, weekly_lines, keep=True)
    table = table.assign(value=table["value"] * per_thousand)
    governances, names = governances_of(runs), names_of_arms(runs)
    last_week = float(table["week"].max()) + 1.0
    said = sentence_of(runs, language, _lines_sentence(table, language))
    notes = [_caption(runs, emergency, language), word("lines_note", language), reach_note(runs, language)]
    title = word("lines_title", language, regime=regime_name(regime, language))
    with house_style():
        body = 0.65 + 1.35 * len(governances) + 0.25 * (len(governances) - 1) + 0.5
        figure, top, bottom = page(title, said, notes, language, body)
        arm_legend(figure, names, top + 0.08, language)
        grid = panel_grid(
            figure, len(governances), len(HOUR_LINES), margins=(1.4, 0.15, top + 0.65, bottom + 0.5), gaps=(0.5, 0.25)
        )
        for column, line in enumerate(HOUR_LINES):
            of_line = table[table["line"] == line]
            for row, governance in enumerate(governances):
                axes = grid[row][column]
                for name in names:
                    weekly_mean(axes, of_line[of_line["governance"] == governance], name)
                week_axes(axes, last_week, float(of_line["value"].max()), emergency, is_first=True)
                axes.tick_params(axis="x", labelbottom=row == len(governances) - 1)
                if row == 0:
                    above(axes, word(f"line_{line}", language), x_inches=-0.3, points=9, weight="bold")
                if row == column == 0:
                    name_emergency(axes, emergency, language)
                if row == len(governances) - 1:
                    axes.set_xlabel(word("week", language), color=MUTED)
        for row, governance in enumerate(governances):
            row_head(grid[row][0], name_of(governance, language), -1.28)
    return figure


def weekly_mean(axes: Axes, rows: pd.DataFrame, name: str, time: str = "week") -> float:
    """Single seeds thin, their mean thick; returns where the mean ends."""
    of_arm = rows[rows["arm"] == name]
    if of_arm.empty:
        return float("nan")
    seeds_of = by_seed(of_arm, time)
    # A week's value stands at its middle.
    weeks = seeds_of.index.to_numpy() + 0.5
    colour = colour_of(name)
    mean = seeds_of.mean(axis=1).to_numpy()
    single_runs(axes, weeks, seeds_of.to_numpy(), colour)
    axes.plot(weeks, mean, color=colour, linewidth=1.7, zorder=3)
    markers(axes, weeks, mean, name, np.linspace(weeks[0], weeks[-1], 8)[1:-1])
    return float(mean[-1])


def spans_text(table: pd.DataFrame, emergency: Emergency, decimals: int, language: Language) -> str:
    """Range over arms of the mean over weeks: of the run, or before, in and after the emergency."""
    if emergency is None:
        return span(_means_of_arms(table), decimals, language)
    first, last = emergency
    middle = table["week"] + 0.5
    parts = {"before": middle < first, "during": (middle >= first) & (middle < last), "after": middle >= last}
    texts = {name: span(_means_of_arms(table[rows]), decimals, language) for name, rows in parts.items() if rows.any()}
    return phases_text(texts, language)


def _means_of_arms(table: pd.DataFrame) -> pd.Series:
    return table.groupby(["governance", "arm"], observed=True)["value"].mean()


def _lines_sentence(table: pd.DataFrame, language: Language) -> str:
    by_arm = table.groupby(["line", "governance", "arm"], observed=True)["value"].mean()
    parts = [
        word("pair", language, a=word(f"line_{line}", language), b=span(by_arm[line], 1, language))
        for line in HOUR_LINES
    ]
    return word("said_lines", language, parts=word("semicolon", language).join(parts))


def _caption(runs: pd.DataFrame, emergency: Emergency, language: Language) -> str:
    n_seeds = seeds(len(runs["seed"].unique()), language)
    return word("weeks_caption" if emergency is not None else "weeks_caption_normal", language, n_seeds=n_seeds)


def _rows_of_weeks(
    runs: pd.DataFrame,
    rows: dict[str, pd.DataFrame],
    emergency: Emergency,
    title: str,
    said: str,
    language: Language,
) -> Figure:
    """One row of panels per table, one column per governance, names of arms at the ends of their lines."""
    governances, names = governances_of(runs), names_of_arms(runs)
    notes = [_caption(runs, emergency, language), reach_note(runs, language)]
    with house_style():
        figure, top, bottom = page(title, said, notes, language, 6.1)
        grid = panel_grid(
            figure, len(rows), len(governances), margins=(0.5, 1.0, top + 0.6, bottom + 0.5), gaps=(0.36, 0.62),
            share_y=True,
        )  # fmt: skip
        for row, (head, table) in enumerate(rows.items()):
            last_week, highest = float(table["week"].max()) + 1.0, float(table["value"].max())
            for column, governance in enumerate(governances):
                axes = grid[row][column]
                of_governance = table[table["governance"] == governance]
                ends = {name: weekly_mean(axes, of_governance, name) for name in names}
                week_axes(axes, last_week, highest, emergency, is_first=column == 0)
                if row == 0:
                    axes.set_title(name_of(governance, language), pad=22)
                    name_emergency(axes, emergency, language)
                if row == len(rows) - 1:
                    axes.set_xlabel(word("week", language), color=MUTED)
                if column == 0:
                    above(axes, head, points=8.5)
                if column == len(governances) - 1:
                    end_labels(axes, ends, language)
    return figure
