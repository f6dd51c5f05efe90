"""What matters in a sweep, and by how much: one table for every kind of design (shown by ``sensitivity_views.py``).

Sobol and Morris designs have their own indices, a full factorial its shares of variance, one-at-a-time its differences,
any other sample PAWN. What cannot be told from chance is said to be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis import indices
from analysis.compare import SMALLEST_EFFECT, holm, t_interval
from analysis.expressions import Expression, mean_over_seeds, numbers_of, parsed
from analysis.precision import Precision, precision_of
from analysis.results import ResultsError
from analysis.sweeps import Cases, Factor, Numbers, Sweep, as_word, shares_of, without_window

if TYPE_CHECKING:
    import pandas as pd

type Row = dict[str, Any]

MAIN = {"sobol": "total", "factorial": "total", "morris": "mu_star", "one_at_a_time": "difference", "pawn": "pawn"}
FEWEST_POINTS = 20


def method_of(sweep: Sweep) -> str:
    """Which indices a design can give."""
    if not sweep.uncertainties:
        return "factorial"
    return sweep.kind if sweep.kind in MAIN else "pawn"


def outcome_of(sweep: Sweep, text: str) -> Expression:
    """What is asked of each run: an outcome of the study, or a sum of outcomes under named levers.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first thing that is not allowed.
    """
    outcomes = [str(outcome) for outcome in sweep.study["outcomes"]]
    return parsed(text, "outcome", outcomes, sweep.lever_words(), is_condition=False)


def sensitivity_of(sweep: Sweep, asked: Expression) -> pd.DataFrame:
    """Indices of every factor, for each combination of the levers that are not pinned.

    Args:
        sweep: the runs.
        asked: what the indices are of.

    Returns:
        One row per combination of levers, factor and measure (for one-at-a-time also ``level``): ``outcome``,
        ``method``, ``levers`` (as text), ``factor`` (key), ``level``, ``measure``, ``value``, ``low`` and
        ``high`` of its 95 % interval, ``threshold`` (what chance alone would give), ``reading`` (clear, not_clear,
        unknown; of the main measure only), ``n_points``, ``n_seeds`` used, ``noise_share``.

    Raises:
        ResultsError: too few runs have ended.
    """
    import pandas as pd

    cases = sweep.cases(asked.outcomes, asked.pinned)
    values = numbers_of(asked, cases.lookup)
    method = method_of(sweep)
    blocks = [({}, np.arange(len(cases.table)))] if method == "factorial" else cases.blocks()
    rows: list[Row] = []
    for levers, place in blocks:
        found = _COMPUTED[method](sweep, cases, place, values[place])
        text = ", ".join(f"{key.rpartition('.')[2]}={as_word(value)}" for key, value in levers.items())
        rows += [{"outcome": asked.text, "method": method, "levers": text} | row for row in found]
    return pd.DataFrame(rows)


# --- one function per method ------------------------------------------------------------------------------------------
def _sobol(sweep: Sweep, cases: Cases, _place: NDArray[np.intp], values: Numbers) -> list[Row]:
    factors = sweep.uncertainties
    whole = _whole_groups(sweep, values, len(factors) + 2)
    return _rows(indices.sobol(values[whole], len(factors)), factors, values[whole])


def _morris(sweep: Sweep, cases: Cases, place: NDArray[np.intp], values: Numbers) -> list[Row]:
    factors = sweep.uncertainties
    whole = _whole_groups(sweep, values, len(factors) + 1)
    levels = int(sweep.study["design"]["levels"])
    shares = _shares(cases, factors, place[whole])
    return _rows(indices.morris(values[whole], shares, levels), factors, values[whole])


def _pawn(sweep: Sweep, cases: Cases, place: NDArray[np.intp], values: Numbers) -> list[Row]:
    factors = sweep.uncertainties
    there = ~np.isnan(values).all(axis=1)
    _refuse_few(sweep, int(there.sum()))
    complete = ~np.isnan(values).any(axis=1)
    shares = _shares(cases, factors, place[there])
    # Values of a list would be ties; within its part of the range each place is as good as any other.
    rng = np.random.default_rng(indices.RNG_SEED)
    for column, factor in enumerate(factors):
        if factor.choices:
            shares[:, column] += (rng.random(len(shares)) - 0.5) / len(factor.choices)
    return _rows(indices.pawn(mean_over_seeds(values[there]), shares), factors, values[complete], int(there.sum()))


def _factorial(sweep: Sweep, cases: Cases, _place: NDArray[np.intp], values: Numbers) -> list[Row]:
    factors = [factor for factor in cases.factors if len(cases.table[factor.key].unique()) > 1]
    seeds = ~np.isnan(values).any(axis=0)
    if not seeds.any() or len(factors) < 1:
        raise ResultsError(f"{sweep.folder}: no seed has all runs of the factorial, so there are no shares of variance")
    import pandas as pd

    codes = [pd.factorize(cases.table[factor.key])[0] for factor in factors]
    grid = np.full((*(code.max() + 1 for code in codes), int(seeds.sum())), np.nan)
    grid[tuple(codes)] = values[:, seeds]
    if np.isnan(grid).any():
        raise ResultsError(f"{sweep.folder}: the factorial lacks points, so there are no shares of variance")
    return _rows(indices.factorial(grid), factors, values[:, seeds])


def _one_at_a_time(sweep: Sweep, cases: Cases, place: NDArray[np.intp], values: Numbers) -> list[Row]:
    keys = [factor.key for factor in sweep.uncertainties]
    points = cases.table.loc[place, keys].map(as_word).to_numpy()
    rows: list[Row] = []
    for own, row in zip(points[1:], values[1:], strict=True):
        moved = int(np.argmax(own != points[0]))
        pairs = row - values[0]
        pairs = pairs[~np.isnan(pairs)]
        low, high, p = t_interval(pairs)
        rows.append(
            {
                "factor": keys[moved],
                "level": str(own[moved]),
                "measure": "difference",
                "value": float(pairs.mean()) if pairs.size else float("nan"),
                "low": low,
                "high": high,
                "threshold": 0.0,
                "p": p,
                "n_points": len(points),
                "n_seeds": pairs.size,
                "noise_share": float("nan"),
            }
        )
    corrected = holm([row.pop("p") for row in rows])
    for row, p in zip(rows, corrected, strict=True):
        row["reading"] = "unknown" if np.isnan(p) else "clear" if p < 1.0 - indices.LEVEL else "not_clear"
    return rows


_COMPUTED = {
    "sobol": _sobol,
    "morris": _morris,
    "pawn": _pawn,
    "factorial": _factorial,
    "one_at_a_time": _one_at_a_time,
}


def _rows(
    found: Sequence[indices.Index], factors: Sequence[Factor], values: Numbers, n_points: int | None = None
) -> list[Row]:
    noise = indices.noise_share(values) if len(values) > 1 else float("nan")
    readings = {True: "clear", False: "not_clear", None: "unknown"}
    return [
        {
            "factor": factors[index.factor].key,
            "level": "",
            "measure": index.measure,
            "value": index.value,
            "low": index.low,
            "high": index.high,
            "threshold": index.threshold if index.measure in MAIN.values() else float("nan"),
            "reading": readings[index.is_clear] if index.measure in MAIN.values() else "",
            "n_points": len(values) if n_points is None else n_points,
            "n_seeds": values.shape[1],
            "noise_share": noise,
        }
        for index in found
    ]


def _shares(cases: Cases, factors: Sequence[Factor], rows: NDArray[np.intp]) -> Numbers:
    return np.column_stack([shares_of(factor, cases.table.loc[rows, factor.key]) for factor in factors])


def _whole_groups(sweep: Sweep, values: Numbers, size: int) -> NDArray[np.intp]:
    """Rows of the groups of points that belong together and have all their runs."""
    n_groups = len(values) // size
    whole = ~np.isnan(values[: n_groups * size].reshape(n_groups, -1)).any(axis=1)
    _refuse_few(sweep, int(whole.sum()) * size)
    return np.flatnonzero(np.repeat(whole, size))


def _refuse_few(sweep: Sweep, n: int) -> None:
    if n < FEWEST_POINTS:
        raise ResultsError(f"{sweep.folder}: {n} points with all their runs, at least {FEWEST_POINTS} are needed")


# --- precision --------------------------------------------------------------------------------------------------------
def reached(sweep: Sweep, asked: Expression, wanted: float | None) -> Precision:
    """Precision over seeds of what is asked; without a wish, held against the smallest effect of interest, if any."""
    cases = sweep.cases(asked.outcomes, asked.pinned)
    if wanted is None:
        smallest = {SMALLEST_EFFECT.get(without_window(outcome)) for outcome in asked.outcomes}
        wanted = smallest.pop() if len(smallest) == 1 else None
    return precision_of(numbers_of(asked, cases.lookup), float("nan") if wanted is None else wanted)
