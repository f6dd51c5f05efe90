"""Outcomes over time, by kind of actor and by group, from the detail tables, by the definitions of ``docs/tables.md``.

Every function takes rows that carry their run's arm (:func:`analysis.results.join_arms`) and works on part of the runs
as well as on all of them, because each of its values belongs to one run; :func:`by_parts` goes through a table of any
size. Hours are hours worked; stand-by is outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.results import chunks_of, join_arms, once, places_of_runs
from sim.columns import CURVE_HOURS
from sim.names import ACTIVITY

if TYPE_CHECKING:
    import pandas as pd

    from analysis.results import Tables, Where

PARTICIPATION_COLUMNS = ("week", "phase", "group", "n_present", "n_autonomous", "n_mobilised")
KEYS = ["regime", "governance", "arm", "seed"]
DAYS_PER_WEEK = 7
HOURS_PER_DAY = 24.0
HORIZON_DAYS = CURVE_HOURS[-1] / HOURS_PER_DAY  # of the clocks; `sim.survival` has it too, but brings the compiler
# Kinds of actor, each with a line of its own, so that shifting a burden does not look like relief: paid workers of the
# residents' committee, the staff of the other parties, and those who are not paid.
WORKERS = ("committee_member", "aide", "grid_worker")
OTHER_STAFF = ("property_company", "social_organisation", "department", "sunk_cadres", "street")
UNPAID = ("grid_leader_unpaid", "homeowners_committee")
ACTOR_KINDS = (*WORKERS, *OTHER_STAFF, *UNPAID)
# Whose hours a street's hours are: four lines that sum to ``total_hours``.
HOUR_LINES = ("workers", "other_paid", "volunteers", "other_unpaid")


def reported_on(runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the communities that each run reports on (``focus_id``; -1: all); every row's run must be in ``runs``."""
    focus = runs["focus_id"].to_numpy()[places_of_runs(runs, rows)]
    return rows[(focus == -1) | (focus == rows["community_id"].to_numpy())]


def by_parts(
    tables: Tables,
    name: str,
    runs: pd.DataFrame,
    columns: Sequence[str],
    measure: Callable[[pd.DataFrame], pd.DataFrame],
    where: Where | None = None,
    *,
    keep: bool = False,
) -> pd.DataFrame:
    """A measure of every run, part by part of a table, so that a table of any size is gone through in little memory.

    Args:
        tables: opened results, or tables by name.
        name: of the table.
        runs: the runs that are wanted.
        columns: columns that the measure reads, beside ``run_id`` and ``community_id``.
        measure: rows with arms in, values of each run out.
        where: rows that are wanted.
        keep: whether opened results keep the values, so that figures and languages share them.

    Returns:
        What the measure gives, all parts together; only communities reported on are shown to it.

    Raises:
        analysis.results.ResultsError: the table is not there, damaged, or not what is declared.
    """
    import pandas as pd

    ids = run_ids(runs)

    def made() -> pd.DataFrame:
        parts = chunks_of(tables, name, ["community_id", *columns], {"run_id": ids, **(where or {})})
        return pd.concat([measure(reported_on(runs, join_arms(runs, part))) for part in parts], ignore_index=True)

    return once(tables, (name, tuple(columns), measure, tuple(ids), repr(where)), made) if keep else made()


def run_ids(runs: pd.DataFrame) -> list[str]:
    """Names of the runs, by which rows of them are asked for."""
    return runs["run_id"].astype("str").tolist()


def cohort_of(matters: pd.DataFrame, days: float) -> pd.DataFrame:
    """Matters that arose in runs of so many days, 30 days or more before the end: all were watched for 30 days."""
    arose = matters["arose_hours"]
    return matters[(arose >= 0.0) & (arose <= HOURS_PER_DAY * (days - HORIZON_DAYS))]


# --- workload ---------------------------------------------------------------------------------------------------------
def weekly_workload(days: pd.DataFrame) -> pd.DataFrame:
    """Hours worked per paid worker, week by week; a last week of fewer than seven days is left out.

    Args:
        days: rows of ``community_days`` with arms.

    Returns:
        regime, governance, arm, seed, week, value (hours per worker and week).

    >>> import pandas as pd
    >>> week = {"day": range(7), "worker_hours": 80.0, "worker_weeks": 10 / 7}
    >>> arm = {"regime": "normal", "governance": "grid", "arm": "none", "seed": 0}
    >>> float(weekly_workload(pd.DataFrame(arm | week))["value"].iloc[0])  # 560 hours of 10 workers
    56.0
    """
    sums = _whole_weeks(days, ["worker_hours", "worker_weeks"])
    return sums.assign(value=sums["worker_hours"] / sums["worker_weeks"]).loc[:, [*KEYS, "week", "value"]]


