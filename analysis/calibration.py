"""What a run says about the levels that the literature reports, and how far that is from them.

A distance is 0 at the central figure of a target and 1 at either end of its range. The loss of a target is the square
of the distance inside the range and grows linearly outside it, so that a target out of reach does not rule the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures.page import WIDTH, head_and_foot, new_figure, note_lines, notes_height
from analysis.style import INK, VERMILION, house_style, save
from analysis.words import Language, word
from sim.clock import DAYS_PER_YEAR, HOURS_PER_DAY
from sim.names import BY_PATROL
from sim.response_clocks import read_clocks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    type Target = Mapping[str, Any]

WORKDAYS_PER_WEEK = 5
MEASURES = (
    "field_orders_per_resident_year", "consultation_share", "patrol_share", "on_time_share", "overdue_share",
    "satisfaction_share", "true_resolution_share", "repeat_share", "median_closing_days", "closing_log_sd",
    "workload_hours_week", "workload_hours_week_emergency", "directive_hours_workday", "participation_share",
    "reported_less_true", "strain",
)  # fmt: skip
READ_OFF_RUNS = (
    "overdue_share", "satisfaction_share", "true_resolution_share", "repeat_share", "workload_hours_week",
    "participation_share", "strain",
)  # fmt: skip


# --- levels -----------------------------------------------------------------------------------------------------------
def levels_of(tables: Mapping[str, Any], outcomes: Mapping[str, float], days: int, residents: int) -> dict[str, float]:
    """Levels of one run in normal time.

    Args:
        tables: ``matters`` and ``orders`` as numpy columns.
        outcomes: outcomes of the run.
        days: length of the run after the burn-in.
        residents: residents who live there when the place is built.

    Returns:
        All of :data:`MEASURES` but the hours in an emergency. Orders are those on a matter; contacts are orders of
        residents, consultations among them; closing days run from dispatch to the reported closure of what was closed.
    """
    orders = tables["orders"]
    clocks = read_clocks(tables["matters"], orders, days)
    origin = np.asarray(orders["origin"])
    on_matter, is_patrol = clocks.is_on_matter, origin == BY_PATROL
    of_residents = on_matter & (np.asarray(orders["channel"]) >= 0)
    n_consultations = float(np.sum(clocks.is_of_run & ~on_matter))
    n_field = float(np.sum(of_residents))
    closed = clocks.official[clocks.is_order & np.isfinite(clocks.official)] / HOURS_PER_DAY
    median = float(np.median(closed))
    return {
        "field_orders_per_resident_year": n_field / residents / (days / DAYS_PER_YEAR),
        "consultation_share": n_consultations / (n_consultations + n_field),
        "patrol_share": float(np.sum(on_matter & is_patrol)) / float(np.sum(on_matter)),
        "on_time_share": 1.0 - outcomes["overdue_share"],
        "median_closing_days": median,
        # of a lognormal with this mean and median, as the source's central figure was found
        "closing_log_sd": float(np.sqrt(2.0 * max(np.log(closed.mean() / median), 0.0))),
        "directive_hours_workday": outcomes["directives_hours_week"] / WORKDAYS_PER_WEEK,
        "reported_less_true": outcomes["reported_resolution_share"] - outcomes["true_resolution_share"],
        **{name: outcomes[name] for name in READ_OFF_RUNS},
    }


# --- loss -------------------------------------------------------------------------------------------------------------
def distance(level: float, target: Target) -> float:
    """How far a level is from a target: 0 at the centre, -1 and 1 at the ends of the range."""
    half = target["high"] - target["central"] if level > target["central"] else target["central"] - target["low"]
    return float((level - target["central"]) / half)


def loss(levels: Mapping[str, float], targets: Sequence[Target]) -> float:
    """Weighted mean of the losses of all targets; see the module.

    Args:
        levels: level by measure.
        targets: what they are compared with.

    Returns:
        0 or more, infinite if a level is missing.
    """
    distances = np.abs([distance(levels[target["measure"]], target) for target in targets])
    if not np.all(np.isfinite(distances)):
        return float("inf")
    losses = np.where(distances <= 1.0, distances**2, 2.0 * distances - 1.0)
    return float(np.average(losses, weights=[target["weight"] for target in targets]))


def mean_levels(levels: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Means over seeds."""
    return {name: float(np.mean([one[name] for one in levels])) for name in levels[0]}


