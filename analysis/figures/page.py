"""The page that every figure stands on: title, computed sentence, panels in inches, notes, names at line ends.

A page says at its head, in one sentence computed from the data, what it shows and how far that reaches; the sentence is
also the figure's label (``figure.get_label()``), for captions and for those who cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import ARM_ORDER, GOVERNANCE_ORDER, number
from analysis.style import ARM_COLOUR, ARM_MARKER, BAND, FAINT, INK, MUTED, SHADE
from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

WIDTH = 10.0  # inches
NOTE_INCHES = 0.167  # height of a line of notes
SENTENCE_INCHES = 0.185  # height of a line of the sentence below the title
TITLE_INCHES = 0.38


# --- the page ---------------------------------------------------------------------------------------------------------
def new_figure(height: float) -> Figure:
    """An empty page of the house's width, so many inches high."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height))


def page(
    title: str, sentence: str, notes: Sequence[str], language: Language, body_inches: float
) -> tuple[Figure, float, float]:
    """A page with its head and foot, and room for panels between them.

    Args:
        title: what the figure is about.
        sentence: what it shows, computed from the data.
        notes: how to read it, and how far it reaches.
        language: ``en`` or ``zh``.
        body_inches: height of what stands between head and foot.

    Returns:
        The figure, and the inches that head and foot take.
    """
    said, lines = wrapped(sentence, language, 138), note_lines(notes, language)
    top, bottom = TITLE_INCHES + SENTENCE_INCHES * len(said) + 0.08, notes_height(lines)
    figure = new_figure(top + body_inches + bottom)
    head_and_foot(figure, title, lines)
    height = figure.get_figheight()
    figure.text(0.012, 1 - TITLE_INCHES / height, "\n".join(said), ha="left", va="top", fontsize=9.5, linespacing=1.35)
    figure.set_label(sentence)
    return figure, top, bottom


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
    """Lines of a note: broken at spaces in English; in Chinese (a glyph is 2 wide) anywhere but before punctuation and
    inside a number or a Latin word.
    """
    if language == "en":
        import textwrap

        return textwrap.wrap(text, width, break_on_hyphens=False)
    lines, line, length = [], "", 0
    for piece in re.findall(r"[0-9A-Za-z.+−%]+|.", text):
        step = sum(1 if character.isascii() else 2 for character in piece)
        if length + step > width and piece not in "，。；：、）”":
            lines.append(line)
            line, length = "", 0
        line += piece
        length += step
    return [*lines, line]


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


# --- arms -------------------------------------------------------------------------------------------------------------
def finished(tables: Tables, regime: str | None = None) -> pd.DataFrame:
    """Runs that ended, of one regime or of all."""
    runs = tables["runs"]
    ended = runs[runs["status"] == "ok"]
    return ended if regime is None else ended[ended["regime"] == regime]


def governances_of(runs: pd.DataFrame) -> list[str]:
    """Governances in the rows, in the order in which they are always shown."""
    found = {str(name) for name in runs["governance"].unique()}
    return [name for name in GOVERNANCE_ORDER if name in found] + sorted(found - set(GOVERNANCE_ORDER))


def names_of_arms(runs: pd.DataFrame) -> list[str]:
    """Names of arms in the rows, in the order in which they are always shown."""
    found = {str(name) for name in runs["arm"].unique()}
    return [name for name in ARM_ORDER if name in found] + sorted(found - set(ARM_ORDER))


def colour_of(name: str) -> str:
    """Colour of an arm."""
    return ARM_COLOUR.get(name, INK)


def marker_of(name: str) -> str:
    """Marker of an arm, so that nothing rests on colour."""
    return ARM_MARKER.get(name, "o")


def regime_name(regime: str, language: Language) -> str:
    """A regime in words."""
    return name_of(f"regime_{regime}", language) if regime in ("normal", "emergency") else name_of(regime, language)


def arm_name(governance: str, name: str, language: Language) -> str:
    """An arm in words: ``network, ranking``."""
    return word("pair", language, a=name_of(governance, language), b=long_name(name, language))


def sentence_of(runs: pd.DataFrame, language: Language, text: str) -> str:
    """A computed sentence with its reach in front: in this model, at one design point, over so many seeds."""
    n_seeds = seeds(len(runs["seed"].unique()), language)
    return word("sentence", language, n_seeds=n_seeds, text=text)


def span(values: Any, decimals: int, language: Language) -> str:
    """The range of some numbers in words, ``3 to 5``; one number if they are shown as the same."""
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not known.size:
        return "–"
    low, high = number(float(known.min()), decimals), number(float(known.max()), decimals)
    return low if low == high else word("span", language, low=low, high=high)


def phases_text(texts: Mapping[str, str], language: Language) -> str:
    """Texts for before, during and after an emergency in one; one that stands alone stays as it is."""
    if len(texts) == 1:
        return next(iter(texts.values()))
    return word("comma", language).join(word(f"text_{phase}", language, text=text) for phase, text in texts.items())


# --- parts of panels --------------------------------------------------------------------------------------------------
def above(axes: Axes, text: str, *, x_inches: float = 0.0, points: float, weight: str = "normal") -> None:
    """A line of text above a panel's left edge."""
    axes.annotate(
        text, (0.0, 1.0), xycoords="axes fraction", xytext=(72 * x_inches, 5), textcoords="offset points", ha="left",
        va="bottom", fontsize=points, fontweight=weight,
    )  # fmt: skip


def row_head(axes: Axes, text: str, x_inches: float = -1.03) -> None:
    """A bold word left of the first panel of a row."""
    axes.annotate(
        text, (0.0, 1.0), xycoords="axes fraction", xytext=(72 * x_inches, 0), textcoords="offset points", ha="left",
        va="top", fontsize=10, fontweight="bold",
    )  # fmt: skip


