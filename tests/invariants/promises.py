"""What the state and the tables of every run promise, whatever the place and the policy. Each function takes a run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from sim import CommunityModel
from sim.columns import TABLES
from sim.names import (
    ACTIVITY,
    BY_NEIGHBOURS,
    CLOSURE_FALSE,
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    CLOSURE_OPEN,
    CLOSURE_TRUE,
    COMMITTEE,
    DEPARTMENT,
    EMERGENCY,
    GRID_LEADER,
    HOMEOWNERS,
    NEGOTIATION,
    STREET,
)
from sim.outcomes import activity_gaps, matter_hours
from sim.phases.outreach import group_of
from sim.phases.queues import EVENT_ARRIVE, EVENT_LAPSE, EVENT_NEED, EVENT_ROUND, EVENT_TASK_END, EVENT_VOICE
from sim.tables import (
    AT_WORK,
    CLOSED,
    DAY_OPEN,
    ENDED,
    NO_TASK,
    QUEUED,
    TASK_DIRECTIVE,
    TASK_MATTER,
    UNDER_WAY,
    UNVOICED,
)
from sim.world import BUCKETS, MAX_KINDS
from tests.places import DETAIL, tables

SUMS = 1e-9  # relative room for sums of up to some 10^4 hours, each exact to 2^-53
HOURS_OF_SUMS = 1e-6  # the same in hours, where such sums are subtracted from one another again

type Rows = np.ndarray[Any, Any]


def matters_of(model: CommunityModel) -> Rows:
    """Rows of all needs that have arisen, the burn-in's included, and their row numbers as ``row``."""
    world = model.world
    matters: Rows = world.matters[: world.counts[0]["n_matters"]]
    return matters


def has_arisen(model: CommunityModel) -> Rows:
    return np.asarray(matters_of(model)["arose_hours"] < model.hours)


def calendar(model: CommunityModel) -> Rows:
    """Events still to come."""
    events: Rows = model.world.events[: model.world.n_events[0]]
    return events


# --- matters ----------------------------------------------------------------------------------------------------------
def stamps_are_in_order(model: CommunityModel) -> None:
    """arose <= voiced <= dispatched; no first response before the voice; nothing closed before it was voiced."""
    m = matters_of(model)[has_arisen(model)]
    assert not np.isnan(m["arose_hours"]).any()
    for earlier, later in (
        ("arose_hours", "voiced_hours"),
        ("voiced_hours", "dispatched_hours"),
        ("voiced_hours", "first_response_hours"),
        ("voiced_hours", "closed_hours"),
        ("voiced_hours", "resolved_hours"),
        ("first_response_hours", "resolved_hours"),
        ("arose_hours", "ended_hours"),
    ):
        both = ~np.isnan(m[earlier]) & ~np.isnan(m[later])
        assert (m[earlier][both] <= m[later][both]).all(), f"{later} before {earlier}"
    is_unheard = np.isnan(m["voiced_hours"])
    for column in ("dispatched_hours", "first_response_hours", "closed_hours", "resolved_hours"):
        assert np.isnan(m[column][is_unheard]).all(), f"{column} of a matter that nobody voiced"
    assert (m["n_orders"][is_unheard] == 0).all()
    assert (m["n_orders"][~is_unheard] >= 1).all()
    for column in ("voiced_hours", "dispatched_hours", "closed_hours", "resolved_hours", "ended_hours"):
        assert not (m[column] > model.hours).any(), f"{column} lies in the future"


def closure_agrees_with_stamps(model: CommunityModel) -> None:
    """Each matter has one closure, and its time stamps say the same."""
    m = matters_of(model)[has_arisen(model)]
    is_resolved, is_ended = ~np.isnan(m["resolved_hours"]), ~np.isnan(m["ended_hours"])
    is_closed = ~np.isnan(m["closed_hours"])
    assert not (is_resolved & is_ended).any(), "resolved and ended"
    assert ((m["closure"] == CLOSURE_TRUE) == is_resolved).all(), "resolved, and only that, is a true closure"
    assert (m["closed_hours"][is_resolved] == m["resolved_hours"][is_resolved]).all()
    assert is_closed[m["closure"] == CLOSURE_FALSE].all(), "a false closure has been reported"
    is_gone = np.isin(m["closure"], (CLOSURE_LAPSED, CLOSURE_NEIGHBOURS))
    assert is_ended[is_gone].all(), "lapsed or settled by neighbours, but not ended"
    assert np.isin(m["closure"][is_ended], (CLOSURE_LAPSED, CLOSURE_NEIGHBOURS, CLOSURE_FALSE)).all()
    assert not (is_resolved | is_ended)[m["closure"] == CLOSURE_OPEN].any(), "open, but over"
    assert (is_ended == (m["is_dropped"] == 1)).all()
    assert (is_closed == np.isin(m["closure"], (CLOSURE_TRUE, CLOSURE_FALSE))).all()


