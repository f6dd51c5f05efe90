"""Every number belongs to (seed, process, entity, occurrence): arms meet the same needs, nothing else moves a bit."""

from __future__ import annotations

import copy
import ctypes
import itertools
import pickle
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

import sim.model
from sim import CommunityModel
from sim.configuration import SimulationConfig
from sim.names import EMERGENCY
from sim.rules.families import RuleParameters
from sim.scenario import configuration_from
from sim.world import World, world_layout
from sim.world_type import WORDS_PER_TABLE
from tests.places import (
    ARMED_REGIME,
    ASSESSMENT,
    GOVERNANCE,
    SEEDS,
    Trial,
    community,
    differing,
    fingerprint,
    needs,
    phases,
    place,
    preset,
    run,
    small_place,
    trials,
    values_of,
)

ARMS = list(itertools.product(GOVERNANCE, ASSESSMENT))
NEED_COLUMN = {name: number for number, name in enumerate((
    "id", "kind", "community", "compound", "reporter", "reporter_group", "urgency", "is_grey_zone", "is_legacy",
    "phase",
    "hours_needed", "arose_hours",
))}  # fmt: skip
# Families that say what arises and to whom: their parameters may, and do, change needs.
FAMILIES_OF_NEEDS = ("need", "residents")


def run_fresh(config: SimulationConfig, seed: int = 7, days: int = 60) -> CommunityModel:
    """A run whose burn-in was not taken from memory."""
    sim.model._BURN_INS.clear()
    return run(config, seed, days)


# --- the same needs in all arms ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("regime", ["normal", "emergency"])
def test_the_same_needs_arise_in_all_arms_draw_for_draw(regime: str) -> None:
    calendar = ARMED_REGIME if regime == "emergency" else phases(("normal", 90))
    runs = {arm: run(small_place(3, *arm, calendar), days=90) for arm in ARMS}
    first = needs(runs[ARMS[0]])
    assert len(first) > 100
    assert len(np.unique(first[:, NEED_COLUMN["id"]])) == len(first)
    for arm, model in runs.items():
        assert np.array_equal(needs(model), first), f"other needs under {arm}"
    # ... while what becomes of them differs, or the arms would be one
    outcomes = {fingerprint(model) for model in runs.values()}
    assert len(outcomes) == len(ARMS)


@settings(max_examples=15)
@given(trial=trials(), seed=SEEDS)
def test_needs_never_depend_on_governance_or_assessment(trial: Trial, seed: int) -> None:
    """Projects that residents propose are the one exception: who proposes depends on the arm."""
    tree = trial.config.model_dump()
    tree["levers"]["projects"]["budget_per_year"] = 0.0
    other = place(len(tree["street"]["communities"]), "network", "ranking")
    usual = configuration_from(tree)
    switched = configuration_from(tree | {"governance": other["governance"], "assessment": other["assessment"]})
    days = 30 * trial.months
    assert np.array_equal(needs(run(usual, seed, days)), needs(run(switched, seed, days)))


def test_orders_of_all_arms_are_about_the_same_needs() -> None:
    """What an order reports carries the id of the need, so that arms can be compared on the same leaking pipe."""
    grid, network = (run(small_place(2, governance), days=60).records.matters for governance in ("grid", "network"))
    both = grid.merge(network, on="matter_id", suffixes=("", "_network"))
    alive_in_both = grid["arose_hours"] >= 0.0
    assert len(both) >= alive_in_both.sum() > 50
    for column in (
        "kind",
        "compound_id",
        "building_id",
        "arose_hours",
        "is_legacy",
        "is_grey_zone",
        "reporter_group",
        "urgency",
    ):
        same = (both[column] == both[f"{column}_network"]) | both[column].isna()
        assert same.all(), column


