"""Every number that can be configured, places in which it should matter, and a search for a result that it moves.

A parameter is named by where it stands in a configuration; a star stands for any entry of a list, of the kinds of
matters or of the domains of a route: ``street.communities.*.leader_mean_age``. Declared parameters are tried at the
ends of their range and between, everything else at other values that a configuration admits. What was found stands in
``docs/parameter_effects.csv``, which ``python -m tests.invariants.sensitivity`` makes or mends.
"""

from __future__ import annotations

import csv
import functools
import json
import sys
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import annotated_types
import numpy as np
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim import CommunityModel
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from sim.names import DOMAIN
from sim.rules.levers import Levers
from sim.scenario import configuration_from
from tests.places import Tree, compound, crowd, phases, place, preset, run, tables, values_of

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
TABLES = ("community_days", "matters", "actor_months", "participation_weeks", "assessments", "orders", "runs")


type Key = tuple[str | int, ...]  # the way to a value in a tree, e.g. ("street", "communities", 0, "aides")


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
    key: Key
    value: Any
    others: tuple[Any, ...]


def parameters(config: SimulationConfig) -> Iterator[Parameter]:
    """Everything that a configuration says apart from words."""
    for name in type(config).model_fields:
        if name not in WORDS | DOUBLES:
            every = _below(getattr(config, name), type(config).model_fields[name], name, (name,))
            yield from (parameter for parameter in every if not parameter.name.startswith(UNREACHED))


def _below(value: Any, field: FieldInfo, name: str, key: Key) -> Iterator[Parameter]:
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
    near = (value + 1, value - 1, 2 * value) if is_whole else (1.5 * value, 0.5 * value, value + 0.2, 0.95 * value)
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


def _regime(**values: Any) -> Tree:
    """An emergency that ends or is watched in another way, with many matters, so that not every day is calm."""
    kinds = preset("matters", "standard")
    for kind in kinds.values():
        kind["rate_per_year"] *= 4.0
    return {"regime": preset("regime", "emergency") | {"phases": ARMED} | values, "matters": kinds}


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


def _owners() -> Tree:
    """Owners with a committee that calls them in an emergency, and that may dissolve when few are active."""
    tree = place(1, "network", regime=phases(("normal", 30), ("emergency", 60)))
    compounds = [compound("north", households=600, has_homeowners_committee=True)]
    tree["street"]["communities"] = [crowd("owners", compounds=compounds, owner_share=1.0, inbound_share=0.0)]
    tree["rules"] = {
        "homeowners": {"self_organising_prob": 0.9, "self_organising_share": 0.01, "dissolving_share": 0.3}
    }
    return tree


def _contracts() -> Tree:
    """Purchased projects whose contracts end every month."""
    tree = _small("grid")
    for entry in tree["street"]["communities"]:
        entry["social_organisations"] = [{"name": "project", "name_zh": "-", "is_rooted": False, "staff": 1}]
    tree["rules"] = {"handling": {"contract_months": 1}}
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


# Where a lever at half of everything does nothing that its other parameters could change.
LEVER_VALUES: dict[str, Tree] = {
    "sunk_cadres": {"staff_share": 0.9, "routine_share": 1.0, "delay_days": 0.0},  # half the staff comes after a month
    "risk_colours": {"yellow_from": 0.2, "red_from": 0.9, "waiting_days": 30.0},  # some projects are yellow, and wait
    "inspections": {"per_month": 2.0, "preparation_hours": 2.0},  # some are ready for the inspectors, others not
    "records": {"stale_days": 30.0},  # files get stale within the run
}
# Projects end soon, so that others are assigned.
LEVER_RULES: dict[str, Tree] = {"project_coordination": {"handling": {"contract_months": 2, "budget_share": 0.0}}}


def _with_lever(lever: str, governance: str, is_eventful: bool) -> Tree:
    """One lever half-way along its ranges."""
    tree = _eventful(governance) if is_eventful else _small(governance)
    group = type(getattr(Levers(), lever))
    half = {name: values_of(lever, name, 0.5, Levers())[-1] for name in group.model_fields}
    tree["levers"] = {lever: half | LEVER_VALUES.get(lever, {})}
    tree["rules"] = LEVER_RULES.get(lever, {})
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
    "quiet": lambda: _small("grid", time={"burn_in_days": 30, "directives_per_month": 0}),
    "shared table": lambda: _small("grid", time={"burn_in_days": 30, "information_sharing": 0.5}),
    "network before": lambda: _small("grid", status_quo=preset("governance", "network")),
    "left out": lambda: _small("network", traits={"inclusion_inbound": 0.3}),
    "listed": lambda: _small("grid", governance=preset("governance", "grid") | {"inspection_order": "district_first"}),
    "owners": _owners,
    "contracts": _contracts,
    "hysteresis": lambda: _small("hybrid") | _regime(return_kind="hysteresis"),
    "endogenous": lambda: _small("hybrid") | _regime(return_kind="endogenous"),
    "campaign": lambda: _small("grid") | _regime(campaign={"first_day": 0, "days": 60}),
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
    return (*GENERAL, "quiet", "shared table", "network before", *EVENTFUL)


