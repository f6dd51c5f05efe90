"""All arms against the reference on many outcomes at once, and whether an emergency changes what an assessment does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import (
    SHOWN,
    Arm,
    Shown,
    blocks_of,
    number,
    paired_differences,
    reach_note,
    reference_of,
    signed,
    t_interval,
)
from analysis.figures.page import (
    above,
    arm_name,
    colour_of,
    finished,
    governances_of,
    interval_bar,
    names_of_arms,
    page,
    panel_grid,
    quiet_y,
    regime_name,
    row_head,
    sentence_of,
    spread_apart,
)
from analysis.style import FAINT, INK, MUTED, house_style
from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

# Outcomes of the heat map, in its order, and how each is shown. All are 0 or more, so that a relative size exists.
EFFECTS = {
    "workload_hours_week": SHOWN["workload_hours_week"],
    "overtime_hours_week": Shown(),
    "directives_hours_week": Shown(),
    "contact_hours_week": Shown(),
    "strain": Shown(factor=100.0),
    "turnover_year": Shown(factor=100.0),
    "total_hours": Shown(factor=0.001, difference_decimals=1),
    "cost_hours_per_resolved": Shown(),
    "need_based_days": SHOWN["need_based_days"],
    "first_response_days": Shown(difference_decimals=2),
    "reported_resolution_share": Shown(factor=100.0),
    "true_resolution_share": Shown(factor=100.0),
    "repeat_share": Shown(factor=100.0),
    "satisfaction_share": Shown(factor=100.0),
    "autonomous_share": Shown(factor=100.0, difference_decimals=2),
    "mobilised_share": Shown(factor=100.0, difference_decimals=2),
    "trust": Shown(factor=100.0, difference_decimals=2),
    "score": SHOWN["score"],
}
MANY = 200.0  # %: what is larger is told as a multiple
MOST = 50.0  # % of the reference at which the colour is full
LUMINANCE = (0.299, 0.587, 0.114)  # of red, green and blue: white letters where the ground is dark
# Outcomes of the interaction plot, and the decimals of the interaction.
INTERACTION = {"workload_hours_week": 1, "need_based_days": 2, "participation_share": 2, "strain": 3}
PAIR = ("ranking", "pass_fail")


# --- heat map ---------------------------------------------------------------------------------------------------------
def effects_figure(runs: pd.DataFrame, regime: str, language: Language = "en", reference: Arm | None = None) -> Figure:
    """Paired differences of every arm on many outcomes: the number in the outcome's unit, colour relative to the
    reference, bold where it can be told from zero after Holm's correction.

    Args:
        runs: the table ``runs`` of one scenario.
        regime: regime to show; one with an emergency gets a block of lines for before, during and after.
        language: ``en`` or ``zh``.
        reference: arm that the others are compared with; if not given, that of the table.

    Returns:
        A figure: columns are outcomes, lines arms.
    """
    ended = runs[(runs["status"] == "ok") & (runs["regime"] == regime)]
    reference = reference or reference_of(ended)
    table = paired_differences(ended, tuple(EFFECTS), reference)
    table = table[~table["is_reference"]]
    blocks = blocks_of(ended)
    n_arms = len(table[["governance", "arm"]].drop_duplicates())
    n_seeds = seeds(len(ended["seed"].unique()), language)
    notes = [
        word("effects_caption", language, n_seeds=n_seeds, n=int(table["p"].notna().sum()), most=f"{MOST:.0f}"),
        reach_note(ended, language),
    ]
    title = word("effects_title", language, arm=arm_name(*reference, language), regime=regime_name(regime, language))
    cell, gap, lift = 0.225, 0.42, 1.35
    with house_style():
        body = lift + len(blocks) * n_arms * cell + (len(blocks) - 1) * gap + 0.2
        said = sentence_of(ended, language, _effects_sentence(table, language))
        figure, top, bottom = page(title, said, notes, language, body)
        grid = panel_grid(
            figure, len(blocks), 1, margins=(1.9, 0.5, top + lift, bottom + 0.15), gaps=(0.0, gap)
        )  # fmt: skip
        for row, block in enumerate(blocks):
            axes = grid[row][0]
            _heat_panel(axes, table[(table["regime"] == block.regime) & (table["window"] == block.window)], language)
            if len(blocks) > 1:
                above(axes, word(block.title, language), x_inches=-1.78, points=9.5, weight="bold")
        rise = 16 if len(blocks) > 1 else 4  # above the block's name, where there is one
        for place, outcome in enumerate(EFFECTS):
            grid[0][0].annotate(
                word(f"heat_{outcome}", language), (place, 1.0), xycoords=("data", "axes fraction"), xytext=(0, rise),
                textcoords="offset points", ha="left", va="bottom", rotation=52, rotation_mode="anchor", fontsize=8,
            )  # fmt: skip
    return figure


def _heat_panel(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    colours = colormaps["PuOr_r"]
    arms = list(rows[["governance", "arm"]].drop_duplicates().itertuples(index=False, name=None))
    for row in rows.itertuples():
        x, y = list(EFFECTS).index(row.outcome), arms.index((row.governance, row.arm))
        shown = EFFECTS[row.outcome]
        relative = 100.0 * row.difference / row.reference_mean if row.reference_mean > 0.0 else float("nan")
        ink = INK
        if not np.isnan(relative):
            colour = colours(0.5 + 0.5 * float(np.clip(relative / MOST, -1.0, 1.0)))
            ink = INK if np.dot(colour[:3], LUMINANCE) > 0.5 else "white"
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, facecolor=colour, edgecolor="white", linewidth=0.8))
        is_clear = row.p_holm < 0.05
        axes.text(
            x, y, signed(row.difference * shown.factor, shown.difference_decimals), ha="center", va="center",
            fontsize=7, color=ink, fontweight="bold" if is_clear else "normal",
        )  # fmt: skip
    axes.set_xlim(-0.5, len(EFFECTS) - 0.5)
    axes.set_ylim(len(arms) - 0.5, -0.5)
    axes.set_axis_off()
    last = ""
    at = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    for place, (governance, name) in enumerate(arms):
        axes.annotate(
            long_name(name, language),
            (0.0, place),
            xytext=(-6, 0),
            ha="right",
            fontsize=8.5,
            color=colour_of(name),
            **at,
        )
        if governance != last:
            text = name_of(governance, language)
            axes.annotate(text, (0.0, place), xytext=(-128, 0), ha="left", fontsize=9, fontweight="bold", **at)
        last = governance


def _effects_sentence(table: pd.DataFrame, language: Language) -> str:
    """How many differences can be told from zero, and the largest of these against the reference's mean."""
    is_clear = table["p_holm"] < 0.05
    n, of = int(is_clear.sum()), int(table["p"].notna().sum())
    saved = number(100.0 * float(table["variance_saved"].median()), 0)
    text = word("said_effects", language, n=n, of=of, saved=saved)
    relative = (100.0 * table["difference"] / table["reference_mean"].where(table["reference_mean"] > 0.0))[is_clear]
    if relative.notna().any():
        row = table.loc[relative.abs().idxmax()]
        text += word(
            "said_effects_largest", language, outcome=word(f"heat_{row['outcome']}", language),
            arm=arm_name(row["governance"], row["arm"], language), size=_size(float(relative.loc[row.name]), language),
        )  # fmt: skip
    return text


