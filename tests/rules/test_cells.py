"""Cells: their price in hours, whom their leaders gather, and what a leader's age does to reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import cells
from sim.rules.cells import CellsLever
from sim.scenario import configuration_from
from tests.places import changed_run, place, run, small_place
from tests.rules.rule_checks import SHARE, Facts, check_facts

N_CELLS = st.integers(0, 2000)
ADULTS = st.floats(0.001, 50_000.0)
P = as_record(CellsLever())

FACTS = (
    Facts(cells.cell_coordination_hours, {"n_cells": N_CELLS}, high=8000.0, rising=("n_cells",)),
    Facts(cells.cell_ledger_hours, {"n_cells": N_CELLS}, high=16000.0, rising=("n_cells",)),
    Facts(cells.member_prob, {"adults_per_cell": ADULTS}, falling=("adults_per_cell",)),
    Facts(cells.report_delay_hours, {"digital_skill": SHARE}, high=72.0, falling=("digital_skill",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(CellsLever, facts)


@given(n=N_CELLS, adults=ADULTS, skill=SHARE)
def test_by_default_cells_cost_nothing_and_gather_nobody(n, adults, skill):
    assert cells.cell_coordination_hours(P, n) == 0.0
    assert cells.cell_ledger_hours(P, n) == 0.0
    assert cells.member_prob(P, adults) == 0.0
    assert cells.report_delay_hours(P, skill) == 0.0


def test_a_leader_reaches_more_of_a_small_cell():
    """168 leaders who know ten people each gather 84 times as many as two leaders who do."""
    p = as_record(CellsLever(members_per_leader=10.0, effective_member_share=0.5))
    adults = 8400.0
    assert cells.member_prob(p, adults / 168) == pytest.approx(84.0 * cells.member_prob(p, adults / 2))
    assert cells.member_prob(p, adults / 168) == pytest.approx(0.1)


def test_a_leader_without_digital_skill_reports_latest():
    p = as_record(CellsLever(slow_report_hours=24.0))
    assert cells.report_delay_hours(p, 0.0) == 24.0
    assert cells.report_delay_hours(p, 1.0) == 0.0


def test_coordination_and_ledgers_are_hours_of_the_staff():
    """In the running model: meetings and directives take more of a week that is full already."""
    values = {"levers.cells.coordination_hours": 1.0, "levers.cells.ledger_hours": 4.0}
    usual, split = changed_run(small_place(2, "grid"), values, days=180)
    hours = [
        {name: model.records.columns("actor_months")[f"{name}_hours"].sum() for name in ("meetings", "directives")}
        for model in (usual, split)
    ]
    assert hours[1]["meetings"] > hours[0]["meetings"] + 100.0
    issued = [model.records.columns("assessments") for model in (usual, split)]
    ordinary = [table["directive_hours"] - table["add_on_hours"] for table in issued]
    assert (ordinary[1] - ordinary[0])[issued[0]["community_id"] >= 0] == pytest.approx(3 * 4.0)
    assert split.records.outcomes()["score"] < usual.records.outcomes()["score"]


def test_members_who_really_join_take_part():
    values = {"levers.cells.members_per_leader": 20.0}
    usual, joined = changed_run(small_place(2, "grid"), values, days=180)
    on_paper = changed_run(small_place(2, "grid"), values | {"levers.cells.effective_member_share": 0.0}, days=180)[1]
    shares = [model.records.outcomes()["mobilised_share"] for model in (usual, on_paper, joined)]
    assert shares[0] == shares[1] < shares[2]


def place_with_leaders_aged(years: float):
    tree = place(2, "grid")
    for community in tree["street"]["communities"]:
        community["leader_mean_age"] = years
    tree["levers"] = {"cells": {"slow_report_hours": 48.0}}
    return tree


def test_younger_leaders_have_digital_skill_and_report_sooner():
    """Age acts through skill: both are traits of the person, and what the leader finds waits for less long."""
    delays = {}
    for years in (35.0, 70.0):
        model = run(configuration_from(place_with_leaders_aged(years)), days=30)
        leaders = model.world.workers[model.world.workers["is_paid"] == 0]
        skills = model.world.residents["digital_skill"][leaders["resident"]].astype(float)
        p = model.world.levers[0]["cells"]
        delays[years] = sum(cells.report_delay_hours(p, float(skill)) for skill in skills) / len(skills)
    assert delays[35.0] < delays[70.0] - 5.0


def test_every_cell_costs_its_hours():
    p = as_record(CellsLever(coordination_hours=1.5, ledger_hours=2.5))
    assert cells.cell_coordination_hours(p, 4) == 6.0
    assert cells.cell_ledger_hours(p, 4) == 10.0