def weekly_lines(days: pd.DataFrame) -> pd.DataFrame:
    """Hours worked in all, week by week and by whom: nothing of a community's burden is left out.

    Args:
        days: rows of ``community_days`` with arms.

    Returns:
        regime, governance, arm, seed, week, line (one of :data:`HOUR_LINES`), value (hours a week of all communities
        reported on). Conserves: the lines sum to ``paid_hours`` + ``unpaid_hours``.

    >>> import pandas as pd
    >>> hours = {"worker_hours": 8.0, "paid_hours": 10.0, "volunteer_hours": 1.0, "unpaid_hours": 3.0}
    >>> arm = {"regime": "normal", "governance": "grid", "arm": "none", "seed": 0}
    >>> weekly_lines(pd.DataFrame(arm | hours | {"day": range(7)}))["value"].tolist()
    [56.0, 14.0, 7.0, 14.0]
    """
    import pandas as pd

    sums = _whole_weeks(days, ["worker_hours", "paid_hours", "volunteer_hours", "unpaid_hours"])
    lines = {
        "workers": sums["worker_hours"],
        "other_paid": sums["paid_hours"] - sums["worker_hours"],
        "volunteers": sums["volunteer_hours"],
        "other_unpaid": sums["unpaid_hours"] - sums["volunteer_hours"],
    }
    keys = sums[[*KEYS, "week"]]
    return pd.concat([keys.assign(line=line, value=hours) for line, hours in lines.items()], ignore_index=True)


def actor_kinds(months: pd.DataFrame) -> np.ndarray:
    """Kind of each worker (n_rows,), one of :data:`ACTOR_KINDS`: the worker's own, for other parties' staff theirs.

    A department's worker who serves a community that month is a sunk cadre.

    Args:
        months: rows of ``actor_months``.
    """
    worker, party = months["worker_kind"].astype("str").to_numpy(), months["party_kind"].astype("str").to_numpy()
    kinds = np.where(worker == "party_staff", party, worker)
    is_sunk = (kinds == "department") & (months["community_id"].to_numpy() >= 0)
    return np.where(is_sunk, "sunk_cadres", kinds)


def monthly_workload(months: pd.DataFrame) -> pd.DataFrame:
    """Hours worked per worker and week of each kind of actor, month by month.

    Args:
        months: rows of ``actor_months`` with arms.

    Returns:
        regime, governance, arm, seed, kind, month, value (committees' paid workers: hours per worker-week, as the
        headline; all others: per post and week, because worker-weeks are counted for committees only).
    """
    rows = months.assign(kind=actor_kinds(months), posts=30.0 / DAYS_PER_WEEK)
    sums = _grouped(rows, [*KEYS, "kind", "month"], ["hours_worked", "worker_weeks", "posts"])
    weeks = np.where(sums["kind"].isin(WORKERS), sums["worker_weeks"], sums["posts"])
    value = np.divide(sums["hours_worked"], weeks, out=np.full(len(sums), np.nan), where=weeks > 0.0)
    return sums.assign(value=value).loc[:, [*KEYS, "kind", "month", "value"]]


def hours_by_activity(months: pd.DataFrame) -> pd.DataFrame:
    """Workload taken apart: hours per worker and week of each activity of the committees' paid workers.

    Args:
        months: rows of ``actor_months`` with arms.

    Returns:
        regime, governance, arm, seed, activity, value. Conserves: the activities sum to ``workload_hours_week``.
    """
    is_worker = np.isin(actor_kinds(months), WORKERS) & months["is_paid"].to_numpy(dtype=bool)
    names = [f"{activity}_hours" for activity in ACTIVITY]
    sums = _grouped(months[is_worker], KEYS, [*names, "worker_weeks"])
    shares = sums[names].div(sums["worker_weeks"], axis=0).set_axis(list(ACTIVITY), axis=1)
    return sums[KEYS].join(shares).melt(id_vars=KEYS, var_name="activity", value_name="value")


