"""Figures of a comparison: one function per figure, tables in, matplotlib figure out.

Every figure shows single runs beside their mean, says over how many seeds and how far it reaches, and states no
verdict. Arms of one governance differ by colour and marker, panels or groups of lines by governance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import (
    ARM_ORDER,
    GOVERNANCE_ORDER,
    HEADLINES,
    SHOWN,
    SMALLEST_EFFECT,
    WITHOUT,
    Arm,
    Block,
    blocks_of,
    number,
    paired_differences,
    paired_runs,
    reach_note,
    reference_of,
    signed,
)
from analysis.metrics import emergency_weeks, reported_on, weekly_participation, weekly_workload
from analysis.results import Results, join_arms
from analysis.style import (
    ARM_COLOUR,
    ARM_MARKER,
    BAND,
    FAINT,
    INK,
    MUTED,
    SHADE,
    house_style,
    save,
)
from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Tables = Results | Mapping[str, "pd.DataFrame"]

HOURS_PER_DAY = 24.0
WIDTH = 10.0  # inches
NOTE_INCHES = 0.167  # height of a line of notes


# --- shared parts -----------------------------------------------------------------------------------------------------
def new_figure(height: float) -> Figure:
    """An empty page of the house's width, so many inches high."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height))


def notes_height(lines: Sequence[str]) -> float:
    """Inches that the notes at the bottom take."""
    return 0.1 + NOTE_INCHES * len(lines)


def head_and_foot(figure: Figure, title: str, lines: Sequence[str]) -> None:
    """Title at the top left, notes at the bottom."""
    height = figure.get_figheight()
    figure.text(0.012, 1 - 0.10 / height, title, ha="left", va="top", fontsize=12, fontweight="bold")
    figure.text(
        0.012, 0.08 / height, "\n".join(lines), ha="left", va="bottom", fontsize=8, color=MUTED, linespacing=1.4
    )


def note_lines(notes: Sequence[str], language: Language) -> list[str]:
    """Lines of all notes, one note after the other."""
    return [line for note in notes for line in wrapped(note, language)]


def wrapped(text: str, language: Language, width: int = 168) -> list[str]:
    """Lines of a note: broken at spaces in English, anywhere but before punctuation in Chinese (a glyph is 2 wide)."""
    if language == "en":
        import textwrap

        return textwrap.wrap(text, width)
    lines, line, length = [], "", 0
    for character in text:
        step = 1 if character.isascii() else 2
        if length + step > width and character not in "，。；：、）”%":
            lines.append(line)
            line, length = "", 0
        line += character
        length += step
    return [*lines, line]


def _governances(runs: pd.DataFrame) -> list[str]:
    found = {str(name) for name in runs["governance"].unique()}
    return [name for name in GOVERNANCE_ORDER if name in found] + sorted(found - set(GOVERNANCE_ORDER))


def _names(runs: pd.DataFrame) -> list[str]:
    found = {str(name) for name in runs["arm"].unique()}
    return [name for name in ARM_ORDER if name in found] + sorted(found - set(ARM_ORDER))


def _colour(name: str) -> str:
    return ARM_COLOUR.get(name, INK)


def _marker(name: str) -> str:
    return ARM_MARKER.get(name, "o")


def _finished(tables: Tables) -> pd.DataFrame:
    runs = tables["runs"]
    return runs[runs["status"] == "ok"]


def panel_grid(
    figure: Figure,
    n_rows: int,
    n_columns: int,
    *,
    margins: tuple[float, float, float, float],
    gaps: tuple[float, float],
    share_y: bool = False,
) -> list[list[Axes]]:
    """Panels placed in inches: margins left, right, top, bottom; gaps between columns and rows."""
    width, height = figure.get_size_inches()
    left, right, top, bottom = margins
    panel_width = (width - left - right - gaps[0] * (n_columns - 1)) / n_columns
    panel_height = (height - top - bottom - gaps[1] * (n_rows - 1)) / n_rows
    grid: list[list[Axes]] = []
    for row in range(n_rows):
        y = height - top - (row + 1) * panel_height - row * gaps[1]
        line: list[Axes] = []
        for column in range(n_columns):
            x = left + column * (panel_width + gaps[0])
            box = (x / width, y / height, panel_width / width, panel_height / height)
            line.append(figure.add_axes(box, sharey=line[0] if share_y and line else None))
        grid.append(line)
    return grid


