"""Sensitivity shown: outcomes and factors in words, the table on the terminal, the ranking, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import number, signed
from analysis.expressions import Expression
from analysis.figures.page import NOTE_INCHES, head_and_foot, new_figure, note_lines, notes_height, panel_grid
from analysis.precision import Precision
from analysis.sensitivity import MAIN
from analysis.style import BLUE, FAINT, INK, MUTED, house_style, save
from analysis.sweeps import Sweep, unit_of, without_window
from analysis.words import WORDS, Language, name_of, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group

BESIDE = {"total": ("first",), "mu_star": ("mu", "sigma"), "difference": (), "pawn": ()}
IN_UNITS = ("mu_star", "mu", "sigma", "difference")
FEW_SEEDS = 5
MOST_PANELS = 12


def precision_notes(found: Precision, asked: Expression, language: Language) -> list[str]:
    """The rule's answer, in words."""
    if np.isnan(found.typical):
        return [word("precision_unknown", language)]
    factor, unit = unit_of(asked.outcomes, language)

    def shown(value: float) -> str:
        return f"{value * factor:.2g}"

    notes = [
        word(
            "precision_reached", language, n=found.n_seeds, typical=shown(found.typical), noisy=shown(found.noisy),
            unit=unit,
        )
    ]  # fmt: skip
    if np.isnan(found.wanted):
        return [*notes, word("precision_no_wish", language)]
    if found.is_reached:
        return [*notes, word("precision_stop", language, wanted=f"{found.wanted * factor:g}", unit=unit)]
    needed, noisy = (str(n) if n else ">100000" for n in (found.needed, found.needed_noisy))
    wanted = f"{found.wanted * factor:g}"
    return [*notes, word("precision_go_on", language, wanted=wanted, unit=unit, needed=needed, noisy=noisy)]


def outcome_text(asked: Expression, language: Language) -> str:
    """What is asked, by name if it is an outcome with one, else as it was written."""
    name = without_window(asked.text)
    return f"{word(name, language)} ({asked.text})" if name in WORDS else asked.text.replace("-", "−")


def levers_text(sweep: Sweep, text: str, language: Language) -> str:
    """A combination of levers in words."""
    if not text:
        return word("sens_levers_all", language)
    parts = []
    for part in text.split(", "):
        name, _, value = part.partition("=")
        lever = sweep.lever_of(name)
        shown = name_of(value, language) if value in WORDS else value
        parts.append(
            shown if lever.key in ("governance", "assessment", "regime") else f"{lever.name(language)} {shown}"
        )
    return word("comma", language).join(parts)


def _row_name(sweep: Sweep, factor: str, level: str, language: Language) -> str:
    named = next(other for other in (*sweep.levers, *sweep.uncertainties) if other.key == factor).name(language)
    return word("sens_level", language, name=named, value=level) if level else named


