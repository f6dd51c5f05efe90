"""What is told about the origin of results, and how a difference between two studies is told."""

from __future__ import annotations

import hashlib
import json
import math
import socket
from pathlib import Path

import pytest

from experiments import provenance
from sim._compiled import source_hash
from sim.scenario import load_scenario, with_values


@pytest.fixture
def config(tiny_arms):
    return tiny_arms[0].config


def test_a_run_is_named_by_configuration_length_and_seed(config):
    name = provenance.run_id(config, 60, 1)
    assert len(name) == 16
    assert name == provenance.run_id(with_values(config, {}), 60, 1)
    others = {
        provenance.run_id(config, 60, 2),
        provenance.run_id(config, 90, 1),
        provenance.run_id(with_values(config, {"street.call_back_share": 0.25}), 60, 1),
    }
    assert len(others | {name}) == 4


@pytest.mark.parametrize("scenario", ["street_of_three", "l_community_advised", "emergency_villages"])
def test_the_name_of_a_run_is_the_hash_of_what_pydantic_writes_whatever_was_named_before(scenario):
    config = load_scenario(scenario)
    others = [with_values(config, {"rules.voice.trust_weight": weight}) for weight in (1.5, 2.0)]
    for one in (config, *others, with_values(config, {"street.call_back_share": 0.25}), config):
        text = f"{one.model_dump_json()} 60 1".encode()
        assert provenance.run_id(one, 60, 1, b"needs") == hashlib.sha256(text + b"needs").hexdigest()[:16]


def test_a_study_carries_the_hash_of_the_model_and_of_the_machines_arithmetic():
    study = provenance.study_of("run", days=60)
    assert study["model"] == source_hash()
    assert study["arithmetic"] == provenance.arithmetic_hash()
    assert (study["command"], study["days"]) == ("run", 60)


@pytest.mark.parametrize("function", ["exp", "log", "pow"])
def test_one_changed_bit_of_one_function_changes_the_arithmetic_hash(function, monkeypatch):
    before, exact = provenance.arithmetic_hash(), getattr(math, function)

    def elsewhere(*args):
        value = exact(*args)
        return math.nextafter(value, math.inf) if 7.0 < args[0] < 7.002 else value

    monkeypatch.setattr(provenance.math, function, elsewhere)
    assert provenance.arithmetic_hash() != before


def test_provenance_tells_versions_code_machine_and_words_but_no_folder_and_no_name_of_the_machine():
    told = provenance.provenance_of(provenance.study_of("run", seed=7), ["governance=hybrid", "out=/home/someone/x"])
    assert told["overrides"] == ["governance=hybrid"]
    assert set(told["origin"]) == {"gewang", "git", "python", "libraries", "system", "c_library", "processor"}
    assert {"numba", "numpy", "mesa", "pyarrow"} < set(told["origin"]["libraries"])
    text = json.dumps(told)
    for private in (str(Path.home()), str(provenance.ROOT), socket.gethostname()):
        assert len(private) < 4 or private not in text


def test_a_session_tells_when_it_began_and_how_long_it_took():
    noted = provenance.session(0.0, runs=3)
    assert noted["started"] == "1970-01-01T00:00:00+00:00"
    assert noted["wall_seconds"] > 0
    assert noted["runs"] == 3


@pytest.mark.parametrize(
    "there, now, told",
    [
        ({"a": 1}, {"a": 1}, []),
        ({"days": 360}, {"days": None}, ["days is 360 there and null now"]),
        (
            {"configuration": {"x": {"y": 0.5}}},
            {"configuration": {"x": {"y": 0.25}}},
            ["x.y is 0.5 there and 0.25 now"],
        ),
        ({"a": 1}, {"b": 2}, ["a is 1 there and nothing now", "b is nothing there and 2 now"]),
        (
            {"c": [{"name": "mill", "cells": 3}]},
            {"c": [{"name": "mill", "cells": 4}]},
            ["c.mill.cells is 3 there and 4 now"],
        ),
        ({"p": [1, 2]}, {"p": [1, 3]}, ["p is [1, 2] there and [1, 3] now"]),
        ({"model": "a" * 64}, {"model": "b" * 64}, [f"the model's source is {'a' * 12} there and {'b' * 12} now"]),
    ],
)
def test_differences_are_told_key_by_key(there, now, told):
    assert provenance.differences(there, now) == told
