"""Sunk cadres (M22): staff of departments go to the committees for a while; strange there at first, they learn.

Place in the day: the morning, before posts are filled, and all work of such a cadre. Entities: staff of departments,
who are missing there meanwhile; communities. Their hours stay in rows of their own.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter

HOURS_PER_WEEK = 7.0 * 24.0


class SunkCadresLever(Parameters):
    """How many go, when, for how long, and what they are worth there."""

    staff_share: float = parameter(
        0.0,
        meaning="share of each department's staff sent to committees in an emergency",
        unit="share (0 to 1)",
        low=0.0,
        high=0.9,
        source="assumed",
        status="assumed",
    )
    routine_share: float = parameter(
        0.0,
        meaning="part of these cadres sent in ordinary time as well",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M22",
        status="assumed",
    )
    delay_days: float = parameter(
        7.0,
        meaning="time from the beginning of a phase until cadres set out",
        unit="days",
        low=0.0,
        high=60.0,
        source="assumed",
        status="assumed",
    )
    stay_days: float = parameter(
        60.0,
        meaning="length of a cadre's stay; then the cadre returns, whatever the phase, and another may come",
        unit="days",
        low=7.0,
        high=365.0,
        source="assumed",
        status="assumed",
    )
    start_skill: float = parameter(
        0.4,
        meaning="work done in a cadre's first hour against an hour of the committee's staff",
        unit="share (0 to 1)",
        low=0.1,
        high=1.0,
        source="C14",
        status="assumed",
    )
    learning_per_week: float = parameter(
        0.25,
        meaning="rate at which what a cadre lacks is learned",
        unit="per week",
        low=0.0,
        high=2.0,
        source="C14",
        status="assumed",
    )
    goods_hours_per_day: float = parameter(
        0.5,
        meaning="hours of emergency duties (delivering, finding supplies) that the goods of one cadre save",
        unit="hours per cadre and day",
        low=0.0,
        high=8.0,
        source="C03",
        status="assumed",
    )


@rule
def cadres_sent(p: np.record, n_staff: int, is_emergency: bool) -> int:
    """How many of a department's staff are to be with the committees now; at least one stays behind.

    min(n - 1, floor(s n + 1/2)), s ``staff_share``, outside emergencies times ``routine_share``.

    Args:
        p: lever parameters.
        n_staff: staff of the department, >= 1.
        is_emergency: whether the phase is an emergency.

    Returns:
        Cadres, from 0 to ``n_staff`` - 1.

    Monotone: rises with the staff, and with an emergency.

    Source: M22 (emergency, recommended as routine); numbers assumed.
    """
    share = float(p.staff_share)
    if not is_emergency:
        share = share * float(p.routine_share)
    return min(n_staff - 1, math.floor(share * n_staff + 0.5))


@rule
def front_skill(p: np.record, hours_here: float) -> float:
    """Output of a cadre's hour against an hour of the committee's own staff.

    1 - (1 - a) exp(-k t), a ``start_skill``, k ``learning_per_week``, t weeks since the arrival.

    Args:
        p: lever parameters.
        hours_here: hours since the arrival, >= 0.

    Returns:
        Share, 0 to 1.

    Monotone: rises with the time.

    Source: C14 (cadres used to offices adapt slowly), T04; form and speed assumed.
    """
    return 1.0 - (1.0 - p.start_skill) * math.exp(-p.learning_per_week * hours_here / HOURS_PER_WEEK)  # type: ignore[no-any-return]
