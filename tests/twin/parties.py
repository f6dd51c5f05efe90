"""Bodies that can settle matters: they queue them, accept or pass the buck, sit at the table, and decide once a month."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import mesa

from sim.clock import after_office_hours
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    GRID,
    HOMEOWNERS,
    PROPERTY,
    RED,
    RESOLUTION,
    SOCIAL_ORGANISATION,
    TRUST_COMMITTEE,
    TRUST_HOMEOWNERS,
    TRUST_PROPERTY,
    TRUST_SOCIAL,
)
from sim.phases.queues import EVENT_ARRIVE, EVENT_ROUND
from sim.rules.buck_passing import accepts
from sim.rules.hierarchy import DEPARTMENT_LEVEL, dispatch_office_hours, hand_off_office_hours
from sim.rules.homeowners import dissolves, forms, hours_lent_per_week
from sim.rules.negotiation import agrees, days_to_next_round, has_failed, meeting_hours, pooled_hours
from sim.rules.property_effort import best_effort, updated_satisfaction
from sim.rules.social_organisation import is_deployable, renews_contract
from sim.rules.time_use import score_rise
from sim.streams import ACCEPT, CONTRACT, HAND_OFF, NEGOTIATE
from sim.streams import HOMEOWNERS as HOMEOWNERS_DRAWS
from sim.tables import DUTY_JOINT, DUTY_PLATFORM
from tests.twin.columns import copy_columns
from tests.twin.matters import TRIAGE

FIRST_HAND_OFF = 8  # hand-off draws of a matter start here; the first ones belong to call centre and dispatch
BODY_DRAWS = 1 << 41
MONTHS_BEFORE = 1_000
SHIFT_HOURS, SHIFT_STARTS, AFTERNOON, EVENING = 9.0, 8.5, 13.0, 19.0
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

    def __init__(self, model: Any, row: int, columns: Any) -> None:
        super().__init__(model)
        self.row = row
        copy_columns(self, columns, but=("community", "compound", "exists"))
        self.exists = bool(columns["exists"])
        self.community: Any = None
        self.compound: Any = None
        self.staff: list[Any] = []
        self.queue = Queue(self)

    def decide(self, month: int) -> None:
        """Once a month; bodies without a choice keep what they do."""

    def be_judged(self, compound: Any, quality: float) -> None:
        """A resident has seen what this body's work was worth."""

    # --- the working day --------------------------------------------------------------------------------------------
    def daily_hours(self) -> tuple[float, float]:
        """Hour at which the staff's day begins, and its length."""
        return SHIFT_STARTS, SHIFT_HOURS * self.effort

    def is_on_duty(self, number: int, day: int, works: bool) -> bool:
        return works

    def call_staff(self, day: int, works: bool) -> None:
        """Set the day's hours; nobody is called before there is something to do."""
        model = self.model
        if not self.exists:
            return
        start, hours = self.daily_hours()
        for number, worker in enumerate(self.staff):
            is_here = worker.absent_until_hours <= model.now
            if not (self.is_on_duty(number, day, works) and hours > 0.0 and is_here):
                continue
            if self.stands_by and day % len(self.staff) == number:  # somebody comes when a pipe bursts at night
                worker.on_call_until_hours = model.now + 24.0
            worker.shift_start_hours = model.midnight + start
            worker.shift_end_hours = model.midnight + start + hours
            if self.n_queued > 0 or self.sundry_hours > 0.0:
                worker.be_called(worker.shift_start_hours)
            if worker.shift_end_hours > model.midnight + AFTERNOON:
                worker.be_called(model.midnight + AFTERNOON)

    def wake(self, worker: Any, is_red: bool) -> None:
        """Work has come in: an idle worker on duty takes it; red work interrupts somebody or calls who is on call."""
        asked = self.staff if worker is None else [worker]
        for colleague in asked:
            if colleague.is_idle and colleague.is_on_shift:
                colleague.be_called(self.model.now)
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
        for colleague in self.staff:
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
        self.sundry_hours = 0.0


class PropertyCompany(Party):
    """物业公司. Works every day, its people five days of seven, with the effort at which profit is highest."""

    trusted_as = TRUST_PROPERTY
    sits_at_platform = True
    stands_by = True

    def is_on_duty(self, number: int, day: int, works: bool) -> bool:
        return (number + day) % 7 < WORKDAYS_PER_WEEK

    def be_judged(self, compound: Any, quality: float) -> None:
        compound.satisfaction = updated_satisfaction(self.model.p.property_effort, compound.satisfaction, quality)

    def decide(self, month: int) -> None:
        handling, n = self.model.handling, float(self.compound.n_households)
        p = self.model.p.property_effort
        self.effort = best_effort(p, handling.fee_per_household, n, handling.contract_floor)


