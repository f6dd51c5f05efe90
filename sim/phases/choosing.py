"""What a worker does next.

A committee worker's order of things: a rostered post; red matters; legal duties; then, inside the shift and the
overtime the unit is ready for, whatever is worth most per hour, as long as it is worth more than the hour costs. Other
parties' staff take the most urgent and oldest matter. Easy cases come first only because few hours are left in them.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner
from sim.clock import hour_of_day
from sim.names import (
    COMMITTEE,
    DIRECTIVES_ON_TIME,
    PATROL_FINDS,
    RED,
)
from sim.phases.parties import is_for_committee
from sim.phases.queues import next_filled, queue_of_worker
from sim.phases.work import (
    CLOSE_ENOUGH,
    LUNCH_ENDS,
    LUNCH_STARTS,
    NOTHING,
    cadre_skill,
    gains_of_closing,
    hours_left_today,
    is_absent,
    is_cadre,
    is_on_shift,
    measured_gain,
    start_directive,
    start_matter,
    start_task,
)
from sim.rules.effort import MASS_WORK_SHARE, MEASURED_SHARE, OVERTIME
from sim.rules.handling import worth_of_settling
from sim.rules.liability import expected_loss
from sim.rules.patrol import detection_prob
from sim.rules.time_use import marginal_cost, productivity, score_rise, value_per_hour, works_next_hour
from sim.tables import (
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    N_DUTIES,
    NO_TASK,
    TASK_DIRECTIVE,
    TASK_DUTY,
    TASK_MASS_WORK,
    TASK_MATTER,
    TASK_PATROL,
    TASK_POST,
    TASK_VISIT,
)
from sim.world import World


@inner
def begin_stretch(w: World, first: int) -> None:
    """In the morning and after lunch, everybody of a party who is on duty and has nothing to do looks for work.

    Args:
        w: the world; changed in place.
        first: row of the party's first worker.
    """
    now = w.counts[0].now_hours
    for n in range(first, first + w.parties[w.workers[first].party].n_workers):
        worker = w.workers[n]
        if worker.task == NO_TASK and worker.shift_start_hours <= now and now < worker.shift_end_hours:
            choose_task(w, n)


@inner
def choose_task(w: World, n: int) -> None:
    """A free worker takes up the next task, or nothing."""
    worker = w.workers[n]
    worker.task = NO_TASK
    worker.is_pretending = 0
    if is_absent(w, n):
        return
    if w.parties[worker.party].kind == COMMITTEE:
        choose_committee_task(w, n)
    elif is_cadre(w, n):
        choose_cadre_task(w, n)
    else:
        choose_staff_task(w, n)


@inner
def choose_staff_task(w: World, n: int) -> None:
    """Staff of other bodies (property, homeowners, organisations, departments): what is owed, then the queue."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    if hours_left_today(w, n) <= CLOSE_ENOUGH:
        return
    if not is_on_shift(w, n):
        if now < worker.on_call_until_hours:
            red = first_red(w, worker.party)
            if red >= 0:
                start_matter(w, n, red)
        return
    if is_lunch(now):
        return
    if worker.post_from_hours <= now and now < worker.post_until_hours:  # at the counter, but for the break
        until = worker.post_until_hours
        noon = now - hour_of_day(now) + LUNCH_STARTS
        if now < noon:
            until = min(until, noon)
        start_task(w, n, TASK_POST, NOTHING, min(until - now, hours_left_today(w, n)))
        return
    party = w.parties[worker.party]
    if party.sundry_hours > CLOSE_ENOUGH:
        hours = min(party.sundry_hours, w.rules[0].handling.slice_hours)
        party.sundry_hours -= start_task(w, n, TASK_DUTY, NOTHING, hours)
        return
    if party.support_hours > CLOSE_ENOUGH:
        hours = min(party.support_hours, w.rules[0].handling.slice_hours)
        party.support_hours -= start_task(w, n, TASK_DUTY, DUTY_FORM_SUPPORT, hours)
        return
    m = most_urgent(w, worker.party)
    if m >= 0:
        start_matter(w, n, m)


