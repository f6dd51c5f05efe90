"""Needs arise.

Needs are candidate points of one Poisson process per compound and kind, drawn at the highest rate that season and
regime allow and then thinned. They depend on people and calendar only, never on the policy: the same seed gives the
same leaking pipe, with the same ``id``, in every arm. A city's own request log can stand in their place
(:mod:`sim.replay`): its requests arise when they were recorded, and are voiced at once, because they were.
"""

from __future__ import annotations

import math

from sim._compiled import inner, rule
from sim.clock import day_of, day_of_year
from sim.names import (
    BY_RESIDENT,
    SILENCE,
)
from sim.phases.queues import (
    EVENT_NEED,
    draw,
    schedule,
)
from sim.rules.need import (
    age_factor,
    hours_needed,
    is_kept,
    is_legacy,
    legacy_hours_factor,
    rate_per_hour,
    season_factor,
)
from sim.rules.projects import is_prevented
from sim.streams import (
    MATTER,
    NEED,
    NEED_TIME,
    below,
    exponential,
    normal,
)
from sim.tables import (
    UNVOICED,
)
from sim.world import World

ID_KINDS = 32  # matter ids are (compound * 32 + kind) * 2^20 + occurrence
ID_OCCURRENCES = 1 << 20
RECORDED_IDS = 1 << 60  # ids from here on are requests of a replayed log, by their number in it
# which draw of a matter is meant; 0 is its lapse (sim.phases.voicing)
_HOURS, _GREY, _LEGACY, _REPORTER, _KEPT, _PREVENTED = range(1, 7)


@inner
def units_of(w: World, compound: int, unit: int) -> int:
    """How many residents' slots, buildings or compounds a rate applies to."""
    if unit == 0:
        return int(w.compounds[compound].n_slots)
    if unit == 1:
        return int(w.compounds[compound].n_buildings)
    return 1


@rule
def start_arrivals(w: World) -> None:
    """Set the bounding rate and the first candidate of every stream of needs."""
    p = w.rules[0].need
    now = w.counts[0].now_hours
    for c in range(len(w.compounds)):
        for k in range(len(w.kinds)):
            kind = w.kinds[k]
            factor = max(kind.phase_factor[0], kind.phase_factor[1], kind.phase_factor[2])
            units = units_of(w, c, kind.unit)
            ageing = age_factor(p, w.compounds[c].age_years)
            bound = rate_per_hour(kind.rate_per_year, units, ageing) * factor * (1.0 + kind.season_amplitude)
            arrival = w.arrivals[c, k]
            arrival.bound_per_hour = bound
            arrival.next_hours = math.inf
            if bound > 0.0:
                entity = c * ID_KINDS + k
                arrival.next_hours = now + exponential(draw(w, NEED_TIME, entity, 0), 1.0 / bound)


@rule
def plan_arrivals(w: World, until: float) -> bool:
    """Put every need that will arise before ``until`` into the matter table and the calendar.

    Returns:
        False if a table or the calendar was full: nothing is lost, call again after making room.
    """
    for c in range(len(w.compounds)):
        for k in range(len(w.kinds)):
            arrival = w.arrivals[c, k]
            while arrival.next_hours < until:
                if w.counts[0].n_matters >= len(w.matters) or w.n_events[0] + 1 >= len(w.events):
                    return False
                entity = c * ID_KINDS + k
                new_need(
                    w, c, k, entity * ID_OCCURRENCES + arrival.occurrence, arrival.next_hours, arrival.bound_per_hour
                )
                arrival.occurrence += 1
                wait = exponential(draw(w, NEED_TIME, entity, arrival.occurrence), 1.0 / arrival.bound_per_hour)
                arrival.next_hours += wait
    return True


@inner
def new_need(w: World, c: int, k: int, matter_id: int, time: float, bound: float) -> None:
    """Keep or drop one candidate need by season, regime and what projects have prevented."""
    p = w.rules[0].need
    kind = w.kinds[k]
    compound = w.compounds[c]
    setting = w.setting[0]
    season = season_factor(
        kind.season_amplitude,
        kind.season_peak_day,
        float(day_of_year(day_of(time), setting.start_day_of_year)),
    )
    units = units_of(w, c, kind.unit)
    rate = rate_per_hour(kind.rate_per_year, units, age_factor(p, compound.age_years))
    rate_now = rate * kind.phase_factor[setting.phase] * season
    if not is_kept(rate_now, bound, draw(w, NEED, matter_id, _KEPT)):
        return
    if is_prevented(w.arrivals[c, k].prevented_share, draw(w, NEED, matter_id, _PREVENTED)):
        return
    befall(w, c, k, matter_id, time, kind.unit == 0)


