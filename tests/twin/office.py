"""The monthly assessment: counts become shares, shares a score, scores places and payoffs, and committees learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.assessment_office import stakes_of
from sim.names import INDICATOR
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
from sim.rules.stakes import Stakes, linear_prizes, make_stakes, payout

N = len(INDICATOR)
COUNTS = (
    "n_orders", "n_responded", "n_resolved", "n_called_back", "n_satisfied", "n_closed", "n_on_time", "n_found",
    "n_arisen_public", "n_directives_due", "n_directives_on_time", "demand_hours", "patrol_hours", "n_false",
    "n_pretended", "n_caught", "n_liable",
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
        self.stakes = make_stakes(len(self.committees))  # nothing hangs on the scores of the burn-in
        self.worker_stakes = [make_stakes(len(committee.staff)) for committee in self.committees]
        self.street_stakes = stakes_of(
            assessment.street, street.other_streets + 1, street.other_streets_mean, self.standards, self.scoring.weights
        )

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
        noise = float(np.median([committee.believed_noise for committee in self.committees]))
        standard = block.standard
        if standard is None:
            standard = median_standard(self.seen_means(), block.standard_shift, noise)
        for committee in self.committees:
            committee.standard = standard if block.form in ("pass_fail", "mixed") else math.nan
        self.stakes = stakes_of(block, len(self.committees), standard, self.standards, self.scoring.weights)

        self.worker_stakes = [self.stakes_of_workers(committee.staff) for committee in self.committees]

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
        means, noises = self.seen_means(), self.seen_noises()
        weight, surprise = float(p.newest_month_weight), float(p.newest_surprise_weight)
        learn_scores(scores, weight, surprise, float(p.smallest_score_sd), means, noises)
        for number, committee in enumerate(self.committees):
            own = committee.score = float(scores[number])
            committee.seen_mean, committee.seen_noise = float(means[number]), float(noises[number])
            n_better, n_equal = sum(scores > own), sum(scores == own)
            committee.place = 1.0 + n_better + (n_equal - 1) / 2.0
            indicators, cases = np.array(committee.indicators), np.array(committee.cases)
            committee.payoff = payout(scores, number, indicators, cases, self.stakes)

    def take_for_granted(self, committee: Any, own: float) -> None:
        """Early on, a committee takes what it saw for what it is to expect."""
        for k, seen in enumerate(committee.indicators):
            if not math.isnan(seen):
                committee.expected[k] = seen
        committee.usual_cases = list(committee.cases)
        committee.expected_score = committee.seen_mean = own
        committee.seen_noise = float(self.model.p.belief.first_score_sd)

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
            c.finds_per_hour += newest * (c.n_found / max(1.0, c.patrol_hours) - c.finds_per_hour)
            is_known = c.n_called_back > 0
            c.committee.satisfied_clients = c.n_satisfied / c.n_called_back if is_known else 0.5

    def reset(self) -> None:
        """Start counting anew."""
        for community in self.model.communities:
            for name in COUNTS:
                setattr(community, name, 0.0)
