"""The model description names everything it has to describe, and nothing that is no longer there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.phases import queues
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.rules.traits import TraitsParameters
from sim.streams import PROCESS
from sim.tables import ALL_TABLES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^(#{2,3}) (.+)$", re.MULTILINE)


def sections() -> dict[str, str]:
    """Heading to the text below it, up to the next heading."""
    found = list(HEADING.finditer(TEXT))
    ends = [heading.start() for heading in found[1:]] + [len(TEXT)]
    return {heading.group(2): TEXT[heading.end() : end] for heading, end in zip(found, ends, strict=True)}


SECTIONS = sections()
WORDS = set(re.findall(r"\w+", TEXT))


def family_text(family: str) -> str:
    """The text of the submodel with the family in its heading."""
    found = [body for heading, body in SECTIONS.items() if f"`{family}`" in heading]
    assert len(found) == 1, family
    return found[0]


def test_every_submodel_stands_in_order():
    numbers = re.findall(r"^### 7\.(\d+) ", TEXT, re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


FAMILIES = {name: field for name, field in RuleParameters.model_fields.items() if name != "handling"}


@pytest.mark.parametrize("family", [*FAMILIES, *Levers.model_fields])
def test_a_family_or_lever_has_one_section_that_names_its_parameters(family):
    group = (FAMILIES | Levers.model_fields)[family].annotation
    missing = set(group.model_fields) - set(re.findall(r"\w+", family_text(family)))
    assert sorted(missing) == []


def test_the_small_facts_of_handling_and_the_traits_are_named_where_they_are_used():
    handling = RuleParameters.model_fields["handling"].annotation
    assert handling is not None
    assert sorted((set(handling.model_fields) | set(TraitsParameters.model_fields)) - WORDS) == []


def test_events_at_one_instant_stand_in_the_order_of_the_calendar():
    order = {
        value: name.removeprefix("EVENT_").lower() for name, value in vars(queues).items() if name.startswith("EVENT_")
    }
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", SECTIONS["3 Process overview and scheduling"], re.MULTILINE)
    assert [(int(number), name) for number, name in rows] == sorted(order.items())


def test_every_process_of_chance_has_its_keys_listed():
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| .* \| .* \| .* \|$", SECTIONS["4 Design concepts"], re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(listed) == sorted(PROCESS)


def test_every_table_of_the_state_is_described_by_columns_that_exist():
    rows = re.findall(
        r"^\| `(\w+)` \| .* \| (.*) \|$", SECTIONS["2 Entities, state variables and scales"], re.MULTILINE
    )
    assert sorted(table for table, _ in rows) == sorted(ALL_TABLES)
    for table, text in rows:
        named = set(re.findall(r"`(\w+)`", text))
        assert sorted(named - set(ALL_TABLES[table].names or ())) == [], table


def test_every_link_within_the_documents_leads_somewhere():
    anchors = {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in SECTIONS}
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        path, _, anchor = target.partition("#")
        assert not path or (ROOT / "docs" / path).is_file(), target
        assert path or anchor in anchors, target
