"""Staff by residence permit (M37): posts follow those who live in a community, not only those on its register (M36).

Place in the calendar: posts are created when the lever comes into force and filled after a while; people from elsewhere
are registered on workdays. Entities touched: workers, communities.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class ResidencePermitLever(Parameters):
    """Which part of those who are registered elsewhere counts for staff, and what registering them takes."""

    coverage: float = parameter(
        0.0,
        meaning="part of the residents registered elsewhere who are managed by residence permit and count for staff",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M37",
        status="assumed",
    )
    creation_days: float = parameter(
        60.0,
        meaning="time until a new post is approved and the search for somebody begins",
        unit="days",
        low=0.0,
        high=720.0,
        source="assumed",
        status="assumed",
    )
    registration_hours: float = parameter(
        0.5,
        meaning="work of the committee on registering one resident from elsewhere",
        unit="hours per resident",
        low=0.0,
        high=8.0,
        source="M37",
        status="assumed",
    )
    registration_hours_per_week: float = parameter(
        20.0,
        meaning="hours that a committee gives to registration while there is somebody to register",
        unit="hours per community and week",
        low=1.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )


@rule
def posts_by_residents(p: np.record, n_posts: float, n_registered: float, n_inbound: float) -> float:
    """Posts that a community gets beside those it has by its register, at the same rate.

    The nearest whole number to s x kappa x I / R: s posts for R people on the register, kappa ``coverage``, I residents
    registered elsewhere. None without a register, as there is no rate then.

    Args:
        p: lever parameters.
        n_posts: s, posts by the register, >= 0.
        n_registered: R, people on the register, living here or not, >= 0.
        n_inbound: I, >= 0.

    Returns:
        Whole number of posts, >= 0.

    Monotone: rises with posts and inbound residents, falls with the register.
    Source: resources are allotted by hukou population (C63) unless they follow the residents (M37).
    """
    if n_registered <= 0.0:
        return 0.0
    return float(int(n_posts * p.coverage * n_inbound / n_registered + 0.5))


@rule
def registration_work(p: np.record, coverage_before: float, n_residents: float) -> float:
    """Hours of registering residents from elsewhere whom no earlier arrangement covers.

    max(0, kappa - kappa0) I h.

    Args:
        p: lever parameters.
        coverage_before: kappa0, part that is registered already, 0 to 1.
        n_residents: I, residents registered elsewhere, >= 0.

    Returns:
        Hours, >= 0.

    Monotone: rises with residents, falls with what is registered.
    Source: more work at first (M37); hours assumed.
    """
    return float(max(0.0, p.coverage - coverage_before) * n_residents * p.registration_hours)


@rule
def registration_today(p: np.record, hours_left: float, share_of_week: float) -> float:
    """Hours of registration that fall due today.

    Args:
        p: lever parameters.
        hours_left: hours of registration still to be set, >= 0.
        share_of_week: part of a week's duties that falls on today, 0 to 1.

    Returns:
        Hours, 0 to ``hours_left``.

    Monotone: rises with both.
    Source: definition.
    """
    return float(min(hours_left, p.registration_hours_per_week * share_of_week))
