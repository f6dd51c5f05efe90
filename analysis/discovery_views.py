"""Scenario discovery shown: conditions in words, the table on the terminal, the figure, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.discovery import FEWEST, Box, Discovery, Limit
from analysis.figures.page import NOTE_INCHES, head_and_foot, new_figure, note_lines, notes_height
from analysis.sensitivity_views import below_title
from analysis.style import BLUE, FAINT, INK, MUTED, VERMILION, house_style, save
from analysis.sweeps import Factor, Sweep, as_word
from analysis.words import WORDS, Language, name_of, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group


def condition_text(box: Box, language: Language) -> str:
    """What the cases of a group have in common, in words."""
    if not box.limits:
        return word("disc_always", language)
    return word("case_and", language).join(_limit_text(limit, language) for limit in box.limits)


def _limit_text(limit: Limit, language: Language) -> str:
    name = limit.factor.name(language)
    if limit.choices:
        either = word("case_either", language).join(_choice_text(choice, language) for choice in limit.choices)
        return word("case_is", language, name=name, value=either)
    if np.isinf(limit.low):
        return word("case_below", language, name=name, value=_number(limit.high))
    if np.isinf(limit.high):
        return word("case_above", language, name=name, value=_number(limit.low))
    return word("case_between", language, name=name, low=_number(limit.low), high=_number(limit.high))


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _choice_text(choice: Any, language: Language) -> str:
    text = as_word(choice)
    key = f"case_{text}" if isinstance(choice, bool) else text
    return word(key, language) if key in WORDS else text


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def notes_of(sweep: Sweep, found: Discovery, language: Language) -> list[str]:
    """What was found and how well it stands, what chance may have decided, how far it reaches."""
    n_holds, n = int(found.cases["holds"].sum()), len(found.cases)
    base = n_holds / n if n else float("nan")
    notes = [word("disc_base", language, target=found.target.text, n=n_holds, of=n, share=_percent(base))]
    if not found.is_enough:
        notes.append(word("disc_few", language, n=FEWEST))
    elif len(found.boxes) == 1:
        notes.append(word("disc_none", language))
    else:
        if np.isnan(found.precision):
            notes.append(word("disc_checked_none", language, base=_percent(base)))
        else:
            shares = {"precision": _percent(found.precision), "recall": _percent(found.recall), "base": _percent(base)}
            notes.append(word("disc_checked", language, **shares))
        names = {factor.key: factor.name(language) for factor in (*sweep.levers, *sweep.uncertainties)}
        again = sorted(found.found_again.items(), key=lambda item: -item[1])
        listed = word("comma", language).join(
            word("disc_stable_one", language, name=names[key], n=round(100 * share)) for key, share in again
        )
        notes.append(word("disc_stable", language, factors=listed))
    if not np.isnan(found.agreed):
        notes.append(word("disc_noise", language, share=_percent(found.agreed)))
    else:
        notes.append(word("disc_one_seed", language))
    if found.n_missing:
        notes.append(word("sens_left_out", language, n=found.n_missing))
    scenario = name_of(str(sweep.study["scenario"]), language)
    return [*notes, word("disc_reach", language, scenario=scenario, days=sweep.study["days"])]


def boxes_table(found: Discovery) -> pd.DataFrame:
    """The groups as a table: condition (as text), cases, holds, density, low, high, coverage."""
    import pandas as pd

    n_holds = int(found.cases["holds"].sum())
    return pd.DataFrame(
        [
            {
                "condition": condition_text(box, "en"),
                "cases": box.n,
                "holds": box.n_holds,
                "density": box.density if box.n else float("nan"),
                "low": box.low,
                "high": box.high,
                "coverage": box.n_holds / n_holds if n_holds else float("nan"),
            }
            for box in found.boxes
        ]
    )


def discovery_table(sweep: Sweep, found: Discovery, language: Language = "en") -> Group:
    """The groups as text, largest share first, and how well they stand.

    Args:
        sweep: the runs.
        found: see :func:`discover`.
        language: ``en`` or ``zh``.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich import box as boxes
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=boxes.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    shown.add_column(word("disc_condition", language))
    for name in ("disc_density", "disc_coverage", "disc_cases"):
        shown.add_column(word(name, language), justify="right")
    n_holds = max(1, int(found.cases["holds"].sum()))
    base = n_holds / max(1, len(found.cases))
    for box in found.boxes:
        interval = word("sens_interval", language, low=f"{100 * box.low:.0f}", high=f"{100 * box.high:.0f}")
        density = f"{_percent(box.density)} {interval}" if box.n else "–"
        is_told = len(found.boxes) > 1 and box.low > base
        shown.add_row(
            condition_text(box, language), density, _percent(box.n_holds / n_holds), str(box.n),
            style="bold" if is_told else "",
        )  # fmt: skip
    title = Text(word("disc_title", language, title=sweep.text("title", language)), style="bold")
    notes = (Padding(Text(note, style="dim"), (0, 0, 0, 1)) for note in notes_of(sweep, found, language))
    return Group(title, Text(""), shown, Text(""), *notes)


