"""Residents' meetings: on some Saturdays those who deliberate take up what lies on the desks and needs agreement."""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.names import DELIBERATION, DISPUTES, RED
from sim.phases.parties import needs_agreement
from sim.phases.queues import next_filled, queue_of_worker
from sim.phases.routing import put_to_residents
from sim.rules.deliberation import is_quorate, n_due
from sim.tables import DUTY_DELIBERATION
from sim.world import World

_NOTHING = -1
_WEEKS_PER_MONTH = 30.0 / 7.0


@rule
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
        w.matters[m].meeting_week = week
        put_to_residents(w, m, week)


@rule
def n_deliberating(w: World, first: int, n_slots: int) -> int:
    """How many of the residents of a range of places deliberate now."""
    n = 0
    for row in range(first, first + n_slots):
        if w.residents[row].is_present == 1 and w.residents[row].act == DELIBERATION:
            n += 1
    return n


@rule
def next_issue(w: World, c: int, week: int) -> int:
    """Among the issues on the community's desks the one that no meeting has seen for longest; -1: there is none."""
    community = w.communities[c]
    committee = w.parties[community.committee]
    best = _NOTHING
    for place in range(community.n_parties + committee.n_workers):
        queue = community.first_party + place
        if place >= community.n_parties:
            queue = queue_of_worker(w, committee.first_worker + place - community.n_parties)
        bucket = next_filled(w, queue, 0)
        while bucket >= 0:
            m = w.heads[queue, bucket]
            bucket = next_filled(w, queue, bucket + 1)
            while m >= 0:
                if is_issue(w, m, week) and (best < 0 or comes_before(w, m, best)):
                    best = m
                m = w.matters[m].next
    return int(np.int64(best))


@rule
def is_issue(w: World, m: int, week: int) -> bool:
    """Whether residents have something to decide: a dispute, or what needs agreement; nothing red, nothing twice."""
    matter = w.matters[m]
    is_dispute = w.kinds[matter.kind].domain == DISPUTES and matter.is_agreed == 0
    is_open_to_all = matter.urgency != RED and matter.meeting_week != week
    return bool(is_open_to_all and (is_dispute or needs_agreement(w, m)))


@rule
def comes_before(w: World, m: int, other: int) -> bool:
    """Whether a matter is taken up before another: longer unseen by a meeting, voiced earlier, first in the books."""
    one, two = w.matters[m], w.matters[other]
    if one.meeting_week != two.meeting_week:
        return bool(one.meeting_week < two.meeting_week)
    if one.voiced_hours != two.voiced_hours:
        return bool(one.voiced_hours < two.voiced_hours)
    return m < other
