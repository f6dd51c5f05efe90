"""Every number that can be configured, places in which it should matter, and a search for a result that it moves.

A parameter is named by where it stands in a configuration; a star stands for any entry of a list, of the kinds of
matters or of the domains of a route: ``street.communities.*.leader_mean_age``. Declared parameters are tried at the
ends of their range and between, everything else at other values that a configuration admits.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import annotated_types
import numpy as np
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from sim.names import DOMAIN
from sim.rules.levers import Levers
from sim.scenario import configuration_from
from tests.places import Tree, compound, phases, place, preset, run, tables, values_of

DAYS = 90
YEAR = 360
# What a run is called and what readers are told about it.
# ... and the gates, which only say how many posts a place may have: sim/configuration.py refuses more.
WORDS = {"scenario", "story", "story_zh", "what_it_is", "what_it_is_zh", "mechanisms", "without", "focus"}
NAMES = {"name", "name_zh", "gates"}
# The burn-in has levers of the same declarations in the same state; one test says that they are in force there.
DOUBLES = {"status_quo_levers"}
# ... and routes for every phase, of which it gets to those of normal time.
UNREACHED = ("status_quo.emergency.", "status_quo.return_.")
MOST_ENTRIES = {DAYS: 24, YEAR: 3}  # of a list that are tried in one place, by its days; kinds of matters are many
# Where a difference is looked for first: what people get and do, then how the organisation runs.
TABLES = ("community_days", "matters", "actor_months", "participation_weeks", "assessments", "orders")


# --- what can be configured -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Parameter:
    """One number, flag, choice or list of a configuration.

    Attributes:
        name: the same for all entries of a list.
        key: where it stands.
        value: what it is.
        others: what it may be instead, as far as it is worth a try.
    """

    name: str
    key: tuple[str | int, ...]
    value: Any
    others: tuple[Any, ...]


def parameters(config: SimulationConfig) -> Iterator[Parameter]:
    """Everything that a configuration says apart from words."""
    for name in type(config).model_fields:
        if name not in WORDS | DOUBLES:
            every = _below(getattr(config, name), type(config).model_fields[name], name, (name,))
            yield from (parameter for parameter in every if not parameter.name.startswith(UNREACHED))


def _below(value: Any, field: FieldInfo, name: str, key: tuple[str | int, ...]) -> Iterator[Parameter]:
    if isinstance(value, BaseModel):
        for part, inner in type(value).model_fields.items():
            if part not in NAMES:
                yield from _below(getattr(value, part), inner, f"{name}.{part}", (*key, part))
    elif isinstance(value, dict):
        for part, entry in value.items():
            yield from _below(entry, field, f"{name}.*", (*key, part))
    elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
        for row, entry in enumerate(value):
            yield from _below(entry, field, f"{name}.*", (*key, row))
    else:
        yield Parameter(name, key, value, tuple(other for other in _others(name, field, value) if other != value))


LISTS: dict[str, tuple[Any, ...]] = {
    "assessment.community.prizes": ([100.0, 0.0], [100.0, 50.0, 0.0, 0.0]),
    "assessment.street.prizes": ([200.0, *[0.0] * 11],),
    "assessment.community.adjust_for": (["old_compounds"], ["inbound_residents"]),
    "assessment.community.load_coefficients": ([9.0, 9.0, 9.0],),
    "assessment.community.peer_group_names": ([["place_0", "place_1"], ["place_2", "place_3"]],),
    "street.departments.*.domains": (list(DOMAIN),),
}


# ... where neither an end of the range nor a number nearby would do
NUMBERS: dict[str, tuple[Any, ...]] = {
    "matters.*.rate_per_year": (5.0, 0.0),
    "regime.phases.*.days": (60,),
    "regime.campaign.first_day": (30, 60),
    "regime.campaign.days": (30, 60),
    "time.burn_in_days": (60, 0),
    "street.communities.*.social_organisations.*.communities_served": (2, 20),
}


def _others(name: str, field: FieldInfo, value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, str):
        choices = [part for part in _parts(field.annotation) if typing.get_origin(part) is typing.Literal]
        return next(typing.get_args(words) for words in choices if value in typing.get_args(words))
    if name in LISTS | NUMBERS:
        return (LISTS | NUMBERS)[name]
    low, high = _limits(field)
    if value is None:
        return (high, 0.8 * high)
    is_whole = isinstance(value, int)
    near = (value + 1, value - 1, 2 * value) if is_whole else (1.5 * value, 0.5 * value, value + 0.2, value - 0.2)
    ends = (low, high, 0.5 * (low + high)) if field.json_schema_extra else (low, high if high <= 10.0 else low)
    wanted = (*ends, *near) if field.json_schema_extra else (*near, *ends)
    return tuple(dict.fromkeys(int(number) if is_whole else number for number in wanted if low <= number <= high))


def _plain(annotation: Any) -> Any:
    return annotation.__value__ if isinstance(annotation, typing.TypeAliasType) else annotation


def _parts(annotation: Any) -> Iterator[Any]:
    """A type and everything it is made of."""
    annotation = _plain(annotation)
    yield annotation
    if typing.get_origin(annotation) is not typing.Literal:
        for part in typing.get_args(annotation):
            yield from _parts(part)


def _limits(field: FieldInfo) -> tuple[float, float]:
    """Lowest and highest admissible number, as far as they are declared."""
    low, high = 0.0, np.inf
    limits = [*field.metadata, *_parts(field.annotation)]
    for limit in [inner for entry in limits for inner in getattr(entry, "metadata", [entry])]:
        if isinstance(limit, annotated_types.Ge):
            low = float(limit.ge)  # type: ignore[arg-type]
        if isinstance(limit, annotated_types.Gt):
            low = float(limit.gt) + 1e-6  # type: ignore[arg-type]
        if isinstance(limit, annotated_types.Le):
            high = float(limit.le)  # type: ignore[arg-type]
    return low, high


# --- places in which it should matter ---------------------------------------------------------------------------------
ARMED = phases(("normal", 30), ("emergency", 30), ("return", 30))


def _small(governance: str, assessment: str = "ranking", n_communities: int = 2, **values: Any) -> Tree:
    return place(n_communities, governance, assessment, ARMED, **values)


def _eventful(governance: str) -> Tree:
    """All kinds of compounds, large and small, every body, high stakes, an emergency: something for every parameter."""
    calendar = phases(("normal", 30), ("emergency", 60), ("return", 90), ("normal", 180))
    tree = place(2, governance, "ranking", calendar)
    for number, entry in enumerate(tree["street"]["communities"]):
        entry |= {
            "residents": 1400, "inbound_share": 0.5, "outbound": 150, "posts": 4, "cells": 8, "grid_leaders": 8,
            "in_service_party_members": 100, "party_members": 60,
        }  # fmt: skip
        entry["compounds"] = [
            compound(
                f"compound_{row}", kind, households=500 if row == 0 else 80, buildings=4,
                has_homeowners_committee=row % 2 == number, conflict=0.2 * row,
            )
            for row, kind in enumerate(("commodity", "relocated", "old", "unit_housing"))
        ]  # fmt: skip
        entry["social_organisations"].append({"name": "project", "name_zh": "-", "is_rooted": False, "staff": 1})
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 2.0
    tree["assessment"]["community"]["prize_spread"] = 400.0
    tree["assessment"]["volunteers"] |= {"form": "ranking", "spread": 2.0}
    return tree


def _assessed(assessment: str, **blocks: Tree) -> Tree:
    """Communities that differ in load, high stakes, and some values of the assessment's blocks."""
    tree = _small("grid", assessment, 4)
    tree["assessment"]["community"] |= {"prize_spread": 400.0, "bonus": 400.0}
    for row, entry in enumerate(tree["street"]["communities"]):
        entry |= {"residents": 320 + 60 * row, "inbound_share": 0.1 + 0.2 * row}
        entry["compounds"][0]["kind"] = "old" if row % 2 else "relocated"
    for block, values in blocks.items():
        tree["assessment"][block] |= values
    return tree


