import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import INDICATOR
from sim.parameters import as_record
from sim.rules import effort_choice
from sim.rules.assessment import Scoring, weighted_points
from sim.rules.effort import (
    COPING,
    MASS_WORK_SHARE,
    MEASURED_SHARE,
    N_ACTIONS,
    OVERTIME,
    EffortParameters,
    Situation,
    action_worth,
    served_by,
)
from sim.rules.effort_choice import (
    COPING_GRID,
    MASS_WORK_GRID,
    MEASURED_GRID,
    OVERTIME_GRID,
    choose_action,
    effort_room,
    forecast_scores,
    moved_towards,
    shadow_prices,
)
from sim.rules.forecast import Outlook, anchor_at, expected_indicators, expected_score, glossed_share
from sim.rules.incentive import indicator_payoff, pass_payoff, place_payoff
from sim.rules.stakes import bottom_prizes, linear_prizes, make_stakes, top_prizes
from tests.rules.rule_checks import SHARE, Facts, check_facts, idle_parameters

N, N_UNITS = len(INDICATOR), 8
P = as_record(EffortParameters())
SITUATION = Situation(
    regular_hours=8.0,
    duty_hours=2.0,
    permitted_overtime_hours=3.0,
    workdays_per_week=5.0,
    statutory_week_hours=40.0,
    demand_hours=6.5,
    strain=0.2,
    orders=100.0,
    caught_prob=0.3,
    permitted_coping=1.0,
    overtime_curvature=0.02,
    strain_cost=1.0,
)
LAST = np.array([0.75, 0.8, 0.0, 0.5])
WEIGHTS = np.array([10.0, 25.0, 25.0, 20.0, 10.0, 10.0])
SCORING = Scoring(WEIGHTS, np.array([0.5, 0.4, 0.48, 0.5, 0.1, 0.4]), np.ones(N))
SEEN = np.array([0.85, 0.75, 0.8, 0.8, 0.5, 0.75])
OWN_MEAN = weighted_points(SEEN, WEIGHTS, SCORING)
OUTLOOK = Outlook(SEEN, np.full(N, 0.05), WEIGHTS, OWN_MEAN, 4.0, np.full(N_UNITS, OWN_MEAN), np.full(N_UNITS, 4.0))
STANDARDS = SEEN
FORMS = {
    "nothing": make_stakes(N_UNITS),
    "linear": make_stakes(N_UNITS, prizes=linear_prizes(N_UNITS, 20.0)),
    "winner": make_stakes(N_UNITS, prizes=top_prizes(N_UNITS, 1, 20.0)),
    "last place": make_stakes(N_UNITS, prizes=bottom_prizes(N_UNITS, 1, 20.0)),
    "total": make_stakes(N_UNITS, total_prize=20.0, standard=OWN_MEAN),
    "all required": make_stakes(N_UNITS, required_prize=20.0, indicator_standards=STANDARDS),
    "each paid": make_stakes(N_UNITS, indicator_prizes=[20.0 / N] * N, indicator_standards=STANDARDS),
    "mixed": make_stakes(N_UNITS, prizes=linear_prizes(N_UNITS, 10.0), total_prize=10.0, standard=OWN_MEAN),
}


def chosen(stakes, p=P, unit=0, situation=SITUATION, outlook=OUTLOOK, last=LAST, choose=choose_action):
    out = np.zeros(N_ACTIONS)
    value = choose(p, unit, last, situation, outlook, SCORING, stakes, effort_room(N_UNITS), out)
    return out, value


def prices(action, stakes, unit=0, situation=SITUATION, outlook=OUTLOOK, price=shadow_prices):
    expected, marginals = np.zeros(N), np.zeros(N)
    room = effort_room(N_UNITS)
    found = price(P, unit, action, LAST, situation, outlook, SCORING, stakes, room, expected, marginals)
    return (*found, expected, marginals)


