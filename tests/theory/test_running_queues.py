"""A department of the running street as a queue: rosters, hotline, dispatch, the network's way; against closed forms.

What is switched off: requests come from a log at a constant rate through the mornings of workdays (no season, nobody
silent); the office takes whatever is its own; no travel, no falling output, no sickness; no call-backs. What stays is
the model's month: mornings, shifts, the break at noon, the hotline's delay and the street's dispatch, offer, queue,
choice of the most urgent, work, closure. Delays of independent length keep a Poisson process Poisson, so the office
sees one at the log's rate from half past nine, by the model's own stamps, until it closes at noon.

``tests/theory/test_queues.py`` has the same formulas against one morning of the calendar alone, and Ciw beside them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from sim import CommunityModel
from sim.clock import is_workday
from sim.names import DOMAIN, GREEN, RED, URGENCY, YELLOW
from sim.replay import needs_table
from sim.tables import CLOSED
from tests.theory.running import Floats, assert_mean, kind_of_matter, quiet_place, started
from tests.theory.test_queues import cobham_waits, erlang_c, erlang_wait

OPENS, CLOSES = 8.5, 12.0
FROM, UNTIL = 9.5, 11.5  # the stretch of a morning that is looked at: the delays have settled, noon is far
RATE = 1_500.0  # requests an hour
START_DAY = 59
DAYS = 30
LOG_SD = 0.8  # of most kinds of matters


@dataclass(frozen=True)
class Office:
    """What happened to the requests of a month, times in mean service times; one row per request."""

    day: np.ndarray[Any, np.dtype[np.int64]]
    dispatched: Floats  # since midnight
    wait: Floats
    sojourn: Floats
    urgency: np.ndarray[Any, np.dtype[np.int64]]
    service_hours: float

    def mornings(self, values: Floats, urgency: int | None = None) -> list[float]:
        """Mean over the requests of each morning, of one urgency or all."""
        hour = self.dispatched * self.service_hours
        is_in = (hour >= FROM) & (hour < UNTIL)
        if urgency is not None:
            is_in &= self.urgency == urgency
        return [float(values[is_in & (self.day == day)].mean()) for day in np.unique(self.day)]

    def numbers_present(self) -> list[float]:
        """Time average of the number in the office over each morning, counted by arrivals and departures."""
        start, end = FROM / self.service_hours, UNTIL / self.service_hours
        left = self.dispatched + self.sojourn
        inside = np.clip(left, start, end) - np.clip(self.dispatched, start, end)
        return [float(inside[self.day == day].sum() / (end - start)) for day in np.unique(self.day)]


def office_tree(staff: int, service_hours: float, log_sd: float) -> dict[str, Any]:
    tree = quiet_place(route="network")
    tree["street"]["departments"] = [{"name": "office", "name_zh": "-", "domains": list(DOMAIN), "staff": staff}]
    kind = kind_of_matter(
        owner="department", hours_median=service_hours * np.exp(-0.5 * log_sd * log_sd), hours_log_sd=log_sd
    )
    tree["matters"] = {urgency: kind | {"urgency": urgency} for urgency in URGENCY}
    tree["time"]["start_day_of_year"] = START_DAY
    tree["rules"] = {
        "handling": {"travel_hours": 0.0},
        "time_use": {"strain_loss": 0.0},
        "buck_passing": {"clear_owner_prob": 1.0},
        "hierarchy": dict.fromkeys(("dispatch_to_cell_mean_hours", "dispatch_to_community_mean_hours"), 0.1),
    }
    return tree


def log_of_month(rng: np.random.Generator, shares: dict[int, float]) -> Any:
    """Requests of the mornings from the second day on, at a constant rate, of several urgencies."""
    days = [day for day in range(1, DAYS) if is_workday(day, START_DAY)]
    hours = [24.0 * day + np.sort(rng.uniform(OPENS, CLOSES, rng.poisson(RATE * (CLOSES - OPENS)))) for day in days]
    at = np.concatenate(hours)
    urgency = rng.choice(list(shares), size=len(at), p=list(shares.values()))
    return needs_table(at, urgency, np.zeros(len(at), dtype=np.int64), np.arange(len(at)))


def give_exponential_work(model: CommunityModel, service_hours: float) -> None:
    """Replace the work that requests need, lognormal, by exponential work at the same quantiles."""
    matters = model.world.matters[: model.world.counts[0]["n_matters"]]
    deviation = np.log(matters["hours_needed"] / service_hours) / LOG_SD + 0.5 * LOG_SD
    matters["hours_needed"] = matters["hours_left"] = -service_hours * np.log1p(-ndtr(deviation))


@functools.cache
def served(
    staff: int, load: float, shares: tuple[tuple[int, float], ...] = ((GREEN, 1.0),), heavy: bool = False
) -> Office:
    """A month of an office with so many people under an offered load: exponential work, or heavy-tailed."""
    service_hours = load / RATE
    needs = log_of_month(np.random.default_rng(staff), dict(shares))
    model = started(office_tree(staff, service_hours, LOG_SD), seed=staff, needs=needs)
    model.run_for(1)  # the month's requests lie ready now, and none has arisen
    if not heavy:
        give_exponential_work(model, service_hours)
    model.run_for(DAYS - 1)
    matters = model.world.matters[: model.world.counts[0]["n_matters"]]
    assert len(matters) == len(needs)
    assert (matters["state"] == CLOSED).all()
    assert (matters["n_offers"] == 1).all(), "the office takes on what is its own"
    day = matters["dispatched_hours"] // 24.0
    return Office(
        day.astype(np.int64),
        (matters["dispatched_hours"] - 24.0 * day) / service_hours,
        (matters["first_response_hours"] - matters["dispatched_hours"]) / service_hours,
        (matters["resolved_hours"] - matters["dispatched_hours"]) / service_hours,
        matters["urgency"].astype(np.int64),
        service_hours,
    )


@pytest.mark.parametrize(("staff", "load"), [(1, 0.8), (2, 1.5), (5, 4.0)])
def test_a_department_of_the_running_street_is_an_m_m_c_queue(staff: int, load: float) -> None:
    """Mean wait and chance of waiting by Erlang C, mean number present by Little's law."""
    office = served(staff, load)
    assert_mean(office.mornings(office.wait), erlang_wait(staff, load), "mean wait")
    assert_mean(office.mornings((office.wait > 1e-6).astype(float)), erlang_c(staff, load), "share waiting")
    assert_mean(office.numbers_present(), load * (erlang_wait(staff, load) + 1.0), "mean number present")


