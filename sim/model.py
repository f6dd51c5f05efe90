"""The model as a Mesa user meets it: ``model = CommunityModel(config, rng=7); model.run_for(360)``.

Time is in days. Between the monthly decisions of the actors, everything happens in compiled code (:mod:`sim.day`).
"""

from __future__ import annotations

import copy
import hashlib
from collections import OrderedDict
from typing import Any

import mesa
import numpy as np
from mesa.time import Schedule

from sim.actors.committee import ResidentsCommittee
from sim.actors.local import Department, HomeownersCommittee, PropertyCompany, SocialOrganisation
from sim.actors.party import Party
from sim.actors.street import Street
from sim.assessment_office import AssessmentOffice, stakes_of, street_standard
from sim.clock import DAYS_PER_MONTH, HOURS_PER_DAY
from sim.configuration import GovernanceConfig, RoutesConfig, SimulationConfig
from sim.day import advance
from sim.event_queue import grown, push
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    DOMAIN,
    EMERGENCY,
    HOMEOWNERS,
    NORMAL,
    PROPERTY,
    RED,
    RETURN,
    ROUTE,
    SOCIAL_ORGANISATION,
    STREET,
    URGENCY,
)
from sim.parameters import families_record
from sim.phases.arrivals import plan_arrivals, replay_need, start_arrivals
from sim.phases.levers import begin_month_of_levers, end_month_of_levers
from sim.phases.monthly import MONTHS_BEFORE, feel_month, move_people, open_month, update_relations
from sim.phases.people import count_people
from sim.phases.projects import MOST_DISPUTES
from sim.phases.queues import EVENT_MIDNIGHT, EVENT_MORNING
from sim.phases.roster import MORNING
from sim.posts import staff_by_residents
from sim.records import Records
from sim.regime_configuration import RegimeConfig
from sim.replay import Needs, checked_needs
from sim.return_of_routes import ReturnOfRoutes
from sim.rules.incentive import points_rank_payoff
from sim.rules.patrol import INSPECTION_ORDER
from sim.tables import N_DAY_COLUMNS, N_GROUPS, N_WEEK_COLUMNS
from sim.world import Table, World, build_world

CLASS_OF = {
    COMMITTEE: ResidentsCommittee,
    PROPERTY: PropertyCompany,
    HOMEOWNERS: HomeownersCommittee,
    SOCIAL_ORGANISATION: SocialOrganisation,
    DEPARTMENT: Department,
    STREET: Street,
}
HOURS_PER_YEAR = 365.0 * HOURS_PER_DAY
EVENT_MARGIN_PER_PARTY = 64  # what one morning can add to the calendar, per party
_BURN_INS: OrderedDict[str, World] = OrderedDict()
_burn_ins_kept = 2


def keep_burn_ins(number: int) -> None:
    """Set how many burn-ins this process keeps for further arms; each takes the room of one state."""
    global _burn_ins_kept
    _burn_ins_kept = number


def routes_table(governance: GovernanceConfig) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Routing table (phase, urgency, domain) -> GRID or NETWORK."""

    def one(routes: RoutesConfig) -> list[list[int]]:
        return [[ROUTE.index(getattr(routes, urgency)[domain]) for domain in DOMAIN] for urgency in URGENCY]

    return np.array([one(governance.normal), one(governance.emergency), one(governance.return_)])


def _open_matters(model: CommunityModel) -> int:
    return int(model.world.communities["n_open"].sum())


def _mean_score(model: CommunityModel) -> float:
    return float(model.world.parties["score"][model.assessment.rows].mean())


def _mean_strain(model: CommunityModel) -> float:
    workers = model.world.workers
    return float(workers["strain"][workers["is_paid"] == 1].mean())


def _participants(model: CommunityModel) -> int:
    return int(model.world.communities["participants"].sum())


# What Mesa's data collector notes at the end of each month. Named functions: a model can be copied and stored.
REPORTERS = {
    "day": "time",
    "open_matters": _open_matters,
    "mean_score": _mean_score,
    "mean_strain": _mean_strain,
    "participants": _participants,
}


def most_questions_a_morning(config: SimulationConfig, world: World) -> int:
    """More orders without a matter than any morning brings: every community's mean and ten standard deviations."""
    mean = config.time.consultations_per_resident_year / 365.0 * world.communities["n_slots"]
    return int((mean + 10.0 * np.sqrt(mean) + 20.0).sum())


