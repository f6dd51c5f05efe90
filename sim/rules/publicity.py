"""Publicity for grid workers (M39): hours of outreach make their faces known, and residents forget without it.

Place in the day: at the end of a month, for every paid worker of a residents' committee. Entities touched: workers.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class PublicityLever(Parameters):
    """Hours given to making grid workers known, and what they do."""

    hours_per_week: float = parameter(
        0.0,
        meaning="outreach hours of a committee that make its workers known; a duty of its staff",
        unit="hours per committee and week",
        low=0.0,
        high=40.0,
        source="R09",
        status="assumed",
    )
    half_hours: float = parameter(
        8.0,
        meaning="outreach hours in a month after which half of the missing recognition is gained",
        unit="hours per month",
        low=1.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    fading: float = parameter(
        0.1,
        meaning="share of the recognition above the ordinary that is forgotten in a month",
        unit="share (0 to 1) per month",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )


@rule
def publicised_recognition(p: np.record, recognition: float, ordinary: float, hours: float) -> float:
    """Residents come to know the workers of a community who are made public, and forget them again.

    r <- r + (1 - r) h / (h + h0) - f max(0, r - r0); h hours of outreach in the month, h0 ``half_hours``, f ``fading``,
    r0 the recognition that workers have without publicity.

    Args:
        p: lever parameters.
        recognition: recognition now, 0 to 1.
        ordinary: recognition without publicity, 0 to 1.
        hours: outreach hours of the committee in the month, >= 0.

    Returns:
        Recognition in the next month, 0 to 1.

    Monotone: rises with hours; without hours it falls back towards the ordinary and stays there.

    Source: M39, C49 (residents who know grid workers accept them); form and speed assumed, what would settle it is a
    survey of acceptance before and after a campaign.
    """
    gained = (1.0 - recognition) * hours / (hours + p.half_hours)
    forgotten = p.fading * max(0.0, recognition - ordinary)
    return recognition + gained * (1.0 - p.fading) - forgotten  # type: ignore[no-any-return]
