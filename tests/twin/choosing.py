"""What a free worker does next: posts, red matters, legal duties, then whatever is worth most per hour."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import hour_of_day
from sim.names import (
    DIRECTIVES_ON_TIME,
    ON_TIME,
    PATROL_FINDS,
    RESOLUTION,
    RESPONSE,
    SATISFACTION,
)
from sim.rules.effort import MASS_WORK_SHARE, MEASURED_SHARE, OVERTIME
from sim.rules.handling import worth_of_settling
from sim.rules.liability import expected_loss
from sim.rules.patrol import detection_prob
from sim.rules.time_use import marginal_cost, productivity, score_rise, value_per_hour, works_next_hour
from sim.tables import (
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    NO_TASK,
    TASK_DIRECTIVE,
    TASK_DUTY,
    TASK_MASS_WORK,
    TASK_MATTER,
    TASK_PATROL,
    TASK_POST,
    TASK_VISIT,
)
from tests.twin.network import is_for_committee

NOON, AFTER_LUNCH = 12.0, 13.0
CLOSE_ENOUGH = 1e-9  # hours; below it nothing is left to do


class Choosing:
    """The choice of the next task (part of the class Worker, whose attributes it reads)."""

    def choose_task(self) -> None:
        self.task = NO_TASK
        self.is_pretending = False
        if self.is_absent:
            return
        if self.is_of_committee:
            self.choose_committee_task()
        elif self.is_cadre:
            self.choose_cadre_task()
        elif self.hours_left_today > CLOSE_ENOUGH:
            self.choose_staff_task()

    def choose_staff_task(self) -> None:
        """Staff of other bodies: shares in joint work that are owed, then the most urgent and oldest matter."""
        party, now = self.party, self.model.now
        if not self.is_on_shift:
            red = party.queue.first_red() if now < self.on_call_until_hours else None
            if red is not None:
                self.start_matter(red)
            return
        if NOON <= hour_of_day(now) < AFTER_LUNCH:
            return
        if self.post_from_hours <= now < self.post_until_hours:  # at the counter, but for the break
            noon = now - hour_of_day(now) + NOON
            until = min(self.post_until_hours, noon) if now < noon else self.post_until_hours
            self.start(TASK_POST, None, min(until - now, self.hours_left_today))
            return
        if party.sundry_hours > CLOSE_ENOUGH:
            hours = min(party.sundry_hours, self.model.handling.slice_hours)
            party.sundry_hours -= self.start(TASK_DUTY, None, hours)
            return
        if party.support_hours > CLOSE_ENOUGH:
            hours = min(party.support_hours, self.model.handling.slice_hours)
            party.support_hours -= self.start(TASK_DUTY, DUTY_FORM_SUPPORT, hours)
            return
        matter = party.queue.most_urgent()
        if matter is not None:
            self.start_matter(matter)

    def choose_cadre_task(self) -> None:
        """A cadre with a committee: a rostered post, the emergency's duties, then what nobody there is named for."""
        now, duties = self.model.now, self.community.duty_hours
        if self.post_from_hours <= now < self.post_until_hours:
            self.start(TASK_POST, None, self.post_until_hours - now)
            return
        is_lunch = NOON <= hour_of_day(now) < AFTER_LUNCH
        if self.hours_left_today <= CLOSE_ENOUGH or not self.is_on_shift or is_lunch:
            return
        if duties[DUTY_EMERGENCY] > CLOSE_ENOUGH:
            skill = self.cadre_skill
            hours = min(duties[DUTY_EMERGENCY] / skill, self.model.handling.slice_hours)
            duties[DUTY_EMERGENCY] -= self.start(TASK_DUTY, DUTY_EMERGENCY, hours) * skill
            return
        matter = self.community.committee.queue.most_urgent()
        if matter is not None:
            self.start_matter(matter)

    def choose_committee_task(self) -> None:
        """A rostered post; red matters; legal duties; then whatever is worth most per hour."""
        now = self.model.now
        if self.post_from_hours <= now < self.post_until_hours:
            self.start(TASK_POST, None, self.post_until_hours - now)
            return
        if self.hours_left_today <= CLOSE_ENOUGH:
            return
        has_worked = self.hours_today > 0.0
        may_stay = has_worked and now < self.shift_end_hours + self.party.action[OVERTIME]
        if self.is_on_shift or may_stay or now < self.on_call_until_hours:
            red = self.queue.first_red() or self.party.queue.first_red()
            if red is not None:
                self.start_matter(red)
                return
        if self.is_on_shift and NOON <= hour_of_day(now) < AFTER_LUNCH:
            return
        if self.is_on_shift or has_worked:
            owed = self.community.duty_hours
            for duty, hours in enumerate(owed):
                if hours > CLOSE_ENOUGH:
                    owed[duty] -= self.start(TASK_DUTY, duty, min(hours, self.model.handling.slice_hours))
                    return
        if self.is_on_shift or may_stay:
            self.choose_by_value()

    def choose_by_value(self) -> None:
        """The candidate with the highest value per hour, if the hour is worth its cost; else rest."""
        p, handling, setting = self.model.p, self.model.handling, self.model.setting
        unit, community = self.party, self.community
        share = setting.worker_share
        free_hours = self.measured_week + self.unmeasured_week
        if self.measured_week > unit.action[MEASURED_SHARE] * free_hours + handling.slice_hours:
            share = 0.0  # the unit keeps some hours for what nobody measures
        candidates = [
            (self.value_of_matter(matter, share), TASK_MATTER, matter)
            for queue in (self.queue, unit.queue)
            for matter in queue.heads()
        ]
        if community.directives:
            directive = community.directives[0]
            candidates.append((self.value_of_directive(directive, share), TASK_DIRECTIVE, directive))
        finds = community.finds_per_hour / max(1.0, community.expected_public)
        seen = detection_prob(p.patrol, 1.0, community.n_households)
        fear = expected_loss(community.committee.expected_stake, community.usual_undetected, seen)
        duty = handling.patrol_worth if self.patrol_week < setting.patrol_duty_hours else 0.0
        patrol = value_per_hour(share * unit.marginal[PATROL_FINDS] * finds, fear, duty, 1.0)
        candidates.append((patrol, TASK_PATROL, None))
        if self.visit_week < setting.visit_duty_hours:
            candidates.append((handling.visit_worth, TASK_VISIT, None))
        slack = (1.0 - unit.action[MEASURED_SHARE]) * free_hours
        has_set_aside = self.mass_work_week < unit.action[MASS_WORK_SHARE] * slack
        candidates.append((math.inf if has_set_aside else handling.mass_work_worth, TASK_MASS_WORK, None))

        value, task, thing = max(candidates, key=lambda candidate: candidate[0])  # the first of equals
        if not value > 0.0:
            value, task, thing = 0.0, NO_TASK, None
        output = productivity(p.time_use, self.hours_week, self.strain)
        cost = marginal_cost(
            p.time_use, self.model.setting.statutory_week_hours, self.hours_week, self.hours_today, self.strain
        )
        if not works_next_hour(value, output, cost):
            return
        if task == TASK_MATTER:
            self.start_matter(thing)
        elif task == TASK_DIRECTIVE:
            self.start_directive(thing)
        else:
            self.start(task, None, handling.slice_hours)

    def gain_of_closing(self, matter: Any) -> float:
        """What reporting a matter closed now would add to the unit's expected payoff."""
        community, marginal = matter.community, matter.community.committee.marginal
        orders = int(max(community.n_orders, community.expected_orders))
        gain = score_rise(marginal[RESOLUTION], orders) + score_rise(marginal[SATISFACTION], orders)
        if self.model.now + matter.hours_left < matter.deadline_hours:
            gain += score_rise(marginal[ON_TIME], orders)
        if math.isnan(matter.first_response_hours):
            gain += score_rise(marginal[RESPONSE], orders)
        return gain

    def value_of_matter(self, matter: Any, share: float) -> float:
        p, handling = self.model.p, self.model.handling
        own = 0.0
        hours = handling.handling_hours
        if is_for_committee(matter):
            own = self.closure_price
            hours = matter.kind.hours_median + handling.travel_hours
            if matter.hours_worked > 0.0:
                hours = max(handling.travel_hours, matter.hours_left)
        worth = worth_of_settling(p.handling, matter.urgency)
        return value_per_hour(share * self.gain_of_closing(matter) + own, 0.0, worth, hours)

    def gain_of_directive(self, directive: Any) -> float:
        due = int(max(self.community.n_directives_due, self.community.expected_directives))
        return directive.n_counted * score_rise(self.party.marginal[DIRECTIVES_ON_TIME], due)

    def value_of_directive(self, directive: Any, share: float) -> float:
        handling = self.model.handling
        worth, gain = handling.obedience_worth * directive.hours_left, 0.0
        if directive.due_hours < self.model.now:
            worth *= handling.late_obedience
        else:
            gain = self.gain_of_directive(directive)
        return value_per_hour(share * gain, 0.0, worth, max(directive.hours_left, CLOSE_ENOUGH))
