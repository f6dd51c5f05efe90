"""What a run leaves behind: the declared result tables, as numpy columns and as pandas data frames.

Detail is read out of the state tables when it is asked for; only what a month overwrites is copied at its end. The
columns are declared in :mod:`sim.columns`, with unit and definition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.columns import column_names
from sim.names import (
    ACTIVITY,
    BY_NEIGHBOURS,
    BY_RESIDENT,
    GRID_LEADER,
    INDICATOR,
)
from sim.outcomes import response_curves, run_outcomes
from sim.rules.professional_team import dearer_hour
from sim.table_formats import data_frame
from sim.tables import (
    DAY_AROSE,
    DAY_ARRIVED,
    DAY_CLOSED,
    DAY_DEPARTED,
    DAY_ENDED,
    DAY_IN_SYSTEM,
    DAY_OPEN,
    DAY_PAID_HOURS,
    DAY_PHASE,
    DAY_PRESENT,
    DAY_RESOLVED,
    DAY_STRAIN,
    DAY_UNPAID_HOURS,
    DAY_VOICED,
    DAY_VOLUNTEER_HOURS,
    DAY_WORKER_HOURS,
    DAY_WORKER_WEEKS,
    WEEK_AUTONOMOUS,
    WEEK_MOBILISED,
    WEEK_PHASE,
    WEEK_PRESENT,
    WEEK_TRUST,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel

type Columns = dict[str, NDArray[Any]]

_DAY_COLUMNS = {
    "n_present": DAY_PRESENT,
    "n_arrived": DAY_ARRIVED,
    "n_departed": DAY_DEPARTED,
    "n_arose": DAY_AROSE,
    "n_voiced": DAY_VOICED,
    "n_closed": DAY_CLOSED,
    "n_resolved": DAY_RESOLVED,
    "n_ended": DAY_ENDED,
    "n_open": DAY_OPEN,
    "in_system_hours": DAY_IN_SYSTEM,
    "worker_hours": DAY_WORKER_HOURS,
    "paid_hours": DAY_PAID_HOURS,
    "volunteer_hours": DAY_VOLUNTEER_HOURS,
    "unpaid_hours": DAY_UNPAID_HOURS,
    "worker_weeks": DAY_WORKER_WEEKS,
    "strain": DAY_STRAIN,
}


class Records:
    """Result tables of one model.

    Attributes (pandas data frames, made when asked for): ``matters``, ``orders``, ``actor_months``, ``community_days``,
    ``participation_weeks``, ``assessments``, ``response_curves``.
    """

    def __init__(self, model: CommunityModel) -> None:
        """Read from ``model``; nothing is recorded yet."""
        self._model = model
        self._actor_months: list[Columns] = []
        self._assessments: list[Columns] = []

    @property
    def matters(self) -> pd.DataFrame:
        """One row per need that was alive at the start of the run or arose in it."""
        return self._frame("matters")

    @property
    def orders(self) -> pd.DataFrame:
        """One row per report of a matter or consultation."""
        return self._frame("orders")

    @property
    def actor_months(self) -> pd.DataFrame:
        """One row per worker and month: hours by activity, strain, backlog."""
        return self._frame("actor_months")

    @property
    def community_days(self) -> pd.DataFrame:
        """One row per community and day."""
        return self._frame("community_days")

    @property
    def participation_weeks(self) -> pd.DataFrame:
        """One row per community, week and group of residents."""
        return self._frame("participation_weeks")

    @property
    def assessments(self) -> pd.DataFrame:
        """One row per assessed unit and month."""
        return self._frame("assessments")

    @property
    def response_curves(self) -> pd.DataFrame:
        """Cumulative incidence of what becomes of needs and orders."""
        return self._frame("response_curves")

    def _frame(self, name: str) -> pd.DataFrame:
        kinds = tuple(self._model.config.matters)
        return data_frame(name, self.columns(name), run_id="", vocabularies={"kind": kinds})

    def clear(self) -> None:
        """Forget the months of the burn-in."""
        self._actor_months.clear()
        self._assessments.clear()

    def columns(self, name: str) -> Columns:
        """One result table as numpy columns (codes, flags 0, 1 or -1, NaN), without ``run_id``."""
        makers: dict[str, Callable[[], Columns]] = {
            "matters": self._matters,
            "orders": self._orders,
            "actor_months": lambda: _stacked("actor_months", self._actor_months),
            "community_days": self._community_days,
            "participation_weeks": self._participation_weeks,
            "assessments": lambda: _stacked("assessments", self._assessments),
            "response_curves": lambda: response_curves(self._tables(), self.n_days, self.communities),
        }
        return makers[name]()

    def outcomes(self) -> dict[str, float]:
        """Headline outcomes of the communities reported on, whole run and by phase (columns of table ``runs``)."""
        return run_outcomes(self._tables(), self.n_days, self.communities, self.dearer_hour)

    @property
    def dearer_hour(self) -> float:
        """By how much an hour of a committee's paid workers costs more than at the usual pay, in hours' worth."""
        return float(dearer_hour(self._model.world.levers[0]["professional_team"]))

    @property
    def n_days(self) -> int:
        """Days run since the burn-in."""
        return round(self._model.hours / 24.0)

    @property
    def communities(self) -> list[int]:
        """Rows of the communities reported on."""
        focus = self._model.config.focus
        names = [community.name for community in self._model.config.street.communities]
        return list(range(len(names))) if focus is None else [names.index(focus)]

    def _tables(self) -> dict[str, Columns]:
        names = ("matters", "orders", "actor_months", "community_days", "participation_weeks", "assessments")
        return {name: self.columns(name) for name in names}

    # --- read from the state ----------------------------------------------------------------------------------------

    def _kept_matters(self) -> NDArray[np.bool_]:
        """Matters that arose by now, were alive at hour 0 or later, and belong to a community reported on."""
        world = self._model.world
        matters = world.matters[: world.counts[0]["n_matters"]]
        over = np.fmin(matters["resolved_hours"], matters["ended_hours"])
        is_alive = np.isnan(over) | (over >= 0.0)
        has_arisen = matters["arose_hours"] < self._model.hours
        is_kept: NDArray[np.bool_] = is_alive & has_arisen & np.isin(matters["community"], self.communities)
        return is_kept

    def _matters(self) -> Columns:
        world = self._model.world
        kept = world.matters[: world.counts[0]["n_matters"]][self._kept_matters()]
        kinds = world.kinds[kept["kind"]]
        is_known = ~np.isnan(kept["voiced_hours"])
        by_resident = is_known & (kept["origin"] == BY_RESIDENT) & (kept["channel"] > BY_NEIGHBOURS)
        household = world.residents["household"][kept["reporter"]]
        columns: Columns = {
            "matter_id": kept["id"],
            "community_id": kept["community"],
            "compound_id": kept["compound"],
            "building_id": world.households["building"][household],
            "kind": kept["kind"],
            "domain": kinds["domain"],
            "urgency": kept["urgency"],
            "phase": kept["phase"],
            "origin": np.where(is_known, kept["origin"], -1),
            "channel": np.where(by_resident, kept["channel"], -1),
            "reporter_group": np.where(kinds["is_public"] == 1, -1, kept["reporter_group"]),
            "deadline_hours": np.where(np.isinf(kept["deadline_hours"]), np.nan, kept["deadline_hours"]),
        }
        for name in (
            "route", "is_grey_zone", "is_legacy", "arose_hours", "voiced_hours", "dispatched_hours",
            "first_response_hours", "closed_hours", "resolved_hours", "ended_hours", "closure", "n_orders",
            "n_handoffs", "n_rounds", "hours_worked",
        ):  # fmt: skip
            columns[name] = kept[name]
        return columns

    def _orders(self) -> Columns:
        world = self._model.world
        orders = world.orders[: world.counts[0]["n_orders"]]
        kept_matters = self._kept_matters()
        is_matter = orders["matter"] >= 0
        is_kept = orders["made_hours"] >= 0.0
        is_kept[is_matter] = kept_matters[orders["matter"][is_matter]]
        rows = np.flatnonzero(is_kept & np.isin(orders["community"], self.communities))
        kept = orders[rows]
        by_resident = kept["origin"] == BY_RESIDENT
        columns: Columns = {
            "order_id": rows,
            "matter_id": np.where(kept["matter"] >= 0, world.matters["id"][np.maximum(kept["matter"], 0)], -1),
            "community_id": kept["community"],
            "channel": np.where(by_resident, kept["channel"], -1),
        }
        for name in (
            "phase", "origin", "is_repeat", "made_hours", "dispatched_hours", "deadline_hours", "closed_hours",
            "is_called_back", "is_found_false", "is_withdrawn", "is_satisfied",
        ):  # fmt: skip
            columns[name] = kept[name]
        return columns

    def _community_days(self) -> Columns:
        record = self._model.world.community_days[: self.n_days]
        n_days, n_communities, _ = record.shape
        columns: Columns = {
            "community_id": np.tile(np.arange(n_communities), n_days),
            "day": np.repeat(np.arange(n_days), n_communities),
            "phase": record[:, :, DAY_PHASE].astype(np.int64).ravel(),
        }
        for name, number in _DAY_COLUMNS.items():
            columns[name] = record[:, :, number].ravel()
        return columns

    def _participation_weeks(self) -> Columns:
        record = self._model.world.community_weeks[: self.n_days // 7]
        n_weeks, n_communities, n_groups, _ = record.shape
        shape = (n_weeks, n_communities, n_groups)
        week, community, group = (index.ravel() for index in np.indices(shape))
        return {
            "community_id": community,
            "week": week,
            "phase": record[..., WEEK_PHASE].astype(np.int64).ravel(),
            "group": group,
            "n_present": record[..., WEEK_PRESENT].ravel(),
            "n_autonomous": record[..., WEEK_AUTONOMOUS].ravel(),
            "n_mobilised": record[..., WEEK_MOBILISED].ravel(),
            "trust": record[..., WEEK_TRUST].ravel(),
        }

    # --- kept month by month ----------------------------------------------------------------------------------------

    def keep_month(self, month: int) -> None:
        """Copy what the next month will overwrite: workers' accounts and the assessment."""
        self._keep_actors(month)
        self._keep_assessments(month)

    def _keep_actors(self, month: int) -> None:
        world = self._model.world
        workers, parties = world.workers, world.parties
        n = len(workers)
        kinds = parties["kind"][workers["party"]]
        columns: Columns = {
            "community_id": workers["community"].copy(),
            "actor_id": workers["id"].copy(),
            "party_id": workers["party"].copy(),
            "party_kind": kinds,
            "worker_kind": workers["kind"].copy(),
            "is_paid": np.where(workers["kind"] == GRID_LEADER, 0, parties["kind"][workers["party"]] != 2).astype(int),
            "month": np.full(n, month),
            "phase": np.full(n, world.setting[0]["phase"]),
            "hours_worked": workers["hours"].sum(axis=1),
            "n_rest_breaches": workers["n_breaches"].copy(),
            "backlog": parties["n_queued"][workers["party"]],
        }
        for number, activity in enumerate(ACTIVITY):
            columns[f"{activity}_hours"] = workers["hours"][:, number].copy()
        for name in (
            "hours_available", "overtime_hours", "oncall_hours", "worker_weeks", "n_absent_days", "n_quits", "strain",
        ):  # fmt: skip
            columns[name] = workers[name].copy()
        self._actor_months.append(columns)

    def _keep_assessments(self, month: int) -> None:
        model = self._model
        world = model.world
        rows = np.append(model.assessment.rows, model.street.row)
        units, communities = world.parties[rows], world.communities
        n = len(rows)
        own = slice(0, n - 1)
        columns: Columns = {
            "unit_kind": np.append(np.zeros(n - 1, dtype=np.int64), 1),
            "community_id": np.append(np.arange(n - 1), -1),
            "month": np.full(n, month),
            "phase": np.full(n, world.setting[0]["phase"]),
            "true_resolution_share": np.full(n, np.nan),
            "rank": units["place"],
            "is_passed": np.where(np.isnan(units["standard"]), -1, units["score"] >= units["standard"]).astype(int),
            "overtime": units["action"][:, 0],
            "measured_share": units["action"][:, 1],
            "coping": units["action"][:, 2],
            "mass_work": units["action"][:, 3],
        }
        for number, indicator in enumerate(INDICATOR):
            columns[f"{indicator}_share"] = units["indicators"][:, number].copy()
            columns[f"n_{indicator}"] = units["cases"][:, number].copy()
        columns["true_resolution_share"][own] = model.assessment.true_resolution()
        for name in (
            "n_false", "n_caught", "n_liable", "demand_hours", "n_relabelled", "n_signed_late", "n_coached",
            "n_turned_away", "n_games_found",
        ):  # fmt: skip
            columns[name] = np.append(communities[name], communities[name].sum())
        for name in (
            "score", "standard", "payoff", "shadow_price", "believed_mean", "believed_noise", "directive_hours",
            "add_on_hours", "n_refused", "refused_hours", "judged_score",
        ):  # fmt: skip
            columns[name] = units[name].copy()
        columns["judged_score"][-1] = np.nan
        for number in range(len(INDICATOR)):  # the street is judged by the mean of its communities, not by own cases
            columns[f"{INDICATOR[number]}_share"][-1] = np.nan
            columns[f"n_{INDICATOR[number]}"][-1] = 0.0
        self._assessments.append(columns)


def _stacked(name: str, months: list[Columns]) -> Columns:
    """Months one after the other; before the first has ended, the table's columns without a row."""
    if not months:
        return {column: np.zeros(0) for column in column_names(name) if column != "run_id"}
    return {column: np.concatenate([month[column] for month in months]) for column in months[0]}
