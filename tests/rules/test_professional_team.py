"""Pay, security and promotion: who stays, what drive is kept, and the price of an hour."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from sim.parameters import as_record
from sim.rules import professional_team
from sim.rules.professional_team import ProfessionalTeamLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts, midpoints

FACTS = (
    Facts(professional_team.staying_share, {}),
    Facts(professional_team.stays_after_all, {"uniform": UNIFORM}, falling=("uniform",)),
    Facts(professional_team.kept_drive, {"before": SHARE, "after": SHARE}, rising=("before", "after")),
    Facts(professional_team.dearer_hour, {}, high=2.0),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ProfessionalTeamLever, facts)


@given(before=SHARE, after=SHARE, uniform=UNIFORM)
def test_by_default_nothing_is_offered_and_nothing_changes(before, after, uniform):
    p = as_record(ProfessionalTeamLever())
    assert professional_team.kept_drive(p, before, after) == after
    assert not professional_team.stays_after_all(p, uniform)
    assert professional_team.dearer_hour(p) == 0.0


def test_a_known_offer():
    p = as_record(ProfessionalTeamLever(pay_rise=0.2, career_share=0.5, pay_effect=1.0, career_effect=1.0))
    share = 1.0 - math.exp(-0.7)
    assert professional_team.staying_share(p) == pytest.approx(share)
    assert sum(professional_team.stays_after_all(p, u) for u in midpoints(1000)) == pytest.approx(1000 * share, abs=1)
    assert professional_team.kept_drive(p, 0.8, 0.6) == pytest.approx(0.6 + 0.2 * share)
    assert professional_team.kept_drive(p, 0.6, 0.8) == 0.8
    assert professional_team.dearer_hour(p) == pytest.approx(0.2 + 0.3 * 0.5)


def test_the_offer_costs_and_keeps_people():
    """In the running model, where many would go: fewer quits, warmer leaders, dearer matters."""
    config = small_place(
        4, "grid", rules={"strain": {"quit_rate_calm": 0.002, "quit_rate_strained": 0.012, "recovery": 0.03}}
    )
    values = {"levers.professional_team.pay_rise": 1.0, "levers.professional_team.career_share": 1.0}
    usual, paid = changed_run(config, values, days=720)
    before, after = (model.records.outcomes() for model in (usual, paid))
    assert before["turnover_year"] > after["turnover_year"]
    leaders = [model.world.workers[model.world.workers["is_paid"] == 0] for model in (usual, paid)]
    assert leaders[1]["enthusiasm"].mean() >= leaders[0]["enthusiasm"].mean()
    assert after["cost_hours_per_resolved"] > before["cost_hours_per_resolved"] * 1.5
