"""Nothing is lost and nothing counted twice: random places under random policies, from the burn-in to the last day."""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings

from sim import CommunityModel
from sim.errors import ConfigurationError
from sim.outcomes import matter_hours
from sim.scenario import configuration_from
from sim.tables import TASK_MATTER
from tests.invariants import promises
from tests.places import ARMED_REGIME, Trial, place, run, small_place, trials

ROOT = Path(__file__).resolve().parents[2]
FEW = 20  # random runs per subject; the study below tries many more
EVERY_PROMISE = (
    *promises.MATTERS, *promises.QUEUES, *promises.HOURS, *promises.PEOPLE, *promises.RUNS, promises.little_s_law_holds,
)  # fmt: skip


@settings(max_examples=FEW)
@given(trial=trials())
def test_every_matter_is_in_exactly_one_state_and_its_stamps_agree(trial: Trial) -> None:
    model = trial.run()
    for promise in promises.MATTERS:
        promise(model)


@settings(max_examples=FEW)
@given(trial=trials())
def test_queues_and_lists_hold_what_the_counts_and_links_say(trial: Trial) -> None:
    model = trial.run()
    for promise in promises.QUEUES:
        promise(model)


@example(trial=Trial(place=410, seed=46921259, months=2))  # the day's maximum falls while a task is under way
@settings(max_examples=FEW)
@given(trial=trials())
def test_hours_worked_are_the_sum_of_activities_and_fit_into_the_month(trial: Trial) -> None:
    model = trial.run()
    for promise in promises.HOURS:
        promise(model)


@settings(max_examples=FEW)
@given(trial=trials())
def test_population_changes_by_recorded_moves_only(trial: Trial) -> None:
    model = CommunityModel(trial.config, rng=trial.seed)
    before = model.world.communities["n_present"].copy()
    assert (before == promises.present_people(model)).all()
    model.run_for(30 * trial.months)
    for promise in promises.PEOPLE:
        promise(model)
    days = model.records.columns("community_days")
    first = days["day"] == 0
    assert (days["n_present"][first] == before + days["n_arrived"][first] - days["n_departed"][first]).all()


@settings(max_examples=FEW)
@given(trial=trials())
def test_what_is_open_shared_or_stated_stays_so(trial: Trial) -> None:
    model = trial.run()
    for promise in promises.RUNS:
        promise(model)


@settings(max_examples=FEW)
@given(trial=trials())
def test_littles_law_holds_over_the_run(trial: Trial) -> None:
    promises.little_s_law_holds(trial.run())


def test_littles_law_holds_when_households_leave_with_their_needs() -> None:
    """Needs end at the very instant at which a month, and a day's record, begins."""
    tree = place(2)
    for community in tree["street"]["communities"]:
        community["owner_share"] = 0.0
    for kind in tree["matters"].values():
        kind["rate_per_year"] *= 4.0
    tree["rules"] = {"residents": {"tenant_turnover_prob": 0.08}}
    model = run(configuration_from(tree), days=60)
    ended = promises.matters_of(model)["ended_hours"]
    assert (ended[ended >= 0.0] % 720.0 == 0.0).sum() > 0, "nobody left with a need: the test tests nothing"
    promises.little_s_law_holds(model)
    promises.open_matters_are_counted(model)


def test_littles_law_sees_a_matter_that_is_counted_twice() -> None:
    """The check can fail: a single day too many of one matter is noticed."""
    model = run(small_place(1), days=30)
    days = model.records.columns("community_days")
    days["in_system_hours"][3] += 24.0
    by_day, by_matter = matter_hours(model.records.columns("matters"), days, 30)
    assert by_day == pytest.approx(by_matter + 24.0, abs=promises.HOURS_OF_SUMS)


def test_days_end_also_where_only_eight_hours_may_be_worked() -> None:
    """Staff who have worked their hours stop; they do not work on in steps of nothing until the shift is over."""
    faulthandler.dump_traceback_later(300, exit=True)  # compiled code without an end cannot be interrupted otherwise
    try:
        model = run(small_place(2, time={"burn_in_days": 30, "daily_maximum_hours": 8.0}), days=30)
    finally:
        faulthandler.cancel_dump_traceback_later()
    promises.hours_fit_into_the_month(model)


def test_one_event_never_writes_beyond_the_end_of_a_table(fresh_process: list[str]) -> None:
    """In a process of its own: compiled code does not look where a table ends, and takes the process with it."""
    assert len(fresh_process) == 3, "the process died"
    n_orders, room = int(fresh_process[1]), int(fresh_process[2])
    assert 20_000 < n_orders <= room


def test_a_post_longer_than_the_permitted_day_is_refused() -> None:
    tree = place(2)
    tree["regime"]["emergency"] |= {"post_hours": 12.0, "daily_maximum_hours": 10.0}
    with pytest.raises(ConfigurationError, match=r"post_hours|daily_maximum_hours"):
        configuration_from(tree)


def test_a_run_in_which_nothing_ever_happened_still_gives_all_tables() -> None:
    tree = place(1)
    tree["matters"] = {"care_need": tree["matters"]["care_need"] | {"rate_per_year": 0.0}}
    model = run(configuration_from(tree), days=30)
    assert len(model.records.matters) == 0
    assert (model.records.orders["matter_id"] == -1).all()
    assert len(model.records.community_days) == 30
    assert np.isnan(model.records.outcomes()["need_based_days"])


def test_a_run_without_burn_in_keeps_the_promises() -> None:
    model = run(small_place(2, "hybrid", "ranking", ARMED_REGIME, time={"burn_in_days": 0}), days=60)
    for promise in EVERY_PROMISE:
        promise(model)


def test_promises_hold_in_the_middle_of_a_day() -> None:
    """Not only at midnight, where nobody works: tasks are running, matters are on the way."""
    model = CommunityModel(small_place(2, "network", "pass_fail", ARMED_REGIME), rng=3)
    seen_at_work = 0
    for day in range(45):
        model.run_for(1)
        model._catch_up(model.time * 24.0 + 9.0 + day % 10)  # the next day has begun; run_for goes on from there
        seen_at_work += int((model.world.workers["task"] == TASK_MATTER).sum())
        for promise in (*promises.MATTERS, *promises.QUEUES, promises.nobody_works_beyond_the_day_or_while_away):
            promise(model)
    assert seen_at_work > 0


@pytest.mark.study
@settings(max_examples=400)
@given(trial=trials())
def test_every_promise_holds_in_many_places(trial: Trial) -> None:
    model = trial.run()
    for promise in EVERY_PROMISE:
        promise(model)


@pytest.mark.study
def test_compiled_code_stays_within_its_tables(tmp_path: Path) -> None:
    """Checked at every access, with eight times the needs, in code compiled apart: it must not serve other runs."""
    program = """
from tests.places import random_place, run
from sim.scenario import configuration_from
for number in range(40):
    tree = random_place(number, largest=1500).model_dump()
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 8.0 * kind["rate_per_year"])
    run(configuration_from(tree), number, 60)
"""
    checked = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=checked, check=True)
