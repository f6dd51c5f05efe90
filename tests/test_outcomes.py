"""Outcomes of a run: estimators against theory, hand-worked cases and a second opinion; conservation; windows."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.columns import CURVE_HOURS, LAPSED_CURVE, NEED_BASED, NEIGHBOURS_CURVE, OUTCOMES, column_names
from sim.names import (
    CLOSURE_FALSE,
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    CLOSURE_OPEN,
    CLOSURE_TRUE,
    EMERGENCY,
    INBOUND,
    LOCAL,
    NORMAL,
    RETURN,
)
from sim.outcomes import activity_gaps, matter_hours, response_curves, run_outcomes
from sim.response_clocks import read_clocks, waits
from sim.survival import cumulative_incidence, kaplan_meier, restricted_mean
from tests.analysis.synthetic import ASSESSMENT, GOVERNANCE, N_COMMUNITIES, synthetic_run

NAN = float("nan")

durations_and_causes = st.lists(
    st.tuples(st.integers(0, 50).map(float), st.integers(0, 3)), min_size=1, max_size=60
).map(lambda rows: (np.array([row[0] for row in rows]), np.array([row[1] for row in rows])))


# --- estimators -------------------------------------------------------------------------------------------------------
def test_kaplan_meier_of_a_case_worked_by_hand() -> None:
    # At 1 one of five ends; at 2 one of four, another is censored then; at 4 one of two; the last is censored at 5.
    times, without = kaplan_meier([1.0, 2.0, 2.0, 4.0, 5.0], [True, True, False, True, False])
    assert times.tolist() == [1.0, 2.0, 4.0]
    np.testing.assert_allclose(without, [4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 * 1 / 2], rtol=1e-15)


def test_cumulative_incidence_of_a_case_worked_by_hand() -> None:
    # Four at risk: at 1 an event (1/4); at 2 one ends otherwise (3/4 x 1/3); at 3 one is censored; at 4 an event, all
    # of what is left (1/2).
    times, shares = cumulative_incidence([1.0, 2.0, 3.0, 4.0], [1, 2, 0, 1], 2)
    assert times.tolist() == [1.0, 2.0, 4.0]
    np.testing.assert_allclose(shares, [[0.25, 0.0], [0.25, 0.25], [0.75, 0.25]], rtol=1e-15)


@given(durations_and_causes)
def test_shares_by_cause_and_the_share_not_ended_sum_to_one(case: tuple[np.ndarray, np.ndarray]) -> None:
    hours, causes = case
    times, shares = cumulative_incidence(hours, causes, 3)
    ends, without = kaplan_meier(hours, causes > 0)
    np.testing.assert_array_equal(times, ends)
    np.testing.assert_allclose(shares.sum(axis=1) + without, 1.0, rtol=1e-12)


@given(durations_and_causes, st.integers(1, 60).map(float))
def test_a_restricted_mean_stays_within_the_horizon(case: tuple[np.ndarray, np.ndarray], horizon: float) -> None:
    assert 0.0 <= restricted_mean(*case, horizon) <= horizon * (1 + 1e-12)


@given(durations_and_causes, st.integers(1, 60).map(float))
def test_waiting_longer_never_shortens_a_restricted_mean(case: tuple[np.ndarray, np.ndarray], horizon: float) -> None:
    hours, causes = case
    assert restricted_mean(hours + 1.0, causes, horizon) >= restricted_mean(hours, causes, horizon) - 1e-9


@given(durations_and_causes)
def test_without_early_censoring_the_area_is_the_mean_of_what_happened(case: tuple[np.ndarray, np.ndarray]) -> None:
    hours, causes = case
    watched = np.where(causes == 0, 60.0, hours)  # censored only beyond the horizon
    expected = np.mean(np.where(causes == 1, np.minimum(watched, 50.0), 50.0))
    assert restricted_mean(watched, causes, 50.0) == pytest.approx(expected, rel=1e-12)
    # One row censored below the horizon by a hair forces the general way; it must agree but for that hair.
    general = restricted_mean(np.append(watched, 50.0 - 1e-9), np.append(causes, 0), 50.0)
    n = hours.size
    assert general == pytest.approx((n * expected + 50.0) / (n + 1), abs=1e-6)


def test_who_ends_otherwise_waits_to_the_horizon() -> None:
    assert restricted_mean([2.0, 4.0], [1, 2], 10.0) == pytest.approx((2.0 + 10.0) / 2)
    assert restricted_mean([2.0, 4.0], [1, 1], 10.0) == pytest.approx((2.0 + 4.0) / 2)


def test_exponential_waits_have_the_restricted_mean_of_theory() -> None:
    # Event and competing end with rates a and b: F_1(t) = a/(a+b) (1 - exp(-(a+b) t)); censoring is independent.
    rng = np.random.default_rng(11)
    n, a, b, horizon = 40_000, 0.08, 0.04, 30.0
    event, other, censor = (rng.exponential(1 / rate, n) for rate in (a, b, 0.02))
    first = np.minimum(np.minimum(event, other), censor)
    causes = np.where(first == event, 1, np.where(first == other, 2, 0))
    share = a / (a + b)
    area = share * (horizon - (1 - np.exp(-(a + b) * horizon)) / (a + b))
    # Standard error of a mean of values within [0, 30]: at most 15 / sqrt(n); half of the cases are censored.
    tolerance = 4 * 15.0 / np.sqrt(n / 2)
    assert restricted_mean(first, causes, horizon) == pytest.approx(horizon - area, abs=tolerance)


def test_nothing_has_no_restricted_mean() -> None:
    assert np.isnan(restricted_mean([], [], 30.0))


@pytest.mark.parametrize("durations", [[-1.0], [NAN], [np.inf]])
def test_impossible_durations_are_refused(durations: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        restricted_mean(durations, [1], 30.0)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        kaplan_meier([1.0, 2.0], [True])


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_lifelines_agrees() -> None:
    lifelines = pytest.importorskip("lifelines")
    from lifelines.utils import restricted_mean_survival_time

    rng = np.random.default_rng(5)
    hours = rng.permutation(np.arange(1.0, 201.0))  # no ties: lifelines spreads tied competing ends at random
    causes = rng.choice(3, hours.size, p=(0.3, 0.5, 0.2))

    kaplan = lifelines.KaplanMeierFitter().fit(hours, causes == 1)
    times, without = kaplan_meier(hours, causes == 1)
    np.testing.assert_allclose(without, kaplan.survival_function_at_times(times), rtol=1e-12)
    area = restricted_mean_survival_time(kaplan, t=150.0)
    assert restricted_mean(hours, causes == 1, 150.0) == pytest.approx(area, rel=1e-12)

    for cause in (1, 2):
        fit = lifelines.AalenJohansenFitter(calculate_variance=False).fit(hours, causes, event_of_interest=cause)
        times, shares = cumulative_incidence(hours, causes, 2)
        theirs = fit.cumulative_density_.reindex(times, method="ffill").to_numpy()[:, 0]
        np.testing.assert_allclose(shares[:, cause - 1], theirs, rtol=1e-12)


def test_waits_tell_event_other_end_and_still_open_apart() -> None:
    start = [0.0, 0.0, 10.0, 5.0, 0.0]
    event = [4.0, NAN, 30.0, NAN, 200.0]
    other = [NAN, 7.0, 20.0, NAN, NAN]
    hours, causes = waits(start, event, other, end_of_run=100.0)
    assert hours.tolist() == [4.0, 7.0, 10.0, 95.0, 100.0]
    assert causes.tolist() == [1, 2, 2, 0, 0]


# --- a run worked by hand ---------------------------------------------------------------------------------------------
def _matters(**columns: list[Any]) -> dict[str, np.ndarray]:
    n = len(columns["arose_hours"])
    rows = {
        "matter_id": list(range(n)),
        "community_id": [0] * n,
        "phase": [NORMAL] * n,
        "reporter_group": [LOCAL] * n,
        "n_handoffs": [0] * n,
        "voiced_hours": columns["arose_hours"],
        "dispatched_hours": columns["arose_hours"],
        "first_response_hours": [NAN] * n,
        "resolved_hours": [NAN] * n,
        "ended_hours": [NAN] * n,
        "closure": [CLOSURE_OPEN] * n,
    } | columns
    return {name: np.array(values) for name, values in rows.items()}


def _orders(**columns: list[Any]) -> dict[str, np.ndarray]:
    n = len(columns["matter_id"])
    rows = {
        "community_id": [0] * n,
        "phase": [NORMAL] * n,
        "is_repeat": [0] * n,
        "is_withdrawn": [0] * n,
        "made_hours": [0.0] * n,
        "dispatched_hours": [0.0] * n,
        "deadline_hours": [NAN] * n,
        "closed_hours": [NAN] * n,
        "is_satisfied": [-1] * n,
    } | columns
    return {name: np.array(values) for name, values in rows.items()}


DAY = 24.0
FIVE_NEEDS = _matters(
    #            resolved 3 d   false, then 12 d  lapsed         neighbours          never
    arose_hours=[0.0, 0.0, 0.0, 0.0, 2 * DAY],
    voiced_hours=[1 * DAY, 2 * DAY, NAN, NAN, 4 * DAY],
    dispatched_hours=[1 * DAY, 2 * DAY, NAN, NAN, 4 * DAY],
    first_response_hours=[1.5 * DAY, 3 * DAY, NAN, NAN, NAN],
    resolved_hours=[3 * DAY, 12 * DAY, NAN, NAN, NAN],
    ended_hours=[NAN, NAN, 5 * DAY, 6 * DAY, NAN],
    closure=[CLOSURE_TRUE, CLOSURE_TRUE, CLOSURE_LAPSED, CLOSURE_NEIGHBOURS, CLOSURE_OPEN],
    reporter_group=[LOCAL, INBOUND, LOCAL, LOCAL, INBOUND],
    n_handoffs=[1, 3, 0, 0, 2],
)
FIVE_ORDERS = _orders(
    matter_id=[0, 1, 1, 4, -1],
    made_hours=[1 * DAY, 2 * DAY, 6 * DAY, 4 * DAY, 0.0],
    dispatched_hours=[1 * DAY, 2 * DAY, 6 * DAY, 4 * DAY, NAN],
    deadline_hours=[4 * DAY, 4 * DAY, 12 * DAY, 9 * DAY, NAN],  # kept by the first and, just, by the third
    closed_hours=[3 * DAY, 5 * DAY, 12 * DAY, 10 * DAY, 0.1],  # the second and the fourth falsely
    is_repeat=[0, 0, 1, 0, 0],
    is_satisfied=[1, 0, -1, 0, 1],
)


def _tables(matters: dict[str, np.ndarray], orders: dict[str, np.ndarray]) -> dict[str, dict[str, Any]]:
    return synthetic_run(days=60) | {"matters": matters, "orders": orders}


def test_the_clocks_of_five_needs_worked_by_hand() -> None:
    found = run_outcomes(_tables(FIVE_NEEDS, FIVE_ORDERS), days=60)
    assert found["need_based_days"] == pytest.approx((3 + 12 + 30 + 30 + 30) / 5)
    assert found["need_met_days"] == pytest.approx((3 + 12 + 30 + 6 + 30) / 5)
    assert found["experienced_days"] == pytest.approx((2 + 10 + 30) / 3)
    assert found["first_response_days"] == pytest.approx((0.5 + 1 + 30) / 3)
    assert found["official_days"] == pytest.approx((2 + 3 + 6 + 6) / 4)
    assert found["inbound_gap_days"] == pytest.approx((12 + 30) / 2 - (3 + 30 + 30) / 3)
    assert found["handoffs_per_matter"] == pytest.approx((1 + 3 + 2) / 3)


def test_shares_of_five_needs_worked_by_hand() -> None:
    found = run_outcomes(_tables(FIVE_NEEDS, FIVE_ORDERS), days=60)
    assert found["n_needs"] == 5
    assert (found["voiced_share"], found["resolved_share"]) == (3 / 5, 2 / 5)
    assert (found["neighbours_share"], found["lapsed_share"]) == (1 / 5, 1 / 5)
    # All four orders were reported closed; of the fourth's matter nothing was ever resolved.
    assert (found["reported_resolution_share"], found["true_resolution_share"]) == (1.0, 3 / 4)
    assert found["false_closures"] == 2
    assert found["repeat_share"] == 1 / 4
    assert found["overdue_share"] == 2 / 4
    assert found["satisfaction_share"] == 2 / 4  # the consultation was asked too


def test_what_began_in_the_last_thirty_days_or_in_the_burn_in_is_in_no_cohort() -> None:
    late = _matters(arose_hours=[-1.0, 30 * DAY, 30 * DAY + 1.0], resolved_hours=[1.0, 31 * DAY, 31 * DAY])
    clocks = read_clocks(late, FIVE_ORDERS | {"matter_id": np.full(5, -1)}, days=60)
    assert clocks.is_need.tolist() == [False, True, False]


def test_a_run_too_short_for_any_cohort_has_no_response_time() -> None:
    found = run_outcomes(_tables(FIVE_NEEDS, FIVE_ORDERS), days=29)
    assert np.isnan(found["need_based_days"])
    assert np.isnan(found["official_days"])


def test_a_matter_belongs_to_the_phase_in_which_it_arose() -> None:
    phases = {"phase": np.array([NORMAL, NORMAL, EMERGENCY, RETURN, RETURN])}
    found = run_outcomes(_tables(FIVE_NEEDS | phases, FIVE_ORDERS), days=60)
    assert found["need_based_days_normal"] == pytest.approx((3 + 12) / 2)
    assert found["need_based_days_emergency"] == 30
    assert found["need_met_days_return"] == pytest.approx((6 + 30) / 2)
    assert found["n_needs_normal"] + found["n_needs_emergency"] + found["n_needs_return"] == found["n_needs"]


def test_an_order_on_a_matter_without_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="99"):
        read_clocks(FIVE_NEEDS, FIVE_ORDERS | {"matter_id": np.array([0, 1, 1, 99, -1])}, days=60)


def test_a_false_closure_is_one_only_while_the_need_is_open() -> None:
    needs = _matters(
        arose_hours=[0.0, 0.0], resolved_hours=[5.0, NAN], closure=[CLOSURE_TRUE, CLOSURE_FALSE], ended_hours=[NAN, NAN]
    )
    orders = _orders(matter_id=[0, 0, 1], closed_hours=[5.0, 4.0, 4.0])
    assert read_clocks(needs, orders, days=60).is_false.tolist() == [False, True, True]


def test_workload_counts_paid_workers_of_the_committee_by_their_own_weeks() -> None:
    found = run_outcomes(synthetic_run(days=60) | {"actor_months": _two_workers()}, days=60)
    assert found["workload_hours_week"] == pytest.approx((180.0 + 90.0) / (4.0 + 2.0))
    assert found["directives_hours_week"] == pytest.approx((80.0 + 40.0) / 6.0)
    assert found["oncall_hours_week"] == pytest.approx(12.0 / 6.0)
    assert found["rest_breaches_week"] == pytest.approx(3.0 / 6.0)
    assert found["turnover_year"] == pytest.approx(1.0 / (2 * 30 / 365))
    assert found["strain"] == pytest.approx(0.5)


def _two_workers() -> dict[str, np.ndarray]:
    """Two paid grid workers, one of them present half of the month, and an unpaid leader who must not count."""
    months = {name: values[:3].copy() for name, values in synthetic_run(days=60)["actor_months"].items()}
    return months | {
        "worker_kind": np.array([2, 2, 3]),
        "is_paid": np.array([1, 1, 0]),
        "party_kind": np.array([0, 0, 0]),
        "hours_worked": np.array([180.0, 90.0, 500.0]),
        "directives_hours": np.array([80.0, 40.0, 500.0]),
        "oncall_hours": np.array([12.0, 0.0, 99.0]),
        "worker_weeks": np.array([4.0, 2.0, 0.0]),
        "n_rest_breaches": np.array([3, 0, 9]),
        "n_quits": np.array([0, 1, 9]),
        "strain": np.array([0.4, 0.6, 1.0]),
    }


# --- any run ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module", params=[("grid", "none", "normal"), ("network", "pass_fail", "emergency")])
def made_up(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    return synthetic_run(*request.param, seed=8, days=120)


def test_every_outcome_column_of_runs_is_given_in_order(made_up: dict[str, dict[str, Any]]) -> None:
    found = run_outcomes(made_up, days=120)
    declared = [name for name in column_names("runs") if name in found]
    assert list(found) == declared
    assert len(found) == 4 * len(OUTCOMES)
    assert all(type(value) is float for value in found.values())


def test_a_phase_that_did_not_occur_has_no_outcomes() -> None:
    found = run_outcomes(synthetic_run(regime="normal", days=60), days=60)
    assert all(np.isnan(found[outcome.name + "_emergency"]) for outcome in OUTCOMES)


def test_phases_divide_the_hours_of_the_run() -> None:
    found = run_outcomes(synthetic_run("hybrid", "ranking", "emergency", days=120), days=120)
    for name in ("total_paid_hours", "total_hours", "volunteer_hours", "false_closures"):
        parts = sum(found[f"{name}_{phase}"] for phase in ("normal", "emergency", "return"))
        assert parts == pytest.approx(found[name], rel=1e-12)


def test_outcomes_of_all_communities_lie_between_those_of_each(made_up: dict[str, dict[str, Any]]) -> None:
    both = run_outcomes(made_up, days=120)
    each = [run_outcomes(made_up, days=120, communities=[community]) for community in range(N_COMMUNITIES)]
    assert both["n_needs"] == sum(one["n_needs"] for one in each)
    for name in ("need_based_days", "workload_hours_week", "participation_share", "score"):
        assert min(one[name] for one in each) <= both[name] <= max(one[name] for one in each)


def test_the_order_of_rows_changes_nothing(made_up: dict[str, dict[str, Any]]) -> None:
    shuffled = {}
    for name, table in made_up.items():
        order = np.random.default_rng(1).permutation(len(next(iter(table.values()))))
        shuffled[name] = {column: np.asarray(values)[order] for column, values in table.items()}
    before, after = run_outcomes(made_up, days=120), run_outcomes(shuffled, days=120)
    for name, value in before.items():
        assert after[name] == pytest.approx(value, rel=1e-9, nan_ok=True), name


def test_autonomous_and_mobilised_make_up_participation(made_up: dict[str, dict[str, Any]]) -> None:
    found = run_outcomes(made_up, days=120)
    assert found["autonomous_share"] + found["mobilised_share"] == found["participation_share"]


def test_curves_rise_and_the_ends_of_needs_exclude_one_another(made_up: dict[str, dict[str, Any]]) -> None:
    rows = response_curves(made_up, days=120)
    share = rows["share"].reshape(-1, len(CURVE_HOURS))
    assert np.all(np.diff(share, axis=1) >= 0.0)
    whole = rows["window"] == 0
    ends = [rows["share"][whole & (rows["curve"] == curve)] for curve in (NEED_BASED, NEIGHBOURS_CURVE, LAPSED_CURVE)]
    assert np.all(sum(ends) <= 1.0 + 1e-12)


def test_curves_end_at_the_shares_of_the_run(made_up: dict[str, dict[str, Any]]) -> None:
    rows = response_curves(made_up, days=120)
    found = run_outcomes(made_up, days=120)
    at_end = (rows["elapsed_hours"] == CURVE_HOURS[-1]) & (rows["window"] == 0)
    last = dict(zip(rows["curve"][at_end].tolist(), rows["share"][at_end].tolist(), strict=True))
    assert last[NEED_BASED] == pytest.approx(found["resolved_share"], rel=1e-12)
    assert last[LAPSED_CURVE] == pytest.approx(found["lapsed_share"], rel=1e-12)
    assert last[NEIGHBOURS_CURVE] == pytest.approx(found["neighbours_share"], rel=1e-12)


def test_curves_and_restricted_means_tell_the_same_story(made_up: dict[str, dict[str, Any]]) -> None:
    # The area above a curve read at grid times bounds the restricted mean from both sides.
    rows = response_curves(made_up, days=120)
    found = run_outcomes(made_up, days=120)
    is_need = (rows["window"] == 0) & (rows["curve"] == NEED_BASED)
    steps, without = np.diff(CURVE_HOURS), 1.0 - rows["share"][is_need]
    assert np.sum(steps * without[1:]) / 24 <= found["need_based_days"] <= np.sum(steps * without[:-1]) / 24


@pytest.mark.parametrize("governance", GOVERNANCE)
@pytest.mark.parametrize("assessment", ASSESSMENT)
def test_made_up_tables_keep_the_conservation_laws(governance: str, assessment: str) -> None:
    run = synthetic_run(governance, assessment, "emergency", seed=1, days=90)
    by_day, by_matter = matter_hours(run["matters"], run["community_days"], days=90)
    assert by_day == pytest.approx(by_matter, rel=1e-9)
    assert np.abs(activity_gaps(run["actor_months"])).max() < 1e-9


def test_a_lost_matter_breaks_littles_law() -> None:
    run = synthetic_run(seed=1, days=90)
    lost = {name: values[1:] for name, values in run["matters"].items()}
    by_day, by_matter = matter_hours(lost, run["community_days"], days=90)
    assert by_day > by_matter + 1.0


def test_an_hour_without_an_activity_is_found() -> None:
    months = synthetic_run(seed=1, days=60)["actor_months"]
    months["hours_worked"][3] += 1.0
    assert np.argmax(activity_gaps(months)) == 3
