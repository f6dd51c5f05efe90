"""Access list: a refusal is a comparison; force takes the retaliation away; nobody is told to obey or to refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import COMMITTEE
from sim.parameters import as_record
from sim.rules import access_list
from sim.rules.access_list import AccessListLever
from sim.scenario import with_values
from tests.places import run, small_place
from tests.rules.rule_checks import Facts, check_facts

P = as_record(AccessListLever())
HOURS, PRICE = st.floats(0.0, 200.0), st.floats(0.0, 10.0)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(
            access_list.expected_retaliation,
            {"obedience_worth": PRICE, "hours": HOURS, "point_price": PRICE},
            high=float("inf"),
            rising=("obedience_worth", "hours", "point_price"),
        ),
        Facts(
            access_list.refuses,
            {"hours": HOURS, "hour_price": PRICE, "retaliation": HOURS},
            rising=("hours", "hour_price"),
            falling=("retaliation",),
        ),
        Facts(
            access_list.score_after_retaliation,
            {"score": st.floats(0.0, 100.0), "n_refused": st.integers(0, 50).map(float)},
            high=100.0,
            rising=("score",),
            falling=("n_refused",),
        ),
    ],
    ids=lambda facts: facts.name,
)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(AccessListLever, facts)


def refuses(force, hours=35.0, hour_price=0.05, retaliation=12.25):
    return access_list.refuses(as_record(AccessListLever(legal_force=force)), hours, hour_price, retaliation)


def test_the_force_that_is_enough_follows_from_hours_prices_and_fears():
    enough = 1.0 - (35.0 - 0.5) * 0.05 / 12.25
    assert not refuses(enough - 1e-6)
    assert refuses(enough + 1e-6)


def test_full_force_lets_everybody_refuse_whose_hours_are_worth_anything():
    assert refuses(1.0)
    assert not refuses(1.0, hour_price=0.0)


def test_a_list_without_force_lets_those_refuse_whose_hours_are_dear_enough():
    """No clause says that a list without force does nothing; it depends on the price of an hour."""
    assert not refuses(0.0)
    assert refuses(0.0, hour_price=1.0)


def test_what_is_saved_is_less_the_objection():
    assert not access_list.refuses(as_record(AccessListLever(objection_hours=5.0, legal_force=1.0)), 5.0, 1.0, 0.0)


@given(score=st.floats(0.0, 100.0))
def test_without_a_refusal_a_score_stays_what_it_was(score):
    assert access_list.score_after_retaliation(P, score, 0.0) == score


def refused_by_force(assessment):
    """Hours refused by all communities in 120 days, for lists of growing force."""
    refused, paper = [], []
    for force in (0.0, 0.5, 1.0):
        values = {"levers.access_list.off_list_share": 0.4, "levers.access_list.legal_force": force}
        model = run(with_values(small_place(2, "grid", assessment), values), days=120)
        refused.append(model.records.columns("assessments")["refused_hours"].sum())
        months = model.records.columns("actor_months")
        paper.append(months["directives_hours"][months["party_kind"] == COMMITTEE].sum())
    return refused, paper


def test_hours_refused_rise_with_legal_force_and_paper_falls():
    """Off-list hours are refused at full force, hardly any without; objections are written, less paper is worked."""
    refused, paper = refused_by_force("ranking")
    assert refused[0] <= refused[1] <= refused[2]
    assert refused[0] < 0.1 * refused[2]
    assert paper[2] < paper[0]


def test_without_a_list_nothing_is_refused_whatever_its_force():
    model = run(with_values(small_place(2, "grid"), {"levers.access_list.legal_force": 1.0}), days=60)
    assert model.records.columns("assessments")["n_refused"].sum() == 0.0


def test_what_is_feared_adds_sanctions_and_points_and_the_law_takes_its_part_of_the_points():
    p = as_record(AccessListLever(legal_force=0.25, retaliation_points=4.0))
    assert access_list.expected_retaliation(p, 0.5, 6.0, 1.5) == pytest.approx(0.5 * 6.0 + 4.0 * 1.5)
    assert access_list.score_after_retaliation(p, 80.0, 2.0) == pytest.approx(80.0 - 0.75 * 4.0 * 2.0)
    assert access_list.score_after_retaliation(p, 5.0, 2.0) == 0.0
