"""Residents' communities: the day's accounts, legal duties and posts, patrols, volunteers and unpaid grid leaders."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from typing import Any

from sim.clock import day_of
from sim.names import (
    BY_RESIDENT,
    EMERGENCY,
    GREEN,
    PATROL,
    RED,
    SOCIAL_ORGANISATION,
    TO_GRID_WORKER,
    TO_HOTLINE,
    TRUST_NEIGHBOURS,
    VISITS,
    WELFARE,
)
from sim.rules.cells import cell_coordination_hours, report_delay_hours
from sim.rules.chat_groups import message_hours_per_week
from sim.rules.five_roles import is_of_a_role, role_supervision_hours
from sim.rules.hierarchy import COMMUNITY_LEVEL
from sim.rules.inspections import hosting_hours_per_week
from sim.rules.own_supplies import hours_of_organisation, hours_saved
from sim.rules.residence_permit import registration_today
from sim.rules.social_organisation import trust_after_activity
from sim.rules.trust import grown_familiarity
from sim.rules.volunteer_work import leader_hours_per_week, productive_hours, supervision_hours
from sim.streams import CONSULTATION, VISIT, below, poisson
from sim.tables import (
    DUTY_DESK,
    DUTY_DISCLOSURE,
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    DUTY_MEETING,
    DUTY_MESSAGES,
    DUTY_OUTREACH,
    DUTY_PAPER,
    DUTY_PLATFORM,
    DUTY_REGISTRATION,
    DUTY_SHARING,
    DUTY_SUPERVISION,
    DUTY_TRAINING,
    N_GROUPS,
)
from tests.twin.columns import copy_columns, single
from tests.twin.levers import LeversHere
from tests.twin.matters import Matter
from tests.twin.network import is_for_committee, parties_at_table
from tests.twin.orders import Order
from tests.twin.parties import WORKDAYS_PER_WEEK, Party

SHIFT_STARTS, AFTERNOON, SHIFT_ENDS = 8.5, 13.0, 17.5
HOURS_PER_WEEK = 7.0 * 24.0
ACTIVITY_DRAWS, DRAWS_PER_WEEK = 1 << 41, 4096
DAYS_BEFORE = 100_000


class Directive:
    """A form, ledger or task from above."""

    def __init__(self, hours: float, due_hours: float, n_counted: float, is_handed_up: bool = False) -> None:
        self.hours_left, self.due_hours = hours, due_hours
        self.n_counted, self.is_handed_up = n_counted, is_handed_up
        self.is_perfunctory = False


class Community(LeversHere):
    """社区. What happens in one residents' community."""

    def __init__(self, model: Any, row: int, columns: Any) -> None:
        self.model, self.row = model, row
        copy_columns(self, columns, but=("committee", "first_directive", "last_directive"))
        self.compounds: list[Any] = []
        self.households: list[Any] = []
        self.residents: list[Any] = []
        self.parties: list[Party] = []
        self.leaders: list[Any] = []
        self.committee: Any = None
        self.directives: deque[Directive] = deque()
        self.n_posts = 0
        self.turn_to_visit = 0
        self.relations: dict[tuple[int, int], float] = {}
        self.joint_successes: dict[tuple[int, int], int] = defaultdict(int)

    # --- accounts of the day ----------------------------------------------------------------------------------------
    def note(self, column: str, amount: float) -> None:
        today = math.floor(self.model.now / 24.0)
        self.model.days[today, self.row][column] += amount

    def count_open(self, change: int) -> None:
        """One open matter more or fewer; before a day's record is open, opening it will count them."""
        self.n_open += change
        if self.model.begun_day == day_of(self.model.now):
            self.note("in_system_hours", change * self.model.rest_of_day)

    # --- parties and how they get on --------------------------------------------------------------------------------
    @property
    def social_organisation(self) -> Any:
        """The first social organisation at work here, or None."""
        return next((party for party in self.parties if party.kind == SOCIAL_ORGANISATION and party.exists), None)

    def relation(self, one: Party, other: Party) -> float:
        return self.relations[min(one.row, other.row), max(one.row, other.row)]

    def mean_relation(self, table: list[Party]) -> float:
        """Mean cooperation over the pairs at a table."""
        pairs = [(one, other) for number, one in enumerate(table) for other in table[:number]]
        amount = 0.0
        for one, other in pairs:
            amount += self.relation(one, other)
        return amount / max(1, len(pairs))

    def support_of(self, party: Party) -> float:
        """Mean cooperation of a party with the others here, as its staff feel it."""
        amount = 0.0
        for other in self.parties:
            if other is not party:
                amount += self.relation(party, other)
        return amount / max(1, len(self.parties) - 1)

    def remember_joint_work(self, matter: Matter) -> None:
        table = parties_at_table(matter)
        for number, one in enumerate(table):
            for other in table[:number]:
                self.joint_successes[min(one.row, other.row), max(one.row, other.row)] += 1

    # --- the morning ------------------------------------------------------------------------------------------------
    def man_posts(self) -> None:
        """In an emergency the gates are kept round the clock by those who have kept the fewest posts so far."""
        model, setting = self.model, self.model.setting
        if setting.phase != EMERGENCY:
            return
        shifts = int(24.0 / setting.post_hours)
        by_volunteers = int(self.volunteer_post_hours / (7.0 * setting.post_hours))
        for place in range(max(0, self.n_posts * shifts - by_volunteers)):
            shift = place % shifts
            here = [
                worker
                for worker in [*self.committee.working_staff, *self.committee.cadres]
                if worker.absent_until_hours <= model.now and math.isnan(worker.post_from_hours)
            ]
            rested = [worker for worker in here if worker.rest_until_hours <= model.now]
            if not here:
                return  # nobody is left: the gate stands open
            worker = min(rested or here, key=lambda worker: worker.n_posts)
            if not rested:
                worker.break_rest()
            worker.n_posts += 1
            worker.post_from_hours = model.now + shift * setting.post_hours
            worker.post_until_hours = worker.post_from_hours + setting.post_hours
            worker.be_called(worker.post_from_hours)
            if shift == shifts - 1:
                worker.is_night_post = True

    def call_committee(self, day: int, works: bool) -> None:
        """All on a workday, or in an emergency; else the weekend duty; one is on call at night."""
        model, setting, staff = self.model, self.model.setting, self.committee.working_staff
        is_emergency = setting.phase == EMERGENCY
        everybody = works or (is_emergency and bool(setting.works_weekends))
        on_weekend_duty = int(setting.weekend_duty_share * len(staff) + 0.999)
        self.committee.call_everybody(model.midnight + SHIFT_STARTS)
        self.committee.call_everybody(model.midnight + AFTERNOON)
        for number, worker in enumerate(staff):
            if worker.is_absent:
                continue
            turn = (number + day) % len(staff)
            if everybody or turn < on_weekend_duty:
                worker.shift_start_hours = model.midnight + SHIFT_STARTS
                worker.shift_end_hours = model.midnight + SHIFT_ENDS
            if turn == 0 or (is_emergency and not works):
                worker.on_call_until_hours = model.now + 24.0
        for cadre in self.committee.cadres:
            if everybody and not cadre.is_absent:
                cadre.shift_start_hours = model.midnight + SHIFT_STARTS
                cadre.shift_end_hours = model.midnight + SHIFT_ENDS
                cadre.be_called(cadre.shift_start_hours)
                cadre.be_called(model.midnight + AFTERNOON)

    def set_duties(self, works: bool) -> None:
        """Meetings and training that were missed lapse, what the emergency asks piles up."""
        setting, duties = self.model.setting, self.duty_hours
        levers = self.model.levers
        staff, share = float(len(self.committee.working_staff)), 1.0 / WORKDAYS_PER_WEEK if works else 0.0
        in_chain = levers.party_chain.meeting_hours_per_week
        duties[DUTY_MEETING] = (setting.meeting_hours * staff + in_chain) * share
        duties[DUTY_TRAINING] = (setting.training_hours + levers.training.hours_per_week) * staff * share
        duties[DUTY_PLATFORM] += setting.platform_hours * share
        duties[DUTY_OUTREACH] += levers.publicity.hours_per_week * share
        coordination = cell_coordination_hours(levers.cells, self.n_cells)
        duties[DUTY_SUPERVISION] += (coordination + role_supervision_hours(levers.five_roles, self.n_cells)) * share
        duties[DUTY_DISCLOSURE] += levers.deliberation.disclosure_hours_per_week * share
        duties[DUTY_MESSAGES] += message_hours_per_week(levers.chat_groups, self.n_in_groups) * share
        duties[DUTY_EMERGENCY] += self.emergency_hours()
        duties[DUTY_EMERGENCY] -= levers.sunk_cadres.goods_hours_per_day * len(self.committee.cadres)
        duties[DUTY_PAPER] += hosting_hours_per_week(levers.inspections, self.n_inspections, 30.0 / 7.0) * share
        duties[DUTY_SHARING] += levers.records.sharing_hours_per_week * share
        today = registration_today(levers.residence_permit, self.registration_left_hours, share)
        duties[DUTY_REGISTRATION] += today
        self.registration_left_hours -= today
        support, organisation = levers.form_support.hours_per_week * share, self.social_organisation
        if organisation is not None:
            organisation.support_hours += support * levers.form_support.organisation_share
            support -= support * levers.form_support.organisation_share
        duties[DUTY_FORM_SUPPORT] += support
        for party in self.parties:
            if party.sits_at_platform and party.exists:
                party.sundry_hours += (setting.platform_hours + in_chain) * share
        for duty, hours in enumerate(duties):
            duties[duty] = max(0.0, hours)

    def emergency_hours(self) -> float:
        """What the emergency asks today, less what an organisation's own supplies save."""
        model, organisation = self.model, self.social_organisation
        hours = float(model.setting.emergency_duty_hours * len(self.households))
        if organisation is None or not organisation.is_deployable:
            return hours
        saved = hours_saved(model.levers.own_supplies, hours)
        organisation.sundry_hours += hours_of_organisation(model.levers.own_supplies, saved)
        return hours - saved

    def take_consultations(self, day: int) -> None:
        """Questions of the day: orders without a matter, at the desk or answered by the hotline."""
        setting = self.model.setting
        mean = setting.consultation_rate * 24.0 * self.n_present
        n = poisson(self.model.draw(CONSULTATION, self.row, day + DAYS_BEFORE), mean)
        at_desk = int(n * setting.desk_share + 0.5)
        self.duty_hours[DUTY_DESK] += at_desk * setting.consultation_hours
        for number in range(n):
            channel = TO_GRID_WORKER if number < at_desk else TO_HOTLINE
            order = Order(self.model, None, self, channel, BY_RESIDENT)
            order.closed_hours = order.made_hours

    # --- going out --------------------------------------------------------------------------------------------------
    def be_patrolled(self, hours: float) -> None:
        """Patrol hours go to the compound that the inspection order puts first."""
        self.n_patrols += 1
        self.patrol_hours += hours
        compound = max(self.compounds, key=lambda compound: compound.priority(self.n_patrols))
        n_found = compound.be_patrolled(hours)
        self.n_found += n_found
        compound.usual_finds += self.model.handling.memory_share * (n_found - compound.usual_finds)

    def next_to_visit(self) -> Any:
        household = self.households[self.turn_to_visit]
        self.turn_to_visit = (self.turn_to_visit + 1) % len(self.households)
        return household

    # --- Saturday: volunteers, social organisations, unpaid leaders -------------------------------------------------
    def use_volunteers(self) -> None:
        """The week's hours go to posts at the gates first, then to simple matters, as far as they last."""
        p, setting = self.model.p.volunteer_work, self.model.setting
        offered = self.volunteer_pool_hours
        at_start = productive_hours(p, offered)
        is_emergency = setting.phase == EMERGENCY
        self.volunteer_post_hours = min(at_start, self.n_posts * 24.0 * 7.0) if is_emergency else 0.0
        pool = at_start - self.volunteer_post_hours
        for queue in [self.committee.queue] + [worker.queue for worker in self.committee.staff]:
            pool = self.settle_simple(queue, pool)
        if at_start > 0.0:
            used = 1.0 - pool / at_start
            self.volunteer_use += self.model.handling.memory_share * (used - self.volunteer_use)
            self.duty_hours[DUTY_SUPERVISION] += supervision_hours(p, offered * used)
            self.note("volunteer_hours", offered * used)
            self.note("unpaid_hours", offered * used)

    def settle_simple(self, queue: Any, pool: float) -> float:
        """Volunteers settle simple matters of a queue, the oldest of each kind first; returns the hours left."""
        for line in queue.all_lines():
            for matter in list(line):
                is_simple = (matter.kind.level == 0 and matter.urgency == GREEN) or matter.kind.domain == WELFARE
                is_simple = is_simple or self.is_for_role(matter)
                if pool > 0.0 and is_simple and matter.urgency != RED and matter.hours_left <= pool:
                    queue.leave(matter)
                    pool -= matter.hours_left
                    matter.hours_worked += matter.hours_left
                    matter.hours_left = 0.0
                    if math.isnan(matter.first_response_hours):
                        matter.first_response_hours = self.model.now
                    matter.close(self.committee, False)
        return pool

    def is_for_role(self, matter: Matter) -> bool:
        """Of the class of a filled role: one domain each, beside welfare."""
        domain, level = matter.kind.domain, matter.kind.level
        role = domain if domain < WELFARE else domain - 1
        is_filled = is_of_a_role(self.model.levers.five_roles, role)
        return is_filled and level <= COMMUNITY_LEVEL and is_for_committee(matter)

    def hold_activities(self, week: int) -> None:
        """Social organisations bring neighbours together in the hours that no matter claimed."""
        model, setting, handling = self.model, self.model.setting, self.model.handling
        for party in self.parties:
            is_busy = setting.restriction > 0.0 or party.n_queued > 0
            if party.kind != SOCIAL_ORGANISATION or not party.exists or is_busy:
                continue
            hours = setting.statutory_week_hours * party.effort * len(party.staff) * handling.activity_share
            party.sundry_hours += hours
            for contact in range(int(hours * handling.contacts_per_hour + 0.5)):
                uniform = model.draw(VISIT, ACTIVITY_DRAWS + party.row, week * DRAWS_PER_WEEK + contact)
                person = self.residents[below(uniform, len(self.residents))]
                if person.is_present and party.opens_up(week * DRAWS_PER_WEEK + contact):
                    trust = trust_after_activity(model.p.social_organisation, person.trust[TRUST_NEIGHBOURS])
                    person.trust[TRUST_NEIGHBOURS] = single(trust)
                    person.familiarity_social = grown_familiarity(model.p.trust, person.familiarity_social)

    def lead_cells(self) -> None:
        """Unpaid leaders' week: doors of the own cell, and a walk round the compound."""
        handling = self.model.handling
        for leader in self.leaders:
            p = self.model.p.volunteer_work
            hours = leader_hours_per_week(p, bool(leader.is_employed), leader.enthusiasm)
            at_doors = hours * handling.leader_visit_share
            skill = self.model.residents[leader.resident].digital_skill
            delay = report_delay_hours(self.model.levers.cells, skill)
            dwellings = [household for household in self.households if household.cell == leader.cell]
            spent = 0.0
            while spent < at_doors:
                household = dwellings[leader.cursor % len(dwellings)]
                leader.cursor += 1
                taken, is_refused = household.knock(leader.recognition, handling.leader_local_ties, True, delay)
                spent += taken
                if is_refused:
                    leader.refusals_week += 1.0
            leader.lives_in.building.compound.be_patrolled(hours - at_doors, delay)
            leader.hours[VISITS] += at_doors
            leader.hours[PATROL] += hours - at_doors
            leader.hours_week = hours
            leader.hours_available += HOURS_PER_WEEK
            self.note("unpaid_hours", hours)

    # --- counting people --------------------------------------------------------------------------------------------
    def start_counting(self) -> None:
        self.n_present = self.n_adults = 0
        self.volunteer_pool_hours = 0.0
        self.adults = [0] * N_GROUPS
        self.trust_sum = [0.0] * N_GROUPS
        self.participants = [[0, 0] for _ in range(N_GROUPS)]
        for compound in self.compounds:
            compound.n_owners = compound.n_active_owners = 0

    def count_people(self) -> None:
        """Count everybody afresh: present people, adults by group, active ones, owners, trust."""
        self.start_counting()
        for compound in self.compounds:
            for building in compound.buildings:
                building.n_adults = building.n_active = 0
                for person in building.residents:
                    self.n_present += person.is_present
                    if person.group is None:
                        continue
                    building.n_adults += 1
                    self.n_adults += 1
                    self.adults[person.group] += 1
                    self.trust_sum[person.group] += person.trust[0]
                    compound.n_owners += person.household.is_owner
                    if person.is_leader:  # serving leaders count as mobilised
                        self.participants[person.group][1] += 1
                        building.n_active += 1
                    else:
                        person.count(+1)
