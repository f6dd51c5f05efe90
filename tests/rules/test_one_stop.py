"""One-stop service: some of the departments' staff at the counter; one hand-off, and fewer people behind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import ACTIVITY, CLOSURE_TRUE, DEPARTMENT, POSTS, TO_GRID_WORKER, TO_HOTLINE
from sim.parameters import as_record
from sim.rules import one_stop
from sim.rules.one_stop import OneStopLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import Facts, check_facts

STAFF = st.integers(1, 1000)


def at_counter(share: float, n: int) -> int:
    return one_stop.counter_posts(as_record(OneStopLever(counter_share=share)), n)


def test_every_rule_keeps_its_promises_for_all_admissible_parameters():
    check_facts(OneStopLever, Facts(one_stop.counter_posts, {"n_staff": STAFF}, high=1000.0, rising=("n_staff",)))


@given(n=STAFF)
def test_by_default_there_is_no_counter(n):
    assert one_stop.counter_posts(as_record(OneStopLever()), n) == 0


@pytest.mark.parametrize(("share", "n", "posts"), [(0.25, 8, 2), (0.25, 2, 1), (0.9, 1, 0), (0.9, 10, 9), (0.1, 4, 0)])
def test_somebody_stays_behind_the_counter(share, n, posts):
    assert at_counter(share, n) == posts


@pytest.fixture(scope="module")
def both():
    return changed_run(small_place(2, "grid"), {"levers.one_stop.counter_share": 0.3}, days=180)


def test_what_departments_own_is_handed_on_once(both):
    usual, one = (model.records.columns("matters") for model in both)
    kinds = both[0].world.kinds
    handed_on = []
    for matters in (usual, one):
        is_theirs = (kinds["owner"][matters["kind"]] == DEPARTMENT) & (matters["arose_hours"] > 0.0)
        came_to_committee = np.isin(matters["channel"], (TO_GRID_WORKER, TO_HOTLINE))
        was_settled_at_once = (matters["n_orders"] == 1) & (matters["closure"] == CLOSURE_TRUE)
        handed_on.append(matters["n_handoffs"][is_theirs & came_to_committee & was_settled_at_once])
    assert (handed_on[1] == 1).all()
    assert handed_on[1].mean() < handed_on[0].mean()


def test_the_counter_costs_hours_and_matters_are_settled_sooner(both):
    usual, one = (model.records.outcomes() for model in both)
    assert one["experienced_days"] < usual["experienced_days"]
    assert one["total_paid_hours"] > usual["total_paid_hours"]
    months = both[1].records.columns("actor_months")
    is_department = months["party_kind"] == DEPARTMENT
    assert months[f"{ACTIVITY[POSTS]}_hours"][is_department].sum() > 1000.0