def test_an_emergency_changes_the_needs_of_its_own_days_only() -> None:
    calm = needs(run(small_place(3, regime=phases(("normal", 90))), days=90))
    troubled = needs(run(small_place(3, regime=ARMED_REGIME), days=90))
    arose, phase = NEED_COLUMN["arose_hours"], NEED_COLUMN["phase"]

    def outside(rows: np.ndarray) -> np.ndarray:
        is_outside = (rows[:, arose] < 720.0) | (rows[:, arose] >= 1440.0)
        return np.delete(rows[is_outside], phase, axis=1)

    assert np.array_equal(outside(calm), outside(troubled))
    during = troubled[troubled[:, phase] == EMERGENCY]
    assert len(during) > 0
    assert ((during[:, arose] >= 720.0) & (during[:, arose] < 1440.0)).all()


# --- what is unrelated stays as it is ---------------------------------------------------------------------------------
def test_one_more_kind_of_matter_changes_no_need_of_the_others() -> None:
    tree = place(2)
    kinds = tree["matters"]
    more = configuration_from(
        tree | {"matters": kinds | {"fallen_tree": kinds["waste_heap"] | {"rate_per_year": 30.0}}}
    )
    usual, richer = needs(run(configuration_from(tree))), needs(run(more))
    is_old = richer[:, NEED_COLUMN["kind"]] < len(kinds)
    assert (~is_old).sum() > 0
    assert np.array_equal(richer[is_old], usual)


def test_one_more_community_changes_no_need_of_the_others() -> None:
    tree = place(2)
    usual = needs(run(configuration_from(tree)))
    tree["street"]["communities"].append(community("newcomer", residents=500))
    richer = needs(run(configuration_from(tree)))
    is_old = richer[:, NEED_COLUMN["community"]] < 2
    assert (~is_old).sum() > 0
    assert np.array_equal(richer[is_old], usual)


@pytest.mark.parametrize("family", [name for name in RuleParameters.model_fields if name not in FAMILIES_OF_NEEDS])
def test_parameters_of_other_families_change_no_need(family: str) -> None:
    """All of a family's parameters at once, at the ends of their ranges."""
    group = type(getattr(RuleParameters(), family))
    usual = needs(run(small_place(2), days=30))
    for end in (0, 1):
        rules = {family: {name: values_of(family, name)[end] for name in group.model_fields}}
        assert np.array_equal(needs(run(small_place(2, rules=rules), days=30)), usual)


def test_residents_are_the_same_people_in_all_arms() -> None:
    """Where policies move nobody: ages, homes, hukou status and moves."""
    worlds = [run(small_place(2, *arm), days=60).world for arm in ARMS]
    for name in ("household", "tenure", "age", "hukou", "is_occupied", "is_present", "disposition", "threshold"):
        assert all((world.residents[name] == worlds[0].residents[name]).all() for world in worlds), name
    assert all((world.households["moves"] == worlds[0].households["moves"]).all() for world in worlds)
    assert worlds[0].households["moves"].sum() > 0


# --- the same bits, however a run is made -----------------------------------------------------------------------------
@settings(max_examples=8)
@given(trial=trials())
def test_the_same_seed_gives_the_same_tables_bit_for_bit(trial: Trial) -> None:
    first = trial.run()
    again = run_fresh(trial.config, trial.seed, 30 * trial.months)
    assert differing(first, again) == []


def test_a_fresh_process_gives_the_same_tables_bit_for_bit(fresh_process: list[str]) -> None:
    assert fresh_process[0] == fingerprint(run(small_place(2, "hybrid", "ranking", ARMED_REGIME), 11, 90))


def test_seed_zero_is_a_seed_like_any_other() -> None:
    config = small_place(2)
    zero = run(config, 0)
    assert differing(zero, run_fresh(config, 0)) == []
    assert not np.array_equal(needs(zero), needs(run(config, 1)))
    assert 0.5 < len(needs(zero)) / len(needs(run(config, 1))) < 2.0
    assert len(np.unique(zero.world.residents["disposition"])) > 0.9 * len(zero.world.residents)


