"""Time use: what a worker does with the next hour, and whether the worker still works it.

Place in the day: whenever a worker is free, after legal duties and rostered posts. Entities touched: workers, matters,
directives. Nothing here prefers easy cases; they come first only because fewer hours are left in them. Values are in
the unit in which prizes, penalties and the cost of an hour are stated.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter

WORKDAYS_PER_WEEK = 5.0  # over which the statutory week is spread


class TimeUseParameters(Parameters):
    """Output of long hours and the cost of the next hour."""

    bend_hours_per_week: float = parameter(
        49.0,
        meaning="weekly hours up to which output is proportional to hours",
        unit="hours per week",
        low=40.0,
        high=55.0,
        source="L096",
        status="literature",
    )
    flat_hours_per_week: float = parameter(
        63.0,
        meaning="weekly hours beyond which further hours add nothing",
        unit="hours per week",
        low=56.0,
        high=90.0,
        source="L096",
        status="literature",
    )
    strain_loss: float = parameter(
        0.3,
        meaning="share of an hour's output lost at full strain",
        unit="share (0 to 1) per unit of strain",
        low=0.0,
        high=0.8,
        source="assumed",
        status="assumed",
    )
    effort_cost_per_hour: float = parameter(
        0.02,
        meaning="disutility of an hour of effort against idling on duty, inside statutory hours",
        unit="value per hour",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    overtime_curvature_week: float = parameter(
        0.0073,
        meaning="rise of the cost of the next hour per hour of overtime in the week",
        unit="value per hour squared",
        low=0.001,
        high=0.5,
        source="L073, L074",
        status="calibrated",
    )
    overtime_curvature_day: float = parameter(
        0.02,
        meaning="rise of the cost of the next hour per hour of overtime in the day",
        unit="value per hour squared",
        low=0.0,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    strain_cost: float = parameter(
        1.0,
        meaning="rise of the cost of every hour at full strain, relative to no strain",
        unit="ratio per unit of strain",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )


@rule
def score_rise(marginal_payoff_of_indicator: float, n_orders: int) -> float:
    """Value of one more order counted as good.

    An indicator is a share of the month's orders, so one more good order raises it by 1 / n: value = (dU/dx) / n.

    Args:
        marginal_payoff_of_indicator: dU/dx, shadow price of the score x rise of the score per unit of the indicator,
            value per unit of share.
        n_orders: n, orders that count in the indicator this month, >= 0; a first order counts as the only one.

    Returns:
        Value per order.

    Monotone: falls with the number of orders.
    """
    return marginal_payoff_of_indicator / max(1, n_orders)


@rule
def value_per_hour(measured_value: float, liability_value: float, intrinsic_value: float, hours_left: float) -> float:
    """Value of working on a candidate now, per expected hour it still needs.

    v = (measured + liability + intrinsic) / hours left.

    Args:
        measured_value: shadow price of the score x rise of the expected score, value.
        liability_value: expected loss that working on it now avoids, value.
        intrinsic_value: worth to the worker beside any assessment, value.
        hours_left: expected hours until it is done, > 0; what needs no more hours has no further value per hour.

    Returns:
        Value per hour.

    Monotone: rises with every value; for a positive sum falls with hours left.
    Source: Lipsky's street-level worker as a seller of hours (K037); the quotient form is this model's.
    """
    if hours_left <= 0.0:
        return 0.0
    return (measured_value + liability_value + intrinsic_value) / hours_left


@rule
def effective_hours(p: np.record, hours_per_week: float) -> float:
    """Output of a week, in hours of a rested worker.

    h up to the bend b = 49; then b + x - x^2 / (2 (f - b)) with x = h - b; constant beyond f = 63, where it is 56.

    Args:
        p: record of :class:`TimeUseParameters`.
        hours_per_week: h, hours worked, >= 0.

    Returns:
        Effective hours, at most h.

    Monotone: never falls with hours; concave.
    Source: L096 (proportional below about 49 h, nothing added beyond about 63 h); quadratic in between, L097.
    """
    if hours_per_week <= p.bend_hours_per_week:
        return hours_per_week
    bending_hours = p.flat_hours_per_week - p.bend_hours_per_week
    beyond = min(hours_per_week, p.flat_hours_per_week) - p.bend_hours_per_week
    return float(p.bend_hours_per_week + beyond - beyond * beyond / (2.0 * bending_hours))


@rule
def productivity(p: np.record, hours_this_week: float, strain: float) -> float:
    """Output of the next hour, against a rested worker's.

    Slope of :func:`effective_hours` (1 to the bend, falling in a line to 0) x (1 - loss x strain).

    Args:
        p: record of :class:`TimeUseParameters`.
        hours_this_week: hours already worked this week, >= 0.
        strain: 0 to 1.

    Returns:
        Productivity, 0 to 1.

    Monotone: falls with hours and strain.
    Source: L096, L097 for hours; loss by strain assumed.
    """
    bending_hours = p.flat_hours_per_week - p.bend_hours_per_week
    beyond = hours_this_week - p.bend_hours_per_week
    slope = max(0.0, min(1.0, 1.0 - beyond / bending_hours))
    return float(slope * (1.0 - p.strain_loss * strain))


@rule
def marginal_cost(
    p: np.record, statutory_week_hours: float, hours_this_week: float, hours_today: float, strain: float
) -> float:
    """Cost to the worker of the next hour.

    (effort + c_week x overtime of the week + c_day x overtime of the day) x (1 + a x strain), a = strain cost: the
    slope of a square-law cost of overtime. Inside statutory hours only the disutility of effort against idling remains.

    Args:
        p: record of :class:`TimeUseParameters`.
        statutory_week_hours: hours of an ordinary week, > 0; a fifth of them is an ordinary day.
        hours_this_week: hours already worked this week, >= 0.
        hours_today: hours already worked today, >= 0.
        strain: 0 to 1.

    Returns:
        Value per hour, >= 0.

    Monotone: never falls with hours or strain.
    Source: quadratic cost of effort as in tournament theory (K030); sizes assumed, only stakes relative to them matter.
    """
    overtime_week = max(0.0, hours_this_week - statutory_week_hours)
    overtime_day = max(0.0, hours_today - statutory_week_hours / WORKDAYS_PER_WEEK)
    cost = p.effort_cost_per_hour + p.overtime_curvature_week * overtime_week + p.overtime_curvature_day * overtime_day
    return float(cost * (1.0 + p.strain_cost * strain))


@rule
def works_next_hour(value_per_hour: float, productivity: float, marginal_cost: float) -> bool:
    """Whether the worker works the next hour: only if it brings more than it costs.

    v x productivity > cost.

    Args:
        value_per_hour: v of the best candidate, value per hour of a rested worker.
        productivity: 0 to 1.
        marginal_cost: value per hour.

    Returns:
        True if worth it; at equality the worker rests.
    """
    return value_per_hour * productivity > marginal_cost
