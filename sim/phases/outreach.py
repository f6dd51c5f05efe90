"""Workers go out: patrols find what nobody voiced, visits meet open or shut doors, mass work makes people known."""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner, rule
from sim.clock import day_of, hour_of_day, is_workday
from sim.names import BY_PATROL, BY_VISIT, INBOUND, OLD, RELOCATED, TO_GRID_WORKER, TRUST_COMMITTEE
from sim.phases.queues import EVENT_ARRIVE, draw, schedule
from sim.phases.voicing import TRIAGE, new_order, unlist_unvoiced
from sim.rules.patrol import is_found, patrol_priority
from sim.rules.records import notices_from_file
from sim.rules.traits import CHILD_UNTIL_YEARS, ELDERLY_FROM_YEARS
from sim.rules.trust import faded_familiarity, grown_familiarity, updated_trust
from sim.rules.visits import at_home_prob, opens_door_prob, visit_hours, visit_refused, visit_succeeds
from sim.streams import PATROL, VISIT, below
from sim.tables import UNDER_WAY
from sim.world import World

_ORDER = 1 << 61  # entities of the inspection order in the PATROL stream lie beyond those of matters
_CONTACT = 1 << 40  # entities of contacts in the VISIT stream lie beyond those of households
_FILE = 1 << 45  # ... and those of files that are read before shut doors beyond both


@inner
def patrol(w: World, community_row: int, hours: float) -> None:
    """Patrol hours on the compound that the inspection order puts first: unvoiced public matters may be found there."""
    community = w.communities[community_row]
    community.n_patrols += 1
    best, best_priority = community.first_compound, -math.inf
    for c in range(community.first_compound, community.first_compound + community.n_compounds):
        compound = w.compounds[c]
        is_listed = compound.kind == OLD or compound.kind == RELOCATED
        priority = patrol_priority(
            w.rules[0].patrol,
            w.setting[0].inspection_order,
            is_listed,
            compound.usual_finds,
            draw(w, PATROL, _ORDER + c, community.n_patrols),
        )
        if priority > best_priority:
            best, best_priority = c, priority
    community.patrol_hours += hours
    found = patrol_ground(w, best, hours, 0.0)
    community.n_found += found
    memory = w.rules[0].handling.memory_share
    w.compounds[best].usual_finds += memory * (found - w.compounds[best].usual_finds)


@inner
def patrol_ground(w: World, c: int, hours: float, delay: float) -> int:
    """Somebody walks a compound for so long: each unvoiced public matter there may be found; returns how many were.

    What is found is reported ``delay`` hours later.
    """
    n_found = 0
    m = w.compounds[c].first_unvoiced
    while m >= 0:
        matter = w.matters[m]
        following = matter.next
        matter.n_searches += 1
        if is_found(
            w.rules[0].patrol, hours, w.compounds[c].n_households, draw(w, PATROL, matter.id, matter.n_searches)
        ):
            bring_to_light(w, m, BY_PATROL, delay)
            n_found += 1
        m = following
    return n_found


@inner
def bring_to_light(w: World, m: int, origin: int, delay: float) -> None:
    """A worker reports an unvoiced matter: an order is made and, ``delay`` hours later, triaged."""
    unlist_unvoiced(w, m)
    matter = w.matters[m]
    matter.origin = origin
    matter.state = UNDER_WAY
    new_order(w, m, matter.community, TO_GRID_WORKER, origin)
    schedule(w, w.counts[0].now_hours + delay, EVENT_ARRIVE, m, TRIAGE)


@inner
def knock(
    w: World, household_row: int, recognition: float, local_ties: float, has_contact: bool, delay: float
) -> tuple[float, bool]:
    """Knock at one dwelling: somebody opens and the household becomes known, or not; reports follow after ``delay``.

    Returns:
        Hours spent, and whether somebody at home shut the door.
    """
    p = w.rules[0]
    now = w.counts[0].now_hours
    household = w.households[household_row]
    household.n_attempts += 1
    person_row = -1
    for row in range(household.first_resident, household.first_resident + household.n_slots):
        if w.residents[row].is_present == 1:
            person_row = row
            break
    if person_row < 0:
        return visit_hours(p.visits, False), False
    person = w.residents[person_row]
    since_contact = now - np.float64(person.last_contact_hours)
    familiarity = faded_familiarity(p.trust, np.float64(person.familiarity), since_contact)
    home = at_home_prob(
        p.visits,
        int(np.int64(person.rhythm)),
        hour_of_day(now),
        is_workday(day_of(now), w.setting[0].start_day_of_year),
        w.setting[0].restriction > 0.0,
    )
    opened = opens_door_prob(p.visits, familiarity, recognition, local_ties, has_contact)
    uniform = draw(w, VISIT, household_row, int(np.int64(household.n_attempts)))
    if not visit_succeeds(home, opened, uniform):
        read_file(w, household_row, delay)
        return visit_hours(p.visits, False), visit_refused(home, opened, uniform)
    for row in range(household.first_resident, household.first_resident + household.n_slots):
        if w.residents[row].is_present == 1:
            meet(w, row)
    bring_all_to_light(w, household_row, delay)  # at the table people say what they never reported
    entry_hours = w.levers[0].records.entry_hours
    if entry_hours > 0.0:
        household.file_hours = now
    return visit_hours(p.visits, True) + entry_hours, False


