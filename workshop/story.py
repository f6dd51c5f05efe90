"""One run of one community in detail: buildings, every matter, every worker, for the map that plays through the days.

One pair of runs, the first, is shown this way: a single course of events, not what is to be expected; the page says so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model import CommunityModel
from sim.names import ACTIVITY, CHANNEL, CLOSURE, DOMAIN, ORIGIN, REGIME_PHASE, ROUTE, URGENCY, WORKER_KIND
from workshop.game import WorldChoice
from workshop.run import simulated

PAIR = 0
FIELDS = (
    "id", "kind", "domain", "urgency", "origin", "channel", "route", "closure", "is_legacy", "is_grey_zone", "building",
    "compound", "arose", "voiced", "dispatched", "response", "closed", "resolved", "ended", "deadline", "n_orders",
    "n_handoffs", "n_rounds", "hours_worked",
)  # fmt: skip


def story(place: str, choice: WorldChoice, community: int) -> dict[str, Any]:
    """What happened in one community in one world.

    Args:
        place: a scenario.
        choice: the world.
        community: row of the community on its street.

    Returns:
        ``compounds``: name, name_zh, kind, buildings (households of each); ``fields`` and ``matters``: one list per
        matter, days from the start of the year (``None``: not yet, never), words as numbers into ``words``;
        ``building`` is counted within its compound, -1 the common ground; ``workers``: kind, hours by month and
        activity, strain by month.
    """
    model = simulated(place, choice, PAIR)
    config = model.config.street.communities[community]
    rows = np.flatnonzero(model.world.compounds["community"] == community)
    compounds = [
        {
            "name": compound.name,
            "name_zh": compound.name_zh,
            "kind": compound.kind,
            "buildings": _households(model, int(row)),
        }
        for compound, row in zip(config.compounds, rows, strict=True)
    ]
    words = {
        "kind": [*model.config.matters],
        "kind_zh": [kind.name_zh for kind in model.config.matters.values()],
        "domain": DOMAIN,
        "urgency": URGENCY,
        "origin": ORIGIN,
        "channel": CHANNEL,
        "route": ROUTE,
        "closure": CLOSURE,
        "activity": ACTIVITY,
        "worker_kind": WORKER_KIND,
        "phase": REGIME_PHASE,
    }
    return {
        "compounds": compounds,
        "words": words,
        "fields": FIELDS,
        "matters": _matters(model, community, int(rows[0])),
        "workers": _workers(model, community),
    }


def _households(model: CommunityModel, compound: int) -> list[int]:
    row = model.world.compounds[compound]
    first, n = int(row["first_building"]), int(row["n_buildings"])
    households: list[int] = model.world.buildings["n_households"][first : first + n].tolist()
    return households


def _matters(model: CommunityModel, community: int, first_compound: int) -> list[list[Any]]:
    world = model.world
    table = world.matters[: world.counts[0]["n_matters"]]
    over = np.fmin(table["resolved_hours"], table["ended_hours"])
    is_told = (table["community"] == community) & (table["arose_hours"] < model.hours) & ~(over < 0.0)
    kept = table[is_told]
    building = np.searchsorted(world.buildings["first_resident"], kept["reporter"], side="right") - 1
    building -= world.compounds["first_building"][kept["compound"]]
    is_known = ~np.isnan(kept["voiced_hours"])
    columns: dict[str, NDArray[Any]] = {
        "id": kept["id"],
        "kind": kept["kind"],
        "domain": world.kinds["domain"][kept["kind"]],
        "urgency": kept["urgency"],
        "origin": np.where(is_known, kept["origin"], -1),
        "channel": np.where(is_known, kept["channel"], -1),
        "route": kept["route"],
        "closure": kept["closure"],
        "is_legacy": kept["is_legacy"],
        "is_grey_zone": kept["is_grey_zone"],
        "building": np.where(kept["reporter"] >= 0, building, -1),
        "compound": kept["compound"] - first_compound,
        "n_orders": kept["n_orders"],
        "n_handoffs": kept["n_handoffs"],
        "n_rounds": kept["n_rounds"],
        "hours_worked": np.round(kept["hours_worked"], 1),
    }
    for name, hours in (
        ("arose", "arose_hours"), ("voiced", "voiced_hours"), ("dispatched", "dispatched_hours"),
        ("response", "first_response_hours"), ("closed", "closed_hours"), ("resolved", "resolved_hours"),
        ("ended", "ended_hours"), ("deadline", "deadline_hours"),
    ):  # fmt: skip
        columns[name] = np.round(kept[hours] / 24.0, 2)
    rows = zip(*(_json(columns[name]) for name in FIELDS), strict=True)
    return [list(row) for row in rows]


def _workers(model: CommunityModel, community: int) -> list[dict[str, Any]]:
    months = model.records.columns("actor_months")
    is_here = (months["community_id"] == community) & (months["is_paid"] == 1)
    workers = []
    for actor in np.unique(months["actor_id"][is_here]):
        mine = np.flatnonzero(is_here & (months["actor_id"] == actor))
        hours = [np.round(months[f"{activity}_hours"][mine], 1).tolist() for activity in ACTIVITY]
        workers.append(
            {
                "id": int(actor),
                "kind": int(months["worker_kind"][mine[0]]),
                "hours": hours,
                "strain": np.round(months["strain"][mine], 2).tolist(),
            }
        )
    return workers


def _json(column: NDArray[Any]) -> list[Any]:
    if not np.issubdtype(column.dtype, np.floating):
        whole: list[Any] = column.tolist()
        return whole
    return [value if np.isfinite(value) else None for value in column.tolist()]
