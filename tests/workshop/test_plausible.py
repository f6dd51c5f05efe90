"""Which draws stand behind the bands: those under which a place is, before anything is changed, what is known of it."""

from __future__ import annotations

import pytest

import configs
from experiments.plausible import bounds, is_plausible
from sim.model import burn_in_key
from workshop.game import WorldChoice, world_config
from workshop.levers import DRAWS, PAIRS, all_levers, draws
from workshop.plausible import measured, plausible
from workshop.run import simulated
from workshop.status_quo import measure, status_quo

PLACE = "street_of_three"


@pytest.mark.parametrize("place", configs.choices("scenario"))
def test_every_place_has_enough_plausible_draws_and_tells_how_many_were_left_out(place):
    chosen, found = plausible(place), measured(place)
    assert len(set(chosen.draws)) == PAIRS
    assert all(is_plausible(found[draw]) for draw in chosen.draws)
    skipped = [draw for draw in range(chosen.n_tried) if draw not in chosen.draws]
    assert not any(is_plausible(found[draw]) for draw in skipped)
    assert chosen.n_tried == len(skipped) + PAIRS <= DRAWS
    assert max(chosen.left_out.values()) <= len(skipped) <= sum(chosen.left_out.values())


def test_a_draw_is_left_out_for_what_is_known_and_for_nothing_else():
    usual = {"participation_share": 0.03, "workload_hours_week": 40.0, "true_resolution_share": 0.9}
    assert is_plausible(usual)
    for outcome, beyond in (
        ("participation_share", 0.155),
        ("workload_hours_week", 71.0),
        ("true_resolution_share", 0.5),
    ):
        assert not is_plausible(usual | {outcome: beyond})
    assert set(bounds()) == set(usual)


def test_the_installed_list_is_what_the_model_says():
    """Whether a draw is plausible, not the last digit; run `python -m workshop.status_quo` where this fails."""
    installed = measured(PLACE)
    for draw in range(4):
        assert is_plausible(measure(PLACE, draw)) == is_plausible(installed[draw]), draw


def test_the_policies_that_are_compared_have_no_part_in_the_choice():
    pair = 3
    draw = plausible(PLACE).draws[pair]
    before = status_quo(PLACE, draw)
    assert before.assessment.name == "none"
    assert before.governance == before.status_quo
    assert before.levers == before.status_quo_levers
    played = world_config(PLACE, WorldChoice(governance="network", assessment="ranking"), pair)
    assert played.rules == before.rules  # the same draw ...
    assert burn_in_key(played, pair) == burn_in_key(before, pair)  # ... over the same place and past
    moved = {key for lever in all_levers().values() for key in lever.keys}
    assert not moved & {key for settings in draws() for key in settings}


def test_no_shown_band_of_participation_is_that_of_a_crowd():
    """What the bounds are for: no single world at the status quo lies beyond them."""
    model = simulated(PLACE, WorldChoice(), 0)
    assert float(model.records.outcomes()["participation_share"]) <= bounds()["participation_share"].high
