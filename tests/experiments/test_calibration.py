"""The calibration: targets fit the declarations, page and tables fit the defaults, and levels are met."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import stdtrit

from analysis.calibration import MEASURES, distance, half_width, is_met, loss, mean_levels, ridge_figure
from experiments import calibration, calibration_page
from experiments.calibration import Cube, Evaluations, fitted, levels_of_seed, ridges, screened, taken_back
from experiments.calibration_design import (
    Target,
    arms_of,
    load_search,
    load_targets,
    rounded,
    starting_values,
    value_at,
)
from experiments.draws import spaces_of
from experiments.parameter_table import groups
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from sim.model import CommunityModel
from sim.scenario import load_scenario

TARGETS, SEARCH = load_targets(), load_search()
DECLARED = {f"{group}.{name}": field for group, model in groups() for name, field in model.model_fields.items()}
TWO = [
    {"measure": "a", "low": 1.0, "central": 2.0, "high": 4.0, "weight": 1.0},
    {"measure": "b", "low": 0.0, "central": 0.5, "high": 1.0, "weight": 3.0},
]


def defaults() -> SimulationConfig:
    return load_scenario(SEARCH.scenario, regime="emergency", **SEARCH.picks)


def limit(field, word: str) -> float:
    return next(getattr(rule, word) for rule in field.metadata if hasattr(rule, word))


# --- files and declarations -------------------------------------------------------------------------------------------
def test_every_measure_is_a_target_once_or_shown_in_place_of_a_loss():
    used = [target.measure for target in TARGETS.outcomes.values()]
    shown = [product.level for product in SEARCH.products.values() if product.level]
    assert sorted([*used, *shown]) == sorted(MEASURES)


def test_a_target_whose_centre_lies_outside_is_refused():
    target = TARGETS.outcomes["repeats"].model_dump()
    with pytest.raises(ValueError, match="type=refused"):
        Target.model_validate(target | {"central": 0.5})


def test_candidates_are_declared_parameters_without_evidence():
    for factor, space in zip(SEARCH.candidates, spaces_of(SEARCH.candidates), strict=True):
        declared = DECLARED[factor.keys[0]]
        limits = {
            name: getattr(rule, name) for rule in declared.metadata for name in ("ge", "le") if hasattr(rule, name)
        }
        assert limits["ge"] <= space.low < space.high <= limits["le"]
        assert declared.json_schema_extra["status"] in ("assumed", "calibrated"), factor.keys[0]


def test_what_is_fixed_from_evidence_stands_where_it_is_said_and_has_evidence():
    for given in TARGETS.fixed.values():
        for key in re.findall(r"\b(?:rules|regime|time)\.[\w.]+", given.carried_by):
            assert DECLARED[key].json_schema_extra["status"] in ("literature", "measured"), key
    compounds = [one for community in load_scenario().street.communities for one in community.compounds]
    active = sum(one.has_homeowners_committee for one in compounds)
    assert f"{active} of the {len(compounds)} compounds" in TARGETS.fixed["homeowners_committees"].carried_by


@pytest.mark.parametrize("name", SEARCH.products)
def test_a_product_spans_the_default(name):
    product = SEARCH.products[name]
    for axis in (product.first, product.second):
        here = calibration_page.present_point(defaults(), axis)
        assert axis.low <= here <= axis.high
        for number in (axis.low, axis.high):
            arms_of(SEARCH, axis.values(defaults(), number))  # admissible


def test_the_search_starts_from_the_defaults_before():
    start = starting_values(arms_of(SEARCH, {})[1].config, SEARCH.candidates)
    assert {key: start[key] for key in SEARCH.before if key in start} == {
        key: value for key, value in SEARCH.before.items() if key in start
    }
    now = defaults().model_dump()
    elsewhere = {key: value for key, value in start.items() if key not in SEARCH.before}
    assert elsewhere == {key: value_at(now, key) for key in elsewhere}


# --- loss -------------------------------------------------------------------------------------------------------------
def test_distance_is_one_at_both_ends():
    assert [distance(level, TWO[0]) for level in (1.0, 2.0, 4.0, 6.0)] == [-1.0, 0.0, 1.0, 2.0]
    assert [is_met(level, TWO[0]) for level in (0.99, 1.0, 4.0, 4.01)] == [False, True, True, False]


def test_loss_is_a_weighted_mean_quadratic_inside_and_linear_outside():
    assert loss({"a": 2.0, "b": 0.5}, TWO) == 0.0
    assert loss({"a": 4.0, "b": 0.5}, TWO) == pytest.approx(1.0 / 4.0)
    assert loss({"a": 2.0, "b": 2.0}, TWO) == pytest.approx(3.0 * (2.0 * 3.0 - 1.0) / 4.0)
    assert loss({"a": 2.0, "b": float("nan")}, TWO) == float("inf")


def test_half_width_is_students():
    assert half_width([1.0, 3.0]) == pytest.approx(12.706 * np.sqrt(2.0) / np.sqrt(2.0), rel=1e-4)
    assert np.isnan(half_width([1.0]))


# --- the steps, on a model that is a formula --------------------------------------------------------------------------
class Formula:
    """Workers that answer at once: each level is its target's centre plus how far one parameter is from its best."""

    def map(self, work, jobs):
        for values, seed, _ in jobs:
            levels = {target.measure: target.central for target in TARGETS.outcomes.values()} | {"strain": 0.0}
            wanted = 20.0 + seed / 1_000.0
            off = (float(values.get("time.directive_item_hours", 35.0)) - wanted) / 15.0
            yield levels | {"directive_hours_workday": 2.0 + off, "workload_hours_week": 47.5 + off}


