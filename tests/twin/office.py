"""The monthly assessment: counts become shares, shares a score, scores places and payoffs, and committees learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.assessment_configuration import peer_groups
from sim.assessment_office import load_of, stakes_of
from sim.names import EMERGENCY, INDICATOR
from sim.rules.access_list import score_after_retaliation
from sim.rules.assessment import Scoring, median_standard, score, weights_in_use
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
    field_level,
    quantile_standard,
    ratcheted_standard,
    standardised,
    structural_benchmarks,
    structural_coefficients,
)
from sim.rules.stakes import Stakes, linear_prizes, make_stakes, payout
from tests.twin.columns import total

N = len(INDICATOR)
COUNTS = (
    "n_orders", "n_responded", "n_resolved", "n_called_back", "n_satisfied", "n_closed", "n_on_time", "n_found",
    "n_arisen_public", "n_directives_due", "n_directives_on_time", "demand_hours", "patrol_hours", "n_false",
    "n_pretended", "n_caught", "n_liable", "n_liable_undetected", "n_relabelled", "n_signed_late", "n_coached",
    "n_turned_away", "n_games_found",
)  # fmt: skip


def share_of(good: float, cases: float) -> float:
    """A measured share, kept within 0 and 1; unknown without a case."""
    return min(1.0, max(0.0, good / max(1.0, cases))) if cases > 0.0 else math.nan


class Office:
    """Counts, scores and publishes once a month for the communities of a street."""

    def __init__(self, model: Any) -> None:
        self.model = model
        assessment, street = model.config.assessment, model.config.street
        blocks = [getattr(assessment.scoring, name) for name in INDICATOR]
        self.scoring = Scoring(
            np.array([block.weight for block in blocks]),
            np.array([block.floor for block in blocks]),
            np.array([block.cap for block in blocks]),
        )
        self.standards = np.array([block.standard for block in blocks])
        self.committees = [community.committee for community in model.communities]
        self.room = effort_room(len(self.committees))
        self.is_in_force = False
        for committee in self.committees:  # nothing hangs on the scores of the burn-in, and all stand in one table
            committee.peers = self.committees
            committee.stakes = make_stakes(len(self.committees))
        self.worker_stakes = [make_stakes(len(committee.staff)) for committee in self.committees]
        block = assessment.street
        standard = block.standard
        if standard is None:
            standard = street.other_streets_mean + block.standard_shift * street.other_streets_sd
        n_streets = street.other_streets + 1
        self.street_stakes = stakes_of(block, n_streets, standard, self.standards, self.scoring.weights)

    @property
    def has_judged(self) -> bool:
        return all(committee.seen_noise > 0.0 for committee in self.committees)

    def seen_means(self) -> np.ndarray[Any, Any]:
        return np.array([committee.seen_mean for committee in self.committees])

    def seen_noises(self) -> np.ndarray[Any, Any]:
        return np.array([committee.seen_noise for committee in self.committees])

    def weights_in_use(self, cases: list[float]) -> np.ndarray[Any, Any]:
        weights = np.zeros(N)
        weights_in_use(self.scoring.weights, np.array(cases), weights)
        return weights

    def set_terms(self) -> None:
        """At hour 0: the standard is stated, or the median unit's burn-in score; from now on stakes hang on it."""
        block = self.model.config.assessment.community
        self.is_in_force = True
        noise = float(np.median([committee.believed_noise for committee in self.committees]))
        for group in peer_groups(self.model.config.street, block):
            for row in group:
                self.committees[row].peers = [self.committees[other] for other in group]
        for committee in self.committees:
            committee.year_score = 0.0
            rivals = [other for other in committee.peers if other is not committee]
            if rivals and self.has_judged:  # what it remembers of them where it will see no table any more
                means = np.array([other.seen_mean for other in rivals])
                noises = np.array([other.seen_noise for other in rivals])
                committee.field_mean = float(means.mean())
                committee.field_noise = float(np.sqrt((noises**2).mean() + means.var()))
        if block.judged_on == "improvement":  # the burn-in stands in for the year before the first
            self.announce([committee.usual_score for committee in self.committees])
        elif block.judged_on == "risk_adjusted":
            self.announce(self.points_of_structure())
        self.standard = block.standard
        if block.standard is None:
            self.standard = median_standard(self.seen_means(), block.standard_shift, noise)
        if block.standard_rule == "quantile":
            last = np.array([committee.score - committee.benchmark for committee in self.committees])
            self.standard = quantile_standard(last, block.quantile_share)
        self.tell_stakes()

        self.worker_stakes = [self.stakes_of_workers(committee.staff) for committee in self.committees]

    def renew_terms(self, month: int) -> None:
        """Before the next month: the standard and the benchmarks move, if they are of the kind that does."""
        block = self.model.config.assessment.community
        if not self.is_in_force or (block.judged_on == "raw" and block.standard_rule == "fixed"):
            return
        judged = np.array([committee.judged_score for committee in self.committees])
        if block.standard_rule == "ratchet":
            self.standard = ratcheted_standard(self.standard, float(judged.mean()), block.ratchet_rate)
        elif block.standard_rule == "quantile":
            self.standard = quantile_standard(judged, block.quantile_share)
        if block.judged_on == "risk_adjusted":
            self.announce(self.points_of_structure())
        elif block.judged_on == "improvement":
            for committee in self.committees:
                committee.year_score += committee.score
            if (month + 1) % 12 == 0:
                self.announce([committee.year_score / 12 for committee in self.committees])
                for committee in self.committees:
                    committee.year_score = 0.0
        self.tell_stakes()

    def points_of_structure(self) -> list[float]:
        """What load alone predicts for each community, above or below the mean."""
        block, places = self.model.config.assessment.community, self.model.config.street.communities
        loads = np.zeros((len(places), len(block.adjust_for)))
        for number, load in enumerate(block.adjust_for):
            column = np.zeros(len(places))
            standardised(np.array([load_of(place, load) for place in places]), column)
            loads[:, number] = column
        coefficients = np.array([*block.load_coefficients], dtype=float)
        if not block.load_coefficients:
            coefficients = np.zeros(len(block.adjust_for))
            levels = np.array([committee.usual_score for committee in self.committees])
            structural_coefficients(loads, levels, block.shrinkage, coefficients)
        points = np.zeros(len(places))
        structural_benchmarks(loads, coefficients, points)
        return points.tolist()

    def announce(self, benchmarks: list[float]) -> None:
        """New benchmarks: everybody's beliefs about judged scores move with them."""
        changes = {}
        for committee, benchmark in zip(self.committees, benchmarks, strict=True):
            changes[committee] = benchmark - committee.benchmark
            committee.benchmark = benchmark
            committee.seen_mean -= changes[committee]
        for committee in self.committees:
            rivals = [other for other in committee.peers if other is not committee]
            if rivals:
                committee.field_mean -= float(np.array([changes[other] for other in rivals]).mean())

    def tell_stakes(self) -> None:
        """What hangs on each committee's score; the standard in points of its own score."""
        block = self.model.config.assessment.community
        for committee in self.committees:
            own = self.standard + committee.benchmark
            committee.standard = own if block.form in ("pass_fail", "mixed") else math.nan
            committee.stakes = stakes_of(block, len(committee.peers), own, self.standards, self.scoring.weights)

    @property
    def forfeits_prizes(self) -> bool:
        """Whoever is held liable in an emergency loses the prizes of the month, if there is a veto."""
        has_veto = self.model.config.assessment.community.has_emergency_veto
        return self.is_in_force and has_veto and self.model.setting.phase == EMERGENCY

    def stakes_of_workers(self, staff: list[Any]) -> Stakes:
        """What hangs on a worker's own count of closed orders; the standard: the median colleague's in the burn-in."""
        block, n = self.model.config.assessment.worker, len(staff)
        if block.form == "ranking" and n > 1:
            return make_stakes(n, prizes=linear_prizes(n, block.stake))
        if block.form == "pass_fail":
            standard = float(np.median([worker.usual_closures for worker in staff if not worker.is_added]))
            return make_stakes(n, total_prize=block.stake, standard=standard)
        return make_stakes(n)

    def count(self, community: Any) -> None:
        c = community
        pairs = [
            (c.n_responded, c.n_orders),
            (c.n_resolved, c.n_orders),
            (c.n_satisfied, c.n_called_back),
            (c.n_on_time, c.n_orders),
            (c.n_found, c.n_arisen_public),
            (c.n_directives_on_time, c.n_directives_due),
        ]  # in the order of the indicators
        c.committee.indicators = [share_of(good, cases) for good, cases in pairs]
        c.committee.cases = [cases for _, cases in pairs]

    def judge(self, is_warming_up: bool) -> None:
        """Score the month, publish, pay out, and let every committee learn."""
        p = self.model.p.belief
        scores = np.zeros(len(self.committees))
        for number, committee in enumerate(self.committees):
            self.count(committee.community)
            weights = np.zeros(N)
            indicators, cases = np.array(committee.indicators), np.array(committee.cases)
            earned = score(indicators, cases, self.scoring, weights)
            scores[number] = score_after_retaliation(self.model.levers.access_list, earned, committee.n_refused)
            if is_warming_up or committee.seen_noise == 0.0:
                self.take_for_granted(committee, float(scores[number]))
            self.learn(committee, float(scores[number]), weights)
            committee.score = float(scores[number])
            committee.usual_score = smoothed(committee.usual_score, committee.score, float(p.newest_month_weight))
            committee.judged_score = committee.score - committee.benchmark
        for committee in self.committees:
            self.place_and_pay(committee)
        if self.publication != "own_rank":
            means, noises = self.seen_means(), self.seen_noises()
            known = np.array([self.told_of(committee) for committee in self.committees])
            weight, surprise = float(p.newest_month_weight), float(p.newest_surprise_weight)
            learn_scores(known, weight, surprise, float(p.smallest_score_sd), means, noises)
            for committee, mean, noise in zip(self.committees, means.tolist(), noises.tolist(), strict=True):
                committee.seen_mean, committee.seen_noise = mean, noise

    @property
    def publication(self) -> str:
        """What is told about scores: the whole table during the burn-in."""
        return str(self.model.config.assessment.community.publication) if self.is_in_force else "full"

    def told_of(self, committee: Any) -> float:
        """Its judged score, or the mean of the band in which it stands."""
        if self.publication == "full":
            return float(committee.judged_score)
        n, n_bands = len(committee.peers), self.model.config.assessment.community.bands

        def band_of(unit: Any) -> int:
            return sum(other.judged_score > unit.judged_score for other in unit.peers) * n_bands // n

        mates = [other for other in committee.peers if band_of(other) == band_of(committee)]
        return total(other.judged_score for other in mates) / len(mates)

    def place_and_pay(self, committee: Any) -> None:
        judged = np.array([peer.judged_score for peer in committee.peers])
        own, position = committee.judged_score, committee.peers.index(committee)
        n_better, n_equal = sum(judged > own), sum(judged == own)
        committee.place = 1.0 + n_better + (n_equal - 1) / 2.0
        stakes = committee.stakes
        has_reached = committee.score >= stakes.standard
        decided = stakes._replace(standard=-math.inf if has_reached else math.inf)
        indicators, cases = np.array(committee.indicators), np.array(committee.cases)
        committee.payoff = payout(judged, position, indicators, cases, decided)
        n_liable = committee.community.n_liable
        if n_liable > 0.0 and self.forfeits_prizes:
            committee.payoff = float(stakes.prizes[-1])
        if n_liable > 0.0 and self.is_in_force and self.model.config.assessment.community.charges_liability:
            committee.payoff -= self.model.handling.liability_stake * n_liable
        if self.publication == "own_rank":
            n = float(len(committee.peers))
            level = field_level(own, float(committee.place), n, committee.field_noise)
            newest = float(self.model.p.belief.newest_month_weight)
            committee.field_mean = smoothed(committee.field_mean, level, newest)

    def take_for_granted(self, committee: Any, own: float) -> None:
        """Early on, a committee takes what it saw for what it is to expect."""
        for k, seen in enumerate(committee.indicators):
            if not math.isnan(seen):
                committee.expected[k] = seen
        committee.usual_cases = list(committee.cases)
        committee.expected_score = committee.usual_score = committee.seen_mean = committee.field_mean = own
        committee.seen_noise = committee.field_noise = float(self.model.p.belief.first_score_sd)

    def learn(self, committee: Any, own: float, weights: Any) -> None:
        """A committee compares what it forecast with what came, indicator by indicator and in total."""
        p = self.model.p.belief
        weight, surprise = float(p.newest_month_weight), float(p.newest_surprise_weight)
        expected, cases = list(committee.expected), committee.cases
        chance = score_counting_variance(np.array(expected), np.array(cases), weights, self.scoring)
        missed = own - committee.expected_score
        committee.case_variance = learned_case_variance(committee.case_variance, missed, chance, surprise)
        for k, seen in enumerate(committee.indicators):
            if cases[k] > 0.0:
                counting = counting_variance(expected[k], cases[k])
                committee.indicator_variance[k] = learned_case_variance(
                    committee.indicator_variance[k], seen - expected[k], counting, surprise
                )
            committee.expected[k] = smoothed_share(expected[k], seen, cases[k], weight)
            committee.usual_cases[k] = smoothed(committee.usual_cases[k], cases[k], weight)
        committee.believed_mean = smoothed(committee.expected_score, own, weight)
        committee.believed_noise = believed_sd(chance, committee.case_variance, float(p.smallest_score_sd))

    def learn_usual(self) -> None:
        """Remember what a month usually brings; the actors decide on it."""
        newest = float(self.model.p.belief.newest_month_weight)
        for c in self.model.communities:
            c.expected_orders += newest * (c.n_orders - c.expected_orders)
            c.expected_directives += newest * (c.n_directives_due - c.expected_directives)
            c.expected_public += newest * (c.n_arisen_public - c.expected_public)
            c.usual_undetected += newest * (c.n_liable_undetected - c.usual_undetected)
            c.finds_per_hour += newest * (c.n_found / max(1.0, c.patrol_hours) - c.finds_per_hour)
            is_known = c.n_called_back > 0
            c.committee.satisfied_clients = c.n_satisfied / c.n_called_back if is_known else 0.5

    def reset(self) -> None:
        """Start counting anew."""
        for community in self.model.communities:
            for name in COUNTS:
                setattr(community, name, 0.0)