def every_matter_is_in_one_state(model: CommunityModel) -> None:
    """State, stamps and whoever holds the matter agree: a list, a queue, one worker, one event, or nobody any more."""
    world = model.world
    arisen = has_arisen(model)
    m = matters_of(model)
    state = m["state"]
    assert np.isin(state, (UNVOICED, UNDER_WAY, QUEUED, AT_WORK, CLOSED, ENDED)).all()
    is_ended = ~np.isnan(m["ended_hours"])
    assert (state[is_ended & (state != AT_WORK)] == ENDED).all()  # a worker on the way learns at the door
    assert is_ended[state == ENDED].all()
    assert (~np.isnan(m["closed_hours"]) == ((state == CLOSED) | (is_ended & (m["closure"] == CLOSURE_FALSE)))).all()
    assert np.isnan(m["voiced_hours"][state == UNVOICED]).all()
    assert not np.isnan(m["voiced_hours"][np.isin(state, (UNDER_WAY, QUEUED, AT_WORK, CLOSED))]).any()

    # === who is on the way is expected somewhere, once ===
    events = calendar(model)
    expected = Counter(events["id"][np.isin(events["kind"], (EVENT_ARRIVE, EVENT_ROUND))].tolist())
    for row in np.flatnonzero(arisen & (state == UNDER_WAY)):
        assert expected[row] == 1, f"matter {row} is under way, and {expected[row]} events know of it"
    speaking = Counter(events["id"][events["kind"] == EVENT_VOICE].tolist())
    for row in np.flatnonzero(arisen & (state == UNVOICED)):
        assert speaking[row] == (1 if m["channel"][row] > BY_NEIGHBOURS else 0)
    # === who is worked on is on one worker's hands ===
    workers = world.workers
    at_hand = Counter(workers["task_row"][workers["task"] == TASK_MATTER].tolist())
    assert set(at_hand) == set(np.flatnonzero(state == AT_WORK).tolist())
    assert all(times == 1 for times in at_hand.values())
    # === what has not arisen yet will arise, once ===
    to_come = Counter(events["id"][events["kind"] == EVENT_NEED].tolist())
    assert set(to_come) == set(np.flatnonzero(~arisen).tolist())
    # === every open need may still lapse ===
    lapses = Counter(events["id"][events["kind"] == EVENT_LAPSE].tolist())
    for row in np.flatnonzero(arisen & np.isnan(m["resolved_hours"]) & ~is_ended):
        assert lapses[row] == 1


def nobody_passes_a_matter_for_ever(model: CommunityModel) -> None:
    """Who is offered a matter takes it on after some refusals at the latest; else it only goes there and back.

    There, back and, past a name on paper, once more to the colleagues: for each time that it was opened.
    """
    m = matters_of(model)
    n_opened = m["n_closures"] + 1
    n_offered = m["n_offers"] - m["offers_before"]
    assert (n_offered <= model.config.rules.handling.offers_before_order + 1).all(), (
        "offered beyond the order to take it"
    )
    assert (m["n_handoffs"] - m["n_offers"] <= 3 * n_opened).all(), "handed on without having been offered"


def hours_left_are_possible(model: CommunityModel) -> None:
    """Hours left never exceed what was needed; a resolved matter has none left; work leaves traces."""
    m = matters_of(model)
    assert (m["hours_needed"] > 0.0).all()
    assert (m["hours_left"] <= m["hours_needed"]).all()
    is_waiting = np.isin(m["state"], (QUEUED, UNDER_WAY))
    assert (m["hours_left"][is_waiting] > 0.0).all()
    assert (m["hours_worked"] >= 0.0).all()


