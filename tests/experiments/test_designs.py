"""Designs: shipped studies load, points have the shape that their kind promises, and bad studies get one line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from experiments.designs import BY_WORD, Study, list_studies, load_design
from experiments.factors import PICKS, Factor, at_point, matching_keys, space_of, value_at
from sim.columns import OUTCOMES
from sim.errors import ConfigurationError
from sim.scenario import load_scenario

STUDIES = dict(list_studies())
TEXTS = {"title": "Made up", "title_zh": "虚构", "question": "Does it?", "question_zh": "是吗？"}
TWO = ["rules.trust.trust_gain", {"keys": ["time.directives_per_month"], "low": 3, "high": 9}]


def study(folder: Path, **values: object) -> str:
    """Path of a study of one's own."""
    tree = {
        **TEXTS, "days": 30, "replications": 1, "outcomes": ["trust"], "uncertainties": TWO,
        "design": {"kind": "random", "draws": 5}, **values,
    }  # fmt: skip
    file = folder / "mine.yaml"
    file.write_text(yaml.safe_dump(tree), encoding="utf-8")
    return str(file)


@pytest.fixture
def config():
    return load_scenario("street_of_three")


# --- shipped studies --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", STUDIES)
def test_a_shipped_study_asks_in_two_languages_and_makes_points_that_can_run(name):
    asked = STUDIES[name]
    assert asked.question.endswith("?")
    assert asked.question_zh.endswith("？")
    assert all(factor.label and factor.label_zh for factor in (*asked.levers, *asked.uncertainties))
    design = load_design(name, ["design.draws=2", "replications=1"])
    assert design.points
    assert len({tuple(point) for point in design.points}) == 1, "every point has the same keys"
    at_point(design.config, design.points[-1])
    json.dumps(design.identity)


def test_at_least_four_kinds_of_design_are_shipped():
    assert len({asked.design.kind for asked in STUDIES.values()}) >= 4


# --- points -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "kind, n",
    [
        ("random", 8),
        ("latin_hypercube", 8),
        ("sobol", 8 * 4),
        ("morris", 8 * 3),
        ("factorial", 9),
        ("one_at_a_time", 7),
    ],
)
def test_points_of_each_kind_lie_in_the_ranges_and_come_out_the_same_again(kind, n, tmp_path):
    file = study(tmp_path, design={"kind": kind, "draws": 8, "levels": 4 if kind == "morris" else 3})
    design, again = load_design(file), load_design(file)
    assert design.points == again.points
    assert design.identity == again.identity
    assert len(design.points) == n
    gains = [point["rules.trust.trust_gain"] for point in design.points]
    counts = [point["time.directives_per_month"] for point in design.points]
    gain = space_of(Factor(keys=["rules.trust.trust_gain"]), design.config)
    assert all(gain.low <= value <= gain.high for value in gains)
    assert all(isinstance(value, int) and 3 <= value <= 9 for value in counts)
    assert len(set(gains)) > 2
    other = load_design(file, ["design.seed=9"])
    assert (other.points == design.points) == (kind in ("factorial", "one_at_a_time"))


def test_a_latin_hypercube_meets_each_tenth_of_a_range_once(tmp_path):
    design = load_design(study(tmp_path, design={"kind": "latin_hypercube", "draws": 10}))
    gain = space_of(Factor(keys=["rules.trust.trust_gain"]), design.config)
    shares = [(point["rules.trust.trust_gain"] - gain.low) / (gain.high - gain.low) for point in design.points]
    assert sorted(np.floor(np.array(shares) * 10 - 1e-9).astype(int)) == [*range(10)]


def test_one_at_a_time_starts_from_the_place_as_it_is_and_moves_one_factor(tmp_path):
    design = load_design(study(tmp_path, design={"kind": "one_at_a_time", "levels": 3}))
    first, *others = design.points
    assert all(value == value_at(design.config, key) for key, value in first.items())
    assert all(sum(point[key] != first[key] for key in first) == 1 for point in others)


def test_levers_are_crossed_with_every_setting_and_share_it(tmp_path):
    levers = [{"keys": ["assessment"], "values": ["ranking", "none"]}, "levers.publicity.hours_per_week"]
    design = load_design(study(tmp_path, levers=levers))
    assert len(design.points) == 5 * 2 * 2
    of_first = design.points[:4]
    assert len({point["rules.trust.trust_gain"] for point in of_first}) == 1
    assert len({(point["assessment"], point["levers.publicity.hours_per_week"]) for point in of_first}) == 4


