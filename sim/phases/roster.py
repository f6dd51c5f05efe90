"""Every morning at seven: who is absent, who keeps which post, who is on duty and on call, and the day's duties."""

from __future__ import annotations

import math

from sim._compiled import inner
from sim.clock import DAYS_PER_MONTH, day_of, is_workday, weekday
from sim.names import COMMITTEE, DEPARTMENT, EMERGENCY, HOMEOWNERS, PROPERTY, SOCIAL_ORGANISATION
from sim.phases.parties import first_department, social_party
from sim.phases.queues import (
    EVENT_MORNING,
    EVENT_SHIFT,
    WHOLE_STAFF,
    join_queue,
    leave_queue,
    next_filled,
    queue_of_worker,
    schedule,
)
from sim.phases.voicing import take_consultations
from sim.phases.work import is_absent, is_nominal, n_working, next_cadre
from sim.rules.cells import cell_coordination_hours
from sim.rules.chat_groups import message_hours_per_week
from sim.rules.five_roles import role_supervision_hours
from sim.rules.homeowners import hours_lent_per_week
from sim.rules.inspections import hosting_hours_per_week
from sim.rules.one_stop import counter_posts
from sim.rules.own_supplies import hours_of_organisation, hours_saved
from sim.rules.project_coordination import hours_on_the_way
from sim.rules.residence_permit import registration_today
from sim.rules.social_organisation import is_deployable
from sim.rules.sunk_cadres import cadres_sent
from sim.rules.time_use import WORKDAYS_PER_WEEK
from sim.tables import (
    DUTY_DISCLOSURE,
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    DUTY_MEETING,
    DUTY_MESSAGES,
    DUTY_OUTREACH,
    DUTY_PAPER,
    DUTY_PLATFORM,
    DUTY_REGISTRATION,
    DUTY_SHARING,
    DUTY_SUPERVISION,
    DUTY_TRAINING,
    N_DUTIES,
    NO_TASK,
)
from sim.world import World

SHIFT_STARTS, AFTERNOON, SHIFT_ENDS = 8.5, 13.0, 17.5
EVENING = 19.0  # when people with a job meet for their homeowners' committee
MORNING = 7.0
DAYS_PER_WEEK = 7.0


@inner
def on_morning(w: World) -> None:
    """The morning of a day, in this order: close accounts, move cadres, fill posts, call shifts, set duties."""
    now = w.counts[0].now_hours
    day = day_of(now)
    works = is_workday(day, w.setting[0].start_day_of_year)
    is_monday = weekday(day) == 0
    for n in range(len(w.workers)):
        if w.workers[n].is_paid == 1:
            start_day(w, n)
            if is_monday:
                count_payroll(w, n)
    move_cadres(w)
    for c in range(len(w.communities)):
        man_posts(w, c, day)
        call_committee(w, c, day, works)
        set_duties(w, c, works)
    for row in range(len(w.parties)):
        if w.parties[row].kind != COMMITTEE:
            call_staff(w, row, day, works)
    take_consultations(w, day)
    schedule(w, now + 24.0, EVENT_MORNING, 0, 0)


