"""How scores are compared: benchmarks that are taken off them, standards that move, and what is told about rivals.

Place in the calendar: the end of each assessed month, between scoring and paying, and again when the terms of the next
month are set. A *judged score* is a score less the unit's benchmark: 0 if scores are judged as they are, the points
that structure predicts, or the unit's own level of last year. Which of these is in force is known where the
configuration is read, not here.

Notation: S score, b benchmark, y = S - b judged score, z standard, n units compared.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.rules.assessment import Floats
from sim.streams import normal


# --- standards that move --------------------------------------------------------------------------------------------
@rule
def ratcheted_standard(standard: float, mean: float, rate: float) -> float:
    """The street takes what was reached for what is to be reached next.

    Equation: z <- z + k max(0, mean - z).

    Args:
        standard: z, points of judged score.
        mean: mean judged score of the month that ends, points.
        rate: k, share of the excess that the standard takes over in a month, 0 to 1.

    Returns:
        z for the month to come, points. Monotone: never falls; rises with the mean.

    Source: K035. Units are not made to foresee it here: nobody holds back so that the next standard is lower.
    """
    return standard + rate * max(0.0, mean - standard)


@rule
def quantile_standard(scores: Floats, share: float) -> float:
    """The standard is where a share of the units of the last month stood below: a place in disguise.

    Equation: z = the value at position share (n - 1) of the sorted scores, linear between two of them.

    Args:
        scores: judged scores of the month that ends, points, (n_units,), not empty.
        share: q, 0 (nobody below) to 1 (nobody above).

    Returns:
        z, points, between the lowest and the highest score. Monotone: rises with the share.

    Source: for many units it pays as prizes by place do whose bottom share q gets nothing (tests/theory).
    """
    ordered = np.sort(scores)
    position = share * float(ordered.shape[0] - 1)
    below = min(int(position), ordered.shape[0] - 1)
    above = min(below + 1, ordered.shape[0] - 1)
    rest = position - float(below)
    return float((1.0 - rest) * ordered[below] + rest * ordered[above])


# --- what structure predicts ----------------------------------------------------------------------------------------
@rule
def standardised(values: Floats, out: Floats) -> None:
    """Measure a load of each unit in standard deviations from the street's mean; no spread is no load.

    Equation: x_i = (v_i - mean) / sd, 0 for all if every v_i is the same.

    Args:
        values: v_i, any unit, (n_units,), not empty.
        out: x_i, (n_units,), changed in place.

    Conserves: the sum of x_i is 0 (up to rounding).
    """
    n_units = values.shape[0]
    low, high, mean = values[0], values[0], 0.0
    for i in range(n_units):
        low = min(low, values[i])
        high = max(high, values[i])
        mean += values[i]
    mean /= float(n_units)
    variance = 0.0
    for i in range(n_units):
        out[i] = values[i] - mean
        variance += out[i] * out[i]
    sd = np.sqrt(variance / float(n_units))
    for i in range(n_units):
        out[i] = out[i] / sd if high > low else 0.0


@rule
def structural_coefficients(loads: Floats, levels: Floats, shrinkage: float, out: Floats) -> None:
    """The street learns from its own published scores how many points each kind of load costs, and trusts it partly.

    Equation: (X'X / n + k I) b = X'(S - mean S) / n (ridge regression).

    Args:
        loads: X, standardised loads, (n_units, n_loads).
        levels: S_i, usual score of each unit, points, (n_units,).
        shrinkage: k, above 0: a load that is alone is credited with 1 / (1 + k) of the slope that is seen.
        out: b, points per standard deviation of load, (n_loads,), changed in place.

    Source: C23 (one rule over unequal areas is unfair), L022 to L024 (the busiest unit is fourth or fifth of five);
        form and shrinkage assumed.
    """
    n_units, n_loads = loads.shape
    mean = 0.0
    for i in range(n_units):
        mean += levels[i]
    mean /= float(n_units)
    matrix = np.zeros((n_loads, n_loads))
    for a in range(n_loads):
        out[a] = 0.0
        for i in range(n_units):
            out[a] += loads[i, a] * (levels[i] - mean) / float(n_units)
        for c in range(n_loads):
            for i in range(n_units):
                matrix[a, c] += loads[i, a] * loads[i, c] / float(n_units)
        matrix[a, a] += shrinkage
    # elimination without exchange of rows: the matrix is symmetric and, by the shrinkage, positive definite
    for a in range(n_loads):
        for below in range(a + 1, n_loads):
            factor = matrix[below, a] / matrix[a, a]
            for c in range(a, n_loads):
                matrix[below, c] -= factor * matrix[a, c]
            out[below] -= factor * out[a]
    for a in range(n_loads - 1, -1, -1):
        for c in range(a + 1, n_loads):
            out[a] -= matrix[a, c] * out[c]
        out[a] /= matrix[a, a]


@rule
def structural_benchmarks(loads: Floats, coefficients: Floats, out: Floats) -> None:
    """Points that the structure of each unit predicts above or below the street's mean.

    Equation: b_i = sum over k of coefficient_k x_ik.

    Args:
        loads: x, standardised, (n_units, n_loads).
        coefficients: points per standard deviation of load, (n_loads,).
        out: b_i, points, (n_units,), changed in place.

    Conserves: the sum of b_i is 0 (up to rounding), so that the mean score stays what it is.
    """
    for i in range(loads.shape[0]):
        out[i] = 0.0
        for k in range(loads.shape[1]):
            out[i] += coefficients[k] * loads[i, k]


# --- what is told about rivals --------------------------------------------------------------------------------------
@rule
def band_means(scores: Floats, n_bands: int, out: Floats) -> None:
    """The street publishes who stands in which band, and the mean of each band, but no score.

    Equation: band of unit i = floor(number of better units x bands / n); it is known by the mean score of its band.

    Args:
        scores: judged scores, points, (n_units,).
        n_bands: bands of places, 1 or more; with a band for each of n different scores all scores are known.
        out: what is known of each unit, points, (n_units,), changed in place.

    Conserves: the sum of the scores (up to rounding). Equal scores share a band.
    """
    n_units = scores.shape[0]
    bands = np.zeros(n_units, dtype=np.int64)
    for i in range(n_units):
        better = 0
        for j in range(n_units):
            if scores[j] > scores[i]:
                better += 1
        bands[i] = better * n_bands // n_units
    for i in range(n_units):
        total, members = 0.0, 0.0
        for j in range(n_units):
            if bands[j] == bands[i]:
                total += scores[j]
                members += 1.0
        out[i] = total / members


@rule
def field_level(own_score: float, place: float, n_units: float, field_sd: float) -> float:
    """What a unit that learns its own place, and no score of others, concludes about the level of the field.

    Equation: mean of the rivals = S + s invPhi((place - 1/2) / n): whoever stands in the middle takes the others for as
    good as itself, whoever stands last takes them for better.

    Args:
        own_score: S, judged score of the unit, points.
        place: own place, 1 (best) to n_units; ties share the mean of their places.
        n_units: n, units compared, 1 or more.
        field_sd: s, spread of the rivals' scores as the unit believes it, points, above 0.

    Returns:
        Level, points. Monotone: rises with the own score and with the place.

    Source: assumed; the place of one among n normal scores.
    """
    return own_score + field_sd * normal((place - 0.5) / n_units)
