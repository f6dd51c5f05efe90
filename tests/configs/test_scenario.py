"""From overrides to a configuration: round trips, replaced values, and where a value stands."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

import configs
from experiments.settings import CompareSettings, RunSettings, read
from sim.errors import ConfigurationError, shown
from sim.scenario import configuration_from, load_scenario, with_values


@pytest.fixture(scope="module")
def config():
    return load_scenario("street_of_eight")


def test_a_configuration_survives_the_way_through_a_plain_tree(config):
    assert configuration_from(config.model_dump()) == config


def test_values_are_replaced_by_dotted_key_and_the_original_stays(config):
    before = config.model_dump()
    changed = with_values(
        config,
        {
            "rules.voice.trust_weight": 1.5,
            "street.communities.station.cells": 9,
            "street.departments.civil_affairs.domains.0": "welfare",
            "regime.phases.0.days": 720,
        },
    )
    assert changed.rules.voice.trust_weight == 1.5
    assert next(each for each in changed.street.communities if each.name == "station").cells == 9
    assert changed.regime.phases[0].days == 720
    assert config.model_dump() == before


@pytest.mark.parametrize(
    "values, key, nearest",
    [
        ({"rules.voice.trust_wait": 1.0}, "rules.voice.trust_wait", "trust_weight"),
        ({"rules.voise.trust_weight": 1.0}, "rules.voise", "voice"),
        ({"street.communities.statoin.cells": 9}, "street.communities.statoin.cells", "station"),
        ({"street.communities.nowhere": 9}, "street.communities.nowhere", None),
        ({"street.name.first": "x"}, "street.name.first", None),
        ({"assessment.community.prizes.3": 1.0}, "assessment.community.prizes.3", None),
    ],
)
def test_replacing_what_does_not_exist_is_refused(config, values, key, nearest):
    with pytest.raises(ConfigurationError) as caught:
        with_values(config, values)
    assert caught.value.key == key
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    "key, place",
    [
        ("street.communities.station.cells", "configs/community/station.yaml"),
        ("street.departments.civil_affairs.staff", "configs/departments/standard.yaml"),
        ("street.name", "configs/street/l_community.yaml"),
        ("assessment.community.bonus", "configs/assessment/pass_fail.yaml"),
        ("assessment.scoring.response.weight", "configs/assessment/none.yaml"),
        ("rules.voice.trust_weight", "command line"),
        ("rules.voice", "command line"),
        ("rules.need.wear_per_year", "command line"),
        ("time.burn_in_days", ""),
        ("focus", "configs/scenario/l_community.yaml"),
    ],
)
def test_the_place_of_a_value_is_the_last_that_says_it(key, place):
    words = ("scenario=l_community", "assessment=pass_fail", "rules.voice.trust_weight=1.5")
    assert configs.origin(key, *words) == place


def test_several_threads_may_compose_at_once():
    """Several browsers ask the workshop's server for several places."""
    places = ("street_of_three", "l_community", "f_community", "xian_beilin")
    configs._composed.cache_clear()
    with ThreadPoolExecutor(len(places)) as threads:
        found = list(threads.map(load_scenario, places))
    configs._composed.cache_clear()
    assert found == [load_scenario(place) for place in places]


def test_settings_and_configuration_are_parted():
    config, settings = read(
        ["scenario=l_community", "governance=hybrid", "days=720", "seed=7", "records=months", "out=a b/(c) [d]=é"],
        RunSettings,
    )
    assert (config.scenario, config.governance.name) == ("l_community", "hybrid")
    assert settings == RunSettings(days=720, seed=7, records="months", out="a b/(c) [d]=é")


def test_a_command_without_words_has_the_default_scenario_and_settings():
    config, settings = read([], CompareSettings)
    assert config == load_scenario()
    assert settings == CompareSettings()


def test_an_error_survives_the_way_between_processes():
    error = ConfigurationError("a.b", "3", "a whole number", "a.c", "command line")
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error) == "a.b: found 3, allowed a whole number; nearest valid name: a.c [command line]"


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "null"),
        (True, "true"),
        (3.0, "3"),
        (0.25, "0.25"),
        ({"a": 1}, "a group of 1 key"),
        ([1, 2], "a list of 2"),
        ("two\nlines", "'two\\nlines'"),
        ("x" * 100, "'" + "x" * 56 + "..."),
    ],
)
def test_values_are_shown_short_and_on_one_line(value, text):
    assert shown(value) == text