def value_of(action, stakes, situation=SITUATION, outlook=OUTLOOK):
    """Value of one action, put together from the small rules, without any curve or shared work."""
    before = anchor_at(P, LAST, situation, outlook, SCORING)
    served = served_by(P, action, situation)
    expected = np.zeros(N)
    expected_indicators(
        served, glossed_share(served, action[COPING], situation.caught_prob), before, outlook.indicators, expected
    )
    points = weighted_points(expected, outlook.weights, SCORING)
    own_mean = expected_score(outlook.own_mean, points, before.points)
    prizes = place_payoff(own_mean, outlook.own_sd, 0, outlook.means, outlook.sds, stakes.prizes, np.zeros(N_UNITS))
    prizes += pass_payoff(own_mean, outlook.own_sd, stakes.standard, stakes.total_prize)
    prizes += indicator_payoff(expected, outlook.indicator_sds, stakes)
    return prizes + action_worth(P, action, served, situation)


def test_the_family_has_no_other_rule():
    found = [f for f in vars(effort_choice).values() if hasattr(f, "py_func")]
    own = {f for f in found if f.py_func.__module__ == effort_choice.__name__}
    assert own == {choose_action, forecast_scores, moved_towards, shadow_prices}


def test_moving_towards_the_best_keeps_its_promises():
    arguments = {"current": SHARE, "best": SHARE, "fraction": SHARE}
    check_facts(EffortParameters, Facts(moved_towards, arguments, rising=("current", "best"), reads_parameters=False))
    assert moved_towards(2.0, 4.0, 0.25) == 2.5
    assert moved_towards(2.0, 4.0, 1.0) == 4.0


@pytest.mark.parametrize("form", FORMS)
def test_compiled_and_plain_python_choose_alike_to_the_last_bit(form):
    action, value = chosen(FORMS[form])
    plain_action, plain_value = chosen(FORMS[form], choose=choose_action.py_func)
    assert action.tolist() == plain_action.tolist()
    assert value == plain_value
    rooms = [effort_room(N_UNITS), effort_room(N_UNITS)]
    before = anchor_at(P, LAST, SITUATION, OUTLOOK, SCORING)
    forecast_scores(P, before, SITUATION, OUTLOOK, SCORING, FORMS[form], rooms[0])
    forecast_scores.py_func(P, before, SITUATION, OUTLOOK, SCORING, FORMS[form], rooms[1])
    assert np.array_equal(rooms[0].scores, rooms[1].scores)
    assert np.array_equal(rooms[0].prizes, rooms[1].prizes)
    for one, other in zip(
        prices(action, FORMS[form]), prices(action, FORMS[form], price=shadow_prices.py_func), strict=True
    ):
        assert np.array_equal(one, other)
    assert [len(rule.signatures) for rule in (choose_action, forecast_scores, shadow_prices)] == [1, 1, 1]


# --- the best of the grid -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_no_action_of_the_grid_is_worth_more_than_the_chosen_one(form):
    stakes = FORMS[form]
    action, value = chosen(stakes)
    # The curve may err by step**4 x fourth derivative / 384, at a quarter of the noise per step: 3 x 20 / 4**4 / 384.
    curve_error = 3.0 * 20.0 / 4.0**4 / 384.0
    assert value == pytest.approx(value_of(action, stakes), abs=curve_error)
    for overtime in OVERTIME_GRID:
        for measured in MEASURED_GRID:
            for coping in COPING_GRID:
                for mass_work in MASS_WORK_GRID[[0, 2, 4]]:
                    other = np.array([3.0 * overtime, 0.4 + 0.6 * measured, coping, mass_work])
                    assert value_of(other, stakes) <= value + curve_error


def test_among_actions_worth_the_same_the_one_with_the_fewest_hours_is_chosen():
    # Duties fill the day beyond all permitted overtime, and nothing can be glossed over: all actions come to the same.
    posted = SITUATION._replace(duty_hours=12.0, permitted_coping=0.0)
    action, _ = chosen(FORMS["linear"], situation=posted)
    assert action.tolist() == [0.0, P.smallest_measured_share, 0.0, 0.0]


