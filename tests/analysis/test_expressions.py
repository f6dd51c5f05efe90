"""Lines that a study is asked: what they mean, and that nothing but outcomes, numbers and levers gets through."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.expressions import mean_over_seeds, numbers_of, parsed, truth_of
from sim.errors import ConfigurationError

OUTCOMES = ("work", "trust")
LEVERS = {"assessment": ["ranking", "none"], "governance": ["grid", "network"], "share": ["0", "0.25"]}
VALUES = {
    ("work", ()): [[10.0, 12.0], [20.0, np.nan], [np.nan, np.nan]],
    ("trust", ()): [[0.5, 0.7], [0.2, 0.2], [0.1, 0.1]],
    ("work", (("assessment", "ranking"),)): [[4.0, 8.0], [1.0, 1.0], [0.0, 0.0]],
    ("work", (("assessment", "none"),)): [[5.0, 3.0], [0.0, 3.0], [0.0, 0.0]],
}


def lookup(outcome, pins):
    return np.array(VALUES[outcome, pins])


def ask(text, *, is_condition=False):
    return parsed(text, "target" if is_condition else "outcome", OUTCOMES, LEVERS, is_condition=is_condition)


@pytest.mark.parametrize(
    "text, first",
    [
        ("work", [10.0, 12.0]), ("-work", [-10.0, -12.0]), ("work - 2 * (trust + 1)", [7.0, 8.6]),
        ("work / trust", [20.0, 12.0 / 0.7]),
        ("work[assessment=ranking] - work[assessment=none]", [-1.0, 5.0]),
        ("work[ assessment = ranking ]-work[assessment=none]", [-1.0, 5.0]), ("1e1 + work", [20.0, 22.0]),
    ],
)  # fmt: skip
def test_a_sum_means_what_it_says_run_by_run(text, first):
    assert numbers_of(ask(text), lookup)[0].tolist() == pytest.approx(first)


def test_a_missing_run_is_missing_and_division_by_zero_gives_nothing():
    assert np.isnan(numbers_of(ask("work + 1"), lookup)[1]).tolist() == [False, True]
    zero = numbers_of(ask("work[assessment=ranking] / work[assessment=none]"), lookup)
    assert np.isnan(zero[1, 0])
    assert mean_over_seeds(zero).tolist() == pytest.approx([(0.8 + 8 / 3) / 2, 1 / 3, np.nan], nan_ok=True)


def test_a_condition_holds_by_the_mean_over_seeds_and_seed_by_seed():
    target = ask("work[assessment=ranking] - work[assessment=none] > 0", is_condition=True)
    together, alone = truth_of(target, lookup)
    assert together.tolist() == [1.0, 0.0, 0.0]
    assert alone.tolist() == [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]


def test_conditions_are_joined_and_missing_stays_missing():
    assert truth_of(ask("work > 9 and trust > 0.55", is_condition=True), lookup)[0].tolist()[:2] == [1.0, 0.0]
    assert truth_of(ask("work < 9 or trust < 0.3", is_condition=True), lookup)[0].tolist()[:2] == [0.0, 1.0]
    assert np.isnan(truth_of(ask("work > 9 and trust > 0", is_condition=True), lookup)[0][2])


def test_levers_and_outcomes_that_a_line_needs_are_known():
    asked = ask("work[assessment=ranking, governance=grid] - trust[governance=grid,assessment=none]")
    assert asked.outcomes == ("work", "trust")
    assert asked.pinned == ("assessment", "governance")
    assert ask("work[share=0.25]").pinned == ("share",)


BAD = {
    "unknown outcome": ("wrok", "nearest valid name: work"),
    "unknown lever": ("work[asessment=none]", "nearest valid name: assessment"),
    "unknown value": ("work[assessment=rankin]", "nearest valid name: ranking"),
    "value without lever": ("work[ranking]", "a lever of the study"),
    "empty brackets": ("work[]", "a lever of the study"),
    "levers of some": ("work[assessment=none] - trust", "in the brackets of each outcome"),
    "a call": ("work(1)", "outcomes, numbers"),
    "a word of Python": ("__import__('os')", "one of work, trust"),
    "an attribute": ("work.__class__", "outcome: found"),
    "a power": ("work ** 9", "outcomes, numbers"),
    "a list": ("work + [1]", "outcomes, numbers"),
    "a text": ("work + 'a'", "one of work, trust"),
    "a comparison": ("work > 1", "without a comparison"),
    "nothing": ("", "at least one outcome|sums of outcomes"),
    "numbers only": ("1 + 2", "at least one outcome"),
    "half": ("work +", "sums of outcomes"),
    "brackets": ("((work)", "sums of outcomes"),
    "long": ("work + " * 100 + "1", "at most 400"),
    "a name inside": ("work if work else work", "one of work, trust"),
    "assignment": ("work := 3", "sums of outcomes"),
    "imaginary": ("work + 1j", "outcomes|one of"),
    "huge": ("work + 1e300", "outcomes, numbers"),
}


@pytest.mark.parametrize("text, said", BAD.values(), ids=BAD)
def test_anything_else_is_refused_in_one_line(text, said):
    with pytest.raises(ConfigurationError, match=said) as error:
        ask(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["work", "1 < work < 2", "work > 1 > trust", "not work > 1", "(work > 1) + 1 > 0"])
def test_a_target_is_one_comparison_or_several_joined(text):
    with pytest.raises(ConfigurationError):
        ask(text, is_condition=True)


@given(st.text(alphabet="work trust[]=()+-*/<>,.0129andorassessmentranking_'\"\\\n:;", max_size=60))
def test_whatever_is_written_is_understood_or_refused(text):
    for is_condition in (False, True):
        try:
            asked = ask(text, is_condition=is_condition)
        except ConfigurationError:
            continue
        assert asked.outcomes
