"""Scores around the standard, and what a rank owes to the load of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import number, reach_note, signed, t_interval
from analysis.figures.page import (
    arm_legend,
    colour_of,
    finished,
    governances_of,
    interval_bar,
    markers,
    names_of_arms,
    page,
    panel_grid,
    quiet_y,
    regime_name,
    sentence_of,
    span,
)
from analysis.metrics import KEYS, by_parts, run_ids
from analysis.results import rows_with_arms
from analysis.style import INK, MUTED, SHADE, house_style
from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

NEAR = 2.0  # points on either side of the standard in which bunching is looked for
REACH = 20.0  # points on either side that are drawn


# --- scores and the standard ------------------------------------------------------------------------------------------
def scores_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Distribution of monthly scores around the standard, with the bunching just above it.

    The standard of the pass/fail arm is laid over the scores of all arms of the same governance and seed: arms in which
    nothing hangs on it show what bunches by itself.

    Args:
        tables: ``runs`` and ``assessments`` of one scenario.
        regime: regime to show; one arm at least has a standard.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are governances; lines are densities of score less standard.
    """
    runs = finished(tables, regime)
    scores = distances_to_standard(tables, runs)
    excess = bunching(scores)
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [
        word("scores_caption", language, n_seeds=n_seeds, near=f"{NEAR:g}"),
        word("scores_note", language),
        reach_note(runs, language),
    ]
    title = word("scores_title", language, regime=regime_name(regime, language))
    edges = np.arange(-REACH, REACH + NEAR, NEAR)
    highest = 0.0
    with house_style():
        said = sentence_of(runs, language, _scores_sentence(scores, excess, language))
        figure, top, bottom = page(title, said, notes, language, 4.3)
        arm_legend(figure, names, top + 0.08, language)
        grid = panel_grid(
            figure, 1, len(governances), margins=(0.55, 0.2, top + 0.7, bottom + 0.5), gaps=(0.3, 0.0), share_y=True
        )[0]
        for column, governance in enumerate(governances):
            axes = grid[column]
            axes.axvspan(0.0, NEAR, color=SHADE, linewidth=0, zorder=0)
            axes.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
            of_governance = scores[scores["governance"] == governance]
            for name in names:
                values = of_governance.loc[of_governance["arm"] == name, "distance"].to_numpy()
                if not values.size:
                    continue
                density = 100.0 * np.histogram(values, edges)[0] / values.size
                axes.stairs(density, edges, color=colour_of(name), linewidth=1.5, zorder=3)
                places = edges[names.index(name) + 1 :: 4][:-1] + NEAR / 2  # each arm marks other bins
                markers(axes, edges[:-1] + NEAR / 2, density, name, places)
                highest = max(highest, float(density.max()))
            axes.set_xlim(-REACH, REACH)
            axes.set_title(name_of(governance, language), pad=8)
            axes.set_xlabel(word("scores_axis", language), color=MUTED)
            quiet_y(axes, is_first=column == 0)
            _excess_table(axes, excess[excess["governance"] == governance], names, language)
        grid[0].set_ylim(0.0, 1.3 * highest)  # room for the numbers above
        grid[0].locator_params(axis="y", integer=True, nbins=7)
        grid[0].set_ylabel(word("scores_density", language), color=MUTED)
        for axes in grid:
            axes.annotate(
                word("standard", language), (0.0, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -2),
                textcoords="offset points", ha="left", va="top", fontsize=7.5, color=INK,
            )  # fmt: skip
    return figure


def distances_to_standard(tables: Tables, runs: pd.DataFrame) -> pd.DataFrame:
    """Score less standard of every community and month, in every arm that shares governance and seed with a standard.

    Args:
        tables: ``assessments``.
        runs: finished runs of one regime.

    Returns:
        regime, governance, arm, seed, community_id, month, score, distance (points).
    """
    columns = ["unit_kind", "community_id", "month", "score", "standard"]
    rows = rows_with_arms(tables, "assessments", runs, columns, {"run_id": run_ids(runs), "unit_kind": ["community"]})
    keys = ["governance", "seed", "community_id", "month"]
    set_ones = rows.loc[rows["standard"].notna(), [*keys, "standard"]].drop_duplicates(keys)
    joined = rows.drop(columns="standard").merge(set_ones, on=keys)
    distance = joined["score"] - joined["standard"]
    return joined.assign(distance=distance)[[*KEYS, "community_id", "month", "score", "distance"]]


