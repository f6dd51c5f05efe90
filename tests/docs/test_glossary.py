"""Every word of the model stands in the glossary, with a Chinese term, a meaning and a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

import sim.names
from sim import assessment_configuration, columns, configuration, place_configuration, regime_configuration
from sim.columns import TABLES, WINDOWS
from sim.parameters import Parameters
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.streams import PROCESS
from sim.tables import ALL_TABLES

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
HEADER = ["term", "中文", "meaning", "unit", "source", "also called"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What the unit-bearing names of columns and keys add to their word.
PREFIXES = ("n_", "is_", "has_")
SUFFIXES = (
    "_id", "_hours", "_days", "_day", "_share", "_prob", "_week", "_weeks", "_month", "_months", "_year", "_seconds",
    "_per", "_of", "_resident", "_peak",
)  # fmt: skip


def rows() -> list[list[str]]:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row != HEADER and not set("".join(row)) <= {"-"}]


ROWS = rows()
WORDS = {word for row in ROWS for word in re.findall(r"`([^`]+)`", row[-1])}


def stem(name: str) -> str:
    """The word of a name without what tells its kind and unit: ``n_handoffs`` and ``patrol_hours`` give the noun."""
    while name not in WORDS:
        shorter = next((name.removeprefix(part) for part in PREFIXES if name.startswith(part)), name)
        if shorter == name:
            shorter = next((name.removesuffix(part) for part in SUFFIXES if name.endswith(part)), name)
        if shorter == name:
            return name
        name = shorter
    return name


def without_window(name: str) -> str:
    return next((name.removesuffix(window) for window in WINDOWS if window and name.endswith(window)), name)


def groups() -> list[type[Parameters]]:
    """The groups of a configuration, those of rules and traits apart, whose members explain themselves."""
    found = [
        group
        for part in (assessment_configuration, configuration, place_configuration, regime_configuration)
        for group in vars(part).values()
        if isinstance(group, type) and issubclass(group, Parameters) and group.__module__ == part.__name__
    ]
    assert len(found) > 10
    return found


def keys() -> set[str]:
    return {key for group in groups() for key in group.model_fields}


def literals(annotation: Any) -> Iterator[str]:
    """Words among which a key may choose."""
    annotation = getattr(annotation, "__value__", annotation)  # behind a named type
    for part in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield part
        else:
            yield from literals(part)


def picks() -> set[str]:
    return {word for group in groups() for field in group.model_fields.values() for word in literals(field.annotation)}


def vocabularies(module) -> set[str]:
    found = {word for words in vars(module).values() if isinstance(words, tuple) for word in words}
    return {word for word in found if isinstance(word, str) and re.fullmatch(r"[a-z][a-z_0-9]*", word)}


def test_the_glossary_has_the_six_columns_everywhere():
    text = GLOSSARY.read_text(encoding="utf-8")
    assert text.count("| " + " | ".join(HEADER) + " |") == text.count("\n## ")
    assert {len(row) for row in ROWS} == {len(HEADER)}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_term_has_a_chinese_term_a_meaning_a_unit_and_a_source(row):
    term, chinese, meaning, unit, source, _also = row
    assert term
    assert CHINESE.search(chinese)
    assert meaning
    assert unit
    assert source


def test_no_term_stands_twice_in_either_language():
    for column in (0, 1):
        terms = [row[column] for row in ROWS]
        assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_every_word_of_an_enumeration_is_explained():
    assert sorted(vocabularies(sim.names) - WORDS) == []


def test_every_word_in_a_result_table_is_explained():
    words = {word for table in TABLES.values() for column in table for word in column.words}
    assert sorted(words - WORDS) == []


def test_every_rule_family_and_every_lever_is_explained():
    assert sorted((set(RuleParameters.model_fields) | set(Levers.model_fields)) - WORDS) == []


def test_every_process_of_chance_is_explained():
    assert sorted(set(PROCESS) - WORDS) == []


def test_every_column_of_a_result_table_is_explained():
    names = {without_window(column.name) for table in TABLES.values() for column in table}
    assert sorted({name for name in names if stem(name) not in WORDS}) == []


def test_every_key_of_a_configuration_is_explained():
    assert sorted({key for key in keys() if stem(key) not in WORDS}) == []


def test_every_word_that_a_configuration_may_choose_is_explained():
    assert {"pass_fail", "grid", "building"} <= picks()
    assert sorted(picks() - WORDS) == []


def test_every_word_in_code_font_is_in_use():
    used = (
        vocabularies(sim.names)
        | vocabularies(columns)
        | {without_window(column.name) for table in TABLES.values() for column in table}
        | {word for table in TABLES.values() for column in table for word in column.words}
        | set(RuleParameters.model_fields)
        | set(Levers.model_fields)
        | set(PROCESS)
        | keys()
        | picks()
        | {column for table in ALL_TABLES.values() for column in table.names or ()}
    )
    stems = used | {stem(name) for name in used}
    assert sorted(WORDS - stems) == []
