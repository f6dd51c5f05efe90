"""Matters: a need arises, is voiced or found, travels from desk to desk, is settled for good or only in the books."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import after_office_hours
from sim.names import (
    BY_NEIGHBOURS,
    BY_RESIDENT,
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    CLOSURE_OPEN,
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
from sim.phases.arrivals import RECORDED_IDS
from sim.phases.queues import (
    EVENT_ARRIVE,
    EVENT_DEADLINE,
    EVENT_LAPSE,
    EVENT_NEIGHBOURS,
    EVENT_VOICE,
)
from sim.rules.chat_groups import hours_to_write, writes
from sim.rules.handling import heard_responsiveness
from sim.rules.hierarchy import CELL_LEVEL, COMMUNITY_LEVEL, call_centre_hours, dispatch_office_hours
from sim.rules.need import hours_to_lapse, hours_to_neighbours
from sim.rules.social_work import has_programme
from sim.rules.voice import hours_to_voice, voice_channel
from sim.streams import (
    HAND_OFF,
    MATTER,
    NEIGHBOURS,
    VOICE,
)
from tests.twin.closing import Closing
from tests.twin.gaming import AUDIT
from tests.twin.orders import NEVER, Order

TRIAGE = -1  # instead of a party's number: it has still to be decided where the matter goes
LAPSE = 0  # which draw of the stream MATTER is meant
CHANNEL, DELAY, WRITTEN = 0, 1, 2  # ... of VOICE
CALL_CENTRE, DISPATCH = 0, 1  # ... of HAND_OFF


class Matter(Closing):
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
        self.meeting_week = 0  # when a residents' meeting had it on its agenda last
        self.is_final = False  # nobody else is left to ask: the committee has to settle it
        self.last_order: Order | None = None
        self.hours_needed = self.hours_left = hours
        self.hours_worked = 0.0
        self.arose_hours = time
        self.voiced_hours = self.dispatched_hours = self.first_response_hours = NEVER
        self.closed_hours = self.resolved_hours = self.ended_hours = NEVER
        self.deadline_hours = math.inf
        # games with the books
        self.gained_hours = 0.0  # by which the deadline in the books is later than it ought to be
        self.is_relabelled = self.is_coached = self.is_refused = False

    # --- it arises, and may end by itself ---------------------------------------------------------------------------
    @property
    def is_open(self) -> bool:
        """The need still exists: not resolved, not lapsed, not settled by neighbours."""
        return not self.is_dropped and math.isnan(self.resolved_hours)

    @property
    def is_recorded(self) -> bool:
        """A request of a replayed log: somebody did call, and then."""
        return self.id >= RECORDED_IDS

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
            self.community.social_organisation is not None or has_programme(model.levers.social_work),
            model.draw(VOICE, self.id, CHANNEL),
        )
        groups, has_group = model.levers.chat_groups, person.household.is_in_living_group
        uniform = model.draw(VOICE, self.id, WRITTEN)
        if self.is_recorded:
            self.channel = TO_HOTLINE
        elif self.channel == SILENCE and has_group and writes(groups, person.digital_skill, uniform):
            self.channel = TO_GRID_WORKER
        rate = self.kind.neighbours_per_day
        if self.channel == BY_NEIGHBOURS:
            rate *= model.handling.asking_factor
        trust = person.trust[TRUST_NEIGHBOURS]
        wait = hours_to_neighbours(rate, trust, model.draw(NEIGHBOURS, self.id, 0))
        if wait < lapse:
            model.schedule(model.now + wait, EVENT_NEIGHBOURS, self.row)
        if self.channel > BY_NEIGHBOURS:
            wait = hours_to_voice(p.voice, self.urgency, model.draw(VOICE, self.id, DELAY))
            if self.channel == TO_GRID_WORKER and has_group:
                wait = hours_to_write(groups, wait)
            model.schedule(model.now if self.is_recorded else model.now + wait, EVENT_VOICE, self.row)
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
            if self.last_order is not None and math.isnan(self.last_order.closed_hours):
                self.last_order.be_closed()
                self.last_order.is_withdrawn = True
        self.is_closed = False

    # --- somebody speaks, or somebody finds it ----------------------------------------------------------------------
    def be_voiced(self) -> None:
        if self.is_dropped:
            return
        if self.channel == TO_GRID_WORKER and self.urgency != RED and self.is_better_refused():
            self.be_refused()
            return
        if self.is_refused:  # sent away at the desk before
            self.come_to_light_by_call(AUDIT)
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

    def come_to_light(self, origin: int, delay: float) -> None:
        """A worker on patrol or on a visit reports what nobody voiced."""
        self.hiding_place.remove(self)
        self.is_listed = False
        self.origin = origin
        Order(self.model, self, self.community, TO_GRID_WORKER, origin)
        self.model.schedule(self.model.now + delay, EVENT_ARRIVE, self.row, TRIAGE)

    def be_dispatched(self) -> None:
        """It lies on a desk for the first time: a deadline is set."""
        model = self.model
        self.dispatched_hours = self.last_order.dispatched_hours = model.now
        self.deadline_hours = self.last_order.deadline_hours = model.now + self.kind.deadline_hours
        self.community.n_orders += 1.0
        self.community.demand_hours += self.kind.hours_median
        self.sign_late()
        model.schedule(self.deadline_hours, EVENT_DEADLINE, self.row, 0)
