"""A tripwire: a year must not become many times dearer unnoticed, and the page must be of today's form."""

from __future__ import annotations

import json

import pytest

from benchmarks import bare_loop, measures, report
from benchmarks.places import l_communities, shape_of, small_street
from sim import CommunityModel

RUN_AT_MOST = 250.0  # x bare loop at 1,200 residents, where the deciders' Python weighs most; measured about 70
COMPILED_AT_MOST = 60.0  # measured about 20


def test_the_bare_loop_settles_most_of_what_is_voiced_and_repeats_itself() -> None:
    voiced, settled, active = bare_loop.run(1200, 20, 6, 360, 1.0)
    assert 0.3 * 1200 < voiced < 0.9 * 1200
    assert 0.9 * voiced < settled <= voiced
    assert 0 < active < 1200
    assert (voiced, settled, active) == bare_loop.run(1200, 20, 6, 360, 1.0)


def test_the_bare_loop_takes_the_shape_of_the_place() -> None:
    model = CommunityModel(small_street(), rng=1)
    model.run_for(30)
    shape = shape_of(model)
    assert shape.residents == int(model.world.residents["is_present"].sum())
    assert shape.workers == len(model.world.workers)
    assert 0.2 < shape.needs_per_year < 2.0


def test_copies_of_the_community_share_nothing_but_their_numbers() -> None:
    config = l_communities(2, burn_in_days=30)
    one, other = config.street.communities
    assert one.name != other.name
    assert one.residents == other.residents


def test_a_small_year_stays_within_a_generous_multiple_of_the_bare_loop() -> None:
    figures = measures.year(small_street(), 3)
    assert figures["run_ratio"] < RUN_AT_MOST
    assert figures["kernel_ratio"] < COMPILED_AT_MOST
    assert figures["kernel_s"] < figures["run_s"]


def test_the_page_and_the_results_are_of_the_present_schema() -> None:
    results = json.loads(report.RESULTS.read_text(encoding="utf-8"))
    assert results.pop("schema") == report.SCHEMA
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results)


@pytest.mark.study
def test_time_per_resident_hardly_grows_with_the_number_of_residents() -> None:
    one, eight = measures.year(l_communities(1), 7), measures.year(l_communities(8), 5)
    assert eight["kernel_ns_per_resident_year"] < 1.35 * one["kernel_ns_per_resident_year"]


@pytest.mark.study
def test_reading_the_headline_outcomes_costs_at_most_a_quarter_of_the_run() -> None:
    assert measures.year(l_communities(1), 7, read_records=True)["records_ratio"] < 1.25