@pytest.fixture
def evaluations(tmp_path):
    return Evaluations(tmp_path, SEARCH.model_copy(update={"generations": 12}), Formula())


def test_the_search_finds_the_best_and_takes_back_what_gains_nothing(evaluations):
    start = starting_values(arms_of(SEARCH, {})[1].config, SEARCH.candidates)
    rows = screened(evaluations, start)
    assert max(rows, key=lambda row: row["answer"])["parameter"] == "time.directive_item_hours"
    assert sum(row["is_free"] for row in rows) == SEARCH.n_free
    keys = ("time.directive_item_hours", "rules.handling.repeat_days")
    before = {"time.directive_item_hours": 35.0, "rules.handling.repeat_days": 5.0}
    low, high = np.array([10.0, 1.0]), np.array([50.0, 20.0])
    cube = Cube(keys, low, high, (np.array([35.0, 5.0]) - low) / (high - low))
    best, course = fitted(evaluations, cube, before)
    assert best["time.directive_item_hours"] == pytest.approx(20.0, abs=1.5)
    assert [one["best"] for one in course] == sorted((one["best"] for one in course), reverse=True)
    after = taken_back(evaluations, cube, best | {"rules.handling.repeat_days": 9.0}, before)
    assert after == best | {"rules.handling.repeat_days": 5.0}


def test_nothing_is_evaluated_twice_and_a_broken_last_line_is_made_again(evaluations, tmp_path):
    points = [{"time.directive_item_hours": 20.0}, {"time.directive_item_hours": 30.0}]
    first = evaluations.levels(points, [1, 2])
    file = tmp_path / calibration.EVALUATIONS
    lines = file.read_text().splitlines()
    assert len(lines) == 4
    file.write_text("\n".join(lines[:3]) + "\n" + lines[3][:20])
    asked = []
    pool = SimpleNamespace(map=lambda work, jobs: Formula().map(work, asked.extend(jobs) or asked))
    again = Evaluations(tmp_path, SEARCH, pool).read()
    assert again.levels(points, [1, 2]) == first
    assert len(asked) == 1
    assert [json.loads(line)["key"] for line in file.read_text().splitlines()] == [
        json.loads(line)["key"] for line in lines
    ]


