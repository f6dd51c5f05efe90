"""Effort in the abstract: score = effort + noise, cost c e**2 / 2, and nothing else. The textbook cases live here.

The expected prizes come from the model's own rules; only the cost and the search for the best effort are written here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

EFFORT_STEP = 0.002


def best_effort(payoff: Callable[[float], float], curvature: float, highest: float) -> tuple[float, float]:
    """Global best of payoff(e) - c e**2 / 2 over a fine grid from 0: the effort and its value."""
    efforts = np.arange(0.0, highest + EFFORT_STEP, EFFORT_STEP)
    values = np.array([payoff(float(e)) for e in efforts]) - 0.5 * curvature * efforts * efforts
    best = int(values.argmax())
    return float(efforts[best]), float(values[best])


def steady_state_effort(
    payoff_against: Callable[[float, float], float],
    marginal_when_alike: float,
    curvature: float,
    highest: float,
) -> float | None:
    """Effort at which nobody gains by changing it while all others keep it; ``None`` if there is no such effort.

    Args:
        payoff_against: expected prize of own effort (first) when every rival makes the same effort (second).
        marginal_when_alike: slope of the expected prize where all efforts are equal.
        curvature: c of the quadratic cost.
        highest: largest effort tried as a deviation.
    """
    candidate = marginal_when_alike / curvature  # where the slope of the prize meets the slope of the cost
    value = payoff_against(candidate, candidate) - 0.5 * curvature * candidate * candidate
    _, best_value = best_effort(lambda e: payoff_against(e, candidate), curvature, highest)
    return candidate if best_value <= value else None
