"""Games with the books: off they change nothing, they pay only where something hangs on a score, and they come out."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import strategies as st

from sim import CommunityModel
from sim.parameters import as_record
from sim.rules import gaming
from sim.rules.gaming import GamingParameters
from sim.scenario import configuration_from
from tests.places import Tree, differing, phases, place, run
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts

DAYS = 180
SWITCHES = ("may_relabel", "may_sign_late", "may_coach", "may_refuse")
COUNTS = dict(zip(SWITCHES, ("n_relabelled", "n_signed_late", "n_coached", "n_turned_away"), strict=True))
ALL_ON = as_record(GamingParameters(**dict.fromkeys(SWITCHES, True)))
VALUE = st.floats(0.0, 100.0)
HOURS = st.floats(0.1, 500.0)
RULES = (
    Facts(gaming.relabel_gain, {"rise": VALUE, "on_time_share": SHARE}, high=100.0, rising=("rise", "on_time_share")),
    Facts(gaming.relabelled_hours, {"deadline_hours": HOURS}, high=5000.0, rising=("deadline_hours",)),
    Facts(
        gaming.late_clock_gain,
        {"rise": VALUE, "on_time_share": SHARE, "deadline_hours": HOURS},
        high=100.0,
        rising=("rise",),
        falling=("on_time_share", "deadline_hours"),
    ),
    Facts(
        gaming.coaching_gain,
        {"rise": VALUE, "satisfied_share": SHARE, "call_back_share": SHARE},
        low=-4.0,
        high=100.0,
        rising=("rise", "call_back_share"),
        falling=("satisfied_share",),
    ),
    Facts(
        gaming.refusal_gain,
        {"rise": VALUE, "share": SHARE, "hours": HOURS},
        high=100.0,
        rising=("rise", "share", "hours"),
    ),
    Facts(
        gaming.games,
        {"gain": VALUE, "caught_belief": SHARE, "penalty": VALUE},
        rising=("gain",),
        falling=("caught_belief", "penalty"),
    ),
    Facts(gaming.says_what_was_asked, {"uniform": UNIFORM}, falling=("uniform",)),
    Facts(gaming.audit_finds, {"uniform": UNIFORM}, falling=("uniform",)),
)


@pytest.mark.parametrize("facts", RULES, ids=[facts.name for facts in RULES])
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(GamingParameters, facts)


def test_a_game_pays_exactly_when_the_gain_exceeds_penalty_and_scruple():
    p = as_record(GamingParameters(scruple=0.5))
    threshold = 0.25 * 8.0 + 0.5
    assert gaming.games(p, math.nextafter(threshold, math.inf), 0.25, 8.0)
    assert not gaming.games(p, threshold, 0.25, 8.0)


def test_a_late_clock_saves_the_late_up_to_the_hours_gained():
    late = GamingParameters().late_clock_hours
    assert gaming.late_clock_gain(ALL_ON, 2.0, 0.75, 4.0 * late) == pytest.approx(2.0 * 0.25 / 4.0)
    assert gaming.late_clock_gain(ALL_ON, 2.0, 0.75, 0.5 * late) == pytest.approx(2.0 * 0.25)
    assert gaming.late_clock_gain(ALL_ON, 2.0, 1.0, late) == 0.0


def test_an_order_of_usual_work_is_not_worth_refusing_and_twice_the_work_halves_its_chance():
    usual = GamingParameters().usual_hours
    assert gaming.refusal_gain(ALL_ON, 2.0, 0.8, usual) == 0.0
    assert gaming.refusal_gain(ALL_ON, 2.0, 0.8, 2.0 * usual) == pytest.approx(2.0 * 0.8 * 0.5)


def test_where_everybody_is_satisfied_coaching_only_costs_time():
    assert gaming.coaching_gain(ALL_ON, 50.0, 1.0, 1.0) == pytest.approx(-GamingParameters().coaching_hours)


def test_switched_off_no_game_has_any_gain():
    off = as_record(GamingParameters())
    gains = (
        gaming.relabel_gain(off, 50.0, 1.0),
        gaming.late_clock_gain(off, 50.0, 0.0, 1.0),
        gaming.coaching_gain(off, 50.0, 0.0, 1.0),
        gaming.refusal_gain(off, 50.0, 1.0, 100.0),
    )
    assert not any(gains)


# --- in the running model -------------------------------------------------------------------------------------------
def busy(prize: float = 600.0, **games: Any) -> Tree:
    """Two communities with more matters than they can settle in time; much hangs on the score, little on a penalty."""
    tree = place(2, "grid", "ranking", phases(("normal", 30)))
    tree["time"] = {"burn_in_days": 60}
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 6.0 * kind["rate_per_year"])
    tree["assessment"]["community"]["prize_spread"] = prize
    tree["rules"] = {"gaming": games, "effort": {"caught_penalty": 0.1}, "coping": {"is_switched_on": False}}
    return tree


def played(**values: Any) -> CommunityModel:
    return run(configuration_from(busy(**values)), days=DAYS)


def total(model: CommunityModel, column: str) -> float:
    table = model.records.columns("assessments")
    return float(table[column][table["community_id"] >= 0].sum())


def mean(model: CommunityModel, column: str) -> float:
    table = model.records.columns("assessments")
    values = table[column][table["community_id"] >= 0]
    return float(values[values == values].mean())


@pytest.fixture(scope="module")
def honest() -> CommunityModel:
    return played()


@pytest.fixture(scope="module")
def gamed() -> dict[str, CommunityModel]:
    """One run per game."""
    usual = {"scruple": 0.0, "usual_hours": 0.5}
    return {switch: played(**usual, **{switch: True}) for switch in SWITCHES}


def test_off_or_without_a_stake_nobody_plays(honest):
    assert all(total(honest, count) == 0.0 for count in COUNTS.values())
    playable = dict.fromkeys(SWITCHES, True)
    assert differing(played(prize=0.0), played(prize=0.0, **playable)) == []


def test_nobody_plays_who_expects_to_be_caught_and_to_pay():
    tree = busy(**dict.fromkeys(SWITCHES, True))
    tree["rules"]["effort"]["caught_penalty"] = 20.0
    tree["rules"]["gaming"]["scruple"] = 2.0
    tree["traits"] = {"initial_caught_belief": 1.0}
    feared = run(configuration_from(tree), days=60)
    assert sum(total(feared, count) for count in COUNTS.values()) == 0.0


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_game_is_played_and_comes_out_at_times(gamed, switch):
    assert total(gamed[switch], COUNTS[switch]) > 0.0
    assert sum(total(gamed[switch], count) for count in COUNTS.values()) == total(gamed[switch], COUNTS[switch])
    assert total(gamed[switch], "n_games_found") > 0.0


@pytest.mark.parametrize("switch", ["may_relabel", "may_sign_late"])
def test_a_later_deadline_lifts_the_share_on_time_in_the_books(honest, gamed, switch):
    assert mean(gamed[switch], "on_time_share") > mean(honest, "on_time_share")


def test_a_late_clock_starts_later_than_the_order_was_received(honest, gamed):
    """Whether the official time falls is another matter: with a later deadline there is less hurry."""
    waits = []
    for model in (honest, gamed["may_sign_late"]):
        orders = model.records.columns("orders")
        wait = orders["dispatched_hours"] - orders["made_hours"]
        waits.append(float(wait[wait == wait].mean()))
    assert waits[1] > waits[0]


def test_coaching_lifts_satisfaction_in_the_books_and_costs_desk_hours_and_trust(honest, gamed):
    coached = gamed["may_coach"]
    assert mean(coached, "satisfaction_share") > mean(honest, "satisfaction_share")
    hours = [model.records.columns("actor_months")["matters_hours"].sum() for model in (honest, coached)]
    owed = coached.world.communities["duty_hours"].sum()
    assert total(coached, "n_coached") * GamingParameters().coaching_hours > 0.0
    assert hours[1] + owed > hours[0]
    assert coached.records.outcomes()["trust"] < honest.records.outcomes()["trust"]


def test_who_is_refused_is_in_no_book_and_trusts_less(honest, gamed):
    refused = gamed["may_refuse"]
    assert total(refused, "n_resolution") < total(honest, "n_resolution")
    assert refused.records.outcomes()["trust"] < honest.records.outcomes()["trust"]
    assert refused.records.outcomes()["voiced_share"] < honest.records.outcomes()["voiced_share"]


def test_re_classifying_is_worth_the_orders_that_then_end_in_time_and_lengthens_by_the_ratio():
    p = as_record(GamingParameters(may_relabel=True, relabelled_ratio=3.0))
    assert gaming.relabel_gain(p, 2.0, 0.25) == 0.5
    assert gaming.relabelled_hours(p, 10.0) == 20.0
