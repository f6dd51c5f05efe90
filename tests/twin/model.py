"""The twin model: a ``mesa.Model`` whose agents are objects, and a calendar kept in a heap."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from sim.clock import DAYS_PER_MONTH, day_of, is_workday, weekday
from sim.configuration import GovernanceConfig, SimulationConfig
from sim.names import (
    COMMITTEE,
    DOMAIN,
    EMERGENCY,
    NORMAL,
    RED,
    RETURN,
    ROUTE,
    URGENCY,
)
from sim.parameters import as_record
from sim.phases import queues as event
from sim.replay import Needs
from sim.rules.incentive import points_rank_payoff
from sim.rules.levers import Levers
from sim.rules.network_capacity import updated_relation
from sim.rules.patrol import INSPECTION_ORDER
from sim.streams import run_streams, uniform
from sim.world import build_world
from tests.twin.building import Built
from tests.twin.matters import TRIAGE, Matter
from tests.twin.needs import NeedStream
from tests.twin.network import COMMON_DESK, hold_round
from tests.twin.office import Office
from tests.twin.parties import MONTHS_BEFORE
from tests.twin.tables import Tables

HOURS_PER_DAY, HOURS_PER_YEAR, MORNING, SATURDAY_MORNING = 24.0, 365.0 * 24.0, 7.0, 5 * 24.0 + 10.0
WEEKS_BEFORE = 1_000
SUNDAY = 6


class TwinModel(Built, mesa.Model):
    """A street of communities under one policy; one step is one day."""

    def __init__(self, config: SimulationConfig, rng: int = 0, needs: Needs | None = None) -> None:
        super().__init__(rng=rng)
        self.config, self.handling = config, config.rules.handling
        self.p = SimpleNamespace(**{name: as_record(family) for name, family in config.rules})
        self.p.traits = as_record(config.traits)
        self.pull(config.status_quo_levers)
        self.streams = run_streams(rng)
        self.setting = SimpleNamespace(
            phase=NORMAL, routes_phase=NORMAL, phase_start_hours=-math.inf, worker_share=0.0, points=0.0
        )
        self.now = -HOURS_PER_DAY * config.time.burn_in_days
        self.requests: Needs | None = None
        self.calendar: list[tuple[float, int, int, int]] = []
        self.matters: list[Matter] = []
        self.reported: list[tuple[float, bool]] = []  # the street's score by month; under routes of an emergency?
        self.orders: list[Any] = []
        self.days: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.begun_day = self.ended_day = -config.time.burn_in_days - 1
        self.tables = Tables(self)
        self.build(build_world(config, rng))
        self.office = Office(self)
        for compound in self.compounds:
            compound.needs = [NeedStream(self, compound, kind) for kind in self.kinds]
        self.needs = [need for compound in self.compounds for need in compound.needs]
        self.live_through_burn_in()
        self.requests = needs  # requests to replay in place of made-up needs
        self.start_policy()

    # --- small services ---------------------------------------------------------------------------------------------
    def draw(self, process: int, entity: int, occurrence: int) -> float:
        return uniform(self.streams[process], entity, occurrence)

    def schedule(self, time: float, kind: int, row: int, token: int = 0) -> None:
        heapq.heappush(self.calendar, (time, kind, row, token))

    @property
    def midnight(self) -> float:
        """The midnight before this morning."""
        return self.now - MORNING

    @property
    def rest_of_day(self) -> float:
        return HOURS_PER_DAY * (math.floor(self.now / HOURS_PER_DAY) + 1.0) - self.now

    # --- institutions and phases ------------------------------------------------------------------------------------
    def put_in_force(self, governance: GovernanceConfig) -> None:
        time, setting = self.config.time, self.setting
        setting.routes = [
            [[ROUTE.index(getattr(phase, urgency)[domain]) for domain in DOMAIN] for urgency in URGENCY]
            for phase in (governance.normal, governance.emergency, governance.return_)
        ]
        setting.has_cell_responsibility = governance.has_cell_responsibility
        setting.has_rules = governance.has_rules
        setting.inspection_order = INSPECTION_ORDER.index(governance.inspection_order)
        setting.patrol_duty_hours = governance.patrol_duty_hours_per_week
        setting.visit_duty_hours = governance.visit_duty_hours_per_week
        setting.platform_hours = governance.platform_hours_per_week
        setting.start_day_of_year = time.start_day_of_year
        setting.statutory_week_hours = time.statutory_week_hours
        setting.night_rest_hours = time.night_rest_hours
        setting.weekend_duty_share = time.weekend_duty_share
        setting.meeting_hours = time.meeting_hours_per_week
        setting.training_hours = time.training_hours_per_week
        setting.consultation_rate = time.consultations_per_resident_year / HOURS_PER_YEAR
        setting.consultation_hours = time.consultation_hours
        setting.desk_share = time.desk_share
        setting.call_back_share = self.config.street.call_back_share
        setting.post_hours = self.config.regime.emergency.post_hours

    def pull(self, levers: Levers) -> None:
        self.levers = SimpleNamespace(**{name: as_record(lever) for name, lever in levers})

    def enter_phase(self, phase: int) -> None:
        setting, emergency = self.setting, self.config.regime.emergency
        if phase != setting.phase:
            setting.phase_start_hours = self.now
        if setting.routes_phase != EMERGENCY or self.config.regime.return_kind == "calendar":
            setting.routes_phase = phase
        self.n_calm_days = 0
        setting.phase = phase
        setting.works_weekends = emergency.works_weekends
        setting.restriction = setting.health_hazard = setting.emergency_duty_hours = 0.0
        setting.daily_maximum_hours = self.config.time.daily_maximum_hours
        if phase == EMERGENCY:
            setting.restriction, setting.health_hazard = emergency.restriction, emergency.health_hazard
            setting.emergency_duty_hours = emergency.duty_hours_per_100_households / 100.0
            setting.daily_maximum_hours = emergency.daily_maximum_hours
        if phase == RETURN:
            for community in self.communities:
                community.backlog_per_month = community.postponed_hours / emergency.return_months

    def live_through_burn_in(self) -> None:
        """The status quo, with nothing hanging on scores, in normal time."""
        self.put_in_force(self.config.status_quo)
        self.enter_phase(NORMAL)
        for person in self.residents:
            person.last_contact_hours = self.now
        self.staff_by_residents(0.0)
        self.count_people()
        self.schedule(self.now, event.EVENT_MIDNIGHT, 0)
        self.schedule(self.now + MORNING, event.EVENT_MORNING, 0)
        first = self.first_month = -self.config.time.burn_in_days // DAYS_PER_MONTH
        for month in range(first, 0):
            self.begin_month(month, has_moves=month > first)
            self.live_until(self.now + HOURS_PER_DAY * DAYS_PER_MONTH)
            self.end_month(month, is_warming_up=2 * month < first)

    def start_policy(self) -> None:
        """At hour 0 the policy under study comes into force; the records of the burn-in are put aside."""
        self.put_in_force(self.config.governance)
        self.pull(self.config.levers)
        self.staff_by_residents(self.config.status_quo_levers.residence_permit.coverage)
        self.enter_phase(self.config.regime.phase_at(0))
        self.office.set_terms()
        worker, volunteers = self.config.assessment.worker, self.config.assessment.volunteers
        self.setting.worker_share = worker.pass_through_share if worker.form == "pass_through" else 0.0
        if volunteers.form == "ranking":
            hours = self.config.rules.volunteer_work.volunteering_hours
            twice = points_rank_payoff(2.0 * hours, hours, hours, hours, volunteers.spread)
            self.setting.points = twice - points_rank_payoff(0.0, hours, hours, hours, volunteers.spread)
        self.days.clear()
        self.tables.clear()
        self.ended_day = -1
        self.first_month = 0  # in which the levers in force came into force

    # --- the month --------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """One more day; the first of a month opens with decisions, the last ends with judgement."""
        day = round(self.now / HOURS_PER_DAY)
        month = day // DAYS_PER_MONTH
        if day % DAYS_PER_MONTH == 0:
            phase = self.config.regime.phase_at(day)
            if phase != self.setting.phase:
                self.enter_phase(phase)
            self.compare_routes()
            self.begin_month(month, has_moves=month > -self.config.time.burn_in_days // DAYS_PER_MONTH)
        self.look_for_calm()
        self.live_until(HOURS_PER_DAY * (day + 1))
        if (day + 1) % DAYS_PER_MONTH == 0:
            self.end_month(month, is_warming_up=False)

    @property
    def do_routes_outlast(self) -> bool:
        """The emergency is over, and matters still go its ways."""
        return self.setting.phase != EMERGENCY and self.setting.routes_phase == EMERGENCY

    def compare_routes(self) -> None:
        """Once a month the street looks whether its reported score was better under the emergency's routes."""
        if not self.do_routes_outlast or self.config.regime.return_kind != "endogenous":
            return
        kept = [score for score, is_kept in self.reported if is_kept]
        ordinary = [score for score, is_kept in self.reported if not is_kept]
        is_better = bool(kept and ordinary) and sum(kept) / len(kept) > sum(ordinary) / len(ordinary)
        if not is_better:
            self.setting.routes_phase = self.setting.phase

    def look_for_calm(self) -> None:
        """Every day: have few red matters been open for long enough?"""
        emergency = self.config.regime.emergency
        if not self.do_routes_outlast or self.config.regime.return_kind != "hysteresis":
            return
        reds = [
            matter
            for matter in self.matters
            if matter.urgency == RED and not math.isnan(matter.voiced_hours) and math.isnan(matter.closed_hours)
            and not matter.is_dropped
        ]  # fmt: skip
        self.n_calm_days = self.n_calm_days + 1 if len(reds) <= emergency.calm_red_matters else 0
        if self.n_calm_days >= emergency.calm_days:
            self.setting.routes_phase = self.setting.phase

    def begin_month(self, month: int, has_moves: bool) -> None:
        """People move, actors decide on what they saw, new accounts open, directives arrive, needs are laid out."""
        if has_moves:
            self.move_people(month + MONTHS_BEFORE)
            self.count_people()
        if self.office.has_judged:
            for party in self.parties:
                party.decide(month)
            self.office.reset()
            for worker in self.workers:
                worker.open_month()
        self.street.issue_directives()
        self.begin_month_of_levers(month + MONTHS_BEFORE)
        until = self.now + HOURS_PER_DAY * DAYS_PER_MONTH
        if self.requests is None:
            for need in self.needs:
                need.plan(until)
        else:
            for request in self.requests_until(until):
                stream = self.needs[int(request["compound"]) * len(self.kinds) + int(request["kind"])]
                stream.replay(int(request["number"]), float(request["hours"]))

    def requests_until(self, until: float) -> Any:
        """What the log has of this month."""
        assert self.requests is not None
        hours = self.requests["hours"]
        return self.requests[(hours >= self.now) & (hours < until)]

    def begin_month_of_levers(self, month: int) -> None:
        for community in self.communities:
            community.count_groups()
            community.fund_projects()
        for compound in self.compounds:
            compound.take_from_above(month, self.first_month + MONTHS_BEFORE)

    def end_month(self, month: int, is_warming_up: bool) -> None:
        """Judge and record the month, feel it, let relations grow or fade; the accounts stay open to the deciders."""
        self.office.judge(is_warming_up)
        self.office.learn_usual()
        if month >= 0:
            score = float(np.mean([community.committee.score for community in self.communities]))
            self.reported.append((score, self.setting.routes_phase == EMERGENCY))
        self.tables.keep_month(month)
        self.office.renew_terms(month)
        for worker in self.workers:
            worker.feel_month()
        for community in self.communities:
            for pair, relation in community.relations.items():
                n = community.joint_successes.pop(pair, 0)
                community.relations[pair] = updated_relation(self.p.network_capacity, relation, n)
            community.end_month_of_levers()

    def move_people(self, month: int) -> None:
        """Empty dwellings are let again, households move out, some local people go to live elsewhere or come back."""
        for household in self.households:
            if household.vacant_until_hours <= self.now:
                household.move_in(month)
        for building in self.buildings:
            building.move_people(month)

    def count_people(self) -> None:
        for community in self.communities:
            community.count_people()

    # --- the calendar -----------------------------------------------------------------------------------------------
    def live_until(self, until: float) -> None:
        """Let everything happen that is due, in the order of time, kind of event, row and token."""
        while self.calendar and self.calendar[0][0] < until:
            self.now, kind, row, token = heapq.heappop(self.calendar)
            self.happen(kind, row, token)
        self.now = until
        self.end_day(round(until / HOURS_PER_DAY) - 1)

    def happen(self, kind: int, row: int, token: int) -> None:
        if kind == event.EVENT_MIDNIGHT:
            self.midnight_strikes()
        elif kind == event.EVENT_MORNING:
            self.morning_comes()
        elif kind == event.EVENT_VOLUNTEERS:
            for community in self.communities:
                community.use_volunteers()
                community.hold_activities(row)
                community.lead_cells()
                community.run_programme(row)
                community.deliberate(row)
        elif kind == event.EVENT_NEED:
            self.matters[row].arise()
        elif kind == event.EVENT_VOICE:
            self.matters[row].be_voiced()
        elif kind == event.EVENT_ARRIVE:
            self.arrive(self.matters[row], token)
        elif kind == event.EVENT_ROUND:
            hold_round(self.matters[row])
        elif kind == event.EVENT_SHIFT:
            if token == event.WHOLE_STAFF:
                self.workers[row].party.begin_stretch()
            elif self.workers[row].is_idle:
                self.workers[row].choose_task()
        elif kind == event.EVENT_TASK_END:
            self.workers[row].finish_task(token)
        elif kind == event.EVENT_DEADLINE and token == 0:
            self.matters[row].pass_deadline()
        elif kind == event.EVENT_DEADLINE:
            self.matters[row].be_reviewed()
        elif kind == event.EVENT_CALL_BACK:
            self.matters[row].be_called_back(self.orders[token])
        elif kind == event.EVENT_REPEAT:
            self.matters[row].be_repeated(token)
        elif kind == event.EVENT_NEIGHBOURS:
            self.matters[row].be_settled_by_neighbours()
        elif kind == event.EVENT_LAPSE:
            self.matters[row].lapse()

    def arrive(self, matter: Matter, target: int) -> None:
        """A matter reaches a desk: it is recorded with a deadline, then triaged or offered to the party addressed."""
        if not matter.is_open:
            return
        if math.isnan(matter.dispatched_hours):
            matter.be_dispatched()
        if target == TRIAGE:
            matter.community.committee.triage(matter)
        elif target == COMMON_DESK:
            matter.community.committee.give_to_colleagues(matter)
        else:
            self.parties[target].receive(matter)

    def midnight_strikes(self) -> None:
        """A day ends and the next begins; on Mondays the week as well."""
        day = day_of(self.now)
        self.end_day(day - 1)
        if weekday(day) == 0:
            week = day // 7 + WEEKS_BEFORE
            for worker in self.workers:
                worker.feel_week(week)
            for compound in self.compounds:
                compound.call_owners(week)
            for building in self.buildings:
                building.choose_acts(week)
            self.schedule(self.now + SATURDAY_MORNING, event.EVENT_VOLUNTEERS, week)
        self.begun_day = day
        for community in self.communities:
            self.days[day, community.row]["phase"] = self.setting.phase
            community.note("in_system_hours", HOURS_PER_DAY * community.n_open)
        self.schedule(self.now + HOURS_PER_DAY, event.EVENT_MIDNIGHT, 0)

    def end_day(self, day: int) -> None:
        """Close the day's record, once; on Sundays read who took part."""
        if self.ended_day >= day:
            return
        self.ended_day = day
        for community in self.communities:
            record = self.days[day, community.row]
            record["n_present"], record["n_open"] = community.n_present, community.n_open
            strain, n_in_post = 0.0, 0
            for worker in community.committee.staff:
                if worker.was_on_payroll:
                    record["worker_weeks"] += 1.0 / 7.0
                    worker.worker_weeks += 1.0 / 7.0
                if not worker.is_vacant:
                    strain += worker.strain
                    n_in_post += 1
            record["strain"] = strain / max(1, n_in_post)
            if weekday(day) == SUNDAY:
                self.tables.read_sunday(community, day // 7)

    def morning_comes(self) -> None:
        """Close yesterday's accounts, fill posts, call the shifts, set the duties."""
        day = day_of(self.now)
        works = is_workday(day, self.setting.start_day_of_year)
        for worker in self.workers:
            if worker.is_paid:
                worker.start_day()
                if weekday(day) == 0:
                    worker.count_payroll()
        n_sent = 0
        for department in self.departments:
            n_sent += department.move_cadres(n_sent)
        for community in self.communities:
            community.man_posts()
            community.call_committee(day, works)
            community.set_duties(works)
        for party in self.parties:
            if party.kind != COMMITTEE:
                party.call_staff(day, works)
        for community in self.communities:
            community.take_consultations(day)
        self.schedule(self.now + HOURS_PER_DAY, event.EVENT_MORNING, 0)
