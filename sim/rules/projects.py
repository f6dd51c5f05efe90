"""Projects that residents propose and the street funds (M19, M52), with sponsors (M20): a problem goes at its source.

Place in the calendar: at the beginning of a month, before its needs are laid out. Entities touched: the streams of
needs of one compound and kind each, for good. Who deliberates proposes; the wish is what was voiced most often.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter

DAYS_PER_YEAR = 365.0


class ProjectsLever(Parameters):
    """Money for projects, their price in money and hours, and how far a project helps."""

    budget_per_year: float = parameter(
        0.0,
        meaning="money of the street for projects that residents propose",
        unit="thousand yuan per community and year",
        low=0.0,
        high=2000.0,
        source="M52",
        status="assumed",
    )
    project_cost: float = parameter(
        60.0,
        meaning="price of a project",
        unit="thousand yuan",
        low=5.0,
        high=1000.0,
        source="assumed",
        status="assumed",
    )
    sponsored_share: float = parameter(
        0.0,
        meaning="share of the price that firms pay for having it named after them",
        unit="share (0 to 1)",
        low=0.0,
        high=0.9,
        source="M20",
        status="assumed",
    )
    staff_hours: float = parameter(
        20.0,
        meaning="hours of the committee's staff to prepare and follow up a project",
        unit="hours per project",
        low=0.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    relief_share: float = parameter(
        0.5,
        meaning="share of the matters of one kind in one compound that a project prevents for good",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    least_wishes: float = parameter(
        3.0,
        meaning="public matters of a kind that residents have to voice in a compound before they propose a project",
        unit="matters",
        low=1.0,
        high=50.0,
        source="assumed",
        status="assumed",
    )
    least_proposers: float = parameter(
        1.0,
        meaning="residents of the compound who deliberate, without whom nobody proposes",
        unit="residents",
        low=0.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )


@rule
def budget_of_days(p: np.record, days: float) -> float:
    """Money that a community's fund receives in so many days.

    Args:
        p: lever parameters.
        days: >= 0.

    Returns:
        Thousand yuan, >= 0.

    Monotone: rises with the days.

    Source: assumed.
    """
    return float(p.budget_per_year * days / DAYS_PER_YEAR)


@rule
def own_cost(p: np.record) -> float:
    """What a project takes from the fund: its price less what sponsors bear.

    Args:
        p: lever parameters.

    Returns:
        Thousand yuan, > 0.

    Source: naming and sponsorship widen funding (C80); shares assumed.
    """
    return float(p.project_cost * (1.0 - p.sponsored_share))


@rule
def is_proposed(p: np.record, n_wishes: int, n_proposers: int) -> bool:
    """Whether residents propose a project against one kind of matter in their compound.

    Args:
        p: lever parameters.
        n_wishes: public matters of the kind that they voiced since the last project against it, >= 0.
        n_proposers: residents of the compound who deliberate, >= 0.

    Returns:
        True if there is enough to complain of and somebody to propose.

    Monotone: rises with both.

    Source: residents report projects themselves (C93, M52); what they wish is read off what they voice, assumed.
    """
    return bool(n_wishes >= p.least_wishes and n_proposers >= p.least_proposers)


@rule
def with_one_more(relief: float, prevented: float) -> float:
    """Share of matters prevented after one more project against the same kind in the same compound.

    1 - (1 - s)(1 - r).

    Args:
        relief: r, share that the project prevents of what is left, 0 to 1.
        prevented: s, share prevented so far, 0 to 1.

    Returns:
        Share, 0 to 1.

    Monotone: rises with both.

    Source: recurring problems are removed at source (M19); independent thinning.
    """
    return 1.0 - (1.0 - prevented) * (1.0 - relief)


@rule
def is_prevented(prevented: float, uniform: float) -> bool:
    """Whether a need does not arise because projects have removed its cause.

    Args:
        prevented: share prevented in this compound and kind, 0 to 1.
        uniform: draw in (0, 1) that belongs to this need alone.

    Returns:
        True with the share prevented.

    Chance: one uniform per need, so that arms with and without a project share all needs but the prevented ones.

    Monotone: rises with the share.
    """
    return uniform < prevented
