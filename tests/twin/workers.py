"""Workers: the choice of the next task, and what a finished stretch of work leads to."""

from __future__ import annotations

import math
from typing import Any

import mesa

from sim.clock import hour_of_day
from sim.names import (
    COMMITTEE,
    DIRECTIVES,
    DIRECTIVES_ON_TIME,
    GRID_LEADER,
    HAND_OFF,
    HOMEOWNERS,
    MASS_WORK,
    MATTERS,
    MEETINGS,
    NEGOTIATION,
    ON_TIME,
    PATROL,
    PATROL_FINDS,
    POSTS,
    RED,
    RESOLUTION,
    RESPONSE,
    SATISFACTION,
    TRAINING,
    TRAVEL,
    VISITS,
)
from sim.phases.queues import EVENT_SHIFT, EVENT_TASK_END
from sim.rules.coping import closes_falsely, false_closure_hours, fills_perfunctorily, perfunctory_hours_factor
from sim.rules.effort import COPING, MASS_WORK_SHARE, MEASURED_SHARE, OVERTIME
from sim.rules.enthusiasm import updated_enthusiasm
from sim.rules.handling import worth_of_settling
from sim.rules.liability import expected_loss
from sim.rules.strain import goes_sick, quits, sick_days, updated_strain, vacancy_days
from sim.rules.time_use import marginal_cost, productivity, score_rise, value_per_hour, works_next_hour
from sim.streams import QUIT, STRAIN, VISIT, below
from sim.tables import (
    DUTY_EMERGENCY,
    DUTY_MEETING,
    DUTY_PLATFORM,
    DUTY_SUPERVISION,
    DUTY_TRAINING,
    NO_TASK,
    TASK_DIRECTIVE,
    TASK_DUTY,
    TASK_MASS_WORK,
    TASK_MATTER,
    TASK_PATROL,
    TASK_POST,
    TASK_VISIT,
)
from tests.twin.columns import copy_columns, total
from tests.twin.matters import DONE
from tests.twin.parties import Queue, is_for_committee, next_candidate, send

NOON, AFTER_LUNCH = 12.0, 13.0
CLOSE_ENOUGH = 1e-9  # hours; below it nothing is left to do
CONTACT_DRAWS, DRAWS_PER_TASK = 1 << 40, 1024
ACTIVITY_OF_DUTY = {
    DUTY_EMERGENCY: DIRECTIVES,
    DUTY_MEETING: MEETINGS,
    DUTY_SUPERVISION: MEETINGS,
    DUTY_TRAINING: TRAINING,
    DUTY_PLATFORM: NEGOTIATION,
}  # the others count as work on matters


