"""What a place shows at once is what its worlds would show if they were run now."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import configs
from experiments.provenance import arithmetic_hash
from workshop import opened as module
from workshop.game import WorldChoice
from workshop.levers import PAIRS
from workshop.opened import FILE, MADE_FROM, MADE_WITH, WORLDS, opened, packed, source
from workshop.run import run_world

PLACES = configs.choices("scenario")
of_this_arithmetic = pytest.mark.skipif(
    np.load(FILE)[MADE_WITH].item() != arithmetic_hash(), reason="the runs are not used under another arithmetic"
)


def test_the_installed_runs_are_of_this_model_and_these_configurations():
    """Where this fails, run `python -m workshop.opened`."""
    assert np.load(FILE)[MADE_FROM].item() == source()


@of_this_arithmetic
@pytest.mark.parametrize("place", ["street_of_three", "f_community", "l_community"])
def test_a_place_opens_with_what_its_worlds_give(place):
    for choice in WORLDS:
        found, kept = run_world(place, choice, 1), opened(place, choice, 1)
        np.testing.assert_array_equal(packed(found), packed(kept))
        for part in ("curves", "numbers"):
            assert found[part].keys() == kept[part].keys()
            for name, values in found[part].items():
                np.testing.assert_allclose(kept[part][name], values, rtol=1e-6, err_msg=name)


@of_this_arithmetic
@pytest.mark.parametrize("place", PLACES)
def test_every_place_opens_with_all_its_pairs_and_no_two_runs_are_the_same(place):
    runs = [packed(opened(place, choice, pair)).tobytes() for choice in WORLDS for pair in range(PAIRS)]
    assert len(set(runs)) == len(WORLDS) * PAIRS


def test_any_other_world_has_to_be_run():
    assert opened("street_of_three", WorldChoice(), 0) is None
    assert opened("street_of_three", WorldChoice(assessment="ranking", levers={"standard": 1.0}), 0) is None


def test_nothing_is_shown_that_another_model_made(monkeypatch):
    monkeypatch.setattr(module, "source", lambda: "another")
    module._kept.cache_clear()
    assert opened("street_of_three", WORLDS[0], 0) is None
    module._kept.cache_clear()


@pytest.mark.parametrize("file", ["scenario/l_community.yaml", "workshop/levers.yaml", "regime/emergency.yaml"])
def test_whatever_decides_over_a_run_decides_whether_it_is_shown(file, tmp_path, monkeypatch):
    copy = tmp_path / "configs"
    shutil.copytree(Path(configs.__file__).parent, copy)
    monkeypatch.setattr(configs, "__file__", str(copy / "__init__.py"))
    before = source()
    with (copy / file).open("a", encoding="utf-8") as changed:
        changed.write("# changed\n")
    assert before != source()
