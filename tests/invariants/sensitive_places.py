"""Places in which a parameter should matter: small ones for many parameters each, and some made for a few of them."""

from __future__ import annotations

from typing import Any

from sim.rules.levers import Levers
from tests.places import Tree, compound, crowd, phases, place, preset, values_of

DAYS = 90
YEAR = 360
ARMED = phases(("normal", 30), ("emergency", 30), ("return", 30))


def _small(governance: str, assessment: str = "ranking", n_communities: int = 2, **values: Any) -> Tree:
    return place(n_communities, governance, assessment, ARMED, **values)


def _quiet() -> Tree:
    """Time for what is not asked for by paper."""
    return _small("grid", time={"burn_in_days": 30, "directives_per_month": 0})


def _visited() -> Tree:
    """Staff whose mornings are free for visits, in short rounds: the hour of a round is that at which it ends."""
    tree = _quiet()
    tree["rules"] = {"handling": {"slice_hours": 0.5}}
    tree["time"] |= {"meeting_hours_per_week": 0.0, "training_hours_per_week": 0.0, "desk_share": 0.0}
    tree["governance"] |= {"visit_duty_hours_per_week": 40.0, "patrol_duty_hours_per_week": 0.0}
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 0.1
    for entry in tree["street"]["communities"]:
        entry["committee_members"] = 6
    return tree


def _willing() -> Tree:
    """Residents who like to take part, and tire of the first hours."""
    tree = _small("network")
    tree["street"]["communities"] = [crowd("place_0"), crowd("place_1")]
    tree["rules"] = {
        "participation": {"reluctance": 5.0},
        "enthusiasm": {"hours_norm": 2.0, "overuse_wear": 0.5},
    }
    return tree


def _busy() -> Tree:
    """So many matters that chance hardly moves a score."""
    tree = _assessed("ranking")
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 20.0
    return tree


def _regime(**values: Any) -> Tree:
    """An emergency that ends or is watched in another way, with many matters, so that not every day is calm."""
    kinds = preset("matters", "standard")
    for kind in kinds.values():
        kind["rate_per_year"] *= 4.0
    return {"regime": preset("regime", "emergency") | {"phases": ARMED} | values, "matters": kinds}


def _eventful(governance: str) -> Tree:
    """All kinds of compounds, large and small, every body, high stakes, an emergency: something for every parameter."""
    calendar = phases(("normal", 30), ("emergency", 60), ("return", 90), ("normal", 180))
    tree = place(2, governance, "ranking", calendar)
    for number, entry in enumerate(tree["street"]["communities"]):
        entry |= {
            "residents": 1400, "inbound_share": 0.5, "outbound": 150, "posts": 4, "cells": 8, "grid_leaders": 8,
            "in_service_party_members": 100, "party_members": 60,
        }  # fmt: skip
        entry["compounds"] = [
            compound(
                f"compound_{row}", kind, households=500 if row == 0 else 80, buildings=4,
                has_homeowners_committee=row % 2 == number, conflict=0.2 * row,
            )
            for row, kind in enumerate(("commodity", "relocated", "old", "unit_housing"))
        ]  # fmt: skip
        entry["social_organisations"].append({"name": "project", "name_zh": "-", "is_rooted": False, "staff": 1})
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 2.0
    tree["assessment"]["community"]["prize_spread"] = 400.0
    tree["assessment"]["volunteers"] |= {"form": "ranking", "spread": 2.0}
    return tree


def _liable() -> Tree:
    """Many red matters, few who work on them, and a liability that costs the month's prize."""
    tree = _assessed("ranking", community={"charges_liability": True, "has_emergency_veto": True})
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 20.0 if kind["urgency"] == "red" else 1.0
    for entry in tree["street"]["communities"]:
        entry |= {"committee_members": 1, "aides": 0}
    return tree


MUCH = values_of("effort", "mass_work_value")[1]
LISTED = {"inspection_order": "cooperative"}


def _owners() -> Tree:
    """Owners with a committee that calls them in an emergency, and that may dissolve when few are active."""
    tree = place(1, "network", regime=phases(("normal", 30), ("emergency", 60)))
    tree["regime"]["emergency"]["health_hazard"] = 1.0
    compounds = [compound("north", households=600, has_homeowners_committee=True)]
    tree["street"]["communities"] = [crowd("owners", compounds=compounds, owner_share=1.0, inbound_share=0.0)]
    tree["rules"] = {
        "homeowners": {"self_organising_prob": 0.9, "self_organising_share": 0.01, "dissolving_share": 0.1},
        "participation": {"reluctance": 7.0},  # enough act for a call to find owners who are free
    }
    return tree