def _with_lever(lever: str, governance: str, is_eventful: bool) -> Tree:
    """One lever half-way along all its ranges."""
    tree = _eventful(governance) if is_eventful else _small(governance)
    group = type(getattr(Levers(), lever))
    tree["levers"] = {lever: {name: values_of(lever, name, 0.5, Levers())[-1] for name in group.model_fields}}
    return tree


def _place(name: str) -> tuple[Tree, int]:
    """Tree and days of a place by its name."""
    first, _, rest = name.partition(" ")
    if first in Levers.model_fields:
        governance, _, size = rest.partition(" ")
        return _with_lever(first, governance, size == "eventful"), YEAR if size == "eventful" else DAYS
    if first == "eventful":
        return _eventful(rest), YEAR
    return SMALL[name](), DAYS


SMALL: dict[str, Any] = {
    "hybrid": lambda: _small("hybrid"),
    "network": lambda: _small("network"),
    "grid": lambda: _small("grid"),
    "grid, pass mark": lambda: _assessed("pass_fail"),
    "grid, mixed": lambda: _assessed("mixed"),
    "grid, top places": lambda: _assessed("ranking", community={"prize_schedule": "top"}),
    "grid, list of prizes": lambda: _assessed(
        "ranking", community={"prize_schedule": "list", "prizes": [100.0, 60.0, 50.0, 0.0]}
    ),
    "grid, every standard": lambda: _assessed("pass_fail", community={"pass_form": "all_required"}),
    "grid, each standard paid": lambda: _assessed("pass_fail", community={"pass_form": "each_paid"}),
    "grid, ratchet": lambda: _assessed("pass_fail_ratchet"),
    "grid, quantile": lambda: _assessed("quantile_standard"),
    "grid, improvement": lambda: _assessed("improvement"),
    "grid, peer groups": lambda: _assessed("ranking_peer_groups"),
    "grid, risk adjusted": lambda: _assessed("ranking_risk_adjusted"),
    "grid, bands": lambda: _assessed("ranking", community={"publication": "bands"}),
    "grid, liable": lambda: _assessed("ranking", community={"charges_liability": True, "has_emergency_veto": True}),
    "grid, workers ranked": lambda: _assessed("ranking", worker={"form": "ranking", "stake": 100.0}),
    "grid, workers' mark": lambda: _assessed("pass_fail", worker={"form": "pass_fail", "stake": 100.0}),
    "grid, volunteers ranked": lambda: _assessed("ranking", volunteers={"form": "ranking", "spread": 2.0}),
    "grid, street's mark": lambda: _assessed("ranking", street={"form": "pass_fail", "bonus": 400.0}),
    "grid, street's top": lambda: _assessed("ranking", street={"prize_schedule": "top", "prize_spread": 400.0}),
    "grid, street mixed": lambda: _assessed("ranking", street={"form": "mixed", "bonus": 400.0}),
    "grid, street's list": lambda: _assessed(
        "ranking", street={"prize_schedule": "list", "prizes": [200.0, *[100.0] * 10, 0.0]}
    ),
    "network before": lambda: _small("grid", status_quo=preset("governance", "network")),
    "hysteresis": lambda: _small(
        "hybrid", regime=preset("regime", "emergency") | {"phases": ARMED, "return_kind": "hysteresis"}
    ),
    "endogenous": lambda: _small(
        "hybrid", regime=preset("regime", "emergency") | {"phases": ARMED, "return_kind": "endogenous"}
    ),
    "campaign": lambda: _small(
        "grid", regime=preset("regime", "campaign") | {"phases": ARMED, "campaign": {"first_day": 0, "days": 60}}
    ),
    "games": lambda: _assessed("ranking") | {
        "rules": {"gaming": {f"may_{game}": True for game in ("relabel", "sign_late", "coach", "refuse")}}
    },
}  # fmt: skip
GENERAL = ("hybrid", "network", "grid")
EVENTFUL = tuple(f"eventful {governance}" for governance in GENERAL)


