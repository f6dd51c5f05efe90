"""Social organisations: when they may act, whether contracts go on, what activities leave.

Place in the calendar: deployability whenever work is offered; contracts at the end of each cycle; trust after each
activity. Entities: purchased projects (bound to a contract, shared among communities) and rooted organisations.
"""

from __future__ import annotations

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class SocialOrganisationParameters(Parameters):
    """Contracts and the trust that activities leave."""

    contract_lead_hours: float = parameter(
        1440.0,
        meaning="time a purchased project needs to change its contract before it may do other work (60 days)",
        unit="hours",
        low=336.0,
        high=4320.0,
        source="assumed",
        status="assumed",
    )
    renewal_prob_unsatisfied: float = parameter(
        0.30,
        meaning="chance of renewal with full budget and no satisfaction at all",
        unit="probability per cycle",
        low=0.0,
        high=0.6,
        source="assumed",
        status="assumed",
    )
    renewal_prob_satisfied: float = parameter(
        0.95,
        meaning="chance of renewal with full budget and full satisfaction",
        unit="probability per cycle",
        low=0.6,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    activity_trust: float = parameter(
        0.04,
        meaning="share of the missing trust in neighbours that one common activity restores",
        unit="share (0 to 1)",
        low=0.005,
        high=0.2,
        source="assumed",
        status="assumed",
    )


@rule
def is_deployable(p: SocialOrganisationParameters, is_rooted: bool, hours_since_phase_change: float) -> bool:
    """Whether an organisation may take work that the phase before did not foresee.

    Args:
        p: social organisation parameters.
        is_rooted: whether the organisation lives in the community and needs no contract to act.
        hours_since_phase_change: hours since the regime's phase changed, >= 0.

    Returns:
        True at once for the rooted, after the lead time for the purchased.

    Monotone: once deployable, deployable for the rest of the phase.

    Source: purchase makes organisations slow (C13), rooted ones act at once (C31); lead time assumed, dated contract
    changes would settle it.
    """
    is_contract_changed = hours_since_phase_change >= p.contract_lead_hours
    return is_rooted or is_contract_changed


@rule
def renews_contract(p: SocialOrganisationParameters, satisfaction: float, budget_share: float, uniform: float) -> bool:
    """Whether the street renews a purchased project at the end of its cycle.

    Probability: b (r0 + (r1 - r0) s).

    Args:
        p: social organisation parameters.
        satisfaction: satisfaction with the project, share (0 to 1).
        budget_share: share of the wanted projects that the budget covers (0 to 1).
        uniform: uniform draw of this contract and cycle.

    Returns:
        True if the contract goes on.

    Chance: one uniform per contract and cycle.

    Monotone: more likely with satisfaction and budget.

    Source: assumed; tender records would settle it.
    """
    rise = p.renewal_prob_satisfied - p.renewal_prob_unsatisfied
    renewal_prob = budget_share * (p.renewal_prob_unsatisfied + rise * satisfaction)
    return uniform < renewal_prob


@rule
def trust_after_activity(p: SocialOrganisationParameters, trust_neighbours: float) -> float:
    """A resident's trust in neighbours after taking part in one activity of an organisation.

    T' = T + g (1 - T).

    Args:
        p: social organisation parameters.
        trust_neighbours: trust before, share (0 to 1).

    Returns:
        New trust, share (0 to 1), never below the old one.

    Source: direction C65, M33; size assumed.
    """
    return trust_neighbours + p.activity_trust * (1.0 - trust_neighbours)
