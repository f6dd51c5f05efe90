"""Who takes part: age bands and hukou status, before, during and after an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.compare import reach_note
from analysis.figures.page import (
    arm_legend,
    finished,
    governances_of,
    interval_bar,
    names_of_arms,
    page,
    panel_grid,
    phases_text,
    regime_name,
    row_head,
    sentence_of,
    span,
)
from analysis.metrics import PARTICIPATION_COLUMNS, by_parts, group_weeks, older_share, weekly_participation
from analysis.style import BAND, MUTED, house_style
from analysis.words import Language, name_of, seeds, word
from sim.columns import PARTICIPATION_GROUP

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

PHASES = {"normal": "before", "emergency": "during", "return": "after"}


def who_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Share of each group that takes part: hukou status and age band, by phase, governance and arm.

    Args:
        tables: ``runs`` and ``participation_weeks`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are governances, rows phases; in a panel a line per group with the interval of each arm.
    """
    runs = finished(tables, regime)
    groups = by_parts(tables, "participation_weeks", runs, PARTICIPATION_COLUMNS, group_weeks, keep=True)
    shares, older = weekly_participation(groups, by=("phase", "group")), older_share(groups)
    phases = [phase for phase in PHASES if (shares["phase"] == phase).any()]
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("who_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("who_title", language, regime=regime_name(regime, language))
    highest = 1.08 * float(shares.groupby(["phase", "governance", "arm", "group"], observed=True)["value"].max().max())
    with house_style():
        body = 0.75 + 1.75 * len(phases) + 0.3 * (len(phases) - 1) + 0.5
        figure, top, bottom = page(title, _sentence(runs, older, phases, language), notes, language, body)
        arm_legend(figure, names, top + 0.08, language)
        grid = panel_grid(
            figure, len(phases), len(governances), margins=(2.25, 0.2, top + 0.7, bottom + 0.5), gaps=(0.3, 0.3),
            share_y=True,
        )  # fmt: skip
        for row, phase in enumerate(phases):
            for column, governance in enumerate(governances):
                axes = grid[row][column]
                _panel(axes, shares[(shares["phase"] == phase) & (shares["governance"] == governance)], names)
                axes.set_xlim(0.0, highest)
                axes.tick_params(axis="x", labelbottom=row == len(phases) - 1)
                if row == 0:
                    axes.set_title(name_of(governance, language), pad=8)
                if row == len(phases) - 1:
                    axes.set_xlabel(word("who_axis", language), color=MUTED)
            labels = [word(f"group_{group}", language) for group in PARTICIPATION_GROUP]
            grid[row][0].set_yticks(range(len(labels)), labels)
            grid[row][0].tick_params(axis="y", labelleft=True)
            if len(phases) > 1:
                row_head(grid[row][0], word(f"phase_{PHASES[phase]}", language), -2.13)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, names: list[str]) -> None:
    for place, group in enumerate(PARTICIPATION_GROUP):
        if place % 2:
            axes.axhspan(place - 0.5, place + 0.5, color=BAND, alpha=0.5, linewidth=0, zorder=0)
        for order, name in enumerate(names):
            shift = 0.56 * ((order + 0.5) / len(names) - 0.5)
            of_arm = rows[(rows["group"] == group) & (rows["arm"] == name)]
            interval_bar(axes, of_arm["value"], place + shift, name, is_upright=False)
    axes.set_ylim(len(PARTICIPATION_GROUP) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.locator_params(axis="x", nbins=5)


def _sentence(runs: pd.DataFrame, older: pd.DataFrame, phases: list[str], language: Language) -> str:
    by_arm = older.groupby(["phase", "governance", "arm"], observed=True)["value"].mean()
    spans = {PHASES[phase]: span(by_arm[phase], 0, language) for phase in phases if phase in by_arm.index}
    return sentence_of(runs, language, word("said_who", language, share=phases_text(spans, language)))
