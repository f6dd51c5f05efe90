"""What became of each mutant: read, kept, and forgotten when what it rests on is edited.

A verdict rests on the file of the rule, and on the test that caught the mutant; that a mutant survived, on all tests
that might catch it.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
from pathlib import Path
from typing import Any

from tests.mutation.mutants import RULES, Mutant

type Book = dict[str, dict[str, Any]]  # family: "rules" and "tests", stamps; "verdicts": see ``verdict``

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("verdicts.json")


def read() -> Book:
    """All verdicts so far, none if there are none."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}  # type: ignore[no-any-return]


def write(book: Book) -> None:
    """Keep them, in one step."""
    waiting = FILE.with_suffix(".waiting")
    waiting.write_text(json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    waiting.replace(FILE)


def stamps(family: str, tests: list[str]) -> dict[str, Any]:
    """An entry of the book without verdicts: what they will rest on."""
    rules, all_tests = _stamp(RULES / f"{family}.py"), _stamp(*(ROOT / test for test in tests))
    return {"rules": rules, "tests": all_tests, "verdicts": {}}


def _stamp(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def verdict(caught_by: str | None) -> list[str] | None:
    """What is kept: the test that caught a mutant and its stamp, ``None`` for a survivor."""
    return None if caught_by is None else [caught_by, _test_stamp(caught_by)]


def kept(before: dict[str, Any], now: dict[str, Any], wanted: list[Mutant]) -> dict[str, Any]:
    """Verdicts of an earlier entry that still stand."""
    if before["rules"] != now["rules"]:
        return {}
    found = {mutant.name: before["verdicts"][mutant.name] for mutant in wanted if mutant.name in before["verdicts"]}
    if before["tests"] == now["tests"]:
        return found
    return {name: known for name, known in found.items() if known and known[1] == _test_stamp(known[0])}


@functools.cache
def _test_stamp(test: str) -> str:
    """SHA-256 over the source of one test function (hex, the first 8 characters); of nothing if it is gone."""
    file, _, name = test.partition("::")
    path = ROOT / file
    source = path.read_text(encoding="utf-8") if path.is_file() else ""
    function = name.partition("[")[0]
    nodes = [node for node in ast.walk(ast.parse(source)) if getattr(node, "name", None) == function]
    text = "".join(ast.unparse(node) for node in nodes)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
