"""Voice: whom a resident in need turns to, how soon, and whether the resident speaks up again.

Place in the day: at the arrival of a matter, and after a false closure. Entities touched: matters, orders, residents
(read only). Exit, voice and silence follow Hirschman; the choice is a multinomial logit (McFadden). Notation: U utility
of a channel, as log-odds against staying silent about a yellow matter, which is the zero of the scale.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.names import (
    BY_NEIGHBOURS,
    GREEN,
    RED,
    SILENCE,
    TO_GRID_WORKER,
    TO_HOMEOWNERS,
    TO_HOTLINE,
    TO_PROPERTY,
    TO_SOCIAL_WORKER,
)
from sim.parameters import Parameters, parameter


class VoiceParameters(Parameters):
    """Weights of the choice among seven channels, delay of speaking, and the second voice after a false closure.

    The seven constants were set so that, at a ``responsiveness_weight`` of 1.5, a resident with trust 0.5, familiarity
    0.2, perceived responsiveness 0.6 and digital skill 0.5 stays silent about a yellow matter in 0.3 of cases and rings
    the hotline in 0.2. The weight was calibrated afterwards, so fewer speak now.
    """

    silence_green: float = parameter(
        1.0,
        meaning="utility of silence about a green matter, against a yellow one",
        unit="logit",
        low=0.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    silence_red: float = parameter(
        -3.0,
        meaning="utility of silence about a red matter, against a yellow one",
        unit="logit",
        low=-6.0,
        high=0.0,
        source="assumed",
        status="assumed",
    )
    neighbours_constant: float = parameter(
        -1.67,
        meaning="utility of self-help and neighbours without trust in them",
        unit="logit",
        low=-4.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    neighbours_red: float = parameter(
        -1.5,
        meaning="change of the utility of neighbours when the matter is red",
        unit="logit",
        low=-4.0,
        high=0.0,
        source="assumed",
        status="assumed",
    )
    property_constant: float = parameter(
        -1.16,
        meaning="utility of the property company without trust in it",
        unit="logit",
        low=-4.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    homeowners_constant: float = parameter(
        -3.05,
        meaning="utility of the homeowners' committee without trust in it",
        unit="logit",
        low=-6.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    grid_worker_constant: float = parameter(
        -2.77,
        meaning="utility of the grid worker without trust, familiarity or responsiveness",
        unit="logit",
        low=-6.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    social_worker_constant: float = parameter(
        -3.66,
        meaning="utility of the social worker without trust or familiarity",
        unit="logit",
        low=-7.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    hotline_constant: float = parameter(
        -1.56,
        meaning="utility of the hotline without responsiveness or digital skill",
        unit="logit",
        low=-4.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    trust_weight: float = parameter(
        1.5,
        meaning="how strongly trust in a body draws a resident to it",
        unit="logit per unit of trust",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    familiarity_weight: float = parameter(
        1.0,
        meaning="how strongly knowing the worker draws a resident to them",
        unit="logit per unit of familiarity",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    responsiveness_weight: float = parameter(
        1.1,
        meaning="how strongly the belief that speaking helps draws residents to official channels",
        unit="logit per unit of perceived responsiveness",
        low=0.0,
        high=4.0,
        source="L020, L021",
        status="calibrated",
    )
    digital_weight: float = parameter(
        0.5,
        meaning="how strongly digital skill draws residents to the hotline and its application",
        unit="logit per unit of digital skill",
        low=0.0,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    inclusion_weight: float = parameter(
        2.0,
        meaning="how far people outside the community's bodies are from turning to them",
        unit="logit per unit of inclusion",
        low=0.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    green_delay_hours: float = parameter(
        72.0,
        meaning="mean time before a resident speaks about a green matter",
        unit="hours",
        low=12.0,
        high=240.0,
        source="assumed",
        status="assumed",
    )
    yellow_delay_hours: float = parameter(
        24.0,
        meaning="mean time before a resident speaks about a yellow matter",
        unit="hours",
        low=2.0,
        high=96.0,
        source="assumed",
        status="assumed",
    )
    red_delay_hours: float = parameter(
        0.5,
        meaning="mean time before a resident speaks about a red matter",
        unit="hours",
        low=0.05,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    repeat_constant: float = parameter(
        0.41,
        meaning="log-odds of voicing a green matter again without trust or responsiveness",
        unit="logit",
        low=-5.0,
        high=1.0,
        source="L041",
        status="calibrated",
    )
    repeat_responsiveness_weight: float = parameter(
        1.0,
        meaning="how strongly the belief that speaking helps makes residents speak again",
        unit="logit per unit of perceived responsiveness",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    repeat_trust_weight: float = parameter(
        1.0,
        meaning="how strongly trust in the committee makes residents speak again",
        unit="logit per unit of trust",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    repeat_urgency_weight: float = parameter(
        1.5,
        meaning="how strongly each step of urgency makes residents speak again",
        unit="logit per urgency class",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )


@rule
def logistic(utility: float) -> float:
    """Chance of choosing one of two alternatives whose utilities differ by ``utility`` (binary logit).

    1 / (1 + exp(-U)), written so that no exponential can overflow.

    Args:
        utility: difference of utilities, logit, any real number.

    Returns:
        Chance, 0 to 1.

    Monotone: rises with utility.
    """
    if utility >= 0.0:
        return 1.0 / (1.0 + math.exp(-utility))
    odds = math.exp(utility)
    return odds / (1.0 + odds)


@rule
def silence_utility(p: np.record, urgency: int) -> float:
    """Utility of saying nothing.

    Args:
        p: record of :class:`VoiceParameters`.
        urgency: GREEN, YELLOW or RED.

    Returns:
        Log-odds against silence about a yellow matter: high for a green matter, low for a red one, 0 for a yellow one.

    Monotone: falls with urgency.
    """
    if urgency == RED:
        return float(p.silence_red)
    if urgency == GREEN:
        return float(p.silence_green)
    return 0.0


@rule
def neighbours_utility(p: np.record, urgency: int, trust_neighbours: float) -> float:
    """Utility of self-help and neighbours.

    U = constant + shift if red + a x trust.

    Args:
        p: record of :class:`VoiceParameters`.
        urgency: GREEN, YELLOW or RED.
        trust_neighbours: trust in the neighbours, 0 to 1.

    Returns:
        Log-odds against silence about a yellow matter.

    Monotone: rises with trust; lower for a red matter, which neighbours can seldom handle.
    """
    red_shift = p.neighbours_red if urgency == RED else 0.0
    return float(p.neighbours_constant + red_shift + p.trust_weight * trust_neighbours)


@rule
def property_utility(p: np.record, trust_property: float) -> float:
    """Utility of the property company.

    U = constant + a x trust.

    Args:
        p: record of :class:`VoiceParameters`.
        trust_property: trust in the property company, 0 to 1.

    Returns:
        Log-odds against silence about a yellow matter.

    Monotone: rises with trust.
    """
    return float(p.property_constant + p.trust_weight * trust_property)


@rule
def homeowners_utility(p: np.record, inclusion: float, trust_homeowners: float) -> float:
    """Utility of the homeowners' committee.

    U = constant + a x trust - b x (1 - inclusion).

    Args:
        p: record of :class:`VoiceParameters`.
        inclusion: 1 belongs to the community's bodies, 0 stands outside.
        trust_homeowners: trust in the homeowners' committee, 0 to 1.

    Returns:
        Log-odds against silence about a yellow matter.

    Monotone: rises with trust and inclusion.
    """
    return float(p.homeowners_constant + p.trust_weight * trust_homeowners + p.inclusion_weight * (inclusion - 1.0))


@rule
def grid_worker_utility(
    p: np.record, responsiveness: float, inclusion: float, trust_committee: float, familiarity_committee: float
) -> float:
    """Utility of the grid worker.

    U = constant + a x trust + c x familiarity + d x responsiveness - b x (1 - inclusion).

    Args:
        p: record of :class:`VoiceParameters`.
        responsiveness: perceived responsiveness of those who govern, 0 to 1.
        inclusion: 1 belongs to the community's bodies, 0 stands outside.
        trust_committee: trust in the residents' committee, 0 to 1.
        familiarity_committee: familiarity with the grid worker and committee, 0 to 1.

    Returns:
        Log-odds against silence about a yellow matter.

    Monotone: rises with each argument.
    """
    return float(
        p.grid_worker_constant
        + p.trust_weight * trust_committee
        + p.familiarity_weight * familiarity_committee
        + p.responsiveness_weight * responsiveness
        + p.inclusion_weight * (inclusion - 1.0)
    )


@rule
def social_worker_utility(p: np.record, inclusion: float, trust_social: float, familiarity_social: float) -> float:
    """Utility of the social worker.

    U = constant + a x trust + c x familiarity - b x (1 - inclusion).

    Args:
        p: record of :class:`VoiceParameters`.
        inclusion: 1 belongs to the community's bodies, 0 stands outside.
        trust_social: trust in the social organisation, 0 to 1.
        familiarity_social: familiarity with the social workers, 0 to 1.

    Returns:
        Log-odds against silence about a yellow matter.

    Monotone: rises with each argument.
    """
    return float(
        p.social_worker_constant
        + p.trust_weight * trust_social
        + p.familiarity_weight * familiarity_social
        + p.inclusion_weight * (inclusion - 1.0)
    )


@rule
def hotline_utility(p: np.record, responsiveness: float, digital_skill: float) -> float:
    """Utility of the hotline, which is open to everybody.

    U = constant + d x responsiveness + e x digital skill.

    Args:
        p: record of :class:`VoiceParameters`.
        responsiveness: perceived responsiveness of those who govern, 0 to 1.
        digital_skill: 0 to 1.

    Returns:
        Log-odds against silence about a yellow matter.

    Monotone: rises with each argument.
    """
    return float(p.hotline_constant + p.responsiveness_weight * responsiveness + p.digital_weight * digital_skill)


@rule
def voice_channel(
    p: np.record,
    urgency: int,
    responsiveness: float,
    digital_skill: float,
    inclusion: float,
    trust_committee: float,
    trust_property: float,
    trust_homeowners: float,
    trust_social: float,
    trust_neighbours: float,
    familiarity_committee: float,
    familiarity_social: float,
    has_property: bool,
    has_homeowners: bool,
    has_social: bool,
    uniform: float,
) -> int:
    """A resident in need chooses whom to turn to, or to stay silent.

    P(channel) = exp(U_channel) / sum of exp(U) over the channels that exist here.

    Args:
        p: record of :class:`VoiceParameters`.
        urgency: GREEN, YELLOW or RED.
        responsiveness: perceived responsiveness of those who govern, 0 to 1.
        digital_skill: 0 to 1.
        inclusion: 1 belongs to the community's bodies, 0 stands outside; 1 for everybody unless there is evidence.
        trust_committee: trust in the residents' committee, 0 to 1.
        trust_property: trust in the property company, 0 to 1.
        trust_homeowners: trust in the homeowners' committee, 0 to 1.
        trust_social: trust in the social organisation, 0 to 1.
        trust_neighbours: trust in the neighbours, 0 to 1.
        familiarity_committee: familiarity with the grid worker and committee, 0 to 1.
        familiarity_social: familiarity with the social workers, 0 to 1.
        has_property: a property company serves the compound.
        has_homeowners: a homeowners' committee exists.
        has_social: a social organisation works here.
        uniform: draw in (0, 1).

    Returns:
        One of SILENCE, BY_NEIGHBOURS, TO_PROPERTY, TO_HOMEOWNERS, TO_GRID_WORKER, TO_SOCIAL_WORKER, TO_HOTLINE.

    Chance: one uniform per matter and voice.
    Monotone: the channel's number never falls with the draw (inverse of the cumulated shares).
    Source: multinomial logit over the channels of Hirschman's voice; about 0.2 dispatched field orders per
        resident-year (L037); the shares are assumed. A survey asking whom people told about their last problem would
        settle them.
    """
    silence = silence_utility(p, urgency)
    neighbours = neighbours_utility(p, urgency, trust_neighbours)
    property_company = property_utility(p, trust_property)
    homeowners = homeowners_utility(p, inclusion, trust_homeowners)
    grid_worker = grid_worker_utility(p, responsiveness, inclusion, trust_committee, familiarity_committee)
    social_worker = social_worker_utility(p, inclusion, trust_social, familiarity_social)
    hotline = hotline_utility(p, responsiveness, digital_skill)

    # Shares do not change when the largest utility is taken off, and then no exponential can overflow.
    largest = max(silence, neighbours, property_company, homeowners, grid_worker, social_worker, hotline)
    to_silence = math.exp(silence - largest)
    to_neighbours = to_silence + math.exp(neighbours - largest)
    to_property = to_neighbours + (math.exp(property_company - largest) if has_property else 0.0)
    to_homeowners = to_property + (math.exp(homeowners - largest) if has_homeowners else 0.0)
    to_grid_worker = to_homeowners + math.exp(grid_worker - largest)
    to_social_worker = to_grid_worker + (math.exp(social_worker - largest) if has_social else 0.0)
    total = to_social_worker + math.exp(hotline - largest)

    drawn = uniform * total
    if drawn < to_silence:
        return SILENCE
    if drawn < to_neighbours:
        return BY_NEIGHBOURS
    if drawn < to_property:
        return TO_PROPERTY
    if drawn < to_homeowners:
        return TO_HOMEOWNERS
    if drawn < to_grid_worker:
        return TO_GRID_WORKER
    if drawn < to_social_worker:
        return TO_SOCIAL_WORKER
    return TO_HOTLINE


@rule
def hours_to_voice(p: np.record, urgency: int, uniform: float) -> float:
    """Hours a resident lets pass before speaking, exponential with a mean that depends on urgency.

    Args:
        p: record of :class:`VoiceParameters`.
        urgency: GREEN, YELLOW or RED.
        uniform: draw in (0, 1).

    Returns:
        Hours from when the need arose, > 0.

    Chance: one uniform per voiced matter.
    Monotone: rises with the draw.
    Source: assumed; dates of occurrence beside dates of report would settle it.
    """
    mean_hours = p.yellow_delay_hours
    if urgency == RED:
        mean_hours = p.red_delay_hours
    if urgency == GREEN:
        mean_hours = p.green_delay_hours
    return float(-math.log1p(-uniform) * mean_hours)


@rule
def repeat_prob(p: np.record, responsiveness: float, trust_committee: float, urgency: int) -> float:
    """Chance that a resident voices a matter again that was closed without being solved.

    logistic(constant + a x responsiveness + b x trust + c x urgency), urgency 0 green, 1 yellow, 2 red.

    Args:
        p: record of :class:`VoiceParameters`.
        responsiveness: perceived responsiveness, 0 to 1.
        trust_committee: trust in the residents' committee, 0 to 1.
        urgency: GREEN, YELLOW or RED.

    Returns:
        Chance, 0 to 1; one half at responsiveness 0.6, trust 0.5 and a yellow matter.

    Monotone: rises with responsiveness, trust and urgency; the resigned fall silent (Hirschman).
    Source: assumed; repeats are 0.1 to 0.2 of all orders (L041), about half of them after sham repairs (L031).
    """
    return logistic(
        p.repeat_constant
        + p.repeat_responsiveness_weight * responsiveness
        + p.repeat_trust_weight * trust_committee
        + p.repeat_urgency_weight * urgency
    )


@rule
def repeats_order(p: np.record, responsiveness: float, trust_committee: float, urgency: int, uniform: float) -> bool:
    """Whether a resident voices the same matter again after a false closure: a new order on the same matter.

    Args:
        p: record of :class:`VoiceParameters`.
        responsiveness: perceived responsiveness, 0 to 1.
        trust_committee: trust in the residents' committee, 0 to 1.
        urgency: GREEN, YELLOW or RED.
        uniform: draw in (0, 1).

    Returns:
        True with the chance of :func:`repeat_prob`.

    Chance: one uniform per false closure.
    """
    return uniform < repeat_prob(p, responsiveness, trust_committee, urgency)
