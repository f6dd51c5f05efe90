"""How a month is scored and paid: indicators become points, points become places, places or passes become prizes.

Place in the calendar: the end of each assessed month, once per unit, before anybody chooses anything for the next one.
A *unit* is whoever is scored: a street, a community's committee, a worker. A scheme is never known here by its name:
what a unit may gain is a list of prizes by place, a prize for a standard on the total, a prize for reaching all
required indicators, and a prize per indicator. Any of them may be zero; all zero is an assessment without stakes.

Notation: S score in points of 100, x_k measured indicator (share, 0 to 1), w_k weight in points, g_k share of those
points earned, N_k cases behind x_k in the month, W_1 >= ... >= W_n prizes by place. Indicators stand in the order of
``sim.names.INDICATOR``. Why these forms and not others: ``docs/decisions/0002-assessment-forms.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._compiled import rule

type Floats = NDArray[np.float64]

FULL_MARKS = 100.0  # the unit in which scores are told, not a parameter


class Scoring(NamedTuple):
    """How measured indicators become points; three arrays (n_indicators,)."""

    weights: Floats  # w_k, points when the indicator is at its cap; the sum over indicators is 100
    floors: Floats  # share at or below which nothing is earned
    caps: Floats  # share at or above which everything is earned, above the floor


# --- from indicators to a score -------------------------------------------------------------------------------------
@rule
def earned_share(indicator: float, floor: float, cap: float) -> float:
    """Share of an indicator's points that a measured value earns.

    Equation: g(x) = 0 up to the floor, (x - floor) / (cap - floor) between, 1 from the cap on.

    Args:
        indicator: x, measured share, 0 to 1.
        floor: 0 to 1, below the cap.
        cap: 0 to 1.

    Returns:
        g, 0 to 1. Monotone: rises with the indicator, up to the cap.

    Source: floors and caps from L025 (on time 66.67 % earns 0; 71 % of units at full marks, L020). The lines seen there
    also have steps (satisfaction of 50 to 71 % earns the same 12.5 points); a step is left out here.
    """
    if indicator <= floor:
        return 0.0
    if indicator >= cap:
        return 1.0
    return (indicator - floor) / (cap - floor)


@rule
def earned_slope(indicator: float, floor: float, cap: float) -> float:
    """How fast an indicator's points rise with the indicator: g'(x).

    Equation: 1 / (cap - floor) from the floor to just below the cap, else 0.

    Args:
        indicator: x, 0 to 1.
        floor: 0 to 1, below the cap.
        cap: 0 to 1.

    Returns:
        Slope of :func:`earned_share` towards better values: at the floor it counts, at the cap it does not, so that
        nothing more is gained at full points.
    """
    is_below_floor = indicator < floor
    is_at_cap = indicator >= cap
    if is_below_floor or is_at_cap:
        return 0.0
    return 1.0 / (cap - floor)


@rule
def weights_in_use(weights: Floats, cases: Floats, out: Floats) -> float:
    """Spread the points of indicators without a case over the others, in proportion to their weights.

    A unit without a single order can neither earn nor lose the points of the order indicators; the other indicators
    then carry the 100 points.

    Equation: w_k' = 100 w_k / sum of w over indicators with a case; 0 where there is no case.

    Args:
        weights: w_k, points, (n_indicators,).
        cases: N_k, cases of the month, (n_indicators,), 0 or more.
        out: w_k', (n_indicators,), changed in place.

    Returns:
        Points in use: 100, or 0 if no indicator with weight has a case.

    Conserves: the sum of the weights. Source: assumed; the texts behind L020 to L025 do not say what is done. Scoring
    an empty indicator as full instead would reward small units (compare L022 to L024) and is the alternative to try.
    """
    measured_weight = 0.0
    for k in range(weights.shape[0]):
        if cases[k] > 0.0:
            measured_weight += weights[k]
    for k in range(weights.shape[0]):
        out[k] = 0.0
        if cases[k] > 0.0 and measured_weight > 0.0:
            out[k] = FULL_MARKS * weights[k] / measured_weight
    return FULL_MARKS if measured_weight > 0.0 else 0.0


@rule
def weighted_points(indicators: Floats, weights: Floats, scoring: Scoring) -> float:
    """Points that indicators earn under given weights.

    Equation: sum over k of w_k g_k(x_k).

    Args:
        indicators: x_k, (n_indicators,), 0 to 1; values of indicators with weight 0 are ignored.
        weights: weights in use, points, (n_indicators,).
        scoring: floors and caps; its own weights are not read here.

    Returns:
        Points, 0 to the sum of the weights. Monotone: rises with each indicator.
    """
    points = 0.0
    for k in range(weights.shape[0]):
        if weights[k] > 0.0:
            points += weights[k] * earned_share(indicators[k], scoring.floors[k], scoring.caps[k])
    return points


@rule
def score(indicators: Floats, cases: Floats, scoring: Scoring, weights: Floats) -> float:
    """The street works out a unit's score at the end of the month.

    Equation: S = sum over k of w_k' g_k(x_k), w' from :func:`weights_in_use`.

    Args:
        indicators: x_k, (n_indicators,), 0 to 1; NaN allowed where there is no case.
        cases: N_k, (n_indicators,), 0 or more.
        scoring: weights, floors and caps.
        weights: room for w_k', (n_indicators,), changed in place.

    Returns:
        S, 0 to 100 points; 100 for a month without a single case, in which nothing was done wrong.
    """
    points_in_use = weights_in_use(scoring.weights, cases, weights)
    if points_in_use == 0.0:
        return FULL_MARKS
    return min(FULL_MARKS, weighted_points(indicators, weights, scoring))  # spread weights may sum to a bit over 100


# --- from scores to places ------------------------------------------------------------------------------------------
@rule
def place(scores: Floats, unit: int) -> int:
    """Place of a unit in the published table; equal scores share the better place (1, 2, 2, 4).

    Args:
        scores: S of every unit, points, (n_units,).
        unit: row of the unit.

    Returns:
        1 (best) to n_units.
    """
    better = 0
    for j in range(scores.shape[0]):
        if scores[j] > scores[unit]:
            better += 1
    return better + 1


@rule
def prize_by_place(scores: Floats, unit: int, prizes: Floats) -> float:
    """Prize of a unit's place; units with equal scores share the prizes of the places they fill.

    Equation: the mean of W_r over the places r that the units with this score fill.

    Args:
        scores: S, points, (n_units,).
        unit: row of the unit.
        prizes: W_1 >= ... >= W_n, value, (n_units,).

    Returns:
        Prize, value. Conserves: the prizes of all units add up to the sum of the schedule.
    """
    first = place(scores, unit) - 1
    level = 0
    total = 0.0
    for j in range(scores.shape[0]):
        if scores[j] == scores[unit]:
            total += prizes[first + level]
            level += 1
    return total / float(level)


# --- standards ------------------------------------------------------------------------------------------------------
def median_standard(burn_in_values: Floats, shift_sds: float, own_sd: float) -> float:
    """The street fixes a standard once, at what the median unit reached before, moved by a number of noise sds.

    Equation: z = median(values) + shift s.

    Args:
        burn_in_values: burn-in score (points) or indicator (share) of each unit, (n_units,), not empty.
        shift_sds: where the standard stands, in standard deviations of the median unit's noise (-3 to 5 in sweeps).
        own_sd: s, noise of the median unit, same unit as the values.

    Returns:
        z, same unit. It does not move during the run: this standard is `fixed`.
    """
    return float(np.median(burn_in_values)) + shift_sds * own_sd
