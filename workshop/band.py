"""From pairs of runs to what the page draws: medians, bands, single runs, and the difference with its interval.

The band is the range of the middle 80 of 100 plausible settings, luck included; the difference is taken pair by pair,
so that what both worlds share cancels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workshop.run import NUMBERS, PHASES, WorldRun

CURVES = ("workload", "response", "participation", "strain")
BAND = (10.0, 50.0, 90.0)  # percentiles
SINGLE_RUNS = 3  # drawn thinly beside the band
DIGITS = 5
CLEAR_SHARE = 0.8  # of the pairs on one side, and by the smallest effect of interest: a sign may be told
# Smallest effect of interest (docs/odd.md, Evaluation), in the unit of the number.
SMALLEST = {
    "workload_hours_week": 2.0,
    "need_based_days": 0.5,
    "participation_share": 0.01,
    "strain": 0.02,
}

type Pairs = Mapping[int, tuple[WorldRun, WorldRun]]


def picture(pairs: Pairs) -> dict[str, Any]:
    """Everything that is drawn of the pairs that are done.

    Args:
        pairs: pair -> (run of A, run of B); at least one.

    Returns:
        ``n``; ``curves``: outcome -> ``a``, ``b`` and ``difference`` (A minus B), each a band of three lists by week,
        and ``singles`` of A and B; ``numbers``: outcome -> phase -> the same three bands, and ``verdict``. ``None``
        stands where nothing is known.
    """
    ordered = [pairs[pair] for pair in sorted(pairs)]
    return {
        "n": len(ordered),
        "curves": {name: _curve(ordered, name) for name in CURVES},
        "numbers": {name: _number(ordered, name) for name in NUMBERS},
    }


def _curve(pairs: Sequence[tuple[WorldRun, WorldRun]], name: str) -> dict[str, Any]:
    a, b = (np.array([pair[world]["curves"][name] for pair in pairs]) for world in (0, 1))
    return {
        "a": _band(a),
        "b": _band(b),
        "difference": _band(a - b),
        "singles_a": _plain(a[:SINGLE_RUNS]),
        "singles_b": _plain(b[:SINGLE_RUNS]),
    }


def _number(pairs: Sequence[tuple[WorldRun, WorldRun]], name: str) -> dict[str, Any]:
    a, b = (np.array([pair[world]["numbers"][name] for pair in pairs]) for world in (0, 1))
    found = {}
    for place, phase in enumerate(PHASES):
        difference = a[:, place] - b[:, place]
        if not np.isfinite(difference).any():
            continue
        found[phase.lstrip("_") or "whole"] = {
            "a": _column(a[:, place]),
            "b": _column(b[:, place]),
            "difference": _column(difference),
            **verdict(difference, SMALLEST.get(name, 0.0)),
        }
    return found


def verdict(difference: NDArray[np.float64], smallest: float) -> dict[str, Any]:
    """What may be said of a difference A minus B over plausible settings.

    Args:
        difference: (n,) by pair; NaN is left out.
        smallest: effect below which a difference is of no interest.

    Returns:
        ``higher`` ("a", "b", "same" or "unclear"), and of how many pairs A was higher, B was higher, and neither by
        ``smallest``. A sign is told where at least CLEAR_SHARE of the pairs have it at that size; "same" where as many
        differ by less than the smallest effect.
    """
    known = difference[np.isfinite(difference)]
    n_a, n_b = int((known >= smallest).sum()), int((known <= -smallest).sum())
    if smallest == 0.0:
        n_a, n_b = int((known > 0).sum()), int((known < 0).sum())
    n_same = len(known) - n_a - n_b
    needed = CLEAR_SHARE * len(known)
    clear = [word for word, n in (("a", n_a), ("b", n_b), ("same", n_same)) if n >= needed]
    return {"higher": clear[0] if clear else "unclear", "n_a": n_a, "n_b": n_b, "n_same": n_same}


def bands(runs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Percentiles BAND over the runs that know something, NaN where none does.

    Args:
        runs: (runs, ...).

    Returns:
        (len(BAND), ...).
    """
    known = np.isfinite(runs)
    by_all = known.all(axis=0)
    by_some = known.any(axis=0) & ~by_all  # few, and numpy goes through them one by one
    found = np.full((len(BAND), *runs.shape[1:]), np.nan)
    found[:, by_all] = np.percentile(runs[:, by_all], BAND, axis=0)
    found[:, by_some] = np.nanpercentile(runs[:, by_some], BAND, axis=0)
    return found


def _band(runs: NDArray[np.float64]) -> list[list[float | None]]:
    return _plain(bands(runs))


def _column(values: NDArray[np.float64]) -> list[float | None]:
    return [low_mid_high[0] for low_mid_high in _band(values[:, None])]


def _plain(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [[float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None for value in row] for row in values]
