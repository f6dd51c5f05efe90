import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import effort
from sim.rules.effort import (
    N_ACTIONS,
    EffortParameters,
    Situation,
    action_worth,
    daily_hours,
    expected_penalty,
    free_hours,
    hours_cost,
    own_worth,
    served_by,
    served_share,
)
from tests.rules.rule_checks import SHARE, Facts, check_facts, records

P = as_record(EffortParameters())
HONEST = EffortParameters().honest_work_value
SITUATION = Situation(
    regular_hours=8.0,
    duty_hours=2.0,
    permitted_overtime_hours=3.0,
    workdays_per_week=5.0,
    statutory_week_hours=40.0,
    demand_hours=5.0,
    strain=0.2,
    orders=100.0,
    caught_prob=0.3,
    permitted_coping=1.0,
    overtime_curvature=0.02,
    strain_cost=1.0,
)

HOURS = st.floats(0.0, 14.0)
COSTS = {"curvature": st.floats(0.001, 0.5), "strain_cost": st.floats(0.0, 4.0)}
ON_NUMBERS = [
    Facts(
        served_share,
        {"hours": HOURS, "demand_hours": HOURS, "sharpness": st.floats(1.0, 10.0)},
        rising=("hours", "sharpness"),
        falling=("demand_hours",),
        reads_parameters=False,
    ),
    Facts(
        hours_cost,
        {**COSTS, "weekly_hours": st.floats(0.0, 100.0), "statutory_hours": st.floats(35.0, 44.0), "strain": SHARE},
        high=math.inf,
        rising=(*COSTS, "weekly_hours", "strain"),
        falling=("statutory_hours",),
        reads_parameters=False,
    ),
]


def act(overtime=1.0, measured=0.8, coping=0.0, mass_work=0.5):
    return np.array([overtime, measured, coping, mass_work])


def cost_of_hours(weekly_hours, statutory_hours, strain):
    return hours_cost(SITUATION.overtime_curvature, SITUATION.strain_cost, weekly_hours, statutory_hours, strain)


def on_actions():
    """Every rule that takes an action or a situation, with arguments of the kind the model passes."""
    return [
        (daily_hours, (1.0, SITUATION)),
        (free_hours, (1.0, SITUATION)),
        (served_by, (P, act(), SITUATION)),
        (own_worth, (P, act(coping=0.5), 0.8, SITUATION)),
        (expected_penalty, (P, act(coping=0.5), 0.8, SITUATION)),
        (action_worth, (P, act(coping=0.5), 0.8, SITUATION)),
    ]


@pytest.mark.parametrize("facts", ON_NUMBERS, ids=lambda facts: facts.name)
def test_rules_keep_the_promises_of_their_docstrings(facts):
    check_facts(EffortParameters, facts)


def test_the_family_has_no_other_rule():
    found = [f for f in vars(effort).values() if hasattr(f, "py_func")]
    own = {f for f in found if f.py_func.__module__ == effort.__name__}
    assert own == {facts.rule for facts in ON_NUMBERS} | {rule for rule, _ in on_actions()}


def test_rules_on_actions_match_plain_python_and_have_one_signature():
    for rule, arguments in on_actions():
        assert rule(*arguments) == rule.py_func(*arguments)
        assert len(rule.signatures) == 1, rule.py_func.__name__


# --- hours ----------------------------------------------------------------------------------------------------------
def test_duties_come_first_and_are_done_even_if_they_fill_more_than_the_day():
    posted = SITUATION._replace(duty_hours=10.5)
    assert daily_hours(0.0, posted) == 10.5
    assert daily_hours(3.0, posted) == 11.0
    assert free_hours(0.0, posted) == 0.0
    assert free_hours(3.0, posted) == 0.5
    assert free_hours(0.0, SITUATION) == 6.0


def test_hours_that_just_meet_the_demand_serve_less_than_all_of_it_and_a_sharp_bend_approaches_the_fluid_limit():
    assert served_share(5.0, 5.0, 1.0) == 0.5
    assert served_share(5.0, 5.0, 3.0) == pytest.approx(0.5 ** (1.0 / 3.0))
    for hours in (1.0, 4.0, 7.0, 20.0):
        assert served_share(hours, 5.0, 60.0) == pytest.approx(min(1.0, hours / 5.0), abs=0.02)
        assert served_share(hours, 5.0, 3.0) <= min(1.0, hours / 5.0)


def test_without_demand_all_is_served_and_without_hours_nothing():
    assert served_share(0.0, 0.0, 3.0) == 1.0
    assert served_share(0.0, 5.0, 3.0) == 0.0


