"""The residents' committee and the street: what they believe about scores, and what they decide once a month."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.names import EMERGENCY, INDICATOR, MEETINGS, NEGOTIATION, POSTS, RETURN, TRAINING
from sim.rules.belief import believed_sd, counting_variance, smoothed
from sim.rules.coping import updated_caught_belief
from sim.rules.directives import best_add_on_hours, item_hours, updated_slope, updated_weight
from sim.rules.effort import Situation
from sim.rules.effort_choice import choose_action, moved_towards, shadow_prices
from sim.rules.forecast import Outlook
from sim.rules.incentive import expected_prizes, score_marginal
from sim.rules.time_use import WORKDAYS_PER_WEEK
from tests.twin.columns import total
from tests.twin.community import Directive
from tests.twin.network import Triage
from tests.twin.parties import Party

N = len(INDICATOR)
DAYS_PER_MONTH = 30.0


class Committee(Triage, Party):
    """居委会. Triages what reaches it; chooses overtime, attention, coping and mass work for the month."""

    peers: list[Any]  # with whom it is compared, itself included, in order
    stakes: Any

    # --- what it knows ----------------------------------------------------------------------------------------------
    def situation(self) -> Situation:
        setting, community, p = self.model.setting, self.community, self.model.p
        ordinary_day = setting.statutory_week_hours / WORKDAYS_PER_WEEK
        is_all_week = setting.phase == EMERGENCY and setting.works_weekends
        workdays_per_week = 7.0 if is_all_week else WORKDAYS_PER_WEEK
        worker_days = max(1.0, len(self.staff) * (workdays_per_week / 7.0 * DAYS_PER_MONTH))
        hours = np.array([worker.hours for worker in self.staff])
        duty = float(hours[:, [MEETINGS, NEGOTIATION, POSTS, TRAINING]].sum()) / worker_days
        return Situation(
            regular_hours=ordinary_day,
            duty_hours=duty,
            permitted_overtime_hours=setting.daily_maximum_hours - ordinary_day,
            workdays_per_week=workdays_per_week,
            statutory_week_hours=setting.statutory_week_hours,
            demand_hours=community.demand_hours / worker_days + setting.patrol_duty_hours / workdays_per_week,
            strain=float(np.mean([worker.strain for worker in self.staff])),
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
        office, n = self.model.office, len(self.peers)
        if office.publication == "own_rank":
            means, noises = np.full(n, self.field_mean), np.full(n, self.field_noise)
        else:
            means = np.array([peer.seen_mean for peer in self.peers])
            noises = np.array([peer.seen_noise for peer in self.peers])
        return Outlook(
            np.array(self.expected),
            self.indicator_sds(),
            office.weights_in_use(self.usual_cases),
            self.believed_mean,
            self.believed_noise,
            means + self.benchmark,  # told in points of the own score
            noises,
        )

    # --- what it decides --------------------------------------------------------------------------------------------
    def decide(self, month: int) -> None:
        """The best action on the grid, part of the way towards it, and the shadow prices that guide daily work."""
        office, p, unit = self.model.office, self.model.p.effort, self.peers.index(self)
        situation, outlook = self.situation(), self.outlook()
        last, best = np.array(self.action), np.zeros(len(self.action))
        choose_action(p, unit, last, situation, outlook, office.scoring, self.stakes, office.room, best)
        move = float(p.monthly_move)
        self.action = [moved_towards(a, b, move) for a, b in zip(last.tolist(), best.tolist(), strict=True)]
        expected, marginal = np.zeros(N), np.zeros(N)
        self.shadow_price, score = shadow_prices(
            p, unit, np.array(self.action), last, situation, outlook, office.scoring, self.stakes, office.room,
            expected, marginal,
        )  # fmt: skip
        self.expected, self.marginal = expected.tolist(), marginal.tolist()
        self.expected_score = self.believed_mean = score
        self.expected_stake = self.model.handling.liability_stake
        if office.forfeits_prizes:
            self.expected_stake += expected_prizes(
                score, outlook.own_sd, unit, outlook.means, outlook.sds, expected, outlook.indicator_sds, self.stakes,
                office.room.curve.chances,
            )  # fmt: skip
        self.assess_workers()

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

    def be_told(self, hours: float, due_hours: float) -> None:
        """A directive arrives, last in line."""
        self.community.directives.append(Directive(hours, due_hours))
        self.community.demand_hours += hours
        self.community.n_directives_due += 1.0


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

    def issue_directives(self) -> None:
        """The month's forms, ledgers and tasks for every community, and the street's own on top."""
        model, setting, p = self.model, self.model.setting, self.model.p.directives
        time, emergency = model.config.time, model.config.regime.emergency
        due = model.now + 24.0 * model.handling.directive_days
        ordinary = item_hours(p, time.directive_item_hours, time.directive_overlap, time.information_sharing)
        crisis = item_hours(p, emergency.directive_item_hours, emergency.directive_overlap, time.information_sharing)
        for community in model.communities:
            items, n_ordinary = [], time.directives_per_month
            if setting.phase == EMERGENCY:
                n_postponed = round(n_ordinary * emergency.postponed_share)
                n_ordinary -= n_postponed
                community.postponed_hours += n_postponed * ordinary
                items += [crisis] * emergency.directive_items
            elif setting.phase == RETURN and community.postponed_hours > 0.0:
                share = min(community.postponed_hours, community.backlog_per_month)
                community.postponed_hours -= share
                items.append(share)
            items += [ordinary] * n_ordinary
            own = [self.directive_hours] if self.directive_hours > 0.0 else []
            for hours in items + own:
                community.committee.be_told(hours, due)
            community.committee.directive_hours = total(items) + self.directive_hours
            community.committee.add_on_hours = self.directive_hours
