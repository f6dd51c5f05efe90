"""Residents: they trust, know the committee's people, choose every four weeks whether to take part, move in and out."""

from __future__ import annotations

from typing import Any

import mesa

from sim.names import (
    DELIBERATION,
    INBOUND,
    LOCAL,
    NOT_ACTIVE,
    OUTBOUND,
    TRUST_COMMITTEE,
    TRUST_NEIGHBOURS,
    VOLUNTEERING,
)
from sim.rules.building_leaders import is_reached_by_leader
from sim.rules.cells import member_prob
from sim.rules.deliberation import quality_read
from sim.rules.enthusiasm import updated_enthusiasm
from sim.rules.five_roles import role_prob
from sim.rules.homeowners import is_owner_invited
from sim.rules.participation import (
    act_chosen,
    is_mobilised,
    pull_of_call,
    social_influence,
    updated_efficacy,
    updated_habit,
    willingness,
)
from sim.rules.points import call_by_branch, hours_of_accounts, hours_with_quota, points_on_offer, thanks_with_stars
from sim.rules.residents import moves_away, returns_home
from sim.rules.social_work import invitation_by_social_workers
from sim.rules.traits import CHILD_UNTIL_YEARS, ELDERLY_FROM_YEARS, daily_rhythm, digital_skill, free_time, share_around
from sim.rules.trust import faded_familiarity, grown_familiarity, updated_responsiveness, updated_trust
from sim.rules.volunteer_work import health_risk, hours_offered_per_week
from sim.streams import HOMEOWNERS, PARTICIPATION, POPULATION, normal
from sim.tables import DUTY_SUPERVISION
from tests.twin.columns import Single, copy_columns, single

WEEKS_PER_MONTH = 30.0 / 7.0
IN_SERVICE = 2  # a party member who works elsewhere
OWNERS_OF_LEADERS = 1 << 42  # entities of owners whom building leaders reach in the HOMEOWNERS stream
# which draw of a person's traits is meant
RHYTHM, DIGITAL, DISPOSITION, THRESHOLD, FAMILIARITY, RESPONSIVENESS, TRUST = 6, 7, 8, 9, 10, 11, 18
DRAWS_PER_TENURE = 32
ASKED_DRAWS = 1 << 42


