"""Response times of any group of matters or orders: the clocks of :mod:`sim.outcomes` on tables from disk.

The table ``runs`` has the response times of whole runs. Here they are taken apart, by urgency, domain, hukou status or
whatever column there is, with the same estimators; what competing ends mean is said there. Never an average over what
has been closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.results import ARM, join_arms, places_of_runs
from sim.clock import START_DAY_OF_YEAR, office_hours_between
from sim.columns import CURVE_HOURS
from sim.outcomes import EVENT
from sim.response_clocks import waits
from sim.survival import HORIZON_HOURS, cumulative_incidence, kaplan_meier, restricted_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CLOCKS",
    "Clock",
    "clock_rows",
    "cumulative_incidence",
    "incidence",
    "incidence_of_runs",
    "kaplan_meier",
    "office_hours",
    "restricted_means",
]

HOURS_PER_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: what starts it, what stops it, and which ends keep it from ever stopping.

    Attributes:
        table: rows it runs on.
        start: column of the instant at which it starts.
        event: column of the instant at which it stops.
        met_by_neighbours: whether a settlement by neighbours stops it too.
        competing: whether lapses and settlements by neighbours can end the need first.
    """

    table: Literal["matters", "orders"]
    start: str
    event: str
    met_by_neighbours: bool = False
    competing: bool = True


CLOCKS = {
    "official": Clock("orders", "dispatched_hours", "closed_hours", competing=False),
    "first_response": Clock("matters", "voiced_hours", "first_response_hours"),
    "experienced": Clock("matters", "voiced_hours", "resolved_hours"),
    "need_based": Clock("matters", "arose_hours", "resolved_hours"),
    "need_met": Clock("matters", "arose_hours", "resolved_hours", met_by_neighbours=True),
}