def test_long_tasks_make_everybody_wait_in_the_running_street() -> None:
    """Pollaczek-Khinchine with the model's own lognormal work."""
    load = 0.7
    office = served(1, load, heavy=True)
    assert_mean(office.mornings(office.wait), load * np.exp(LOG_SD * LOG_SD) / (2.0 * (1.0 - load)), "mean wait")


def test_the_urgent_go_first_in_the_running_street() -> None:
    """Cobham's waits of two urgencies, nobody interrupted."""
    office = served(2, 1.5, ((YELLOW, 1.0 / 3.0), (GREEN, 2.0 / 3.0)))
    urgent, ordinary = cobham_waits(2, [0.5, 1.0])
    assert_mean(office.mornings(office.wait, YELLOW), urgent, "urgent")
    assert_mean(office.mornings(office.wait, GREEN), ordinary, "ordinary")


def test_red_matters_see_no_others_in_the_running_street() -> None:
    """Preemptive priority: red ones live in an M/M/1 of their own."""
    red, green = 0.3, 0.5
    office = served(1, red + green, ((RED, red / (red + green)), (GREEN, green / (red + green))))
    assert_mean(office.mornings(office.sojourn, RED), 1.0 / (1.0 - red), "red")
    expected = ((1.0 - red - green) + (red + green)) / ((1.0 - red) * (1.0 - red - green))
    assert_mean(office.mornings(office.sojourn, GREEN), expected, "green")
