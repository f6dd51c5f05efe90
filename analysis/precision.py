"""How many replications a wanted precision needs: a sequential rule on the half-width of an interval over seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.compare import LEVEL

MOST = 100_000
NOISY = 95  # percentile of the cases by their spread


@dataclass(frozen=True, slots=True)
class Precision:
    """What the replications reached, and how many would be enough.

    Attributes:
        n_seeds: replications there are.
        wanted: half-width that is wanted, in the outcome's unit; ``NaN``: none was named.
        typical: half-width of the 95 % interval over seeds in a typical case (pooled spread).
        noisy: the same where 95 of 100 cases are quieter.
        needed: replications that bring the typical case to the wanted half-width; 0: not known.
        needed_noisy: the same for the noisy case.
    """

    n_seeds: int
    wanted: float
    typical: float
    noisy: float
    needed: int
    needed_noisy: int

    @property
    def is_reached(self) -> bool:
        """Whether the sequential rule says stop: the noisy case too is as precise as wanted."""
        return bool(self.noisy <= self.wanted)


def precision_of(values: NDArray[np.float64], wanted: float) -> Precision:
    """Apply the rule: go on with replications while the half-width is larger than wanted.

    Args:
        values: (n_cases, n_seeds), ``NaN`` where a run is missing.
        wanted: half-width in the outcome's unit, or ``NaN``.

    Returns:
        What was reached and what is needed. The number needed takes the spread seen so far for the true one, so it is
        looked at again after more replications: that is what makes the rule sequential.
    """
    counts = (~np.isnan(values)).sum(axis=1)
    enough = values[counts >= 2]
    n = int(counts.max(initial=0))
    if not len(enough):
        return Precision(n, wanted, float("nan"), float("nan"), 0, 0)
    variances = np.nanvar(enough, axis=1, ddof=1)
    typical = float(np.mean(variances)) ** 0.5
    noisy = max(typical, (float(np.percentile(variances, NOISY)) / _luck(n)) ** 0.5)
    return Precision(
        n, wanted, half_width(typical, n), half_width(noisy, n), needed(typical, wanted), needed(noisy, wanted)
    )


def _luck(n: int) -> float:
    """Variance estimated from ``n`` values against the true one, where 95 of 100 equally noisy cases show less."""
    from scipy.special import chdtri

    return float(chdtri(n - 1, 1.0 - NOISY / 100.0)) / (n - 1)


def half_width(spread: float, n: int) -> float:
    """Half of the 95 % interval of a mean of ``n`` values with this standard deviation (Student's t)."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * spread / n**0.5 if n > 1 else float("nan")


def needed(spread: float, wanted: float) -> int:
    """Smallest number of values, 2 or more, with at most the wanted half-width; 0 if none or no wish is known."""
    if np.isnan(wanted) or wanted <= 0.0 or half_width(spread, MOST) > wanted:
        return 0
    low, high = 1, MOST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if half_width(spread, middle) <= wanted else (middle, high)
    return high
