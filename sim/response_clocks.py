"""The four clocks of a response: official, first response, experienced, need-based; read off the rows of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.clock import HOURS_PER_DAY
from sim.names import CLOSURE_LAPSED, CLOSURE_NEIGHBOURS
from sim.survival import CENSORED, EVENT, HORIZON_HOURS

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Table = Mapping[str, Any]


def waits(
    start: ArrayLike, event: ArrayLike, other_end: ArrayLike, end_of_run: ArrayLike
) -> tuple[Floats, NDArray[np.intp]]:
    """Durations and causes of one clock from time stamps.

    Args:
        start: (n,) hours at which the clock starts, finite.
        event: (n,) hours of the event that stops it; ``NaN``: has not happened.
        other_end: (n,) hours of a competing end; ``NaN``: none.
        end_of_run: hours, one for all or (n,); what has not ended by then is censored.

    Returns:
        Hours (n,) and causes (n,): 0 censored, 1 the event, 2 ended otherwise before it.
    """
    begun = np.asarray(start, dtype=np.float64)
    stopped = np.asarray(event, dtype=np.float64)
    ended = np.asarray(other_end, dtype=np.float64)
    last_seen = np.asarray(end_of_run, dtype=np.float64)
    is_event = stopped <= np.fmin(ended, last_seen)  # NaN compares as false
    is_other = ~is_event & (ended <= last_seen)
    until = np.where(is_event, stopped, np.where(is_other, ended, last_seen))
    return until - begun, np.where(is_event, EVENT, np.where(is_other, EVENT + 1, CENSORED))


def hours_to_event(start: ArrayLike, event: ArrayLike) -> Floats:
    """Hours from start to event, infinite if it has not happened: the form in which curves are read."""
    elapsed = np.asarray(event, dtype=np.float64) - np.asarray(start, dtype=np.float64)
    return np.where(np.isnan(elapsed), np.inf, elapsed)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of one run: elapsed hours to each event (infinite: never), and who is in which cohort.

    Attributes:
        need_based: (n_matters,) from arising to truly resolved by the parties.
        neighbours: (n_matters,) from arising to settled by neighbours.
        lapsed: (n_matters,) from arising to lapsed.
        experienced: (n_matters,) from voicing to truly resolved by the parties.
        first_response: (n_matters,) from voicing to the first response.
        official: (n_orders,) from dispatch to the reported closure.
        true_of_official: (n_orders,) from dispatch to the true resolution of the order's matter.
        is_need: (n_matters,) arose in the run, 30 days or more before its end.
        is_voiced: (n_matters,) arose in the run, voiced 30 days or more before its end.
        is_of_run: (n_orders,) made in the run.
        is_on_matter: (n_orders,) of these, on a matter (no consultation).
        is_order: (n_orders,) of these, not withdrawn and dispatched 30 days or more before the run's end.
        is_false: (n_orders,) of these, reported closed while the need was still open.
    """

    need_based: Floats
    neighbours: Floats
    lapsed: Floats
    experienced: Floats
    first_response: Floats
    official: Floats
    true_of_official: Floats
    is_need: Flags
    is_voiced: Flags
    is_of_run: Flags
    is_on_matter: Flags
    is_order: Flags
    is_false: Flags

    @property
    def need_met(self) -> Floats:
        """(n_matters,) from arising to truly resolved or settled by neighbours."""
        return np.minimum(self.need_based, self.neighbours)


def read_clocks(matters: Table, orders: Table, days: int, communities: Sequence[int] | None = None) -> Clocks:
    """Read all clocks off the time stamps of one run.

    Args:
        matters: rows of ``matters``, numpy columns.
        orders: rows of ``orders``, numpy columns.
        days: length of the run after the burn-in.
        communities: communities reported on; ``None``: all.

    Raises:
        ValueError: an order names a matter that has no row.
    """
    last_start = HOURS_PER_DAY * days - HORIZON_HOURS
    # === matters ===
    arose = hours_of(matters, "arose_hours")
    voiced = hours_of(matters, "voiced_hours")
    resolved = hours_of(matters, "resolved_hours")
    ended = hours_of(matters, "ended_hours")
    closure = np.asarray(matters["closure"])
    is_need_of_run = of_communities(matters, communities) & (arose >= 0.0)
    # === orders, and the matters they are about ===
    row = _rows_of(np.asarray(orders["matter_id"]), np.asarray(matters["matter_id"]))
    dispatched = hours_of(orders, "dispatched_hours")
    closed = hours_of(orders, "closed_hours")
    is_made_in_run = of_communities(orders, communities) & (hours_of(orders, "made_hours") >= 0.0)
    is_on_matter = is_made_in_run & (row >= 0)
    is_over_when_closed = _taken(np.fmin(resolved, ended), row) <= closed
    is_withdrawn = np.asarray(orders["is_withdrawn"]) == 1  # neither a reported closure nor a failure
    return Clocks(
        need_based=hours_to_event(arose, resolved),
        neighbours=hours_to_event(arose, np.where(closure == CLOSURE_NEIGHBOURS, ended, np.nan)),
        lapsed=hours_to_event(arose, np.where(closure == CLOSURE_LAPSED, ended, np.nan)),
        experienced=hours_to_event(voiced, resolved),
        first_response=hours_to_event(voiced, matters["first_response_hours"]),
        official=hours_to_event(dispatched, closed),
        # What had been resolved before this order was dispatched was resolved at once.
        true_of_official=np.maximum(hours_to_event(dispatched, _taken(resolved, row)), 0.0),
        is_need=is_need_of_run & (arose <= last_start),
        is_voiced=is_need_of_run & (voiced <= last_start),
        is_of_run=is_made_in_run,
        is_on_matter=is_on_matter,
        is_order=is_on_matter & ~is_withdrawn & (dispatched <= last_start),
        is_false=is_on_matter & ~np.isnan(closed) & ~is_over_when_closed,
    )


def hours_of(table: Table, column: str) -> Floats:
    """A column of hours as floats."""
    return np.asarray(table[column], dtype=np.float64)


def of_communities(table: Table, communities: Sequence[int] | None) -> Flags:
    """Which rows belong to communities; to all if none are named."""
    community = np.asarray(table["community_id"])
    if communities is None:
        return np.ones(community.shape, dtype=np.bool_)
    return np.isin(community, list(communities))


def _rows_of(wanted: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.intp]:
    """Row of each wanted id among ``ids``; -1 for -1.

    Raises:
        ValueError: an id other than -1 has no row.
    """
    rows = np.full(wanted.shape, -1, dtype=np.intp)
    is_matter = wanted >= 0
    if ids.size:
        order = np.argsort(ids, kind="stable")
        place = order[np.minimum(np.searchsorted(ids, wanted[is_matter], sorter=order), ids.size - 1)]
        rows[is_matter] = np.where(ids[place] == wanted[is_matter], place, -1)
    if np.any((rows < 0) & (wanted >= 0)):
        raise ValueError(f"orders name a matter without a row: {int(wanted[(rows < 0) & (wanted >= 0)][0])}")
    return rows


def _taken(values: Floats, rows: NDArray[np.intp]) -> Floats:
    """``values[rows]``, ``NaN`` where the row is -1."""
    if values.size == 0:
        return np.full(rows.shape, np.nan)
    return np.where(rows >= 0, values[rows], np.nan)
