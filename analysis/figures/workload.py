"""Whose week it is and what it goes into: hours by kind of actor, by activity, and one worker's average day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import Arm, Block, number, reach_note, t_interval
from analysis.figures.page import (
    above,
    arm_legend,
    arm_name,
    colour_of,
    finished,
    governances_of,
    interval_bar,
    names_of_arms,
    page,
    panel_grid,
    quiet_y,
    regime_name,
    row_head,
    sentence_of,
    span,
)
from analysis.figures.weeks import weekly_mean
from analysis.metrics import (
    ACTOR_KINDS,
    DAYS_PER_WEEK,
    WORKERS,
    actor_kinds,
    by_parts,
    emergency_of,
    hours_by_activity,
    monthly_workload,
    run_ids,
)
from analysis.results import rows_with_arms
from analysis.style import ACTIVITY_COLOUR, INK, MUTED, SHADE, house_style
from analysis.words import Language, long_name, name_of, seeds, word
from sim.names import ACTIVITY

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

DAYS_PER_MONTH = 30
ACTIVITY_HOURS = tuple(f"{activity}_hours" for activity in ACTIVITY)
KIND_COLUMNS = ("party_kind", "worker_kind", "is_paid", "worker_weeks")
# Activities that share a colour, because eleven colours cannot be told apart.
ACTIVITY_GROUPS = {
    "directives": ("directives",),
    "matters": ("matters",),
    "patrol": ("patrol",),
    "contact": ("visits", "mass_work"),
    "posts": ("posts",),
    "talks": ("meetings", "negotiation"),
    "training": ("training",),
    "passing_on": ("hand_off", "travel"),
}


# --- kinds of actors --------------------------------------------------------------------------------------------------
def kinds_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Hours a week of each kind of actor, month by month: whoever bears the load has a line of their own.

    Args:
        tables: ``runs``, ``actor_months`` and ``community_days`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: small multiples, rows are governances, columns kinds of actors; thick lines means over seeds.
    """
    runs = finished(tables, regime)
    table = by_parts(
        tables, "actor_months", runs, (*KIND_COLUMNS, "month", "hours_worked"), monthly_workload, keep=True
    )
    kinds = [kind for kind in ACTOR_KINDS if (table.loc[table["kind"] == kind, "value"] > 0.0).any()]
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("kinds_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    emergency = emergency_of(tables, runs)
    if emergency is not None:
        notes.insert(1, word("shaded_emergency", language))
    title = word("kinds_title", language, regime=regime_name(regime, language))
    by_arm = table.groupby(["kind", "governance", "arm"], observed=True)["value"].mean()
    parts = [
        word("pair", language, a=word(f"kind_{kind}", language), b=span(by_arm[kind], 1, language)) for kind in kinds
    ]
    said = sentence_of(runs, language, word("said_kinds", language, parts=word("semicolon", language).join(parts)))
    with house_style():
        body = 0.75 + 1.3 * len(governances) + 0.25 * (len(governances) - 1) + 0.5
        figure, top, bottom = page(title, said, notes, language, body)
        arm_legend(figure, names, top + 0.05, language)
        grid = panel_grid(
            figure, len(governances), len(kinds), margins=(1.3, 0.15, top + 0.75, bottom + 0.5), gaps=(0.36, 0.25)
        )
        for column, kind in enumerate(kinds):
            of_kind = table[table["kind"] == kind]
            highest = 1.08 * float(of_kind["value"].max())
            for row, governance in enumerate(governances):
                axes = grid[row][column]
                if emergency is not None:
                    first, last = (DAYS_PER_WEEK * week / DAYS_PER_MONTH for week in emergency)
                    axes.axvspan(first, last, color=SHADE, linewidth=0, zorder=0)
                for name in names:
                    weekly_mean(axes, of_kind[of_kind["governance"] == governance], name, "month")
                axes.set_xlim(0.0, float(table["month"].max()) + 1.0)
                axes.set_ylim(0.0, highest)
                axes.locator_params(axis="both", integer=True, nbins=4)
                quiet_y(axes, is_first=True)
                axes.tick_params(axis="x", labelbottom=row == len(governances) - 1)
                if row == 0:
                    above(axes, word(f"kind_{kind}_lines", language), x_inches=-0.2, points=8.5, weight="bold")
                if row == len(governances) - 1:
                    axes.set_xlabel(word("month", language), color=MUTED)
        for row, governance in enumerate(governances):
            row_head(grid[row][0], name_of(governance, language), -1.18)
    return figure


# --- activities -------------------------------------------------------------------------------------------------------
def activities_figure(tables: Tables, block: Block, language: Language = "en") -> Figure:
    """What a paid worker's week goes into: hours by activity, arm by arm.

    Args:
        tables: ``runs`` and ``actor_months`` of one scenario.
        block: regime, and phase of it.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are activities on one scale, lines arms; bars are means, lines 95 % intervals over seeds.
    """
    runs = finished(tables, block.regime)
    phase = {"phase": [block.window.lstrip("_")]} if block.window else None
    columns = (*KIND_COLUMNS, "phase", *ACTIVITY_HOURS)
    table = by_parts(tables, "actor_months", runs, columns, hours_by_activity, phase, keep=True)
    shown = [name for name in ACTIVITY if (table.loc[table["activity"] == name, "value"] > 0.0).any()]
    arms = [
        (governance, name)
        for governance in governances_of(runs)
        for name in names_of_arms(runs)
        if ((runs["governance"] == governance) & (runs["arm"] == name)).any()
    ]
    means = table.groupby(["governance", "arm", "activity"], observed=True)["value"].mean()
    highest = float(means.max())
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("activities_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("activities_title", language, block=word(f"in_{block.title}", language))
    with house_style():
        body = 0.6 + 0.24 * len(arms) + 0.14 * (len(governances_of(runs)) - 1) + 0.25
        said = sentence_of(runs, language, _activities_sentence(table, language))
        figure, top, bottom = page(title, said, notes, language, body)
        grid = panel_grid(figure, 1, len(shown), margins=(1.75, 0.35, top + 0.55, bottom + 0.1), gaps=(0.36, 0.0))
        places = _lines_of(arms)
        for axes, activity in zip(grid[0], shown, strict=True):
            of_activity = table[table["activity"] == activity]
            for (governance, name), y in places.items():
                of_arm = of_activity[(of_activity["governance"] == governance) & (of_activity["arm"] == name)]
                _bar(axes, of_arm["value"].to_numpy(), y, name, 1.25 * highest)
            axes.set_xlim(0.0, 1.25 * highest)
            axes.set_ylim(max(places.values()) + 0.6, -0.6)
            axes.set_axis_off()
            above(axes, word(f"activity_{activity}_lines", language), points=8.5, weight="bold")
        last = ""
        for (governance, name), y in places.items():
            _arm_label(grid[0][0], governance if governance != last else "", name, y, language)
            last = governance
    return figure


def _lines_of(arms: list[Arm]) -> dict[Arm, float]:
    """Height of each arm's line, counted from the top, with a gap between governances."""
    order = list(dict.fromkeys(governance for governance, _ in arms))
    return {arm: place + 0.6 * order.index(arm[0]) for place, arm in enumerate(arms)}


def _bar(axes: Axes, values: np.ndarray, y: float, name: str, highest: float) -> None:
    mean = float(np.nanmean(values)) if values.size else float("nan")
    axes.barh(y, mean, height=0.62, color=colour_of(name), alpha=0.35, linewidth=0, zorder=1)
    interval_bar(axes, values, y, name, size=3.5, is_upright=False)
    axes.plot((0.0, 0.0), (y - 0.31, y + 0.31), color=MUTED, linewidth=0.6, zorder=2)
    _, high, _ = t_interval(values)
    at = min(max(mean, 0.0 if np.isnan(high) else high), highest)
    axes.annotate(
        number(mean, 1), (at, y), xytext=(5, 0), textcoords="offset points", ha="left", va="center", fontsize=7.5,
        color=INK,
    )  # fmt: skip


def _arm_label(axes: Axes, governance: str, name: str, y: float, language: Language) -> None:
    at = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    axes.annotate(
        long_name(name, language), (0.0, y), xytext=(-6, 0), ha="right", fontsize=8.5, color=colour_of(name), **at
    )
    if governance:
        text = name_of(governance, language)
        axes.annotate(text, (0.0, y), xytext=(-118, 0), ha="left", fontsize=9, fontweight="bold", **at)


def _activities_sentence(table: pd.DataFrame, language: Language) -> str:
    """The three largest activities over all arms, with their range."""
    by_arm = table.groupby(["activity", "governance", "arm"], observed=True)["value"].mean()
    largest = by_arm.groupby("activity").mean().sort_values(ascending=False).index[:3]
    total = by_arm.groupby(["governance", "arm"]).sum()
    parts = [
        word("pair", language, a=word(f"activity_{name}", language), b=span(by_arm[name], 1, language))
        for name in largest
    ]
    return word(
        "said_activities", language, total=span(total, 1, language), parts=word("semicolon", language).join(parts)
    )


# --- one worker -------------------------------------------------------------------------------------------------------
def worker_figure(tables: Tables, regime: str, language: Language = "en", governance: str | None = None) -> Figure:
    """One worker's average day in each month: its hours by activity, month by month, under each arm of one governance.

    The post is the committees' paid post whose workload over the run lies in the middle of all in the first arm, so it
    is typical and no person is singled out. Tables hold months, not the hours of a day.

    Args:
        tables: ``runs`` and ``actor_months`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.
        governance: of the arms; if not given, the first there is.

    Returns:
        A figure: columns are arms, the upper row hours of a day by activity, the lower strain at the month's end.
    """
    runs = finished(tables, regime)
    governance = governance or governances_of(runs)[0]
    runs = runs[runs["governance"] == governance]
    runs = runs[runs["seed"] == runs["seed"].min()]
    names = names_of_arms(runs)
    columns = [*KIND_COLUMNS, "community_id", "actor_id", "phase", "month", *ACTIVITY_HOURS, "hours_worked",
               "n_absent_days", "strain"]  # fmt: skip
    rows = rows_with_arms(tables, "actor_months", runs, columns, {"run_id": run_ids(runs)})
    rows = rows[np.isin(actor_kinds(rows), WORKERS)]
    actor = typical_worker(rows[rows["arm"] == names[0]])
    days = worker_days(rows[rows["actor_id"] == actor])
    kind = str(days["worker_kind"].iloc[0])
    totals = [number(float(days.loc[days["arm"] == name, "hours"].mean()), 1) for name in names]
    parts = [
        word("pair", language, a=long_name(name, language), b=total) for name, total in zip(names, totals, strict=True)
    ]
    said = word(
        "said_worker", language, kind=word(f"kind_{kind}", language), governance=name_of(governance, language),
        parts=word("semicolon", language).join(parts),
    )  # fmt: skip
    notes = [word("worker_caption", language), reach_note(runs, language)]
    title = word("worker_title", language, regime=regime_name(regime, language))
    highest = 1.06 * float(days["hours"].max())
    with house_style():
        figure, top, bottom = page(title, sentence_of(runs, language, said), notes, language, 4.9)
        grid = panel_grid(
            figure, 1, len(names), margins=(0.5, 1.75, top + 0.45, bottom + 1.75), gaps=(0.3, 0.0), share_y=True
        )[0]
        below = panel_grid(
            figure, 1, len(names), margins=(0.5, 1.75, top + 3.5, bottom + 0.5), gaps=(0.3, 0.0), share_y=True
        )[0]
        for column, name in enumerate(names):
            of_arm = days[days["arm"] == name].sort_values("month")
            _stack(grid[column], of_arm, highest, is_first=column == 0)
            _strain(below[column], of_arm, is_first=column == 0)
            grid[column].set_title(arm_name(governance, name, language), pad=8, fontsize=9)
            below[column].set_xlabel(word("month", language), color=MUTED)
        above(grid[0], word("hours_a_day", language), x_inches=-0.35, points=8)
        grid[0].texts[-1].set_position((72 * -0.35, 22))
        above(below[0], word("strain_axis", language), x_inches=-0.35, points=8)
        _activity_names(grid[-1], days[days["arm"] == names[-1]], language)
    return figure


def typical_worker(rows: pd.DataFrame) -> int:
    """The post with the middle workload of one run's committee workers."""
    totals = rows.groupby("actor_id")["hours_worked"].sum().sort_values(kind="stable")
    return int(totals.index[len(totals) // 2])


def worker_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Hours of an average day by group of activities, one row per arm and month.

    Args:
        rows: rows of ``actor_months`` of one post, with arms.

    Returns:
        arm, month, phase, worker_kind, strain, one column per group of activities and ``hours``, their sum: hours per
        day on which the worker was not absent all day.
    """
    n_days = np.maximum(DAYS_PER_MONTH - rows["n_absent_days"].to_numpy(dtype=np.float64), 1.0)
    days = rows[["arm", "month", "phase", "worker_kind", "strain"]].copy()
    for group, activities in ACTIVITY_GROUPS.items():
        days[group] = rows[[f"{activity}_hours" for activity in activities]].sum(axis=1).to_numpy() / n_days
    return days.assign(hours=days[list(ACTIVITY_GROUPS)].sum(axis=1))


def _stack(axes: Axes, days: pd.DataFrame, highest: float, *, is_first: bool) -> None:
    months = days["month"].to_numpy() + 0.5
    _shade(axes, days)
    floor = np.zeros(len(days))
    for group in ACTIVITY_GROUPS:
        hours = days[group].to_numpy()
        axes.bar(
            months, hours, width=0.82, bottom=floor, color=ACTIVITY_COLOUR[group], linewidth=0.3, edgecolor="white"
        )
        floor += hours
    axes.set_xlim(0.0, float(months[-1]) + 0.5)
    axes.set_ylim(0.0, highest)
    axes.locator_params(axis="both", integer=True, nbins=6)
    axes.tick_params(axis="x", labelbottom=False)
    quiet_y(axes, is_first=is_first)


def _strain(axes: Axes, days: pd.DataFrame, *, is_first: bool) -> None:
    months = days["month"].to_numpy() + 0.5
    _shade(axes, days)
    axes.plot(months, days["strain"].to_numpy(), color=INK, linewidth=1.4, marker="o", markersize=3)
    axes.set_xlim(0.0, float(months[-1]) + 0.5)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0.0, 0.5, 1.0])
    axes.locator_params(axis="x", integer=True, nbins=6)
    quiet_y(axes, is_first=is_first)


def _shade(axes: Axes, days: pd.DataFrame) -> None:
    in_emergency = days.loc[days["phase"] == "emergency", "month"]
    if len(in_emergency):
        axes.axvspan(in_emergency.min(), in_emergency.max() + 1, color=SHADE, linewidth=0, zorder=0)


def _activity_names(axes: Axes, days: pd.DataFrame, language: Language) -> None:
    """Names of the colours right of the last panel, in the order of the stack."""
    from matplotlib.patches import Patch

    shown = [group for group in reversed(ACTIVITY_GROUPS) if days[group].max() > 0.0]
    axes.legend(
        [Patch(color=ACTIVITY_COLOUR[group]) for group in shown],
        [word(f"activities_{group}", language) for group in shown],
        loc="upper left", bbox_to_anchor=(1.02, 1.02), frameon=False, fontsize=8, handlelength=0.9, handleheight=0.9,
    )  # fmt: skip
