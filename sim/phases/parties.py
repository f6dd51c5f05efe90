"""Who can settle what: the party that owns a matter, and who stands in where a body is missing."""

from __future__ import annotations

from sim._compiled import inner
from sim.names import DEPARTMENT, HOMEOWNERS, PROPERTY, SOCIAL_ORGANISATION
from sim.rules.one_stop import counter_posts
from sim.world import World


@inner
def social_party(w: World, c: int) -> int:
    """First social organisation at work in a community, or -1."""
    community = w.communities[c]
    for row in range(community.first_party, community.first_party + community.n_parties):
        if w.parties[row].kind == SOCIAL_ORGANISATION and w.parties[row].exists == 1:
            return row
    return -1


@inner
def owner_of(w: World, m: int) -> int:
    """Party that can settle a matter; the committee stands in where the body is missing."""
    matter = w.matters[m]
    compound = w.compounds[matter.compound]
    committee = w.communities[matter.community].committee
    owner = w.kinds[matter.kind].owner
    if owner == PROPERTY and compound.property_party >= 0:
        return int(compound.property_party)
    if owner == HOMEOWNERS and w.parties[compound.homeowners_party].exists == 1:
        return int(compound.homeowners_party)
    if owner == SOCIAL_ORGANISATION and social_party(w, matter.community) >= 0:
        return social_party(w, matter.community)
    if owner == DEPARTMENT:
        return department_of(w, w.kinds[matter.kind].domain, 0)
    return int(committee)


@inner
def department_of(w: World, domain: int, offers: int) -> int:
    """Department in whose jurisdiction a domain lies; after refusals the next one in the directory."""
    first = first_department(w)
    n = len(w.parties) - first
    for number in range(n):
        if (w.parties[first + number].domains >> domain) & 1 == 1:
            return first + (number + offers) % n
    return first


@inner
def first_department(w: World) -> int:
    """Row of the first department; the street's own row stands before it."""
    row = len(w.parties) - 1
    while w.parties[row - 1].kind == DEPARTMENT:
        row -= 1
    return row


@inner
def has_counter(w: World, party: int) -> bool:
    """Whether staff of a party sit at a counter in the communities and take in what is theirs."""
    unit = w.parties[party]
    return bool(unit.kind == DEPARTMENT and counter_posts(w.levers[0].one_stop, unit.n_workers) > 0)


@inner
def is_for_committee(w: World, m: int) -> bool:
    """Whether the committee is to settle a matter on its desk itself, rather than to pass it on."""
    matter = w.matters[m]
    committee = w.communities[matter.community].committee
    return bool(owner_of(w, m) == committee or matter.is_final == 1)


@inner
def needs_agreement(w: World, m: int) -> bool:
    """Whether several parties have to agree before the matter can be settled for good."""
    matter = w.matters[m]
    return bool(matter.is_agreed == 0 and (w.kinds[matter.kind].n_parties > 1 or matter.is_legacy == 1))
