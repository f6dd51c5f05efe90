"""A resident stands at the committee's desk: an order is made, or the resident is sent away and nothing is recorded."""

from __future__ import annotations

import numpy as np

from sim._compiled import inner
from sim.names import ON_TIME, RED, RESOLUTION, SILENCE, TO_GRID_WORKER, TO_HOTLINE, TRUST_COMMITTEE
from sim.phases.closing import experience, learn_of_catching
from sim.phases.gaming import does_pay, rise_by_order
from sim.phases.queues import EVENT_VOICE, draw, schedule
from sim.phases.voicing import list_unvoiced, on_voice
from sim.rules.gaming import audit_finds, refusal_gain
from sim.rules.voice import repeats_order
from sim.streams import CALL_BACK, REPEAT, exponential
from sim.world import World

# Draws of REPEAT and CALL_BACK before a first closure, which has the numbers 2 and 3, and 4 to 7.
_APPEALS, _WAIT = 0, 1
_AUDIT = 3


@inner
def on_speech(w: World, m: int) -> None:
    """A resident speaks: to somebody who makes an order, or to a committee that would rather not have heard it."""
    matter = w.matters[m]
    if matter.is_dropped == 1:
        return
    if matter.channel == TO_GRID_WORKER and matter.urgency != RED and is_refused(w, m):
        refuse(w, m)
        return
    if matter.is_refused == 1:  # who was sent away rings the hotline
        found = audit_finds(w.rules[0].gaming, draw(w, CALL_BACK, matter.id, _AUDIT))
        learn_of_catching(w, matter.community, found)
        if found:
            w.communities[matter.community].n_games_found += 1.0
    on_voice(w, m)


@inner
def is_refused(w: World, m: int) -> bool:
    """Whether the committee is better off without this order."""
    matter = w.matters[m]
    p = w.rules[0].gaming
    expected = w.parties[w.communities[matter.community].committee].expected
    hours = w.kinds[matter.kind].hours_median
    gain = 0.0
    for indicator in (RESOLUTION, ON_TIME):
        gain += refusal_gain(p, rise_by_order(w, matter.community, indicator), expected[indicator], hours)
    return does_pay(w, matter.community, gain)


@inner
def refuse(w: World, m: int) -> None:
    """Nothing is recorded; the resident has learned what to expect, and rings the hotline later or lets it be."""
    matter = w.matters[m]
    p = w.rules[0]
    person = w.residents[matter.reporter]
    matter.is_refused = 1
    w.communities[matter.community].n_turned_away += 1.0
    experience(w, m, w.communities[matter.community].committee, False)
    appeals = repeats_order(
        p.voice,
        np.float64(person.responsiveness),
        np.float64(person.trust[TRUST_COMMITTEE]),
        matter.urgency,
        draw(w, REPEAT, matter.id, _APPEALS),
    )
    if appeals:
        matter.channel = TO_HOTLINE
        wait = 24.0 * exponential(draw(w, REPEAT, matter.id, _WAIT), p.handling.repeat_days)
        schedule(w, w.counts[0].now_hours + wait, EVENT_VOICE, m, 0)
        return
    matter.channel = SILENCE
    list_unvoiced(w, m)
    learn_of_catching(w, matter.community, False)
