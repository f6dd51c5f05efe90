"""Party chain (M51): a further way between levels and to partner units, with authority, kept up by meetings.

Place in the day: the morning's duties, and whenever a matter is handed on or offered. Entities: matters, parties.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class PartyChainLever(Parameters):
    """Meetings that keep the chain alive, and how much goes through it."""

    meeting_hours_per_week: float = parameter(
        0.0,
        meaning="meetings of the chain: of a committee, and of each partner unit in its community",
        unit="hours per party and week",
        low=0.0,
        high=20.0,
        source="F092",
        status="assumed",
    )
    half_hours: float = parameter(
        4.0,
        meaning="hours of meetings a week at which half of the matters can be raised there",
        unit="hours per week",
        low=0.5,
        high=40.0,
        source="assumed",
        status="assumed",
    )


@rule
def goes_by_chain(p: np.record, uniform: float) -> bool:
    """Whether a matter can be raised in the chain, where whoever owns it is told to act.

    u < h / (h + h0), h ``meeting_hours_per_week``, h0 ``half_hours``.

    Args:
        p: lever parameters.
        uniform: draw in (0, 1) of the matter, the same each time it is asked.

    Returns:
        True if it can.

    Chance: one uniform per matter.

    Monotone: false for larger draws.

    Source: M51, R12, F092 (a chain of four levels with links to partner units); form and size assumed, numbers of
        matters raised in such meetings would settle them.
    """
    hours = p.meeting_hours_per_week
    return bool(uniform < hours / (hours + p.half_hours))
