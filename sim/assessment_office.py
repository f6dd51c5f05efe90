"""The monthly assessment: indicators are counted, scored, published, paid for, and everybody learns from them.

One row of the ``assessments`` table per unit and month. Scores are made in every arm, so that a form of assessment
changes what hangs on a score, never whether it exists.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.assessment_configuration import BlockConfig, peer_groups
from sim.configuration import SimulationConfig
from sim.names import (
    DIRECTIVES_ON_TIME,
    EMERGENCY,
    INDICATOR,
    ON_TIME,
    PATROL_FINDS,
    RESOLUTION,
    RESPONSE,
    SATISFACTION,
)
from sim.place_configuration import CommunityConfig, StreetConfig
from sim.rules.access_list import score_after_retaliation
from sim.rules.assessment import FULL_MARKS, Scoring, median_standard, score, weights_in_use
from sim.rules.belief import (
    believed_sd,
    counting_variance,
    learn_scores,
    learned_case_variance,
    score_counting_variance,
    smoothed,
    smoothed_share,
)
from sim.rules.effort_choice import effort_room
from sim.rules.judging import (
    band_means,
    field_level,
    quantile_standard,
    ratcheted_standard,
    standardised,
    structural_benchmarks,
    structural_coefficients,
)
from sim.rules.stakes import (
    Stakes,
    bottom_prizes,
    explicit_prizes,
    linear_prizes,
    make_stakes,
    mixed_stakes,
    payout,
    top_prizes,
)
from sim.world import World

type Floats = NDArray[np.float64]

N = len(INDICATOR)
COUNTED = (
    "n_orders", "n_responded", "n_resolved", "n_called_back", "n_satisfied", "n_closed", "n_on_time", "n_found",
    "n_arisen_public", "n_directives_due", "n_directives_on_time", "demand_hours", "patrol_hours", "n_false",
    "n_pretended", "n_caught", "n_liable", "n_liable_undetected", "n_relabelled", "n_signed_late", "n_coached",
    "n_turned_away", "n_games_found",
)  # fmt: skip


def prizes_of(block: BlockConfig, n_units: int) -> Floats:
    """Prize schedule of a ranking, best place first, (n_units,)."""
    if block.prize_schedule == "list":
        return explicit_prizes(block.prizes)
    if block.prize_schedule == "top":
        return top_prizes(n_units, block.prize_places, block.prize_spread)
    if block.prize_schedule == "bottom":
        return bottom_prizes(n_units, block.prize_places, block.prize_spread)
    return linear_prizes(n_units, block.prize_spread)


def pass_stakes(block: BlockConfig, n_units: int, standard: float, standards: Floats, weights: Floats) -> Stakes:
    """Stakes of the three forms of pass/fail; a total that nobody can miss, or reach, pulls at nobody."""
    if block.pass_form == "all_required":
        is_required = (weights > 0.0).astype(np.float64)
        return make_stakes(n_units, required_prize=block.bonus, is_required=is_required, indicator_standards=standards)
    if block.pass_form == "each_paid":
        return make_stakes(
            n_units, indicator_prizes=block.bonus * weights / weights.sum(), indicator_standards=standards
        )
    if not 0.0 < standard <= FULL_MARKS:
        return make_stakes(n_units)
    return make_stakes(n_units, total_prize=block.bonus, standard=standard)


def stakes_of(block: BlockConfig, n_units: int, standard: float, standards: Floats, weights: Floats) -> Stakes:
    """What hangs on the score under an assessment block."""
    if block.form == "ranking":
        return make_stakes(n_units, prizes=prizes_of(block, n_units))
    if block.form == "pass_fail":
        return pass_stakes(block, n_units, standard, standards, weights)
    if block.form == "mixed":
        ranked = make_stakes(n_units, prizes=prizes_of(block, n_units))
        passed = pass_stakes(block, n_units, standard, standards, weights)
        return mixed_stakes(ranked, passed, block.ranking_share)
    return make_stakes(n_units)


def street_standard(street: StreetConfig, block: BlockConfig) -> float:
    """The standard on the street's total: stated, or set at the median of the other streets."""
    if block.standard is not None:
        return block.standard
    return median_standard(np.array([street.other_streets_mean]), block.standard_shift, street.other_streets_sd)


MONTHS_PER_YEAR = 12
OF_LOAD = ("relocated", "old")  # kinds of compounds that are hard to serve


