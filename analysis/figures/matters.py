"""What becomes of matters: the flow from origin over route to closure, and the life story of a single one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import Arm, number, reach_note
from analysis.figures.page import (
    above,
    arm_name,
    finished,
    governances_of,
    names_of_arms,
    page,
    panel_grid,
    regime_name,
    sentence_of,
    span,
    spread_apart,
)
from analysis.metrics import KEYS, by_parts, run_ids
from analysis.results import rows_with_arms
from analysis.style import BLUE, CLOSURE_COLOUR, FAINT, INK, MUTED, VERMILION, house_style
from analysis.words import Language, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.results import Tables

HOURS_PER_DAY = 24.0
STAGES = {
    "origin": ("resident", "patrol", "visit", "nobody"),
    "route": ("grid", "network", "not_sent"),
    "closure": ("true", "false", "open", "neighbours", "lapsed"),
}
FLOW_COLUMNS = ("origin", "route", "closure", "arose_hours")
GAP = 0.035  # between the nodes of a stage, of all matters


# --- flow -------------------------------------------------------------------------------------------------------------
def flow_figure(tables: Tables, regime: str, language: Language = "en") -> Figure:
    """Flow of matters from who brought them to light over the way they were sent to what became of them (Sankey).

    Args:
        tables: ``runs`` and ``matters`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.

    Returns:
        A figure: columns are governances, rows arms; widths are shares of all needs, colours what became of them.
    """
    runs = finished(tables, regime)
    flows = flow_shares(tables, runs)
    governances, names = governances_of(runs), names_of_arms(runs)
    n_seeds = seeds(len(runs["seed"].unique()), language)
    notes = [word("flow_caption", language, n_seeds=n_seeds), reach_note(runs, language)]
    title = word("flow_title", language, regime=regime_name(regime, language))
    with house_style():
        body = 0.35 + 2.25 * len(names) + 0.5 * (len(names) - 1) + 0.1
        said = sentence_of(runs, language, _flow_sentence(flows, language))
        figure, top, bottom = page(title, said, notes, language, body)
        grid = panel_grid(
            figure, len(names), len(governances), margins=(0.95, 1.1, top + 0.35, bottom + 0.1), gaps=(1.6, 0.5)
        )
        for row, name in enumerate(names):
            for column, governance in enumerate(governances):
                axes = grid[row][column]
                of_arm = flows[(flows["governance"] == governance) & (flows["arm"] == name)]
                axes.set_axis_off()
                if len(of_arm):
                    above(axes, arm_name(governance, name, language), x_inches=-0.83, points=9, weight="bold")
                    _sankey(axes, of_arm, language)
    return figure


def flow_shares(tables: Tables, runs: pd.DataFrame) -> pd.DataFrame:
    """Share of the needs of each arm by origin, route and closure, mean over seeds.

    Needs that arose in the run, 30 days or more before its end; what became of them is their state at the end.

    Returns:
        governance, arm, origin (``nobody``: never voiced nor found), route (``not_sent``: never sent), closure, share
        (%). Conserves: the shares of an arm sum to 100.
    """
    from sim.survival import HORIZON_DAYS

    last_start = HOURS_PER_DAY * (float(runs["days"].min()) - HORIZON_DAYS)

    def counts(matters: pd.DataFrame) -> pd.DataFrame:
        cohort = matters[(matters["arose_hours"] >= 0.0) & (matters["arose_hours"] <= last_start)]
        known = cohort.assign(
            origin=cohort["origin"].astype("object").fillna("nobody").astype("str"),
            route=cohort["route"].astype("object").fillna("not_sent").astype("str"),
            closure=cohort["closure"].astype("str"),
        )
        return known.groupby([*KEYS, *STAGES], observed=True).size().rename("n").reset_index()

    table = by_parts(tables, "matters", runs, FLOW_COLUMNS, counts)
    of_run = table.groupby(KEYS, observed=True)["n"].transform("sum")
    shares = table.assign(share=100.0 * table["n"] / of_run)
    n_seeds = shares.groupby(["governance", "arm"], observed=True)["seed"].nunique()
    sums = shares.groupby(["governance", "arm", *STAGES], observed=True)["share"].sum().reset_index()
    of_seeds = n_seeds.loc[list(zip(sums["governance"], sums["arm"], strict=True))].to_numpy()
    return sums.assign(share=sums["share"] / of_seeds)


def _flow_sentence(flows: pd.DataFrame, language: Language) -> str:
    by_arm = flows.groupby(["closure", "governance", "arm"], observed=True)["share"].sum()
    nobody = flows[flows["origin"] == "nobody"].groupby(["governance", "arm"], observed=True)["share"].sum()
    parts = [
        word(
            "percent_of", language, name=word(f"closure_{closure}", language), value=span(by_arm[closure], 0, language)
        )
        for closure in STAGES["closure"]
        if closure in by_arm.index
    ]
    return word("said_flow", language, nobody=span(nobody, 0, language), parts=word("semicolon", language).join(parts))


def _sankey(axes: Axes, flows: pd.DataFrame, language: Language) -> None:
    """Ribbons over three stages; each keeps the colour of what became of it."""
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path

    tops = {stage: _tops(flows, stage) for stage in STAGES}
    rows = flows[flows["share"] > 0.0].to_dict("records")
    width = 0.025
    for x, (left, right) in enumerate((("origin", "route"), ("route", "closure"))):
        ends = {stage: dict(tops[stage]) for stage in (left, right)}
        order = sorted(rows, key=lambda row, at=(left, right): tuple(STAGES[stage].index(row[stage]) for stage in at))
        starts = {}
        for row in order:
            starts[id(row)] = ends[left][row[left]]
            ends[left][row[left]] -= row["share"]
        order = sorted(rows, key=lambda row, at=(right, left): tuple(STAGES[stage].index(row[stage]) for stage in at))
        for row in order:
            y0, y1, h = starts[id(row)], ends[right][row[right]], row["share"]
            ends[right][row[right]] -= h
            a, b = x + width, x + 1 - width
            m = (a + b) / 2
            points = [(a, y0), (m, y0), (m, y1), (b, y1), (b, y1 - h), (m, y1 - h), (m, y0 - h), (a, y0 - h), (a, y0)]
            codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
            axes.add_patch(
                PathPatch(Path(points, codes), facecolor=CLOSURE_COLOUR[row["closure"]], alpha=0.55, linewidth=0)
            )
    for x, stage in enumerate(STAGES):
        shares = flows.groupby(stage, observed=True)["share"].sum()
        for node, y in tops[stage].items():
            axes.add_patch(Rectangle((x - width, y - shares[node]), 2 * width, shares[node], color=INK, linewidth=0))
        _node_names(axes, x, stage, shares, tops[stage], language)
    axes.set_xlim(-width, 2 + width)
    axes.set_ylim(0.0, 100.0 * (1 + 4 * GAP))


def _tops(flows: pd.DataFrame, stage: str) -> dict[str, float]:
    """Upper edge of each node of a stage, from the top of the panel down."""
    shares = flows.groupby(stage, observed=True)["share"].sum()
    tops, y = {}, 100.0 * (1 + 4 * GAP)
    for node in STAGES[stage]:
        if node in shares.index:
            tops[node] = y
            y -= float(shares[node]) + 100.0 * GAP
    return tops


def _node_names(
    axes: Axes, x: int, stage: str, shares: pd.Series, tops: Mapping[str, float], language: Language
) -> None:
    """Names and shares of nodes: left of the first stage, right of the last, above the ribbons in between."""
    nodes = list(reversed(tops))
    middles = [tops[node] - float(shares[node]) / 2 for node in nodes]
    height = axes.get_position().height * axes.figure.get_figheight()
    room = 0.135 / height * 100.0 * (1 + 4 * GAP)
    heights = spread_apart(middles, room, (0.4 * room, 100.0 * (1 + 4 * GAP) - 0.4 * room))
    side, offset = (("right", -6), ("center", 0), ("left", 6))[x]
    for node, y in zip(nodes, heights, strict=True):
        text = word("node", language, name=word(f"{stage}_{node}", language), share=number(float(shares[node]), 0))
        colour = CLOSURE_COLOUR.get(node, INK) if stage == "closure" else INK
        axes.annotate(
            text, (x, y), xytext=(offset, 0), textcoords="offset points", ha=side, va="center", fontsize=7.5,
            color=MUTED if node == "lapsed" else colour, annotation_clip=False,
            bbox={"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
            if x == 1 else None,
        )  # fmt: skip


# --- one life story ---------------------------------------------------------------------------------------------------
STORY_COLUMNS = ["matter_id", "community_id", "kind", "domain", "urgency", "is_legacy", "origin", "arose_hours",
                 "voiced_hours", "dispatched_hours", "first_response_hours", "resolved_hours", "ended_hours", "closure",
                 "n_orders", "n_handoffs", "n_rounds", "hours_worked"]  # fmt: skip
ORDER_COLUMNS = ["matter_id", "made_hours", "dispatched_hours", "closed_hours", "is_repeat", "is_found_false",
                 "is_withdrawn"]  # fmt: skip
# What may happen to a matter -> marker
EVENT_MARKER = {
    "arose": "o", "voiced": "^", "found": "v", "dispatched": "|", "responded": "D", "closed_true": "s",
    "closed_false": "X", "found_false": "d", "resolved": "*", "ended": "p",
}  # fmt: skip


def story_figure(
    tables: Tables, regime: str, language: Language = "en", matter_id: int | None = None, seed: int | None = None
) -> Figure:
    """One matter's life story in every arm: the same need, the same day, another governance or assessment.

    Args:
        tables: ``runs``, ``matters`` and ``orders`` of one scenario.
        regime: regime to show.
        language: ``en`` or ``zh``.
        matter_id: the matter; if not given, the one that was reported most, over all arms.
        seed: of the runs; if not given, the smallest.

    Returns:
        A figure: one line per arm, from the need to its end or the end of the run.
    """
    runs = finished(tables, regime)
    runs = runs[runs["seed"] == (runs["seed"].min() if seed is None else seed)]
    where: dict[str, list[Any]] = {"run_id": run_ids(runs)}
    matters = rows_with_arms(tables, "matters", runs, STORY_COLUMNS, where)
    chosen = eventful_matter(matters, int(runs["days"].min())) if matter_id is None else matter_id
    of_matter = matters[matters["matter_id"] == chosen]
    orders = rows_with_arms(tables, "orders", runs, ORDER_COLUMNS, where | {"matter_id": [chosen]})
    arms: list[Arm] = [
        (governance, name)
        for governance in governances_of(of_matter)
        for name in names_of_arms(of_matter)
        if ((of_matter["governance"] == governance) & (of_matter["arm"] == name)).any()
    ]
    stories = {arm: matter_events(rows_of_arm(of_matter, arm).iloc[0], rows_of_arm(orders, arm)) for arm in arms}
    first = of_matter.iloc[0]
    what = word(
        "matter_kind", language, domain=word(f"domain_{first['domain']}", language),
        urgency=word(f"urgency_{first['urgency']}", language),
        legacy=word("legacy_yes" if bool(first["is_legacy"]) else "legacy_no", language),
    )  # fmt: skip
    notes = [word("story_caption", language), reach_note(runs, language)]
    title = word("story_title", language, what=what)
    with house_style():
        said = sentence_of(runs, language, _story_sentence(of_matter, language))
        figure, top, bottom = page(title, said, notes, language, 0.75 + 0.36 * len(arms) + 0.5)
        (axes,) = panel_grid(figure, 1, 1, margins=(1.9, 1.7, top + 0.7, bottom + 0.5), gaps=(0.0, 0.0))[0]
        last_day = max(events["day"].max() for events in stories.values())
        for place, arm in enumerate(arms):
            life_line(axes, place, stories[arm], rows_of_arm(of_matter, arm).iloc[0], language)
        axes.set_ylim(len(arms) - 0.5, -0.5)
        axes.set_xlim(-0.02 * last_day, 1.02 * last_day)
        axes.set_yticks(range(len(arms)), [arm_name(*arm, language) for arm in arms])
        axes.tick_params(axis="y", left=False, labelcolor=INK)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(word("days_since_need", language), color=MUTED)
        event_legend(figure, stories, top, language)
    return figure


def eventful_matter(matters: pd.DataFrame, days: int) -> int:
    """The matter that was reported most over all arms, of those seen for 30 days; handed on most among several."""
    from sim.survival import HORIZON_DAYS

    last_start = HOURS_PER_DAY * (days - HORIZON_DAYS)
    seen = matters[(matters["arose_hours"] >= 0.0) & (matters["arose_hours"] <= last_start)]
    sums = seen.groupby("matter_id")[["n_orders", "n_handoffs"]].sum()
    return int(sums.sort_values(["n_orders", "n_handoffs"], ascending=False, kind="stable").index[0])


def matter_events(matter: pd.Series, orders: pd.DataFrame) -> pd.DataFrame:
    """Everything that the tables know of one matter in one run, in order of time.

    Args:
        matter: its row of ``matters``.
        orders: its rows of ``orders``.

    Returns:
        ``day`` (days since the need arose) and ``event``, a key of :data:`EVENT_MARKER`. A closure is true if the
        matter was over by then. A call-back that finds a closure false is shown at that closure, as tables hold no time
        of their own for it.
    """
    import pandas as pd

    over = np.fmin(matter["resolved_hours"], matter["ended_hours"])
    was_found = str(matter["origin"]) in ("patrol", "visit")
    events = [
        ("arose", matter["arose_hours"]),
        ("found" if was_found else "voiced", matter["voiced_hours"]),
        ("responded", matter["first_response_hours"]),
        ("resolved", matter["resolved_hours"]),
        ("ended", matter["ended_hours"]),
    ]
    for order in orders.itertuples():
        if order.is_repeat:
            events.append(("voiced", order.made_hours))
        events.append(("dispatched", order.dispatched_hours))
        if not order.is_withdrawn and not np.isnan(order.closed_hours):
            is_true = over <= order.closed_hours
            events.append(("closed_true" if is_true else "closed_false", order.closed_hours))
            if order.is_found_false:
                events.append(("found_false", order.closed_hours))
    table = pd.DataFrame(events, columns=["event", "hours"]).dropna()
    days = (table["hours"] - matter["arose_hours"]) / HOURS_PER_DAY
    return table.assign(day=days).sort_values("day", kind="stable")[["day", "event"]].reset_index(drop=True)


def rows_of_arm(rows: pd.DataFrame, arm: Arm) -> pd.DataFrame:
    """The rows of one arm."""
    return rows[(rows["governance"] == arm[0]) & (rows["arm"] == arm[1])]


def life_line(axes: Axes, y: float, events: pd.DataFrame, matter: pd.Series, language: Language) -> None:
    """Grey while the need is open, red while the books say closed and it is not, then its end."""
    over = events.loc[events["event"].isin(("resolved", "ended")), "day"]
    last = float(over.iloc[0]) if len(over) else float("nan")
    end = last if len(over) else float(events["day"].max())
    axes.plot((0.0, end), (y, y), color=FAINT, linewidth=2.2, zorder=1, solid_capstyle="butt")
    closings = events.loc[events["event"] == "closed_false", "day"]
    voicings = events.loc[events["event"] == "voiced", "day"]
    for day in closings:
        again = voicings[voicings > day]
        until = float(again.iloc[0]) if len(again) else end
        axes.plot((day, until), (y, y), color=VERMILION, linewidth=3.4, alpha=0.45, zorder=2, solid_capstyle="butt")
    for row in events.itertuples():
        axes.plot(
            row.day, y, marker=EVENT_MARKER[row.event], color=_event_colour(row.event), linewidth=0,
            markersize=9 if row.event == "resolved" else 7 if row.event == "dispatched" else 5.5,
            markeredgecolor="white" if row.event != "dispatched" else None, markeredgewidth=0.5,
            zorder=4 if row.event == "resolved" else 3,
            clip_on=False,
        )  # fmt: skip
    state = word(f"story_{matter['closure']}", language)
    day = word("story_day", language, day=number(last, 0)) if len(over) else ""
    axes.annotate(
        word("story_end", language, state=state, day=day), (1.0, y), xycoords=("axes fraction", "data"),
        xytext=(14, 0), textcoords="offset points", ha="left", va="center", fontsize=8, color=INK,
    )  # fmt: skip


def _event_colour(event: str) -> str:
    return VERMILION if event in ("closed_false", "found_false") else BLUE if event == "resolved" else INK


def event_legend(figure: Figure, stories: Mapping[Arm, pd.DataFrame], top: float, language: Language) -> None:
    """What the markers of the life stories mean, so many inches below the top of the page."""
    from matplotlib.lines import Line2D

    happened = {event for events in stories.values() for event in events["event"]}
    shown = [event for event in EVENT_MARKER if event in happened]
    handles = [
        Line2D([], [], color=_event_colour(event), marker=EVENT_MARKER[event], linewidth=0, markersize=5.5)
        for event in shown
    ]
    figure.legend(
        handles, [word(f"event_{event}", language) for event in shown], loc="upper left", frameon=False, fontsize=8,
        ncols=5, bbox_to_anchor=(0.008, 1 - (top + 0.05) / figure.get_figheight()), borderpad=0, borderaxespad=0,
        handletextpad=0.3, columnspacing=1.3,
    )  # fmt: skip


def _story_sentence(of_matter: pd.DataFrame, language: Language) -> str:
    days = (of_matter["resolved_hours"] - of_matter["arose_hours"]) / HOURS_PER_DAY
    return word(
        "said_story", language, n=int(days.notna().sum()), of=len(of_matter), days=span(days, 0, language),
        handoffs=span(of_matter["n_handoffs"], 0, language), orders=span(of_matter["n_orders"], 0, language),
        hours=span(of_matter["hours_worked"], 1, language),
    )  # fmt: skip
