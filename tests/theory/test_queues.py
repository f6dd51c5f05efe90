"""A department as a queue: the model's own calendar, desks and staff against the formulas of queueing theory.

Orders reach a department by a Poisson process; its staff are on duty all the time and do nothing else. Everything that
happens then (offer, queue, choice of the most urgent, work, closure) is the model's own day. A piece of work takes a
fraction of a second, so that a hundred thousand orders fit between midnight and the break at noon.

Sources: Little (K043), Erlang C (K044), non-preemptive priorities (Cobham, K045), Pollaczek-Khinchine (K046);
preemptive priorities as in the same textbooks. Tolerances are standard errors of independent mornings, never tuned.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import ciw
import numpy as np
import pytest

from sim import CommunityModel
from sim.day import advance
from sim.event_queue import EVENT
from sim.names import DEPARTMENT, DOMAIN, GREEN, RED, URGENCY, YELLOW
from sim.phases.closing import WORK_LEFT
from sim.phases.queues import EVENT_ARRIVE
from sim.scenario import configuration_from
from sim.streams import exponential, run_streams, uniform
from sim.tables import CLOSED, MATTERS, ORDERS, UNDER_WAY
from sim.world import World
from tests.places import place
from tests.theory.running import assert_mean

SERVICE_HOURS = 5e-5  # mean work on an order; all times below are in units of it
MORNINGS = 10
ORDERS_PER_MORNING = 40_000  # with the rates below they end before noon
WARM_UP = 4_000  # the first orders find the queue emptier than usual: many relaxation times at loads up to 0.9

type Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Served:
    """What happened to the orders of one morning, in mean service times."""

    arrival: Floats
    work: Floats
    wait: Floats  # until somebody begins
    sojourn: Floats  # until it is settled
    urgency: np.ndarray[Any, np.dtype[np.int64]]


@functools.cache
def office(staff: int) -> tuple[World, int]:
    """A street at hour 0 whose one department has so many people, always on duty; and the department's row."""
    tree = place(1)
    tree["street"]["departments"] = [{"name": "office", "name_zh": "-", "domains": list(DOMAIN), "staff": staff}]
    tree["street"]["call_back_share"] = 0.0
    usual = next(iter(tree["matters"].values())) | {
        "owner": "department", "unit": "resident", "rate_per_year": 0.0, "n_parties": 1, "conflict": 0.0,
        "order_holds_prob": 1.0, "grey_zone_share": 0.0, "legacy_weight": 0.0, "is_public": False,
        "deadline_hours": 9_000.0,
    }  # fmt: skip
    tree["matters"] = {urgency: usual | {"urgency": urgency} for urgency in URGENCY}
    tree["time"] = {"burn_in_days": 0}
    tree["rules"] = {"handling": {"travel_hours": 0.0}, "time_use": {"strain_loss": 0.0}}
    world = CommunityModel(configuration_from(tree), rng=0).world
    row = int(np.flatnonzero(world.parties["kind"] == DEPARTMENT)[0])
    workers = world.workers[world.workers["party"] == row]
    assert len(workers) == staff
    always = {"shift_start_hours": -math.inf, "shift_end_hours": math.inf, "skill": 1.0, "strain": 0.0}
    for column, value in always.items():
        world.workers[column][world.workers["party"] == row] = value
    world.setting["daily_maximum_hours"] = math.inf
    world.put("community_days", np.zeros((2, *world.community_days.shape[1:])))
    world.n_events[0] = 0  # no mornings, no midnights: only what the test sends
    return world, row


