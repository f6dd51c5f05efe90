"""A post through the days, weeks and months: absence, strain, sick leave, quitting, accounts."""

from __future__ import annotations

import math

from sim.names import (
    GRID_LEADER,
)
from sim.rules.enthusiasm import updated_enthusiasm
from sim.rules.points import points_on_offer, thanks_with_stars
from sim.rules.professional_team import kept_drive, stays_after_all
from sim.rules.strain import goes_sick, quits, sick_days, updated_strain, vacancy_days
from sim.streams import QUIT, STRAIN
from tests.twin.columns import total

STAYING_DRAWS = 1 << 40


class Roster:
    """What time does to a worker (part of the class Worker, whose attributes it reads)."""

    def start_day(self) -> None:
        """Book yesterday's standby, start the day's hours at zero; an absent worker's desk goes to the colleagues."""
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
            self.clear_desk()
            return
        if self.is_vacant:  # somebody new starts, rested and still learning
            self.is_vacant = False
            self.strain = 0.0
            self.skill = self.model.handling.newcomer_skill
            self.trained = 0.0
        if self.is_nominal:
            self.clear_desk()
        self.hours_available += setting.daily_maximum_hours

    def clear_desk(self) -> None:
        """What lies on the own desk goes to the colleagues."""
        for line in self.queue.all_lines():
            for matter in list(line):
                self.queue.leave(matter)
                self.party.queue.join(matter)

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
            support = 0.0 if self.party.community is None else self.party.community.support_of(self.party)
            self.strain = updated_strain(
                p, self.strain, self.hours_week, self.breaches_week, self.refusals_week, self.recognition, support
            )
            self.skill += model.handling.skill_learning_share * (1.0 - self.skill)
            if self.absent_until_hours <= model.now:
                is_leaving = quits(p, self.strain, model.draw(QUIT, self.id, 2 * week))
                if is_leaving and self.is_of_committee:
                    uniform = model.draw(QUIT, STAYING_DRAWS + self.id, week)
                    is_leaving = not stays_after_all(model.levers.professional_team, uniform)
                if is_leaving:
                    self.is_vacant = True
                    self.n_quits += 1.0
                    days = vacancy_days(p, model.draw(QUIT, self.id, 2 * week + 1))
                    self.absent_until_hours = model.now + 24.0 * days
                elif goes_sick(p, self.strain, model.draw(STRAIN, self.id, 2 * week)):
                    days = sick_days(p, model.draw(STRAIN, self.id, 2 * week + 1))
                    self.absent_until_hours = model.now + 24.0 * days
        self.hours_week = self.measured_week = self.unmeasured_week = self.mass_work_week = 0.0
        self.patrol_week = self.visit_week = self.refusals_week = self.breaches_week = 0.0

    # --- the month --------------------------------------------------------------------------------------------------
    def feel_month(self) -> None:
        """An unpaid leader's enthusiasm moves with the hours given and the thanks received."""
        if not self.is_paid:
            lever, is_party_member = self.model.levers.points, self.model.residents[self.resident].is_party > 0
            thanks = thanks_with_stars(lever, self.model.handling.thanks, is_party_member)
            points = points_on_offer(lever, self.model.setting.points, False)
            hours = total(self.hours)
            felt = updated_enthusiasm(self.model.p.enthusiasm, self.enthusiasm, hours, thanks, points, 0.0)
            self.enthusiasm = kept_drive(self.model.levers.professional_team, self.enthusiasm, felt)

    def open_month(self) -> None:
        """Accounts start at zero; what is left of the running day's hours stays available."""
        self.hours = [0.0] * len(self.hours)
        is_in_day = self.is_paid and self.hours_available > 0.0
        left = self.model.setting.daily_maximum_hours - self.hours_today
        self.hours_available = max(0.0, left) if is_in_day else 0.0
        self.overtime_hours = self.oncall_hours = self.n_breaches = self.n_absent_days = 0.0
        self.n_quits = self.worker_weeks = self.closures = 0.0
