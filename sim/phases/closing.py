"""What a finished stretch of work leads to: hours booked, matters closed truly or falsely.

Only the recorder sees ``resolved_hours``. Residents judge by their own matter, the committee by reports, the street by
reports and a sample of call-backs.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import inner
from sim.names import (
    CLOSURE_FALSE,
    CLOSURE_TRUE,
    COMMITTEE,
    DIRECTIVES,
    HAND_OFF,
    HOMEOWNERS,
    MASS_WORK,
    MATTERS,
    MEETINGS,
    NEGOTIATION,
    PATROL,
    POSTS,
    PROPERTY,
    SOCIAL_ORGANISATION,
    TRAINING,
    TRAVEL,
    TRUST_COMMITTEE,
    TRUST_HOMEOWNERS,
    TRUST_PROPERTY,
    TRUST_SOCIAL,
    VISITS,
)
from sim.phases.choosing import choose_task
from sim.phases.gaming import coach, is_gamed
from sim.phases.outreach import change_trust, mass_work, patrol, visit_round
from sim.phases.parties import is_for_committee, needs_agreement
from sim.phases.queues import (
    EVENT_CALL_BACK,
    EVENT_REPEAT,
    draw,
    join_queue,
    note,
    schedule,
)
from sim.phases.routing import next_candidate, partner, send
from sim.phases.voicing import count_open
from sim.phases.work import is_cadre, serves_committee, speed
from sim.rules.call_back import is_called_back
from sim.rules.coping import updated_caught_belief
from sim.rules.trust import service_quality, updated_responsiveness
from sim.rules.voice import repeats_order
from sim.streams import CALL_BACK, NEGOTIATE, REPEAT, exponential
from sim.tables import (
    CLOSED,
    DAY_CLOSED,
    DAY_PAID_HOURS,
    DAY_RESOLVED,
    DAY_UNPAID_HOURS,
    DAY_WORKER_HOURS,
    DUTY_DELIBERATION,
    DUTY_DISCLOSURE,
    DUTY_EMERGENCY,
    DUTY_FORM_SUPPORT,
    DUTY_LEADERS,
    DUTY_MEETING,
    DUTY_OUTREACH,
    DUTY_PAPER,
    DUTY_PLATFORM,
    DUTY_PROJECT,
    DUTY_REGISTRATION,
    DUTY_SHARING,
    DUTY_SUPERVISION,
    DUTY_TRAINING,
    ENDED,
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

_HOLDS = 1_000_000  # draws of whether a settlement holds lie beyond those of rounds
WORK_LEFT = 1e-6  # hours of work left that count as none


@inner
def book(w: World, n: int, community: int, activity: int, hours: float) -> None:
    """Book hours of a worker under an activity, and count those beyond the shift as overtime."""
    worker = w.workers[n]
    worker.hours[activity] += hours
    worker.hours_today += hours
    worker.hours_week += hours
    note_hours(w, worker.party, community, hours)
    now = w.counts[0].now_hours
    beyond = now - max(worker.shift_end_hours, now - hours)
    if beyond > 0.0:
        worker.overtime_hours += min(hours, beyond)


@inner
def note_hours(w: World, party: int, community: int, hours: float) -> None:
    """Enter hours in the community's daily record; hours of street-level staff count where the matter is."""
    if community < 0:
        return
    kind = w.parties[party].kind
    if kind == HOMEOWNERS:
        note(w, community, DAY_UNPAID_HOURS, hours)
        return
    note(w, community, DAY_PAID_HOURS, hours)
    if kind == COMMITTEE:
        note(w, community, DAY_WORKER_HOURS, hours)


@inner
def finish_task(w: World, n: int, token: int) -> None:
    """A stretch of work ends: book the hours, draw the consequence, choose the next task."""
    worker = w.workers[n]
    if token != worker.token or worker.task == NO_TASK:
        return  # the task was interrupted before
    hours = w.counts[0].now_hours - worker.task_start_hours
    task, row = worker.task, worker.task_row
    if task == TASK_MATTER:
        finish_matter(w, n, row, hours)
    elif task == TASK_DIRECTIVE:
        finish_directive(w, n, row, hours)
    elif task == TASK_PATROL:
        book(w, n, worker.community, PATROL, hours)
        worker.measured_week += hours
        worker.patrol_week += hours
        patrol(w, worker.community, hours)
    elif task == TASK_VISIT:
        book(w, n, worker.community, VISITS, hours)
        worker.visit_week += hours
        worker.unmeasured_week += hours
        visit_round(w, n, hours)
    elif task == TASK_MASS_WORK:
        book(w, n, worker.community, MASS_WORK, hours)
        worker.mass_work_week += hours
        worker.unmeasured_week += hours
        mass_work(w, n, hours)
    elif task == TASK_POST:
        # the counters of departments stand in the communities by turns
        here = worker.community if worker.community >= 0 else n % len(w.communities)
        book(w, n, here, POSTS, hours)
    elif task == TASK_DUTY:
        book(w, n, worker.community, activity_of_duty(row), hours)
        if row >= 0:
            w.communities[worker.community].duty_done[row] += hours
    choose_task(w, n)