def bunching(scores: pd.DataFrame) -> pd.DataFrame:
    """Mass just above the standard less the mass just below it, less the same without assessment, seed by seed.

    Args:
        scores: what :func:`distances_to_standard` gives.

    Returns:
        One row per governance and arm: ``above`` and ``below``, % of unit-months within :data:`NEAR` points; ``excess``
        (percentage points), above - below less the same of the arm ``none``, with ``low`` and ``high`` of its 95 % t
        interval over seeds (missing for ``none``, or where there is no such arm); ``n`` unit-months.
    """
    import pandas as pd

    near = scores.assign(
        above=100.0 * ((scores["distance"] >= 0.0) & (scores["distance"] < NEAR)),
        below=100.0 * ((scores["distance"] < 0.0) & (scores["distance"] >= -NEAR)),
    )
    by_run = near.groupby(["governance", "arm", "seed"], observed=True)[["above", "below"]].mean()
    counts = near.groupby(["governance", "arm"], observed=True).size()
    rows = []
    for (governance, name), n in counts.items():
        own = by_run.loc[governance, name]
        excess, low, high = float("nan"), float("nan"), float("nan")
        if name != "none" and (governance, "none") in counts.index:
            plain = by_run.loc[governance, "none"]
            differences = ((own["above"] - own["below"]) - (plain["above"] - plain["below"])).dropna()
            excess, (low, high, _) = float(differences.mean()), t_interval(differences)
        rows.append((governance, name, float(own["above"].mean()), float(own["below"].mean()), excess, low, high, n))
    return pd.DataFrame(rows, columns=["governance", "arm", "above", "below", "excess", "low", "high", "n"])


def _excess_table(axes: Axes, excess: pd.DataFrame, names: list[str], language: Language) -> None:
    lines = [(word("bunching_head", language), MUTED)]
    for name in names:
        row = excess[excess["arm"] == name]
        if len(row) and not np.isnan(row["excess"].iloc[0]):
            values = {key: signed(float(row[key].iloc[0]), 1) for key in ("low", "high")}
            text = word("interval", language, value=signed(float(row["excess"].iloc[0]), 1), **values)
            lines.append((text, colour_of(name)))
    for place, (text, colour) in enumerate(lines):
        axes.annotate(
            text, (0.0, 1.0), xycoords="axes fraction", xytext=(2, -3 - 11 * place), textcoords="offset points",
            ha="left", va="top", fontsize=7.5, color=colour,
        )  # fmt: skip


def _scores_sentence(scores: pd.DataFrame, excess: pd.DataFrame, language: Language) -> str:
    parts = []
    for name in names_of_arms(excess):
        of_arm = excess[excess["arm"] == name]
        if of_arm["excess"].notna().any():
            values = {"excess": span(of_arm["excess"], 1, language), "n": int(of_arm["n"].sum())}
            parts.append(word("said_bunching", language, name=long_name(name, language), **values))
    text = word("semicolon", language).join(parts) or word("said_no_bunching", language)
    return word("said_scores", language, near=f"{NEAR:g}", n=len(scores), text=text)


