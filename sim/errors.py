"""What is said when a configuration cannot be used: one line with key, value, what is allowed, nearest name and place.

Whatever found the fault (a type, a range, a sum, an unknown name), the reader meets the same form of sentence.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

LONGEST_VALUE = 60  # characters of a value that are worth showing
LONGEST_KEY = 200
LONGEST_LIST = 16  # names that are worth listing
NOTHING = "nothing"

type Schema = dict[str, Any]


class ConfigurationError(ValueError):
    """A configuration is not admissible; ``str(error)`` is the whole line.

    Args:
        key: dotted path of the key, e.g. ``street.communities.station.cells``.
        value: what was found, as text.
        allowed: what is allowed, as text.
        nearest: the most similar valid name, if there is one.
        file: file or ``command line`` where the value stands; empty if it is not known.
    """

    def __init__(self, key: str, value: str, allowed: str, nearest: str | None = None, file: str = "") -> None:
        """Keep the parts; see the class."""
        super().__init__(key, value, allowed, nearest, file)
        self.key = key
        self.value = value
        self.allowed = allowed
        self.nearest = nearest
        self.file = file

    def __str__(self) -> str:
        """The whole line."""
        line = f"{self.key[:LONGEST_KEY]}: found {self.value}, allowed {self.allowed}"
        if self.nearest:
            line += f"; nearest valid name: {self.nearest}"
        if self.file:
            line += f" [{self.file}]"
        return " ".join(line.split()).encode("utf-8", "backslashreplace").decode()


def refuse(key: str, value: object, allowed: str, nearest: str | None = None) -> PydanticCustomError:
    """What a cross-check of a group raises.

    Args:
        key: the key below the group that is to blame; empty if it is the group as a whole.
        value: what was found there.
        allowed: what would have been allowed, in words.
        nearest: the most similar valid name, if the value is a name.
    """
    context = {"key": key, "found": shown(value), "allowed": allowed, "nearest": nearest or ""}
    return PydanticCustomError("refused", "does not fit the rest", context)


def refuse_doubles(key: str, names: list[str]) -> None:
    """Refuse a list in which a name stands twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise refuse(key, twice[0], "each name once")


def shown(value: object) -> str:
    """A value as a person would write it: short, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | BaseModel):
        n_keys = len(value) if isinstance(value, Mapping) else len(type(value).model_fields)
        return f"a group of {n_keys} key" + "s" * (n_keys != 1)
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.12g}"
    if isinstance(value, int) and abs(value) >= 10**LONGEST_VALUE:
        return "a whole number beyond all measure"
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def nearest_name(name: str, names: Sequence[str]) -> str | None:
    """The most similar of some names, or None if nothing resembles it."""
    close = difflib.get_close_matches(name, names, 1)
    return close[0] if close else None


def one_line(
    error: ValidationError,
    model: type[BaseModel],
    tree: object,
    origin: Callable[[str], str] = lambda key: "",
    also: Sequence[str] = (),
) -> ConfigurationError:
    """Turn what pydantic found into the one line that is told; unknown keys come first, they explain missing ones.

    Args:
        error: what pydantic raised.
        model: the model that was being filled.
        tree: the values it was to be filled with, to call list entries by their names.
        origin: tells for a dotted key where its value stands.
        also: names that are known beside those of the model, at the top.

    Returns:
        The error about the first fault.
    """
    details = error.errors(include_url=False)
    fault = next((detail for detail in details if _is_unknown_key(detail)), details[0])
    schema = model.model_json_schema()
    if _is_unknown_key(fault):
        key, found, allowed, nearest = _unknown_key(fault, schema, tree, also)
    elif fault["type"] == "missing":
        key, found, allowed, nearest = _missing_key(fault, schema, tree)
    elif fault["type"] == "refused":
        key, found, allowed, nearest = _refused_value(fault, tree)
    else:
        key, found, allowed, nearest = _wrong_value(fault, schema, tree)
    return ConfigurationError(key or "configuration", found, allowed, nearest, origin(key))


type Line = tuple[str, str, str, str | None]  # key, what was found, what is allowed, nearest valid name


def _unknown_key(fault: ErrorDetails, schema: Schema, tree: object, also: Sequence[str]) -> Line:
    location = [part for part in fault["loc"] if part != "[key]"]
    name = str(location[-1])
    siblings = [*_names(_at(schema, location[:-1])), *(also if len(location) == 1 else ())]
    found = shown(name if fault["loc"][-1] == "[key]" else fault["input"])
    nearest = nearest_name(name, siblings) or _elsewhere(name, schema)
    return _dotted(tree, location), found, "only a known key" + _listed(": ", siblings), nearest


def _missing_key(fault: ErrorDetails, schema: Schema, tree: object) -> Line:
    """A key that is not there; in an entry that resembles another one, the entry's name was probably misspelt."""
    *group, last = fault["loc"]
    others = _other_entries(tree, group)
    nearest = nearest_name(others[0], others[1:]) if others else None
    if nearest:
        found = f"a new entry without its {last}"
        return _dotted(tree, group), found, "an entry that exists or a whole new one", nearest
    return _dotted(tree, fault["loc"]), NOTHING, _described(_at(schema, fault["loc"]), schema), None


def _refused_value(fault: ErrorDetails, tree: object) -> Line:
    """A value that one of our own cross-checks refused, see :func:`refuse`."""
    context = fault["ctx"]
    key = f"{_dotted(tree, fault['loc'])}.{context['key']}".strip(".")
    return key, context["found"], context["allowed"], context["nearest"] or None


