"""Moves of households and persons: who leaves a dwelling, how long it is empty, who comes, who goes away and returns.

Place in the calendar: monthly chances per dwelling and per person, turned into dated events. Entities: dwellings,
residents. Hukou status changes by moving only. Every move is one event; presence is one condition: present unless
outbound.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.names import INBOUND, LOCAL, OUTBOUND
from sim.parameters import Parameters, parameter


class ResidentsParameters(Parameters):
    """Rates of moving by tenure, empty time of dwellings, leaving and returning."""

    owner_turnover_prob: float = parameter(
        0.004,
        meaning="chance per month that the household of an owner moves out for good",
        unit="probability per month",
        low=0.001,
        high=0.01,
        source="assumed",
        status="assumed",
    )
    tenant_turnover_prob: float = parameter(
        0.03,
        meaning="chance per month that a tenant household moves out",
        unit="probability per month",
        low=0.01,
        high=0.08,
        source="assumed",
        status="assumed",
    )
    inbound_turnover_factor: float = parameter(
        1.0,
        meaning="factor on moving out for inbound households of the same tenure; 1 without evidence",
        unit="ratio",
        low=0.5,
        high=3.0,
        source="assumed",
        status="assumed",
    )
    vacancy_mean_days: float = parameter(
        30.0,
        meaning="mean time a dwelling stands empty between two households",
        unit="days",
        low=7.0,
        high=180.0,
        source="assumed",
        status="assumed",
    )
    departure_prob: float = parameter(
        0.001,
        meaning="chance per month that a local resident goes to live elsewhere and stays on the register",
        unit="probability per month",
        low=0.0,
        high=0.01,
        source="assumed",
        status="assumed",
    )
    return_prob: float = parameter(
        0.004,
        meaning="chance per month that an outbound person comes back to live here",
        unit="probability per month",
        low=0.0005,
        high=0.03,
        source="assumed",
        status="assumed",
    )


@rule
def is_present(hukou_status: int) -> bool:
    """Whether a person of the books lives here.

    Args:
        hukou_status: ``LOCAL``, ``INBOUND`` or ``OUTBOUND``.

    Returns:
        False only for the outbound.

    Source: definition (户在人不在).
    """
    return hukou_status != OUTBOUND


@rule
def dwelling_turnover_prob(p: ResidentsParameters, is_owner: bool, hukou_status: int) -> float:
    """Chance per month that the household of a dwelling moves out for good and another one will follow.

    Args:
        p: moving parameters.
        is_owner: whether the household owns the dwelling.
        hukou_status: status of the household, ``LOCAL`` or ``INBOUND``; a dwelling whose people are all ``OUTBOUND``
            stands empty and does not turn over.

    Returns:
        Probability per month.

    Monotone: with the defaults tenants move more than owners; hukou status makes no difference (no evidence row).

    Source: assumed; the register's own dates of entry would settle it.
    """
    if hukou_status == OUTBOUND:
        return 0.0
    turnover_prob = p.owner_turnover_prob if is_owner else p.tenant_turnover_prob
    if hukou_status == INBOUND:
        turnover_prob = turnover_prob * p.inbound_turnover_factor
    return turnover_prob


@rule
def moves_out(p: ResidentsParameters, is_owner: bool, hukou_status: int, uniform: float) -> bool:
    """Whether the household of a dwelling moves out this month.

    Args:
        p: moving parameters.
        is_owner: whether the household owns the dwelling.
        hukou_status: status of the household.
        uniform: uniform draw of this dwelling and month.

    Returns:
        True if the household moves out.

    Chance: one uniform per dwelling and month.

    Source: :func:`dwelling_turnover_prob`.
    """
    return uniform < dwelling_turnover_prob(p, is_owner, hukou_status)


@rule
def vacancy_days(p: ResidentsParameters, uniform: float) -> float:
    """How long a dwelling stands empty after a household has moved out.

    m (-ln(1 - u)).

    Args:
        p: moving parameters.
        uniform: uniform draw of this move.

    Returns:
        Days, >= 0.

    Chance: one uniform per move.

    Monotone: rises with the uniform.

    Source: assumed.
    """
    return -p.vacancy_mean_days * math.log1p(-uniform)


@rule
def arrival_status(inbound_share: float, uniform: float) -> int:
    """Hukou status of the household that moves into an empty dwelling.

    Args:
        inbound_share: share of newcomers registered elsewhere, a number of the place (0 to 1).
        uniform: uniform draw of this move.

    Returns:
        ``INBOUND`` or ``LOCAL``.

    Chance: one uniform per move.

    Monotone: more inbound with the share.

    Source: the share comes with the place (F004: up to four migrants per registered resident).
    """
    return INBOUND if uniform < inbound_share else LOCAL


@rule
def moves_away(p: ResidentsParameters, hukou_status: int, uniform: float) -> bool:
    """Whether a local resident goes to live elsewhere this month and stays on the books: local becomes outbound.

    Args:
        p: moving parameters.
        hukou_status: status of the person; only ``LOCAL`` can become outbound.
        uniform: uniform draw of this person and month, the same as in :func:`returns_home`.

    Returns:
        True if the person becomes outbound.

    Chance: one uniform per person and month.

    Source: assumed; separation of residence and hukou grows (F057, F059) but its flows are not reported.
    """
    is_leaving = uniform < p.departure_prob
    return hukou_status == LOCAL and is_leaving


@rule
def returns_home(p: ResidentsParameters, hukou_status: int, uniform: float) -> bool:
    """Whether an outbound person comes back to live here this month: outbound becomes local.

    Args:
        p: moving parameters.
        hukou_status: status of the person; only ``OUTBOUND`` can return.
        uniform: uniform draw of this person and month, the same as in :func:`moves_away`.

    Returns:
        True if the person becomes local.

    Chance: one uniform per person and month.

    Source: assumed.
    """
    is_returning = uniform < p.return_prob
    return hukou_status == OUTBOUND and is_returning


@rule
def steady_outbound_share(p: ResidentsParameters) -> float:
    """Share of the registered who are outbound when such months go on for long.

    a/(a + r), a ``departure_prob``, r ``return_prob``.

    Args:
        p: moving parameters.

    Returns:
        Share of the registered (0 to 1).

    Monotone: rises with departures, falls with returns.

    Source: two-state chain; national share separated from hukou about 0.19 to 0.21 for comparison (F057, F059).
    """
    return p.departure_prob / (p.departure_prob + p.return_prob)