@inner
def befall(w: World, c: int, k: int, matter_id: int, time: float, is_personal: bool) -> None:
    """A need that will arise, if there is somebody to whom it can happen."""
    reporter = person_near(w, c, matter_id, is_personal)
    if reporter >= 0:
        describe_need(w, c, k, matter_id, time, reporter)


@rule
def replay_need(w: World, c: int, k: int, number: int, time: float) -> bool:
    """Put one request of a log into the matter table and the calendar, in the name of somebody who lives there.

    Returns:
        False if a table or the calendar was full: nothing is lost, call again after making room.
    """
    if w.counts[0].n_matters >= len(w.matters) or w.n_events[0] + 1 >= len(w.events):
        return False
    befall(w, c, k, RECORDED_IDS + number, time, False)  # unless nobody lives in the compound any more
    return True


@inner
def person_near(w: World, c: int, matter_id: int, is_personal: bool) -> int:
    """The resident that a need falls to: anybody of the compound, alike; of a personal need nobody else; -1: none."""
    compound = w.compounds[c]
    slot = below(draw(w, NEED, matter_id, _REPORTER), compound.n_slots)
    row = int(compound.first_resident + slot)
    if w.residents[row].is_present == 1:
        return row
    return -1 if is_personal else next_present(w, c, slot)


@inner
def describe_need(w: World, c: int, k: int, matter_id: int, time: float, reporter: int) -> None:
    """A new matter row: what is really wrong, for whom, how much work; it arises when its time comes."""
    p = w.rules[0].need
    kind = w.kinds[k]
    compound = w.compounds[c]
    m = w.counts[0].n_matters
    w.counts[0].n_matters += 1
    matter = w.matters[m]
    matter.id = matter_id
    matter.kind = k
    matter.community = compound.community
    matter.compound = c
    matter.reporter = reporter
    matter.reporter_group = w.residents[reporter].hukou
    matter.urgency = kind.urgency
    matter.origin = BY_RESIDENT
    matter.channel = SILENCE
    matter.route = -1
    matter.is_grey_zone = 1 if draw(w, MATTER, matter_id, _GREY) < kind.grey_zone_share else 0
    legacy_draw = draw(w, MATTER, matter_id, _LEGACY)
    is_left_over = legacy_draw < kind.legacy_weight and is_legacy(
        p, compound.kind, legacy_draw / max(kind.legacy_weight, 1e-12)
    )
    matter.is_legacy = 1 if is_left_over else 0
    hours = hours_needed(kind.hours_median, kind.hours_log_sd, normal(draw(w, MATTER, matter_id, _HOURS)))
    if is_left_over:
        hours *= legacy_hours_factor(p)
    matter.is_agreed = 0
    matter.is_dropped = 0
    matter.closure = 0
    matter.state = UNVOICED
    matter.n_orders = 0
    matter.n_handoffs = 0
    matter.n_offers = 0
    matter.n_rounds = 0
    matter.n_closures = 0
    matter.offers_before = 0
    matter.rounds_before = 0
    matter.is_final = 0
    matter.n_searches = 0
    matter.meeting_week = 0
    matter.last_order = -1
    matter.owner = -1
    matter.queue = -1
    matter.next = -1
    matter.previous = -1
    matter.hours_needed = hours
    matter.hours_left = hours
    matter.hours_worked = 0.0
    matter.arose_hours = time
    matter.voiced_hours = math.nan
    matter.dispatched_hours = math.nan
    matter.first_response_hours = math.nan
    matter.closed_hours = math.nan
    matter.resolved_hours = math.nan
    matter.deadline_hours = math.inf
    matter.ended_hours = math.nan
    matter.gained_hours = 0.0
    matter.is_relabelled = 0
    matter.is_coached = 0
    matter.is_refused = 0
    schedule(w, time, EVENT_NEED, m, 0)


@inner
def next_present(w: World, c: int, slot: int) -> int:
    """First present resident of a compound at or after a slot, going round; -1 if nobody lives there."""
    compound = w.compounds[c]
    for step in range(compound.n_slots):
        row = compound.first_resident + (slot + step) % compound.n_slots
        if w.residents[row].is_present == 1:
            return int(row)
    return -1
