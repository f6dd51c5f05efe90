"""The normal curve: density and chance, the two functions that every belief about a score is made of.

No place in the calendar of its own; called by the rules of assessment, belief, incentive and effort.
"""

from __future__ import annotations

import math

from sim._compiled import rule

INVERSE_ROOT_TWO_PI = 1.0 / math.sqrt(2.0 * math.pi)
INVERSE_ROOT_TWO = 1.0 / math.sqrt(2.0)


@rule
def normal_density(deviation: float) -> float:
    """Height of the standard normal curve.

    Equation: phi(x) = exp(-x**2 / 2) / sqrt(2 pi); phi(0) = 0.3989.

    Args:
        deviation: x, in standard deviations, any number or an infinity.

    Returns:
        phi(x), 0 to 0.3989; 0 at both infinities.
    """
    return math.exp(-0.5 * deviation * deviation) * INVERSE_ROOT_TWO_PI


@rule
def normal_chance(deviation: float) -> float:
    """Chance that a standard normal number stays below a deviation.

    Equation: Phi(x) = erfc(-x / sqrt(2)) / 2, accurate in both tails.

    Args:
        deviation: x, in standard deviations, any number or an infinity.

    Returns:
        Phi(x), 0 to 1. Monotone: rises with the deviation.
    """
    return 0.5 * math.erfc(-deviation * INVERSE_ROOT_TWO)