# --- queues and lists -------------------------------------------------------------------------------------------------
def queues_hold_what_they_say(model: CommunityModel) -> None:
    """Heads, tails, links, the bits of filled lists, and the counts of each party tell one story."""
    world = model.world
    m, workers, parties = matters_of(model), world.workers, world.parties
    n_queued, queued_hours = np.zeros(len(parties)), np.zeros(len(parties))
    seen: set[int] = set()
    for queue in range(len(world.heads)):
        party = queue if queue < len(parties) else workers["party"][queue - len(parties)]
        for bucket in range(BUCKETS):
            is_marked = bool((int(world.filled[queue]) >> bucket) & 1)
            assert is_marked == (world.heads[queue, bucket] >= 0), "the bit of a list and its head differ"
            previous, row = -1, int(world.heads[queue, bucket])
            while row >= 0:
                assert row not in seen, f"matter {row} stands in two places"
                seen.add(row)
                assert m["state"][row] == QUEUED
                assert (m["queue"][row], m["bucket"][row]) == (queue, bucket)
                assert m["previous"][row] == previous
                assert bucket % MAX_KINDS == m["kind"][row]
                n_queued[party] += 1
                queued_hours[party] += m["hours_left"][row]
                previous, row = row, int(m["next"][row])
            assert world.tails[queue, bucket] == previous
    assert seen == set(np.flatnonzero(m["state"] == QUEUED).tolist()), "queued matters stand in no queue"
    assert (parties["n_queued"] == n_queued).all()
    np.testing.assert_allclose(parties["queued_hours"], queued_hours, rtol=SUMS, atol=HOURS_OF_SUMS)


def queues_belong_to_the_place(model: CommunityModel) -> None:
    """A matter waits at a party of its own community, or at one that serves the whole street."""
    world = model.world
    m = matters_of(model)[matters_of(model)["state"] == QUEUED]
    is_desk = m["queue"] >= len(world.parties)
    desk = world.workers["party"][np.where(is_desk, m["queue"] - len(world.parties), 0)]
    party = np.where(is_desk, desk, m["queue"])
    community = world.parties["community"][party]
    assert ((community == m["community"]) | (community == -1)).all()
    compound = world.parties["compound"][party]
    assert ((compound == m["compound"]) | (compound == -1)).all()


def unvoiced_lists_hold_what_they_say(model: CommunityModel) -> None:
    """Every need that nobody voices stands on one list: its compound's if it can be seen, else its household's."""
    world = model.world
    m, kinds = matters_of(model), world.kinds
    seen: set[int] = set()

    def walk(first: int) -> list[int]:
        rows, previous, row = [], -1, first
        while row >= 0:
            assert row not in seen, f"matter {row} stands on two lists"
            seen.add(row)
            assert m["previous"][row] == previous
            assert m["state"][row] == UNVOICED
            rows.append(row)
            previous, row = row, int(m["next"][row])
        return rows

    for number, compound in enumerate(world.compounds):
        rows = walk(int(compound["first_unvoiced"]))
        assert len(rows) == compound["n_unvoiced"]
        assert (m["compound"][rows] == number).all()
        assert (kinds["is_public"][m["kind"][rows]] == 1).all()
    for number, household in enumerate(world.households):
        rows = walk(int(household["first_unvoiced"]))
        assert (world.residents["household"][m["reporter"][rows]] == number).all()
        assert (kinds["is_public"][m["kind"][rows]] == 0).all()
    silent = has_arisen(model) & (m["state"] == UNVOICED) & (m["channel"] <= BY_NEIGHBOURS)
    assert seen == set(np.flatnonzero(silent).tolist())


def directives_are_not_lost(model: CommunityModel) -> None:
    """A directive that is not done stands in its community's line, or one worker is on it."""
    world = model.world
    directives = world.directives[: world.counts[0]["n_directives"]]
    at_hand = Counter(world.workers["task_row"][world.workers["task"] == TASK_DIRECTIVE].tolist())
    seen: set[int] = set(at_hand)
    assert all(times == 1 for times in at_hand.values())
    for number, community in enumerate(world.communities):
        last, row = -1, int(community["first_directive"])
        while row >= 0:
            assert row not in seen, f"directive {row} stands in two places"
            seen.add(row)
            assert directives["community"][row] == number
            last, row = row, int(directives["next"][row])
        assert community["last_directive"] == last
    assert seen == set(np.flatnonzero(directives["is_done"] == 0).tolist())
    is_done = directives["is_done"] == 1
    assert (directives["done_hours"][is_done] >= directives["issued_hours"][is_done]).all()
    assert np.isnan(directives["done_hours"][~is_done]).all()
    assert (directives["hours_left"][~is_done] > 0.0).all()


