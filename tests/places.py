"""Small places for tests: one that is always the same, and random ones that try to break the model.

A street of one to four communities runs a month in a few hundredths of a second, so a test can afford many of them.
"""

from __future__ import annotations

import copy
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import annotated_types
import numpy as np
from hypothesis import strategies as st

import configs
from sim import CommunityModel, load_scenario
from sim.columns import TABLES
from sim.configuration import SimulationConfig
from sim.names import DOMAIN, URGENCY
from sim.parameters import Parameters
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.scenario import configuration_from, with_values

type Tree = dict[str, Any]

GOVERNANCE = ("grid", "network", "hybrid")
ASSESSMENT = ("none", "ranking", "pass_fail")
DETAIL = tuple(name for name in TABLES if name not in ("runs", "response_curves"))
BURN_IN_DAYS = 30
PHASES = ("normal", "emergency", "return")
COMPOUND_KINDS = ("commodity", "relocated", "old", "unit_housing")


# --- the parts that presets give --------------------------------------------------------------------------------------
@functools.cache
def _preset(group: str, pick: str) -> Tree:
    return configs.compose_pick(group, pick)  # type: ignore[no-any-return]


def preset(group: str, pick: str) -> Tree:
    """A file of the presets as a plain tree, the caller's own."""
    return copy.deepcopy(_preset(group, pick))


def phases(*names_and_days: tuple[str, int]) -> list[Tree]:
    return [{"phase": phase, "days": days} for phase, days in names_and_days]


ARMED_REGIME = phases(("normal", 30), ("emergency", 30), ("return", 30))


# --- the place that is always the same --------------------------------------------------------------------------------
def compound(name: str, kind: str = "old", **values: Any) -> Tree:
    usual = {
        "name": name, "name_zh": name, "kind": kind, "buildings": 3, "households": 60, "age_years": 20.0, "gates": 2,
        "has_property_company": True, "has_homeowners_committee": True, "property_staff": 2, "conflict": 0.3,
    }  # fmt: skip
    return usual | values


def community(name: str, **values: Any) -> Tree:
    usual = {
        "name": name, "name_zh": name, "residents": 320, "inbound_share": 0.3, "outbound": 40, "party_members": 10,
        "in_service_party_members": 12, "committee_members": 2, "aides": 1, "grid_workers": 1, "cells": 3,
        "grid_leaders": 3, "posts": 1,
        "compounds": [
            compound(f"{name}_old"),
            compound(f"{name}_new", "commodity", age_years=5.0, has_homeowners_committee=False),
        ],
        "social_organisations": [{"name": "circle", "name_zh": "circle", "is_rooted": True, "staff": 1}],
    }  # fmt: skip
    return usual | values


def crowd(name: str, **values: Any) -> Tree:
    """A community of 600 dwellings: enough people for effects on the few who take part."""
    compounds = [compound(f"{name}_north", households=300), compound(f"{name}_south", "commodity", households=300)]
    return community(name, **({"residents": 1600, "outbound": 100, "compounds": compounds} | values))


def place(
    n_communities: int = 2,
    governance: str = "grid",
    assessment: str = "none",
    regime: list[Tree] | None = None,
    **values: Any,
) -> Tree:
    """Tree of a small street under one policy, with a burn-in of one month; ``values`` replace whole branches."""
    usual = {
        "scenario": "small", "story": "-", "story_zh": "-", "what_it_is": "made up", "what_it_is_zh": "-",
        "street": {
            "name": "small", "name_zh": "small",
            "communities": [community(f"place_{number}") for number in range(n_communities)],
            "departments": [
                {"name": "safety_office", "name_zh": "-", "domains": ["safety", "disputes"], "staff": 2},
                {"name": "service_office", "name_zh": "-",
                 "domains": [d for d in DOMAIN if d not in ("safety", "disputes")],
                 "staff": 2},
            ],
        },
        "matters": preset("matters", "standard"),
        "status_quo": preset("governance", "grid"),
        "governance": preset("governance", governance),
        "assessment": preset("assessment", assessment),
        "regime": preset("regime", "emergency") | {"phases": regime or phases(("normal", 360))},
        "time": {"burn_in_days": BURN_IN_DAYS},
    }  # fmt: skip
    return usual | values


