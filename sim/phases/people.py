"""Residents take part: the monthly choice of an act, a quarter of the people each week; volunteers and leaders at work.

No rule knows who met a need. Government that does it all acts only through what residents see: fewer needs unmet, and
volunteers whose hours find no work.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim._compiled import inner, rule
from sim.names import (
    DELIBERATION,
    EMERGENCY,
    GREEN,
    NOT_ACTIVE,
    PATROL,
    RED,
    SOCIAL_ORGANISATION,
    TRUST_NEIGHBOURS,
    VISITS,
    VOLUNTEERING,
    WELFARE,
)
from sim.phases.closing import close
from sim.phases.deliberation import deliberate
from sim.phases.outreach import group_of, knock, patrol_ground
from sim.phases.parties import is_for_committee, social_party
from sim.phases.queues import draw, leave_queue, next_filled, note, queue_of_worker
from sim.rules.building_leaders import hours_of_guidance, is_reached_by_leader
from sim.rules.cells import member_prob, report_delay_hours
from sim.rules.enthusiasm import updated_enthusiasm
from sim.rules.five_roles import is_of_a_role, role_prob
from sim.rules.hierarchy import COMMUNITY_LEVEL
from sim.rules.homeowners import is_owner_invited, self_organises
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
from sim.rules.project_coordination import opens_up
from sim.rules.social_organisation import trust_after_activity
from sim.rules.social_work import invitation_by_social_workers
from sim.rules.traits import CHILD_UNTIL_YEARS
from sim.rules.trust import faded_familiarity, grown_familiarity
from sim.rules.volunteer_work import (
    health_risk,
    hours_offered_per_week,
    leader_hours_per_week,
    productive_hours,
    supervision_hours,
)
from sim.streams import HOMEOWNERS as HOMEOWNERS_DRAWS
from sim.streams import PARTICIPATION, VISIT, below
from sim.tables import DAY_UNPAID_HOURS, DAY_VOLUNTEER_HOURS, DUTY_LEADERS, DUTY_SUPERVISION, N_GROUPS
from sim.world import World

WEEKS_PER_CHOICE = 4  # a resident chooses every 28 days; a quarter of them each Monday
WEEKS_PER_MONTH = 30.0 / 7.0
_ACTIVITY = 1 << 41  # entities of social organisations' activities in the VISIT stream
_PROGRAMME = 1 << 42  # ... and of social workers' programmes
_ASKED = 1 << 42  # entities of who is asked in a cell in the PARTICIPATION stream lie beyond those of residents
_OPEN, _OF_PROGRAMME = 1 << 44, 1 << 40  # who opens up to an organisation, in the VISIT stream
_LEADERS = 1 << 42  # entities of owners whom building leaders reach in the HOMEOWNERS stream
IN_SERVICE = 2  # a party member who works elsewhere


@inner
def choose_acts(w: World, week: int) -> None:
    """One quarter of the present adults choose what to do in the coming 28 days."""
    quarter = week % WEEKS_PER_CHOICE
    for b in range(len(w.buildings)):
        building = w.buildings[b]
        if building.n_adults == 0:
            continue
        compound = w.compounds[building.compound]
        community = w.communities[compound.community]
        calls_owners = compound.is_calling == 1
        has_venue = (
            w.parties[compound.homeowners_party].exists == 1
            or w.setting[0].platform_hours > 0.0
            or social_party(w, compound.community) >= 0
            or w.levers[0].deliberation.meetings_per_month > 0.0
        )
        first = building.first_resident + (quarter - building.first_resident) % WEEKS_PER_CHOICE
        for row in range(first, building.first_resident + building.n_slots, WEEKS_PER_CHOICE):
            person = w.residents[row]
            if person.is_present == 1 and person.age >= CHILD_UNTIL_YEARS and person.is_leader == 0:
                choose_act(w, row, week, building, compound, community, has_venue, calls_owners)


@inner
def choose_act(
    w: World, row: int, week: int, building: Any, compound: Any, community: Any, has_venue: bool, calls: bool
) -> None:
    """A resident looks back on four weeks and chooses the next act by one multinomial draw."""
    p = w.rules[0]
    levers = w.levers[0]
    setting = w.setting[0]
    person = w.residents[row]
    is_in_service = person.is_party == IN_SERVICE
    points = points_on_offer(levers.points, setting.points, is_in_service)
    was_active = person.act != NOT_ACTIVE
    status = standing(person)
    count_out(w, row, person, building, compound, community, status)

    seen = 1.0 - building.unmet
    if was_active:
        if person.act == VOLUNTEERING:
            seen = community.volunteer_use
        elif person.act == DELIBERATION:
            seen = community.agreement_share
        person.efficacy = updated_efficacy(p.participation, np.float64(person.efficacy), seen)
    person.habit = updated_habit(p.participation, np.float64(person.habit), was_active)
    hours_month = np.float64(person.volunteer_hours) * WEEKS_PER_MONTH
    person.enthusiasm = updated_enthusiasm(
        p.enthusiasm,
        np.float64(person.enthusiasm),
        hours_month,
        thanks_with_stars(levers.points, p.handling.thanks, person.is_party > 0) if was_active else 0.0,
        points if was_active else 0.0,
        seen if was_active else 0.0,
    )

    share_active = building.n_active / max(1, building.n_adults - 1)  # own act is counted out
    willing = willingness(
        p.participation,
        np.float64(person.disposition),
        np.float64(person.habit),
        np.float64(person.efficacy),
        building.unmet,
        np.float64(person.enthusiasm),
        np.float64(person.trust[TRUST_NEIGHBOURS]),
        social_influence(p.participation, share_active, np.float64(person.threshold)),
        np.float64(person.free_time),
        health_risk(p.volunteer_work, np.float64(person.age), setting.health_hazard),
    )
    now = w.counts[0].now_hours
    known = faded_familiarity(p.trust, np.float64(person.familiarity), now - np.float64(person.last_contact_hours))
    invitation = known * p.handling.invitation_share
    is_called_owner = calls and w.households[person.household].is_owner == 1
    if is_called_owner and (
        is_owner_invited(p.homeowners, draw(w, HOMEOWNERS_DRAWS, row, week))
        or is_reached_by_leader(levers.building_leaders, draw(w, HOMEOWNERS_DRAWS, _LEADERS + row, week))
    ):
        invitation = 1.0
    if is_asked_in_cell(w, row, community):
        invitation = 1.0
    invitation = invitation_by_social_workers(levers.social_work, invitation, np.float64(person.familiarity_social))
    invitation = call_by_branch(levers.points, invitation, is_in_service)
    call = pull_of_call(p.participation, invitation, points)
    uniform = draw(w, PARTICIPATION, row, week)
    act = act_chosen(p.participation, willing, call, setting.restriction, has_venue, uniform)
    person.acted_before = 0 if not was_active else 1 + person.is_mobilised
    person.act = act
    person.is_mobilised = 0
    person.volunteer_hours = 0.0
    if act != NOT_ACTIVE:
        if call > 0.0 and is_mobilised(p.participation, willing, setting.restriction, has_venue, uniform):
            person.is_mobilised = 1
        person.volunteer_hours = hours_offered_per_week(
            p.volunteer_work, act, np.float64(person.enthusiasm), np.float64(person.free_time)
        )
    if act == VOLUNTEERING:
        person.volunteer_hours = hours_with_quota(
            levers.points, np.float64(person.volunteer_hours), is_in_service, WEEKS_PER_MONTH
        )
        community.duty_hours[DUTY_SUPERVISION] += hours_of_accounts(levers.points)
    count_in(w, row, person, building, compound, community, standing(person))


@inner
def is_asked_in_cell(w: World, row: int, community: Any) -> bool:
    """Whether a resident is one of those whom the leader of the cell gathers, or who are asked to fill a role in it."""
    person = w.residents[row]
    adults = float(max(1, community.n_adults)) / community.n_cells
    prob = role_prob(w.levers[0].five_roles, adults)
    members = member_prob(w.levers[0].cells, adults)
    led = community.first_cell + community.n_leaders  # leaders have the first cells
    if members > 0.0 and w.households[person.household].cell < led:
        prob += members
    return prob > 0.0 and draw(w, PARTICIPATION, _ASKED + row, int(np.int64(person.tenure))) < prob


@inner
def standing(person: Any) -> int:
    """Whether a resident took part within 30 days: 0 no, 1 of their own accord, 2 called in (now or last time)."""
    now = 0
    if person.act != NOT_ACTIVE:
        now = 1 + int(np.int64(person.is_mobilised))
    return max(now, int(np.int64(person.acted_before)))


@inner
def count_out(w: World, row: int, person: Any, building: Any, compound: Any, community: Any, status: int) -> None:
    """Take a resident's act out of the running counts."""
    if status > 0:
        community.participants[group_of(w, row), status - 1] -= 1
    if person.act != NOT_ACTIVE:
        building.n_active -= 1
        if w.households[person.household].is_owner == 1:
            compound.n_active_owners -= 1
    if person.act == VOLUNTEERING:
        community.volunteer_pool_hours -= np.float64(person.volunteer_hours)


