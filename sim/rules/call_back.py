"""Call-back: after a closure the centre rings the reporter and asks: was it solved, are you satisfied?

Place in the day: some time after a closure is reported. Entities touched: orders, callers. The only way a false closure
comes to light without a new order.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter
from sim.rules.voice import logistic


class CallBackParameters(Parameters):
    """What a call-back finds out, and what makes a caller satisfied."""

    find_false_prob: float = parameter(
        0.8,
        meaning="chance that a caller who is rung up about a false closure says so",
        unit="probability per call-back",
        low=0.3,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    satisfied_constant: float = parameter(
        -1.5,
        meaning="log-odds of a satisfied answer about an unsolved matter in time, without trust",
        unit="logit",
        low=-4.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    resolved_weight: float = parameter(
        4.0,
        meaning="how strongly a true solution makes the caller satisfied",
        unit="logit",
        low=0.0,
        high=8.0,
        source="assumed",
        status="assumed",
    )
    lateness_weight: float = parameter(
        1.0,
        meaning="how strongly each e-fold of time beyond the deadline makes the caller dissatisfied",
        unit="logit per e-fold of time",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    trust_weight: float = parameter(
        1.0,
        meaning="how strongly trust in the committee colours the answer",
        unit="logit per unit of trust",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )


@rule
def is_called_back(share: float, uniform: float) -> bool:
    """Whether an order that was reported as closed is called back.

    Args:
        share: share of closed orders that are called back, 0 to 1.
        uniform: draw in (0, 1).

    Returns:
        True with chance ``share``.

    Chance: one uniform per closure, consumed whatever the share.
    """
    return uniform < share


@rule
def finds_false(p: np.record, uniform: float) -> bool:
    """Whether a call-back about a false closure brings it to light.

    Args:
        p: record of :class:`CallBackParameters`.
        uniform: draw in (0, 1).

    Returns:
        True with chance ``find_false_prob``; callers may not have noticed, or may not want trouble.

    Chance: one uniform per call-back about a false closure.
    Source: assumed; model answers handed out before surveys (L158) show why it is below 1.
    """
    return bool(uniform < p.find_false_prob)


@rule
def satisfied_prob(
    p: np.record, is_resolved: bool, hours_experienced: float, deadline_hours: float, trust_committee: float
) -> float:
    """Chance that a caller says they are satisfied.

    logistic(constant + a if resolved + b x trust - c x ln(hours / deadline) if late).

    Args:
        p: record of :class:`CallBackParameters`.
        is_resolved: the matter is truly resolved.
        hours_experienced: hours from voice to now or to true resolution, >= 0.
        deadline_hours: hours allowed from voice, > 0.
        trust_committee: trust in the committee, 0 to 1.

    Returns:
        Chance, 0 to 1; 0.95 for a matter solved in time at trust 0.5.

    Monotone: rises with resolution and trust, falls with time past the deadline.
    Source: satisfied on call-back 0.75 to 0.977 (L009, L017, L029, L030); the split by resolution is assumed.
    """
    resolved = p.resolved_weight if is_resolved else 0.0
    lateness = math.log(hours_experienced / deadline_hours) if hours_experienced > deadline_hours else 0.0
    return logistic(p.satisfied_constant + resolved + p.trust_weight * trust_committee - p.lateness_weight * lateness)


@rule
def is_satisfied(
    p: np.record,
    is_resolved: bool,
    hours_experienced: float,
    deadline_hours: float,
    trust_committee: float,
    uniform: float,
) -> bool:
    """Whether a caller says they are satisfied.

    Args:
        p: record of :class:`CallBackParameters`.
        is_resolved: the matter is truly resolved.
        hours_experienced: hours from voice to now or to true resolution, >= 0.
        deadline_hours: hours allowed from voice, > 0.
        trust_committee: trust in the committee, 0 to 1.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`satisfied_prob`.

    Chance: one uniform per call-back.
    """
    return uniform < satisfied_prob(p, is_resolved, hours_experienced, deadline_hours, trust_committee)
