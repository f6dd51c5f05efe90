"""What levers do at the end of a month, by the hours that were given to them. A lever that is off does nothing."""

from __future__ import annotations

from sim._compiled import rule
from sim.names import COMMITTEE
from sim.rules.publicity import publicised_recognition
from sim.tables import DUTY_OUTREACH, N_DUTIES
from sim.world import ORDINARY_RECOGNITION, World


@rule
def end_month_of_levers(w: World) -> None:
    """The month's hours have their effect, and their accounts start anew."""
    make_workers_known(w)
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
