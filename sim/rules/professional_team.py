"""Professional team (M42): pay, security and promotion keep workers in post and leaders' drive from fading; they cost.

Place in the day: Monday, when somebody is about to quit, and the end of a month, when unpaid leaders feel it. Entities:
paid workers of a residents' committee, unpaid grid leaders.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class ProfessionalTeamLever(Parameters):
    """What is offered to the people of a committee, what it does, and its price."""

    pay_rise: float = parameter(
        0.0,
        meaning="rise of pay (for unpaid leaders: an allowance) as a share of a paid worker's usual pay",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M42",
        status="assumed",
    )
    career_share: float = parameter(
        0.0,
        meaning="share of the team with an established post, insurance and a way up",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="C44",
        status="assumed",
    )
    pay_effect: float = parameter(
        1.5,
        meaning="how strongly pay keeps people: a rise of x takes the share 1 - exp(-effect x) of quits away",
        unit="per share of pay",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    career_effect: float = parameter(
        0.7,
        meaning="how strongly security and promotion keep people, likewise",
        unit="per share of the team",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    career_cost: float = parameter(
        0.3,
        meaning="price of security and promotion for a person, as a share of the usual pay",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )


@rule
def staying_share(p: np.record) -> float:
    """Share of those about to leave, or of a drive about to fade, that the offer keeps.

    1 - exp(-(a x + b c)), x ``pay_rise``, c ``career_share``, a ``pay_effect``, b ``career_effect``.

    Args:
        p: lever parameters.

    Returns:
        Share, 0 to 1; 0 without an offer.

    Source: M42, C42, C44, R10 (missing security and a narrow way up make a team unstable, drive fades); form and sizes
        assumed, turnover before and after a reform of pay would settle them.
    """
    return 1.0 - math.exp(-(p.pay_effect * p.pay_rise + p.career_effect * p.career_share))


@rule
def stays_after_all(p: np.record, uniform: float) -> bool:
    """Whether a worker who is about to quit stays because of pay, security or promotion.

    Args:
        p: lever parameters.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`staying_share`.

    Chance: one uniform per worker who is about to quit.

    Monotone: false for larger draws.

    Source: as :func:`staying_share`.
    """
    return bool(uniform < staying_share(p))


@rule
def kept_drive(p: np.record, before: float, after: float) -> float:
    """Enthusiasm after a month in which part of its fall was prevented.

    E' + s max(0, E - E'), s from :func:`staying_share`.

    Args:
        p: lever parameters.
        before: enthusiasm before the month, 0 to 1.
        after: enthusiasm after it without an offer, 0 to 1.

    Returns:
        Enthusiasm, 0 to 1.

    Monotone: rises with both.

    Source: C42 (without security and incentive drive fades later).
    """
    return after + max(0.0, before - after) * staying_share(p)


@rule
def dearer_hour(p: np.record) -> float:
    """By how much an hour of a committee's paid worker costs more than at the usual pay.

    x + k c, x ``pay_rise``, k ``career_cost``, c ``career_share``.

    Args:
        p: lever parameters.

    Returns:
        Hours' worth per hour, 0 to 2.

    Source: assumed; a street's payroll would settle it.
    """
    return float(p.pay_rise + p.career_cost * p.career_share)
