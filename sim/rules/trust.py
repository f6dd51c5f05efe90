"""Trust, perceived responsiveness and familiarity: what residents keep from each experience.

Place in the calendar: trust and responsiveness when a matter ends for the resident who has it; familiarity at every
contact and, lazily, whenever it is read. Entities: residents, one value per body. Nothing here knows who or what
policy acted.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.parameters import Parameters, parameter

LN_TWO = math.log(2.0)  # of the half-life equation


class TrustParameters(Parameters):
    """How fast residents learn, and how fast acquaintance fades."""

    trust_gain: float = parameter(
        0.05,
        meaning="share of the gap between trust and a better experience that one experience closes",
        unit="share (0 to 1)",
        low=0.01,
        high=0.25,
        source="assumed",
        status="assumed",
    )
    trust_asymmetry: float = parameter(
        2.0,
        meaning="how many times faster trust is lost than gained",
        unit="ratio",
        low=1.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    impatience: float = parameter(
        0.25,
        meaning="how much quality suffers by each deadline's length of waiting (0.25: four deadlines halve it)",
        unit="per deadline",
        low=0.05,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    responsiveness_learning: float = parameter(
        0.20,
        meaning="weight of the newest experience in perceived responsiveness",
        unit="share (0 to 1)",
        low=0.02,
        high=0.6,
        source="assumed",
        status="assumed",
    )
    familiarity_gain: float = parameter(
        0.15,
        meaning="share of the remaining strangeness that one contact removes",
        unit="share (0 to 1)",
        low=0.02,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    familiarity_half_life_hours: float = parameter(
        4320.0,
        meaning="time after which half of the familiarity is gone without contact (180 days; 60 to 360 to be swept)",
        unit="hours",
        low=1440.0,
        high=8640.0,
        source="assumed",
        status="assumed",
    )


@rule
def service_quality(p: TrustParameters, is_resolved: bool, hours_experienced: float, deadline_hours: float) -> float:
    """Quality of service as the resident experiences it when a matter ends.

    0 if not truly resolved, else 1/(1 + impatience x t/d); t hours from voice to resolution, d the kind's deadline as a
    yardstick of how long such a thing may take. Residents feel every hour, not only those after the deadline.

    Args:
        p: trust parameters.
        is_resolved: whether the matter was truly resolved.
        hours_experienced: hours from voice to resolution, >= 0 (not read if unresolved).
        deadline_hours: deadline of the kind, > 0.

    Returns:
        Quality, share (0 to 1).

    Monotone: falls with hours, rises with the deadline.

    Source: direction C88 (delayed or discounted promises); form and size assumed, call-backs with waiting times would
    settle them.
    """
    if not is_resolved:
        return 0.0
    return 1.0 / (1.0 + p.impatience * hours_experienced / deadline_hours)


@rule
def updated_trust(p: TrustParameters, trust: float, quality: float) -> float:
    """A resident's trust in a body after one experience with it.

    T' = T + g (q - T) if q >= T, else T + g a (q - T); g ``trust_gain``, a ``trust_asymmetry``.

    Args:
        p: trust parameters.
        trust: trust so far, share (0 to 1).
        quality: quality received, share (0 to 1).

    Returns:
        New trust, share (0 to 1), between the old trust and the quality.

    Monotone: rises with trust and with quality.

    Source: directions C26, C88; asymmetry assumed, to be swept.
    """
    gap = quality - trust
    is_disappointed = gap < 0.0
    rate = p.trust_gain * p.trust_asymmetry if is_disappointed else p.trust_gain
    return trust + rate * gap


@rule
def updated_responsiveness(p: TrustParameters, belief: float, quality: float) -> float:
    """A resident's belief how well a channel answers, after it was used once.

    b' = b + l (q - b).

    Args:
        p: trust parameters.
        belief: belief so far, share (0 to 1).
        quality: quality received, share (0 to 1).

    Returns:
        New belief, share (0 to 1), between the old belief and the quality.

    Monotone: rises with belief and with quality.

    Source: exponential learning; weight assumed.
    """
    return belief + p.responsiveness_learning * (quality - belief)


@rule
def grown_familiarity(p: TrustParameters, familiarity: float) -> float:
    """A resident's familiarity with a body right after one contact (visit, activity, work with residents).

    f' = f + a (1 - f).

    Args:
        p: trust parameters.
        familiarity: familiarity at the contact, share (0 to 1).

    Returns:
        New familiarity, share (0 to 1), never below the old one.

    Source: directions C25, C26; form and size assumed.
    """
    return familiarity + p.familiarity_gain * (1.0 - familiarity)


@rule
def faded_familiarity(p: TrustParameters, familiarity: float, hours_since_contact: float) -> float:
    """What is left of familiarity after a time without contact, whenever it is read.

    f exp(-ln 2 x t / half-life).

    Args:
        p: trust parameters.
        familiarity: familiarity right after the last contact, share (0 to 1).
        hours_since_contact: hours since then, >= 0.

    Returns:
        Familiarity now, share (0 to 1), never above the old one.

    Conserves: fading over two spans equals fading over their sum.

    Source: assumed; half-life to be swept from 60 to 360 days.
    """
    return familiarity * math.exp(-LN_TWO * hours_since_contact / p.familiarity_half_life_hours)
