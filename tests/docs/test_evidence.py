"""Every number has a listed source or says that it is assumed, and the page of parameters is up to date."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from experiments.parameter_table import PAGE, groups, page

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "docs" / "evidence"
CITED = re.compile(r"\b(?:[FDLK]\d{2,3}|[CMRTH]\d{2})\b")


def rows(name: str) -> list[dict[str, str]]:
    with (EVIDENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def listed() -> set[str]:
    keys = {key for file in ROOT.glob("docs/*.bib") for key in re.findall(r"@\w+\{([^,\s]+),", file.read_text("utf-8"))}
    return keys | {row["id"] for row in rows("facts.csv") + rows("claims.csv")}


@pytest.mark.parametrize("room, suffix", [("configs", "yaml"), ("sim", "py"), ("experiments", "py")])
def test_every_id_that_is_cited_is_listed(room, suffix, listed):
    files = sorted((ROOT / room).rglob(f"*.{suffix}"))
    unknown = {file.name: set(CITED.findall(file.read_text(encoding="utf-8"))) - listed for file in files}
    assert {name: ids for name, ids in unknown.items() if ids} == {}


@pytest.mark.parametrize("name", ["facts.csv", "claims.csv"])
def test_every_row_of_evidence_has_an_id_of_its_own_and_a_source(name):
    evidence = rows(name)
    ids = [row["id"] for row in evidence]
    assert len(set(ids)) == len(ids)
    assert all(CITED.fullmatch(row["id"]) and row["source"] for row in evidence)


def test_every_figure_has_its_lower_value_first():
    figures = [row for row in rows("facts.csv") if row["value_low"]]
    assert figures
    assert all(float(row["value_low"]) <= float(row["value_high"]) for row in figures)


@pytest.mark.parametrize("name, group", groups(), ids=[name for name, _ in groups()])
def test_a_parameter_is_assumed_or_names_a_listed_source(name, group, listed):
    for parameter, field in group.model_fields.items():
        declared = field.json_schema_extra
        source = str(declared["source"])
        assert field.description, parameter
        assert declared["unit"], parameter
        if source == "assumed":
            assert declared["status"] == "assumed", parameter
        else:
            assert set(re.split(r"[,;] *", source)) - {"assumed"} <= listed, parameter


def test_the_page_of_parameters_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m experiments.parameter_table`"
