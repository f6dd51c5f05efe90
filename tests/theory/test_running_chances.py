"""Chances that repeat, in the running model: offers, rounds, patrols, channels, against geometric and logit laws.

What is switched off stands with each test. What stays is the calendar that makes one chance follow the other: hand-offs
in office hours, three days between rounds, patrols in the slices of a working day, residents' own times to speak.
"""

from __future__ import annotations

import math
from typing import Any

import lifelines
import numpy as np
import pytest
from scipy.stats import chisquare

from sim import CommunityModel
from sim.names import (
    BY_NEIGHBOURS,
    CHANNEL,
    DOMAIN,
    GREEN,
    RED,
    SILENCE,
    TO_GRID_WORKER,
    TO_HOMEOWNERS,
    TO_HOTLINE,
    TO_PROPERTY,
    TO_SOCIAL_WORKER,
    URGENCY,
    YELLOW,
)
from sim.replay import needs_table
from sim.tables import CLOSED
from tests.places import Tree, community, compound
from tests.theory.running import STANDARD_ERRORS, Floats, assert_share, kind_of_matter, quiet_place, started

REQUESTS = 1_500
SMALLEST_P = 1e-4  # of a goodness-of-fit test: a false alarm in 10,000


def logistic(utility: float) -> float:
    return 1.0 / (1.0 + math.exp(-utility))


def requests(n: int = REQUESTS, days: int = 28) -> Any:
    """A log of so many requests, evenly over some days, about the first kind in the first compound."""
    nothing = np.zeros(n, dtype=np.int64)
    return needs_table(np.linspace(1.0, 24.0 * days, n), nothing, nothing, np.arange(n))


def matters_of(model: CommunityModel) -> Any:
    return model.world.matters[: model.world.counts[0]["n_matters"]]


def assert_geometric(counts: Floats, chance: float, cut_off: int, what: str) -> None:
    """Numbers of trials until the first success, those beyond ``cut_off`` ended there, by chi-square and by share."""
    most = 1  # the largest number of trials with five cases to be expected beyond it
    while most < cut_off and len(counts) * (1.0 - chance) ** most >= 5.0:
        most += 1
    expected = [chance * (1.0 - chance) ** (k - 1) for k in range(1, most)] + [(1.0 - chance) ** (most - 1)]
    observed = [(counts == k).sum() for k in range(1, most)] + [(counts >= most).sum()]
    assert len(observed) > 3, "the test is too blunt"
    found = chisquare(observed, len(counts) * np.array(expected))
    assert found.pvalue > SMALLEST_P, f"{what}: {observed}, chi-square {found.statistic:.1f}"
    n_successes = int((counts < cut_off).sum())
    assert_share(n_successes, int(np.minimum(counts, cut_off - 1).sum()), chance, what)


# --- passing the buck -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("constant", [-1.2, 0.0])
def test_a_matter_between_jurisdictions_is_handed_on_a_geometric_number_of_times(constant: float) -> None:
    """K047. Off: gain, relation, hours and liability in the readiness to accept; an order to act comes late."""
    tree = quiet_place(route="network")
    tree["street"]["departments"] = [
        {"name": name, "name_zh": "-", "domains": list(DOMAIN), "staff": 4} for name in ("north", "east", "south")
    ]
    tree["matters"] = {"quarrel": kind_of_matter(owner="department", hours_median=1e-3, grey_zone_share=1.0)}
    weights = dict.fromkeys(("gain_weight", "relation_weight", "hour_weight", "liability_weight"), 0.0)
    last_offer = 20
    tree["rules"] = {
        "buck_passing": weights | {"grey_zone_constant": constant},
        "hierarchy": {"hand_off_mean_hours": 0.5},
        "handling": {"offers_before_order": last_offer},
    }
    model = started(tree, needs=requests())
    model.run_for(60)
    matters = matters_of(model)
    assert (matters["state"] == CLOSED).all()
    assert_geometric(matters["n_offers"].astype(float), logistic(constant), last_offer + 1, "offers until accepted")
    rows = model.records.matters
    assert (rows["n_handoffs"].to_numpy() == matters["n_offers"] - 1).all(), "each refusal is one hand-off"
    owners = matters["owner"] - matters["owner"].min()
    assert (owners == (matters["n_offers"] - 1) % 3).all(), "the circle is walked in its order"


# --- negotiation ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("has_rules", "n_parties"), [(True, 2), (False, 3)])
def test_rounds_until_agreement_are_geometric(has_rules: bool, n_parties: int) -> None:
    """Provan and Kenis's table (K042). Off: the parties' relation; conflict and rules are constants."""
    conflict, max_rounds = 0.4, 12
    tree = quiet_place(route="network")
    tree["governance"]["has_rules"] = has_rules
    tree["matters"] = {
        "parking": kind_of_matter(owner="property_company", n_parties=n_parties, conflict=conflict, hours_median=1e-3)
    }
    tree["street"]["communities"][0]["compounds"] = [compound("only", conflict=conflict)]
    tree["rules"] = {"negotiation": {"relation_weight": 0.0, "max_rounds": max_rounds, "days_between_rounds": 0.5}}
    model = started(tree, needs=requests())
    p = model.world.rules[0]["negotiation"]
    chance = logistic(
        float(p["agreement_constant"])
        + (float(p["rules_weight"]) if has_rules else 0.0)
        - float(p["partner_weight"]) * (n_parties - 1)
        - float(p["conflict_weight"]) * conflict
    )
    model.run_for(60)
    matters = matters_of(model)
    first_try = np.where(matters["is_agreed"] == 1, matters["n_rounds"], max_rounds + 1)
    assert (matters["n_closures"] <= 1).all()
    assert ((matters["n_rounds"] == max_rounds) | (matters["is_agreed"] == 1)).all()
    assert_geometric(first_try.astype(float), chance, max_rounds + 1, "rounds until agreement")


