"""Hierarchy: how long it takes to dispatch a matter down the levels and to pass one on.

Place in the day: at voice, dispatch and hand-off, in office hours. Entities touched: orders, matters, grid centre.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter

CELL_LEVEL, COMMUNITY_LEVEL, DEPARTMENT_LEVEL = 0, 1, 3  # numbers of a kind's `level`; nothing goes to the street, 2


class HierarchyParameters(Parameters):
    """Delays of the call centre, of the grid centre's dispatch to each level, and of a hand-off between units."""

    call_centre_mean_hours: float = parameter(
        0.08,
        meaning="mean time from a call to the operator's order (3.7 to 6 minutes)",
        unit="hours",
        low=0.06,
        high=0.1,
        source="L009, L010",
        status="measured",
    )
    dispatch_to_cell_mean_hours: float = parameter(
        0.5,
        meaning="mean time the grid centre takes to dispatch an order straight to a cell",
        unit="office hours",
        low=0.1,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    dispatch_to_community_mean_hours: float = parameter(
        1.0,
        meaning="mean time the grid centre takes to dispatch an order to a community",
        unit="office hours",
        low=0.1,
        high=8.0,
        source="assumed",
        status="assumed",
    )
    dispatch_to_department_mean_hours: float = parameter(
        4.0,
        meaning="mean time the grid centre takes to dispatch an order to a department",
        unit="office hours",
        low=0.1,
        high=16.0,
        source="assumed",
        status="assumed",
    )
    hand_off_mean_hours: float = parameter(
        1.5,
        meaning="mean time until a unit that lacks authority has passed a matter on",
        unit="office hours",
        low=0.5,
        high=24.0,
        source="L017, L020",
        status="calibrated",
    )


@rule
def hand_off_office_hours(p: np.record, uniform: float) -> float:
    """Office hours until a matter that was handed on lies on the next desk, exponential.

    Args:
        p: record of :class:`HierarchyParameters`.
        uniform: draw in (0, 1).

    Returns:
        Office hours, > 0 (nights, weekends and holidays are the calendar's affair).

    Chance: one uniform per hand-off.
    Monotone: rises with the draw.
    Source: assumed; time stamps of returned orders would settle it.
    """
    return float(-math.log1p(-uniform) * p.hand_off_mean_hours)


@rule
def dispatch_office_hours(p: np.record, level: int, uniform: float) -> float:
    """Office hours the grid centre needs to dispatch an order to a level, exponential.

    Args:
        p: record of :class:`HierarchyParameters`.
        level: level that receives the order: CELL_LEVEL, COMMUNITY_LEVEL or DEPARTMENT_LEVEL.
        uniform: draw in (0, 1).

    Returns:
        Office hours, > 0.

    Chance: one uniform per dispatch.
    Monotone: rises with the draw.
    Source: the operator alone takes minutes (:func:`call_centre_hours`); the delay of each level is assumed.
    """
    mean_hours = p.dispatch_to_department_mean_hours
    if level == CELL_LEVEL:
        mean_hours = p.dispatch_to_cell_mean_hours
    if level == COMMUNITY_LEVEL:
        mean_hours = p.dispatch_to_community_mean_hours
    return float(-math.log1p(-uniform) * mean_hours)


@rule
def call_centre_hours(p: np.record, uniform: float) -> float:
    """Hours from a hotline call to the operator's order, exponential, at any time of day or night.

    Args:
        p: record of :class:`HierarchyParameters`.
        uniform: draw in (0, 1).

    Returns:
        Elapsed hours, > 0.

    Chance: one uniform per call.
    Monotone: rises with the draw.
    Source: 3.7 minutes (L009) and about 6 minutes (L010) in Beijing; the shape is assumed.
    """
    return float(-math.log1p(-uniform) * p.call_centre_mean_hours)