class HomeownersCommittee(Party):
    """业委会. Meets in the evening with the hours that active owners lend; forms and dissolves with them."""

    trusted_as = TRUST_HOMEOWNERS
    sits_at_platform = True

    def daily_hours(self) -> tuple[float, float]:
        return EVENING, hours_lent_per_week(self.model.p.homeowners, self.compound.n_active_owners) / 7.0

    def is_on_duty(self, number: int, day: int, works: bool) -> bool:
        return True

    def decide(self, month: int) -> None:
        p, compound = self.model.p.homeowners, self.compound
        share = float(compound.n_active_owners) / max(1.0, float(compound.n_owners))
        uniform = self.model.draw(HOMEOWNERS_DRAWS, BODY_DRAWS + self.row, month + MONTHS_BEFORE)
        if self.exists and dissolves(p, share, uniform):
            self.disband()
        elif not self.exists:
            self.exists = forms(p, share, compound.conflict, self.model.setting.platform_hours > 0.0, uniform)


class SocialOrganisation(Party):
    """社会组织. Rooted ones stay and act at once; purchased projects live from contract to contract."""

    trusted_as = TRUST_SOCIAL
    sits_at_platform = True

    def take_on(self, matter: Any) -> None:
        """A contract that foresees something else lets the matter wait at the committee."""
        since = self.model.now - self.model.setting.phase_start_hours
        if is_deployable(self.model.p.social_organisation, bool(self.is_rooted), since):
            super().take_on(matter)
        else:
            self.community.committee.take_on(matter)

    def decide(self, month: int) -> None:
        handling = self.model.handling
        length = int(handling.contract_months)
        is_due = (month + MONTHS_BEFORE) % length == self.row % length
        if self.is_rooted or not self.exists or not is_due:
            return
        uniform = self.model.draw(CONTRACT, self.row, month + MONTHS_BEFORE)
        satisfaction = self.community.committee.satisfied_clients
        p = self.model.p.social_organisation
        if not renews_contract(p, satisfaction, handling.budget_share, uniform):
            self.disband()


class Department(Party):
    """职能部门. Serves the whole street in its jurisdiction."""

    stands_by = True


# --- whose matter it is -----------------------------------------------------------------------------------------------
def department_of(matter: Any, offers: int) -> Department:
    """The department with the jurisdiction; after refusals the next one in the directory."""
    departments = matter.model.departments
    for number, department in enumerate(departments):
        if department.domains & (1 << matter.kind.domain):
            return departments[(number + offers) % len(departments)]
    return departments[0]


def owner_of(matter: Any) -> Party:
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


def next_candidate(matter: Any) -> Party:
    """Who is asked next: the owner, or in a grey zone between departments one after the other."""
    owner = owner_of(matter)
    if owner.kind == DEPARTMENT and matter.is_grey_zone:
        return department_of(matter, matter.n_offers)
    return owner


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
        if matter.route == GRID and target != TRIAGE and model.parties[target].kind == DEPARTMENT:
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
    queue: Queue

    def triage(self, matter: Any) -> None:
        """By the grid to a named worker, or through the network to those who can settle it, as the table says."""
        setting = self.model.setting
        matter.route = setting.routes[setting.phase][matter.urgency][matter.kind.domain]
        if matter.route == GRID:
            self.give_to_cell(matter)
        elif matter.needs_agreement:
            self.call_round(matter, is_at_once=matter.urgency == RED)
        else:
            owner_of(matter).be_offered(matter)

    def give_to_cell(self, matter: Any) -> None:
        """The desk of the worker responsible for the cell; an absent colleague's load falls on the others, red on who is there."""
        desk, named = self.queue, None
        if self.model.setting.has_cell_responsibility:
            cell = matter.reporter.household.cell - self.community.first_cell
            worker = self.staff[cell * len(self.staff) // self.community.n_cells]
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


def parties_at_table(matter: Any) -> list[Party]:
    """The owner, then those of committee, property company, homeowners and social organisation who are there."""
    owner, compound, community = owner_of(matter), matter.compound, matter.community
    others = [community.committee, compound.property_company, compound.homeowners, community.social_organisation]
    seated = [owner] + [party for party in others if party is not None and party.exists and party is not owner]
    return seated[: max(2, matter.kind.n_parties)]


def owe_hours(matter: Any, party: Party, duty: int, hours: float) -> None:
    if party.kind == COMMITTEE:
        matter.community.duty_hours[duty] += hours
    else:
        party.sundry_hours += hours


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
