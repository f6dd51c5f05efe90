"""Enthusiasm of residents for common affairs: worn by overuse, revived by thanks and by results.

Place in the calendar: monthly, for residents who gave hours or whose enthusiasm is away from its resting level.
Entities: residents, unpaid grid leaders. Notation: E enthusiasm, K the month's total pull, E* where the month pulls
to.
"""

from __future__ import annotations

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class EnthusiasmParameters(Parameters):
    """What wears enthusiasm and what revives it, per month."""

    hours_norm: float = parameter(
        8.0,
        meaning="monthly hours of service up to which enthusiasm does not suffer",
        unit="hours per month",
        low=2.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    overuse_wear: float = parameter(
        0.10,
        meaning="pull towards zero in a month with twice the norm of hours",
        unit="per month",
        low=0.01,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    rest_recovery: float = parameter(
        0.10,
        meaning="pull back to the resting level",
        unit="per month",
        low=0.02,
        high=0.4,
        source="assumed",
        status="assumed",
    )
    resting_level: float = parameter(
        0.60,
        meaning="enthusiasm of someone who is neither used, thanked nor shown results",
        unit="share (0 to 1)",
        low=0.2,
        high=0.9,
        source="assumed",
        status="assumed",
    )
    recognition_revival: float = parameter(
        0.10,
        meaning="pull towards full enthusiasm by full recognition",
        unit="per month",
        low=0.0,
        high=0.4,
        source="assumed",
        status="assumed",
    )
    points_revival: float = parameter(
        0.05,
        meaning="pull towards full enthusiasm by points of full worth",
        unit="per month",
        low=0.0,
        high=0.3,
        source="assumed",
        status="assumed",
    )
    results_revival: float = parameter(
        0.10,
        meaning="pull towards full enthusiasm by fully visible results",
        unit="per month",
        low=0.0,
        high=0.4,
        source="assumed",
        status="assumed",
    )


@rule
def wear(p: EnthusiasmParameters, hours_month: float) -> float:
    """Pull towards zero by a month's hours of service: nothing up to the norm, then in proportion to the excess.

    w max(0, h - n)/n.

    Args:
        p: enthusiasm parameters.
        hours_month: hours served in the month, >= 0.

    Returns:
        Pull per month, >= 0.

    Monotone: rises with hours.

    Source: direction C91; form and size assumed.
    """
    hours_beyond_norm = max(0.0, hours_month - p.hours_norm)
    return p.overuse_wear * hours_beyond_norm / p.hours_norm


@rule
def revival(p: EnthusiasmParameters, recognition: float, points: float, visible_results: float) -> float:
    """Pull towards full enthusiasm by recognition, points and visible results of the month.

    Args:
        p: enthusiasm parameters.
        recognition: share (0 to 1).
        points: worth of the points received, share (0 to 1).
        visible_results: share of what was tackled that visibly moved (0 to 1).

    Returns:
        Pull per month, >= 0.

    Monotone: rises with each.

    Source: directions M24 (recovers when thanked), C42, C48; sizes assumed.
    """
    return p.recognition_revival * recognition + p.points_revival * points + p.results_revival * visible_results


@rule
def steady_enthusiasm(
    p: EnthusiasmParameters,
    hours_month: float,
    recognition: float,
    points: float,
    visible_results: float,
) -> float:
    """Enthusiasm that a resident ends up with when every month is like this one.

    E* = (rho E0 + R)/(rho + R + W); rho ``rest_recovery``, E0 ``resting_level``, R revival, W wear.

    Args:
        p: enthusiasm parameters.
        hours_month: hours served in every month, >= 0.
        recognition: share (0 to 1).
        points: share (0 to 1).
        visible_results: share (0 to 1).

    Returns:
        Steady enthusiasm, share (0 to 1).

    Monotone: falls with hours, rises with the other three.

    Source: fixed point of :func:`updated_enthusiasm`.
    """
    reviving = revival(p, recognition, points, visible_results)
    wearing = wear(p, hours_month)
    return (p.rest_recovery * p.resting_level + reviving) / (p.rest_recovery + reviving + wearing)


@rule
def updated_enthusiasm(
    p: EnthusiasmParameters,
    enthusiasm: float,
    hours_month: float,
    recognition: float,
    points: float,
    visible_results: float,
) -> float:
    """Once a month a resident's enthusiasm moves: hours beyond the norm wear it, thanks and results revive it.

    E' = (E + rho E0 + R)/(1 + rho + R + W): the implicit monthly step of dE/dt = rho (E0 - E) + R (1 - E) - W E,
    which stays inside (0, 1) whatever the hours.

    Args:
        p: enthusiasm parameters.
        enthusiasm: enthusiasm so far, share (0 to 1).
        hours_month: hours served in the month, >= 0.
        recognition: share (0 to 1).
        points: share (0 to 1).
        visible_results: share (0 to 1).

    Returns:
        New enthusiasm, share (0 to 1), between the old one and :func:`steady_enthusiasm`.

    Monotone: falls with hours, rises with the rest.

    Source: directions C91, H14, M24; form and sizes assumed, a panel of volunteers with hours served would settle them.
    """
    reviving = revival(p, recognition, points, visible_results)
    wearing = wear(p, hours_month)
    pulled = enthusiasm + p.rest_recovery * p.resting_level + reviving
    return pulled / (1.0 + p.rest_recovery + reviving + wearing)