# --- the figure -------------------------------------------------------------------------------------------------------
def discovery_figure(sweep: Sweep, found: Discovery, language: Language = "en") -> Figure:
    """Groups of cases with the share where the target holds, and the cases over the two factors that tell most.

    Args:
        sweep: the runs.
        found: see :func:`discover`.
        language: ``en`` or ``zh``.

    Returns:
        A figure; without any condition only the upper part.
    """
    has_map = len(found.boxes) > 1
    captions = [word("disc_caption", language), *([word("disc_caption_cases", language)] * has_map)]
    notes = note_lines([*captions, *notes_of(sweep, found, language)], language)
    asked = note_lines([found.target.text.replace("-", "−")], language)
    factors = _telling(found)
    rows, map_height = 0.3 * len(found.boxes) + 0.15, 2.9 if has_map else 0.0
    top, middle, bottom = 0.65 + NOTE_INCHES * len(asked), 0.95 if has_map else 0.0, 0.5 + notes_height(notes)
    with house_style():
        figure = new_figure(top + rows + middle + map_height + bottom)
        width, height = figure.get_size_inches()
        y = height - top - rows
        axes = figure.add_axes((5.0 / width, y / height, 3.2 / width, rows / height))
        _shares_panel(axes, found, language)
        if has_map:
            y -= middle + map_height
            axes = figure.add_axes((2.5 / width, y / height, 5.0 / width, map_height / height))
            _cases_panel(axes, found, factors, language)
        head_and_foot(figure, word("disc_title", language, title=sweep.text("title", language)), notes)
        below_title(figure, asked)
    return figure


def _telling(found: Discovery) -> list[Factor]:
    """The factors that most cases are told apart by, at most two."""
    weights: dict[str, int] = {}
    known = {limit.factor.key: limit.factor for box in found.boxes for limit in box.limits}
    for box in found.boxes:
        for limit in box.limits:
            weights[limit.factor.key] = weights.get(limit.factor.key, 0) + box.n
    return [known[key] for key in sorted(weights, key=lambda key: -weights[key])[:2]]


def _shares_panel(axes: Axes, found: Discovery, language: Language) -> None:
    base = 100.0 * float(found.cases["holds"].mean()) if len(found.cases) else float("nan")
    n_holds = max(1, int(found.cases["holds"].sum()))
    axes.axvline(base, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for y, box in enumerate(found.boxes):
        colour = BLUE if 100 * box.low > base else VERMILION if 100 * box.high < base else MUTED
        axes.axhline(y, color=FAINT, linewidth=0.4, zorder=0)
        axes.plot((100 * box.low, 100 * box.high), (y, y), color=colour, linewidth=1.8, solid_capstyle="butt", zorder=2)
        axes.plot(100 * box.density, y, marker="o", markersize=5.5, color=colour, zorder=3)
        told = word("n_of_cases", language, n=box.n, share=_percent(box.n_holds / n_holds))
        axes.annotate(
            told, (1.0, y), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points", va="center",
            fontsize=8, color=MUTED,
        )  # fmt: skip
    axes.set_yticks(range(len(found.boxes)), [condition_text(box, language) for box in found.boxes])
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=8.5)
    axes.set_ylim(len(found.boxes) - 0.4, -0.6)
    axes.set_xlim(-2, 102)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(word("disc_axis", language), color=MUTED, fontsize=8)


def _cases_panel(axes: Axes, found: Discovery, factors: Sequence[Factor], language: Language) -> None:
    """Every case as a mark; a factor without an order gets a lane per choice, marks spread within it."""
    shown = [_positions(found.cases[factor.key], factor) for factor in factors]
    if len(shown) == 1:
        shown.append(0.5 + 0.4 * np.sin(2.4 * np.arange(len(found.cases))))  # spread by row, not at random
    for holds in (0, 1):
        rows = found.cases["holds"].to_numpy() == holds
        axes.scatter(
            shown[0][rows], shown[1][rows], s=20 if holds else 16, facecolor=BLUE if holds else "none",
            edgecolor=BLUE if holds else MUTED, linewidth=0.7, alpha=0.85, zorder=2 + holds,
        )  # fmt: skip
    for axis, factor in zip((axes.xaxis, axes.yaxis), factors, strict=False):
        axis.set_label_text(factor.name(language))
        if not factor.is_number:
            axis.set_ticks(range(len(factor.choices)), [_choice_text(choice, language) for choice in factor.choices])
    if len(factors) == 1:
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
    cuts = {
        (limit.factor.key, cut) for box in found.boxes for limit in box.limits for cut in (limit.low, limit.high)
        if np.isfinite(cut)
    }  # fmt: skip
    for key, cut in sorted(cuts):
        if key in [factor.key for factor in factors]:
            draw = axes.axvline if key == factors[0].key else axes.axhline
            draw(cut, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)


def _positions(values: pd.Series, factor: Factor) -> NDArray[np.float64]:
    if factor.is_number:
        return values.to_numpy(dtype=np.float64)
    words = [as_word(choice) for choice in factor.choices]
    places = np.array([words.index(as_word(value)) for value in values], dtype=np.float64)
    return places + 0.3 * np.sin(2.4 * np.arange(len(places)))


def save_discovery_figure(sweep: Sweep, found: Discovery, stem: Path, language: Language) -> Sequence[Path]:
    """Draw the figure and write it as PNG and SVG; the files carry the language in their names."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    return save(discovery_figure(sweep, found, language), stem.with_name(f"{stem.name}.{language}"))
