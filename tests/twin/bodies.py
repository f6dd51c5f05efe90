"""Bodies beside the residents' committee: property companies, homeowners, social organisations, departments."""

from __future__ import annotations

from typing import Any

from sim.names import (
    EMERGENCY,
    TRUST_HOMEOWNERS,
    TRUST_PROPERTY,
    TRUST_SOCIAL,
)
from sim.rules.homeowners import dissolves, forms, hours_lent_per_week
from sim.rules.one_stop import counter_posts
from sim.rules.project_coordination import grown_rootedness, hours_on_the_way, is_assigned, is_coordinated, opens_up
from sim.rules.property_effort import best_effort
from sim.rules.social_organisation import is_deployable, renews_contract
from sim.rules.sunk_cadres import cadres_sent
from sim.streams import CONTRACT, VISIT
from sim.streams import HOMEOWNERS as HOMEOWNERS_DRAWS
from tests.twin.parties import MONTHS_BEFORE, WORKDAYS_PER_WEEK, Party

BODY_DRAWS = 1 << 41
OPEN_DRAWS, ASSIGNMENT_DRAWS = 1 << 44, 1 << 40  # in the streams VISIT and CONTRACT
EVENING = 19.0


class PropertyCompany(Party):
    """物业公司. Works every day, its people five days of seven, with the effort at which profit is highest."""

    trusted_as = TRUST_PROPERTY
    sits_at_platform = True
    stands_by = True

    def is_on_duty(self, number: int, day: int, works: bool) -> bool:
        return (number + day) % 7 < WORKDAYS_PER_WEEK

    def decide(self, month: int) -> None:
        handling, n = self.model.handling, float(self.compound.n_households)
        p = self.model.p.property_effort
        self.effort = best_effort(p, handling.fee_per_household, n, handling.contract_floor)


class HomeownersCommittee(Party):
    """业委会. Meets in the evening with the hours that active owners lend; forms and dissolves with them."""

    trusted_as = TRUST_HOMEOWNERS
    sits_at_platform = True

    def daily_hours(self) -> tuple[float, float]:
        return EVENING, hours_lent_per_week(self.model.p.homeowners, self.compound.n_active_owners) / 7.0

    def is_on_duty(self, number: int, day: int, works: bool) -> bool:
        return True

    def decide(self, month: int) -> None:
        p, compound = self.model.p.homeowners, self.compound
        share = float(compound.n_active_owners) / max(1.0, float(compound.n_owners))
        uniform = self.model.draw(HOMEOWNERS_DRAWS, BODY_DRAWS + self.row, month + MONTHS_BEFORE)
        if self.exists and dissolves(p, share, uniform):
            self.disband()
        elif not self.exists:
            self.exists = forms(p, share, compound.conflict, self.model.setting.platform_hours > 0.0, uniform)


class SocialOrganisation(Party):
    """社会组织. Rooted ones stay and act at once; purchased projects live from contract to contract."""

    trusted_as = TRUST_SOCIAL
    sits_at_platform = True

    def take_on(self, matter: Any) -> None:
        """A contract that foresees something else lets the matter wait at the committee."""
        if self.is_deployable:
            super().take_on(matter)
        else:
            self.community.committee.take_on(matter)

    @property
    def is_deployable(self) -> bool:
        since = self.model.now - self.model.setting.phase_start_hours
        since = hours_on_the_way(self.model.levers.project_coordination, since, self.rootedness)
        return is_deployable(self.model.p.social_organisation, bool(self.is_rooted), since)

    def opens_up(self, contact: int) -> bool:
        """Whether the resident of a contact opens up to what may be a stranger."""
        uniform = self.model.draw(VISIT, OPEN_DRAWS + self.row, contact)
        return opens_up(self.model.levers.project_coordination, self.rootedness, uniform)

    def be_coordinated(self, month: int) -> None:
        """The street keeps a pool: roots grow, and where a project has ended another comes."""
        lever = self.model.levers.project_coordination
        if not is_coordinated(lever) or self.is_rooted:
            return
        uniform = self.model.draw(CONTRACT, ASSIGNMENT_DRAWS + self.row, month + MONTHS_BEFORE)
        if self.exists:
            self.rootedness = grown_rootedness(lever, self.rootedness)
        elif is_assigned(lever, uniform):
            self.exists, self.rootedness = True, 0.0
        if self.exists:
            self.model.street.sundry_hours += lever.hours_per_month

    def decide(self, month: int) -> None:
        self.be_coordinated(month)
        handling = self.model.handling
        length = int(handling.contract_months)
        is_due = (month + MONTHS_BEFORE) % length == self.row % length
        if self.is_rooted or not self.exists or not is_due:
            return
        uniform = self.model.draw(CONTRACT, self.row, month + MONTHS_BEFORE)
        satisfaction = self.community.committee.satisfied_clients
        p = self.model.p.social_organisation
        if not renews_contract(p, satisfaction, handling.budget_share, uniform):
            self.disband()


class Department(Party):
    """职能部门. Serves the whole street in its jurisdiction."""

    stands_by = True

    @property
    def n_at_counter(self) -> int:
        return counter_posts(self.model.levers.one_stop, len(self.staff))

    @property
    def has_counter(self) -> bool:
        return self.n_at_counter > 0

    def sits_at_counter(self, number: int) -> bool:
        return number >= len(self.staff) - self.n_at_counter

    def move_cadres(self, n_sent_before: int) -> int:
        """Cadres whose stay is over come home, others set out; returns how many of the staff should be away."""
        model, p, now = self.model, self.model.levers.sunk_cadres, self.model.now
        wanted = cadres_sent(p, len(self.staff), model.setting.phase == EMERGENCY)
        may_set_out = now >= model.setting.phase_start_hours + 24.0 * p.delay_days
        for number, worker in enumerate(self.staff):
            if not worker.is_idle:
                continue
            if worker.is_cadre:
                if now >= worker.seconded_from_hours + 24.0 * p.stay_days:
                    worker.community = None
            elif number < wanted and may_set_out and worker.absent_until_hours <= now:
                worker.community = model.communities[(n_sent_before + number) % len(model.communities)]
                worker.seconded_from_hours = now
        return wanted
