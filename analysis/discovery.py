"""Under which conditions something holds: a small tree over settings, checked on settings that it has not seen.

Each case (a setting under a combination of levers) is one where the target holds or fails. A classification tree (CART)
splits the cases by factors; it is cut back until cross-validation calls it no worse than the closest one within a
standard error, so that where nothing tells cases apart the tree has no branch and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.expressions import Expression, parsed, truth_of
from analysis.sweeps import Factor, Sweep, as_word

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.tree import DecisionTreeClassifier

DEPTH = 3  # conditions that a reader can hold in mind
FEWEST = 10  # cases where it holds, and where it fails
SMALLEST_LEAF = 0.05  # of the cases
FOLDS = 5
N_RESAMPLES = 100
RNG_SEED = 7


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a box: a factor above ``low`` and at most ``high``, or one of some choices."""

    factor: Factor
    low: float
    high: float
    choices: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A group of cases.

    Attributes:
        limits: what they have in common; empty: all cases.
        n: cases.
        n_holds: those where the target holds.
        low: lower end of the 95 % interval of the share (Wilson).
        high: upper end.
        rows: which cases.
    """

    limits: tuple[Limit, ...]
    n: int
    n_holds: int
    low: float
    high: float
    rows: NDArray[np.intp]

    @property
    def density(self) -> float:
        """Share of its cases where the target holds."""
        return self.n_holds / self.n


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found.

    Attributes:
        target: the condition that was asked about.
        cases: setting, values by key, ``holds`` (0 or 1) of every case that has runs.
        boxes: groups of cases, the one with the largest share first; one with all cases if nothing tells them apart.
        is_enough: whether there were enough cases of both kinds to look for conditions.
        precision: of cases called on settings left out, the share where it holds; ``NaN``: none was called.
        recall: of cases where it holds, the share called on settings left out.
        found_again: factor key -> share of resamples in whose tree it stands.
        agreed: share of cases in which every single seed gives the same answer; ``NaN`` with one seed.
        n_missing: runs that failed or are not there.
    """

    target: Expression
    cases: pd.DataFrame
    boxes: tuple[Box, ...]
    is_enough: bool
    precision: float
    recall: float
    found_again: Mapping[str, float]
    agreed: float
    n_missing: int


def target_of(sweep: Sweep, text: str) -> Expression:
    """A condition on outcomes, possibly on their differences between levers.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first thing that is not allowed.
    """
    outcomes = [str(outcome) for outcome in sweep.study["outcomes"]]
    return parsed(text, "target", outcomes, sweep.lever_words(), is_condition=True)


def discover(sweep: Sweep, target: Expression) -> Discovery:
    """Look for conditions under which the target holds.

    Args:
        sweep: the runs.
        target: see :func:`target_of`.

    Returns:
        What was found; the same runs give the same answer.
    """
    cases = sweep.cases(target.outcomes, target.pinned)
    holds, by_seed = truth_of(target, cases.lookup)
    there = np.flatnonzero(~np.isnan(holds))
    table = cases.table.iloc[there].reset_index(drop=True).assign(holds=holds[there].astype(int))
    y, by_seed = table["holds"].to_numpy(), by_seed[there]
    factors = [factor for factor in cases.factors if len(table[factor.key].unique()) > 1]
    agreed = (
        float(np.mean(np.nanmin(by_seed, axis=1) == np.nanmax(by_seed, axis=1))) if by_seed.shape[1] > 1 else np.nan
    )
    everything = _box((), np.arange(len(y)), y)
    is_enough = min(int(y.sum()), int((1 - y).sum())) >= FEWEST and bool(factors)
    if not is_enough:
        return Discovery(target, table, (everything,), False, np.nan, np.nan, {}, agreed, cases.n_missing)
    columns, x = _encoded(table, factors)
    groups = table["setting"].to_numpy()
    alpha = _pruning(x, y, groups)
    tree = _tree(alpha).fit(x, y)
    called = _called(x, y, groups, alpha)
    precision = float(y[called].mean()) if called.any() else float("nan")
    boxes = sorted(_boxes(tree, columns, x, y), key=lambda box: (-box.density, -box.n))
    return Discovery(
        target=target,
        cases=table,
        boxes=tuple(boxes),
        is_enough=True,
        precision=precision,
        recall=float(called[y == 1].mean()),
        found_again=_found_again(x, y, groups, alpha, columns, tree),
        agreed=agreed,
        n_missing=cases.n_missing,
    )


# --- the tree ---------------------------------------------------------------------------------------------------------
type Column = tuple[Factor, Any]  # a factor, and the choice that the column marks; None: the factor's number


def _encoded(table: pd.DataFrame, factors: Sequence[Factor]) -> tuple[list[Column], NDArray[np.float64]]:
    """Numbers as they are, choices without an order as one mark each."""
    columns: list[Column] = []
    for factor in factors:
        columns += [(factor, None)] if factor.is_number else [(factor, choice) for choice in factor.choices]
    values = [
        table[factor.key].to_numpy(dtype=np.float64)
        if choice is None
        else (table[factor.key].map(as_word) == as_word(choice)).to_numpy(dtype=np.float64)
        for factor, choice in columns
    ]
    return columns, np.column_stack(values)


