"""The places that are timed: L community alone, so many copies of it, and the preset street."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import CommunityModel, load_scenario
from sim.configuration import SimulationConfig
from sim.scenario import configuration_from

COMMUNITY = "l_community"
COMMUNITIES_OF_A_STREET = 8  # for which the preset's departments are staffed


def l_communities(n: int, burn_in_days: int | None = None, needs_factor: float = 1.0) -> SimulationConfig:
    """A street of ``n`` copies of L community, with its share of the street's departments.

    Args:
        n: how many copies, at least 1.
        burn_in_days: if given, instead of the preset's.
        needs_factor: how much more often needs arise than in the preset.
    """
    tree = load_scenario(COMMUNITY).model_dump()
    original = next(entry for entry in tree["street"]["communities"] if entry["name"] == COMMUNITY)
    tree["street"]["communities"] = [_named_copy(original, number) for number in range(n)]
    tree["focus"] = None
    for department in tree["street"]["departments"]:
        department["staff"] = max(1, round(department["staff"] * n / COMMUNITIES_OF_A_STREET))
    if burn_in_days is not None:
        tree["time"]["burn_in_days"] = burn_in_days
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= needs_factor
    return configuration_from(tree)


def _named_copy(community: dict[str, Any], number: int) -> dict[str, Any]:
    twin = copy.deepcopy(community)
    for entry in (twin, *twin["compounds"]):
        entry["name"] = f"{entry['name']}_{number}"
    return twin


def small_street() -> SimulationConfig:
    """One small community of 1,200 residents, a month of burn-in: quick enough for a test."""
    tree = l_communities(1, burn_in_days=30).model_dump()
    community = tree["street"]["communities"][0]
    compound = community["compounds"][0] | {"buildings": 6, "households": 580}
    community |= {
        "residents": 1200, "outbound": 60, "party_members": 60, "in_service_party_members": 60, "committee_members": 1,
        "aides": 0, "grid_workers": 1, "cells": 16, "grid_leaders": 16, "compounds": [compound], "posts": 1,
    }  # fmt: skip
    return configuration_from(tree)


@dataclass(frozen=True)
class Shape:
    """What the bare loop needs to know of a place to be of its shape."""

    residents: int
    workers: int  # paid staff and unpaid grid leaders
    buildings: int
    needs_per_year: float  # per resident


def shape_of(model: CommunityModel) -> Shape:
    """Shape of a place that has run: present residents, workers, buildings, and the needs that arose."""
    world = model.world
    n_residents = int(world.communities["n_present"].sum())
    arose = world.matters["arose_hours"][: world.counts[0]["n_matters"]]
    n_needs = int(np.count_nonzero((arose >= 0.0) & (arose < model.hours)))
    return Shape(
        residents=n_residents,
        workers=len(world.workers),
        buildings=len(world.buildings),
        needs_per_year=n_needs / n_residents * 365.0 * 24.0 / model.hours,
    )
