"""What a unit believes about scores: its own, how far chance throws them, and its rivals'.

Place in the calendar: after the month is scored and published, before effort is chosen. A unit knows its own
indicators and counts; of the others it knows the scores that the street publishes, and nothing else. Beliefs are
smoothed: each month moves them a fraction towards what was seen.

Notation: x_k own indicator, N_k its cases, S score, m believed mean, s believed noise, w weight of the newest month.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.parameters import Parameters, parameter
from sim.rules.assessment import Floats, Scoring, earned_slope


class BeliefParameters(Parameters):
    """How fast beliefs about scores follow what is seen, and how sure they may become."""

    newest_month_weight: float = parameter(
        0.3,
        meaning="weight of the newest month in beliefs about the level of own and rivals' scores and indicators",
        unit="share (0 to 1)",
        low=0.05,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    newest_surprise_weight: float = parameter(
        0.1,
        meaning="weight of the newest surprise in beliefs about noise; at 0.3 units would grow too sure (tests)",
        unit="share (0 to 1)",
        low=0.02,
        high=0.3,
        source="assumed",
        status="assumed",
    )
    first_score_sd: float = parameter(
        5.0,
        meaning="noise of a score that is believed before any month has been seen",
        unit="points",
        low=1.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    smallest_score_sd: float = parameter(
        0.5,
        meaning="noise of a score below which no belief falls",
        unit="points",
        low=0.1,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    smallest_indicator_sd: float = parameter(
        0.01,
        meaning="noise of an indicator below which no belief falls",
        unit="share (0 to 1)",
        low=0.002,
        high=0.05,
        source="assumed",
        status="assumed",
    )


# --- own noise ------------------------------------------------------------------------------------------------------
@rule
def counting_variance(indicator: float, cases: float) -> float:
    """Chance variation of a share that is counted over few cases.

    Equation: p (1 - p) / N, 0 for N = 0.

    Args:
        indicator: p, expected share, 0 to 1.
        cases: N, 0 or more.

    Returns:
        Variance, 0 to 0.25. Monotone: falls with the cases.
    """
    if cases <= 0.0:
        return 0.0
    return indicator * (1.0 - indicator) / cases


@rule
def score_counting_variance(indicators: Floats, cases: Floats, weights: Floats, scoring: Scoring) -> float:
    """Chance variation of the own score that comes from counting over few cases.

    Equation: sum over k of (w_k g_k')**2 p_k (1 - p_k) / N_k.

    Args:
        indicators: expected p_k, (n_indicators,), 0 to 1.
        cases: expected N_k, (n_indicators,), 0 or more.
        weights: weights in use, points, (n_indicators,).
        scoring: floors and caps.

    Returns:
        Variance, points squared, 0 or more.
    """
    variance = 0.0
    for k in range(indicators.shape[0]):
        slope = weights[k] * earned_slope(indicators[k], scoring.floors[k], scoring.caps[k])
        variance += slope * slope * counting_variance(indicators[k], cases[k])
    return variance


@rule
def believed_sd(counting_variance: float, case_variance: float, smallest_sd: float) -> float:
    """Noise of a score (or an indicator) as the unit believes it.

    Equation: s = sqrt(max(counting + case variance, smallest**2)).

    Args:
        counting_variance: chance variation from counting, 0 or more.
        case_variance: what own residuals showed beyond it (harder cases, forecasts that were off), 0 or more.
        smallest_sd: noise below which the belief does not fall, above 0.

    Returns:
        s, in the unit of the score or indicator, at least the smallest.
    """
    return math.sqrt(max(counting_variance + case_variance, smallest_sd * smallest_sd))


@rule
def learned_case_variance(case_variance: float, residual: float, counting_variance: float, weight: float) -> float:
    """Learn from an own forecast that missed how much more than counting throws scores about.

    Equation: v <- max(0, v + w (residual**2 - counting - v)). Because the residual is that of a forecast, v also holds
    the error of the forecast itself, and the chances it leads to are calibrated.

    Args:
        case_variance: v, believed so far, 0 or more.
        residual: realised minus expected score (or indicator).
        counting_variance: chance variation from counting in that month, 0 or more.
        weight: w, weight of the newest surprise, 0 to 1.

    Returns:
        v, 0 or more. Monotone: rises with the size of the residual.
    """
    news = residual * residual - counting_variance
    return max(0.0, case_variance + weight * (news - case_variance))


# --- own mean -------------------------------------------------------------------------------------------------------
@rule
def smoothed(believed: float, seen: float, weight: float) -> float:
    """Move a belief a fraction towards what was seen.

    Equation: m <- m + w (seen - m).

    Args:
        believed: m, before the month.
        seen: what the month showed.
        weight: w, 0 to 1.

    Returns:
        m, between the two.
    """
    return believed + weight * (seen - believed)


@rule
def smoothed_share(believed: float, seen: float, cases: float, weight: float) -> float:
    """Move a believed share towards a counted one; a month without a case teaches nothing.

    Args:
        believed: share before the month, 0 to 1.
        seen: counted share, 0 to 1; may be NaN if there is no case.
        cases: cases it was counted over, 0 or more.
        weight: w, 0 to 1.

    Returns:
        Believed share, 0 to 1. Serves own indicators and the learned chance of being caught alike.
    """
    if cases <= 0.0:
        return believed
    return smoothed(believed, seen, weight)


# --- rivals ---------------------------------------------------------------------------------------------------------
@rule
def learn_scores(
    seen: Floats, weight: float, surprise_weight: float, smallest_sd: float, means: Floats, sds: Floats
) -> None:
    """Everybody's believed score and noise move towards what was published.

    Equation: d = S - m; s**2 <- max(s**2 + v (d**2 - s**2), smallest**2); m <- m + w d.

    Args:
        seen: scores as far as they are known, points, (n_units,).
        weight: w, of the newest month in levels, 0 to 1.
        surprise_weight: v, of the newest surprise in noise, 0 to 1.
        smallest_sd: noise below which no belief falls, points, above 0.
        means: m_j, points, (n_units,), changed in place.
        sds: s_j, points, above 0, (n_units,), changed in place.
    """
    for j in range(seen.shape[0]):
        surprise = seen[j] - means[j]
        variance = smoothed(sds[j] * sds[j], surprise * surprise, surprise_weight)
        sds[j] = math.sqrt(max(variance, smallest_sd * smallest_sd))
        means[j] = smoothed(means[j], seen[j], weight)
