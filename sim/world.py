"""The world: all tables of one run in one bundle, how it is built, and how its state is copied for another arm.

``World`` is what every compiled phase receives. Tables are described in ``sim/tables.py``; the few arrays beside them
are queues, the event calendar, the relations between parties and the setting (what the policy in force lets actors see,
may do or gain). Who writes which column is listed in ``docs/architecture.md`` and checked by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.configuration import SimulationConfig
from sim.event_queue import EVENT, new_queue
from sim.names import (
    AIDE,
    COMMITTEE,
    COMMITTEE_MEMBER,
    DEPARTMENT,
    DOMAIN,
    GRID_LEADER,
    GRID_WORKER,
    HOMEOWNERS,
    PARTY_KIND,
    PARTY_STAFF,
    PROPERTY,
    SOCIAL_ORGANISATION,
    STREET,
    URGENCY,
)
from sim.parameters import as_record, families_dtype, families_record, record_dtype
from sim.place_configuration import CommunityConfig
from sim.population import build_people
from sim.rules.effort import MEASURED_SHARE
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.rules.traits import TraitsParameters
from sim.streams import PROCESS, stream
from sim.tables import (
    BUILDINGS,
    COMMUNITIES,
    COMPOUNDS,
    DIRECTIVES_TABLE,
    HOUSEHOLDS,
    KINDS,
    MATTERS,
    N_DAY_COLUMNS,
    N_GROUPS,
    N_WEEK_COLUMNS,
    ORDERS,
    PARTIES,
    RESIDENTS,
    WORKERS,
)
from sim.world_type import WORDS_PER_TABLE, declare_tables, register

type Table = NDArray[np.void]

UNITS = ("resident", "building", "compound")
MAX_KINDS = 31
ORDINARY_RECOGNITION = 0.5  # of workers whom nobody makes known
BUCKETS = 2 * MAX_KINDS  # one first-in-first-out list per kind of matter, before and after its deadline

SETTING = np.dtype(
    [
        # calendar
        ("start_day_of_year", "i8"),
        ("first_day", "i8"),  # day of the first row of the daily record
        ("phase", "i8"),
        ("phase_start_hours", "f8"),
        ("restriction", "f8"),
        ("health_hazard", "f8"),
        ("works_weekends", "i8"),
        ("daily_maximum_hours", "f8"),
        ("statutory_week_hours", "f8"),
        ("night_rest_hours", "f8"),
        ("weekend_duty_share", "f8"),
        # institutions in force
        ("routes", "i8", (3, len(URGENCY), len(DOMAIN))),
        ("has_cell_responsibility", "i8"),
        ("has_rules", "i8"),
        ("inspection_order", "i8"),
        ("patrol_duty_hours", "f8"),  # per paid worker and week
        ("visit_duty_hours", "f8"),
        ("platform_hours", "f8"),  # per community and week
        # duties
        ("meeting_hours", "f8"),  # per paid worker and week
        ("training_hours", "f8"),
        ("consultation_rate", "f8"),  # per resident and hour
        ("consultation_hours", "f8"),
        ("desk_share", "f8"),
        ("emergency_duty_hours", "f8"),  # per household and day, now
        ("post_hours", "f8"),
        ("call_back_share", "f8"),
        ("points", "f8"),  # points utility an active volunteer gains
        ("worker_share", "f8"),  # of a gain, stated per paid worker of the unit, that reaches the worker
        ("routes_phase", "i8"),  # phase whose routes are in force; after an emergency its routes may stay for a while
    ],
    align=True,
)

COUNTS = np.dtype(
    [
        ("n_matters", "i8"),
        ("n_orders", "i8"),
        ("n_directives", "i8"),
        ("now_hours", "f8"),
        ("begun_day", "i8"),  # day whose record is open
        ("ended_day", "i8"),  # last day whose record is closed
    ],
    align=True,
)

POSTS = np.dtype([("n_posts", "i8")])
ARRIVALS = np.dtype(
    [
        ("next_hours", "f8"),
        ("occurrence", "i8"),
        ("bound_per_hour", "f8"),
        ("n_wishes", "i8"),  # public needs that residents voiced since the last project of theirs against them
        ("prevented_share", "f8"),  # of the needs, by projects, 0 to 1
    ],
    align=True,
)


def world_layout() -> dict[str, tuple[np.dtype[Any], int]]:
    """Row type and number of axes of every table of the world, in the order of the header."""
    number, integer = np.dtype("f8"), np.dtype("i8")
    return {
        "residents": (RESIDENTS, 1),
        "households": (HOUSEHOLDS, 1),
        "buildings": (BUILDINGS, 1),
        "compounds": (COMPOUNDS, 1),
        "communities": (COMMUNITIES, 1),
        "parties": (PARTIES, 1),
        "workers": (WORKERS, 1),
        "matters": (MATTERS, 1),
        "orders": (ORDERS, 1),
        "directives": (DIRECTIVES_TABLE, 1),
        "kinds": (KINDS, 1),
        "arrivals": (ARRIVALS, 2),  # (n_compounds, n_kinds): the next candidate need of each stream
        "posts": (POSTS, 1),  # (n_communities,): round-the-clock posts
        "relations": (number, 3),  # (n_communities, n_slots, n_slots): cooperation K of two parties, 0 to 1
        "successes": (integer, 3),  # the same shape: joint matters settled this month
        "heads": (integer, 2),  # (n_queues, BUCKETS): first matter of each list, -1 empty
        "tails": (integer, 2),
        "filled": (np.dtype("u8"), 1),  # (n_queues,): one bit per bucket that is not empty
        "events": (EVENT, 1),
        "n_events": (integer, 1),
        "community_days": (number, 3),  # (n_days, n_communities, columns)
        "community_weeks": (number, 4),  # (n_weeks, n_communities, N_GROUPS, columns)
        "setting": (SETTING, 1),
        "counts": (COUNTS, 1),
        "streams": (np.dtype("u8"), 1),  # (n_processes,)
        "rules": (families_dtype(RuleParameters), 1),
        "levers": (families_dtype(Levers), 1),  # in force now
        "traits": (record_dtype(TraitsParameters), 1),
    }


class World:
    """All state of one run: named numpy arrays that phases change in place.

    Attributes:
        header_address: where compiled code finds the list of tables (see ``sim/world_type.py``).
    """

    if TYPE_CHECKING:  # what __getattr__ gives, for the type checker; compiled code has it from `world_layout`
        residents: Table
        households: Table
        buildings: Table
        compounds: Table
        communities: Table
        parties: Table
        workers: Table
        matters: Table
        orders: Table
        directives: Table
        kinds: Table
        arrivals: Table
        posts: Table
        relations: NDArray[np.float64]
        successes: NDArray[np.int64]
        heads: NDArray[np.int64]
        tails: NDArray[np.int64]
        filled: NDArray[np.uint64]
        events: Table
        n_events: NDArray[np.int64]
        community_days: NDArray[np.float64]
        community_weeks: NDArray[np.float64]
        setting: Table
        counts: Table
        streams: NDArray[np.uint64]
        rules: Table
        levers: Table
        traits: Table

    def __init__(self, **tables: NDArray[Any]) -> None:
        """Bind the tables that :func:`world_layout` names, all of them."""
        layout = world_layout()
        if set(tables) != set(layout):
            raise ValueError(f"a world has the tables {', '.join(layout)}")
        self._header = np.zeros(len(layout) * WORDS_PER_TABLE, dtype=np.int64)
        self.header_address = int(self._header.ctypes.data)
        self._tables: dict[str, NDArray[Any]] = {}
        for name in layout:
            self.put(name, tables[name])

    def put(self, name: str, table: NDArray[Any]) -> None:
        """Put a table in place of another of the same type, for instance a longer one."""
        dtype, n_axes = _LAYOUT[name]
        table = np.ascontiguousarray(table)
        if table.dtype != dtype or table.ndim != n_axes:
            raise ValueError(f"{name}: {table.dtype} with {table.ndim} axes does not fit {dtype} with {n_axes}")
        self._tables[name] = table
        first = list(_LAYOUT).index(name) * WORDS_PER_TABLE
        self._header[first] = table.ctypes.data
        self._header[first + 1 : first + 1 + n_axes] = table.shape

    def __getattr__(self, name: str) -> NDArray[Any]:
        """A table by its name."""
        try:
            return self.__dict__["_tables"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"a world has no table {name!r}") from None

    def copy(self) -> World:
        """A world that shares nothing with this one: the state from which another arm goes on."""
        return World(**{name: table.copy() for name, table in self._tables.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and stored worlds get a header of their own; the address of this one means nothing to them."""
        return _world_of, (self._tables,)

    def n_bytes(self) -> int:
        """Memory of all tables."""
        return sum(table.nbytes for table in self._tables.values())


