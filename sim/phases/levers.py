"""What levers do at the end of a month, by the hours that were given to them. A lever that is off does nothing."""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.names import COMMITTEE
from sim.phases.outreach import age_of_file
from sim.rules.form_support import useful_hours
from sim.rules.publicity import publicised_recognition
from sim.rules.records import is_known
from sim.tables import DUTY_FORM_SUPPORT, DUTY_OUTREACH, DUTY_SHARING, N_DUTIES
from sim.world import ORDINARY_RECOGNITION, World


@rule
def end_month_of_levers(w: World) -> None:
    """The month's hours have their effect, and their accounts start anew."""
    make_workers_known(w)
    for c in range(len(w.communities)):
        take_stock_of_paper(w, c)
        for duty in range(N_DUTIES):
            w.communities[c].duty_done[duty] = 0.0


@rule
def make_workers_known(w: World) -> None:
    """Publicity for the workers of a residents' committee."""
    p = w.levers[0].publicity
    for row in range(len(w.parties)):
        party = w.parties[row]
        if party.kind != COMMITTEE:
            continue
        hours = w.communities[party.community].duty_done[DUTY_OUTREACH]
        for n in range(party.first_worker, party.first_worker + party.n_workers):
            worker = w.workers[n]
            worker.recognition = publicised_recognition(p, worker.recognition, ORDINARY_RECOGNITION, hours)


@rule
def take_stock_of_paper(w: World, c: int) -> None:
    """What the month's hours of help with forms, and on a shared table, will be good for in the next."""
    community = w.communities[c]
    levers = w.levers[0]
    given = community.duty_done[DUTY_FORM_SUPPORT]
    setup = levers.form_support.setup_hours
    community.support_useful_hours = useful_hours(setup, community.support_total_hours, given)
    community.support_total_hours += given
    given = community.duty_done[DUTY_SHARING]
    setup = levers.records.sharing_setup_hours
    community.sharing_useful_hours = useful_hours(setup, community.sharing_total_hours, given)
    community.sharing_total_hours += given


@rule
def count_files(w: World, c: int) -> tuple[float, float]:
    """Households that live in a community, and those of them whose file is stale or unknown."""
    n_households, n_missing = 0.0, 0.0
    community = w.communities[c]
    first = int(w.buildings[community.first_building].first_household)
    for h in range(first, first + community.n_households):
        household = w.households[h]
        if math.isnan(household.vacant_until_hours):
            n_households += 1.0
            if not is_known(w.levers[0].records, age_of_file(w, h)):
                n_missing += 1.0
    return n_households, n_missing
