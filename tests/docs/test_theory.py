"""The page on theory names tests that exist, and every test that holds the running model to theory stands on it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "theory.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT))


def found_in(file: str) -> set[tuple[str, str]]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {(file, node.name) for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}


def test_every_test_that_the_page_names_is_there() -> None:
    assert len(NAMED) > 40
    assert sorted(NAMED - set().union(*(found_in(file) for file, _ in NAMED))) == []


def test_every_test_of_the_running_model_against_theory_is_on_the_page() -> None:
    files = [file.relative_to(ROOT).as_posix() for file in (ROOT / "tests" / "theory").glob("test_running_*.py")]
    assert len(files) > 4
    assert sorted(set().union(*(found_in(file) for file in files)) - NAMED) == []


def test_every_row_is_whole() -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", TEXT, re.MULTILINE)
    assert len(tables) == 5
    for table in tables:
        lines = table.splitlines()
        assert len({line.count("|") for line in lines}) == 1, lines[0]
        assert all("tests/" in line for line in lines[2:])