@pytest.mark.parametrize("seed", [-1, 1.0, True, None, "7", 2**64])
def test_what_is_no_seed_is_refused(seed: object) -> None:
    with pytest.raises(ValueError, match="rng"):
        CommunityModel(small_place(1), rng=seed)  # type: ignore[arg-type]


@settings(max_examples=8)
@given(trial=trials())
def test_a_run_in_pieces_is_the_run_in_one_go(trial: Trial) -> None:
    whole = run(trial.config, trial.seed, 90)
    pieces = CommunityModel(trial.config, rng=trial.seed)
    pieces.run_for(30)
    pieces.run_for(60)
    assert differing(whole, pieces) == []
    odd = CommunityModel(trial.config, rng=trial.seed)
    for days in (1, 28, 2, 13, 46):
        odd.run_for(days)
    assert differing(whole, odd) == []


def test_daily_steps_are_the_run_in_one_go() -> None:
    config = small_place(2, "hybrid", "pass_fail", ARMED_REGIME)
    daily = CommunityModel(config, rng=5)
    for _ in range(90):
        daily.step()
    assert differing(run(config, 5, 90), daily) == []


def test_looking_at_a_run_does_not_change_it() -> None:
    config = small_place(2, "network", "ranking", ARMED_REGIME)
    watched = CommunityModel(config, rng=5)
    for _ in range(9):
        watched.run_for(10)
        watched.records.outcomes()
        _ = watched.records.matters, watched.records.actor_months, watched.datacollector.get_model_vars_dataframe()
        _ = [agent.exists for agent in watched.agents]
    assert differing(run(config, 5, 90), watched) == []


# --- the burn-in is shared, nothing else ------------------------------------------------------------------------------
@settings(max_examples=8)
@given(trial=trials())
def test_a_burn_in_from_memory_is_the_burn_in_run_again(trial: Trial) -> None:
    days = 30 * trial.months
    tree = trial.config.model_dump()
    other = configuration_from(tree | {"governance": place(1, "network")["governance"]})
    fresh = run_fresh(trial.config, trial.seed, days)
    run_fresh(other, trial.seed, 30)  # leaves the burn-in in memory, run for another arm
    assert sim.model.burn_in_key(other, trial.seed) == sim.model.burn_in_key(trial.config, trial.seed)
    assert differing(fresh, run(trial.config, trial.seed, days)) == []


def test_arms_start_from_the_same_state() -> None:
    """At hour 0 arms differ in what the policy sets, and in nothing that has happened."""
    worlds = [
        CommunityModel(small_place(2, *arm, regime), rng=7).world for arm in ARMS for regime in (None, ARMED_REGIME)
    ]
    policy = {"setting"}
    for name in worlds[0]._tables:
        if name in policy:
            continue
        for world in worlds[1:]:
            one, other = getattr(worlds[0], name), getattr(world, name)
            if name == "parties":
                one, other = one.copy(), other.copy()
                one["standard"] = other["standard"] = 0.0  # set by the policy
            assert one.tobytes() == other.tobytes(), name


@pytest.mark.parametrize(
    "change",
    [
        "time.desk_share",
        "traits.trust_level",
        "rules.voice.trust_weight",
        "street.call_back_share",
        "seed",
        "status_quo",
    ],
)
def test_whatever_the_burn_in_depends_on_makes_another_burn_in(change: str) -> None:
    tree = place(1)
    usual = sim.model.burn_in_key(configuration_from(tree), 7)
    seed = 8 if change == "seed" else 7
    if change == "status_quo":
        tree["status_quo"] = place(1, "network")["governance"]
    elif change != "seed":
        *groups, last = change.split(".")
        branch = tree
        for group in groups:
            branch = branch.setdefault(group, {})
        branch[last] = 0.123
    assert sim.model.burn_in_key(configuration_from(tree), seed) != usual


