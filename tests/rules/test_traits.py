"""Who people are: medians, order and range of the traits that no margin counts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import AT_HOME, OFFICE_HOURS, SHIFTS
from sim.parameters import as_record
from sim.rules.traits import TraitsParameters, daily_rhythm, digital_skill, elderly_age, free_time, share_around

P = as_record(TraitsParameters())


def test_the_median_of_a_trait_is_its_level():
    assert share_around(0.3, 0.9, 0.0) == pytest.approx(0.3, abs=1e-12)


@given(level=st.floats(0.01, 0.99), spread=st.floats(0.0, 3.0), normal=st.floats(-8.0, 8.0))
def test_a_trait_stays_a_share_and_rises_with_the_draw(level, spread, normal):
    trait = share_around(level, spread, normal)
    assert 0.0 < trait < 1.0
    assert share_around(level, spread, normal + 0.5) >= trait
    assert trait == share_around.py_func(level, spread, normal)


def test_digital_skill_falls_with_age_and_rises_with_the_draw():
    assert digital_skill(P, 20.0, 0.0) > digital_skill(P, 75.0, 0.0)
    assert digital_skill(P, 50.0, 1.0) > digital_skill(P, 50.0, -1.0)


def test_the_elderly_are_sixty_or_more_with_the_stated_mean_excess():
    assert elderly_age(P, 1e-12) == pytest.approx(60.0)
    assert elderly_age(P, 1.0 - math.exp(-1.0)) == pytest.approx(60.0 + P.elderly_mean_excess_years)
    assert elderly_age(P, 1.0 - 1e-12) == 99.0


def test_rhythm_follows_age_and_the_stated_shares():
    assert daily_rhythm(P, 70.0, 0.99) == AT_HOME
    assert daily_rhythm(P, 10.0, 0.01) == OFFICE_HOURS
    assert daily_rhythm(P, 40.0, P.at_home_share - 1e-9) == AT_HOME
    assert daily_rhythm(P, 40.0, P.at_home_share + 1e-9) == SHIFTS
    assert daily_rhythm(P, 40.0, P.at_home_share + P.shift_share + 1e-9) == OFFICE_HOURS


def test_people_at_home_have_more_free_time():
    assert free_time(P, AT_HOME) == P.free_time_at_home
    assert free_time(P, OFFICE_HOURS) == free_time(P, SHIFTS) == P.free_time_working


def test_digital_skill_has_the_declared_level_slope_and_spread_on_the_logit_scale():
    def logit(skill):
        return math.log(skill / (1.0 - skill))

    assert logit(digital_skill(P, 16.0, 0.0)) == pytest.approx(P.digital_level)
    assert logit(digital_skill(P, 36.0, 0.0)) == pytest.approx(P.digital_level + 20.0 * P.digital_age_slope)
    assert logit(digital_skill(P, 16.0, 1.0)) == pytest.approx(P.digital_level + P.digital_spread)


def test_at_sixteen_one_may_work_and_at_sixty_one_is_at_home():
    assert daily_rhythm(P, 16.0, 1e-9) == AT_HOME
    assert daily_rhythm(P, 15.99, 1e-9) == OFFICE_HOURS
    assert daily_rhythm(P, 60.0, 1.0 - 1e-9) == AT_HOME
    assert daily_rhythm(P, 59.99, 1.0 - 1e-9) == OFFICE_HOURS
