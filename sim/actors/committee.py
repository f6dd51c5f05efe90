"""The residents' committee as a decider: what it believes about its score, and what it does about it."""

from __future__ import annotations

import numpy as np

from sim.actors.party import Party
from sim.names import EMERGENCY, MEETINGS, NEGOTIATION, POSTS, TRAINING
from sim.phases.work import n_working
from sim.rules.assessment import Floats
from sim.rules.effort import Situation
from sim.rules.effort_choice import choose_action, moved_towards, shadow_prices
from sim.rules.forecast import Outlook
from sim.rules.incentive import expected_prizes, score_marginal
from sim.rules.time_use import WORKDAYS_PER_WEEK, marginal_cost

DAYS_PER_MONTH, DAYS_PER_WEEK = 30.0, 7.0


class ResidentsCommittee(Party):
    """居委会. Chooses overtime, attention, coping and mass work for the month from what it has seen of its scores."""

    def situation(self) -> Situation:
        """What the committee knows about the month to come, from the month that ends."""
        world = self.model.world
        setting = world.setting[0]
        staff = self.staff[: n_working(world, self.row)]
        is_emergency = setting["phase"] == EMERGENCY
        workdays_per_week = 7.0 if is_emergency and setting["works_weekends"] else WORKDAYS_PER_WEEK
        workdays = workdays_per_week / 7.0 * DAYS_PER_MONTH
        worker_days = max(1.0, len(staff) * workdays)
        duty = float(staff["hours"][:, [MEETINGS, NEGOTIATION, POSTS, TRAINING]].sum()) / worker_days
        community = world.communities[self.community_id]
        patrol = float(setting["patrol_duty_hours"]) / workdays_per_week
        statutory = float(setting["statutory_week_hours"])
        regular = statutory / WORKDAYS_PER_WEEK
        return Situation(
            regular_hours=regular,
            duty_hours=duty,
            permitted_overtime_hours=float(setting["daily_maximum_hours"]) - regular,
            workdays_per_week=workdays_per_week,
            statutory_week_hours=statutory,
            demand_hours=float(community["demand_hours"]) / worker_days + patrol,
            strain=float(staff["strain"].mean()),
            orders=float(community["expected_orders"]),
            caught_prob=float(self.state["caught_belief"]),
            permitted_coping=float(self.rules["coping"]["is_switched_on"]),
            overtime_curvature=float(self.rules["time_use"]["overtime_curvature_week"]),
            strain_cost=float(self.rules["time_use"]["strain_cost"]),
        )

    def outlook(self) -> Outlook:
        """What the committee believes about its own indicators and everybody's scores."""
        state = self.state
        office = self.model.assessment
        _, means, noises = office.rivals(self.community_id)
        return Outlook(
            np.ascontiguousarray(state["expected"]),
            office.indicator_sds(self.row),
            office.weights(self.row),
            float(state["believed_mean"]),
            float(state["believed_noise"]),
            means,
            noises,
        )

    def decide(self, month: int) -> None:
        """Choose the best action on the grid, move part of the way, and let its shadow prices guide the daily work."""
        office = self.model.assessment
        state = self.state
        p = self.rules["effort"]
        situation, outlook = self.situation(), self.outlook()
        last = np.ascontiguousarray(state["action"])
        best = np.zeros_like(last)
        unit, _, _ = office.rivals(self.community_id)
        stakes = office.stakes(self.community_id)
        choose_action(p, unit, last, situation, outlook, office.scoring, stakes, office.room, best)
        action = np.array(
            [moved_towards(float(a), float(b), float(p["monthly_move"])) for a, b in zip(last, best, strict=True)]
        )
        expected, marginal = np.zeros(len(outlook.indicators)), np.zeros(len(outlook.indicators))
        price, score = shadow_prices(
            p, unit, action, last, situation, outlook, office.scoring, stakes, office.room, expected, marginal
        )
        state["action"] = action
        state["shadow_price"] = price
        state["marginal"] = marginal
        state["expected"] = expected
        state["expected_score"] = score
        state["believed_mean"] = score
        state["expected_stake"] = self.at_stake_by_liability(unit, score, expected, outlook)
        state["hour_price"] = self.price_of_hour(situation)
        self.assess_workers()

    def price_of_hour(self, situation: Situation) -> float:
        """What one hour less to work is worth to a member of staff, at the hours of the month that ends."""
        hours = float(np.add.accumulate(self.staff["hours"].ravel())[-1])  # one after the other, as the twin adds
        a_week = hours / len(self.staff) / (DAYS_PER_MONTH / DAYS_PER_WEEK)
        return float(
            marginal_cost(
                self.rules["time_use"],
                situation.statutory_week_hours,
                a_week,
                a_week / situation.workdays_per_week,
                situation.strain,
            )
        )

    def at_stake_by_liability(self, unit: int, score: float, expected: Floats, outlook: Outlook) -> float:
        """What being held liable for one red matter would cost, the month's prizes included where they are lost."""
        office = self.model.assessment
        at_stake = float(self.rules["handling"]["liability_stake"])
        if office.forfeits_prizes:
            at_stake += expected_prizes(
                score, outlook.own_sd, unit, outlook.means, outlook.sds, expected, outlook.indicator_sds,
                office.stakes(self.community_id), office.room.curve.chances,
            )  # fmt: skip
        return at_stake

    def assess_workers(self) -> None:
        """Tell each worker what one more closed order is worth, where something hangs on a worker's own count.

        Counts of closed orders are compared; the noise of a count is its square root.
        """
        staff = self.staff
        newest = float(self.rules["belief"]["newest_month_weight"])
        staff["usual_closures"] += newest * (staff["closures"] - staff["usual_closures"])
        means = np.ascontiguousarray(staff["usual_closures"])
        sds = np.sqrt(np.maximum(1.0, means))
        if not self.model.assessment.compares_workers:
            staff["closure_price"] = 0.0
            return
        stakes, room = self.model.assessment.worker_stakes(self.community_id), np.zeros(len(staff))
        for i in range(len(staff)):
            staff["closure_price"][i] = score_marginal(float(means[i]), float(sds[i]), i, means, sds, stakes, room)