def load_of(community: CommunityConfig, load: str) -> float:
    """One declared trait of a community's structure."""
    if load == "residents_per_worker":
        return community.residents / community.staff
    if load == "inbound_residents":
        return community.inbound_share
    hard = sum(compound.households for compound in community.compounds if compound.kind in OF_LOAD)
    return hard / community.households


def loads_of(config: SimulationConfig) -> Floats:
    """Standardised structural loads that the street adjusts for, (n_communities, n_loads)."""
    communities, names = config.street.communities, config.assessment.community.adjust_for
    loads = np.zeros((len(communities), len(names)))
    for number, name in enumerate(names):
        column = np.zeros(len(communities))
        standardised(np.array([load_of(community, name) for community in communities]), column)
        loads[:, number] = column
    return loads


class AssessmentOffice:
    """Counts, scores and publishes once a month for the communities of a street."""

    def __init__(self, config: SimulationConfig, world: World) -> None:
        """Prepare scoring and room; standards are set from the burn-in by :meth:`set_standards`."""
        self.config = config
        self.world = world
        self.rows = world.communities["committee"].astype(np.int64)
        blocks = [getattr(config.assessment.scoring, name) for name in INDICATOR]
        self.scoring = Scoring(
            np.array([block.weight for block in blocks]),
            np.array([block.floor for block in blocks]),
            np.array([block.cap for block in blocks]),
        )
        self.standards = np.array([block.standard for block in blocks])
        self.room = effort_room(len(self.rows))
        everybody = list(range(len(self.rows)))
        self._groups = [everybody]  # rows of communities that are compared; all of them until the terms are set
        self._group_of = [everybody for _ in everybody]
        self._publication = "full"
        self._is_in_force = False
        self._standard = np.nan
        self._stakes = [make_stakes(len(self.rows)) for _ in everybody]
        self._worker_stakes = [make_stakes(int(world.parties[row]["n_workers"])) for row in self.rows]

    # --- what is believed -------------------------------------------------------------------------------------------

    @property
    def has_judged(self) -> bool:
        """Whether there is a month to learn from yet."""
        return bool((self.world.parties["seen_noise"][self.rows] > 0.0).all())

    def stakes(self, community: int) -> Stakes:
        """What hangs on a community's score now; the standard is told in points of its own score."""
        return self._stakes[community]

    def rivals(self, community: int) -> tuple[int, Floats, Floats]:
        """Whom a community is compared with, as far as it knows them.

        Returns:
            Its own position among them, and everybody's believed level and spread in points of its own score.
        """
        unit, group = self.world.parties[self.rows[community]], self._group_of[community]
        if self._publication == "own_rank":
            means, noises = np.full(len(group), unit["field_mean"]), np.full(len(group), unit["field_noise"])
        else:
            means, noises = self.seen_means()[group], self.seen_noises()[group]
        return group.index(community), means + float(unit["benchmark"]), noises

    @property
    def compares_workers(self) -> bool:
        """Whether anything hangs on a worker's own count of closed orders."""
        return self.config.assessment.worker.form in ("ranking", "pass_fail")

    def worker_stakes(self, community: int) -> Stakes:
        """What hangs on one more closed order for a worker of a committee."""
        return self._worker_stakes[community]

    def seen_means(self) -> Floats:
        """Every community's mean judged score as the published table teaches it, (n_communities,)."""
        return np.ascontiguousarray(self.world.parties["seen_mean"][self.rows])

    def seen_noises(self) -> Floats:
        """And the spread around it."""
        return np.ascontiguousarray(self.world.parties["seen_noise"][self.rows])

    @property
    def forfeits_prizes(self) -> bool:
        """Whether a unit that is held liable now loses the prizes of the month."""
        is_emergency = bool(self.world.setting[0]["phase"] == EMERGENCY)
        return self._is_in_force and self.config.assessment.community.has_emergency_veto and is_emergency

    def weights(self, row: int) -> Floats:
        """Points in use for the cases that a unit usually has, (n_indicators,)."""
        out = np.zeros(N)
        weights_in_use(self.scoring.weights, np.ascontiguousarray(self.world.parties["usual_cases"][row]), out)
        return out

    def indicator_sds(self, row: int) -> Floats:
        """Noise of each indicator as the unit believes it, (n_indicators,)."""
        unit = self.world.parties[row]
        p = self.world.rules[0]["belief"]
        return np.array(
            [
                believed_sd(
                    counting_variance(float(unit["expected"][k]), max(1.0, float(unit["usual_cases"][k]))),
                    float(unit["indicator_variance"][k]),
                    float(p["smallest_indicator_sd"]),
                )
                for k in range(N)
            ]
        )

    # --- setting the terms ------------------------------------------------------------------------------------------

    def first_impression(self, unit: Any, indicators: Floats, cases: Floats, own: float) -> None:
        """Early on, a committee takes what it saw for what it is to expect."""
        seen = ~np.isnan(indicators)
        unit["expected"][seen] = indicators[seen]
        unit["usual_cases"] = cases
        unit["expected_score"] = own
        unit["usual_score"] = own
        unit["seen_mean"] = unit["field_mean"] = own
        unit["seen_noise"] = unit["field_noise"] = self.world.rules[0]["belief"]["first_score_sd"]

    def set_terms(self) -> None:
        """Put the assessment in force: the standard is stated, or set at the median unit's burn-in score."""
        block = self.config.assessment.community
        parties = self.world.parties
        noise = float(np.median(parties["believed_noise"][self.rows]))
        self._groups = peer_groups(self.config.street, block)
        self._group_of = [next(g for g in self._groups if row in g) for row in range(len(self.rows))]
        self._publication = block.publication
        self._is_in_force = True
        parties["year_score"][self.rows] = 0.0
        self._imagine_field()
        if block.judged_on == "improvement":  # there is no last year yet: the burn-in's level stands in
            self._set_benchmarks(np.array(parties["usual_score"][self.rows]))
        elif block.judged_on == "risk_adjusted":
            self._set_benchmarks(self.structural_benchmarks())
        if block.standard is None:
            self._standard = median_standard(self.seen_means(), block.standard_shift, noise)
        else:
            self._standard = block.standard
        if block.standard_rule == "quantile":
            last = parties["score"][self.rows] - parties["benchmark"][self.rows]
            self._standard = quantile_standard(last, block.quantile_share)
        self._worker_stakes = [self._stakes_of_workers(row) for row in self.rows]
        self._set_stakes()

    def renew_terms(self, month: int) -> None:
        """Before the next month: benchmarks follow what was published, and a standard that moves is moved."""
        block = self.config.assessment.community
        is_moving = block.judged_on != "raw" or block.standard_rule != "fixed"
        if not (self._is_in_force and is_moving):
            return
        parties = self.world.parties
        judged = np.array(parties["judged_score"][self.rows])
        if block.standard_rule == "ratchet":
            self._standard = ratcheted_standard(self._standard, float(judged.mean()), block.ratchet_rate)
        elif block.standard_rule == "quantile":
            self._standard = quantile_standard(judged, block.quantile_share)
        if block.judged_on == "risk_adjusted":
            self._set_benchmarks(self.structural_benchmarks())
        elif block.judged_on == "improvement":
            parties["year_score"][self.rows] += parties["score"][self.rows]
            if (month + 1) % MONTHS_PER_YEAR == 0:
                self._set_benchmarks(parties["year_score"][self.rows] / MONTHS_PER_YEAR)
                parties["year_score"][self.rows] = 0.0
        self._set_stakes()

    def structural_benchmarks(self) -> Floats:
        """Points that load alone predicts, by stated coefficients or by those the published scores show."""
        block = self.config.assessment.community
        loads, benchmarks = loads_of(self.config), np.zeros(len(self.rows))
        coefficients = np.array(block.load_coefficients, dtype=np.float64)
        if not block.load_coefficients:
            coefficients = np.zeros(len(block.adjust_for))
            levels = np.ascontiguousarray(self.world.parties["usual_score"][self.rows])
            structural_coefficients(loads, levels, block.shrinkage, coefficients)
        structural_benchmarks(loads, coefficients, benchmarks)
        return benchmarks

    def _set_benchmarks(self, benchmarks: Floats) -> None:
        """Announce new benchmarks: what everybody believes about judged scores moves with them."""
        parties = self.world.parties
        change = benchmarks - parties["benchmark"][self.rows]
        parties["benchmark"][self.rows] = benchmarks
        parties["seen_mean"][self.rows] -= change
        for number, row in enumerate(self.rows):
            others = [other for other in self._group_of[number] if other != number]
            if others:
                parties["field_mean"][row] -= change[others].mean()

    def _imagine_field(self) -> None:
        """Whoever will learn its own place only remembers the level and spread of the others from the burn-in."""
        parties, means, noises = self.world.parties, self.seen_means(), self.seen_noises()
        for number, row in enumerate(self.rows):
            others = [other for other in self._group_of[number] if other != number]
            if others and self.has_judged:
                parties["field_mean"][row] = means[others].mean()
                parties["field_noise"][row] = np.sqrt((noises[others] ** 2).mean() + means[others].var())

    def _set_stakes(self) -> None:
        """Tell every community what hangs on its score, the standard in points of its own score."""
        block, parties = self.config.assessment.community, self.world.parties
        standards = self._standard + parties["benchmark"][self.rows]
        parties["standard"][self.rows] = standards if block.form in ("pass_fail", "mixed") else np.nan
        self._stakes = [
            stakes_of(block, len(group), float(standard), self.standards, self.scoring.weights)
            for group, standard in zip(self._group_of, standards, strict=True)
        ]

    def _stakes_of_workers(self, row: int) -> Stakes:
        """What hangs on a worker's own count of closed orders; the standard is the median colleague's burn-in count."""
        block = self.config.assessment.worker
        committee = self.world.parties[row]
        n = int(committee["n_workers"])
        if block.form == "ranking" and n > 1:
            return make_stakes(n, prizes=linear_prizes(n, block.stake))
        if block.form == "pass_fail":
            first = int(committee["first_worker"])
            staff = self.world.workers[first : first + n]
            counts = staff["usual_closures"][staff["is_added"] == 0]  # nobody has worked at a new post yet
            return make_stakes(n, total_prize=block.stake, standard=float(np.median(counts)))
        return make_stakes(n)

    # --- the month --------------------------------------------------------------------------------------------------

    def count(self, community: np.void, unit: np.void) -> None:
        """Turn the month's counts into measured shares and numbers of cases; NaN where there was no case."""
        cases = np.zeros(N)
        good = np.zeros(N)
        cases[RESPONSE] = cases[RESOLUTION] = cases[ON_TIME] = community["n_orders"]
        good[RESPONSE], good[RESOLUTION] = community["n_responded"], community["n_resolved"]
        good[ON_TIME] = community["n_on_time"]
        cases[SATISFACTION], good[SATISFACTION] = community["n_called_back"], community["n_satisfied"]
        cases[PATROL_FINDS], good[PATROL_FINDS] = community["n_arisen_public"], community["n_found"]
        cases[DIRECTIVES_ON_TIME] = community["n_directives_due"]
        good[DIRECTIVES_ON_TIME] = community["n_directives_on_time"]
        unit["indicators"] = np.where(cases > 0.0, np.clip(good / np.maximum(1.0, cases), 0.0, 1.0), np.nan)
        unit["cases"] = cases

    def judge(self, is_warming_up: bool) -> None:
        """Score the month that ends, publish, pay out, and let every committee learn.

        Args:
            is_warming_up: the street has only just come to life (first half of the burn-in); what a committee sees
                then is an impression to start from, not a surprise to learn noise from.
        """
        parties, communities = self.world.parties, self.world.communities
        p = self.world.rules[0]["belief"]
        weight, surprise = float(p["newest_month_weight"]), float(p["newest_surprise_weight"])
        scores = np.zeros(len(self.rows))
        room = np.zeros(N)
        for number, row in enumerate(self.rows):
            unit, community = parties[row], communities[number]
            self.count(community, unit)
            indicators, cases = np.array(unit["indicators"]), np.array(unit["cases"])
            earned = score(indicators, cases, self.scoring, room)
            rules_of_list = self.world.levers[0]["access_list"]
            scores[number] = score_after_retaliation(rules_of_list, earned, float(unit["n_refused"]))
            if is_warming_up or unit["seen_noise"] == 0.0:
                self.first_impression(unit, indicators, cases, float(scores[number]))
            self._learn(unit, indicators, cases, float(scores[number]), room)
            unit["score"] = scores[number]
            unit["usual_score"] = smoothed(float(unit["usual_score"]), float(scores[number]), weight)
        judged = scores - parties["benchmark"][self.rows]
        parties["judged_score"][self.rows] = judged
        for group in self._groups:
            self._compare(group, judged[group])
        if self._publication != "own_rank":
            means, noises = self.seen_means(), self.seen_noises()
            known = self.as_published(judged)
            learn_scores(known, weight, surprise, float(p["smallest_score_sd"]), means, noises)
            parties["seen_mean"][self.rows], parties["seen_noise"][self.rows] = means, noises

    def as_published(self, judged: Floats) -> Floats:
        """What everybody can know of everybody's score from the table that the street publishes, (n_communities,)."""
        known = judged.copy()
        if self._publication == "bands":
            for group in self._groups:
                means = np.zeros(len(group))
                band_means(judged[group], self.config.assessment.community.bands, means)
                known[group] = means
        return known

    def _compare(self, group: list[int], judged: Floats) -> None:
        """Places and payoffs of the units that are compared with each other; each learns its own place."""
        parties = self.world.parties
        weight = float(self.world.rules[0]["belief"]["newest_month_weight"])
        places = [1.0 + (judged > own).sum() + ((judged == own).sum() - 1) / 2.0 for own in judged]
        for position, number in enumerate(group):
            unit = parties[self.rows[number]]
            unit["place"] = places[position]
            unit["payoff"] = self._paid(number, position, judged)
            if self._publication == "own_rank":
                level = field_level(
                    float(judged[position]), float(places[position]), float(len(group)), float(unit["field_noise"])
                )
                unit["field_mean"] = smoothed(float(unit["field_mean"]), level, weight)

    def _paid(self, number: int, position: int, judged: Floats) -> float:
        """What a unit gets for the month: prizes by place and standard, less what a liability costs."""
        block, stakes = self.config.assessment.community, self._stakes[number]
        unit = self.world.parties[self.rows[number]]
        # places go by judged scores; the standard is told, and reached, in points of the unit's own score
        has_reached = bool(unit["score"] >= stakes.standard)
        decided = stakes._replace(standard=-np.inf if has_reached else np.inf)
        paid = payout(judged, position, np.array(unit["indicators"]), np.array(unit["cases"]), decided)
        n_liable = float(self.world.communities[number]["n_liable"])
        if n_liable == 0.0:
            return float(paid)
        if self.forfeits_prizes:
            paid = float(stakes.prizes[-1])  # the last place, and no bonus
        if self._is_in_force and block.charges_liability:
            paid -= float(self.world.rules[0]["handling"]["liability_stake"]) * n_liable
        return float(paid)

    def _learn(self, unit: Any, seen: Floats, cases: Floats, own: float, weights: Floats) -> None:
        """A committee compares what it forecast with what came, indicator by indicator and in total."""
        p = self.world.rules[0]["belief"]
        weight, surprise = float(p["newest_month_weight"]), float(p["newest_surprise_weight"])
        expected = np.array(unit["expected"])
        chance = score_counting_variance(expected, cases, weights, self.scoring)
        unit["case_variance"] = learned_case_variance(
            float(unit["case_variance"]), own - float(unit["expected_score"]), chance, surprise
        )
        for k in range(N):
            if cases[k] > 0.0:
                unit["indicator_variance"][k] = learned_case_variance(
                    float(unit["indicator_variance"][k]),
                    float(seen[k] - expected[k]),
                    counting_variance(float(expected[k]), float(cases[k])),
                    surprise,
                )
            unit["expected"][k] = smoothed_share(float(expected[k]), float(seen[k]), float(cases[k]), weight)
            unit["usual_cases"][k] = smoothed(float(unit["usual_cases"][k]), float(cases[k]), weight)
        unit["believed_mean"] = smoothed(float(unit["expected_score"]), own, weight)
        unit["believed_noise"] = believed_sd(chance, float(unit["case_variance"]), float(p["smallest_score_sd"]))

    def true_resolution(self) -> Floats:
        """Share of the month's reported closures that were truly solved, (n_communities,); NaN without a closure.

        Only the recorder may look at this: no actor does.
        """
        communities = self.world.communities
        with np.errstate(invalid="ignore", divide="ignore"):
            share: Floats = 1.0 - communities["n_false"] / communities["n_closed"]
        return share

    def learn_usual(self) -> None:
        """Remember what a month usually brings; the actors decide on it."""
        communities = self.world.communities
        newest = float(self.world.rules[0]["belief"]["newest_month_weight"])
        for usual, counted in (
            ("expected_orders", "n_orders"),
            ("expected_directives", "n_directives_due"),
            ("expected_public", "n_arisen_public"),
            ("usual_undetected", "n_liable_undetected"),
        ):
            communities[usual] += newest * (communities[counted] - communities[usual])
        hours = np.maximum(1.0, communities["patrol_hours"])
        communities["finds_per_hour"] += newest * (communities["n_found"] / hours - communities["finds_per_hour"])
        called = communities["n_called_back"]
        satisfied = np.where(called > 0, communities["n_satisfied"] / np.maximum(1.0, called), 0.5)
        self.world.parties["satisfied_clients"][self.rows] = satisfied

    def reset(self) -> None:
        """Start counting anew."""
        for column in COUNTED:
            self.world.communities[column] = 0.0