@inner
def start_day(w: World, n: int) -> None:
    """Yesterday's standby is booked, the day's hours start at zero, an absent worker's desk goes to the colleagues."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    if worker.on_call_until_hours >= now:
        worker.oncall_hours += max(0.0, 24.0 - worker.hours_today)
    worker.hours_today = 0.0
    if worker.is_night_post == 1:
        worker.is_night_post = 0
        worker.rest_until_hours = now + w.setting[0].night_rest_hours
    worker.on_call_until_hours = -math.inf
    worker.post_from_hours = math.nan
    worker.post_until_hours = math.nan
    worker.shift_start_hours = math.inf
    worker.shift_end_hours = -math.inf
    if worker.absent_until_hours > now:
        worker.n_absent_days += 1.0
        clear_desk(w, n)
        return
    if worker.is_vacant == 1:
        welcome_replacement(w, n)
    if is_nominal(w, n):
        clear_desk(w, n)
    worker.hours_available += w.setting[0].daily_maximum_hours


@inner
def count_payroll(w: World, n: int) -> None:
    """On Monday a worker counts for the week if in post and not absent all of it."""
    worker = w.workers[n]
    week_ends = w.counts[0].now_hours + 7.0 * 24.0 - MORNING
    is_there = worker.is_vacant == 0 and worker.absent_until_hours < week_ends
    worker.was_on_payroll = 1 if is_there else 0


@inner
def welcome_replacement(w: World, n: int) -> None:
    """A vacancy ends: somebody new starts, rested, unknown and still learning."""
    worker = w.workers[n]
    worker.is_vacant = 0
    worker.strain = 0.0
    worker.skill = w.rules[0].handling.newcomer_skill
    worker.trained = 0.0


@inner
def clear_desk(w: World, n: int) -> None:
    """What lies on an absent worker's desk goes to the party's common queue."""
    queue = queue_of_worker(w, n)
    bucket = next_filled(w, queue, 0)
    while bucket >= 0:
        m = w.heads[queue, bucket]
        leave_queue(w, m)
        join_queue(w, m, w.workers[n].party)
        bucket = next_filled(w, queue, bucket)


@inner
def move_cadres(w: World) -> None:
    """Cadres whose stay is over return to their departments, others set out; whoever is at work goes another day.

    The first of each department's staff go, in turn to the communities of the street.
    """
    p = w.levers[0].sunk_cadres
    setting = w.setting[0]
    now = w.counts[0].now_hours
    may_set_out = now >= setting.phase_start_hours + 24.0 * p.delay_days
    n_sent = 0
    for row in range(first_department(w), len(w.parties)):
        party = w.parties[row]
        wanted = cadres_sent(p, party.n_workers, setting.phase == EMERGENCY)
        for number in range(party.n_workers):
            worker = w.workers[party.first_worker + number]
            if worker.community >= 0:
                if now >= worker.seconded_from_hours + 24.0 * p.stay_days and worker.task == NO_TASK:
                    w.communities[worker.community].n_cadres -= 1
                    worker.community = -1
            elif number < wanted and may_set_out and worker.task == NO_TASK and worker.absent_until_hours <= now:
                worker.community = (n_sent + number) % len(w.communities)
                worker.seconded_from_hours = now
                w.communities[worker.community].n_cadres += 1
        n_sent += wanted


@inner
def man_posts(w: World, c: int, day: int) -> None:
    """In an emergency the gates are kept round the clock: each post and shift gets the worker with the fewest so far.

    A night post earns a mandated rest; if nobody rested is left, a resting worker is called and the breach recorded.
    """
    setting = w.setting[0]
    if setting.phase != EMERGENCY:
        return
    now = w.counts[0].now_hours
    shifts = int(24.0 / setting.post_hours)
    needed = w.posts[c].n_posts * shifts - int(w.communities[c].volunteer_post_hours / (7.0 * setting.post_hours))
    for place in range(max(0, needed)):
        shift = place % shifts
        n = next_for_post(w, c, False)
        if n < 0:
            n = next_for_post(w, c, True)
            if n < 0:
                return  # nobody is left: the gate stands open
            w.workers[n].rest_until_hours = -math.inf
            w.workers[n].n_breaches += 1.0
            w.workers[n].breaches_week += 1.0
        worker = w.workers[n]
        worker.n_posts += 1
        worker.post_from_hours = now + shift * setting.post_hours
        worker.post_until_hours = worker.post_from_hours + setting.post_hours
        schedule(w, worker.post_from_hours, EVENT_SHIFT, n, 0)
        if shift == shifts - 1:
            worker.is_night_post = 1


@inner
def next_for_post(w: World, c: int, may_be_resting: bool) -> int:
    """Present worker or cadre without a post today who has kept the fewest posts; -1 if there is none."""
    committee = w.parties[w.communities[c].committee]
    best = -1
    for n in range(committee.first_worker, committee.first_worker + n_working(w, w.communities[c].committee)):
        if may_keep_post(w, n, may_be_resting) and (best < 0 or w.workers[n].n_posts < w.workers[best].n_posts):
            best = n
    n = next_cadre(w, c, -1)
    while n >= 0:
        if may_keep_post(w, n, may_be_resting) and (best < 0 or w.workers[n].n_posts < w.workers[best].n_posts):
            best = n
        n = next_cadre(w, c, n)
    return best


@inner
def may_keep_post(w: World, n: int, may_be_resting: bool) -> bool:
    """Whether a worker is there, without a post today, and rested if that is asked for."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    is_free = worker.absent_until_hours <= now and math.isnan(worker.post_from_hours)
    return bool(is_free and (may_be_resting or worker.rest_until_hours <= now))


