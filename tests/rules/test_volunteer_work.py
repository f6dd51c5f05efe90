import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import ACT, DELIBERATION, MUTUAL_AID, NOT_ACTIVE, VOLUNTEERING
from sim.parameters import as_record
from sim.rules import volunteer_work
from sim.rules.volunteer_work import VolunteerWorkParameters
from tests.rules.rule_checks import FLAG, SHARE, Facts, check_facts, idle_parameters

P = as_record(VolunteerWorkParameters())
POOL = st.floats(0.0, 1000.0)
ANY_ACT = st.sampled_from(range(len(ACT)))

FACTS = (
    Facts(
        volunteer_work.hours_offered_per_week,
        {"act": ANY_ACT, "enthusiasm": SHARE, "free_time": SHARE},
        high=168.0,
        rising=("enthusiasm", "free_time"),
    ),
    Facts(
        volunteer_work.productive_hours,
        {"volunteer_hours": POOL},
        high=math.inf,
        rising=("volunteer_hours",),
    ),
    Facts(
        volunteer_work.supervision_hours,
        {"volunteer_hours": POOL},
        high=math.inf,
        rising=("volunteer_hours",),
    ),
    Facts(
        volunteer_work.leader_hours_per_week,
        {"is_employed": FLAG, "enthusiasm": SHARE},
        high=168.0,
        rising=("enthusiasm",),
        falling=("is_employed",),
    ),
    Facts(
        volunteer_work.health_risk,
        {"age_years": st.floats(0.0, 110.0), "hazard": SHARE},
        rising=("age_years", "hazard"),
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(VolunteerWorkParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            [volunteer_work.hours_offered_per_week(p, act, 0.6, 0.5) for act in range(len(ACT))],
            volunteer_work.productive_hours(p, 10.0),
            volunteer_work.supervision_hours(p, 10.0),
            [volunteer_work.leader_hours_per_week(p, is_employed, 0.5) for is_employed in (False, True)],
            [volunteer_work.health_risk(p, float(age), 0.5) for age in (30, 55, 75)],
        )

    assert idle_parameters(VolunteerWorkParameters, outcomes) == []


def test_those_who_do_not_act_give_no_hours():
    assert volunteer_work.hours_offered_per_week(P, NOT_ACTIVE, 1.0, 1.0) == 0.0


def test_full_enthusiasm_and_free_time_give_the_declared_hours_of_each_act():
    hours = [
        volunteer_work.hours_offered_per_week(P, act, 1.0, 1.0) for act in (VOLUNTEERING, DELIBERATION, MUTUAL_AID)
    ]
    assert hours == [P.volunteering_hours, P.deliberation_hours, P.mutual_aid_hours]


def test_a_middling_volunteer_gives_about_an_hour_a_week():
    assert volunteer_work.hours_offered_per_week(P, VOLUNTEERING, 0.6, 0.5) == pytest.approx(1.0, abs=0.1)


def test_an_emergency_volunteer_with_time_gives_the_hours_counted_to_the_end_of_may_2020():
    weeks_from_20_january = 132.0 / 7.0
    hours = volunteer_work.hours_offered_per_week(P, VOLUNTEERING, 0.8, 0.8) * weeks_from_20_january
    assert hours == pytest.approx(33.0, rel=0.1)  # L120


@given(first=POOL, second=POOL)
def test_pools_of_volunteer_hours_can_be_split_and_added(first, second):
    for rule in (volunteer_work.productive_hours, volunteer_work.supervision_hours):
        assert rule(P, first) + rule(P, second) == pytest.approx(rule(P, first + second), rel=1e-12, abs=1e-300)


def test_health_risk_runs_from_the_share_of_the_young_to_the_full_hazard():
    assert volunteer_work.health_risk(P, 20.0, 0.5) == 0.5 * P.young_risk
    assert volunteer_work.health_risk(P, float(P.risk_age_start + P.risk_age_span), 0.5) == pytest.approx(
        0.5, rel=1e-12
    )
    assert volunteer_work.health_risk(P, 90.0, 0.0) == 0.0