def _world_of(tables: dict[str, NDArray[Any]]) -> World:
    return World(**tables)


_LAYOUT = world_layout()
declare_tables(_LAYOUT)
register(World)


def kinds_table(config: SimulationConfig) -> Table:
    """The catalogue of kinds of matters as a table."""
    kinds = np.zeros(len(config.matters), dtype=KINDS)
    for row, kind in zip(kinds, config.matters.values(), strict=True):
        row["domain"] = DOMAIN.index(kind.domain)
        row["urgency"] = URGENCY.index(kind.urgency)
        row["unit"] = UNITS.index(kind.unit)
        row["owner"] = PARTY_KIND.index(kind.owner)
        row["phase_factor"] = (kind.normal_factor, kind.emergency_factor, kind.normal_factor)
        row["is_public"] = int(kind.is_public)
        for column in (
            "rate_per_year", "season_amplitude", "season_peak_day", "hours_median", "hours_log_sd", "level",
            "n_parties", "conflict", "order_holds_prob", "grey_zone_share", "legacy_weight", "lapse_half_life_days",
            "neighbours_per_day", "deadline_hours",
        ):  # fmt: skip
            row[column] = getattr(kind, column)
    return kinds


def _local_parties(community: CommunityConfig, first_compound: int) -> list[dict[str, Any]]:
    """Rows of a community's own parties: committee, property, homeowners' committees, social organisations."""
    rows: list[dict[str, Any]] = [
        {"kind": COMMITTEE, "compound": -1, "exists": 1, "staff": community.staff},
    ]
    for number, compound in enumerate(community.compounds):
        if compound.has_property_company:
            rows.append(
                {"kind": PROPERTY, "compound": first_compound + number, "exists": 1, "staff": compound.property_staff}
            )
        rows.append(
            {
                "kind": HOMEOWNERS,
                "compound": first_compound + number,
                "exists": int(compound.has_homeowners_committee),
                "staff": 1,
            }
        )
    rows += [
        {
            "kind": SOCIAL_ORGANISATION,
            "compound": -1,
            "exists": 1,
            "staff": organisation.staff,
            "is_rooted": int(organisation.is_rooted),
            "effort": 1.0 / organisation.communities_served,
        }
        for organisation in community.social_organisations
    ]
    return rows


