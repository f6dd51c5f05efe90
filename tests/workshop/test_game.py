"""What a room may ask for, and the configurations that it stands for."""

import math

import pytest

from sim.errors import ConfigurationError
from workshop.game import Game, WorldChoice, place_config, read_game, world_config
from workshop.levers import DRAWS, MOST_LEVERS, PAIRS, all_levers, draws

PLACE = "street_of_three"


def test_the_room_starts_with_ranking_against_pass_fail_in_the_street_of_eight():
    game = read_game({})
    assert (game.place, game.a.assessment, game.b.assessment) == ("street_of_eight", "ranking", "pass_fail")
    assert next(iter(all_levers())) == "standard"
    assert len(all_levers()) <= MOST_LEVERS


@pytest.mark.parametrize("name", all_levers())
def test_each_lever_sets_what_it_says_at_both_ends_and_nothing_where_the_place_stands(name):
    lever = all_levers()[name]
    config = place_config(PLACE)
    assert lever.values(config, lever.default(config)) == {}
    for end in {lever.low, lever.high} - {lever.default(config)}:
        moved = world_config(PLACE, WorldChoice(levers={name: end}), pair=0).model_dump()
        for key in lever.keys:
            value = moved
            for part in key.split("."):
                value = value[part]
            assert value == end


def test_every_pair_has_its_own_draw_of_what_is_not_known_and_both_worlds_share_it():
    a, b = (world_config(PLACE, WorldChoice(assessment=form), pair=3) for form in ("ranking", "pass_fail"))
    other = world_config(PLACE, WorldChoice(assessment="ranking"), pair=4)
    assert len({tuple(draw.items()) for draw in draws()}) == DRAWS >= PAIRS
    assert a.rules == b.rules != other.rules
    moved = {key for lever in all_levers().values() for key in lever.keys}
    assert not moved & {key for draw in draws() for key in draw}


def test_a_lever_stands_where_its_place_stands_under_either_form_of_assessment():
    stake = all_levers()["stake"]
    by_form = {form: world_config(PLACE, WorldChoice(assessment=form), 0) for form in ("none", "ranking", "pass_fail")}
    assert {form: stake.default(config) for form, config in by_form.items()} == {
        "none": 0.0,
        "ranking": 40.0,
        "pass_fail": 40.0,
    }
    nothing = world_config(PLACE, WorldChoice(assessment="pass_fail", levers={"stake": 0.0}), 0)
    assert nothing.assessment.community.bonus == 0.0


def test_equal_choices_have_equal_keys():
    assert WorldChoice(levers={"stake": 20.0}).key == WorldChoice(levers={"stake": 20.0}).key
    assert len({WorldChoice(levers={"stake": 20.0}).key, WorldChoice().key, WorldChoice(regime="emergency").key}) == 3


HOSTILE = {
    "another place": ({"place": "../../etc/passwd"}, "place: found '../../etc/passwd'"),
    "a place that is code": ({"place": "__import__('os')"}, "place: found"),
    "an unknown key": ({"c": {}}, "c: found"),
    "a list instead of a world": ({"a": []}, "a: found"),
    "an unknown lever": ({"a": {"levers": {"stak": 1.0}}}, "nearest valid name: stake"),
    "beyond the range": ({"a": {"levers": {"stake": 1e300}}}, "a number from 0 to 160"),
    "not a number": ({"a": {"levers": {"stake": math.nan}}}, "a.levers.stake: found"),
    "a text for a number": ({"a": {"levers": {"stake": "1; rm -rf"}}}, "a.levers.stake: found"),
    "an unknown assessment": ({"b": {"assessment": "rankin"}}, "nearest valid name: ranking"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_whatever_else_is_sent_is_refused_in_one_line(case):
    tree, told = HOSTILE[case]
    with pytest.raises(ConfigurationError) as refused:
        read_game(tree)
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_saved_game_is_read_back_as_it_was():
    game = Game(place=PLACE, a=WorldChoice(governance="hybrid", levers={"stake": 80.0}))
    assert read_game(game.model_dump(mode="json")) == game