def test_a_factor_moves_all_its_keys_and_a_star_stands_for_every_entry(tmp_path):
    both = {"keys": ["street.communities.*.aides", "street.grid_centre_staff"], "values": [2, 3]}
    design = load_design(study(tmp_path, uncertainties=[both], design={"kind": "factorial"}))
    assert [set(point.values()) for point in design.points] == [{2}, {3}]
    assert len(design.points[0]) == 1 + len(design.config.street.communities)
    changed = at_point(design.config, design.points[1])
    assert [community.aides for community in changed.street.communities] == [3, 3, 3]


def test_constants_below_a_group_that_is_picked_go_over_each_pick(tmp_path):
    levers = [{"keys": ["assessment"], "values": ["ranking", "pass_fail"]}]
    file = study(tmp_path, levers=levers, constants={"assessment.community.bonus": 77.0, "street.call_back_share": 0.5})
    for words, shift in (([], None), (["assessment.community.standard_shift=1.5"], 1.5)):
        design = load_design(file, words)
        for point in design.points[:2]:
            config = at_point(design.config, point)
            assert config.assessment.community.bonus == 77.0
            assert shift is None or config.assessment.community.standard_shift == shift
            assert config.street.call_back_share == 0.5


def test_words_change_the_study_and_its_constants(tmp_path):
    file = study(tmp_path, constants={"street.call_back_share": 0.5})
    words = ["design.draws=7", "days=60", "outcomes=[strain]", "street.call_back_share=0.6", "governance=network"]
    design = load_design(file, words)
    assert (len(design.points), design.days, design.outcomes) == (7, 60, ("strain",))
    assert design.config.street.call_back_share == 0.6
    assert design.config.governance.name == "network"
    assert design.identity["configuration"]["street"]["call_back_share"] == 0.6
    assert load_design(file).identity != design.identity


def test_fields_that_words_may_change_are_no_keys_of_a_configuration(config):
    assert not set(BY_WORD) & set(type(config).model_fields)
    assert set(BY_WORD) <= set(Study.model_fields)


# --- tables -----------------------------------------------------------------------------------------------------------
def table(folder: Path, text: str) -> str:
    file = folder / "points.csv"
    file.write_text(text, encoding="utf-8")
    levers = [{"keys": ["governance"], "values": ["grid", "network"]}]
    return study(folder, levers=levers, design={"kind": "table", "file": str(file)})


HEAD = "governance,rules.trust.trust_gain,time.directives_per_month\n"


def test_a_table_is_the_design_row_by_row(tmp_path):
    design = load_design(table(tmp_path, HEAD + "grid,0.01,5\nnetwork,0.02,6\n"))
    assert [list(point.values()) for point in design.points] == [["grid", 0.01, 5], ["network", 0.02, 6]]


@pytest.mark.parametrize(
    "text, said",
    [
        ("governance,rules.trust.trust_gains\n", "nearest valid name: rules.trust.trust_gain"),
        ("governance\ngrid\n", "found no column rules.trust.trust_gain"),
        (HEAD, "found no row"),
        ("", "that can be read"),
        (HEAD + "grid,0.01,5\nhybird,0.01,5\n", "line 3]"),
        (HEAD + "grid,x,5\n", "a number from"),
        (HEAD + "grid,0.01,5.5\n", "a whole number from 3 to 9"),
        (HEAD + "grid,0.01,12\n", "found 12"),
        (HEAD + "grid,,5\n", "found nan"),
    ],
)
def test_a_bad_table_gets_one_line(text, said, tmp_path):
    with pytest.raises(ConfigurationError) as error:
        load_design(table(tmp_path, text))
    assert said in str(error.value)
    assert "points.csv" in str(error.value)


