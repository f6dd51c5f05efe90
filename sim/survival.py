"""Estimators of times to an event that may be censored, or may end otherwise."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.clock import HOURS_PER_DAY

type Floats = NDArray[np.float64]

CENSORED, EVENT = 0, 1  # causes; 2 and above compete with the event

HORIZON_DAYS = 30.0
HORIZON_HOURS = HORIZON_DAYS * HOURS_PER_DAY


def _risk_table(durations: Floats, causes: NDArray[np.intp], n_causes: int) -> tuple[Floats, Floats, Floats]:
    """Distinct times at which something ended (n_times,), ends by cause (n_times, n_causes), number at risk (n_times,).

    Who is censored at the time of an event counts as still at risk then.
    """
    times, place = np.unique(durations, return_inverse=True)
    counts = np.bincount(place * (n_causes + 1) + causes, minlength=times.size * (n_causes + 1))
    ends = counts.reshape(times.size, n_causes + 1)
    leaving = ends.sum(axis=1)
    at_risk = leaving[::-1].cumsum()[::-1]
    has_event = ends[:, 1:].sum(axis=1) > 0
    return times[has_event], ends[has_event, 1:].astype(np.float64), at_risk[has_event].astype(np.float64)


def kaplan_meier(durations: ArrayLike, is_event: ArrayLike) -> tuple[Floats, Floats]:
    """Share still without the event just after each time at which an event happened.

    S(t) = prod over event times u <= t of (1 - d_u / n_u), d_u events among n_u at risk.

    Args:
        durations: (n,) hours watched, 0 or more, finite.
        is_event: (n,) whether the duration ended in the event, else it is censored.

    Returns:
        Event times (n_times,), rising, and the share without the event from each on (n_times,), falling from 1.

    Source: Kaplan and Meier 1958, J. Am. Stat. Assoc. 53:457.
    """
    times, ends, at_risk = _risk_table(*_checked(durations, np.asarray(is_event, dtype=np.intp)), n_causes=1)
    return times, np.cumprod(1.0 - ends[:, 0] / at_risk)


def cumulative_incidence(durations: ArrayLike, causes: ArrayLike, n_causes: int) -> tuple[Floats, Floats]:
    """Share that has ended by each cause, by each time, where causes exclude one another (Aalen-Johansen).

    F_k(t) = sum over end times u <= t of S(u-) d_ku / n_u, S the share that has not ended by any cause.

    Args:
        durations: (n,) hours watched, 0 or more, finite.
        causes: (n,) 0 censored, 1 to ``n_causes`` how it ended.
        n_causes: number of causes.

    Returns:
        End times (n_times,), rising, and shares (n_times, n_causes), each rising. Conserves: the shares of all causes
        and the share not ended (Kaplan-Meier over any cause) sum to 1.

    Source: Aalen and Johansen 1978, Scand. J. Stat. 5:141.
    """
    times, ends, at_risk = _risk_table(*_checked(durations, np.asarray(causes, dtype=np.intp)), n_causes)
    lasting = np.cumprod(1.0 - ends.sum(axis=1) / at_risk)
    lasting_before = np.concatenate(([1.0], lasting[:-1]))
    return times, np.cumsum(lasting_before[:, None] * ends / at_risk[:, None], axis=0)


def restricted_mean(durations: ArrayLike, causes: ArrayLike, horizon: float) -> float:
    """Mean time without the event within the horizon: the area above the event's cumulative incidence.

    Integral from 0 to ``horizon`` of 1 - F_1(t). A competing end (cause 2 and above) keeps the event from ever
    happening, so such a case waits to the horizon. With causes 0 and 1 only it is the area under Kaplan-Meier's curve.

    Args:
        durations: (n,) hours watched, 0 or more, finite; may be empty.
        causes: (n,) 0 censored, 1 the event, 2 and above other ends; flags serve where nothing competes.
        horizon: hours, above 0.

    Returns:
        Same unit as ``durations``, 0 to ``horizon``; ``NaN`` of nothing. Beyond the last time watched the curve is
        carried on level, so a cohort that is censored early reads too slow rather than too quick.
        Monotone: rises with every duration.
    """
    hours, cause = _checked(durations, np.asarray(causes, dtype=np.intp))
    if hours.size == 0:
        return float("nan")
    is_event = cause == EVENT
    if not np.any((cause == CENSORED) & (hours < horizon)):
        # Everybody was watched to the horizon: the area is the mean of what happened to each.
        return float(np.where(is_event, np.minimum(hours, horizon), horizon).mean())
    times, shares = cumulative_incidence(hours, cause, max(int(cause.max()), EVENT))
    steps = np.concatenate(([0.0], times[times < horizon], [horizon]))
    without = np.concatenate(([1.0], 1.0 - shares[times < horizon, EVENT - 1]))
    return float(np.sum(np.diff(steps) * without))


def _checked(durations: ArrayLike, causes: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    hours = np.asarray(durations, dtype=np.float64)
    if hours.shape != causes.shape or hours.ndim != 1:
        raise ValueError(f"durations {hours.shape} and causes {causes.shape} must be two columns of one length")
    if not np.all((hours >= 0.0) & np.isfinite(hours)):
        raise ValueError("durations must be finite and 0 or more")
    return hours, causes
