"""More about paired differences than the first table needs: bootstrap, effect sizes, equivalence, two corrections.

Everything rests on :func:`analysis.compare.paired_differences`; what scipy offers is scipy's. The caution stated there
holds for every column here: seeds tell chance at one design point, and nothing about other parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.compare import HEADLINES, LEVEL, Arm, paired_differences, paired_runs, reference_of

if TYPE_CHECKING:
    import pandas as pd

FILE = "statistics.csv"
N_RESAMPLES = 9_999
RESAMPLES_AT_ONCE, ROWS_AT_ONCE = 500, 200  # x 20 seeds: 16 MB
BOOTSTRAP_SEED = 1979  # fixed, so that the same runs give the same interval


def paired_statistics(
    runs: pd.DataFrame, outcomes: Sequence[str] = HEADLINES, reference: Arm | None = None
) -> pd.DataFrame:
    """Paired differences of every arm to the reference, with all that is worth knowing of them.

    Args:
        runs: the table ``runs``.
        outcomes: names of outcomes, without window.
        reference: arm that all others are compared with; if not given, :func:`analysis.compare.reference_of`.

    Returns:
        The rows and columns of :func:`analysis.compare.paired_differences`, and

        - ``boot_low``, ``boot_high``: 95 % bootstrap interval of the mean difference, see :func:`bootstrap_intervals`;
        - ``effect_size``: see :func:`effect_size`;
        - ``p_bh``: p values corrected by Benjamini and Hochberg over all comparisons of the table, which bounds the
          share of false alarms among those that are called; ``p_holm`` bounds the chance of any;
        - ``p_same``: see :func:`equivalence`, with the smallest effect of interest as bound (missing without one);
        - ``same_within``: smallest bound within which the difference is equivalent at the 5 % level: "no difference
          larger than ...".
    """
    reference = reference or reference_of(runs)
    table = paired_differences(runs, outcomes, reference)
    pairs = paired_runs(runs, outcomes, reference).dropna(subset="difference")
    keys = ["scenario", "regime", "window", "governance", "arm", "outcome"]
    differences = pairs["difference"].to_numpy()
    members = pairs.groupby(keys, sort=False).indices
    of_row: list[NDArray[np.float64]] = []
    for row in table.itertuples():
        key = tuple(getattr(row, name) for name in keys)
        of_row.append(differences[members[key]] if key in members and not row.is_reference else np.empty(0))
    intervals = bootstrap_intervals(of_row)
    same = [equivalence(values, bound) for values, bound in zip(of_row, table["smallest_effect"], strict=True)]
    columns = {
        "boot_low": [low for low, _ in intervals],
        "boot_high": [high for _, high in intervals],
        "effect_size": [effect_size(values) for values in of_row],
        "p_same": [p for p, _ in same],
        "same_within": [within for _, within in same],
    }
    return table.assign(p_bh=false_discovery(table["p"].to_numpy()), **columns)


def bootstrap_intervals(rows: Sequence[ArrayLike], level: float = LEVEL) -> list[tuple[float, float]]:
    """Bias-corrected and accelerated bootstrap intervals of means: no shape of the differences is assumed.

    Args:
        rows: (n,) paired differences each, finite; many at once cost a fraction of one after the other.
        level: coverage, 0 to 1.

    Returns:
        Low, high of each; ``NaN`` with fewer than three pairs, for which resampling says nothing; a point where all
        agree.

    Source: Efron 1987, J. Am. Stat. Assoc. 82:171; scipy.stats.bootstrap.
    """
    values = [np.asarray(row, dtype=np.float64) for row in rows]
    agree = [bool(row.size > 2 and np.ptp(row) == 0.0) for row in values]
    found = [(float(row[0]), float(row[0])) if is_point else (float("nan"), float("nan"))
             for row, is_point in zip(values, agree, strict=True)]  # fmt: skip
    places: dict[int, list[int]] = {}
    for place, row in enumerate(values):
        if row.size > 2 and not agree[place]:
            places.setdefault(row.size, []).append(place)
    for of_size in places.values():
        for start in range(0, len(of_size), ROWS_AT_ONCE):
            some = of_size[start : start + ROWS_AT_ONCE]
            ends = _bootstrapped(np.array([values[place] for place in some]), level)
            for place, low, high in zip(some, *ends, strict=True):
                found[place] = (float(low), float(high))
    return found


def _bootstrapped(rows: NDArray[np.float64], level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of the intervals of rows of equal length; each row is resampled by the same draws, as if it were alone."""
    from scipy.stats import bootstrap

    interval = bootstrap(
        (rows,), np.mean, axis=-1, n_resamples=N_RESAMPLES, confidence_level=level, batch=RESAMPLES_AT_ONCE,
        rng=np.random.default_rng(BOOTSTRAP_SEED),
    ).confidence_interval  # fmt: skip
    return interval.low, interval.high


