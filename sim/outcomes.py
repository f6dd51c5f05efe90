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
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    COMMITTEE,
    COMMITTEE_MEMBER,
    GRID_WORKER,
    INBOUND,
    LOCAL,
    REGIME_PHASE,
)

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Table = Mapping[str, Any]

HORIZON_DAYS = 30.0
HORIZON_HOURS = HORIZON_DAYS * HOURS_PER_DAY
HERE = (LOCAL, INBOUND)
CENSORED, EVENT = 0, 1  # causes; 2 and above compete with the event


# --- estimators -----------------------------------------------------------------------------------------------------
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


# --- the four clocks ------------------------------------------------------------------------------------------------
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
    arose = _hours(matters, "arose_hours")
    voiced = _hours(matters, "voiced_hours")
    resolved = _hours(matters, "resolved_hours")
    ended = _hours(matters, "ended_hours")
    closure = np.asarray(matters["closure"])
    is_need_of_run = _of(matters, communities) & (arose >= 0.0)
    # === orders, and the matters they are about ===
    row = _rows_of(np.asarray(orders["matter_id"]), np.asarray(matters["matter_id"]))
    dispatched = _hours(orders, "dispatched_hours")
    closed = _hours(orders, "closed_hours")
    is_made_in_run = _of(orders, communities) & (_hours(orders, "made_hours") >= 0.0)
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


def _hours(table: Table, column: str) -> Floats:
    return np.asarray(table[column], dtype=np.float64)


def _of(table: Table, communities: Sequence[int] | None) -> Flags:
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
    is_row = is_paid_worker(actor_months) & _in_window(actor_months, phase) & _of(actor_months, communities)
    weeks = float(np.sum(actor_months["worker_weeks"][is_row]))

    def total(column: str) -> float:
        return float(np.sum(actor_months[column][is_row]))

    is_day = _in_window(community_days, phase) & _of(community_days, communities)

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
    dispatched = _bins(matters, clocks.is_need & ~np.isnan(_hours(matters, "dispatched_hours")))
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
        "overdue_share": _means(~(_hours(orders, "closed_hours") <= _hours(orders, "deadline_hours")), order),
        "false_closures": np.where(_counts(on_matter) > 0, n_false, np.nan),
        "repeat_share": _means(np.asarray(orders["is_repeat"]) == 1, on_matter),
        "satisfaction_share": _means(np.asarray(orders["is_satisfied"]) == 1, asked),
    }


def _standing(assessments: Table, phase: int | None, communities: Sequence[int] | None) -> dict[str, float]:
    is_row = _in_window(assessments, phase) & _of(assessments, communities)
    is_row &= np.asarray(assessments["unit_kind"]) == UNIT_COMMUNITY
    noise = np.asarray(assessments["believed_noise"], dtype=np.float64)
    has_standard = is_row & ~np.isnan(np.asarray(assessments["standard"], dtype=np.float64)) & (noise > 0.0)
    above = assessments["standard"][has_standard] - assessments["believed_mean"][has_standard]
    return {
        "score": _mean(assessments["score"][is_row]),
        "standard_distance": _mean(above / noise[has_standard]),
    }


def _participation(weeks: Table, phase: int | None, communities: Sequence[int] | None) -> dict[str, float]:
    is_row = _in_window(weeks, phase) & _of(weeks, communities)
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
