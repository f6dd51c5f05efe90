"""Programmes of social workers: nothing without hours, an invitation and a channel with them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.names import TO_SOCIAL_WORKER, TRUST_NEIGHBOURS
from sim.parameters import as_record
from sim.rules import social_work
from sim.rules.social_work import SocialWorkLever
from sim.scenario import configuration_from
from tests.places import changed_run, crowd, place
from tests.rules.rule_checks import SHARE, Facts, check_facts

OFF = as_record(SocialWorkLever())
FACTS = (
    Facts(social_work.has_programme, {}),
    Facts(
        social_work.invitation_by_social_workers,
        {"invitation": SHARE, "familiarity_social": SHARE},
        rising=("invitation", "familiarity_social"),
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(SocialWorkLever, facts)


def test_social_workers_invite_only_where_programmes_run():
    assert social_work.invitation_by_social_workers(OFF, 0.1, 1.0) == 0.1
    on = as_record(SocialWorkLever(hours_per_week=10.0))
    assert social_work.invitation_by_social_workers(on, 0.1, 0.8) == pytest.approx(0.4)
    assert social_work.invitation_by_social_workers(on, 0.9, 0.8) == 0.9


def test_programmes_cost_the_organisation_hours_and_build_trust_and_a_channel():
    tree = place(1, "grid")
    tree["street"]["communities"] = [crowd("many")]
    models = changed_run(configuration_from(tree), {"levers.social_work.hours_per_week": 40.0}, days=360)
    trust, spoken, hours = [], [], []
    for model in models:
        people = model.world.residents
        trust.append(people["trust"][people["is_present"] == 1, TRUST_NEIGHBOURS].mean())
        matters = model.world.matters[: model.world.counts[0]["n_matters"]]
        spoken.append((~np.isnan(matters["voiced_hours"]) & (matters["channel"] == TO_SOCIAL_WORKER)).sum())
        months = model.records.columns("actor_months")
        hours.append(months["negotiation_hours"][months["party_kind"] == 3].sum())
    assert trust[1] > trust[0]
    assert spoken[1] > spoken[0]
    assert hours[1] > hours[0]


def test_the_least_hours_make_a_programme():
    assert social_work.has_programme(as_record(SocialWorkLever(hours_per_week=0.5)))
    assert not social_work.has_programme(OFF)