def test_a_unit_takes_the_best_action_even_across_a_valley():
    # A prize far above: small efforts cost and bring nothing, a great effort brings the prize.
    reckoning, reach = as_record(EffortParameters(honest_work_value=0.0)), 12.0
    stakes = make_stakes(N_UNITS, total_prize=60.0, standard=OWN_MEAN + reach)
    action, value = chosen(stakes, p=reckoning, situation=SITUATION._replace(overtime_curvature=0.005))
    assert action[OVERTIME] > 0.0
    half_way = action.copy()
    half_way[OVERTIME] *= 0.5
    half_way[MEASURED_SHARE] = 0.5 * (action[MEASURED_SHARE] + LAST[MEASURED_SHARE])
    assert prices(action, stakes)[1] > OWN_MEAN + reach
    assert value_of(half_way, stakes) < value


# --- limiting cases -------------------------------------------------------------------------------------------------
NEUTRAL = {
    "no spread": make_stakes(N_UNITS, prizes=linear_prizes(N_UNITS, 0.0)),
    "a standard nobody misses": make_stakes(N_UNITS, total_prize=20.0, standard=-np.inf),
    "a standard nobody reaches": make_stakes(N_UNITS, total_prize=20.0, standard=np.inf),
    "nothing required": make_stakes(N_UNITS, required_prize=20.0, is_required=[0.0] * N),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_stakes_that_no_effort_moves_change_nothing(name):
    action, _ = chosen(FORMS["nothing"])
    assert chosen(NEUTRAL[name])[0].tolist() == action.tolist()
    shadow_price, _, _, marginals = prices(LAST, NEUTRAL[name])
    assert shadow_price == 0.0
    assert marginals.tolist() == [0.0] * N


def test_swapping_the_labels_of_two_identical_units_changes_no_bit():
    means = np.array([OWN_MEAN, OWN_MEAN, 70.0, 64.0, 81.0, 77.0, 69.0, 90.0])
    outlook = OUTLOOK._replace(means=means)
    for stakes in FORMS.values():
        assert (
            chosen(stakes, unit=0, outlook=outlook)[0].tolist() == chosen(stakes, unit=1, outlook=outlook)[0].tolist()
        )
        for one, other in zip(
            prices(LAST, stakes, unit=0, outlook=outlook), prices(LAST, stakes, unit=1, outlook=outlook), strict=True
        ):
            assert np.array_equal(one, other)


def test_at_full_marks_in_everything_a_point_is_worth_nothing():
    perfect = OUTLOOK._replace(indicators=np.ones(N), own_mean=100.0)
    for form in ("linear", "winner", "total", "mixed"):
        shadow_price, own_mean, _, marginals = prices(LAST, FORMS[form], outlook=perfect)
        assert (shadow_price, own_mean) == (0.0, 100.0)
        assert marginals.tolist() == [0.0] * N


def test_at_the_standard_a_point_is_worth_0_3989_of_the_prize_over_the_noise():
    shadow_price, own_mean, expected, marginals = prices(LAST, FORMS["total"])
    assert own_mean == OWN_MEAN
    assert expected.tolist() == SEEN.tolist()
    assert round(shadow_price * 4.0 / 20.0, 4) == 0.3989
    slopes = WEIGHTS / (SCORING.caps - SCORING.floors)
    assert marginals == pytest.approx(shadow_price * slopes, rel=1e-12)


def test_among_units_alike_a_point_is_worth_0_2821_of_the_spread_over_the_noise():
    shadow_price, *_ = prices(LAST, FORMS["linear"])
    assert round(shadow_price * 4.0 / 20.0, 4) == 0.2821


# --- what stakes do to the choice -----------------------------------------------------------------------------------
def test_with_stakes_the_unit_measured_by_them_serves_more_and_leaves_less_for_mass_work():
    idle, _ = chosen(FORMS["nothing"])
    driven, _ = chosen(FORMS["linear"])
    assert served_by(P, driven, SITUATION) > served_by(P, idle, SITUATION)
    slack = [(1.0 - a[MEASURED_SHARE]) * a[MASS_WORK_SHARE] for a in (idle, driven)]
    assert slack[1] < slack[0]


def test_coping_appears_only_where_it_pays_and_is_possible():
    loose = SITUATION._replace(caught_prob=0.0, demand_hours=12.0)
    shameless = as_record(EffortParameters(honest_work_value=0.0))
    stakes = make_stakes(N_UNITS, prizes=linear_prizes(N_UNITS, 100.0))
    assert chosen(stakes, p=shameless, situation=loose)[0][COPING] > 0.0
    assert chosen(stakes, p=shameless, situation=loose._replace(permitted_coping=0.0))[0][COPING] == 0.0
    assert chosen(stakes, p=shameless, situation=loose._replace(caught_prob=1.0))[0][COPING] == 0.0
    assert chosen(FORMS["nothing"], situation=loose)[0][COPING] == 0.0


def test_a_tired_unit_works_less_overtime():
    stakes = make_stakes(N_UNITS, prizes=linear_prizes(N_UNITS, 40.0))
    hard = SITUATION._replace(demand_hours=10.0)
    fresh, _ = chosen(stakes, situation=hard._replace(strain=0.0))
    tired, _ = chosen(stakes, situation=hard._replace(strain=1.0))
    assert tired[OVERTIME] < fresh[OVERTIME]


@settings(max_examples=30, deadline=None)
@given(
    seen=st.lists(st.floats(0.0, 1.0), min_size=N, max_size=N).map(np.array),
    shares=st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4),
    own_sd=st.floats(0.5, 15.0),
    duty=st.floats(0.0, 14.0),
    demand=st.floats(0.0, 14.0),
    form=st.sampled_from(sorted(FORMS)),
)
def test_whatever_was_seen_the_choice_is_an_action_and_its_forecast_lies_in_range(
    seen, shares, own_sd, duty, demand, form
):
    situation = SITUATION._replace(duty_hours=duty, demand_hours=demand)
    outlook = OUTLOOK._replace(indicators=seen, own_sd=own_sd, own_mean=weighted_points(seen, WEIGHTS, SCORING))
    last = np.array([3.0 * shares[0], 0.4 + 0.6 * shares[1], shares[2], shares[3]])
    action, value = chosen(FORMS[form], situation=situation, outlook=outlook, last=last)
    assert np.isfinite(value)
    assert 0.0 <= action[OVERTIME] <= 3.0
    assert P.smallest_measured_share <= action[MEASURED_SHARE] <= 1.0
    assert 0.0 <= action[COPING] <= 1.0
    assert 0.0 <= action[MASS_WORK_SHARE] <= 1.0
    shadow_price, own_mean, expected, marginals = prices(action, FORMS[form], situation=situation, outlook=outlook)
    assert shadow_price >= -1e-12
    assert 0.0 <= own_mean <= 100.0
    assert ((expected >= 0.0) & (expected <= 1.0)).all()
    assert (marginals >= -1e-9).all()


