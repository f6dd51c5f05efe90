"""What levers do in a community: meetings, disclosures, programmes, chat groups, and projects that remove a problem."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import DAYS_PER_MONTH, day_of
from sim.names import DELIBERATION, DISPUTES, GREEN, RED, TRUST_NEIGHBOURS, YELLOW
from sim.rules.deliberation import disclosed_quality, is_quorate, n_due
from sim.rules.form_support import useful_hours
from sim.rules.participation import updated_efficacy
from sim.rules.projects import budget_of_days, is_proposed, own_cost, with_one_more
from sim.rules.publicity import publicised_recognition
from sim.rules.risk_colours import colour, comes_up, has_gate, months_to_wait, n_disputes, ripe_risk
from sim.rules.social_organisation import trust_after_activity
from sim.rules.training import extra_training_hours, updated_training
from sim.rules.trust import grown_familiarity
from sim.streams import NEED, VISIT, below
from sim.tables import (
    DUTY_DELIBERATION,
    DUTY_DISCLOSURE,
    DUTY_FORM_SUPPORT,
    DUTY_OUTREACH,
    DUTY_PROJECT,
    DUTY_SHARING,
    DUTY_TRAINING,
    N_DUTIES,
)
from sim.world import ORDINARY_RECOGNITION
from tests.twin.columns import single
from tests.twin.needs import ID_OCCURRENCES
from tests.twin.network import put_to_residents

WEEKS_PER_MONTH = 30.0 / 7.0
DRAWS_PER_WEEK, DAYS_BEFORE = 4096, 100_000
OF_PROGRAMME = 1 << 40  # contacts of a programme lie beyond those of activities
PROGRAMME_DRAWS, READER_DRAWS, READERS_PER_MONTH = 1 << 42, 1 << 43, 1 << 20  # in the VISIT stream
FROM_ABOVE = 1 << 61  # entities of projects from above in the NEED stream
COMES_UP, RISK, RELIEVED, DISPUTED, NUMBER, DRAWS_PER_MONTH = 0, 1, 2, 3, 4, 8  # which draw of such a project
RAISED, FIRST_RAISED, MOST_DISPUTES = 7, 1 << 19, 32  # disputes that a project raises: draw, first number, most


class LeversHere:
    """Levers at work in one community (part of the class Community, whose attributes it reads)."""

    model: Any
    row: int
    committee: Any
    compounds: list[Any]
    residents: list[Any]
    duty_hours: list[float]

    # --- at the beginning of a month --------------------------------------------------------------------------------
    def count_groups(self) -> None:
        self.n_in_groups = 0
        for household in self.households:
            if math.isnan(household.vacant_until_hours) and household.is_in_living_group:
                self.n_in_groups += 1

    def fund_projects(self) -> None:
        """The street's money comes in; as long as it lasts, what residents wish most is built."""
        p = self.model.levers.projects
        self.project_fund += budget_of_days(p, float(DAYS_PER_MONTH))
        while p.budget_per_year > 0.0 and self.project_fund >= own_cost(p):
            wishes = [
                need
                for compound in self.compounds
                for need in compound.needs
                if is_proposed(p, need.n_wishes, len(deliberating(compound.residents)))
            ]
            if not wishes:
                return
            need = max(wishes, key=lambda need: need.n_wishes)  # the first of equals
            self.project_fund -= own_cost(p)
            self.duty_hours[DUTY_PROJECT] += p.staff_hours
            need.n_wishes = 0
            need.prevented_share = with_one_more(p.relief_share, need.prevented_share)
            for person in deliberating(need.compound.residents):
                person.efficacy = updated_efficacy(self.model.p.participation, person.efficacy, 1.0)

    # --- on Saturday ------------------------------------------------------------------------------------------------
    def run_programme(self, week: int) -> None:
        """Bought hours of social workers, in which residents meet each other and them."""
        model, organisation = self.model, self.social_organisation
        if organisation is None or model.setting.restriction > 0.0:
            return
        hours = model.levers.social_work.hours_per_week
        organisation.sundry_hours += hours
        for contact in range(int(hours * model.handling.contacts_per_hour + 0.5)):
            uniform = model.draw(VISIT, PROGRAMME_DRAWS + self.row, week * DRAWS_PER_WEEK + contact)
            person = self.residents[below(uniform, len(self.residents))]
            if person.is_present and organisation.opens_up(OF_PROGRAMME + week * DRAWS_PER_WEEK + contact):
                trust = trust_after_activity(model.p.social_organisation, person.trust[TRUST_NEIGHBOURS])
                person.trust[TRUST_NEIGHBOURS] = single(trust)
                person.familiarity_social = grown_familiarity(model.p.trust, person.familiarity_social)

    def deliberate(self, week: int) -> None:
        """Hold the week's residents' meeting, if one is due and nothing forbids it."""
        p = self.model.levers.deliberation
        per_week = p.meetings_per_month / WEEKS_PER_MONTH
        if n_due(per_week, week) == 0 or self.model.setting.restriction > 0.0:
            return
        self.duty_hours[DUTY_DELIBERATION] += p.staff_hours_per_meeting
        if is_quorate(p, len(deliberating(self.residents))):
            for _ in range(n_due(p.issues_per_meeting, int(per_week * week))):
                issues = self.issues(week)
                if issues:
                    first = min(issues, key=lambda matter: (matter.meeting_week, matter.voiced_hours, matter.row))
                    put_to_residents(first, week)
                    if first.is_agreed and first.is_closed:
                        first.be_repeated(first.n_orders)

    def issues(self, week: int) -> list[Any]:
        """Disputes and what needs agreement, on a desk or closed without being solved; nothing red, nothing twice."""
        return [
            matter
            for matter in self.model.matters
            if matter.community is self
            and matter.is_open
            and (matter.queue is not None or matter.is_closed)
            and matter.urgency != RED
            and matter.meeting_week != week
            and not matter.is_agreed
            and (matter.kind.domain == DISPUTES or matter.needs_agreement)
        ]

    # --- at the end of a month --------------------------------------------------------------------------------------
    def end_month_of_levers(self) -> None:
        """What the month's hours given to levers have achieved."""
        levers = self.model.levers
        for worker in self.committee.staff:
            worker.recognition = publicised_recognition(
                levers.publicity, worker.recognition, ORDINARY_RECOGNITION, self.duty_done[DUTY_OUTREACH]
            )
        working = self.committee.working_staff
        done = extra_training_hours(levers.training, self.duty_done[DUTY_TRAINING], self.model.setting.training_hours)
        for worker in working:
            worker.trained = updated_training(levers.training, worker.trained, done / len(working))
        if self.n_orders > 0.0:
            quality, day = disclosed_quality(self.n_resolved, self.n_orders), day_of(self.model.now) + DAYS_BEFORE
            for reader in range(int(self.duty_done[DUTY_DISCLOSURE] * levers.deliberation.readers_per_hour + 0.5)):
                uniform = self.model.draw(VISIT, READER_DRAWS + self.row, day * READERS_PER_MONTH + reader)
                person = self.residents[below(uniform, len(self.residents))]
                if person.is_present:
                    person.read_disclosure(quality)
        given = self.duty_done[DUTY_FORM_SUPPORT]
        self.support_useful_hours = useful_hours(levers.form_support.setup_hours, self.support_total_hours, given)
        self.support_total_hours += given
        given = self.duty_done[DUTY_SHARING]
        self.sharing_useful_hours = useful_hours(levers.records.sharing_setup_hours, self.sharing_total_hours, given)
        self.sharing_total_hours += given
        self.duty_done = [0.0] * N_DUTIES


