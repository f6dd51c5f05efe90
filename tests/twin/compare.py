"""Where do the twin and the compiled core part? The first event, and the first table, row and column."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any
from unittest.mock import patch

import sim.model
from sim import CommunityModel
from sim.clock import day_of
from sim.configuration import SimulationConfig
from sim.day import happen
from sim.event_queue import has_room, next_time, pop
from sim.phases import queues
from sim.phases.weekly import end_day
from sim.replay import Needs
from tests.twin.model import TwinModel

type Event = tuple[float, int, int, int]
TABLES = ("matters", "orders", "actor_months", "community_days", "participation_weeks", "assessments")
KEYS = ("matter_id", "order_id", "actor_id", "community_id", "day", "week", "month", "group")
EVENT_NAMES = {number: name for name, number in vars(queues).items() if name.startswith("EVENT_")}


def is_same(one: Any, other: Any) -> bool:
    """The same number, bit for bit; all NaN are one."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return bool(one == other) and math.copysign(1.0, one) == math.copysign(1.0, other)


def first_difference(twin: dict[str, Any], core: dict[str, Any], table: str) -> str | None:
    """``table, row, keys, column, values`` of the first place where a table differs, or None."""
    if set(twin) != set(core):
        return f"{table}: columns {sorted(set(twin) ^ set(core))} are in one only"
    lengths = len(next(iter(twin.values()))), len(next(iter(core.values())))
    for row in range(min(lengths)):
        for column in twin:
            if not is_same(twin[column][row], core[column][row]):
                keys = ", ".join(f"{key} {core[key][row]}" for key in KEYS if key in core)
                values = f"twin {twin[column][row]!r}, core {core[column][row]!r}"
                return f"{table}, row {row} ({keys}), column {column}: {values}"
    if lengths[0] != lengths[1]:
        return f"{table}: twin has {lengths[0]} rows, core {lengths[1]}"
    return None


def run_both(
    config: SimulationConfig, seed: int, days: int, needs: Needs | None = None
) -> tuple[TwinModel, CommunityModel]:
    twin, core = TwinModel(config, rng=seed, needs=needs), CommunityModel(config, rng=seed, needs=needs)
    twin.run_for(days)
    core.run_for(days)
    return twin, core


def assert_same_tables(config: SimulationConfig, seed: int, days: int, needs: Needs | None = None) -> None:
    """All result tables of both models are equal; if not, say where they part."""
    twin, core = run_both(config, seed, days, needs)
    differences = [first_difference(twin.tables.columns(name), core.records.columns(name), name) for name in TABLES]
    found = [difference for difference in differences if difference is not None]
    if found:
        raise AssertionError("\n".join([*found, first_diverging_event(config, seed, days, needs)]))


# --- the events of both, one by one -----------------------------------------------------------------------------------
def events_of_core(config: SimulationConfig, seed: int, days: int, needs: Needs | None = None) -> list[Event]:
    """Every event of the core in its order, by running the calendar from Python."""
    log: list[Event] = []

    def logging_advance(w: Any, until: float, event_margin: int, order_margin: int) -> bool:
        counts = w.counts[0]
        while next_time(w.events, w.n_events) < until:
            if not has_room(w.events, w.n_events, event_margin) or counts["n_orders"] + order_margin > len(w.orders):
                return False
            event = pop(w.events, w.n_events)
            log.append(event)
            counts["now_hours"] = event[0]
            happen(w, *event[1:])
        counts["now_hours"] = until
        end_day(w, day_of(until) - 1)
        return True

    no_burn_ins: OrderedDict[str, Any] = OrderedDict()
    with patch.object(sim.model, "advance", logging_advance), patch.object(sim.model, "_BURN_INS", no_burn_ins):
        CommunityModel(config, rng=seed, needs=needs).run_for(days)
    return log


class LoggedTwin(TwinModel):
    """A twin that writes down its events."""

    def happen(self, kind: int, row: int, token: int) -> None:
        self.log: list[Event] = getattr(self, "log", [])
        self.log.append((self.now, kind, row, token))
        super().happen(kind, row, token)


def described(event: Event | None) -> str:
    if event is None:
        return "nothing more"
    time, kind, row, token = event
    return f"hour {time!r}, {EVENT_NAMES[kind]}, row {row}, token {token}"


def first_diverging_event(config: SimulationConfig, seed: int, days: int, needs: Needs | None = None) -> str:
    """The first event that one of the models has and the other has not, and the one before it."""
    twin = LoggedTwin(config, rng=seed, needs=needs)
    twin.run_for(days)
    ours, theirs = twin.log, events_of_core(config, seed, days, needs)
    for number in range(max(len(ours), len(theirs))):
        one = ours[number] if number < len(ours) else None
        other = theirs[number] if number < len(theirs) else None
        if one != other:
            before = described(ours[number - 1]) if number else "the start"
            return f"event {number}, after {before}: twin {described(one)}; core {described(other)}"
    return f"all {len(ours)} events are the same; only what they did differs"
