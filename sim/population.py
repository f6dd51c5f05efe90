"""The synthetic population: people, households, buildings and compounds that meet each place's margins exactly.

Margins that a place states (dwellings, buildings, residents, inbound and outbound people, children, the elderly, party
members, grid leaders) are met to the person; who exactly bears which trait is chance, keyed by the run's seed and the
row, so that the same seed builds the same place whatever the policy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim._compiled import inner, rule
from sim.configuration import SimulationConfig
from sim.names import COMPOUND_KIND, INBOUND, LOCAL, OUTBOUND, TRUST_NEIGHBOURS
from sim.parameters import as_record
from sim.place_configuration import CommunityConfig
from sim.rules.traits import (
    CHILD_UNTIL_YEARS,
    ELDERLY_FROM_YEARS,
    daily_rhythm,
    digital_skill,
    elderly_age,
    free_time,
    share_around,
)
from sim.streams import POPULATION, Word, normal, stream, uniform
from sim.tables import BUILDINGS, COMPOUNDS, HOUSEHOLDS, RESIDENTS

# Which draw of a person, a dwelling or a leader is meant: the occurrence word of the POPULATION stream.
(
    _SIZE,
    _INBOUND,
    _OUTBOUND_HOME,
    _OWNER,
    _BAND,
    _AGE,
    _RHYTHM,
    _DIGITAL,
    _DISPOSITION,
    _THRESHOLD,
    _FAMILIARITY,
    _RESPONSIVENESS,
    _PARTY,
) = range(13)
_LEADER_AGE, _LEADER_PARTY, _LEADER_JOB, _TRUST = 15, 16, 17, 18  # 13 and 14 are free; _TRUST is the first of five
_DRAWS_PER_TENURE = 32  # every later occupant of a slot has draws of its own

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Table = NDArray[np.void]


@rule
def fill_uniforms(out: Floats, people: Word, first_entity: int, draw: int) -> None:
    """Fill ``out`` (n,) with one uniform per entity ``first_entity + i`` of the stream ``people``."""
    for i in range(len(out)):
        out[i] = uniform(np.uint64(people), np.uint64(first_entity + i), np.uint64(draw))


def _uniforms(people: int, first_entity: int, n: int, draw: int) -> Floats:
    out = np.empty(n)
    fill_uniforms(out, np.uint64(people), first_entity, draw)
    return out


def even_split(total: int, parts: int) -> Ints:
    """Split ``total`` into ``parts`` whole numbers that differ by at most one and sum to it."""
    base, rest = divmod(total, parts)
    return base + (np.arange(parts) < rest).astype(np.int64)


def proportional_split(total: int, weights: Floats) -> Ints:
    """Split ``total`` in proportion to positive ``weights`` (n,): whole numbers that sum to it exactly."""
    cumulative = np.concatenate(([0.0], np.cumsum(weights)))
    edges = np.floor(cumulative / cumulative[-1] * total + 1e-9).astype(np.int64)
    edges[-1] = total
    parts: Ints = np.diff(edges)
    return parts


def lowest(keys: Floats, allowed: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    """Mask of the ``n`` allowed rows with the lowest keys (all allowed rows if there are fewer)."""
    chosen = np.zeros(len(keys), dtype=np.bool_)
    candidates = np.flatnonzero(allowed)
    chosen[candidates[np.argsort(keys[candidates], kind="stable")[:n]]] = True
    return chosen


@inner
def draw_person(p: Any, people: Word, row: int, tenure: int, residents: Table) -> None:
    """Give the person in slot ``row`` the traits that no margin counts, from age and hukou status already set.

    Chance: stream POPULATION, entity = slot, occurrence = draw number within the tenure.
    """
    slot = np.uint64(row)
    key = tenure * _DRAWS_PER_TENURE
    age = np.float64(residents[row].age)
    person = residents[row]
    person.rhythm = daily_rhythm(p, age, uniform(people, slot, np.uint64(key + _RHYTHM)))
    person.digital_skill = digital_skill(p, age, normal(uniform(people, slot, np.uint64(key + _DIGITAL))))
    person.disposition = normal(uniform(people, slot, np.uint64(key + _DISPOSITION)))
    person.threshold = share_around(
        p.threshold_level, p.threshold_spread, normal(uniform(people, slot, np.uint64(key + _THRESHOLD)))
    )
    person.familiarity = share_around(
        p.familiarity_level, p.trust_spread, normal(uniform(people, slot, np.uint64(key + _FAMILIARITY)))
    )
    person.familiarity_social = 0.0
    person.responsiveness = share_around(
        p.responsiveness_level, p.trust_spread, normal(uniform(people, slot, np.uint64(key + _RESPONSIVENESS)))
    )
    for party in range(TRUST_NEIGHBOURS + 1):
        person.trust[party] = share_around(
            p.trust_level, p.trust_spread, normal(uniform(people, slot, np.uint64(key + _TRUST + party)))
        )
    person.inclusion = p.inclusion_inbound if person.hukou == INBOUND else 1.0
    person.free_time = free_time(p, int(np.int64(person.rhythm)))
    person.efficacy = p.efficacy_level
    person.enthusiasm = p.enthusiasm_level
    person.habit = 0.0
    person.act = 0
    person.is_mobilised = 0
    person.acted_before = 0
    person.volunteer_hours = 0.0
    person.last_contact_hours = 0.0


@rule
def draw_people(p: Any, people: Word, residents: Table) -> None:
    """Draw the traits of everybody, slot by slot."""
    for row in range(len(residents)):
        draw_person(p, people, row, 0, residents)


@rule
def draw_elderly(p: Any, people: Word, rows: Ints, residents: Table) -> None:
    """Draw the ages of the elderly, whose slots are ``rows`` (n,)."""
    for row in rows:
        residents[row].age = elderly_age(p, uniform(people, np.uint64(row), np.uint64(_AGE)))


def _build_places(config: SimulationConfig) -> tuple[Table, Table, Ints]:
    """Compound and building rows, and the number of dwellings of each building."""
    communities = config.street.communities
    compounds = np.zeros(sum(len(community.compounds) for community in communities), dtype=COMPOUNDS)
    buildings = np.zeros(sum(community.buildings for community in communities), dtype=BUILDINGS)
    dwellings = np.zeros(len(buildings), dtype=np.int64)
    compound_row = building_row = 0
    for community_row, community in enumerate(communities):
        for compound in community.compounds:
            row = compounds[compound_row]
            row["community"] = community_row
            row["kind"] = COMPOUND_KIND.index(compound.kind)
            row["age_years"] = compound.age_years
            row["first_building"] = building_row
            row["n_buildings"] = compound.buildings
            row["n_households"] = compound.households
            row["conflict"] = compound.conflict
            row["first_unvoiced"] = -1
            row["property_party"] = -1
            row["homeowners_party"] = -1
            buildings["compound"][building_row : building_row + compound.buildings] = compound_row
            dwellings[building_row : building_row + compound.buildings] = even_split(
                compound.households, compound.buildings
            )
            compound_row += 1
            building_row += compound.buildings
    return compounds, buildings, dwellings


def _household_sizes(config: SimulationConfig, people: int) -> tuple[Ints, Ints]:
    """Residents and outbound people of each dwelling; both sum to each community's margins."""
    resident_counts, outbound_counts = [], []
    first = 0
    for community in config.street.communities:
        n = community.households
        # extra people beyond the first of each dwelling: skewed weights, so that single and large households exist
        extra_weights = -np.log(1.0 - _uniforms(people, first, n, _SIZE)) + 0.2
        resident_counts.append(1 + proportional_split(community.residents - n, extra_weights))
        outbound_weights = np.where(_uniforms(people, first, n, _OUTBOUND_HOME) < 0.5, 1.0, 1e-9)
        outbound_counts.append(proportional_split(community.outbound, outbound_weights))
        first += n
    return np.concatenate(resident_counts), np.concatenate(outbound_counts)


