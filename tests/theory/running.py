"""The running model with rules switched off until a limiting case remains: what the tests of theory share.

Nothing here computes what the model computes. Parameters are set through the configuration where their declared ranges
reach the limit, and in the running model's record of rules where the limit lies beyond (a chance of exactly 0).
"""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np

from sim import CommunityModel
from sim.scenario import configuration_from
from tests.places import Tree, place

STANDARD_ERRORS = 4.0  # a false alarm in 16,000 comparisons; seeds are fixed
NOBODY_LEAVES: dict[str, dict[str, float]] = {
    "strain": dict.fromkeys(("sick_prob_calm", "sick_prob_strained", "quit_rate_calm", "quit_rate_strained"), 0.0),
    "residents": dict.fromkeys(
        ("owner_turnover_prob", "tenant_turnover_prob", "departure_prob", "return_prob"), 0.0
    ),
}  # fmt: skip
EVERY_PHASE = ("normal", "emergency", "return_")

type Floats = np.ndarray[Any, np.dtype[np.float64]]


# --- places -----------------------------------------------------------------------------------------------------------
def kind_of_matter(**values: Any) -> Tree:
    """A kind that no patrol can see and no neighbour settles, that stays settled, and hardly ever lapses."""
    usual = {
        "name_zh": "-", "domain": "facilities", "urgency": "green", "unit": "resident", "rate_per_year": 0.0,
        "hours_median": 0.1, "hours_log_sd": 0.0, "owner": "residents_committee", "level": 0, "is_public": False,
        "lapse_half_life_days": 100_000.0, "deadline_hours": 9_000.0,
    }  # fmt: skip
    return usual | values


def routed(tree: Tree, route: str) -> Tree:
    """The same place with every matter going one way, and no posts, duties to walk or visit, or standing meetings."""
    domains = tree["governance"]["normal"]["green"]
    everywhere = {urgency: dict.fromkeys(domains, route) for urgency in ("green", "yellow", "red")}
    for body in ("governance", "status_quo"):
        tree[body] |= {phase: copy.deepcopy(everywhere) for phase in EVERY_PHASE}
        tree[body] |= {
            "has_cell_responsibility": False, "patrol_duty_hours_per_week": 0.0, "visit_duty_hours_per_week": 0.0,
            "platform_hours_per_week": 0.0, "has_rules": False,
        }  # fmt: skip
    return tree


def quiet_place(n_communities: int = 1, assessment: str = "none", route: str = "grid", **values: Any) -> Tree:
    """A street on which nothing comes from above and nobody asks: there are matters, and what a test adds."""
    tree = routed(place(n_communities, "grid", assessment), route)
    tree["time"] = {
        "burn_in_days": 0, "consultations_per_resident_year": 0.0, "directives_per_month": 0,
        "meeting_hours_per_week": 0.0, "training_hours_per_week": 0.0, "weekend_duty_share": 0.0,
    }  # fmt: skip
    tree["street"]["call_back_share"] = 0.0
    tree["assessment"]["street"]["form"] = "none"
    return tree | values


def started(tree: Tree, seed: int = 0, needs: Any = None, **rules: dict[str, float]) -> CommunityModel:
    """A model at hour 0, or at the end of its burn-in, with some rules set beyond their declared ranges.

    Args:
        tree: of the place.
        seed: of the run.
        needs: a log to replay, or None.
        rules: family to parameters and values; on top of :data:`NOBODY_LEAVES`.
    """
    model = CommunityModel(configuration_from(tree), rng=seed, needs=needs)
    for family, values in [*NOBODY_LEAVES.items(), *rules.items()]:
        for name, value in values.items():
            model.world.rules[0][family][name] = value
    return model


# --- comparing --------------------------------------------------------------------------------------------------------
def mean_and_error(means: Any) -> tuple[float, float]:
    """Mean over independent repetitions, and its standard error."""
    values = np.asarray(means, dtype=np.float64)
    return float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values)))


def assert_mean(means: Any, expected: float, what: str, sharpness: float = 0.05) -> None:
    """A mean over independent repetitions meets theory, and could have missed it (error below a share of it)."""
    mean, error = mean_and_error(means)
    assert error < sharpness * expected, f"{what}: the test is too blunt ({error:.3g} of {expected:.3g})"
    found = f"{what}: {mean:.4f}, theory {expected:.4f}, standard error {error:.4f}"
    assert abs(mean - expected) <= STANDARD_ERRORS * error, found


def assert_share(n: int, of: int, expected: float, what: str, sharpness: float = 0.1) -> None:
    """A share counted over independent cases meets a chance, and could have missed it."""
    error = math.sqrt(expected * (1.0 - expected) / of)
    assert error < sharpness * expected, f"{what}: the test is too blunt ({error:.3g} of {expected:.3g})"
    found = f"{what}: {n / of:.4f} of {of}, theory {expected:.4f}, standard error {error:.4f}"
    assert abs(n / of - expected) <= STANDARD_ERRORS * error, found
