"""Four deliberations and six disclosures (M17): residents decide about disputes, and read what became of their matters.

Place in the calendar: a residents' meeting on Saturday after the volunteers' work; what was disclosed is read at the
end of a month. Entities touched: matters that need agreement, residents' trust. Party branch, the two committees and
the members prepare an issue; the residents' meeting decides it by the chance of a negotiation.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class DeliberationLever(Parameters):
    """Meetings held, what they cost, and hours given to disclosure."""

    meetings_per_month: float = parameter(
        0.0,
        meaning="residents' meetings of a community",
        unit="meetings per community and month",
        low=0.0,
        high=4.0,
        source="M17",
        status="assumed",
    )
    issues_per_meeting: float = parameter(
        2.2,
        meaning="issues on the agenda of a meeting (700 issues in 320 meetings)",
        unit="issues per meeting",
        low=0.0,
        high=10.0,
        source="F080, F081",
        status="literature",
    )
    staff_hours_per_meeting: float = parameter(
        6.0,
        meaning="hours of the committee's staff to propose, consult, review and hold a meeting",
        unit="hours per meeting",
        low=0.0,
        high=40.0,
        source="assumed",
        status="assumed",
    )
    quorum: float = parameter(
        3.0,
        meaning="residents who have to come for a decision; those come who deliberate",
        unit="residents",
        low=0.0,
        high=50.0,
        source="assumed",
        status="assumed",
    )
    disclosure_hours_per_week: float = parameter(
        0.0,
        meaning="hours of the committee's staff to publish affairs, money, decisions and results",
        unit="hours per committee and week",
        low=0.0,
        high=40.0,
        source="M17",
        status="assumed",
    )
    readers_per_hour: float = parameter(
        10.0,
        meaning="residents who read what an hour of disclosure has published",
        unit="residents per hour",
        low=0.0,
        high=100.0,
        source="assumed",
        status="assumed",
    )
    reading_weight: float = parameter(
        0.3,
        meaning="how much what is read counts against what is lived through",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )


@rule
def n_due(per_period: float, number: int) -> int:
    """How many whole things fall in one period, when ``per_period`` of them are due in each on average.

    floor(r (n + 1)) - floor(r n).

    Args:
        per_period: r, things per period, >= 0.
        number: n, number of the period (or of the meeting), >= 0.

    Returns:
        A whole number; over any stretch of periods they add up to r times their number, give or take one.

    Source: arithmetic; no chance, so that meetings fall on the same days in every arm.
    """
    return math.floor(per_period * (number + 1)) - math.floor(per_period * number)


@rule
def is_quorate(p: np.record, n_attending: int) -> bool:
    """Whether enough residents have come for the meeting to decide.

    Args:
        p: lever parameters.
        n_attending: residents who came, >= 0.

    Returns:
        True from the quorum on.

    Monotone: rises with attendance.

    Source: the residents' meeting decides (F078, M17); the quorum is assumed.
    """
    return bool(n_attending >= p.quorum)


@rule
def disclosed_quality(n_resolved: float, n_orders: float) -> float:
    """What a month's disclosure shows of the committee: the share of its orders that the books call resolved.

    Args:
        n_resolved: orders reported resolved in the month, less those found false; may be negative.
        n_orders: orders of the month, > 0.

    Returns:
        Share, 0 to 1.

    Monotone: rises with resolved orders, falls with orders.

    Source: results are among the six things disclosed (F079); that books, not truth, are published is the model's.
    """
    return min(1.0, max(0.0, n_resolved / n_orders))


@rule
def quality_read(p: np.record, trust: float, quality: float) -> float:
    """Quality that moves a reader as one's own experience of that quality would.

    T + w (q - T); w ``reading_weight``.

    Args:
        p: lever parameters.
        trust: T, trust of the reader in the committee, 0 to 1.
        quality: q, what is disclosed, 0 to 1.

    Returns:
        Quality, 0 to 1, between trust and what is disclosed.

    Monotone: rises with trust and with quality.

    Source: that disclosure builds trust is M17; here it does so only if what is disclosed is better than expected.
    """
    return trust + p.reading_weight * (quality - trust)  # type: ignore[no-any-return]