# --- rank and load ----------------------------------------------------------------------------------------------------
def ranks_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Mean place of each community against its load: needs that arise per paid worker, the same in every arm.

    Args:
        tables: ``runs``, ``assessments`` and ``community_days`` of one scenario with several communities.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are governances; one marker per community and arm, its bar a 95 % interval over seeds.
    """
    runs = finished(tables, regime)
    places = places_and_loads(tables, runs)
    rho = rank_correlations(places)
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("ranks_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("ranks_title", language, regime=regime_name(regime, language))
    n_units = int(places["community_id"].nunique())
    parts = [
        word("pair", language, a=long_name(name, language), b=span(rho.loc[rho["arm"] == name, "mean"], 2, language))
        for name in names
    ]
    said = word("said_ranks", language, n=n_units, parts=word("semicolon", language).join(parts))
    with house_style():
        figure, top, bottom = page(title, sentence_of(runs, language, said), notes, language, 4.3)
        arm_legend(figure, names, top + 0.08, language)
        grid = panel_grid(
            figure, 1, len(governances), margins=(0.55, 0.2, top + 0.7, bottom + 0.5), gaps=(0.3, 0.0), share_y=True
        )[0]
        loads = places.groupby("community_id")["load"].mean()
        step = 0.012 * float(loads.max() - loads.min() or 1.0)
        for column, governance in enumerate(governances):
            axes = grid[column]
            of_governance = places[places["governance"] == governance]
            for order, name in enumerate(names):
                of_arm = of_governance[of_governance["arm"] == name]
                for community, load in loads.items():
                    values = of_arm.loc[of_arm["community_id"] == community, "place"]
                    shift = step * (order - (len(names) - 1) / 2)
                    interval_bar(axes, values, float(load) + shift, name, size=5, is_upright=True)
            axes.set_ylim(n_units + 0.5, 0.5)
            axes.set_xlim(float(loads.min()) - 8 * step, float(loads.max()) + 8 * step)
            axes.set_title(name_of(governance, language), pad=8)
            axes.set_xlabel(word("ranks_axis", language), color=MUTED)
            axes.locator_params(axis="y", integer=True)
            quiet_y(axes, is_first=column == 0)
            _rho_table(axes, rho[rho["governance"] == governance], names, language)
        grid[0].set_ylabel(word("ranks_place", language), color=MUTED)
    return figure


def places_and_loads(tables: Tables, runs: pd.DataFrame) -> pd.DataFrame:
    """Mean place over the months of each community and run, beside what its structure brings it.

    Returns:
        regime, governance, arm, seed, community_id, place (1 is the first), load (needs that arose per worker-week).
    """
    columns = ["unit_kind", "community_id", "rank"]
    rows = rows_with_arms(tables, "assessments", runs, columns, {"run_id": run_ids(runs), "unit_kind": ["community"]})
    keys = [*KEYS, "community_id"]
    places = rows.groupby(keys, observed=True)["rank"].mean().rename("place")

    def loads(days: pd.DataFrame) -> pd.DataFrame:
        return days.groupby(keys, observed=True)[["n_arose", "worker_weeks"]].sum().reset_index()

    sums = by_parts(tables, "community_days", runs, ["n_arose", "worker_weeks"], loads).set_index(keys)
    load = (sums["n_arose"] / sums["worker_weeks"]).rename("load")
    return places.to_frame().join(load, how="inner").dropna().reset_index()


def rank_correlations(places: pd.DataFrame) -> pd.DataFrame:
    """Spearman's correlation between load and place over the communities of a run, averaged over seeds.

    Returns:
        One row per governance and arm: ``mean`` (1: the more load, the lower the place), ``low`` and ``high`` of its
        95 % t interval over seeds; ``NaN`` with fewer than three communities.
    """
    import pandas as pd

    run = ["governance", "arm", "seed"]
    ranks = places[run].join(places.groupby(run, observed=True)[["load", "place"]].rank())
    x, y = (ranks[name] - ranks.groupby(run, observed=True)[name].transform("mean") for name in ("load", "place"))
    sums = ranks[run].assign(xy=x * y, xx=x * x, yy=y * y, n=1).groupby(run, observed=True).sum()
    scale = np.sqrt(sums["xx"] * sums["yy"])
    rho = sums["xy"] / scale.where((sums["n"] > 2) & (scale > 0.0))
    rows = []
    for (governance, name), by_seed in rho.groupby(["governance", "arm"], observed=True):
        known = by_seed.dropna().to_numpy()
        low, high, _ = t_interval(known)
        rows.append((governance, name, float(known.mean()) if known.size else float("nan"), low, high))
    return pd.DataFrame(rows, columns=["governance", "arm", "mean", "low", "high"])


def _rho_table(axes: Axes, rho: pd.DataFrame, names: list[str], language: Language) -> None:
    lines = [(word("rho_head", language), MUTED)]
    for name in names:
        row = rho[rho["arm"] == name]
        if len(row):
            values = {key: number(float(np.clip(row[key].iloc[0], -1.0, 1.0)), 2) for key in ("low", "high")}
            lines.append(
                (word("interval", language, value=number(float(row["mean"].iloc[0]), 2), **values), colour_of(name))
            )
    for place, (text, colour) in enumerate(lines):
        axes.annotate(
            text, (1.0, 1.0), xycoords="axes fraction", xytext=(-2, -3 - 11 * place), textcoords="offset points",
            ha="right", va="top", fontsize=7.5, color=colour,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )  # fmt: skip