# --- outcomes by arm --------------------------------------------------------------------------------------------------
def outcomes_figure(runs: pd.DataFrame, regime: str, language: Language = "en", reference: Arm | None = None) -> Figure:
    """Dots and intervals: paired differences of workload, response time and participation, by arm and window.

    Args:
        runs: the table ``runs`` of one scenario.
        regime: regime to show; one with an emergency gets a row of panels for before, during and after.
        language: ``en`` or ``zh``.
        reference: arm that the others are compared with, run by run of the same seed; if not given, that of the table.

    Returns:
        A figure: columns are outcomes, rows are windows; in a panel, one line per arm.
    """
    ended = runs[runs["status"] == "ok"]
    reference = reference or reference_of(ended)
    blocks = [block for block in blocks_of(ended) if block.regime == regime]
    differences = paired_differences(ended, HEADLINES, reference)
    pairs = paired_runs(ended, HEADLINES, reference)
    arms = [
        (governance, name)
        for governance in _governances(ended)
        for name in _names(ended)
        if ((differences["governance"] == governance) & (differences["arm"] == name)).any()
    ]
    places = _places(arms)
    panel_height = 0.205 * (max(places.values()) + 1.2)
    n_seeds = seeds(len(ended["seed"].unique()), language)
    arm = {"governance": name_of(reference[0], language), "name": long_name(reference[1], language)}
    notes = note_lines(
        [
            word("outcomes_caption", language, n_seeds=n_seeds, **arm),
            word("clock_note", language),
            reach_note(ended, language),
        ],
        language,
    )
    top, bottom, gap = 1.12 if len(blocks) > 1 else 0.95, 0.5 + notes_height(notes), 0.52
    with house_style():
        figure = new_figure(top + bottom + len(blocks) * panel_height + (len(blocks) - 1) * gap)
        grid = panel_grid(
            figure, len(blocks), len(HEADLINES), margins=(1.92, 0.55, top, bottom), gaps=(0.62, gap), share_y=True
        )
        for column, outcome in enumerate(HEADLINES):
            shown = SHOWN[outcome]
            of_outcome = pairs[(pairs["outcome"] == outcome) & (pairs["regime"] == regime)]
            limits = _limits(of_outcome["difference"] * shown.factor, SMALLEST_EFFECT[outcome] * shown.factor)
            for row, block in enumerate(blocks):
                axes = grid[row][column]
                axes.set_xlim(*limits)
                select = _is(differences, block, outcome)
                _difference_panel(
                    axes, differences[select], pairs[_is(pairs, block, outcome)], places, outcome, reference, language
                )
                if column == 0:
                    _arm_labels(axes, places, language)
                    if len(blocks) > 1:
                        _above(axes, word(block.title, language), x_inches=-1.8, points=10, weight="bold")
                if row == 0:
                    _column_head(axes, outcome, language, lift=0.26 if len(blocks) > 1 else 0.12)
                if row == len(blocks) - 1:
                    unit = word(f"difference_unit_{outcome}", language)
                    axes.set_xlabel(word("difference_axis", language, unit=unit), color=MUTED, fontsize=8)
        title = "outcomes_title_without" if reference[1] == WITHOUT else "outcomes_title"
        head_and_foot(figure, word(title, language, regime=_regime_name(regime, language)), notes)
    return figure


def _is(table: pd.DataFrame, block: Block, outcome: str) -> pd.Series:
    return (table["regime"] == block.regime) & (table["window"] == block.window) & (table["outcome"] == outcome)


def _places(arms: Sequence[Arm]) -> dict[Arm, float]:
    """Height of each arm's line, counted from the top, with a gap between governances."""
    places: dict[Arm, float] = {}
    height, last = 0.0, ""
    for governance, name in arms:
        height += 0.55 if last and governance != last else 0.0
        places[governance, name] = height
        height, last = height + 1.0, governance
    return places


def _limits(values: pd.Series, smallest_effect: float) -> tuple[float, float]:
    known = values.dropna()
    low = min([-smallest_effect, *known])
    high = max([smallest_effect, *known])
    margin = 0.06 * (high - low)
    return low - margin, high + margin


