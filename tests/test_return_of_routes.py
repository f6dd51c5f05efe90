"""The routes of an emergency end by the calendar, once it is calm for long enough, or once they look no better."""

from __future__ import annotations

import pytest

from sim import CommunityModel
from sim.configuration import SimulationConfig
from sim.names import EMERGENCY, NORMAL, RETURN
from sim.regime_configuration import RegimeConfig
from sim.return_of_routes import ReturnOfRoutes
from sim.scenario import with_values
from tests.places import differing, phases, run, small_place

CRISIS = phases(("normal", 30), ("emergency", 30), ("return", 30), ("normal", 60))


def regime(return_kind: str, **emergency: int) -> RegimeConfig:
    return street(return_kind, **emergency).regime


def street(return_kind: str = "calendar", **emergency: int) -> SimulationConfig:
    values = {f"regime.emergency.{key}": value for key, value in emergency.items()}
    return with_values(small_place(2, "hybrid", "none", CRISIS), values | {"regime.return_kind": return_kind})


def routes_by_day(config: SimulationConfig, days: int) -> list[int]:
    model, seen = CommunityModel(config, rng=7), []
    for _ in range(days):
        model.run_for(1)
        seen.append(int(model.world.setting[0]["routes_phase"]))
    return seen


def test_by_the_calendar_they_end_with_the_phase():
    routes = routes_by_day(street(), 100)
    assert routes == [NORMAL] * 30 + [EMERGENCY] * 30 + [RETURN] * 30 + [NORMAL] * 10


def test_where_every_day_is_calm_nothing_differs_from_the_calendar():
    calm = street(return_kind="hysteresis", calm_red_matters=1000, calm_days=1)
    assert differing(run(street(), days=120), run(calm, days=120)) == []


def test_they_wait_for_so_many_calm_days():
    routes = routes_by_day(street(return_kind="hysteresis", calm_red_matters=1000, calm_days=14), 90)
    assert routes[60 : 60 + 13] == [EMERGENCY] * 13
    assert routes[60 + 13 :] == [RETURN] * 17


def test_where_it_never_is_calm_they_stay():
    routes = routes_by_day(street(return_kind="hysteresis", calm_red_matters=0, calm_days=360), 120)
    assert routes[30:] == [EMERGENCY] * 90


def test_what_else_an_emergency_brings_ends_with_its_phase():
    model = run(street(return_kind="hysteresis", calm_days=360), days=70)
    setting = model.world.setting[0]
    assert setting["routes_phase"] == EMERGENCY
    assert setting["phase"] == RETURN
    assert setting["restriction"] == 0.0 == setting["emergency_duty_hours"]


def test_routes_that_stay_change_the_way_of_matters():
    stay = run(street(return_kind="hysteresis", calm_days=360), days=150)
    assert "matters.route" in differing(run(street(), days=150), stay)


def test_a_day_that_is_not_calm_starts_the_count_anew():
    returning = ReturnOfRoutes(regime(return_kind="hysteresis", calm_red_matters=2, calm_days=3))
    assert returning.may_stay()
    assert [returning.ends_today(n) for n in (0, 2, 3, 1, 1, 2)] == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("kept", "ordinary", "ends"), [([60.0, 70.0], [64.0], False), ([60.0], [60.0], True), ([80.0], [], True)]
)
def test_a_street_keeps_them_while_its_reported_score_was_better(kept, ordinary, ends):
    returning = ReturnOfRoutes(regime(return_kind="endogenous"))
    for score in kept:
        returning.note_month(score, True)
    for score in ordinary:
        returning.note_month(score, False)
    assert returning.ends_this_month() is ends
    assert not returning.ends_today(0)


def test_the_street_decides_by_what_it_saw():
    """In the running model the choice agrees with the scores of its months."""
    model = CommunityModel(street(return_kind="endogenous"), rng=7)
    model.run_for(61)
    seen = model.records.columns("assessments")
    means = [float(seen["score"][(seen["month"] == month) & (seen["community_id"] >= 0)].mean()) for month in (0, 1)]
    has_kept = model.world.setting[0]["routes_phase"] == EMERGENCY
    assert has_kept == (means[1] > means[0])
