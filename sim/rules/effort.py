"""What effort gets done, what it costs and what it is worth for its own sake.

Place in the calendar: the monthly choice of effort (``sim.rules.effort_choice``), which weighs these against the prizes
that the assessment promises.

An action is four numbers, in this order: overtime (hours per worker and day), measured share (of the hours left after
duties, given to work that the assessment counts), coping (share of unsolved orders reported as solved), mass work
(share of the remaining slack given to mass work; the rest of the slack is rest).

Notation: a action, q share of measured work served, c coping.
Source: quadratic cost of hours as in the tournament results of K030; hours that leave unmeasured work when only some of
it is paid for: K034.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter
from sim.rules.assessment import Floats

OVERTIME, MEASURED_SHARE, COPING, MASS_WORK_SHARE = 0, 1, 2, 3  # columns of an action
ACTION = ("overtime", "measured_share", "coping", "mass_work_share")
N_ACTIONS = len(ACTION)
WEEKS_PER_MONTH = 30.0 / 7.0  # an assessed month has 30 days


class EffortParameters(Parameters):
    """What a unit likes to do for its own sake, what it fears, and how fast it changes."""

    served_sharpness: float = parameter(
        3.0,
        meaning="how sharply the served share bends where hours just meet the demand (large: a kink)",
        unit="exponent",
        low=1.0,
        high=10.0,
        source="assumed",
        status="assumed",
    )
    smallest_measured_share: float = parameter(
        0.4,
        meaning="lowest share of free hours for measured work that a unit considers",
        unit="share (0 to 1)",
        low=0.0,
        high=0.9,
        source="assumed",
        status="assumed",
    )
    honest_work_value: float = parameter(
        15.0,
        meaning="worth for its own sake of serving a month's demand in full; a false closure takes as much away",
        unit="value per month of demand",
        low=0.0,
        high=100.0,
        source="assumed",
        status="assumed",
    )
    mass_work_value: float = parameter(
        0.15,
        meaning="worth for its own sake of the first hour of mass work in a week",
        unit="value per hour",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    mass_work_enough_hours: float = parameter(
        4.0,
        meaning="weekly hours of mass work whose worth is half of what it would be if the first hour's worth lasted",
        unit="hours per week",
        low=0.5,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    rest_value: float = parameter(
        0.03,
        meaning="worth of an unhurried hour within working time",
        unit="value per hour",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    caught_penalty: float = parameter(
        3.1,
        meaning="worth lost when a false closure is found out",
        unit="value per false closure found out",
        low=0.0,
        high=20.0,
        source="L040, L165",
        status="calibrated",
    )
    monthly_move: float = parameter(
        0.5,
        meaning="part of the way from the present to the best action that a unit goes in a month",
        unit="share (0 to 1)",
        low=0.05,
        high=1.0,
        source="assumed",
        status="assumed",
    )


class Situation(NamedTuple):
    """What a unit knows about its next month when it chooses; hours are per worker and working day."""

    regular_hours: float  # ordinary working day
    duty_hours: float  # legal duties and rostered posts that come first
    permitted_overtime_hours: float  # permitted daily maximum less the ordinary day
    workdays_per_week: float
    statutory_week_hours: float
    demand_hours: float  # measured work that came in last month: matters, patrol, directives
    strain: float  # mean of the unit's workers, 0 to 1
    orders: float  # orders expected in the month
    caught_prob: float  # learned chance that a false closure is found out, 0 to 1
    permitted_coping: float  # 1: false closures are possible, 0: switched off
    overtime_curvature: float  # what each hour of overtime in a week adds to the cost of the next one
    strain_cost: float  # by how much full strain raises the cost of hours (1 doubles it)


# --- hours ----------------------------------------------------------------------------------------------------------
@rule
def daily_hours(overtime: float, situation: Situation) -> float:
    """Hours a worker is at work on a working day.

    Equation: max(regular + overtime, duties): duties are done even if they fill more than the day that was meant.

    Args:
        overtime: hours per day that the unit adds, 0 or more.
        situation: what the month demands.

    Returns:
        Hours per day. Monotone: rises with the overtime.
    """
    return max(situation.regular_hours + overtime, situation.duty_hours)


@rule
def free_hours(overtime: float, situation: Situation) -> float:
    """Hours a worker has left after duties on a working day.

    Equation: max(0, regular + overtime - duties).

    Args:
        overtime: hours per day, 0 or more.
        situation: what the month demands.

    Returns:
        Hours per day, 0 or more.
    """
    return max(0.0, situation.regular_hours + overtime - situation.duty_hours)


@rule
def served_share(hours: float, demand_hours: float, sharpness: float) -> float:
    """Share of the measured work that a unit expects to get done with the hours given to it.

    Equation: q = r / (1 + r**k)**(1/k), r = hours / demand, k sharpness: min(1, r) with its corner rounded, because
    work comes unevenly and hours of a quiet day do not help on a busy one.

    Args:
        hours: hours given to measured work, per worker and day, 0 or more.
        demand_hours: hours of measured work that come in, per worker and day, 0 or more; without any, all is served.
        sharpness: k, 1 or more.

    Returns:
        q, 0 to 1. Monotone: rises with the hours, falls with the demand.

    Source: assumed form; waiting times by effort in the simulation itself would settle k.
    """
    if demand_hours <= 0.0:
        return 1.0
    if hours <= 0.0:
        return 0.0
    # Written with the larger of ratio and inverse ratio at most 1, so that no power overflows.
    if hours <= demand_hours:
        ratio = hours / demand_hours
        return ratio / math.pow(1.0 + math.pow(ratio, sharpness), 1.0 / sharpness)
    inverse = demand_hours / hours
    return 1.0 / math.pow(1.0 + math.pow(inverse, sharpness), 1.0 / sharpness)


@rule
def served_by(p: np.record, action: Floats, situation: Situation) -> float:
    """Share of measured work served under an action.

    Args:
        p: record of :class:`EffortParameters`.
        action: overtime, measured share, coping, mass work share.
        situation: what the month demands.

    Returns:
        q, 0 to 1, see :func:`served_share`.
    """
    hours = action[MEASURED_SHARE] * free_hours(action[OVERTIME], situation)
    return served_share(hours, situation.demand_hours, p.served_sharpness)


# --- what an action costs and what it is worth for its own sake -----------------------------------------------------
@rule
def hours_cost(
    curvature: float, strain_cost: float, weekly_hours: float, statutory_hours: float, strain: float
) -> float:
    """Cost of a month of long weeks.

    Equation: C = n c / 2 (1 + k strain) max(0, hours - statutory)**2, n weeks in a month.

    Args:
        curvature: c, rise of the cost of the next hour per hour of overtime in the week, value per hour squared, >= 0.
        strain_cost: k, rise of the cost at full strain, ratio, >= 0.
        weekly_hours: hours at work per worker and week.
        statutory_hours: statutory week, hours.
        strain: 0 to 1.

    Returns:
        C, value per month, 0 or more. Monotone: rises with hours and strain.

    Source: quadratic cost as in the tournament results of K030; its curvature is known only together with the
        stakes, and is the one by which workers weigh an hour (``sim.rules.time_use``).
    """
    beyond = max(0.0, weekly_hours - statutory_hours)
    return WEEKS_PER_MONTH * (0.5 * curvature * (1.0 + strain_cost * strain) * beyond * beyond)


@rule
def own_worth(p: np.record, action: Floats, served: float, situation: Situation) -> float:
    """What the work of a month is worth to the unit for its own sake.

    Equation: v_honest (q - c (1 - q)) + n (v_mass h / (1 + h / enough) + v_rest rest), h and rest the weekly hours of
    slack given to mass work and to rest, n weeks in a month.

    Args:
        p: record of :class:`EffortParameters`.
        action: overtime, measured share, coping, mass work share.
        served: q under this action, 0 to 1.
        situation: what the month demands.

    Returns:
        Value per month; may fall below 0 if little is served and much is glossed over.
    """
    false_share = situation.permitted_coping * action[COPING] * (1.0 - served)
    slack = (1.0 - action[MEASURED_SHARE]) * free_hours(action[OVERTIME], situation) * situation.workdays_per_week
    mass_work_hours = action[MASS_WORK_SHARE] * slack
    rest_hours = slack - mass_work_hours
    honest = p.honest_work_value * (served - false_share)
    mass_work = p.mass_work_value * mass_work_hours / (1.0 + mass_work_hours / p.mass_work_enough_hours)
    worth: float = honest + WEEKS_PER_MONTH * (mass_work + p.rest_value * rest_hours)
    return worth


@rule
def expected_penalty(p: np.record, action: Floats, served: float, situation: Situation) -> float:
    """What a unit expects to lose by false closures that are found out.

    Equation: orders c (1 - q) chance of being caught penalty.

    Args:
        p: record of :class:`EffortParameters`.
        action: overtime, measured share, coping, mass work share.
        served: q under this action, 0 to 1.
        situation: what the month demands.

    Returns:
        Value, 0 or more.
    """
    n_false = situation.orders * situation.permitted_coping * action[COPING] * (1.0 - served)
    penalty: float = n_false * situation.caught_prob * p.caught_penalty
    return penalty


@rule
def action_worth(p: np.record, action: Floats, served: float, situation: Situation) -> float:
    """Everything an action is worth apart from prizes.

    Equation: own worth - cost of hours - expected penalty.

    Args:
        p: record of :class:`EffortParameters`.
        action: overtime, measured share, coping, mass work share.
        served: q under this action, 0 to 1.
        situation: what the month demands.

    Returns:
        Value.
    """
    weekly_hours = daily_hours(action[OVERTIME], situation) * situation.workdays_per_week
    cost = hours_cost(
        situation.overtime_curvature,
        situation.strain_cost,
        weekly_hours,
        situation.statutory_week_hours,
        situation.strain,
    )
    return own_worth(p, action, served, situation) - cost - expected_penalty(p, action, served, situation)
