"""Residents' meetings: on some Saturdays those who deliberate take up what needs agreement and is not solved."""

from __future__ import annotations

import numpy as np

from sim._compiled import inner
from sim.names import DELIBERATION, DISPUTES, RED
from sim.phases.follow_up import on_repeat
from sim.phases.parties import needs_agreement
from sim.phases.routing import put_to_residents
from sim.phases.voicing import is_open
from sim.rules.deliberation import is_quorate, n_due
from sim.tables import CLOSED, DUTY_DELIBERATION, QUEUED
from sim.world import World

_NOTHING = -1
_WEEKS_PER_MONTH = 30.0 / 7.0


@inner
def deliberate(w: World, c: int, week: int) -> None:
    """Hold the week's residents' meeting, if one is due and nothing forbids it; without a quorum nothing is decided."""
    p = w.levers[0].deliberation
    per_week = p.meetings_per_month / _WEEKS_PER_MONTH
    if n_due(per_week, week) == 0 or w.setting[0].restriction > 0.0:
        return
    community = w.communities[c]
    community.duty_hours[DUTY_DELIBERATION] += p.staff_hours_per_meeting
    if not is_quorate(p, n_deliberating(w, community.first_resident, community.n_slots)):
        return
    meetings_before = int(per_week * week)
    for _ in range(n_due(p.issues_per_meeting, meetings_before)):
        m = next_issue(w, c, week)
        if m < 0:
            return
        matter = w.matters[m]
        matter.meeting_week = week
        put_to_residents(w, m, week)
        if matter.is_agreed == 1 and matter.state == CLOSED:
            on_repeat(w, m, matter.n_orders)


@inner
def n_deliberating(w: World, first: int, n_slots: int) -> int:
    """How many of the residents of a range of places deliberate now."""
    n = 0
    for row in range(first, first + n_slots):
        if w.residents[row].is_present == 1 and w.residents[row].act == DELIBERATION:
            n += 1
    return n


@inner
def next_issue(w: World, c: int, week: int) -> int:
    """Among the community's issues the one that no meeting has seen for longest; -1: there is none."""
    best = _NOTHING
    for m in range(w.counts[0].n_matters):
        if w.matters[m].community == c and is_issue(w, m, week) and (best < 0 or comes_before(w, m, best)):
            best = m
    return int(np.int64(best))


@inner
def is_issue(w: World, m: int, week: int) -> bool:
    """Whether residents have something to decide: a dispute, or what needs agreement; nothing red, nothing twice.

    It lies on a desk, or was closed in the books and is known not to be solved.
    """
    matter = w.matters[m]
    is_waiting = matter.state == QUEUED or (matter.state == CLOSED and is_open(w, m))
    is_dispute = w.kinds[matter.kind].domain == DISPUTES and matter.is_agreed == 0
    is_open_to_all = matter.urgency != RED and matter.meeting_week != week
    return bool(is_waiting and is_open_to_all and (is_dispute or needs_agreement(w, m)))


@inner
def comes_before(w: World, m: int, other: int) -> bool:
    """Whether a matter is taken up before another: longer unseen by a meeting, voiced earlier, first in the books."""
    one, two = w.matters[m], w.matters[other]
    if one.meeting_week != two.meeting_week:
        return bool(one.meeting_week < two.meeting_week)
    if one.voiced_hours != two.voiced_hours:
        return bool(one.voiced_hours < two.voiced_hours)
    return m < other
