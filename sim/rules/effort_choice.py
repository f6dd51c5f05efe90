"""How a unit chooses its effort for the month: the best of all actions on a grid, and what a point is worth there.

Place in the calendar: once a month, after scores are published and beliefs have moved. The unit asks of every action
what its indicators would become, what prizes that promises, what the hours cost and what the work is worth for its own
sake. It takes the best of all, not the nearest better one, and moves a fraction towards it. What one more point is
worth at the action it takes (the shadow price) then guides its daily work.

Notation: a action, x_k indicator, m score expected, U expected prize, lambda shadow price.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim._compiled import rule
from sim.rules.assessment import Floats, Scoring, weighted_points
from sim.rules.effort import (
    COPING,
    MASS_WORK_SHARE,
    MEASURED_SHARE,
    N_ACTIONS,
    OVERTIME,
    Situation,
    action_worth,
    served_by,
)
from sim.rules.forecast import Anchor, Outlook, anchor_at, expected_indicators, expected_score, glossed_share
from sim.rules.incentive import indicator_marginals, indicator_payoff, score_marginal
from sim.rules.payoff_curve import PayoffCurve, curve_payoff, fill_curve, payoff_curve
from sim.rules.stakes import N_INDICATORS, Stakes

# The grid: how far each component goes from its least to its most. Resolution of the choice, not of the world.
OVERTIME_GRID = np.linspace(0.0, 1.0, 9)  # 0 to the permitted maximum
MEASURED_GRID = np.linspace(0.0, 1.0, 7)  # the smallest share considered to all
COPING_GRID = np.linspace(0.0, 1.0, 5)
MASS_WORK_GRID = np.linspace(0.0, 1.0, 5)
N_MEASURED_ACTIONS = OVERTIME_GRID.size * MEASURED_GRID.size * COPING_GRID.size


class EffortRoom(NamedTuple):
    """Room for one choice at a time; make it once with :func:`effort_room` and pass it to every call."""

    action: Floats  # (N_ACTIONS,)
    indicators: Floats  # (n_indicators,)
    scores: Floats  # expected score of each action that differs in what is counted, (N_MEASURED_ACTIONS,)
    prizes: Floats  # its expected prizes for indicators, (N_MEASURED_ACTIONS,)
    curve: PayoffCurve


def effort_room(n_units: int) -> EffortRoom:
    """Room for the choices of units that are compared with each other."""
    return EffortRoom(
        np.zeros(N_ACTIONS),
        np.zeros(N_INDICATORS),
        np.zeros(N_MEASURED_ACTIONS),
        np.zeros(N_MEASURED_ACTIONS),
        payoff_curve(n_units),
    )


@rule
def forecast_scores(
    p: np.record,
    before: Anchor,
    situation: Situation,
    outlook: Outlook,
    scoring: Scoring,
    stakes: Stakes,
    room: EffortRoom,
) -> None:
    """The unit runs through all actions that differ in what the assessment counts, and forecasts each one's score.

    Args:
        p: record of :class:`EffortParameters`.
        before: anchor of the forecasts.
        situation: what the month demands and permits.
        outlook: what the unit believes.
        scoring: how indicators become points.
        stakes: what the unit may gain.
        room: `scores` (points) and `prizes` (value, of the prizes that hang on indicators) are changed in place,
            (N_MEASURED_ACTIONS,), in the order overtime, measured share, coping.
    """
    action = room.action
    least_measured = p.smallest_measured_share
    row = 0
    for overtime in OVERTIME_GRID:
        action[OVERTIME] = overtime * situation.permitted_overtime_hours
        for measured in MEASURED_GRID:
            action[MEASURED_SHARE] = least_measured + measured * (1.0 - least_measured)
            served = served_by(p, action, situation)
            for coping in COPING_GRID:
                glossed = glossed_share(served, situation.permitted_coping * coping, situation.caught_prob)
                expected_indicators(served, glossed, before, outlook.indicators, room.indicators)
                points = weighted_points(room.indicators, outlook.weights, scoring)
                room.scores[row] = expected_score(outlook.own_mean, points, before.points)
                room.prizes[row] = indicator_payoff(room.indicators, outlook.indicator_sds, stakes)
                row += 1


@rule
def choose_action(
    p: np.record,
    unit: int,
    last_action: Floats,
    situation: Situation,
    outlook: Outlook,
    scoring: Scoring,
    stakes: Stakes,
    room: EffortRoom,
    out: Floats,
) -> float:
    """The unit picks the action with the highest expected prize plus own worth less cost: the best of the whole grid.

    Equation: a* = argmax U(m(a), x(a)) + own worth(a) - cost(a) - penalty(a). Ties go to the fewest hours, then to
    the least measured work, the least coping and the least mass work.

    Args:
        p: record of :class:`EffortParameters`.
        unit: row of the unit among those compared.
        last_action: action under which the believed indicators were seen, (N_ACTIONS,).
        situation: what the month demands and permits.
        outlook: what the unit believes.
        scoring: how indicators become points.
        stakes: what the unit may gain.
        room: room for the work, changed in place.
        out: the best action, (N_ACTIONS,), changed in place; not the same array as last_action.

    Returns:
        Value of the best action.
    """
    # === forecasts, and what the scores within reach are worth ===
    before = anchor_at(p, last_action, situation, outlook, scoring)
    forecast_scores(p, before, situation, outlook, scoring, stakes, room)
    low, high = room.scores[0], room.scores[0]
    for row in range(N_MEASURED_ACTIONS):
        low = min(low, room.scores[row])
        high = max(high, room.scores[row])
    step = fill_curve(low, high, outlook.own_sd, unit, outlook.means, outlook.sds, stakes, room.curve)
    # === the best of all actions ===
    action = room.action
    least_measured = p.smallest_measured_share
    best = -np.inf
    row = 0
    for overtime in OVERTIME_GRID:
        action[OVERTIME] = overtime * situation.permitted_overtime_hours
        for measured in MEASURED_GRID:
            action[MEASURED_SHARE] = least_measured + measured * (1.0 - least_measured)
            served = served_by(p, action, situation)
            for coping in COPING_GRID:
                action[COPING] = situation.permitted_coping * coping
                prizes = room.prizes[row] + curve_payoff(room.scores[row], low, step, room.curve)
                row += 1
                # Mass work is counted by no indicator: the prizes are the same at all its levels.
                for mass_work in MASS_WORK_GRID:
                    action[MASS_WORK_SHARE] = mass_work
                    value = prizes + action_worth(p, action, served, situation)
                    if value > best:
                        best = value
                        for column in range(N_ACTIONS):
                            out[column] = action[column]
    return best


@rule
def moved_towards(current: float, best: float, fraction: float) -> float:
    """A unit goes part of the way to what it thinks best; habits, rosters and people do not change overnight.

    Equation: a <- a + fraction (best - a).

    Args:
        current: component of the present action.
        best: the same component of the best action.
        fraction: 0 to 1.

    Returns:
        The new component, between the two.
    """
    return current + fraction * (best - current)


@rule
def shadow_prices(
    p: np.record,
    unit: int,
    action: Floats,
    last_action: Floats,
    situation: Situation,
    outlook: Outlook,
    scoring: Scoring,
    stakes: Stakes,
    room: EffortRoom,
    expected: Floats,
    marginals: Floats,
) -> tuple[float, float]:
    """What one more point, and a rise of each indicator, is worth at the action that the unit will take.

    Equation: lambda and dU/dx_k of ``indicator_marginals`` at m(a), x(a).

    Args:
        p: record of :class:`EffortParameters`.
        unit: row of the unit among those compared.
        action: the action that will be taken, (N_ACTIONS,).
        last_action: action under which the believed indicators were seen, (N_ACTIONS,).
        situation: what the month demands.
        outlook: what the unit believes.
        scoring: how indicators become points.
        stakes: what the unit may gain.
        room: room for the work, changed in place.
        expected: x_k(a), (n_indicators,), 0 to 1, changed in place; the forecast that next month's news is held to.
        marginals: dU/dx_k, value per whole share, (n_indicators,), changed in place.

    Returns:
        lambda, value per point, and m(a), points, the score expected.
    """
    before = anchor_at(p, last_action, situation, outlook, scoring)
    served = served_by(p, action, situation)
    glossed = glossed_share(served, situation.permitted_coping * action[COPING], situation.caught_prob)
    expected_indicators(served, glossed, before, outlook.indicators, expected)
    points = weighted_points(expected, outlook.weights, scoring)
    own_mean = expected_score(outlook.own_mean, points, before.points)
    per_point = score_marginal(own_mean, outlook.own_sd, unit, outlook.means, outlook.sds, stakes, room.curve.chances)
    shadow_price = indicator_marginals(
        per_point, expected, outlook.indicator_sds, outlook.weights, scoring, stakes, marginals
    )
    return shadow_price, own_mean