class CommunityModel(mesa.Model):
    """A street of residents' communities under one policy.

    Args:
        config: validated configuration, see :func:`sim.load_scenario`.
        rng: run seed, a whole number >= 0. Runs of one seed share people, needs and shocks, draw for draw, whatever the
            policy.
        needs: a request log to replay in place of the needs that the model would make up, see :mod:`sim.replay`.

    Attributes:
        config: the configuration.
        world: all tables of the state.
        records: result tables as pandas data frames.
        run_seed: the seed.
    """

    def __init__(self, config: SimulationConfig, rng: int = 0, needs: Needs | None = None) -> None:
        """Build the street, let the status quo run for the burn-in (once per place and seed), then set the policy."""
        if isinstance(rng, bool) or not isinstance(rng, int) or not 0 <= rng < 2**64:
            raise ValueError(f"rng must be a whole number from 0 to 2^64 - 1, not {rng!r}")
        super().__init__(rng=rng)
        self.config = config
        self.run_seed = rng
        self.needs = None if needs is None else checked_needs(needs, config)
        self._n_replayed = 0
        key = burn_in_key(config, rng)
        if key in _BURN_INS:
            self.world = _BURN_INS[key].copy()
            self._bind()
        else:
            self.world = build_world(config, rng)
            self._bind()
            self._burn_in()
            _BURN_INS[key] = self.world.copy()
            while len(_BURN_INS) > _burn_ins_kept:
                _BURN_INS.popitem(last=False)
        self._start_policy()
        self.datacollector = mesa.DataCollector(model_reporters=dict(REPORTERS))
        self.schedule_recurring(self._turn_month, Schedule(interval=float(DAYS_PER_MONTH)))

    # --- what a Mesa user sees --------------------------------------------------------------------------------------

    def step(self) -> None:
        """Let one more day happen; Mesa calls this for every day of ``run_for`` and ``run_until``."""
        if self._must_open_month:
            self._open_month()
        self._look_at_routes()
        self._catch_up(self.time * HOURS_PER_DAY)

    @property
    def hours(self) -> float:
        """Hours since the start of the run; negative in the burn-in."""
        return float(self.world.counts[0]["now_hours"])

    def under(self, regime: RegimeConfig) -> CommunityModel:
        """A copy of this model that goes on under another regime; the same run as one that began under it.

        Args:
            regime: a regime of which, as of the model's own, nothing has shown so far.

        Raises:
            ValueError: one of them has begun to differ from normal time.
        """
        calm = min(self.config.regime.calm_days(), regime.calm_days())
        if self.time > calm:
            raise ValueError(
                f"regimes can be exchanged until day {calm:g}, when they begin to differ; it is {self.time:g}"
            )
        config = self.config.model_copy(update={"regime": regime})
        replaced = {id(self.config): config, id(self.config.regime): regime}
        other = copy.deepcopy(self, replaced)
        other._set_terms_of_emergency()
        return other

    # --- setting up -------------------------------------------------------------------------------------------------

    def _bind(self) -> None:
        """Make the actors and the assessment office views of the world."""
        self.assessment = AssessmentOffice(self.config, self.world)
        self.actors: list[Party] = [
            CLASS_OF[int(kind)](self, row) for row, kind in enumerate(self.world.parties["kind"])
        ]
        self.street = next(actor for actor in self.actors if isinstance(actor, Street))
        street = self.config.street
        self.street_stakes = stakes_of(
            self.config.assessment.street,
            street.other_streets + 1,
            street_standard(street, self.config.assessment.street),
            self.assessment.standards,
            self.assessment.scoring.weights,
        )
        self._order_margin = 256 + most_questions_a_morning(self.config, self.world)
        self._measure_event_margin()
        self.records = Records(self)
        self.return_of_routes = ReturnOfRoutes(self.config.regime)

    def _measure_event_margin(self) -> None:
        """What one morning can add to the calendar."""
        self._event_margin = 256 + EVENT_MARGIN_PER_PARTY * len(self.world.parties) + 4 * len(self.world.workers)

    def _burn_in(self) -> None:
        """Run the status quo: grid, nothing hanging on scores, normal time. Outside every outcome."""
        world, days = self.world, self.config.time.burn_in_days
        start = world.counts[0]["now_hours"]
        self._record_from(-days, days)
        self._set_institutions(self.config.status_quo)
        self._set_phase(NORMAL)
        world.setting["phase_start_hours"] = -np.inf  # the status quo has been in force for long
        world.residents["last_contact_hours"] = start
        self.street.start_beliefs()
        staff_by_residents(world, 0.0)
        self._measure_event_margin()
        count_people(world)
        start_arrivals(world)
        push(world.events, world.n_events, start, EVENT_MIDNIGHT, 0, 0)
        push(world.events, world.n_events, start + MORNING, EVENT_MORNING, 0, 0)
        for month in range(-days // DAYS_PER_MONTH, 0):
            self._begin_month(month)
            self._catch_up(start + HOURS_PER_DAY * DAYS_PER_MONTH)
            start += HOURS_PER_DAY * DAYS_PER_MONTH
            self._end_month(month)

    def _start_policy(self) -> None:
        """From hour 0 on the policy under study is in force; tables of the burn-in are put aside."""
        self._set_institutions(self.config.governance)
        self.world.levers[0] = families_record(self.config.levers)
        staff_by_residents(self.world, self.config.status_quo_levers.residence_permit.coverage)
        self._measure_event_margin()
        self._set_phase(self.config.regime.phase_at(0))
        self.assessment.set_terms()
        self._set_worker_and_volunteer_terms()
        self.records.clear()
        self._record_from(0, 0)
        self.world.counts["ended_day"] = -1
        self._must_open_month = True

    def _set_institutions(self, governance: GovernanceConfig) -> None:
        """Put governance in force: routes, responsibilities, standing meetings, duties to patrol and visit."""
        setting, time = self.world.setting[0], self.config.time
        setting["routes"] = routes_table(governance)
        setting["has_cell_responsibility"] = governance.has_cell_responsibility
        setting["has_rules"] = governance.has_rules
        setting["inspection_order"] = INSPECTION_ORDER.index(governance.inspection_order)
        setting["patrol_duty_hours"] = governance.patrol_duty_hours_per_week
        setting["visit_duty_hours"] = governance.visit_duty_hours_per_week
        setting["platform_hours"] = governance.platform_hours_per_week
        setting["start_day_of_year"] = time.start_day_of_year
        setting["statutory_week_hours"] = time.statutory_week_hours
        setting["night_rest_hours"] = time.night_rest_hours
        setting["weekend_duty_share"] = time.weekend_duty_share
        setting["meeting_hours"] = time.meeting_hours_per_week
        setting["training_hours"] = time.training_hours_per_week
        setting["consultation_rate"] = time.consultations_per_resident_year / HOURS_PER_YEAR
        setting["consultation_hours"] = time.consultation_hours
        setting["desk_share"] = time.desk_share
        setting["call_back_share"] = self.config.street.call_back_share
        self._set_terms_of_emergency()

    def _set_terms_of_emergency(self) -> None:
        """What will hold in an emergency, and is known all the time."""
        setting, emergency = self.world.setting[0], self.config.regime.emergency
        setting["post_hours"] = emergency.post_hours
        setting["works_weekends"] = emergency.works_weekends

    def _set_phase(self, phase: int) -> None:
        """Enter a phase of the regime: what it restricts, permits and adds."""
        setting, emergency = self.world.setting[0], self.config.regime.emergency
        is_emergency = phase == EMERGENCY
        if phase != setting["phase"]:
            setting["phase_start_hours"] = self.hours
        routes_stay = setting["routes_phase"] == EMERGENCY and self.return_of_routes.may_stay()
        setting["routes_phase"] = EMERGENCY if routes_stay else phase
        setting["phase"] = phase
        setting["restriction"] = emergency.restriction if is_emergency else 0.0
        setting["health_hazard"] = emergency.health_hazard if is_emergency else 0.0
        longest = emergency.daily_maximum_hours if is_emergency else self.config.time.daily_maximum_hours
        setting["daily_maximum_hours"] = longest
        setting["emergency_duty_hours"] = emergency.duty_hours_per_100_households / 100.0 if is_emergency else 0.0
        if phase == RETURN:
            postponed = self.world.communities["postponed_hours"]
            self.backlog_per_month = postponed / emergency.return_months

    def _routes_outlast_emergency(self) -> bool:
        """Whether the phase of the emergency is over and its routes are still in force."""
        setting = self.world.setting[0]
        return bool(setting["phase"] != EMERGENCY and setting["routes_phase"] == EMERGENCY)

    def _look_at_routes(self) -> None:
        """Every day on which the emergency's routes outlast it: is it calm enough, for long enough?"""
        if self._routes_outlast_emergency():
            matters = self.world.matters[: self.world.counts[0]["n_matters"]]
            is_open = ~np.isnan(matters["voiced_hours"]) & np.isnan(matters["closed_hours"])
            n_red = int((is_open & (matters["is_dropped"] == 0) & (matters["urgency"] == RED)).sum())
            if self.return_of_routes.ends_today(n_red):
                self.world.setting["routes_phase"] = self.world.setting["phase"]

    def _set_worker_and_volunteer_terms(self) -> None:
        """How a committee's gains reach its workers, and what points are worth to volunteers."""
        setting = self.world.setting[0]
        worker, volunteers = self.config.assessment.worker, self.config.assessment.volunteers
        setting["worker_share"] = worker.pass_through_share if worker.form == "pass_through" else 0.0
        setting["points"] = 0.0
        if volunteers.form == "ranking":
            hours = float(self.world.rules[0]["volunteer_work"]["volunteering_hours"])
            prize = volunteers.spread
            gain = points_rank_payoff(2.0 * hours, hours, hours, hours, prize)
            setting["points"] = gain - points_rank_payoff(0.0, hours, hours, hours, prize)

    # --- the month --------------------------------------------------------------------------------------------------

    def _open_month(self) -> None:
        """Begin the month that starts now (Mesa's clock)."""
        self._must_open_month = False
        month = round(self.hours / HOURS_PER_DAY) // DAYS_PER_MONTH
        self._extend_records(DAYS_PER_MONTH)
        phase = self.config.regime.phase_at(month * DAYS_PER_MONTH)
        if phase != self.world.setting[0]["phase"]:
            self._set_phase(phase)
        if self._routes_outlast_emergency() and self.return_of_routes.ends_this_month():
            self.world.setting["routes_phase"] = phase
        self._begin_month(month)

    def _turn_month(self) -> None:
        """End the month that is over (Mesa event every 30 days); the next one opens when time goes on."""
        month = round(self.hours / HOURS_PER_DAY) // DAYS_PER_MONTH
        if month > 0:
            self._end_month(month - 1)
            self.datacollector.collect(self)
            self._must_open_month = True

    def _begin_month(self, month: int) -> None:
        """People move, actors decide on what they saw, new accounts open, directives arrive, needs are laid out."""
        world = self.world
        if month > -self.config.time.burn_in_days // DAYS_PER_MONTH:
            move_people(world, month + MONTHS_BEFORE)
            count_people(world)
        if self.assessment.has_judged:
            for actor in self.actors:
                actor.decide(month)
            self.assessment.reset()
            open_month(world)
        self._make_room_for_directives()
        self.street.issue_directives()
        self._make_room_for_disputes()
        first_month = int(world.setting[0]["first_day"]) // DAYS_PER_MONTH
        begin_month_of_levers(world, month + MONTHS_BEFORE, first_month + MONTHS_BEFORE)
        until = self.hours + HOURS_PER_DAY * DAYS_PER_MONTH
        while not self._lay_out_needs(until):
            self._grow()

    def _lay_out_needs(self, until: float) -> bool:
        """Needs that arise before an hour: those of the log if there is one, else, and in the burn-in, made up.

        Returns:
            False if there was not room for all: call again after making some.
        """
        if self.needs is None or self.hours < 0.0:
            return bool(plan_arrivals(self.world, until))
        while self._n_replayed < len(self.needs) and self.needs["hours"][self._n_replayed] < until:
            need = self.needs[self._n_replayed]
            if not replay_need(
                self.world, int(need["compound"]), int(need["kind"]), int(need["number"]), float(need["hours"])
            ):
                return False
            self._n_replayed += 1
        return True

    def _end_month(self, month: int) -> None:
        """Judge and record the month, and let relations grow or fade; its accounts stay open to the deciders."""
        self.assessment.judge(is_warming_up=2 * DAYS_PER_MONTH * month < -self.config.time.burn_in_days)
        self.assessment.learn_usual()
        if month >= 0:
            is_kept = bool(self.world.setting[0]["routes_phase"] == EMERGENCY)
            self.return_of_routes.note_month(self.street.own_score(), is_kept)
        self.records.keep_month(month)
        self.assessment.renew_terms(month)
        feel_month(self.world)
        update_relations(self.world)
        end_month_of_levers(self.world)

    # --- running ----------------------------------------------------------------------------------------------------

    def _catch_up(self, until: float) -> None:
        """Run the event calendar to an hour, making room where a table is full."""
        while not advance(self.world, until, self._event_margin, self._order_margin):
            self._grow()

    def _grow(self) -> None:
        """Give more room to the tables that have little left; room that is never used costs no memory."""
        world = self.world
        counts = world.counts[0]
        for name, used, margin in (
            ("matters", counts["n_matters"], 1),
            ("orders", counts["n_orders"], self._order_margin),
        ):
            table = getattr(world, name)
            if used + margin >= len(table):
                world.put(name, lengthened(table, 4 * len(table) + margin))
        if len(world.events) - world.n_events[0] <= self._event_margin + 1:
            events = grown(world.events)
            while len(events) - world.n_events[0] <= self._event_margin + 1:
                events = grown(events)
            world.put("events", events)

    def _make_room_for_directives(self) -> None:
        """Room for the directives of one month."""
        world = self.world
        needed = len(world.communities) * self.street.most_directives()
        table = world.directives
        if world.counts[0]["n_directives"] + needed > len(table):
            world.put("directives", lengthened(table, 2 * len(table) + needed))

    def _make_room_for_disputes(self) -> None:
        """Room for the disputes that a month's projects from above may raise."""
        world = self.world
        if world.levers[0]["risk_colours"]["projects_per_year"] == 0.0:
            return
        most = 2 * MOST_DISPUTES * len(world.compounds)
        if world.counts[0]["n_matters"] + most > len(world.matters):
            world.put("matters", np.concatenate((world.matters, np.zeros(most, dtype=world.matters.dtype))))
        while len(world.events) - world.n_events[0] <= most + self._event_margin:
            world.put("events", grown(world.events))

    def _record_from(self, first_day: int, n_days: int) -> None:
        """Start the daily and weekly records anew at a day."""
        n_communities = len(self.world.communities)
        self.world.setting["first_day"] = first_day
        self.world.put("community_days", np.zeros((n_days + 1, n_communities, N_DAY_COLUMNS)))
        self.world.put("community_weeks", np.zeros((n_days // 7 + 2, n_communities, N_GROUPS, N_WEEK_COLUMNS)))

    def _extend_records(self, n_days: int) -> None:
        """Room for so many more days, and the weeks that end in them."""
        for name, n_rows in (("community_days", n_days), ("community_weeks", n_days // 7 + 1)):
            table = getattr(self.world, name)
            self.world.put(name, lengthened(table, len(table) + n_rows))


def lengthened(table: Table, n_rows: int) -> Table:
    """A copy of a table with ``n_rows`` rows, the new ones zero; the system gives memory to rows that are touched."""
    longer = np.zeros((n_rows, *table.shape[1:]), dtype=table.dtype)
    longer[: len(table)] = table
    return longer


# What a configuration says that a burn-in knows nothing of: the policy under study, and texts.
POLICY_AND_WORDS = (
    "governance", "levers", "assessment", "regime", "scenario", "story", "story_zh", "what_it_is", "what_it_is_zh",
    "mechanisms", "without", "focus",
)  # fmt: skip


def burn_in_key(config: SimulationConfig, seed: int) -> str:
    """What a burn-in depends on: everything but the policy, and the seed."""
    place = config.model_dump_json(exclude=set(POLICY_AND_WORDS))
    scoring = config.assessment.scoring.model_dump_json()
    street = config.assessment.street.model_dump_json()
    return hashlib.sha256(f"{place}{scoring}{street}{seed}".encode()).hexdigest()
