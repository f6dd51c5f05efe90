"""The same matter in two arms: arms of one seed share every need, so what differs is what was done about it.

A matter's days are those of the headline clock, from the need to its true resolution, cut at 30: a need that lapsed,
that neighbours settled or that is still open then has 30 in either arm. Matters of the cohort were watched for these 30
days, so nothing is censored before them, and the mean difference over a run's matters is the difference of
``need_based_days`` of the two runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import Arm, arms_of, reference_of
from analysis.metrics import by_parts
from sim.survival import HORIZON_DAYS

if TYPE_CHECKING:
    import pandas as pd

    from analysis.results import Tables

HOURS_PER_DAY = 24.0
SAME_DAYS = 1.0 / 24.0  # differences of less than an hour are none
PAIR = ("ranking", "pass_fail")
WHAT = ("matter_id", "domain", "urgency", "is_legacy")
COLUMNS = (*WHAT, "arose_hours", "resolved_hours", "closure", "n_orders")
OUTCOMES = ("sooner", "same", "neither", "later")


@dataclass(frozen=True, slots=True)
class Twins:
    """Every matter of the cohort in both arms.

    Attributes:
        rows: seed, matter_id, domain, urgency, is_legacy; ``days_a`` and ``days_b``, cut at 30; ``is_cut_a`` and
            ``is_cut_b`` (not truly resolved within 30 days); ``closure_a`` and ``closure_b``; ``n_orders`` of both
            arms together; ``difference`` (days_b - days_a); ``outcome``, one of :data:`OUTCOMES`: sooner or later
            under b, the same to the hour, or resolved within 30 days in neither.
        n_alone: matters of the cohort that only one of the arms has.
    """

    rows: pd.DataFrame
    n_alone: int


def default_pair(runs: pd.DataFrame) -> tuple[Arm, Arm]:
    """The two arms that are shown if nobody asks for others: ranking and pass/fail of one governance, else the
    reference and the first other arm.

    Args:
        runs: runs that ended, of two arms or more.
    """
    arms, reference = arms_of(runs), reference_of(runs)
    for governance in dict.fromkeys([reference[0], *(arm[0] for arm in arms)]):
        if all((governance, name) in arms for name in PAIR):
            return (governance, PAIR[0]), (governance, PAIR[1])
    first = reference if reference in arms else arms[0]
    return first, next(arm for arm in arms if arm != first)


def twin_matters(tables: Tables, runs: pd.DataFrame, a: Arm, b: Arm) -> Twins:
    """Pair the matters of two arms.

    Args:
        tables: ``runs`` and ``matters``.
        runs: runs that ended, of one regime; seeds that only one of the arms has are left out.
        a: governance and name of the arm that comes first.
        b: the other arm; differences are b - a.

    Returns:
        Matters that arose in the run, 30 days or more before its end.

    Raises:
        analysis.results.ResultsError: the table is not there, damaged, or not what is declared.
    """
    found = {arm: runs[(runs["governance"] == arm[0]) & (runs["arm"] == arm[1])] for arm in (a, b)}
    shared = set(found[a]["seed"]) & set(found[b]["seed"])
    last_start = HOURS_PER_DAY * (float(runs["days"].min()) - HORIZON_DAYS)
    halves = []
    for arm in (a, b):
        of_arm = found[arm][found[arm]["seed"].isin(shared)]
        halves.append(by_parts(tables, "matters", of_arm, COLUMNS, lambda rows: _watched(rows, last_start)))
    left, right = halves
    both = left.merge(right[["seed", "matter_id", "days", "is_cut", "closure", "n_orders"]], on=["seed", "matter_id"],
                      suffixes=("_a", "_b"), validate="one_to_one")  # fmt: skip
    n_orders = both.pop("n_orders_a") + both.pop("n_orders_b")
    rows = both.assign(n_orders=n_orders, difference=both["days_b"] - both["days_a"])
    return Twins(rows.assign(outcome=_outcomes(rows)), len(left) + len(right) - 2 * len(both))


def most_changed(twins: Twins, n: int) -> pd.DataFrame:
    """The matters that change most each way: up to n that end sooner under b, and up to n that end later.

    Among equal differences those reported more often come first. Rows as in :class:`Twins`, sooner ones first.
    """
    import pandas as pd

    order = twins.rows.assign(size=twins.rows["difference"].abs())
    order = order.sort_values(["size", "n_orders", "seed", "matter_id"], ascending=[False, False, True, True])
    ways = [order[order["outcome"] == way].head(n) for way in ("sooner", "later")]
    return pd.concat(ways).drop(columns="size").reset_index(drop=True)


def _watched(matters: pd.DataFrame, last_start: float) -> pd.DataFrame:
    """Matters of the cohort with their days, cut at 30."""
    arose = matters["arose_hours"]
    cohort = matters[(arose >= 0.0) & (arose <= last_start)]
    days = (cohort["resolved_hours"] - cohort["arose_hours"]) / HOURS_PER_DAY
    is_cut = ~(days < HORIZON_DAYS)  # also where there is no resolution
    table = cohort[["seed", *WHAT, "closure", "n_orders"]].assign(days=days.mask(is_cut, HORIZON_DAYS), is_cut=is_cut)
    words = {name: table[name].astype("str") for name in ("domain", "urgency", "closure")}
    return table.assign(**words)


def _outcomes(rows: pd.DataFrame) -> np.ndarray:
    difference = rows["difference"].to_numpy()
    is_neither = (rows["is_cut_a"] & rows["is_cut_b"]).to_numpy()
    return np.select(
        [is_neither, np.abs(difference) < SAME_DAYS, difference < 0.0], ["neither", "same", "sooner"], "later"
    )