def _contracts() -> Tree:
    """Purchased projects whose contracts end every month."""
    tree = _small("grid")
    for entry in tree["street"]["communities"]:
        entry["social_organisations"] = [{"name": "project", "name_zh": "-", "is_rooted": False, "staff": 1}]
    tree["rules"] = {"handling": {"contract_months": 1}}
    return tree


def _assessed(assessment: str, **blocks: Tree) -> Tree:
    """Communities that differ in load, high stakes, and some values of the assessment's blocks."""
    tree = _small("grid", assessment, 4)
    tree["assessment"]["community"] |= {"prize_spread": 400.0, "bonus": 400.0}
    for row, entry in enumerate(tree["street"]["communities"]):
        entry |= {"residents": 320 + 60 * row, "inbound_share": 0.1 + 0.2 * row}
        entry["compounds"][0]["kind"] = "old" if row % 2 else "relocated"
    for block, values in blocks.items():
        tree["assessment"][block] |= values
    return tree


# Where a lever at half of everything does nothing that its other parameters could change.
LEVER_VALUES: dict[str, Tree] = {
    "sunk_cadres": {"staff_share": 0.9, "routine_share": 1.0, "delay_days": 0.0},  # half the staff comes after a month
    "risk_colours": {"yellow_from": 0.2, "red_from": 0.9, "waiting_days": 30.0},  # some projects are yellow, and wait
    "inspections": {"per_month": 2.0, "preparation_hours": 2.0},  # some are ready for the inspectors, others not
    "records": {"stale_days": 30.0},  # files get stale within the run
}
# Projects end soon, so that others are assigned.
# What makes a lever's place lively enough: contracts that end, residents who come when they are called.
WILLING: Tree = {"participation": {"reluctance": 6.5}}
LEVER_RULES: dict[str, Tree] = {
    "project_coordination": {"handling": {"contract_months": 2, "budget_share": 0.0}},
    "deliberation": WILLING,
    "building_leaders": WILLING,
}


def _with_lever(lever: str, governance: str, is_eventful: bool) -> Tree:
    """One lever half-way along its ranges."""
    tree = _eventful(governance) if is_eventful else _small(governance)
    group = type(getattr(Levers(), lever))
    half = {name: values_of(lever, name, 0.5, Levers())[-1] for name in group.model_fields}
    tree["levers"] = {lever: half | LEVER_VALUES.get(lever, {})}
    tree["rules"] = LEVER_RULES.get(lever, {})
    return tree


def tree_of(name: str) -> tuple[Tree, int]:
    """Tree and days of a place by its name."""
    first, _, rest = name.partition(" ")
    if first in Levers.model_fields:
        governance, _, size = rest.partition(" ")
        return _with_lever(first, governance, size == "eventful"), YEAR if size == "eventful" else DAYS
    if first == "eventful":
        return _eventful(rest), YEAR
    return SMALL[name](), DAYS


