import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import directives
from sim.rules.directives import (
    DirectiveParameters,
    best_add_on_hours,
    item_hours,
    overlap_left_share,
    updated_slope,
    updated_weight,
)

DEFAULTS = DirectiveParameters()
P = as_record(DEFAULTS)
RULES = [item_hours, overlap_left_share, best_add_on_hours, updated_weight, updated_slope]

units = st.floats(0.0, 1.0)
changes = st.floats(-50.0, 50.0)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    return (
        item_hours(p, 2.0, 0.5, 1.0),
        best_add_on_hours(p, 1.0, 0.05, 0.05),
        best_add_on_hours(p, 1.0, 100.0, 0.0),
        updated_weight(p, 4.0, 1.0),
        updated_slope(p, 0.1, 4.0, 1.0, 0.5),
    )


def test_the_family_has_no_other_rule():
    found = [f for f in vars(directives).values() if hasattr(f, "py_func")]
    assert {f for f in found if f.py_func.__module__ == directives.__name__} == set(RULES)


@given(overlap=units, sharing=units)
def test_what_an_item_takes_is_its_own_content_and_the_overlap_that_is_left(overlap, sharing):
    own = 2.0 * (1.0 - overlap)
    assert item_hours(P, 2.0, overlap, sharing) == pytest.approx(own + 2.0 * overlap_left_share(P, overlap, sharing))


def test_without_sharing_overlapping_forms_are_filled_in_again_and_again():
    assert item_hours(P, 2.0, 0.9, 0.0) == 2.0


def test_full_sharing_saves_the_recoverable_part_of_the_overlap():
    assert item_hours(P, 2.0, 0.5, 1.0) == pytest.approx(2.0 * (1.0 - 0.5 * DEFAULTS.recoverable_share), rel=1e-12)


def test_what_does_not_overlap_cannot_be_saved():
    assert item_hours(P, 2.0, 0.0, 1.0) == 2.0


def test_add_ons_maximise_gain_minus_quadratic_cost():
    price, slope, relief = 2.0, 0.03, 0.08
    best = best_add_on_hours(P, price, slope, relief)

    def net_gain(hours):
        return (price * slope + relief) * hours - DEFAULTS.add_on_cost_curvature * hours * hours / 2.0

    assert best == pytest.approx(14.0, rel=1e-12)
    assert max((0.5 * step for step in range(81)), key=net_gain) == 14.0


def test_a_street_without_stake_or_liability_adds_nothing():
    assert best_add_on_hours(P, 0.0, 5.0, 0.0) == 0.0


def test_a_street_that_learned_that_paper_hurts_its_score_adds_nothing():
    assert best_add_on_hours(P, 3.0, -0.2, 0.0) == 0.0


def test_add_ons_stop_at_the_most_a_community_can_be_asked():
    assert best_add_on_hours(P, 100.0, 10.0, 0.0) == DEFAULTS.max_add_on_hours


def test_the_learned_slope_is_the_weighted_least_squares_slope():
    months = [(1.0, 0.4), (-2.0, -0.5), (0.0, 0.3), (3.0, 1.1), (0.5, -0.2)]
    slope, weight = 0.0, 0.0
    for d_hours, d_score in months:
        slope = updated_slope(P, slope, weight, d_hours, d_score)
        weight = updated_weight(P, weight, d_hours)
    ages = range(len(months) - 1, -1, -1)
    fades = [DEFAULTS.forgetting**age for age in ages]
    products = sum(fade * x * y for fade, (x, y) in zip(fades, months, strict=True))
    squares = sum(fade * x * x for fade, (x, _) in zip(fades, months, strict=True))
    assert weight == pytest.approx(squares, rel=1e-12)
    assert slope == pytest.approx(products / squares, rel=1e-12)


def test_a_month_without_change_teaches_nothing():
    assert updated_slope(P, 0.7, 5.0, 0.0, 3.0) == 0.7
    assert updated_slope(P, 0.7, 0.0, 0.0, 3.0) == 0.7


def test_a_street_without_experience_believes_its_first_month():
    assert updated_slope(P, 0.7, 0.0, 2.0, 3.0) == pytest.approx(1.5, rel=1e-12)


@settings(deadline=None)
@given(
    each=st.floats(0.0, 40.0),
    overlap=units,
    sharing=units,
    price=st.floats(0.0, 50.0),
    slope=st.floats(-2.0, 2.0),
    relief=st.floats(0.0, 5.0),
    weight=st.floats(0.0, 1000.0),
    d_hours=changes,
    d_score=changes,
)
def test_values_stay_in_range_move_as_promised_and_compiled_equals_plain_python(
    each, overlap, sharing, price, slope, relief, weight, d_hours, d_score
):
    for rule, arguments in [
        (item_hours, (P, each, overlap, sharing)),
        (best_add_on_hours, (P, price, slope, relief)),
        (updated_weight, (P, weight, d_hours)),
        (updated_slope, (P, slope, weight, d_hours, d_score)),
    ]:
        assert rule(*arguments) == rule.py_func(*arguments)
    assert 0.0 <= item_hours(P, each, overlap, sharing) <= each
    assert item_hours(P, each, overlap, 1.0) <= item_hours(P, each, overlap, sharing)
    hours = best_add_on_hours(P, price, slope, relief)
    assert 0.0 <= hours <= DEFAULTS.max_add_on_hours
    assert hours <= best_add_on_hours(P, price, slope, relief + 0.1)
    assert hours <= best_add_on_hours(P, price, slope + 0.1, relief)
    assert updated_weight(P, weight, d_hours) >= 0.0


@pytest.mark.parametrize("name", DirectiveParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = DirectiveParameters(**{name: 0.9 * getattr(DEFAULTS, name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