# --- patrol -----------------------------------------------------------------------------------------------------------
def test_patrols_find_by_the_exponential_law_of_search() -> None:
    """Survival of what nobody voices, over hours walked. Off: every voice; one ground; slices of half an hour."""
    households, slice_hours = 400, 0.5
    tree = quiet_place()
    ground = compound("only", households=households, buildings=8)
    tree["street"]["communities"] = [community("place", compounds=[ground], residents=800, outbound=0, grid_leaders=0)]
    tree["matters"] = {"lamp": kind_of_matter(is_public=True, rate_per_year=2.0, hours_median=1e-3)}
    tree["governance"]["patrol_duty_hours_per_week"] = 60.0
    tree["rules"] = {"handling": {"slice_hours": slice_hours, "patrol_worth": 5.0}}
    silent = {"silence_green": 60.0}
    model = started(tree, seed=3, voice=silent)
    model.run_for(90)
    matters = matters_of(model)
    matters = matters[matters["arose_hours"] < model.hours]
    assert (matters["channel"] == SILENCE).all()
    searched, found = matters["n_searches"].astype(float), ~np.isnan(matters["voiced_hours"])
    sweep = float(model.world.rules[0]["patrol"]["sweep_households_per_hour"])
    chance = 1.0 - math.exp(-sweep * slice_hours / households)
    assert_share(int(found.sum()), int(searched.sum()), chance, "found per search")
    # === the whole curve, against a second opinion on its error ===
    curve = lifelines.KaplanMeierFitter().fit(slice_hours * searched[searched > 0], found[searched > 0])
    for hours in (2.0, 5.0, 10.0, 20.0):
        left = float(curve.predict(hours))
        expected = math.exp(-sweep * hours / households)
        at_risk = float(curve.event_table.loc[hours:, "at_risk"].iloc[0])
        error = math.sqrt(expected * (1.0 - expected) / at_risk)  # generous: fewer were watched to here than began
        assert abs(left - expected) <= STANDARD_ERRORS * error, f"after {hours:g} h: {left:.4f}, theory {expected:.4f}"


# --- voice ------------------------------------------------------------------------------------------------------------
def utilities(p: Any, urgency: int) -> dict[int, float]:
    """Constants of the channels where nothing else counts."""
    silence = {GREEN: float(p["silence_green"]), YELLOW: 0.0, RED: float(p["silence_red"])}[urgency]
    neighbours = float(p["neighbours_constant"]) + (float(p["neighbours_red"]) if urgency == RED else 0.0)
    names = {
        TO_PROPERTY: "property", TO_HOMEOWNERS: "homeowners", TO_GRID_WORKER: "grid_worker",
        TO_SOCIAL_WORKER: "social_worker", TO_HOTLINE: "hotline",
    }  # fmt: skip
    return {SILENCE: silence, BY_NEIGHBOURS: neighbours} | {
        channel: float(p[f"{name}_constant"]) for channel, name in names.items()
    }


def talkative_place(**values: Any) -> Tree:
    tree = quiet_place()
    with_all = compound("with_all", households=200)
    without = compound("without", households=200, has_property_company=False, has_homeowners_committee=False)
    settlement = community("place", compounds=[with_all, without], residents=900, outbound=0)
    tree["street"]["communities"] = [settlement | values]
    tree["matters"] = {
        urgency: kind_of_matter(urgency=urgency, rate_per_year=20.0, hours_median=1e-3) for urgency in URGENCY
    }
    indifferent = ("trust_weight", "familiarity_weight", "responsiveness_weight", "digital_weight", "inclusion_weight")
    tree["rules"] = {"voice": dict.fromkeys(indifferent, 0.0)}
    return tree


def test_channels_have_logit_shares_and_a_missing_one_leaves_the_others_in_proportion() -> None:
    """McFadden's shares, independent of irrelevant alternatives. Off: what people feel about the channels."""
    never = {"lapse_prob": 0.0, "dissolving_prob": 0.0, "forming_prob": 0.0}
    model = started(talkative_place(), seed=5, homeowners=never)
    model.run_for(60)
    matters = matters_of(model)
    matters = matters[matters["arose_hours"] < model.hours]
    assert len(matters) > 5_000
    for urgency in (GREEN, YELLOW, RED):
        utility = utilities(model.world.rules[0]["voice"], urgency)
        for place, missing in ((0, set()), (1, {TO_PROPERTY, TO_HOMEOWNERS})):
            rows = matters[(matters["urgency"] == urgency) & (matters["compound"] == place)]
            weights = {channel: math.exp(u) for channel, u in utility.items() if channel not in missing}
            expected = np.array(list(weights.values())) / sum(weights.values())
            counted = np.array([(rows["channel"] == channel).sum() for channel in weights])
            assert counted.sum() == len(rows), "somebody turned to a body that is not there"
            p_value = chisquare(counted, len(rows) * expected).pvalue
            names = [CHANNEL[channel] for channel in weights]
            assert p_value > SMALLEST_P, f"{URGENCY[urgency]}: {dict(zip(names, counted, strict=True))}"
