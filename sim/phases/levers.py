"""What levers do at the end of a month, by the hours that were given to them. A lever that is off does nothing."""

from __future__ import annotations

from sim._compiled import rule
from sim.names import COMMITTEE
from sim.phases.work import n_working
from sim.rules.publicity import publicised_recognition
from sim.rules.training import extra_training_hours, updated_training
from sim.tables import DUTY_OUTREACH, DUTY_TRAINING, N_DUTIES
from sim.world import ORDINARY_RECOGNITION, World


@rule
def end_month_of_levers(w: World) -> None:
    """The month's hours have their effect, and their accounts start anew."""
    make_workers_known(w)
    train_workers(w)
    for c in range(len(w.communities)):
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
