"""The expected prize as a curve over own means: worked out once per unit and month, then read at every action.

Place in the calendar: inside the monthly choice of effort. Notation as in ``sim.rules.incentive``. The curve holds U
and U' on an even grid of own means; between two grid points it is the cubic that has both values and both slopes
(Hermite), whose error falls with the fourth power of the step.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim._compiled import rule
from sim.rules.assessment import Floats
from sim.rules.incentive import (
    CURVE_POINTS,
    NODES_PER_SD,
    TAIL_NODES,
    TAIL_SDS,
    pass_marginal,
    pass_payoff,
    place_marginal_linear,
    place_payoff_linear,
    prize_at_score,
)
from sim.rules.normal import normal_density
from sim.rules.stakes import Stakes

SCORE_POINTS = CURVE_POINTS + 2 * TAIL_NODES + 2  # room for V on the grid and its margins


class PayoffCurve(NamedTuple):
    """The curve of one unit and month, and the room to work it out; made once with :func:`payoff_curve`."""

    payoffs: Floats  # U on the grid of own means, value, (CURVE_POINTS,)
    marginals: Floats  # U' there, value per point, (CURVE_POINTS,)
    prize_at: Floats  # room for V on the grid and its margins, (SCORE_POINTS,)
    chances: Floats  # room for the chances of places, (n_units,)


def payoff_curve(n_units: int) -> PayoffCurve:
    """Room for the curves of units that are compared with each other."""
    return PayoffCurve(np.zeros(CURVE_POINTS), np.zeros(CURVE_POINTS), np.zeros(SCORE_POINTS), np.zeros(n_units))


@rule
def curve_step(low: float, high: float, own_sd: float) -> float:
    """Step between own means on the curve: a quarter of the own noise, wider if the range does not fit otherwise.

    Equation: max(s / 4, (high - low) / (points - 2)).

    Args:
        low: lowest own mean that will be asked for, points.
        high: highest, points, not below low.
        own_sd: s, points, above 0.

    Returns:
        Step, points, above 0.
    """
    return max(own_sd / float(NODES_PER_SD), (high - low) / float(CURVE_POINTS - 2))


@rule
def fill_curve(
    low: float,
    high: float,
    own_sd: float,
    unit: int,
    means: Floats,
    sds: Floats,
    stakes: Stakes,
    curve: PayoffCurve,
) -> float:
    """Work out the expected prize and its slope for every own mean the unit can reach this month.

    Equation: U(m) and U'(m) of the prizes that hang on the score, at m = low + g step.

    Args:
        low: lowest own mean, points.
        high: highest, points, not below low.
        own_sd: s, points, above 0.
        unit: row of the unit itself; its entries in means and sds are not read.
        means: m_j, points, (n_units,).
        sds: s_j, points, above 0, (n_units,).
        stakes: what the unit may gain.
        curve: changed in place, from the first point up to one point beyond high.

    Returns:
        The step, points, that :func:`curve_payoff` needs.
    """
    step = curve_step(low, high, own_sd)
    n_points = min(int((high - low) / step) + 2, CURVE_POINTS)
    # === prizes by place ===
    if stakes.is_linear:
        for g in range(n_points):
            own_mean = low + float(g) * step
            curve.payoffs[g] = place_payoff_linear(own_mean, own_sd, unit, means, sds, stakes.prizes)
            curve.marginals[g] = place_marginal_linear(own_mean, own_sd, unit, means, sds, stakes.prizes)
    else:
        _smooth_prizes(low, step, n_points, own_sd, unit, means, sds, stakes.prizes, curve)
    # === prize for a standard on the total ===
    if stakes.total_prize > 0.0:
        for g in range(n_points):
            own_mean = low + float(g) * step
            curve.payoffs[g] += pass_payoff(own_mean, own_sd, stakes.standard, stakes.total_prize)
            curve.marginals[g] += pass_marginal(own_mean, own_sd, stakes.standard, stakes.total_prize)
    return step


@rule
def _smooth_prizes(
    low: float,
    step: float,
    n_points: int,
    own_sd: float,
    unit: int,
    means: Floats,
    sds: Floats,
    prizes: Floats,
    curve: PayoffCurve,
) -> None:
    """Prizes by place under any schedule: V on the grid and its margins, then averaged over the own noise."""
    prize_at, payoffs, marginals = curve.prize_at, curve.payoffs, curve.marginals
    margin = math.ceil(float(TAIL_SDS) * own_sd / step)
    for i in range(n_points + 2 * margin):
        score = low + float(i - margin) * step
        prize_at[i] = prize_at_score(score, unit, means, sds, prizes, curve.chances)
    total_weight = normal_density(0.0)
    total_square = 0.0
    for node in range(1, margin + 1):
        deviation = float(node) * step / own_sd
        weight = normal_density(deviation)
        total_weight += 2.0 * weight
        total_square += 2.0 * weight * deviation * deviation
    for g in range(n_points):
        payoffs[g] = normal_density(0.0) * prize_at[g + margin]
        marginals[g] = 0.0
    for node in range(1, margin + 1):
        deviation = float(node) * step / own_sd
        weight = normal_density(deviation)
        for g in range(n_points):
            ahead = prize_at[g + margin + node]
            behind = prize_at[g + margin - node]
            payoffs[g] += weight * (ahead + behind)
            marginals[g] += weight * deviation * (ahead - behind)
    for g in range(n_points):
        payoffs[g] = payoffs[g] / total_weight
        marginals[g] = marginals[g] / (total_square * own_sd)


@rule
def curve_payoff(own_mean: float, low: float, step: float, curve: PayoffCurve) -> float:
    """Read the expected prize at one own mean from the curve.

    Equation: the cubic through U and U' at the two neighbouring grid points.

    Args:
        own_mean: m, points, low to the high that the curve was filled for.
        low: first own mean of the curve, points.
        step: from :func:`fill_curve`, points.
        curve: as filled.

    Returns:
        U, value.
    """
    position = max((own_mean - low) / step, 0.0)
    g = min(int(position), CURVE_POINTS - 2)
    t = position - float(g)
    rest = 1.0 - t
    payoffs, marginals = curve.payoffs, curve.marginals
    from_left: float = (1.0 + 2.0 * t) * rest * rest * payoffs[g] + t * rest * rest * step * marginals[g]
    from_right: float = t * t * (3.0 - 2.0 * t) * payoffs[g + 1] - t * t * rest * step * marginals[g + 1]
    return from_left + from_right
