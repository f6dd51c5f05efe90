"""Outcomes over time and by arm, from the detail tables, by the definitions of ``docs/tables.md``.

Every function takes rows that carry their run's arm (:func:`analysis.results.join_arms`) and keeps to the communities
that the run reports on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.results import places_of_runs

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["regime", "governance", "arm", "seed"]
DAYS_PER_WEEK = 7


def reported_on(runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the communities that each run reports on (``focus_id``; -1: all); every row's run must be in ``runs``."""
    focus = runs["focus_id"].to_numpy()[places_of_runs(runs, rows)]
    return rows[(focus == -1) | (focus == rows["community_id"].to_numpy())]


def weekly_workload(days: pd.DataFrame) -> pd.DataFrame:
    """Hours worked per paid worker, week by week; a last week of fewer than seven days is left out.

    Args:
        days: rows of ``community_days`` with arms.

    Returns:
        regime, governance, arm, seed, week, value (hours per worker and week).
    """
    weekly = days.assign(week=days["day"] // DAYS_PER_WEEK)
    sums = _grouped(weekly, [*KEYS, "week"], ["worker_hours", "worker_weeks"])
    n_days = weekly.groupby([*KEYS, "week"], observed=True)["day"].nunique().to_numpy()
    sums = sums.assign(value=sums["worker_hours"] / sums["worker_weeks"])
    return sums.loc[n_days == DAYS_PER_WEEK, [*KEYS, "week", "value"]]


def weekly_participation(weeks: pd.DataFrame) -> pd.DataFrame:
    """Participation, Sunday by Sunday.

    Args:
        weeks: rows of ``participation_weeks`` with arms.

    Returns:
        regime, governance, arm, seed, week, value (% of present residents).
    """
    sums = _grouped(weeks, [*KEYS, "week"], ["n_present", "n_autonomous", "n_mobilised"])
    active = sums["n_autonomous"] + sums["n_mobilised"]
    return sums.assign(value=100.0 * active / sums["n_present"]).loc[:, [*KEYS, "week", "value"]]


def emergency_weeks(days: pd.DataFrame) -> tuple[float, float] | None:
    """First and last instant of the emergency, in weeks of the run; ``None`` if there is none."""
    in_emergency = days.loc[days["phase"] == "emergency", "day"]
    if in_emergency.empty:
        return None
    return float(in_emergency.min()) / DAYS_PER_WEEK, float(in_emergency.max() + 1) / DAYS_PER_WEEK


def _grouped(rows: pd.DataFrame, keys: list[str], columns: list[str]) -> pd.DataFrame:
    return rows.groupby(keys, observed=True)[columns].sum().reset_index()
