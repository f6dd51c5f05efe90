"""What people and parties carry on from week to week, in the running model, against the fixed points of its equations.

Trust and enthusiasm of residents, strain of staff, a cascade of participation, and matters in the system. What is
switched off stands with each test.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from sim import CommunityModel, load_scenario
from sim.clock import is_workday
from sim.names import TRUST_COMMITTEE, VOLUNTEERING
from sim.rules.traits import CHILD_UNTIL_YEARS
from tests.invariants.promises import little_s_law_holds
from tests.places import Tree, community, compound
from tests.theory.running import STANDARD_ERRORS, Floats, kind_of_matter, mean_and_error, quiet_place, started

NARROW = 2e-6  # residents' traits are kept in single precision; each update may add a rounding


def hamlet(households: int = 100, residents: int = 100, **values: Any) -> Tree:
    """One building of so many dwellings, with nobody outside it, no leaders, and no organisation that calls anybody."""
    building = compound("only", "commodity", households=households, buildings=1, has_homeowners_committee=False)
    usual = {
        "compounds": [building], "residents": residents, "outbound": 0, "inbound_share": 0.0, "children_share": 0.0,
        "grid_leaders": 0, "cells": 1, "party_members": 0, "in_service_party_members": 0, "social_organisations": [],
    }  # fmt: skip
    return community("hamlet", **(usual | values))


# --- trust ------------------------------------------------------------------------------------------------------------
def served_residents(kind: Tree, p_trust: dict[str, float], days: int = 90) -> tuple[Floats, Floats, Floats, Any]:
    """Trust before and after a time in which only the committee's closures move it; their number per resident."""
    tree = quiet_place()
    tree["street"]["communities"] = [hamlet(households=60, residents=150)]
    tree["matters"] = {"errand": kind_of_matter(rate_per_year=20.0, hours_median=0.01) | kind}
    tree["rules"] = {"trust": {"trust_gain": 0.05} | p_trust}
    never_again = {"repeat_constant": -60.0}
    model = started(tree, trust={"impatience": 0.0}, handling={"contacts_per_hour": 0.0}, voice=never_again)
    before = model.world.residents["trust"][:, TRUST_COMMITTEE].astype(float)
    model.run_for(days)
    matters = model.world.matters[: model.world.counts[0]["n_matters"]]
    times = np.bincount(matters["reporter"], weights=matters["n_closures"], minlength=len(before))
    return before, model.world.residents["trust"][:, TRUST_COMMITTEE].astype(float), times, matters


def test_trust_smooths_exponentially_towards_good_service() -> None:
    """T_n = 1 - (1 - T_0)(1 - g)^n. Off: impatience (what is solved is good), mass work and visits, repeats."""
    before, after, times, _ = served_residents({}, {})
    assert times.max() > 4
    assert after == pytest.approx(1.0 - (1.0 - before) * 0.95**times, abs=NARROW)


def test_trust_is_lost_at_its_own_rate_where_nothing_holds() -> None:
    """T_n = T_0 (1 - a g)^n, a the asymmetry. Off: as above, and every settlement by order fails."""
    never = {"conflict": 0.5, "order_holds_prob": 0.0}
    before, after, times, _ = served_residents(never, {"trust_asymmetry": 3.0})
    assert times.max() > 4
    assert after == pytest.approx(before * 0.85**times, abs=NARROW)


def test_trust_settles_at_the_share_of_good_service_where_gains_and_losses_weigh_alike() -> None:
    """E T_n = p + (T_0 - p)(1 - g)^n over residents, with the variance of an exponentially weighted mean of coins."""
    p, g = 0.6, 0.25
    sometimes = {"conflict": 0.5, "order_holds_prob": p}
    before, after, times, _ = served_residents(sometimes, {"trust_asymmetry": 1.0, "trust_gain": g})
    served = times > 0
    keep = (1.0 - g) ** times[served]
    expected = p + (before[served] - p) * keep
    variance = p * (1.0 - p) * g * g * (1.0 - keep * keep) / (1.0 - (1.0 - g) ** 2)
    z = (after[served] - expected).sum() / math.sqrt(variance.sum())
    assert served.sum() > 100
    assert abs(z) <= STANDARD_ERRORS
    spread = ((after[served] - expected) ** 2 / variance).mean()
    assert abs(spread - 1.0) <= STANDARD_ERRORS * math.sqrt(2.0 / served.sum())


