"""Homeowners' committees: they form, dissolve, lend hours, and call on owners in an emergency.

Place in the calendar: forming and dissolving monthly per compound, lending weekly, self-organisation weekly while a
hazard lasts. Entities: compounds and their owners. A committee invites; whether owners follow is theirs to choose.
"""

from __future__ import annotations

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class HomeownersParameters(Parameters):
    """Birth, death and capacity of homeowners' committees."""

    forming_prob: float = parameter(
        0.010,
        meaning="chance per month that a committee forms where enough owners are active and nobody quarrels",
        unit="probability per month",
        low=0.003,
        high=0.03,
        source="assumed",
        status="assumed",
    )
    forming_share: float = parameter(
        0.10,
        meaning="share of active owners that is enough to found a committee",
        unit="share (0 to 1)",
        low=0.03,
        high=0.3,
        source="assumed",
        status="assumed",
    )
    committee_help_factor: float = parameter(
        20.0,
        meaning="factor on founding where the residents' committee prepares the owners' meeting",
        unit="ratio",
        low=2.0,
        high=30.0,
        source="assumed",
        status="assumed",
    )
    lapse_prob: float = parameter(
        0.010,
        meaning="chance per month that a committee ends although enough owners are active (term over, nobody stands)",
        unit="probability per month",
        low=0.003,
        high=0.03,
        source="assumed",
        status="assumed",
    )
    dissolving_prob: float = parameter(
        0.05,
        meaning="further chance per month that a committee without any active owner ends",
        unit="probability per month",
        low=0.01,
        high=0.3,
        source="assumed",
        status="assumed",
    )
    dissolving_share: float = parameter(
        0.02,
        meaning="share of active owners below which a committee begins to crumble",
        unit="share (0 to 1)",
        low=0.005,
        high=0.1,
        source="assumed",
        status="assumed",
    )
    member_hours: float = parameter(
        1.5,
        meaning="hours a week that one serving member lends",
        unit="hours per week",
        low=0.5,
        high=5.0,
        source="assumed",
        status="assumed",
    )
    most_members: float = parameter(
        9.0,
        meaning="members that can usefully serve at a time",
        unit="persons",
        low=5.0,
        high=15.0,
        source="assumed",
        status="assumed",
    )
    self_organising_prob: float = parameter(
        0.50,
        meaning="chance per week that a committee with enough active owners calls on them under full hazard",
        unit="probability per week",
        low=0.05,
        high=0.9,
        source="assumed",
        status="assumed",
    )
    self_organising_share: float = parameter(
        0.05,
        meaning="share of active owners that is enough to organise in an emergency",
        unit="share (0 to 1)",
        low=0.01,
        high=0.2,
        source="assumed",
        status="assumed",
    )
    invited_share: float = parameter(
        0.40,
        meaning="share of owners whom building leaders reach with an invitation",
        unit="share (0 to 1)",
        low=0.1,
        high=0.9,
        source="assumed",
        status="assumed",
    )


@rule
def forming_chance(
    p: HomeownersParameters, active_owner_share: float, conflict: float, has_committee_help: bool
) -> float:
    """Chance per month that a compound without a homeowners' committee founds one.

    min(1, f x min(1, a/a_f) x (1 - conflict) x (help factor if helped, else 1)).

    Args:
        p: homeowners' committee parameters.
        active_owner_share: share of owners who took part in something last month (0 to 1).
        conflict: quarrel among owners or with the company, share (0 to 1).
        has_committee_help: whether the residents' committee prepares the founding.

    Returns:
        Probability per month.

    Monotone: rises with active owners and help, falls with conflict.

    Source: assumed; the spread of L108 over cities (0.12 to 0.92) is read as a matter of help and of active owners.
    """
    readiness = min(1.0, active_owner_share / p.forming_share)
    help_factor = p.committee_help_factor if has_committee_help else 1.0
    return min(1.0, p.forming_prob * readiness * (1.0 - conflict) * help_factor)


@rule
def dissolving_chance(p: HomeownersParameters, active_owner_share: float) -> float:
    """Chance per month that a homeowners' committee ends.

    l + d max(0, 1 - a/a_d).

    Args:
        p: homeowners' committee parameters.
        active_owner_share: share (0 to 1).

    Returns:
        Probability per month.

    Monotone: falls with active owners.

    Source: direction C16; sizes assumed.
    """
    crumbling = max(0.0, 1.0 - active_owner_share / p.dissolving_share)
    return p.lapse_prob + p.dissolving_prob * crumbling


