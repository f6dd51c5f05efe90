"""Projects begin at a month's start: those that residents propose, and those that come from above with their risk."""

from __future__ import annotations

import numpy as np

from sim._compiled import inner
from sim.clock import DAYS_PER_MONTH
from sim.names import DELIBERATION, DISPUTES, RED, YELLOW
from sim.phases.arrivals import ID_KINDS, ID_OCCURRENCES, befall
from sim.phases.deliberation import n_deliberating
from sim.phases.queues import draw
from sim.rules.participation import updated_efficacy
from sim.rules.projects import budget_of_days, is_proposed, own_cost, with_one_more
from sim.rules.risk_colours import colour, comes_up, has_gate, months_to_wait, n_disputes, ripe_risk
from sim.streams import NEED, below
from sim.tables import DUTY_PROJECT
from sim.world import World

MOST_DISPUTES = 32  # that one project raises
_FROM_ABOVE = 1 << 61  # entities of projects from above in the NEED stream lie beyond those of matters
_COMES_UP, _RISK, _RELIEVED, _DISPUTED, _NUMBER = range(5)  # which draw of such a project; eight per month
_DRAWS = 8
_RAISED = 7  # draw of a dispute raised by a project: when it arises
_FIRST_RAISED = 1 << 19  # numbers of disputes raised by projects lie beyond those of candidates
_PER_MONTH = 2 * MOST_DISPUTES


@inner
def begin_projects(w: World, month: int, first_month: int) -> None:
    """Let the month's projects begin, before its needs are laid out.

    Args:
        w: the world; changed in place.
        month: number of the month, a key of draws.
        first_month: month in which the levers in force came into force.
    """
    for c in range(len(w.communities)):
        fund_projects(w, c)
    for c in range(len(w.compounds)):
        take_from_above(w, c, month, first_month)


@inner
def fund_projects(w: World, c: int) -> None:
    """The street's money comes in; as long as it lasts, what residents wish most is built."""
    p = w.levers[0].projects
    community = w.communities[c]
    community.project_fund += budget_of_days(p, float(DAYS_PER_MONTH))
    while p.budget_per_year > 0.0 and community.project_fund >= own_cost(p):
        compound, kind = greatest_wish(w, c)
        if compound < 0:
            return
        community.project_fund -= own_cost(p)
        community.n_projects += 1
        community.duty_hours[DUTY_PROJECT] += p.staff_hours
        arrival = w.arrivals[compound, kind]
        arrival.n_wishes = 0
        arrival.prevented_share = with_one_more(p.relief_share, arrival.prevented_share)
        see_it_built(w, compound)


@inner
def greatest_wish(w: World, c: int) -> tuple[int, int]:
    """Compound and public kind of matter that residents of a community propose a project against; -1, -1 if none."""
    p = w.levers[0].projects
    community = w.communities[c]
    best, best_kind, most = -1, -1, 0
    for compound in range(community.first_compound, community.first_compound + community.n_compounds):
        place = w.compounds[compound]
        n_proposers = n_deliberating(w, place.first_resident, place.n_slots)
        for k in range(len(w.kinds)):
            wishes = w.arrivals[compound, k].n_wishes
            if wishes > most and is_proposed(p, wishes, n_proposers):
                best, best_kind, most = compound, k, wishes
    return best, best_kind


@inner
def see_it_built(w: World, c: int) -> None:
    """Residents of the compound who deliberate see that what they proposed is done."""
    compound = w.compounds[c]
    for row in range(compound.first_resident, compound.first_resident + compound.n_slots):
        person = w.residents[row]
        if person.is_present == 1 and person.act == DELIBERATION:
            person.efficacy = updated_efficacy(w.rules[0].participation, np.float64(person.efficacy), 1.0)


@inner
def take_from_above(w: World, c: int, month: int, first_month: int) -> None:
    """A project from above may come up: it goes, waits or is dropped by its colour; one that waited may be ripe."""
    p = w.levers[0].risk_colours
    duties = w.communities[w.compounds[c].community].duty_hours
    if has_project(w, c, month):
        if has_gate(p):
            duties[DUTY_PROJECT] += p.screening_hours
        risk = draw(w, NEED, _FROM_ABOVE + c, month * _DRAWS + _RISK)
        if colour(p, risk) < YELLOW:
            go_ahead(w, c, month, risk, month * _PER_MONTH)
    came_up = month - months_to_wait(p, float(DAYS_PER_MONTH))
    if came_up >= first_month and has_project(w, c, came_up):
        risk = draw(w, NEED, _FROM_ABOVE + c, came_up * _DRAWS + _RISK)
        if YELLOW <= colour(p, risk) < RED:
            go_ahead(w, c, came_up, ripe_risk(p, risk), month * _PER_MONTH + MOST_DISPUTES)


@inner
def has_project(w: World, c: int, month: int) -> bool:
    """Whether a project from above is meant for a compound in a month; looked up, it can be asked again later."""
    uniform = draw(w, NEED, _FROM_ABOVE + c, month * _DRAWS + _COMES_UP)
    return comes_up(w.levers[0].risk_colours, float(DAYS_PER_MONTH), uniform)


@inner
def go_ahead(w: World, c: int, came_up: int, risk: float, first_number: int) -> None:
    """A project from above begins: staff see to it, one public kind of matter is relieved, disputes arise."""
    p = w.levers[0].risk_colours
    entity = _FROM_ABOVE + c
    w.communities[w.compounds[c].community].duty_hours[DUTY_PROJECT] += p.staff_hours
    relieved = kind_number(w, False, draw(w, NEED, entity, came_up * _DRAWS + _RELIEVED))
    if relieved >= 0:
        arrival = w.arrivals[c, relieved]
        arrival.prevented_share = with_one_more(p.relief_share, arrival.prevented_share)
    disputed = kind_number(w, True, draw(w, NEED, entity, came_up * _DRAWS + _DISPUTED))
    if disputed < 0:
        return
    n = n_disputes(p, risk, draw(w, NEED, entity, came_up * _DRAWS + _NUMBER))
    for number in range(min(n, MOST_DISPUTES)):
        matter_id = (c * ID_KINDS + disputed) * ID_OCCURRENCES + _FIRST_RAISED + first_number + number
        time = w.counts[0].now_hours + 24.0 * DAYS_PER_MONTH * draw(w, NEED, matter_id, _RAISED)
        befall(w, c, disputed, matter_id, time, w.kinds[disputed].unit == 0)


@inner
def kind_number(w: World, is_dispute: bool, uniform: float) -> int:
    """One of the kinds of disputes, or of the other public kinds, at random; -1 if the catalogue has none."""
    n = 0
    for k in range(len(w.kinds)):
        if is_meant(w, k, is_dispute):
            n += 1
    if n == 0:
        return -1
    wanted = below(uniform, n)
    for k in range(len(w.kinds)):
        if is_meant(w, k, is_dispute):
            if wanted == 0:
                return k
            wanted -= 1
    return -1


@inner
def is_meant(w: World, k: int, is_dispute: bool) -> bool:
    """Whether a kind is one of the disputes, or one of the other kinds that are public."""
    kind = w.kinds[k]
    if is_dispute:
        return bool(kind.domain == DISPUTES)
    return bool(kind.domain != DISPUTES and kind.is_public == 1)
