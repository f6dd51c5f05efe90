"""The residents' committee and the street: what they believe about scores, and what they decide once a month."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.names import EMERGENCY, INDICATOR, MEETINGS, NEGOTIATION, POSTS, RETURN, TRAINING
from sim.rules.access_list import expected_retaliation, refuses
from sim.rules.belief import believed_sd, counting_variance, smoothed
from sim.rules.cells import cell_ledger_hours
from sim.rules.coping import updated_caught_belief
from sim.rules.directives import best_add_on_hours, item_hours, overlap_left_share, updated_slope, updated_weight
from sim.rules.effort import Situation
from sim.rules.effort_choice import choose_action, moved_towards, shadow_prices
from sim.rules.forecast import Outlook
from sim.rules.form_support import help_reached, supported_item_hours
from sim.rules.incentive import score_marginal
from sim.rules.inspections import visit_date
from sim.rules.nominal_staff import working_posts
from sim.rules.records import collection_item_hours, is_known, sharing_with
from sim.rules.tiers import n_passed_on
from sim.rules.time_use import WORKDAYS_PER_WEEK, marginal_cost
from sim.tables import DUTY_PAPER
from tests.twin.columns import total
from tests.twin.community import Directive
from tests.twin.network import Triage
from tests.twin.parties import Party

N = len(INDICATOR)
DAYS_PER_MONTH = 30.0


class Committee(Triage, Party):
    """居委会. Triages what reaches it; chooses overtime, attention, coping and mass work for the month."""

    @property
    def working_staff(self) -> list[Any]:
        return self.staff[: working_posts(self.model.levers.nominal_staff, len(self.staff))]

    @property
    def cadres(self) -> list[Any]:  # type: ignore[override]
        """Of departments, who work here for a while."""
        everybody = [worker for department in self.model.departments for worker in department.staff]
        return [worker for worker in everybody if worker.community is self.community]

    # --- what it knows ----------------------------------------------------------------------------------------------
    def situation(self) -> Situation:
        setting, community, p = self.model.setting, self.community, self.model.p
        ordinary_day = setting.statutory_week_hours / WORKDAYS_PER_WEEK
        is_all_week = setting.phase == EMERGENCY and setting.works_weekends
        workdays_per_week = 7.0 if is_all_week else WORKDAYS_PER_WEEK
        worker_days = max(1.0, len(self.working_staff) * (workdays_per_week / 7.0 * DAYS_PER_MONTH))
        hours = np.array([worker.hours for worker in self.working_staff])
        duty = float(hours[:, [MEETINGS, NEGOTIATION, POSTS, TRAINING]].sum()) / worker_days
        return Situation(
            regular_hours=ordinary_day,
            duty_hours=duty,
            permitted_overtime_hours=setting.daily_maximum_hours - ordinary_day,
            workdays_per_week=workdays_per_week,
            statutory_week_hours=setting.statutory_week_hours,
            demand_hours=community.demand_hours / worker_days + setting.patrol_duty_hours / workdays_per_week,
            strain=float(np.mean([worker.strain for worker in self.working_staff])),
            orders=community.expected_orders,
            caught_prob=self.caught_belief,
            permitted_coping=float(p.coping.is_switched_on),
            overtime_curvature=float(p.time_use.overtime_curvature_week),
            strain_cost=float(p.time_use.strain_cost),
        )

    def indicator_sds(self) -> np.ndarray[Any, Any]:
        smallest = float(self.model.p.belief.smallest_indicator_sd)
        sds = []
        for k in range(N):
            counting = counting_variance(self.expected[k], max(1.0, self.usual_cases[k]))
            sds.append(believed_sd(counting, self.indicator_variance[k], smallest))
        return np.array(sds)

    def outlook(self) -> Outlook:
        office = self.model.office
        return Outlook(
            np.array(self.expected),
            self.indicator_sds(),
            office.weights_in_use(self.usual_cases),
            self.believed_mean,
            self.believed_noise,
            office.seen_means(),
            office.seen_noises(),
        )

    # --- what it decides --------------------------------------------------------------------------------------------
    def decide(self, month: int) -> None:
        """The best action on the grid, part of the way towards it, and the shadow prices that guide daily work."""
        office, p, unit = self.model.office, self.model.p.effort, self.community.row
        situation, outlook = self.situation(), self.outlook()
        last, best = np.array(self.action), np.zeros(len(self.action))
        choose_action(p, unit, last, situation, outlook, office.scoring, office.stakes, office.room, best)
        move = float(p.monthly_move)
        self.action = [moved_towards(a, b, move) for a, b in zip(last.tolist(), best.tolist(), strict=True)]
        expected, marginal = np.zeros(N), np.zeros(N)
        self.shadow_price, score = shadow_prices(
            p, unit, np.array(self.action), last, situation, outlook, office.scoring, office.stakes, office.room,
            expected, marginal,
        )  # fmt: skip
        self.expected, self.marginal = expected.tolist(), marginal.tolist()
        self.expected_score = self.believed_mean = score
        self.expected_stake = self.model.handling.liability_stake
        self.hour_price = self.price_of_hour(situation)
        self.assess_workers()

    def price_of_hour(self, situation: Situation) -> float:
        """What one hour less to work is worth to one of the staff, at the hours of the month that ends."""
        hours = total(amount for worker in self.staff for amount in worker.hours)
        a_week = hours / len(self.staff) / (DAYS_PER_MONTH / 7.0)
        a_day = a_week / situation.workdays_per_week
        return marginal_cost(self.model.p.time_use, situation.statutory_week_hours, a_week, a_day, situation.strain)

    def assess_workers(self) -> None:
        """Tell each worker what one more closed order is worth, where workers are assessed one by one."""
        newest = float(self.model.p.belief.newest_month_weight)
        for worker in self.staff:
            worker.usual_closures += newest * (worker.closures - worker.usual_closures)
        means = np.array([worker.usual_closures for worker in self.staff])
        sds = np.sqrt(np.maximum(1.0, means))  # the noise of a count
        stakes, room = self.model.office.worker_stakes[self.community.row], np.zeros(len(self.staff))
        for i, worker in enumerate(self.staff):
            worker.closure_price = score_marginal(float(means[i]), float(sds[i]), i, means, sds, stakes, room)

    def learn_of_catching(self, was_caught: bool) -> None:
        """A closure that was none was found out, or was not."""
        self.caught_belief = updated_caught_belief(self.model.p.coping, self.caught_belief, was_caught)

    def be_told(self, directive: Directive, is_first: bool = False) -> None:
        """A directive arrives, last in line or before all others."""
        if is_first:
            self.community.directives.appendleft(directive)
        else:
            self.community.directives.append(directive)
        self.community.demand_hours += directive.hours_left
        self.community.n_directives_due += directive.n_counted

    def refuses(self, hours: float) -> bool:
        """Whether a directive that is off the list is sent back, with an objection that takes hours too."""
        p, obedience = self.model.levers.access_list, self.model.handling.obedience_worth
        retaliation = expected_retaliation(p, obedience, hours, self.shadow_price)
        if not refuses(p, hours, self.hour_price, retaliation):
            return False
        self.n_refused += 1.0
        self.refused_hours += hours
        self.community.duty_hours[DUTY_PAPER] += p.objection_hours
        return True


class Street(Party):
    """街道. Ranked among other streets, it learns what directives do to its score, and adds accordingly."""

    def __init__(self, model: Any, row: int, columns: Any) -> None:
        super().__init__(model, row, columns)
        self.directive_hours_before = 0.0
        # before experience: a prior on what an hour of directives does to the reported score
        self.slope, self.slope_weight = model.handling.prior_slope, model.handling.prior_slope_weight

    def decide(self, month: int) -> None:
        model, p = self.model, self.model.p.directives
        committees = [community.committee for community in model.communities]
        score = float(np.mean([committee.score for committee in committees]))
        rise, added = score - self.score, self.directive_hours - self.directive_hours_before
        self.slope = updated_slope(p, self.slope, self.slope_weight, added, rise)
        self.slope_weight = updated_weight(p, self.slope_weight, added)
        self.directive_hours_before = self.directive_hours
        newest = float(model.p.belief.newest_month_weight)
        self.believed_mean = score if self.score == 0.0 else smoothed(self.believed_mean, score, newest)
        self.score = score
        self.shadow_price = self.value_of_a_point()
        relief = model.handling.street_relief * total(community.n_liable for community in model.communities)
        self.directive_hours = best_add_on_hours(p, self.shadow_price, self.slope, relief)

    def value_of_a_point(self) -> float:
        """Among a stated, fixed distribution of other streets."""
        street, office = self.model.config.street, self.model.office
        n = street.other_streets + 1
        means, sds = np.full(n, street.other_streets_mean), np.full(n, street.other_streets_sd)
        return score_marginal(self.believed_mean, float(sds[0]), 0, means, sds, office.street_stakes, np.zeros(n))

    # --- the month's paper ------------------------------------------------------------------------------------------
    def issue_directives(self) -> None:
        """The month's forms, ledgers and tasks for every community, and the street's own on top."""
        model = self.model
        due = model.now + 24.0 * model.handling.directive_days
        has_list = model.levers.access_list.off_list_share > 0.0
        for community in model.communities:
            committee = community.committee
            committee.n_refused = committee.refused_hours = 0.0
            items = self.usual_items(community)
            n_off_list = int(model.levers.access_list.off_list_share * len(items) + 0.5)
            items = [(hours, row < n_off_list, False) for row, hours in enumerate(items)]
            ledgers = cell_ledger_hours(self.model.levers.cells, community.n_cells)
            items += [(ledgers, False, False)] if ledgers > 0.0 else []
            collected = self.collection(community)
            items += [(collected, False, False)] if collected > 0.0 else []
            items += [(hours, has_list, is_handed_up) for hours, is_handed_up in self.sunk_tasks()]
            items += [(self.directive_hours, has_list, False)] if self.directive_hours > 0.0 else []
            own_number = len(items) - 1 if self.directive_hours > 0.0 else -1
            hours_of_month, own = [self.announce_inspections(community)], 0.0
            for number, (hours, is_off_list, is_handed_up) in enumerate(items):
                if is_off_list and committee.refuses(hours):
                    continue
                committee.be_told(Directive(hours, due, 1.0, is_handed_up))
                if number == own_number:
                    own = hours
                else:
                    hours_of_month.append(hours)
            committee.directive_hours = total(hours_of_month) + own
            committee.add_on_hours = own

    def usual_items(self, community: Any) -> list[float]:
        """Forms and ledgers: the emergency's, those put off in it, and the usual ones; each tier adds to them."""
        model, time, emergency = self.model, self.model.config.time, self.model.config.regime.emergency
        tiers, n_ordinary, items = model.levers.tiers, time.directives_per_month, []
        ordinary = self.hours_of_item(community, time.directive_item_hours, time.directive_overlap)
        if model.setting.phase == EMERGENCY:
            n_postponed = round(n_ordinary * emergency.postponed_share)
            n_ordinary -= n_postponed
            community.postponed_hours += n_passed_on(tiers, float(n_postponed)) * ordinary
            crisis = self.hours_of_item(community, emergency.directive_item_hours, emergency.directive_overlap)
            items += [crisis] * int(n_passed_on(tiers, float(emergency.directive_items)))
        elif model.setting.phase == RETURN and community.postponed_hours > 0.0:
            share = min(community.postponed_hours, community.backlog_per_month)
            community.postponed_hours -= share
            items.append(share)
        return items + [ordinary] * int(n_passed_on(tiers, float(n_ordinary)))

    def hours_of_item(self, community: Any, each: float, overlap: float) -> float:
        p, support, sharing = self.model.p.directives, self.model.levers.form_support, self.sharing(community)
        alone = item_hours(p, each, overlap, sharing)
        asked_before = each * overlap_left_share(p, overlap, sharing)
        help_share = help_reached(support.half_hours, community.support_useful_hours)
        return supported_item_hours(support, alone, asked_before, help_share)

    def sharing(self, community: Any) -> float:
        """How far departments share one table."""
        reached = help_reached(self.model.levers.records.sharing_half_hours, community.sharing_useful_hours)
        return sharing_with(self.model.config.time.information_sharing, reached)

    def collection(self, community: Any) -> float:
        """Hours of asking households once more for what somebody knows already."""
        lived_in = [home for home in community.households if math.isnan(home.vacant_until_hours)]
        missing = [home for home in lived_in if not is_known(self.model.levers.records, home.age_of_file())]
        sharing = self.sharing(community)
        return collection_item_hours(self.model.levers.records, float(len(lived_in)), float(len(missing)), sharing)

    def sunk_tasks(self) -> list[tuple[float, bool]]:
        """Tasks of departments: those that have to be handed up again come first."""
        p = self.model.levers.tiers
        n_tasks = int(p.sunk_tasks_per_month + 0.5)
        n_up = int(p.sunk_share * n_tasks + 0.5)
        return [(float(p.hand_up_hours), True)] * n_up + [(float(p.sunk_task_hours), False)] * (n_tasks - n_up)

    def announce_inspections(self, community: Any) -> float:
        """Dated visits of the month; their paper is put before all other. Returns the hours of it."""
        model, p = self.model, self.model.levers.inspections
        asked = p.per_month + model.config.regime.campaign.inspections_on(round(model.now / 24.0))
        n_visits = n_passed_on(model.levers.tiers, asked)
        community.n_inspections = n_visits
        visits = [
            Directive(p.preparation_hours, visit_date(model.now, 24.0 * DAYS_PER_MONTH, float(k), n_visits), p.weight)
            for k in range(int(n_visits))
        ]
        for visit in reversed(visits):
            community.committee.be_told(visit, is_first=True)
        return n_visits * float(p.preparation_hours)
