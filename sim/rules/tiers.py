"""Tiers of government (M05, M07): each adds its own share of targets and checks, and departments send tasks down.

Place in the calendar: when the month's directives are counted out. Entities touched: directives.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class TiersLever(Parameters):
    """How many tiers add to what is asked, by how much, and what departments send down."""

    n_tiers: float = parameter(
        0.0,
        meaning="tiers between those who ask and the community that add a share of their own",
        unit="tiers",
        low=0.0,
        high=5.0,
        source="M05",
        status="assumed",
    )
    pressure: float = parameter(
        0.15,
        meaning="part that each tier adds to the targets and checks that it passes on",
        unit="share (0 to 1) per tier",
        low=0.0,
        high=1.0,
        source="M05",
        status="assumed",
    )
    sunk_tasks_per_month: float = parameter(
        0.0,
        meaning="tasks of departments that are sent down without power or staff",
        unit="tasks per community and month",
        low=0.0,
        high=20.0,
        source="M07",
        status="assumed",
    )
    sunk_task_hours: float = parameter(
        8.0,
        meaning="work on one such task that the community can do itself",
        unit="hours per task",
        low=0.5,
        high=80.0,
        source="assumed",
        status="assumed",
    )
    sunk_share: float = parameter(
        0.5,
        meaning="part of these tasks that the community cannot decide on and has to hand up again",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M07",
        status="assumed",
    )
    hand_up_hours: float = parameter(
        2.0,
        meaning="hours until such a task is back with those who can decide: reading, asking, writing it up",
        unit="hours per task",
        low=0.1,
        high=40.0,
        source="assumed",
        status="assumed",
    )


@rule
def n_passed_on(p: np.record, number: float) -> float:
    """Items that arrive at a community when so many were asked for at the top.

    The nearest whole number to n (1 + a)^L, a ``pressure``, L ``n_tiers``.

    Args:
        p: lever parameters.
        number: n, a whole number, >= 0.

    Returns:
        Whole number, n or more; n itself without tiers.

    Monotone: rises with n.
    Source: M05, C08 (layer by layer more is asked); the form (1 + a)^levels is that of M05, sizes assumed.
    """
    return float(int(number * math.exp(p.n_tiers * math.log(1.0 + p.pressure)) + 0.5))
