"""New posts of residents' committees: rows of the worker table that nobody holds yet.

The staff of a body stand together in the table, so that a new post moves the rows behind it; all that points to a row
moves along. A post keeps its ``id``, by which chance knows it, so that new colleagues change nobody's luck.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.names import GRID_WORKER, INBOUND
from sim.phases.queues import EVENT_SHIFT, EVENT_TASK_END
from sim.rules.residence_permit import posts_by_residents, registration_work
from sim.rules.strain import vacancy_days
from sim.streams import QUIT, uniform
from sim.world import BUCKETS, ORDINARY_RECOGNITION, World

_FIRST_HOLDER = 0  # occurrence in the QUIT stream: weeks count from far above


def staff_by_residents(world: World, coverage_before: float) -> None:
    """Create the posts that residence permits entitle to, beyond those created before, and plan the registration."""
    p = world.levers[0]["residence_permit"]
    added = np.zeros(len(world.communities), dtype=np.int64)
    for number, community in enumerate(world.communities):
        first = int(community["first_resident"])
        people = world.residents[first : first + int(community["n_slots"])]
        is_inbound = people["hukou"] == INBOUND
        n_registered = float(((people["is_occupied"] == 1) & ~is_inbound).sum())
        n_inbound = float(((people["is_present"] == 1) & is_inbound).sum())
        unit = world.parties[community["committee"]]
        staff = world.workers[unit["first_worker"] : unit["first_worker"] + unit["n_workers"]]
        n_added = int((staff["is_added"] == 1).sum())
        entitled = posts_by_residents(p, float(len(staff) - n_added), n_registered, n_inbound)
        added[number] = max(0, int(entitled) - n_added)
        community["registration_left_hours"] += registration_work(p, coverage_before, n_inbound)
    if added.any():
        _insert(world, added, float(p["creation_days"]))


def _insert(world: World, added: NDArray[np.int64], creation_days: float) -> None:
    """Put so many vacant posts behind the staff of each committee."""
    parties, communities, old = world.parties, world.communities, world.workers
    committees = communities["committee"]
    ends = parties["first_worker"][committees] + parties["n_workers"][committees]
    places = np.repeat(ends, added)

    def moved(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        shifted: NDArray[np.int64] = rows + np.searchsorted(places, rows, side="right")
        return shifted

    rows_of_old = moved(np.arange(len(old)))
    workers = np.zeros(len(old) + len(places), dtype=old.dtype)
    workers[rows_of_old] = old
    rows_of_new = np.setdiff1d(np.arange(len(workers)), rows_of_old)
    for number, row in enumerate(rows_of_new):
        community = int(np.repeat(np.arange(len(communities)), added)[number])
        _open_post(world, workers[row], len(old) + number, community, creation_days)
    world.put("workers", workers)
    parties["first_worker"] = moved(parties["first_worker"])
    parties["n_workers"][committees] += added
    communities["first_leader"] = moved(communities["first_leader"])

    # === desks, and what lies on them ===
    n_parties = len(parties)
    queues = np.concatenate((np.arange(n_parties), n_parties + rows_of_old))
    for name, empty, shape in (("heads", -1, (BUCKETS,)), ("tails", -1, (BUCKETS,)), ("filled", 0, ())):
        table = getattr(world, name)
        larger = np.full((n_parties + len(workers), *shape), empty, dtype=table.dtype)
        larger[queues] = table
        world.put(name, larger)
    matters = world.matters[: world.counts[0]["n_matters"]]
    is_on_desk = matters["queue"] >= n_parties
    matters["queue"][is_on_desk] = n_parties + moved(matters["queue"][is_on_desk] - n_parties)

    # === the calendar: rows move in their order, so that the heap stays a heap ===
    events = world.events[: world.n_events[0]]
    is_of_worker = np.isin(events["kind"], (EVENT_TASK_END, EVENT_SHIFT))
    events["id"][is_of_worker] = moved(events["id"][is_of_worker])


def _open_post(world: World, worker: np.void, post: int, community: int, creation_days: float) -> None:
    """A new post: approved after a while, then somebody has to be found."""
    worker["id"] = post
    worker["party"] = world.communities["committee"][community]
    worker["community"] = community
    worker["kind"] = GRID_WORKER
    worker["is_paid"] = worker["is_vacant"] = worker["is_added"] = 1
    worker["resident"] = worker["task"] = -1
    worker["skill"] = 1.0
    worker["recognition"] = ORDINARY_RECOGNITION
    search = vacancy_days(world.rules[0]["strain"], uniform(world.streams[QUIT], post, _FIRST_HOLDER))
    worker["absent_until_hours"] = world.counts[0]["now_hours"] + 24.0 * (creation_days + search)
    worker["rest_until_hours"] = worker["on_call_until_hours"] = worker["shift_end_hours"] = -np.inf
    worker["shift_start_hours"] = np.inf
    worker["post_from_hours"] = worker["post_until_hours"] = np.nan
