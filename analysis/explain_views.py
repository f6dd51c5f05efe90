"""An explanation shown: a table on the terminal, and a waterfall from one arm to the other per outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import SHOWN, blocks_of, number, reach_note, signed
from analysis.explain import DIRECT, OUTCOMES, REST, START, TOTAL, Question
from analysis.figures.page import above, arm_name, page, panel_grid, signed_ticks
from analysis.style import BAND, BLUE, FAINT, INK, MUTED, VERMILION, house_style
from analysis.words import WORDS, Language, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group

ROW_INCHES = 0.36
# Decimals of differences: one more of strain than elsewhere, because parts of it are small.
DECIMALS = {outcome: SHOWN[outcome].difference_decimals for outcome in OUTCOMES} | {"strain": 3}


def arm_text(name: str, language: Language) -> str:
    """An arm as it was asked for, ``grid/ranking`` or ``without``, in words."""
    governance, slash, assessment = name.partition("/")
    return arm_name(governance, assessment, language) if slash else name_of(name, language)


def part_text(part: str, language: Language) -> str:
    """A group or channel in words; a key of the configuration stays as it is."""
    return word(f"part_{part}", language) if f"part_{part}" in WORDS else part


def explanation_sentence(
    table: pd.DataFrame, names: tuple[str, str], window: str, title: str, language: Language
) -> str:
    """What the largest parts are, outcome by outcome, with the reach in front; computed from the table."""
    rows = table[table["window"] == window]
    texts = []
    for outcome in OUTCOMES:
        shown, of = SHOWN[outcome], rows[rows["outcome"] == outcome]
        total = of[of["part"] == TOTAL].iloc[0]
        parts = of[~of["part"].isin((START, TOTAL, REST))]
        # A part counts if its interval lies on one side of zero, and if it is not zero as shown.
        is_clear = (parts["low"] > 0.0) | (parts["high"] < 0.0)
        is_seen = (parts["value"] * shown.factor).abs() >= 0.5 * 10.0 ** -DECIMALS[outcome]
        clear = parts[is_clear & is_seen]
        largest = clear.reindex(clear["value"].abs().sort_values(ascending=False, kind="stable").index).head(2)
        said = word("comma", language).join(
            word("explain_part", language, part=part_text(row.part, language),
                 value=signed(row.value * shown.factor, DECIMALS[outcome]))
            for row in largest.itertuples()
        )  # fmt: skip
        texts.append(
            word("explain_outcome", language, name=word(outcome, language),
                 total=signed(total["value"] * shown.factor, DECIMALS[outcome]),
                 unit=word(f"explain_unit_{outcome}", language), parts=said or word("explain_none", language))
        )  # fmt: skip
    text = word("said_explain", language, a=arm_text(names[0], language), b=arm_text(names[1], language),
                block=word(f"in_{title}", language), parts=word("semicolon", language).join(texts))  # fmt: skip
    return word("sentence", language, n_seeds=seeds(int(rows["n_seeds"].min()), language), text=text)


def _notes(table: pd.DataFrame, runs: pd.DataFrame, question: Question, language: Language) -> list[str]:
    kind = "channels" if question.is_by_channels else "institutions"
    taken = (
        word("explain_sampled", language, n=len(question.orders), error=number(_largest_error(table), 2))
        if question.orders
        else word("explain_exact", language, n=len(question.coalitions))
    )
    return [word(f"explain_{kind}", language), taken, reach_note(runs, language)]


def _largest_error(table: pd.DataFrame) -> float:
    """The largest standard error from drawing orders, in shown units."""
    factors = table["outcome"].map({outcome: shown.factor for outcome, shown in SHOWN.items()})
    return float((table["sampling_sd"] * factors).max())


# --- terminal ---------------------------------------------------------------------------------------------------------
def explanation_table(
    table: pd.DataFrame, runs: pd.DataFrame, names: tuple[str, str], question: Question, language: Language
) -> Group:
    """The answer on a terminal: parts by outcomes, with half-widths of their intervals."""
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    blocks = []
    for block in blocks_of(runs[runs["status"] == "ok"]):
        rows = table[table["window"] == block.window]
        shown_table = Table(
            title=word("explain_title", language, a=arm_text(names[0], language), b=arm_text(names[1], language),
                       block=word(block.title, language)),
            title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0),
        )  # fmt: skip
        shown_table.add_column("", overflow="fold")
        for outcome in OUTCOMES:
            shown_table.add_column(word(outcome, language) + "\n" + word(f"{outcome}_short_unit", language))
        for part in dict.fromkeys(rows["part"]):
            cells = [_cell(rows, outcome, part) for outcome in OUTCOMES]
            label = word(f"explain_{part}", language) if part in (START, DIRECT, TOTAL, REST) else ""
            shown_table.add_row(label or part_text(part, language), *cells, end_section=part == START)
        blocks.append(shown_table)
    said = [
        explanation_sentence(table, names, block.window, block.title, language)
        for block in blocks_of(runs[runs["status"] == "ok"])
    ]
    lines = [*said, *_notes(table, runs, question, language)]
    return Group(*blocks, *[Padding(Text(line, style="dim"), (0, 0, 0, 1)) for line in lines])


def _cell(rows: pd.DataFrame, outcome: str, part: str) -> str:
    row = rows[(rows["outcome"] == outcome) & (rows["part"] == part)].iloc[0]
    shown = SHOWN[outcome]
    if part == START:
        return number(row["value"] * shown.factor, shown.decimals)
    half = number((row["high"] - row["low"]) / 2 * shown.factor, DECIMALS[outcome])
    return f"{signed(row['value'] * shown.factor, DECIMALS[outcome])} ±{half}"


# --- waterfall --------------------------------------------------------------------------------------------------------
def waterfall_figures(
    table: pd.DataFrame, runs: pd.DataFrame, names: tuple[str, str], question: Question, language: Language = "en"
) -> Iterator[tuple[str, Figure]]:
    """One figure per window: from the mean of a, part by part, to the mean of b.

    Args:
        table: what :func:`analysis.explain.explanation` gives.
        runs: the runs behind it.
        names: of the two arms.
        question: what was asked.
        language: ``en`` or ``zh``.

    Returns:
        Name of the file, without language and suffix, and figure.
    """
    for block in blocks_of(runs[runs["status"] == "ok"]):
        rows = table[table["window"] == block.window]
        parts = [part for part in dict.fromkeys(rows["part"]) if part not in (START, TOTAL, REST)]
        title = word("explain_title", language, a=arm_text(names[0], language), b=arm_text(names[1], language),
                     block=word(block.title, language))  # fmt: skip
        said = explanation_sentence(table, names, block.window, block.title, language)
        notes = [word("explain_caption", language, n_seeds=seeds(int(rows["n_seeds"].min()), language)),
                 *_notes(table, runs, question, language)]  # fmt: skip
        with house_style():
            body = 0.5 + ROW_INCHES * (len(parts) + 2) + 0.5
            figure, top, bottom = page(title, said, notes, language, body)
            (panels,) = panel_grid(
                figure, 1, len(OUTCOMES), margins=(2.05, 0.25, top + 0.5, bottom + 0.45), gaps=(0.3, 0.0)
            )
            for place, (axes, outcome) in enumerate(zip(panels, OUTCOMES, strict=True)):
                _waterfall(axes, rows[rows["outcome"] == outcome].set_index("part"), parts, outcome, language)
                labels = [arm_text(names[0], language), *(_label(part, language) for part in parts)]
                labels.append(arm_text(names[1], language))
                axes.set_yticks(range(len(labels)), labels if place == 0 else [""] * len(labels))
                axes.tick_params(axis="y", left=False, labelcolor=INK)
        yield f"explain{block.window}", figure


def _label(part: str, language: Language) -> str:
    return word("explain_directly", language) if part == DIRECT else part_text(part, language)


def _waterfall(axes: Axes, rows: pd.DataFrame, parts: list[str], outcome: str, language: Language) -> None:
    """Differences to a, so that the axis needs no zero of the outcome itself; the arms' own means stand as numbers."""
    shown = SHOWN[outcome]
    at, reach = 0.0, [0.0]
    for y, part in enumerate(parts, start=1):
        value = float(rows.loc[part, "value"]) * shown.factor
        low, high = (at + float(rows.loc[part, end]) * shown.factor for end in ("low", "high"))
        axes.plot((at, at), (y - 1, y), color=FAINT, linewidth=0.8, zorder=1)
        axes.barh(y, value, left=at, height=0.62, color=VERMILION if value > 0.0 else BLUE, zorder=2)
        if not np.isnan(low):
            axes.plot((low, high), (y, y), color=INK, linewidth=0.9, zorder=3)
        at += value
        reach += [at, *(end for end in (low, high) if not np.isnan(end))]
        axes.annotate(
            signed(value, DECIMALS[outcome]), (1.0, y), xycoords=("axes fraction", "data"), xytext=(0, 0),
            textcoords="offset points", ha="right", va="center", fontsize=8, color=INK, zorder=4,
        )  # fmt: skip
    axes.plot((at, at), (len(parts), len(parts) + 1), color=FAINT, linewidth=0.8, zorder=1)
    start = float(rows.loc[START, "value"]) * shown.factor
    for y, place, mean in ((0, 0.0, start), (len(parts) + 1, at, start + at)):
        axes.plot(place, y, marker="D", color=INK, markersize=5, zorder=4)
        axes.annotate(
            number(mean, shown.decimals if outcome != "need_based_days" else 2), (1.0, y),
            xycoords=("axes fraction", "data"), ha="right", va="center", fontsize=8, fontweight="bold", color=INK,
        )  # fmt: skip
    low, high = min(reach), max(reach)
    room = max(high - low, 1e-9)
    axes.set_xlim(low - 0.06 * room, high + 0.42 * room)  # numbers stand on the right
    axes.set_ylim(len(parts) + 1.5, -0.5)
    axes.axvline(0.0, color=BAND, linewidth=1.0, zorder=0)
    axes.xaxis.set_major_formatter(signed_ticks())
    axes.locator_params(axis="x", nbins=4)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(word("explain_axis", language, unit=word(f"explain_unit_{outcome}", language)), color=MUTED)
    above(axes, word(outcome, language), points=9.5, weight="bold")