def test_ridges_cover_every_product(evaluations):
    rows = ridges(evaluations, {})
    assert len(rows) == len(SEARCH.products) * calibration.RIDGE_POINTS**2
    assert {row["product"] for row in rows} == set(SEARCH.products)


def test_bad_words_get_one_line(capsys):
    assert calibration.main(["out=x", "seed=3"]) == 2
    assert calibration.main([]) == 2
    assert calibration_page.main(["nowhere"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3
    with pytest.raises(ConfigurationError):
        calibration.calibrate(["processes=0"])


# --- the stored calibration -------------------------------------------------------------------------------------------
def test_the_page_is_what_the_tables_say():
    assert calibration_page.page() == calibration_page.PAGE.read_text(encoding="utf-8")


def test_the_tables_are_about_these_targets_and_candidates():
    assert set(calibration_page.table(calibration.LEVELS)["target"]) == set(TARGETS.outcomes)
    screening = calibration_page.table(calibration.SCREENING)
    assert list(screening["parameter"]) == [factor.keys[0] for factor in SEARCH.candidates]
    assert set(calibration_page.table(calibration.FITTED)["parameter"]) == set(
        screening.loc[screening["is_free"], "parameter"]
    )


def test_the_defaults_are_the_fitted_ones_and_say_so():
    tree = defaults().model_dump()
    for row in calibration_page.table(calibration.FITTED).itertuples():
        assert value_at(tree, row.parameter) == row.after == rounded(row.after)
        declared = DECLARED[row.parameter]
        assert declared.default == row.after
        assert declared.json_schema_extra["status"] == ("assumed" if row.after == row.before else "calibrated")
    said = {key for key, field in DECLARED.items() if field.json_schema_extra["status"] == "calibrated"}
    moved = calibration_page.table(calibration.FITTED).query("before != after")["parameter"]
    assert said == set(moved)


def test_the_street_shows_the_levels_that_the_page_says_it_shows():
    """On seeds of its own: as near to the stored level as chance allows, and met where that chance leaves no doubt."""
    stored = calibration_page.table(calibration.LEVELS).query("seeds == 'held_out' and when == 'after'")
    rows, seeds, n = stored.set_index("target"), (301, 302), len(SEARCH.held_out_seeds)
    at_defaults = SEARCH.model_copy(update={"before": {}})
    levels = mean_levels([levels_of_seed(at_defaults, ({}, seed, calibration.HELD_OUT_DAYS)) for seed in seeds])
    n_sure = 0
    for name, target in TARGETS.outcomes.items():
        row, found = rows.loc[name], levels[target.measure]
        sd = row["half_width"] * np.sqrt(n) / stdtrit(n - 1, 0.975)
        doubt = 4.0 * sd * np.sqrt(1.0 / len(seeds) + 1.0 / n)
        assert abs(found - row["level"]) < doubt, name
        if target.low + doubt < row["level"] < target.high - doubt:
            assert is_met(found, target.model_dump()), name
            n_sure += 1
    assert n_sure >= 5


def test_the_street_hands_its_forms_in():
    """No target says so, and a search could meet the hours of forms by leaving them undone."""
    normal = load_scenario(SEARCH.scenario, **SEARCH.picks)
    model = CommunityModel(normal, rng=301)
    model.run_for(90)
    rows = model.records.columns("assessments")
    assert np.nanmean(rows["directives_on_time_share"][rows["community_id"] >= 0]) > 0.9


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_has_a_panel_per_product(language):
    products = {name: product.model_dump() for name, product in SEARCH.products.items()}
    present = {
        name: tuple(calibration_page.present_point(defaults(), axis) for axis in (product.first, product.second))
        for name, product in SEARCH.products.items()
    }
    figure = ridge_figure(calibration_page.table(calibration.RIDGES), products, present, language)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert len(titles) == len(SEARCH.products)
    for title, product in zip(titles, SEARCH.products.values(), strict=True):
        assert (product.title if language == "en" else product.title_zh) in title
