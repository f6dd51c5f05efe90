"""Games with the books: what a committee does to an order's clock, label or caller where that pays, and what is left.

Whether a game pays is a rule (``sim/rules/gaming.py``); with the switches off nothing here changes anything.
"""

from __future__ import annotations

from sim._compiled import inner
from sim.names import ON_TIME, RED, SATISFACTION, TRUST_COMMITTEE
from sim.phases.outreach import change_trust
from sim.phases.queues import EVENT_DEADLINE, schedule
from sim.rules.gaming import coaching_gain, games, late_clock_gain, relabel_gain, relabelled_hours
from sim.rules.time_use import score_rise
from sim.tables import CLOSED, DUTY_DESK
from sim.world import World


@inner
def rise_by_order(w: World, community_row: int, indicator: int) -> float:
    """Expected payoff of one more order that is good for an indicator."""
    community = w.communities[community_row]
    orders = int(max(community.n_orders, community.expected_orders))
    return score_rise(w.parties[community.committee].marginal[indicator], orders)


@inner
def does_pay(w: World, community_row: int, gain: float) -> bool:
    """Whether the committee plays a game of this gain."""
    unit = w.parties[w.communities[community_row].committee]
    p = w.rules[0]
    return games(p.gaming, gain, unit.caught_belief, p.effort.caught_penalty)


@inner
def is_gamed(w: World, m: int) -> bool:
    """Whether the matter's order stands in the books otherwise than it was."""
    return bool(w.matters[m].gained_hours > 0.0 or w.matters[m].is_coached == 1)


@inner
def sign_late(w: World, m: int) -> None:
    """An order that has just been dispatched: its clock may be started late."""
    matter = w.matters[m]
    community = w.communities[matter.community]
    p = w.rules[0].gaming
    deadline = w.kinds[matter.kind].deadline_hours
    rise = rise_by_order(w, matter.community, ON_TIME)
    gain = late_clock_gain(p, rise, w.parties[community.committee].expected[ON_TIME], deadline)
    if not does_pay(w, matter.community, gain):
        return
    order = w.orders[matter.last_order]
    order.dispatched_hours += p.late_clock_hours
    order.deadline_hours += p.late_clock_hours
    matter.deadline_hours += p.late_clock_hours
    matter.gained_hours += p.late_clock_hours
    community.n_signed_late += 1.0


@inner
def relabel(w: World, m: int) -> bool:
    """A deadline is about to pass: the matter may become one of a less pressing class. Returns whether it did."""
    matter = w.matters[m]
    if matter.urgency == RED or matter.state == CLOSED or matter.is_relabelled == 1:
        return False
    community = w.communities[matter.community]
    p = w.rules[0].gaming
    rise = rise_by_order(w, matter.community, ON_TIME)
    hours = relabelled_hours(p, w.kinds[matter.kind].deadline_hours)
    gain = relabel_gain(p, rise, w.parties[community.committee].expected[ON_TIME])
    if hours <= 0.0 or not does_pay(w, matter.community, gain):
        return False
    matter.is_relabelled = 1
    matter.deadline_hours += hours
    matter.gained_hours += hours
    w.orders[matter.last_order].deadline_hours = matter.deadline_hours
    community.n_relabelled += 1.0
    schedule(w, matter.deadline_hours, EVENT_DEADLINE, m, 0)
    return True


@inner
def coach(w: World, m: int, is_solved: bool) -> None:
    """A closure is reported: the reporter may be asked for a good answer; that is resented if nothing was solved."""
    matter = w.matters[m]
    matter.is_coached = 0
    if w.residents[matter.reporter].is_present == 0:
        return
    community = w.communities[matter.community]
    unit = w.parties[community.committee]
    p = w.rules[0].gaming
    rise = score_rise(unit.marginal[SATISFACTION], int(max(1.0, unit.usual_cases[SATISFACTION])))
    gain = coaching_gain(p, rise, unit.expected[SATISFACTION], w.setting[0].call_back_share)
    if p.may_coach == 0.0 or not does_pay(w, matter.community, gain):
        return
    matter.is_coached = 1
    community.n_coached += 1.0
    community.duty_hours[DUTY_DESK] += p.coaching_hours
    if not is_solved:
        change_trust(w, matter.reporter, TRUST_COMMITTEE, 0.0)
