"""Gaming: four ways in which the books look better than the work, each a switch that is off.

Place in the day: re-classifying when a deadline is about to pass, signing in late when an order arrives, coaching when
it is closed, refusing when a resident stands at the desk. Entities touched: matters, orders, callers, the committee's
belief about being caught. Like false closures (``sim/rules/coping.py``) these are answers to incentives: where nothing
hangs on a score, or checks are certain and dear, nobody does any of it.

Notation: rise = what one more good case of an indicator adds to the unit's expected payoff (its marginal payoff over
the month's cases).
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class GamingParameters(Parameters):
    """Which games may be played, what they do to the books, and how they may come out."""

    may_relabel: bool = parameter(
        False, unit="yes or no", source="assumed", status="assumed",
        meaning="whether a matter may be re-classified as less pressing when its deadline is about to pass",
    )  # fmt: skip
    may_sign_late: bool = parameter(
        False, unit="yes or no", source="L152", status="assumed",
        meaning="whether the clock of an order may be started later than it was received",
    )  # fmt: skip
    may_coach: bool = parameter(
        False, unit="yes or no", source="L158", status="assumed",
        meaning="whether callers may be asked for the answer that the hotline wants to hear",
    )  # fmt: skip
    may_refuse: bool = parameter(
        False, unit="yes or no", source="assumed", status="assumed",
        meaning="whether a resident at the committee's desk may be sent away without an order",
    )  # fmt: skip
    relabelled_ratio: float = parameter(
        2.0, low=1.0, high=10.0, unit="ratio", source="assumed", status="assumed",
        meaning="deadline of the class into which a matter is re-classified, over that of its own",
    )  # fmt: skip
    late_clock_hours: float = parameter(
        4.0, low=0.0, high=72.0, unit="hours", source="assumed", status="assumed",
        meaning="time by which the clock is started late; where it was seen, 1.5 to 4 of 8 minutes (L152)",
    )  # fmt: skip
    coaching_hours: float = parameter(
        0.2, low=0.0, high=4.0, unit="hours per caller", source="assumed", status="assumed",
        meaning="time it takes to ask a caller for the right answer; desk work of the staff",
    )  # fmt: skip
    coached_share: float = parameter(
        0.6, low=0.0, high=1.0, unit="share (0 to 1)", source="assumed", status="assumed",
        meaning="share of the dissatisfied who say what they were asked to say",
    )  # fmt: skip
    usual_hours: float = parameter(
        2.0, low=0.1, high=100.0, unit="hours", source="assumed", status="assumed",
        meaning="work of an order that ends as well as orders usually do; twice the work, half the chance",
    )  # fmt: skip
    audit_prob: float = parameter(
        0.3, low=0.0, high=1.0, unit="probability per call", source="assumed", status="assumed",
        meaning="chance that a call between hotline and resident brings a game to light",
    )  # fmt: skip
    scruple: float = parameter(
        0.05, low=0.0, high=2.0, unit="value per order", source="assumed", status="assumed",
        meaning="loss of self-respect from one such game",
    )  # fmt: skip


@rule
def games(p: np.record, gain: float, caught_belief: float, penalty: float) -> bool:
    """Whether a game pays: its gain exceeds the expected penalty and the scruple.

    gain > P(caught) x penalty + scruple.

    Args:
        p: record of :class:`GamingParameters`.
        gain: expected payoff of the game, value.
        caught_belief: learned chance of being caught, 0 to 1.
        penalty: cost of being caught, value, >= 0.

    Returns:
        True if it pays; False at equality.

    Monotone: rises with gain, falls with belief and penalty.
    Source: gaming rises with the stake and falls with the audit (K035).
    """
    return bool(gain > caught_belief * penalty + p.scruple)


# --- early re-classification ----------------------------------------------------------------------------------------
@rule
def relabel_gain(p: np.record, rise: float, on_time_share: float) -> float:
    """What re-classifying a matter is worth whose deadline would pass now.

    rise x chance that it is closed within the longer deadline, for which the usual chance stands in; 0 if switched off.

    Args:
        p: record of :class:`GamingParameters`.
        rise: of one more order on time, value, >= 0.
        on_time_share: share of orders that the unit expects to be on time, 0 to 1.

    Returns:
        Value, >= 0. Monotone: rises with both.
    """
    return float(p.may_relabel * rise * on_time_share)


@rule
def relabelled_hours(p: np.record, deadline_hours: float) -> float:
    """Hours that re-classifying adds to a deadline.

    (ratio - 1) x deadline of the kind.

    Args:
        p: record of :class:`GamingParameters`.
        deadline_hours: deadline of the kind, hours, > 0.

    Returns:
        Hours, >= 0.
    """
    return float((p.relabelled_ratio - 1.0) * deadline_hours)


# --- a late clock ---------------------------------------------------------------------------------------------------
@rule
def late_clock_gain(p: np.record, rise: float, on_time_share: float, deadline_hours: float) -> float:
    """What starting the clock of an order late is worth.

    rise x (1 - share on time) x min(1, late hours / deadline): the chance that the order would miss its deadline, by no
    more than is gained; 0 if switched off.

    Args:
        p: record of :class:`GamingParameters`.
        rise: of one more order on time, value, >= 0.
        on_time_share: share of orders that the unit expects to be on time, 0 to 1.
        deadline_hours: deadline of the kind, hours, > 0.

    Returns:
        Value, >= 0. Monotone: rises with the rise, falls with the share and the deadline.

    Source: clocks started late against a target time (L152); form assumed.
    """
    return float(p.may_sign_late * rise * (1.0 - on_time_share) * min(1.0, p.late_clock_hours / deadline_hours))


# --- coaching callers -----------------------------------------------------------------------------------------------
@rule
def coaching_gain(p: np.record, rise: float, satisfied_share: float, call_back_share: float) -> float:
    """What asking a caller for the right answer is worth, the time for it taken off at an ordinary hour's worth.

    call-back share x rise x (1 - satisfied) x coached share - hours; 0 if switched off.

    Args:
        p: record of :class:`GamingParameters`.
        rise: of one more satisfied answer, value, >= 0.
        satisfied_share: share of callers that the unit expects to be satisfied, 0 to 1.
        call_back_share: share of closures that are called back, 0 to 1.

    Returns:
        Value. Monotone: rises with the rise and the call-back share, falls with the satisfied share.

    Source: standard answers handed out and paid for before surveys (L158), petitions written by the office itself to
        reach a satisfaction rule (L157); form assumed.
    """
    saved = call_back_share * rise * (1.0 - satisfied_share) * p.coached_share
    return float(p.may_coach * (saved - p.coaching_hours))


@rule
def says_what_was_asked(p: np.record, uniform: float) -> bool:
    """Whether a coached caller who is not satisfied says otherwise.

    Args:
        p: record of :class:`GamingParameters`.
        uniform: draw in (0, 1).

    Returns:
        True with chance ``coached_share``.

    Chance: one uniform per call-back to a coached caller who is not satisfied.
    """
    return bool(uniform < p.coached_share)


# --- refusing to register -------------------------------------------------------------------------------------------
@rule
def refusal_gain(p: np.record, rise: float, share: float, hours: float) -> float:
    """What it is worth to an indicator that an order with a poor chance is not counted at all.

    rise x share x (1 - min(1, usual hours / hours)): the order's chance to end well is the usual one, less in
    proportion to work beyond the usual; left out, it does not pull the share down. 0 if switched off.

    Args:
        p: record of :class:`GamingParameters`.
        rise: of one more good order, value, >= 0.
        share: share of orders that the unit expects to end well, 0 to 1.
        hours: work that matters of the kind usually take, hours, > 0.

    Returns:
        Value, >= 0. Monotone: rises with rise, share and hours.

    Source: assumed.
    """
    return float(p.may_refuse * rise * share * (1.0 - min(1.0, p.usual_hours / hours)))


# --- coming to light ------------------------------------------------------------------------------------------------
@rule
def audit_finds(p: np.record, uniform: float) -> bool:
    """Whether a call between hotline and resident brings a game to light.

    Args:
        p: record of :class:`GamingParameters`.
        uniform: draw in (0, 1).

    Returns:
        True with chance ``audit_prob``.

    Chance: one uniform per call-back on an order that was gamed, and per refused resident who rings the hotline.
    """
    return bool(uniform < p.audit_prob)
