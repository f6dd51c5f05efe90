"""The twin's result tables: one dictionary per row, columns as declared in ``sim/columns.py``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.columns import column_names
from sim.names import ACTIVITY, BY_NEIGHBOURS, BY_RESIDENT, GRID_LEADER, HOMEOWNERS, INDICATOR
from sim.tables import N_GROUPS

type Row = dict[str, Any]
DAY_COLUMNS = (
    "n_present", "n_arrived", "n_departed", "n_arose", "n_voiced", "n_closed", "n_resolved", "n_ended", "n_open",
    "in_system_hours", "worker_hours", "paid_hours", "volunteer_hours", "unpaid_hours", "worker_weeks", "strain",
)  # fmt: skip
COUNTS_KEPT = (
    "n_false", "n_caught", "n_liable", "demand_hours", "n_relabelled", "n_signed_late", "n_coached", "n_turned_away",
    "n_games_found",
)  # fmt: skip


class Tables:
    """What a run leaves behind."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.clear()

    def clear(self) -> None:
        self.actor_months: list[Row] = []
        self.assessments: list[Row] = []
        self.sundays: list[Row] = []

    @property
    def n_days(self) -> int:
        return round(self.model.now / 24.0)

    def rows(self, name: str) -> list[Row]:
        makers = {
            "matters": self.matters,
            "orders": self.orders,
            "actor_months": lambda: self.actor_months,
            "community_days": self.community_days,
            "participation_weeks": lambda: self.sundays[: self.n_days // 7 * len(self.model.communities) * N_GROUPS],
            "assessments": lambda: self.assessments,
        }
        return makers[name]()

    def columns(self, name: str) -> dict[str, np.ndarray[Any, Any]]:
        """A table as numpy columns; every row has exactly the declared ones."""
        rows, names = self.rows(name), [column for column in column_names(name) if column != "run_id"]
        for row in rows:
            assert set(row) == set(names), set(row) ^ set(names)
        return {column: np.array([row[column] for row in rows]) for column in names}

    # --- read at the end --------------------------------------------------------------------------------------------
    def is_reported(self, community: Any) -> bool:
        focus = self.model.config.focus
        return focus is None or self.model.config.street.communities[community.row].name == focus

    def is_kept(self, matter: Any) -> bool:
        """Arose by now and was alive at hour 0 or later."""
        ends = [time for time in (matter.resolved_hours, matter.ended_hours) if not math.isnan(time)]
        has_arisen = matter.arose_hours < self.model.now
        return has_arisen and (not ends or min(ends) >= 0.0) and self.is_reported(matter.community)

    def matters(self) -> list[Row]:
        return [self.matter_row(matter) for matter in self.model.matters if self.is_kept(matter)]

    def matter_row(self, matter: Any) -> Row:
        is_known = not math.isnan(matter.voiced_hours)
        was_voiced = is_known and matter.origin == BY_RESIDENT and matter.channel > BY_NEIGHBOURS
        row = {
            "matter_id": matter.id,
            "community_id": matter.community.row,
            "compound_id": matter.compound.row,
            "building_id": matter.reporter.building.row,
            "kind": matter.kind.row,
            "domain": matter.kind.domain,
            "origin": matter.origin if is_known else -1,
            "channel": matter.channel if was_voiced else -1,
            "reporter_group": -1 if matter.kind.is_public else matter.reporter_group,
            "deadline_hours": math.nan if math.isinf(matter.deadline_hours) else matter.deadline_hours,
            "is_grey_zone": int(matter.is_grey_zone),
            "is_legacy": int(matter.is_legacy),
        }
        for name in (
            "urgency", "phase", "route", "arose_hours", "voiced_hours", "dispatched_hours", "first_response_hours",
            "closed_hours", "resolved_hours", "ended_hours", "closure", "n_orders", "n_handoffs", "n_rounds",
            "hours_worked",
        ):  # fmt: skip
            row[name] = getattr(matter, name)
        return row

    def orders(self) -> list[Row]:
        kept = []
        for order in self.model.orders:
            is_kept = self.is_kept(order.matter) if order.matter is not None else order.made_hours >= 0.0
            if is_kept and self.is_reported(order.community):
                kept.append(self.order_row(order))
        return kept

    def order_row(self, order: Any) -> Row:
        row = {
            "order_id": order.row,
            "matter_id": -1 if order.matter is None else order.matter.id,
            "community_id": order.community.row,
            "channel": order.channel if order.origin == BY_RESIDENT else -1,
            "is_satisfied": int(order.is_satisfied),
        }
        for name in ("is_repeat", "is_called_back", "is_found_false", "is_withdrawn"):
            row[name] = int(getattr(order, name))
        for name in ("phase", "origin", "made_hours", "dispatched_hours", "deadline_hours", "closed_hours"):
            row[name] = getattr(order, name)
        return row

    def community_days(self) -> list[Row]:
        rows = []
        for day in range(self.n_days):
            for community in self.model.communities:
                record = self.model.days[day, community.row]
                row = {"community_id": community.row, "day": day, "phase": int(record["phase"])}
                rows.append(row | {name: float(record[name]) for name in DAY_COLUMNS})
        return rows

    # --- kept week by week and month by month -----------------------------------------------------------------------
    def read_sunday(self, community: Any, week: int) -> None:
        for group in range(N_GROUPS):
            self.sundays.append(
                {
                    "community_id": community.row,
                    "week": week,
                    "phase": self.model.setting.phase,
                    "group": group,
                    "n_present": float(community.adults[group]),
                    "n_autonomous": float(community.participants[group][0]),
                    "n_mobilised": float(community.participants[group][1]),
                    "trust": community.trust_sum[group] / max(1, community.adults[group]),
                }
            )

    def keep_month(self, month: int) -> None:
        """What the next month will overwrite: workers' accounts and the assessment."""
        phase = self.model.setting.phase
        hours_worked = np.array([worker.hours for worker in self.model.workers]).sum(axis=1)
        for worker, hours in zip(self.model.workers, hours_worked.tolist(), strict=True):
            row = {
                "community_id": -1 if worker.community is None else worker.community.row,
                "actor_id": worker.id,
                "party_id": worker.party.row,
                "party_kind": worker.party.kind,
                "worker_kind": worker.kind,
                "is_paid": int(worker.kind != GRID_LEADER and worker.party.kind != HOMEOWNERS),
                "month": month,
                "phase": phase,
                "hours_worked": hours,
                "n_rest_breaches": worker.n_breaches,
                "backlog": worker.party.n_queued,
            }
            row |= {f"{activity}_hours": worker.hours[number] for number, activity in enumerate(ACTIVITY)}
            for name in (
                "hours_available", "overtime_hours", "oncall_hours", "worker_weeks", "n_absent_days", "n_quits",
                "strain",
            ):  # fmt: skip
                row[name] = getattr(worker, name)
            self.actor_months.append(row)
        communities = self.model.communities
        for community in communities:
            unit, n_closed = community.committee, community.n_closed
            row = self.unit_row(unit, month, phase) | {"unit_kind": 0, "community_id": community.row}
            row["true_resolution_share"] = 1.0 - community.n_false / n_closed if n_closed else math.nan
            for number, indicator in enumerate(INDICATOR):
                row[f"{indicator}_share"], row[f"n_{indicator}"] = unit.indicators[number], unit.cases[number]
            row |= {name: getattr(community, name) for name in COUNTS_KEPT}
            self.assessments.append(row)
        # the street is judged by the mean of its communities, not by cases of its own
        row = self.unit_row(self.model.street, month, phase) | {"unit_kind": 1, "community_id": -1}
        row["true_resolution_share"] = row["judged_score"] = math.nan
        for indicator in INDICATOR:
            row[f"{indicator}_share"], row[f"n_{indicator}"] = math.nan, 0.0
        for name in COUNTS_KEPT:
            row[name] = float(np.sum([getattr(community, name) for community in communities]))
        self.assessments.append(row)

    def unit_row(self, unit: Any, month: int, phase: int) -> Row:
        row = {
            "month": month,
            "phase": phase,
            "rank": unit.place,
            "is_passed": -1 if math.isnan(unit.standard) else int(unit.score >= unit.standard),
        }
        row |= dict(zip(("overtime", "measured_share", "coping", "mass_work"), unit.action, strict=True))
        for name in (
            "score", "standard", "payoff", "shadow_price", "believed_mean", "believed_noise", "directive_hours",
            "add_on_hours", "n_refused", "refused_hours", "judged_score",
        ):  # fmt: skip
            row[name] = getattr(unit, name)
        return row
