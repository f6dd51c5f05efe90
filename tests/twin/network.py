"""The way of a matter: whose it is, hand-offs, triage by grid or network, and rounds at the table."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import after_office_hours, next_office_hour
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    GRID,
    HOMEOWNERS,
    PROPERTY,
    RED,
    SOCIAL_ORGANISATION,
)
from sim.phases.queues import EVENT_ARRIVE, EVENT_ROUND
from sim.rules.hierarchy import DEPARTMENT_LEVEL, dispatch_office_hours, hand_off_office_hours
from sim.rules.negotiation import agrees, days_to_next_round, has_failed, meeting_hours, pooled_hours
from sim.rules.party_chain import goes_by_chain
from sim.streams import ACCEPT, HAND_OFF, NEGOTIATE
from sim.tables import DUTY_JOINT, DUTY_PLATFORM

COMMON_DESK = -2  # instead of a party's number: the common queue of the committee
CHAIN = 0  # which draw of ACCEPT is meant; offers are numbered from 1
MEETINGS = 2_000_000  # draws of NEGOTIATE from here on: residents' meetings
FIRST_HAND_OFF = 8  # hand-off draws of a matter start here; the first ones belong to call centre and dispatch


# --- whose matter it is -----------------------------------------------------------------------------------------------
def department_of(matter: Any, offers: int) -> Any:
    """The department with the jurisdiction; after refusals the next one in the directory."""
    departments = matter.model.departments
    for number, department in enumerate(departments):
        if department.domains & (1 << matter.kind.domain):
            return departments[(number + offers) % len(departments)]
    return departments[0]


def owner_of(matter: Any) -> Any:
    """Who can settle it; the committee stands in where the body is missing."""
    owner, compound, community = matter.kind.owner, matter.compound, matter.community
    if owner == PROPERTY and compound.property_company is not None:
        return compound.property_company
    if owner == HOMEOWNERS and compound.homeowners.exists:
        return compound.homeowners
    if owner == SOCIAL_ORGANISATION and community.social_organisation is not None:
        return community.social_organisation
    if owner == DEPARTMENT:
        return department_of(matter, 0)
    return community.committee


def next_candidate(matter: Any) -> Any:
    """Who is asked next: the owner, or in a grey zone between departments one after the other."""
    owner = owner_of(matter)
    if owner.kind == DEPARTMENT and matter.is_grey_zone:
        return department_of(matter, matter.n_offers - matter.offers_before)
    return owner


def is_raised_in_chain(matter: Any) -> bool:
    """Whether it can be raised in the chain, where its owner is told to act."""
    return goes_by_chain(matter.model.levers.party_chain, matter.model.draw(ACCEPT, matter.id, CHAIN))


def is_for_committee(matter: Any) -> bool:
    """Whether the committee settles it itself, rather than passing it on."""
    return owner_of(matter) is matter.community.committee or matter.is_final


def send(matter: Any, target: int) -> None:
    """Hand on: it lies on the next desk after the office hours of a hand-off, red ones at once."""
    model = matter.model
    matter.n_handoffs += 1
    time = model.now
    if matter.urgency != RED:
        p, key = model.p.hierarchy, FIRST_HAND_OFF + 2 * matter.n_handoffs
        delay = hand_off_office_hours(p, model.draw(HAND_OFF, matter.id, key))
        is_for_department = target >= 0 and model.parties[target].kind == DEPARTMENT
        if matter.route == GRID and is_for_department and not is_raised_in_chain(matter):
            # up the levels: the street's grid centre passes it on
            delay += dispatch_office_hours(p, DEPARTMENT_LEVEL, model.draw(HAND_OFF, matter.id, key + 1))
        time = after_office_hours(time, delay, model.setting.start_day_of_year)
    model.schedule(time, EVENT_ARRIVE, matter.row, target)


# --- the two ways -----------------------------------------------------------------------------------------------------
class Triage:
    """What a residents' committee does with matters that reach it (part of the class Committee)."""

    model: Any
    community: Any
    staff: list[Any]
    queue: Any

    def triage(self, matter: Any) -> None:
        """By the grid to a named worker, or through the network to those who can settle it, as the table says."""
        setting = self.model.setting
        matter.route = setting.routes[setting.routes_phase][matter.urgency][matter.kind.domain]
        if matter.route == GRID and owner_of(matter).has_counter:
            self.hand_in(matter, owner_of(matter))
        elif matter.route == GRID:
            self.give_to_cell(matter)
        elif matter.needs_agreement:
            self.call_round(matter, is_at_once=matter.urgency == RED)
        else:
            owner_of(matter).be_offered(matter)

    def hand_in(self, matter: Any, owner: Any) -> None:
        """To the counter of the department that owns it, in office hours, red ones at once."""
        matter.n_handoffs += 1
        time = self.model.now
        if matter.urgency != RED:
            time = next_office_hour(time, self.model.setting.start_day_of_year)
        self.model.schedule(time, EVENT_ARRIVE, matter.row, owner.row)

    def give_to_colleagues(self, matter: Any) -> None:
        """What a cell could not settle, because its worker is a name on paper."""
        self.queue.join(matter)
        self.wake(None, matter.urgency == RED)  # type: ignore[attr-defined]

    def give_to_cell(self, matter: Any) -> None:
        """The desk of the worker responsible for the cell; load of the absent, and red ones, fall on others."""
        desk, named = self.queue, None
        if self.model.setting.has_cell_responsibility:
            cell = matter.reporter.household.cell - self.community.first_cell
            worker = self.staff[cell * len(self.staff) // self.community.n_cells]
            if worker.is_nominal:
                send(matter, COMMON_DESK)
                return
            is_away = worker.absent_until_hours > self.model.now
            if not is_away and (matter.urgency != RED or worker.is_on_shift):
                desk, named = worker.queue, worker
        desk.join(matter)
        self.wake(named, matter.urgency == RED)  # type: ignore[attr-defined]

    def take_on(self, matter: Any) -> None:
        matter.is_final = True
        self.give_to_cell(matter)

    def call_round(self, matter: Any, is_at_once: bool) -> None:
        days = 0.0 if is_at_once else days_to_next_round(self.model.p.negotiation)
        self.model.schedule(self.model.now + 24.0 * days, EVENT_ROUND, matter.row)


def parties_at_table(matter: Any) -> list[Any]:
    """The owner, then those of committee, property company, homeowners and social organisation who are there."""
    owner, compound, community = owner_of(matter), matter.compound, matter.community
    others = [community.committee, compound.property_company, compound.homeowners, community.social_organisation]
    seated = [owner] + [party for party in others if party is not None and party.exists and party is not owner]
    return seated[: max(2, matter.kind.n_parties)]


def owe_hours(matter: Any, party: Any, duty: int, hours: float) -> None:
    if party.kind == COMMITTEE:
        matter.community.duty_hours[duty] += hours
    else:
        party.sundry_hours += hours


def put_to_residents(matter: Any, week: int) -> None:
    """The residents' meeting decides about it or does not; the work stays on the desk where it lies."""
    model, p, community = matter.model, matter.model.p.negotiation, matter.community
    n_parties, table = max(2, matter.kind.n_parties), parties_at_table(matter)
    matter.meeting_week = week
    if math.isnan(matter.first_response_hours):
        matter.first_response_hours = model.now
    hours = meeting_hours(p, n_parties)
    for party in table:
        owe_hours(matter, party, DUTY_PLATFORM, hours)
        matter.hours_worked += hours
    conflict = max(matter.kind.conflict, matter.compound.conflict)
    uniform = model.draw(NEGOTIATE, matter.id, MEETINGS + week)
    is_decided = agrees(p, community.mean_relation(table), n_parties, conflict, True, uniform)
    memory = model.handling.memory_share
    community.agreement_share += memory * ((1.0 if is_decided else 0.0) - community.agreement_share)
    if is_decided:
        matter.is_agreed = True


def hold_round(matter: Any) -> None:
    """The parties meet: hours are spent, and perhaps they agree and share the work."""
    if not matter.is_open:
        return
    model, p, community = matter.model, matter.model.p.negotiation, matter.community
    n_parties, table = max(2, matter.kind.n_parties), parties_at_table(matter)
    matter.n_rounds += 1
    if math.isnan(matter.first_response_hours):
        matter.first_response_hours = model.now
    hours = meeting_hours(p, n_parties)
    for party in table:
        owe_hours(matter, party, DUTY_PLATFORM, hours)
        matter.hours_worked += hours
    conflict = max(matter.kind.conflict, matter.compound.conflict)
    has_rules = bool(model.setting.has_rules)
    uniform = model.draw(NEGOTIATE, matter.id, matter.n_rounds)
    has_agreed = agrees(p, community.mean_relation(table), n_parties, conflict, has_rules, uniform)
    memory = model.handling.memory_share
    community.agreement_share += memory * ((1.0 if has_agreed else 0.0) - community.agreement_share)
    if has_agreed:
        matter.is_agreed = True
        each = pooled_hours(matter.hours_left, n_parties)
        for party in table[1:]:
            owe_hours(matter, party, DUTY_JOINT, each)
        matter.hours_left = matter.hours_left - each * (len(table) - 1)
        owner_of(matter).take_on(matter)
    elif has_failed(p, matter.n_rounds - matter.rounds_before):
        community.committee.give_to_cell(matter)  # the order from above is what is left
    else:
        community.committee.call_round(matter, is_at_once=False)
