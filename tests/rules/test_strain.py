import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import strain
from sim.rules.strain import StrainParameters
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts, idle_parameters, midpoints, records

P = as_record(StrainParameters())
HOURS = st.floats(0.0, 120.0)
COUNT = st.floats(0.0, 30.0)
WEEK = {
    "hours_week": HOURS,
    "rest_breaches": COUNT,
    "refusals": COUNT,
    "recognition": SHARE,
    "support": SHARE,
}
HARDER = ("hours_week", "rest_breaches", "refusals")
EASIER = ("recognition", "support")

FACTS = (
    Facts(strain.weekly_demand, WEEK, high=math.inf, rising=HARDER, falling=EASIER),
    Facts(strain.updated_strain, {"strain": SHARE, **WEEK}, rising=("strain", *HARDER), falling=EASIER),
    Facts(strain.steady_strain, WEEK, rising=HARDER, falling=EASIER),
    Facts(strain.goes_sick, {"strain": SHARE, "uniform": UNIFORM}, rising=("strain",), falling=("uniform",)),
    Facts(strain.sick_days, {"uniform": UNIFORM}, low=1.0, high=math.inf, rising=("uniform",)),
    Facts(strain.quits, {"strain": SHARE, "uniform": UNIFORM}, rising=("strain",), falling=("uniform",)),
    Facts(strain.vacancy_days, {"uniform": UNIFORM}, high=math.inf, rising=("uniform",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(StrainParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            strain.updated_strain(p, 0.2, 60.0, 1.0, 5.0, 0.5, 0.0),
            strain.updated_strain(p, 0.2, 60.0, 1.0, 5.0, 0.0, 0.5),
            [strain.goes_sick(p, level, u) for level in (0.0, 1.0) for u in midpoints(200)],
            strain.sick_days(p, 0.5),
            [strain.quits(p, level, u) for level in (0.0, 1.0) for u in midpoints(2000)],
            strain.vacancy_days(p, 0.5),
        )

    assert idle_parameters(StrainParameters, outcomes) == []


@given(p=records(StrainParameters), start=SHARE, week=st.tuples(*WEEK.values()))
@settings(max_examples=40, deadline=None)
def test_equal_weeks_lead_to_the_steady_strain_from_anywhere(p, start, week):
    level = start
    for _ in range(1000):  # the slowest admissible recovery leaves 0.97^1000 = 6e-14 of the first gap
        level = strain.updated_strain(p, level, *week)
    assert level == pytest.approx(strain.steady_strain(p, *week), abs=1e-12)


@given(p=records(StrainParameters), start=SHARE, week=st.tuples(*WEEK.values()))
def test_below_full_strain_the_gap_to_the_steady_strain_shrinks_by_the_recovery_share(p, start, week):
    steady = strain.steady_strain(p, *week)
    after = strain.updated_strain(p, start, *week)
    assume(steady < 1.0 and after < 1.0)
    assert after - steady == pytest.approx((1.0 - p.recovery) * (start - steady), abs=1e-12)


def test_a_week_of_sick_leave_only_recovers():
    assert strain.updated_strain(P, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0) == pytest.approx(0.8 * (1.0 - P.recovery), rel=1e-12)


def test_resources_only_buffer_demands_and_cannot_replace_rest():
    without_work = [strain.updated_strain(P, 0.8, 0.0, 0.0, 0.0, level, level) for level in (0.0, 1.0)]
    assert without_work[0] == without_work[1]


def test_twice_the_ordinary_hours_add_the_declared_demand_of_long_hours():
    ordinary = strain.weekly_demand(P, P.hours_norm, 0.0, 0.0, 0.0, 0.0)
    double = strain.weekly_demand(P, 2.0 * P.hours_norm, 0.0, 0.0, 0.0, 0.0)
    assert ordinary == pytest.approx(P.ordinary_demand, rel=1e-12)
    assert double - ordinary == pytest.approx(P.long_hours_demand, rel=1e-12)


def test_sick_leave_begins_as_often_as_declared():
    draws = midpoints(1000)
    assert sum(strain.goes_sick(P, 0.0, u) for u in draws) == pytest.approx(1000 * P.sick_prob_calm, abs=1.0)
    assert sum(strain.goes_sick(P, 1.0, u) for u in draws) == pytest.approx(1000 * P.sick_prob_strained, abs=1.0)


def test_nearly_one_fifth_quit_in_a_year_at_full_strain():
    weekly_prob = 1.0 - math.exp(-P.quit_rate_strained)
    assert strain.quits(P, 1.0, weekly_prob * 0.999)
    assert not strain.quits(P, 1.0, weekly_prob * 1.001)
    weeks_per_year = 365.0 / 7.0
    assert 0.15 < 1.0 - (1.0 - weekly_prob) ** weeks_per_year <= 0.20  # L064


def test_half_of_the_leaves_and_vacancies_are_over_after_the_median_of_the_exponential():
    assert strain.sick_days(P, 0.5) == pytest.approx(1.0 + P.sick_days_beyond_first * math.log(2.0), rel=1e-12)
    assert strain.vacancy_days(P, 0.5) == pytest.approx(
        P.vacancy_procedure_days + P.vacancy_search_days * math.log(2.0), rel=1e-12
    )