@inner
def count_in(w: World, row: int, person: Any, building: Any, compound: Any, community: Any, status: int) -> None:
    """Enter a resident's act into the running counts."""
    if status > 0:
        community.participants[group_of(w, row), status - 1] += 1
    if person.act != NOT_ACTIVE:
        building.n_active += 1
        if w.households[person.household].is_owner == 1:
            compound.n_active_owners += 1
    if person.act == VOLUNTEERING:
        community.volunteer_pool_hours += np.float64(person.volunteer_hours)


@rule
def count_people(w: World) -> None:
    """Count everybody afresh: present people, adults by group, active ones, owners, trust. After moves, each month."""
    for c in range(len(w.communities)):
        community = w.communities[c]
        community.n_present = 0
        community.n_adults = 0
        community.volunteer_pool_hours = 0.0
        for group in range(N_GROUPS):
            community.adults[group] = 0
            community.trust_sum[group] = 0.0
            community.participants[group, 0] = 0
            community.participants[group, 1] = 0
    for k in range(len(w.compounds)):
        w.compounds[k].n_owners = 0
        w.compounds[k].n_active_owners = 0
    for b in range(len(w.buildings)):
        building = w.buildings[b]
        compound = w.compounds[building.compound]
        community = w.communities[compound.community]
        building.n_adults = 0
        building.n_active = 0
        for row in range(building.first_resident, building.first_resident + building.n_slots):
            person = w.residents[row]
            if person.is_present == 0:
                continue
            community.n_present += 1
            group = group_of(w, row)
            if group < 0:
                continue
            building.n_adults += 1
            community.n_adults += 1
            community.adults[group] += 1
            community.trust_sum[group] += np.float64(person.trust[0])
            if w.households[person.household].is_owner == 1:
                compound.n_owners += 1
            if person.is_leader == 1:
                community.participants[group, 1] += 1  # serving leaders count as mobilised
                building.n_active += 1
            else:
                count_in(w, row, person, building, compound, community, standing(person))


