"""What became of each mutant: read, kept, and forgotten when a rule or one of its tests is edited."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.mutation.mutants import RULES

type Book = dict[str, dict[str, Any]]  # family: stamp, left_out, and by name of the mutant the test that caught it

FILE = Path(__file__).with_name("verdicts.json")
ROOT = Path(__file__).parents[2]


def read() -> Book:
    """All verdicts so far, none if there are none."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}  # type: ignore[no-any-return]


def write(book: Book) -> None:
    """Keep them, in one step."""
    waiting = FILE.with_suffix(".waiting")
    waiting.write_text(json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    waiting.replace(FILE)


def stamp(family: str, tests: list[str]) -> str:
    """SHA-256 over a family's rules and the tests that may catch its mutants (hex, the first 16 characters)."""
    digest = hashlib.sha256()
    for file in (RULES / f"{family}.py", *(ROOT / test for test in tests)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
