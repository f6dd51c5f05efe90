"""The presets, and the way from overrides to one plain dictionary.

One file per pick; groups are folders. Hydra composes them: a scenario picks one file from each group, overrides in
Hydra's syntax pick others (``governance=hybrid``) and set values (``street.call_back_share=0.5``). Whether the result
is admissible is not known here but in ``sim`` (see :func:`sim.load_scenario`).

Hydra is imported when something is composed, so that ``--help`` stays quick, and asked once per combination of picks:
reading the files takes it a few tenths of a second, values go over the result in no time.
"""

from __future__ import annotations

import copy
import difflib
import functools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
GROUPS = ("scenario", "street", "matters", "governance", "assessment", "regime")  # what a command line may pick
COMMAND_LINE = "command line"
DEEPEST_KEY = 10  # dots; street.communities.station.compounds.platform_towers.gates has five
SYNTAX = "key=value, group=name or ~key; text with other signs than letters, digits, . - _ in quotes"

type Tree = dict[str, Any]


class CompositionError(ValueError):
    """An override cannot be read or names something that does not exist.

    Args:
        key: the key or group that was addressed.
        value: what was asked for; an empty text for nothing.
        allowed: what may be asked for.
        nearest: the most similar valid name, if there is one.
        file: where the fault stands.
    """

    def __init__(self, key: str, value: object, allowed: str, nearest: str | None = None, file: str = "") -> None:
        """Keep the parts; see the class."""
        super().__init__(key, value, allowed, nearest, file)
        self.key = key
        self.value = value
        self.allowed = allowed
        self.nearest = nearest
        self.file = file


def choices(group: str) -> list[str]:
    """Names of the files in a group, in alphabetical order."""
    return sorted(file.stem for file in (FOLDER / group).glob("*.yaml"))


