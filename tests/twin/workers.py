"""Workers: whether they are there, how they begin a task, and what a finished stretch of work leads to."""

from __future__ import annotations

import math
from typing import Any

import mesa

from sim.clock import hour_of_day
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    DIRECTIVES,
    HAND_OFF,
    HOMEOWNERS,
    MASS_WORK,
    MATTERS,
    MEETINGS,
    NEGOTIATION,
    PATROL,
    POSTS,
    RED,
    TRAINING,
    TRAVEL,
    VISITS,
)
from sim.phases.queues import EVENT_SHIFT, EVENT_TASK_END
from sim.rules.coping import closes_falsely, false_closure_hours, fills_perfunctorily, perfunctory_hours_factor
from sim.rules.effort import COPING, OVERTIME
from sim.rules.sunk_cadres import front_skill
from sim.rules.time_use import productivity
from sim.rules.training import trained_output
from sim.streams import VISIT, below
from sim.tables import (
    DUTY_DELIBERATION,
    DUTY_DISCLOSURE,
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    DUTY_LEADERS,
    DUTY_MEETING,
    DUTY_OUTREACH,
    DUTY_PAPER,
    DUTY_PLATFORM,
    DUTY_PROJECT,
    DUTY_REGISTRATION,
    DUTY_SHARING,
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
from tests.twin.choosing import CLOSE_ENOUGH, NOON, Choosing
from tests.twin.closing import DONE
from tests.twin.columns import copy_columns
from tests.twin.network import is_for_committee, next_candidate, send
from tests.twin.parties import Queue
from tests.twin.roster import Roster

CONTACT_DRAWS, DRAWS_PER_TASK = 1 << 40, 1024
ACTIVITY_OF_DUTY = {
    DUTY_EMERGENCY: DIRECTIVES,
    DUTY_PAPER: DIRECTIVES,
    DUTY_FORM_SUPPORT: DIRECTIVES,
    DUTY_SHARING: DIRECTIVES,
    DUTY_REGISTRATION: DIRECTIVES,
    DUTY_MEETING: MEETINGS,
    DUTY_SUPERVISION: MEETINGS,
    DUTY_TRAINING: TRAINING,
    DUTY_PLATFORM: NEGOTIATION,
    DUTY_OUTREACH: MASS_WORK,
    DUTY_DELIBERATION: MEETINGS,
    DUTY_DISCLOSURE: MEETINGS,
    DUTY_PROJECT: MEETINGS,
    DUTY_LEADERS: MEETINGS,
}  # the others count as work on matters


class Worker(Choosing, Roster, mesa.Agent):
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
        """Sick, vacant, in the rest after a night post, or there on paper only."""
        return self.is_nominal or self.absent_until_hours > self.model.now or self.rest_until_hours > self.model.now

    @property
    def is_nominal(self) -> bool:
        """A name among the committee's staff, and no more."""
        return self.is_of_committee and self not in self.party.working_staff

    @property
    def is_cadre(self) -> bool:
        """A department's, sent to a committee for a while."""
        return self.party.kind == DEPARTMENT and self.community is not None

    @property
    def is_at_home(self) -> bool:
        """With the body whose staff it is."""
        return self.community is self.party.community

    @property
    def serves_committee(self) -> bool:
        return self.is_of_committee or self.is_cadre

    @property
    def cadre_skill(self) -> float:
        """How far a cadre is at home in a committee's work by now."""
        return front_skill(self.model.levers.sunk_cadres, self.model.now - self.seconded_from_hours)

    @property
    def is_on_duty_by_roster(self) -> bool:
        return self.shift_start_hours <= self.model.now < self.shift_end_hours

    @property
    def is_on_shift(self) -> bool:
        return self.is_on_duty_by_roster and not self.is_absent

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
        output *= trained_output(self.model.levers.training, self.trained)
        if self.is_cadre:
            output *= self.cadre_skill
        return max(self.model.handling.least_productivity, output)

    def be_called(self, time: float) -> None:
        self.model.schedule(time, EVENT_SHIFT, self.row)

    def be_interrupted(self) -> None:
        """Put down the task now; duties left undone are owed again."""
        now = self.model.now
        if self.task == TASK_DUTY:
            if self.is_of_committee:
                self.community.duty_hours[self.task_on] += self.task_end_hours - now
            elif self.task_on == DUTY_FORM_SUPPORT:
                self.party.support_hours += self.task_end_hours - now
            else:
                self.party.sundry_hours += self.task_end_hours - now
        self.token += 1
        self.task_end_hours = now
        self.model.schedule(now, EVENT_TASK_END, self.row, self.token)

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
        if self.serves_committee and not is_for_committee(matter):
            hours = handling.handling_hours
        else:
            work = matter.hours_left
            if self.is_of_committee and matter.urgency != RED:
                gain = self.model.setting.worker_share * self.gain_of_closing(matter) + self.closure_price
                penalty = float(p.effort.caught_penalty)
                self.is_pretending = closes_falsely(p.coping, unit.action[COPING], gain, unit.caught_belief, penalty)
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
        gain = self.model.setting.worker_share * self.gain_of_directive(directive)
        penalty = float(p.effort.caught_penalty)
        if not directive.is_perfunctory and fills_perfunctorily(
            p.coping, unit.action[COPING], gain, unit.caught_belief, penalty
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
            if community is None:  # the counters of departments stand in the communities by turns
                community = self.model.communities[self.row % len(self.model.communities)]
            self.book(community, POSTS, hours)
        elif task == TASK_DUTY:
            activity = NEGOTIATION if thing is None else ACTIVITY_OF_DUTY.get(thing, MATTERS)
            self.book(community, activity, hours)
            if thing is not None:
                community.duty_done[thing] += hours
        self.choose_task()

    def finish_directive(self, directive: Any, hours: float) -> None:
        directive.hours_left -= hours * self.speed
        self.book(self.community, HAND_OFF if directive.is_handed_up else DIRECTIVES, hours)
        self.measured_week += hours
        if directive.hours_left > DONE:
            self.community.directives.appendleft(directive)
        elif self.model.now <= directive.due_hours:
            self.community.n_directives_on_time += directive.n_counted

    def finish_matter(self, matter: Any, hours: float) -> None:
        handling, community = self.model.handling, matter.community
        self.measured_week += hours
        desk = self.queue if self.is_of_committee and self.model.setting.has_cell_responsibility else self.party.queue
        if self.is_cadre:
            desk = self.community.committee.queue
        if self.serves_committee and not is_for_committee(matter):
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
            taken, is_refused = self.community.next_to_visit().knock(self.recognition, self.local_ties, False, 0.0)
            spent += taken
            if is_refused:
                self.refusals_week += 1.0

    def meet_residents(self, hours: float) -> None:
        """Mass work: so many residents, at random, meet the worker."""
        residents = self.community.residents
        for contact in range(int(hours * self.model.handling.contacts_per_hour + 0.5)):
            uniform = self.model.draw(VISIT, CONTACT_DRAWS + self.id, self.token * DRAWS_PER_TASK + contact)
            person = residents[below(uniform, len(residents))]
            if person.is_present:
                person.meet_worker()