def deliberating(residents: list[Any]) -> list[Any]:
    return [person for person in residents if person.is_present and person.act == DELIBERATION]


# --- projects from above ----------------------------------------------------------------------------------------------
class FromAbove:
    """Projects that come from above (part of the class Compound, whose attributes it reads)."""

    model: Any
    row: int
    community: Any
    needs: list[Any]

    def draw_project(self, month: int, which: int) -> float:
        return self.model.draw(NEED, FROM_ABOVE + self.row, month * DRAWS_PER_MONTH + which)

    def has_project(self, month: int) -> bool:
        return comes_up(self.model.levers.risk_colours, float(DAYS_PER_MONTH), self.draw_project(month, COMES_UP))

    def take_from_above(self, month: int, first_month: int) -> None:
        """A project may come up, and goes, waits or is dropped by its colour; one that waited may be ripe."""
        p = self.model.levers.risk_colours
        if self.has_project(month):
            if has_gate(p):
                self.community.duty_hours[DUTY_PROJECT] += p.screening_hours
            risk = self.draw_project(month, RISK)
            if colour(p, risk) == GREEN:
                self.go_ahead(month, risk, 2 * month * MOST_DISPUTES)
        came_up = month - months_to_wait(p, float(DAYS_PER_MONTH))
        if came_up >= first_month and self.has_project(came_up):
            risk = self.draw_project(came_up, RISK)
            if colour(p, risk) == YELLOW:
                self.go_ahead(came_up, ripe_risk(p, risk), (2 * month + 1) * MOST_DISPUTES)

    def go_ahead(self, came_up: int, risk: float, first_number: int) -> None:
        """Staff see to it, one public kind of matter is relieved, disputes arise in the month."""
        model, p = self.model, self.model.levers.risk_colours
        self.community.duty_hours[DUTY_PROJECT] += p.staff_hours
        public = [need for need in self.needs if need.kind.is_public and need.kind.domain != DISPUTES]
        if public:
            need = public[below(self.draw_project(came_up, RELIEVED), len(public))]
            need.prevented_share = with_one_more(p.relief_share, need.prevented_share)
        disputes = [need for need in self.needs if need.kind.domain == DISPUTES]
        if disputes:
            need = disputes[below(self.draw_project(came_up, DISPUTED), len(disputes))]
            for number in range(min(MOST_DISPUTES, n_disputes(p, risk, self.draw_project(came_up, NUMBER)))):
                id = need.key * ID_OCCURRENCES + FIRST_RAISED + first_number + number
                need.describe(id, model.now + 24.0 * DAYS_PER_MONTH * model.draw(NEED, id, RAISED))
