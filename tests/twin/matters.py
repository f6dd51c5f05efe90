"""Matters: a need arises, is voiced or found, travels from desk to desk, is settled for good or only in the books."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import after_office_hours
from sim.names import (
    BY_NEIGHBOURS,
    BY_RESIDENT,
    CLOSURE_FALSE,
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    CLOSURE_OPEN,
    CLOSURE_TRUE,
    RED,
    SILENCE,
    TO_GRID_WORKER,
    TO_HOMEOWNERS,
    TO_HOTLINE,
    TO_PROPERTY,
    TO_SOCIAL_WORKER,
    TRUST_COMMITTEE,
    TRUST_HOMEOWNERS,
    TRUST_NEIGHBOURS,
    TRUST_PROPERTY,
    TRUST_SOCIAL,
)
from sim.phases.queues import (
    EVENT_ARRIVE,
    EVENT_CALL_BACK,
    EVENT_DEADLINE,
    EVENT_LAPSE,
    EVENT_NEIGHBOURS,
    EVENT_REPEAT,
    EVENT_VOICE,
)
from sim.rules.call_back import finds_false, is_called_back, is_satisfied
from sim.rules.handling import heard_responsiveness
from sim.rules.hierarchy import CELL_LEVEL, COMMUNITY_LEVEL, call_centre_hours, dispatch_office_hours
from sim.rules.liability import is_held_liable
from sim.rules.need import hours_to_lapse, hours_to_neighbours
from sim.rules.trust import service_quality
from sim.rules.voice import hours_to_voice, repeats_order, voice_channel
from sim.streams import (
    CALL_BACK,
    HAND_OFF,
    LIABILITY,
    MATTER,
    NEGOTIATE,
    NEIGHBOURS,
    REPEAT,
    SATISFACTION,
    VOICE,
    exponential,
)

TRIAGE = -1  # instead of a party's number: it has still to be decided where the matter goes
LAPSE = 0  # which draw of the stream MATTER is meant
CHANNEL, DELAY = 0, 1  # ... of VOICE
CALL_CENTRE, DISPATCH = 0, 1  # ... of HAND_OFF
HOLDS = 1_000_000  # draws of NEGOTIATE from here on: whether a settlement holds; below: rounds at the table
DONE = 1e-6  # hours of work left that count as none
NEVER = math.nan


class Order:
    """工单. One report of a matter, or a question (no matter)."""

    def __init__(self, model: Any, matter: Matter | None, community: Any, channel: int, origin: int) -> None:
        self.row = len(model.orders)
        model.orders.append(self)
        self.matter, self.community = matter, community
        self.phase, self.channel, self.origin = model.setting.phase, channel, origin
        self.is_repeat = self.is_called_back = self.is_found_false = False
        self.is_satisfied = -1
        self.made_hours = model.now
        self.dispatched_hours = self.deadline_hours = self.closed_hours = NEVER
        if matter is not None:
            self.is_repeat = matter.n_orders > 0
            matter.n_orders += 1
            matter.last_order = self
            if math.isnan(matter.voiced_hours):
                matter.voiced_hours = model.now
                community.note("n_voiced", 1.0)


class Matter:
    """事项. What is really wrong, for whom, and how far everybody has come with it."""

    def __init__(self, model: Any, id: int, kind: Any, compound: Any, reporter: Any, time: float, hours: float) -> None:
        self.model, self.id, self.kind, self.compound, self.reporter = model, id, kind, compound, reporter
        self.row = len(model.matters)
        model.matters.append(self)
        self.community = compound.community
        self.reporter_group, self.urgency = reporter.hukou, kind.urgency
        self.origin, self.channel, self.route, self.phase = BY_RESIDENT, SILENCE, -1, 0
        self.is_grey_zone = self.is_legacy = self.is_agreed = self.is_dropped = False
        # it is in one of these three places, or on somebody's hands, or on its way
        self.is_listed = False  # unvoiced, where a patrol or a visit may find it
        self.queue: Any = None
        self.is_closed = False  # in the books
        self.closure = CLOSURE_OPEN
        self.n_orders = self.n_handoffs = self.n_offers = self.n_rounds = self.n_closures = self.n_searches = 0
        self.offers_before = self.rounds_before = 0  # when it was last reopened
        self.is_final = False  # nobody else is left to ask: the committee has to settle it
        self.last_order: Order | None = None
        self.hours_needed = self.hours_left = hours
        self.hours_worked = 0.0
        self.arose_hours = time
        self.voiced_hours = self.dispatched_hours = self.first_response_hours = NEVER
        self.closed_hours = self.resolved_hours = self.ended_hours = NEVER
        self.deadline_hours = math.inf

    # --- it arises, and may end by itself ---------------------------------------------------------------------------
    @property
    def is_open(self) -> bool:
        """The need still exists: not resolved, not lapsed, not settled by neighbours."""
        return not self.is_dropped and math.isnan(self.resolved_hours)

    def arise(self) -> None:
        model, p, person, compound = self.model, self.model.p, self.reporter, self.compound
        self.phase = model.setting.phase
        if self.kind.is_public:
            self.community.n_arisen_public += 1.0
        self.community.note("n_arose", 1.0)
        self.community.count_open(+1)
        lapse = hours_to_lapse(self.kind.lapse_half_life_days, model.draw(MATTER, self.id, LAPSE))
        model.schedule(model.now + lapse, EVENT_LAPSE, self.row)
        self.channel = voice_channel(
            p.voice,
            self.urgency,
            heard_responsiveness(p.handling, person.responsiveness, person.building.responsiveness),
            person.digital_skill,
            person.inclusion,
            person.trust[TRUST_COMMITTEE],
            person.trust[TRUST_PROPERTY],
            person.trust[TRUST_HOMEOWNERS],
            person.trust[TRUST_SOCIAL],
            person.trust[TRUST_NEIGHBOURS],
            person.familiarity_now(),
            person.familiarity_social,
            compound.property_company is not None,
            bool(compound.homeowners.exists),
            self.community.social_organisation is not None,
            model.draw(VOICE, self.id, CHANNEL),
        )
        rate = self.kind.neighbours_per_day
        if self.channel == BY_NEIGHBOURS:
            rate *= model.handling.asking_factor
        trust = person.trust[TRUST_NEIGHBOURS]
        wait = hours_to_neighbours(rate, trust, model.draw(NEIGHBOURS, self.id, 0))
        if wait < lapse:
            model.schedule(model.now + wait, EVENT_NEIGHBOURS, self.row)
        if self.channel > BY_NEIGHBOURS:
            wait = hours_to_voice(p.voice, self.urgency, model.draw(VOICE, self.id, DELAY))
            model.schedule(model.now + wait, EVENT_VOICE, self.row)
        else:
            self.hiding_place.insert(0, self)
            self.is_listed = True

    @property
    def hiding_place(self) -> list[Matter]:
        """The list from which a patrol (public matters) or a visit (private ones) may bring it to light."""
        return self.compound.unvoiced if self.kind.is_public else self.reporter.household.unvoiced

    def lapse(self) -> None:
        """The need goes away unmet; a red one that nobody had noticed comes out now."""
        if self.is_open:
            self.reporter.building.hear_of_need(1.0)
            if self.urgency == RED and math.isnan(self.voiced_hours):
                self.review_liability(self.model.now - self.arose_hours, False)
            self.end(CLOSURE_LAPSED)

    def be_settled_by_neighbours(self) -> None:
        if self.is_open:
            self.reporter.building.hear_of_need(0.0)
            self.end(CLOSURE_NEIGHBOURS)

    def end(self, closure: int) -> None:
        """It goes away without anybody's work; whoever is on it learns at the door."""
        if not self.is_open:
            return
        if self.is_listed:
            self.hiding_place.remove(self)
            self.is_listed = False
        elif self.queue is not None:
            self.queue.leave(self)
        self.is_dropped = True
        self.ended_hours = self.model.now
        self.community.count_open(-1)
        self.community.note("n_ended", 1.0)
        if not self.is_closed:
            self.closure = closure
            if self.last_order is not None:
                self.last_order.closed_hours = self.model.now
        self.is_closed = False

    # --- somebody speaks, or somebody finds it ----------------------------------------------------------------------
    def be_voiced(self) -> None:
        if self.is_dropped:
            return
        model, p, time, target = self.model, self.model.p.hierarchy, self.model.now, TRIAGE
        Order(model, self, self.community, self.channel, BY_RESIDENT)
        if self.channel == TO_HOTLINE:
            time += call_centre_hours(p, model.draw(HAND_OFF, self.id, CALL_CENTRE))
            if self.urgency != RED:  # others wait for the grid centre's office hours
                level = CELL_LEVEL if model.setting.has_cell_responsibility else COMMUNITY_LEVEL
                delay = dispatch_office_hours(p, level, model.draw(HAND_OFF, self.id, DISPATCH))
                time = after_office_hours(time, delay, model.setting.start_day_of_year)
        elif self.channel == TO_PROPERTY:
            target = self.compound.property_company.row
        elif self.channel == TO_HOMEOWNERS:
            target = self.compound.homeowners.row
        elif self.channel == TO_SOCIAL_WORKER:
            organisation = self.community.social_organisation
            target = TRIAGE if organisation is None else organisation.row
        model.schedule(time, EVENT_ARRIVE, self.row, target)

    def come_to_light(self, origin: int) -> None:
        """A worker on patrol or on a visit reports what nobody voiced."""
        self.hiding_place.remove(self)
        self.is_listed = False
        self.origin = origin
        Order(self.model, self, self.community, TO_GRID_WORKER, origin)
        self.model.schedule(self.model.now, EVENT_ARRIVE, self.row, TRIAGE)

    def be_dispatched(self) -> None:
        """It lies on a desk for the first time: a deadline is set."""
        model = self.model
        self.dispatched_hours = self.last_order.dispatched_hours = model.now
        self.deadline_hours = self.last_order.deadline_hours = model.now + self.kind.deadline_hours
        model.schedule(self.deadline_hours, EVENT_DEADLINE, self.row, 0)
        self.community.n_orders += 1.0
        self.community.demand_hours += self.kind.hours_median

    # --- it is reported closed --------------------------------------------------------------------------------------
    @property
    def needs_agreement(self) -> bool:
        return not self.is_agreed and (self.kind.n_parties > 1 or self.is_legacy)

    def close(self, party: Any, is_pretended: bool) -> None:
        """A party reports it closed; whether it is solved only the resident finds out."""
        model, community, order, now = self.model, self.community, self.last_order, self.model.now
        self.is_closed = True
        self.n_closures += 1
        self.closed_hours = order.closed_hours = now
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
        self.be_followed_up(is_solved)

    def be_experienced(self, party: Any, is_solved: bool) -> None:
        person = self.reporter
        if not person.is_present:
            return
        wait = self.model.now - self.voiced_hours
        quality = service_quality(self.model.p.trust, is_solved, wait, self.kind.deadline_hours)
        party.be_judged(self.compound, quality)
        person.experience(party.trusted_as, quality)
        person.building.hear_of_need(0.0 if is_solved else 1.0)
        person.building.hear_of_service(quality)

    def be_followed_up(self, is_solved: bool) -> None:
        """Will the hotline call back, and will the resident speak again if it is not solved?"""
        model, p, n = self.model, self.model.p, self.n_closures
        if is_called_back(model.setting.call_back_share, model.draw(CALL_BACK, self.id, 4 * n)):
            days = exponential(model.draw(CALL_BACK, self.id, 4 * n + 1), model.handling.call_back_days)
            model.schedule(model.now + 24.0 * days, EVENT_CALL_BACK, self.row, self.last_order.row)
        elif not is_solved:
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
        order.is_satisfied = is_satisfied(
            p.call_back,
            is_solved,
            order.closed_hours - self.voiced_hours,
            self.kind.deadline_hours,
            self.reporter.trust[TRUST_COMMITTEE],
            model.draw(SATISFACTION, self.id, n),
        )
        community.n_called_back += 1.0
        community.n_satisfied += 1.0 if order.is_satisfied else 0.0
        if is_solved or not self.is_closed or order is not self.last_order:
            return
        is_caught = finds_false(p.call_back, model.draw(CALL_BACK, self.id, 4 * n + 2))
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
