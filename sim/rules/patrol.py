"""Patrol: how walking the grid brings public matters to light that nobody has voiced.

Place in the day: when a worker's patrol hours end. Entities touched: unvoiced public matters, patrol hours.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter

RANDOM_ORDER, DISTRICT_FIRST, COMMUNITY_FIRST, COOPERATIVE = 0, 1, 2, 3
INSPECTION_ORDER = ("random", "district_first", "community_first", "cooperative")


class PatrolParameters(Parameters):
    """How fast patrols see things, and what the two levels know about where to look."""

    sweep_households_per_hour: float = parameter(
        40.0,
        meaning="households whose ground one patrol hour covers as thoroughly as is needed to see a matter",
        unit="households per hour",
        low=5.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    listing_worth_matters: float = parameter(
        1.0,
        meaning="expected unvoiced matters that an entry in the district's list stands for",
        unit="matters",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    guess_error_matters: float = parameter(
        0.1,
        meaning="width of the error in the community's guess of unvoiced matters",
        unit="matters",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )


@rule
def detection_prob(p: np.record, patrol_hours: float, ground_households: int) -> float:
    """Chance that patrol hours on some ground find one unvoiced public matter there.

    P = 1 - exp(-kappa h / ground), kappa = households swept per hour.

    Args:
        p: record of :class:`PatrolParameters`.
        patrol_hours: h, hours walked, >= 0.
        ground_households: size of the ground in households, >= 0; ground without households holds nothing to find.

    Returns:
        Chance per matter, 0 to 1.

    Monotone: rises with hours, falls with ground.
    Conserves: two patrols of h hours miss exactly as often as one of 2 h hours.
    Source: exponential detection law of search theory; kappa assumed so that patrols find the 0.30 to 0.45 of cases
        that L020 and L021 report. Patrol logs with hours would settle it.
    """
    if ground_households < 1:
        return 0.0
    return -math.expm1(-p.sweep_households_per_hour * patrol_hours / ground_households)


@rule
def is_found(p: np.record, patrol_hours: float, ground_households: int, uniform: float) -> bool:
    """Whether a patrol finds one unvoiced public matter on its ground.

    Args:
        p: record of :class:`PatrolParameters`.
        patrol_hours: hours walked, >= 0.
        ground_households: size of the ground in households, >= 0.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`detection_prob`.

    Chance: one uniform per matter and patrol.
    """
    return uniform < detection_prob(p, patrol_hours, ground_households)


@rule
def patrol_priority(
    p: np.record, order: int, listed_by_district: bool, expected_unvoiced: float, uniform: float
) -> float:
    """How early a place is inspected under an inspection order; the place with the highest number goes first.

    random: chance alone. district first: listed places before others, chance within. community first: where the
    community expects most unvoiced matters, with an error. cooperative: the same guess, with an entry in the district's
    list counted as so many expected matters.

    Args:
        p: record of :class:`PatrolParameters`.
        order: RANDOM_ORDER, DISTRICT_FIRST, COMMUNITY_FIRST or COOPERATIVE.
        listed_by_district: the district's list names this place.
        expected_unvoiced: unvoiced matters the community expects there, >= 0.
        uniform: draw in (0, 1).

    Returns:
        Priority, >= 0, comparable only between places under one order.

    Chance: one uniform per place and round.
    Monotone: rises with listing, expectation (where they count) and the draw.
    Source: assumed; the order in which real patrols visit listed and unlisted places would settle it.
    """
    listing = 1.0 if listed_by_district else 0.0
    guess = expected_unvoiced + p.guess_error_matters * uniform
    if order == DISTRICT_FIRST:
        return listing + uniform
    if order == COMMUNITY_FIRST:
        return float(guess)
    if order == COOPERATIVE:
        return float(guess + p.listing_worth_matters * listing)
    return uniform
