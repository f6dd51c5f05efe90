"""The walk through the house tells the truth about its largest functions and its files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
TABLE = re.compile(r"^\| `(\w+)\.(\w+)` \| (\d+) \|", re.MULTILINE)


def lines_of_functions() -> dict[tuple[str, str], int]:
    """Lines of every function of the packages that are installed, by file and name."""
    found = {}
    for room in ("configs", "sim", "experiments", "analysis", "workshop"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    found[file.stem, node.name] = (node.end_lineno or 0) - node.lineno + 1
    return found


def test_the_five_largest_functions_are_listed_with_their_lengths() -> None:
    listed = {(file, name): int(lines) for file, name, lines in TABLE.findall(TEXT)}
    lengths = lines_of_functions()
    assert listed == {key: lengths.get(key) for key in listed}
    assert sorted(listed.values()) == sorted(lengths.values())[-5:]


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:sim|configs|experiments|analysis|workshop|tests|docs)/[\w/.]*)`", TEXT))
    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