def places_for(name: str) -> tuple[str, ...]:
    """Places in which a parameter is tried, the most promising first."""
    group, _, rest = name.partition(".")
    if "party" in rest.rpartition(".")[2]:  # to be a member makes a difference only where members are called
        return ("points grid", "points grid eventful")
    if group == "levers":
        lever = rest.partition(".")[0]
        return tuple(f"{lever} {governance}{size}" for size in ("", " eventful") for governance in ("hybrid", "grid"))
    if group == "assessment":
        return (*(place for place in SMALL if place.startswith("grid")), *EVENTFUL)
    if group in ("regime", "rules"):
        return (*GENERAL, *(place for place in SMALL if place not in GENERAL), *EVENTFUL)
    if group == "status_quo":
        return (*GENERAL, "network before", *EVENTFUL)
    return (*GENERAL, *EVENTFUL)


# --- what moves -------------------------------------------------------------------------------------------------------
@functools.cache
def usual(place_name: str) -> tuple[SimulationConfig, dict[str, Any]]:
    """A place as it is, and its result tables."""
    tree, days = _place(place_name)
    config = configuration_from(tree)
    return config, tables(run(config, days=days))


def moved(place_name: str, key: tuple[str | int, ...], value: Any) -> str | None:
    """First result, as ``table.column``, that is another if one value is; ``None`` if all are the same bit for bit.

    Errors:
        ConfigurationError: the value is not admissible there.
    """
    config, before = usual(place_name)
    tree = config.model_dump()
    _put(tree, key, value)
    after = tables(run(configuration_from(tree), days=_place(place_name)[1]))
    for table in TABLES:
        for column, numbers in before[table].items():
            others = after[table][column]
            if numbers.shape != others.shape:
                return f"rows of {table}"
            if np.ascontiguousarray(numbers).tobytes() != np.ascontiguousarray(others).tobytes():
                return f"{table}.{column}"
    return None


def _put(tree: Tree, key: tuple[str | int, ...], value: Any) -> None:
    *groups, last = key
    branch: Any = tree
    for part in groups:
        branch = branch[part]
    if last == "weight":  # weights sum to 100: what one gains another loses
        indicators = tree["assessment"]["scoring"]
        other = next(name for name in indicators if name != key[-2] and indicators[name]["weight"] >= value / 2.0)
        indicators[other]["weight"] += branch[last] - value
    branch[last] = value


@dataclass(frozen=True)
class Witness:
    """Where another value of a parameter was seen to move a result, and the first result that it moved."""

    place: str
    key: tuple[str | int, ...]
    value: Any
    outcome: str


def witness_for(name: str) -> Witness | None:
    """Search for a witness over places, entries of the list that the parameter is in, and values."""
    for place_name in places_for(name):
        entries = [entry for entry in parameters(usual(place_name)[0]) if entry.name == name]
        for entry in entries[: MOST_ENTRIES[_place(place_name)[1]]]:
            for value in entry.others:
                try:
                    outcome = moved(place_name, entry.key, value)
                except ConfigurationError:
                    continue
                if outcome:
                    return Witness(place_name, entry.key, value, outcome)
    return None
