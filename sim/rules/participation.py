"""Participation: every 28 days each present resident chooses one act, or none.

Place in the calendar: once per resident and 28 days; the acts are then carried out through the weeks. Entities:
residents. One multinomial draw: not active, volunteering, deliberation, mutual aid. The parts are separate rules, so
that each can be read and tested: social influence, willingness (what comes from the resident), the call (what comes
from outside), the draw. An act is *mobilised* if, with the very same draw, the resident would not have taken part at
all without the call.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.names import DELIBERATION, MUTUAL_AID, NOT_ACTIVE, VOLUNTEERING
from sim.parameters import Parameters, parameter


class ParticipationParameters(Parameters):
    """Weights of the choice to take part; habits and beliefs that follow from it."""

    reluctance: float = parameter(
        7.4,
        meaning="what keeps an average resident without any reason from taking part",
        unit="logit",
        low=5.0,
        high=7.5,
        source="L120",
        status="calibrated",
    )
    disposition_weight: float = parameter(
        1.0,
        meaning="weight of the lasting personal disposition (standard normal among residents)",
        unit="logit per standard deviation",
        low=0.3,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    habit_weight: float = parameter(
        2.0,
        meaning="weight of habit",
        unit="logit",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    efficacy_weight: float = parameter(
        3.0,
        meaning="weight of perceived unmet need times the learned difference that own action made",
        unit="logit",
        low=0.0,
        high=6.0,
        source="assumed",
        status="assumed",
    )
    enthusiasm_weight: float = parameter(
        1.5,
        meaning="weight of enthusiasm",
        unit="logit",
        low=0.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    trust_weight: float = parameter(
        1.0,
        meaning="weight of trust in neighbours",
        unit="logit",
        low=0.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    social_weight: float = parameter(
        1.2,
        meaning="weight of enough contacts taking part",
        unit="logit",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    threshold_width: float = parameter(
        0.05,
        meaning="how far below the own threshold the example of others begins to work (small: a step)",
        unit="share (0 to 1)",
        low=0.001,
        high=0.3,
        source="assumed",
        status="assumed",
    )
    free_time_weight: float = parameter(
        1.0,
        meaning="cost of a month without any free time against one with all of it",
        unit="logit",
        low=0.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    health_weight: float = parameter(
        3.0,
        meaning="cost of full health risk in acting",
        unit="logit",
        low=0.0,
        high=6.0,
        source="assumed",
        status="assumed",
    )
    invitation_weight: float = parameter(
        1.2,
        meaning="pull of an invitation by someone who knows the resident well",
        unit="logit",
        low=0.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    points_weight: float = parameter(
        0.6,
        meaning="pull of points that are worth their full value to the resident",
        unit="logit",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    deliberation_odds: float = parameter(
        0.6,
        meaning="odds of deliberation against volunteering where both are open and nobody calls",
        unit="odds ratio",
        low=0.1,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    mutual_aid_odds: float = parameter(
        1.2,
        meaning="odds of mutual aid against volunteering where both are open and nobody calls",
        unit="odds ratio",
        low=0.3,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    mutual_aid_exposure: float = parameter(
        0.4,
        meaning="share of a restriction that also hits help on the own staircase",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    habit_learning: float = parameter(
        0.15,
        meaning="weight of the last 28 days in habit",
        unit="share (0 to 1)",
        low=0.02,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    efficacy_learning: float = parameter(
        0.20,
        meaning="weight of the newest experience in the learned difference of own action",
        unit="share (0 to 1)",
        low=0.02,
        high=0.6,
        source="assumed",
        status="assumed",
    )


@rule
def social_influence(p: ParticipationParameters, share_active: float, threshold: float) -> float:
    """How far the example of contacts works on a resident: fully once their active share reaches the own threshold.

    min(1, max(0, 1 - (threshold - share)/width)): 1 from the threshold on, a short ramp of ``threshold_width`` below
    it. A resident with threshold 0 needs no example.

    Args:
        p: participation parameters.
        share_active: share of the resident's contacts who took part last time (0 to 1).
        threshold: share that this resident wants to see first (0 to 1).

    Returns:
        Influence, share (0 to 1).

    Monotone: rises with the share, falls with the threshold.

    Source: K040 (thresholds; width to 0 is the step of the source).
    """
    return min(1.0, max(0.0, 1.0 - (threshold - share_active) / p.threshold_width))


@rule
def willingness(
    p: ParticipationParameters,
    disposition: float,
    habit: float,
    efficacy: float,
    unmet_need: float,
    enthusiasm: float,
    trust_neighbours: float,
    influence: float,
    free_time: float,
    health_risk: float,
) -> float:
    """Utility of taking part against staying out, as far as it comes from the resident and the neighbours.

    V = -c0 + w1 disposition + w2 habit + w3 unmet_need x efficacy + w4 enthusiasm + w5 trust + w6 influence
    - w7 (1 - free_time) - w8 health_risk.

    Args:
        p: participation parameters.
        disposition: lasting personal disposition, standard normal among residents.
        habit: habit, share (0 to 1).
        efficacy: learned difference that own action made, share (0 to 1).
        unmet_need: need the resident sees unmet around, share (0 to 1). Who meets needs is not seen, so a body that
            does everything can crowd residents out only by leaving nothing unmet that their action would change.
        enthusiasm: share (0 to 1).
        trust_neighbours: share (0 to 1).
        influence: from :func:`social_influence`, share (0 to 1).
        free_time: share of time free of job and care (0 to 1).
        health_risk: risk in acting, share (0 to 1).

    Returns:
        Utility in logits.

    Monotone: rises with all but health risk.

    Source: K041 (benefit, reciprocity, trust against cost), K040 (influence); weights assumed, and set together so
    that 4 to 8 percent of adults are active in normal time (volunteers alone 0.5 to 5, L120). No published rates of
    deliberation were found that would settle them.
    """
    return (
        p.disposition_weight * disposition
        + p.habit_weight * habit
        + p.efficacy_weight * unmet_need * efficacy
        + p.enthusiasm_weight * enthusiasm
        + p.trust_weight * trust_neighbours
        + p.social_weight * influence
        - p.free_time_weight * (1.0 - free_time)
        - p.health_weight * health_risk
        - p.reluctance
    )


@rule
def pull_of_call(p: ParticipationParameters, invitation: float, points: float) -> float:
    """Utility that a call from outside adds to organised acts: invitation and points.

    Args:
        p: participation parameters.
        invitation: 0 if not invited, else how well the inviter is known to the resident (0 to 1).
        points: worth of the points on offer to the resident, share (0 to 1).

    Returns:
        Utility in logits, >= 0; 0 means nobody called.

    Monotone: rises with each argument.

    Source: directions C90, C48 (points), C26 (estranged residents are hard to mobilise);
    weights assumed. The figure of L114 is unsigned and not used.
    """
    return p.invitation_weight * invitation + p.points_weight * points


@rule
def act_chosen(
    p: ParticipationParameters,
    willing: float,
    call: float,
    restriction: float,
    has_venue: bool,
    uniform: float,
) -> int:
    """The act a resident chooses for the coming 28 days, by one multinomial draw.

    Weights: not active 1; volunteering e^(V + call)(1 - r); deliberation o_d e^(V + call)(1 - r) where there is a
    venue; mutual aid o_m e^V (1 - x r). V ``willing``, r ``restriction``, x ``mutual_aid_exposure``. Small uniforms
    act, large ones stay out: raising V or the call never turns someone from acting to staying out.

    Args:
        p: participation parameters.
        willing: V from :func:`willingness`, logits.
        call: from :func:`pull_of_call`, logits, >= 0.
        restriction: share of occasions that rules forbid (0 none, 1 all).
        has_venue: whether a meeting is held that the resident may join.
        uniform: uniform draw of this resident and month.

    Returns:
        ``NOT_ACTIVE``, ``VOLUNTEERING``, ``DELIBERATION`` or ``MUTUAL_AID``.

    Chance: one uniform per resident and 28 days.

    Monotone: acting is more likely with willingness and call, less with restriction.

    Source: multinomial logit (McFadden); the odds among acts are assumed (L106: mostly neighbour help).
    """
    # The larger of the two weights is scaled to 1, so that no exponential can overflow.
    is_eager = willing > 0.0
    scale = math.exp(-abs(willing))
    staying_out = scale if is_eager else 1.0
    acting = 1.0 if is_eager else scale
    organised = acting * (1.0 - restriction)
    if call > 0.0:
        organised = organised * math.exp(call)
    deliberation = p.deliberation_odds * organised if has_venue else 0.0
    mutual_aid = p.mutual_aid_odds * acting * (1.0 - p.mutual_aid_exposure * restriction)

    position = uniform * (mutual_aid + organised + deliberation + staying_out)
    if position < mutual_aid:
        return MUTUAL_AID
    if position < mutual_aid + organised:
        return VOLUNTEERING
    if position < mutual_aid + organised + deliberation:
        return DELIBERATION
    return NOT_ACTIVE


@rule
def is_mobilised(
    p: ParticipationParameters, willing: float, restriction: float, has_venue: bool, uniform: float
) -> bool:
    """Whether an active resident acts only because of the call: with the same draw and no call, nothing would be done.

    act_chosen(..., call = 0, ...) = not active. Asked only of residents whose chosen act is not ``NOT_ACTIVE``;
    someone who would have acted anyway and now does something else stays autonomous.

    Args:
        p: participation parameters.
        willing: as given to :func:`act_chosen`.
        restriction: as given to :func:`act_chosen`.
        has_venue: as given to :func:`act_chosen`.
        uniform: the same uniform as given to :func:`act_chosen`.

    Returns:
        True if the act is mobilised, False if it is autonomous.

    Chance: none beyond the uniform of :func:`act_chosen`.

    Source: definition, stated as a counterfactual with a shared draw.
    """
    return act_chosen(p, willing, 0.0, restriction, has_venue, uniform) == NOT_ACTIVE


@rule
def updated_habit(p: ParticipationParameters, habit: float, was_active: bool) -> float:
    """A resident's habit after 28 days.

    h' = h + l (1 - h) if active, else h - l h.

    Args:
        p: participation parameters.
        habit: habit so far, share (0 to 1).
        was_active: whether any act was chosen for the 28 days.

    Returns:
        New habit, share (0 to 1).

    Monotone: rises with habit and with activity.

    Source: exponential learning; weight assumed.
    """
    practice = 1.0 if was_active else 0.0
    return habit + p.habit_learning * (practice - habit)


@rule
def updated_efficacy(p: ParticipationParameters, efficacy: float, gain_seen: float) -> float:
    """What an active resident has learned about the difference that own action makes, after 28 days of it.

    e' = e + l (g - e).

    Args:
        p: participation parameters.
        efficacy: learned difference so far, share (0 to 1).
        gain_seen: share of the tackled need that the own action visibly moved (0 to 1).

    Returns:
        New efficacy, share (0 to 1), between the old one and the gain.

    Monotone: rises with both.

    Source: collective action as learning (K041, Macy); weight assumed.
    """
    return efficacy + p.efficacy_learning * (gain_seen - efficacy)
