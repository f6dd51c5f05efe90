"""Who works on what, when: the choice of the next task, and how idle or sleeping staff are called.

A committee worker's order of things: a rostered post; red matters; legal duties; then, inside the shift and the
overtime the unit is ready for, whatever is worth most per hour, as long as it is worth more than the hour costs. Other
parties' staff take the most urgent and oldest matter. Easy cases come first only because few hours are left in them.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner, rule
from sim.clock import hour_of_day
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    DIRECTIVES_ON_TIME,
    ON_TIME,
    PATROL_FINDS,
    RED,
    RESOLUTION,
    RESPONSE,
    SATISFACTION,
)
from sim.phases.parties import first_department, is_for_committee
from sim.phases.queues import EVENT_SHIFT, EVENT_TASK_END, leave_queue, next_filled, queue_of_worker, schedule
from sim.rules.coping import closes_falsely, false_closure_hours, fills_perfunctorily, perfunctory_hours_factor
from sim.rules.effort import COPING, MASS_WORK_SHARE, MEASURED_SHARE, OVERTIME
from sim.rules.handling import worth_of_settling
from sim.rules.liability import expected_loss
from sim.rules.nominal_staff import working_posts
from sim.rules.patrol import detection_prob
from sim.rules.sunk_cadres import front_skill
from sim.rules.time_use import marginal_cost, productivity, score_rise, value_per_hour, works_next_hour
from sim.rules.training import trained_output
from sim.tables import (
    AT_WORK,
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

LUNCH_STARTS, LUNCH_ENDS = 12.0, 13.0
NOTHING = -1
_CLOSE_ENOUGH = 1e-9  # hours; below it a rest of work counts as done


@inner
def speed(w: World, n: int) -> float:
    """Output of the worker's next hour of ordered work, against a rested worker's."""
    worker = w.workers[n]
    output = productivity(w.rules[0].time_use, worker.hours_week, worker.strain) * worker.skill
    output *= trained_output(w.levers[0].training, worker.trained)
    if is_cadre(w, n):
        output *= cadre_skill(w, n)
    return float(max(w.rules[0].handling.least_productivity, output))


@inner
def is_cadre(w: World, n: int) -> bool:
    """Whether a worker is a department's, sent to a committee for a while."""
    worker = w.workers[n]
    return bool(worker.community >= 0 and w.parties[worker.party].kind == DEPARTMENT)


@inner
def next_cadre(w: World, c: int, before: int) -> int:
    """The cadre with a community's committee who stands after another one in the list (-1: the first); -1: nobody."""
    if w.communities[c].n_cadres == 0:
        return NOTHING
    for n in range(max(before + 1, w.parties[first_department(w)].first_worker), len(w.workers)):
        if w.workers[n].community == c and is_cadre(w, n):
            return n
    return NOTHING


@inner
def cadre_skill(w: World, n: int) -> float:
    """How far a cadre is at home in the work of a committee by now."""
    return front_skill(w.levers[0].sunk_cadres, w.counts[0].now_hours - w.workers[n].seconded_from_hours)


@inner
def serves_committee(w: World, n: int) -> bool:
    """Whether a worker does a residents' committee's work: its own staff, and cadres sent to it."""
    return bool(w.parties[w.workers[n].party].kind == COMMITTEE or is_cadre(w, n))


@rule
def n_working(w: World, party: int) -> int:
    """How many posts of a party have somebody who works; they are the first ones."""
    unit = w.parties[party]
    if unit.kind != COMMITTEE:
        return int(unit.n_workers)
    return working_posts(w.levers[0].nominal_staff, unit.n_workers)


@inner
def is_nominal(w: World, n: int) -> bool:
    """Whether a post is a name on paper: paid, and without work."""
    party = w.workers[n].party
    return bool(n - w.parties[party].first_worker >= n_working(w, party))


@inner
def start_task(w: World, n: int, task: int, row: int, hours: float) -> float:
    """Begin a task that needs ``hours`` of presence; the lunch break, a post or the day's limit may cut it short.

    Returns:
        Hours of presence now planned, at most ``hours``.
    """
    worker = w.workers[n]
    now = w.counts[0].now_hours
    end = now + hours
    if task != TASK_POST:
        may_overrun = task == TASK_DUTY or (task == TASK_MATTER and w.matters[row].urgency == RED)
        end = min(end, break_at(w, n, may_overrun))
    worker.task = task
    worker.task_row = row
    worker.task_start_hours = now
    worker.task_end_hours = end
    worker.token += 1
    schedule(w, end, EVENT_TASK_END, n, worker.token)
    return float(end - now)


