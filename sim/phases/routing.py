"""The way of a matter: triage, hand-offs up the levels, offers among parties, negotiation.

On the grid a matter goes to a named worker, who settles it or reports it up; whoever owns it is told to act. In the
network the parties who can settle it are asked directly, and what needs several is negotiated. Which of the two ways a
matter goes is a table of the institutions in force (``setting.routes``); nothing here knows the name of a policy.
"""

from __future__ import annotations

import math

from sim._compiled import inner, rule
from sim.clock import after_office_hours, next_office_hour
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    GRID,
    RED,
    RESOLUTION,
    SOCIAL_ORGANISATION,
)
from sim.phases.gaming import sign_late
from sim.phases.parties import department_of, has_counter, needs_agreement, owner_of, social_party
from sim.phases.queues import (
    EVENT_ARRIVE,
    EVENT_DEADLINE,
    EVENT_ROUND,
    draw,
    join_queue,
    leave_queue,
    next_filled,
    queue_of_worker,
    schedule,
)
from sim.phases.voicing import TRIAGE, is_open
from sim.phases.work import is_nominal, is_on_shift, wake
from sim.rules.buck_passing import accepts
from sim.rules.hierarchy import DEPARTMENT_LEVEL, dispatch_office_hours, hand_off_office_hours
from sim.rules.negotiation import agrees, days_to_next_round, has_failed, meeting_hours, pooled_hours
from sim.rules.party_chain import goes_by_chain
from sim.rules.project_coordination import hours_on_the_way
from sim.rules.social_organisation import is_deployable
from sim.rules.time_use import score_rise
from sim.streams import ACCEPT, HAND_OFF, NEGOTIATE
from sim.tables import DUTY_JOINT, DUTY_PLATFORM, UNDER_WAY
from sim.world import World

COMMON_DESK = -2  # instead of a party row: the committee's common queue
_CHAIN = 0  # draw of a matter in ACCEPT: may it be raised in the chain? Offers are numbered from 1
_MEETINGS = 2_000_000  # draws of residents' meetings lie beyond those of rounds and of whether a settlement holds
_FIRST_HAND_OFF = 8  # hand-off draws of a matter start here; earlier numbers belong to the call centre and dispatch


@inner
def on_arrive(w: World, m: int, target: int) -> None:
    """A matter reaches a desk: it is recorded with a deadline, then triaged or offered to the party addressed."""
    if not is_open(w, m):
        return
    matter = w.matters[m]
    kind = w.kinds[matter.kind]
    if math.isnan(matter.dispatched_hours):
        now = w.counts[0].now_hours
        matter.dispatched_hours = now
        matter.deadline_hours = now + kind.deadline_hours
        order = w.orders[matter.last_order]
        order.dispatched_hours = now
        order.deadline_hours = matter.deadline_hours
        community = w.communities[matter.community]
        community.n_orders += 1.0
        community.demand_hours += kind.hours_median
        sign_late(w, m)
        schedule(w, matter.deadline_hours, EVENT_DEADLINE, m, 0)
    if target == TRIAGE:
        triage(w, m)
    elif target == COMMON_DESK:
        give_to_colleagues(w, m)
    elif target == owner_of(w, m) or matter.n_offers > matter.offers_before:
        offer(w, m, target)
    else:
        send(w, m, TRIAGE)  # not their business: they send it to the committee


@inner
def triage(w: World, m: int) -> None:
    """Send a matter by the grid or through the network, as the table in force says for its urgency and domain."""
    setting = w.setting[0]
    matter = w.matters[m]
    kind = w.kinds[matter.kind]
    matter.route = setting.routes[setting.routes_phase, matter.urgency, kind.domain]
    if matter.route == GRID and has_counter(w, owner_of(w, m)):
        hand_in(w, m, owner_of(w, m))
    elif matter.route == GRID:
        give_to_cell(w, m)
    elif needs_agreement(w, m):
        matter.state = UNDER_WAY
        wait = 24.0 * days_to_next_round(w.rules[0].negotiation)
        if matter.urgency == RED:
            wait = 0.0  # the parties are called together at once
        schedule(w, w.counts[0].now_hours + wait, EVENT_ROUND, m, 0)
    else:
        offer(w, m, owner_of(w, m))


@inner
def hand_in(w: World, m: int, owner: int) -> None:
    """A matter is taken to the counter of the department that owns it: one hand-off, in office hours, red at once."""
    matter = w.matters[m]
    matter.n_handoffs += 1
    matter.state = UNDER_WAY
    time = w.counts[0].now_hours
    if matter.urgency != RED:
        time = next_office_hour(time, w.setting[0].start_day_of_year)
    schedule(w, time, EVENT_ARRIVE, m, owner)


