"""Liability: what an undetected or late red matter costs the unit that answers for the ground.

Place in the day: when a red matter ends, lapses or comes to light; and in the value of working on it. Entities touched:
red matters, responsible units. Rule and stake are the same in every regime.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class LiabilityParameters(Parameters):
    """Chance of being held liable, and how far ahead a unit looks."""

    late_prob: float = parameter(
        0.3,
        meaning="chance of being held liable for a known red matter that stays unsolved very long",
        unit="probability per matter",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    undetected_prob: float = parameter(
        0.6,
        meaning="chance of being held liable for a red matter that the unit did not detect for very long",
        unit="probability per matter",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    lateness_scale_hours: float = parameter(
        12.0,
        meaning="hours past the deadline after which 63 percent of the final chance is reached",
        unit="hours",
        low=1.0,
        high=96.0,
        source="assumed",
        status="assumed",
    )


@rule
def liability_prob(p: np.record, hours_late: float, is_detected: bool) -> float:
    """Chance that the responsible unit is held liable for a red matter.

    P = P_final x (1 - exp(-late / scale)), with a higher P_final if the unit had not detected it; 0 in time.

    Args:
        p: record of :class:`LiabilityParameters`.
        hours_late: hours past the deadline, negative if in time.
        is_detected: the unit knew of the matter.

    Returns:
        Chance, 0 to 1.

    Monotone: rises with lateness.
    Source: the grid leader answers for what is found late (C58, M08); sizes assumed.
    """
    final_prob = p.late_prob if is_detected else p.undetected_prob
    return float(-math.expm1(-max(0.0, hours_late) / p.lateness_scale_hours) * final_prob)


@rule
def is_held_liable(p: np.record, hours_late: float, is_detected: bool, uniform: float) -> bool:
    """Whether the responsible unit is held liable for a red matter.

    Args:
        p: record of :class:`LiabilityParameters`.
        hours_late: hours past the deadline, negative if in time.
        is_detected: the unit knew of the matter.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`liability_prob`; never for a matter in time.

    Chance: one uniform per red matter.
    """
    return uniform < liability_prob(p, hours_late, is_detected)


@rule
def expected_loss(stake: float, cases_per_month: float, seen_per_hour: float) -> float:
    """Value of an hour of patrol: the loss by liability that a unit expects it to avert.

    stake x usual cases x share seen: if an hour sees a share of what is hidden, it averts that share of the cases.

    Args:
        stake: what being held liable costs the unit, value, >= 0.
        cases_per_month: undetected red matters for which the unit is usually held liable, per month, >= 0.
        seen_per_hour: chance that an hour of patrol finds a hidden matter (:func:`sim.rules.patrol.detection_prob`).

    Returns:
        Value per hour, >= 0.

    Monotone: proportional to each argument.
    Source: liability makes units look for hidden hazards (M08, C58); the product form is this model's.
    """
    return stake * cases_per_month * seen_per_hour
