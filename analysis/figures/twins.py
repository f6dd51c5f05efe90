"""The same matters in two arms: how far they lie apart, which change most, and one of them side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import Arm, number, reach_note, signed, t_interval
from analysis.figures.matters import (
    ORDER_COLUMNS,
    STORY_COLUMNS,
    event_legend,
    life_line,
    matter_events,
    rows_of_arm,
)
from analysis.figures.page import (
    above,
    arm_name,
    finished,
    page,
    panel_grid,
    quiet_y,
    regime_name,
    sentence_of,
)
from analysis.metrics import run_ids
from analysis.results import rows_with_arms
from analysis.style import BLUE, FAINT, INK, MUTED, VERMILION, house_style
from analysis.twins import Twins, default_pair, most_changed, twin_matters
from analysis.words import Language, seeds, word
from sim.survival import HORIZON_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

BIN_DAYS = 2.0
N_EACH_WAY = 6
COLOUR_A, COLOUR_B = BLUE, VERMILION
MARKER_A, MARKER_B = "o", "s"


def twins_figure(tables: Tables, regime: str, language: Language = "en", pair: tuple[Arm, Arm] | None = None) -> Figure:
    """Differences of all matters, the matters that change most, and the first of them in both arms.

    Args:
        tables: ``runs``, ``matters`` and ``orders`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.
        pair: arms a and b; if not given, :func:`analysis.twins.default_pair`.

    Returns:
        A figure: differences are b - a, in days from need to true resolution, cut at 30.
    """
    runs = finished(tables, regime)
    a, b = pair or default_pair(runs)
    twins = twin_matters(tables, runs, a, b)
    of_arm = zip(runs["governance"].astype("str"), runs["arm"].astype("str"), strict=True)
    of_pair = runs[[arm in (a, b) for arm in of_arm]]
    changed = most_changed(twins, N_EACH_WAY)
    names = {"a": arm_name(*a, language), "b": arm_name(*b, language)}
    notes = [
        word("twins_caption", language, n_seeds=seeds(len(of_pair["seed"].unique()), language), **names),
        *([word("twins_alone", language, n=twins.n_alone)] if twins.n_alone else []),
        reach_note(of_pair, language),
    ]
    title = word("twins_title", language, regime=regime_name(regime, language), **names)
    said = sentence_of(of_pair, language, _sentence(twins, language, names))
    story = 1.75 if len(changed) else 0.0
    with house_style():
        figure, top, bottom = page(title, said, notes, language, 0.45 + 3.0 + 0.55 + story)
        left, right = panel_grid(
            figure, 1, 2, margins=(0.6, 0.45, top + 0.45, bottom + 0.55 + story), gaps=(2.35, 0.0)
        )[0]  # fmt: skip
        _histogram(left, twins, language, names)
        _dumbbells(right, changed, language, names)
        if len(changed):
            _side_by_side(figure, tables, of_pair, changed.iloc[0], (a, b), (top + 0.45 + 3.0 + 0.55, bottom), language)
    return figure


def _sentence(twins: Twins, language: Language, names: dict[str, str]) -> str:
    by_seed = twins.rows.groupby("seed", observed=True)["difference"].mean().to_numpy()
    low, high, _ = t_interval(by_seed)
    shares = 100.0 * twins.rows["outcome"].value_counts(normalize=True)
    parts = {name: number(float(shares.get(name, 0.0)), 0) for name in ("sooner", "later", "same", "neither")}
    interval = "" if np.isnan(low) else word("twins_interval", language, low=signed(low, 2), high=signed(high, 2))
    mean = signed(float(by_seed.mean()), 2)
    return word("said_twins", language, n=len(twins.rows), mean=mean, interval=interval, **parts, **names)


def _histogram(axes: Axes, twins: Twins, language: Language, names: dict[str, str]) -> None:
    """Matters that differ, by how far; of the others their number."""
    rows = twins.rows
    edges = np.arange(-HORIZON_DAYS, HORIZON_DAYS + BIN_DAYS, BIN_DAYS)
    moved = rows.loc[rows["outcome"].isin(("sooner", "later")), "difference"]
    shares = 100.0 * np.histogram(moved, edges)[0] / max(len(rows), 1)
    colours = [COLOUR_B if edge < 0.0 else COLOUR_A for edge in edges[:-1]]
    axes.bar(edges[:-1], shares, width=BIN_DAYS, align="edge", color=colours, edgecolor="white", linewidth=0.5)
    axes.axvline(0.0, color=MUTED, linewidth=0.7)
    axes.set_xlim(-HORIZON_DAYS, HORIZON_DAYS)
    axes.set_ylim(0.0, 1.32 * max(float(shares.max(initial=0.0)), 0.1))
    axes.set_xticks([-30, -20, -10, 0, 10, 20, 30], ["−30", "−20", "−10", "0", "+10", "+20", "+30"])
    quiet_y(axes, is_first=True)
    axes.set_xlabel(word("twins_axis", language), color=MUTED)
    above(axes, word("twins_share", language), x_inches=-0.45, points=9, weight="bold")
    counts = 100.0 * rows["outcome"].value_counts(normalize=True)
    for way, x, side, colour in (("sooner", 0.02, "left", COLOUR_B), ("later", 0.98, "right", COLOUR_A)):
        share = number(float(counts.get(way, 0.0)), 0)
        text = word(f"twins_{way}", language, share=share, arm=names["b"])
        axes.text(
            x, 0.985, text, transform=axes.transAxes, ha=side, va="top", fontsize=8, color=colour, linespacing=1.3
        )


def _dumbbells(axes: Axes, changed: pd.DataFrame, language: Language, names: dict[str, str]) -> None:
    """Days of the matters that change most, one line each; an arrow where 30 days did not suffice."""
    above(axes, word("twins_most", language), x_inches=-1.95, points=9, weight="bold")
    labels = []
    for y, row in enumerate(changed.itertuples()):
        axes.plot((row.days_a, row.days_b), (y, y), color=FAINT, linewidth=2.0, zorder=1)
        arms = ((row.days_a, row.is_cut_a, MARKER_A, COLOUR_A), (row.days_b, row.is_cut_b, MARKER_B, COLOUR_B))
        for days, is_cut, marker, colour in arms:
            axes.plot(days, y, marker=">" if is_cut else marker, markersize=5.5, color=colour, linewidth=0, zorder=3,
                      clip_on=False)  # fmt: skip
        labels.append(
            word("twins_matter", language, domain=word(f"domain_{row.domain}", language), seed=row.seed,
                 urgency=word(f"urgency_{row.urgency}", language), id=row.matter_id)
        )  # fmt: skip
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", left=False, labelcolor=INK, labelsize=7)
    axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    axes.set_xlim(0.0, HORIZON_DAYS)
    axes.set_xticks([0, 7, 14, 21, 30])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(word("twins_days", language), color=MUTED)
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=COLOUR_A, marker=MARKER_A, linewidth=0, markersize=5.5, label=names["a"]),
        Line2D([], [], color=COLOUR_B, marker=MARKER_B, linewidth=0, markersize=5.5, label=names["b"]),
        Line2D([], [], color=MUTED, marker=">", linewidth=0, markersize=5.5, label=word("twins_cut", language)),
    ]
    axes.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1.04, 1.055), ncols=3, frameon=False, fontsize=7.5,
        borderpad=0, handletextpad=0.3, columnspacing=1.0, borderaxespad=0,
    )  # fmt: skip


def _side_by_side(
    figure: Figure,
    tables: Tables,
    runs: pd.DataFrame,
    matter: Any,
    pair: tuple[Arm, Arm],
    place: tuple[float, float],
    language: Language,
) -> None:
    """The life story of one matter in both arms, one line below the other."""
    of_seed = runs[runs["seed"] == matter["seed"]]
    where: dict[str, list[Any]] = {"run_id": run_ids(of_seed), "matter_id": [int(matter["matter_id"])]}
    matters = rows_with_arms(tables, "matters", of_seed, STORY_COLUMNS, where)
    orders = rows_with_arms(tables, "orders", of_seed, ORDER_COLUMNS, where)
    stories = {arm: matter_events(rows_of_arm(matters, arm).iloc[0], rows_of_arm(orders, arm)) for arm in pair}
    top, bottom = place
    (axes,) = panel_grid(figure, 1, 1, margins=(1.9, 1.7, top + 0.62, bottom + 0.5), gaps=(0.0, 0.0))[0]
    for y, arm in enumerate(pair):
        life_line(axes, y, stories[arm], rows_of_arm(matters, arm).iloc[0], language)
    last = max(float(events["day"].max()) for events in stories.values())
    axes.set_ylim(1.5, -0.5)
    axes.set_xlim(-0.02 * last, 1.02 * last)
    axes.set_yticks((0, 1), [arm_name(*arm, language) for arm in pair])
    axes.tick_params(axis="y", left=False, labelcolor=INK)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(word("days_since_need", language), color=MUTED)
    figure.text(
        0.012, 1 - top / figure.get_figheight(), word("twins_story", language, id=int(matter["matter_id"]),
        seed=int(matter["seed"])), ha="left", va="top", fontsize=9, fontweight="bold",
    )  # fmt: skip
    event_legend(figure, stories, top + 0.24, language)
