"""Points, stars and report-in (M21, M23, M43): party members are called by their branch, and points buy goods.

Place in the calendar: at a resident's choice of an act and at the look back on it; monthly for unpaid grid leaders.
Entities touched: residents, staff who keep the accounts. That overuse tires is a matter of the rule of enthusiasm.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class PointsLever(Parameters):
    """What points are worth, who is called, and what keeping the accounts costs."""

    report_in_hours: float = parameter(
        0.0,
        meaning="quota of service of a party member who works elsewhere and reports in at home; 0: no call",
        unit="hours per member and month",
        low=0.0,
        high=40.0,
        source="M23",
        status="assumed",
    )
    employer_worth: float = parameter(
        0.0,
        meaning="worth to such a member of points that the employer's assessment counts",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="C90",
        status="assumed",
    )
    exchange_worth: float = parameter(
        0.0,
        meaning="worth to anybody of the goods that points are exchanged for",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M43",
        status="assumed",
    )
    star_recognition: float = parameter(
        0.0,
        meaning="share of the missing recognition that a star rating gives to party members who serve",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M21",
        status="assumed",
    )
    accounting_hours: float = parameter(
        0.25,
        meaning="hours of the committee's staff to keep the account of one volunteer, where points or stars are given",
        unit="hours per volunteer and 28 days",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )


@rule
def points_on_offer(p: np.record, usual: float, is_in_service: bool) -> float:
    """Worth of the points that a resident may collect.

    Args:
        p: lever parameters.
        usual: worth of a ranking of volunteers by points, >= 0.
        is_in_service: a party member whose employer may count the points.

    Returns:
        Worth, >= 0; the usual one where the lever is off.

    Monotone: rises with the usual worth.

    Source: points, exchange and the link to the employer's assessment move members (C90, C48); worths assumed.
    """
    by_employer = p.employer_worth if is_in_service else 0.0
    return usual + p.exchange_worth + by_employer  # type: ignore[no-any-return]


@rule
def call_by_branch(p: np.record, invitation: float, is_in_service: bool) -> float:
    """Invitation of a resident, when the party branch calls its members to report in.

    Args:
        p: lever parameters.
        invitation: invitation by others, 0 to 1.
        is_in_service: a party member who works elsewhere.

    Returns:
        Invitation, 0 to 1: full for a member who is called.

    Monotone: rises with the invitation by others.

    Source: report-in where one lives (M23).
    """
    is_called = is_in_service and p.report_in_hours > 0.0
    return 1.0 if is_called else invitation


@rule
def hours_with_quota(p: np.record, hours: float, is_in_service: bool, weeks_per_month: float) -> float:
    """Weekly hours of a volunteer, with the quota of those who report in.

    Args:
        p: lever parameters.
        hours: hours per week that the volunteer would offer, >= 0.
        is_in_service: a party member who works elsewhere.
        weeks_per_month: weeks of a month, > 0.

    Returns:
        Hours per week, not below what would be offered.

    Monotone: rises with the hours.

    Source: quota assumed; M23.
    """
    quota = p.report_in_hours / weeks_per_month if is_in_service else 0.0
    return max(hours, quota)


@rule
def thanks_with_stars(p: np.record, thanks: float, is_party_member: bool) -> float:
    """Recognition of a volunteer by thanks and, for party members, by stars.

    t + s (1 - t).

    Args:
        p: lever parameters.
        thanks: t, 0 to 1.
        is_party_member: stars are given to party members only.

    Returns:
        Recognition, 0 to 1, not below the thanks.

    Monotone: rises with thanks.

    Source: star rating of active members (M21); size assumed.
    """
    stars = p.star_recognition if is_party_member else 0.0
    return thanks + stars * (1.0 - thanks)


@rule
def hours_of_accounts(p: np.record) -> float:
    """Staff hours that one volunteer's account of points costs until the next choice.

    Args:
        p: lever parameters.

    Returns:
        Hours, >= 0; 0 where neither points, stars nor report-in are used.

    Source: assumed.
    """
    is_kept = p.report_in_hours + p.employer_worth + p.exchange_worth + p.star_recognition > 0.0
    return float(p.accounting_hours) if is_kept else 0.0