class Resident(mesa.Agent):
    """居民. One place in a household, and whoever fills it now."""

    age = Single()
    digital_skill = Single()
    inclusion = Single()
    disposition = Single()
    threshold = Single()
    free_time = Single()
    familiarity = Single()
    last_contact_hours = Single()
    familiarity_social = Single()
    responsiveness = Single()
    efficacy = Single()
    enthusiasm = Single()
    habit = Single()
    volunteer_hours = Single()

    def __init__(self, model: Any, row: int, household: Any, columns: Any) -> None:
        super().__init__(model)
        self.row = row
        self.household = household
        copy_columns(self, columns, but=("household",))

    # --- who somebody is --------------------------------------------------------------------------------------------
    @property
    def building(self) -> Any:
        return self.household.building

    @property
    def compound(self) -> Any:
        return self.building.compound

    @property
    def community(self) -> Any:
        return self.compound.community

    def move_alone(self, uniform: float) -> None:
        """A local adult may go to live elsewhere, an outbound one may come back."""
        p = self.model.p.residents
        if moves_away(p, self.hukou, uniform):
            self.is_present, self.hukou = 0, OUTBOUND
            self.community.note("n_departed", 1.0)
        elif returns_home(p, self.hukou, uniform):
            self.is_present, self.hukou = 1, LOCAL
            self.community.note("n_arrived", 1.0)

    @property
    def is_adult(self) -> bool:
        return self.age >= CHILD_UNTIL_YEARS

    @property
    def group(self) -> int | None:
        """Hukou status by age band, for those who live here and are no children."""
        if not self.is_present or not self.is_adult:
            return None
        return (2 if self.hukou == INBOUND else 0) + (1 if self.age >= ELDERLY_FROM_YEARS else 0)

    def draw_traits(self) -> None:
        """A newcomer to this place in the household: all traits that no margin counts."""
        p = self.model.p.traits

        def draw(which: int) -> float:
            return self.model.draw(POPULATION, self.row, self.tenure * DRAWS_PER_TENURE + which)

        self.rhythm = daily_rhythm(p, self.age, draw(RHYTHM))
        self.digital_skill = digital_skill(p, self.age, normal(draw(DIGITAL)))
        self.disposition = normal(draw(DISPOSITION))
        self.threshold = share_around(p.threshold_level, p.threshold_spread, normal(draw(THRESHOLD)))
        self.responsiveness = share_around(p.responsiveness_level, p.trust_spread, normal(draw(RESPONSIVENESS)))
        self.trust = [
            single(share_around(p.trust_level, p.trust_spread, normal(draw(TRUST + body))))
            for body in range(len(self.trust))
        ]
        self.inclusion = p.inclusion_inbound if self.hukou == INBOUND else 1.0
        self.free_time = free_time(p, self.rhythm)
        self.efficacy = p.efficacy_level
        self.enthusiasm = p.enthusiasm_level
        self.habit = self.volunteer_hours = 0.0
        self.act = self.is_mobilised = self.acted_before = 0
        self.familiarity = self.familiarity_social = 0.0
        self.last_contact_hours = self.model.now

    # --- the committee's people, and trust ----------------------------------------------------------------------------
    def familiarity_now(self) -> float:
        return faded_familiarity(self.model.p.trust, self.familiarity, self.model.now - self.last_contact_hours)

    def meet_worker(self) -> None:
        self.familiarity = grown_familiarity(self.model.p.trust, self.familiarity_now())
        self.last_contact_hours = self.model.now
        self.change_trust(TRUST_COMMITTEE, 1.0)

    def change_trust(self, body: int, quality: float) -> None:
        before = self.trust[body]
        self.trust[body] = single(updated_trust(self.model.p.trust, before, quality))
        if body == TRUST_COMMITTEE and self.group is not None:
            self.community.trust_sum[self.group] += self.trust[body] - before

    def experience(self, body: int, quality: float) -> None:
        """A matter of this resident's was handled that well: trust and the belief that reporting helps move."""
        self.change_trust(body, quality)
        self.responsiveness = updated_responsiveness(self.model.p.trust, self.responsiveness, quality)

    def read_disclosure(self, quality: float) -> None:
        """What is published about the committee counts less than what one lives through."""
        read = quality_read(self.model.levers.deliberation, self.trust[TRUST_COMMITTEE], quality)
        self.change_trust(TRUST_COMMITTEE, read)

    # --- taking part --------------------------------------------------------------------------------------------------
    @property
    def is_active(self) -> bool:
        return self.act != NOT_ACTIVE

    def standing(self) -> int:
        """Took part within 30 days: 0 no, 1 of their own accord, 2 called in."""
        now = 1 + self.is_mobilised if self.is_active else 0
        return max(now, self.acted_before)

    def count(self, sign: int) -> None:
        """Enter (+1) or take out (-1) this resident's act in the running counts."""
        if self.standing() > 0:
            self.community.participants[self.group][self.standing() - 1] += sign
        if self.is_active:
            self.building.n_active += sign
            if self.household.is_owner:
                self.compound.n_active_owners += sign
        if self.act == VOLUNTEERING:
            self.community.volunteer_pool_hours += sign * self.volunteer_hours

    def is_asked_in_cell(self) -> bool:
        """Gathered by the leader of the cell, or asked to fill a role in it."""
        community, levers = self.community, self.model.levers
        adults = max(1, community.n_adults) / community.n_cells
        prob = role_prob(levers.five_roles, adults)
        if self.household.cell - community.first_cell < len(community.leaders):
            prob += member_prob(levers.cells, adults)
        return prob > 0.0 and self.model.draw(PARTICIPATION, ASKED_DRAWS + self.row, self.tenure) < prob

    def choose_act(self, week: int, has_venue: bool) -> None:
        """Look back on four weeks, then choose the next act by one draw."""
        p, handling, setting, levers = self.model.p, self.model.handling, self.model.setting, self.model.levers
        is_in_service = self.is_party == IN_SERVICE
        offer = points_on_offer(levers.points, setting.points, is_in_service)
        was_active = self.is_active
        self.count(-1)
        # === what was seen of it ===
        seen = 1.0 - self.building.unmet
        if was_active:
            if self.act == VOLUNTEERING:
                seen = self.community.volunteer_use
            elif self.act == DELIBERATION:
                seen = self.community.agreement_share
            self.efficacy = updated_efficacy(p.participation, self.efficacy, seen)
        self.habit = updated_habit(p.participation, self.habit, was_active)
        praise = thanks_with_stars(levers.points, handling.thanks, self.is_party > 0)
        thanks, points, results = (praise, offer, seen) if was_active else (0.0, 0.0, 0.0)
        hours_month = self.volunteer_hours * WEEKS_PER_MONTH
        self.enthusiasm = updated_enthusiasm(p.enthusiasm, self.enthusiasm, hours_month, thanks, points, results)
        # === willingness of one's own accord, and the call ===
        share_active = self.building.n_active / max(1, self.building.n_adults - 1)  # of the others
        willing = willingness(
            p.participation,
            self.disposition,
            self.habit,
            self.efficacy,
            self.building.unmet,
            self.enthusiasm,
            self.trust[TRUST_NEIGHBOURS],
            social_influence(p.participation, share_active, self.threshold),
            self.free_time,
            health_risk(p.volunteer_work, self.age, setting.health_hazard),
        )
        invitation = self.familiarity_now() * handling.invitation_share
        if self.compound.is_calling and self.household.is_owner:
            is_invited = is_owner_invited(p.homeowners, self.model.draw(HOMEOWNERS, self.row, week))
            uniform = self.model.draw(HOMEOWNERS, OWNERS_OF_LEADERS + self.row, week)
            if is_invited or is_reached_by_leader(levers.building_leaders, uniform):
                invitation = 1.0
        if self.is_asked_in_cell():
            invitation = 1.0
        invitation = invitation_by_social_workers(levers.social_work, invitation, self.familiarity_social)
        invitation = call_by_branch(levers.points, invitation, is_in_service)
        call = pull_of_call(p.participation, invitation, offer)
        # === the choice ===
        uniform = self.model.draw(PARTICIPATION, self.row, week)
        self.acted_before = 1 + self.is_mobilised if was_active else 0
        self.act = act_chosen(p.participation, willing, call, setting.restriction, has_venue, uniform)
        self.is_mobilised = 0
        self.volunteer_hours = 0.0
        if self.is_active:
            is_called = call > 0.0 and is_mobilised(p.participation, willing, setting.restriction, has_venue, uniform)
            self.is_mobilised = int(is_called)
            self.volunteer_hours = hours_offered_per_week(p.volunteer_work, self.act, self.enthusiasm, self.free_time)
        if self.act == VOLUNTEERING:
            self.volunteer_hours = hours_with_quota(levers.points, self.volunteer_hours, is_in_service, WEEKS_PER_MONTH)
            self.community.duty_hours[DUTY_SUPERVISION] += hours_of_accounts(levers.points)
        self.count(+1)
