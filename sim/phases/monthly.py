"""Every thirty days: people move, relations grow or fade, leaders feel the month, and new directives arrive."""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner, rule
from sim.names import CLOSURE_LAPSED, INBOUND, LOCAL, OUTBOUND
from sim.phases.queues import draw, note
from sim.phases.voicing import on_need_ends
from sim.population import draw_person
from sim.rules.enthusiasm import updated_enthusiasm
from sim.rules.network_capacity import updated_relation
from sim.rules.points import points_on_offer, thanks_with_stars
from sim.rules.professional_team import kept_drive
from sim.rules.residence_permit import registration_work
from sim.rules.residents import (
    arrival_status,
    dwelling_turnover_prob,
    moves_away,
    moves_out,
    returns_home,
    vacancy_days,
)
from sim.rules.traits import CHILD_UNTIL_YEARS, ELDERLY_FROM_YEARS
from sim.streams import MOVES, POPULATION, below, poisson
from sim.tables import DAY_ARRIVED, DAY_DEPARTED
from sim.world import World

MONTHS_BEFORE = 1_000  # month numbers are keys of draws and must not be negative in the burn-in
# keys of draws in the MOVES stream: counts by building, candidates by (building, month, number), newcomers by place
_HOUSEHOLDS, _PERSONS = 1 << 20, 1 << 21
_PLACE, _THINNING, _VACANCY, _PERSON_PLACE, _PERSON_THINNING = range(5)
_MOST_MONTHS, _MOST_CANDIDATES = 1 << 12, 1 << 12
_NEWCOMER = 1 << 56
_STATUS, _AGE = 0, 1


@rule
def move_people(w: World, month: int) -> None:
    """Households move out and others in; some local people go to live elsewhere or come back. All of it is recorded.

    Who may move is drawn as candidates at the highest rate and thinned, so that the cost follows the moves, not the
    people. A dwelling keeps its number of places and their age bands; grid leaders stay (their number is stated).

    Chance: stream MOVES; per building and month one count each, then per candidate a place and a thinning draw.
    """
    for h in range(len(w.households)):
        household = w.households[h]
        if household.vacant_until_hours <= w.counts[0].now_hours:
            move_in(w, h, w.compounds[w.buildings[household.building].compound].community, month)
    for b in range(len(w.buildings)):
        c = w.compounds[w.buildings[b].compound].community
        move_households(w, b, c, month)
        move_persons(w, b, c, month)


@inner
def candidate(b: int, month: int, number: int) -> int:
    """Key of a candidate move: (building, month, number within the month)."""
    return (b * _MOST_MONTHS + month) * _MOST_CANDIDATES + number


@inner
def move_households(w: World, b: int, c: int, month: int) -> None:
    """Whole households leave a building; their dwellings stand empty for a while."""
    p = w.rules[0].residents
    building = w.buildings[b]
    highest = max(
        dwelling_turnover_prob(p, False, INBOUND),
        max(dwelling_turnover_prob(p, False, LOCAL), dwelling_turnover_prob(p, True, LOCAL)),
    )
    n = poisson(draw(w, MOVES, b, _HOUSEHOLDS + month), highest * building.n_households)
    for number in range(n):
        entity = candidate(b, month, number)
        h = building.first_household + below(draw(w, MOVES, entity, _PLACE), building.n_households)
        household = w.households[h]
        resident = first_present(w, h)
        if resident < 0 or w.residents[resident].is_leader == 1:
            continue
        status = int(np.int64(w.residents[resident].hukou))
        if moves_out(p, household.is_owner == 1, status, highest * draw(w, MOVES, entity, _THINNING)):
            move_out(w, h, c)
            wait = 24.0 * vacancy_days(p, draw(w, MOVES, entity, _VACANCY))
            household.vacant_until_hours = w.counts[0].now_hours + wait


@inner
def move_persons(w: World, b: int, c: int, month: int) -> None:
    """Local adults of a building go to live elsewhere and stay on the community's books, or come back from there."""
    p = w.rules[0].residents
    building = w.buildings[b]
    highest = max(p.departure_prob, p.return_prob)
    n = poisson(draw(w, MOVES, b, _PERSONS + month), highest * building.n_slots)
    for number in range(n):
        entity = candidate(b, month, number)
        row = building.first_resident + below(draw(w, MOVES, entity, _PERSON_PLACE), building.n_slots)
        person = w.residents[row]
        home = w.households[person.household]
        is_bound = person.is_leader == 1 or person.age < CHILD_UNTIL_YEARS or person.is_occupied == 0
        if is_bound or not math.isnan(home.vacant_until_hours):
            continue
        status = int(np.int64(person.hukou))
        uniform = highest * draw(w, MOVES, entity, _PERSON_THINNING)
        if moves_away(p, status, uniform):
            person.is_present = 0
            person.hukou = OUTBOUND
            note(w, c, DAY_DEPARTED, 1.0)
        elif returns_home(p, status, uniform):
            person.is_present = 1
            person.hukou = LOCAL
            note(w, c, DAY_ARRIVED, 1.0)


@inner
def first_present(w: World, h: int) -> int:
    """First resident who lives in a dwelling, or -1."""
    household = w.households[h]
    for row in range(household.first_resident, household.first_resident + household.n_slots):
        if w.residents[row].is_present == 1:
            return row
    return -1