def half_width(values: Sequence[float]) -> float:
    """Half the 95 % interval (Student's t) of a mean over seeds; not a number of one seed."""
    from scipy.special import stdtrit

    n = len(values)
    return float(stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else float("nan")


def is_met(level: float, target: Target) -> bool:
    """Whether a level lies within a target's range."""
    return bool(target["low"] <= level <= target["high"])


# --- the figure of products -------------------------------------------------------------------------------------------
def ridge_figure(
    ridges: pd.DataFrame,
    products: Mapping[str, Mapping[str, Any]],
    present: Mapping[str, tuple[float, float]],
    language: Language = "en",
) -> Figure:
    """Loss over the two sides of each product, or lines of one level where no target speaks about it.

    Args:
        ridges: product, first, second, loss, level; a full grid per product.
        products: titles and axes, as the calibration's file says.
        present: where the fitted defaults stand, by product.
        language: ``en`` or ``zh``.

    Returns:
        A figure with a panel per product.
    """
    notes = note_lines([word("ridge_caption", language), word("ridge_reach", language)], language)
    columns, panel, gap, top = 3, 2.15, 0.95, 0.85
    n_rows = -(-len(products) // columns)
    bottom = 0.62 + notes_height(notes)
    with house_style():
        figure = new_figure(top + n_rows * panel + (n_rows - 1) * gap + bottom)
        height = figure.get_figheight()
        for place, (name, product) in enumerate(products.items()):
            row, column = divmod(place, columns)
            y = height - top - (row + 1) * panel - row * gap
            axes = figure.add_axes(((0.75 + 3.2 * column) / WIDTH, y / height, 2.1 / WIDTH, panel / height))
            _ridge_panel(axes, ridges[ridges["product"] == name], product, present[name], language)
        head_and_foot(figure, word("ridge_title", language), notes)
    return figure


def _ridge_panel(
    axes: Axes, cells: pd.DataFrame, product: Mapping[str, Any], present: tuple[float, float], language: Language
) -> None:
    import matplotlib as mpl

    shown = "level" if product["level"] else "loss"
    table = cells.pivot_table(index="second", columns="first", values=shown)
    x, y, z = table.columns.to_numpy(dtype=float), table.index.to_numpy(dtype=float), table.to_numpy()
    if shown == "loss":
        z = z - z.min()
    steps = np.linspace(0.0, 1.0, 9) ** (2 if shown == "loss" else 1)  # finer where a valley is told from its slopes
    levels = z.min() + np.maximum(np.ptp(z), 1e-6) * steps
    axes.contourf(x, y, z, levels=levels, cmap=mpl.colormaps["Blues"].resampled(256), vmax=1.8 * levels[-1])
    lines = axes.contour(x, y, z, levels=levels[2:-1:2], colors=INK, linewidths=0.6)
    axes.clabel(lines, fontsize=6.5, fmt="%.2g")
    axes.plot(
        *present, marker="X", markersize=8, color=VERMILION, markeredgecolor="white", linestyle="", zorder=4,
        clip_on=False,
    )  # fmt: skip
    for side, axis in (("first", axes.xaxis), ("second", axes.yaxis)):
        said = product[side]
        label = said["label" if language == "en" else "label_zh"]
        if said["log"]:
            getattr(axes, f"set_{axis.axis_name}scale")("log")
            ticks = np.geomspace(said["low"], said["high"], 4)
            axis.set_ticks(ticks, [f"{rounded:g}" for rounded in map(float, (f"{tick:.2g}" for tick in ticks))])
            axis.set_ticks([], minor=True)
        axis.set_label_text(label)
    title = product["title" if language == "en" else "title_zh"]
    axes.set_title(title if shown == "loss" else word("ridge_level", language, title=title), fontsize=9.0)


def save_ridge_figure(
    ridges: pd.DataFrame,
    products: Mapping[str, Mapping[str, Any]],
    present: Mapping[str, tuple[float, float]],
    folder: Path,
    language: Language = "en",
) -> list[Path]:
    """Draw the figure and write it as PNG; the file carries the language in its name."""
    folder.mkdir(parents=True, exist_ok=True)
    return save(ridge_figure(ridges, products, present, language), folder / f"ridges.{language}", ("png",))
