"""Chat groups: members report sooner and more, staff read more, and a dormant group does neither."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.names import TO_GRID_WORKER
from sim.parameters import as_record
from sim.rules import chat_groups
from sim.rules.chat_groups import ChatGroupsLever
from tests.places import changed_run, differing, needs, small_place
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts

P = as_record(ChatGroupsLever())
FACTS = (
    Facts(chat_groups.is_member, {"uniform": UNIFORM}, falling=("uniform",)),
    Facts(chat_groups.is_dormant, {"uniform": UNIFORM}, falling=("uniform",)),
    Facts(
        chat_groups.writes,
        {"digital_skill": SHARE, "uniform": UNIFORM},
        rising=("digital_skill",),
        falling=("uniform",),
    ),
    Facts(chat_groups.hours_to_write, {"hours": st.floats(0.0, 1e4)}, high=1e4, rising=("hours",)),
    Facts(
        chat_groups.message_hours_per_week,
        {"n_households": st.integers(0, 10_000)},
        high=math.inf,
        rising=("n_households",),
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ChatGroupsLever, facts)


def test_a_hundred_households_with_a_message_a_week_take_an_hour():
    assert chat_groups.message_hours_per_week(P, 100) == pytest.approx(1.0)


def test_nobody_is_a_member_where_the_lever_is_off():
    assert not chat_groups.is_member(P, 1e-300)


EVERYBODY = {"levers.chat_groups.member_share": 1.0, "levers.chat_groups.dormant_share": 0.0}


def voiced(model):
    """Voiced matters of residents, and the mean hours before they spoke to the grid worker."""
    matters = model.world.matters[: model.world.counts[0]["n_matters"]]
    spoken = matters[(matters["origin"] == 0) & ~np.isnan(matters["voiced_hours"]) & (matters["arose_hours"] >= 0.0)]
    to_worker = spoken[spoken["channel"] == TO_GRID_WORKER]
    return len(spoken), (to_worker["voiced_hours"] - to_worker["arose_hours"]).mean()


def test_groups_bring_more_and_faster_reports_and_cost_hours_of_messages():
    usual, chatting = changed_run(small_place(2, "grid"), EVERYBODY, days=180)
    assert np.array_equal(needs(usual), needs(chatting))
    (few, slow), (many, fast) = voiced(usual), voiced(chatting)
    assert many > few
    assert fast < slow
    done = [model.records.columns("actor_months")["matters_hours"].sum() for model in (usual, chatting)]
    assert done[1] > done[0]
    assert (chatting.world.communities["n_in_groups"] > 0).all()


def test_dormant_groups_bring_neither_reports_nor_load():
    usual, asleep = changed_run(small_place(2, "grid"), EVERYBODY | {"levers.chat_groups.dormant_share": 1.0}, days=90)
    assert differing(usual, asleep) == []


def test_members_write_by_their_skill_and_wait_a_part_of_the_usual_time():
    p = as_record(ChatGroupsLever(written_share=0.4, delay_factor=0.25))
    assert chat_groups.writes(p, 0.5, 0.19)
    assert not chat_groups.writes(p, 0.5, 0.21)
    assert chat_groups.hours_to_write(p, 8.0) == 2.0
