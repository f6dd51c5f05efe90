"""Local recruitment (M41), a fact of a place: staff from the neighbourhood are let in where strangers are not."""

from __future__ import annotations

from sim import CommunityModel
from sim.scenario import configuration_from
from tests.places import place


def visits(local_staff_share: float) -> tuple[int, float]:
    """Doors knocked at and doors shut in half a year, by paid workers (there are no grid leaders)."""
    tree = place(2, "grid")
    for community in tree["street"]["communities"]:
        community |= {"local_staff_share": local_staff_share, "grid_leaders": 0}
    model = CommunityModel(configuration_from(tree), rng=7)
    before, n_refused = int(model.world.households["n_attempts"].sum()), 0.0
    for _ in range(26):
        model.run_for(7)
        n_refused += float(model.world.workers["refusals_week"].sum())
    return int(model.world.households["n_attempts"].sum()) - before, n_refused


def test_doors_open_more_to_recruits_from_the_neighbourhood() -> None:
    shut = [n_refused / n_doors for n_doors, n_refused in map(visits, (0.0, 0.5, 1.0))]
    assert shut[0] > shut[1] > shut[2]


def test_so_many_posts_have_local_ties() -> None:
    tree = place(1, "grid")
    tree["street"]["communities"][0] |= {"local_staff_share": 0.5}
    model = CommunityModel(configuration_from(tree), rng=7)
    staff = model.world.workers[model.world.workers["kind"] <= 2]
    assert staff["local_ties"].tolist() == [1.0, 1.0, 0.0, 0.0]