def effect_size(differences: ArrayLike) -> float:
    """Mean difference over the standard deviation of the differences, with Hedges' correction for few pairs (g_z).

    It says how far the arms lie apart in units of what chance does *to the same seed*; pairing makes it larger than the
    d of two separate groups, and it says nothing of practical size.

    Args:
        differences: (n,) paired differences, finite.

    Returns:
        ``NaN`` with fewer than two pairs, or if all differences are equal.

    Source: Hedges 1981, J. Educ. Stat. 6:107.

    >>> round(effect_size([2.0, 3.0, 4.0]), 3)  # mean 3, sd 1, correction 1 - 3 / (4 x 2 - 1)
    1.714
    """
    values = np.asarray(differences, dtype=np.float64)
    if values.size < 2 or np.ptp(values) == 0.0:
        return float("nan")
    n_free = values.size - 1
    correction = 1.0 - 3.0 / (4.0 * n_free - 1.0)
    return float(correction * values.mean() / values.std(ddof=1))


def equivalence(differences: ArrayLike, bound: float, level: float = LEVEL) -> tuple[float, float]:
    """Two one-sided t tests: is the difference smaller than a bound, whichever way it goes?

    Args:
        differences: (n,) paired differences, finite.
        bound: above 0; ``NaN``: none is set.
        level: 1 - size of each test.

    Returns:
        P value (the larger of the two; ``NaN`` without a bound) and the smallest bound that would be met at that
        level, the far end of the 90 % interval: "no difference larger than ...". ``NaN`` with fewer than two pairs.

    Source: Schuirmann 1987, J. Pharmacokinet. Biopharm. 15:657.

    >>> p, within = equivalence([0.1, -0.1, 0.0, 0.1, -0.1], bound=1.0)
    >>> p < 0.001, round(within, 3)  # mean 0, sd 0.1: 2.132 x 0.1 / sqrt(5)
    (True, 0.095)
    """
    from scipy.special import stdtr, stdtrit

    values = np.asarray(differences, dtype=np.float64)
    if values.size < 2:
        return float("nan"), float("nan")
    mean, error = float(values.mean()), float(values.std(ddof=1)) / values.size**0.5
    n_free = values.size - 1
    within = abs(mean) + float(stdtrit(n_free, level)) * error
    if np.isnan(bound):
        return float("nan"), within
    if error == 0.0:
        return float(abs(mean) >= bound), within
    return float(stdtr(n_free, (abs(mean) - bound) / error)), within


def false_discovery(p_values: ArrayLike) -> np.ndarray:
    """P values corrected by Benjamini and Hochberg; ``NaN`` stays and does not count.

    Source: Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289; scipy.stats.false_discovery_control.
    """
    p = np.asarray(p_values, dtype=np.float64)
    corrected = np.full(p.shape, np.nan)
    is_known = ~np.isnan(p)
    if is_known.any():
        from scipy.stats import false_discovery_control

        corrected[is_known] = false_discovery_control(p[is_known])
    return corrected
