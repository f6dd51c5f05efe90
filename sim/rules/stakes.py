"""What a unit may gain from its score: four kinds of prizes that can stand alone or side by side, and who gets them.

Place in the calendar: built once per run from the configuration; paid at the end of each assessed month. Rules never
learn which policy a set of stakes stands for. An assessment by rank has prizes by place, a standard on the total has
one prize, and a mixed one has both; an assessment without stakes has zeros everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim._compiled import rule
from sim.names import INDICATOR
from sim.rules.assessment import Floats, prize_by_place

N_INDICATORS = len(INDICATOR)


class Stakes(NamedTuple):
    """What one unit may gain in one month, in the value in which costs of hours and penalties are stated."""

    prizes: Floats  # W_1 >= ... >= W_n by place, (n_units,)
    is_linear: bool  # each place down costs the same
    total_prize: float  # B, for a score at or above the standard
    standard: float  # z, points; plus or minus infinity if there is none
    required_prize: float  # B, for reaching the standard of every required indicator at once
    is_required: Floats  # 1 required, 0 not, (n_indicators,)
    indicator_prizes: Floats  # B_k, for reaching the standard of indicator k alone, (n_indicators,)
    indicator_standards: Floats  # z_k, shares, (n_indicators,)


# --- prize schedules ------------------------------------------------------------------------------------------------
def explicit_prizes(prizes: Sequence[float]) -> Floats:
    """Prizes by place as listed: finite, best place first, never rising.

    Errors: an empty list, a number that is not finite or a prize above the one before it raises ``ValueError``.
    """
    schedule = np.array(prizes, dtype=np.float64)
    if schedule.ndim != 1 or schedule.size == 0:
        raise ValueError("prizes must be a list with one number per place")
    if not np.isfinite(schedule).all():
        raise ValueError("prizes must be finite numbers")
    rising = np.flatnonzero(np.diff(schedule) > 0)
    if rising.size:
        place = int(rising[0]) + 2
        raise ValueError(
            f"prizes must not rise from one place to the next: place {place} gets {schedule[place - 1]:g}, "
            f"more than place {place - 1} with {schedule[place - 2]:g}"
        )
    return schedule


def linear_prizes(n_units: int, spread: float) -> Floats:
    """Prizes that fall by the same step from place to place.

    Equation: W_r = spread (n - r) / (n - 1), so that W_1 - W_n is the spread and the mean prize half of it. A single
    unit has nobody to beat and gets that mean.

    Errors: fewer than 1 unit, or a spread that is negative or not finite, raises ``ValueError``.
    """
    _check(n_units, 1, spread)
    if n_units == 1:
        return np.array([0.5 * spread])
    return explicit_prizes([spread * (n_units - r) / (n_units - 1) for r in range(1, n_units + 1)])


def top_prizes(n_units: int, places: int, prize: float) -> Floats:
    """The same prize for each of the best places, nothing for the others.

    Errors: places outside 1 to n_units, or a prize that is negative or not finite, raises ``ValueError``.
    """
    _check(n_units, places, prize)
    return explicit_prizes([prize] * places + [0.0] * (n_units - places))


def bottom_prizes(n_units: int, places: int, penalty: float) -> Floats:
    """The same penalty for each of the worst places (last-place elimination), nothing for the others.

    Errors: places outside 1 to n_units, or a penalty that is negative or not finite, raises ``ValueError``.
    """
    _check(n_units, places, penalty)
    return explicit_prizes([0.0] * (n_units - places) + [-penalty] * places)


def _check(n_units: int, places: int, amount: float) -> None:
    if n_units < 1:
        raise ValueError(f"a prize schedule needs at least 1 unit, not {n_units}")
    if not 1 <= places <= n_units:
        raise ValueError(f"places must lie between 1 and the number of units ({n_units}), not {places}")
    if not (np.isfinite(amount) and amount >= 0):
        raise ValueError(f"a prize or penalty must be a finite number of at least 0, not {amount:g}")


def make_stakes(
    n_units: int,
    *,
    prizes: Floats | None = None,
    total_prize: float = 0.0,
    standard: float = -np.inf,
    required_prize: float = 0.0,
    is_required: Sequence[float] | Floats = (1.0,) * N_INDICATORS,
    indicator_prizes: Sequence[float] | Floats = (0.0,) * N_INDICATORS,
    indicator_standards: Sequence[float] | Floats = (0.0,) * N_INDICATORS,
) -> Stakes:
    """Put together what a unit may gain; what is left out is worth nothing.

    Args:
        n_units: units that are compared, at least 1.
        prizes: W by place, value, (n_units,), from one of the builders above; none: all zero.
        total_prize: B for the standard on the total, value, 0 or more.
        standard: z, points; infinite standards are allowed and pull at nobody.
        required_prize: B for all required indicators at once, value, 0 or more.
        is_required: 1 or 0 per indicator.
        indicator_prizes: B_k, value, 0 or more.
        indicator_standards: z_k, shares.

    Errors: arrays of the wrong length, negative prizes or a standard that is not a number raise ``ValueError``.
    """
    schedule = np.zeros(n_units) if prizes is None else explicit_prizes(list(prizes))
    required = np.array(is_required, dtype=np.float64)
    each = np.array(indicator_prizes, dtype=np.float64)
    standards = np.array(indicator_standards, dtype=np.float64)
    if schedule.size != n_units:
        raise ValueError(f"{schedule.size} prizes for {n_units} units: one per place is needed")
    if not required.shape == each.shape == standards.shape == (N_INDICATORS,):
        raise ValueError(f"is_required, indicator_prizes and indicator_standards need {N_INDICATORS} numbers each")
    if not np.isin(required, (0.0, 1.0)).all():
        raise ValueError("is_required takes 1 (required) or 0 (not) per indicator")
    amounts = np.concatenate(([total_prize, required_prize], each))
    if not (np.isfinite(amounts).all() and (amounts >= 0).all()):
        raise ValueError("prizes for standards must be finite numbers of at least 0")
    if np.isnan(standard) or np.isnan(standards).any():
        raise ValueError("a standard must be a number")
    steps = np.diff(schedule)
    is_linear = bool(np.allclose(steps, steps[:1], rtol=1e-9, atol=0.0)) if steps.size else True
    return Stakes(
        schedule, is_linear, float(total_prize), float(standard), float(required_prize), required, each, standards
    )


def mixed_stakes(first: Stakes, second: Stakes, first_share: float) -> Stakes:
    """Two sets of prizes at once, each scaled by its share; at most one of them may use each kind of standard.

    Equation: payoff = share payoff_first + (1 - share) payoff_second.

    Errors: a share outside 0 to 1, different numbers of units, or two different standards for the same kind of prize
    raise ``ValueError``.
    """
    if not 0 <= first_share <= 1:
        raise ValueError(f"the share of the first stakes must lie between 0 and 1, not {first_share:g}")
    if first.prizes.size != second.prizes.size:
        raise ValueError(f"{first.prizes.size} and {second.prizes.size} units cannot share one set of stakes")
    if first.total_prize and second.total_prize and first.standard != second.standard:
        raise ValueError("two different standards on the total cannot be mixed")
    uses_indicators = [bool(s.required_prize or s.indicator_prizes.any()) for s in (first, second)]
    same = np.array_equal(first.indicator_standards, second.indicator_standards) and np.array_equal(
        first.is_required, second.is_required
    )
    if all(uses_indicators) and not same:
        raise ValueError("two different sets of standards per indicator cannot be mixed")
    second_share = 1 - first_share
    indicator_side = second if uses_indicators[1] else first
    return make_stakes(
        first.prizes.size,
        prizes=first_share * first.prizes + second_share * second.prizes,
        total_prize=first_share * first.total_prize + second_share * second.total_prize,
        standard=second.standard if second.total_prize else first.standard,
        required_prize=first_share * first.required_prize + second_share * second.required_prize,
        is_required=indicator_side.is_required,
        indicator_prizes=first_share * first.indicator_prizes + second_share * second.indicator_prizes,
        indicator_standards=indicator_side.indicator_standards,
    )


# --- paying out -----------------------------------------------------------------------------------------------------
@rule
def payout(scores: Floats, unit: int, indicators: Floats, cases: Floats, stakes: Stakes) -> float:
    """What a unit gets at the end of the month.

    Equation: W at its place (ties share) + B [S >= z] + B [all required x_k >= z_k] + sum of B_k [x_k >= z_k].

    Args:
        scores: S of every unit, points, (n_units,).
        unit: row of the unit.
        indicators: its x_k, (n_indicators,); NaN allowed where there is no case.
        cases: its N_k, (n_indicators,).
        stakes: what it may gain.

    Returns:
        Payout, value. An indicator without a case keeps nobody from a prize and earns none.
    """
    paid = prize_by_place(scores, unit, stakes.prizes)
    if scores[unit] >= stakes.standard:
        paid += stakes.total_prize
    has_all = True
    for k in range(indicators.shape[0]):
        has_case = cases[k] > 0.0
        is_met = has_case and indicators[k] >= stakes.indicator_standards[k]
        if is_met:
            paid += stakes.indicator_prizes[k]
        if has_case and stakes.is_required[k] > 0.0 and not is_met:
            has_all = False
    if has_all:
        paid += stakes.required_prize
    return paid