def build_world(config: SimulationConfig, seed: int) -> World:
    """Build the state of a street at the start of its burn-in.

    Args:
        config: validated configuration; its policy plays no part here.
        seed: run seed, >= 0.

    Returns:
        The world at hour ``-24 * burn_in_days``.
    """
    residents, households, buildings, compounds, leaders = build_people(config, seed)
    communities = np.zeros(len(config.street.communities), dtype=COMMUNITIES)
    party_rows: list[dict[str, Any]] = []
    compound_row = building_row = household_row = cell_row = 0
    for community_row, (row, community) in enumerate(zip(communities, config.street.communities, strict=True)):
        local = _local_parties(community, compound_row)
        for slot, party in enumerate(local):
            party |= {"community": community_row, "slot": slot}
        row["committee"] = row["first_party"] = len(party_rows)
        row["n_parties"] = len(local)
        row["first_compound"], row["n_compounds"] = compound_row, len(community.compounds)
        row["first_building"], row["n_buildings"] = building_row, community.buildings
        row["first_resident"] = buildings["first_resident"][building_row]
        row["n_slots"] = compounds["n_slots"][compound_row : compound_row + len(community.compounds)].sum()
        row["n_households"] = community.households
        row["visit_cursor"] = household_row
        row["first_cell"], row["n_cells"] = cell_row, community.cells
        row["first_directive"] = row["last_directive"] = -1
        party_rows += local
        compound_row += len(community.compounds)
        building_row += community.buildings
        household_row += community.households
        cell_row += community.cells
    shared_slot = int(communities["n_parties"].max())
    party_rows.append(
        {"kind": STREET, "community": -1, "compound": -1, "exists": 1, "slot": shared_slot,
         "staff": config.street.grid_centre_staff}
    )  # fmt: skip
    for number, department in enumerate(config.street.departments):
        domains = sum(1 << DOMAIN.index(domain) for domain in department.domains)
        party_rows.append(
            {"kind": DEPARTMENT, "community": -1, "compound": -1, "exists": 1, "slot": shared_slot + 1 + number,
             "staff": department.staff, "domains": domains}
        )  # fmt: skip

    parties, workers = _parties_and_workers(config, party_rows, communities, leaders)
    _link_parties(compounds, parties)
    for row, (rows, *_rest) in zip(communities, leaders, strict=True):
        row["n_leaders"] = len(rows)
    communities["first_leader"] = (len(workers) - communities["n_leaders"].sum()) + np.concatenate(
        ([0], np.cumsum(communities["n_leaders"])[:-1])
    )

    n_slots = shared_slot + 1 + len(config.street.departments)
    relations = np.full((len(communities), n_slots, n_slots), config.traits.initial_relation)
    kinds = kinds_table(config)
    n_queues = len(parties) + len(workers)
    events, n_events = new_queue(4096)
    start = -24.0 * config.time.burn_in_days
    posts = np.zeros(len(communities), dtype=POSTS)
    posts["n_posts"] = [community.posts for community in config.street.communities]
    world = World(
        residents=residents,
        households=households,
        buildings=buildings,
        compounds=compounds,
        communities=communities,
        parties=parties,
        workers=workers,
        matters=np.zeros(4096, dtype=MATTERS),
        orders=np.zeros(4096, dtype=ORDERS),
        directives=np.zeros(1024, dtype=DIRECTIVES_TABLE),
        kinds=kinds,
        arrivals=np.zeros((len(compounds), len(kinds)), dtype=ARRIVALS),
        posts=posts,
        relations=relations,
        successes=np.zeros(relations.shape, dtype=np.int64),
        heads=np.full((n_queues, BUCKETS), -1, dtype=np.int64),
        tails=np.full((n_queues, BUCKETS), -1, dtype=np.int64),
        filled=np.zeros(n_queues, dtype=np.uint64),
        events=events,
        n_events=n_events,
        community_days=np.zeros((0, len(communities), N_DAY_COLUMNS)),
        community_weeks=np.zeros((0, len(communities), N_GROUPS, N_WEEK_COLUMNS)),
        setting=np.zeros(1, dtype=SETTING),
        counts=np.zeros(1, dtype=COUNTS),
        streams=np.array([stream(seed, process) for process in range(len(PROCESS))], dtype=np.uint64),
        rules=_one_row(families_record(config.rules), families_dtype(RuleParameters)),
        levers=_one_row(families_record(config.status_quo_levers), families_dtype(Levers)),
        traits=_one_row(as_record(config.traits), record_dtype(TraitsParameters)),
    )
    world.counts["now_hours"] = start
    world.counts["begun_day"] = -config.time.burn_in_days - 1
    world.counts["ended_day"] = -config.time.burn_in_days - 1
    return world