SMALL: dict[str, Any] = {
    "hybrid": lambda: _small("hybrid"),
    "network": lambda: _small("network"),
    "grid": lambda: _small("grid"),
    "grid, pass mark": lambda: _assessed("pass_fail"),
    "grid, mixed": lambda: _assessed("mixed"),
    "grid, top places": lambda: _assessed("ranking", community={"prize_schedule": "top"}),
    "grid, list of prizes": lambda: _assessed(
        "ranking", community={"prize_schedule": "list", "prizes": [100.0, 60.0, 50.0, 0.0]}
    ),
    "grid, every standard": lambda: _assessed("pass_fail", community={"pass_form": "all_required"}),
    "grid, each standard paid": lambda: _assessed("pass_fail", community={"pass_form": "each_paid"}),
    "grid, ratchet": lambda: _assessed("pass_fail_ratchet"),
    "grid, quantile": lambda: _assessed("quantile_standard"),
    "grid, improvement": lambda: _assessed("improvement"),
    "grid, peer groups": lambda: _assessed("ranking_peer_groups"),
    "grid, risk adjusted": lambda: _assessed("ranking_risk_adjusted"),
    "grid, bands": lambda: _assessed("ranking", community={"publication": "bands"}),
    "grid, liable": _liable,
    "grid, workers ranked": lambda: _assessed("ranking", worker={"form": "ranking", "stake": 100.0}),
    "grid, workers' mark": lambda: _assessed("pass_fail", worker={"form": "pass_fail", "stake": 100.0}),
    "grid, volunteers ranked": lambda: _assessed("ranking", volunteers={"form": "ranking", "spread": 2.0}),
    "grid, street's mark": lambda: _assessed("ranking", street={"form": "pass_fail", "bonus": 400.0}),
    "grid, street's top": lambda: _assessed("ranking", street={"prize_schedule": "top", "prize_spread": 400.0}),
    "grid, street mixed": lambda: _assessed("ranking", street={"form": "mixed", "bonus": 400.0}),
    "grid, street's list": lambda: _assessed(
        "ranking", street={"prize_schedule": "list", "prizes": [200.0, *[100.0] * 10, 0.0]}
    ),
    "quiet": _quiet,
    "shared table": lambda: _small("grid", time={"burn_in_days": 30, "information_sharing": 0.5}),
    "network before": lambda: _small("grid", status_quo=preset("governance", "network")),
    "left out": lambda: _small("network", traits={"inclusion_inbound": 0.3}),
    "listed": lambda: _small("grid") | {"governance": preset("governance", "grid") | LISTED},
    "mass work": lambda: _quiet() | {"rules": {"effort": {"mass_work_value": MUCH}}},
    "visited": _visited,
    "willing": _willing,
    "busy": _busy,
    "owners": _owners,
    "contracts": _contracts,
    "hysteresis": lambda: _small("hybrid") | _regime(return_kind="hysteresis"),
    "endogenous": lambda: _small("hybrid") | _regime(return_kind="endogenous"),
    "campaign": lambda: _small("grid") | _regime(campaign={"first_day": 0, "days": 60}),
    "games": lambda: _assessed("ranking") | {
        "rules": {"gaming": {f"may_{game}": True for game in ("relabel", "sign_late", "coach", "refuse")}}
    },
}  # fmt: skip
GENERAL = ("hybrid", "network", "grid")
EVENTFUL = tuple(f"eventful {governance}" for governance in GENERAL)


# Places that were made for some parameters.
MADE_FOR = {
    "rules.voice.inclusion_weight": "left out",
    "rules.patrol.listing_worth_matters": "listed",
    "rules.directives.": "shared table",
    "rules.homeowners.": "owners",
    "rules.social_organisation.": "contracts",
    "rules.gaming.": "games",
    "rules.liability.": "grid, liable",
    "rules.handling.liability_stake": "grid, liable",
    "rules.handling.street_relief": "grid, liable",
    "rules.buck_passing.liability_weight": "grid, liable",
    "rules.handling.budget_share": "contracts",
    "rules.belief.smallest_indicator_sd": "grid, every standard",
    "rules.belief.smallest_score_sd": "busy",
    "rules.visits.": "visited",
    "rules.volunteer_work.": "willing",
    "rules.effort.mass_work_enough_hours": "mass work",
    "rules.participation.points_weight": "grid, volunteers ranked",
    "regime.emergency.calm_": "hysteresis",
    "regime.campaign.": "campaign",
}


def places_for(name: str) -> tuple[str, ...]:
    """Places in which a parameter is tried, the most promising first."""
    first = tuple(place for start, place in MADE_FOR.items() if name.startswith(start))
    return tuple(dict.fromkeys((*first, *_usual_places(name))))


def _usual_places(name: str) -> tuple[str, ...]:
    group, _, rest = name.partition(".")
    if "party" in rest.rpartition(".")[2]:  # to be a member makes a difference only where members are called
        return ("points grid", "points grid eventful")
    if group == "levers":
        lever = rest.partition(".")[0]
        return tuple(f"{lever} {governance}{size}" for size in ("", " eventful") for governance in ("hybrid", "grid"))
    if group == "assessment":
        return (*(place for place in SMALL if place.startswith("grid")), *EVENTFUL)
    if group in ("regime", "rules"):
        return (*GENERAL, *EVENTFUL, *(place for place in SMALL if place not in GENERAL))
    return (*GENERAL, "quiet", "shared table", "network before", *EVENTFUL)
