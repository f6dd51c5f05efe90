"""The mutants are what they say, the page says what came of them, and no survivor goes without a reason."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sim.rules import liability
from tests.mutation import mutants, page, verdicts
from tests.mutation.survivors import reason

AT_LEAST_CAUGHT = 0.9


def test_every_file_and_every_function_of_the_rules_has_mutants() -> None:
    named = {mutant.name.partition(":")[0] for family in mutants.families() for mutant in mutants.sample(family)}
    assert len(mutants.families()) > 50
    assert len(named) > 250
    assert "liability.expected_loss" in named


def test_the_sample_is_the_same_every_time() -> None:
    assert [mutant.name for mutant in mutants.sample("voice")] == [mutant.name for mutant in mutants.sample("voice")]


def test_a_mutant_is_the_rule_with_one_mistake() -> None:
    of_rule = {
        mutant.change: mutant
        for mutant in mutants.sample("liability", per_rule=1000)
        if mutant.rule == "liability_prob"
    }
    right = liability.liability_prob.py_func
    wrong = type(right)(of_rule["max(0.0, hours_late) -> hours_late"].code, right.__globals__)
    p = liability.LiabilityParameters()
    assert wrong(p, 5.0, True) == right(p, 5.0, True)
    assert wrong(p, -5.0, True) < right(p, -5.0, True) == 0.0


def test_an_unknown_family_is_refused_in_one_line() -> None:
    words = [sys.executable, "-m", "tests.mutation", "truth"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, cwd=verdicts.ROOT)
    assert ended.returncode == 2
    assert ended.stderr.startswith("truth is no file of rules; there are: access_list, ")
    assert ended.stderr.count("\n") == 1


def test_the_page_is_what_the_verdicts_say() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text_of(verdicts.read()), "run: python -m tests.mutation"


def test_every_mutant_of_the_present_rules_has_its_verdict() -> None:
    """A run that was cut short leaves some out; the page may still be what the others say."""
    book = verdicts.read()
    wanted = {mutant.name for family in mutants.families() for mutant in mutants.sample(family)}
    assert wanted == {name for entry in book.values() for name in entry["verdicts"]}, "run: python -m tests.mutation"


def test_nine_of_ten_mutants_are_caught_and_each_survivor_has_its_reason() -> None:
    book = verdicts.read()
    survivors = page.survivors_of(book)
    assert len(survivors) <= (1.0 - AT_LEAST_CAUGHT) * sum(len(entry["verdicts"]) for entry in book.values())
    assert [name for name in survivors if reason(name) is None] == []


@pytest.mark.study
def test_every_rule_as_it_is_now_has_its_verdicts() -> None:
    """In a process of its own, because rules are plain Python there; what was tried before is not tried again."""
    subprocess.run([sys.executable, "-m", "tests.mutation"], check=True, cwd=verdicts.ROOT)
    assert set(verdicts.read()) == set(mutants.families())
    test_nine_of_ten_mutants_are_caught_and_each_survivor_has_its_reason()
