"""What patterns read of a run beyond the outcomes of ``runs``: a few numbers, so that no large table has to be kept.

Each measure refers to the whole run and is ``NaN`` where there was nothing to measure. They are made in the worker, and
stand beside the outcomes in the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAYS_PER_MONTH, DAYS_PER_YEAR, HOURS_PER_DAY
from sim.columns import (
    INBOUND_60_PLUS,
    LOCAL_60_PLUS,
    UNIT_COMMUNITY,
)
from sim.names import BY_PATROL, DISPUTES, ENVIRONMENT, FACILITIES, GREEN, RED
from sim.outcomes import is_paid_worker
from sim.response_clocks import read_clocks
from sim.survival import HORIZON_HOURS

if TYPE_CHECKING:
    from sim.model import CommunityModel

type Columns = Mapping[str, Mapping[str, NDArray[Any]]]

# name -> unit and definition
MEASURES: dict[str, tuple[str, str]] = {
    "workload_log": ("log hours", "natural logarithm of workload_hours_week: differences are ratios"),
    "cap_share": ("0 to 1", "months of paid workers with 95 % or more of the permitted hours worked"),
    "mean_payoff": ("value (hours' worth)", "mean over communities and months of what the assessment paid"),
    "rank_load_slope": ("places per sd", "least-squares slope of a community's mean place (1 is best) on its load, "
                        "demand hours per paid worker in standard deviations; above 0: the busy rank low"),
    "loaded_score_gap": ("points (0 to 100)", "mean score of the community with most demand hours per paid worker less "
                         "that of the one with least"),
    "loaded_hours_gap": ("hours per worker and week", "workload_hours_week of the community with most demand hours per "
                         "paid worker less that of the one with least"),
    "small_extreme_share": ("0 to 1", "months in which the community with fewest residents is first or last, less the "
                            "same of the one with most"),
    "reported_gap": ("0 to 1", "reported_resolution_share less true_resolution_share"),
    "bunching_share": ("0 to 1", "months of communities within 2 points above the standard less those within 2 points "
                       "below it"),
    "resolution_last_year": ("0 to 1", "orders reported closed over orders, last 12 months (communities pooled)"),
    "resolution_rise": ("0 to 1", "resolution_last_year less the same of the first 12 months"),
    "contacts_rise": ("0 to 1", "orders per present resident of the last 12 months over those of the first, less 1"),
    "repeat_legacy_gap": ("0 to 1", "repeats among orders on legacy matters less those among other orders on a matter"),
    "instant_median_hours": ("hours", "median time from making to closing of consultations that were closed"),
    "field_median_days": ("days", "median time from dispatch to reported closure of orders on a matter"),
    "field_log_sd": ("log hours", "standard deviation of the logarithm of that time"),
    "orders_per_resident_year": ("orders per resident and year", "orders on a matter that were dispatched"),
    "patrol_share": ("0 to 1", "matters of the run that patrols found, of those voiced or found"),
    "participant_old_share": ("0 to 1", "residents of 60 and older among those who took part, pooled over Sundays"),
    "red_days": ("days", "need_based_days of red matters"),
    "ordinary_days": ("days", "need_based_days of green matters of environment, facilities and disputes"),
    "relation": ("0 to 1", "mean cooperation K of the committee with the other parties of its community at the end"),
    "needs_checksum": ("none", "number made of kinds, places and hours of all needs that arose: equal if they are"),
}  # fmt: skip


def measures_of(model: CommunityModel, columns: Columns, outcomes: Mapping[str, float]) -> dict[str, float]:
    """All measures of a run.

    Args:
        model: at its end.
        columns: its tables as numpy columns.
        outcomes: of ``runs``.

    Returns:
        Measure to value, in the order of :data:`MEASURES`.
    """
    days = model.records.n_days
    found: dict[str, float] = {
        "workload_log": float(np.log(max(outcomes["workload_hours_week"], 1e-9))),
        "reported_gap": outcomes["reported_resolution_share"] - outcomes["true_resolution_share"],
        "cap_share": _cap_share(columns["actor_months"]),
        **_assessed(model, columns["assessments"], columns["actor_months"]),
        **_years(columns["assessments"], columns["community_days"]),
        **_orders(columns["orders"], columns["matters"], columns["community_days"], days),
        **_needs(columns["matters"], columns["orders"], days),
        "participant_old_share": _old_share(columns["participation_weeks"]),
        "relation": _relation(model),
    }
    return {name: found[name] for name in MEASURES}


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole > 0 else float("nan")


def _over(read: Callable[[Any], Any], values: Any) -> float:
    return float(read(values)) if np.size(values) else float("nan")


def _cap_share(actor_months: Mapping[str, NDArray[Any]]) -> float:
    is_row = is_paid_worker(actor_months) & (actor_months["worker_weeks"] > 0.0)
    at_cap = actor_months["hours_worked"][is_row] >= 0.95 * actor_months["hours_available"][is_row]
    return _over(np.mean, at_cap)


# --- assessment -------------------------------------------------------------------------------------------------------
def _assessed(
    model: CommunityModel, units: Mapping[str, NDArray[Any]], months: Mapping[str, NDArray[Any]]
) -> dict[str, float]:
    is_unit = units["unit_kind"] == UNIT_COMMUNITY
    community = units["community_id"][is_unit]
    own = model.config.street.communities
    staff = np.array([place.staff for place in own], dtype=np.float64)
    residents = np.array([place.residents for place in own])
    rows = range(len(own))
    mean = {
        name: np.array([_over(np.mean, units[name][is_unit][community == row]) for row in rows])
        for name in ("rank", "score", "demand_hours")
    }
    load = mean["demand_hours"] / staff
    is_worker = is_paid_worker(months)
    hours = [
        _ratio(months["hours_worked"][is_row].sum(), months["worker_weeks"][is_row].sum())
        for is_row in (is_worker & (months["community_id"] == row) for row in (load.argmax(), load.argmin()))
    ]
    n_units = len(own)
    is_extreme = (units["rank"][is_unit] <= 1.0) | (units["rank"][is_unit] >= n_units)
    extreme = np.array([_over(np.mean, is_extreme[community == row]) for row in rows])
    spread = float(load.std())
    slope = float(np.mean((load - load.mean()) * (mean["rank"] - mean["rank"].mean()))) / spread if spread else np.nan
    distance = (units["score"] - units["standard"])[is_unit]
    distance = distance[~np.isnan(distance)]
    return {
        "mean_payoff": _over(np.mean, units["payoff"][is_unit]),
        "rank_load_slope": slope,
        "loaded_score_gap": float(mean["score"][load.argmax()] - mean["score"][load.argmin()]),
        "loaded_hours_gap": hours[0] - hours[1],
        "small_extreme_share": float(extreme[residents.argmin()] - extreme[residents.argmax()]),
        "bunching_share": _over(np.mean, (distance >= 0.0) & (distance < 2.0))
        - _over(np.mean, (distance < 0.0) & (distance >= -2.0)),
    }


def _years(units: Mapping[str, NDArray[Any]], lived: Mapping[str, NDArray[Any]]) -> dict[str, float]:
    """First and last 12 months of a run of two years or more."""
    months_per_year = DAYS_PER_YEAR // DAYS_PER_MONTH
    last = int(units["month"].max(initial=-1)) + 1
    names = ("resolution_last_year", "resolution_rise", "contacts_rise")
    if last < 2 * months_per_year:
        return dict.fromkeys(names, float("nan"))
    is_unit = units["unit_kind"] == UNIT_COMMUNITY
    resolution, contacts = [], []
    for begin in (0, last - months_per_year):
        is_month = is_unit & (units["month"] >= begin) & (units["month"] < begin + months_per_year)
        orders = units["n_resolution"][is_month]
        resolution.append(_ratio(np.nansum(units["resolution_share"][is_month] * orders), orders.sum()))
        is_day = (lived["day"] >= begin * DAYS_PER_MONTH) & (lived["day"] < (begin + months_per_year) * DAYS_PER_MONTH)
        contacts.append(_ratio(orders.sum(), lived["n_present"][is_day].sum()))
    return dict(zip(names, (resolution[1], resolution[1] - resolution[0], _ratio(*contacts[::-1]) - 1.0), strict=True))


# --- orders and needs -------------------------------------------------------------------------------------------------
def _orders(
    orders: Mapping[str, NDArray[Any]],
    matters: Mapping[str, NDArray[Any]],
    lived: Mapping[str, NDArray[Any]],
    days: int,
) -> dict[str, float]:
    on_matter = orders["matter_id"] >= 0
    order = np.argsort(matters["matter_id"], kind="stable")
    ids = matters["matter_id"][order]
    row = order[np.minimum(np.searchsorted(ids, orders["matter_id"]), max(ids.size - 1, 0))] if ids.size else None
    is_legacy = matters["is_legacy"][row] == 1 if row is not None else np.zeros(on_matter.shape, dtype=bool)
    is_repeat = orders["is_repeat"] == 1
    dispatched = on_matter & ~np.isnan(orders["dispatched_hours"])
    field = orders["closed_hours"] - orders["dispatched_hours"]
    field = field[dispatched & (field > 0.0)]
    instant = (orders["closed_hours"] - orders["made_hours"])[~on_matter]
    present = float(lived["n_present"].sum()) / max(days, 1)  # mean over days, summed over communities
    return {
        "repeat_legacy_gap": _over(np.mean, is_repeat[on_matter & is_legacy])
        - _over(np.mean, is_repeat[on_matter & ~is_legacy]),
        "instant_median_hours": _over(np.median, instant[~np.isnan(instant)]),
        "field_median_days": _over(np.median, field) / HOURS_PER_DAY,
        "field_log_sd": _over(np.std, np.log(field)),
        "orders_per_resident_year": _ratio(float(dispatched.sum()) * DAYS_PER_YEAR / days, present),
    }


def _needs(matters: Mapping[str, NDArray[Any]], orders: Mapping[str, NDArray[Any]], days: int) -> dict[str, float]:
    clocks = read_clocks(matters, orders, days)
    waited = np.minimum(clocks.need_based, HORIZON_HOURS) / HOURS_PER_DAY
    is_ordinary = (matters["urgency"] == GREEN) & np.isin(matters["domain"], (ENVIRONMENT, FACILITIES, DISPUTES))
    is_new = matters["arose_hours"] >= 0.0
    is_known = is_new & ~np.isnan(matters["voiced_hours"])
    hours = matters["arose_hours"][is_new]
    places = 31.0 * matters["kind"][is_new] + 7.0 * matters["compound_id"][is_new] + 1.0
    return {
        "red_days": _over(np.mean, waited[clocks.is_need & (matters["urgency"] == RED)]),
        "ordinary_days": _over(np.mean, waited[clocks.is_need & is_ordinary]),
        "patrol_share": _over(np.mean, matters["origin"][is_known] == BY_PATROL),
        "needs_checksum": float(np.sum(np.sort(hours * places))),
    }


# --- people -----------------------------------------------------------------------------------------------------------
def _old_share(weeks: Mapping[str, NDArray[Any]]) -> float:
    active = weeks["n_autonomous"] + weeks["n_mobilised"]
    is_old = np.isin(weeks["group"], (LOCAL_60_PLUS, INBOUND_60_PLUS))
    return _ratio(active[is_old].sum(), active.sum())


def _relation(model: CommunityModel) -> float:
    world = model.world
    values = []
    for number, committee in enumerate(model.assessment.rows):
        is_other = world.parties["community"] == number
        is_other[committee] = False
        values.append(world.relations[number, world.parties["slot"][committee], world.parties["slot"][is_other]])
    return _over(np.mean, np.concatenate(values))