def _mark_community(
    community: CommunityConfig,
    residents: Table,
    is_first: NDArray[np.bool_],
    people: int,
    first: int,
    leaders: Ints,
    working_leaders: Ints,
) -> None:
    """Hukou status, age band and party membership of one community's slots, to the person."""
    n = len(residents)
    is_resident = residents["is_present"] == 1
    # people of one dwelling move together: the key is the dwelling's
    household = residents["household"]
    keys = _uniforms(people, 0, int(household.max()) + 1, _INBOUND)[household]
    inbound = lowest(keys, is_resident, round(community.inbound_share * community.residents))
    residents["hukou"][is_resident] = LOCAL
    residents["hukou"][inbound] = INBOUND

    band = _uniforms(people, first, n, _BAND)
    is_leader = np.zeros(n, dtype=np.bool_)
    is_leader[leaders] = True
    old_leaders = int((residents["age"][leaders] >= ELDERLY_FROM_YEARS).sum())
    children = lowest(band, is_resident & ~is_first & ~is_leader, round(community.children_share * community.residents))
    elderly = lowest(
        1.0 - band,
        is_resident & ~children & ~is_leader,
        max(0, round(community.elderly_share * community.residents) - old_leaders),
    )
    ages = _uniforms(people, first, n, _AGE)
    years = CHILD_UNTIL_YEARS + ages * (ELDERLY_FROM_YEARS - CHILD_UNTIL_YEARS)
    years[children] = ages[children] * CHILD_UNTIL_YEARS
    residents["age"][~is_leader] = years[~is_leader]
    residents["is_leader"][leaders] = 1
    residents["act"] = np.where(elderly, 1, 0)  # scratch mark, read and cleared by build_people

    is_adult = is_resident & ~children
    party_leaders = leaders[residents["is_party"][leaders] == 1]
    residents["is_party"] = 0
    # leaders with a job elsewhere have their branch there, as far as the place's count of such members goes
    has_job = np.isin(party_leaders, working_leaders)
    n_in_service = min(int(has_job.sum()), community.in_service_party_members)
    by_job = party_leaders[np.argsort(~has_job, kind="stable")]
    residents["is_party"][by_job[:n_in_service]] = 2
    residents["is_party"][by_job[n_in_service:]] = 1
    registered = lowest(
        _uniforms(people, first, n, _PARTY),
        is_adult & ~is_leader & (residents["hukou"] == LOCAL),
        max(0, community.party_members - (len(party_leaders) - n_in_service)),
    )
    residents["is_party"][registered] = 1
    in_service = lowest(
        _uniforms(people, first, n, _PARTY), is_adult & ~elderly & ~is_leader & ~registered,
        community.in_service_party_members - n_in_service,
    )  # fmt: skip
    residents["is_party"][in_service] = 2


