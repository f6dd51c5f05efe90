"""From a need to an order: residents choose whether and to whom to speak; what is kept quiet may be found, or end."""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner
from sim.clock import after_office_hours, day_of
from sim.names import (
    BY_NEIGHBOURS,
    BY_RESIDENT,
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
from sim.phases.parties import social_party
from sim.phases.queues import (
    EVENT_ARRIVE,
    EVENT_LAPSE,
    EVENT_NEIGHBOURS,
    EVENT_VOICE,
    draw,
    leave_queue,
    note,
    rest_of_day,
    schedule,
)
from sim.rules.chat_groups import hours_to_write, is_dormant, is_member, writes
from sim.rules.handling import heard_responsiveness
from sim.rules.hierarchy import CELL_LEVEL, COMMUNITY_LEVEL, call_centre_hours, dispatch_office_hours
from sim.rules.need import (
    hours_to_lapse,
    hours_to_neighbours,
)
from sim.rules.social_work import has_programme
from sim.rules.trust import faded_familiarity
from sim.rules.voice import hours_to_voice, voice_channel
from sim.streams import (
    CONSULTATION,
    HAND_OFF,
    MATTER,
    NEIGHBOURS,
    VOICE,
    poisson,
)
from sim.tables import (
    AT_WORK,
    CLOSED,
    DAY_AROSE,
    DAY_ENDED,
    DAY_IN_SYSTEM,
    DAY_VOICED,
    DUTY_DESK,
    ENDED,
    QUEUED,
    UNDER_WAY,
    UNVOICED,
)
from sim.world import World

TRIAGE = -1  # instead of a party row: the matter has still to be routed
_LAPSE = 0  # which draw of a matter is meant; the others are those of sim.phases.arrivals
# which draw of a matter's voice
_CHANNEL, _DELAY, _WRITTEN = range(3)
_HOUSEHOLD, _BUILDING = 1 << 61, 1 << 62  # entities of chat groups in the VOICE stream lie beyond those of matters
# which draw of a matter's way
_CALL_CENTRE, _DISPATCH = 0, 1


@inner
def on_need(w: World, m: int) -> None:
    """A need arises: will neighbours settle it, will it lapse, does the resident speak, and to whom?"""
    now = w.counts[0].now_hours
    p = w.rules[0]
    matter = w.matters[m]
    kind = w.kinds[matter.kind]
    person = w.residents[matter.reporter]
    community = w.communities[matter.community]
    if kind.is_public == 1:
        community.n_arisen_public += 1.0
    matter.phase = w.setting[0].phase
    note(w, matter.community, DAY_AROSE, 1.0)
    count_open(w, matter.community, 1)

    lapse = hours_to_lapse(kind.lapse_half_life_days, draw(w, MATTER, matter.id, _LAPSE))
    schedule(w, now + lapse, EVENT_LAPSE, m, 0)

    building = w.buildings[w.households[person.household].building]
    compound = w.compounds[matter.compound]
    has_property = compound.property_party >= 0
    has_homeowners = w.parties[compound.homeowners_party].exists == 1
    since_contact = now - np.float64(person.last_contact_hours)
    familiarity = faded_familiarity(p.trust, np.float64(person.familiarity), since_contact)
    is_recorded = matter.id >= RECORDED_IDS  # somebody did call, and then
    channel = voice_channel(
        p.voice,
        matter.urgency,
        heard_responsiveness(p.handling, np.float64(person.responsiveness), building.responsiveness),
        np.float64(person.digital_skill),
        np.float64(person.inclusion),
        np.float64(person.trust[TRUST_COMMITTEE]),
        np.float64(person.trust[TRUST_PROPERTY]),
        np.float64(person.trust[TRUST_HOMEOWNERS]),
        np.float64(person.trust[TRUST_SOCIAL]),
        np.float64(person.trust[TRUST_NEIGHBOURS]),
        familiarity,
        np.float64(person.familiarity_social),
        has_property,
        has_homeowners,
        social_party(w, matter.community) >= 0 or has_programme(w.levers[0].social_work),
        draw(w, VOICE, matter.id, _CHANNEL),
    )
    has_group = is_in_living_group(w, int(np.int64(person.household)))
    if is_recorded:
        channel = TO_HOTLINE
    elif (
        channel == SILENCE
        and has_group
        and writes(w.levers[0].chat_groups, np.float64(person.digital_skill), draw(w, VOICE, matter.id, _WRITTEN))
    ):
        channel = TO_GRID_WORKER
    matter.channel = channel
    # neighbours may settle any matter of theirs, and sooner if somebody turns to them
    settling = kind.neighbours_per_day
    if channel == BY_NEIGHBOURS:
        settling *= p.handling.asking_factor
    wait = hours_to_neighbours(settling, np.float64(person.trust[TRUST_NEIGHBOURS]), draw(w, NEIGHBOURS, matter.id, 0))
    if wait < lapse:
        schedule(w, now + wait, EVENT_NEIGHBOURS, m, 0)
    if channel > BY_NEIGHBOURS:
        wait = hours_to_voice(p.voice, matter.urgency, draw(w, VOICE, matter.id, _DELAY))
        if channel == TO_GRID_WORKER and has_group:
            wait = hours_to_write(w.levers[0].chat_groups, wait)
        schedule(w, now if is_recorded else now + wait, EVENT_VOICE, m, 0)
    else:
        list_unvoiced(w, m)


@inner
def is_in_living_group(w: World, h: int) -> bool:
    """Whether a household is in the chat group of its building, and the group is awake."""
    p = w.levers[0].chat_groups
    household = w.households[h]
    if not is_member(p, draw(w, VOICE, _HOUSEHOLD + h, int(np.int64(household.moves)))):
        return False
    return not is_dormant(p, draw(w, VOICE, _BUILDING + household.building, 0))


@inner
def list_unvoiced(w: World, m: int) -> None:
    """Enter a matter nobody voices where patrol (public) or a visit to the household (private) may find it."""
    matter = w.matters[m]
    if w.kinds[matter.kind].is_public == 1:
        compound = w.compounds[matter.compound]
        matter.next = compound.first_unvoiced
        if matter.next >= 0:
            w.matters[matter.next].previous = m
        compound.first_unvoiced = m
        compound.n_unvoiced += 1
    else:
        household = w.households[w.residents[matter.reporter].household]
        matter.next = household.first_unvoiced
        if matter.next >= 0:
            w.matters[matter.next].previous = m
        household.first_unvoiced = m
    matter.previous = -1
    matter.state = UNVOICED


@inner
def unlist_unvoiced(w: World, m: int) -> None:
    """Take a matter off the list of unvoiced ones."""
    matter = w.matters[m]
    if matter.next >= 0:
        w.matters[matter.next].previous = matter.previous
    if matter.previous >= 0:
        w.matters[matter.previous].next = matter.next
    elif w.kinds[matter.kind].is_public == 1:
        w.compounds[matter.compound].first_unvoiced = matter.next
    else:
        w.households[w.residents[matter.reporter].household].first_unvoiced = matter.next
    if w.kinds[matter.kind].is_public == 1:
        w.compounds[matter.compound].n_unvoiced -= 1
    matter.next = -1
    matter.previous = -1


@inner
def is_listed_unvoiced(w: World, m: int) -> bool:
    """Whether a matter stands on a list of unvoiced ones (it arose, and nobody speaks about it)."""
    matter = w.matters[m]
    return bool(matter.state == UNVOICED and matter.channel <= BY_NEIGHBOURS)


@inner
def new_order(w: World, m: int, community: int, channel: int, origin: int) -> int:
    """Record a report of a matter (or a consultation, m = -1) by one reporter; returns the order row."""
    row = w.counts[0].n_orders
    w.counts[0].n_orders += 1
    order = w.orders[row]
    order.matter = m
    order.community = community
    order.phase = w.setting[0].phase
    order.channel = channel
    order.origin = origin
    order.is_repeat = 0
    order.is_called_back = 0
    order.is_found_false = 0
    order.is_withdrawn = 0
    order.is_satisfied = -1
    order.made_hours = w.counts[0].now_hours
    order.dispatched_hours = math.nan
    order.deadline_hours = math.nan
    order.closed_hours = math.nan
    if m >= 0:
        matter = w.matters[m]
        order.is_repeat = 1 if matter.n_orders > 0 else 0
        matter.n_orders += 1
        matter.last_order = row
        if math.isnan(matter.voiced_hours):
            matter.voiced_hours = order.made_hours
            note(w, community, DAY_VOICED, 1.0)
            if origin == BY_RESIDENT and w.kinds[matter.kind].is_public == 1:
                w.arrivals[matter.compound, matter.kind].n_wishes += 1
    return int(row)


@inner
def on_voice(w: World, m: int) -> None:
    """A resident speaks: an order is made and travels to whoever was addressed."""
    matter = w.matters[m]
    if matter.is_dropped == 1:
        return
    now = w.counts[0].now_hours
    p = w.rules[0].hierarchy
    new_order(w, m, matter.community, matter.channel, BY_RESIDENT)
    matter.state = UNDER_WAY
    compound = w.compounds[matter.compound]
    target = TRIAGE
    time = now
    if matter.channel == TO_HOTLINE:
        start_day = w.setting[0].start_day_of_year
        time = now + call_centre_hours(p, draw(w, HAND_OFF, matter.id, _CALL_CENTRE))
        # urgent calls go through at once, day and night; others wait for the grid centre's office hours
        if matter.urgency != RED:
            level = CELL_LEVEL if w.setting[0].has_cell_responsibility == 1 else COMMUNITY_LEVEL
            delay = dispatch_office_hours(p, level, draw(w, HAND_OFF, matter.id, _DISPATCH))
            time = after_office_hours(time, delay, start_day)
    elif matter.channel == TO_PROPERTY:
        target = compound.property_party
    elif matter.channel == TO_HOMEOWNERS:
        target = compound.homeowners_party
    elif matter.channel == TO_SOCIAL_WORKER:
        target = social_party(w, matter.community)
    schedule(w, time, EVENT_ARRIVE, m, target)


@inner
def is_open(w: World, m: int) -> bool:
    """Whether the need still exists: not resolved, not lapsed, not settled by neighbours."""
    return w.matters[m].is_dropped == 0 and math.isnan(w.matters[m].resolved_hours)


@inner
def on_need_ends(w: World, m: int, closure: int) -> None:
    """A need goes away without anybody's work, or neighbours settle it, unless it was resolved before."""
    matter = w.matters[m]
    if not is_open(w, m):
        return
    if is_listed_unvoiced(w, m):
        unlist_unvoiced(w, m)
    elif matter.state == QUEUED:
        leave_queue(w, m)
    matter.is_dropped = 1
    matter.ended_hours = w.counts[0].now_hours
    count_open(w, matter.community, -1)
    note(w, matter.community, DAY_ENDED, 1.0)
    if matter.state != CLOSED:
        matter.closure = closure
        if matter.last_order >= 0 and math.isnan(w.orders[matter.last_order].closed_hours):
            order = w.orders[matter.last_order]
            order.closed_hours = matter.ended_hours
            order.is_withdrawn = 1
            if order.dispatched_hours > order.closed_hours:  # its clock was to start late
                order.dispatched_hours = order.closed_hours
    if matter.state != AT_WORK:  # whoever is on it learns at the door
        matter.state = ENDED


@inner
def count_open(w: World, community: int, change: int) -> None:
    """One open matter more or fewer, for the integral of their number over the day.

    At a day's first instant, before its record is open, the number alone changes: opening the record counts it.
    """
    w.communities[community].n_open += change
    if w.counts[0].begun_day == day_of(w.counts[0].now_hours):
        note(w, community, DAY_IN_SYSTEM, change * rest_of_day(w))


@inner
def take_consultations(w: World, day: int) -> None:
    """Questions of the day: orders without a matter, answered by the hotline or at the committee's desk."""
    setting = w.setting[0]
    for c in range(len(w.communities)):
        community = w.communities[c]
        n = poisson(draw(w, CONSULTATION, c, day + 100_000), setting.consultation_rate * 24.0 * community.n_present)
        at_desk = int(n * setting.desk_share + 0.5)
        community.duty_hours[DUTY_DESK] += at_desk * setting.consultation_hours
        for i in range(n):
            row = new_order(w, -1, c, TO_GRID_WORKER if i < at_desk else TO_HOTLINE, BY_RESIDENT)
            w.orders[row].closed_hours = w.orders[row].made_hours
