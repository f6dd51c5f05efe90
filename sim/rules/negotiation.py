"""Negotiation: how parties of a compound come to share a matter, round by round.

Place in the day: at the meeting that ends a round. Entities touched: matters, parties, hours in negotiation. Whoever
fails after the last round hands the matter back to the hierarchy.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter
from sim.rules.voice import logistic


class NegotiationParameters(Parameters):
    """Chance, length and number of the rounds between parties."""

    agreement_constant: float = parameter(
        0.0,
        meaning="log-odds of agreement in a round without relation, rules, conflict or partners",
        unit="logit",
        low=-3.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    relation_weight: float = parameter(
        3.0,
        meaning="how strongly the relation between the parties helps agreement",
        unit="logit per unit of relation",
        low=0.0,
        high=6.0,
        source="assumed",
        status="assumed",
    )
    rules_weight: float = parameter(
        1.0,
        meaning="how strongly agreed rules between the parties help agreement",
        unit="logit",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    partner_weight: float = parameter(
        0.5,
        meaning="how strongly every further partner hinders agreement",
        unit="logit per partner",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    conflict_weight: float = parameter(
        2.0,
        meaning="how strongly conflict of interests hinders agreement",
        unit="logit per unit of conflict",
        low=0.0,
        high=6.0,
        source="assumed",
        status="assumed",
    )
    meeting_base_hours: float = parameter(
        0.5,
        meaning="hours each party spends on a round whatever its size",
        unit="hours per party and round",
        low=0.1,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    meeting_partner_hours: float = parameter(
        0.25,
        meaning="further hours each party spends per partner at the table",
        unit="hours per party, partner and round",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    days_between_rounds: float = parameter(
        3.0,
        meaning="days from one round to the next",
        unit="days",
        low=0.5,
        high=14.0,
        source="assumed",
        status="assumed",
    )
    max_rounds: int = parameter(
        4,
        meaning="rounds after which negotiation has failed",
        unit="rounds",
        low=1,
        high=12,
        source="assumed",
        status="assumed",
    )


@rule
def agreement_prob(p: np.record, relation: float, n_parties: int, conflict: float, has_rules: bool) -> float:
    """Chance that the parties at the table agree in one round on who does what.

    logistic(constant + a K + b if rules - c x partners - d x conflict), partners = parties - 1.

    Args:
        p: record of :class:`NegotiationParameters`.
        relation: K, mean relation between the parties, 0 to 1.
        n_parties: parties at the table, >= 1; a single party agrees with itself.
        conflict: conflict of interests in the matter, 0 to 1.
        has_rules: agreed rules of cooperation bind the parties.

    Returns:
        Chance per round, 0 to 1.

    Monotone: rises with relation and rules, falls with parties and conflict.
    Source: direction from Provan and Kenis (K042: few members and dense trust carry shared governance) and from the
        four-party platform (C30); weights assumed. Minutes of such meetings would settle them.
    """
    n_partners = n_parties - 1
    if n_partners < 1:
        return 1.0
    rules = p.rules_weight if has_rules else 0.0
    return logistic(
        p.agreement_constant
        + p.relation_weight * relation
        + rules
        - p.partner_weight * n_partners
        - p.conflict_weight * conflict
    )


@rule
def agrees(p: np.record, relation: float, n_parties: int, conflict: float, has_rules: bool, uniform: float) -> bool:
    """Whether a round ends in agreement.

    Args:
        p: record of :class:`NegotiationParameters`.
        relation: mean relation between the parties, 0 to 1.
        n_parties: parties at the table, >= 1.
        conflict: conflict of interests in the matter, 0 to 1.
        has_rules: agreed rules of cooperation bind the parties.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`agreement_prob`; rounds until agreement are therefore geometric.

    Chance: one uniform per round.
    """
    return uniform < agreement_prob(p, relation, n_parties, conflict, has_rules)


@rule
def meeting_hours(p: np.record, n_parties: int) -> float:
    """Hours each party spends on one round.

    base + hours per partner x (parties - 1).

    Args:
        p: record of :class:`NegotiationParameters`.
        n_parties: parties at the table, >= 1.

    Returns:
        Hours per party and round, > 0.

    Monotone: rises with the number of parties.
    Source: assumed.
    """
    return float(p.meeting_base_hours + p.meeting_partner_hours * (n_parties - 1))


@rule
def pooled_hours(hours_needed: float, n_parties: int) -> float:
    """Hours each party works on a matter when all share it.

    Args:
        hours_needed: hours the matter needs, >= 0.
        n_parties: parties that agreed to share, >= 1.

    Returns:
        Hours of each.

    Conserves: the hours of all parties add up to the hours needed; what cooperation saves, it saves in elapsed time.
    """
    return hours_needed / n_parties


@rule
def days_to_next_round(p: np.record) -> float:
    """Days until the parties meet again after a round without agreement.

    Args:
        p: record of :class:`NegotiationParameters`.

    Returns:
        Days, > 0.

    Source: assumed.
    """
    return float(p.days_between_rounds)


@rule
def has_failed(p: np.record, n_rounds: int) -> bool:
    """Whether negotiation has failed after so many rounds without agreement.

    Args:
        p: record of :class:`NegotiationParameters`.
        n_rounds: rounds held without agreement, >= 0.

    Returns:
        True once the permitted number of rounds is used up.
    """
    return bool(n_rounds >= p.max_rounds)
