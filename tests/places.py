"""Small places for tests: one that is always the same, and random ones that try to break the model.

A street of one to four communities runs a month in a few hundredths of a second, so a test can afford many of them.
"""

from __future__ import annotations

import copy
import functools
import hashlib
from typing import Any

import annotated_types
import numpy as np
from hypothesis import strategies as st

import configs
from sim import CommunityModel
from sim.columns import TABLES
from sim.configuration import SimulationConfig
from sim.names import DOMAIN, URGENCY
from sim.parameters import Parameters
from sim.rules.families import RuleParameters
from sim.rules.traits import TraitsParameters
from sim.scenario import configuration_from

type Tree = dict[str, Any]

GOVERNANCE = ("grid", "network", "hybrid")
ASSESSMENT = ("none", "ranking", "pass_fail")
DETAIL = tuple(name for name in TABLES if name not in ("runs", "response_curves"))
BURN_IN_DAYS = 30
PHASES = ("normal", "emergency", "return")
LEAST_DAY = 9.5  # hours; that shorter days end as well is tested apart, where a run without an end can be stopped
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
                {"name": "service_office", "name_zh": "-", "domains": [d for d in DOMAIN if d not in ("safety", "disputes")],
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


SHARE = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))
RULE_PARAMETERS = [
    (family, name)
    for family, parameters in RuleParameters()
    for name in type(parameters).model_fields
]  # fmt: skip


@st.composite
def random_compounds(draw: st.DrawFn, n_households: int) -> list[Tree]:
    n = draw(st.integers(1, 3))
    made = []
    for number in range(n):
        households = n_households // n
        made.append(
            compound(
                f"compound_{number}",
                draw(st.sampled_from(COMPOUND_KINDS)),
                households=households,
                buildings=draw(st.integers(1, min(8, households))),
                age_years=draw(st.floats(0.0, 40.0)),
                gates=draw(st.integers(1, 4)),
                has_property_company=draw(st.booleans()),
                has_homeowners_committee=draw(st.booleans()),
                property_staff=draw(st.integers(1, 4)),
                conflict=draw(SHARE),
            )
        )
    return made