def busy_workers_are_released(model: CommunityModel) -> None:
    """Whoever is busy has one valid end of the task in the calendar, and it lies ahead."""
    events, workers = calendar(model), model.world.workers
    ends = events[events["kind"] == EVENT_TASK_END]
    valid = ends[workers["token"][ends["id"]] == ends["token"]]
    count = Counter(valid["id"].tolist())
    for row in np.flatnonzero(workers["task"] != NO_TASK):
        assert count[row] == 1, f"worker {row} never ends"
        assert workers["task_start_hours"][row] <= model.hours <= workers["task_end_hours"][row]


def orders_agree_with_matters(model: CommunityModel) -> None:
    """As many orders as a matter counts, the first no repeat, the others repeats; open only on an open matter."""
    world = model.world
    orders = world.orders[: world.counts[0]["n_orders"]]
    m = matters_of(model)
    on_matter = orders[orders["matter"] >= 0]
    rows = np.flatnonzero(orders["matter"] >= 0)
    assert (np.bincount(on_matter["matter"], minlength=len(m)) == m["n_orders"]).all()
    first_seen, firsts = np.unique(on_matter["matter"], return_index=True)
    is_first = np.zeros(len(on_matter), dtype=bool)
    is_first[firsts] = True
    assert ((on_matter["is_repeat"] == 0) == is_first).all()
    assert (on_matter["made_hours"][firsts] == m["voiced_hours"][first_seen]).all()
    last = {int(matter): int(row) for matter, row in zip(on_matter["matter"], rows, strict=True)}
    assert all(m["last_order"][matter] == row for matter, row in last.items())
    assert (orders["community"][rows] == m["community"][on_matter["matter"]]).all()
    for earlier, later in (
        ("made_hours", "dispatched_hours"),
        ("dispatched_hours", "closed_hours"),
        ("dispatched_hours", "deadline_hours"),
    ):
        both = ~np.isnan(orders[earlier]) & ~np.isnan(orders[later])
        assert (orders[earlier][both] <= orders[later][both]).all(), f"{later} before {earlier}"
    for matter, row in last.items():
        if m["closure"][matter] != CLOSURE_OPEN:
            assert not np.isnan(orders["closed_hours"][row]), "the matter is over, its last order is not"
    assert (orders["is_found_false"] <= orders["is_called_back"]).all()
    assert ((orders["is_satisfied"] >= 0) == (orders["is_called_back"] == 1)).all()


# --- hours ------------------------------------------------------------------------------------------------------------
def hours_fit_into_the_month(model: CommunityModel) -> None:
    """Hours by activity are not negative, sum to the hours worked, and stay within the hours available."""
    months = model.records.columns("actor_months")
    if not len(months["month"]):
        return
    assert np.abs(activity_gaps(months)).max() <= HOURS_OF_SUMS
    for activity in ACTIVITY:
        assert (months[f"{activity}_hours"] >= 0.0).all()
    worked = months["hours_worked"]
    room = HOURS_OF_SUMS + hours_of_the_longer_day(model, months["month"])
    assert (worked <= months["hours_available"] + room).all(), "more hours worked than available"
    assert (months["overtime_hours"] >= 0.0).all()
    assert (months["overtime_hours"] <= worked + HOURS_OF_SUMS).all()
    assert (months["oncall_hours"] >= 0.0).all()
    assert (worked + months["oncall_hours"] <= 30.0 * 24.0 + 24.0).all(), "more hours than a month has"
    assert ((months["n_absent_days"] >= 0) & (months["n_absent_days"] <= 30)).all()
    assert ((months["worker_weeks"] >= 0.0) & (months["worker_weeks"] <= 30.0 / 7.0 + SUMS)).all()
    assert (months["n_quits"] >= 0).all()


def hours_of_the_longer_day(model: CommunityModel, months: Rows) -> Rows:
    """Hours by which a task under way may outlast the day's maximum, in a month that begins with a shorter one.

    It was begun under the longer maximum, and is booked when it ends.
    """
    regime, usual = model.config.regime, model.config.time.daily_maximum_hours

    def longest(month: int) -> float:
        is_emergency = regime.phase_at(30 * month) == EMERGENCY
        return regime.emergency.daily_maximum_hours if is_emergency else usual

    return np.array([max(0.0, longest(int(month) - 1) - longest(int(month))) for month in months])