def _wrong_value(fault: ErrorDetails, schema: Schema, tree: object) -> Line:
    """A value of the wrong type or out of range."""
    key, found = _dotted(tree, fault["loc"]), shown(fault["input"])
    if fault["type"] in ("value_error", "assertion_error"):
        return key, found, "only what fits together: " + fault["msg"].partition(", ")[2], None
    place = _at(schema, fault["loc"])
    names = [str(name) for name in _resolved(place, schema).get("enum", [])]
    nearest = nearest_name(fault["input"], names) if isinstance(fault["input"], str) else None
    return key, found, _described(place, schema), nearest


def _is_unknown_key(fault: ErrorDetails) -> bool:
    return fault["type"] == "extra_forbidden" or (bool(fault["loc"]) and fault["loc"][-1] == "[key]")


def _dotted(tree: object, location: Sequence[str | int]) -> str:
    return ".".join(_spoken(tree, location))


def _spoken(tree: object, location: Sequence[str | int]) -> Iterator[str]:
    """The parts of a path, list entries by their names where they have one."""
    for part in location:
        if isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
            named = isinstance(tree, Mapping) and isinstance(tree.get("name"), str)
            yield str(tree["name"]) if named and isinstance(tree, Mapping) else str(part)
        else:
            tree = tree.get(part) if isinstance(tree, Mapping) else None
            yield str(part)


def _other_entries(tree: object, location: Sequence[str | int]) -> list[str]:
    """Name of the group at a path, followed by the names of the groups beside it; empty at the top."""
    above: Any = tree
    for part in location[:-1]:
        above = above[part]
    if not location:
        return []
    own = list(_spoken(tree, location))[-1]
    names = list(above) if isinstance(above, Mapping) else [entry.get("name") for entry in above]
    return [own, *(str(name) for name in names if name != own)]


def _listed(before: str, names: Sequence[str]) -> str:
    return before + ", ".join(names) if names and len(names) <= LONGEST_LIST else ""


# --- reading the JSON schema: what may stand at a path ---------------------------------------------------------------
def _resolved(place: Schema, schema: Schema) -> Schema:
    """The schema at a place, references followed; of a value that may also be null, the other alternative."""
    while "$ref" in place or "anyOf" in place or len(place.get("allOf", [])) == 1:
        if "$ref" in place:
            place = schema["$defs"][place["$ref"].rpartition("/")[2]]
        elif "anyOf" in place:
            place = next(option for option in place["anyOf"] if option.get("type") != "null")
        else:
            place = place["allOf"][0]
    return place


def _at(schema: Schema, location: Sequence[str | int]) -> Schema:
    """The schema of what stands at a path; empty if the path leads nowhere."""
    place = _resolved(schema, schema)
    for part in location:
        if isinstance(part, int):
            below = place.get("items", {})
        else:
            below = place.get("properties", {}).get(part, place.get("additionalProperties", {}))
        if not isinstance(below, dict):
            return {}
        is_optional = any(option.get("type") == "null" for option in below.get("anyOf", []))
        place = _resolved(below, schema)
        if is_optional:
            place = {**place, "nullable": True}
    return {**place, "$defs": schema.get("$defs", {})}


def _names(place: Schema) -> list[str]:
    """Keys that may stand in a group, or keys of a table whose keys are listed."""
    listed = _resolved(place.get("propertyNames", {}), place).get("enum", [])
    return [*place.get("properties", {}), *listed]


def _described(place: Schema, schema: Schema) -> str:
    """What may stand at a place, in words."""
    also_null = " or null" if place.get("nullable") else ""
    if "enum" in place:
        return "one of " + ", ".join(str(name) for name in place["enum"]) + also_null
    if "const" in place:
        return shown(place["const"]) + also_null
    kind = place.get("type")
    if kind in ("number", "integer"):
        return ("a whole number" if kind == "integer" else "a finite number") + _range(place) + also_null
    if kind == "array":
        return "a list" + (f" of at least {place['minItems']}" if "minItems" in place else "") + also_null
    if kind == "object":
        sizes = (("minProperties", "at least"), ("maxProperties", "at most"))
        limits = " and ".join(f"{word} {place[name]}" for name, word in sizes if name in place)
        entries = f" of {limits} entries" if limits else ""
        return "a group" + _listed(" with the keys ", _names(place)) + entries + also_null
    text = "a text that is not empty" if place.get("minLength") else "a text"
    return {"boolean": "true or false", "string": text}.get(str(kind), "another value") + also_null


def _number(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.12g}"


def _range(place: Schema) -> str:
    """The range of a number, in words."""
    if "minimum" in place and "maximum" in place:
        words = f" from {_number(place['minimum'])} to {_number(place['maximum'])}"
    else:
        limits = (
            ("minimum", "at least"),
            ("exclusiveMinimum", "above"),
            ("maximum", "at most"),
            ("exclusiveMaximum", "below"),
        )
        words = " " + " and ".join(f"{word} {_number(place[name])}" for name, word in limits if name in place)
    if "multipleOf" in place:
        words += f" in steps of {_number(place['multipleOf'])}"
    return words.rstrip()


def _elsewhere(name: str, schema: Schema) -> str | None:
    """Full path of a key of that name somewhere else, for those who forgot the groups around it."""
    paths = list(_paths(schema, schema, ()))
    same = [path for path in paths if path[-1] == name]
    return ".".join(same[0]) if same else None


def _paths(place: Schema, schema: Schema, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, below in _resolved(place, schema).get("properties", {}).items():
        yield (*above, name)
        yield from _paths(below, schema, (*above, name))
