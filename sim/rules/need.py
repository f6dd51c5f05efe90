"""Need: when something goes wrong, for whom, how much work it is, and whether it ends without the committee.

Place in the day: arrivals are events of the calendar; every kind of matter is a Poisson process per compound.
Entities touched: matters (created, lapsed, settled by neighbours).
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.names import COMMODITY, OLD, RELOCATED
from sim.parameters import Parameters, parameter

HOURS_PER_DAY = 24.0
DAYS_PER_YEAR = 365.0
HOURS_PER_YEAR = DAYS_PER_YEAR * HOURS_PER_DAY


class NeedParameters(Parameters):
    """How building age and the history of a compound shape the needs that arise there."""

    wear_free_years: float = parameter(
        10.0,
        meaning="age up to which a building breaks no more often than a new one",
        unit="years",
        low=0.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    wear_per_year: float = parameter(
        0.03,
        meaning="rise of the rate of building matters per further year of age",
        unit="share of a new building's rate per year",
        low=0.0,
        high=0.1,
        source="assumed",
        status="assumed",
    )
    max_age_factor: float = parameter(
        2.0,
        meaning="rate of building matters in the oldest buildings over that in new ones",
        unit="ratio",
        low=1.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    legacy_share_commodity: float = parameter(
        0.03,
        meaning="share of matters that are legacy problems in commodity housing",
        unit="share (0 to 1)",
        low=0.0,
        high=0.2,
        source="assumed",
        status="assumed",
    )
    legacy_share_relocated: float = parameter(
        0.15,
        meaning="share of matters that are legacy problems in relocation housing",
        unit="share (0 to 1)",
        low=0.0,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    legacy_share_old: float = parameter(
        0.2,
        meaning="share of matters that are legacy problems in old compounds",
        unit="share (0 to 1)",
        low=0.0,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    legacy_share_unit_housing: float = parameter(
        0.08,
        meaning="share of matters that are legacy problems in former work-unit housing",
        unit="share (0 to 1)",
        low=0.0,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    legacy_hours_ratio: float = parameter(
        5.0,
        meaning="hours a legacy problem needs over those of an ordinary matter of its kind",
        unit="ratio",
        low=1.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )


@rule
def rate_per_hour(base_rate_per_year: float, n_units: int, age_factor: float) -> float:
    """Rate at which matters of one kind arise in one place, before season.

    rate = base rate x units x age factor / 8760.

    Args:
        base_rate_per_year: matters per unit and year in a new building, >= 0.
        n_units: residents, buildings or compounds that can have the matter, >= 0.
        age_factor: factor of building age, 1 for kinds that do not depend on it.

    Returns:
        Matters per hour, >= 0.

    Conserves: the superposition of places; the rate of two places together is the sum of their rates.
    Source: Poisson superposition; the base rates belong to the kinds of matters.
    """
    return base_rate_per_year * n_units * age_factor / HOURS_PER_YEAR


@rule
def age_factor(p: np.record, building_age_years: float) -> float:
    """How much more often things break in an older building.

    factor = min(max, 1 + wear x max(0, age - wear-free years)).

    Args:
        p: record of :class:`NeedParameters`.
        building_age_years: age of the building or mean age of the compound, years, >= 0.

    Returns:
        Factor on the rate of building matters, from 1 to ``max_age_factor``.

    Monotone: never falls with age.
    Source: assumed; repair records by year of construction would settle it.
    """
    worn_years = max(0.0, building_age_years - p.wear_free_years)
    return float(min(p.max_age_factor, 1.0 + p.wear_per_year * worn_years))


@rule
def season_factor(amplitude: float, peak_day: float, day_of_year: float) -> float:
    """How the rate of a kind of matter moves with the season.

    factor = 1 + A cos(2 pi (day - peak) / 365); its mean over a year is 1.

    Args:
        amplitude: A, relative swing, 0 (no season) to 1.
        peak_day: day of the year with the highest rate, 0 to 365.
        day_of_year: now, days, any real number.

    Returns:
        Factor from 1 - A to 1 + A. The bound of thinning is therefore the rate times 1 + A.

    Source: assumed shape (one harmonic); daily hotline counts by class would settle it.
    """
    return 1.0 + amplitude * math.cos(2.0 * math.pi * (day_of_year - peak_day) / DAYS_PER_YEAR)


@rule
def is_kept(rate_now: float, rate_bound: float, uniform: float) -> bool:
    """Whether a candidate arrival, drawn at the highest possible rate, really happens (thinning).

    Args:
        rate_now: rate at this moment, >= 0, any unit.
        rate_bound: rate at which candidates are drawn, >= ``rate_now``, same unit.
        uniform: draw in (0, 1).

    Returns:
        True with chance rate_now / rate_bound.

    Chance: one uniform per candidate, used at all rates.
    Source: thinning of Poisson processes.
    """
    return uniform * rate_bound < rate_now


@rule
def hours_needed(median_hours: float, log_sd: float, normal: float) -> float:
    """Hours of work a new matter really needs, lognormal.

    hours = median x exp(log_sd x normal).

    Args:
        median_hours: median of the kind, hours, > 0.
        log_sd: standard deviation of the logarithm, 0 to 2 (L140 reports 1.5 to 1.84 for *closing days*, which
            contain waiting; working hours spread less).
        normal: standard normal draw.

    Returns:
        Hours, > 0. The mean is median x exp(log_sd^2 / 2).

    Chance: one normal per matter.
    Monotone: rises with the draw.
    """
    return median_hours * math.exp(log_sd * normal)


@rule
def legacy_share(p: np.record, compound_kind: int) -> float:
    """Share of matters that are legacy problems (left over from construction, title or ownership) in a compound.

    Args:
        p: record of :class:`NeedParameters`.
        compound_kind: COMMODITY, RELOCATED, OLD or UNIT_HOUSING.

    Returns:
        Share, 0 to 1.

    Source: that such problems gather in old and relocated compounds is claim C22 (many hotline problems are legacy
        problems); the shares are assumed.
    """
    if compound_kind == COMMODITY:
        return float(p.legacy_share_commodity)
    if compound_kind == RELOCATED:
        return float(p.legacy_share_relocated)
    if compound_kind == OLD:
        return float(p.legacy_share_old)
    return float(p.legacy_share_unit_housing)


@rule
def is_legacy(p: np.record, compound_kind: int, uniform: float) -> bool:
    """Whether a matter that arises is a legacy problem, which no single body can settle quickly.

    Args:
        p: record of :class:`NeedParameters`.
        compound_kind: COMMODITY, RELOCATED, OLD or UNIT_HOUSING.
        uniform: draw in (0, 1).

    Returns:
        True with the legacy share of that kind of compound.

    Chance: one uniform per matter.
    Source: see :func:`legacy_share`.
    """
    return uniform < legacy_share(p, compound_kind)


@rule
def legacy_hours_factor(p: np.record) -> float:
    """How many times the hours of an ordinary matter a legacy problem needs.

    Args:
        p: record of :class:`NeedParameters`.

    Returns:
        Factor, >= 1.

    Source: assumed; C22 only says that such problems cannot be solved within the time limit.
    """
    return float(p.legacy_hours_ratio)


@rule
def hours_to_lapse(half_life_days: float, uniform: float) -> float:
    """Hours until an unsolved need goes away by itself (the party is over, the tenant has left, the season ends).

    Exponential with the given half-life: hours = -24 x half-life x ln(1 - u) / ln 2.

    Args:
        half_life_days: days after which half of such needs have lapsed, > 0; infinite for needs that never lapse.
        uniform: draw in (0, 1).

    Returns:
        Hours from when the need arose, > 0. A competing event of resolution.

    Chance: one uniform per matter.
    Monotone: rises with the draw and with the half-life.
    """
    return -math.log1p(-uniform) * half_life_days * HOURS_PER_DAY / math.log(2.0)


@rule
def hours_to_neighbours(settlement_rate_per_day: float, trust_neighbours: float, uniform: float) -> float:
    """Hours until neighbours settle a need among themselves, unless somebody is faster.

    Exponential with rate = settlement rate x trust in neighbours.

    Args:
        settlement_rate_per_day: rate at full trust, per day, >= 0 (0: this kind is beyond neighbours).
        trust_neighbours: trust of the resident in the neighbours, 0 to 1.
        uniform: draw in (0, 1).

    Returns:
        Hours, > 0; infinite when the rate is 0. A competing event of resolution.

    Chance: one uniform per matter, consumed whatever the rate.
    Monotone: falls with rate and trust, rises with the draw.
    Source: assumed; that help is mostly neighbour help is L106.
    """
    rate_per_day = settlement_rate_per_day * trust_neighbours
    if rate_per_day <= 0.0:
        return math.inf
    return -math.log1p(-uniform) * HOURS_PER_DAY / rate_per_day