def _parties_and_workers(
    config: SimulationConfig, rows: list[dict[str, Any]], communities: Table, leaders: list[Any]
) -> tuple[Table, Table]:
    """Party rows, their paid workers (standing together), then the unpaid grid leaders of all communities."""
    parties = np.zeros(len(rows), dtype=PARTIES)
    parties["first_worker"] = np.concatenate(([0], np.cumsum([row["staff"] for row in rows])[:-1]))
    n_paid = sum(row["staff"] for row in rows)
    n_leaders = sum(len(group[0]) for group in leaders)
    workers = np.zeros(n_paid + n_leaders, dtype=WORKERS)
    for number, (party, row) in enumerate(zip(parties, rows, strict=True)):
        for column in ("kind", "community", "compound", "slot", "exists"):
            party[column] = row[column]
        party["domains"] = row.get("domains", 0)
        party["is_rooted"] = party["rootedness"] = row.get("is_rooted", 0)
        party["n_workers"] = row["staff"]
        party["effort"] = row.get("effort", 1.0)
        staff = workers[party["first_worker"] : party["first_worker"] + row["staff"]]
        staff["party"] = number
        staff["community"] = row["community"]
        staff["kind"] = PARTY_STAFF
        if row["kind"] == COMMITTEE:
            community = config.street.communities[row["community"]]
            staff["kind"] = np.repeat(
                [COMMITTEE_MEMBER, AIDE, GRID_WORKER],
                [community.committee_members, community.aides, community.grid_workers],
            )
            staff["local_ties"][: round(community.local_staff_share * len(staff))] = 1.0
    parties["action"][:, MEASURED_SHARE] = 1.0
    parties["standard"] = np.nan
    parties["place"] = np.nan
    parties["caught_belief"] = config.traits.initial_caught_belief
    workers["is_paid"][:n_paid] = 1
    workers["is_paid"][workers["party"] < 0] = 0
    workers["resident"] = -1
    workers["id"] = np.arange(len(workers))
    first = n_paid
    for community_row, (residents, ages, employed) in enumerate(leaders):
        group = workers[first : first + len(residents)]
        group["party"] = communities["committee"][community_row]
        group["community"] = community_row
        group["kind"] = GRID_LEADER
        group["cell"] = communities["first_cell"][community_row] + np.arange(len(residents))
        group["resident"] = residents
        group["age"] = ages
        group["is_employed"] = employed
        first += len(residents)
    workers["absent_until_hours"] = -np.inf
    workers["rest_until_hours"] = -np.inf
    workers["on_call_until_hours"] = -np.inf
    workers["shift_end_hours"] = -np.inf
    workers["post_from_hours"] = np.nan
    workers["post_until_hours"] = np.nan
    workers["seconded_from_hours"] = np.nan
    workers["task"] = -1
    workers["skill"] = 1.0
    workers["recognition"] = ORDINARY_RECOGNITION
    workers["enthusiasm"] = config.traits.enthusiasm_level
    workers["strain"] = config.traits.initial_strain
    workers["was_on_payroll"] = workers["is_paid"]
    return parties, workers


def _link_parties(compounds: Table, parties: Table) -> None:
    """Tell each compound the rows of its property company and homeowners' committee."""
    for number, party in enumerate(parties):
        if party["kind"] == PROPERTY:
            compounds[party["compound"]]["property_party"] = number
        elif party["kind"] == HOMEOWNERS:
            compounds[party["compound"]]["homeowners_party"] = number


def _one_row(record: np.record, dtype: np.dtype[np.void]) -> Table:
    """A record as a table of one row."""
    table = np.zeros(1, dtype=dtype)
    table[0] = record
    return table
