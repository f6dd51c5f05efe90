"""Projects from above and their gate: three colours in order of risk, disputes by risk, and what a gate costs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.names import GREEN, RED, YELLOW
from sim.parameters import as_record
from sim.rules import risk_colours
from sim.rules.risk_colours import RiskColoursLever
from tests.places import changed_run, needs, small_place, with_values
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts, midpoints

P = as_record(RiskColoursLever())
DAYS = st.floats(0.0, 30.0)
FACTS = (
    Facts(risk_colours.comes_up, {"days": DAYS, "uniform": UNIFORM}, rising=("days",), falling=("uniform",)),
    Facts(risk_colours.colour, {"risk": UNIFORM}, low=GREEN, high=RED, rising=("risk",)),
    Facts(risk_colours.has_gate, {}),
    Facts(risk_colours.months_to_wait, {"days_per_month": st.floats(1.0, 60.0)}, low=1.0, high=math.inf),
    Facts(risk_colours.ripe_risk, {"risk": SHARE}, rising=("risk",)),
    Facts(risk_colours.n_disputes, {"risk": SHARE, "uniform": UNIFORM}, high=math.inf, rising=("risk", "uniform")),
)
OPEN = {"levers.risk_colours.projects_per_year": 6.0}
GATED = OPEN | {"levers.risk_colours.yellow_from": 0.4, "levers.risk_colours.red_from": 0.7}
FIRST_RAISED = 1 << 19


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(RiskColoursLever, facts)


def test_without_a_gate_every_project_is_green():
    assert not risk_colours.has_gate(P)
    assert {risk_colours.colour(P, risk) for risk in midpoints(100)} == {GREEN}


def test_the_colours_stand_in_order_of_risk():
    p = as_record(RiskColoursLever(yellow_from=0.4, red_from=0.7))
    assert [risk_colours.colour(p, risk) for risk in (0.39, 0.4, 0.69, 0.7)] == [GREEN, YELLOW, YELLOW, RED]


def test_six_projects_a_year_come_up_in_thirty_days_out_of_365():
    p = as_record(RiskColoursLever(projects_per_year=6.0))
    assert np.mean([risk_colours.comes_up(p, 30.0, u) for u in midpoints(3650)]) == pytest.approx(6 * 30 / 365)


def test_disputes_are_as_many_as_the_risk_says():
    assert np.mean([risk_colours.n_disputes(P, 0.5, u) for u in midpoints(4000)]) == pytest.approx(3.0, abs=0.01)


def raised(model):
    """Disputes that projects raised, by the numbers of their ids."""
    made = needs(model)
    return made[made[:, 0].astype(np.int64) % (1 << 20) >= FIRST_RAISED]


def prevented(model):
    return model.world.arrivals["prevented_share"].sum()


def test_the_gate_buys_fewer_disputes_with_hours_and_delayed_benefits():
    config = small_place(2, "grid")
    none, free = changed_run(config, OPEN, days=360)
    _, gated = changed_run(config, GATED, days=360)
    assert len(raised(none)) == 0
    assert prevented(none) == 0.0
    assert 0 < len(raised(gated)) < len(raised(free))
    assert prevented(gated) < prevented(free)


def test_needs_that_no_project_touches_are_the_same_in_all_arms():
    none, gated = changed_run(small_place(2, "grid"), GATED, days=180)
    before, after = needs(none), needs(gated)
    ordinary = after[after[:, 0].astype(np.int64) % (1 << 20) < FIRST_RAISED]
    assert np.array_equal(before[np.isin(before[:, 0], ordinary[:, 0])], ordinary)


def test_projects_cost_hours_of_meetings():
    usual, free = changed_run(small_place(2, "grid"), OPEN, days=180)
    hours = [model.records.columns("actor_months")["meetings_hours"].sum() for model in (usual, free)]
    assert hours[1] > hours[0]


def test_a_project_of_no_risk_raises_no_dispute():
    calm = with_values(small_place(1, "grid"), OPEN | {"levers.risk_colours.disputes_at_full_risk": 0.0})
    _, risky = changed_run(calm, {"levers.risk_colours.disputes_at_full_risk": 20.0}, days=90)
    assert len(raised(_)) == 0
    assert len(raised(risky)) > 0


def test_a_project_waits_whole_months_and_loses_a_part_of_its_risk():
    p = as_record(RiskColoursLever(waiting_days=75.0, risk_after_waiting=0.4))
    assert risk_colours.months_to_wait(p, 30.0) == 3
    assert risk_colours.months_to_wait(p, 60.0) == 1
    assert risk_colours.months_to_wait(as_record(RiskColoursLever(waiting_days=30.0)), 90.0) == 1
    assert risk_colours.ripe_risk(p, 0.5) == 0.2