def _difference_panel(
    axes: Axes,
    rows: pd.DataFrame,
    pairs: pd.DataFrame,
    places: Mapping[Arm, float],
    outcome: str,
    reference: Arm,
    language: Language,
) -> None:
    shown = SHOWN[outcome]
    smallest = SMALLEST_EFFECT[outcome] * shown.factor
    axes.axvspan(-smallest, smallest, color=BAND, linewidth=0, zorder=0)
    axes.axvline(0.0, color=MUTED, linewidth=0.7, zorder=1)
    left, right = axes.get_xlim()
    is_room_right = right > 0.35 * (right - left)
    for row in rows.itertuples():
        arm = (row.governance, row.arm)
        y = places[arm]
        colour, marker = _colour(row.arm), _marker(row.arm)
        if arm == reference:
            axes.plot(0.0, y, marker=marker, markersize=5, color="white", markeredgecolor=colour, zorder=4)
            axes.annotate(
                word("reference", language), (0.0, y), xytext=(6 if is_room_right else -6, 0),
                textcoords="offset points", ha="left" if is_room_right else "right", va="center", fontsize=7.5,
                color=MUTED,
            )  # fmt: skip
        else:
            of_arm = pairs[(pairs["governance"] == row.governance) & (pairs["arm"] == row.arm)]
            single = of_arm["difference"].dropna().to_numpy() * shown.factor
            # Spread by seed order, not at random, so that the same data give the same picture.
            spread = np.linspace(-0.26, 0.26, single.size) if single.size > 1 else np.zeros(single.size)
            axes.scatter(single, y + spread, s=5, color=colour, alpha=0.28, linewidth=0, zorder=2)
            if not np.isnan(row.low):
                ends = (row.low * shown.factor, row.high * shown.factor)
                axes.plot(ends, (y, y), color=colour, linewidth=1.6, zorder=3, solid_capstyle="butt")
            axes.plot(
                row.difference * shown.factor, y, marker=marker, markersize=5, color=colour,
                markeredgecolor="white", markeredgewidth=0.6, zorder=4,
            )  # fmt: skip
        axes.annotate(
            number(row.mean * shown.factor, shown.decimals), (1.0, y), xycoords=("axes fraction", "data"),
            xytext=(30, 0), textcoords="offset points", ha="right", va="center", fontsize=8, color=INK,
        )  # fmt: skip
    axes.set_ylim(max(places.values()) + 0.6, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.xaxis.set_major_formatter(_signed_ticks())
    axes.locator_params(axis="x", nbins=6)


def _signed_ticks() -> Callable[[float, int], str]:
    def text(value: float, _place: int) -> str:
        return "0" if abs(value) < 1e-12 else f"{value:+g}".replace("-", "−")

    return text


def _arm_labels(axes: Axes, places: Mapping[Arm, float], language: Language) -> None:
    """Names of the arms left of the first panel: governance once per group, the arm's own name with its marker."""
    last = ""
    for (governance, name), y in places.items():
        axes.annotate(
            long_name(name, language), (0.0, y), xycoords=("axes fraction", "data"), xytext=(-20, 0),
            textcoords="offset points", ha="right", va="center", fontsize=8.5, color=_colour(name),
        )  # fmt: skip
        axes.plot(
            -0.055, y, marker=_marker(name), markersize=4.5, color=_colour(name), clip_on=False,
            transform=axes.get_yaxis_transform(), linewidth=0,
        )  # fmt: skip
        if governance != last:
            axes.annotate(
                name_of(governance, language), (0.0, y), xycoords=("axes fraction", "data"), xytext=(-129.6, 0),
                textcoords="offset points", ha="left", va="center", fontsize=9, fontweight="bold",
            )  # fmt: skip
        last = governance


def _above(axes: Axes, text: str, *, x_inches: float = 0.0, points: float, weight: str = "normal") -> None:
    axes.annotate(
        text, (0.0, 1.0), xycoords="axes fraction", xytext=(72 * x_inches, 5), textcoords="offset points", ha="left",
        va="bottom", fontsize=points, fontweight=weight,
    )  # fmt: skip


def _column_head(axes: Axes, outcome: str, language: Language, lift: float) -> None:
    axes.annotate(
        word(outcome, language), (0.0, 1.0), xycoords="axes fraction", xytext=(0, 72 * lift + 16),
        textcoords="offset points", ha="left", va="baseline", fontsize=10, fontweight="bold",
    )  # fmt: skip
    axes.annotate(
        word(f"{outcome}_unit", language), (0.0, 1.0), xycoords="axes fraction", xytext=(0, 72 * lift + 3),
        textcoords="offset points", ha="left", va="baseline", fontsize=8, color=MUTED,
    )  # fmt: skip
    axes.annotate(
        word("arm_mean", language), (1.0, 1.0), xycoords="axes fraction", xytext=(30, 72 * lift + 3), ha="right",
        textcoords="offset points", va="baseline", fontsize=8, color=MUTED,
    )  # fmt: skip


def _regime_name(regime: str, language: Language) -> str:
    return name_of(f"regime_{regime}", language) if regime in ("normal", "emergency") else name_of(regime, language)


# --- response curves --------------------------------------------------------------------------------------------------
def response_figure(tables: Tables, block: Block, language: Language = "en") -> Figure:
    """Curves of response: what is reported of orders (upper row), and what becomes of needs (lower row).

    Args:
        tables: ``runs`` and ``response_curves`` of one scenario.
        block: regime and window of the cohort.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are governances; lines are their arms; thin lines single seeds, thick their mean.
    """
    runs = _finished(tables)
    rows = _cohort_curves(tables, runs, block)
    governances, names = _governances(rows), _names(rows)
    n_seeds = seeds(len(rows["seed"].unique()), language)
    notes = note_lines([word("curves_caption", language, n_seeds=n_seeds), reach_note(runs, language)], language)
    bottom = 0.5 + notes_height(notes)
    highest = [_next_quarter(rows, names) for names in (("official", "true_of_official"), ("need_based",))]
    with house_style():
        figure = new_figure(5.4 + bottom)
        grid = panel_grid(
            figure, 2, len(governances), margins=(0.62, 1.05, 0.98, bottom), gaps=(0.36, 0.62), share_y=True
        )
        for column, governance in enumerate(governances):
            of_governance = rows[rows["governance"] == governance]
            upper, lower = grid[0][column], grid[1][column]
            means = {}
            for name in names:
                of_arm = of_governance[of_governance["arm"] == name]
                for curve, axes in (("official", upper), ("true_of_official", upper), ("need_based", lower)):
                    means[curve, name] = _curve(axes, of_arm, curve, name)
            _share_axes(upper, highest[0], is_first=column == 0)
            _share_axes(lower, highest[1], is_first=column == 0)
            upper.set_title(name_of(governance, language), pad=22)
            if column == 0:
                _above(upper, word("curves_reported", language), points=8.5)
                _above(lower, word("curves_need", language), points=8.5)
            lower.set_xlabel(word("elapsed_days", language), color=MUTED)
            _gap_table(upper, means, names, language)
            if column == len(governances) - 1:
                for axes, curve in ((upper, "official"), (lower, "need_based")):
                    _end_labels(axes, {name: _at(means[curve, name], 30.0) for name in names}, language)
        head_and_foot(figure, word("curves_title", language, block=word(f"in_{block.title}", language)), notes)
    return figure


def _cohort_curves(tables: Tables, runs: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Rows of ``response_curves`` of one block, with arms."""
    curves = tables["response_curves"]
    of_window = curves[curves["window"] == (block.window.lstrip("_") or "whole")]
    return join_arms(runs[runs["regime"] == block.regime], of_window)


type Line = tuple[Any, Any]  # elapsed days, mean share in %


def _curve(axes: Axes, rows: pd.DataFrame, curve: str, name: str) -> Line:
    """One curve of one arm: the mean thick, true resolution of orders dashed; single seeds thin beneath full lines."""
    of_curve = rows[rows["curve"] == curve]
    if of_curve.empty:
        return np.empty(0), np.empty(0)
    by_seed = of_curve.pivot_table(index="elapsed_hours", columns="seed", values="share", observed=True)
    days, shares = by_seed.index.to_numpy() / HOURS_PER_DAY, by_seed.to_numpy() * 100.0
    mean, colour = shares.mean(axis=1), _colour(name)
    if curve == "true_of_official":
        axes.plot(days, mean, color=colour, linewidth=1.3, linestyle=(0, (3, 1.5)), zorder=3)
    else:
        _single_runs(axes, days, shares, colour)
        axes.plot(days, mean, color=colour, linewidth=1.7, zorder=3)
        _markers(axes, days, mean, name, np.array([5.0, 12.0, 19.0, 26.0]))
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
        rows.append((text, _colour(name)))
    for place, (text, colour) in enumerate(reversed(rows)):
        axes.annotate(
            text, (1.0, 0.0), xycoords="axes fraction", xytext=(-2, 5 + 11 * place), textcoords="offset points",
            ha="right", va="bottom", fontsize=7.5, color=colour,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )  # fmt: skip


def _single_runs(axes: Axes, x: Any, by_seed: Any, colour: str) -> None:
    """One thin line per seed, beneath the means."""
    from matplotlib.collections import LineCollection

    if by_seed.shape[1] > 1:
        lines = [np.column_stack((x, values)) for values in by_seed.T]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=0.4, alpha=0.25, zorder=2))


def _markers(axes: Axes, x: Any, mean: Any, name: str, places: Any) -> None:
    """The arm's marker at a few places of its line: lines can be told apart without colour."""
    axes.plot(
        places, np.interp(places, x, mean), marker=_marker(name), markersize=4, color=_colour(name),
        markeredgecolor="white", markeredgewidth=0.5, linewidth=0, zorder=4,
    )  # fmt: skip


def _next_quarter(rows: pd.DataFrame, curves: Sequence[str]) -> float:
    """The first of 25, 50, 75, 100 % at or above all curves: room for the lines, and a scale from zero."""
    share = rows.loc[rows["curve"].isin(curves), "share"].max()
    return 100.0 if np.isnan(share) else min(25.0 * (np.floor(100.0 * share / 25.0) + 1.0), 100.0)


def _share_axes(axes: Axes, highest: float, *, is_first: bool) -> None:
    ticks = np.arange(0.0, highest + 1.0, 25.0)
    axes.set_xlim(0.0, 30.0)
    axes.set_ylim(0.0, highest)
    axes.set_xticks([0, 7, 14, 21, 30])
    axes.set_yticks(ticks, [f"{tick:.0f}{' %' if tick == highest else ''}" for tick in ticks])
    axes.grid(axis="y", color=BAND, linewidth=0.7)
    axes.tick_params(axis="y", left=False, labelleft=is_first)
    axes.spines["left"].set_visible(False)


def _end_labels(axes: Axes, ends: Mapping[str, float], language: Language) -> None:
    """Names at the right ends of lines, moved apart where they would overlap."""
    labels = sorted((value, name) for name, value in ends.items() if not np.isnan(value))
    low, high = axes.get_ylim()
    heights = spread_apart([value for value, _ in labels], 0.082 * (high - low), (low, high))
    left, right = axes.get_xlim()
    for height, (value, name) in zip(heights, labels, strict=True):
        axes.annotate(
            long_name(name, language), (right, value), xytext=(right + 0.03 * (right - left), height),
            textcoords="data", ha="left", va="center", fontsize=8, color=_colour(name), annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 1},
        )  # fmt: skip


def spread_apart(heights: Sequence[float], distance: float, limits: tuple[float, float]) -> list[float]:
    """Rising heights moved as little as needed so that neighbours keep a distance, within the limits where they fit."""
    groups: list[list[float]] = []  # [sum of wished first places, members]
    for place, height in enumerate(heights):
        groups.append([height - place * distance, 1.0])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            last = groups.pop()
            groups[-1] = [groups[-1][0] + last[0], groups[-1][1] + last[1]]
    highest = limits[1] - distance * (len(heights) - 1)
    firsts = [total / members for total, members in groups for _ in range(int(members))]
    return [min(max(first, limits[0]), max(highest, limits[0])) + i * distance for i, first in enumerate(firsts)]


# --- week by week -----------------------------------------------------------------------------------------------------
def weeks_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Workload and participation over the weeks of the run, the emergency shaded.

    Args:
        tables: ``runs``, ``community_days`` and ``participation_weeks`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: rows are workload and participation, columns governances; thin lines single seeds, thick their mean.
    """
    runs = _finished(tables)
    runs = runs[runs["regime"] == regime]
    days = reported_on(runs, join_arms(runs, tables["community_days"]))
    weeks = reported_on(runs, join_arms(runs, tables["participation_weeks"]))
    emergency = emergency_weeks(days)
    governances, names = _governances(runs), _names(runs)
    panels = (("workload_hours_week", weekly_workload(days)), ("participation_share", weekly_participation(weeks)))
    n_seeds = seeds(len(runs["seed"].unique()), language)
    caption = word("weeks_caption" if emergency is not None else "weeks_caption_normal", language, n_seeds=n_seeds)
    notes = note_lines([caption, reach_note(runs, language)], language)
    bottom = 0.5 + notes_height(notes)
    with house_style():
        figure = new_figure(5.0 + bottom)
        grid = panel_grid(
            figure, 2, len(governances), margins=(0.5, 1.0, 0.98, bottom), gaps=(0.36, 0.62), share_y=True
        )
        for row, (outcome, table) in enumerate(panels):
            for column, governance in enumerate(governances):
                axes = grid[row][column]
                of_governance = table[table["governance"] == governance]
                ends = {name: _weekly_lines(axes, of_governance, name) for name in names}
                _week_axes(axes, table, emergency, is_first=column == 0)
                if row == 0:
                    axes.set_title(name_of(governance, language), pad=22)
                    _name_emergency(axes, emergency, language)
                else:
                    axes.set_xlabel(word("week", language), color=MUTED)
                if column == 0:
                    head = word("pair", language, a=word(outcome, language), b=word(f"{outcome}_unit", language))
                    _above(axes, head, points=8.5)
                if column == len(governances) - 1:
                    _end_labels(axes, ends, language)
        head_and_foot(figure, word("weeks_title", language, regime=_regime_name(regime, language)), notes)
    return figure


def _weekly_lines(axes: Axes, rows: pd.DataFrame, name: str) -> float:
    """Single seeds thin, their mean thick; returns where the mean ends."""
    of_arm = rows[rows["arm"] == name]
    if of_arm.empty:
        return float("nan")
    by_seed = of_arm.pivot_table(index="week", columns="seed", values="value", observed=True)
    # A week's value stands at its middle.
    weeks = by_seed.index.to_numpy() + 0.5
    colour = _colour(name)
    mean = by_seed.mean(axis=1).to_numpy()
    _single_runs(axes, weeks, by_seed.to_numpy(), colour)
    axes.plot(weeks, mean, color=colour, linewidth=1.7, zorder=3)
    _markers(axes, weeks, mean, name, np.linspace(weeks[0], weeks[-1], 8)[1:-1])
    return float(mean[-1])


def _week_axes(axes: Axes, table: pd.DataFrame, emergency: tuple[float, float] | None, *, is_first: bool) -> None:
    if emergency is not None:
        axes.axvspan(*emergency, color=SHADE, linewidth=0, zorder=0)
    axes.set_xlim(0.0, float(table["week"].max()) + 1.0)
    # Both scales start at zero: a share and a week of work have a natural one, and arms must not look further apart.
    axes.set_ylim(0.0, 1.06 * float(table["value"].max()))
    axes.locator_params(axis="y", integer=True, nbins=5)
    axes.locator_params(axis="x", integer=True, nbins=6)
    axes.grid(axis="y", color=BAND, linewidth=0.7)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=is_first)


def _name_emergency(axes: Axes, emergency: tuple[float, float] | None, language: Language) -> None:
    if emergency is not None:
        axes.annotate(
            word("emergency", language), (sum(emergency) / 2, 0.0), xycoords=("data", "axes fraction"),
            xytext=(0, 4), textcoords="offset points", ha="center", va="bottom", fontsize=7.5, color=MUTED,
        )  # fmt: skip


# --- all of them ------------------------------------------------------------------------------------------------------
def save_compare_figures(
    tables: Tables, out_dir: str | Path, language: Language = "en", formats: tuple[str, ...] = ("svg", "png")
) -> list[Path]:
    """Draw the figures of a comparison and write each.

    Args:
        tables: opened results, or the tables by name: ``runs``; with ``response_curves``, ``community_days`` and
            ``participation_weeks`` also the curves and the weeks.
        out_dir: folder, made if it is not there.
        language: ``en`` or ``zh``; the files carry it in their names.
        formats: as for :func:`analysis.style.save`.

    Returns:
        The files written.
    """
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    runs = _finished(tables)
    written: list[Path] = []

    def keep(name: str, figure: Figure) -> None:
        written.extend(save(figure, folder / f"{name}.{language}", formats))

    for regime in dict.fromkeys(block.regime for block in blocks_of(runs)):
        keep(f"outcomes_{regime}", outcomes_figure(runs, regime, language))
        if _has(tables, "community_days") and _has(tables, "participation_weeks"):
            keep(f"weeks_{regime}", weeks_figure(tables, regime, language))
    if _has(tables, "response_curves"):
        for block in blocks_of(runs):
            if _cohort_curves(tables, runs, block).empty:
                continue  # nothing in this window was watched for 30 days
            keep(f"response_{block.regime}{block.window}", response_figure(tables, block, language))
    return written


def _has(tables: Tables, name: str) -> bool:
    return tables.has(name) if isinstance(tables, Results) else name in tables
