"""Inspections (M10): dated visits of departments that take preparation, look at paper and count in the score.

Place in the calendar: announced at a month's start, spread over the month. Entities touched: directives, committees. An
inspection sees whether the paper is ready in time, not whether anything was solved.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class InspectionsLever(Parameters):
    """How many inspections there are, what they take and how much they count."""

    per_month: float = parameter(
        0.0,
        meaning="inspections of a community in a month; fewer than in the status quo is the reform",
        unit="inspections per community and month",
        low=0.0,
        high=20.0,
        source="M10",
        status="assumed",
    )
    preparation_hours: float = parameter(
        6.0,
        meaning="paper work that one inspection takes beforehand",
        unit="hours per inspection",
        low=0.5,
        high=80.0,
        source="M10",
        status="assumed",
    )
    hosting_hours: float = parameter(
        2.0,
        meaning="hours of staff who receive the inspectors",
        unit="hours per inspection",
        low=0.0,
        high=40.0,
        source="assumed",
        status="assumed",
    )
    weight: float = parameter(
        3.0,
        meaning="directives that one inspection counts for in the indicator of directives on time",
        unit="directives per inspection",
        low=0.0,
        high=20.0,
        source="C84",
        status="assumed",
    )


@rule
def whole_number(number: float) -> float:
    """The nearest whole number, halves up: items and visits come whole.

    Args:
        number: >= 0.

    Returns:
        Whole number, >= 0.

    Monotone: never falls with the number.
    Source: definition.
    """
    return float(int(number + 0.5))


@rule
def visit_date(month_starts: float, month_hours: float, number: float, n_visits: float) -> float:
    """Date of one of the month's inspections: evenly spread, none at either end.

    t0 + T (k + 1) / (n + 1).

    Args:
        month_starts: t0, hours.
        month_hours: T, hours, > 0.
        number: k, from 0.
        n_visits: n, > k.

    Returns:
        Hours, within the month.

    Monotone: rises with the number.
    Source: assumed.
    """
    return month_starts + month_hours * (number + 1.0) / (n_visits + 1.0)


@rule
def hosting_hours_per_week(p: np.record, n_visits: float, weeks: float) -> float:
    """Hours a week that staff give to receiving inspectors.

    Args:
        p: lever parameters.
        n_visits: inspections of the month, >= 0.
        weeks: weeks of the month, > 0.

    Returns:
        Hours per week, >= 0.

    Monotone: rises with visits.
    Source: definition.
    """
    return float(n_visits * p.hosting_hours / weeks)
