"""Network capacity: how two parties learn to work together by doing so, and forget it when they do not.

Place in the day: once a month, for every pair of parties, under the same numbers in every regime. Notation: K relation
of a pair, eta gain per success, delta decay.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class NetworkCapacityParameters(Parameters):
    """How fast a relation grows with joint successes and decays without."""

    gain_per_success: float = parameter(
        0.1,
        meaning="share of the way to a full relation that one successful joint matter goes (eta)",
        unit="share (0 to 1) per joint success",
        low=0.01,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    decay_per_month: float = parameter(
        0.05,
        meaning="share of the relation lost in a month (delta)",
        unit="share (0 to 1) per month",
        low=0.005,
        high=0.3,
        source="assumed",
        status="assumed",
    )


@rule
def relation_gain(p: np.record, successes: float) -> float:
    """Share of the way to a full relation that a month's joint successes go: 1 - (1 - eta)^n.

    Args:
        p: record of :class:`NetworkCapacityParameters`.
        successes: n, successful joint matters of the month, >= 0.

    Returns:
        Share, 0 (no success) to 1; close to eta x n when both are small.

    Monotone: rises with successes.
    """
    return 1.0 - math.pow(1.0 - p.gain_per_success, successes)


@rule
def updated_relation(p: np.record, relation: float, n_successes: int) -> float:
    """Relation of a pair of parties after a month.

    K <- K + g (1 - K) - delta K, with g = 1 - (1 - eta)^n, so that K stays in [0, 1] for any number of successes.

    Args:
        p: record of :class:`NetworkCapacityParameters`.
        relation: K before, 0 to 1.
        n_successes: n, successful joint matters of the pair in the month, >= 0.

    Returns:
        K after, 0 to 1.

    Monotone: rises with successes; falls when there was none and K > 0.
    Source: capacity grows when used and decays when unused (M48, C33), direction only; eta and delta assumed.
        Repeated surveys of who works with whom would settle them.
    """
    gain = relation_gain(p, float(n_successes))
    return float(relation + gain * (1.0 - relation) - p.decay_per_month * relation)


@rule
def steady_relation(p: np.record, successes_per_month: float) -> float:
    """Relation at which gain and decay balance when every month brings the same successes.

    K* = g / (g + delta).

    Args:
        p: record of :class:`NetworkCapacityParameters`.
        successes_per_month: n, >= 0.

    Returns:
        K*, 0 to 1; 0 without successes.

    Monotone: rises with successes.
    Source: fixed point of :func:`updated_relation`.
    """
    gain = relation_gain(p, successes_per_month)
    return float(gain / (gain + p.decay_per_month))
