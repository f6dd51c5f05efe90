"""The built world meets each place's numbers exactly, for any seed, and does not depend on the policy."""

from __future__ import annotations

import numpy as np
import pytest

import configs
from sim import load_scenario
from sim.configuration import SimulationConfig
from sim.names import COMMITTEE, GRID_LEADER, INBOUND, LOCAL, OUTBOUND
from sim.place_configuration import CommunityConfig
from sim.population import even_split, proportional_split
from sim.rules.traits import CHILD_UNTIL_YEARS, ELDERLY_FROM_YEARS
from sim.world import World, build_world


@pytest.fixture(scope="module", params=configs.choices("scenario"))
def built(request: pytest.FixtureRequest) -> tuple[SimulationConfig, World]:
    config = load_scenario(request.param)
    return config, build_world(config, 11)


def own_rows(world: World, number: int) -> slice:
    first = int(world.communities["first_resident"][number])
    return slice(first, first + int(world.communities["n_slots"][number]))


def each_community(built: tuple[SimulationConfig, World]) -> list[tuple[CommunityConfig, World, int]]:
    config, world = built
    return [(community, world, number) for number, community in enumerate(config.street.communities)]


def test_dwellings_and_buildings_are_those_of_the_place(built: tuple[SimulationConfig, World]) -> None:
    for community, world, number in each_community(built):
        of_community = world.compounds["community"] == number
        assert world.compounds["n_households"][of_community].sum() == community.households
        assert world.compounds["n_buildings"][of_community].sum() == community.buildings
        of_building = world.compounds["community"][world.buildings["compound"]] == number
        assert world.buildings["n_households"][of_building].sum() == community.households
        assert of_building.sum() == community.buildings


def test_residents_are_counted_to_the_person(built: tuple[SimulationConfig, World]) -> None:
    for community, world, number in each_community(built):
        people = world.residents[own_rows(world, number)]
        assert (people["is_present"] == 1).sum() == community.residents
        assert (people["hukou"] == OUTBOUND).sum() == community.outbound
        assert (people["hukou"] == INBOUND).sum() == round(community.inbound_share * community.residents)
        assert (people["hukou"] == LOCAL).sum() == community.residents - (people["hukou"] == INBOUND).sum()
        assert (people["is_party"] == 1).sum() == community.party_members
        assert (people["is_party"] == 2).sum() == community.in_service_party_members


def test_age_bands_are_met(built: tuple[SimulationConfig, World]) -> None:
    for community, world, number in each_community(built):
        people = world.residents[own_rows(world, number)]
        present = people[people["is_present"] == 1]
        children = (present["age"] < CHILD_UNTIL_YEARS).sum()
        elderly = (present["age"] >= ELDERLY_FROM_YEARS).sum()
        assert children == round(community.children_share * community.residents)
        assert elderly == round(community.elderly_share * community.residents)


def test_every_dwelling_has_an_adult_and_every_slot_a_dwelling(built: tuple[SimulationConfig, World]) -> None:
    _, world = built
    first = world.households["first_resident"]
    assert (world.residents["age"][first] >= CHILD_UNTIL_YEARS).all()
    assert (np.bincount(world.residents["household"]) == world.households["n_slots"]).all()


def test_staff_cells_and_leaders_are_those_of_the_place(built: tuple[SimulationConfig, World]) -> None:
    for community, world, number in each_community(built):
        committee = world.parties[world.communities["committee"][number]]
        assert committee["kind"] == COMMITTEE
        assert committee["n_workers"] == community.staff
        leaders = world.workers[(world.workers["kind"] == GRID_LEADER) & (world.workers["community"] == number)]
        assert len(leaders) == community.grid_leaders
        assert not leaders["is_paid"].any()
        homes = world.households["cell"][world.residents["household"][own_rows(world, number)]]
        assert len(np.unique(homes)) == community.cells
        assert len(np.unique(leaders["cell"])) == community.grid_leaders


def test_l_community_is_the_one_of_the_article() -> None:
    config = load_scenario("l_community")
    number = [community.name for community in config.street.communities].index("l_community")
    world = build_world(config, 5)
    leaders = world.workers[(world.workers["kind"] == GRID_LEADER) & (world.workers["community"] == number)]
    rows = world.residents[own_rows(world, number)]
    of_building = world.compounds["community"][world.buildings["compound"]] == number
    assert of_building.sum() == 63  # F024
    assert world.communities["n_households"][number] == 5799  # F025
    assert 11_500 <= (rows["is_present"] == 1).sum() <= 12_000  # F026
    assert world.parties["n_workers"][world.communities["committee"][number]] == 10  # F035
    assert len(leaders) == 168  # F039
    assert leaders["age"].mean() == pytest.approx(49.0, abs=1e-9)  # F043
    assert (world.residents["is_party"][leaders["resident"]] > 0).mean() == pytest.approx(0.70, abs=0.5 / 168)  # F044
    assert leaders["is_employed"].mean() == pytest.approx(0.64, abs=0.5 / 168)  # F045
    assert (rows["is_party"] == 1).sum() == 116  # F030
    assert (rows["is_party"] == 2).sum() == 300  # F031


def test_the_same_seed_builds_the_same_people_under_every_policy() -> None:
    one = build_world(load_scenario(governance="grid", assessment="none"), 3)
    other = build_world(load_scenario(governance="network", assessment="pass_fail", regime="emergency"), 3)
    assert one.residents.tobytes() == other.residents.tobytes()
    assert one.households.tobytes() == other.households.tobytes()
    assert build_world(load_scenario(), 4).residents.tobytes() != one.residents.tobytes()


@pytest.mark.parametrize(("total", "parts"), [(0, 3), (7, 3), (5799, 168), (3, 7)])
def test_an_even_split_sums_and_differs_by_at_most_one(total: int, parts: int) -> None:
    split = even_split(total, parts)
    assert split.sum() == total
    assert split.max() - split.min() <= 1


def test_a_proportional_split_sums_exactly() -> None:
    split = proportional_split(1000, np.array([1.0, 2.0, 7.0]))
    assert split.tolist() == [100, 200, 700]
    assert proportional_split(7, np.full(3, 1.0)).sum() == 7