# --- what moves -------------------------------------------------------------------------------------------------------
@functools.cache
def usual(place_name: str) -> tuple[SimulationConfig, dict[str, Any]]:
    """A place as it is, and its results."""
    tree, days = _place(place_name)
    config = configuration_from(tree)
    return config, _results(run(config, days=days))


def _results(model: CommunityModel) -> dict[str, Any]:
    """All tables, and of the row of ``runs`` what no other table has: costs."""
    costs = {name: np.array(number) for name, number in model.records.outcomes().items() if name.startswith("cost_")}
    return tables(model) | {"runs": costs}


def moved(place_name: str, key: Key, value: Any) -> list[str]:
    """Results, as ``table.column``, that are others, bit for bit, if one value is.

    Errors:
        ConfigurationError: the value is not admissible there.
    """
    config, before = usual(place_name)
    tree = config.model_dump()
    _put(tree, key, value)
    after = _results(run(configuration_from(tree), days=_place(place_name)[1]))
    return [
        f"{table}.{column}"
        for table in TABLES
        for column, numbers in before[table].items()
        if not _is_same(numbers, after[table][column])
    ]


def _is_same(one: Any, other: Any) -> bool:
    return one.shape == other.shape and np.ascontiguousarray(one).tobytes() == np.ascontiguousarray(other).tobytes()


def _put(tree: Tree, key: Key, value: Any) -> None:
    *groups, last = key
    branch: Any = tree
    for part in groups:
        branch = branch[part]
    if groups[:2] == ["assessment", "scoring"] and last == "weight":  # weights sum to 100: what one gains another loses
        indicators = tree["assessment"]["scoring"]
        other = next(name for name in indicators if name != key[-2] and indicators[name]["weight"] >= value / 2.0)
        indicators[other]["weight"] += branch[last] - value
    branch[last] = value


@dataclass(frozen=True)
class Witness:
    """Where another value of a parameter was seen to move a result, and the first result that it moved."""

    parameter: str
    place: str
    key: Key
    value: Any
    outcome: str

    def holds(self) -> bool:
        """Whether it is still seen to."""
        try:
            return self.outcome in moved(self.place, self.key, self.value)
        except (ConfigurationError, LookupError):
            return False


def witness_for(name: str) -> Witness | None:
    """Search for a witness over places, entries of the list that the parameter is in, and values."""
    for place_name in places_for(name):
        entries = [entry for entry in parameters(usual(place_name)[0]) if entry.name == name]
        for entry in entries[: MOST_ENTRIES[_place(place_name)[1]]]:
            for value in entry.others:
                try:
                    found = moved(place_name, entry.key, value)
                except ConfigurationError:
                    continue
                if found:
                    return Witness(name, place_name, entry.key, value, found[0])
    return None


# --- the list of witnesses --------------------------------------------------------------------------------------------
FILE = Path(__file__).parents[2] / "docs" / "parameter_effects.csv"
HEAD = ("parameter", "place", "entry", "value", "result that moves")


def names() -> list[str]:
    """Every parameter by name, in the order of the configuration."""
    return list(dict.fromkeys(parameter.name for parameter in parameters(usual(GENERAL[0])[0])))


def read() -> dict[str, Witness]:
    """The list of witnesses by parameter; empty if there is none."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    return {
        name: Witness(name, place_name, tuple(json.loads(key)), json.loads(value), outcome)
        for name, place_name, key, value, outcome in rows
    }


def write(witnesses: Iterable[Witness]) -> None:
    """Write the list."""
    with FILE.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(HEAD)
        for witness in witnesses:
            key, value = (json.dumps(part, ensure_ascii=False) for part in (witness.key, witness.value))
            rows.writerow((witness.parameter, witness.place, key, value, witness.outcome))


def main(only: list[str]) -> None:
    """Keep the witnesses that hold and search for the others, of all parameters or of those that are named."""
    known = read()
    for name in only or names():
        if name in known and known[name].holds():
            continue
        witness = witness_for(name)
        print(f"{name}: {witness.outcome if witness else 'MOVES NOTHING'}", flush=True)
        known.pop(name, None)
        if witness is not None:
            known[name] = witness
        write(known[each] for each in names() if each in known)


if __name__ == "__main__":
    main(sys.argv[1:])