@inner
def break_at(w: World, n: int, may_overrun: bool) -> float:
    """The next instant at which the worker has to put down what is being done.

    At the latest at the day's limit, at a post that begins, and at noon; work that is neither red nor a legal duty also
    at the end of the shift and the overtime the unit is ready for.
    """
    worker = w.workers[n]
    now = w.counts[0].now_hours
    limit = now + max(0.0, hours_left_today(w, n))
    if worker.post_from_hours > now:
        limit = min(limit, worker.post_from_hours)
    noon = now - hour_of_day(now) + LUNCH_STARTS
    if is_on_shift(w, n) and now < noon:
        limit = min(limit, noon)
    if not may_overrun:
        limit = min(limit, worker.shift_end_hours + w.parties[worker.party].action[OVERTIME])
    return float(max(limit, now + _CLOSE_ENOUGH))


@inner
def hours_left_today(w: World, n: int) -> float:
    """Hours the worker may still work until the morning, besides a post that is still to come."""
    worker = w.workers[n]
    ahead = 0.0
    if worker.post_from_hours > w.counts[0].now_hours:
        ahead = worker.post_until_hours - worker.post_from_hours
    return float(w.setting[0].daily_maximum_hours - worker.hours_today - ahead)


@inner
def is_absent(w: World, n: int) -> bool:
    """Sick, vacant, in the rest after a night post, or there on paper only."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    return bool(worker.absent_until_hours > now or worker.rest_until_hours > now or is_nominal(w, n))


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
    if hours_left_today(w, n) <= _CLOSE_ENOUGH:
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
    if party.sundry_hours > _CLOSE_ENOUGH:
        hours = min(party.sundry_hours, w.rules[0].handling.slice_hours)
        party.sundry_hours -= start_task(w, n, TASK_DUTY, NOTHING, hours)
        return
    if party.support_hours > _CLOSE_ENOUGH:
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
    if hours_left_today(w, n) <= _CLOSE_ENOUGH or not is_on_shift(w, n) or is_lunch(now):
        return
    community = w.communities[worker.community]
    duties = community.duty_hours
    if duties[DUTY_EMERGENCY] > _CLOSE_ENOUGH:
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
    if hours_left_today(w, n) <= _CLOSE_ENOUGH:
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
        if duties[duty] > _CLOSE_ENOUGH:
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
def gains_of_closing(w: World, community_row: int) -> tuple[float, float, float]:
    """Expected payoff of one more order reported solved; of its being in time; of its being the first response."""
    community = w.communities[community_row]
    marginal = w.parties[community.committee].marginal
    orders = int(max(community.n_orders, community.expected_orders))
    return (
        score_rise(marginal[RESOLUTION], orders) + score_rise(marginal[SATISFACTION], orders),
        score_rise(marginal[ON_TIME], orders),
        score_rise(marginal[RESPONSE], orders),
    )


@inner
def measured_gain(w: World, m: int, gains: tuple[float, float, float]) -> float:
    """What reporting a matter closed now would add to the unit's expected payoff."""
    matter = w.matters[m]
    gain = gains[0]
    if w.counts[0].now_hours + matter.hours_left < matter.deadline_hours:
        gain += gains[1]
    if math.isnan(matter.first_response_hours):
        gain += gains[2]
    return gain


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
    return value_per_hour(share * gain, 0.0, worth, max(directive.hours_left, _CLOSE_ENOUGH))


@inner
def start_matter(w: World, n: int, m: int) -> None:
    """Take a matter from its queue and go to work on it, or only look as if."""
    leave_queue(w, m)
    matter = w.matters[m]
    matter.state = AT_WORK
    p = w.rules[0]
    worker = w.workers[n]
    unit = w.parties[worker.party]
    now = w.counts[0].now_hours
    if serves_committee(w, n) and not is_for_committee(w, m):
        hours = p.handling.handling_hours
    else:
        work = matter.hours_left
        if unit.kind == COMMITTEE and matter.urgency != RED:
            is_pretending = closes_falsely(
                p.coping,
                unit.action[COPING],
                w.setting[0].worker_share * measured_gain(w, m, gains_of_closing(w, matter.community))
                + worker.closure_price,
                unit.caught_belief,
                p.effort.caught_penalty,
            )
            if is_pretending:
                worker.is_pretending = 1
                work = false_closure_hours(p.coping, matter.hours_left)
        hours = p.handling.travel_hours + work / speed(w, n)
    if math.isnan(matter.first_response_hours):
        matter.first_response_hours = now + min(hours, p.handling.travel_hours)
    start_task(w, n, TASK_MATTER, m, hours)