def test_overtime_and_measured_share_serve_more_and_duties_less():
    served = served_by(P, act(), SITUATION)
    assert served_by(P, act(overtime=2.0), SITUATION) > served
    assert served_by(P, act(measured=1.0), SITUATION) > served
    assert served_by(P, act(), SITUATION._replace(duty_hours=4.0)) < served


# --- costs ----------------------------------------------------------------------------------------------------------
def test_the_statutory_week_costs_nothing_and_overtime_costs_its_square():
    assert cost_of_hours(40.0, 40.0, 0.5) == 0.0
    assert cost_of_hours(30.0, 40.0, 0.5) == 0.0
    assert cost_of_hours(60.0, 40.0, 0.0) == pytest.approx(4.0 * cost_of_hours(50.0, 40.0, 0.0), rel=1e-12)
    # Ten hours a week of overtime, over 30 / 7 weeks: 30 / 7 x 0.02 / 2 x 100.
    assert cost_of_hours(50.0, 40.0, 0.0) == pytest.approx(30.0 / 7.0, rel=1e-12)


def test_full_strain_doubles_the_cost_of_hours_where_it_weighs_as_much_as_the_hours():
    assert cost_of_hours(50.0, 40.0, 1.0) == pytest.approx(2.0 * cost_of_hours(50.0, 40.0, 0.0), rel=1e-12)


def test_only_false_closures_that_are_found_out_cost_a_penalty():
    unsolved = 0.2
    assert expected_penalty(P, act(coping=0.5), 1.0 - unsolved, SITUATION) == pytest.approx(
        100.0 * 0.5 * unsolved * 0.3 * EffortParameters().caught_penalty
    )
    assert expected_penalty(P, act(), 0.8, SITUATION) == 0.0
    assert expected_penalty(P, act(coping=1.0), 1.0, SITUATION) == 0.0
    assert expected_penalty(P, act(coping=1.0), 0.8, SITUATION._replace(permitted_coping=0.0)) == 0.0


# --- worth for its own sake -----------------------------------------------------------------------------------------
def test_a_false_closure_takes_away_what_an_honest_solution_gives():
    honest = own_worth(P, act(), 0.8, SITUATION)
    assert honest - own_worth(P, act(), 0.7, SITUATION) == pytest.approx(0.1 * HONEST)
    assert honest - own_worth(P, act(coping=0.5), 0.8, SITUATION) == pytest.approx(0.5 * 0.2 * HONEST)


def test_slack_becomes_mass_work_or_rest():
    # 7 free hours a day at one hour of overtime, a fifth of them slack: 7 hours a week.
    all_rest = own_worth(P, act(mass_work=0.0), 0.8, SITUATION)
    assert all_rest == pytest.approx(0.8 * HONEST + 30.0 / 7.0 * 7.0 * 0.03)
    all_mass_work = own_worth(P, act(mass_work=1.0), 0.8, SITUATION)
    assert all_mass_work == pytest.approx(0.8 * HONEST + 30.0 / 7.0 * 0.15 * 7.0 / (1.0 + 7.0 / 4.0))
    no_slack = own_worth(P, act(measured=1.0, mass_work=1.0), 0.8, SITUATION)
    assert no_slack == pytest.approx(0.8 * HONEST)


def test_each_further_hour_of_mass_work_is_worth_less():
    worths = [own_worth(P, act(measured=0.2, mass_work=0.25 * level), 0.8, SITUATION) for level in range(5)]
    assert (np.diff(worths, 2) < 0.0).all()


@settings(max_examples=60, deadline=None)
@given(
    p=records(EffortParameters),
    overtime=st.floats(0.0, 6.0),
    shares=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
    duty=st.floats(0.0, 14.0),
    demand=st.floats(0.0, 14.0),
)
def test_whatever_the_action_numbers_stay_in_range_and_match_plain_python(p, overtime, shares, duty, demand):
    situation = SITUATION._replace(duty_hours=duty, demand_hours=demand)
    action = np.array([overtime, *shares])
    served = served_by(p, action, situation)
    assert 0.0 <= served <= 1.0
    assert daily_hours(overtime, situation) >= free_hours(overtime, situation) >= 0.0
    assert expected_penalty(p, action, served, situation) >= 0.0
    for rule in (own_worth, expected_penalty, action_worth):
        assert rule(p, action, served, situation) == rule.py_func(p, action, served, situation)
    assert action.size == N_ACTIONS
