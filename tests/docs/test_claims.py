"""The claims ledger is complete: every claim has a type and a reason, every dynamic one patterns that answer it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import configs

CLAIMS = Path(__file__).parents[2] / "docs" / "evidence" / "claims.csv"
TYPES = {"dynamic", "input", "out of scope"}


@pytest.fixture(scope="module")
def ledger() -> dict[str, dict[str, str]]:
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_every_claim_has_a_type_and_one_reason(ledger):
    claims = {key: row for key, row in ledger.items() if key.startswith("C")}
    assert sorted(claims) == [f"C{number:02d}" for number in range(1, 96)]
    assert {row["type"] for row in claims.values()} == TYPES
    assert all(row["reason"] for row in claims.values())
    assert all(not row["type"] and not row["patterns"] for key, row in ledger.items() if key not in claims)


def test_dynamic_claims_and_no_others_are_answered_by_patterns(ledger):
    known = set(configs.choices("pattern"))
    for key, row in ledger.items():
        named = row["patterns"].split()
        assert bool(named) == (row["type"] == "dynamic"), key
        assert set(named) <= known, key


def test_a_pattern_that_answers_a_claim_cites_it(ledger):
    """A pattern's own list of ids and the ledger agree."""
    from experiments.patterns import patterns_of

    patterns = patterns_of(configs.choices("pattern"))
    for key, row in ledger.items():
        for name in row["patterns"].split():
            assert key in patterns[name].claims, (key, name)
