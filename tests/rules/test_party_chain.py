"""Party chain: which matters can be raised there, how much shorter their way is, and the meetings it takes."""

from __future__ import annotations

import pytest
from hypothesis import given

from sim.parameters import as_record
from sim.rules import party_chain
from sim.rules.party_chain import PartyChainLever
from sim.scenario import with_values
from tests.places import changed_run, small_place
from tests.rules.rule_checks import UNIFORM, Facts, check_facts, midpoints


def test_every_rule_keeps_its_promises_for_all_admissible_parameters():
    check_facts(PartyChainLever, Facts(party_chain.goes_by_chain, {"uniform": UNIFORM}, falling=("uniform",)))


@given(uniform=UNIFORM)
def test_by_default_there_is_no_chain(uniform):
    assert not party_chain.goes_by_chain(as_record(PartyChainLever()), uniform)


def test_half_of_the_matters_at_the_half_hours():
    p = as_record(PartyChainLever(meeting_hours_per_week=4.0, half_hours=4.0))
    assert sum(party_chain.goes_by_chain(p, u) for u in midpoints(1000)) == pytest.approx(500, abs=1)


def test_the_chain_takes_meetings_and_shortens_the_way():
    """In the running model: more hours of meetings, fewer hand-offs, sooner settled.

    Where hand-offs take half a day and few speak twice: one matter that is voiced over and over outweighs all others.
    """
    slow = with_values(
        small_place(2, "grid"), {"rules.hierarchy.hand_off_mean_hours": 4.0, "rules.voice.repeat_constant": -1.0}
    )
    usual, chained = changed_run(slow, {"levers.party_chain.meeting_hours_per_week": 4.0}, days=180)
    meetings = [model.records.columns("actor_months")["meetings_hours"].sum() for model in (usual, chained)]
    assert meetings[1] > meetings[0] + 50.0
    before, after = (model.records.outcomes() for model in (usual, chained))
    assert after["handoffs_per_matter"] < before["handoffs_per_matter"]
    assert after["experienced_days"] < before["experienced_days"]
    assert after["total_paid_hours"] > before["total_paid_hours"]
