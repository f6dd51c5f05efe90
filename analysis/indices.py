"""Sensitivity indices of a noisy model: estimators of SALib on means over seeds, with the part of chance taken off.

Runs of one seed share their luck at every point, so what a seed adds everywhere cancels. What is left is luck that
differs from point to point; a mean over few seeds still holds some of it, and any estimator takes it for an effect of
the factors. Its size is known from the spread over seeds, and is subtracted where the estimator is a mean of squares,
or stands beside the index as a threshold where it is not. Intervals come from resampling points and seeds together.

Arrays are (..., n_seeds) with seeds last. Every function returns one :class:`Index` per factor and measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.float64]

N_RESAMPLES = 400
N_DUMMIES = 200  # of PAWN: factors that do nothing, to see which index chance alone gives
LEVEL = 0.95
RNG_SEED = 7


@dataclass(frozen=True, slots=True)
class Index:
    """One index of one factor.

    Attributes:
        factor: place of the factor.
        measure: ``first``, ``total``; ``mu_star``, ``mu``, ``sigma``; ``pawn``.
        value: estimate.
        low: lower end of its 95 % interval, ``NaN`` if it has none.
        high: upper end.
        threshold: what chance alone would give; 0 if chance is taken off already, ``NaN`` if it is not known.
        is_clear: whether it is distinguishable from what chance alone gives; ``None`` if that cannot be told.
    """

    factor: int
    measure: str
    value: float
    low: float
    high: float
    threshold: float
    is_clear: bool | None


def noise_share(values: Numbers) -> float:
    """Part of the variance between means over seeds that is chance (0 to 1); ``NaN`` with a single seed.

    Args:
        values: (n_points, n_seeds), complete.
    """
    if values.shape[1] < 2:
        return float("nan")
    centred = values - values.mean(axis=0)
    between = float(centred.mean(axis=1).var())
    noise = float(_noise(centred, np.ones(values.shape[1])).mean())
    return min(noise / between, 1.0) if between > 0.0 else float("nan")


def sobol(values: Numbers, n_factors: int) -> list[Index]:
    """First-order and total indices from a Saltelli design.

    Args:
        values: (n_rows * (n_factors + 2), n_seeds), complete, in the order of SALib's design without second order.
        n_factors: number of factors.

    Returns:
        ``first`` and ``total`` of each factor, shares of the variance that is not chance.

    Source: @Saltelli2010; the part of chance is ours: E[mean^2] exceeds the square of what is meant by the
    variance of the mean over seeds.
    """
    from SALib.analyze import sobol as salib

    n_seeds = values.shape[1]
    blocks = values.reshape(-1, n_factors + 2, n_seeds)

    def estimate(rows: NDArray[np.intp], counts: Numbers) -> Numbers:
        drawn = blocks[rows]
        drawn = drawn - drawn[:, [0, -1]].mean(axis=(0, 1))
        means = drawn @ counts / counts.sum()
        a, b = means[:, 0], means[:, -1]
        variance = float(np.var(np.r_[a, b]))
        kept = variance - float(_noise(drawn[:, [0, -1]], counts).mean())
        if kept <= 1e-12 * max(variance, 1e-300):
            return np.full((2, n_factors), np.nan)
        first = [salib.first_order(a, means[:, 1 + i], b) * variance / kept for i in range(n_factors)]
        total = [
            (salib.total_order(a, means[:, 1 + i], b) * variance - _step_noise(drawn, i, counts) / 2.0) / kept
            for i in range(n_factors)
        ]
        return np.array([first, total])

    return _with_intervals(estimate, len(blocks), n_seeds, ("first", "total"))


def _step_noise(blocks: Numbers, factor: int, counts: Numbers) -> float:
    return float(_noise(blocks[:, 0] - blocks[:, 1 + factor], counts).mean())


def factorial(grid: Numbers) -> list[Index]:
    """First-order and total shares of variance of a full factorial, its levels as they are.

    Args:
        grid: (n_levels of factor 0, n_levels of factor 1, ..., n_seeds), complete.

    Returns:
        ``first`` and ``total`` of each factor. Points are no sample, so intervals are over seeds alone.
    """
    n_factors, n_seeds = grid.ndim - 1, grid.shape[-1]
    axes = tuple(range(n_factors))

    def estimate(_rows: NDArray[np.intp], counts: Numbers) -> Numbers:
        centred = grid - grid.mean(axis=axes)
        kept = float(_product(centred, counts).mean())
        if kept <= 0.0:
            return np.full((2, n_factors), np.nan)
        first = [_product(centred.mean(axis=_others(axes, i)), counts).mean() / kept for i in axes]
        total = [1.0 - _product(centred.mean(axis=i), counts).mean() / kept for i in axes]
        return np.array([first, total])

    return _with_intervals(estimate, 0, n_seeds, ("first", "total"))


def _others(axes: Sequence[int], own: int) -> tuple[int, ...]:
    return tuple(axis for axis in axes if axis != own)


def morris(values: Numbers, shares: Numbers, levels: int) -> list[Index]:
    """Elementary effects per whole range of each factor.

    Args:
        values: (n_trajectories * (n_factors + 1), n_seeds), complete, in SALib's order.
        shares: (n_trajectories * (n_factors + 1), n_factors): anything that rises with the factor's value.
        levels: levels of the design.

    Returns:
        ``mu_star`` (mean size), ``mu`` (mean) and ``sigma`` (spread: curvature and interaction) of each factor, in the
        outcome's unit. The threshold of ``mu_star`` is the mean size that chance alone would give.

    Source: @Morris1991; @Campolongo2007.
    """
    n_seeds = values.shape[1]
    effects = elementary_effects(values, shares, levels)

    def estimate(rows: NDArray[np.intp], counts: Numbers) -> Numbers:
        drawn = effects[rows]
        means = drawn @ counts / counts.sum()
        noise = np.maximum(_noise(drawn, counts).mean(axis=0), 0.0)
        size, chance = np.abs(means).mean(axis=0), np.sqrt(noise * 2.0 / np.pi)
        return np.array([size, means.mean(axis=0), means.std(axis=0, ddof=1), size - chance])

    # Fewer different seeds would make every size larger, so only trajectories are resampled.
    measures = ("mu_star", "mu", "sigma", "excess")
    found = _with_intervals(estimate, len(effects), n_seeds, measures, keep_seeds=True)
    excess = {index.factor: index for index in found if index.measure == "excess"}
    return [
        replace(
            index,
            threshold=index.value - excess[index.factor].value if n_seeds > 1 else float("nan"),
            is_clear=excess[index.factor].is_clear,
        )
        if index.measure == "mu_star"
        else index
        for index in found
        if index.measure != "excess"
    ]


def elementary_effects(values: Numbers, shares: Numbers, levels: int) -> Numbers:
    """Effect of each step of each trajectory, per whole range: (n_trajectories, n_factors, n_seeds)."""
    n_factors = shares.shape[1]
    steps = np.diff(shares.reshape(-1, n_factors + 1, n_factors), axis=1)
    rises = np.diff(values.reshape(-1, n_factors + 1, values.shape[1]), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    sign = np.sign(np.take_along_axis(steps, moved[:, :, None], axis=2))
    width = levels / (2.0 * (levels - 1.0))
    effects = np.empty_like(rises)
    np.put_along_axis(effects, moved[:, :, None], rises * sign / width, axis=1)
    return effects


def pawn(means: Numbers, shares: Numbers) -> list[Index]:
    """How far knowing a factor moves the distribution of the outcome, from any sample of points.

    Args:
        means: (n_points,) means over seeds.
        shares: (n_points, n_factors) from 0 to 1, without ties.

    Returns:
        ``pawn`` of each factor: median Kolmogorov-Smirnov distance between the outcome at a slice of the factor and
        anywhere (0 to 1). The threshold is what 95 of 100 factors that do nothing stay below.

    Source: @Pianosi2018; the factors that do nothing: @KhorashadiZadeh2017.
    """
    n_points = len(shares)
    n_slices = 8 if n_points >= 120 else 4  # powers of 2: SALib's ends of slices then are exact
    rng = np.random.default_rng(RNG_SEED)
    threshold = float(
        np.quantile([_pawn(rng.random((n_points, 1)), means, n_slices)[0] for _ in range(N_DUMMIES)], LEVEL)
    )
    drawn = []
    for _ in range(N_RESAMPLES // 8):  # each takes hundreds of comparisons of distributions
        rows = rng.integers(n_points, size=n_points)
        drawn.append(_pawn(shares[rows], means[rows], n_slices))
    values = _pawn(shares, means, n_slices)
    reach = 1.96 * np.std(drawn, axis=0)  # resampling repeats points, which raises the index but not its spread
    return [
        Index(i, "pawn", float(value), float(value - half), float(value + half), threshold, bool(value > threshold))
        for i, (value, half) in enumerate(zip(values, reach, strict=True))
    ]


@cache
def _pawn_of_chance(n_points: int, n_slices: int) -> float:
    """What 95 of 100 factors that do nothing stay below; distances of distributions depend on ranks alone."""
    rng, ranks = np.random.default_rng(RNG_SEED), np.arange(float(n_points))
    return float(np.quantile([_pawn(rng.random((n_points, 1)), ranks, n_slices)[0] for _ in range(N_DUMMIES)], LEVEL))


def _pawn(shares: Numbers, means: Numbers, n_slices: int) -> Numbers:
    from SALib.analyze import pawn as salib

    n = shares.shape[1]
    problem = {"num_vars": n, "names": [str(i) for i in range(n)], "bounds": [[0.0, 1.0]] * n}
    return np.asarray(salib.analyze(problem, shares, means, S=n_slices)["median"])


# --- chance -----------------------------------------------------------------------------------------------------------
def _product(values: Numbers, counts: Numbers) -> Numbers:
    """Square of what the seeds have in common, without bias: mean product over pairs of different seeds, (...).

    With a single seed it is the plain square.
    """
    whole, same = counts.sum() ** 2, (counts**2).sum()
    squares = (values @ counts) ** 2
    if np.count_nonzero(counts) < 2:
        return squares / whole
    return (squares - values**2 @ counts**2) / (whole - same)


def _noise(values: Numbers, counts: Numbers) -> Numbers:
    """Variance of the mean over seeds, (...); 0 where a single seed says nothing about it."""
    return (values @ counts / counts.sum()) ** 2 - _product(values, counts)


def _with_intervals(
    estimate: Callable[[NDArray[np.intp], Numbers], Numbers],
    n_rows: int,
    n_seeds: int,
    measures: Sequence[str],
    *,
    keep_seeds: bool = False,
) -> list[Index]:
    """Estimates with percentile intervals over resampled rows and seeds together.

    Args:
        estimate: called with rows and with how often each seed counts; returns (n_measures, n_factors).
        n_rows: rows to resample; 0: they are no sample.
        n_seeds: seeds.
        measures: names.
        keep_seeds: resample rows only.
    """
    values = estimate(np.arange(n_rows), np.ones(n_seeds))
    if n_rows == 0 and n_seeds < 3:
        low = high = np.full_like(values, np.nan)
    else:
        drawn = np.array([estimate(rows, counts) for rows, counts in _resampled(n_rows, n_seeds, keep_seeds)])
        drawn = drawn[~np.isnan(drawn).any(axis=(1, 2))]
        low, high = np.full((2, *values.shape), np.nan)
        if len(drawn) > N_RESAMPLES // 2:
            low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return [
        Index(
            factor, measure, float(values[m, factor]), float(low[m, factor]), float(high[m, factor]),
            0.0 if n_seeds > 1 else float("nan"), _is_above_zero(values[m, factor], low[m, factor], n_seeds),
        )
        for factor in range(values.shape[1])
        for m, measure in enumerate(measures)
    ]  # fmt: skip


def _is_above_zero(value: float, low: float, n_seeds: int) -> bool | None:
    if value == 0.0:
        return False  # no run of the same seed differed at all
    return None if n_seeds < 2 or np.isnan(low) else bool(low > 0.0)


def _resampled(n_rows: int, n_seeds: int, keep_seeds: bool) -> Iterator[tuple[NDArray[np.intp], Numbers]]:
    """Rows, and how often each seed counts: at least two different ones, or chance could not be told apart."""
    rng = np.random.default_rng(RNG_SEED)
    for _ in range(N_RESAMPLES):
        counts = np.ones(n_seeds)
        if n_seeds > 2 and not keep_seeds:
            counts = np.zeros(n_seeds)
            while np.count_nonzero(counts) < 2:
                counts = rng.multinomial(n_seeds, np.full(n_seeds, 1.0 / n_seeds)).astype(np.float64)
        yield rng.integers(n_rows, size=n_rows) if n_rows else np.arange(0), counts
