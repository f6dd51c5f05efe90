"""Residents' meetings and disclosure: as many as stated, a quorum, trust that moves towards what the books show."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import DISPUTES
from sim.parameters import as_record
from sim.rules import deliberation
from sim.rules.deliberation import DeliberationLever
from tests.places import changed_run, needs, small_place
from tests.rules.rule_checks import SHARE, Facts, check_facts

P = as_record(DeliberationLever())
COUNTS = st.floats(0.0, 500.0)
FACTS = (
    Facts(
        deliberation.n_due,
        {"per_period": st.floats(0.0, 10.0), "number": st.integers(0, 5000)},
        high=math.inf,
        reads_parameters=False,
    ),
    Facts(deliberation.is_quorate, {"n_attending": st.integers(0, 100)}, rising=("n_attending",)),
    Facts(
        deliberation.disclosed_quality,
        {"n_resolved": st.floats(-10.0, 500.0), "n_orders": st.floats(1.0, 500.0)},
        rising=("n_resolved",),
        reads_parameters=False,
    ),
    Facts(deliberation.quality_read, {"trust": SHARE, "quality": SHARE}, rising=("trust", "quality")),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(DeliberationLever, facts)


@given(per_period=st.floats(0.0, 10.0), first=st.integers(0, 2000), periods=st.integers(1, 200))
def test_over_any_stretch_the_whole_things_add_up_to_the_rate(per_period, first, periods):
    total = sum(deliberation.n_due(per_period, number) for number in range(first, first + periods))
    assert total == pytest.approx(per_period * periods, abs=1.001)


def test_the_books_are_read_as_a_share_and_a_month_of_withdrawn_results_as_nothing():
    assert deliberation.disclosed_quality(3.0, 4.0) == 0.75
    assert deliberation.disclosed_quality(9.0, 4.0) == 1.0
    assert deliberation.disclosed_quality(-1.0, 4.0) == 0.0


def test_what_is_read_moves_less_than_what_is_lived_through():
    assert deliberation.quality_read(P, 0.4, 0.9) == pytest.approx(0.4 + 0.3 * 0.5)


MEET = {"levers.deliberation.meetings_per_month": 4.0, "levers.deliberation.quorum": 0.0}
PUBLISH = {"levers.deliberation.disclosure_hours_per_week": 5.0}


def hours_of(model, activity):
    return model.records.columns("actor_months")[f"{activity}_hours"].sum()


def test_meetings_cost_hours_and_make_settlements_of_disputes_hold():
    """Where matters are ordered, nobody would have been asked: what residents have decided holds."""
    usual, met = changed_run(small_place(2, "grid"), MEET, days=180)
    assert np.array_equal(needs(usual), needs(met))
    assert not (usual.world.matters["is_agreed"] == 1).any()
    world = met.world
    agreed = world.matters[world.matters["is_agreed"] == 1]
    assert len(agreed) > 10
    assert (agreed["meeting_week"] > 0).all()
    is_dispute = world.kinds["domain"][agreed["kind"]] == DISPUTES
    assert is_dispute.any()
    closed = agreed[~np.isnan(agreed["closed_hours"])]
    assert len(closed) > 5
    assert (~np.isnan(closed["resolved_hours"])).all(), "nobody pretends here, and what is agreed holds"
    assert hours_of(met, "meetings") > hours_of(usual, "meetings")
    assert hours_of(met, "negotiation") > hours_of(usual, "negotiation"), "the parties prepare the issues"


def test_without_a_quorum_staff_have_prepared_in_vain():
    _, empty = changed_run(small_place(2, "grid"), MEET | {"levers.deliberation.quorum": 50.0}, days=90)
    assert not (empty.world.matters["is_agreed"] == 1).any()
    assert hours_of(empty, "meetings") > 0.0


def test_disclosure_costs_hours_and_moves_trust_towards_what_the_books_show():
    usual, open_books = changed_run(small_place(2, "grid"), PUBLISH, days=180)
    assert hours_of(open_books, "meetings") > hours_of(usual, "meetings")
    means = []
    for model in (usual, open_books):
        people = model.world.residents
        means.append(people["trust"][people["is_present"] == 1, 0].mean())
    assert means[1] > means[0], "most orders are resolved in the books, more than trust expects"


def test_a_quorum_that_is_just_met_is_met():
    p = as_record(DeliberationLever(quorum=5.0))
    assert [deliberation.is_quorate(p, n) for n in (4, 5, 6)] == [False, True, True]
