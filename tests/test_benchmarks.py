"""A tripwire: a year must not become many times dearer unnoticed, and the page must be of today's form."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from benchmarks import bare_loop, measures, picture, report
from benchmarks.places import l_communities, shape_of, small_street
from benchmarks.timing import KernelWatch, least_in_turns, once
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
    figures = measures.year(small_street(), 3, twin_seconds=math.inf)
    assert figures["run_ratio"] < RUN_AT_MOST
    assert figures["kernel_ratio"] < COMPILED_AT_MOST
    assert figures["kernel_s"] < figures["run_s"]
    assert 0.0 <= figures["weekly_share"] < 0.9
    assert "twin_s" not in figures  # there was no time for it


def test_growth_is_the_exponent_of_a_power_law_and_unknown_from_one_place() -> None:
    places = [{"residents": n, "run_s": 3e-6 * n**1.1, "bare_s": 1e-7 * n} for n in (1_200, 12_000, 100_000)]
    places[0]["twin_s"] = 2.0
    found = measures.exponents(places)
    assert found["run"] == pytest.approx(1.1)
    assert found["bare"] == pytest.approx(1.0)
    assert found["twin"] is None
    assert found["kernel"] is None


def test_a_long_job_runs_once_among_others_that_repeat() -> None:
    calls: list[str] = []
    jobs = {"short": lambda: calls.append("short"), "long": once(lambda: calls.append("long"))}
    least = least_in_turns(3, jobs)
    assert calls.count("short") == 3
    assert calls.count("long") == 1
    assert set(least) == {"short", "long"}


def test_what_mondays_take_beyond_other_workdays_is_the_weekly_part() -> None:
    watch = KernelWatch()
    watch.of_weekday = [5.0, 2.0, 1.0, 2.0, 3.0, 0.5, 0.5]
    assert watch.weekly_seconds == 3.0
    assert watch.seconds == 14.0


def test_every_missed_budget_has_its_reason_with_its_figures_filled_in() -> None:
    results = json.loads(report.RESULTS.read_text(encoding="utf-8"))
    text = report.page(results)
    reasons = text.partition("Why budgets are missed:")[2].partition("\n## ")[0]
    for name, budget, key, _ in report.BUDGETS:
        if report.verdict(key, report.looked_up(results, key), budget).startswith("missed"):
            assert name in reasons
    assert "{" not in text
    assert " - s" not in reasons  # a figure that was not measured


def test_the_picture_is_drawn_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "FOLDER", tmp_path)
    picture.draw(json.loads(report.RESULTS.read_text(encoding="utf-8")), report.SIZES)
    assert {file.name for file in tmp_path.iterdir()} == {"benchmarks.en.png", "benchmarks.zh.png"}


def test_the_page_and_the_results_are_of_the_present_schema() -> None:
    results = json.loads(report.RESULTS.read_text(encoding="utf-8"))
    assert results.pop("schema") == report.SCHEMA
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results)


@pytest.mark.study
def test_time_per_resident_hardly_grows_with_the_number_of_residents() -> None:
    one, eight = (measures.year(l_communities(n), rounds, twin_seconds=math.inf) for n, rounds in ((1, 7), (8, 5)))
    assert eight["kernel_ns_per_resident_year"] < 1.35 * one["kernel_ns_per_resident_year"]


@pytest.mark.study
def test_reading_the_headline_outcomes_costs_at_most_a_quarter_of_the_run() -> None:
    assert measures.year(l_communities(1), 7, twin_seconds=math.inf)["records_ratio"] < 1.25
