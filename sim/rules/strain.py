"""Strain of paid and unpaid workers: what a week leaves behind, and when it ends in sick leave or in quitting.

Place in the calendar: Monday, once per worker and week, after the hours of the week before are known. Entities: grid
workers, committee members, aides, party staff. Theory: job demands and resources (K038): demands raise exhaustion,
resources buffer the effect of demands, and what is not renewed wears off. Notation: X strain, D demand, B buffer,
rho recovery.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class StrainParameters(Parameters):
    """What a week of work adds to strain, how fast it wears off, and when it ends in leave or quitting."""

    hours_norm: float = parameter(
        40.0,
        meaning="weekly hours up to which work is an ordinary week",
        unit="hours per week",
        low=35.0,
        high=50.0,
        source="L086",
        status="literature",
    )
    ordinary_demand: float = parameter(
        0.05,
        meaning="strain that an ordinary full week of contact with residents adds",
        unit="strain per week",
        low=0.01,
        high=0.08,
        source="assumed",
        status="assumed",
    )
    long_hours_demand: float = parameter(
        0.05,
        meaning="strain added when the week has twice the ordinary hours (half of it at one and a half times)",
        unit="strain per week",
        low=0.01,
        high=0.15,
        source="assumed",
        status="assumed",
    )
    rest_breach_demand: float = parameter(
        0.01,
        meaning="strain added by each night post without the rest that should follow it",
        unit="strain per breach",
        low=0.0,
        high=0.05,
        source="assumed",
        status="assumed",
    )
    refusal_demand: float = parameter(
        0.001,
        meaning="strain added by each shut door or insult",
        unit="strain per refusal",
        low=0.0,
        high=0.01,
        source="assumed",
        status="assumed",
    )
    recovery: float = parameter(
        0.10,
        meaning="share of the strain that wears off in a week",
        unit="share per week",
        low=0.03,
        high=0.30,
        source="assumed",
        status="assumed",
    )
    recognition_buffer: float = parameter(
        0.35,
        meaning="share of the demand that full recognition takes away",
        unit="share (0 to 1)",
        low=0.0,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    support_buffer: float = parameter(
        0.35,
        meaning="share of the demand that full support by colleagues and superiors takes away",
        unit="share (0 to 1)",
        low=0.0,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    sick_prob_calm: float = parameter(
        0.005,
        meaning="chance that a worker without strain falls sick in a week",
        unit="probability per week",
        low=0.001,
        high=0.02,
        source="assumed",
        status="assumed",
    )
    sick_prob_strained: float = parameter(
        0.02,
        meaning="chance that a worker at full strain falls sick in a week",
        unit="probability per week",
        low=0.02,
        high=0.06,
        source="assumed",
        status="assumed",
    )
    sick_days_beyond_first: float = parameter(
        4.0,
        meaning="mean length of a sick leave beyond its first day",
        unit="days",
        low=0.0,
        high=14.0,
        source="assumed",
        status="assumed",
    )
    quit_rate_calm: float = parameter(
        0.0008,
        meaning="hazard of quitting without strain",
        unit="per week",
        low=0.0,
        high=0.002,
        source="assumed",
        status="assumed",
    )
    quit_rate_strained: float = parameter(
        0.0042,
        meaning="hazard of quitting at full strain; L064 (nearly one fifth resigned under load) read as one year",
        unit="per week",
        low=0.002,
        high=0.012,
        source="L064",
        status="assumed",
    )
    vacancy_procedure_days: float = parameter(
        14.0,
        meaning="days that announcing and approving a post takes in any case",
        unit="days",
        low=0.0,
        high=60.0,
        source="assumed",
        status="assumed",
    )
    vacancy_search_days: float = parameter(
        35.0,
        meaning="mean days of search after the procedure until the replacement starts",
        unit="days",
        low=7.0,
        high=120.0,
        source="assumed",
        status="assumed",
    )


@rule
def weekly_demand(
    p: StrainParameters,
    hours_week: float,
    rest_breaches: float,
    refusals: float,
    recognition: float,
    support: float,
) -> float:
    """How much strain one week adds before any wears off.

    D B, with D = d0 min(1, h/n) + d1 max(0, h - n)/n + d2 breaches + d3 refusals and B = 1 - b1 recognition - b2
    support; h ``hours_week``, n ``hours_norm``. A week of sick leave (h = 0) demands nothing.

    Args:
        p: strain parameters.
        hours_week: hours worked in the week, >= 0.
        rest_breaches: night posts of the week that were not followed by the due rest, >= 0.
        refusals: shut doors and insults of the week, >= 0.
        recognition: recognition by residents and community, share (0 to 1).
        support: support by colleagues and superiors, share (0 to 1).

    Returns:
        Added strain, >= 0.

    Monotone: rises with hours, breaches and refusals; falls with recognition and support.

    Source: form after K038; directions L092, L093 (support), L094 (demands weigh more than resources: resources only
    buffer). Sizes assumed; a diary study of hours and exhaustion in communities would settle them.
    """
    hours_up_to_norm = min(hours_week, p.hours_norm)
    hours_beyond_norm = max(0.0, hours_week - p.hours_norm)
    demand = (
        p.ordinary_demand * hours_up_to_norm / p.hours_norm
        + p.long_hours_demand * hours_beyond_norm / p.hours_norm
        + p.rest_breach_demand * rest_breaches
        + p.refusal_demand * refusals
    )
    buffer = 1.0 - p.recognition_buffer * recognition - p.support_buffer * support
    return demand * buffer


@rule
def updated_strain(
    p: StrainParameters,
    strain: float,
    hours_week: float,
    rest_breaches: float,
    refusals: float,
    recognition: float,
    support: float,
) -> float:
    """Every Monday a worker carries on the strain of the week before: part wears off, the week's demand comes on top.

    X' = min(1, X + D B - rho X), D B from :func:`weekly_demand`.

    Args:
        p: strain parameters.
        strain: strain so far, share (0 to 1).
        hours_week: hours worked in the week, >= 0.
        rest_breaches: night posts without the due rest, >= 0.
        refusals: shut doors and insults, >= 0.
        recognition: share (0 to 1).
        support: share (0 to 1).

    Returns:
        New strain, share (0 to 1).

    Monotone: rises with strain, hours, breaches, refusals; falls with recognition, support.

    Source: K038 (difference equation); differs in that resources multiply demands instead of being subtracted, so that
    recognition cannot turn a hard week into a holiday. Decay of effects over time: L095.
    """
    added = weekly_demand(p, hours_week, rest_breaches, refusals, recognition, support)
    return min(1.0, strain + added - p.recovery * strain)


@rule
def steady_strain(
    p: StrainParameters,
    hours_week: float,
    rest_breaches: float,
    refusals: float,
    recognition: float,
    support: float,
) -> float:
    """Strain that a worker ends up with when every week is like this one.

    X* = min(1, D B / rho), the fixed point of :func:`updated_strain`.

    Args:
        p: strain parameters.
        hours_week: hours worked in every week, >= 0.
        rest_breaches: breaches in every week, >= 0.
        refusals: refusals in every week, >= 0.
        recognition: share (0 to 1).
        support: share (0 to 1).

    Returns:
        Steady strain, share (0 to 1).

    Monotone: as :func:`updated_strain`.

    Source: algebra on K038.
    """
    added = weekly_demand(p, hours_week, rest_breaches, refusals, recognition, support)
    return min(1.0, added / p.recovery)


@rule
def goes_sick(p: StrainParameters, strain: float, uniform: float) -> bool:
    """Whether a worker begins a sick leave this week.

    Probability: straight line from ``sick_prob_calm`` at X = 0 to ``sick_prob_strained`` at X = 1.

    Args:
        p: strain parameters.
        strain: share (0 to 1).
        uniform: uniform draw of this worker and week.

    Returns:
        True if a sick leave begins.

    Chance: one uniform per worker and week.

    Monotone: more likely with strain.

    Source: assumed; sick-leave registers of streets would settle it.
    """
    sick_prob = p.sick_prob_calm + (p.sick_prob_strained - p.sick_prob_calm) * strain
    return uniform < sick_prob


@rule
def sick_days(p: StrainParameters, uniform: float) -> float:
    """How long a sick leave lasts, drawn when it begins.

    1 + m (-ln(1 - u)), m ``sick_days_beyond_first``: one day at least, then an exponential rest.

    Args:
        p: strain parameters.
        uniform: uniform draw of this leave.

    Returns:
        Length in days, >= 1.

    Chance: one uniform per leave.

    Monotone: rises with the uniform.

    Source: assumed.
    """
    return 1.0 - p.sick_days_beyond_first * math.log1p(-uniform)


@rule
def quits(p: StrainParameters, strain: float, uniform: float) -> bool:
    """Whether a worker quits this week.

    1 - exp(-q(X)), q a straight line from ``quit_rate_calm`` at X = 0 to ``quit_rate_strained`` at X = 1.

    Args:
        p: strain parameters.
        strain: share (0 to 1).
        uniform: uniform draw of this worker and week.

    Returns:
        True if the worker quits.

    Chance: one uniform per worker and week.

    Monotone: more likely with strain.

    Source: L064, whose period is not given and is read as a year under full strain.
    """
    quit_rate = p.quit_rate_calm + (p.quit_rate_strained - p.quit_rate_calm) * strain
    return uniform < -math.expm1(-quit_rate)


@rule
def vacancy_days(p: StrainParameters, uniform: float) -> float:
    """How long a post stays empty after a worker has quit, until the replacement starts.

    t0 + t1 (-ln(1 - u)): the procedure, then an exponential search.

    Args:
        p: strain parameters.
        uniform: uniform draw of this vacancy.

    Returns:
        Length in days, >= ``vacancy_procedure_days``.

    Chance: one uniform per vacancy.

    Monotone: rises with the uniform.

    Source: assumed; recruitment notices with dates would settle it.
    """
    return p.vacancy_procedure_days - p.vacancy_search_days * math.log1p(-uniform)
