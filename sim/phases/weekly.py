"""Every midnight the day's record opens; every Monday the week is read, staff feel it, and residents choose."""

from __future__ import annotations

from sim._compiled import inner, rule
from sim.clock import day_of, weekday
from sim.names import COMMITTEE, GRID_LEADER
from sim.phases.people import call_owners, choose_acts
from sim.phases.queues import EVENT_MIDNIGHT, EVENT_VOLUNTEERS, draw, schedule
from sim.rules.professional_team import stays_after_all
from sim.rules.strain import goes_sick, quits, sick_days, updated_strain, vacancy_days
from sim.streams import QUIT, STRAIN
from sim.tables import (
    DAY_IN_SYSTEM,
    DAY_OPEN,
    DAY_PHASE,
    DAY_PRESENT,
    DAY_STRAIN,
    DAY_WORKER_WEEKS,
    N_GROUPS,
    WEEK_AUTONOMOUS,
    WEEK_MOBILISED,
    WEEK_PHASE,
    WEEK_PRESENT,
    WEEK_TRUST,
)
from sim.world import World

SATURDAY_MORNING = 5 * 24.0 + 10.0
_SUNDAY = 6
_STAYS = 1 << 40  # entities of whether a worker stays after all in the QUIT stream lie beyond those of posts
WEEKS_BEFORE = 1_000  # week numbers are keys of draws and must not be negative in the burn-in


@inner
def on_midnight(w: World) -> None:
    """A day ends and the next begins; on Mondays the week as well."""
    now = w.counts[0].now_hours
    day = day_of(now)
    end_day(w, day - 1)
    if weekday(day) == 0:
        week = day // 7 + WEEKS_BEFORE
        feel_week(w, week)
        call_owners(w, week)
        choose_acts(w, week)
        schedule(w, now + SATURDAY_MORNING, EVENT_VOLUNTEERS, week, 0)
    begin_day(w, day)
    schedule(w, now + 24.0, EVENT_MIDNIGHT, 0, 0)


@inner
def begin_day(w: World, day: int) -> None:
    """Open the day's record: the phase, and the matters that stand open all through it unless they leave."""
    row = day - w.setting[0].first_day
    w.counts[0].begun_day = day
    for c in range(len(w.communities)):
        w.community_days[row, c, DAY_PHASE] = w.setting[0].phase
        w.community_days[row, c, DAY_IN_SYSTEM] += 24.0 * w.communities[c].n_open


@rule
def end_day(w: World, day: int) -> None:
    """Close the day's record; on Sundays read who took part."""
    row = day - w.setting[0].first_day
    if row < 0 or w.counts[0].ended_day >= day:
        return
    w.counts[0].ended_day = day
    for c in range(len(w.communities)):
        community = w.communities[c]
        committee = w.parties[community.committee]
        w.community_days[row, c, DAY_PRESENT] = community.n_present
        w.community_days[row, c, DAY_OPEN] = community.n_open
        strain = 0.0
        in_post = 0
        for n in range(committee.first_worker, committee.first_worker + committee.n_workers):
            worker = w.workers[n]
            if worker.was_on_payroll == 1:
                w.community_days[row, c, DAY_WORKER_WEEKS] += 1.0 / 7.0
                worker.worker_weeks += 1.0 / 7.0
            if worker.is_vacant == 0:
                strain += worker.strain
                in_post += 1
        w.community_days[row, c, DAY_STRAIN] = strain / max(1, in_post)
        if weekday(day) == _SUNDAY:
            read_sunday(w, c, row // 7)


@inner
def read_sunday(w: World, c: int, week: int) -> None:
    """Enter who took part within 30 days, by group, and their trust."""
    community = w.communities[c]
    for group in range(N_GROUPS):
        record = w.community_weeks[week, c, group]
        record[WEEK_PRESENT] = community.adults[group]
        record[WEEK_AUTONOMOUS] = community.participants[group, 0]
        record[WEEK_MOBILISED] = community.participants[group, 1]
        record[WEEK_TRUST] = community.trust_sum[group] / max(1, community.adults[group])
        record[WEEK_PHASE] = w.setting[0].phase


@inner
def feel_week(w: World, week: int) -> None:
    """Paid staff carry on the week's strain; some fall sick, some quit. Everybody's week starts anew."""
    p = w.rules[0].strain
    now = w.counts[0].now_hours
    for n in range(len(w.workers)):
        worker = w.workers[n]
        if worker.kind != GRID_LEADER and worker.is_vacant == 0:
            support = mean_relation_of(w, worker.party)
            worker.strain = updated_strain(
                p,
                worker.strain,
                worker.hours_week,
                worker.breaches_week,
                worker.refusals_week,
                worker.recognition,
                support,
            )
            worker.skill += w.rules[0].handling.skill_learning_share * (1.0 - worker.skill)
            if worker.absent_until_hours <= now:
                leave_of_absence(w, n, week)
        worker.hours_week = 0.0
        worker.measured_week = 0.0
        worker.unmeasured_week = 0.0
        worker.mass_work_week = 0.0
        worker.patrol_week = 0.0
        worker.visit_week = 0.0
        worker.refusals_week = 0.0
        worker.breaches_week = 0.0


@inner
def leave_of_absence(w: World, n: int, week: int) -> None:
    """A worker may quit, and the post stays empty for weeks, or go on sick leave; a good offer keeps some who would go.

    Chance: streams QUIT and STRAIN, entity = post, occurrence = twice the week (and one more for the length).
    """
    p = w.rules[0].strain
    worker = w.workers[n]
    post = int(worker.id)
    now = w.counts[0].now_hours
    is_leaving = quits(p, worker.strain, draw(w, QUIT, post, 2 * week))
    if is_leaving and w.parties[worker.party].kind == COMMITTEE:
        is_leaving = not stays_after_all(w.levers[0].professional_team, draw(w, QUIT, _STAYS + post, week))
    if is_leaving:
        worker.is_vacant = 1
        worker.n_quits += 1.0
        worker.absent_until_hours = now + 24.0 * vacancy_days(p, draw(w, QUIT, post, 2 * week + 1))
    elif goes_sick(p, worker.strain, draw(w, STRAIN, post, 2 * week)):
        worker.absent_until_hours = now + 24.0 * sick_days(p, draw(w, STRAIN, post, 2 * week + 1))


@inner
def mean_relation_of(w: World, party: int) -> float:
    """Support that staff feel: the mean cooperation of their party with the others of the community, 0 to 1."""
    unit = w.parties[party]
    if unit.community < 0:
        return 0.0
    community = w.communities[unit.community]
    total = 0.0
    for row in range(community.first_party, community.first_party + community.n_parties):
        if row != party:
            total += w.relations[unit.community, unit.slot, w.parties[row].slot]
    return float(total / max(1, community.n_parties - 1))
