"""One run as the page needs it: three curves by week, headline numbers by phase, and on request the story of a place.

Called in worker processes, which keep the burn-ins of their pairs: a moved lever then costs a year and no more.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model import CommunityModel, keep_burn_ins
from sim.response_clocks import read_clocks
from sim.survival import HORIZON_DAYS
from workshop.game import WorldChoice, world_config

DAYS = 360
WEEKS = DAYS // 7
COHORT_WEEKS = 4  # response of needs that arose in so many weeks up to the one it is shown at
NUMBERS = (
    "workload_hours_week", "need_based_days", "participation_share", "strain", "mobilised_share", "trust",
    "satisfaction_share", "reported_resolution_share", "true_resolution_share", "directives_hours_week",
    "volunteer_hours", "resolved_share",
)  # fmt: skip
PHASES = ("", "_normal", "_emergency", "_return")
BURN_INS_KEPT = 24  # of street_of_eight: 8 MB each

type Floats = NDArray[np.float64]
type WorldRun = dict[str, Any]


def start() -> None:
    """What a worker does first."""
    keep_burn_ins(BURN_INS_KEPT)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose server was killed must not live on."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_world(place: str, choice: WorldChoice, pair: int) -> WorldRun:
    """Run one world of one pair.

    Returns:
        ``curves``: outcome -> (WEEKS,) values, NaN where nothing is known; ``numbers``: outcome -> value of each of
        PHASES, NaN where the phase does not occur.
    """
    model = simulated(place, choice, pair)
    outcomes = model.records.outcomes()
    numbers = {name: [float(outcomes[name + phase]) for phase in PHASES] for name in NUMBERS}
    return {"curves": weekly_curves(model), "numbers": numbers}


def prepare(place: str, pair: int) -> None:
    """Run the burn-in of a pair ahead of the first question; it is the same for every world."""
    _model(place, WorldChoice(), pair)


def simulated(place: str, choice: WorldChoice, pair: int) -> CommunityModel:
    """The model of one world of one pair, after its year."""
    model = _model(place, choice, pair)
    model.run_for(DAYS)
    return model


def _model(place: str, choice: WorldChoice, pair: int) -> CommunityModel:
    """At the start of its year."""
    return CommunityModel(world_config(place, choice, pair), rng=pair)


def weekly_curves(model: CommunityModel) -> dict[str, Floats]:
    """Curves of the communities reported on, by week.

    Returns:
        ``workload``: hours per paid worker and week; ``response``: days from need to true resolution, restricted mean
        at 30 days, of needs that arose in the COHORT_WEEKS weeks up to the week (NaN in the last month, which was not
        watched for 30 days); ``participation``: share of present residents who took part in the last 30 days;
        ``strain``: mean over paid workers, 0 to 1.
    """
    communities = model.records.communities
    return {
        **_of_days(model.records.columns("community_days"), communities),
        "response": _response(model, communities),
        "participation": _participation(model.records.columns("participation_weeks"), communities),
    }


def _of_days(days: dict[str, NDArray[Any]], communities: list[int]) -> dict[str, Floats]:
    is_here = np.isin(days["community_id"], communities) & (days["day"] < 7 * WEEKS)
    week = days["day"][is_here] // 7

    def total(column: str) -> Floats:
        return np.bincount(week, weights=np.nan_to_num(days[column][is_here]), minlength=WEEKS)

    workers = days["worker_weeks"][is_here]
    strain = np.bincount(week, weights=np.nan_to_num(days["strain"][is_here]) * workers, minlength=WEEKS)
    return {
        "workload": _ratio(total("worker_hours"), total("worker_weeks")),
        "strain": _ratio(strain, total("worker_weeks")),
    }


def _response(model: CommunityModel, communities: list[int]) -> Floats:
    matters, orders = model.records.columns("matters"), model.records.columns("orders")
    clocks = read_clocks(matters, orders, DAYS, communities)
    waits = np.minimum(clocks.need_based[clocks.is_need] / 24.0, HORIZON_DAYS)
    week = (matters["arose_hours"][clocks.is_need] // (24 * 7)).astype(np.intp)
    days, cases = np.bincount(week, waits, WEEKS)[:WEEKS], np.bincount(week, minlength=WEEKS)[:WEEKS]
    window = np.ones(COHORT_WEEKS)
    curve = _ratio(np.convolve(days, window)[:WEEKS], np.convolve(cases, window)[:WEEKS])
    curve[: COHORT_WEEKS - 1] = np.nan
    curve[int(DAYS - HORIZON_DAYS) // 7 :] = np.nan
    return curve


def _participation(weeks: dict[str, NDArray[Any]], communities: list[int]) -> Floats:
    is_here = np.isin(weeks["community_id"], communities) & (weeks["week"] < WEEKS)
    week = weeks["week"][is_here]
    active = (weeks["n_autonomous"] + weeks["n_mobilised"])[is_here]
    present = np.bincount(week, weights=weeks["n_present"][is_here], minlength=WEEKS)
    return _ratio(np.bincount(week, weights=active, minlength=WEEKS), present)


def _ratio(numerators: Floats, denominators: Any) -> Floats:
    ratios = np.full(numerators.shape, np.nan)
    np.divide(numerators, denominators, out=ratios, where=np.asarray(denominators) > 0)
    return ratios