@inner
def choose_cadre_task(w: World, n: int) -> None:
    """A cadre with a committee: a rostered post, the duties of the emergency, then what nobody there is named for."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    if worker.post_from_hours <= now and now < worker.post_until_hours:
        start_task(w, n, TASK_POST, NOTHING, worker.post_until_hours - now)
        return
    if hours_left_today(w, n) <= CLOSE_ENOUGH or not is_on_shift(w, n) or is_lunch(now):
        return
    community = w.communities[worker.community]
    duties = community.duty_hours
    if duties[DUTY_EMERGENCY] > CLOSE_ENOUGH:
        skill = cadre_skill(w, n)
        hours = min(duties[DUTY_EMERGENCY] / skill, w.rules[0].handling.slice_hours)
        duties[DUTY_EMERGENCY] -= start_task(w, n, TASK_DUTY, DUTY_EMERGENCY, hours) * skill
        return
    m = most_urgent(w, community.committee)
    if m >= 0:
        start_matter(w, n, m)


@inner
def most_urgent(w: World, queue: int) -> int:
    """Head of the list with the highest urgency, among these the longest waiting; -1 if the queue is empty."""
    best, best_urgency, best_time = NOTHING, -1, math.inf
    bucket = next_filled(w, queue, 0)
    while bucket >= 0:
        m = w.heads[queue, bucket]
        bucket = next_filled(w, queue, bucket + 1)
        matter = w.matters[m]
        is_better = matter.urgency > best_urgency or (
            matter.urgency == best_urgency and matter.voiced_hours < best_time
        )
        if is_better:
            best, best_urgency, best_time = m, matter.urgency, matter.voiced_hours
    return best


@inner
def first_red(w: World, queue: int) -> int:
    """Longest waiting red matter of a queue, or -1."""
    m = NOTHING
    if w.filled[queue] != np.uint64(0):
        m = most_urgent(w, queue)
        if m >= 0 and w.matters[m].urgency != RED:
            m = NOTHING
    return m


@inner
def choose_committee_task(w: World, n: int) -> None:
    """A worker of the residents' committee: post, red matters, duties, then value per hour."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    if worker.post_from_hours <= now and now < worker.post_until_hours:
        start_task(w, n, TASK_POST, NOTHING, worker.post_until_hours - now)
        return
    if hours_left_today(w, n) <= CLOSE_ENOUGH:
        return
    is_on_duty = is_on_shift(w, n)
    may_stay = worker.hours_today > 0.0 and now < worker.shift_end_hours + w.parties[worker.party].action[OVERTIME]
    if is_on_duty or may_stay or now < worker.on_call_until_hours:
        red = first_red(w, queue_of_worker(w, n))
        if red < 0:
            red = first_red(w, worker.party)
        if red >= 0:
            start_matter(w, n, red)
            return
    if is_on_duty and is_lunch(now):
        return
    if is_on_duty or worker.hours_today > 0.0:
        duty = next_duty(w, worker.community)
        if duty >= 0:
            duties = w.communities[worker.community].duty_hours
            hours = min(duties[duty], w.rules[0].handling.slice_hours)
            duties[duty] -= start_task(w, n, TASK_DUTY, duty, hours)
            return
    if is_on_duty or may_stay:
        choose_by_value(w, n)


@inner
def is_lunch(now: float) -> bool:
    """The break at noon."""
    return hour_of_day(now) >= LUNCH_STARTS and hour_of_day(now) < LUNCH_ENDS


@inner
def next_duty(w: World, community: int) -> int:
    """First legal duty with hours still to be done, or -1."""
    duties = w.communities[community].duty_hours
    for duty in range(N_DUTIES):
        if duties[duty] > CLOSE_ENOUGH:
            return duty
    return NOTHING