@inner
def bring_all_to_light(w: World, household_row: int, delay: float) -> None:
    """All that a household never reported becomes known."""
    m = int(w.households[household_row].first_unvoiced)
    while m >= 0:
        following = w.matters[m].next
        bring_to_light(w, m, BY_VISIT, delay)
        m = following


@inner
def age_of_file(w: World, household_row: int) -> float:
    """Hours since a household's file was written; infinite if nobody has written one for those who live there."""
    written = w.households[household_row].file_hours
    return math.inf if math.isnan(written) else float(w.counts[0].now_hours - written)


@inner
def read_file(w: World, household_row: int, delay: float) -> None:
    """Before a shut door a worker may know from the file that something is wrong behind it."""
    household = w.households[household_row]
    age = age_of_file(w, household_row)
    if household.first_unvoiced < 0 or age == math.inf:
        return
    uniform = draw(w, VISIT, _FILE + household_row, int(np.int64(household.n_attempts)))
    if notices_from_file(w.levers[0].records, age, uniform):
        bring_all_to_light(w, household_row, delay)


@inner
def meet(w: World, row: int) -> None:
    """A resident and a worker meet: familiarity grows and a good word moves trust."""
    p = w.rules[0].trust
    now = w.counts[0].now_hours
    person = w.residents[row]
    known = faded_familiarity(p, np.float64(person.familiarity), now - np.float64(person.last_contact_hours))
    person.familiarity = grown_familiarity(p, known)
    person.last_contact_hours = now
    change_trust(w, row, TRUST_COMMITTEE, 1.0)


@inner
def change_trust(w: World, row: int, body: int, quality: float) -> None:
    """A resident's trust in a body moves towards the quality received; the community's sum is kept."""
    person = w.residents[row]
    before = np.float64(person.trust[body])
    person.trust[body] = updated_trust(w.rules[0].trust, before, quality)
    group = group_of(w, row)
    if body == TRUST_COMMITTEE and group >= 0:
        compound = w.buildings[w.households[person.household].building].compound
        w.communities[w.compounds[compound].community].trust_sum[group] += np.float64(person.trust[body]) - before


@rule
def group_of(w: World, row: int) -> int:
    """Group in which a resident counts for participation: hukou status by age band; -1 if absent or a child."""
    person = w.residents[row]
    if person.is_present == 0 or person.age < CHILD_UNTIL_YEARS:
        return -1
    group = 2 if person.hukou == INBOUND else 0
    if person.age >= ELDERLY_FROM_YEARS:
        group += 1
    return group


@inner
def visit_round(w: World, n: int, hours: float) -> None:
    """A worker's visiting hours: door after door, household by household in turn."""
    worker = w.workers[n]
    community = w.communities[worker.community]
    first = int(w.buildings[community.first_building].first_household)
    spent = 0.0
    while spent < hours:
        household = community.visit_cursor
        community.visit_cursor += 1
        if community.visit_cursor >= first + community.n_households:
            community.visit_cursor = first
        taken, is_refused = knock(w, household, worker.recognition, worker.local_ties, False, 0.0)
        spent += taken
        if is_refused:
            worker.refusals_week += 1.0


@inner
def mass_work(w: World, n: int, hours: float) -> None:
    """Hours among residents: so many of them, at random, meet the worker."""
    worker = w.workers[n]
    community = w.communities[worker.community]
    reached = int(hours * w.rules[0].handling.contacts_per_hour + 0.5)
    for contact in range(reached):
        uniform = draw(w, VISIT, _CONTACT + int(worker.id), int(worker.token) * 1024 + contact)
        row = community.first_resident + below(uniform, community.n_slots)
        if w.residents[row].is_present == 1:
            meet(w, row)
