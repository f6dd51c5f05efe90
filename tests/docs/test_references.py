"""Every work that is cited stands in the bibliography, and every work in the bibliography is cited."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIBLIOGRAPHY = ROOT / "docs" / "references.bib"
FACTS = ROOT / "docs" / "evidence" / "facts.csv"
ENTRY = re.compile(r"^@(\w+)\{(\w+),\n(.*?)^\}$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^  (\w+) = \{(.*?)\},$", re.MULTILINE | re.DOTALL)
KEY = re.compile(r"(?<![\w`])@([A-Z]\w*\d{4})\b")
EVIDENCE = re.compile(r"\b(?:[FDLK]\d{2,3}|[CMRTH]\d{2})\b")
# "Steele, Lea and Flood 2014", "Wichura (1988)", "Grimm et al. 2020"
SURNAME = r"[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?"
BY_NAME = re.compile(rf"({SURNAME})(?:, {SURNAME})*(?:,? and {SURNAME}| et al\.)? \(?((?:19|20)\d\d)\)?")
NO_AUTHORS = {"January", "March", "April", "May", "June", "July", "September", "December", "Beijing", "Shanghai"}


def texts() -> dict[str, str]:
    """Text of whatever may cite."""
    rooms = [("sim", "py"), ("analysis", "py"), ("experiments", "py"), ("docs", "md")]
    files = [file for room, suffix in rooms for file in sorted((ROOT / room).rglob(f"*.{suffix}"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


def entries() -> dict[str, dict[str, str]]:
    text = BIBLIOGRAPHY.read_text(encoding="utf-8")
    return {key: dict(FIELD.findall(body)) | {"kind": kind} for kind, key, body in ENTRY.findall(text)}


ENTRIES = entries()
TEXTS = texts()


def names(authors: str) -> str:
    """Authors as they are written in prose: without braces and accents of TeX."""
    return re.sub(r"\\[\"']|[{}]", "", authors)


def cited_by_name(text: str) -> set[tuple[str, str]]:
    return {(name, year) for name, year in BY_NAME.findall(text) if name not in NO_AUTHORS}


def test_every_entry_could_be_read():
    text = BIBLIOGRAPHY.read_text(encoding="utf-8")
    assert len(ENTRIES) == len(re.findall(r"^@", text, re.MULTILINE)) > 30
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_has_author_title_and_the_year_of_its_key(key):
    entry = ENTRIES[key]
    assert entry["author"]
    assert entry["title"]
    assert key.endswith(entry["year"])
    if "volume" in entry:
        assert entry["journal"]


@pytest.mark.parametrize("file", TEXTS)
def test_every_key_that_is_cited_is_listed(file):
    assert sorted(set(KEY.findall(TEXTS[file])) - set(ENTRIES)) == []


@pytest.mark.parametrize("file", [file for file, text in TEXTS.items() if cited_by_name(text)])
def test_every_work_that_is_cited_by_author_and_year_is_listed(file):
    works = {(names(entry["author"]).split(",")[0], entry["year"]) for entry in ENTRIES.values()}
    assert sorted(cited_by_name(TEXTS[file]) - works) == []


def test_every_theory_of_the_evidence_that_names_a_work_is_listed():
    with FACTS.open(encoding="utf-8", newline="") as file:
        theories = {row["id"]: row["quantity"] for row in csv.DictReader(file) if row["unit"] == "theory"}
    listed = {
        keyword: [entry for entry in ENTRIES.values() if keyword in entry.get("keywords", "").split(", ")]
        for keyword in theories
    }
    named = {key: BY_NAME.search(quantity) for key, quantity in theories.items()}
    assert sum(found is not None for found in named.values()) >= 5
    for key, found in named.items():
        if found:
            assert any(entry["year"] == found.group(2) for entry in listed[key]), theories[key]


@pytest.mark.parametrize("file", [file for file in TEXTS if file.startswith("docs/") and EVIDENCE.search(TEXTS[file])])
def test_every_row_of_evidence_that_a_page_cites_is_listed(file):
    listed = set()
    for table in ("facts.csv", "claims.csv"):
        with (FACTS.parent / table).open(encoding="utf-8", newline="") as rows:
            listed |= {row["id"] for row in csv.DictReader(rows)}
    assert sorted(set(EVIDENCE.findall(TEXTS[file])) - listed) == []


def test_every_entry_is_cited():
    whole = "\n".join(TEXTS.values())
    by_key, by_name = set(KEY.findall(whole)), cited_by_name(whole)
    uncited = [
        key
        for key, entry in ENTRIES.items()
        if key not in by_key and (names(entry["author"]).split(",")[0], entry["year"]) not in by_name
    ]
    assert uncited == []
