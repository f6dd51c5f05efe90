"""Records of households: files age, moves make them unknown, visits write them; who does not share asks again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.names import BY_VISIT
from sim.parameters import as_record
from sim.rules import records
from sim.rules.records import RecordsLever
from sim.scenario import configuration_from, with_values
from tests.places import changed_run, place, run, small_place
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts

P = as_record(RecordsLever())


@pytest.mark.parametrize(
    "facts",
    [
        Facts(records.is_known, {"age_hours": st.floats(0.0, 50_000.0)}, falling=("age_hours",)),
        Facts(
            records.notices_from_file,
            {"age_hours": st.floats(0.0, 50_000.0), "uniform": UNIFORM},
            falling=("age_hours", "uniform"),
        ),
        Facts(
            records.sharing_with,
            {"sharing": SHARE, "reached": SHARE},
            rising=("sharing", "reached"),
            reads_parameters=False,
        ),
        Facts(
            records.collection_item_hours,
            {"n_households": st.floats(500.0, 900.0), "n_missing": st.floats(0.0, 500.0), "sharing": SHARE},
            high=0.1 * 20 * 900.0,
            rising=("n_households", "n_missing"),
            falling=("sharing",),
        ),
    ],
    ids=lambda facts: facts.name,
)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(RecordsLever, facts)


def test_a_file_is_known_then_stale_and_never_known_if_nobody_wrote_it():
    limit = 24.0 * P.stale_days
    assert records.is_known(P, limit - 1.0)
    assert not records.is_known(P, limit)
    assert not records.is_known(P, math.inf)


def test_a_stale_file_tells_less_and_none_tells_nothing():
    p = as_record(RecordsLever(detection_prob=0.5, stale_worth=0.4))
    stale = 24.0 * p.stale_days
    assert records.notices_from_file(p, 0.0, 0.49)
    assert not records.notices_from_file(p, stale, 0.21)
    assert records.notices_from_file(p, stale, 0.19)
    assert not records.notices_from_file(p, math.inf, 1e-9)


def test_without_sharing_files_save_nothing_and_with_it_every_known_household_does():
    p = as_record(RecordsLever(collection_hours=0.01, n_collectors=3.0))
    assert records.collection_item_hours(p, 600.0, 0.0, 0.0) == records.collection_item_hours(p, 600.0, 600.0, 0.0)
    assert records.collection_item_hours(p, 600.0, 600.0, 0.0) == pytest.approx(18.0)
    assert records.collection_item_hours(p, 600.0, 150.0, 1.0) == pytest.approx(1.5)


def test_writing_files_takes_time_from_visits_and_reading_them_brings_needs_to_light():
    """In the running model, four times the usual needs: fewer doors for the same hours, yet more needs found."""
    tree = place(2, "grid")
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 4.0 * kind["rate_per_year"])
    values = {"levers.records.entry_hours": 0.1, "levers.records.detection_prob": 0.0}
    config = configuration_from(tree)
    usual, written = changed_run(config, values, days=180)
    read = run(with_values(config, values | {"levers.records.detection_prob": 1.0}), days=180)
    assert np.isnan(usual.world.households["file_hours"]).all()
    assert np.isfinite(written.world.households["file_hours"]).mean() > 0.5
    assert written.world.households["n_attempts"].sum() < usual.world.households["n_attempts"].sum()
    found = [(model.records.columns("matters")["origin"] == BY_VISIT).sum() for model in (usual, written, read)]
    assert found[2] > found[0] >= found[1]


def test_separate_collections_cost_and_a_shared_table_saves_only_what_its_upkeep_reaches():
    collect = {"levers.records.collection_hours": 0.05}
    share = {"levers.records.sharing_hours_per_week": 10.0, "levers.records.sharing_setup_hours": 20.0}
    usual, apart = changed_run(small_place(2, "grid"), collect, days=120)
    _, together = changed_run(small_place(2, "grid"), collect | share, days=120)
    asked = [model.records.columns("assessments")["directive_hours"].sum() for model in (usual, apart, together)]
    assert asked[0] < asked[1]
    assert asked[2] < asked[1]  # it shortens the other forms as well, so that it may fall below the first
    assert (together.world.communities["sharing_total_hours"] > 20.0).all()