def serve(arrival: Floats, work: Floats, urgency: np.ndarray[Any, Any], staff: int) -> Served:
    """Let the department's day run on orders that arrive at given times and need given work (mean service times)."""
    prepared, row = office(staff)
    world = prepared.copy()
    n = len(arrival)
    hours = arrival * SERVICE_HOURS
    matters = np.zeros(n, dtype=MATTERS)
    matters["id"] = np.arange(n)
    matters["kind"] = matters["urgency"] = urgency
    matters["hours_needed"] = matters["hours_left"] = work * SERVICE_HOURS
    matters["arose_hours"] = matters["voiced_hours"] = hours
    matters["last_order"] = np.arange(n)
    matters["n_orders"] = 1
    matters["n_offers"] = 50  # nobody is left to ask: the department is ordered to act
    matters["state"] = UNDER_WAY
    matters["deadline_hours"] = math.inf
    for column in ("owner", "queue", "next", "previous", "route"):
        matters[column] = -1
    for column in ("dispatched_hours", "first_response_hours", "closed_hours", "resolved_hours", "ended_hours"):
        matters[column] = math.nan
    orders = np.zeros(n, dtype=ORDERS)
    orders["matter"] = np.arange(n)
    orders["made_hours"] = hours
    events = np.zeros(4 * n + 1024, dtype=EVENT)  # in the order of time: a heap as it stands
    for column, values in {"time": hours, "kind": EVENT_ARRIVE, "id": np.arange(n), "token": row}.items():
        events[column][:n] = values
    world.put("matters", matters)
    world.put("orders", orders)
    world.put("events", events)
    world.n_events[0] = n
    world.counts["n_matters"] = n
    world.counts["n_orders"] = 0  # rows are given, none is made
    assert hours[-1] + 1.0 < 12.0, "the morning is too short"
    assert advance(world, 11.999, 64, 0)
    assert (world.matters["state"] == CLOSED).all(), "some orders were not settled by noon"
    return Served(
        arrival,
        work,
        (world.matters["first_response_hours"] - hours) / SERVICE_HOURS,
        (world.matters["resolved_hours"] - hours) / SERVICE_HOURS,
        urgency,
    )


def draws(seed: int, process: int, n: int) -> list[float]:
    """Uniform numbers of the model's own generator."""
    stream = run_streams(seed)[process]
    return [uniform(stream, np.uint64(0), np.uint64(number)) for number in range(n)]


def morning(
    seed: int, rates: dict[int, float], staff: int, log_sd: float | None = None, n: int = ORDERS_PER_MORNING
) -> Served:
    """One morning: Poisson arrivals at a rate per service time and urgency; exponential or lognormal work of mean 1."""
    rng = np.random.default_rng(seed)
    total = sum(rates.values())
    arrival = np.cumsum(rng.exponential(1.0 / total, n))
    urgency = rng.choice(list(rates), size=n, p=[rate / total for rate in rates.values()])
    if log_sd is None:
        work = rng.exponential(1.0, n)
    else:
        work = np.exp(log_sd * rng.standard_normal(n) - 0.5 * log_sd * log_sd)
    return serve(arrival, work, urgency, staff)


def settled(served: Served, values: Floats, urgency: int | None = None) -> Floats:
    """Values of the orders after the warm-up, of one urgency or all."""
    is_in = np.arange(len(values)) >= WARM_UP
    return values[is_in if urgency is None else is_in & (served.urgency == urgency)]


# --- the formulas -----------------------------------------------------------------------------------------------------
def erlang_c(servers: int, load: float) -> float:
    """Chance of waiting in M/M/c, offered load a = lambda / mu (K044)."""
    full = load**servers / math.factorial(servers) / (1.0 - load / servers)
    return full / (sum(load**k / math.factorial(k) for k in range(servers)) + full)


def erlang_wait(servers: int, rate: float) -> float:
    """Mean wait in M/M/c with service times of mean 1 (K044)."""
    return erlang_c(servers, rate) / (servers - rate)


def cobham_waits(servers: int, rates: list[float]) -> list[float]:
    """Mean waits by class, most urgent first, nobody interrupted, service times of mean 1 (K045)."""
    residual = erlang_c(servers, sum(rates)) / servers
    waits, before = [], 0.0
    for rate in rates:
        until = before + rate / servers
        waits.append(residual / ((1.0 - before) * (1.0 - until)))
        before = until
    return waits


