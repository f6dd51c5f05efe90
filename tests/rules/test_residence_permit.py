"""Staff by residence permit: the rate of the register for all who are covered, paid for and filled after a while."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.names import COMMITTEE, INBOUND
from sim.parameters import as_record
from sim.rules import residence_permit
from sim.rules.residence_permit import ResidencePermitLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import SHARE, Facts, check_facts

PEOPLE = st.integers(1, 20_000).map(float)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(
            residence_permit.posts_by_residents,
            {"n_posts": st.integers(1, 60).map(float), "n_registered": PEOPLE, "n_inbound": PEOPLE},
            high=float("inf"),
            rising=("n_posts", "n_inbound"),
            falling=("n_registered",),
        ),
        Facts(
            residence_permit.registration_work,
            {"coverage_before": SHARE, "n_residents": PEOPLE},
            high=float("inf"),
            rising=("n_residents",),
            falling=("coverage_before",),
        ),
        Facts(
            residence_permit.registration_today,
            {"hours_left": st.floats(0.0, 1000.0), "share_of_week": SHARE},
            high=1000.0,
            rising=("hours_left", "share_of_week"),
        ),
    ],
    ids=lambda facts: facts.name,
)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ResidencePermitLever, facts)


@pytest.mark.parametrize("coverage, expected", [(0.0, 0.0), (0.5, 5.0), (1.0, 10.0)])
def test_as_many_inbound_as_registered_double_the_staff_at_full_coverage(coverage, expected):
    p = as_record(ResidencePermitLever(coverage=coverage))
    assert residence_permit.posts_by_residents(p, 10.0, 4500.0, 4500.0) == expected


def test_without_a_register_there_is_no_rate():
    assert residence_permit.posts_by_residents(as_record(ResidencePermitLever(coverage=1.0)), 5.0, 0.0, 100.0) == 0.0


def test_who_is_registered_already_makes_no_work_again():
    p = as_record(ResidencePermitLever(coverage=0.6, registration_hours=0.5))
    assert residence_permit.registration_work(p, 0.2, 100.0) == pytest.approx(20.0)
    assert residence_permit.registration_work(p, 0.9, 100.0) == 0.0


@pytest.fixture(scope="module")
def runs():
    """Four posts for 264 people on the register; 96 live there from elsewhere, who are worth one post and a half."""
    return changed_run(small_place(2, "grid"), {"levers.residence_permit.coverage": 1.0}, days=360)


def committee_months(model):
    columns = model.records.columns("actor_months")
    own = columns["party_kind"] == COMMITTEE
    return {name: values[own & (columns["is_paid"] == 1)] for name, values in columns.items()}


def test_posts_are_created_vacant_filled_after_a_while_and_paid_for(runs):
    _, staffed = runs
    new = staffed.world.workers[staffed.world.workers["is_added"] == 1]
    assert len(new) == 2
    months = committee_months(staffed)
    is_new = np.isin(months["actor_id"], new["id"])
    hours = [months["hours_worked"][is_new & (months["month"] == month)].sum() for month in (0, 11)]
    assert hours[0] == 0.0  # not even approved
    assert hours[1] > 0.0
    all_hours = [committee_months(model)["hours_worked"].sum() for model in runs]
    assert all_hours[1] > all_hours[0]


def test_registering_takes_hours_of_duty_at_first(runs):
    usual, staffed = runs
    paper = []
    for model in runs:
        months = committee_months(model)
        paper.append(months["directives_hours"][months["month"] < 3].sum())
    assert usual.world.communities["registration_left_hours"].sum() == 0.0
    assert paper[1] > paper[0]
    assert (staffed.world.residents["hukou"] == INBOUND).any()


def test_the_same_people_have_the_same_luck(runs):
    """Posts keep the numbers by which chance knows them, whoever joins."""
    old = [model.world.workers[model.world.workers["is_added"] == 0] for model in runs]
    assert old[0]["id"].tolist() == old[1]["id"].tolist() == list(range(len(old[0])))
    assert (runs[0].world.matters["id"][:100] == runs[1].world.matters["id"][:100]).all()


def test_registration_goes_on_at_its_pace_until_nothing_is_left():
    p = as_record(ResidencePermitLever(registration_hours_per_week=10.0))
    assert residence_permit.registration_today(p, 100.0, 0.25) == 2.5
    assert residence_permit.registration_today(p, 1.5, 0.25) == 1.5
