"""The event calendar against Python's own heap, with many ties."""

from __future__ import annotations

import heapq
import math
import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.event_queue import EVENT, Event, grown, has_room, new_queue, next_time, pop, push

no_deadline = settings(deadline=None)  # a first call compiles

# Few different words, so that most events tie on some of them; burn-in has negative times.
tied_events = st.tuples(
    st.sampled_from([-5.5, -0.0, 0.0, 1.0, math.inf]), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)
)
any_events = st.tuples(
    st.floats(allow_nan=False), st.integers(0, 2**31 - 1), st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**63 - 1)
)
event_lists = st.lists(tied_events, max_size=60) | st.lists(any_events, max_size=60)


def filled(events_in: list[Event]) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    events, size = new_queue(len(events_in))
    for event in events_in:
        push(events, size, *event)
    return events, size


def emptied(events: NDArray[np.void], size: NDArray[np.int64]) -> list[Event]:
    return [pop(events, size) for _ in range(size[0])]


@no_deadline
@given(event_lists)
def test_events_come_out_in_the_order_of_time_kind_id_and_token(events_in: list[Event]) -> None:
    assert emptied(*filled(events_in)) == sorted(events_in)


@no_deadline
@given(event_lists, st.randoms())
def test_the_order_of_pushes_does_not_matter(events_in: list[Event], random: object) -> None:
    shuffled = list(events_in)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert emptied(*filled(events_in)) == emptied(*filled(shuffled))


@no_deadline
@given(st.lists(tied_events | any_events | st.none(), max_size=120))
def test_pushes_and_pops_in_any_mix_agree_with_heapq(steps: list[Event | None]) -> None:
    events, size = new_queue(1)
    heap: list[Event] = []
    for step in steps:
        if step is not None:
            if not has_room(events, size, 1):
                events = grown(events)
            push(events, size, *step)
            heapq.heappush(heap, step)
        elif heap:
            assert pop(events, size) == heapq.heappop(heap)
        assert size[0] == len(heap)
        assert next_time(events, size) == (heap[0][0] if heap else math.inf)
    assert emptied(events, size) == sorted(heap)


@no_deadline
@given(event_lists)
def test_compiled_and_plain_python_calendars_are_the_same_bytes(events_in: list[Event]) -> None:
    events, size = filled(events_in)
    plain_events, plain_size = new_queue(len(events_in))
    for event in events_in:
        push.py_func(plain_events, plain_size, *event)
    while size[0] > 0:
        assert events.tobytes() == plain_events.tobytes()
        assert next_time.py_func(plain_events, plain_size) == next_time(events, size)
        assert pop.py_func(plain_events, plain_size) == pop(events, size)
    assert plain_size[0] == 0


@numba.njit  # not cached: only functions inside the package are recompiled when the package changes
def hold(
    events: NDArray[np.void], size: NDArray[np.int64], waits: NDArray[np.float64], popped: NDArray[np.void]
) -> None:
    """The classic hold model: take the next event, enter it again after a wait."""
    for i in range(len(waits)):
        time, kind, id, token = pop(events, size)
        row = popped[i]
        row["time"], row["kind"], row["id"], row["token"] = time, kind, id, token
        push(events, size, time + waits[i], kind, id, token + 1)


def test_two_thousand_actors_hold_for_twenty_thousand_events_as_in_heapq() -> None:
    generator = np.random.default_rng(3)
    # Whole hours, so that many events fall on the same instant.
    waits = generator.integers(0, 200, 20_000).astype(float)
    heap = [(float(generator.integers(0, 200)), int(generator.integers(0, 5)), actor, 0) for actor in range(2000)]
    events, size = filled(heap)
    popped = np.zeros(len(waits), dtype=EVENT)
    hold(events, size, waits, popped)

    heapq.heapify(heap)
    expected = []
    for wait in waits:
        time, kind, actor, version = heapq.heappop(heap)
        expected.append((time, kind, actor, version))
        heapq.heappush(heap, (time + float(wait), kind, actor, version + 1))
    assert popped.tolist() == expected
    assert emptied(events, size) == sorted(heap)


def test_an_empty_calendar_has_no_next_time() -> None:
    events, size = new_queue(10)
    assert next_time(events, size) == math.inf
    push(events, size, 3.0, 1, 2, 0)
    assert next_time(events, size) == 3.0
    pop(events, size)
    assert next_time(events, size) == math.inf


def test_room_is_what_is_left_of_the_rows() -> None:
    events, size = new_queue(3)
    push(events, size, 1.0, 0, 0, 0)
    assert has_room(events, size, 2)
    assert not has_room(events, size, 3)
    assert has_room(grown(events), size, 5)
    assert not has_room(grown(events), size, 6)


def test_a_calendar_without_rows_is_not_made() -> None:
    events, size = new_queue(0)
    assert len(events) == 1
    assert len(grown(events)) == 2
    assert size.tolist() == [0]


@no_deadline
@given(event_lists)
def test_a_grown_calendar_continues_where_the_old_one_stood(events_in: list[Event]) -> None:
    events, size = filled(events_in)
    larger = grown(events)
    assert len(larger) == 2 * len(events)
    assert emptied(larger, size.copy()) == emptied(events, size)


def test_a_copy_of_the_arrays_is_a_copy_of_the_calendar() -> None:
    events, size = filled([(float(i % 3), i % 2, i, 0) for i in range(20)])
    kept = events.copy(), size.copy()
    first = emptied(events, size)
    assert emptied(*kept) == first


def test_one_version_serves_integers_of_python_and_of_compiled_loops() -> None:
    hold(*filled([(0.0, 1, 2, 3)]), np.ones(2), np.zeros(2, dtype=EVENT))
    for function in (push, pop, has_room, next_time):
        assert len(function.signatures) == 1


OVERFULL = """
from sim.event_queue import new_queue, push
events, size = new_queue(2)
for time in (3.0, 2.0, 1.0):
    push(events, size, time, 0, 0, 0)
"""


def test_code_with_bounds_checks_refuses_a_push_beyond_the_room(tmp_path: Path) -> None:
    # A cache of its own: checked and unchecked code must never be taken for one another.
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    project = Path(__file__).resolve().parent.parent
    result = subprocess.run(
        [sys.executable, "-c", OVERFULL], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "IndexError" in result.stderr


def test_plain_python_refuses_a_pop_from_an_empty_calendar() -> None:
    events, size = new_queue(2)
    with pytest.raises((IndexError, OverflowError)):
        pop.py_func(events, size)
