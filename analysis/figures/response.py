"""How quickly orders are closed and needs met: reported against true by arm, and what is left open by urgency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import Block, number, reach_note, signed
from analysis.figures.page import (
    above,
    arm_legend,
    by_seed,
    colour_of,
    end_labels,
    finished,
    governances_of,
    markers,
    names_of_arms,
    page,
    panel_grid,
    regime_name,
    row_head,
    sentence_of,
    share_axes,
    single_runs,
    span,
)
from analysis.metrics import run_ids
from analysis.results import chunks_of, once, rows_with_arms
from analysis.style import MUTED, house_style
from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

HOURS_PER_DAY = 24.0
URGENCIES = ("red", "yellow", "green")


def response_figure(tables: Tables, block: Block, language: Language = "en") -> Figure:
    """Curves of response: what is reported of orders (upper row), and what becomes of needs (lower row).

    Args:
        tables: ``runs`` and ``response_curves`` of one scenario.
        block: regime and window of the cohort.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are governances; lines are their arms; thin lines single seeds, thick their mean.
    """
    runs = finished(tables, block.regime)
    rows = cohort_curves(tables, block)
    governances, names = governances_of(rows), names_of_arms(rows)
    n_seeds = seeds(len(rows["seed"].unique()), language)
    notes = [word("curves_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("curves_title", language, block=word(f"in_{block.title}", language))
    highest = [_next_quarter(rows, names) for names in (("official", "true_of_official"), ("need_based",))]
    with house_style():
        figure, top, bottom = page(title, _sentence(rows, language), notes, language, 6.5)
        grid = panel_grid(
            figure, 2, len(governances), margins=(0.62, 1.05, top + 0.6, bottom + 0.5), gaps=(0.36, 0.62), share_y=True
        )
        for column, governance in enumerate(governances):
            of_governance = rows[rows["governance"] == governance]
            upper, lower = grid[0][column], grid[1][column]
            means = {}
            for name in names:
                of_arm = of_governance[of_governance["arm"] == name]
                for curve, axes in (("official", upper), ("true_of_official", upper), ("need_based", lower)):
                    means[curve, name] = _curve(axes, of_arm, curve, name)
            share_axes(upper, highest[0], is_first=column == 0)
            share_axes(lower, highest[1], is_first=column == 0)
            upper.set_title(name_of(governance, language), pad=22)
            if column == 0:
                above(upper, word("curves_reported", language), points=8.5)
                above(lower, word("curves_need", language), points=8.5)
            lower.set_xlabel(word("elapsed_days", language), color=MUTED)
            _gap_table(upper, means, names, language)
            if column == len(governances) - 1:
                for axes, curve in ((upper, "official"), (lower, "need_based")):
                    end_labels(axes, {name: _at(means[curve, name], 30.0) for name in names}, language)
    return figure


def cohort_curves(tables: Tables, block: Block) -> pd.DataFrame:
    """Rows of ``response_curves`` of one block that :func:`response_figure` draws, with arms."""
    rows = once(tables, "cohort_curves", lambda: _all_curves(tables))
    return rows[(rows["regime"] == block.regime) & (rows["window"] == (block.window.lstrip("_") or "whole"))]


def _all_curves(tables: Tables) -> pd.DataFrame:
    where = {"curve": ["official", "true_of_official", "need_based"]}
    return rows_with_arms(
        tables, "response_curves", finished(tables), [*where, "window", "elapsed_hours", "share"], where
    )


def _sentence(rows: pd.DataFrame, language: Language) -> str:
    """Reported closed and truly resolved within a week, over all arms, and by how much the one exceeds the other."""
    at_week = rows[rows["elapsed_hours"] == 7 * HOURS_PER_DAY]
    shares = at_week.pivot_table(index=["governance", "arm"], columns="curve", values="share", observed=True) * 100.0
    reported, true = shares["official"], shares["true_of_official"]
    text = word(
        "said_response", language, reported=span(reported, 0, language), true=span(true, 0, language),
        gap=span(reported - true, 0, language), need=span(shares["need_based"], 0, language),
    )  # fmt: skip
    return sentence_of(rows, language, text)


type Line = tuple[Any, Any]  # elapsed days, mean share in %


def _curve(axes: Axes, rows: pd.DataFrame, curve: str, name: str) -> Line:
    """One curve of one arm: the mean thick, true resolution of orders dashed; single seeds thin beneath full lines."""
    of_curve = rows[rows["curve"] == curve]
    if of_curve.empty:
        return np.empty(0), np.empty(0)
    seeds_of = by_seed(of_curve, "elapsed_hours", "share")
    days, shares = seeds_of.index.to_numpy() / HOURS_PER_DAY, seeds_of.to_numpy() * 100.0
    mean, colour = shares.mean(axis=1), colour_of(name)
    if curve == "true_of_official":
        axes.plot(days, mean, color=colour, linewidth=1.3, linestyle=(0, (3, 1.5)), zorder=3)
    else:
        single_runs(axes, days, shares, colour)
        axes.plot(days, mean, color=colour, linewidth=1.7, zorder=3)
        markers(axes, days, mean, name, np.array([5.0, 12.0, 19.0, 26.0]))
    return days, mean


def _at(line: Line, day: float) -> float:
    return float(np.interp(day, *line)) if line[0].size else float("nan")


def _gap_table(axes: Axes, means: Mapping[tuple[str, str], Line], names: Sequence[str], language: Language) -> None:
    """In the empty corner under the curves: by how much reported closure exceeds true resolution of the same orders."""
    rows = [(word("gap_head", language), MUTED)]
    for name in names:
        reported, true = means["official", name], means["true_of_official", name]
        gaps = [signed(_at(reported, day) - _at(true, day), 1) for day in (7.0, 30.0)]
        text = word("gap_row", language, name=long_name(name, language), week=gaps[0], month=gaps[1])
        rows.append((text, colour_of(name)))
    for place, (text, colour) in enumerate(reversed(rows)):
        axes.annotate(
            text, (1.0, 0.0), xycoords="axes fraction", xytext=(-2, 5 + 11 * place), textcoords="offset points",
            ha="right", va="bottom", fontsize=7.5, color=colour,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )  # fmt: skip


def _next_quarter(rows: pd.DataFrame, curves: Sequence[str]) -> float:
    """The first of 25, 50, 75, 100 % at or above all curves: room for the lines, and a scale from zero."""
    share = rows.loc[rows["curve"].isin(curves), "share"].max()
    return 100.0 if np.isnan(share) else min(25.0 * (np.floor(100.0 * share / 25.0) + 1.0), 100.0)


# --- by urgency -------------------------------------------------------------------------------------------------------
def urgency_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Survival curves: the share of needs that the parties have not resolved yet, by urgency, governance and arm.

    Args:
        tables: ``runs`` and ``matters`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are urgencies, rows governances; thin lines single seeds, thick their mean; in the corner the
        restricted means.
    """
    runs = finished(tables, regime)
    curves, means = _urgency_curves(tables, runs)
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("urgency_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("urgency_title", language, regime=regime_name(regime, language))
    with house_style():
        body = 0.75 + 1.65 * len(governances) + 0.28 * (len(governances) - 1) + 0.5
        figure, top, bottom = page(title, _urgency_sentence(runs, means, language), notes, language, body)
        arm_legend(figure, names, top + 0.1, language)
        grid = panel_grid(
            figure, len(governances), len(URGENCIES), margins=(1.15, 0.2, top + 0.7, bottom + 0.5), gaps=(0.3, 0.28),
            share_y=True,
        )  # fmt: skip
        for row, governance in enumerate(governances):
            for column, urgency in enumerate(URGENCIES):
                axes = grid[row][column]
                place = (curves["governance"] == governance) & (curves["urgency"] == urgency)
                of_mean = (means["governance"] == governance) & (means["urgency"] == urgency)
                _survival_panel(axes, curves[place], names)
                _mean_table(axes, means[of_mean], names, language)
                share_axes(axes, 100.0, is_first=column == 0)
                axes.tick_params(axis="x", labelbottom=row == len(governances) - 1)
                if row == 0:
                    axes.set_title(word(f"urgency_{urgency}", language), pad=8)
                if row == len(governances) - 1:
                    axes.set_xlabel(word("elapsed_days", language), color=MUTED)
            row_head(grid[row][0], name_of(governance, language))
    return figure


def _urgency_curves(tables: Tables, runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Incidence over elapsed time, and restricted means, by run and urgency; part by part of ``matters``."""
    import pandas as pd

    from analysis.response_time import clock_rows, incidence_of_runs, restricted_means

    columns = ["community_id", "urgency", "arose_hours", "resolved_hours", "ended_hours", "closure"]
    curves, means = [], []
    for part in chunks_of(tables, "matters", columns, {"run_id": run_ids(runs)}):
        rows = clock_rows("need_based", runs, part)
        curves.append(incidence_of_runs(rows, ["urgency"]))
        means.append(restricted_means(rows, ["urgency"], cohort_only=False))
    return pd.concat(curves, ignore_index=True), pd.concat(means, ignore_index=True)


def _urgency_sentence(runs: pd.DataFrame, means: pd.DataFrame, language: Language) -> str:
    by_arm = means.groupby(["urgency", "governance", "arm"], observed=True)["days"].mean()
    parts = [
        word(
            "said_urgency_part", language, name=word(f"urgency_{name}", language), days=span(by_arm[name], 1, language)
        )
        for name in URGENCIES
        if name in by_arm.index
    ]
    return sentence_of(runs, language, word("said_urgency", language, parts=word("semicolon", language).join(parts)))


def _survival_panel(axes: Axes, rows: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        of_arm = rows[rows["arm"] == name]
        if of_arm.empty:
            continue
        seeds_of = by_seed(of_arm, "elapsed_hours", "share")
        days, left = seeds_of.index.to_numpy() / HOURS_PER_DAY, 100.0 - 100.0 * seeds_of.to_numpy()
        single_runs(axes, days, left, colour_of(name))
        mean = left.mean(axis=1)
        axes.plot(days, mean, color=colour_of(name), linewidth=1.6, zorder=3)
        markers(axes, days, mean, name, np.array([5.0, 12.0, 19.0, 26.0]))


def _mean_table(axes: Axes, means: pd.DataFrame, names: Sequence[str], language: Language) -> None:
    """In the empty corner above or, where most needs stay open, below the curves: restricted mean of each arm."""
    by_arm = means.groupby("arm", observed=True)["days"].mean()
    lines = [(word("mean_of_30", language), MUTED)]
    lines += [
        (word("days_of", language, days=number(by_arm[name], 1)), colour_of(name)) for name in names if name in by_arm
    ]
    is_above = float(by_arm.max()) < 15.0 if len(by_arm) else True
    for place, (text, colour) in enumerate(lines):
        down = 3 + 10.5 * place if is_above else 10.5 * (place - len(lines)) - 4
        axes.annotate(
            text, (1.0, float(is_above)), xycoords="axes fraction", xytext=(-2, -down), textcoords="offset points",
            ha="right", va="top", fontsize=7.5, color=colour,
        )  # fmt: skip