@inner
def start_directive(w: World, n: int, d: int) -> None:
    """Take the first form or ledger in line for a stretch; what is left of it goes back to the front."""
    worker = w.workers[n]
    unit = w.parties[worker.party]
    directive = w.directives[d]
    community = w.communities[directive.community]
    community.first_directive = directive.next
    if community.first_directive < 0:
        community.last_directive = -1
    p = w.rules[0]
    due = int(max(community.n_directives_due, community.expected_directives))
    gain = directive.n_counted * score_rise(unit.marginal[DIRECTIVES_ON_TIME], due)
    if directive.is_perfunctory == 0 and fills_perfunctorily(
        p.coping, unit.action[COPING], w.setting[0].worker_share * gain, unit.caught_belief,
        p.effort.caught_penalty,
    ):  # fmt: skip
        directive.is_perfunctory = 1
        directive.hours_left *= perfunctory_hours_factor(p.coping)
    hours = min(directive.hours_left / speed(w, n), p.handling.slice_hours)
    start_task(w, n, TASK_DIRECTIVE, d, hours)


@inner
def wake(w: World, party: int, named: int, is_red: bool) -> None:
    """Work has come in: call an idle worker on duty; for red matters interrupt one, or call the one on call."""
    unit = w.parties[party]
    now = w.counts[0].now_hours
    first, last = unit.first_worker, unit.first_worker + unit.n_workers
    if named >= 0:
        first, last = named, named + 1
    for n in range(first, last):
        worker = w.workers[n]
        if worker.task == NO_TASK and is_on_shift(w, n) and worker.community == unit.community:
            call(w, n)
            return
    if named < 0 and unit.kind == COMMITTEE:
        n = next_cadre(w, unit.community, NOTHING)
        while n >= 0:
            if w.workers[n].task == NO_TASK and is_on_shift(w, n):
                call(w, n)
                return
            n = next_cadre(w, unit.community, n)
    if not is_red:
        for n in range(first, last):  # before the shift: somebody is to look when it begins
            worker = w.workers[n]
            is_to_come = now < worker.shift_start_hours and worker.shift_start_hours < math.inf
            if is_to_come and worker.community == unit.community:
                schedule(w, worker.shift_start_hours, EVENT_SHIFT, n, 0)
                return
        return
    for n in range(first, last):
        worker = w.workers[n]
        is_free_to_go = (
            worker.task != NO_TASK and worker.task != TASK_POST and not is_absent(w, n) and not is_on_red(w, n)
        )
        if is_free_to_go and worker.community == unit.community:
            interrupt(w, n)
            return
    for n in range(unit.first_worker, unit.first_worker + unit.n_workers):
        worker = w.workers[n]
        is_ready = worker.task == NO_TASK and now < worker.on_call_until_hours and not is_absent(w, n)
        if is_ready and worker.community == unit.community:
            call(w, n)
            return


@inner
def is_on_shift(w: World, n: int) -> bool:
    """Whether a worker is on duty now, by roster, and not absent."""
    worker = w.workers[n]
    now = w.counts[0].now_hours
    return worker.shift_start_hours <= now and now < worker.shift_end_hours and not is_absent(w, n)


@inner
def is_on_red(w: World, n: int) -> bool:
    """Whether a worker is busy with a red matter."""
    worker = w.workers[n]
    return bool(worker.task == TASK_MATTER and w.matters[worker.task_row].urgency == RED)


@inner
def call(w: World, n: int) -> None:
    """Tell an idle worker to look at the queues now."""
    schedule(w, w.counts[0].now_hours, EVENT_SHIFT, n, 0)


@inner
def interrupt(w: World, n: int) -> None:
    """Tell a busy worker to put down the task now; what was done so far counts, duties left undone are owed again."""
    worker = w.workers[n]
    if worker.task == TASK_DUTY:
        left = worker.task_end_hours - w.counts[0].now_hours
        if w.parties[worker.party].kind == COMMITTEE:
            w.communities[worker.community].duty_hours[worker.task_row] += left
        elif worker.task_row == DUTY_FORM_SUPPORT:
            w.parties[worker.party].support_hours += left
        else:
            w.parties[worker.party].sundry_hours += left
    worker.token += 1
    worker.task_end_hours = w.counts[0].now_hours
    schedule(w, worker.task_end_hours, EVENT_TASK_END, n, worker.token)