@inner
def give_to_cell(w: World, m: int) -> None:
    """Put a matter on the desk of the worker responsible for the cell, or of the committee if nobody is named."""
    matter = w.matters[m]
    community = w.communities[matter.community]
    committee = w.parties[community.committee]
    queue = community.committee
    worker = -1
    if w.setting[0].has_cell_responsibility == 1:
        cell = int(w.households[w.residents[matter.reporter].household].cell) - community.first_cell
        worker = committee.first_worker + cell * committee.n_workers // community.n_cells
        if is_nominal(w, worker):
            send(w, m, COMMON_DESK)  # a name on paper: the cell reports it up, where somebody works
            return
        is_away = w.workers[worker].absent_until_hours > w.counts[0].now_hours
        if is_away or (matter.urgency == RED and not is_on_shift(w, worker)):
            worker = -1  # the load of an absent colleague falls on the others, red matters on who is there
        else:
            queue = queue_of_worker(w, worker)
    matter.owner = community.committee
    join_queue(w, m, queue)
    wake(w, community.committee, worker, matter.urgency == RED)


@inner
def give_to_colleagues(w: World, m: int) -> None:
    """What a cell could not settle has come to the committee's common queue."""
    committee = w.communities[w.matters[m].community].committee
    w.matters[m].owner = committee
    join_queue(w, m, committee)
    wake(w, committee, -1, w.matters[m].urgency == RED)


@inner
def send(w: World, m: int, target: int) -> None:
    """Hand a matter on: it lies on the next desk after the office hours of a hand-off, red ones at once."""
    matter = w.matters[m]
    matter.n_handoffs += 1
    matter.state = UNDER_WAY
    time = w.counts[0].now_hours
    if matter.urgency != RED:
        p = w.rules[0].hierarchy
        key = _FIRST_HAND_OFF + 2 * matter.n_handoffs
        delay = hand_off_office_hours(p, draw(w, HAND_OFF, matter.id, key))
        is_for_department = target >= 0 and w.parties[target].kind == DEPARTMENT
        if matter.route == GRID and is_for_department and not is_raised_in_chain(w, m):
            # up the levels: the street's grid centre passes it on
            delay += dispatch_office_hours(p, DEPARTMENT_LEVEL, draw(w, HAND_OFF, matter.id, key + 1))
        time = after_office_hours(time, delay, w.setting[0].start_day_of_year)
    schedule(w, time, EVENT_ARRIVE, m, target)


@inner
def is_raised_in_chain(w: World, m: int) -> bool:
    """Whether a matter is one that can be raised in the chain, where its owner is told to act."""
    return goes_by_chain(w.levers[0].party_chain, draw(w, ACCEPT, w.matters[m].id, _CHAIN))


@inner
def next_candidate(w: World, m: int) -> int:
    """Party to which a matter is offered next: its owner; where departments dispute it, the next of their circle."""
    matter = w.matters[m]
    owner = owner_of(w, m)
    if w.parties[owner].kind == DEPARTMENT and matter.is_grey_zone == 1:
        return department_of(w, w.kinds[matter.kind].domain, matter.n_offers - matter.offers_before)
    return owner


@inner
def offer(w: World, m: int, party: int) -> None:
    """Offer a matter to a party: it accepts and queues it, or passes the buck."""
    matter = w.matters[m]
    community = w.communities[matter.community]
    unit = w.parties[party]
    p = w.rules[0]
    matter.n_offers += 1
    relation = w.relations[matter.community, w.parties[community.committee].slot, unit.slot]
    backlog_each = unit.queued_hours / max(1, unit.n_workers)
    is_ordered = matter.n_offers - matter.offers_before > p.handling.offers_before_order
    is_accepted = accepts(
        p.buck_passing,
        score_rise(unit.marginal[RESOLUTION], int(max(community.n_orders, community.expected_orders))),
        relation,
        matter.hours_left + backlog_each,
        matter.urgency == RED,
        matter.is_grey_zone == 1,
        draw(w, ACCEPT, matter.id, matter.n_offers),
    )
    if is_accepted or is_ordered or has_counter(w, party) or is_raised_in_chain(w, m):
        take_on(w, m, party)
        return
    matter.owner = community.committee
    send(w, m, next_candidate(w, m))


@inner
def take_on(w: World, m: int, party: int) -> None:
    """A party takes a matter on; a purchased project whose contract says otherwise lets it wait at the committee."""
    matter = w.matters[m]
    unit = w.parties[party]
    setting = w.setting[0]
    since_change = hours_on_the_way(
        w.levers[0].project_coordination, w.counts[0].now_hours - setting.phase_start_hours, unit.rootedness
    )
    if unit.kind == SOCIAL_ORGANISATION and not is_deployable(
        w.rules[0].social_organisation, unit.is_rooted == 1, since_change
    ):
        party = w.communities[matter.community].committee
    if w.parties[party].kind == COMMITTEE:
        matter.is_final = 1
        give_to_cell(w, m)
        return
    matter.owner = party
    join_queue(w, m, party)
    wake(w, party, -1, matter.urgency == RED)


@rule
def disband(w: World, row: int) -> None:
    """A body ceases to exist: what lay on its desk goes to the committee."""
    bucket = next_filled(w, row, 0)
    while bucket >= 0:
        m = w.heads[row, bucket]
        leave_queue(w, m)
        w.matters[m].is_final = 1
        give_to_cell(w, m)
        bucket = next_filled(w, row, bucket)
    w.parties[row].exists = 0
    w.parties[row].sundry_hours = 0.0
    w.parties[row].support_hours = 0.0