def days_and_months_count_the_same_hours(model: CommunityModel) -> None:
    """Worker hours of a community over a month's days are those of its committee's workers in that month.

    Exactly, also for tasks that run over midnight: both records book a stretch at the instant at which it ends.
    """
    months, days = model.records.columns("actor_months"), model.records.columns("community_days")
    if not len(months["month"]):
        return
    n_months = int(months["month"].max()) + 1
    is_worker = (months["party_kind"] == COMMITTEE) & (months["worker_kind"] != GRID_LEADER)
    for month in range(n_months):
        in_month = days["day"] // 30 == month
        for community in np.unique(days["community_id"]):
            here = in_month & (days["community_id"] == community)
            own = is_worker & (months["month"] == month) & (months["community_id"] == community)
            by_day, by_worker = days["worker_hours"][here].sum(), months["hours_worked"][own].sum()
            assert abs(by_day - by_worker) <= HOURS_OF_SUMS, f"month {month}, community {community}"


def paid_hours_are_all_paid_work(model: CommunityModel) -> None:
    """Hours paid in the communities are those of all paid workers, and unpaid ones those of all others.

    What staff of the whole street spend at the table or on coordination belongs to no community: columns say "work on
    its matters".
    """
    months, days = model.records.columns("actor_months"), model.records.columns("community_days")
    assert (days["paid_hours"] >= days["worker_hours"] - HOURS_OF_SUMS).all()
    assert (days["unpaid_hours"] >= days["volunteer_hours"] - HOURS_OF_SUMS).all()
    if not len(months["month"]):
        return
    covered = days["day"] < 30 * (int(months["month"].max()) + 1)
    is_unpaid = (months["worker_kind"] == GRID_LEADER) | (months["party_kind"] == HOMEOWNERS)
    is_of_street = (months["party_kind"] == DEPARTMENT) | (months["party_kind"] == STREET)
    at_table = months[f"{ACTIVITY[NEGOTIATION]}_hours"][is_of_street].sum()
    paid = months["hours_worked"][~is_unpaid].sum() - at_table
    unpaid = months["hours_worked"][is_unpaid].sum()
    volunteers = days["volunteer_hours"][covered].sum()
    assert abs(days["paid_hours"][covered].sum() - paid) <= HOURS_OF_SUMS, "paid hours that no day has"
    assert abs(days["unpaid_hours"][covered].sum() - volunteers - unpaid) <= HOURS_OF_SUMS, "unpaid ones"


def nobody_works_beyond_the_day_or_while_away(model: CommunityModel) -> None:
    """Hours since the morning stay within the permitted day; who is sick, gone or resting begins nothing."""
    world = model.world
    paid = world.workers[world.workers["is_paid"] == 1]
    assert (paid["hours_today"] <= world.setting[0]["daily_maximum_hours"] + HOURS_OF_SUMS).all()
    is_busy = paid["task"] != NO_TASK
    # leaves begin on Mondays at midnight; a task that was running then is brought to its end
    began_this_week = paid["task_start_hours"] > 168.0 * np.floor(model.hours / 168.0)
    assert not (is_busy & began_this_week & (paid["absent_until_hours"] > model.hours)).any()
    assert not (is_busy & (paid["rest_until_hours"] > model.hours)).any()


def owed_hours_are_never_negative(model: CommunityModel) -> None:
    world = model.world
    assert (world.communities["duty_hours"] >= -HOURS_OF_SUMS).all()
    assert (world.parties["sundry_hours"] >= -HOURS_OF_SUMS).all()
    assert (world.communities["volunteer_pool_hours"] >= -HOURS_OF_SUMS).all()
    assert (world.communities["postponed_hours"] >= -HOURS_OF_SUMS).all()


# --- people -----------------------------------------------------------------------------------------------------------
def people_change_by_recorded_moves(model: CommunityModel) -> None:
    """Present today are those of yesterday, plus who moved in, less who moved out; the last day's are the residents."""
    days = model.records.columns("community_days")
    n = len(model.world.communities)
    present, arrived, departed = (days[name].reshape(-1, n) for name in ("n_present", "n_arrived", "n_departed"))
    assert (np.diff(present, axis=0) == (arrived - departed)[1:]).all()
    assert (present >= 0).all()
    assert (present[-1] == present_people(model)).all()