def content(group: str, name: str) -> Tree:
    """What a file says that is no part of a configuration, e.g. a study.

    Args:
        group: folder.
        name: file without suffix.

    Errors:
        No such file, or one that cannot be read, raises :class:`CompositionError`.
    """
    import yaml  # type: ignore[import-untyped, unused-ignore]

    known = choices(group)
    if name not in known:
        close = difflib.get_close_matches(name, known, 1)
        raise CompositionError(group, name, "one of " + ", ".join(known), close[0] if close else None, COMMAND_LINE)
    place = f"configs/{group}/{name}.yaml"
    try:
        tree = yaml.safe_load((FOLDER / group / f"{name}.yaml").read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CompositionError(name, "text", f"YAML: {' '.join(str(error).split())}", None, place) from error
    return {str(key): value for key, value in tree.items()}


def compose(*overrides: str) -> Tree:
    """Compose one configuration.

    Args:
        overrides: Hydra overrides: picks (``regime=emergency``), values (``regime.emergency.restriction=0.5``) and
            deletions (``~governance.has_rules``), applied in this order of kinds, each from left to right. A value may
            name a key that no file mentions; whether it exists is checked later. ``+`` and ``++`` change nothing.

    Returns:
        Nested dictionaries, lists and plain values, the caller's own.

    Errors:
        Malformed syntax, an unknown pick, a sweep, a reference or a deletion of nothing raises
        :class:`CompositionError`.
    """
    picks, values = _parted(overrides)
    tree = copy.deepcopy(_composed("config", picks))
    for override in values:
        _apply(tree, override)
    return tree


def compose_pick(group: str, pick: str, *overrides: str) -> Any:
    """Compose one pick alone, with those of the overrides that lie within its group: quicker than the whole.

    Args:
        group: one of :data:`GROUPS`, except ``scenario``.
        pick: a file of the group.
        overrides: as in :func:`compose`; picks and values of other groups are passed over.

    Returns:
        What :func:`compose` would return under the group's name.

    Errors:
        As in :func:`compose`.
    """
    _parted([f"{group}={pick}"])
    tree = copy.deepcopy(_composed(f"{group}/{pick}", ()))
    within = [word for word in overrides if word.lstrip("~+").startswith(group + ".")]
    for override in _parted(within)[1]:
        _apply(tree, override)
    return tree[group]


def origin(key: str, *overrides: str) -> str:
    """Where the value of a key comes from: a file of this folder, the command line, or nowhere (a declared default).

    Args:
        key: dotted key, e.g. ``street.communities.station.cells``.
        overrides: those the configuration was composed with.

    Returns:
        ``configs/community/station.yaml``, ``command line`` or an empty string. If the key itself stands nowhere, the
        place of the group it belongs to.
    """
    picks, values = _parted(overrides)
    places: dict[str, str] = dict(_places(picks)) | {override.key_or_group: COMMAND_LINE for override in values}
    parts = key.split(".")
    while parts:
        prefix = ".".join(parts)
        within = [place for other, place in places.items() if other == prefix or other.startswith(prefix + ".")]
        if within:
            return within[-1]
        parts.pop()
    return ""


# --- picks: Hydra's part --------------------------------------------------------------------------------------------
@functools.lru_cache(maxsize=256)
def _composed(entry: str, picks: tuple[str, ...]) -> Tree:
    """What the files say; shared, so copy before changing it."""
    import hydra
    import yaml  # type: ignore[import-untyped, unused-ignore]
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        with _initialised():
            composed = hydra.compose(entry, overrides=list(picks))
        tree: Any = OmegaConf.to_container(composed, resolve=True, throw_on_missing=True)
    except (HydraException, OmegaConfBaseException, yaml.YAMLError) as error:
        sentence = " ".join(str(error).split())
        raise CompositionError(entry, ", ".join(picks), f"files that compose: {sentence}", None, "configs") from error
    return {str(key): value for key, value in tree.items()}


@functools.lru_cache(maxsize=256)
def _places(picks: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Every key with the file that says it, in the order of composition."""
    import yaml  # type: ignore[import-untyped, unused-ignore]
    from hydra.core.global_hydra import GlobalHydra
    from hydra.types import RunMode

    with _initialised():
        loader = GlobalHydra.instance().config_loader()
        picked = loader.compute_defaults_list("config", list(picks), RunMode.RUN).defaults
    places: list[tuple[str, str]] = []
    for default in picked:
        file = FOLDER / f"{default.config_path}.yaml"
        if not file.exists():
            continue  # Hydra's own settings
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key in _leaves({name: value for name, value in content.items() if name != "defaults"}):
            places.append((f"{default.package}.{key}".lstrip("."), f"configs/{default.config_path}.yaml"))
    return tuple(places)


def _leaves(tree: Tree, prefix: str = "") -> Iterator[str]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{key}.")
        else:
            yield key


_ONE_AT_A_TIME = threading.Lock()  # there is one Hydra for all threads of a process


@contextmanager
def _initialised() -> Iterator[None]:
    """Hydra set on this folder, also inside a program that Hydra itself has started, which then finds it as before."""
    import hydra
    from hydra.core.global_hydra import GlobalHydra

    with _ONE_AT_A_TIME:
        before = GlobalHydra.instance().hydra
        GlobalHydra.instance().clear()
        try:
            with hydra.initialize_config_module(__name__, version_base=None, job_name="gewang"):
                yield
        finally:
            GlobalHydra.instance().hydra = before


# --- overrides ------------------------------------------------------------------------------------------------------
def _parted(overrides: Sequence[str]) -> tuple[tuple[str, ...], list[Any]]:
    """The picks, the last one of each group, and the parsed values and deletions."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser = OverridesParser.create()
    picks: dict[str, str] = {}
    values = []
    for place, word in enumerate(overrides, start=1):
        try:
            override = parser.parse_override(word)
        except (HydraException, ValueError, RecursionError) as error:  # the latter two: endless numbers, brackets
            key, _, text = word.partition("=")
            raise CompositionError(key or word or f"word {place}", text, SYNTAX, None, COMMAND_LINE) from error
        key, text = override.key_or_group, word.partition("=")[2]
        if fault := _fault(override, text):
            raise CompositionError(key or word, text, fault, None, COMMAND_LINE)
        if key in GROUPS:
            picks[key] = f"{key}={_looked_up(override)}"
        else:
            values.append(override)
    return tuple(sorted(picks.values())), values


def _fault(override: Any, text: str) -> str:
    """What would have been allowed instead of an override that Hydra knows but a single run does not; empty if fine."""
    key = override.key_or_group
    if not all(key.split(".")):
        return SYNTAX
    if key.count(".") > DEEPEST_KEY:
        return f"at most {DEEPEST_KEY} dots in a key"
    if override.package is not None or "/" in key or key.partition(".")[0] == "hydra":
        return "a dotted key or one of the groups " + ", ".join(GROUPS)
    if override.is_sweep_override():
        return "a single value"
    if "${" in text or "???" in text:
        return "a value, not a reference or a gap"
    if override.value() == {}:
        return "a group with at least one key; ~key takes one out"
    return ""


def _looked_up(override: Any) -> str:
    group, known = override.key_or_group, choices(override.key_or_group)
    pick = "" if override.is_delete() else override.value()
    if pick not in known:
        close = difflib.get_close_matches(str(pick), known, 1)
        wanted = "one of " + ", ".join(known)
        raise CompositionError(group, pick, wanted, close[0] if close else None, COMMAND_LINE)
    return str(pick)


def _apply(tree: Tree, override: Any) -> None:
    """Set or take out one value in the tree, as Hydra would: groups are merged, anything else is replaced."""
    key, is_delete = override.key_or_group, override.is_delete()
    *above, last = key.split(".")
    place: Any = tree
    for part in above:
        place = _below(place, part, key, is_delete)
    position: Any = _position(place, last, key) if isinstance(place, list) else last
    if is_delete and not (isinstance(place, list) or last in place):
        raise CompositionError(key, "", "a key that some file mentions", None, COMMAND_LINE)
    if is_delete:
        del place[position]
        return
    value = override.value()
    if isinstance(value, dict) and isinstance(place, dict) and isinstance(place.get(last), dict):
        _merge(place[last], value)
    else:
        place[position] = value


def _below(place: Any, part: str, key: str, must_exist: bool) -> Any:
    """The group or list one step down, made if it may be."""
    if isinstance(place, list):
        below = place[_position(place, part, key)]
    elif must_exist and part not in place:
        raise CompositionError(key, "", "a key that some file mentions", None, COMMAND_LINE)
    else:
        below = place.setdefault(part, {})
    if not isinstance(below, dict | list):
        raise CompositionError(key, below, f"no key below {part}, which is a single value", None, COMMAND_LINE)
    return below


def _position(entries: list[Any], part: str, key: str) -> int:
    if not (part.isdecimal() and int(part) < len(entries)):
        raise CompositionError(key, part, f"a position from 0 to {len(entries) - 1}", None, COMMAND_LINE)
    return int(part)


def _merge(tree: Tree, more: Tree) -> None:
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(tree.get(name), dict):
            _merge(tree[name], value)
        else:
            tree[name] = value
