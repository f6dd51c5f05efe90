"""Every morning at seven: who is absent, who keeps which post, who is on duty and on call, and the day's duties."""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.clock import DAYS_PER_MONTH, day_of, is_workday, weekday
from sim.names import COMMITTEE, DEPARTMENT, EMERGENCY, HOMEOWNERS, PROPERTY, SOCIAL_ORGANISATION
from sim.phases.arrivals import take_consultations
from sim.phases.parties import social_party
from sim.phases.queues import (
    EVENT_MORNING,
    EVENT_SHIFT,
    join_queue,
    leave_queue,
    next_filled,
    queue_of_worker,
    schedule,
)
from sim.rules.homeowners import hours_lent_per_week
from sim.rules.inspections import hosting_hours_per_week
from sim.rules.residence_permit import registration_today
from sim.rules.time_use import WORKDAYS_PER_WEEK
from sim.tables import (
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    DUTY_MEETING,
    DUTY_OUTREACH,
    DUTY_PAPER,
    DUTY_PLATFORM,
    DUTY_REGISTRATION,
    DUTY_SHARING,
    DUTY_TRAINING,
    N_DUTIES,
)
from sim.world import World

SHIFT_STARTS, AFTERNOON, SHIFT_ENDS = 8.5, 13.0, 17.5
EVENING = 19.0  # when people with a job meet for their homeowners' committee
MORNING = 7.0
DAYS_PER_WEEK = 7.0


@rule
def on_morning(w: World) -> None:
    """The morning of a day, in this order: close yesterday's accounts, fill posts, call the shifts, set the duties."""
    now = w.counts[0].now_hours
    day = day_of(now)
    works = is_workday(day, w.setting[0].start_day_of_year)
    is_monday = weekday(day) == 0
    for n in range(len(w.workers)):
        if w.workers[n].is_paid == 1:
            start_day(w, n)
            if is_monday:
                count_payroll(w, n)
    for c in range(len(w.communities)):
        man_posts(w, c, day)
        call_committee(w, c, day, works)
        set_duties(w, c, works)
    for row in range(len(w.parties)):
        if w.parties[row].kind != COMMITTEE:
            call_staff(w, row, day, works)
    take_consultations(w, day)
    schedule(w, now + 24.0, EVENT_MORNING, 0, 0)


@rule
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
    worker.hours_available += w.setting[0].daily_maximum_hours


@rule
def count_payroll(w: World, n: int) -> None:
    """On Monday a worker counts for the week if in post and not absent all of it."""
    worker = w.workers[n]
    week_ends = w.counts[0].now_hours + 7.0 * 24.0 - MORNING
    is_there = worker.is_vacant == 0 and worker.absent_until_hours < week_ends
    worker.was_on_payroll = 1 if is_there else 0


@rule
def welcome_replacement(w: World, n: int) -> None:
    """A vacancy ends: somebody new starts, rested, unknown and still learning."""
    worker = w.workers[n]
    worker.is_vacant = 0
    worker.strain = 0.0
    worker.skill = w.rules[0].handling.newcomer_skill


@rule
def clear_desk(w: World, n: int) -> None:
    """What lies on an absent worker's desk goes to the party's common queue."""
    queue = queue_of_worker(w, n)
    bucket = next_filled(w, queue, 0)
    while bucket >= 0:
        m = w.heads[queue, bucket]
        leave_queue(w, m)
        join_queue(w, m, w.workers[n].party)
        bucket = next_filled(w, queue, bucket)


@rule
def man_posts(w: World, c: int, day: int) -> None:
    """In an emergency the gates are kept round the clock: each post and shift gets the worker with the fewest so far.

    A night post earns a mandated rest; if nobody rested is left, a resting worker is called and the breach recorded.
    """
    setting = w.setting[0]
    if setting.phase != EMERGENCY:
        return
    committee = w.parties[w.communities[c].committee]
    now = w.counts[0].now_hours
    shifts = int(24.0 / setting.post_hours)
    needed = w.posts[c].n_posts * shifts - int(w.communities[c].volunteer_post_hours / (7.0 * setting.post_hours))
    for place in range(max(0, needed)):
        shift = place % shifts
        n = next_for_post(w, committee.first_worker, committee.n_workers, False)
        if n < 0:
            n = next_for_post(w, committee.first_worker, committee.n_workers, True)
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


@rule
def next_for_post(w: World, first: int, n_workers: int, may_be_resting: bool) -> int:
    """Present worker without a post today who has kept the fewest posts; -1 if there is none."""
    now = w.counts[0].now_hours
    best = -1
    for n in range(first, first + n_workers):
        worker = w.workers[n]
        is_free = worker.absent_until_hours <= now and math.isnan(worker.post_from_hours)
        is_rested = worker.rest_until_hours <= now
        if is_free and (is_rested or may_be_resting) and (best < 0 or worker.n_posts < w.workers[best].n_posts):
            best = n
    return best


