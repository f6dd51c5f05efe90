"""Building leaders reached by chat (M26): when the homeowners' committee calls in an emergency, more owners hear of it.

Place in the calendar: weekly in an emergency, and at an owner's choice of an act. Entities touched: owners, the
residents' committee, whose staff keep the leaders' group going.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class BuildingLeadersLever(Parameters):
    """How far building leaders reach, and what keeping them together costs."""

    reach_share: float = parameter(
        0.0,
        meaning="share of owners not reached otherwise whom building leaders reach by chat with a call",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="F021",
        status="assumed",
    )
    hours_per_call: float = parameter(
        2.0,
        meaning="hours of the residents' committee to guide the leaders of a compound that calls its owners",
        unit="hours per compound and week",
        low=0.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )


@rule
def is_reached_by_leader(p: np.record, uniform: float) -> bool:
    """Whether a building leader reaches one owner with the call. Following it is the owner's own choice.

    Args:
        p: lever parameters.
        uniform: draw of this owner and week, in (0, 1).

    Returns:
        True with the share reached.

    Chance: one uniform per owner and call.

    Source: building leaders by chat groups (F020, F021); reach assumed.
    """
    return bool(uniform < p.reach_share)


@rule
def hours_of_guidance(p: np.record) -> float:
    """Staff hours a week for the leaders of a compound that calls.

    Args:
        p: lever parameters.

    Returns:
        Hours, >= 0; 0 where leaders are not used.

    Source: assumed.
    """
    return float(p.hours_per_call) if p.reach_share > 0.0 else 0.0