def signed_ticks() -> Callable[[float, int], str]:
    """Numbers on an axis of differences, with their sign and a true minus."""

    def text(value: float, _place: int) -> str:
        return "0" if abs(value) < 1e-12 else f"{value:+g}".replace("-", "−")

    return text


def single_runs(axes: Axes, x: Any, by_seed: Any, colour: str) -> None:
    """One thin line per seed, beneath the means."""
    from matplotlib.collections import LineCollection

    if by_seed.shape[1] > 1:
        lines = [np.column_stack((x, values)) for values in by_seed.T]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=0.4, alpha=0.25, zorder=2))


def markers(axes: Axes, x: Any, mean: Any, name: str, places: Any) -> None:
    """The arm's marker at a few places of its line: lines can be told apart without colour."""
    axes.plot(
        places, np.interp(places, x, mean), marker=marker_of(name), markersize=4, color=colour_of(name),
        markeredgecolor="white", markeredgewidth=0.5, linewidth=0, zorder=4,
    )  # fmt: skip


def by_seed(rows: pd.DataFrame, time: str, value: str = "value") -> pd.DataFrame:
    """One arm's values, a line per time and a column per seed."""
    # Each cell is one value: pivot_table would group them anew, at many times the cost.
    return rows.pivot(index=time, columns="seed", values=value)  # noqa: PD010


def interval_bar(axes: Axes, values: Any, place: float, name: str, *, size: float = 5.0, is_upright: bool) -> None:
    """Mean of the seeds with its 95 % interval (Student's t) at one place of the other axis."""
    from analysis.compare import t_interval

    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not known.size:
        return
    low, high, _ = t_interval(known)
    mean, colour = float(known.mean()), colour_of(name)
    if not np.isnan(low):
        line = ((place, place), (low, high)) if is_upright else ((low, high), (place, place))
        axes.plot(*line, color=colour, linewidth=1.3, zorder=3, solid_capstyle="butt")
    x, y = (place, mean) if is_upright else (mean, place)
    axes.plot(
        x, y, marker=marker_of(name), markersize=size, color=colour, markeredgecolor="white", markeredgewidth=0.5,
        linewidth=0, zorder=4, clip_on=False,
    )  # fmt: skip


def quiet_y(axes: Axes, *, is_first: bool) -> None:
    """Light lines across instead of a spine; numbers at the first panel of a row only."""
    axes.grid(axis="y", color=BAND, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=is_first)


def share_axes(axes: Axes, highest: float, *, is_first: bool) -> None:
    """30 elapsed days across, shares in % up to the highest quarter that is needed."""
    ticks = np.arange(0.0, highest + 1.0, 25.0)
    axes.set_xlim(0.0, 30.0)
    axes.set_ylim(0.0, highest)
    axes.set_xticks([0, 7, 14, 21, 30])
    axes.set_yticks(ticks, [f"{tick:.0f}{' %' if tick == highest else ''}" for tick in ticks])
    quiet_y(axes, is_first=is_first)


def end_labels(axes: Axes, ends: Mapping[str, float], language: Language) -> None:
    """Names at the right ends of lines, moved apart where they would overlap."""
    labels = sorted((value, name) for name, value in ends.items() if not np.isnan(value))
    low, high = axes.get_ylim()
    height_inches = axes.get_position().height * axes.figure.get_figheight()
    heights = spread_apart([value for value, _ in labels], 0.15 / height_inches * (high - low), (low, high))
    left, right = axes.get_xlim()
    for height, (value, name) in zip(heights, labels, strict=True):
        axes.annotate(
            long_name(name, language), (right, value), xytext=(right + 0.03 * (right - left), height),
            textcoords="data", ha="left", va="center", fontsize=8, color=colour_of(name), annotation_clip=False,
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


def arm_legend(figure: Figure, names: Iterable[str], y_inches: float, language: Language) -> None:
    """Names of arms with colour and marker in one line, so many inches below the top of the page, right-aligned."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colour_of(name), marker=marker_of(name), markersize=4.5, linewidth=1.6) for name in names
    ]
    figure.legend(
        handles, [long_name(name, language) for name in names], loc="upper right", frameon=False, ncols=len(handles),
        bbox_to_anchor=(0.995, 1 - y_inches / figure.get_figheight()), fontsize=8, handlelength=1.6, borderpad=0,
        columnspacing=1.4, borderaxespad=0,
    )  # fmt: skip


def week_axes(
    axes: Axes, last_week: float, highest: float, emergency: tuple[float, float] | None, *, is_first: bool
) -> None:
    """Weeks across, from zero up: arms must not look further apart than they are; the emergency shaded."""
    if emergency is not None:
        axes.axvspan(*emergency, color=SHADE, linewidth=0, zorder=0)
    axes.set_xlim(0.0, last_week)
    axes.set_ylim(0.0, 1.06 * highest if highest > 0 else 1.0)
    axes.locator_params(axis="y", nbins=5)
    axes.locator_params(axis="x", integer=True, nbins=6)
    quiet_y(axes, is_first=is_first)


def name_emergency(axes: Axes, emergency: tuple[float, float] | None, language: Language) -> None:
    """The word at the foot of the shading."""
    if emergency is not None:
        axes.annotate(
            word("emergency", language), (sum(emergency) / 2, 0.0), xycoords=("data", "axes fraction"),
            xytext=(0, 4), textcoords="offset points", ha="center", va="bottom", fontsize=7.5, color=MUTED,
        )  # fmt: skip