@inner
def call_committee(w: World, c: int, day: int, works: bool) -> None:
    """Call the committee's shifts: all on a workday or in an emergency, else weekend duty; one is on call at night."""
    setting = w.setting[0]
    committee = w.parties[w.communities[c].committee]
    now = w.counts[0].now_hours
    midnight = now - MORNING
    everybody = works or (setting.phase == EMERGENCY and setting.works_weekends == 1)
    schedule(w, midnight + SHIFT_STARTS, EVENT_SHIFT, committee.first_worker, WHOLE_STAFF)
    schedule(w, midnight + AFTERNOON, EVENT_SHIFT, committee.first_worker, WHOLE_STAFF)
    staff = n_working(w, w.communities[c].committee)
    on_weekend_duty = int(setting.weekend_duty_share * staff + 0.999)
    for number in range(staff):
        n = committee.first_worker + number
        worker = w.workers[n]
        turn = (number + day) % staff
        if worker.absent_until_hours > now or worker.rest_until_hours > now:
            continue
        if everybody or turn < on_weekend_duty:
            worker.shift_start_hours = midnight + SHIFT_STARTS
            worker.shift_end_hours = midnight + SHIFT_ENDS
        is_standing_by = setting.phase == EMERGENCY and not works
        if turn == 0 or is_standing_by:
            worker.on_call_until_hours = now + 24.0
    if everybody:
        call_cadres(w, c)


@inner
def call_cadres(w: World, c: int) -> None:
    """Cadres with a committee keep its hours."""
    midnight = w.counts[0].now_hours - MORNING
    n = next_cadre(w, c, -1)
    while n >= 0:
        if not is_absent(w, n):
            w.workers[n].shift_start_hours = midnight + SHIFT_STARTS
            w.workers[n].shift_end_hours = midnight + SHIFT_ENDS
            schedule(w, midnight + SHIFT_STARTS, EVENT_SHIFT, n, 0)
            schedule(w, midnight + AFTERNOON, EVENT_SHIFT, n, 0)
        n = next_cadre(w, c, n)


@inner
def call_staff(w: World, row: int, day: int, works: bool) -> None:
    """Set the hours of other parties' staff; nobody is called before there is something to do."""
    party = w.parties[row]
    now = w.counts[0].now_hours
    if party.exists == 0:
        return
    midnight = now - MORNING
    at_counter = 0
    if party.kind == DEPARTMENT:
        at_counter = counter_posts(w.levers[0].one_stop, party.n_workers)
    start = SHIFT_STARTS
    hours = (SHIFT_ENDS - SHIFT_STARTS) * party.effort
    if party.kind == HOMEOWNERS:
        start = EVENING
        hours = hours_lent_per_week(w.rules[0].homeowners, w.compounds[party.compound].n_active_owners) / 7.0
    if hours > 0.0 and (party.n_queued > 0 or party.sundry_hours > 0.0 or party.support_hours > 0.0):
        schedule(w, midnight + start, EVENT_SHIFT, party.first_worker, WHOLE_STAFF)
    if start < AFTERNOON and start + hours > AFTERNOON:
        schedule(w, midnight + AFTERNOON, EVENT_SHIFT, party.first_worker, WHOLE_STAFF)
    for number in range(party.n_workers):
        is_on = works
        if party.kind == PROPERTY:  # a property company works every day, its people five days of seven
            is_on = (number + day) % 7 < WORKDAYS_PER_WEEK
        elif party.kind == HOMEOWNERS:
            is_on = True
        n = party.first_worker + number
        worker = w.workers[n]
        if worker.absent_until_hours > now or worker.community != party.community:
            continue  # sick, or a cadre with a committee
        is_standing_by = party.kind == PROPERTY or party.kind == DEPARTMENT
        if is_standing_by and day % party.n_workers == number:
            worker.on_call_until_hours = now + 24.0  # somebody comes when a pipe bursts at night or on a Sunday
        if not is_on or hours <= 0.0:
            continue
        worker.shift_start_hours = midnight + start
        worker.shift_end_hours = midnight + start + hours
        if number >= party.n_workers - at_counter:
            worker.post_from_hours = worker.shift_start_hours
            worker.post_until_hours = worker.shift_end_hours
            schedule(w, worker.shift_start_hours, EVENT_SHIFT, n, 0)