def small_place(*args: Any, **values: Any) -> SimulationConfig:
    """:func:`place`, validated."""
    return configuration_from(place(*args, **values))


# --- random places ----------------------------------------------------------------------------------------------------
def bounds(family: type[Parameters], name: str) -> tuple[float, float]:
    """Declared low and high of one parameter."""
    low = high = float("nan")
    for limit in family.model_fields[name].metadata:
        if isinstance(limit, annotated_types.Ge):
            low = float(limit.ge)  # type: ignore[arg-type]
        if isinstance(limit, annotated_types.Le):
            high = float(limit.le)  # type: ignore[arg-type]
    return low, high


def values_of(family: str, name: str, between: float = 0.5, book: Parameters | None = None) -> tuple[Any, ...]:
    """Lowest and highest admissible value of a rule's or lever's parameter, and one ``between`` (share of the way)."""
    group = type(getattr(book or RuleParameters(), family))
    if group.model_fields[name].annotation is bool:
        return (False, True)
    low, high = bounds(group, name)
    if group.model_fields[name].annotation is int:
        return (int(low), int(high), int(low + between * (high - low)))
    return (low, high, low + between * (high - low))


RULE_PARAMETERS = tuple((family, name) for family, group in RuleParameters() for name in type(group).model_fields)
LEVER_PARAMETERS = tuple((lever, name) for lever, group in Levers() for name in type(group).model_fields)