def test_the_formulas_give_the_reference_values() -> None:
    """The table of K043 to K045 in the collected literature."""
    for servers, rate, chance, wait in (
        (1, 0.8, 0.8000, 4.0000), (2, 1.5, 0.6429, 1.2857), (5, 4.0, 0.5541, 0.5541), (10, 9.0, 0.6687, 0.6687),
        (10, 9.5, 0.8256, 1.6512),
    ):  # fmt: skip
        assert erlang_c(servers, rate) == pytest.approx(chance, abs=5e-5)
        assert erlang_wait(servers, rate) == pytest.approx(wait, abs=5e-5)
    assert cobham_waits(2, [0.5, 1.0]) == pytest.approx([0.4286, 1.7143], abs=5e-5)


# --- the model's own queue --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("staff", "rate"), [(1, 0.8), (2, 1.5), (5, 4.0)])
def test_a_department_is_an_m_m_c_queue(staff: int, rate: float) -> None:
    """Mean wait, chance of waiting and mean number in the office by Erlang C and Little's law."""
    mornings = [morning(seed, {GREEN: rate}, staff) for seed in range(MORNINGS)]
    assert_mean([settled(one, one.wait).mean() for one in mornings], erlang_wait(staff, rate), "mean wait")
    # somebody who starts at once starts at the instant of arrival: less than a millionth of a service time later
    waited = [settled(one, (one.wait > 1e-6).astype(float)).mean() for one in mornings]
    assert_mean(waited, erlang_c(staff, rate), "share waiting")
    assert_mean([settled(one, one.sojourn).mean() for one in mornings], erlang_wait(staff, rate) + 1.0, "mean sojourn")
    number = [mean_number_present(one) for one in mornings]
    assert_mean(number, rate * (erlang_wait(staff, rate) + 1.0), "mean number present")


def mean_number_present(served: Served) -> float:
    """Time average of the number of orders in the office, counted by arrivals and departures (not by sojourns)."""
    start, end = served.arrival[WARM_UP], served.arrival[-1]
    instants = np.concatenate((served.arrival, served.arrival + served.sojourn))
    change = np.concatenate((np.ones(len(served.arrival)), -np.ones(len(served.arrival))))
    order = np.argsort(instants, kind="stable")
    times, present = instants[order], np.cumsum(change[order])
    lasting = np.diff(np.clip(times, start, end))
    return float((present[:-1] * lasting).sum() / (end - start))


def test_long_tasks_make_everybody_wait() -> None:
    """Pollaczek-Khinchine for lognormal work with the spread that the model gives most kinds (log sd 0.8)."""
    rate, log_sd = 0.7, 0.8
    mornings = [morning(seed, {GREEN: rate}, 1, log_sd) for seed in range(MORNINGS)]
    expected = rate * math.exp(log_sd * log_sd) / (2.0 * (1.0 - rate))
    assert_mean([settled(one, one.wait).mean() for one in mornings], expected, "mean wait")


def test_the_urgent_go_first_and_the_others_pay_for_it() -> None:
    """Two urgencies, nobody interrupted: Cobham's waits, and by conservation the same wait on average as without."""
    mornings = [morning(seed, {YELLOW: 0.5, GREEN: 1.0}, 2) for seed in range(MORNINGS)]
    urgent, ordinary = cobham_waits(2, [0.5, 1.0])
    assert_mean([settled(one, one.wait, YELLOW).mean() for one in mornings], urgent, "urgent")
    assert_mean([settled(one, one.wait, GREEN).mean() for one in mornings], ordinary, "ordinary")
    assert_mean([settled(one, one.wait).mean() for one in mornings], erlang_wait(2, 1.5), "all")


def test_red_matters_interrupt_and_see_no_others() -> None:
    """Preemptive priority: red ones live in an M/M/1 of their own; the others wait as the formula says."""
    red, green = 0.3, 0.5
    mornings = [morning(seed, {RED: red, GREEN: green}, 1) for seed in range(MORNINGS)]
    assert_mean([settled(one, one.sojourn, RED).mean() for one in mornings], 1.0 / (1.0 - red), "red")
    # T_2 = [(1 - s_2) + R_2] / [(1 - s_1)(1 - s_2)], s_k loads up to class k, R_2 = (rates) E[S^2] / 2
    expected = ((1.0 - red - green) + (red + green)) / ((1.0 - red) * (1.0 - red - green))
    assert_mean([settled(one, one.sojourn, GREEN).mean() for one in mornings], expected, "green")


