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
from sim.scenario import configuration_from
from tests.invariants.sensitive_places import DAYS, GENERAL, YEAR, places_for, tree_of
from tests.places import Tree, run, tables

# What a run is called and what readers are told about it.
# ... and the gates, which only say how many posts a place may have: sim/configuration.py refuses more.
WORDS = {"scenario", "story", "story_zh", "what_it_is", "what_it_is_zh", "mechanisms", "without", "focus"}
NAMES = {"name", "name_zh", "gates"}
# The burn-in has levers of the same declarations in the same state; one test says that they are in force there.
DOUBLES = {"status_quo_levers"}
# What the model never gets to, with the reason; the study says if that is no longer so.
UNREACHED = {
    "status_quo.emergency.": "the burn-in is normal time",
    "status_quo.return_.": "the burn-in is normal time",
}
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
            yield from _below(getattr(config, name), type(config).model_fields[name], name, (name,))


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


# --- what moves -------------------------------------------------------------------------------------------------------
@functools.cache
def usual(place_name: str) -> tuple[SimulationConfig, dict[str, Any]]:
    """A place as it is, and its results."""
    tree, days = tree_of(place_name)
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
    after = _results(run(configuration_from(tree), days=tree_of(place_name)[1]))
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
        for entry in entries[: MOST_ENTRIES[tree_of(place_name)[1]]]:
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
    """Every parameter that the model gets to by name, in the order of the configuration."""
    every = dict.fromkeys(parameter.name for parameter in parameters(usual(GENERAL[0])[0]))
    return [name for name in every if not name.startswith(tuple(UNREACHED))]


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