# --- parameters -----------------------------------------------------------------------------------------------------
def decisions(p):
    """What a unit decides in three situations, and where it stands a month later."""
    strained = SITUATION._replace(strain=0.8, demand_hours=9.0)
    found = []
    for situation in (SITUATION, strained, strained._replace(caught_prob=0.1)):
        for form in ("linear", "total", "nothing"):
            action, value = chosen(FORMS[form], p=p, situation=situation)
            found += [
                value,
                *(moved_towards(float(a), float(b), p.monthly_move) for a, b in zip(LAST, action, strict=True)),
            ]
    found.append(action_worth(p, np.array([0.0, 0.8, 0.5, 0.0]), 0.7, SITUATION))
    return found


def test_every_parameter_moves_some_decision():
    assert idle_parameters(EffortParameters, decisions) == []


def test_where_false_closures_are_impossible_coping_changes_no_forecast_and_no_price():
    honest = SITUATION._replace(permitted_coping=0.0)
    coping, plain = np.array([0.75, 0.8, 0.5, 0.5]), np.array([0.75, 0.8, 0.0, 0.5])
    for one, other in zip(
        prices(coping, FORMS["linear"], situation=honest), prices(plain, FORMS["linear"], situation=honest), strict=True
    ):
        assert np.array_equal(one, other)
    assert not np.array_equal(prices(coping, FORMS["linear"])[2], prices(plain, FORMS["linear"])[2])
