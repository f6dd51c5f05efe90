import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import AT_HOME, OFFICE_HOURS, SHIFTS
from sim.parameters import as_record
from sim.rules import visits
from sim.rules.visits import VisitsParameters
from tests.rules.rule_checks import FLAG, SHARE, UNIFORM, Facts, check_facts, idle_parameters, midpoints

P = as_record(VisitsParameters())
RHYTHM = st.sampled_from((AT_HOME, OFFICE_HOURS, SHIFTS))
HOUR = st.floats(0.0, 24.0)
DOOR = {"familiarity": SHARE, "recognition": SHARE, "local_ties": SHARE, "has_committee_contact": FLAG}
VISIT = {"home_prob": SHARE, "open_prob": SHARE, "uniform": UNIFORM}

FACTS = (
    Facts(
        visits.at_home_prob,
        {"rhythm": RHYTHM, "hour_of_day": HOUR, "is_workday": FLAG, "is_confined": FLAG},
    ),
    Facts(visits.opens_door_prob, DOOR, rising=tuple(DOOR)),
    Facts(
        visits.visit_succeeds,
        VISIT,
        rising=("home_prob", "open_prob"),
        falling=("uniform",),
        reads_parameters=False,
    ),
    Facts(visits.visit_refused, VISIT, falling=("open_prob",), reads_parameters=False),
    Facts(visits.visit_hours, {"is_entered": FLAG}, high=math.inf),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(VisitsParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        rhythms = (AT_HOME, OFFICE_HOURS, SHIFTS)
        return (
            [visits.at_home_prob(p, rhythm, float(hour), True, False) for rhythm in rhythms for hour in range(24)],
            visits.at_home_prob(p, AT_HOME, 10.0, True, True),
            visits.opens_door_prob(p, 0.0, 0.0, 0.0, True),
            [visits.opens_door_prob(p, float(i == 0), float(i == 1), float(i == 2), False) for i in range(3)],
            [visits.visit_hours(p, is_entered) for is_entered in (False, True)],
        )

    assert idle_parameters(VisitsParameters, outcomes) == []


@given(**VISIT)
def test_a_visit_either_gets_in_or_is_refused_or_finds_nobody(home_prob, open_prob, uniform):
    is_nobody_home = uniform >= home_prob
    is_entered = visits.visit_succeeds(home_prob, open_prob, uniform)
    is_refused = visits.visit_refused(home_prob, open_prob, uniform)
    assert is_entered + is_refused + is_nobody_home == 1


def test_visits_get_in_and_are_refused_in_the_shares_of_the_two_chances():
    draws = midpoints(1000)
    assert sum(visits.visit_succeeds(0.75, 0.4, u) for u in draws) == pytest.approx(300.0, abs=1.0)
    assert sum(visits.visit_refused(0.75, 0.4, u) for u in draws) == pytest.approx(450.0, abs=1.0)


def test_nobody_gets_in_where_the_person_lives_elsewhere():
    assert not any(visits.visit_succeeds(0.0, 1.0, u) or visits.visit_refused(0.0, 1.0, u) for u in midpoints(100))


def test_committee_contact_multiplies_a_strangers_visits_by_the_factor():
    with_contact = visits.opens_door_prob(P, 0.0, 0.0, 0.0, True)
    without = visits.opens_door_prob(P, 0.0, 0.0, 0.0, False)
    assert with_contact / without == pytest.approx(P.committee_contact_factor, rel=1e-12)
    assert 3.0 <= with_contact / without <= 5.0  # L123


@given(familiarity=st.floats(0.01, 1.0), recognition=SHARE, local_ties=SHARE)
def test_committee_contact_helps_those_less_who_are_known(familiarity, recognition, local_ties):
    with_contact = visits.opens_door_prob(P, familiarity, recognition, local_ties, True)
    without = visits.opens_door_prob(P, familiarity, recognition, local_ties, False)
    assert 1.0 < with_contact / without < P.committee_contact_factor


def completed_visits_in_a_day(has_committee_contact):
    success = P.home_prob_at_home * visits.opens_door_prob(P, 0.0, 0.0, 0.0, has_committee_contact)
    n_failed_per_success = (1.0 - success) / success
    hours_per_success = visits.visit_hours(P, True) + n_failed_per_success * visits.visit_hours(P, False)
    return 8.0 / hours_per_success


def test_an_eight_hour_day_completes_the_visits_that_the_field_log_reports():
    assert completed_visits_in_a_day(True) > 10.0  # L112: over ten
    assert 2.0 <= completed_visits_in_a_day(False) <= 3.0  # L112: two or three


def test_an_announced_first_visit_to_someone_at_home_all_day_fails_for_one_to_four_tenths():
    success = P.home_prob_at_home * visits.opens_door_prob(P, 0.1, 0.0, 0.0, True)
    assert 0.1 <= 1.0 - success <= 0.4  # L110: over 80 percent registered in the end


def test_people_with_office_hours_are_out_from_start_to_end_of_work_on_workdays_only():
    hours = (P.work_start_hour - 0.01, P.work_start_hour, P.work_end_hour - 0.01, P.work_end_hour)
    on_workday = [visits.at_home_prob(P, OFFICE_HOURS, float(hour), True, False) for hour in hours]
    on_holiday = [visits.at_home_prob(P, OFFICE_HOURS, float(hour), False, False) for hour in hours]
    assert on_workday == [P.home_prob_free, P.home_prob_working, P.home_prob_working, P.home_prob_free]
    assert on_holiday == [P.home_prob_free] * 4


@pytest.mark.parametrize("rhythm", [AT_HOME, OFFICE_HOURS, SHIFTS])
def test_confinement_keeps_everyone_at_home_whatever_the_rhythm(rhythm):
    assert visits.at_home_prob(P, rhythm, 10.0, True, True) == P.home_prob_confined