def _ranked(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Factors (and levels), the one with the largest index anywhere first; levels of one factor stay in order."""
    main = table[table["reading"] != ""]
    if (main["level"] != "").any():
        return list(dict.fromkeys(main[["factor", "level"]].itertuples(index=False, name=None)))
    top = main.groupby(["factor", "level"], sort=False)["value"].max().sort_values(ascending=False, kind="stable")
    return [(str(factor), str(level)) for factor, level in top.index]


def notes_of(sweep: Sweep, table: pd.DataFrame, asked: Expression, language: Language) -> list[str]:
    """How the indices are to be read, what chance does, what was left out, how far they reach."""
    measure = MAIN[str(table["method"].iloc[0])]
    n_seeds, noise = int(table["n_seeds"].max()), float(table["noise_share"].max())
    resampled = "sens_seeds_only" if table["method"].iloc[0] == "factorial" else "sens_rows_seeds"
    n_compared = int((table["reading"] != "").sum() / max(1, table["levers"].nunique()))
    notes = [word(f"sens_caption_{measure}", language, resampled=word(resampled, language), n=n_compared)]
    if n_seeds < 2:
        notes.append(word("sens_one_seed", language))
    else:
        if not np.isnan(noise):
            key = "sens_noise" if measure == "total" else "sens_noise_beside"
            notes.append(word(key, language, share=_percent(noise), n=n_seeds))
        if n_seeds < FEW_SEEDS:
            notes.append(word("sens_few_seeds", language))
    n_missing = int(sweep.runs(asked.outcomes).attrs["n_missing"])
    if n_missing:
        notes.append(word("sens_left_out", language, n=n_missing))
    scenario = name_of(str(sweep.study["scenario"]), language)
    return [*notes, word("sens_reach", language, scenario=scenario, days=sweep.study["days"])]


def _percent(share: float) -> str:
    return "<1 %" if 0.0 < share < 0.01 else f"{100 * share:.0f} %"


# --- the table on the terminal ----------------------------------------------------------------------------------------
def sensitivity_table(
    sweep: Sweep, table: pd.DataFrame, asked: Expression, found: Precision, language: Language = "en"
) -> Group:
    """The ranking as text: per combination of levers the factors, their indices, and what can be said.

    Args:
        sweep: the runs.
        table: see :func:`sensitivity_of`.
        asked: what the indices are of.
        found: see :func:`reached`.
        language: ``en`` or ``zh``.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    measure = MAIN[str(table["method"].iloc[0])]
    scale = unit_of(asked.outcomes, language)[0] if measure in IN_UNITS else 1.0
    parts: list[Any] = [Text(_title(sweep, asked, language), style="bold")]
    order = _ranked(table)
    for levers, block in table.groupby("levers", sort=False):
        shown = Table(
            box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, title_justify="left",
            title_style="bold",
        )  # fmt: skip
        shown.title = levers_text(sweep, str(levers), language)
        shown.add_column(word("sens_factor", language))
        for name in (measure, *BESIDE[measure]):
            shown.add_column(word(f"sens_{name}", language), justify="right")
        shown.add_column(word("sens_reading", language))
        for factor, level in order:
            rows = block[(block["factor"] == factor) & (block["level"] == level)].set_index("measure")
            if rows.empty:
                continue
            main = rows.loc[measure]
            cells = [_cell(main, scale, measure, language)]
            cells += [_plain(float(rows.loc[name, "value"]) * scale, name) for name in BESIDE[measure]]
            style = "" if main["reading"] == "clear" else "dim"
            shown.add_row(
                _row_name(sweep, factor, level, language),
                *cells,
                word(f"sens_{main['reading']}", language),
                style=style,
            )
        parts += [Text(""), shown]
    notes = [*notes_of(sweep, table, asked, language), *precision_notes(found, asked, language)]
    return Group(*parts, Text(""), *(Padding(Text(note, style="dim"), (0, 0, 0, 1)) for note in notes))


def _title(sweep: Sweep, asked: Expression, language: Language) -> str:
    return word("sens_title", language, title=sweep.text("title", language), outcome=outcome_text(asked, language))


def _cell(row: Any, scale: float, measure: str, language: Language) -> str:
    text = _plain(float(row["value"]) * scale, measure)
    if np.isnan(row["low"]):
        return text
    ends = {end: _plain(float(row[end]) * scale, measure) for end in ("low", "high")}
    return f"{text} {word('sens_interval', language, **ends)}"


def _plain(value: float, measure: str) -> str:
    """As many decimals as the size needs; with a sign where the direction is meant."""
    decimals = 2 if measure not in IN_UNITS or 0.1 <= abs(value) < 10 else 1 if abs(value) >= 10 else 3
    return signed(value, decimals) if measure in ("mu", "difference") else number(value, decimals)


# --- the figure -------------------------------------------------------------------------------------------------------
def sensitivity_figure(
    sweep: Sweep, table: pd.DataFrame, asked: Expression, found: Precision, language: Language = "en"
) -> Figure:
    """The ranking as a figure: one panel per combination of levers, one line per factor.

    Args:
        sweep: the runs.
        table: see :func:`sensitivity_of`.
        asked: what the indices are of.
        found: see :func:`reached`.
        language: ``en`` or ``zh``.

    Returns:
        A figure. Of more combinations than :data:`MOST_PANELS` the first are drawn; the table has all.
    """
    measure = MAIN[str(table["method"].iloc[0])]
    factor, unit = unit_of(asked.outcomes, language) if measure in IN_UNITS else (1.0, "")
    blocks = [(str(levers), block) for levers, block in table.groupby("levers", sort=False)][:MOST_PANELS]
    order = _ranked(table)
    n_columns = min(len(blocks), 3)
    n_rows = -(-len(blocks) // n_columns)
    notes = note_lines([*notes_of(sweep, table, asked, language), *precision_notes(found, asked, language)], language)
    asked_text = "" if without_window(asked.text) in WORDS else outcome_text(asked, language)
    subtitle = note_lines([text for text in (asked_text, sweep.text("question", language)) if text], language)
    panel, gap, bottom = 0.23 * len(order) + 0.25, 0.62, 0.55 + notes_height(notes)
    top = 0.55 + NOTE_INCHES * len(subtitle) + (0.25 if len(blocks) > 1 else 0.0)
    with house_style():
        figure = new_figure(top + bottom + n_rows * panel + (n_rows - 1) * gap)
        margins = (2.5, 0.3, top, bottom)
        grid = panel_grid(figure, n_rows, n_columns, margins=margins, gaps=(0.3, gap), share_y=True)
        limits = _limits(table[table["measure"].isin((measure, *_rings(measure)))], factor)
        for place, axes in enumerate(axes for line in grid for axes in line):
            if place >= len(blocks):
                axes.remove()
                continue
            levers, block = blocks[place]
            _panel(axes, block, order, measure, factor)
            axes.set_xlim(*limits)
            axes.set_title(levers_text(sweep, levers, language) if levers else "", fontsize=9)
            axes.set_yticks(range(len(order)), [_row_name(sweep, *row, language) for row in order])
            axes.tick_params(axis="y", length=0, labelcolor=INK, labelleft=place % n_columns == 0, labelsize=8.5)
            if place + n_columns >= len(blocks):
                axes.set_xlabel(word(f"sens_axis_{measure}", language, unit=unit), color=MUTED, fontsize=8)
        title = sweep.text("title", language) if asked_text else _title(sweep, asked, language)
        head_and_foot(figure, title, notes)
        below_title(figure, subtitle)
    return figure


def below_title(figure: Figure, lines: Sequence[str]) -> None:
    """Lines in grey under the title of a figure."""
    place = 1 - 0.38 / figure.get_figheight()
    figure.text(0.012, place, "\n".join(lines), ha="left", va="top", fontsize=8.5, color=MUTED, linespacing=1.4)


def _rings(measure: str) -> tuple[str, ...]:
    return ("first",) if measure == "total" else ()


def _panel(axes: Axes, block: pd.DataFrame, order: Sequence[tuple[str, str]], measure: str, factor: float) -> None:
    axes.axvline(0.0, color=MUTED, linewidth=0.7, zorder=1)
    for y, (name, level) in enumerate(order):
        rows = block[(block["factor"] == name) & (block["level"] == level)].set_index("measure")
        if rows.empty:
            continue
        axes.axhline(y, color=FAINT, linewidth=0.4, zorder=0)
        row = rows.loc[measure]
        is_clear = row["reading"] == "clear"
        colour = BLUE if is_clear else MUTED
        if not np.isnan(row["low"]):
            ends = (row["low"] * factor, row["high"] * factor)
            axes.plot(ends, (y, y), color=colour, linewidth=1.6, solid_capstyle="butt", zorder=3)
        axes.plot(
            row["value"] * factor, y, marker="o", markersize=5, color=colour if is_clear else "white",
            markeredgecolor=colour, zorder=4,
        )  # fmt: skip
        if row["threshold"] > 0.0:
            axes.plot((row["threshold"] * factor,) * 2, (y - 0.35, y + 0.35), color=INK, linewidth=1.0, zorder=5)
        for ring in _rings(measure):
            axes.plot(
                rows.loc[ring, "value"] * factor, y + 0.24, marker="o", markersize=3.5, color="none",
                markeredgecolor=colour, markeredgewidth=0.8, zorder=4,
            )  # fmt: skip
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=5)


def _limits(rows: pd.DataFrame, factor: float) -> tuple[float, float]:
    known = [0.0, *(rows[["value", "low", "high", "threshold"]].to_numpy().ravel() * factor)]
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    margin = 0.05 * (high - low or 1.0)
    return low - margin, high + margin


def save_sensitivity_figure(
    sweep: Sweep, table: pd.DataFrame, asked: Expression, found: Precision, stem: Path, language: Language
) -> Sequence[Path]:
    """Draw the figure and write it as PNG and SVG; the files carry the language in their names."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    figure = sensitivity_figure(sweep, table, asked, found, language)
    return save(figure, stem.with_name(f"{stem.name}.{language}"))