@inner
def call_owners(w: World, week: int) -> None:
    """In an emergency, homeowners' committees with enough active owners call their owners to help."""
    setting = w.setting[0]
    for c in range(len(w.compounds)):
        compound = w.compounds[c]
        compound.is_calling = 0
        if setting.phase != EMERGENCY or w.parties[compound.homeowners_party].exists == 0:
            continue
        share = compound.n_active_owners / max(1, compound.n_owners)
        draw_now = draw(w, HOMEOWNERS_DRAWS, (1 << 40) + c, week)
        if self_organises(w.rules[0].homeowners, share, setting.health_hazard, draw_now):
            compound.is_calling = 1
            duties = w.communities[compound.community].duty_hours
            duties[DUTY_LEADERS] += hours_of_guidance(w.levers[0].building_leaders)


@inner
def on_volunteers(w: World, week: int) -> None:
    """Saturday: volunteers take posts and simple matters, leaders go round, organisations hold activities."""
    for c in range(len(w.communities)):
        use_volunteers(w, c)
        hold_activities(w, c, week)
        community = w.communities[c]
        for n in range(community.first_leader, community.first_leader + community.n_leaders):
            lead_cell(w, n)
        run_programme(w, c, week)
        deliberate(w, c, week)


@inner
def use_volunteers(w: World, c: int) -> None:
    """The week's pool of volunteers' hours: first posts at the gates, then simple matters, as far as they last."""
    p = w.rules[0]
    setting = w.setting[0]
    community = w.communities[c]
    offered = community.volunteer_pool_hours
    pool = productive_hours(p.volunteer_work, offered)
    at_start = pool
    posts = 0.0
    if setting.phase == EMERGENCY:
        posts = min(pool, w.posts[c].n_posts * 24.0 * 7.0)
    community.volunteer_post_hours = posts
    pool -= posts
    committee = w.parties[community.committee]
    pool = settle_simple(w, community.committee, pool)
    for n in range(committee.first_worker, committee.first_worker + committee.n_workers):
        pool = settle_simple(w, queue_of_worker(w, n), pool)
    if at_start > 0.0:
        used = 1.0 - pool / at_start
        community.volunteer_use += p.handling.memory_share * (used - community.volunteer_use)
        community.duty_hours[DUTY_SUPERVISION] += supervision_hours(p.volunteer_work, offered * used)
        note(w, c, DAY_VOLUNTEER_HOURS, offered * used)
        note(w, c, DAY_UNPAID_HOURS, offered * used)


@inner
def settle_simple(w: World, queue: int, pool: float) -> float:
    """Volunteers bring supplies, look after people and settle simple matters of a queue, oldest of each kind first.

    Returns:
        Hours left in the pool.
    """
    bucket = next_filled(w, queue, 0)
    while bucket >= 0:
        m = w.heads[queue, bucket]
        bucket = next_filled(w, queue, bucket + 1)
        while m >= 0 and pool > 0.0:
            matter = w.matters[m]
            following = matter.next
            kind = w.kinds[matter.kind]
            is_simple = (kind.level == 0 and matter.urgency == GREEN) or kind.domain == WELFARE or is_for_role(w, m)
            if is_simple and matter.urgency != RED and matter.hours_left <= pool:
                leave_queue(w, m)
                pool -= matter.hours_left
                matter.hours_worked += matter.hours_left
                matter.hours_left = 0.0
                if math.isnan(matter.first_response_hours):
                    matter.first_response_hours = w.counts[0].now_hours
                close(w, m, w.communities[matter.community].committee, False)
            m = following
    return pool


