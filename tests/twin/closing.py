"""What becomes of a matter that is reported closed: resident's experience, call-back, repeat, deadline, liability."""

from __future__ import annotations

import math
from typing import Any

from sim.names import (
    CLOSURE_FALSE,
    CLOSURE_OPEN,
    CLOSURE_TRUE,
    RED,
    TRUST_COMMITTEE,
)
from sim.phases.queues import (
    EVENT_CALL_BACK,
    EVENT_DEADLINE,
    EVENT_REPEAT,
)
from sim.rules.call_back import finds_false, is_called_back, is_satisfied
from sim.rules.gaming import says_what_was_asked
from sim.rules.liability import is_held_liable
from sim.rules.trust import service_quality
from sim.rules.voice import repeats_order
from sim.streams import (
    CALL_BACK,
    LIABILITY,
    NEGOTIATE,
    REPEAT,
    SATISFACTION,
    exponential,
)
from tests.twin.gaming import AUDIT, COACHED, Gaming
from tests.twin.orders import NEVER, Order

HOLDS = 1_000_000  # draws of NEGOTIATE from here on: whether a settlement holds; below: rounds at the table
DONE = 1e-6  # hours of work left that count as none


class Closing(Gaming):
    """Closing and its aftermath (part of the class Matter, whose attributes it reads)."""

    @property
    def needs_agreement(self) -> bool:
        return not self.is_agreed and (self.kind.n_parties > 1 or self.is_legacy)

    def close(self, party: Any, is_pretended: bool) -> None:
        """A party reports it closed; whether it is solved only the resident finds out."""
        model, community, order, now = self.model, self.community, self.last_order, self.model.now
        self.is_closed = True
        self.n_closures += 1
        self.closed_hours = now
        order.be_closed()
        community.n_closed += 1.0
        community.n_resolved += 1.0
        community.note("n_closed", 1.0)
        if self.first_response_hours <= order.made_hours + model.handling.prompt_hours:
            community.n_responded += 1.0
        if now <= self.deadline_hours:
            community.n_on_time += 1.0
        # a settlement by order, without those concerned agreeing, does not always hold
        holds = True
        if self.needs_agreement or (self.kind.order_holds_prob < 1.0 and not self.is_agreed):
            holds = model.draw(NEGOTIATE, self.id, HOLDS + self.n_closures) < self.kind.order_holds_prob
        is_solved = holds and not is_pretended
        if is_solved:
            self.resolved_hours = now
            self.closure = CLOSURE_TRUE
            community.count_open(-1)
            community.note("n_resolved", 1.0)
            if self.is_agreed:
                community.remember_joint_work(self)
        else:
            self.closure = CLOSURE_FALSE
            community.n_false += 1.0
        if is_pretended:
            community.n_pretended += 1.0
        self.be_experienced(party, is_solved)
        self.coach(is_solved)
        self.be_followed_up(is_solved)

    def be_experienced(self, party: Any, is_solved: bool) -> None:
        person = self.reporter
        if not person.is_present:
            return
        wait = self.model.now - self.voiced_hours
        quality = service_quality(self.model.p.trust, is_solved, wait, self.kind.deadline_hours)
        person.experience(party.trusted_as, quality)
        person.building.hear_of_need(0.0 if is_solved else 1.0)
        person.building.hear_of_service(quality)

    def be_followed_up(self, is_solved: bool) -> None:
        """Will the hotline call back, and will the resident speak again if it is not solved?"""
        model, p, n = self.model, self.model.p, self.n_closures
        if is_called_back(model.setting.call_back_share, model.draw(CALL_BACK, self.id, 4 * n)):
            days = exponential(model.draw(CALL_BACK, self.id, 4 * n + 1), model.handling.call_back_days)
            model.schedule(model.now + 24.0 * days, EVENT_CALL_BACK, self.row, self.last_order.row)
        elif not is_solved or self.is_gamed:
            self.community.committee.learn_of_catching(False)
        if is_solved:
            return
        belief, trust = self.reporter.responsiveness, self.reporter.trust[TRUST_COMMITTEE]
        if repeats_order(p.voice, belief, trust, self.urgency, model.draw(REPEAT, self.id, 2 * n)):
            days = exponential(model.draw(REPEAT, self.id, 2 * n + 1), model.handling.repeat_days)
            model.schedule(model.now + 24.0 * days, EVENT_REPEAT, self.row, self.n_orders)

    def be_called_back(self, order: Order) -> None:
        """The hotline asks whether it is settled and how content the reporter is."""
        model, p, community, n = self.model, self.model.p, self.community, self.n_closures
        order.is_called_back = True
        is_solved = self.closure == CLOSURE_TRUE
        says_satisfied = is_satisfied(
            p.call_back,
            is_solved,
            order.closed_hours - self.voiced_hours,
            self.kind.deadline_hours,
            self.reporter.trust[TRUST_COMMITTEE],
            model.draw(SATISFACTION, self.id, n),
        )
        is_covered_up = False
        if order is self.last_order and self.is_gamed:
            if self.is_coached and not says_satisfied:
                is_covered_up = says_what_was_asked(p.gaming, model.draw(SATISFACTION, self.id, COACHED + n))
            if self.come_to_light_by_call(4 * n + AUDIT):
                is_covered_up = False
                if self.deadline_hours - self.gained_hours < order.closed_hours <= self.deadline_hours:
                    community.n_on_time -= 1.0
        order.is_satisfied = says_satisfied or is_covered_up
        community.n_called_back += 1.0
        community.n_satisfied += 1.0 if order.is_satisfied else 0.0
        if is_solved or not self.is_closed or order is not self.last_order:
            return
        is_caught = finds_false(p.call_back, model.draw(CALL_BACK, self.id, 4 * n + 2)) and not is_covered_up
        community.committee.learn_of_catching(is_caught)
        if is_caught:
            order.is_found_false = True
            community.n_resolved -= 1.0
            community.n_caught += 1.0
            if self.is_open:
                self.reopen()

    def be_repeated(self, n_orders: int) -> None:
        """The resident speaks again about what was closed without being solved."""
        if not self.is_closed or self.n_orders != n_orders or not self.is_open:
            return
        order = Order(self.model, self, self.community, self.channel, self.origin)
        order.dispatched_hours = self.model.now
        order.deadline_hours = self.deadline_hours = self.model.now + self.kind.deadline_hours
        self.gained_hours, self.is_relabelled = 0.0, False
        self.model.schedule(self.deadline_hours, EVENT_DEADLINE, self.row, 0)
        self.community.n_orders += 1.0
        self.reopen()

    def reopen(self) -> None:
        self.is_closed = False
        self.closed_hours = NEVER
        self.closure = CLOSURE_OPEN
        if self.hours_left <= DONE:  # done once, and it did not hold
            self.hours_left = self.hours_needed
        self.offers_before, self.rounds_before, self.is_final = self.n_offers, self.n_rounds, False
        self.community.committee.triage(self)

    # --- deadlines and liability ------------------------------------------------------------------------------------
    def pass_deadline(self) -> None:
        if self.deadline_hours > self.model.now or not self.is_open:
            return
        if self.relabel():
            return
        if self.queue is not None:
            self.queue.move_to_late(self)
        if self.urgency == RED:
            self.model.schedule(self.model.now + 24.0, EVENT_DEADLINE, self.row, 1)

    def be_reviewed(self) -> None:
        """A day after the deadline of a red matter somebody asks how late it was."""
        solved = self.ended_hours if self.is_dropped else self.resolved_hours
        over = self.model.now if math.isnan(solved) else solved
        self.review_liability(max(0.0, over - self.deadline_hours), True)

    def review_liability(self, hours_late: float, is_detected: bool) -> None:
        if is_held_liable(self.model.p.liability, hours_late, is_detected, self.model.draw(LIABILITY, self.id, 0)):
            self.community.n_liable += 1.0
            self.community.n_liable_undetected += 0.0 if is_detected else 1.0