# --- participation ----------------------------------------------------------------------------------------------------
def weekly_participation(
    weeks: pd.DataFrame, counts: Sequence[str] = ("n_autonomous", "n_mobilised"), by: Sequence[str] = ("week",)
) -> pd.DataFrame:
    """Participation, Sunday by Sunday.

    Args:
        weeks: rows of ``participation_weeks`` with arms.
        counts: who is counted; autonomous and mobilised people are different people.
        by: what the shares are taken by, beside the run; Sundays are pooled where ``week`` is not among it.

    Returns:
        regime, governance, arm, seed, the columns of ``by``, value (% of present residents).

    >>> import pandas as pd
    >>> people = {"n_present": [100, 300], "n_autonomous": [9, 3], "n_mobilised": [1, 3], "group": ["old", "young"]}
    >>> arm = {"regime": "normal", "governance": "grid", "arm": "none", "seed": 0, "week": 0}
    >>> rows = pd.DataFrame(people).assign(**arm)
    >>> weekly_participation(rows)["value"].tolist(), weekly_participation(rows, by=("group",))["value"].tolist()
    ([4.0], [10.0, 2.0])
    """
    sums = _grouped(weeks, [*KEYS, *by], ["n_present", *counts])
    active = sums[list(counts)].sum(axis=1).to_numpy(dtype=np.float64)
    present = sums["n_present"].to_numpy(dtype=np.float64)
    value = np.divide(100.0 * active, present, out=np.full(len(sums), np.nan), where=present > 0.0)
    return sums.assign(value=value).loc[:, [*KEYS, *by, "value"]]


def group_weeks(weeks: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the communities of a run added up: what all measures of participation start from.

    Args:
        weeks: rows of ``participation_weeks`` with arms.

    Returns:
        regime, governance, arm, seed, week, phase, group, n_present, n_autonomous, n_mobilised.
    """
    return _grouped(weeks, [*KEYS, "week", "phase", "group"], ["n_present", "n_autonomous", "n_mobilised"])


def older_share(weeks: pd.DataFrame) -> pd.DataFrame:
    """Of those who take part, how many are 60 or older, by phase.

    Args:
        weeks: rows of ``participation_weeks`` with arms.

    Returns:
        regime, governance, arm, seed, phase, value (% of participants; missing where nobody took part).
    """
    active = weeks["n_autonomous"] + weeks["n_mobilised"]
    is_older = weeks["group"].astype("str").str.endswith("60_plus").to_numpy()
    rows = weeks.assign(active=active, older=np.where(is_older, active, 0))
    sums = _grouped(rows, [*KEYS, "phase"], ["active", "older"])
    return sums.assign(value=100.0 * sums["older"] / sums["active"].where(sums["active"] > 0)).loc[
        :, [*KEYS, "phase", "value"]
    ]


# --- the calendar -----------------------------------------------------------------------------------------------------
def emergency_weeks(days: pd.DataFrame) -> tuple[float, float] | None:
    """First and last instant of the emergency, in weeks of the run; ``None`` if there is none."""
    in_emergency = days.loc[days["phase"] == "emergency", "day"]
    if in_emergency.empty:
        return None
    return float(in_emergency.min()) / DAYS_PER_WEEK, float(in_emergency.max() + 1) / DAYS_PER_WEEK


def emergency_of(tables: Tables, runs: pd.DataFrame) -> tuple[float, float] | None:
    """The same, off the calendar of the first run there is: all runs of a regime share it."""
    first = {"run_id": run_ids(runs)[:1]}
    parts = chunks_of(tables, "community_days", ["phase", "day"], first)
    return next((emergency_weeks(part) for part in parts if len(part)), None)


def _whole_weeks(days: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Sums by run and week, of weeks of seven days."""
    weekly = days.assign(week=days["day"] // DAYS_PER_WEEK)
    sums = _grouped(weekly, [*KEYS, "week"], columns)
    n_days = weekly.groupby([*KEYS, "week"], observed=True)["day"].nunique().to_numpy()
    return sums[n_days == DAYS_PER_WEEK]


def _grouped(rows: pd.DataFrame, keys: list[str], columns: list[str]) -> pd.DataFrame:
    return rows.groupby(keys, observed=True)[columns].sum().reset_index()
