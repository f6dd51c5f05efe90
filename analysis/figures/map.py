"""A schematic map of the street: every building, coloured by the work that its needs took."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import Arm, number, reach_note
from analysis.figures.page import arm_name, finished, page, panel_grid, regime_name, sentence_of
from analysis.metrics import KEYS, by_parts
from analysis.places import Compound, compounds_of
from analysis.style import FAINT, MUTED, house_style
from analysis.words import Language, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    from analysis.results import Results

DAYS_PER_YEAR = 365.0
COLUMNS = ("building_id", "arose_hours", "hours_worked")
CITY = (6.0, 4.0)  # width to height of the block that a community's compounds are laid out in


def map_figure(results: Results, regime: str, language: Language = "en", arm: Arm | None = None) -> Figure:
    """Every building of the street, coloured by hours worked on its needs per household and year.

    Load is what a place asks of those who work for it, no judgement on who lives there: needs arise by chance and by
    the state of the housing. Place on the page means nothing but belonging together.

    Args:
        results: opened results with ``matters`` and the provenance of the place.
        regime: regime to show.
        language: ``en`` or ``zh``.
        arm: arm to show; if not given, the first there is.

    Returns:
        A figure: one block per community, one box per compound, one square per building.

    Raises:
        analysis.results.ResultsError: the table or the provenance is missing or damaged.
    """
    from matplotlib.colors import Normalize

    runs = finished(results, regime)
    first = runs.iloc[0]
    arm = arm or (str(first["governance"]), str(first["arm"]))
    runs = runs[(runs["governance"] == arm[0]) & (runs["arm"] == arm[1])]
    compounds = compounds_of(results)
    loads = building_loads(results, runs, compounds)
    shown = [compound for compound in compounds if first["focus_id"] in (-1, compound.community_id)]
    values = loads.loc[[b for c in shown for b in _buildings(c)]].to_numpy()
    norm = Normalize(0.0, float(np.quantile(values, 0.98)) or 1.0)
    communities = sorted({compound.community_id for compound in shown})
    n_columns = min(4, len(communities))
    n_rows = math.ceil(len(communities) / n_columns)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("map_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("map_title", language, arm=arm_name(*arm, language), regime=regime_name(regime, language))
    low, middle, high = (number(float(np.quantile(values, at)), 1) for at in (0.1, 0.5, 0.9))
    said = word("said_map", language, n=len(values), low=low, middle=middle, high=high)
    with house_style():
        block = 8.6 / n_columns
        body = 0.75 + n_rows * min(block * 0.72, 2.6) + 0.3 * (n_rows - 1) + 0.1
        figure, top, bottom = page(title, sentence_of(runs, language, said), notes, language, body)
        grid = panel_grid(
            figure, n_rows, n_columns, margins=(0.15, 0.15, top + 0.75, bottom + 0.1), gaps=(0.25, 0.3)
        )  # fmt: skip
        for place, axes in enumerate(axes for line in grid for axes in line):
            axes.set_axis_off()
            if place < len(communities):
                of_community = [c for c in shown if c.community_id == communities[place]]
                _community(axes, of_community, loads, norm, language)
        _scale(figure, norm, top, language)
    return figure


def building_loads(results: Results, runs: pd.DataFrame, compounds: list[Compound]) -> pd.Series:
    """Hours worked on the needs of each building per household and year, mean over runs.

    Args:
        results: opened results with ``matters``.
        runs: finished runs of one arm.
        compounds: of the street.

    Returns:
        building_id -> hours; 0 where nothing arose.
    """
    import pandas as pd

    def sums(matters: pd.DataFrame) -> pd.DataFrame:
        own = matters[matters["arose_hours"] >= 0.0]
        return own.groupby([*KEYS, "building_id"], observed=True)["hours_worked"].sum().reset_index()

    table = by_parts(results, "matters", runs, COLUMNS, sums)
    households = pd.Series({b: c.n_households / c.n_buildings for c in compounds for b in _buildings(c)})
    years = float(runs["days"].iloc[0]) / DAYS_PER_YEAR
    totals = table.groupby("building_id")["hours_worked"].sum().reindex(households.index, fill_value=0.0)
    return totals / len(runs) / years / households


def _buildings(compound: Compound) -> range:
    return range(compound.first_building, compound.first_building + compound.n_buildings)


def _community(axes: Axes, compounds: list[Compound], loads: pd.Series, norm: Normalize, language: Language) -> None:
    """One community: its compounds side by side, as wide as they have buildings, squares filled line by line."""
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    n_buildings = sum(compound.n_buildings for compound in compounds)
    n_lines = max(2, round(math.sqrt(n_buildings * CITY[1] / CITY[0])))
    x = 0.0
    for compound in compounds:
        width = math.ceil(compound.n_buildings / n_lines)
        axes.add_patch(
            Rectangle((x - 0.12, -0.12), width + 0.24, n_lines + 0.24, facecolor="none", edgecolor=FAINT, linewidth=0.8)
        )
        for place, building in enumerate(_buildings(compound)):
            left, line = x + place // n_lines, n_lines - 1 - place % n_lines
            colour = colormaps["cividis_r"](norm(float(loads[building])))
            axes.add_patch(Rectangle((left + 0.08, line + 0.08), 0.84, 0.84, facecolor=colour, linewidth=0))
        x += width + 0.6
    axes.set_xlim(-0.2, x - 0.4)
    axes.set_ylim(-0.25, n_lines + 0.25)
    axes.set_aspect("equal", anchor="NW")
    kinds = dict.fromkeys(compound.kind for compound in compounds)
    text = word("community_name", language, id=compounds[0].community_id)
    axes.annotate(
        text, (0.0, 1.0), xycoords="axes fraction", xytext=(0, 14), textcoords="offset points", ha="left", va="bottom",
        fontsize=8.5, fontweight="bold",
    )  # fmt: skip
    axes.annotate(
        word("comma", language).join(word(f"compound_{kind}", language) for kind in kinds), (0.0, 1.0),
        xycoords="axes fraction", xytext=(0, 3), textcoords="offset points", ha="left", va="bottom", fontsize=7.5,
        color=MUTED,
    )  # fmt: skip


def _scale(figure: Figure, norm: Normalize, top: float, language: Language) -> None:
    """The colours, at the top right."""
    from matplotlib.cm import ScalarMappable

    width, height = figure.get_size_inches()
    axes = figure.add_axes(((width - 2.6) / width, 1 - (top + 0.2) / height, 2.4 / width, 0.11 / height))
    bar = figure.colorbar(ScalarMappable(norm, "cividis_r"), cax=axes, orientation="horizontal", extend="max")
    bar.outline.set_visible(False)
    axes.tick_params(labelsize=7.5)
    axes.locator_params(nbins=5)
    axes.annotate(
        word("map_scale", language), (0.0, 0.5), xycoords="axes fraction", xytext=(-8, 0), textcoords="offset points",
        ha="right", va="center", fontsize=8, color=MUTED,
    )  # fmt: skip