def present_people(model: CommunityModel) -> Rows:
    """People who live in each community now, counted one by one."""
    world = model.world
    residents = world.residents[world.residents["is_present"] == 1]
    buildings = world.households["building"][residents["household"]]
    communities = world.compounds["community"][world.buildings["compound"][buildings]]
    return np.bincount(communities, minlength=len(world.communities))


def counts_of_people_agree(model: CommunityModel) -> None:
    """Adults, active people, participants and trust of each building, compound and community, counted one by one."""
    world = model.world
    residents = world.residents
    building = world.households["building"][residents["household"]]
    compound = world.buildings["compound"][building]
    community = world.compounds["community"][compound]
    group = np.array([group_of(world, row) for row in range(len(residents))])
    is_adult = group >= 0
    is_leader = residents["is_leader"] == 1
    is_active = is_adult & ((residents["act"] > 0) | is_leader)
    is_owner = world.households["is_owner"][residents["household"]] == 1
    assert (world.buildings["n_adults"] == np.bincount(building[is_adult], minlength=len(world.buildings))).all()
    assert (world.buildings["n_active"] == np.bincount(building[is_active], minlength=len(world.buildings))).all()
    owners = np.bincount(compound[is_adult & is_owner], minlength=len(world.compounds))
    active_owners = np.bincount(compound[is_active & is_owner & ~is_leader], minlength=len(world.compounds))
    assert (world.compounds["n_owners"] == owners).all()
    assert (world.compounds["n_active_owners"] == active_owners).all()
    acts_now = np.where(residents["act"] > 0, 1 + residents["is_mobilised"], 0)
    status = np.where(is_leader, 2, np.maximum(acts_now, residents["acted_before"]))
    for number, row in enumerate(world.communities):
        here = is_adult & (community == number)
        assert row["n_adults"] == here.sum()
        for g in range(4):
            of_group = here & (group == g)
            assert row["adults"][g] == of_group.sum()
            assert row["participants"][g].tolist() == [(of_group & (status == s)).sum() for s in (1, 2)]
            trust = residents["trust"][of_group, 0].astype(np.float64).sum()
            assert abs(row["trust_sum"][g] - trust) <= HOURS_OF_SUMS
        pool = residents["volunteer_hours"][here & (residents["act"] == 1) & ~is_leader].astype(np.float64).sum()
        assert abs(row["volunteer_pool_hours"] - pool) <= HOURS_OF_SUMS


def participants_are_adults(model: CommunityModel) -> None:
    weeks = model.records.columns("participation_weeks")
    for name in ("n_autonomous", "n_mobilised"):
        assert (weeks[name] >= 0).all()
    assert (weeks["n_autonomous"] + weeks["n_mobilised"] <= weeks["n_present"]).all()


# --- the whole run ----------------------------------------------------------------------------------------------------
def open_matters_are_counted(model: CommunityModel) -> None:
    """The running number of open matters, its daily record and its daily changes agree with the matters themselves."""
    world = model.world
    m = matters_of(model)
    is_open = has_arisen(model) & np.isnan(m["resolved_hours"]) & np.isnan(m["ended_hours"])
    counted = np.bincount(m["community"][is_open], minlength=len(world.communities))
    assert (world.communities["n_open"] == counted).all()
    assert (world.community_days[model.records.n_days - 1, :, DAY_OPEN] == counted).all()
    days = model.records.columns("community_days")
    n = len(world.communities)
    change = (days["n_arose"] - days["n_resolved"] - days["n_ended"]).reshape(-1, n)
    assert (np.diff(days["n_open"].reshape(-1, n), axis=0) == change[1:]).all()


def little_s_law_holds(model: CommunityModel) -> None:
    """Matter-hours in the system counted day by day are those counted matter by matter."""
    records = model.records
    by_day, by_matter = matter_hours(records.columns("matters"), records.columns("community_days"), records.n_days)
    assert abs(by_day - by_matter) <= max(HOURS_OF_SUMS, SUMS * by_matter)


