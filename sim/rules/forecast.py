"""What a unit expects its indicators and its score to become under an action it has not taken yet.

Place in the calendar: the monthly choice of effort, before prizes are weighed. The unit has a simple fluid picture of
its own work: hours given to measured work, against the work that came in last month. It trusts that picture only for
differences; the level is anchored in what it saw under its last action.

Notation: a action, x_k indicator, q share of measured work served, c coping, m score expected.
Source: assumed; forecasts against the next month's results (``belief.learned_case_variance``) tell how far off it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim._compiled import rule
from sim.names import ON_TIME, RESOLUTION
from sim.rules.assessment import FULL_MARKS, Floats, Scoring, weighted_points
from sim.rules.effort import COPING, Situation, served_by


class Outlook(NamedTuple):
    """What a unit believes about scores when it chooses."""

    indicators: Floats  # own x_k as believed at the last action, (n_indicators,), 0 to 1
    indicator_sds: Floats  # s_k, shares, above 0, (n_indicators,)
    weights: Floats  # points in use, (n_indicators,)
    own_mean: float  # own score as believed at the last action, points
    own_sd: float  # s, points, above 0
    means: Floats  # m_j of all units, points, (n_units,); the own entry is not read
    sds: Floats  # s_j, points, above 0, (n_units,)


class Anchor(NamedTuple):
    """What the unit's simple model says of the last action; forecasts for other actions start from here."""

    served: float  # q, 0 to 1
    glossed: float  # share of orders glossed over, 0 to 1 - q
    points: float  # points of the believed indicators


@rule
def glossed_share(served: float, coping: float, caught_prob: float) -> float:
    """Share of orders that is reported as solved without being solved, and stays so.

    Equation: c (1 - q) (1 - chance of being caught).

    Args:
        served: q, 0 to 1.
        coping: c, share of unsolved orders closed falsely, 0 to 1.
        caught_prob: believed chance that a false closure is found out, 0 to 1.

    Returns:
        Share of orders, 0 to 1 - q. Monotone: rises with coping, falls with the chance of being caught.
    """
    return coping * (1.0 - served) * (1.0 - caught_prob)


@rule
def anchored(believed: float, predicted: float, predicted_before: float) -> float:
    """Carry a prediction over to what was really seen: only the difference between two actions is predicted.

    Equation: x(a) = min(1, max(0, x + prediction(a) - prediction(last action))).

    Args:
        believed: x, smoothed value seen under the last action, 0 to 1.
        predicted: what the simple model says for the new action, 0 to 1.
        predicted_before: what it says for the last action, 0 to 1.

    Returns:
        Expected value, 0 to 1; the believed value itself if the action stays.
    """
    return min(1.0, max(0.0, believed + (predicted - predicted_before)))


@rule
def expected_indicators(served: float, glossed: float, before: Anchor, believed: Floats, out: Floats) -> None:
    """What a unit expects its indicators to become under an action.

    Every indicator moves with the share of measured work served, because the same hours serve orders, patrol and
    directives. False closures lift the two that are read off reported closures, resolution and on time.

    Args:
        served: q under the action considered, 0 to 1.
        glossed: share of orders glossed over under it, 0 to 1 - q.
        before: the same for the last action, under which the believed indicators were seen.
        believed: x_k, smoothed, (n_indicators,), 0 to 1.
        out: expected x_k, (n_indicators,), 0 to 1, changed in place.
    """
    for k in range(believed.shape[0]):
        is_read_off_closures = k in (RESOLUTION, ON_TIME)
        if is_read_off_closures:
            out[k] = anchored(believed[k], served + glossed, before.served + before.glossed)
        else:
            out[k] = anchored(believed[k], served, before.served)


@rule
def expected_score(believed_mean: float, points: float, points_before: float) -> float:
    """Score a unit expects if its indicators become what it expects.

    Equation: m(a) = min(100, max(0, m + points(x(a)) - points(x))): anchored in what was seen, as indicators are.

    Args:
        believed_mean: m, own score as believed at the last action, points.
        points: points of the indicators expected of the action considered.
        points_before: points of the indicators believed at the last action.

    Returns:
        m(a), points, 0 to 100. Monotone: rises with the points expected.
    """
    return min(FULL_MARKS, max(0.0, believed_mean + (points - points_before)))


@rule
def anchor_at(p: np.record, last_action: Floats, situation: Situation, outlook: Outlook, scoring: Scoring) -> Anchor:
    """What the unit's simple model says of the action it took last.

    Args:
        p: record of :class:`EffortParameters`.
        last_action: action under which the believed indicators were seen, (N_ACTIONS,).
        situation: what the month demands.
        outlook: what the unit believes.
        scoring: floors and caps.

    Returns:
        The anchor of this month's forecasts.
    """
    served = served_by(p, last_action, situation)
    glossed = glossed_share(served, situation.permitted_coping * last_action[COPING], situation.caught_prob)
    return Anchor(served, glossed, weighted_points(outlook.indicators, outlook.weights, scoring))
