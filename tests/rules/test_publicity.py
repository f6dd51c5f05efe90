"""Publicity for grid workers: half of what is missing at the half-hours, forgetting back to the ordinary, no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import publicity
from sim.rules.publicity import PublicityLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import SHARE, Facts, check_facts

P = as_record(PublicityLever())
HOURS = st.floats(0.0, 200.0)


def test_every_rule_keeps_its_promises_for_all_admissible_parameters():
    check_facts(
        PublicityLever,
        Facts(
            publicity.publicised_recognition,
            {"recognition": SHARE, "ordinary": SHARE, "hours": HOURS},
            rising=("hours",),
        ),
    )


def test_the_half_hours_gain_half_of_what_is_missing():
    p = as_record(PublicityLever(fading=0.0))
    assert publicity.publicised_recognition(p, 0.4, 0.4, PublicityLever().half_hours) == pytest.approx(0.7)


@given(recognition=SHARE)
def test_without_hours_recognition_never_falls_below_the_ordinary_and_never_rises(recognition):
    after = publicity.publicised_recognition(P, recognition, 0.5, 0.0)
    assert after <= recognition
    assert after >= min(recognition, 0.5)


def test_the_lever_costs_hours_and_opens_doors():
    """Both sides of it in the running model: outreach hours in the accounts, better known workers."""
    usual, known = changed_run(small_place(2, "grid"), {"levers.publicity.hours_per_week": 10.0}, days=180)
    assert known.world.workers["recognition"].mean() > usual.world.workers["recognition"].mean()
    mass_work = [model.records.columns("actor_months")["mass_work_hours"].sum() for model in (usual, known)]
    assert mass_work[1] > mass_work[0]