# --- bad studies ------------------------------------------------------------------------------------------------------
RANGE = {"keys": ["rules.trust.trust_gain"], "low": 0.5, "high": 0.1}
BAD = {
    "unknown key": ({"uncertainties": ["rules.trust.trust_gian", "x"]}, [], "nearest valid name: trust_gain"),
    "unknown group": ({"uncertainties": ["rules.trusst.gain"]}, [], "nearest valid name: trust"),
    "no range": ({"uncertainties": ["assessment.community.prize_spread"]}, [], "values, or low and high"),
    "empty range": ({"uncertainties": [RANGE]}, [], "low below high"),
    "both": ({"uncertainties": [RANGE | {"values": [0.1, 0.2]}]}, [], "either values, or low and high"),
    "outside": ({"uncertainties": [{"keys": ["rules.trust.trust_gain"], "values": [0.1, 9.0]}]}, [], "found 9"),
    "unknown pick": ({"levers": [{"keys": ["governance"], "values": ["grid", "gird"]}]}, [], "found 'gird'"),
    "pick without values": ({"levers": ["governance"]}, [], "a list of files"),
    "one value": ({"levers": [{"keys": ["governance"], "values": ["grid"]}]}, [], "at least 2"),
    "a value twice": ({"levers": [{"keys": ["governance"], "values": ["grid", "grid"]}]}, [], "each value once"),
    "a key twice": ({"levers": [TWO[0]]}, [], "each key once"),
    "no factor": ({"uncertainties": []}, [], "at least one lever or uncertainty"),
    "one factor for Sobol": ({"uncertainties": TWO[:1], "design": {"kind": "sobol"}}, [], "2 or more for sobol"),
    "no such outcome": ({"outcomes": ["trsut"]}, [], "nearest valid name: trust"),
    "no such kind": ({"design": {"kind": "lhs"}}, [], "one of factorial, one_at_a_time"),
    "no power of 2": ({"design": {"kind": "sobol", "draws": 100}}, [], "a power of 2"),
    "odd levels": ({"design": {"kind": "morris", "levels": 5}}, [], "an even number"),
    "no file": ({"design": {"kind": "table"}}, [], "a CSV file if kind is table"),
    "absurd size": ({"replications": 100_000, "design": {"kind": "random", "draws": 1000}}, [], "100,000,000 runs"),
    "unknown field": ({"quesiton": "?"}, [], "nearest valid name: question"),
    "label in one language": ({"uncertainties": [{"keys": [TWO[0]], "label": "x"}]}, [], "label and label_zh"),
    "word for what varies": ({}, ["rules.trust.trust_gain=0.1"], "because the study varies it"),
    "unknown word": ({}, ["desing.draws=4"], "nearest valid name: design"),
    "bad word": ({}, ["days=31"], "in steps of 30"),
    "a star nowhere": ({"uncertainties": [{"keys": ["street.*.x"], "values": [1, 2]}]}, [], "found 'x'"),
    "inadmissible together": (
        {"uncertainties": [{"keys": ["regime.emergency.post_hours"], "low": 13.0, "high": 24.0}, TWO[0]]}, [],
        "daily_maximum_hours",
    ),
}  # fmt: skip


@pytest.mark.parametrize("values, words, said", BAD.values(), ids=BAD)
def test_a_bad_study_gets_one_line(values, words, said, tmp_path):
    with pytest.raises(ConfigurationError) as error:
        load_design(study(tmp_path, **values), words)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text, said",
    [("- a\n", "without keys"), ("a: [", "can be read"), (None, "No such file"), ("a: 1\n", "only a known")],
)
def test_a_file_that_is_no_study_gets_one_line(text, said, tmp_path):
    file = tmp_path / "mine.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_design(str(file))


def test_an_unknown_study_is_told_the_nearest_one():
    with pytest.raises(ConfigurationError, match="nearest valid name: workload_sobol"):
        load_design("workload_sobl")


# --- factors ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "key, kind",
    [
        ("rules.trust.trust_gain", float), ("street.call_back_share", float), ("time.directives_per_month", int),
        ("regime.emergency.works_weekends", bool), ("assessment.community.form", str),
    ],
)  # fmt: skip
def test_any_declared_key_has_a_space_of_its_own(key, kind, config):
    space = space_of(Factor(keys=[key]), config)
    assert {type(space.at(share)) for share in (0.0, 0.4, 1.0)} == {kind}
    assert value_at(config, key) in space.choices or space.low <= value_at(config, key) <= space.high


def test_every_declared_parameter_can_be_a_factor_as_it_is(config):
    from experiments.parameter_table import groups

    keys = [f"{group}.{name}" for group, model in groups() for name in model.model_fields]
    assert len(keys) > 300
    for key in keys:
        space = space_of(Factor(keys=[key]), config)
        assert space.choices or space.low < space.high, key


def test_patterns_name_entries_of_lists_and_groups(config):
    names = [community.name for community in config.street.communities]
    assert matching_keys(config, "street.communities.*.cells") == [f"street.communities.{name}.cells" for name in names]
    assert f"matters.{next(iter(config.matters))}.rate_per_year" in matching_keys(config, "matters.*.rate_per_year")
    with pytest.raises(ConfigurationError, match="nothing there"):
        matching_keys(config, "without.*")


def test_picks_of_a_point_are_made_before_its_values(config):
    point = {"governance": "network", "assessment": "ranking", "assessment.community.prize_spread": 33.0}
    found = at_point(config, point)
    assert (found.governance.name, found.assessment.name) == ("network", "ranking")
    assert found.assessment.community.prize_spread == 33.0
    assert set(PICKS) <= set(type(config).model_fields)
    assert {"trust", "strain"} <= {outcome.name for outcome in OUTCOMES}