class Worker(mesa.Agent):
    """One post, paid or not, and whoever holds it now."""

    def __init__(self, model: Any, row: int, party: Any, community: Any, columns: Any) -> None:
        super().__init__(model)
        self.row, self.party, self.community = row, party, community
        copy_columns(self, columns, but=("party", "community", "task_row"))
        self.task_on: Any = None  # the matter, directive or duty
        self.queue = Queue(party)

    @property
    def is_of_committee(self) -> bool:
        return self.party.kind == COMMITTEE

    # --- availability -----------------------------------------------------------------------------------------------
    @property
    def is_idle(self) -> bool:
        return self.task == NO_TASK

    @property
    def is_absent(self) -> bool:
        """Sick, vacant, or in the rest after a night post."""
        return self.absent_until_hours > self.model.now or self.rest_until_hours > self.model.now

    @property
    def is_on_shift(self) -> bool:
        return self.shift_start_hours <= self.model.now < self.shift_end_hours and not self.is_absent

    @property
    def may_be_interrupted(self) -> bool:
        is_on_red = self.task == TASK_MATTER and self.task_on.urgency == RED
        return self.task not in (NO_TASK, TASK_POST) and not self.is_absent and not is_on_red

    @property
    def hours_left_today(self) -> float:
        has_post_ahead = self.post_from_hours > self.model.now
        ahead = self.post_until_hours - self.post_from_hours if has_post_ahead else 0.0
        return self.model.setting.daily_maximum_hours - self.hours_today - ahead

    @property
    def speed(self) -> float:
        """Output of an hour of ordered work, against a rested and experienced worker's."""
        output = productivity(self.model.p.time_use, self.hours_week, self.strain) * self.skill
        return max(self.model.handling.least_productivity, output)

    def be_called(self, time: float) -> None:
        self.model.schedule(time, EVENT_SHIFT, self.row)

    def be_interrupted(self) -> None:
        """Put down the task now; duties left undone are owed again."""
        now = self.model.now
        if self.task == TASK_DUTY:
            if self.is_of_committee:
                self.community.duty_hours[self.task_on] += self.task_end_hours - now
            else:
                self.party.sundry_hours += self.task_end_hours - now
        self.token += 1
        self.task_end_hours = now
        self.model.schedule(now, EVENT_TASK_END, self.row, self.token)

    # --- choosing ---------------------------------------------------------------------------------------------------
    def choose_task(self) -> None:
        self.task = NO_TASK
        self.is_pretending = False
        if self.is_absent:
            return
        if self.is_of_committee:
            self.choose_committee_task()
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
        if party.sundry_hours > CLOSE_ENOUGH:
            hours = min(party.sundry_hours, self.model.handling.slice_hours)
            party.sundry_hours -= self.start(TASK_DUTY, None, hours)
            return
        matter = party.queue.most_urgent()
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
        patrol = share * unit.marginal[PATROL_FINDS] * finds
        if self.patrol_week < setting.patrol_duty_hours:
            patrol += handling.patrol_worth
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
        cost = marginal_cost(p.time_use, self.hours_week, self.hours_today, self.strain)
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
        liability = own = 0.0
        if matter.urgency == RED:
            left = matter.deadline_hours - self.model.now
            liability = expected_loss(p.liability, left, matter.community.committee.expected_stake)
        hours = handling.handling_hours
        if is_for_committee(matter):
            own = self.closure_price
            hours = matter.kind.hours_median + handling.travel_hours
            if matter.hours_worked > 0.0:
                hours = max(handling.travel_hours, matter.hours_left)
        worth = worth_of_settling(p.handling, matter.urgency)
        return value_per_hour(share * self.gain_of_closing(matter) + own, liability, worth, hours)

    def gain_of_directive(self) -> float:
        due = int(max(self.community.n_directives_due, self.community.expected_directives))
        return score_rise(self.party.marginal[DIRECTIVES_ON_TIME], due)

    def value_of_directive(self, directive: Any, share: float) -> float:
        handling = self.model.handling
        worth, gain = handling.obedience_worth * directive.hours_left, 0.0
        if directive.due_hours < self.model.now:
            worth *= handling.late_obedience
        else:
            gain = self.gain_of_directive()
        return value_per_hour(share * gain, 0.0, worth, max(directive.hours_left, CLOSE_ENOUGH))

    # --- beginning --------------------------------------------------------------------------------------------------
    def start(self, task: int, thing: Any, hours: float) -> float:
        """Begin; lunch, a post or the day's limit may cut it short. Returns the hours now planned."""
        now = self.model.now
        end = now + hours
        if task != TASK_POST:
            may_overrun = task == TASK_DUTY or (task == TASK_MATTER and thing.urgency == RED)
            end = min(end, self.next_break(may_overrun))
        self.task, self.task_on = task, thing
        self.task_start_hours, self.task_end_hours = now, end
        self.token += 1
        self.model.schedule(end, EVENT_TASK_END, self.row, self.token)
        return end - now

    def next_break(self, may_overrun: bool) -> float:
        """The day's limit, a post, noon; for work that can wait also the end of shift and overtime."""
        now = self.model.now
        limit = now + max(0.0, self.hours_left_today)
        if self.post_from_hours > now:
            limit = min(limit, self.post_from_hours)
        noon = now - hour_of_day(now) + NOON
        if self.is_on_shift and now < noon:
            limit = min(limit, noon)
        if not may_overrun:
            limit = min(limit, self.shift_end_hours + self.party.action[OVERTIME])
        return max(limit, now + CLOSE_ENOUGH)

    def start_matter(self, matter: Any) -> None:
        """Pass it on, go to work on it, or only look as if."""
        p, handling, unit = self.model.p, self.model.handling, self.party
        matter.queue.leave(matter)
        if self.is_of_committee and not is_for_committee(matter):
            hours = handling.handling_hours
        else:
            work = matter.hours_left
            if self.is_of_committee and matter.urgency != RED:
                gain = self.model.setting.worker_share * self.gain_of_closing(matter) + self.closure_price
                penalty = float(p.effort.caught_penalty)
                self.is_pretending = closes_falsely(
                    p.coping, True, unit.action[COPING], gain, unit.caught_belief, penalty
                )
                if self.is_pretending:
                    work = false_closure_hours(p.coping, matter.hours_left)
            hours = handling.travel_hours + work / self.speed
        if math.isnan(matter.first_response_hours):
            matter.first_response_hours = self.model.now + min(hours, handling.travel_hours)
        self.start(TASK_MATTER, matter, hours)

    def start_directive(self, directive: Any) -> None:
        """The first form in line, for a stretch; perfunctorily if that pays."""
        p, unit = self.model.p, self.party
        self.community.directives.popleft()
        gain = self.model.setting.worker_share * self.gain_of_directive()
        penalty = float(p.effort.caught_penalty)
        if not directive.is_perfunctory and fills_perfunctorily(
            p.coping, True, unit.action[COPING], gain, unit.caught_belief, penalty
        ):
            directive.is_perfunctory = True
            directive.hours_left *= perfunctory_hours_factor(p.coping)
        self.start(TASK_DIRECTIVE, directive, min(directive.hours_left / self.speed, self.model.handling.slice_hours))

    # --- ending -----------------------------------------------------------------------------------------------------
    def book(self, community: Any, activity: int, hours: float) -> None:
        self.hours[activity] += hours
        self.hours_today += hours
        self.hours_week += hours
        if community is not None:
            is_paid_work = self.party.kind != HOMEOWNERS
            community.note("paid_hours" if is_paid_work else "unpaid_hours", hours)
            if self.is_of_committee:
                community.note("worker_hours", hours)
        beyond_shift = self.model.now - max(self.shift_end_hours, self.model.now - hours)
        if beyond_shift > 0.0:
            self.overtime_hours += min(hours, beyond_shift)

    def finish_task(self, token: int) -> None:
        """Book the hours, draw the consequence, choose the next task."""
        if token != self.token or self.is_idle:
            return  # it was interrupted before
        hours = self.model.now - self.task_start_hours
        task, thing, community = self.task, self.task_on, self.community
        if task == TASK_MATTER:
            self.finish_matter(thing, hours)
        elif task == TASK_DIRECTIVE:
            self.finish_directive(thing, hours)
        elif task == TASK_PATROL:
            self.book(community, PATROL, hours)
            self.measured_week += hours
            self.patrol_week += hours
            community.be_patrolled(hours)
        elif task == TASK_VISIT:
            self.book(community, VISITS, hours)
            self.visit_week += hours
            self.unmeasured_week += hours
            self.visit(hours)
        elif task == TASK_MASS_WORK:
            self.book(community, MASS_WORK, hours)
            self.mass_work_week += hours
            self.unmeasured_week += hours
            self.meet_residents(hours)
        elif task == TASK_POST:
            self.book(community, POSTS, hours)
        elif task == TASK_DUTY:
            activity = ACTIVITY_OF_DUTY.get(thing, MATTERS) if self.is_of_committee else NEGOTIATION
            self.book(community, activity, hours)
        self.choose_task()

    def finish_directive(self, directive: Any, hours: float) -> None:
        directive.hours_left -= hours * self.speed
        self.book(self.community, DIRECTIVES, hours)
        self.measured_week += hours
        if directive.hours_left > DONE:
            self.community.directives.appendleft(directive)
        elif self.model.now <= directive.due_hours:
            self.community.n_directives_on_time += 1.0

    def finish_matter(self, matter: Any, hours: float) -> None:
        handling, community = self.model.handling, matter.community
        self.measured_week += hours
        desk = self.queue if self.is_of_committee and self.model.setting.has_cell_responsibility else self.party.queue
        if self.is_of_committee and not is_for_committee(matter):
            self.book(community, HAND_OFF, hours)
            matter.hours_worked += hours
            if matter.is_dropped:
                return
            if hours + DONE < handling.handling_hours:
                desk.join(matter)
            else:
                send(matter, next_candidate(matter).row)
            return
        travel = min(hours, handling.travel_hours)
        done = (hours - travel) * self.speed
        self.book(community, TRAVEL, travel)
        self.book(community, MATTERS, hours - travel)
        matter.hours_worked += hours
        if matter.is_dropped:
            return
        if not self.is_pretending:
            matter.hours_left -= done
            if matter.hours_left > DONE:
                desk.join(matter)
                return
        self.closures += 1.0
        matter.close(self.party, bool(self.is_pretending))

    # --- among residents ----------------------------------------------------------------------------------------------
    def visit(self, hours: float) -> None:
        """Door after door, household by household in turn."""
        spent = 0.0
        while spent < hours:
            taken, is_refused = self.community.next_to_visit().knock(self.recognition, self.local_ties, False)
            spent += taken
            if is_refused:
                self.refusals_week += 1.0

    def meet_residents(self, hours: float) -> None:
        """Mass work: so many residents, at random, meet the worker."""
        residents = self.community.residents
        for contact in range(int(hours * self.model.handling.contacts_per_hour + 0.5)):
            uniform = self.model.draw(VISIT, CONTACT_DRAWS + self.row, self.token * DRAWS_PER_TASK + contact)
            person = residents[below(uniform, len(residents))]
            if person.is_present:
                person.meet_worker()

    # --- the day and the week ---------------------------------------------------------------------------------------
    def start_day(self) -> None:
        """Yesterday's standby is booked, the day's hours start at zero, an absent worker's desk goes to the colleagues."""
        now, setting = self.model.now, self.model.setting
        if self.on_call_until_hours >= now:
            self.oncall_hours += max(0.0, 24.0 - self.hours_today)
        self.hours_today = 0.0
        if self.is_night_post:
            self.is_night_post = False
            self.rest_until_hours = now + setting.night_rest_hours
        self.on_call_until_hours = self.shift_end_hours = -math.inf
        self.post_from_hours = self.post_until_hours = math.nan
        self.shift_start_hours = math.inf
        if self.absent_until_hours > now:
            self.n_absent_days += 1.0
            for line in self.queue.all_lines():
                for matter in list(line):
                    self.queue.leave(matter)
                    self.party.queue.join(matter)
            return
        if self.is_vacant:  # somebody new starts, rested and still learning
            self.is_vacant = False
            self.strain = 0.0
            self.skill = self.model.handling.newcomer_skill
        self.hours_available += setting.daily_maximum_hours

    def count_payroll(self) -> None:
        """On Monday: does the worker count for the week, or is the post vacant or the worker absent all of it?"""
        self.was_on_payroll = not self.is_vacant and self.absent_until_hours < self.model.midnight + 7.0 * 24.0

    def break_rest(self) -> None:
        """Nobody rested is left for a post."""
        self.rest_until_hours = -math.inf
        self.n_breaches += 1.0
        self.breaches_week += 1.0

    def feel_week(self, week: int) -> None:
        """Paid staff carry on the week's strain, some fall sick, some quit; everybody's week starts anew."""
        model, p = self.model, self.model.p.strain
        if self.kind != GRID_LEADER and not self.is_vacant:
            support = 0.0 if self.community is None else self.community.support_of(self.party)
            self.strain = updated_strain(
                p, self.strain, self.hours_week, self.breaches_week, self.refusals_week, self.recognition, support
            )
            self.skill += model.handling.skill_learning_share * (1.0 - self.skill)
            if self.absent_until_hours <= model.now:
                if quits(p, self.strain, model.draw(QUIT, self.row, 2 * week)):
                    self.is_vacant = True
                    self.n_quits += 1.0
                    days = vacancy_days(p, model.draw(QUIT, self.row, 2 * week + 1))
                    self.absent_until_hours = model.now + 24.0 * days
                elif goes_sick(p, self.strain, model.draw(STRAIN, self.row, 2 * week)):
                    days = sick_days(p, model.draw(STRAIN, self.row, 2 * week + 1))
                    self.absent_until_hours = model.now + 24.0 * days
        self.hours_week = self.measured_week = self.unmeasured_week = self.mass_work_week = 0.0
        self.patrol_week = self.visit_week = self.refusals_week = self.breaches_week = 0.0

    # --- the month --------------------------------------------------------------------------------------------------
    def feel_month(self) -> None:
        """An unpaid leader's enthusiasm moves with the hours given and the thanks received."""
        if not self.is_paid:
            thanks, points = self.model.handling.thanks, self.model.setting.points
            hours = total(self.hours)
            self.enthusiasm = updated_enthusiasm(self.model.p.enthusiasm, self.enthusiasm, hours, thanks, points, 0.0)

    def open_month(self) -> None:
        """Accounts start at zero; what is left of the running day's hours stays available."""
        self.hours = [0.0] * len(self.hours)
        is_in_day = self.is_paid and self.hours_available > 0.0
        left = self.model.setting.daily_maximum_hours - self.hours_today
        self.hours_available = max(0.0, left) if is_in_day else 0.0
        self.overtime_hours = self.oncall_hours = self.n_breaches = self.n_absent_days = 0.0
        self.n_quits = self.worker_weeks = self.closures = 0.0
