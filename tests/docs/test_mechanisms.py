"""The table of mechanisms is true: what it names exists, presets agree with it, and its switches switch."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import configs
from sim.configuration import SimulationConfig
from sim.scenario import load_scenario, with_picks, with_values

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "mechanisms.md"
PICKED = ("governance", "assessment", "regime")

load = functools.cache(load_scenario)  # frozen, so that tests can share it


@dataclass(frozen=True)
class Mechanism:
    """One row of the page; what stands in backticks of each column."""

    id: str
    name: str
    where: list[str]
    tests: list[str]
    presets: list[str]
    switch: list[str]


def mechanisms() -> list[Mechanism]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| M\d", line)]
    rows = []
    for line in lines:
        number, name, *columns = (cell.strip() for cell in line.strip("|").split("|"))
        rows.append(Mechanism(number, name, *(re.findall(r"`([^`]+)`", column) for column in columns)))
    return rows


ROWS = mechanisms()
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def parted(words: list[str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Picks of files and values among the words of a row."""
    pairs = dict(word.split("=", 1) for word in words)
    picks = {key: value for key, value in pairs.items() if key in PICKED}
    return picks, {key: yaml.safe_load(value) for key, value in pairs.items() if key not in PICKED}


def switched(config: SimulationConfig, words: list[str]) -> SimulationConfig:
    """A preset with the words of a row."""
    picks, values = parted(words)
    config = with_picks(config, **picks) if picks else config
    return with_values(config, values) if values else config


def value_of(config: SimulationConfig, key: str) -> Any:
    """What stands at a dotted key; entries of lists go by name."""
    place: Any = config
    for part in key.split("."):
        if isinstance(place, list):
            place = next(entry for entry in place if entry.name == part)
        else:
            place = place[part] if isinstance(place, dict) else getattr(place, part)
    return place


def test_every_mechanism_has_one_row_in_order():
    assert [row.id for row in ROWS] == [f"M{number:02}" for number in range(1, 53)]
    assert len({row.name for row in ROWS}) == 52


@each_row
def test_the_files_exist_where_a_mechanism_lives(row):
    assert row.where
    assert [name for name in row.where if not (ROOT / name).is_file()] == []


@each_row
def test_the_tests_exist(row):
    assert row.tests
    for name in row.tests:
        file, _, test = name.partition("::")
        assert (ROOT / file).is_file(), name
        assert not test or f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("preset", configs.choices("scenario"))
def test_a_preset_is_about_the_mechanisms_that_the_page_says(preset):
    assert load(preset).mechanisms == [row.id for row in ROWS if preset in row.presets]


@each_row
def test_a_mechanism_has_presets_and_every_word_of_its_switch_changes_the_first_of_them(row):
    assert row.presets
    assert row.switch
    config = load(row.presets[0])
    picks, values = parted(row.switch)
    assert all(getattr(config, group).name != pick for group, pick in picks.items())
    assert all(value_of(config, key) != value for key, value in values.items())
    changed = switched(config, row.switch)
    assert all(getattr(changed, group).name == pick for group, pick in picks.items())
    assert all(value_of(changed, key) == value for key, value in values.items())


@pytest.mark.parametrize("preset", configs.choices("scenario"))
def test_every_value_that_a_preset_would_be_without_is_in_force_in_it(preset):
    config = load(preset)
    if preset in ("street_of_eight", "street_of_three"):  # streets of many policies, about none alone
        return
    assert config.without
    assert all(value_of(config, key) != value for key, value in config.without.items())
    bare = with_values(config, config.without)
    assert all(value_of(bare, key) == value for key, value in config.without.items())


def test_every_lever_is_pulled_in_some_preset():
    levers = set(type(load("street_of_eight").levers).model_fields)
    pulled = {
        lever
        for preset in configs.choices("scenario")
        for lever in levers
        if getattr(load(preset).levers, lever) != type(getattr(load(preset).levers, lever))()
    }
    switched_in_the_page = {word.split(".")[1] for row in ROWS for word in row.switch if word.startswith("levers.")}
    assert levers <= pulled | switched_in_the_page
