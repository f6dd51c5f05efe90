"""What must change nothing: stakes of zero, standards that bind nobody, names, neighbours who share nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import CommunityModel, load_scenario
from sim.configuration import SimulationConfig
from sim.rules.incentive import place_payoff, score_marginal
from sim.rules.stakes import linear_prizes, make_stakes, payout, top_prizes
from sim.scenario import configuration_from, with_values
from tests.places import ARMED_REGIME, DETAIL, GOVERNANCE, Tree, community, differing, place, run, small_place

BONUS = 40.0
DAYS = 90
# What a standard itself is, and who reached it; the amount paid; what a point is believed to be worth.
ABOUT_THE_STANDARD = {"assessments.standard", "assessments.is_passed"}
ABOUT_PAY = {"assessments.payoff"}


def assessed(governance: str = "grid", worker: Tree | None = None, **block: Any) -> SimulationConfig:
    """The small place with another assessment of its committees."""
    tree = place(3, governance, "none", ARMED_REGIME)
    tree["assessment"]["community"] |= block
    tree["assessment"]["worker"] |= worker or {}
    return configuration_from(tree)


@pytest.fixture(scope="module")
def unassessed() -> CommunityModel:
    return run(assessed(), days=DAYS)


# --- stakes of zero ---------------------------------------------------------------------------------------------------
def test_the_controls_can_fail(unassessed: CommunityModel) -> None:
    """Stakes that are not zero change what people do: the tests below do not hold for lack of any effect."""
    for block in ({"form": "ranking", "prize_spread": BONUS}, {"form": "pass_fail", "bonus": BONUS}):
        assert "actor_months.hours_worked" in differing(unassessed, run(assessed(**block), days=DAYS))


@pytest.mark.parametrize("governance", GOVERNANCE)
@pytest.mark.parametrize("schedule", ["linear", "top", "bottom"])
def test_a_ranking_without_prizes_is_no_assessment(governance: str, schedule: str) -> None:
    ranked = assessed(governance, form="ranking", prize_schedule=schedule, prize_spread=0.0)
    assert differing(run(assessed(governance), days=DAYS), run(ranked, days=DAYS)) == []


@pytest.mark.parametrize("pass_form", ["total", "all_required", "each_paid"])
def test_a_standard_without_a_bonus_is_no_assessment(unassessed: CommunityModel, pass_form: str) -> None:
    passed = run(assessed(form="pass_fail", pass_form=pass_form, bonus=0.0), days=DAYS)
    assert set(differing(unassessed, passed)) <= ABOUT_THE_STANDARD


def test_a_mixed_assessment_of_nothing_is_no_assessment(unassessed: CommunityModel) -> None:
    mixed = run(assessed(form="mixed", bonus=0.0, prize_spread=0.0), days=DAYS)
    assert set(differing(unassessed, mixed)) <= ABOUT_THE_STANDARD


@pytest.mark.parametrize(
    "block",
    [
        {"prize_schedule": "list", "prizes": [BONUS, BONUS, BONUS]},
        {"prize_schedule": "top", "prize_places": 3, "prize_spread": BONUS},
        {"prize_schedule": "bottom", "prize_places": 3, "prize_spread": BONUS},
    ],
)
def test_the_same_prize_for_every_place_pulls_at_nobody(unassessed: CommunityModel, block: Tree) -> None:
    assert set(differing(unassessed, run(assessed(form="ranking", **block), days=DAYS))) == ABOUT_PAY


def test_where_nothing_hangs_on_a_score_it_does_not_matter_what_reaches_the_workers(unassessed: CommunityModel) -> None:
    for worker in ({"form": "none"}, {"form": "pass_through", "pass_through_share": 0.0}):
        assert differing(unassessed, run(assessed(worker=worker), days=DAYS)) == []


def test_a_ranking_of_one_is_no_assessment() -> None:
    """Who has nobody to beat gets the mean prize whatever happens."""
    alone, ranked = small_place(1, assessment="none"), small_place(1, assessment="ranking")
    assert set(differing(run(alone, days=DAYS), run(ranked, days=DAYS))) <= ABOUT_PAY


# --- standards that bind nobody ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("standard", [-np.inf, np.inf])
def test_a_standard_at_infinity_is_no_assessment(unassessed: CommunityModel, standard: float) -> None:
    model = CommunityModel(assessed(form="pass_fail", bonus=BONUS), rng=7)
    model.assessment._stakes = [make_stakes(3, total_prize=BONUS, standard=standard)] * 3
    model.run_for(DAYS)
    assert set(differing(unassessed, model)) <= ABOUT_THE_STANDARD | ABOUT_PAY


def test_a_standard_of_zero_is_no_assessment(unassessed: CommunityModel) -> None:
    """Nobody can miss it, however low and uncertain the scores of a small place are."""
    passed = run(assessed(form="pass_fail", bonus=BONUS, standard=0.0), days=DAYS)
    assert set(differing(unassessed, passed)) <= ABOUT_THE_STANDARD | ABOUT_PAY | {"assessments.shadow_price"}
    units = passed.records.columns("assessments")
    assert (units["is_passed"][units["community_id"] >= 0] == 1).all()


def test_a_standard_of_zero_is_no_assessment_in_the_street_of_eight() -> None:
    street = load_scenario("street_of_eight", assessment="pass_fail")
    easy = with_values(street, {"assessment.community.standard": 0.0, "assessment.community.bonus": BONUS})
    free = load_scenario("street_of_eight", assessment="none")
    found = differing(run(free, days=60), run(easy, days=60))
    assert set(found) <= ABOUT_THE_STANDARD | ABOUT_PAY | {"assessments.shadow_price"}


@pytest.mark.parametrize("shift", [-10.0, 10.0])
def test_ten_standard_deviations_away_a_standard_is_worth_nothing(shift: float) -> None:
    """phi(10)/s is 8e-23 per point and unit of bonus; learned noise may double, which leaves phi(5)/s = 1.5e-6."""
    model = run(assessed(form="pass_fail", bonus=BONUS, standard_shift=shift), days=DAYS)
    units = model.records.columns("assessments")
    own = units["community_id"] >= 0
    distance = np.abs(units["standard"] - units["believed_mean"])[own] / units["believed_noise"][own]
    assert distance.min() > 5.0
    assert (units["shadow_price"][own] <= 1.5e-6 * BONUS).all()
    assert (units["is_passed"][own] == (1 if shift < 0 else 0)).all()


# --- names ------------------------------------------------------------------------------------------------------------
def test_names_are_only_names() -> None:
    """Other words for communities, compounds, bodies, kinds and policies: the same bits."""
    tree = place(2, "hybrid", "ranking", ARMED_REGIME)
    other = place(2, "hybrid", "ranking", ARMED_REGIME)
    street = other["street"]
    street["name"] = "nowhere"
    for number, entry in enumerate(street["communities"]):
        entry["name"] = f"zzz_{-number}"
        for place_of_it in entry["compounds"] + entry["social_organisations"]:
            place_of_it["name"] = "renamed_" + place_of_it["name"]
    for office in street["departments"]:
        office["name"] = "office_of_" + office["name"]
    other["matters"] = {f"kind_{name}": kind for name, kind in other["matters"].items()}
    for group in ("governance", "assessment", "regime", "status_quo"):
        other[group]["name"] = "unheard_of"
    one, same = run(configuration_from(tree), days=DAYS), run(configuration_from(other), days=DAYS)
    assert differing(one, same) == []


# --- neighbours -------------------------------------------------------------------------------------------------------
def without_street() -> Tree:
    """Nothing is shared: no department owns a matter, nothing hangs on scores, and the street adds nothing."""
    tree = place(1, "network")
    tree["matters"] = {name: kind for name, kind in tree["matters"].items() if kind["owner"] != "department"}
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 2.0
    tree["assessment"]["street"] = {"form": "none"}
    return tree


def test_communities_that_share_nothing_do_not_touch_one_another() -> None:
    """Alone or beside two others, whatever their size: the first community lives the same life, bit for bit."""
    alone = run(configuration_from(without_street()), days=DAYS)
    beside = without_street()
    beside["street"]["communities"] += [community("large", residents=900), community("small", residents=130)]
    among_others = run(configuration_from(beside), days=DAYS)
    for name in DETAIL:
        own, all_rows = alone.records.columns(name), among_others.records.columns(name)
        is_own = (all_rows["community_id"] == 0) & (all_rows.get("unit_kind", np.zeros(1)) == 0)
        is_alone = (own["community_id"] == 0) & (own.get("unit_kind", np.zeros(1)) == 0)
        # rows are numbered over the street; places are among all
        for column in sorted(set(own) - {"order_id", "actor_id", "party_id", "rank"}):
            assert np.array_equal(own[column][is_alone], all_rows[column][is_own], equal_nan=True), f"{name}.{column}"
    assert len(alone.records.matters) > 50


def test_two_identical_communities_have_exchangeable_results() -> None:
    """Which of the two comes first decides nothing: over runs, the mean difference is within chance.

    Row numbers key the draws, so single results differ. Four standard errors: a false alarm in 16,000 such tests, and
    the seeds are fixed.
    """
    tree = place(2, "hybrid", "ranking")
    twin = community("twin")
    tree["street"]["communities"] = [twin, twin | {"name": "other_twin"}]
    config = configuration_from(tree)
    differences: dict[str, list[float]] = {"hours": [], "resolved": [], "score": [], "participants": [], "strain": []}
    for seed in range(40):
        model = run(config, seed, 60)
        days, units = model.records.columns("community_days"), model.records.columns("assessments")
        weeks = model.records.columns("participation_weeks")

        def gap(table: dict[str, Any], column: str) -> float:
            values, rows = table[column], table["community_id"]
            return float(np.mean(values[rows == 0]) - np.mean(values[rows == 1]))

        differences["hours"].append(gap(days, "worker_hours"))
        differences["resolved"].append(gap(days, "n_resolved"))
        differences["strain"].append(gap(days, "strain"))
        differences["score"].append(gap(units, "score"))
        differences["participants"].append(gap(weeks, "n_autonomous"))
    for name, gaps in differences.items():
        mean, standard_error = np.mean(gaps), np.std(gaps, ddof=1) / np.sqrt(len(gaps))
        assert abs(mean) <= 4.0 * standard_error, f"{name}: {mean:.3g}, standard error {standard_error:.3g}"


def test_incentives_follow_the_unit_not_its_row() -> None:
    """Means, noises and prizes in another order: the same payoffs and marginal payoffs, in that order."""
    rng = np.random.default_rng(5)
    for n in (2, 3, 8):
        means, sds = rng.uniform(50.0, 90.0, n), rng.uniform(2.0, 12.0, n)
        for prizes in (linear_prizes(n, BONUS), top_prizes(n, 1, BONUS)):
            stakes, room = make_stakes(n, prizes=prizes, total_prize=BONUS, standard=70.0), np.zeros(n)
            order = rng.permutation(n)
            for unit in range(n):
                moved = int(np.flatnonzero(order == unit)[0])
                here = (means, sds, unit)
                there = (np.ascontiguousarray(means[order]), np.ascontiguousarray(sds[order]), moved)
                for of, one, other in (
                    ("payoff", *(place_payoff(m[i], s[i], i, m, s, prizes, room) for m, s, i in (here, there))),
                    ("marginal", *(score_marginal(m[i], s[i], i, m, s, stakes, room) for m, s, i in (here, there))),
                ):
                    assert one == pytest.approx(other, rel=1e-9, abs=1e-12), of


def test_prizes_are_paid_to_scores_not_to_rows() -> None:
    """Also among units that tie, who share the prizes of their places."""
    rng = np.random.default_rng(6)
    n = 6
    prizes = linear_prizes(n, BONUS)
    stakes = make_stakes(n, prizes=prizes)
    none, cases = np.full(6, np.nan), np.zeros(6)
    for _ in range(50):
        scores = rng.integers(0, 4, n).astype(float)
        order = rng.permutation(n)
        paid = np.array([payout(scores, unit, none, cases, stakes) for unit in range(n)])
        moved = np.array([payout(np.ascontiguousarray(scores[order]), unit, none, cases, stakes) for unit in range(n)])
        assert moved == pytest.approx(paid[order], rel=1e-12)
        assert paid.sum() == pytest.approx(prizes.sum(), rel=1e-12)
        assert len({round(paid[unit], 9) for unit in np.flatnonzero(scores == scores[0])}) == 1


@pytest.mark.study
def test_the_order_of_communities_decides_nothing() -> None:
    """A large and a small community in either order: the large one's results are the same within chance."""
    large, small = community("large", residents=700, inbound_share=0.6), community("small")
    results: list[list[float]] = [[], []]
    for position, communities in enumerate(([large, small], [small, large])):
        tree = place(2, "network", "pass_fail")
        tree["street"]["communities"] = communities
        config = configuration_from(tree)
        for seed in range(300):
            model = run(config, seed, 60)
            days = model.records.columns("community_days")
            results[position].append(float(days["worker_hours"][days["community_id"] == position].mean()))
    first, second = (np.array(values) for values in results)
    standard_error = np.sqrt(first.var(ddof=1) / len(first) + second.var(ddof=1) / len(second))
    assert abs(first.mean() - second.mean()) <= 4.0 * standard_error
