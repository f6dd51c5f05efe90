"""Patterns shown: verdicts in words, the table on the terminal, one figure per pattern, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import number, signed
from analysis.figures.page import WIDTH, head_and_foot, new_figure, note_lines, notes_height
from analysis.patterns import UNDOMINATED, Definition, Floats
from analysis.style import BAND, BLUE, FAINT, INK, MUTED, PURPLE, VERMILION, house_style, save
from analysis.words import Language, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group

VERDICT_COLOUR = {"appears": BLUE, "reverses": VERMILION, "absent": MUTED, "depends": PURPLE}
# Unit of an outcome -> factor to the unit shown, and the word for it
SHOWN_UNIT = {"0 to 1": (100.0, "unit_points")}
INDICES = ("strain", "trust", "relation", UNDOMINATED)  # from 0 to 1, and no shares of anything


# --- words ------------------------------------------------------------------------------------------------------------
def in_language(tree: Mapping[str, Any], key: str, language: Language) -> str:
    """A text of a pattern in one language."""
    return str(tree[key if language == "en" else f"{key}_zh"])


def unit_of(row: Any, language: Language) -> tuple[float, str]:
    """Factor to the shown unit of an expectation, and that unit."""
    if row.outcome in INDICES:
        return 1.0, word("unit_index", language)
    factor, key = SHOWN_UNIT.get(row.unit, (1.0, f"unit_{row.unit}"))
    return factor, word(key, language)


def effect_text(value: float, row: Any, factor: float) -> str:
    """An effect with its sign, or a level without one, with as many decimals as its size needs."""
    shown = value * factor
    decimals = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2 if abs(shown) >= 0.1 else 3
    return number(shown, decimals) if row.sign == "within" else signed(shown, decimals)


def expected_text(row: Any, language: Language) -> str:
    """What is expected: direction and smallest effect of interest, or a level."""
    factor, unit = unit_of(row, language)
    if row.sign == "within":
        low, high = (f"{max(level, 0.0) * factor:g}" for level in (row.low_level, row.high_level))
        return word("expected_within", language, low=low, high=high, unit=unit)
    key = f"expected_{row.sign}" + ("" if row.smallest_effect > 0.0 else "_any")
    return word(key, language, value=f"{row.smallest_effect * factor:g}", unit=unit)


def share_text(row: Any, language: Language) -> tuple[str, str]:
    """``41 of 50`` and ``(0.69 to 0.90)``."""
    hits = word("share_of_settings", language, n=round(row.share * row.n_settings), of=row.n_settings)
    return hits, word("share_interval", language, low=f"{row.low:.2f}", high=f"{row.high:.2f}")


def verdict_text(row: Any, language: Language) -> str:
    """The verdict, with a question mark where more settings could change it."""
    name = f"{row.verdict}_level" if row.sign == "within" and row.verdict == "absent" else row.verdict
    return word(name, language) + ("" if row.is_settled else word("unsettled", language))


def is_another_at_plausible(row: Any) -> bool:
    """Whether the verdict is another where only plausible settings count, if there are any."""
    return bool(row.plausible_n_settings) and row.plausible_verdict != row.verdict


def plausible_view(row: Any) -> SimpleNamespace:
    """The same expectation where only plausible settings count."""
    told = {name.removeprefix("plausible_"): value for name, value in row._asdict().items() if "plausible_" in name}
    return SimpleNamespace(sign=row.sign, **told)


def plausible_text(row: Any, language: Language) -> str:
    """How many of the plausible settings are as expected, and the verdict on them where it is another."""
    kept = plausible_view(row)
    if not kept.n_settings:
        return word("none_plausible", language)
    share = word("share_of_plausible", language, n=round(kept.share * kept.n_settings), of=kept.n_settings)
    if not is_another_at_plausible(row):
        return share
    return word("verdict_at_plausible", language, share=share, verdict=verdict_text(kept, language))


def without_text(row: Any, language: Language) -> str:
    """What becomes of it with the mechanism off, and in how many settings it still holds."""
    if not isinstance(row.without, str) or not row.without:
        return "–"
    n = round(row.without_share * row.n_settings)
    return word(f"without_{row.without}", language, n=n, of=row.n_settings)


def region_text(row: Any, language: Language) -> str:
    """Which drawn value separates the settings, and how."""
    if not isinstance(row.leans_on, str):
        return "–"
    return word(
        "region", language, name=row.leans_on, rho=signed(row.rho, 2), lower=f"{100 * row.lower_share:.0f}",
        upper=f"{100 * row.upper_share:.0f}",
    )  # fmt: skip


def notes_of(definition: Definition, n_settings: int, seeds: int, language: Language) -> list[str]:
    """What a reader has to know beside the verdicts."""
    own = [in_language(definition, "note", language)] if definition["note"] else []
    reach = word("pattern_reach", language, n=n_settings, seeds=seeds, days=definition["days"])
    return [reach, word("pattern_rule", language), *own]


# --- the table on the terminal ----------------------------------------------------------------------------------------
def verdict_table(
    verdicts: pd.DataFrame, definitions: Mapping[str, Definition], seeds: int, language: Language = "en"
) -> Group:
    """The verdicts of some patterns on a terminal: a line per expectation, and how far they reach.

    Args:
        verdicts: see :func:`verdicts_of`, with a column ``pattern``.
        definitions: patterns by name.
        seeds: paired seeds per setting.
        language: ``en`` or ``zh``.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    parts: list[Text | Table] = []
    for name, of_pattern in verdicts.groupby("pattern", sort=False):
        definition = definitions[str(name)]
        parts.append(Text(in_language(definition, "title", language), style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        for ratio in (4, 3, 3):
            table.add_column(ratio=ratio, overflow="fold")
        for row, outcome in zip(of_pattern.itertuples(), definition["outcomes"], strict=True):
            factor, unit = unit_of(row, language)
            bare = without_text(row, language)
            verdict = Text(verdict_text(row, language), style="bold")
            if is_another_at_plausible(row):
                other = verdict_text(plausible_view(row), language)
                verdict.append("\n" + word("plausible_otherwise", language, verdict=other), style="not bold")
            if bare != "–":
                verdict.append("\n" + word("pattern_without", language, what=bare), style="dim not bold")
            table.add_row(
                Text(in_language(outcome, "title", language)),
                Text(f"{effect_text(row.median, row, factor)} {unit}\n{share_text(row, language)[0]}"),
                verdict,
            )
        parts += [table, Text("")]
    n_settings = int(verdicts["n_settings"].max())
    reach = word("patterns_reach", language, n=n_settings, seeds=seeds)
    return Group(*parts, *(Text(note, style="dim") for note in (reach, word("pattern_rule", language))))


# --- the figure -------------------------------------------------------------------------------------------------------
def pattern_figure(
    effects: pd.DataFrame, verdicts: pd.DataFrame, definition: Definition, seeds: int, language: Language = "en"
) -> Figure:
    """One dot per drawn setting for each expectation, with the smallest effect, the median and the verdict; below
    it, in grey, the same with the mechanism off.

    Args:
        effects: see :func:`effects_of`.
        verdicts: see :func:`verdicts_of`.
        definition: the pattern.
        seeds: paired seeds per setting.
        language: ``en`` or ``zh``.

    Returns:
        A figure: one panel per expectation, each with its own scale.
    """
    n_settings = int(verdicts["n_settings"].max())
    captions = [word("pattern_caption", language, n=n_settings)]
    if definition["without"]:
        label = in_language(definition["without"], "label", language)
        captions.append(word("pattern_caption_without", language, label=label))
    notes = note_lines([*captions, *notes_of(definition, n_settings, seeds, language)], language)
    rows = list(verdicts.itertuples())
    panel, gap, top, bottom = 0.62, 0.42, 0.95, 0.38 + notes_height(notes)
    with house_style():
        figure = new_figure(top + bottom + len(rows) * panel + (len(rows) - 1) * gap)
        height = figure.get_figheight()
        for place, (row, outcome) in enumerate(zip(rows, definition["outcomes"], strict=True)):
            y = height - top - (place + 1) * panel - place * gap
            axes = figure.add_axes((3.1 / WIDTH, y / height, 4.2 / WIDTH, panel / height))
            of_this = effects[effects["expectation"] == place]
            on, off = (of_this.loc[of_this["without"] == without, "effect"].to_numpy() for without in (False, True))
            _effects_panel(axes, on, off, row, language)
            _beside(axes, in_language(outcome, "title", language), expected_text(row, language), -3.0)
            hits = word("share_short", language, n=round(row.share * row.n_settings), of=row.n_settings)
            status = word(f"status_{row.status}", language)
            above = word("pair", language, a=verdict_text(row, language), b=status)
            _beside(axes, above, f"{hits}\n{plausible_text(row, language)}", 5.0, VERDICT_COLOUR[str(row.verdict)])
        head_and_foot(figure, in_language(definition, "title", language), notes)
        claim = "\n".join(note_lines([in_language(definition, "claim", language)], language)[:2])
        figure.text(0.012, 1 - 0.40 / height, claim, ha="left", va="top", fontsize=8.5, color=MUTED)
    return figure


def _effects_panel(axes: Axes, on: Floats, off: Floats, row: Any, language: Language) -> None:
    factor, unit = unit_of(row, language)
    is_level = row.sign == "within"
    edges = (row.low_level, row.high_level) if is_level else (-row.smallest_effect, row.smallest_effect)
    low, high = (edge * factor for edge in edges)
    if high > low:
        axes.axvspan(low, high, color=BAND, linewidth=0, zorder=0)
    if not is_level:
        axes.axvline(0.0, color=MUTED, linewidth=0.7, zorder=1)
    shown = [*on * factor, *off * factor]
    for values, y, colour in ((on, 0.25 if off.size else 0.0, VERDICT_COLOUR[row.verdict]), (off, -0.35, FAINT)):
        if values.size:
            # Spread by rank, not at random, so that the same data give the same picture.
            spread = y + 0.17 * np.sin(np.arange(values.size) * 2.4)
            axes.scatter(np.sort(values * factor), spread, s=8, color=colour, alpha=0.55, linewidth=0, zorder=2)
            middle = float(np.median(values)) * factor
            axes.plot((middle, middle), (y - 0.25, y + 0.25), color=INK if y >= 0.0 else MUTED, linewidth=1.5, zorder=3)
    axes.set_ylim(-0.65, 0.55)
    if is_level:
        # a limit far away stands for "no limit" and does not set the scale
        reach = max(2.0 * float(np.ptp(shown)), 0.5 * (high - low))
        shown += [edge for edge in (low, high) if min(shown) - reach <= edge <= max(shown) + reach]
    else:
        shown += [0.0, low, high]
    margin = 0.05 * (max(shown) - min(shown) or 1.0)
    axes.set_xlim(min(shown) - margin, max(shown) + margin)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.locator_params(axis="x", nbins=6)
    axes.annotate(
        unit, (1.0, 0.0), xycoords="axes fraction", xytext=(4, -2), textcoords="offset points", ha="left", va="top",
        fontsize=7.5, color=MUTED,
    )  # fmt: skip


def _beside(axes: Axes, above: str, below: str, x_inches: float, colour: str = INK) -> None:
    """A line of text left or right of a panel, and what goes below it."""
    for text, lift, edge, size, shade in ((above, 2, "bottom", 8.5, colour), (below, -1, "top", 7.5, MUTED)):
        axes.annotate(
            text, (0.0, 0.5), xycoords="axes fraction", xytext=(72 * x_inches, lift), textcoords="offset points",
            ha="left", va=edge, fontsize=size, color=shade, linespacing=1.4,
        )  # fmt: skip


def save_pattern_figure(
    name: str,
    effects: pd.DataFrame,
    verdicts: pd.DataFrame,
    definition: Definition,
    seeds: int,
    out_dir: str | Path,
    language: Language = "en",
) -> Sequence[Path]:
    """Draw the figure of a pattern and write it as PNG; the file carries the language in its name."""
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return save(pattern_figure(effects, verdicts, definition, seeds, language), folder / f"{name}.{language}", ("png",))
