"""The event calendar: what happens next, in the order of (time, kind, id, token).

A binary heap on one structured array, so that it lives inside compiled loops and can be copied as a whole. Events that
share a time run in the order of their kind, then of their id, then of their token: the order in which they were pushed
does not matter, and two identical events cannot be told apart. An event that has become void is not searched for; its
owner raises the version it keeps, and drops the event when it comes up with an old ``token``.

The queue does not grow by itself. Before a step the caller asks :func:`has_room`, leaves the compiled loop if there is
none, and resumes with the array that :func:`grown` returns.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim._compiled import rule

type Event = tuple[float, int, int, int]  # time, kind, id, token

# Row numbers are unsigned: numba then spares the wrap-around of negative ones, a noticeable part of the time.
ONE, TWO = np.uint64(1), np.uint64(2)

# Half a cache line. A narrower ``kind`` would save nothing, and would come out of the calendar as another integer type.
EVENT = np.dtype([("time", "f8"), ("kind", "i8"), ("id", "i8"), ("token", "i8")], align=True)


def new_queue(room: int) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """An empty calendar: the array of events (``room`` rows, at least 1) and the array of its size (one number)."""
    return np.zeros(max(room, 1), dtype=EVENT), np.zeros(1, dtype=np.int64)


def grown(events: NDArray[np.void]) -> NDArray[np.void]:
    """A copy with twice the room, to be used in place of ``events``; the size array stays as it is."""
    larger = np.zeros(2 * len(events), dtype=EVENT)
    larger[: len(events)] = events
    return larger


@rule
def has_room(events: NDArray[np.void], size: NDArray[np.int64], margin: int) -> bool:
    """Whether at least ``margin`` more events can be pushed."""
    return bool(size[0] + margin <= len(events))


@rule
def comes_before(time: float, kind: int, id: int, token: int, other: Any) -> bool:
    """Whether an event runs before another: the earlier word decides, the next one breaks a tie."""
    if time != other["time"]:
        return bool(time < other["time"])
    if kind != other["kind"]:
        return bool(kind < other["kind"])
    if id != other["id"]:
        return bool(id < other["id"])
    return bool(token < other["token"])


@rule
def write(events: NDArray[np.void], row: np.uint64, time: float, kind: int, id: int, token: int) -> None:
    """Write an event into one row of the array (changed in place)."""
    event = events[row]
    event["time"] = time
    event["kind"] = kind
    event["id"] = id
    event["token"] = token


@rule
def move(events: NDArray[np.void], source: np.uint64, target: np.uint64) -> None:
    """Copy the event in row ``source`` over the one in row ``target`` (changed in place)."""
    event = events[source]
    write(events, target, event["time"], event["kind"], event["id"], event["token"])


@rule
def earlier_of(events: NDArray[np.void], row: np.uint64) -> np.uint64:
    """Which of two neighbouring rows, ``row`` and the next one, holds the event that runs first."""
    event, neighbour = events[row], events[row + ONE]
    if event["time"] == neighbour["time"]:
        is_next = comes_before(neighbour["time"], neighbour["kind"], neighbour["id"], neighbour["token"], event)
    else:
        is_next = neighbour["time"] < event["time"]
    # Added, not branched upon: in a heap this outcome is a coin toss, and a wrong guess of the processor is dear.
    return row + np.uint64(is_next)


@rule
def rise(events: NDArray[np.void], gap: np.uint64, time: float, kind: int, id: int, token: int) -> None:
    """Put an event where it belongs on the way from the row ``gap`` up to the root; later ancestors move down."""
    row = gap
    while row > 0:
        parent = (row - ONE) // TWO
        if not comes_before(time, kind, id, token, events[parent]):
            break
        move(events, parent, row)
        row = parent
    write(events, row, time, kind, id, token)


@rule
def push(events: NDArray[np.void], size: NDArray[np.int64], time: float, kind: int, id: int, token: int) -> None:
    """Enter an event into the calendar (both arrays are changed in place).

    Args:
        events: array of :data:`EVENT`; rows below ``size[0]`` form the heap.
        size: array of one number, how many events are in the calendar.
        time: when it happens, hours since the start of the run; not NaN.
        kind: what happens (an enumeration of the caller); smaller kinds run first at the same time.
        id: to whom or what it happens, a row number.
        token: whatever the caller wants back, such as the version for which the event is valid.

    Errors: none is raised here; the caller has made sure of room (:func:`has_room`) and of a time that is a number.
    Guards here and in :func:`pop` made the calendar half as slow again; with bounds checks on it raises ``IndexError``.
    """
    gap = np.uint64(size[0])
    size[0] += 1
    rise(events, gap, time, kind, id, token)


@rule
def pop(events: NDArray[np.void], size: NDArray[np.int64]) -> Event:
    """Take the next event out of the calendar (both arrays are changed in place).

    Returns:
        (time, kind, id, token) of the first event in their order.

    Errors: none is raised here; the caller has made sure that there is an event (:func:`next_time` is finite).
    """
    size[0] -= 1
    n_left = np.uint64(size[0])
    root, last = events[0], events[n_left]
    first = float(root["time"]), int(root["kind"]), int(root["id"]), int(root["token"])
    time, kind, id, token = float(last["time"]), int(last["kind"]), int(last["id"]), int(last["token"])
    # === lead the gap at the root down to a leaf, along the earlier children ===
    gap = np.uint64(0)
    child = ONE
    while child + ONE < n_left:
        child = earlier_of(events, child)
        move(events, child, gap)
        gap = child
        child = TWO * gap + ONE
    if child < n_left:
        move(events, child, gap)
        gap = child
    # === the last event fills it; it rarely has to rise far ===
    rise(events, gap, time, kind, id, token)
    return first


@rule
def next_time(events: NDArray[np.void], size: NDArray[np.int64]) -> float:
    """When the next event happens, in hours; infinity if the calendar is empty."""
    if size[0] == 0:
        return math.inf
    return float(events[0]["time"])
