"""The event calendar on one page: what can happen, and which phase answers it.

Time runs in continuous hours; at one instant events come in the order of their numbers, then of their rows. Decisions
above the daily work are taken by the actors (``sim/actors/``) between two calls of :func:`advance`.
"""

from __future__ import annotations

from sim._compiled import rule, spliced
from sim.clock import day_of
from sim.event_queue import has_room, next_time, pop
from sim.phases.choosing import begin_stretch, choose_task
from sim.phases.closing import finish_task
from sim.phases.follow_up import on_call_back, on_deadline, on_lapse, on_neighbours, on_repeat
from sim.phases.people import on_volunteers
from sim.phases.queues import (
    EVENT_ARRIVE,
    EVENT_CALL_BACK,
    EVENT_DEADLINE,
    EVENT_LAPSE,
    EVENT_MIDNIGHT,
    EVENT_MORNING,
    EVENT_NEED,
    EVENT_NEIGHBOURS,
    EVENT_REPEAT,
    EVENT_ROUND,
    EVENT_SHIFT,
    EVENT_TASK_END,
    EVENT_VOICE,
    EVENT_VOLUNTEERS,
    WHOLE_STAFF,
)
from sim.phases.refusal import on_speech
from sim.phases.roster import on_morning
from sim.phases.routing import on_arrive, on_round
from sim.phases.voicing import on_need
from sim.phases.weekly import end_day, on_midnight
from sim.tables import NO_TASK
from sim.world import World


@rule
def advance(w: World, until: float, event_margin: int, order_margin: int) -> bool:
    """Let everything happen that is due before ``until``.

    Args:
        w: the world; changed in place.
        until: hours.
        event_margin: free places the calendar must have before each event.
        order_margin: free rows the order table must have before each event.

    Returns:
        False if a table was full: the caller makes room and calls again; True if ``until`` was reached.
    """
    while next_time(w.events, w.n_events) < until:
        if not has_room(w.events, w.n_events, event_margin) or w.counts[0].n_orders + order_margin > len(w.orders):
            return False
        time, kind, row, token = pop(w.events, w.n_events)
        w.counts[0].now_hours = time
        happen(w, kind, row, token)
    w.counts[0].now_hours = until
    end_day(w, day_of(until) - 1)
    return True


@spliced
def happen(w: World, kind: int, row: int, token: int) -> None:
    """One event."""
    # --- the calendar: the day's record, the week, posts and shifts -------------------------------------------------
    if kind == EVENT_MIDNIGHT:
        on_midnight(w)
    elif kind == EVENT_MORNING:
        on_morning(w)
    elif kind == EVENT_VOLUNTEERS:
        on_volunteers(w, row)
    # --- a need and its way: it arises, is voiced, reaches a desk, is negotiated ------------------------------------
    elif kind == EVENT_NEED:
        on_need(w, row)
    elif kind == EVENT_VOICE:
        on_speech(w, row)
    elif kind == EVENT_ARRIVE:
        on_arrive(w, row, token)
    elif kind == EVENT_ROUND:
        on_round(w, row)
    # --- work: a free worker chooses, a stretch of work ends --------------------------------------------------------
    elif kind == EVENT_SHIFT:
        if token == WHOLE_STAFF:
            begin_stretch(w, row)
        elif w.workers[row].task == NO_TASK:
            choose_task(w, row)
    elif kind == EVENT_TASK_END:
        finish_task(w, row, token)
    # --- what becomes of it: deadlines, call-backs, repeats, and needs that end by themselves -----------------------
    elif kind == EVENT_DEADLINE:
        on_deadline(w, row, token)
    elif kind == EVENT_CALL_BACK:
        on_call_back(w, row, token)
    elif kind == EVENT_REPEAT:
        on_repeat(w, row, token)
    elif kind == EVENT_NEIGHBOURS:
        on_neighbours(w, row)
    elif kind == EVENT_LAPSE:
        on_lapse(w, row)
