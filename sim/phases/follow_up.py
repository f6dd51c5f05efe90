"""After a closure, and after a deadline: call-backs, repeats, liability, needs that end by themselves."""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner
from sim.names import (
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    CLOSURE_TRUE,
    RED,
    TRUST_COMMITTEE,
)
from sim.phases.closing import WORK_LEFT, hear_of, learn_of_catching
from sim.phases.gaming import is_gamed, relabel
from sim.phases.queues import (
    EVENT_DEADLINE,
    becomes_late,
    draw,
    schedule,
)
from sim.phases.routing import triage
from sim.phases.voicing import is_open, new_order, on_need_ends
from sim.rules.call_back import finds_false, is_satisfied
from sim.rules.gaming import audit_finds, says_what_was_asked
from sim.rules.liability import is_held_liable
from sim.streams import CALL_BACK, LIABILITY, SATISFACTION
from sim.tables import (
    CLOSED,
    QUEUED,
)
from sim.world import World

_COACHED = 1_000_000  # draws of whether a coached caller obeys lie beyond those of satisfaction


@inner
def on_call_back(w: World, m: int, order_row: int) -> None:
    """The hotline calls the reporter: a false closure may come to light, and satisfaction is asked."""
    matter = w.matters[m]
    order = w.orders[order_row]
    p = w.rules[0]
    community = w.communities[matter.community]
    person = w.residents[matter.reporter]
    order.is_called_back = 1
    n = matter.n_closures
    is_solved = matter.closure == CLOSURE_TRUE
    satisfied = is_satisfied(
        p.call_back,
        is_solved,
        order.closed_hours - matter.voiced_hours,
        w.kinds[matter.kind].deadline_hours,
        np.float64(person.trust[TRUST_COMMITTEE]),
        draw(w, SATISFACTION, matter.id, n),
    )
    is_covered_up = False
    if order_row == matter.last_order and is_gamed(w, m):
        if matter.is_coached == 1 and not satisfied:
            is_covered_up = says_what_was_asked(p.gaming, draw(w, SATISFACTION, matter.id, _COACHED + n))
        if come_to_light(w, m, order_row):
            is_covered_up = False
    satisfied = satisfied or is_covered_up
    order.is_satisfied = 1 if satisfied else 0
    community.n_called_back += 1.0
    community.n_satisfied += 1.0 if satisfied else 0.0
    if is_solved or matter.state != CLOSED or order_row != matter.last_order:
        return
    caught = finds_false(p.call_back, draw(w, CALL_BACK, matter.id, 4 * n + 2)) and not is_covered_up
    learn_of_catching(w, matter.community, caught)
    if caught:
        order.is_found_false = 1
        community.n_resolved -= 1.0
        community.n_caught += 1.0
        if is_open(w, m):
            reopen(w, m)


@inner
def come_to_light(w: World, m: int, order_row: int) -> bool:
    """The call-back compares what the resident says with the books: a game may be found, and does not count then."""
    matter = w.matters[m]
    community = w.communities[matter.community]
    found = audit_finds(w.rules[0].gaming, draw(w, CALL_BACK, matter.id, 4 * matter.n_closures + 3))
    learn_of_catching(w, matter.community, found)
    if found:
        community.n_games_found += 1.0
        closed = w.orders[order_row].closed_hours
        if closed <= matter.deadline_hours and closed > matter.deadline_hours - matter.gained_hours:
            community.n_on_time -= 1.0
    return found


@inner
def on_repeat(w: World, m: int, n_orders: int) -> None:
    """The resident voices a matter again that was closed without being solved: a new order on the same matter."""
    matter = w.matters[m]
    if matter.state != CLOSED or matter.n_orders != n_orders or not is_open(w, m):
        return
    row = new_order(w, m, matter.community, matter.channel, matter.origin)
    order = w.orders[row]
    order.dispatched_hours = order.made_hours
    order.deadline_hours = order.made_hours + w.kinds[matter.kind].deadline_hours
    matter.deadline_hours = order.deadline_hours
    matter.gained_hours = 0.0
    matter.is_relabelled = 0
    schedule(w, matter.deadline_hours, EVENT_DEADLINE, m, 0)
    w.communities[matter.community].n_orders += 1.0
    reopen(w, m)


@inner
def reopen(w: World, m: int) -> None:
    """A matter that was closed in the books goes on: what was left undone has to be done, by the way now in force."""
    matter = w.matters[m]
    matter.closed_hours = math.nan
    matter.closure = 0
    if matter.hours_left <= WORK_LEFT:  # done once, and it did not hold
        matter.hours_left = matter.hours_needed
    matter.offers_before = matter.n_offers
    matter.rounds_before = matter.n_rounds
    matter.is_final = 0
    triage(w, m)


@inner
def on_deadline(w: World, m: int, is_review: int) -> None:
    """A deadline passes: a waiting matter changes line; a red one is reviewed a day later for liability."""
    matter = w.matters[m]
    now = w.counts[0].now_hours
    if is_review == 1:
        solved = matter.ended_hours if matter.is_dropped == 1 else matter.resolved_hours
        late = (now if math.isnan(solved) else solved) - matter.deadline_hours
        review_liability(w, m, max(0.0, late), True)
        return
    if matter.deadline_hours > now or not is_open(w, m):
        return  # solved in time, or a repeat set a new deadline
    if relabel(w, m):
        return
    if matter.state == QUEUED:
        becomes_late(w, m)
    if matter.urgency == RED:
        schedule(w, now + 24.0, EVENT_DEADLINE, m, 1)


@inner
def review_liability(w: World, m: int, hours_late: float, is_detected: bool) -> None:
    """A red matter that went wrong is looked into: the responsible unit may be held liable."""
    matter = w.matters[m]
    if is_held_liable(w.rules[0].liability, hours_late, is_detected, draw(w, LIABILITY, matter.id, 0)):
        w.communities[matter.community].n_liable += 1.0
        w.communities[matter.community].n_liable_undetected += 0.0 if is_detected else 1.0


@inner
def on_lapse(w: World, m: int) -> None:
    """The need goes away unmet; a red one that nobody had noticed comes out now."""
    if not is_open(w, m):
        return
    hear_of(w, m, 1.0)
    if w.matters[m].urgency == RED and math.isnan(w.matters[m].voiced_hours):
        review_liability(w, m, w.counts[0].now_hours - w.matters[m].arose_hours, False)
    on_need_ends(w, m, CLOSURE_LAPSED)


@inner
def on_neighbours(w: World, m: int) -> None:
    """Neighbours settle it."""
    if not is_open(w, m):
        return
    hear_of(w, m, 0.0)
    on_need_ends(w, m, CLOSURE_NEIGHBOURS)
