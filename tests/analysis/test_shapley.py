"""Shapley values: against the definition, and what must hold whatever is drawn."""

import doctest
from itertools import permutations

import numpy as np
import pytest

from analysis import shapley
from analysis.shapley import all_coalitions, coalitions_of, drawn_orders, exact_shares, sampled_shares

PARTS = ("a", "b", "c", "d")


def worth() -> dict[frozenset[str], np.ndarray]:
    rng = np.random.default_rng(7)
    return {members: rng.normal(0.0, 3.0, 2) for members in all_coalitions(PARTS)}


def test_examples_in_the_text_hold() -> None:
    assert doctest.testmod(shapley).failed == 0


def test_exact_values_are_the_mean_over_all_orders() -> None:
    value = worth()
    shares = exact_shares(value, PARTS)
    everything = sampled_shares(value, [one for order in permutations(PARTS) for one in (order, order[::-1])])
    for part in PARTS:
        assert shares.by_part[part] == pytest.approx(everything.by_part[part])


def test_values_sum_to_the_whole_exact_or_drawn() -> None:
    value = worth()
    whole = value[frozenset(PARTS)] - value[frozenset()]
    for shares in (exact_shares(value, PARTS), sampled_shares(value, drawn_orders(PARTS, 6))):
        assert sum(shares.by_part.values()) == pytest.approx(whole)


def test_a_part_that_changes_nothing_gets_nothing_and_equal_parts_get_the_same() -> None:
    value = {members: np.array([len(members - {"d"}) ** 2.0]) for members in all_coalitions(PARTS)}
    shares = exact_shares(value, PARTS)
    assert shares.by_part["d"] == pytest.approx([0.0])
    assert shares.by_part["a"] == pytest.approx(shares.by_part["b"])


def test_additive_parts_leave_no_error_of_drawing() -> None:
    value = {members: np.array([float(sum(map(ord, members)))]) for members in all_coalitions(PARTS)}
    shares = sampled_shares(value, drawn_orders(PARTS, 6))
    assert shares.sampling_sd == pytest.approx(dict.fromkeys(PARTS, 0.0))
    assert shares.by_part["a"] == pytest.approx([97.0])


def test_orders_ask_for_no_more_coalitions_than_there_are() -> None:
    orders = drawn_orders(PARTS, 4)
    assert len(orders) == 4
    assert orders[1] == orders[0][::-1]
    assert orders == drawn_orders(PARTS, 4)
    met = coalitions_of(orders)
    assert len(met) == len(set(met)) <= 16
    assert met[0] == frozenset()