@inner
def choose_by_value(w: World, n: int) -> None:
    """Take the candidate with the highest value per hour, if the hour is worth its cost; else rest."""
    worker = w.workers[n]
    unit = w.parties[worker.party]
    community = w.communities[worker.community]
    p = w.rules[0]
    setting = w.setting[0]
    share = setting.worker_share
    # the unit keeps some of the hours left after duties for what nobody measures
    free_hours = worker.measured_week + worker.unmeasured_week
    slack = (1.0 - unit.action[MEASURED_SHARE]) * free_hours
    if worker.measured_week > unit.action[MEASURED_SHARE] * free_hours + p.handling.slice_hours:
        share = 0.0

    best_value, best_task, best_row = 0.0, NO_TASK, NOTHING
    gains = gains_of_closing(w, worker.community)
    for place in range(2):
        queue = queue_of_worker(w, n) if place == 0 else worker.party
        bucket = next_filled(w, queue, 0)
        while bucket >= 0:
            m = w.heads[queue, bucket]
            bucket = next_filled(w, queue, bucket + 1)
            value = matter_value(w, n, m, share, gains)
            if value > best_value:
                best_value, best_task, best_row = value, TASK_MATTER, m

    d = community.first_directive
    if d >= 0:
        value = directive_value(w, d, share)
        if value > best_value:
            best_value, best_task, best_row = value, TASK_DIRECTIVE, d

    finds = community.finds_per_hour / max(1.0, community.expected_public)
    at_stake = w.parties[community.committee].expected_stake
    seen = detection_prob(p.patrol, 1.0, community.n_households)
    fear = expected_loss(at_stake, community.usual_undetected, seen)
    duty = p.handling.patrol_worth if worker.patrol_week < setting.patrol_duty_hours else 0.0
    patrol = value_per_hour(share * unit.marginal[PATROL_FINDS] * finds, fear, duty, 1.0)
    if patrol > best_value:
        best_value, best_task = patrol, TASK_PATROL
    if worker.visit_week < setting.visit_duty_hours and p.handling.visit_worth > best_value:
        best_value, best_task = p.handling.visit_worth, TASK_VISIT
    mass_work = p.handling.mass_work_worth
    if worker.mass_work_week < unit.action[MASS_WORK_SHARE] * slack:
        mass_work = math.inf  # the unit has set these hours aside
    if mass_work > best_value:
        best_value, best_task = mass_work, TASK_MASS_WORK

    output = productivity(p.time_use, worker.hours_week, worker.strain)
    cost = marginal_cost(p.time_use, setting.statutory_week_hours, worker.hours_week, worker.hours_today, worker.strain)
    if not works_next_hour(best_value, output, cost):
        return
    if best_task == TASK_MATTER:
        start_matter(w, n, best_row)
    elif best_task == TASK_DIRECTIVE:
        start_directive(w, n, best_row)
    else:
        start_task(w, n, best_task, NOTHING, p.handling.slice_hours)


@inner
def matter_value(w: World, n: int, m: int, share: float, gains: tuple[float, float, float]) -> float:
    """Value per hour of working on a matter now, as a committee worker sees it."""
    matter = w.matters[m]
    p = w.rules[0]
    hours = p.handling.handling_hours
    own_closure = 0.0
    if is_for_committee(w, m):
        own_closure = w.workers[n].closure_price
        hours = w.kinds[matter.kind].hours_median + p.handling.travel_hours
        if matter.hours_worked > 0.0:
            hours = max(p.handling.travel_hours, matter.hours_left)
    return value_per_hour(
        share * measured_gain(w, m, gains) + own_closure,
        0.0,
        worth_of_settling(p.handling, matter.urgency),
        hours,
    )


@inner
def directive_value(w: World, d: int, share: float) -> float:
    """Value per hour of a form or ledger: sanctions avoided, and its share in the score while it is still in time."""
    directive = w.directives[d]
    community = w.communities[directive.community]
    p = w.rules[0].handling
    is_late = directive.due_hours < w.counts[0].now_hours
    worth = p.obedience_worth * directive.hours_left
    gain = 0.0
    if is_late:
        worth *= p.late_obedience
    else:
        marginal = w.parties[community.committee].marginal[DIRECTIVES_ON_TIME]
        due = int(max(community.n_directives_due, community.expected_directives))
        gain = directive.n_counted * score_rise(marginal, due)
    return value_per_hour(share * gain, 0.0, worth, max(directive.hours_left, CLOSE_ENOUGH))
