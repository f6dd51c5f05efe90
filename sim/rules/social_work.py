"""Programmes of social workers (M33): bought hours in which they meet residents, invite them and carry their word.

Place in the calendar: Saturday, with the organisations' own activities. Entities touched: residents, the organisation
whose staff owe the hours, the channels of voice.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class SocialWorkLever(Parameters):
    """Hours bought, and how well social workers invite."""

    hours_per_week: float = parameter(
        0.0,
        meaning="programme hours bought from the community's social organisation; its staff owe them",
        unit="hours per community and week",
        low=0.0,
        high=60.0,
        source="M33",
        status="assumed",
    )
    invitation_share: float = parameter(
        0.5,
        meaning="pull of an invitation by social workers who know the resident well, where programmes run",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )


@rule
def has_programme(p: np.record) -> bool:
    """Whether programme hours are bought, so that social workers take residents' word to the committee.

    Args:
        p: lever parameters.

    Returns:
        True if any hours are bought.
    """
    return bool(p.hours_per_week > 0.0)


@rule
def invitation_by_social_workers(p: np.record, invitation: float, familiarity_social: float) -> float:
    """Invitation of a resident, when social workers invite whom they know.

    max(i, s f) where programmes run.

    Args:
        p: lever parameters.
        invitation: i, invitation by others, 0 to 1.
        familiarity_social: f, how well the resident knows the social workers, 0 to 1.

    Returns:
        Invitation, 0 to 1, not below that by others.

    Monotone: rises with both.

    Source: social workers raise volunteers (C65, M33); size assumed.
    """
    if not has_programme(p):
        return invitation
    return float(max(invitation, p.invitation_share * familiarity_social))
