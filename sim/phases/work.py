"""Work itself: who is there, how a task begins and until when it goes on, and how idle or sleeping staff are called.

What is done next stands in :mod:`sim.phases.choosing`.
"""

from __future__ import annotations

import math

from sim._compiled import inner, rule
from sim.clock import hour_of_day
from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    DIRECTIVES_ON_TIME,
    ON_TIME,
    RED,
    RESOLUTION,
    RESPONSE,
    SATISFACTION,
)
from sim.phases.parties import first_department, is_for_committee
from sim.phases.queues import EVENT_SHIFT, EVENT_TASK_END, leave_queue, schedule
from sim.rules.coping import closes_falsely, false_closure_hours, fills_perfunctorily, perfunctory_hours_factor
from sim.rules.effort import COPING, OVERTIME
from sim.rules.nominal_staff import working_posts
from sim.rules.sunk_cadres import front_skill
from sim.rules.time_use import productivity, score_rise
from sim.rules.training import trained_output
from sim.tables import (
    AT_WORK,
    DUTY_FORM_SUPPORT,
    NO_TASK,
    TASK_DIRECTIVE,
    TASK_DUTY,
    TASK_MATTER,
    TASK_POST,
)
from sim.world import World

LUNCH_STARTS, LUNCH_ENDS = 12.0, 13.0
NOTHING = -1
CLOSE_ENOUGH = 1e-9  # hours; below it a rest of work counts as done


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
    return float(max(limit, now + CLOSE_ENOUGH))


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
