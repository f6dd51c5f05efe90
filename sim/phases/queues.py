"""Queues: first in, first out per kind of matter, before and after the deadline, for each party and each worker.

Choosing the most valuable matter by scanning a backlog would cost the square of its length; comparing the heads of a
few lists does not. A queue is numbered by its party row, or by ``n_parties + worker row``.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner
from sim.event_queue import push
from sim.streams import uniform
from sim.tables import QUEUED
from sim.world import MAX_KINDS, World

# Kinds of events, in the order in which they are handled at one and the same instant.
(
    EVENT_MIDNIGHT,
    EVENT_NEED,
    EVENT_VOICE,
    EVENT_ARRIVE,
    EVENT_ROUND,
    EVENT_NEIGHBOURS,
    EVENT_LAPSE,
    EVENT_TASK_END,
    EVENT_SHIFT,
    EVENT_DEADLINE,
    EVENT_CALL_BACK,
    EVENT_REPEAT,
    EVENT_VOLUNTEERS,
    EVENT_MORNING,
) = range(14)
WHOLE_STAFF = 1  # token of a shift event: the morning and the afternoon call everybody of the worker's party


@inner
def draw(w: World, process: int, entity: int, occurrence: int) -> float:
    """The uniform number that belongs to (run seed, process, entity, occurrence), in (0, 1)."""
    return uniform(w.streams[process], np.uint64(entity), np.uint64(occurrence))


@inner
def schedule(w: World, time: float, kind: int, row: int, token: int) -> None:
    """Enter an event in the calendar."""
    push(w.events, w.n_events, time, kind, row, token)


@inner
def note(w: World, community: int, column: int, amount: float) -> None:
    """Add to today's record of a community."""
    today = math.floor(w.counts[0].now_hours / 24.0) - w.setting[0].first_day
    w.community_days[today, community, column] += amount


@inner
def rest_of_day(w: World) -> float:
    """Hours left until midnight."""
    now = float(w.counts[0].now_hours)
    return 24.0 * (math.floor(now / 24.0) + 1.0) - now


@inner
def queue_of_worker(w: World, worker: int) -> int:
    """Number of the worker's own queue."""
    return len(w.parties) + worker


@inner
def join_queue(w: World, m: int, queue: int) -> None:
    """Append a matter to a queue, behind the others of its kind."""
    matter = w.matters[m]
    bucket = matter.kind
    if matter.deadline_hours <= w.counts[0].now_hours:
        bucket += MAX_KINDS
    matter.queue = queue
    matter.bucket = bucket
    matter.state = QUEUED
    matter.next = -1
    last = w.tails[queue, bucket]
    matter.previous = last
    if last < 0:
        w.heads[queue, bucket] = m
    else:
        w.matters[last].next = m
    w.tails[queue, bucket] = m
    w.filled[queue] |= np.uint64(1) << np.uint64(bucket)
    party = w.parties[queue] if queue < len(w.parties) else w.parties[w.workers[queue - len(w.parties)].party]
    party.n_queued += 1
    party.queued_hours += matter.hours_left


@inner
def leave_queue(w: World, m: int) -> None:
    """Take a matter out of its queue, wherever it stands."""
    matter = w.matters[m]
    queue, bucket = matter.queue, matter.bucket
    if matter.previous >= 0:
        w.matters[matter.previous].next = matter.next
    else:
        w.heads[queue, bucket] = matter.next
    if matter.next >= 0:
        w.matters[matter.next].previous = matter.previous
    else:
        w.tails[queue, bucket] = matter.previous
    if w.heads[queue, bucket] < 0:
        w.filled[queue] &= ~(np.uint64(1) << np.uint64(bucket))
    matter.next = -1
    matter.previous = -1
    matter.queue = -1
    party = w.parties[queue] if queue < len(w.parties) else w.parties[w.workers[queue - len(w.parties)].party]
    party.n_queued -= 1
    party.queued_hours -= matter.hours_left


@inner
def becomes_late(w: World, m: int) -> None:
    """Move a waiting matter whose deadline has passed to the list of late ones of its kind."""
    queue = w.matters[m].queue
    leave_queue(w, m)
    join_queue(w, m, queue)


@inner
def next_filled(w: World, queue: int, bucket: int) -> int:
    """First bucket of a queue, at or after a number, that is not empty; -1 if there is none."""
    bits = w.filled[queue] >> np.uint64(bucket)
    while bits != np.uint64(0):
        if bits & np.uint64(1) != np.uint64(0):
            return bucket
        bits = bits >> np.uint64(1)
        bucket += 1
    return -1
