"""Shapley values: how much of a difference each of several parts accounts for, whatever the order they are switched in.

The value of a part is its marginal contribution, averaged over all orders in which the parts may be switched one after
the other. Values sum to the whole difference, so nothing remains unexplained; with interactions between parts they are
an even split of what only acts together, not what a part would do alone.

Source: Shapley 1953; sampling over orders: Castro et al. 2009, Comput. Oper. Res. 36:1726.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

type Coalition = frozenset[str]
type Floats = NDArray[np.float64]

ORDERS_SEED = 1953  # fixed, so that the same explanation asks for the same runs


@dataclass(frozen=True, slots=True)
class Shares:
    """What each part accounts for.

    Attributes:
        by_part: part -> (n_seeds,) its value in each seed.
        sampling_sd: part -> standard error of its mean that comes from drawing orders; 0 where all were taken.
    """

    by_part: dict[str, Floats]
    sampling_sd: dict[str, float]


def all_coalitions(parts: Sequence[str]) -> list[Coalition]:
    """Every set of parts, the empty one first, smaller ones before larger ones."""
    sets = chain.from_iterable(combinations(parts, size) for size in range(len(parts) + 1))
    return [frozenset(members) for members in sets]


def drawn_orders(parts: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """At least n orders drawn at random, each followed by its reverse, which cancels much of the chance."""
    rng = np.random.default_rng(ORDERS_SEED)
    orders: list[tuple[str, ...]] = []
    while len(orders) < n:
        order = tuple(str(part) for part in rng.permutation(list(parts)))
        orders += [order, order[::-1]]
    return orders


def coalitions_of(orders: Sequence[Sequence[str]]) -> list[Coalition]:
    """Every set of parts that is met on the way through some orders, each once."""
    met = [frozenset(order[:size]) for order in orders for size in range(len(order) + 1)]
    return list(dict.fromkeys(sorted(met, key=lambda members: (len(members), sorted(members)))))


def exact_shares(worth: Mapping[Coalition, Floats], parts: Sequence[str]) -> Shares:
    """Shapley values from the worth of every coalition.

    Args:
        worth: coalition -> (n_seeds,) what is reached with these parts switched.
        parts: the parts.

    >>> worth = {frozenset(): [0.0], frozenset("a"): [1.0], frozenset("b"): [2.0], frozenset("ab"): [5.0]}
    >>> shares = exact_shares({part: np.array(value) for part, value in worth.items()}, "ab")
    >>> [float(shares.by_part[part][0]) for part in "ab"]  # 1 and 2 alone, and the 2 of both shared evenly
    [2.0, 3.0]
    """
    n = len(parts)
    values = {}
    for part in parts:
        total: Floats = np.zeros_like(worth[frozenset()])
        for others in all_coalitions([other for other in parts if other != part]):
            weight = factorial(len(others)) * factorial(n - len(others) - 1) / factorial(n)
            total = total + weight * (worth[others | {part}] - worth[others])
        values[part] = total
    return Shares(values, dict.fromkeys(parts, 0.0))


def sampled_shares(worth: Mapping[Coalition, Floats], orders: Sequence[Sequence[str]]) -> Shares:
    """Shapley values estimated from some orders; they still sum to the whole difference.

    Args:
        worth: coalition -> (n_seeds,) what is reached, of every coalition that the orders meet.
        orders: as of :func:`drawn_orders`, each followed by its reverse.
    """
    parts = sorted(orders[0])
    steps: dict[str, list[Floats]] = {part: [] for part in parts}
    for order in orders:
        for place, part in enumerate(order):
            steps[part].append(worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])])
    values, sampling_sd = {}, {}
    for part in parts:
        by_order = np.stack(steps[part])  # (n_orders, n_seeds)
        values[part] = by_order.mean(axis=0)
        pairs = by_order.mean(axis=1).reshape(-1, 2).mean(axis=1)  # an order and its reverse are not independent
        sampling_sd[part] = float(pairs.std(ddof=1) / len(pairs) ** 0.5) if len(pairs) > 1 else float("nan")
    return Shares(values, sampling_sd)
