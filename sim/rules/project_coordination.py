"""Coordination of projects by the street (M28, M29, M32): a pool of organisations, assigned, that grow roots slowly.

Place in the calendar: when organisations decide (monthly), when work is offered to them, at their activities. Entities
touched: purchased projects. Notation: r rootedness, 0 (from outside) to 1 (of the place).
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class ProjectCoordinationLever(Parameters):
    """What coordination costs the street, how roots grow, and what strangers can do."""

    hours_per_month: float = parameter(
        0.0,
        meaning="hours of the street's staff to keep an organisation in the pool; 0: nobody coordinates",
        unit="hours per organisation and month",
        low=0.0,
        high=40.0,
        source="M32",
        status="assumed",
    )
    rooting_months: float = parameter(
        12.0,
        meaning="months in one place in which half of the missing roots grow",
        unit="months",
        low=1.0,
        high=60.0,
        source="assumed",
        status="assumed",
    )
    outsider_share: float = parameter(
        0.3,
        meaning="share of residents who open up to an organisation without any roots, where the street coordinates",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    assignment_months: float = parameter(
        3.0,
        meaning="mean time until the pool sends another organisation where a project has ended",
        unit="months",
        low=1.0,
        high=24.0,
        source="assumed",
        status="assumed",
    )


@rule
def is_coordinated(p: np.record) -> bool:
    """Whether the street coordinates at all.

    Args:
        p: lever parameters.

    Returns:
        True if any hours are given to it.
    """
    return bool(p.hours_per_month > 0.0)


@rule
def grown_rootedness(p: np.record, rootedness: float) -> float:
    """Rootedness of an organisation after one more month in the same place.

    r <- r + (1 - r)(1 - 2^(-1/h)); h ``rooting_months``.

    Args:
        p: lever parameters.
        rootedness: r, 0 to 1.

    Returns:
        Rootedness, 0 to 1, not below the one before.

    Monotone: rises with the rootedness before.

    Source: organisations help only where they are rooted (C31), and roots take time (M32); form and speed assumed.
    """
    growth = 1.0 - math.exp(-math.log(2.0) / p.rooting_months)
    return rootedness + (1.0 - rootedness) * growth


@rule
def hours_on_the_way(p: np.record, hours: float, rootedness: float) -> float:
    """Time that counts towards an organisation's lead time: roots shorten it in proportion.

    t / (1 - r) where the street coordinates, so that the lead time is (1 - r) of that of a stranger.

    Args:
        p: lever parameters.
        hours: t, hours since the regime's phase changed, >= 0.
        rootedness: r, 0 to 1.

    Returns:
        Hours, >= 0; those given where nobody coordinates, without limit at full rootedness.

    Monotone: rises with hours and, where the street coordinates, with rootedness.

    Source: the purchased are slow (C13), the rooted are not (C31); between them a line, assumed.
    """
    if not is_coordinated(p):
        return hours
    if rootedness >= 1.0:
        return math.inf
    return hours / (1.0 - rootedness)


@rule
def opens_up(p: np.record, rootedness: float, uniform: float) -> bool:
    """Whether a resident reached by an organisation opens up to it.

    Chance o + (1 - o) r where the street coordinates, else 1; o ``outsider_share``.

    Args:
        p: lever parameters.
        rootedness: r, 0 to 1.
        uniform: draw of this contact, in (0, 1).

    Returns:
        True if the contact counts.

    Chance: one uniform per contact.

    Monotone: more likely with rootedness.

    Source: insiders and outsiders (M32); size assumed.
    """
    if not is_coordinated(p):
        return True
    return bool(uniform < p.outsider_share + (1.0 - p.outsider_share) * rootedness)


@rule
def is_assigned(p: np.record, uniform: float) -> bool:
    """Whether the pool sends another organisation this month to a community that has lost its project.

    Args:
        p: lever parameters.
        uniform: draw of this place and month, in (0, 1).

    Returns:
        True with chance 1 / ``assignment_months`` where the street coordinates.

    Chance: one uniform per place and month.

    Source: assumed; M32.
    """
    return bool(is_coordinated(p) and uniform * p.assignment_months < 1.0)
