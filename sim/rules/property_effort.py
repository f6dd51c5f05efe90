"""Effort of a property company: once a month it serves as much as pays, and never less than it has agreed to.

Place in the calendar: monthly, one decision per compound with a contract. Entities: property companies, owners who
pay fees. Notation: e effort as share of the full service, c(s) share of fees collected at satisfaction s, k labour
cost per household. The company expects satisfaction to settle at the effort it shows, and does not look at rivals.
"""

from __future__ import annotations

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class PropertyEffortParameters(Parameters):
    """Fees and costs in a compound with a property contract."""

    collected_floor: float = parameter(
        0.30,
        meaning="share of fees paid where owners are wholly dissatisfied",
        unit="share (0 to 1)",
        low=0.1,
        high=0.6,
        source="assumed",
        status="assumed",
    )
    collected_top: float = parameter(
        0.95,
        meaning="share of fees paid where owners are wholly satisfied",
        unit="share (0 to 1)",
        low=0.7,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    collected_bend: float = parameter(
        0.70,
        meaning="how strongly the gain in fees weakens with satisfaction (0 not at all, 1 to nothing at the top)",
        unit="ratio",
        low=0.1,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    household_hours: float = parameter(
        2.5,
        meaning="labour hours of full service per household and month",
        unit="hours per month",
        low=1.0,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    common_hours: float = parameter(
        500.0,
        meaning="labour hours of full service for gate, lifts and grounds of a compound, whatever its size",
        unit="hours per month",
        low=100.0,
        high=1500.0,
        source="assumed",
        status="assumed",
    )
    wage: float = parameter(
        20.0,
        meaning="cost of a labour hour",
        unit="yuan per hour",
        low=12.0,
        high=40.0,
        source="assumed",
        status="assumed",
    )
    cost_curvature: float = parameter(
        0.50,
        meaning="rise of the cost of further service from no to full effort",
        unit="ratio",
        low=0.1,
        high=2.0,
        source="assumed",
        status="assumed",
    )


@rule
def collected_share(p: PropertyEffortParameters, satisfaction: float) -> float:
    """Share of the fees that owners pay in a month.

    c(s) = c0 + (c1 - c0) s (1 + b (1 - s)): from c0 at s = 0 to c1 at s = 1, concave by b ``collected_bend``.

    Args:
        p: property effort parameters.
        satisfaction: owners' satisfaction, share (0 to 1).

    Returns:
        Share of fees (0 to 1).

    Monotone: rises with satisfaction, ever more slowly.

    Source: assumed; collection rates by compound with a satisfaction survey would settle it.
    """
    rise = p.collected_top - p.collected_floor
    return p.collected_floor + rise * satisfaction * (1.0 + p.collected_bend * (1.0 - satisfaction))


@rule
def labour_cost_per_household(p: PropertyEffortParameters, n_households: float) -> float:
    """Cost of full service per household and month, before the rise with effort; common work is shared by all.

    k = wage (h + H/n).

    Args:
        p: property effort parameters.
        n_households: households of the compound, > 0.

    Returns:
        Yuan per household and month.

    Monotone: falls with the number of households.

    Source: assumed.
    """
    return p.wage * (p.household_hours + p.common_hours / n_households)


@rule
def monthly_profit_per_household(
    p: PropertyEffortParameters,
    effort: float,
    fee_per_household: float,
    n_households: float,
) -> float:
    """Profit that the company expects from one month of this effort, once satisfaction has settled at it.

    fee c(e) - k (e + q e e / 2), q ``cost_curvature``.

    Args:
        p: property effort parameters.
        effort: share of the full service (0 to 1).
        fee_per_household: fee due per household and month, yuan, >= 0.
        n_households: households of the compound, > 0.

    Returns:
        Yuan per household and month.

    Source: definition of the company's aim.
    """
    cost = labour_cost_per_household(p, n_households) * (effort + p.cost_curvature * effort * effort / 2.0)
    return fee_per_household * collected_share(p, effort) - cost


@rule
def best_effort(
    p: PropertyEffortParameters, fee_per_household: float, n_households: float, contract_floor: float
) -> float:
    """Effort that the company chooses for the coming month.

    e* = (fee r (1 + b) - k)/(2 fee r b + k q), r = c1 - c0, brought into [floor, 1]: the global best, because profit is
    concave in effort.

    Args:
        p: property effort parameters.
        fee_per_household: fee due per household and month, yuan, >= 0.
        n_households: households of the compound, > 0.
        contract_floor: effort promised by contract or by agreement among the parties, share (0 to 1); it binds.

    Returns:
        Effort, share of the full service (0 to 1).

    Monotone: rises with the fee, with the number of households and with the floor; falls with the wage.

    Source: first-order condition of :func:`monthly_profit_per_household`.
    """
    cost = labour_cost_per_household(p, n_households)
    fees_at_stake = fee_per_household * (p.collected_top - p.collected_floor)
    unbound_effort = (fees_at_stake * (1.0 + p.collected_bend) - cost) / (
        2.0 * fees_at_stake * p.collected_bend + cost * p.cost_curvature
    )
    return min(1.0, max(contract_floor, unbound_effort))