# --- strain -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("norm", "expected"), [(40.0, 0.06 / 0.3), (35.0, (0.06 + 0.15 * 5.0 / 35.0) / 0.3)])
def test_strain_goes_to_its_steady_state_geometrically(norm: float, expected: float) -> None:
    """X_n = X* + (X_0 - X*)(1 - rho)^n, X* = D / rho (K038). Off: recognition, support, mass work; 40 h each week."""
    weeks, start_day, recovery = 10, 285, 0.3
    assert all(is_workday(day, start_day) == (day % 7 < 5) for day in range(7 * weeks)), "a week with a holiday"
    tree = quiet_place()
    tree["street"]["communities"] = [hamlet(committee_members=1, aides=0, grid_workers=0)]
    tree["matters"] = {"none": kind_of_matter()}
    tree["time"] |= {"start_day_of_year": start_day, "meeting_hours_per_week": 20.0, "training_hours_per_week": 20.0}
    tree["rules"] = {
        "strain": {
            "recognition_buffer": 0.0, "support_buffer": 0.0, "recovery": recovery, "hours_norm": norm,
            "ordinary_demand": 0.06, "long_hours_demand": 0.15,
        },
        "effort": {"mass_work_value": 0.0},
        "handling": {"mass_work_worth": 0.0},
    }  # fmt: skip
    model = started(tree)
    worker = int(model.world.parties["first_worker"][model.world.communities["committee"][0]])
    model.run_for(1)
    start = float(model.world.workers["strain"][worker])
    for week in range(1, weeks):
        model.run_for(7)
        found = float(model.world.workers["strain"][worker])
        assert found == pytest.approx(expected + (start - expected) * (1.0 - recovery) ** week, rel=1e-9)
    assert found == pytest.approx(expected, rel=0.05)


# --- enthusiasm -------------------------------------------------------------------------------------------------------
def participants(eagerness: float, rules: Tree, days: int = 390) -> tuple[CommunityModel, Any, Floats]:
    """A hamlet in which everybody volunteers all the time, or nobody ever does; the adults, and how they began."""
    tree = quiet_place()
    tree["street"]["communities"] = [hamlet()]
    tree["matters"] = {"none": kind_of_matter()}
    tree["rules"] = rules
    weights = ("disposition", "habit", "efficacy", "enthusiasm", "trust", "social", "free_time", "health")
    decided = dict.fromkeys((f"{name}_weight" for name in weights), 0.0)
    decided |= {"reluctance": -eagerness, "mutual_aid_odds": 0.0, "deliberation_odds": 0.0}
    model = started(tree, participation=decided)
    start = model.world.residents["enthusiasm"].astype(float)
    model.run_for(days)
    people = model.world.residents
    is_adult = (people["is_present"] == 1) & (people["age"] >= CHILD_UNTIL_YEARS)
    assert is_adult.sum() == 100
    return model, people[is_adult], start[is_adult]


def test_enthusiasm_of_those_who_serve_settles_where_wear_meets_thanks() -> None:
    """E* = (rho E0 + R) / (rho + R + W(h(E*))). Off: points, visible results; everybody volunteers all the time."""
    rest, level, thanks, wear, norm = 0.4, 0.6, 0.4, 0.5, 2.0
    rules = {
        "enthusiasm": {
            "rest_recovery": rest, "resting_level": level, "recognition_revival": thanks, "results_revival": 0.0,
            "overuse_wear": wear, "hours_norm": norm,
        },
        "volunteer_work": {"volunteering_hours": 5.0},
    }  # fmt: skip
    model, people, _ = participants(eagerness=60.0, rules=rules)
    assert (people["act"] == VOLUNTEERING).all()
    revival = thanks * float(model.world.rules[0]["handling"]["thanks"])
    busy = float(model.world.rules[0]["volunteer_work"]["busy_share"])
    free = people["free_time"].astype(float)
    month = 5.0 * (busy + (1.0 - busy) * free) * 30.0 / 7.0  # hours at full enthusiasm

    def gap(e: float, hours: float) -> float:
        worn = wear * max(0.0, hours * e - norm) / norm
        return (rest * level + revival) / (rest + revival + worn) - e

    steady = np.array([brentq(gap, 0.0, 1.0, args=(hours,)) for hours in month])
    assert people["enthusiasm"] == pytest.approx(steady, abs=0.002)
    assert np.ptp(steady) > 0.05, "those with more free time serve more and wear more"