@rule
def steady_committee_share(
    p: HomeownersParameters,
    active_owner_share: float,
    conflict: float,
    has_committee_help: bool,
) -> float:
    """Share of compounds that have a homeowners' committee when such months go on for long.

    f/(f + d), f the chance to form, d the chance to dissolve.

    Args:
        p: homeowners' committee parameters.
        active_owner_share: share (0 to 1).
        conflict: share (0 to 1).
        has_committee_help: whether the residents' committee helps.

    Returns:
        Share of compounds (0 to 1).

    Monotone: as :func:`forming_chance`.

    Source: two-state chain; L108 for comparison: national 0.2 to 0.3, Shanghai 0.92, Guangzhou 0.12.
    """
    forming = forming_chance(p, active_owner_share, conflict, has_committee_help)
    dissolving = dissolving_chance(p, active_owner_share)
    return forming / (forming + dissolving)


@rule
def forms(
    p: HomeownersParameters,
    active_owner_share: float,
    conflict: float,
    has_committee_help: bool,
    uniform: float,
) -> bool:
    """Whether a compound without a homeowners' committee founds one this month.

    Args:
        p: homeowners' committee parameters.
        active_owner_share: share (0 to 1).
        conflict: share (0 to 1).
        has_committee_help: whether the residents' committee helps.
        uniform: uniform draw of this compound and month.

    Returns:
        True if a committee forms.

    Chance: one uniform per compound and month.

    Monotone: as :func:`forming_chance`.

    Source: :func:`forming_chance`.
    """
    return uniform < forming_chance(p, active_owner_share, conflict, has_committee_help)


@rule
def dissolves(p: HomeownersParameters, active_owner_share: float, uniform: float) -> bool:
    """Whether a homeowners' committee ends this month.

    Args:
        p: homeowners' committee parameters.
        active_owner_share: share (0 to 1).
        uniform: uniform draw of this compound and month.

    Returns:
        True if the committee ends.

    Chance: one uniform per compound and month.

    Monotone: less likely with active owners.

    Source: :func:`dissolving_chance`.
    """
    return uniform < dissolving_chance(p, active_owner_share)


@rule
def hours_lent_per_week(p: HomeownersParameters, n_active_owners: int) -> float:
    """Hours that a homeowners' committee puts into common matters in a week.

    h min(n, most).

    Args:
        p: homeowners' committee parameters.
        n_active_owners: active owners of the compound, >= 0.

    Returns:
        Hours per week, >= 0.

    Monotone: rises with active owners until all seats are filled.

    Source: direction C28; hours assumed.
    """
    n_serving = min(float(n_active_owners), p.most_members)
    return p.member_hours * n_serving


@rule
def self_organises(p: HomeownersParameters, active_owner_share: float, hazard: float, uniform: float) -> bool:
    """Whether an existing homeowners' committee calls its owners to help this week, because a hazard is on.

    Probability: s x hazard x min(1, a/a_s).

    Args:
        p: homeowners' committee parameters.
        active_owner_share: share (0 to 1).
        hazard: danger in the place now (0 none, as in normal time, to 1).
        uniform: uniform draw of this compound and week.

    Returns:
        True if the call goes out.

    Chance: one uniform per compound and week.

    Monotone: more likely with active owners and hazard.

    Source: it happened once, with 59 owners in four groups (F020, F021, C28); chances assumed.
    """
    readiness = min(1.0, active_owner_share / p.self_organising_share)
    return uniform < p.self_organising_prob * hazard * readiness


@rule
def is_owner_invited(p: HomeownersParameters, uniform: float) -> bool:
    """Whether the committee's call reaches one owner through a building leader. Following it is the owner's own choice.

    Args:
        p: homeowners' committee parameters.
        uniform: uniform draw of this owner and call.

    Returns:
        True if this owner is invited.

    Chance: one uniform per owner and call.

    Source: building leaders by chat groups F021, M26; reach assumed.
    """
    return uniform < p.invited_share