@inner
def activity_of_duty(duty: int) -> int:
    """Account to which the hours of a duty go; what other parties owe (-1) is meetings at the table."""
    if duty < 0:
        return NEGOTIATION
    if duty in (DUTY_EMERGENCY, DUTY_PAPER, DUTY_FORM_SUPPORT, DUTY_SHARING, DUTY_REGISTRATION):
        return DIRECTIVES
    if duty in (DUTY_MEETING, DUTY_SUPERVISION, DUTY_DELIBERATION, DUTY_DISCLOSURE, DUTY_PROJECT, DUTY_LEADERS):
        return MEETINGS
    if duty == DUTY_TRAINING:
        return TRAINING
    if duty == DUTY_PLATFORM:
        return NEGOTIATION
    if duty == DUTY_OUTREACH:
        return MASS_WORK
    return MATTERS


@inner
def finish_directive(w: World, n: int, d: int, hours: float) -> None:
    """A stretch of paper work: the form is done, or goes back to the front of the line."""
    directive = w.directives[d]
    community = w.communities[directive.community]
    directive.hours_left -= hours * speed(w, n)
    book(w, n, directive.community, HAND_OFF if directive.is_handed_up == 1 else DIRECTIVES, hours)
    w.workers[n].measured_week += hours
    now = w.counts[0].now_hours
    if directive.hours_left <= WORK_LEFT:
        directive.is_done = 1
        directive.done_hours = now
        if now <= directive.due_hours:
            community.n_directives_on_time += directive.n_counted
        return
    directive.next = community.first_directive
    community.first_directive = d
    if directive.next < 0:
        community.last_directive = d


@inner
def finish_matter(w: World, n: int, m: int, hours: float) -> None:
    """A stretch on a matter: passed on, closed, or back in line with what is left."""
    worker = w.workers[n]
    worker.measured_week += hours
    matter = w.matters[m]
    travel = min(hours, w.rules[0].handling.travel_hours)
    if serves_committee(w, n) and not is_for_committee(w, m):
        book(w, n, matter.community, HAND_OFF, hours)
        matter.hours_worked += hours
        if matter.is_dropped == 1:
            matter.state = ENDED
        elif hours + WORK_LEFT < w.rules[0].handling.handling_hours:
            join_queue(w, m, matter_queue(w, n, m))
        else:
            send(w, m, next_candidate(w, m))
        return
    done = (hours - travel) * speed(w, n)
    book(w, n, matter.community, TRAVEL, travel)
    book(w, n, matter.community, MATTERS, hours - travel)
    matter.hours_worked += hours
    if matter.is_dropped == 1:
        matter.state = ENDED
    elif worker.is_pretending == 1:
        worker.closures += 1.0
        close(w, m, worker.party, True)
    else:
        matter.hours_left -= done
        if matter.hours_left <= WORK_LEFT:
            worker.closures += 1.0
            close(w, m, worker.party, False)
        else:
            join_queue(w, m, matter_queue(w, n, m))


@inner
def matter_queue(w: World, n: int, m: int) -> int:
    """Where a matter put down waits: on the worker's own desk if cells have named workers, else with the party."""
    worker = w.workers[n]
    if w.parties[worker.party].kind == COMMITTEE and w.setting[0].has_cell_responsibility == 1:
        return len(w.parties) + n
    if is_cadre(w, n):
        return int(w.communities[worker.community].committee)
    return int(worker.party)


