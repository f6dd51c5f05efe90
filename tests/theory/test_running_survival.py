"""How long needs last, as the analysis reads it off a run: against competing exponentials, and against lifelines."""

from __future__ import annotations

import functools
import math

import lifelines
import numpy as np
import pandas as pd
import pytest
from lifelines.utils import restricted_mean_survival_time

from analysis.response_time import CLOCKS, clock_rows, incidence, kaplan_meier, restricted_means
from sim import CommunityModel, load_scenario
from sim.names import TRUST_NEIGHBOURS
from sim.survival import HORIZON_HOURS
from tests.places import community
from tests.theory.running import STANDARD_ERRORS, kind_of_matter, quiet_place, started

HORIZON_DAYS = HORIZON_HOURS / 24.0


def rows_of(model: CommunityModel, clock: str, days: int) -> pd.DataFrame:
    """What the analysis makes of a run's table for one clock."""
    arm = dict.fromkeys(("scenario", "governance", "assessment", "regime", "arm"), "-")
    runs = pd.DataFrame([{"run_id": "only", "seed": 0, "days": days} | arm])
    table = getattr(model.records, CLOCKS[clock].table)
    return clock_rows(clock, runs, table.assign(run_id="only"))


@functools.cache
def ordinary_run() -> CommunityModel:
    model = CommunityModel(load_scenario("street_of_three"), rng=3)
    model.run_for(120)
    return model


def aalen_johansen(rows: pd.DataFrame) -> pd.Series:
    """Cumulative incidence of the event over hours, by lifelines."""
    fitter = lifelines.AalenJohansenFitter(calculate_variance=False)
    return fitter.fit(rows["wait_hours"], rows["cause"], event_of_interest=1).cumulative_density_.iloc[:, 0]


def assert_same_curve(rows: pd.DataFrame) -> None:
    curve = incidence(rows)
    hours = 24.0 * curve["elapsed_days"].to_numpy() + 1e-7  # days and back have moved them by a rounding
    theirs = aalen_johansen(rows).reindex(hours, method="ffill").to_numpy()
    assert len(curve) > 100
    np.testing.assert_allclose(curve["share"], theirs, atol=1e-9)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_needs_that_nobody_voices_end_as_competing_exponentials() -> None:
    """F_1(t) = a / (a + b) (1 - exp(-(a + b) t)): neighbours against lapse. Off: voice, patrol, unlike trust."""
    half_life, rate, trust, days = 6.0, 0.25, 0.5, 90
    tree = quiet_place()
    tree["street"]["communities"] = [community("place", grid_leaders=0)]
    tree["matters"] = {
        "noise": kind_of_matter(rate_per_year=30.0, lapse_half_life_days=half_life, neighbours_per_day=rate)
    }
    model = started(tree, seed=4, voice={"silence_green": 60.0})
    model.world.residents["trust"][:, TRUST_NEIGHBOURS] = trust
    model.world.rules[0]["handling"]["contacts_per_hour"] = 0.0  # no activities, where neighbours would learn trust
    model.run_for(days)
    rows = rows_of(model, "need_met", days)
    settled, lapsed = rate * trust, math.log(2.0) / half_life
    both = settled + lapsed
    curve = incidence(rows)
    for day in (1.0, 4.0, 10.0, 25.0):
        n = int((rows["arose_hours"] <= 24.0 * (days - day)).sum())  # watched for so long, at least
        here = curve[curve["elapsed_days"] <= day].iloc[-1]
        for share, hazard in ((here["share"], settled), (here["share_other"], lapsed)):
            expected = hazard / both * (1.0 - math.exp(-both * day))
            assert abs(share - expected) <= STANDARD_ERRORS * math.sqrt(expected * (1.0 - expected) / n)
    area = HORIZON_DAYS - settled / both * (HORIZON_DAYS - (1.0 - math.exp(-both * HORIZON_DAYS)) / both)
    for cohort_only in (True, False):
        found = restricted_means(rows, cohort_only=cohort_only).iloc[0]
        error = 0.5 * HORIZON_DAYS / math.sqrt(rows["is_cohort"].sum())  # the largest that a mean in [0, 30] can have
        assert abs(found["days"] - area) <= STANDARD_ERRORS * error
        assert error < 0.05 * area
    assert_same_curve(rows)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("clock", CLOCKS)
def test_lifelines_reads_the_same_response_times_off_an_ordinary_run(clock: str) -> None:
    """Nothing is switched off. Of waits of one length only one is kept: lifelines spreads ties at random.

    Nor are waits told apart that differ by about the 1e-7 hours at which its curve is read past each of ours.
    """
    rows = rows_of(ordinary_run(), clock, 120)
    rows = rows[rows["wait_hours"] > 0.0].sort_values("wait_hours")
    rows = rows[rows["wait_hours"].diff().fillna(1.0) > 1e-6]
    hours, causes = rows["wait_hours"].to_numpy(), rows["cause"].to_numpy()
    assert_same_curve(rows)
    found = float(restricted_means(rows, cohort_only=False)["days"].iloc[0])
    theirs = aalen_johansen(rows)
    steps = theirs[theirs.index < HORIZON_HOURS]
    widths = np.diff(np.append(steps.index.to_numpy(), HORIZON_HOURS))
    assert found == pytest.approx(float((widths * (1.0 - steps.to_numpy())).sum()) / 24.0, rel=1e-9)
    if not CLOCKS[clock].competing:
        fit = lifelines.KaplanMeierFitter().fit(hours, causes == 1)
        times, without = kaplan_meier(hours, causes == 1)
        np.testing.assert_allclose(without, fit.survival_function_at_times(times), rtol=1e-12)
        assert found == pytest.approx(restricted_mean_survival_time(fit, t=HORIZON_HOURS) / 24.0, rel=1e-9)