class Dice:
    """Draws of all kinds from one generator; shares are often exactly 0 or 1, where rules like to break."""

    def __init__(self, number: int) -> None:
        self.rng = np.random.default_rng(number)

    def whole(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def number(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def share(self) -> float:
        return float(self.one_of((0.0, 1.0, self.rng.uniform(), self.rng.uniform())))

    def yes(self) -> bool:
        return bool(self.rng.uniform() < 0.5)

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[self.whole(0, len(choices) - 1)]

    def some_of(self, choices: Sequence[Any], least: int) -> list[Any]:
        n = self.whole(least, len(choices))
        return [choices[i] for i in sorted(self.rng.permutation(len(choices))[:n])]


def _random_community(dice: Dice, name: str, largest: int) -> Tree:
    n_compounds = dice.whole(1, 3)
    households = dice.whole(60, largest) // n_compounds
    compounds = [
        compound(
            f"compound_{number}",
            dice.one_of(COMPOUND_KINDS),
            households=households,
            buildings=dice.whole(1, 8),
            age_years=dice.number(0.0, 40.0),
            gates=dice.whole(1, 4),
            has_property_company=dice.yes(),
            has_homeowners_committee=dice.yes(),
            property_staff=dice.whole(1, 4),
            conflict=dice.share(),
        )
        for number in range(n_compounds)
    ]
    dwellings = n_compounds * households
    residents = dice.whole(dwellings, 3 * dwellings)
    children = dice.number(0.0, 0.3)
    adults = residents - round(children * residents)
    cells = dice.whole(1, 12)
    return community(
        name,
        compounds=compounds,
        residents=residents,
        inbound_share=dice.share(),
        outbound=dice.whole(0, dwellings),
        children_share=children,
        elderly_share=dice.number(0.0, 0.6),
        owner_share=dice.share(),
        party_members=dice.whole(0, adults // 3),
        in_service_party_members=dice.whole(0, adults // 3),
        committee_members=dice.whole(1, 4),
        aides=dice.whole(0, 2),
        grid_workers=dice.whole(0, 3),
        cells=cells,
        grid_leaders=dice.whole(0, cells),
        posts=dice.whole(0, sum(entry["gates"] for entry in compounds)),
        social_organisations=[
            {"name": f"circle_{number}", "name_zh": "-", "is_rooted": dice.yes(), "staff": dice.whole(1, 2)}
            for number in range(dice.whole(0, 2))
        ],
    )


def _random_governance(dice: Dice) -> Tree:
    """One of the presets, or institutions that nobody has thought of."""
    if dice.yes():
        return preset("governance", dice.one_of(GOVERNANCE))
    routes = {
        phase: {urgency: {domain: dice.one_of(("grid", "network")) for domain in DOMAIN} for urgency in URGENCY}
        for phase in ("normal", "emergency", "return_")
    }
    return (
        preset("governance", "grid")
        | routes
        | {
            "name": "random",
            "has_cell_responsibility": dice.yes(),
            "patrol_duty_hours_per_week": dice.number(0.0, 40.0),
            "visit_duty_hours_per_week": dice.number(0.0, 40.0),
            "platform_hours_per_week": dice.number(0.0, 20.0),
            "has_rules": dice.yes(),
        }
    )


def _random_assessment(dice: Dice, n_units: int) -> Tree:
    tree = preset("assessment", "none")
    tree["community"] = {
        "form": dice.one_of(("none", "ranking", "pass_fail", "mixed")),
        "prize_schedule": dice.one_of(("linear", "top", "bottom")),
        "prize_places": dice.whole(1, n_units),
        "prize_spread": dice.number(0.0, 1000.0),
        "pass_form": dice.one_of(("total", "all_required", "each_paid")),
        "bonus": dice.number(0.0, 1000.0),
        "standard": dice.one_of((None, dice.number(0.0, 100.0))),
        "ranking_share": dice.share(),
    }
    tree["worker"] |= {"form": dice.one_of(("none", "pass_through")), "pass_through_share": dice.share()}
    tree["volunteers"] |= {"form": dice.one_of(("none", "ranking")), "spread": dice.number(0.0, 5.0)}
    return tree


def _random_comparison(dice: Dice, n_units: int, block: Tree) -> Tree:
    """How the communities' scores are compared: mostly in some odd way."""
    n_groups = dice.whole(1, n_units)
    loads = dice.some_of(("residents_per_worker", "old_compounds", "inbound_residents"), 0)
    return {
        "standard_rule": dice.one_of(("fixed", "ratchet", "quantile")) if block["pass_form"] == "total" else "fixed",
        "ratchet_rate": dice.share(),
        "quantile_share": dice.share(),
        "judged_on": dice.one_of(("raw", "risk_adjusted", "improvement")),
        "adjust_for": loads,
        "load_coefficients": dice.one_of(([], [dice.number(-20.0, 20.0) for _ in loads])),
        "shrinkage": dice.number(0.01, 5.0),
        "peer_groups": n_groups,
        "prize_places": min(block["prize_places"], n_units // n_groups),
        "publication": dice.one_of(("full", "bands", "own_rank")),
        "bands": dice.whole(1, 4),
        "charges_liability": dice.yes(),
        "has_emergency_veto": dice.yes(),
    }


def _random_matters(dice: Dice) -> Tree:
    """Some of the standard kinds, more or less frequent and laborious than usual."""
    standard = preset("matters", "standard")
    kinds = {name: standard[name] for name in dice.some_of(sorted(standard), 3)}
    frequency, labour = dice.one_of((0.3, 1.0, 4.0)), dice.one_of((0.5, 1.0, 3.0))
    for kind in kinds.values():
        kind["rate_per_year"] = min(1000.0, frequency * kind["rate_per_year"])
        kind["hours_median"] *= labour
    return kinds


def _random_rules(dice: Dice) -> Tree:
    """A handful of rule parameters anywhere in their declared ranges, the others at their defaults."""
    rules: Tree = {}
    for _ in range(dice.whole(0, 8)):
        family, name = dice.one_of(RULE_PARAMETERS)
        rules.setdefault(family, {})[name] = dice.one_of(values_of(family, name, dice.rng.uniform()))
    return rules


def _random_levers(dice: Dice) -> Tree:
    """Some levers anywhere between off and as far as they go."""
    levers: Tree = {}
    for _ in range(dice.whole(0, 8)):
        lever, name = dice.one_of(LEVER_PARAMETERS)
        levers.setdefault(lever, {})[name] = dice.one_of(values_of(lever, name, dice.rng.uniform(), Levers()))
    return levers


def _random_emergency(dice: Dice) -> Tree:
    return {
        "post_hours": dice.one_of((4.0, 6.0, 8.0)),  # never longer than the permitted day
        "daily_maximum_hours": dice.number(8.0, 16.0),
        "duty_hours_per_100_households": dice.number(0.0, 20.0),
        "directive_items": dice.whole(0, 60),
        "postponed_share": dice.share(),
        "return_months": dice.whole(1, 3),
        "restriction": dice.share(),
        "health_hazard": dice.share(),
        "works_weekends": dice.yes(),
        "calm_red_matters": dice.whole(0, 5),
        "calm_days": dice.whole(1, 40),
    }


def random_place(number: int, largest: int = 250) -> SimulationConfig:
    """A valid configuration of one to four small communities, as odd as the declared ranges allow.

    Args:
        number: any whole number >= 0; the same number gives the same place.
        largest: households of a community, 60 or more.
    """
    dice = Dice(number)
    n = dice.whole(1, 4)
    tree = place(n)
    tree["street"]["communities"] = [_random_community(dice, f"place_{row}", largest) for row in range(n)]
    tree["street"]["call_back_share"] = dice.share()
    tree["street"]["departments"][0]["staff"] = dice.whole(1, 3)
    tree["matters"] = _random_matters(dice)
    tree["governance"] = _random_governance(dice)
    tree["assessment"] = _random_assessment(dice, n)
    block = tree["assessment"]["community"]
    block |= _random_comparison(Dice(number + 2**33), n, block)  # dice of its own
    tree["regime"]["phases"] = phases(*((dice.one_of(PHASES), 30) for _ in range(3)))
    tree["regime"]["emergency"] = _random_emergency(dice)
    tree["regime"]["return_kind"] = dice.one_of(("calendar", "hysteresis", "endogenous"))
    tree["time"] |= {
        "start_day_of_year": dice.whole(0, 364),
        "weekend_duty_share": dice.share(),
        "directives_per_month": dice.whole(0, 20),
        "daily_maximum_hours": dice.number(8.0, 12.0),
        "consultations_per_resident_year": dice.number(0.0, 3.0),
    }
    tree["rules"] = _random_rules(dice)
    tree["levers"] = _random_levers(dice)
    tree["status_quo_levers"] = _random_levers(dice)
    tree["regime"]["campaign"] = {"first_day": 30 * dice.whole(0, 2), "days": 30 * dice.whole(0, 2)}
    return configuration_from(tree)


# --- presets cut down -------------------------------------------------------------------------------------------------
def _cut_down(settlement: Tree, households: int) -> Tree:
    """A preset's community with a few dwellings and desks; what it is made of, and its shares, stay."""
    compounds = settlement["compounds"][:3]
    factor = households / sum(entry["households"] for entry in settlement["compounds"])
    dwellings = max(8, households // len(compounds))
    for entry in compounds:
        entry |= {"households": dwellings, "buildings": min(3, entry["buildings"]), "gates": min(2, entry["gates"])}
    n = dwellings * len(compounds)
    residents = max(n, round(factor * settlement["residents"]))
    cells = min(settlement["cells"], 8)
    members = {
        name: min(residents // 4, round(factor * settlement[name]))
        for name in ("party_members", "in_service_party_members")
    }
    bodies = [body | {"staff": min(body["staff"], 2)} for body in settlement["social_organisations"]]
    return settlement | members | {
        "compounds": compounds, "residents": residents, "outbound": round(factor * settlement["outbound"]),
        "cells": cells, "social_organisations": bodies,
        "grid_leaders": min(settlement["grid_leaders"], cells),
        "committee_members": min(settlement["committee_members"], 2), "aides": min(settlement["aides"], 1),
        "grid_workers": min(settlement["grid_workers"], 1),
        "posts": min(settlement["posts"], sum(entry["gates"] for entry in compounds)),
    }  # fmt: skip


def _all_levers(dice: Dice) -> Tree:
    """Every lever anywhere between off and as far as it goes, each of its parameters for itself."""
    levers: Tree = {}
    for lever, name in LEVER_PARAMETERS:
        levers.setdefault(lever, {})[name] = dice.one_of(values_of(lever, name, dice.rng.uniform(), Levers()))
    return levers


def preset_cut_down(name: str, number: int, households: int = 60) -> SimulationConfig:
    """Two communities of a preset, a few dwellings each, with every lever of the model pulled somewhere.

    Args:
        name: of the preset; its people, bodies and kinds of matters stay.
        number: any whole number >= 0: the levers, the institutions, the assessment, the regime.
        households: of a community, about.
    """
    dice = Dice(number)
    tree = load_scenario(name).model_dump()
    tree["street"]["communities"] = [
        _cut_down(settlement, households) for settlement in tree["street"]["communities"][:2]
    ]
    for department in tree["street"]["departments"]:
        department["staff"] = min(3, department["staff"])
    n = len(tree["street"]["communities"])
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    tree["governance"] = _random_governance(dice)
    tree["assessment"] = _random_assessment(dice, n)
    tree["regime"]["phases"] = phases(*((dice.one_of(PHASES), 30) for _ in range(3)))
    tree["time"]["burn_in_days"] = BURN_IN_DAYS
    tree["levers"], tree["status_quo_levers"] = _all_levers(dice), _all_levers(dice)
    return configuration_from(tree)


@dataclass(frozen=True)
class Trial:
    """One run to try, small enough to be quoted: everything follows from three numbers."""

    place: int
    seed: int
    months: int

    @functools.cached_property
    def config(self) -> SimulationConfig:
        return random_place(self.place)

    def run(self) -> CommunityModel:
        return run(self.config, self.seed, 30 * self.months)


PLACES = st.integers(0, 2**32 - 1)
SEEDS = st.integers(0, 2**32 - 1)


def places() -> st.SearchStrategy[SimulationConfig]:
    """Random places (see :func:`random_place`)."""
    return PLACES.map(random_place)


def trials() -> st.SearchStrategy[Trial]:
    """Random places with a seed and a length of one to three months."""
    return st.builds(Trial, place=PLACES, seed=SEEDS, months=st.integers(1, 3))


# --- reading runs -----------------------------------------------------------------------------------------------------
def run(config: SimulationConfig, seed: int = 7, days: int = 60) -> CommunityModel:
    """A model that has run so many days."""
    model = CommunityModel(config, rng=seed)
    model.run_for(days)
    return model


def changed_run(config: SimulationConfig, values: dict[str, Any], days: int = 180) -> tuple[CommunityModel, ...]:
    """The same run without and with other values of some keys."""
    return run(config, days=days), run(with_values(config, values), days=days)


def tables(model: CommunityModel) -> dict[str, dict[str, np.ndarray[Any, Any]]]:
    """All detail tables as numpy columns."""
    return {name: model.records.columns(name) for name in DETAIL}


def differing(one: CommunityModel, other: CommunityModel) -> list[str]:
    """``table.column`` of every result that is not the same bit for bit."""
    found = []
    first, second = tables(one), tables(other)
    for name in DETAIL:
        for column, values in first[name].items():
            if not _same_bits(values, second[name][column]):
                found.append(f"{name}.{column}")
    return found


def _same_bits(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return one.shape == other.shape and np.ascontiguousarray(one).tobytes() == np.ascontiguousarray(other).tobytes()


def fingerprint(model: CommunityModel) -> str:
    """SHA-256 over the bytes of every result table."""
    digest = hashlib.sha256()
    for name, columns in tables(model).items():
        for column, values in columns.items():
            digest.update(f"{name}.{column}".encode())
            digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def needs(model: CommunityModel) -> np.ndarray[Any, Any]:
    """What is really wrong, whatever anybody makes of it: one row per need of the run, in the order of their ids."""
    world = model.world
    matters = world.matters[: world.counts[0]["n_matters"]]
    matters = matters[matters["arose_hours"] < model.hours]
    names = [
        "id", "kind", "community", "compound", "reporter", "reporter_group", "urgency", "is_grey_zone", "is_legacy",
        "phase", "hours_needed", "arose_hours",
    ]  # fmt: skip
    made = np.array(list(zip(*(matters[name].tolist() for name in names), strict=True)), dtype=float)
    return made[np.argsort(matters["id"], kind="stable")] if len(made) else np.zeros((0, len(names)))