@inner
def emergency_hours(w: World, c: int) -> float:
    """What the emergency asks of a committee today, less what supplies from an organisation's own contacts save."""
    p = w.levers[0].own_supplies
    setting = w.setting[0]
    hours = setting.emergency_duty_hours * w.communities[c].n_households
    row = social_party(w, c)
    if row < 0:
        return float(hours)
    party = w.parties[row]
    since_change = hours_on_the_way(
        w.levers[0].project_coordination, w.counts[0].now_hours - setting.phase_start_hours, party.rootedness
    )
    if not is_deployable(w.rules[0].social_organisation, party.is_rooted == 1, since_change):
        return float(hours)
    saved = hours_saved(p, hours)
    party.sundry_hours += hours_of_organisation(p, saved)
    return float(hours - saved)


@inner
def set_duties(w: World, c: int, works: bool) -> None:
    """The legal duties of the day: meetings and training that were missed lapse, what the emergency asks piles up."""
    setting = w.setting[0]
    community = w.communities[c]
    levers = w.levers[0]
    duties = community.duty_hours
    staff = float(n_working(w, community.committee))
    in_chain = levers.party_chain.meeting_hours_per_week
    share = 1.0 / WORKDAYS_PER_WEEK if works else 0.0
    duties[DUTY_MEETING] = (setting.meeting_hours * staff + in_chain) * share
    duties[DUTY_TRAINING] = (setting.training_hours + levers.training.hours_per_week) * staff * share
    duties[DUTY_PLATFORM] += setting.platform_hours * share
    duties[DUTY_OUTREACH] += levers.publicity.hours_per_week * share
    duties[DUTY_SUPERVISION] += (
        cell_coordination_hours(levers.cells, community.n_cells)
        + role_supervision_hours(levers.five_roles, community.n_cells)
    ) * share
    duties[DUTY_DISCLOSURE] += levers.deliberation.disclosure_hours_per_week * share
    duties[DUTY_MESSAGES] += message_hours_per_week(levers.chat_groups, community.n_in_groups) * share
    duties[DUTY_EMERGENCY] += emergency_hours(w, c)
    duties[DUTY_EMERGENCY] -= levers.sunk_cadres.goods_hours_per_day * community.n_cadres
    weeks = DAYS_PER_MONTH / DAYS_PER_WEEK
    duties[DUTY_PAPER] += hosting_hours_per_week(levers.inspections, community.n_inspections, weeks) * share
    duties[DUTY_SHARING] += levers.records.sharing_hours_per_week * share
    today = registration_today(levers.residence_permit, community.registration_left_hours, share)
    duties[DUTY_REGISTRATION] += today
    community.registration_left_hours -= today
    duties[DUTY_FORM_SUPPORT] += support_of_committee(w, c, levers.form_support.hours_per_week * share)
    for row in range(community.first_party, community.first_party + community.n_parties):
        party = w.parties[row]
        sits_at_platform = party.kind == PROPERTY or party.kind == HOMEOWNERS or party.kind == SOCIAL_ORGANISATION
        if sits_at_platform and party.exists == 1:
            party.sundry_hours += (setting.platform_hours + in_chain) * share
    for duty in range(N_DUTIES):
        duties[duty] = max(0.0, duties[duty])


@inner
def support_of_committee(w: World, c: int, hours: float) -> float:
    """Help with forms that the committee's own staff owe today; a social organisation owes its part."""
    body = social_party(w, c)
    if body < 0:
        return hours
    part = hours * w.levers[0].form_support.organisation_share
    w.parties[body].support_hours += part
    return float(hours - part)
