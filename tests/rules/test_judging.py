"""How scores are compared, in the running model: what is off changes nothing, what is on changes what it should."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from sim import CommunityModel, load_scenario
from sim.assessment_office import loads_of
from sim.errors import ConfigurationError
from sim.scenario import configuration_from
from tests.places import Tree, differing, phases, place, run

DAYS = 120
PRIZE = 80.0


def unequal(form: str = "ranking", regime: list[Tree] | None = None, **block: Any) -> Tree:
    """Four communities of unequal load, with enough matters to tell them apart."""
    tree = place(4, "grid", "none", regime or phases(("normal", 30)))
    tree["time"] = {"burn_in_days": 90}
    for number, settlement in enumerate(tree["street"]["communities"]):
        settlement |= {"residents": 240 + 60 * number, "inbound_share": 0.1 + 0.2 * number, "aides": 2 - number // 2}
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
    tree["assessment"]["community"] |= {"form": form, "prize_spread": PRIZE, "bonus": PRIZE} | block
    return tree


def ran(days: int = DAYS, **values: Any) -> CommunityModel:
    return run(configuration_from(unequal(**values)), days=days)


@pytest.fixture(scope="module")
def ranked() -> CommunityModel:
    return ran()


@pytest.fixture(scope="module")
def passed() -> CommunityModel:
    return ran(form="pass_fail")


def by_month(model: CommunityModel, column: str) -> Any:
    """(n_months, n_communities) of a column of the assessments."""
    table = model.records.columns("assessments")
    is_community = table["community_id"] >= 0
    return table[column][is_community].reshape(-1, len(model.world.communities))


# --- off is off -----------------------------------------------------------------------------------------------------
NAMES = [f"place_{number}" for number in range(4)]


@pytest.mark.parametrize(
    "block",
    [
        {"peer_groups": 1},
        {"peer_group_names": [list(reversed(NAMES))]},
        {"judged_on": "risk_adjusted", "adjust_for": []},
        {"judged_on": "risk_adjusted", "load_coefficients": [0.0, 0.0, 0.0]},
        {"standard_rule": "ratchet", "ratchet_rate": 0.0},
    ],
    ids=["one group", "one listed group", "adjusted for nothing", "loads that cost nothing", "a ratchet without rate"],
)
def test_what_is_off_is_a_plain_ranking_bit_for_bit(ranked, block):
    assert differing(ranked, ran(**block)) == []


def test_a_band_for_everybody_is_full_publication_bit_for_bit(ranked):
    scores = by_month(ranked, "score")
    assert all(len(set(month)) == len(month) for month in scores), "no ties, or bands would hold several units"
    assert differing(ranked, ran(publication="bands", bands=4)) == []


def test_where_loads_do_not_differ_the_adjusted_score_is_the_raw_one():
    alike = place(3, "grid", "ranking", phases(("normal", 30)))
    adjusted = place(3, "grid", "ranking", phases(("normal", 30)))
    adjusted["assessment"]["community"]["judged_on"] = "risk_adjusted"
    runs = [run(configuration_from(tree), days=60) for tree in (alike, adjusted)]
    assert differing(*runs) == []


def test_judged_scores_are_the_scores_where_no_benchmark_is_in_force(ranked):
    assert (by_month(ranked, "judged_score") == by_month(ranked, "score")).all()


# --- peer groups ----------------------------------------------------------------------------------------------------
def test_peers_are_ranked_and_paid_among_themselves():
    model = ran(peer_groups=2)
    places, payoffs = by_month(model, "rank"), by_month(model, "payoff")
    groups = model.assessment._groups
    assert sorted(len(group) for group in groups) == [2, 2]
    for group in groups:
        assert places[:, group].sum(axis=1) == pytest.approx(3.0)
        assert payoffs[:, group].sum(axis=1) == pytest.approx(PRIZE)


def test_groups_go_by_residents_per_worker():
    model = CommunityModel(configuration_from(unequal(peer_groups=2)), rng=1)
    places = model.config.street.communities
    lighter, heavier = (
        [places[row].residents / places[row].staff for row in group] for group in model.assessment._groups
    )
    assert max(lighter) <= min(heavier)


# --- benchmarks -----------------------------------------------------------------------------------------------------
def test_a_stated_coefficient_takes_off_what_it_says():
    model = ran(days=60, judged_on="risk_adjusted", adjust_for=["inbound_residents"], load_coefficients=[-4.0])
    taken = by_month(model, "score") - by_month(model, "judged_score")
    shares = np.array([0.1, 0.3, 0.5, 0.7])
    load = (shares - shares.mean()) / shares.std()
    assert taken == pytest.approx(np.tile(-4.0 * load, (len(taken), 1)), abs=1e-9)


def test_estimated_benchmarks_take_part_of_the_gap_that_goes_with_load_and_nothing_else():
    tree = unequal(judged_on="risk_adjusted", adjust_for=["residents_per_worker"])
    model = CommunityModel(configuration_from(tree), rng=1)
    office, parties = model.assessment, model.world.parties
    load = loads_of(model.config)[:, 0]
    with_load = 60.0 - 8.0 * load
    parties["usual_score"][office.rows] = with_load
    benchmarks = office.structural_benchmarks()
    judged = with_load - benchmarks
    assert judged.mean() == pytest.approx(60.0)
    assert np.corrcoef(judged, with_load)[0, 1] == pytest.approx(1.0)
    assert 0.0 < judged.std() < with_load.std(), "shrinkage leaves some of the gap"
    beside_load = np.array([1.0, -1.0, -1.0, 1.0])
    beside_load -= load * (beside_load @ load) / (load @ load)
    parties["usual_score"][office.rows] = with_load + 5.0 * beside_load
    assert office.structural_benchmarks() == pytest.approx(benchmarks)


def test_benchmarks_only_move_points_between_units():
    model = ran(judged_on="risk_adjusted")
    scores, judged = by_month(model, "score"), by_month(model, "judged_score")
    assert (scores - judged).sum(axis=1) == pytest.approx(np.zeros(len(scores)), abs=1e-8)


def test_with_a_constant_level_there_is_nothing_to_gain_by_improvement():
    """Whoever stays where it is gets the mean prize, good or bad; a rise pays for one year and is then expected."""
    model = CommunityModel(configuration_from(unequal(judged_on="improvement")), rng=1)
    office, parties = model.assessment, model.world.parties
    levels = np.array([90.0, 80.0, 70.0, 60.0])
    parties["usual_score"][office.rows] = levels
    office._set_benchmarks(levels)
    paid = []
    for month in range(36):
        now = levels + np.array([0.0, 0.0, 0.0, 5.0 if month >= 12 else 0.0])
        parties["score"][office.rows] = now
        judged = now - parties["benchmark"][office.rows]
        office._compare(office._groups[0], judged)
        paid.append(parties["payoff"][office.rows].copy())
        parties["judged_score"][office.rows] = judged
        office.renew_terms(month)
    still, year_of_the_rise, afterwards = np.array(paid).reshape(3, 12, 4)
    assert still == pytest.approx(0.5 * PRIZE)
    assert year_of_the_rise[:, 3] == pytest.approx(PRIZE)
    assert afterwards == pytest.approx(0.5 * PRIZE)


def test_the_first_year_of_improvement_is_judged_by_the_burn_in_level():
    model = ran(days=60, judged_on="improvement")
    start = CommunityModel(configuration_from(unequal(judged_on="improvement")), rng=7)
    benchmarks = start.world.parties["benchmark"][start.assessment.rows]
    assert (benchmarks == start.world.parties["usual_score"][start.assessment.rows]).all()
    assert (by_month(model, "score") - by_month(model, "judged_score")) == pytest.approx(
        np.tile(benchmarks, (2, 1)), abs=1e-9
    )


# --- standards that move --------------------------------------------------------------------------------------------
def test_a_ratchet_never_falls_and_follows_the_mean(passed):
    model = ran(form="pass_fail", standard_rule="ratchet", ratchet_rate=0.5)
    standards, scores = by_month(model, "standard"), by_month(model, "score")
    assert (np.diff(standards, axis=0) >= 0.0).all()
    assert standards[0] == pytest.approx(by_month(passed, "standard")[0])
    excess = np.maximum(0.0, scores[:-1].mean(axis=1) - standards[:-1, 0])
    assert standards[1:, 0] == pytest.approx(standards[:-1, 0] + 0.5 * excess)


def test_a_quantile_standard_is_where_half_of_last_months_scores_stood():
    model = ran(form="pass_fail", standard_rule="quantile", quantile_share=0.5)
    standards, scores = by_month(model, "standard"), by_month(model, "score")
    assert standards[1:, 0] == pytest.approx(np.median(scores[:-1], axis=1))


def test_a_quantile_standard_is_refused_as_the_pass_fail_arm():
    with pytest.raises(ConfigurationError, match="ranking in disguise"):
        load_scenario("street_of_eight", "assessment.community.standard_rule=quantile", assessment="pass_fail")
    assert load_scenario("street_of_eight", assessment="quantile_standard").assessment.name == "quantile_standard"


@pytest.mark.parametrize(
    "block",
    [
        {"peer_groups": 5},
        {"peer_group_names": [["place_0", "place_1"], ["place_2"]]},
        {"peer_group_names": [NAMES, []]},
        {"peer_groups": 2, "peer_group_names": [NAMES[:2], NAMES[2:]]},
        {"load_coefficients": [1.0]},
        {"standard_rule": "ratchet", "pass_form": "each_paid"},
        {"peer_groups": 3, "prize_places": 2},
    ],
)
def test_what_cannot_be_compared_is_refused(block):
    with pytest.raises(ConfigurationError):
        configuration_from(unequal(**block))


# --- publication ----------------------------------------------------------------------------------------------------
def test_units_decide_on_what_is_published_only(ranked):
    """What a committee knows of its rivals: their scores, their bands' means, or one level for all of them."""
    last = by_month(ranked, "judged_score")[-1]
    banded, placed = ran(publication="bands", bands=2), ran(publication="own_rank")
    for model, n_levels in ((ranked, 4), (banded, 4), (placed, 1)):
        _, means, _ = model.assessment.rivals(0)
        assert len(set(means[1:])) == min(n_levels, 3)
    known = banded.assessment.as_published(last)
    assert len(set(known)) == 2
    assert "actor_months.hours_worked" in differing(ranked, banded)
    assert "actor_months.hours_worked" in differing(ranked, placed)


