"""What levers do at the beginning and end of a month, by the hours given to them. A lever that is off does nothing."""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import inner, rule
from sim.clock import day_of
from sim.names import COMMITTEE, TRUST_COMMITTEE
from sim.phases.outreach import age_of_file, change_trust
from sim.phases.projects import begin_projects
from sim.phases.queues import draw
from sim.phases.voicing import is_in_living_group
from sim.phases.work import n_working
from sim.rules.deliberation import disclosed_quality, quality_read
from sim.rules.form_support import useful_hours
from sim.rules.publicity import publicised_recognition
from sim.rules.records import is_known
from sim.rules.training import extra_training_hours, updated_training
from sim.streams import VISIT, below
from sim.tables import DUTY_DISCLOSURE, DUTY_FORM_SUPPORT, DUTY_OUTREACH, DUTY_SHARING, DUTY_TRAINING, N_DUTIES
from sim.world import ORDINARY_RECOGNITION, World

_READERS = 1 << 43  # entities of readers of disclosures in the VISIT stream
_MOST_READERS = 1 << 20  # in a month
_DAYS_BEFORE = 100_000  # day numbers are keys of draws and must not be negative in the burn-in


@rule
def begin_month_of_levers(w: World, month: int, first_month: int) -> None:
    """What levers change before the month's needs are laid out.

    Args:
        w: the world; changed in place.
        month: number of the month, a key of draws.
        first_month: month in which the levers in force came into force.
    """
    count_groups(w)
    begin_projects(w, month, first_month)


@inner
def count_groups(w: World) -> None:
    """How many households are in a living chat group now."""
    for c in range(len(w.communities)):
        community = w.communities[c]
        community.n_in_groups = 0
        if w.levers[0].chat_groups.member_share > 0.0:
            first = w.buildings[community.first_building].first_household
            for h in range(first, first + community.n_households):
                if math.isnan(w.households[h].vacant_until_hours) and is_in_living_group(w, h):
                    community.n_in_groups += 1


@rule
def end_month_of_levers(w: World) -> None:
    """The month's hours have their effect, and their accounts start anew."""
    make_workers_known(w)
    train_workers(w)
    for c in range(len(w.communities)):
        read_disclosures(w, c)
        take_stock_of_paper(w, c)
        for duty in range(N_DUTIES):
            w.communities[c].duty_done[duty] = 0.0


@inner
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


@inner
def train_workers(w: World) -> None:
    """Training beyond the ordinary, shared by those of a residents' committee who work."""
    p = w.levers[0].training
    for row in range(len(w.parties)):
        party = w.parties[row]
        if party.kind != COMMITTEE:
            continue
        done = w.communities[party.community].duty_done[DUTY_TRAINING]
        staff = n_working(w, row)
        hours = extra_training_hours(p, done, w.setting[0].training_hours) / staff
        for n in range(party.first_worker, party.first_worker + staff):
            w.workers[n].trained = updated_training(p, w.workers[n].trained, hours)


@inner
def read_disclosures(w: World, c: int) -> None:
    """Residents read what became of the month's orders, as the books have it, if there were any."""
    p = w.levers[0].deliberation
    community = w.communities[c]
    hours = community.duty_done[DUTY_DISCLOSURE]
    if community.n_orders <= 0.0:
        return
    quality = disclosed_quality(community.n_resolved, community.n_orders)
    day = day_of(w.counts[0].now_hours) + _DAYS_BEFORE
    for reader in range(int(hours * p.readers_per_hour + 0.5)):
        row = community.first_resident + below(
            draw(w, VISIT, _READERS + c, day * _MOST_READERS + reader), community.n_slots
        )
        person = w.residents[row]
        if person.is_present == 1:
            change_trust(w, row, TRUST_COMMITTEE, quality_read(p, np.float64(person.trust[TRUST_COMMITTEE]), quality))


@inner
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