def _size(percent: float, language: Language) -> str:
    """A change relative to the reference; beyond three times it as a multiple, which says what percents hide."""
    if percent < MANY:
        return word("size_percent", language, percent=signed(percent, 0))
    return word("size_times", language, times=number(1.0 + percent / 100.0, 0))


# --- interaction ------------------------------------------------------------------------------------------------------
def interaction_figure(tables: Tables, language: Language = "en") -> Figure:
    """Does an emergency change what ranking costs more than pass/fail? Each arm in normal time and in the emergency.

    Args:
        tables: ``runs`` of one scenario, with both regimes.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are outcomes, rows governances; in a panel a line per arm from normal time to the emergency,
        and the interaction: (ranking - pass/fail) in the emergency less the same in normal time.
    """
    runs = finished(tables)
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("interaction_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    contrasts = interactions(runs)
    with house_style():
        body = 0.55 + 1.7 * len(governances) + 0.42 * (len(governances) - 1) + 0.35
        said = sentence_of(runs, language, _interaction_sentence(contrasts, language))
        figure, top, bottom = page(word("interaction_title", language), said, notes, language, body)
        grid = panel_grid(
            figure, len(governances), len(INTERACTION), margins=(1.3, 0.85, top + 0.55, bottom + 0.35),
            gaps=(0.92, 0.42),
        )  # fmt: skip
        for column, outcome in enumerate(INTERACTION):
            values = _two_times(runs, outcome)
            span_of = values["value"].min(), values["value"].max()
            margin = 0.08 * (span_of[1] - span_of[0])
            for row, governance in enumerate(governances):
                axes = grid[row][column]
                axes.set_ylim(span_of[0] - margin, span_of[1] + 2.2 * margin)
                of_governance = values[values["governance"] == governance]
                _crossing(axes, of_governance, names, language)
                found = contrasts[(contrasts["governance"] == governance) & (contrasts["outcome"] == outcome)]
                axes.annotate(
                    _interaction_text(found.iloc[0], language), (0.0, 1.0), xycoords="axes fraction", xytext=(0, 2),
                    textcoords="offset points", ha="left", va="bottom", fontsize=7.5, color=MUTED,
                )  # fmt: skip
                axes.tick_params(axis="x", labelbottom=row == len(governances) - 1)
            text = word("pair", language, a=word(outcome, language), b=word(f"{outcome}_short_unit", language))
            grid[0][column].annotate(
                text, (0.0, 1.0), xycoords="axes fraction", xytext=(-20, 17), textcoords="offset points", ha="left",
                va="bottom", fontsize=8.5, fontweight="bold",
            )  # fmt: skip
        for row, governance in enumerate(governances):
            row_head(grid[row][0], name_of(governance, language), -1.18)
    return figure


def interactions(runs: pd.DataFrame) -> pd.DataFrame:
    """By how much the difference of ranking to pass/fail is larger in the emergency than in normal time.

    Args:
        runs: finished runs of both regimes.

    Returns:
        One row per governance and outcome: ``additive`` (the outcome's unit), ``low`` and ``high`` of its 95 % t
        interval over seeds; ``ratio``: the same on the scale of ratios, exp of the mean of log(ranking / pass_fail) in
        the emergency less the same in normal time (1: none), ``ratio_low``, ``ratio_high``; ``n_seeds``.
    """
    import pandas as pd

    rows = []
    for outcome in INTERACTION:
        values = _two_times(runs, outcome)
        wide = values.pivot_table(index=["governance", "seed"], columns=["time", "arm"], values="value", observed=True)
        for governance in governances_of(runs):
            cells = wide.loc[governance] if governance in wide.index.get_level_values(0) else wide.iloc[:0]
            ranking, pass_fail = ({time: cells[time, name] for time in (0, 1)} for name in PAIR)
            additive = ((ranking[1] - pass_fail[1]) - (ranking[0] - pass_fail[0])).dropna()
            logs = (np.log(ranking[1] / pass_fail[1]) - np.log(ranking[0] / pass_fail[0])).dropna()
            low, high, _ = t_interval(additive)
            log_low, log_high, _ = t_interval(logs)
            rows.append(
                {
                    "governance": governance,
                    "outcome": outcome,
                    "additive": float(additive.mean()),
                    "low": low,
                    "high": high,
                    "ratio": float(np.exp(logs.mean())),
                    "ratio_low": float(np.exp(log_low)),
                    "ratio_high": float(np.exp(log_high)),
                    "n_seeds": len(additive),
                }
            )
    return pd.DataFrame(rows)


def _two_times(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Values in the unit shown: time 0 the runs without an emergency, time 1 the emergency of the others."""
    import pandas as pd

    factor = SHOWN[outcome].factor
    parts = []
    for time, (regime, window) in enumerate((("normal", ""), ("emergency", "_emergency"))):
        part = runs.loc[runs["regime"] == regime, ["governance", "arm", "seed"]]
        values = runs.loc[part.index, outcome + window] * factor
        parts.append(part.astype({"governance": "str", "arm": "str"}).assign(time=time, value=values))
    return pd.concat(parts, ignore_index=True)


def _crossing(axes: Axes, rows: pd.DataFrame, names: list[str], language: Language) -> None:
    means = rows.groupby(["arm", "time"])["value"].mean()
    ends = {}
    for order, name in enumerate(names):
        shift = 0.1 * (order - (len(names) - 1) / 2)
        of_arm = rows[rows["arm"] == name]
        axes.plot((shift, 1 + shift), (means[name, 0], means[name, 1]), color=colour_of(name), linewidth=1.1, zorder=2)
        for time in (0, 1):
            interval_bar(axes, of_arm.loc[of_arm["time"] == time, "value"], time + shift, name, size=4, is_upright=True)
        ends[name] = float(means[name, 1])
    axes.set_xlim(-0.3, 1.3)
    axes.set_xticks([0, 1], [word("in_block_normal", language), word("emergency", language)])
    axes.locator_params(axis="y", nbins=4)
    quiet_y(axes, is_first=True)
    low, high = axes.get_ylim()
    height = axes.get_position().height * axes.figure.get_figheight()
    ordered = sorted((value, name) for name, value in ends.items())
    heights = spread_apart([value for value, _ in ordered], 0.145 / height * (high - low), (low, high))
    for place, (value, name) in zip(heights, ordered, strict=True):
        axes.annotate(
            name_of(name, language), (1.2, value), xytext=(1.36, place), textcoords="data", ha="left", va="center",
            fontsize=7.5, color=colour_of(name), annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 1},
        )  # fmt: skip


def _interaction_text(row: pd.Series, language: Language) -> str:
    decimals = INTERACTION[row["outcome"]]
    return word(
        "interaction_value", language, additive=signed(row["additive"], decimals), low=signed(row["low"], decimals),
        high=signed(row["high"], decimals), ratio=number(row["ratio"], 2),
    )  # fmt: skip


def _interaction_sentence(contrasts: pd.DataFrame, language: Language) -> str:
    """Of the interactions, how many have an interval on one side of zero, and the one of workload by governance."""
    is_clear = (contrasts["low"] > 0.0) | (contrasts["high"] < 0.0)
    of_workload = contrasts[contrasts["outcome"] == "workload_hours_week"]
    parts = [
        word("pair", language, a=name_of(row.governance, language),
             b=word("interval", language, value=signed(row.additive, 1), low=signed(row.low, 1),
                    high=signed(row.high, 1)))
        for row in of_workload.itertuples()
    ]  # fmt: skip
    return word(
        "said_interaction", language, n=int(is_clear.sum()), of=len(contrasts),
        parts=word("semicolon", language).join(parts),
    )  # fmt: skip
