"""Training: hours now, output later, forgotten again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import training
from sim.rules.training import TrainingLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import SHARE, Facts, check_facts

HOURS = st.floats(0.0, 500.0)
FACTS = (
    Facts(
        training.extra_training_hours,
        {"done": HOURS, "ordinary_per_week": st.floats(0.0, 40.0)},
        high=500.0,
        rising=("done",),
        falling=("ordinary_per_week",),
    ),
    Facts(training.updated_training, {"trained": SHARE, "hours": HOURS}, rising=("trained", "hours")),
    Facts(training.trained_output, {"trained": SHARE}, low=1.0, high=2.0, rising=("trained",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(TrainingLever, facts)


@given(done=HOURS)
def test_by_default_nothing_is_learned(done):
    p = as_record(TrainingLever())
    assert training.extra_training_hours(p, done, 1.0) == 0.0
    assert training.updated_training(p, 0.0, 0.0) == 0.0
    assert training.trained_output(p, 0.0) == 1.0


def test_the_half_hours_teach_half_and_a_share_is_forgotten():
    p = as_record(TrainingLever(half_hours=20.0, forgetting=0.1))
    assert training.updated_training(p, 0.0, 20.0) == pytest.approx(0.45)
    assert training.updated_training(p, 0.45, 0.0) == pytest.approx(0.405)


def test_only_what_is_beyond_the_ordinary_counts():
    p = as_record(TrainingLever(hours_per_week=3.0))
    assert training.extra_training_hours(p, 40.0, 1.0) == pytest.approx(30.0)


def test_training_costs_hours_and_makes_workers_faster():
    """In the running model: the accounts have it, and half a year later an hour of theirs does more."""
    usual, trained = changed_run(small_place(2, "grid"), {"levers.training.hours_per_week": 4.0}, days=180)
    hours = [model.records.columns("actor_months")["training_hours"].sum() for model in (usual, trained)]
    assert hours[1] > 3.0 * hours[0]
    is_worker = trained.world.workers["kind"] <= 2
    assert usual.world.workers["trained"].max() == 0.0
    p = trained.world.levers[0]["training"]
    assert all(training.trained_output(p, float(t)) > 1.02 for t in trained.world.workers["trained"][is_worker])
    assert (trained.world.workers["trained"][~is_worker] == 0.0).all()
