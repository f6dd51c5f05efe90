"""Projects from above and the gate of three colours (M18): green go, yellow wait, red are dropped.

Place in the calendar: at the beginning of a month, before its needs are laid out. Entities touched: disputes that a
project raises in a compound, and the stream of needs that it relieves. Without a gate every project goes at once.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.names import GREEN, RED, YELLOW
from sim.parameters import Parameters, parameter
from sim.streams import poisson

DAYS_PER_YEAR = 365.0


class RiskColoursLever(Parameters):
    """Projects from above, and the risk from which they wait or are dropped; at 1 nothing is held back."""

    projects_per_year: float = parameter(
        0.0,
        meaning="projects that come from above",
        unit="projects per compound and year",
        low=0.0,
        high=12.0,
        source="assumed",
        status="assumed",
    )
    yellow_from: float = parameter(
        1.0,
        meaning="risk of dispute from which a project waits until it is ripe; 1: none waits",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="F085",
        status="assumed",
    )
    red_from: float = parameter(
        1.0,
        meaning="risk of dispute from which a project is dropped; 1: none is",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="F085",
        status="assumed",
    )
    waiting_days: float = parameter(
        90.0,
        meaning="time that a yellow project waits, in whole months",
        unit="days",
        low=30.0,
        high=360.0,
        source="assumed",
        status="assumed",
    )
    risk_after_waiting: float = parameter(
        0.5,
        meaning="risk of a ripe project over its risk at first",
        unit="ratio",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    disputes_at_full_risk: float = parameter(
        6.0,
        meaning="mean number of disputes that a project of risk 1 raises in its first month",
        unit="matters per project",
        low=0.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    relief_share: float = parameter(
        0.2,
        meaning="share of the matters of one public kind in the compound that a project from above prevents for good",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    staff_hours: float = parameter(
        10.0,
        meaning="hours of the committee's staff for a project that goes ahead",
        unit="hours per project",
        low=0.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    screening_hours: float = parameter(
        4.0,
        meaning="hours of the committee's staff to judge the risk of a project, where there is a gate",
        unit="hours per project",
        low=0.0,
        high=100.0,
        source="assumed",
        status="assumed",
    )


@rule
def comes_up(p: np.record, days: float, uniform: float) -> bool:
    """Whether a project from above is meant for a compound in these days, at most one.

    Args:
        p: lever parameters.
        days: length of the period, days, 0 to 30.
        uniform: draw of the compound and period, in (0, 1).

    Returns:
        True with chance projects per year x days / 365.

    Chance: one uniform per compound and month.

    Monotone: rises with the days.

    Source: assumed.
    """
    return bool(uniform < p.projects_per_year * days / DAYS_PER_YEAR)


@rule
def colour(p: np.record, risk: float) -> int:
    """Class of a project by its risk of dispute.

    Args:
        p: lever parameters.
        risk: 0 to 1; below 1.

    Returns:
        RED from ``red_from`` on, else YELLOW from ``yellow_from`` on, else GREEN.

    Monotone: rises with risk.

    Source: three classes (F085); where they begin is assumed.
    """
    if risk >= p.red_from:
        return RED
    if risk >= p.yellow_from:
        return YELLOW
    return GREEN


@rule
def has_gate(p: np.record) -> bool:
    """Whether projects are judged at all.

    Args:
        p: lever parameters.

    Returns:
        True if some risk would be held back.
    """
    return bool(p.yellow_from < 1.0 or p.red_from < 1.0)


@rule
def months_to_wait(p: np.record, days_per_month: float) -> int:
    """Whole months that a yellow project waits, at least one.

    Args:
        p: lever parameters.
        days_per_month: days of a month, > 0.

    Returns:
        Months, >= 1.

    Source: assumed.
    """
    return max(1, int(p.waiting_days / days_per_month + 0.5))


@rule
def ripe_risk(p: np.record, risk: float) -> float:
    """Risk of dispute of a project that has waited.

    Args:
        p: lever parameters.
        risk: risk at first, 0 to 1.

    Returns:
        Risk, 0 to 1, not above the first one.

    Monotone: rises with the risk at first.

    Source: a yellow project waits until it is ripe (F085); the ratio is assumed.
    """
    return float(p.risk_after_waiting * risk)


@rule
def n_disputes(p: np.record, risk: float, uniform: float) -> int:
    """Disputes that a project raises when it goes ahead.

    Poisson with mean ``disputes_at_full_risk`` x risk.

    Args:
        p: lever parameters.
        risk: 0 to 1.
        uniform: draw of the project, in (0, 1).

    Returns:
        Matters, >= 0.

    Chance: one uniform per project.

    Monotone: rises with risk and with the draw.

    Source: holding risky projects avoids disputes (C78); size and form assumed.
    """
    return int(poisson(uniform, p.disputes_at_full_risk * risk))