@inner
def is_for_role(w: World, m: int) -> bool:
    """Whether a matter of the committee is of the class of a filled role: one domain each, beside welfare."""
    kind = w.kinds[w.matters[m].kind]
    role = kind.domain if kind.domain < WELFARE else kind.domain - 1
    return bool(is_of_a_role(w.levers[0].five_roles, role) and kind.level <= COMMUNITY_LEVEL and is_for_committee(w, m))


@inner
def lead_cell(w: World, n: int) -> None:
    """An unpaid leader's week: doors of the own cell, and a walk round the compound; the hours move enthusiasm."""
    p = w.rules[0]
    leader = w.workers[n]
    hours = leader_hours_per_week(p.volunteer_work, leader.is_employed == 1, leader.enthusiasm)
    at_doors = hours * p.handling.leader_visit_share
    home = int(np.int64(w.residents[leader.resident].household))  # the first dwelling of the cell
    delay = report_delay_hours(w.levers[0].cells, np.float64(w.residents[leader.resident].digital_skill))
    spent = 0.0
    while spent < at_doors:
        household = home + leader.cursor
        if household >= len(w.households) or w.households[household].cell != leader.cell:
            leader.cursor = 0
            household = home
        leader.cursor += 1
        taken, is_refused = knock(w, household, leader.recognition, p.handling.leader_local_ties, True, delay)
        spent += taken
        if is_refused:
            leader.refusals_week += 1.0
    compound = w.buildings[w.households[home].building].compound
    walked = hours - at_doors
    patrol_ground(w, compound, walked, delay)
    leader.hours[VISITS] += at_doors
    leader.hours[PATROL] += walked
    leader.hours_week = hours
    leader.hours_available += 7.0 * 24.0
    note(w, leader.community, DAY_UNPAID_HOURS, hours)


@inner
def hold_activities(w: World, c: int, week: int) -> None:
    """Social organisations use the hours that no matter claimed for activities, where neighbours meet."""
    p = w.rules[0]
    community = w.communities[c]
    for row in range(community.first_party, community.first_party + community.n_parties):
        party = w.parties[row]
        if (
            party.kind != SOCIAL_ORGANISATION
            or party.exists == 0
            or w.setting[0].restriction > 0.0
            or party.n_queued > 0
        ):
            continue
        hours = w.setting[0].statutory_week_hours * party.effort * party.n_workers * p.handling.activity_share
        reached = int(hours * p.handling.contacts_per_hour + 0.5)
        party.sundry_hours += hours
        for contact in range(reached):
            uniform = draw(w, VISIT, _ACTIVITY + row, week * 4096 + contact)
            resident = community.first_resident + below(uniform, community.n_slots)
            person = w.residents[resident]
            if person.is_present == 1 and is_open_to(w, row, week * 4096 + contact):
                person.trust[TRUST_NEIGHBOURS] = trust_after_activity(
                    p.social_organisation, np.float64(person.trust[TRUST_NEIGHBOURS])
                )
                person.familiarity_social = grown_familiarity(p.trust, np.float64(person.familiarity_social))


@inner
def is_open_to(w: World, row: int, contact: int) -> bool:
    """Whether the resident of a contact opens up to an organisation, which may be a stranger to the place."""
    return opens_up(w.levers[0].project_coordination, w.parties[row].rootedness, draw(w, VISIT, _OPEN + row, contact))


@inner
def run_programme(w: World, c: int, week: int) -> None:
    """Bought hours of social workers: residents meet each other and them. Nothing is held under a restriction."""
    p = w.rules[0]
    community = w.communities[c]
    row = social_party(w, c)
    if row < 0 or w.setting[0].restriction > 0.0:
        return
    hours = w.levers[0].social_work.hours_per_week
    w.parties[row].sundry_hours += hours
    for contact in range(int(hours * p.handling.contacts_per_hour + 0.5)):
        uniform = draw(w, VISIT, _PROGRAMME + c, week * 4096 + contact)
        person = w.residents[community.first_resident + below(uniform, community.n_slots)]
        if person.is_present == 1 and is_open_to(w, row, _OF_PROGRAMME + week * 4096 + contact):
            person.trust[TRUST_NEIGHBOURS] = trust_after_activity(
                p.social_organisation, np.float64(person.trust[TRUST_NEIGHBOURS])
            )
            person.familiarity_social = grown_familiarity(p.trust, np.float64(person.familiarity_social))
