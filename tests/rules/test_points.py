"""Points, stars and report-in: nothing where they are off, a call and a quota where they are on, and overuse tires."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import VOLUNTEERING
from sim.parameters import as_record
from sim.rules import points
from sim.rules.points import PointsLever
from sim.scenario import configuration_from
from tests.places import changed_run, crowd, place, run, small_place, with_values
from tests.rules.rule_checks import FLAG, SHARE, Facts, check_facts

OFF = as_record(PointsLever())
WEEKS = 30.0 / 7.0
FACTS = (
    Facts(
        points.points_on_offer,
        {"usual": st.floats(0.0, 3.0), "is_in_service": FLAG},
        high=math.inf,
        rising=("usual", "is_in_service"),
    ),
    Facts(points.call_by_branch, {"invitation": SHARE, "is_in_service": FLAG}, rising=("invitation", "is_in_service")),
    Facts(
        points.hours_with_quota,
        {"hours": st.floats(0.0, 20.0), "is_in_service": FLAG, "weeks_per_month": st.floats(1.0, 10.0)},
        high=math.inf,
        rising=("hours", "is_in_service"),
    ),
    Facts(points.thanks_with_stars, {"thanks": SHARE, "is_party_member": FLAG}, rising=("thanks", "is_party_member")),
    Facts(points.hours_of_accounts, {}, high=4.0),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(PointsLever, facts)


@given(amount=st.floats(0.0, 1.0), is_member=FLAG)
def test_where_the_lever_is_off_everything_is_as_usual(amount, is_member):
    assert points.points_on_offer(OFF, amount, is_member) == amount
    assert points.call_by_branch(OFF, amount, is_member) == amount
    assert points.hours_with_quota(OFF, amount, is_member, WEEKS) == amount
    assert points.thanks_with_stars(OFF, amount, is_member) == amount
    assert points.hours_of_accounts(OFF) == 0.0


def test_the_employer_counts_for_those_in_service_only_and_goods_for_everybody():
    p = as_record(PointsLever(employer_worth=0.5, exchange_worth=0.25))
    assert points.points_on_offer(p, 0.1, True) == pytest.approx(0.85)
    assert points.points_on_offer(p, 0.1, False) == pytest.approx(0.35)


def place_of_members():
    """A community in which every third adult is a party member who works elsewhere."""
    tree = place(1, "grid")
    tree["street"]["communities"] = [crowd("members", in_service_party_members=450)]
    return configuration_from(tree)


def in_service(model):
    people = model.world.residents
    return people[(people["is_party"] == 2) & (people["is_present"] == 1) & (people["is_leader"] == 0)]


CALL = {"levers.points.report_in_hours": 8.0, "levers.points.employer_worth": 1.0}


def test_report_in_mobilises_members_and_costs_hours_of_accounts():
    usual, called = changed_run(place_of_members(), CALL, days=180)
    serving = [(in_service(model)["act"] == VOLUNTEERING).mean() for model in (usual, called)]
    assert serving[1] > serving[0]
    weeks = [model.records.columns("participation_weeks")["n_mobilised"].sum() for model in (usual, called)]
    assert weeks[1] > weeks[0]
    hours = [model.records.columns("actor_months")["meetings_hours"].sum() for model in (usual, called)]
    assert hours[1] > hours[0]
    quota = in_service(called)["volunteer_hours"][in_service(called)["act"] == VOLUNTEERING]
    assert (quota >= 8.0 / WEEKS * (1.0 - 1e-6)).all()


def test_goods_for_points_draw_volunteers():
    usual, paid = changed_run(small_place(2, "grid"), {"levers.points.exchange_worth": 1.0}, days=180)
    pool = [model.world.communities["volunteer_pool_hours"].sum() for model in (usual, paid)]
    assert pool[1] > pool[0]


def test_overuse_tires():
    """Five times the quota: the same members, called in the same way, lose their enthusiasm."""
    config = with_values(place_of_members(), CALL)
    little, much = run(config, days=360), run(with_values(config, {"levers.points.report_in_hours": 40.0}), days=360)
    means = [in_service(model)["enthusiasm"][in_service(model)["habit"] > 0.0].mean() for model in (little, much)]
    assert means[1] < means[0]


def test_stars_keep_members_going():
    config = with_values(place_of_members(), CALL)
    plain, starred = changed_run(config, {"levers.points.star_recognition": 1.0}, days=360)
    means = [in_service(model)["enthusiasm"].mean() for model in (plain, starred)]
    assert means[1] > means[0]


@pytest.mark.parametrize("use", ["report_in_hours", "employer_worth", "exchange_worth", "star_recognition"])
def test_accounts_are_kept_for_whatever_is_used_and_only_then(use):
    assert points.hours_of_accounts(as_record(PointsLever(**{use: 0.1}, accounting_hours=0.3))) == 0.3
    assert points.hours_of_accounts(as_record(PointsLever(accounting_hours=0.3))) == 0.0
