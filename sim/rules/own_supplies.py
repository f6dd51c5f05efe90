"""Supplies through an organisation's own contacts in an emergency (M30): hours that the committee need not spend.

Place in the calendar: every morning of an emergency. Entities touched: the committee's emergency duties, the hours that
the community's social organisation owes.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter

DAYS_PER_WEEK = 7.0


class OwnSuppliesLever(Parameters):
    """How much an organisation can bring, and what it costs the organisation."""

    hours_per_week: float = parameter(
        0.0,
        meaning="emergency duty hours of a committee that supplies from a social organisation's own contacts can save",
        unit="hours per community and week",
        low=0.0,
        high=100.0,
        source="M30",
        status="assumed",
    )
    own_hours_ratio: float = parameter(
        0.8,
        meaning="hours of the organisation's staff for an hour saved",
        unit="ratio",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )


@rule
def hours_saved(p: np.record, hours_of_day: float) -> float:
    """Emergency duty hours of a day that supplies from elsewhere make unnecessary.

    min(duty of the day, capacity of a week / 7).

    Args:
        p: lever parameters.
        hours_of_day: emergency duty hours that the day adds, >= 0.

    Returns:
        Hours, >= 0, at most those of the day.

    Monotone: rises with the hours of the day.

    Source: an organisation bought and gave supplies by itself (M30, C31 on rooted ones); sizes assumed.
    """
    return float(min(hours_of_day, p.hours_per_week / DAYS_PER_WEEK))


@rule
def hours_of_organisation(p: np.record, saved: float) -> float:
    """Hours that the organisation's staff owe for what the committee is spared.

    Args:
        p: lever parameters.
        saved: hours saved, >= 0.

    Returns:
        Hours, >= 0.

    Monotone: rises with the hours saved.

    Source: assumed.
    """
    return float(p.own_hours_ratio * saved)