def test_work_is_conserved() -> None:
    """No order is settled with less than the work it needs, also if it was interrupted; nobody works on two at once."""
    one = morning(1, {RED: 0.3, GREEN: 0.5}, 1, n=5_000)
    done = (
        WORK_LEFT / SERVICE_HOURS
    )  # work left that counts as none: here a fiftieth of a service time, in the model 4 ms
    assert (one.sojourn >= one.work - done).all()
    assert (one.sojourn[one.urgency == RED] >= one.work[one.urgency == RED] - 1e-6).all()
    is_red = one.urgency == RED
    starts = np.sort((one.arrival + one.wait)[is_red])
    ends = np.sort((one.arrival + one.sojourn)[is_red])
    assert (starts[1:] >= ends[:-1] - 1e-6).all()


def test_the_model_s_own_draws_make_the_same_queue() -> None:
    """Arrivals and work from the streams of the model instead of numpy's generator."""
    n, staff, rate = 12_000, 2, 1.2
    waits = []
    for seed in range(6):
        arrival = np.cumsum([exponential(u, 1.0 / rate) for u in draws(seed, 0, n)])
        work = np.array([exponential(u, 1.0) for u in draws(seed, 1, n)])
        served = serve(arrival, work, np.full(n, GREEN), staff)
        waits.append(settled(served, served.wait).mean())
    assert_mean(waits, erlang_wait(staff, rate), "mean wait", sharpness=0.1)


# --- a second opinion -------------------------------------------------------------------------------------------------
class Given(ciw.dists.Distribution):
    """One number after the other, and then no more."""

    def __init__(self, values: Floats) -> None:
        self.values = values.tolist()
        self.used = 0

    def sample(self, t: float | None = None, ind: object = None) -> float:
        self.used += 1
        return self.values[self.used - 1] if self.used <= len(self.values) else math.inf


def ciw_waits(served: Served, staff: int) -> Floats:
    """Waits of the same orders, with the same work, in Ciw: by order of arrival."""
    is_first = served.urgency == served.urgency.max()
    classes = {"urgent": is_first, "ordinary": ~is_first} if (~is_first).any() else {"ordinary": is_first}
    gaps = {name: np.diff(served.arrival[mask], prepend=0.0) for name, mask in classes.items()}
    network = ciw.create_network(
        arrival_distributions={name: [Given(values)] for name, values in gaps.items()},
        service_distributions={name: [Given(served.work[mask])] for name, mask in classes.items()},
        priority_classes={name: place for place, name in enumerate(classes)},
        number_of_servers=[staff],
    )
    simulation = ciw.Simulation(network, exact=False)
    simulation.simulate_until_max_time(float(served.arrival[-1]) + 1e6)
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    assert len(records) == len(served.arrival)
    return np.array([record.waiting_time for record in records])


@pytest.mark.parametrize(
    ("staff", "rates", "log_sd"),
    [(1, {GREEN: 0.9}, None), (3, {GREEN: 2.7}, 0.8), (2, {YELLOW: 0.6, GREEN: 1.2}, None)],
)
def test_every_single_order_waits_as_long_as_in_ciw(staff: int, rates: dict[int, float], log_sd: float | None) -> None:
    """Order by order, not on average. Service in Ciw is drawn when it begins, so classes must not mix their work."""
    one = morning(3, rates, staff, log_sd, n=3_000)
    assert one.wait == pytest.approx(ciw_waits(one, staff), abs=1e-6)
    assert one.wait.max() > 1.0


@pytest.mark.study
@pytest.mark.parametrize(("staff", "rate"), [(10, 9.0), (10, 9.5)])
def test_a_large_department_under_heavy_load_is_an_m_m_c_queue(staff: int, rate: float) -> None:
    mornings = [morning(seed, {GREEN: rate}, staff, n=150_000) for seed in range(4 * MORNINGS)]
    assert_mean([settled(one, one.wait).mean() for one in mornings], erlang_wait(staff, rate), "mean wait")