@inner
def move_out(w: World, h: int, c: int) -> None:
    """A household leaves for good: its people are gone, its unvoiced needs with them."""
    household = w.households[h]
    m = int(household.first_unvoiced)
    while m >= 0:
        following = w.matters[m].next
        on_need_ends(w, m, CLOSURE_LAPSED)
        m = following
    for row in range(household.first_resident, household.first_resident + household.n_slots):
        person = w.residents[row]
        if person.is_present == 1:
            person.is_present = 0
            person.is_occupied = 0
            person.is_party = 0
            person.act = 0
            person.acted_before = 0
            note(w, c, DAY_DEPARTED, 1.0)
    household.moves += 1
    household.file_hours = math.nan


@inner
def move_in(w: World, h: int, c: int, month: int) -> None:
    """A new household moves in: strangers, with traits of their own, in the age bands of those who left."""
    household = w.households[h]
    household.vacant_until_hours = math.nan
    inbound_share = 0.0 if household.is_owner == 1 else 1.0  # a flat to let goes to people from elsewhere
    status = arrival_status(inbound_share, draw(w, MOVES, _NEWCOMER + h, 2 * month + _STATUS))
    for row in range(household.first_resident, household.first_resident + household.n_slots):
        person = w.residents[row]
        if person.is_occupied == 1:
            continue
        person.is_occupied = 1
        person.is_present = 1
        person.hukou = status
        person.tenure += 1
        if person.age >= CHILD_UNTIL_YEARS and person.age < ELDERLY_FROM_YEARS:
            span = ELDERLY_FROM_YEARS - CHILD_UNTIL_YEARS
            person.age = CHILD_UNTIL_YEARS + span * draw(w, MOVES, _NEWCOMER + row, 2 * month + _AGE)
        draw_person(w.traits[0], w.streams[POPULATION], row, int(person.tenure), w.residents)
        person.familiarity = 0.0
        person.last_contact_hours = w.counts[0].now_hours
        if status == INBOUND:
            work = registration_work(w.levers[0].residence_permit, 0.0, 1.0)
            w.communities[c].registration_left_hours += work
        note(w, c, DAY_ARRIVED, 1.0)


@rule
def update_relations(w: World) -> None:
    """Cooperation of every pair of parties: joint successes of the month build it, time wears it."""
    p = w.rules[0].network_capacity
    shape = w.relations.shape
    for c in range(shape[0]):
        for a in range(shape[1]):
            for b in range(shape[2]):
                w.relations[c, a, b] = updated_relation(p, w.relations[c, a, b], w.successes[c, a, b])
                w.successes[c, a, b] = 0


@rule
def feel_month(w: World) -> None:
    """Unpaid leaders' enthusiasm moves with the hours they gave and the thanks they got."""
    p = w.rules[0]
    for n in range(len(w.workers)):
        worker = w.workers[n]
        if worker.is_paid == 0:
            is_party_member = w.residents[worker.resident].is_party > 0
            hours = 0.0
            for activity in range(len(worker.hours)):
                hours += worker.hours[activity]
            felt = updated_enthusiasm(
                p.enthusiasm,
                worker.enthusiasm,
                hours,
                thanks_with_stars(w.levers[0].points, p.handling.thanks, is_party_member),
                points_on_offer(w.levers[0].points, w.setting[0].points, False),
                0.0,
            )
            worker.enthusiasm = kept_drive(w.levers[0].professional_team, worker.enthusiasm, felt)


@rule
def open_month(w: World) -> None:
    """Accounts of workers start at zero; what is left of the running day's hours stays available."""
    daily = w.setting[0].daily_maximum_hours
    for n in range(len(w.workers)):
        worker = w.workers[n]
        for activity in range(len(worker.hours)):
            worker.hours[activity] = 0.0
        is_in_day = worker.is_paid == 1 and worker.hours_available > 0.0
        worker.hours_available = max(0.0, daily - worker.hours_today) if is_in_day else 0.0
        worker.overtime_hours = 0.0
        worker.oncall_hours = 0.0
        worker.n_breaches = 0.0
        worker.n_absent_days = 0.0
        worker.n_quits = 0.0
        worker.worker_weeks = 0.0
        worker.closures = 0.0


@rule
def issue_directive(w: World, c: int, hours: float, due_hours: float, n_counted: float, is_handed_up: bool) -> None:
    """A form, ledger or task from above arrives: last in line, with a due date."""
    row = new_directive(w, c, hours, due_hours, n_counted)
    w.directives[row].is_handed_up = 1 if is_handed_up else 0
    community = w.communities[c]
    if community.last_directive >= 0:
        w.directives[community.last_directive].next = row
    else:
        community.first_directive = row
    community.last_directive = row


@rule
def announce_inspection(w: World, c: int, hours: float, due_hours: float, n_counted: float) -> None:
    """Paper for a dated visit: it goes before everything else that waits."""
    row = new_directive(w, c, hours, due_hours, n_counted)
    community = w.communities[c]
    w.directives[row].next = community.first_directive
    if community.first_directive < 0:
        community.last_directive = row
    community.first_directive = row


@inner
def new_directive(w: World, c: int, hours: float, due_hours: float, n_counted: float) -> int:
    """Row of a new directive; it stands in no line yet."""
    row = int(w.counts[0].n_directives)
    w.counts[0].n_directives += 1
    directive = w.directives[row]
    directive.community = c
    directive.next = -1
    directive.is_done = 0
    directive.is_perfunctory = 0
    directive.hours_left = hours
    directive.issued_hours = w.counts[0].now_hours
    directive.due_hours = due_hours
    directive.done_hours = math.nan
    directive.n_counted = n_counted
    directive.is_handed_up = 0
    community = w.communities[c]
    community.demand_hours += hours
    community.n_directives_due += n_counted
    return row
