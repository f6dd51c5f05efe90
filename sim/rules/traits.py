"""Who people are when they first appear: traits of a resident, drawn once for each person.

Margins (how many are local, elderly, party members ...) are met exactly by the generator in ``sim/population.py``; the
functions here give the traits that no source counts. All of them are monotone in their uniform or normal.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.names import AT_HOME, OFFICE_HOURS, SHIFTS
from sim.parameters import Parameters, parameter

CHILD_UNTIL_YEARS = 16.0  # participation counts from this age (model section 6)
ELDERLY_FROM_YEARS = 60.0  # F041: above this age people are no longer mobilised as grid members


class TraitsParameters(Parameters):
    """Levels and spreads of residents' traits at the start of the burn-in or on arrival."""

    elderly_mean_excess_years: float = parameter(
        9.0, low=3, high=20, unit="years", meaning="mean age of the elderly above 60", source="assumed",
        status="assumed",
    )  # fmt: skip
    at_home_share: float = parameter(
        0.2, low=0, high=1, unit="share (0 to 1)", meaning="working-age residents at home on workdays",
        source="assumed", status="assumed",
    )  # fmt: skip
    shift_share: float = parameter(
        0.15, low=0, high=1, unit="share (0 to 1)", meaning="working-age residents who work shifts",
        source="assumed", status="assumed",
    )  # fmt: skip
    digital_level: float = parameter(
        2.5, low=-5, high=10, unit="logit", meaning="digital skill at age 16", source="assumed", status="assumed"
    )
    digital_age_slope: float = parameter(
        -0.055, low=-0.2, high=0, unit="logit per year", meaning="fall of digital skill with age (C69)",
        source="assumed", status="assumed",
    )  # fmt: skip
    digital_spread: float = parameter(
        0.8, low=0, high=3, unit="logit", meaning="standard deviation of digital skill", source="assumed",
        status="assumed",
    )  # fmt: skip
    trust_level: float = parameter(
        0.55, low=0.001, high=0.999, unit="trust (0 to 1)", meaning="median trust of a newcomer", source="assumed",
        status="assumed",
    )  # fmt: skip
    trust_spread: float = parameter(
        0.6, low=0, high=3, unit="logit", meaning="standard deviation of a newcomer's trust", source="assumed",
        status="assumed",
    )  # fmt: skip
    threshold_level: float = parameter(
        0.12, low=0.001, high=0.999, unit="share (0 to 1)",
        meaning="median share of active contacts that tips a resident", source="K040", status="assumed",
    )  # fmt: skip
    threshold_spread: float = parameter(
        0.9, low=0, high=3, unit="logit", meaning="standard deviation of thresholds", source="K040", status="assumed"
    )
    familiarity_level: float = parameter(
        0.15, low=0.001, high=0.999, unit="familiarity (0 to 1)",
        meaning="median familiarity of a settled resident with the committee's people", source="assumed",
        status="assumed",
    )  # fmt: skip
    free_time_at_home: float = parameter(
        0.8, low=0, high=1, unit="share (0 to 1)", meaning="free time of people at home on workdays",
        source="assumed", status="assumed",
    )  # fmt: skip
    free_time_working: float = parameter(
        0.35, low=0, high=1, unit="share (0 to 1)", meaning="free time of people with a job", source="assumed",
        status="assumed",
    )  # fmt: skip
    inclusion_inbound: float = parameter(
        1.0, low=0, high=1, unit="share (0 to 1)",
        meaning="reach of institutions to inbound residents; 1 unless evidence is cited", source="assumed",
        status="assumed",
    )  # fmt: skip
    efficacy_level: float = parameter(
        0.3, low=0, high=1, unit="efficacy (0 to 1)", meaning="initial belief that own action makes a difference",
        source="L106", status="assumed",
    )  # fmt: skip
    responsiveness_level: float = parameter(
        0.55, low=0.001, high=0.999, unit="share (0 to 1)", meaning="initial belief that reporting helps",
        source="L006", status="assumed",
    )  # fmt: skip
    initial_relation: float = parameter(
        0.3, low=0, high=1, unit="relation (0 to 1)", meaning="cooperation of two parties at the start of the burn-in",
        source="assumed", status="assumed",
    )  # fmt: skip
    initial_caught_belief: float = parameter(
        0.3, low=0, high=1, unit="probability", meaning="belief at the start that pretending is found out",
        source="assumed", status="assumed",
    )  # fmt: skip
    initial_strain: float = parameter(
        0.2, low=0, high=1, unit="strain (0 to 1)", meaning="strain at the start of the burn-in", source="assumed",
        status="assumed",
    )  # fmt: skip
    enthusiasm_level: float = parameter(
        0.6, low=0, high=1, unit="enthusiasm (0 to 1)", meaning="initial enthusiasm", source="assumed",
        status="assumed",
    )  # fmt: skip


@rule
def share_around(level: float, spread: float, normal: float) -> float:
    """Draw a trait in (0, 1): its logit is normal around that of ``level``.

    Equation: x = 1 / (1 + exp(-(log(level / (1 - level)) + spread z))).

    Args:
        level: median, inside (0, 1).
        spread: standard deviation of the logit, >= 0.
        normal: standard normal draw z.

    Returns:
        Trait in (0, 1), rising with ``normal``.
    """
    logit = math.log(level / (1.0 - level)) + spread * normal
    return 1.0 / (1.0 + math.exp(-logit))


@rule
def digital_skill(p: TraitsParameters, age_years: float, normal: float) -> float:
    """Digital skill of a person: falls with age, on the logit scale.

    Args:
        p: traits parameters.
        age_years: 0 to 100.
        normal: standard normal draw.

    Returns:
        Skill in (0, 1), falling with age, rising with ``normal``.

    Source: direction C69; coefficients assumed (a survey of smartphone use by age would settle them).
    """
    logit = p.digital_level + p.digital_age_slope * (age_years - CHILD_UNTIL_YEARS) + p.digital_spread * normal
    return 1.0 / (1.0 + math.exp(-logit))


@rule
def elderly_age(p: TraitsParameters, uniform: float) -> float:
    """Age of a person of 60 or more: exponential above 60, cut at 99.

    Args:
        p: traits parameters.
        uniform: draw in (0, 1).

    Returns:
        Years, 60 to 99.
    """
    return min(99.0, ELDERLY_FROM_YEARS - p.elderly_mean_excess_years * math.log(1.0 - uniform))


@rule
def daily_rhythm(p: TraitsParameters, age_years: float, uniform: float) -> int:
    """When a resident is at home: the elderly mostly always, children and most adults outside school or office hours.

    Args:
        p: traits parameters.
        age_years: 0 to 100.
        uniform: draw in (0, 1).

    Returns:
        AT_HOME, OFFICE_HOURS or SHIFTS.
    """
    if age_years >= ELDERLY_FROM_YEARS:
        return AT_HOME
    if age_years < CHILD_UNTIL_YEARS:
        return OFFICE_HOURS
    if uniform < p.at_home_share:
        return AT_HOME
    if uniform < p.at_home_share + p.shift_share:
        return SHIFTS
    return OFFICE_HOURS


@rule
def free_time(p: TraitsParameters, rhythm: int) -> float:
    """Share of the week's waking hours a person could give: more for those at home on workdays.

    Args:
        p: traits parameters.
        rhythm: AT_HOME, OFFICE_HOURS or SHIFTS.

    Returns:
        Share in [0, 1].
    """
    if rhythm == AT_HOME:
        return p.free_time_at_home
    return p.free_time_working