def test_enthusiasm_of_those_who_rest_returns_to_its_level() -> None:
    """E_n = E0 + (E - E0) / (1 + rho)^n. Off: nobody ever acts."""
    rest, level = 0.1, 0.3
    _, people, start = participants(-60.0, {"enthusiasm": {"rest_recovery": rest, "resting_level": level}}, 112)
    assert (people["act"] == 0).all()
    expected = level + (start - level) / (1.0 + rest) ** 4
    assert people["enthusiasm"] == pytest.approx(expected, abs=NARROW)


# --- a cascade --------------------------------------------------------------------------------------------------------
def active_in_the_end(thresholds: np.ndarray[Any, Any], days: int = 3_600) -> int:
    """How many of a hundred neighbours act, when each waits for so many others and for nothing else."""
    tree = quiet_place()
    tree["street"]["communities"] = [hamlet()]
    tree["matters"] = {"none": kind_of_matter()}
    tree["rules"] = {"participation": {"threshold_width": 0.001}}
    weights = ("disposition", "habit", "efficacy", "enthusiasm", "trust", "free_time", "health", "invitation")
    decided = dict.fromkeys((f"{name}_weight" for name in weights), 0.0)
    model = started(tree, participation=decided | {"reluctance": 60.0, "social_weight": 120.0})
    people = model.world.residents
    assert (people["is_present"] == 1).sum() == len(people) == len(thresholds)
    people["threshold"] = thresholds / (len(people) - 1.0)
    people["act"] = people["acted_before"] = 0
    model.run_for(days)
    return int((model.world.residents["act"] > 0).sum())


def test_a_hundred_thresholds_from_0_to_99_tip_everybody_and_one_changed_stops_all() -> None:
    """Granovetter's riot (K040): no instigator, no cascade. Off: everything but the example of neighbours."""
    order = np.random.default_rng(1).permutation(100)
    assert active_in_the_end(order.astype(float)) == 100
    changed = np.where(order == 1, 2, order).astype(float)
    assert active_in_the_end(changed) == 1, "only the instigator"
    assert active_in_the_end(np.where(order == 0, 1, order).astype(float)) == 0, "nobody"
    assert active_in_the_end(np.where(order == 50, 51, order).astype(float)) == 50, "the chain breaks where it is cut"


# --- matters in the system --------------------------------------------------------------------------------------------
def test_little_s_law_holds_in_an_ordinary_year() -> None:
    """L = lambda W (K043), nothing switched off: exactly over the run, and within chance from month to month."""
    model = CommunityModel(load_scenario("street_of_three"), rng=7)
    model.run_for(360)
    little_s_law_holds(model)
    matters, days = model.records.columns("matters"), model.records.columns("community_days")
    over = np.fmin(np.fmin(matters["resolved_hours"], matters["ended_hours"]), 360 * 24.0)
    gaps, levels = [], []
    for month in range(2, 9):  # whoever arises in these months has three more to be over
        is_in = matters["arose_hours"] // 720.0 == month
        sojourns = (np.where(np.isnan(over), 360 * 24.0, over) - matters["arose_hours"])[is_in]
        present = days["in_system_hours"][days["day"] // 30 == month].sum() / 720.0
        levels.append(present)
        gaps.append(present - is_in.sum() / 720.0 * sojourns.mean())
    mean, error = mean_and_error(gaps)
    assert abs(mean) <= STANDARD_ERRORS * error
    assert error < 0.1 * np.mean(levels), "the test is too blunt"