def test_running_one_arm_leaves_the_world_of_another_untouched() -> None:
    one = CommunityModel(small_place(2, "grid", "none"), rng=7)
    before = {name: table.copy() for name, table in one.world._tables.items()}
    run(small_place(2, "network", "ranking"), 7, 60)
    assert all(getattr(one.world, name).tobytes() == table.tobytes() for name, table in before.items())
    one.run_for(60)
    assert differing(one, run_fresh(small_place(2, "grid", "none"), 7, 60)) == []


def test_the_largest_seeds_are_seeds_too() -> None:
    runs = [needs(run(small_place(1), seed, 30)) for seed in (2**53, 2**53 + 1, 2**63, 2**64 - 1)]
    for one, other in itertools.combinations(runs, 2):
        assert not np.array_equal(one, other)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_model_can_be_copied_and_stored(duplicate: Callable[[CommunityModel], CommunityModel]) -> None:
    """In the middle of a run; the copy goes on alone, and where the original would have gone."""
    original = run(small_place(2, "hybrid", "ranking", ARMED_REGIME), 7, 40)
    twin = duplicate(original)
    addresses = [address for name in ("matters", "workers", "counts") for address in table_addresses(twin.world, name)]
    assert addresses[0::2] == addresses[1::2], "compiled code would read and write through the copy into the original"
    untouched = fingerprint(original)
    twin.run_for(50)
    assert fingerprint(original) == untouched
    original.run_for(50)
    assert differing(original, twin) == []


def table_addresses(world: World, name: str) -> tuple[int, int]:
    """Where a table's data lie, and where compiled code is told that they lie."""
    words = WORDS_PER_TABLE * len(world_layout())
    header = (ctypes.c_int64 * words).from_address(world.header_address)
    return getattr(world, name).ctypes.data, header[WORDS_PER_TABLE * list(world_layout()).index(name)]


@pytest.mark.parametrize("pick", ["emergency", "campaign"])
def test_a_run_that_goes_on_under_another_regime_is_the_run_that_began_under_it(pick: str) -> None:
    tree = place(2, "hybrid", "ranking", levers={"inspections": {"per_month": 1.0}})
    normal, other = (configuration_from(tree | {"regime": preset("regime", name)}) for name in ("normal", pick))
    trunk = run(normal, 7, 90)
    assert differing(run_fresh(other, 7, 150), after(trunk.under(other.regime), 60)) == []
    assert differing(run_fresh(normal, 7, 150), after(trunk.under(normal.regime), 60)) == []


def after(model: CommunityModel, days: int) -> CommunityModel:
    model.run_for(days)
    return model


def test_regimes_cannot_be_exchanged_once_they_differ() -> None:
    model = run(configuration_from(place(1) | {"regime": preset("regime", "normal")}), 7, 91)
    with pytest.raises(ValueError, match="until day 90, when they begin to differ; it is 91"):
        model.under(configuration_from(place(1) | {"regime": preset("regime", "emergency")}).regime)


def test_arms_that_run_day_by_day_side_by_side_do_not_mix() -> None:
    arms = [small_place(2, "grid", "ranking", ARMED_REGIME), small_place(2, "network", "pass_fail", ARMED_REGIME)]
    side_by_side = [CommunityModel(config, rng=7) for config in arms]
    for _ in range(60):
        for model in side_by_side:
            model.run_for(1)
    for config, model in zip(arms, side_by_side, strict=True):
        assert differing(run(config, 7, 60), model) == []


@pytest.mark.study
@settings(max_examples=300)
@given(trial=trials())
def test_many_places_run_the_same_however_they_are_run(trial: Trial) -> None:
    whole = run_fresh(trial.config, trial.seed, 90)
    pieces = CommunityModel(trial.config, rng=trial.seed)
    for days in (7, 23, 31, 29):
        pieces.run_for(days)
    assert differing(whole, pieces) == []
