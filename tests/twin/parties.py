"""Bodies that can settle matters: they queue them, accept or pass the buck, and call their staff."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import mesa

from sim.names import (
    RED,
    RESOLUTION,
    TRUST_COMMITTEE,
)
from sim.phases.queues import EVENT_SHIFT, WHOLE_STAFF
from sim.rules.buck_passing import accepts
from sim.rules.time_use import score_rise
from sim.streams import ACCEPT
from tests.twin.columns import copy_columns
from tests.twin.matters import TRIAGE
from tests.twin.network import is_raised_in_chain, next_candidate, owner_of, send

MONTHS_BEFORE = 1_000
SHIFT_HOURS, SHIFT_STARTS, AFTERNOON = 9.0, 8.5, 13.0
WORKDAYS_PER_WEEK = 5.0


class Queue:
    """Waiting matters: one line per kind, first in first out; those past their deadline stand in lines of their own."""

    def __init__(self, party: Party) -> None:
        self.party = party
        self.lines: dict[tuple[bool, int], deque[Any]] = {}

    def join(self, matter: Any) -> None:
        is_late = matter.deadline_hours <= self.party.model.now
        matter.queue, matter.line = self, (is_late, matter.kind.row)
        self.lines.setdefault(matter.line, deque()).append(matter)
        self.party.n_queued += 1
        self.party.queued_hours += matter.hours_left

    def leave(self, matter: Any) -> None:
        self.lines[matter.line].remove(matter)
        matter.queue = None
        self.party.n_queued -= 1
        self.party.queued_hours -= matter.hours_left

    def move_to_late(self, matter: Any) -> None:
        self.leave(matter)
        self.join(matter)

    def all_lines(self) -> list[deque[Any]]:
        """Lines in which somebody waits: in time before late, then by kind."""
        return [self.lines[key] for key in sorted(self.lines) if self.lines[key]]

    def heads(self) -> list[Any]:
        return [line[0] for line in self.all_lines()]

    def most_urgent(self) -> Any:
        """The most urgent head, among equals the one voiced first; None if nobody waits."""
        return min(self.heads(), key=lambda matter: (-matter.urgency, matter.voiced_hours), default=None)

    def first_red(self) -> Any:
        matter = self.most_urgent()
        return matter if matter is not None and matter.urgency == RED else None


class Party(mesa.Agent):
    """A body with paid staff and a queue."""

    trusted_as = TRUST_COMMITTEE  # the trust that a service of this body builds or spoils
    sits_at_platform = False
    stands_by = False  # somebody is on call at night
    cadres: tuple[Any, ...] = ()  # of departments, who work for this body

    def __init__(self, model: Any, row: int, columns: Any) -> None:
        super().__init__(model)
        self.row = row
        copy_columns(self, columns, but=("community", "compound", "exists"))
        self.exists = bool(columns["exists"])
        self.community: Any = None
        self.compound: Any = None
        self.staff: list[Any] = []
        self.queue = Queue(self)

    @property
    def working_staff(self) -> list[Any]:
        """Staff who are more than names on paper."""
        return self.staff

    @property
    def has_counter(self) -> bool:
        """Whether some of the staff sit at a counter and take in what is theirs."""
        return False

    def decide(self, month: int) -> None:
        """Once a month; bodies without a choice keep what they do."""

    # --- the working day --------------------------------------------------------------------------------------------
    def daily_hours(self) -> tuple[float, float]:
        """Hour at which the staff's day begins, and its length."""
        return SHIFT_STARTS, SHIFT_HOURS * self.effort

    def is_on_duty(self, number: int, day: int, works: bool) -> bool:
        return works

    def sits_at_counter(self, number: int) -> bool:
        return False

    def call_staff(self, day: int, works: bool) -> None:
        """Set the day's hours; nobody is called before there is something to do."""
        model = self.model
        if not self.exists:
            return
        start, hours = self.daily_hours()
        if hours > 0.0 and (self.n_queued > 0 or self.sundry_hours > 0.0 or self.support_hours > 0.0):
            self.call_everybody(model.midnight + start)
        if start < AFTERNOON < start + hours:
            self.call_everybody(model.midnight + AFTERNOON)
        for number, worker in enumerate(self.staff):
            if worker.absent_until_hours > model.now or not worker.is_at_home:
                continue
            if self.stands_by and day % len(self.staff) == number:  # somebody comes when a pipe bursts at night
                worker.on_call_until_hours = model.now + 24.0
            if hours <= 0.0 or not self.is_on_duty(number, day, works):
                continue
            worker.shift_start_hours = model.midnight + start
            worker.shift_end_hours = model.midnight + start + hours
            if self.sits_at_counter(number):
                worker.post_from_hours, worker.post_until_hours = worker.shift_start_hours, worker.shift_end_hours
                worker.be_called(worker.shift_start_hours)

    def call_everybody(self, time: float) -> None:
        self.model.schedule(time, EVENT_SHIFT, self.staff[0].row, WHOLE_STAFF)

    def begin_stretch(self) -> None:
        """In the morning and after lunch, whoever is on duty with nothing to do looks for work."""
        for worker in self.staff:
            if worker.is_idle and worker.is_on_duty_by_roster:
                worker.choose_task()

    def wake(self, worker: Any, is_red: bool) -> None:
        """Work has come in: an idle worker on duty takes it; red work interrupts somebody or calls who is on call."""
        at_home = [colleague for colleague in self.staff if colleague.is_at_home]
        asked = at_home if worker is None else [worker]
        for colleague in asked:
            if colleague.is_idle and colleague.is_on_shift:
                colleague.be_called(self.model.now)
                return
        if worker is None:
            for cadre in self.cadres:
                if cadre.is_idle and cadre.is_on_shift:
                    cadre.be_called(self.model.now)
                    return
        if not is_red:
            for colleague in asked:  # before the shift: somebody is to look when it begins
                if self.model.now < colleague.shift_start_hours < math.inf:
                    colleague.be_called(colleague.shift_start_hours)
                    return
            return
        for colleague in asked:
            if colleague.may_be_interrupted:
                colleague.be_interrupted()
                return
        for colleague in at_home:
            if colleague.is_idle and self.model.now < colleague.on_call_until_hours and not colleague.is_absent:
                colleague.be_called(self.model.now)
                return

    # --- offers -----------------------------------------------------------------------------------------------------
    def receive(self, matter: Any) -> None:
        """A matter addressed to this body: its own, or none of its business."""
        if self is owner_of(matter) or matter.n_offers > matter.offers_before:
            self.be_offered(matter)
        else:
            send(matter, TRIAGE)

    def be_offered(self, matter: Any) -> None:
        """Accept, or pass the buck; after enough refusals the owner is ordered to act."""
        model, p, community = self.model, self.model.p, matter.community
        matter.n_offers += 1
        is_ordered = matter.n_offers - matter.offers_before > model.handling.offers_before_order
        is_ordered = is_ordered or self.has_counter or is_raised_in_chain(matter)
        is_accepted = accepts(
            p.buck_passing,
            score_rise(self.marginal[RESOLUTION], int(max(community.n_orders, community.expected_orders))),
            community.relation(community.committee, self),
            matter.hours_left + self.queued_hours / max(1, len(self.staff)),
            matter.urgency == RED,
            matter.is_grey_zone,
            model.draw(ACCEPT, matter.id, matter.n_offers),
        )
        if is_accepted or is_ordered:
            self.take_on(matter)
        else:
            send(matter, next_candidate(matter).row)

    def take_on(self, matter: Any) -> None:
        self.queue.join(matter)
        self.wake(None, matter.urgency == RED)

    def disband(self) -> None:
        """The body ceases to exist: what lay on its desk goes to the committee."""
        for line in self.queue.all_lines():
            for matter in list(line):
                self.queue.leave(matter)
                matter.is_final = True
                self.community.committee.give_to_cell(matter)
        self.exists = False
        self.sundry_hours = self.support_hours = 0.0