def leader_traits(
    community: CommunityConfig, people: int, first: int
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Ages, party membership and employment of the unpaid grid leaders; mean age and both shares are as the place says.

    Args:
        community: the place; its ``grid_leaders`` may be 0 (empty arrays).
        people: the POPULATION stream.
        first: number of leaders in the communities before.

    Returns:
        Ages in years (n,) whose mean is the stated one; masks (n,) with rounded shares.
    """
    n = community.grid_leaders
    if n == 0:
        return np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_)
    spread = 8.0 * (2.0 * _uniforms(people, first, n, _LEADER_AGE) - 1.0)
    ages = community.leader_mean_age + spread - spread.mean()
    everybody = np.ones(n, dtype=np.bool_)
    party = lowest(_uniforms(people, first, n, _LEADER_PARTY), everybody, round(community.leader_party_share * n))
    # those with a job are of working age first
    job_keys = _uniforms(people, first, n, _LEADER_JOB) + (ages >= ELDERLY_FROM_YEARS)
    employed = lowest(job_keys, everybody, round(community.leader_employed_share * n))
    return ages, party, employed


def build_people(
    config: SimulationConfig, seed: int
) -> tuple[Table, Table, Table, Table, list[tuple[Ints, Floats, NDArray[np.bool_]]]]:
    """Build residents, households, buildings and compounds of a street.

    Args:
        config: the validated configuration.
        seed: run seed, >= 0; the same seed gives the same people under every policy.

    Returns:
        Tables residents, households, buildings, compounds, and per community its grid leaders: resident rows, ages,
        employment.
    """
    people = int(stream(seed, POPULATION))
    compounds, buildings, dwellings = _build_places(config)
    n_residents, n_outbound = _household_sizes(config, people)
    n_slots = n_residents + n_outbound

    households = np.zeros(len(n_slots), dtype=HOUSEHOLDS)
    households["building"] = np.repeat(np.arange(len(buildings)), dwellings)
    households["first_resident"] = np.concatenate(([0], np.cumsum(n_slots)[:-1]))
    households["n_slots"] = n_slots
    households["vacant_until_hours"] = np.nan
    households["first_unvoiced"] = -1
    households["file_hours"] = np.nan

    residents = np.zeros(int(n_slots.sum()), dtype=RESIDENTS)
    residents["household"] = np.repeat(np.arange(len(households)), n_slots)
    position = np.arange(len(residents)) - households["first_resident"][residents["household"]]
    residents["is_occupied"] = 1
    residents["is_present"] = position < n_residents[residents["household"]]
    residents["hukou"] = np.where(residents["is_present"] == 1, LOCAL, OUTBOUND)
    is_first = position == 0

    _link_places(compounds, buildings, households)
    leaders = []
    household = slot = leader_count = cell = 0
    for community in config.street.communities:
        home = slice(household, household + community.households)
        cells = np.repeat(np.arange(community.cells), even_split(community.households, community.cells))
        households["cell"][home] = cell + cells
        owner_keys = _uniforms(people, household, community.households, _OWNER)
        everybody = np.ones(community.households, dtype=np.bool_)
        owners = lowest(owner_keys, everybody, round(community.owner_share * community.households))
        households["is_owner"][home] = owners

        n = int(n_slots[home].sum())
        rows = residents[slot : slot + n]
        ages, party, employed = leader_traits(community, people, leader_count)
        # one leader per cell: the first resident of the cell's first dwelling
        first_home = np.searchsorted(cells, np.arange(community.grid_leaders))
        own_rows = households["first_resident"][home][first_home] - slot
        rows["age"][own_rows] = ages
        rows["is_party"][own_rows] = party
        _mark_community(community, rows, is_first[slot : slot + n], people, slot, own_rows, own_rows[employed])
        leaders.append((own_rows + slot, ages, employed))
        household += community.households
        slot += n
        leader_count += community.grid_leaders
        cell += community.cells

    old = np.flatnonzero(residents["act"] == 1)
    residents["act"] = 0
    record: Any = as_record(config.traits)
    draw_elderly(record, np.uint64(people), old, residents)
    draw_people(record, np.uint64(people), residents)
    return residents, households, buildings, compounds, leaders


def _link_places(compounds: Table, buildings: Table, households: Table) -> None:
    """Fill the row numbers and counts by which buildings and compounds find their dwellings and people."""
    count = np.bincount(households["building"], minlength=len(buildings))
    slots = np.bincount(households["building"], weights=households["n_slots"], minlength=len(buildings)).astype(
        np.int64
    )
    buildings["n_households"] = count
    buildings["first_household"] = np.concatenate(([0], np.cumsum(count)[:-1]))
    buildings["n_slots"] = slots
    buildings["first_resident"] = np.concatenate(([0], np.cumsum(slots)[:-1]))
    buildings["responsiveness"] = 0.5
    compounds["first_resident"] = buildings["first_resident"][compounds["first_building"]]
    compounds["n_slots"] = np.bincount(buildings["compound"], weights=slots, minlength=len(compounds)).astype(np.int64)