def test_publication_means_nothing_where_nobody_competes(passed):
    assert differing(passed, ran(form="pass_fail", publication="own_rank")) == []


# --- liability in the books -----------------------------------------------------------------------------------------
def crisis(**block: Any) -> CommunityModel:
    return ran(regime=phases(("emergency", 30)), **block)


@pytest.mark.parametrize("seed", range(6))
def test_who_was_held_liable_for_what_was_hidden_patrols_more_and_nobody_else_does(seed):
    fearless, afraid = fearing(0.0, seed), fearing(100.0, seed)
    if (afraid.world.communities["usual_undetected"] > 0.0).any():
        assert hours_of_patrol(afraid) > hours_of_patrol(fearless)
    else:
        assert differing(fearless, afraid) == []


def test_some_are_held_liable_for_what_was_hidden_and_some_never():
    """Both halves of the test above are put to the proof."""
    has_happened = [(fearing(100.0, seed).world.communities["usual_undetected"] > 0.0).any() for seed in range(6)]
    assert 0 < sum(has_happened) < 6


@functools.cache
def fearing(stake: float, seed: int) -> CommunityModel:
    tree = {"governance": "grid", "assessment": "none", "rules.handling.liability_stake": stake}
    return run(load_scenario("street_of_three", **tree), seed, 360)


def hours_of_patrol(model: CommunityModel) -> float:
    return float(model.records.columns("actor_months")["patrol_hours"].sum())


def test_being_held_liable_is_charged_and_a_veto_takes_the_prizes_of_an_emergency():
    usual, charged, vetoed = crisis(), crisis(charges_liability=True), crisis(has_emergency_veto=True)
    n_liable = by_month(usual, "n_liable")
    assert n_liable.sum() > 0.0
    # what is charged in the books was feared before: nobody does anything else
    assert differing(usual, charged) == ["assessments.payoff"]
    stake = usual.config.rules.handling.liability_stake
    assert by_month(charged, "payoff") == pytest.approx(by_month(usual, "payoff") - stake * n_liable)
    assert (by_month(vetoed, "payoff")[by_month(vetoed, "n_liable") > 0.0] == 0.0).all()
    feared = [model.world.parties["expected_stake"][model.assessment.rows] for model in (usual, vetoed)]
    assert (feared[1] > feared[0]).all()
