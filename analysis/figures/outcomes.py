"""Headline outcomes of every arm against a reference arm, run by run of the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import (
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
)
from analysis.figures.page import (
    above,
    arm_name,
    colour_of,
    governances_of,
    marker_of,
    names_of_arms,
    page,
    panel_grid,
    regime_name,
    sentence_of,
    signed_ticks,
)
from analysis.style import BAND, INK, MUTED, house_style
from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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
        for governance in governances_of(ended)
        for name in names_of_arms(ended)
        if ((differences["governance"] == governance) & (differences["arm"] == name)).any()
    ]
    places = _places(arms)
    panel_height = 0.205 * (max(places.values()) + 1.2)
    n_seeds = seeds(len(ended["seed"].unique()), language)
    arm = {"governance": name_of(reference[0], language), "name": long_name(reference[1], language)}
    caption = word("outcomes_caption", language, n_seeds=n_seeds, **arm)
    notes = [caption, word("clock_note", language), reach_note(ended, language)]
    is_about_mechanism = "outcomes_title_without" if reference[1] == WITHOUT else "outcomes_title"
    title = word(is_about_mechanism, language, regime=regime_name(regime, language))
    said = _sentence(ended, differences, blocks, reference, language)
    lift, gap = 0.74 if len(blocks) > 1 else 0.57, 0.52
    with house_style():
        body = lift + 0.5 + len(blocks) * panel_height + (len(blocks) - 1) * gap
        figure, top, bottom = page(title, said, notes, language, body)
        grid = panel_grid(
            figure, len(blocks), len(HEADLINES), margins=(1.92, 0.55, top + lift, bottom + 0.5), gaps=(0.62, gap),
            share_y=True,
        )  # fmt: skip
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
                        above(axes, word(block.title, language), x_inches=-1.8, points=10, weight="bold")
                if row == 0:
                    _column_head(axes, outcome, language, lift=0.26 if len(blocks) > 1 else 0.12)
                if row == len(blocks) - 1:
                    unit = word(f"difference_unit_{outcome}", language)
                    axes.set_xlabel(word("difference_axis", language, unit=unit), color=MUTED, fontsize=8)
    return figure


def _sentence(
    runs: pd.DataFrame, differences: pd.DataFrame, blocks: Sequence[Block], reference: Arm, language: Language
) -> str:
    """How many arms differ from the reference, outcome by outcome; during an emergency, if there was one."""
    block = next((block for block in blocks if block.window == "_emergency"), blocks[0])
    parts = []
    for outcome in HEADLINES:
        readings = differences.loc[_is(differences, block, outcome), "reading"]
        counts = {key: int((readings == key).sum()) for key in ("higher", "lower", "negligible", "undecided")}
        texts = [word(f"count_{key}", language, n=n) for key, n in counts.items() if n]
        joined = word("comma", language).join(texts)
        parts.append(word("said_outcome", language, name=word(outcome, language), counts=joined))
    text = word(
        "said_outcomes", language, block=word(f"in_{block.title}", language), arm=arm_name(*reference, language),
        parts=word("semicolon", language).join(parts),
    )  # fmt: skip
    return sentence_of(runs, language, text)


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
        colour, marker = colour_of(row.arm), marker_of(row.arm)
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
    axes.xaxis.set_major_formatter(signed_ticks())
    axes.locator_params(axis="x", nbins=6)


def _arm_labels(axes: Axes, places: Mapping[Arm, float], language: Language) -> None:
    """Names of the arms left of the first panel: governance once per group, the arm's own name with its marker."""
    last = ""
    for (governance, name), y in places.items():
        axes.annotate(
            long_name(name, language), (0.0, y), xycoords=("axes fraction", "data"), xytext=(-20, 0),
            textcoords="offset points", ha="right", va="center", fontsize=8.5, color=colour_of(name),
        )  # fmt: skip
        axes.plot(
            -0.055, y, marker=marker_of(name), markersize=4.5, color=colour_of(name), clip_on=False,
            transform=axes.get_yaxis_transform(), linewidth=0,
        )  # fmt: skip
        if governance != last:
            axes.annotate(
                name_of(governance, language), (0.0, y), xycoords=("axes fraction", "data"), xytext=(-129.6, 0),
                textcoords="offset points", ha="left", va="center", fontsize=9, fontweight="bold",
            )  # fmt: skip
        last = governance


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