@inner
def close(w: World, m: int, party: int, is_pretended: bool) -> None:
    """A party reports a matter closed. Is it solved? The resident finds out; the books say closed either way."""
    now = w.counts[0].now_hours
    p = w.rules[0]
    matter = w.matters[m]
    kind = w.kinds[matter.kind]
    community = w.communities[matter.community]
    matter.state = CLOSED
    matter.n_closures += 1
    matter.closed_hours = now
    order = w.orders[matter.last_order]
    order.closed_hours = now
    if order.dispatched_hours > now:  # its clock was to start late
        order.dispatched_hours = now
    community.n_closed += 1.0
    note(w, matter.community, DAY_CLOSED, 1.0)
    community.n_resolved += 1.0
    community.n_responded += 1.0 if matter.first_response_hours <= order.made_hours + p.handling.prompt_hours else 0.0
    if now <= matter.deadline_hours:
        community.n_on_time += 1.0
    # a settlement by order, without those concerned agreeing, does not always hold
    holds = True
    if needs_agreement(w, m) or (kind.order_holds_prob < 1.0 and matter.is_agreed == 0):
        holds = draw(w, NEGOTIATE, matter.id, _HOLDS + matter.n_closures) < kind.order_holds_prob
    is_solved = holds and not is_pretended
    if is_solved:
        matter.resolved_hours = now
        matter.closure = CLOSURE_TRUE
        count_open(w, matter.community, -1)
        note(w, matter.community, DAY_RESOLVED, 1.0)
        credit_joint_work(w, m)
    else:
        matter.closure = CLOSURE_FALSE
        community.n_false += 1.0
    if is_pretended:
        community.n_pretended += 1.0
    experience(w, m, party, is_solved)
    coach(w, m, is_solved)
    after_closure(w, m, is_solved)


@inner
def credit_joint_work(w: World, m: int) -> None:
    """Parties that settled a matter together remember it: their relation grows at the month's end."""
    matter = w.matters[m]
    if matter.is_agreed == 0:
        return
    n_parties = max(2, w.kinds[matter.kind].n_parties)
    for a in range(n_parties):
        for b in range(a):
            first, second = partner(w, m, a), partner(w, m, b)
            if first >= 0 and second >= 0:
                i, j = w.parties[first].slot, w.parties[second].slot
                w.successes[matter.community, i, j] += 1
                w.successes[matter.community, j, i] += 1


@inner
def experience(w: World, m: int, party: int, is_solved: bool) -> None:
    """What the reporter, and by talk the building, make of it: trust in the body, belief that reporting helps."""
    matter = w.matters[m]
    p = w.rules[0]
    person = w.residents[matter.reporter]
    if person.is_present == 0:
        return
    now = w.counts[0].now_hours
    deadline = w.kinds[matter.kind].deadline_hours
    quality = service_quality(p.trust, is_solved, now - matter.voiced_hours, deadline)
    kind = w.parties[party].kind
    body = TRUST_COMMITTEE
    if kind == PROPERTY:
        body = TRUST_PROPERTY
    elif kind == HOMEOWNERS:
        body = TRUST_HOMEOWNERS
    elif kind == SOCIAL_ORGANISATION:
        body = TRUST_SOCIAL
    change_trust(w, matter.reporter, body, quality)
    person.responsiveness = updated_responsiveness(p.trust, np.float64(person.responsiveness), quality)
    building = w.buildings[w.households[person.household].building]
    hear_of(w, m, 0.0 if is_solved else 1.0)
    building.responsiveness += p.handling.talk_share * (quality - building.responsiveness)


@inner
def after_closure(w: World, m: int, is_solved: bool) -> None:
    """Plan the call-back, and whether the resident voices the matter again if it is not solved."""
    matter = w.matters[m]
    p = w.rules[0]
    now = w.counts[0].now_hours
    n = matter.n_closures
    if is_called_back(w.setting[0].call_back_share, draw(w, CALL_BACK, matter.id, 4 * n)):
        wait = 24.0 * exponential(draw(w, CALL_BACK, matter.id, 4 * n + 1), p.handling.call_back_days)
        schedule(w, now + wait, EVENT_CALL_BACK, m, matter.last_order)
    elif not is_solved or is_gamed(w, m):
        learn_of_catching(w, matter.community, False)
    if is_solved:
        return
    person = w.residents[matter.reporter]
    if repeats_order(
        p.voice,
        np.float64(person.responsiveness),
        np.float64(person.trust[TRUST_COMMITTEE]),
        matter.urgency,
        draw(w, REPEAT, matter.id, 2 * n),
    ):
        wait = 24.0 * exponential(draw(w, REPEAT, matter.id, 2 * n + 1), p.handling.repeat_days)
        schedule(w, now + wait, EVENT_REPEAT, m, matter.n_orders)


@inner
def learn_of_catching(w: World, community: int, caught: bool) -> None:
    """A closure that was none was found out, or was not: the committee's belief about being caught moves."""
    unit = w.parties[w.communities[community].committee]
    unit.caught_belief = updated_caught_belief(w.rules[0].coping, unit.caught_belief, caught)


@inner
def hear_of(w: World, m: int, unmet: float) -> None:
    """The building hears whether a need was met (0) or not (1), whoever met it."""
    household = w.households[w.residents[w.matters[m].reporter].household]
    building = w.buildings[household.building]
    building.unmet += w.rules[0].handling.talk_share * (unmet - building.unmet)
