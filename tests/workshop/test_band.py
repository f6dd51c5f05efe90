"""Bands and verdicts of pairs, by hand."""

import numpy as np
import pytest

from tests.workshop.fake import fake_run
from workshop.band import picture, verdict
from workshop.game import WorldChoice
from workshop.run import WEEKS

A, B = WorldChoice(assessment="ranking"), WorldChoice(assessment="pass_fail")


def test_the_picture_of_pairs_has_their_middle_their_ends_and_the_paired_difference():
    shown = picture({pair: (fake_run("", A, pair), fake_run("", B, pair)) for pair in range(11)})
    assert shown["n"] == 11
    curve = shown["curves"]["workload"]
    assert [band[0] for band in curve["a"]] == [2.0, 6.0, 10.0]  # 10, 50 and 90 percent of 1 to 11
    assert [band[0] for band in curve["difference"]] == [1.0, 1.0, 1.0]
    assert len(curve["b"][1]) == WEEKS
    assert len(curve["singles_a"]) == 3
    numbers = shown["numbers"]["participation_share"]
    assert set(numbers) == {"whole", "normal"}  # phases that did not occur are not told
    assert (numbers["whole"]["higher"], numbers["whole"]["n_a"]) == ("a", 11)
    assert shown["numbers"]["workload_hours_week"]["whole"]["higher"] == "same"  # one hour is below what is of interest


def test_weeks_in_which_nothing_is_known_stay_empty():
    runs = fake_run("", A, 0), fake_run("", B, 0)
    runs[0]["curves"]["response"][:4] = np.nan
    curve = picture({0: runs})["curves"]["response"]
    assert curve["a"][1][:5] == [None, None, None, None, 1.0]
    assert curve["difference"][1][3] is None


@pytest.mark.parametrize(
    ("difference", "smallest", "told"),
    [
        ([3.0] * 16 + [0.0] * 4, 2.0, "a"),
        ([3.0] * 15 + [0.0] * 5, 2.0, "unclear"),
        ([-2.0] * 20, 2.0, "b"),
        ([1.9, -1.9] * 10, 2.0, "same"),
        ([3.0, -3.0] * 10, 2.0, "unclear"),
        ([1e-9] * 20, 0.0, "a"),
        ([np.nan] * 4 + [3.0] * 16, 2.0, "a"),
    ],
)
def test_a_sign_is_told_only_where_eight_of_ten_pairs_have_it_at_a_size_of_interest(difference, smallest, told):
    assert verdict(np.array(difference), smallest)["higher"] == told
