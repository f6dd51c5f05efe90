"""Buck-passing: whether a unit takes a matter that is offered to it or passes it on.

Place in the day: at every offer of a matter, one unit at a time, until somebody accepts. Entities touched: matters,
parties. Only a grey zone of jurisdictions leaves a choice.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter
from sim.rules.voice import logistic


class BuckPassingParameters(Parameters):
    """What makes a unit accept a matter between jurisdictions."""

    clear_owner_prob: float = parameter(
        0.95,
        meaning="chance that the unit in whose jurisdiction a matter clearly lies accepts it",
        unit="probability per offer",
        low=0.8,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    grey_zone_constant: float = parameter(
        -1.2,
        meaning="log-odds of accepting a grey-zone matter without gain, relation, hours or liability",
        unit="logit",
        low=-4.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    gain_weight: float = parameter(
        1.0,
        meaning="how strongly the unit's own gain makes it accept",
        unit="logit per unit of value",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    relation_weight: float = parameter(
        2.0,
        meaning="how strongly the relation to the party that offers makes a unit accept",
        unit="logit per unit of relation",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    hour_weight: float = parameter(
        0.1,
        meaning="how strongly each hour the matter costs makes a unit refuse",
        unit="logit per hour",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    liability_weight: float = parameter(
        2.0,
        meaning="how strongly being liable for the ground makes a unit accept",
        unit="logit",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )


@rule
def acceptance_prob(
    p: np.record, gain: float, relation: float, cost_hours: float, is_liable: bool, is_grey_zone: bool
) -> float:
    """Chance that a unit accepts a matter that is offered to it.

    Clear owner: fixed and high. Grey zone: logistic(constant + a x gain + b x K - c x hours + d if liable).

    Args:
        p: record of :class:`BuckPassingParameters`.
        gain: own gain if it settles the matter: shadow price of its score x rise of the score, value per matter.
        relation: K to the party that offers, 0 to 1.
        cost_hours: hours the unit expects to spend, >= 0.
        is_liable: the unit answers for what happens on this ground.
        is_grey_zone: the matter lies between jurisdictions.

    Returns:
        Chance per offer, 0 to 1.

    Monotone: in a grey zone rises with gain, relation and liability, falls with hours.
    Source: grey zones lead to buck-passing (C82), so do unaligned bodies (C15), liability makes units accept (M08);
        weights assumed. Numbers of returns per order and kind would settle them.
    """
    if not is_grey_zone:
        return float(p.clear_owner_prob)
    liability = p.liability_weight if is_liable else 0.0
    return logistic(
        p.grey_zone_constant
        + p.gain_weight * gain
        + p.relation_weight * relation
        - p.hour_weight * cost_hours
        + liability
    )


@rule
def accepts(
    p: np.record,
    gain: float,
    relation: float,
    cost_hours: float,
    is_liable: bool,
    is_grey_zone: bool,
    uniform: float,
) -> bool:
    """Whether a unit accepts a matter that is offered to it, or passes the buck.

    Args:
        p: record of :class:`BuckPassingParameters`.
        gain: own gain if it settles the matter, value per matter.
        relation: K to the party that offers, 0 to 1.
        cost_hours: hours the unit expects to spend, >= 0.
        is_liable: the unit answers for what happens on this ground.
        is_grey_zone: the matter lies between jurisdictions.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`acceptance_prob`.

    Chance: one uniform per offer.
    """
    return uniform < acceptance_prob(p, gain, relation, cost_hours, is_liable, is_grey_zone)


@rule
def mean_hand_offs(acceptance_prob: float) -> float:
    """Mean number of offers until somebody accepts, when every unit accepts with the same chance (geometric).

    1 / P.

    Args:
        acceptance_prob: P, chance per offer, 0 to 1.

    Returns:
        Offers, >= 1, the accepted one included; infinite when nobody ever accepts.

    Monotone: falls with the chance.
    Source: K047 with bounce probability 1 - P.
    """
    if acceptance_prob <= 0.0:
        return math.inf
    return 1.0 / acceptance_prob
