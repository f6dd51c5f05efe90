import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import COMMODITY, OLD, RELOCATED, UNIT_HOUSING
from sim.parameters import as_record
from sim.rules import need
from sim.rules.need import NeedParameters

P = as_record(NeedParameters())
RULES = [f for f in vars(need).values() if hasattr(f, "py_func") and f.py_func.__module__ == need.__name__]

uniforms = st.floats(1e-12, 1.0 - 1e-12)


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    shares = tuple(need.legacy_share(p, kind) for kind in (COMMODITY, RELOCATED, OLD, UNIT_HOUSING))
    ages = (need.age_factor(p, 12.0), need.age_factor(p, 500.0))
    free_of_parameters = (
        need.rate_per_hour(1.0, 10, 1.0),
        need.season_factor(0.5, 200.0, 20.0),
        need.is_kept(1.0, 2.0, 0.3),
        need.hours_needed(2.0, 0.8, -0.5),
        need.hours_to_lapse(3.0, 0.5),
        need.hours_to_neighbours(0.1, 0.5, 0.5),
    )
    return (*shares, *ages, need.is_legacy(p, OLD, 0.1), need.legacy_hours_factor(p), *free_of_parameters)


def test_one_matter_per_unit_and_year_makes_one_per_hour_for_8760_units():
    assert need.rate_per_hour(1.0, 8760, 1.0) == 1.0
    assert need.rate_per_hour(2.0, 8760, 1.5) == 3.0


def test_rates_of_two_places_add_up_to_the_rate_of_both_together():
    both = need.rate_per_hour(0.3, 500, 1.2)
    assert need.rate_per_hour(0.3, 200, 1.2) + need.rate_per_hour(0.3, 300, 1.2) == pytest.approx(both, rel=1e-12)


def test_no_units_no_needs():
    assert need.rate_per_hour(5.0, 0, 2.0) == 0.0


def test_buildings_wear_only_after_the_wear_free_years_and_up_to_a_cap():
    assert need.age_factor(P, 0.0) == 1.0
    assert need.age_factor(P, float(P.wear_free_years)) == 1.0
    assert need.age_factor(P, float(P.wear_free_years) + 5.0) == pytest.approx(1.0 + 5.0 * P.wear_per_year)
    assert need.age_factor(P, 1000.0) == P.max_age_factor


def test_season_keeps_the_yearly_mean_and_peaks_on_its_day():
    year = [need.season_factor(0.7, 190.0, float(day)) for day in range(365)]
    assert sum(year) / 365.0 == pytest.approx(1.0, rel=1e-12)
    assert need.season_factor(0.7, 190.0, 190.0) == 1.7
    assert max(year) == 1.7


def test_season_without_amplitude_is_flat():
    assert {need.season_factor(0.0, 190.0, float(day)) for day in range(0, 365, 30)} == {1.0}


def test_thinning_keeps_the_ratio_of_the_two_rates():
    n = 1000
    kept = sum(need.is_kept(0.3, 1.2, (i + 0.5) / n) for i in range(n))
    assert kept == n // 4


def test_thinning_keeps_all_at_the_bound_and_none_at_rate_zero():
    assert need.is_kept(2.0, 2.0, 1.0 - 1e-15)
    assert not need.is_kept(0.0, 2.0, 1e-15)


def test_hours_needed_have_the_stated_median_and_spread_in_logs():
    assert need.hours_needed(3.0, 0.9, 0.0) == 3.0
    assert math.log(need.hours_needed(3.0, 0.9, 1.0) / 3.0) == pytest.approx(0.9, rel=1e-12)
    assert need.hours_needed(3.0, 0.0, 2.5) == 3.0


def test_half_of_the_needs_lapse_within_a_half_life_and_three_quarters_within_two():
    assert need.hours_to_lapse(5.0, 0.5) == pytest.approx(120.0, rel=1e-12)
    assert need.hours_to_lapse(5.0, 0.75) == pytest.approx(240.0, rel=1e-12)


def test_a_need_with_infinite_half_life_never_lapses():
    assert need.hours_to_lapse(math.inf, 0.001) == math.inf


def test_time_to_neighbours_is_exponential_in_rate_times_trust():
    assert need.hours_to_neighbours(0.5, 0.4, 0.5) == pytest.approx(24.0 * math.log(2.0) / 0.2, rel=1e-12)


def test_neighbours_never_settle_without_trust_or_beyond_their_reach():
    assert need.hours_to_neighbours(0.5, 0.0, 0.3) == math.inf
    assert need.hours_to_neighbours(0.0, 1.0, 0.3) == math.inf


def test_legacy_problems_gather_in_old_and_relocated_compounds():
    elsewhere = max(need.legacy_share(P, COMMODITY), need.legacy_share(P, UNIT_HOUSING))
    assert min(need.legacy_share(P, OLD), need.legacy_share(P, RELOCATED)) > elsewhere


def test_share_of_legacy_matters_is_the_declared_one():
    n = 1000
    legacy = sum(need.is_legacy(P, OLD, (i + 0.5) / n) for i in range(n))
    assert legacy == round(n * NeedParameters().legacy_share_old)


def test_legacy_problems_take_at_least_the_hours_of_ordinary_ones():
    assert need.legacy_hours_factor(P) >= 1.0


@settings(deadline=None)
@given(
    rate=st.floats(0.0, 100.0),
    units=st.integers(0, 100_000),
    age=st.floats(0.0, 150.0),
    amplitude=st.floats(0.0, 1.0),
    day=st.floats(-400.0, 1000.0),
    peak=st.floats(0.0, 365.0),
    kind=st.integers(COMMODITY, UNIT_HOUSING),
    trust=st.floats(0.0, 1.0),
    normal=st.floats(-8.0, 8.0),
    uniform=uniforms,
)
def test_values_stay_in_range_and_compiled_equals_plain_python(
    rate, units, age, amplitude, day, peak, kind, trust, normal, uniform
):
    calls = [
        (need.rate_per_hour, (rate, units, 1.5)),
        (need.age_factor, (P, age)),
        (need.season_factor, (amplitude, peak, day)),
        (need.is_kept, (rate, 100.0, uniform)),
        (need.hours_needed, (2.0, 1.5, normal)),
        (need.legacy_share, (P, kind)),
        (need.is_legacy, (P, kind, uniform)),
        (need.legacy_hours_factor, (P,)),
        (need.hours_to_lapse, (10.0, uniform)),
        (need.hours_to_neighbours, (rate, trust, uniform)),
    ]
    assert {rule for rule, _ in calls} == set(RULES)
    for rule, arguments in calls:
        assert rule(*arguments) == rule.py_func(*arguments)
    assert 1.0 <= need.age_factor(P, age) <= P.max_age_factor
    assert 0.0 <= need.season_factor(amplitude, peak, day) <= 1.0 + amplitude
    assert need.hours_to_lapse(10.0, uniform) > 0.0
    assert need.hours_to_neighbours(rate, trust, uniform) > 0.0


@settings(deadline=None)
@given(low=uniforms, high=uniforms)
def test_waiting_times_rise_with_the_draw(low, high):
    low, high = min(low, high), max(low, high)
    assert need.hours_to_lapse(4.0, low) <= need.hours_to_lapse(4.0, high)
    assert need.hours_to_neighbours(0.2, 0.5, low) <= need.hours_to_neighbours(0.2, 0.5, high)


@pytest.mark.parametrize("name", NeedParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    doubled = NeedParameters(**{name: 1.5 * getattr(NeedParameters(), name)})
    assert outputs(as_record(doubled)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)