def _tree(alpha: float) -> DecisionTreeClassifier:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=SMALLEST_LEAF, ccp_alpha=alpha, random_state=RNG_SEED
    )


def _pruning(x: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp]) -> float:
    """How far the tree is cut back: the smallest tree within a standard error of the lowest error on settings left out.

    Source: @Breiman1984.
    """
    alphas = np.unique(np.maximum(_tree(0.0).cost_complexity_pruning_path(x, y)["ccp_alphas"], 0.0))
    middles = np.append(np.sqrt(alphas[:-1] * alphas[1:]), alphas[-1])  # between the cuts; the last leaves no branch
    errors = np.array([_squared_errors(x, y, groups, alpha) for alpha in middles])
    mean, spread = errors.mean(axis=1), errors.std(axis=1, ddof=1) / errors.shape[1] ** 0.5
    lowest = int(mean.argmin())
    return float(middles[np.flatnonzero(mean <= mean[lowest] + spread[lowest])[-1]])


def _squared_errors(
    x: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp], alpha: float
) -> NDArray[np.float64]:
    """Squared error of the share that is predicted (Brier), per setting that was left out."""
    predicted = np.empty(len(y))
    for train, test in _folds(groups):
        predicted[test] = _shares(_tree(alpha).fit(x[train], y[train]), x[test])
    error = (predicted - y) ** 2
    settings, place = np.unique(groups, return_inverse=True)
    return np.bincount(place, weights=error) / np.bincount(place, minlength=len(settings))


def _folds(groups: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Training and test rows; the cases of one setting stay together, because they share its luck."""
    settings = np.unique(groups)
    order = np.random.default_rng(RNG_SEED).permutation(settings)
    parts = np.array_split(order, min(FOLDS, len(settings)))
    tests = [np.flatnonzero(np.isin(groups, part)) for part in parts]
    return [(np.setdiff1d(np.arange(len(groups)), test), test) for test in tests]


def _shares(tree: DecisionTreeClassifier, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of training cases where the target holds, in the leaf of each row."""
    known = list(tree.classes_)
    return tree.predict_proba(x)[:, known.index(1)] if 1 in known else np.zeros(len(x))


def _called(x: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp], alpha: float) -> NDArray[np.bool_]:
    """Whether a tree that has not seen a case's setting says that the target holds there."""
    called = np.zeros(len(y), dtype=bool)
    for train, test in _folds(groups):
        called[test] = _shares(_tree(alpha).fit(x[train], y[train]), x[test]) > 0.5
    return called


def _found_again(
    x: NDArray[np.float64],
    y: NDArray[np.intp],
    groups: NDArray[np.intp],
    alpha: float,
    columns: Sequence[Column],
    tree: DecisionTreeClassifier,
) -> dict[str, float]:
    """For each factor of the tree, the share of resamples of the settings whose tree has it as well."""
    rng = np.random.default_rng(RNG_SEED)
    settings = np.unique(groups)
    members = {setting: np.flatnonzero(groups == setting) for setting in settings}
    counts = dict.fromkeys(_used(tree, columns), 0)
    for _ in range(N_RESAMPLES):
        rows = np.concatenate([members[setting] for setting in rng.choice(settings, len(settings))])
        if len(np.unique(y[rows])) == 2:
            for key in _used(_tree(alpha).fit(x[rows], y[rows]), columns) & counts.keys():
                counts[key] += 1
    return {key: count / N_RESAMPLES for key, count in counts.items()}


def _used(tree: DecisionTreeClassifier, columns: Sequence[Column]) -> set[str]:
    return {columns[place][0].key for place in tree.tree_.feature if place >= 0}


def _boxes(
    tree: DecisionTreeClassifier, columns: Sequence[Column], x: NDArray[np.float64], y: NDArray[np.intp]
) -> list[Box]:
    """The leaves of the tree, each as limits of the factors on its way."""
    leaf_of = tree.apply(x)
    found: list[Box] = []

    def walk(node: int, limits: dict[str, Limit]) -> None:
        place = int(tree.tree_.feature[node])
        if place < 0:
            found.append(_box(tuple(limits.values()), np.flatnonzero(leaf_of == node), y))
            return
        factor, choice = columns[place]
        cut = float(tree.tree_.threshold[node])
        before = limits.get(factor.key, Limit(factor, -np.inf, np.inf, factor.choices if choice is not None else ()))
        if choice is None:
            low = Limit(factor, before.low, min(before.high, cut), ())
            high = Limit(factor, max(before.low, cut), before.high, ())
        else:
            low = Limit(factor, -np.inf, np.inf, tuple(other for other in before.choices if other != choice))
            high = Limit(factor, -np.inf, np.inf, (choice,))
        walk(int(tree.tree_.children_left[node]), limits | {factor.key: low})
        walk(int(tree.tree_.children_right[node]), limits | {factor.key: high})

    walk(0, {})
    return found


def _box(limits: tuple[Limit, ...], rows: NDArray[np.intp], y: NDArray[np.intp]) -> Box:
    from scipy.stats import binomtest

    n, n_holds = len(rows), int(y[rows].sum())
    interval = binomtest(n_holds, n).proportion_ci(method="wilson") if n else None
    low, high = (float(interval.low), float(interval.high)) if interval else (float("nan"), float("nan"))
    return Box(limits, n, n_holds, low, high, rows)
