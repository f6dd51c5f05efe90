"""From a scenario's name and overrides to one validated configuration.

The only door from the presets to the model: composing is left to ``configs`` (imported when used, so that ``sim``
itself knows nothing of Hydra or files), deciding what is admissible to :mod:`sim.configuration`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.configuration import SimulationConfig
from sim.errors import NOTHING, ConfigurationError, nearest_name, one_line, shown

DEFAULT_SCENARIO = "street_of_eight"
NAMED_LISTS = ("communities", "departments", "compounds", "social_organisations")

type Tree = dict[str, Any]


def load_scenario(name: str = DEFAULT_SCENARIO, *overrides: str, **picks: str) -> SimulationConfig:
    """Load a preset, with other picks and values if asked.

    Args:
        name: a file of ``configs/scenario/``.
        overrides: values in Hydra's syntax, e.g. ``"street.call_back_share=0.5"``.
        picks: another file for a group, e.g. ``governance="network"``, ``regime="emergency"``.

    Returns:
        The validated configuration.

    Errors:
        Anything that cannot be used raises :class:`sim.errors.ConfigurationError`.
    """
    words = [f"scenario={name}", *(f"{group}={pick}" for group, pick in picks.items()), *overrides]
    return configuration_from(compose(*words), origin_of(*words))


def compose(*overrides: str) -> Tree:
    """Compose the presets and overrides into one plain tree, not yet validated.

    Errors:
        Unknown picks and malformed overrides raise :class:`sim.errors.ConfigurationError`.
    """
    import configs

    with _one_line():
        return configs.compose(*overrides)


def file_content(group: str, name: str) -> Tree:
    """What a file of the presets says that is no part of a configuration, not yet validated.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is no such file, or it cannot be read.
    """
    import configs

    with _one_line():
        return configs.content(group, name)


def with_picks(config: SimulationConfig, *overrides: str, **picks: str) -> SimulationConfig:
    """The same configuration with other files picked from some groups: one arm of a comparison.

    Args:
        config: where to start from; it is not changed.
        overrides: words of the command line; those that set values in the groups also go over the new picks.
        picks: group to file, e.g. ``governance="network"``.

    Returns:
        What :func:`load_scenario` would return with these picks, in a fraction of the time.

    Errors:
        :class:`sim.errors.ConfigurationError`.
    """
    import configs

    tree = config.model_dump()
    with _one_line():
        for group, pick in picks.items():
            tree[group] = configs.compose_pick(group, pick, *overrides)
    words = [word for word in overrides if word.lstrip("~+").partition(".")[0] in picks]
    return configuration_from(tree, origin_of(*words, *(f"{group}={pick}" for group, pick in picks.items())))


@contextmanager
def _one_line() -> Iterator[None]:
    import configs

    try:
        yield
    except configs.CompositionError as error:
        found = NOTHING if error.value == "" else shown(error.value)
        raise ConfigurationError(error.key, found, error.allowed, error.nearest, error.file) from error


def origin_of(*overrides: str) -> Callable[[str], str]:
    """A function that tells for a dotted key in which file, or on the command line, its value stands."""

    def origin(key: str) -> str:
        import configs

        return configs.origin(key, *overrides)

    return origin


def configuration_from(
    tree: Mapping[str, Any], origin: Callable[[str], str] = lambda key: "", also: Sequence[str] = ()
) -> SimulationConfig:
    """Validate a plain tree.

    Args:
        tree: as composed; entries of communities, compounds, departments and social organisations may stand under their
            names instead of in a list.
        origin: see :func:`origin_of`; used for the error message only.
        also: further names to suggest for an unknown key at the top.

    Returns:
        The configuration.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first fault.
    """
    listed = _with_lists(dict(tree), "", origin)
    try:
        return SimulationConfig.model_validate(listed)
    except ValidationError as error:
        raise one_line(error, SimulationConfig, listed, origin, also) from None


def with_values(config: SimulationConfig, values: Mapping[str, Any]) -> SimulationConfig:
    """The same configuration with some values replaced, validated again.

    Args:
        config: where to start from; it is not changed.
        values: dotted key to value, e.g. ``{"rules.voice.trust_weight": 1.5}``; entries of named lists go by name.

    Returns:
        A new configuration.

    Errors:
        :class:`sim.errors.ConfigurationError`, also for a key that does not exist.
    """
    try:
        return SimulationConfig.model_validate(_with(dict(config), values))
    except ValidationError:
        return configuration_from(_with(config.model_dump(), values))  # for one line that shows what was found


def _with(tree: Tree, values: Mapping[str, Any]) -> Tree:
    """Put values into a tree; groups are opened, and copied, on the way to them only, so the others stay as checked."""
    for key, value in values.items():
        *groups, last = key.split(".")
        place: Any = tree
        for part in groups:
            place = _entry(place, part, key)
        if isinstance(place, list):
            place[_index(place, last, key)] = value
        else:
            place[last] = value
    return tree


def _entry(place: Any, part: str, key: str) -> Any:
    position: Any = _index(place, part, key) if isinstance(place, list) else part
    below = place[position] if isinstance(place, list) else place.get(part, {})
    if not isinstance(below, dict | list | BaseModel):
        raise ConfigurationError(key, shown(below), f"no key below {part}, which is a single value")
    place[position] = list(below) if isinstance(below, list) else dict(below)
    return place[position]


def _index(entries: list[Any], part: str, key: str) -> int:
    names = [str(_name(entry, i)) for i, entry in enumerate(entries)]
    if part not in names:
        raise ConfigurationError(key, shown(part), "one of " + ", ".join(names), nearest_name(part, names))
    return names.index(part)


def _name(entry: Any, place: int) -> Any:
    return entry.get("name", place) if isinstance(entry, dict) else getattr(entry, "name", place)


def _with_lists(value: Any, path: str, origin: Callable[[str], str]) -> Any:
    """Replace tables of named entries by lists of entries that carry their name."""
    if isinstance(value, list):
        return [_with_lists(entry, path, origin) for entry in value]
    if not isinstance(value, Mapping):
        return value
    listed: Tree = {}
    for key, below in value.items():
        place = f"{path}.{key}".lstrip(".")
        inner = _with_lists(below, place, origin)
        listed[key] = _named(inner, place, origin) if key in NAMED_LISTS and isinstance(inner, Mapping) else inner
    return listed


def _named(entries: Mapping[str, Any], path: str, origin: Callable[[str], str]) -> list[Tree]:
    for name, entry in entries.items():
        if not isinstance(entry, Mapping):
            key = f"{path}.{name}"
            raise ConfigurationError(key, shown(entry), "a group of keys", None, origin(key))
    return [{"name": name, **entry} for name, entry in entries.items()]