def shares_stay_shares(model: CommunityModel) -> None:
    """Everything that is a share, a chance or a mood stays between 0 and 1; scores between 0 and 100."""
    world = model.world
    is_here = world.residents["is_occupied"] == 1
    people = world.residents[is_here]
    for name in (
        "trust", "familiarity", "familiarity_social", "responsiveness", "efficacy", "enthusiasm", "habit",
        "digital_skill", "inclusion", "free_time", "threshold",
    ):  # fmt: skip
        assert_share(people[name], name)
    assert_share(world.buildings["responsiveness"], "buildings.responsiveness")
    assert_share(world.buildings["unmet"], "buildings.unmet")
    assert_share(world.compounds["conflict"], "compounds.conflict")
    assert_share(world.relations, "relations")
    for name in ("strain", "enthusiasm", "recognition", "skill", "local_ties"):
        assert_share(world.workers[name], f"workers.{name}")
    for name in ("volunteer_use", "agreement_share"):
        assert_share(world.communities[name], name)
    units = world.parties[world.communities["committee"]]
    for name in ("expected", "caught_belief", "satisfied_clients"):
        assert_share(units[name], name)
    assert_share(units["action"][:, 1:], "action")
    assert_share(world.parties["effort"], "effort")
    assert (world.residents["age"] >= 0.0).all()
    assert (world.residents["age"] <= 120.0).all()
    assessments = model.records.columns("assessments")
    if len(assessments["month"]):
        assert (assessments["score"] >= 0.0).all()
        assert (assessments["score"] <= 100.0 * (1.0 + SUMS)).all()
        for name, values in assessments.items():
            if name.endswith("_share") and name != "measured_share":
                assert_share(values[~np.isnan(values)], name)


def assert_share(values: Rows, name: str) -> None:
    assert ((values >= 0.0) & (values <= 1.0)).all(), (
        f"{name} outside 0 to 1: {values[~((values >= 0.0) & (values <= 1.0))][:3]}"
    )


def nothing_is_missing_where_it_may_not_be(model: CommunityModel) -> None:
    """No NaN and no infinity in the tables, except NaN where a column says that it may be missing."""
    for name, columns in tables(model).items():
        declared = {column.name: column for column in TABLES[name]}
        for column, values in columns.items():
            if np.issubdtype(values.dtype, np.floating):
                assert not np.isinf(values).any(), f"{name}.{column}"
                if not declared[column].may_be_missing:
                    assert not np.isnan(values).any(), f"{name}.{column}"


def state_is_finite(model: CommunityModel) -> None:
    """What actors know and feel is a number, always."""
    world = model.world
    for table, names in (
        ("residents", ("trust", "familiarity", "responsiveness", "efficacy", "enthusiasm", "habit", "volunteer_hours")),
        ("parties", ("action", "shadow_price", "marginal", "expected", "usual_cases", "indicator_variance",
                     "case_variance",
                     "score", "expected_score", "believed_mean", "believed_noise", "seen_mean", "seen_noise", "payoff",
                     "slope", "slope_weight", "queued_hours", "sundry_hours", "effort", "directive_hours")),
        ("workers", ("strain", "enthusiasm", "skill", "hours", "hours_available", "hours_week")),
        ("communities", ("duty_hours", "demand_hours", "expected_orders", "finds_per_hour", "volunteer_use")),
        ("matters", ("hours_needed", "hours_left", "hours_worked", "arose_hours")),
    ):  # fmt: skip
        rows = getattr(world, table)
        for name in names:
            assert np.isfinite(rows[name]).all(), f"{table}.{name}"
    assert np.isfinite(world.relations).all()
    assert np.isfinite(world.community_days).all()


def tables_have_the_declared_columns(model: CommunityModel) -> None:
    """The data frames can be made: their maker refuses unknown columns, unknown codes and missing values."""
    for name in DETAIL:
        if len(next(iter(model.records.columns(name).values()))):
            assert not getattr(model.records, name).isna().all(axis=None)


# Promises by subject, in the order in which tests/invariants/test_conservation.py tries them.
MATTERS = (stamps_are_in_order, closure_agrees_with_stamps, every_matter_is_in_one_state,
           nobody_passes_a_matter_for_ever, hours_left_are_possible, orders_agree_with_matters)  # fmt: skip
QUEUES = (queues_hold_what_they_say, queues_belong_to_the_place, unvoiced_lists_hold_what_they_say,
          directives_are_not_lost, busy_workers_are_released)  # fmt: skip
HOURS = (hours_fit_into_the_month, days_and_months_count_the_same_hours, paid_hours_are_all_paid_work,
         nobody_works_beyond_the_day_or_while_away, owed_hours_are_never_negative)  # fmt: skip
PEOPLE = (people_change_by_recorded_moves, counts_of_people_agree, participants_are_adults)
RUNS = (open_matters_are_counted, shares_stay_shares, nothing_is_missing_where_it_may_not_be, state_is_finite,
        tables_have_the_declared_columns)  # fmt: skip
