"""What a run yields: the outcomes of ``runs`` and the response curves, computed from the rows of the other tables.

Called once, when a run has ended. Everything here reads the recorder's columns (:mod:`sim.columns`), true resolution
included, which nobody inside the model sees.

**Response times.** A duration either ends in its event, or ends otherwise (a competing event), or was still running
when last seen (censored). Averages over closed matters alone would praise whoever leaves the hard ones open, so every
response time is a *restricted mean*: the mean time without the event within the first 30 days, the area above the
event's cumulative incidence (Aalen-Johansen; Kaplan-Meier if nothing competes).

*What of needs that lapse, or that neighbours settle?* They are competing events: the parties never resolve them.

- ``need_based_days``, the headline, gives them the full 30 days. It is the time that residents wait for the
  *institutions*, and no institution may look quick because residents gave up or helped themselves.
- ``need_met_days`` lets a neighbour's help end the waiting (lapses keep 30 days). It is what residents live through,
  and the fairer reading for arms that work by strengthening neighbours.

Stopping the clock at a lapse, or leaving lapsed needs out, is not offered: both reward making people give up.

**Cohorts.** A cohort holds what began at hour 0 or later and 30 days or more before the run's end, so that everything
in it was watched for the whole horizon; its restricted mean is then a plain mean of durations cut at 30 days. The
general estimators are needed, and used, for cohorts that are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAYS_PER_MONTH, DAYS_PER_YEAR, HOURS_PER_DAY
from sim.columns import (
    CURVE_HOURS,
    EXPERIENCED,
    FIRST_RESPONSE,
    LAPSED_CURVE,
    NEED_BASED,
    NEIGHBOURS_CURVE,
    OFFICIAL,
    OUTCOMES,
    TRUE_OF_OFFICIAL,
    UNIT_COMMUNITY,
    WINDOWS,
)
from sim.names import (
    ACTIVITY,
    AIDE,
    COMMITTEE,
    COMMITTEE_MEMBER,
    GRID_WORKER,
    INBOUND,
    LOCAL,
    REGIME_PHASE,
)
from sim.response_clocks import Clocks, hours_of, hours_to_event, of_communities, read_clocks
from sim.survival import HORIZON_HOURS

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Table = Mapping[str, Any]

HERE = (LOCAL, INBOUND)


# --- outcomes of a run ------------------------------------------------------------------------------------------------
def run_outcomes(
    tables: Mapping[str, Table], days: int, communities: Sequence[int] | None = None, dearer_hour: float = 0.0
) -> dict[str, float]:
    """Every outcome column of ``runs``, for the whole run and for each phase apart.

    Args:
        tables: the six tables ``matters``, ``orders``, ``actor_months``, ``community_days``, ``participation_weeks``,
            ``assessments`` as numpy columns (:mod:`sim.columns`); each may be empty.
        days: length of the run after the burn-in, 1 or more.
        communities: communities reported on; ``None``: all.
        dearer_hour: by how much an hour of a committee's paid workers costs more than at the usual pay, hours' worth.

    Returns:
        Column name to value, in the order of ``runs``; ``NaN`` where there was nothing to measure: no such phase, no
        case in the cohort, no standard.
    """
    clocks = read_clocks(tables["matters"], tables["orders"], days, communities)
    response = _of_matters(tables["matters"], clocks) | _of_orders(tables["orders"], clocks)
    outcomes: dict[str, float] = {}
    for place, window in enumerate(WINDOWS):
        phase = place - 1 if place else None
        values = {
            **_workload(tables["actor_months"], tables["community_days"], phase, communities, dearer_hour),
            **{name: float(by_window[place]) for name, by_window in response.items()},
            **_standing(tables["assessments"], phase, communities),
            **_participation(tables["participation_weeks"], phase, communities),
        }
        outcomes |= {outcome.name + window: values[outcome.name] for outcome in OUTCOMES}
    return outcomes


def is_paid_worker(actor_months: Table) -> Flags:
    """Rows that the headline workload is about: committee members, aides and full-time grid workers, paid."""
    is_committee: Flags = np.asarray(actor_months["party_kind"]) == COMMITTEE
    is_worker: Flags = np.isin(np.asarray(actor_months["worker_kind"]), (COMMITTEE_MEMBER, AIDE, GRID_WORKER))
    is_paid: Flags = np.asarray(actor_months["is_paid"]) == 1
    return is_committee & is_worker & is_paid


def _in_window(table: Table, phase: int | None) -> Flags:
    phases = np.asarray(table["phase"])
    return np.ones(phases.shape, dtype=np.bool_) if phase is None else phases == phase


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 else float("nan")


def _mean(values: Any) -> float:
    return float(np.mean(values)) if np.size(values) else float("nan")


def _workload(
    actor_months: Table,
    community_days: Table,
    phase: int | None,
    communities: Sequence[int] | None,
    dearer_hour: float,
) -> dict[str, float]:
    is_row = is_paid_worker(actor_months) & _in_window(actor_months, phase) & of_communities(actor_months, communities)
    weeks = float(np.sum(actor_months["worker_weeks"][is_row]))

    def total(column: str) -> float:
        return float(np.sum(actor_months[column][is_row]))

    is_day = _in_window(community_days, phase) & of_communities(community_days, communities)

    def lived(column: str) -> float:
        return float(np.sum(community_days[column][is_day])) if np.any(is_day) else float("nan")

    is_held = is_row & (np.asarray(actor_months["worker_weeks"]) > 0.0)
    post_years = int(np.count_nonzero(is_row)) * DAYS_PER_MONTH / DAYS_PER_YEAR
    return {
        "workload_hours_week": _ratio(total("hours_worked"), weeks),
        "directives_hours_week": _ratio(total("directives_hours"), weeks),
        "overtime_hours_week": _ratio(total("overtime_hours"), weeks),
        "contact_hours_week": _ratio(total("visits_hours") + total("mass_work_hours"), weeks),
        "oncall_hours_week": _ratio(total("oncall_hours"), weeks),
        "total_paid_hours": lived("paid_hours"),
        "total_hours": lived("paid_hours") + lived("unpaid_hours"),
        "volunteer_hours": lived("volunteer_hours"),
        "strain": _mean(actor_months["strain"][is_held]),
        "turnover_year": _ratio(total("n_quits"), post_years),
        "rest_breaches_week": _ratio(total("n_rest_breaches"), weeks),
        "cost_hours_per_resolved": _ratio(
            lived("paid_hours") + dearer_hour * lived("worker_hours"), lived("n_resolved")
        ),
    }


# Sums over many cases are taken for all windows in one pass: a case counts in the bin of its phase, a case outside the
# cohort in one more bin that is thrown away. Results have the shape (1 + n_phases,): the whole run, then each phase.
N_PHASES = len(REGIME_PHASE)


def _bins(table: Table, is_member: Flags) -> NDArray[np.intp]:
    return np.where(is_member, np.asarray(table["phase"]), N_PHASES).astype(np.intp)


def _counts(bins: NDArray[np.intp]) -> Floats:
    by_phase = np.bincount(bins, minlength=N_PHASES + 1)[:N_PHASES]
    return np.concatenate(([by_phase.sum()], by_phase)).astype(np.float64)


def _means(values: Any, bins: NDArray[np.intp]) -> Floats:
    by_phase = np.bincount(bins, weights=np.asarray(values), minlength=N_PHASES + 1)[:N_PHASES]
    return _ratios(np.concatenate(([by_phase.sum()], by_phase)), _counts(bins))


def _ratios(numerators: Floats, denominators: Floats) -> Floats:
    ratios = np.full(numerators.shape, np.nan)
    np.divide(numerators, denominators, out=ratios, where=denominators > 0)
    return ratios


def _wait_days(elapsed: Floats, bins: NDArray[np.intp]) -> Floats:
    """Restricted means at 30 days of cohorts that were watched for 30 days or more."""
    return np.asarray(_means(np.minimum(elapsed, HORIZON_HOURS), bins) / HOURS_PER_DAY)


def _within(elapsed: Floats, bins: NDArray[np.intp]) -> Floats:
    """Shares of the cohorts that reached the event within 30 days."""
    return _means(elapsed <= HORIZON_HOURS, bins)


def _of_matters(matters: Table, clocks: Clocks) -> dict[str, Floats]:
    group = np.asarray(matters["reporter_group"])
    need = _bins(matters, clocks.is_need)
    voiced = _bins(matters, clocks.is_voiced)
    dispatched = _bins(matters, clocks.is_need & ~np.isnan(hours_of(matters, "dispatched_hours")))
    need_days = {of: _wait_days(clocks.need_based, _bins(matters, clocks.is_need & (group == of))) for of in HERE}
    n_needs = _counts(need)
    return {
        "first_response_days": _wait_days(clocks.first_response, voiced),
        "experienced_days": _wait_days(clocks.experienced, voiced),
        "need_based_days": _wait_days(clocks.need_based, need),
        "need_met_days": _wait_days(clocks.need_met, need),
        "inbound_gap_days": need_days[INBOUND] - need_days[LOCAL],
        "n_needs": np.where(n_needs > 0, n_needs, np.nan),
        "voiced_share": _within(hours_to_event(matters["arose_hours"], matters["voiced_hours"]), need),
        "resolved_share": _within(clocks.need_based, need),
        "neighbours_share": _within(clocks.neighbours, need),
        "lapsed_share": _within(clocks.lapsed, need),
        "handoffs_per_matter": _means(matters["n_handoffs"], dispatched),
    }


def _of_orders(orders: Table, clocks: Clocks) -> dict[str, Floats]:
    order = _bins(orders, clocks.is_order)
    on_matter = _bins(orders, clocks.is_on_matter)
    asked = _bins(orders, clocks.is_of_run & (np.asarray(orders["is_satisfied"]) >= 0))
    n_false = _counts(_bins(orders, clocks.is_false))
    return {
        "official_days": _wait_days(clocks.official, order),
        "reported_resolution_share": _within(clocks.official, order),
        "true_resolution_share": _within(clocks.true_of_official, order),
        "overdue_share": _means(~(hours_of(orders, "closed_hours") <= hours_of(orders, "deadline_hours")), order),
        "false_closures": np.where(_counts(on_matter) > 0, n_false, np.nan),
        "repeat_share": _means(np.asarray(orders["is_repeat"]) == 1, on_matter),
        "satisfaction_share": _means(np.asarray(orders["is_satisfied"]) == 1, asked),
    }


def _standing(assessments: Table, phase: int | None, communities: Sequence[int] | None) -> dict[str, float]:
    is_row = _in_window(assessments, phase) & of_communities(assessments, communities)
    is_row &= np.asarray(assessments["unit_kind"]) == UNIT_COMMUNITY
    noise = np.asarray(assessments["believed_noise"], dtype=np.float64)
    has_standard = is_row & ~np.isnan(np.asarray(assessments["standard"], dtype=np.float64)) & (noise > 0.0)
    above = assessments["standard"][has_standard] - assessments["believed_mean"][has_standard]
    return {
        "score": _mean(assessments["score"][is_row]),
        "standard_distance": _mean(above / noise[has_standard]),
    }


def _participation(weeks: Table, phase: int | None, communities: Sequence[int] | None) -> dict[str, float]:
    is_row = _in_window(weeks, phase) & of_communities(weeks, communities)
    present = float(np.sum(weeks["n_present"][is_row]))
    autonomous = _ratio(float(np.sum(weeks["n_autonomous"][is_row])), present)
    mobilised = _ratio(float(np.sum(weeks["n_mobilised"][is_row])), present)
    has_trust = is_row & ~np.isnan(np.asarray(weeks["trust"], dtype=np.float64))
    heads = np.asarray(weeks["n_present"], dtype=np.float64)[has_trust]
    return {
        "participation_share": autonomous + mobilised,
        "autonomous_share": autonomous,
        "mobilised_share": mobilised,
        "trust": _ratio(float(np.sum(heads * weeks["trust"][has_trust])), float(np.sum(heads))),
    }


# --- response curves --------------------------------------------------------------------------------------------------
def response_curves(
    tables: Mapping[str, Table], days: int, communities: Sequence[int] | None = None
) -> dict[str, NDArray[Any]]:
    """Rows of ``response_curves``: how the share of each cohort that has reached each event grows with elapsed time.

    Args:
        tables: at least ``matters`` and ``orders``.
        days: length of the run after the burn-in.
        communities: communities reported on; ``None``: all.

    Returns:
        Columns of the table without ``run_id``, one row per window with cases, curve and elapsed time.
        Monotone: each curve rises. Conserves: need_based + neighbours + lapsed never exceed 1.
    """
    matters, orders = tables["matters"], tables["orders"]
    clocks = read_clocks(matters, orders, days, communities)
    curves = {
        OFFICIAL: (clocks.official, clocks.is_order, orders),
        TRUE_OF_OFFICIAL: (clocks.true_of_official, clocks.is_order, orders),
        FIRST_RESPONSE: (clocks.first_response, clocks.is_voiced, matters),
        EXPERIENCED: (clocks.experienced, clocks.is_voiced, matters),
        NEED_BASED: (clocks.need_based, clocks.is_need, matters),
        NEIGHBOURS_CURVE: (clocks.neighbours, clocks.is_need, matters),
        LAPSED_CURVE: (clocks.lapsed, clocks.is_need, matters),
    }
    grid = np.asarray(CURVE_HOURS)
    # The first grid time at or after an event, one beyond the grid if never: looked up, as grid times are whole hours.
    step_of_hour = np.searchsorted(grid, np.arange(grid[-1] + 2.0), side="left")
    windows: list[int] = []
    names: list[int] = []
    shares: list[Floats] = []
    sizes: list[int] = []
    for curve, (elapsed, is_cohort, table) in curves.items():
        phases = np.asarray(table["phase"])[is_cohort].astype(np.intp)
        step = step_of_hour[np.ceil(np.minimum(elapsed[is_cohort], grid[-1] + 1.0)).astype(np.intp)]
        counts = np.bincount(phases * (grid.size + 1) + step, minlength=N_PHASES * (grid.size + 1))
        by_phase = counts.reshape(N_PHASES, grid.size + 1)
        for window, row in enumerate((by_phase.sum(axis=0), *by_phase)):
            size = int(row.sum())
            if size:
                windows.append(window)
                names.append(curve)
                shares.append(np.cumsum(row[:-1]) / size)
                sizes.append(size)
    n_points = grid.size
    return {
        "window": np.repeat(np.asarray(windows, dtype=np.int32), n_points),
        "curve": np.repeat(np.asarray(names, dtype=np.int32), n_points),
        "elapsed_hours": np.tile(grid, len(shares)),
        "share": np.concatenate(shares) if shares else np.empty(0),
        "n_cohort": np.repeat(np.asarray(sizes, dtype=np.int32), n_points),
    }


# --- conservation -----------------------------------------------------------------------------------------------------
def matter_hours(matters: Table, community_days: Table, days: int) -> tuple[float, float]:
    """Matter-hours in the system, counted twice: day by day, and matter by matter (Little's law over a finite run).

    Both sides are the integral from hour 0 to the end of the run of the number of needs that have arisen and are
    neither truly resolved nor ended.

    Returns:
        Sum of ``in_system_hours``, and sum of the sojourns clipped to the run. Conserves: they are equal.
    """
    end_of_run = HOURS_PER_DAY * days
    over = np.fmin(np.asarray(matters["resolved_hours"]), np.asarray(matters["ended_hours"]))
    left = np.where(np.isnan(over), end_of_run, np.minimum(over, end_of_run))
    entered = np.maximum(np.asarray(matters["arose_hours"]), 0.0)
    return float(np.sum(community_days["in_system_hours"])), float(np.sum(np.maximum(left - entered, 0.0)))


def activity_gaps(actor_months: Table) -> Floats:
    """Hours worked less the sum of the hours by activity, per row. Conserves: all zero but for rounding."""
    by_activity = np.sum([np.asarray(actor_months[f"{activity}_hours"]) for activity in ACTIVITY], axis=0)
    return np.asarray(np.asarray(actor_months["hours_worked"], dtype=np.float64) - by_activity)
