"""Factors: configuration keys that vary between runs, the range or the values that they take, and how a run gets them.

A key is declared once, in :mod:`sim`; its range and its kind of number are read from there. A factor may move several
keys together, and ``*`` in a key stands for every entry of a list or group at that place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, refuse, shown
from sim.parameters import Parameters
from sim.scenario import with_picks, with_values

type Value = bool | int | float | str
type Values = dict[str, Value]

PICKS = ("governance", "assessment", "regime")  # groups of which a file is picked, beside keys that get a value
MOST_VALUES = 1_000


def named(factor: Any) -> Any:
    """A factor that is written as its key alone."""
    return {"keys": [factor]} if isinstance(factor, str) else factor


class Factor(Parameters):
    """Something that varies: keys that get the same value, and the range or the list it is taken from."""

    keys: Annotated[list[str], Field(min_length=1)]
    low: float | None = None  # None: the declared end of the first key's range
    high: float | None = None
    values: Annotated[list[Value], Field(min_length=2, max_length=MOST_VALUES)] | None = None  # instead of a range
    label: str = ""  # in figures and tables; empty: the last part of the first key
    label_zh: str = ""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.values is not None and (self.low is not None or self.high is not None):
            raise refuse("values", self.values, "either values, or low and high")
        if self.values is not None and len({repr(value) for value in self.values}) < len(self.values):
            raise refuse("values", self.values, "each value once")
        if bool(self.label) != bool(self.label_zh):
            raise refuse("label", self.label, "label and label_zh, or neither")
        return self


type NamedFactor = Annotated[Factor, BeforeValidator(named)]


@dataclass(frozen=True, slots=True)
class Space:
    """What a factor can be in a given configuration.

    Attributes:
        keys: configuration keys, every ``*`` replaced.
        choices: values to choose from; empty: any number from ``low`` to ``high``.
        low: smallest number.
        high: largest number.
        is_whole: only whole numbers.
    """

    keys: tuple[str, ...]
    choices: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 1.0
    is_whole: bool = False

    def at(self, share: float) -> Value:
        """The value that lies a share (0 to 1) of the way through the range, or through the list."""
        if self.choices:
            return self.choices[min(int(share * len(self.choices)), len(self.choices) - 1)]
        value = self.low + share * (self.high - self.low)
        return round(value) if self.is_whole else float(f"{value:.6g}")

    def levels(self, n: int) -> list[Value]:
        """All values of a list, or ``n`` evenly spaced ones of a range, its ends among them."""
        if self.choices:
            return list(self.choices)
        return list(dict.fromkeys(self.at(step / (n - 1)) for step in range(n)))

    def ends(self) -> list[Value]:
        """Whatever has to be admissible for every value between to be so."""
        return list(self.choices) or [self.at(0.0), self.at(1.0)]


def space_of(factor: Factor, config: SimulationConfig) -> Space:
    """Which values a factor takes in this configuration.

    Errors:
        :class:`sim.errors.ConfigurationError`: a key that does not exist, or no range given and none declared.
    """
    keys = tuple(key for pattern in factor.keys for key in matching_keys(config, pattern))
    if factor.values is not None:
        return Space(keys=keys, choices=tuple(factor.values))
    if keys[0] in PICKS:
        raise ConfigurationError(keys[0], "no values", "values, a list of files to pick from")
    kind, low, high, words = declared(config, keys[0])
    if words and factor.low is factor.high is None:
        return Space(keys=keys, choices=words)
    low, high = (given if given is not None else found for given, found in ((factor.low, low), (factor.high, high)))
    if low is None or high is None:
        raise ConfigurationError(keys[0], "no range", "values, or low and high: none is declared for this key")
    if not low < high:
        raise ConfigurationError(keys[0], f"the range from {low:g} to {high:g}", "low below high")
    return Space(keys=keys, low=low, high=high, is_whole=kind is int)


# --- what is declared of a key ----------------------------------------------------------------------------------------
type Declaration = tuple[Any, float | None, float | None, tuple[Value, ...]]


def declared(config: SimulationConfig, key: str) -> Declaration:
    """What is said about a key where it is declared.

    Returns:
        Type of its value; low and high end of the declared range, ``None`` where a key has limits but no plausible
        range; the words or flags it may be set to, empty if it is a number.
    """
    above, _, name = key.rpartition(".")
    place = _at(config, above) if above else config
    field = type(place).model_fields.get(name) if isinstance(place, BaseModel) else None
    if field is None:
        return type(value_at(config, key)), None, None, ()
    kind = getattr(field.annotation, "__value__", field.annotation)
    limits = [*field.metadata]
    if get_origin(kind) is Annotated:
        kind, *more = get_args(kind)
        limits += [limit for rule in more for limit in getattr(rule, "metadata", (rule,))]
    if kind is bool:
        return bool, None, None, (False, True)
    if get_origin(kind) is Literal:
        return str, None, None, get_args(kind)
    low, high = (next((getattr(limit, end) for limit in limits if hasattr(limit, end)), None) for end in ("ge", "le"))
    is_range = isinstance(field.json_schema_extra, dict) or (low, high) == (0, 1)  # a parameter, or a share
    return kind, *((float(low), float(high)) if is_range and None not in (low, high) else (None, None)), ()


def value_at(config: SimulationConfig, key: str) -> Any:
    """The value that a key has in a configuration; of a pick, the name of what is picked.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is no such key.
    """
    found = _at(config, key)
    return found.name if key in PICKS else found


def _at(config: SimulationConfig, key: str) -> Any:
    place: Any = config
    for part in key.split("."):
        below = _entries(place)
        if part not in below:
            raise ConfigurationError(key, shown(part), "a key of the configuration", nearest_name(part, list(below)))
        place = below[part]
    return place


def _entries(place: Any) -> dict[str, Any]:
    """What stands below a group, a table or a list of named entries, by name."""
    if isinstance(place, BaseModel):
        return {name: getattr(place, name) for name in type(place).model_fields}
    if isinstance(place, list | tuple):
        return {str(getattr(entry, "name", number)): entry for number, entry in enumerate(place)}
    return dict(place) if isinstance(place, Mapping) else {}


def matching_keys(config: SimulationConfig, pattern: str) -> list[str]:
    """Keys that a pattern stands for: each ``*`` in it is any entry at its place.

    Errors:
        :class:`sim.errors.ConfigurationError`: there are none.
    """
    found = list(_matching(config, pattern.split("."), pattern))
    if not found:
        raise ConfigurationError(pattern, "nothing there", "a pattern of keys that exist")
    return found


def _matching(place: Any, parts: Sequence[str], pattern: str) -> Iterator[str]:
    first, *rest = parts
    below = _entries(place)
    if first != "*" and first not in below:
        raise ConfigurationError(pattern, shown(first), "a key of the configuration", nearest_name(first, list(below)))
    for name in below if first == "*" else [first]:
        for key in _matching(below[name], rest, pattern) if rest else [""]:
            yield f"{name}.{key}".rstrip(".")


# --- a point ----------------------------------------------------------------------------------------------------------
def at_point(config: SimulationConfig, point: Values) -> SimulationConfig:
    """The configuration of a design point: its picks made, then its values set.

    Args:
        config: the constants; not changed.
        point: key to value; keys of :data:`PICKS` name files.

    Errors:
        :class:`sim.errors.ConfigurationError`: something in it is not admissible.
    """
    picks = {group: str(point[group]) for group in PICKS if group in point}
    values = {key: value for key, value in point.items() if key not in PICKS}
    picked = with_picks(config, **picks) if picks else config
    return with_values(picked, values) if values else picked