@st.composite
def random_communities(draw: st.DrawFn, name: str, largest: int) -> Tree:
    compounds = draw(random_compounds(draw(st.integers(60, largest))))
    households = sum(entry["households"] for entry in compounds)
    residents = draw(st.integers(households, 3 * households))
    children = draw(st.floats(0.0, 0.3))
    adults = residents - round(children * residents)
    in_service = draw(st.integers(0, adults // 3))
    cells = draw(st.integers(1, min(12, households)))
    return community(
        name,
        compounds=compounds,
        residents=residents,
        inbound_share=draw(SHARE),
        outbound=draw(st.integers(0, households)),
        children_share=children,
        elderly_share=draw(st.floats(0.0, 0.6)),
        owner_share=draw(SHARE),
        party_members=draw(st.integers(0, adults // 3)),
        in_service_party_members=in_service,
        committee_members=draw(st.integers(1, 4)),
        aides=draw(st.integers(0, 2)),
        grid_workers=draw(st.integers(0, 3)),
        cells=cells,
        grid_leaders=draw(st.integers(0, cells)),
        posts=draw(st.integers(0, sum(entry["gates"] for entry in compounds))),
        files_known_share=draw(SHARE),
        social_organisations=[
            {"name": f"circle_{number}", "name_zh": "-", "is_rooted": draw(st.booleans()), "staff": draw(st.integers(1, 2))}
            for number in range(draw(st.integers(0, 2)))
        ],
    )


@st.composite
def random_routes(draw: st.DrawFn) -> Tree:
    return {urgency: {domain: draw(st.sampled_from(["grid", "network"])) for domain in DOMAIN} for urgency in URGENCY}


@st.composite
def random_governance(draw: st.DrawFn) -> Tree:
    """One of the presets, or institutions that nobody has thought of."""
    if draw(st.booleans()):
        return preset("governance", draw(st.sampled_from(GOVERNANCE)))
    return {
        "name": "random", "name_zh": "-",
        "normal": draw(random_routes()), "emergency": draw(random_routes()), "return_": draw(random_routes()),
        "has_cell_responsibility": draw(st.booleans()),
        "patrol_duty_hours_per_week": draw(st.floats(0.0, 40.0)),
        "visit_duty_hours_per_week": draw(st.floats(0.0, 40.0)),
        "platform_hours_per_week": draw(st.floats(0.0, 20.0)),
        "has_rules": draw(st.booleans()),
    }  # fmt: skip


@st.composite
def random_assessment(draw: st.DrawFn, n_units: int) -> Tree:
    tree = preset("assessment", "none")
    tree["community"] = {
        "form": draw(st.sampled_from(["none", "ranking", "pass_fail", "mixed"])),
        "prize_schedule": draw(st.sampled_from(["linear", "top", "bottom"])),
        "prize_places": draw(st.integers(1, n_units)),
        "prize_spread": draw(st.floats(0.0, 1000.0)),
        "pass_form": draw(st.sampled_from(["total", "all_required", "each_paid"])),
        "bonus": draw(st.floats(0.0, 1000.0)),
        "standard": draw(st.one_of(st.none(), st.floats(0.0, 100.0))),
        "ranking_share": draw(SHARE),
    }
    tree["worker"] = {"form": draw(st.sampled_from(["none", "pass_through"])), "pass_through_share": draw(SHARE)}
    tree["volunteers"] = {"form": draw(st.sampled_from(["none", "ranking"])), "spread": draw(st.floats(0.0, 5.0))}
    return tree


@st.composite
def random_matters(draw: st.DrawFn) -> Tree:
    """Some of the standard kinds, more or less frequent and laborious than usual."""
    standard = preset("matters", "standard")
    chosen = draw(st.lists(st.sampled_from(sorted(standard)), min_size=1, max_size=len(standard), unique=True))
    kinds = {name: standard[name] for name in chosen}
    frequency, labour = draw(st.sampled_from([0.3, 1.0, 4.0])), draw(st.sampled_from([0.5, 1.0, 3.0]))
    for kind in kinds.values():
        kind["rate_per_year"] = min(1000.0, frequency * kind["rate_per_year"])
        kind["hours_median"] *= labour
    return kinds


@st.composite
def random_rules(draw: st.DrawFn) -> Tree:
    """A handful of rule parameters anywhere in their declared ranges, the others at their defaults."""
    rules: Tree = {}
    for family, name in draw(st.lists(st.sampled_from(RULE_PARAMETERS), max_size=6, unique=True)):
        low, high = bounds(type(getattr(RuleParameters(), family)), name)
        rules.setdefault(family, {})[name] = draw(st.floats(low, high))
    return rules


@st.composite
def random_emergency(draw: st.DrawFn) -> Tree:
    return {
        "post_hours": draw(st.sampled_from([4.0, 6.0, 8.0, 12.0])),
        "daily_maximum_hours": draw(st.floats(LEAST_DAY, 16.0)),
        "duty_hours_per_100_households": draw(st.floats(0.0, 20.0)),
        "directive_items": draw(st.integers(0, 60)),
        "postponed_share": draw(SHARE),
        "return_months": draw(st.integers(1, 3)),
        "restriction": draw(SHARE),
        "health_hazard": draw(SHARE),
        "works_weekends": draw(st.booleans()),
    }


@st.composite
def places(draw: st.DrawFn, largest: int = 250) -> SimulationConfig:
    """Valid configurations of one to four small communities, as odd as the declared ranges allow.

    Args:
        draw: hypothesis.
        largest: households of a community, 60 or more.
    """
    n = draw(st.integers(1, 4))
    tree = place(n)
    tree["street"]["communities"] = [draw(random_communities(f"place_{number}", largest)) for number in range(n)]
    tree["street"]["call_back_share"] = draw(SHARE)
    tree["street"]["departments"][0]["staff"] = draw(st.integers(1, 3))
    tree["matters"] = draw(random_matters())
    tree["governance"] = draw(random_governance())
    tree["assessment"] = draw(random_assessment(n))
    names = draw(st.lists(st.sampled_from(PHASES), min_size=1, max_size=3))
    tree["regime"] = {
        "name": "random", "name_zh": "-", "phases": phases(*((name, 30) for name in names)),
        "emergency": draw(random_emergency()),
    }  # fmt: skip
    tree["time"] |= {
        "start_day_of_year": draw(st.integers(0, 364)),
        "weekend_duty_share": draw(SHARE),
        "directives_per_month": draw(st.integers(0, 20)),
        "daily_maximum_hours": draw(st.floats(LEAST_DAY, 12.0)),
        "consultations_per_resident_year": draw(st.floats(0.0, 3.0)),
    }
    tree["rules"] = draw(random_rules())
    return configuration_from(tree)


SEEDS = st.integers(0, 2**40)
MONTHS = st.integers(1, 3)


# --- reading runs -----------------------------------------------------------------------------------------------------
def run(config: SimulationConfig, seed: int = 7, days: int = 60) -> CommunityModel:
    """A model that has run so many days."""
    model = CommunityModel(config, rng=seed)
    model.run_for(days)
    return model


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