@inner
def on_round(w: World, m: int) -> None:
    """The parties meet about a matter: hours are spent, and perhaps they agree."""
    if not is_open(w, m):
        return
    p = w.rules[0].negotiation
    matter = w.matters[m]
    kind = w.kinds[matter.kind]
    n_parties = max(2, kind.n_parties)
    community = w.communities[matter.community]
    now = w.counts[0].now_hours
    matter.n_rounds += 1
    if math.isnan(matter.first_response_hours):
        matter.first_response_hours = now
    hours = meeting_hours(p, n_parties)
    spend_round(w, m, n_parties, hours)
    agreed = agrees(
        p,
        mean_relation(w, m, n_parties),
        n_parties,
        max(kind.conflict, w.compounds[matter.compound].conflict),
        w.setting[0].has_rules == 1,
        draw(w, NEGOTIATE, matter.id, matter.n_rounds),
    )
    community.agreement_share += w.rules[0].handling.memory_share * (
        (1.0 if agreed else 0.0) - community.agreement_share
    )
    if agreed:
        matter.is_agreed = 1
        share_work(w, m, n_parties)
        take_on(w, m, owner_of(w, m))
    elif has_failed(p, matter.n_rounds - matter.rounds_before):
        give_to_cell(w, m)  # the order from above is what is left
    else:
        schedule(w, now + 24.0 * days_to_next_round(p), EVENT_ROUND, m, 0)


@inner
def put_to_residents(w: World, m: int, week: int) -> None:
    """A residents' meeting takes up a matter: the parties prepare it, and the residents decide or do not.

    The work is not shared, but those concerned have agreed.
    """
    p = w.rules[0].negotiation
    matter = w.matters[m]
    kind = w.kinds[matter.kind]
    n_parties = max(2, kind.n_parties)
    community = w.communities[matter.community]
    if math.isnan(matter.first_response_hours):
        matter.first_response_hours = w.counts[0].now_hours
    spend_round(w, m, n_parties, meeting_hours(p, n_parties))
    # the procedure itself is a set of agreed rules
    decided = agrees(
        p,
        mean_relation(w, m, n_parties),
        n_parties,
        max(kind.conflict, w.compounds[matter.compound].conflict),
        True,
        draw(w, NEGOTIATE, matter.id, _MEETINGS + week),
    )
    community.agreement_share += w.rules[0].handling.memory_share * (
        (1.0 if decided else 0.0) - community.agreement_share
    )
    if decided:
        matter.is_agreed = 1


@inner
def partner(w: World, m: int, number: int) -> int:
    """Party at the table: the owner, the committee, then property, homeowners, social organisation; -1: nobody."""
    matter = w.matters[m]
    compound = w.compounds[matter.compound]
    owner = owner_of(w, m)
    found = 0
    for place in range(5):
        party = owner
        if place == 1:
            party = w.communities[matter.community].committee
        elif place == 2:
            party = compound.property_party
        elif place == 3:
            party = compound.homeowners_party
        elif place == 4:
            party = social_party(w, matter.community)
        is_there = party >= 0 and w.parties[party].exists == 1 and (place == 0 or party != owner)
        if is_there:
            if found == number:
                return party
            found += 1
    return -1


@inner
def mean_relation(w: World, m: int, n_parties: int) -> float:
    """Mean cooperation over the pairs of parties at the table, 0 to 1."""
    total = 0.0
    pairs = 0
    for a in range(n_parties):
        for b in range(a):
            first, second = partner(w, m, a), partner(w, m, b)
            if first >= 0 and second >= 0:
                total += w.relations[w.matters[m].community, w.parties[first].slot, w.parties[second].slot]
                pairs += 1
    return total / max(1, pairs)


@inner
def spend_round(w: World, m: int, n_parties: int, hours: float) -> None:
    """Each party at the table spends the hours of a round: one of its staff now, or its next free hours."""
    for number in range(n_parties):
        party = partner(w, m, number)
        if party < 0:
            continue
        if w.parties[party].kind == COMMITTEE:
            w.communities[w.matters[m].community].duty_hours[DUTY_PLATFORM] += hours
        else:
            w.parties[party].sundry_hours += hours
        w.matters[m].hours_worked += hours


@inner
def share_work(w: World, m: int, n_parties: int) -> None:
    """After an agreement the parties share the work: the owner's part stays on the matter, the others owe theirs."""
    matter = w.matters[m]
    each = pooled_hours(matter.hours_left, n_parties)
    present = 0
    for number in range(n_parties):
        if partner(w, m, number) >= 0:
            present += 1
    for number in range(1, n_parties):
        party = partner(w, m, number)
        if party < 0:
            continue
        if w.parties[party].kind == COMMITTEE:
            w.communities[matter.community].duty_hours[DUTY_JOINT] += each
        else:
            w.parties[party].sundry_hours += each
    # what an absent party does not bring stays with the owner
    matter.hours_left = matter.hours_left - each * (present - 1)
