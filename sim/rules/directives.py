"""Directives: hours of forms and ledgers, and how many of them a street adds of its own.

Place in the calendar: once a month items arrive, and the street decides on its add-ons. Entities touched: street,
directives, committees. Directives never change a true result; the street only learns how its *reported* score moved
when it asked for more.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class DirectiveParameters(Parameters):
    """What sharing saves on paper, and what add-ons cost the street."""

    recoverable_share: float = parameter(
        0.8,
        meaning="share of the overlap between forms and ledgers that a fully shared table saves",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    add_on_cost_curvature: float = parameter(
        0.01,
        meaning="rise of the street's cost of asking per hour already asked for",
        unit="value per hour squared",
        low=0.001,
        high=0.5,
        source="assumed",
        status="assumed",
    )
    max_add_on_hours: float = parameter(
        40.0,
        meaning="most add-on hours a street asks of one community in a month",
        unit="hours per community and month",
        low=0.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    forgetting: float = parameter(
        0.9,
        meaning="weight that past months keep in the street's learned slope after one more month",
        unit="share (0 to 1) per month",
        low=0.5,
        high=1.0,
        source="assumed",
        status="assumed",
    )


@rule
def item_hours(p: np.record, hours_each: float, overlap_share: float, sharing: float) -> float:
    """Hours one form or ledger takes, given how much of it was already collected for another line.

    hours = hours each x (1 - overlap x sharing x recoverable share).

    Args:
        p: record of :class:`DirectiveParameters`.
        hours_each: hours of the item when every line collects for itself, >= 0.
        overlap_share: share of its content that other items ask for too, 0 to 1.
        sharing: how far departments share one table, 0 (each its own format) to 1.

    Returns:
        Hours, 0 to ``hours_each``.

    Monotone: falls with sharing and, under sharing, with overlap; without sharing overlap saves nothing (C07).
    Source: contents largely overlap (M06, F014, F015); one platform cut fields by 68 percent (L069, weak), one city its
        forms by 84 percent (L066); the recoverable share is assumed. In a street office reports take about 2 h of a
        worker's day (L065), to which hours each and number of items should add up.
    """
    return float(hours_each * (1.0 - overlap_share * sharing * p.recoverable_share))


@rule
def overlap_left_share(p: np.record, overlap_share: float, sharing: float) -> float:
    """Part of an item's hours, as if every line collected for itself, that was collected before and is asked again.

    overlap x (1 - sharing x recoverable share).

    Args:
        p: record of :class:`DirectiveParameters`.
        overlap_share: share of its content that other items ask for too, 0 to 1.
        sharing: how far departments share one table, 0 to 1.

    Returns:
        Share of the hours, 0 to ``overlap_share``.

    Monotone: rises with overlap, falls with sharing.
    Source: what :func:`item_hours` leaves of the overlap.
    """
    return float(overlap_share * (1.0 - sharing * p.recoverable_share))


@rule
def best_add_on_hours(
    p: np.record, street_shadow_price: float, learned_slope: float, liability_relief_per_hour: float
) -> float:
    """Directive and inspection hours a street adds of its own, to its own expected gain.

    max over h of (lambda x slope + relief) h - c h^2 / 2, so h = (lambda x slope + relief) / c, kept in [0, max].

    Args:
        p: record of :class:`DirectiveParameters`.
        street_shadow_price: lambda, value of one more point of the street's own score, >= 0.
        learned_slope: points of *reported* score the street believes one hour brings, any sign.
        liability_relief_per_hour: fall of the street's own liability per hour asked for, value per hour, >= 0.

    Returns:
        Hours per community and month, 0 to ``max_add_on_hours``.

    Monotone: rises with shadow price (for a positive slope), slope and relief.
    Source: each tier adds checks of its own (M05, C08), direction only; quadratic cost and sizes assumed.
    """
    marginal_gain = street_shadow_price * learned_slope + liability_relief_per_hour
    return float(min(p.max_add_on_hours, max(0.0, marginal_gain / p.add_on_cost_curvature)))


@rule
def updated_weight(p: np.record, weight: float, d_hours: float) -> float:
    """Weight of evidence behind the street's learned slope after one more month.

    w <- f w + dh^2.

    Args:
        p: record of :class:`DirectiveParameters`.
        weight: w before, hours squared, >= 0.
        d_hours: dh, change in hours asked for from the month before.

    Returns:
        w after, hours squared, >= 0.

    Source: recursive least squares with forgetting f.
    """
    return float(p.forgetting * weight + d_hours * d_hours)


@rule
def updated_slope(p: np.record, slope: float, weight: float, d_hours: float, d_score: float) -> float:
    """What the street believes an hour of directives does to the reported score, after one more month.

    b <- b + dh (ds - b dh) / w', w' = f w + dh^2 (see :func:`updated_weight`, which the caller stores afterwards).

    Args:
        p: record of :class:`DirectiveParameters`.
        slope: b before, points per hour.
        weight: w before, hours squared, >= 0.
        d_hours: dh, change in hours asked for from the month before.
        d_score: ds, change in the reported score from the month before, points.

    Returns:
        b after, points per hour; unchanged by a month without any change in hours.

    Source: recursive least squares with forgetting, one regressor, no intercept.
    """
    new_weight = updated_weight(p, weight, d_hours)
    if new_weight <= 0.0:
        return slope
    return slope + d_hours * (d_score - slope * d_hours) / new_weight