def clock_rows(clock: str, runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Each matter or order on which a clock started within its run, with its duration and how that ended.

    Args:
        clock: one of :data:`CLOCKS`.
        runs: the table ``runs``, or the part of it that is wanted.
        rows: the table ``matters``, or ``orders`` for the official clock; consultations are left out.

    Returns:
        The rows with their arm in front and three columns more: ``wait_hours``; ``cause`` (0 still open when the run
        ended, 1 the event, 2 ended otherwise); ``is_cohort`` (started 30 days or more before the end of the run, the
        cohort of the headline).
    """
    definition = CLOCKS[clock]
    joined = join_arms(runs, rows)
    end_of_run = HOURS_PER_DAY * runs["days"].to_numpy()[places_of_runs(runs, joined)]
    start = joined[definition.start].to_numpy()
    event = joined[definition.event].to_numpy()
    other = np.full(len(joined), np.nan)
    if definition.competing:
        other = joined["ended_hours"].to_numpy()
    if definition.met_by_neighbours:
        by_neighbours = (joined["closure"] == "neighbours").to_numpy()
        event = np.where(by_neighbours, other, event)
        other = np.where(by_neighbours, np.nan, other)
    began = joined["made_hours" if definition.table == "orders" else "arose_hours"].to_numpy()
    keep = (began >= 0.0) & (start <= end_of_run)
    if definition.table == "orders":
        keep &= (joined["matter_id"].to_numpy() >= 0) & ~joined["is_withdrawn"].to_numpy(dtype=bool)
    hours, causes = waits(start[keep], event[keep], other[keep], end_of_run[keep])
    kept = joined[keep].reset_index(drop=True)
    return kept.assign(wait_hours=hours, cause=causes, is_cohort=start[keep] <= end_of_run[keep] - HORIZON_HOURS)


def restricted_means(rows: pd.DataFrame, by: Sequence[str] = (), *, cohort_only: bool = True) -> pd.DataFrame:
    """Restricted mean at 30 days per run and group.

    Args:
        rows: what :func:`clock_rows` gives.
        by: columns that make the groups, beside the run.
        cohort_only: only what was watched for 30 days, as in ``runs``; else everything, what was still open at the
            run's end being censored.

    Returns:
        run_id, the arm, the columns of ``by``, ``days`` and ``n``; no row for a group without cases.
    """
    used = rows[rows["is_cohort"]] if cohort_only else rows
    keys = ["run_id", *ARM, *by]
    if used.empty:
        return used.loc[:, keys].assign(days=[], n=[])

    hours, causes = used["wait_hours"].to_numpy(), used["cause"].to_numpy()
    found = []
    for key, members in used.groupby(keys, observed=True, sort=True).indices.items():
        days = restricted_mean(hours[members], causes[members], HORIZON_HOURS) / HOURS_PER_DAY
        found.append((*cast("tuple[object, ...]", key), days, members.size))
    return _frame(found, [*keys, "days", "n"])


def incidence(rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Cumulative incidence of the event and of other ends over elapsed time, per group, all runs together.

    Args:
        rows: what :func:`clock_rows` gives; all of them, whatever was open at a run's end being censored.
        by: columns that make the groups.

    Returns:
        The columns of ``by``, ``elapsed_days`` (0 to 30, at each end), ``share`` reached the event, ``share_other``
        ended otherwise.
    """
    groups = rows.groupby(list(by), observed=True, sort=True).indices if by else {(): np.arange(len(rows))}
    hours, causes = rows["wait_hours"].to_numpy(), rows["cause"].to_numpy()
    found = []
    for key, members in groups.items():
        names = key if isinstance(key, tuple) else (key,)
        times, shares = cumulative_incidence(hours[members], causes[members], EVENT + 1)
        within = times <= HORIZON_HOURS
        found.append((*names, 0.0, 0.0, 0.0))
        steps = zip(times[within] / HOURS_PER_DAY, shares[within, 0], shares[within, 1], strict=True)
        found += [(*names, *map(float, step)) for step in steps]
    return _frame(found, [*by, "elapsed_days", "share", "share_other"])


def incidence_of_runs(rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Cumulative incidence of the event in each run, read at the same elapsed hours, so that runs can be averaged.

    Args:
        rows: what :func:`clock_rows` gives; all of them, whatever was open at a run's end being censored.
        by: columns that make the groups, beside the run.

    Returns:
        run_id, the arm, the columns of ``by``, ``elapsed_hours`` (:data:`sim.columns.CURVE_HOURS`), ``share``
        (Aalen-Johansen). No row for a group without cases.
    """
    keys = ["run_id", *ARM, *by]
    hours, causes = rows["wait_hours"].to_numpy(), rows["cause"].to_numpy()
    grid = np.asarray(CURVE_HOURS)
    found = []
    for key, members in rows.groupby(keys, observed=True, sort=True).indices.items():
        times, shares = cumulative_incidence(hours[members], causes[members], EVENT + 1)
        by_then = np.concatenate(([0.0], shares[:, 0]))[np.searchsorted(times, grid, side="right")]
        names = cast("tuple[object, ...]", key)
        found += [(*names, hour, share) for hour, share in zip(grid.tolist(), by_then.tolist(), strict=True)]
    return _frame(found, [*keys, "elapsed_hours", "share"])


def office_hours(start: ArrayLike, end: ArrayLike, start_day_of_year: int = START_DAY_OF_YEAR) -> NDArray[np.float64]:
    """Office hours that pass between two instants, beside the elapsed hours in which everything here is counted.

    Args:
        start: (n,) hours since the start of the run.
        end: (n,) hours since the start of the run; ``NaN``: has not happened.
        start_day_of_year: day of the year of day 0 (``time.start_day_of_year`` of the configuration).

    Returns:
        (n,) office hours (8 a workday), ``NaN`` where ``end`` is.

    >>> office_hours([0.0, 24 * 4 + 17.0], [24.0, 24 * 7 + 9.0])  # a Monday; Friday 17:00 to Monday 9:00
    array([8., 1.])
    """
    begun, ended = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    passed = [
        float("nan") if np.isnan(last) else office_hours_between(first, last, start_day_of_year)
        for first, last in zip(begun.tolist(), ended.tolist(), strict=True)
    ]
    return np.array(passed, dtype=np.float64)


def _frame(rows: list[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)