@rule
def call_committee(w: World, c: int, day: int, works: bool) -> None:
    """Call the committee's shifts: all on a workday or in an emergency, else weekend duty; one is on call at night."""
    setting = w.setting[0]
    committee = w.parties[w.communities[c].committee]
    now = w.counts[0].now_hours
    midnight = now - MORNING
    everybody = works or (setting.phase == EMERGENCY and setting.works_weekends == 1)
    on_weekend_duty = int(setting.weekend_duty_share * committee.n_workers + 0.999)
    for number in range(committee.n_workers):
        n = committee.first_worker + number
        worker = w.workers[n]
        turn = (number + day) % committee.n_workers
        if worker.absent_until_hours > now or worker.rest_until_hours > now:
            continue
        if everybody or turn < on_weekend_duty:
            worker.shift_start_hours = midnight + SHIFT_STARTS
            worker.shift_end_hours = midnight + SHIFT_ENDS
            schedule(w, worker.shift_start_hours, EVENT_SHIFT, n, 0)
            schedule(w, midnight + AFTERNOON, EVENT_SHIFT, n, 0)
        is_standing_by = setting.phase == EMERGENCY and not works
        if turn == 0 or is_standing_by:
            worker.on_call_until_hours = now + 24.0


@rule
def call_staff(w: World, row: int, day: int, works: bool) -> None:
    """Set the hours of other parties' staff; nobody is called before there is something to do."""
    party = w.parties[row]
    now = w.counts[0].now_hours
    if party.exists == 0:
        return
    midnight = now - MORNING
    start = SHIFT_STARTS
    hours = (SHIFT_ENDS - SHIFT_STARTS) * party.effort
    if party.kind == HOMEOWNERS:
        start = EVENING
        hours = hours_lent_per_week(w.rules[0].homeowners, w.compounds[party.compound].n_active_owners) / 7.0
    for number in range(party.n_workers):
        is_on = works
        if party.kind == PROPERTY:  # a property company works every day, its people five days of seven
            is_on = (number + day) % 7 < WORKDAYS_PER_WEEK
        elif party.kind == HOMEOWNERS:
            is_on = True
        n = party.first_worker + number
        worker = w.workers[n]
        if worker.absent_until_hours > now:
            continue
        is_standing_by = party.kind == PROPERTY or party.kind == DEPARTMENT
        if is_standing_by and day % party.n_workers == number:
            worker.on_call_until_hours = now + 24.0  # somebody comes when a pipe bursts at night or on a Sunday
        if not is_on or hours <= 0.0:
            continue
        worker.shift_start_hours = midnight + start
        worker.shift_end_hours = midnight + start + hours
        if party.n_queued > 0 or party.sundry_hours > 0.0 or party.support_hours > 0.0:
            schedule(w, worker.shift_start_hours, EVENT_SHIFT, n, 0)
        if worker.shift_end_hours > midnight + AFTERNOON:
            schedule(w, midnight + AFTERNOON, EVENT_SHIFT, n, 0)


@rule
def set_duties(w: World, c: int, works: bool) -> None:
    """The legal duties of the day: meetings and training that were missed lapse, what the emergency asks piles up."""
    setting = w.setting[0]
    community = w.communities[c]
    duties = community.duty_hours
    staff = float(w.parties[community.committee].n_workers)
    share = 1.0 / WORKDAYS_PER_WEEK if works else 0.0
    duties[DUTY_MEETING] = setting.meeting_hours * staff * share
    duties[DUTY_TRAINING] = setting.training_hours * staff * share
    duties[DUTY_PLATFORM] += setting.platform_hours * share
    duties[DUTY_OUTREACH] += w.levers[0].publicity.hours_per_week * share
    duties[DUTY_EMERGENCY] += setting.emergency_duty_hours * community.n_households
    weeks = DAYS_PER_MONTH / DAYS_PER_WEEK
    duties[DUTY_PAPER] += hosting_hours_per_week(w.levers[0].inspections, community.n_inspections, weeks) * share
    duties[DUTY_SHARING] += w.levers[0].records.sharing_hours_per_week * share
    today = registration_today(w.levers[0].residence_permit, community.registration_left_hours, share)
    duties[DUTY_REGISTRATION] += today
    community.registration_left_hours -= today
    duties[DUTY_FORM_SUPPORT] += support_of_committee(w, c, w.levers[0].form_support.hours_per_week * share)
    for row in range(community.first_party, community.first_party + community.n_parties):
        party = w.parties[row]
        sits_at_platform = party.kind == PROPERTY or party.kind == HOMEOWNERS or party.kind == SOCIAL_ORGANISATION
        if sits_at_platform and party.exists == 1:
            party.sundry_hours += setting.platform_hours * share
    for duty in range(N_DUTIES):
        duties[duty] = max(0.0, duties[duty])


@rule
def support_of_committee(w: World, c: int, hours: float) -> float:
    """Help with forms that the committee's own staff owe today; a social organisation owes its part."""
    body = social_party(w, c)
    if body < 0:
        return hours
    part = hours * w.levers[0].form_support.organisation_share
    w.parties[body].support_hours += part
    return float(hours - part)
