"""The list of tasks that may be sent to a community (M09): what stands on no list can be refused, at a risk.

Place in the calendar: when the month's directives arrive. Entities touched: directives, committees. A committee
compares the hours it would save with the retaliation it expects; how much of that a law takes away is the list's legal
force.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class AccessListLever(Parameters):
    """What is off the list, what the list is worth before the law, and what a refusal may cost."""

    off_list_share: float = parameter(
        0.0,
        meaning="part of a month's directives that stand on no list; 0: there is no list and nothing can be refused",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M09",
        status="assumed",
    )
    legal_force: float = parameter(
        0.0,
        meaning="part of the retaliation that the law rules out, 0: a list of good intentions, 1: a right to refuse",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="C27",
        status="assumed",
    )
    retaliation_points: float = parameter(
        2.0,
        meaning="points that the street takes off the month's score for one refusal, without legal force",
        unit="points per directive",
        low=0.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    objection_hours: float = parameter(
        0.5,
        meaning="hours that it takes to check a directive against the list and to object in writing",
        unit="hours per directive refused",
        low=0.0,
        high=10.0,
        source="assumed",
        status="assumed",
    )


@rule
def expected_retaliation(p: np.record, obedience_worth: float, hours: float, point_price: float) -> float:
    """What a committee fears for refusing one directive, as if no law protected it.

    o h + R lambda: the sanctions that doing the work would avoid, and points off the score at their shadow price.

    Args:
        p: lever parameters.
        obedience_worth: o, sanction that an hour of directive work avoids, value per hour, >= 0.
        hours: h, hours of the directive, >= 0.
        point_price: lambda, what the unit gains by one more point, value per point, >= 0.

    Returns:
        Value, >= 0.

    Monotone: rises with every argument.
    Source: tasks are passed down in a hierarchy that can punish (C27); sizes assumed.
    """
    return float(obedience_worth * hours + p.retaliation_points * point_price)


@rule
def refuses(p: np.record, hours: float, hour_price: float, retaliation: float) -> bool:
    """Whether a committee refuses a directive that is off the list.

    max(0, h - h_o) mu > (1 - F) r: hours saved at the shadow price of an hour against what of the retaliation the law
    leaves.

    Args:
        p: lever parameters.
        hours: h, hours of the directive, >= 0.
        hour_price: mu, value of an hour to the committee, >= 0.
        retaliation: r, value, >= 0.

    Returns:
        True if refused.

    Monotone: more readily with hours, their price and legal force; less with retaliation.
    Source: the rule of the design (M09); that lists without legal backing change little (C27) is not written in,
        it depends on the price of an hour.
    """
    saved = max(0.0, hours - p.objection_hours)
    return bool(saved * hour_price > (1.0 - p.legal_force) * retaliation)


@rule
def score_after_retaliation(p: np.record, score: float, n_refused: float) -> float:
    """The month's score once the street has taken points off for refusals.

    max(0, S - (1 - F) R n).

    Args:
        p: lever parameters.
        score: S, points (0 to 100).
        n_refused: n, directives refused in the month, >= 0.

    Returns:
        Points, 0 to S.

    Monotone: falls with refusals, rises with legal force.
    Source: what :func:`expected_retaliation` fears is what happens; sizes assumed.
    """
    return float(max(0.0, score - (1.0 - p.legal_force) * p.retaliation_points * n_refused))
