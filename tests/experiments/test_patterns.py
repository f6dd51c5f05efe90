"""Patterns: every file fits, equal arms are one run, settings lie in their ranges, the command stores and continues."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import analysis.patterns
from experiments import many, patterns
from experiments.cli import main
from experiments.draws import settings_between, spaces_of
from experiments.headline import load_headline, runs_behind
from experiments.measures import MEASURES
from experiments.pattern_design import (
    UNDOMINATED,
    Pattern,
    check_settings,
    expanded,
    load_pattern,
    pattern_factors,
    shared_arms,
)
from experiments.plausible import STATUS_QUO, is_plausible, status_quo
from experiments.settings import ValidateSettings, read_settings
from sim.scenario import load_scenario
from tests.experiments.work import one_after_the_other

NAMES = [name for name in patterns.names_of(None) if name != patterns.HEADLINE]
DRAWN = [key for factor in pattern_factors() for key in factor.keys]
FEW, MANY = {"time.directives_per_month": 0}, {"time.directives_per_month": 8, "governance": "network"}
MADE_UP = {
    "title": "H00 Made up", "title_zh": "H00 虚构", "claim": "More forms, more work.",
    "claim_zh": "表格多则工时多。", "claims": ["C01"], "status": "imposed", "days": 30,
    "set": {"time.burn_in_days": 30},
    "without": {"label": "no forms", "label_zh": "没有表格", "ids": ["M06"], "set": {"time.directives_per_month": 0}},
    "arms": {
        "few": {"label": "few", "label_zh": "少", "set": FEW},
        "many": {"label": "many", "label_zh": "多", "set": MANY},
    },
    "outcomes": [
        {"title": "more paper", "title_zh": "文牍增加", "outcome": "directives_hours_week",
         "contrast": {"many": 1.0, "few": -1.0}, "sign": "up", "smallest_effect": 2.0},
        {"title": "the same needs", "title_zh": "需求相同", "outcome": "needs_checksum",
         "contrast": {"many": 1.0, "few": -1.0}, "sign": "same", "smallest_effect": 1e-9, "has_without": False},
    ],
}  # fmt: skip


@pytest.fixture
def made_up(monkeypatch):
    """One pattern that runs in this process and draws nothing."""
    made = Pattern.model_validate(MADE_UP)
    monkeypatch.setattr(patterns, "names_of", lambda only: ["h00"])
    monkeypatch.setattr(patterns, "patterns_of", lambda names: {"h00": made})
    monkeypatch.setattr(many, "map_chunks", one_after_the_other)
    monkeypatch.setattr(patterns, "map_chunks", lambda work, chunks, n: ((chunk, None) for chunk in chunks))
    return made


# --- the files --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def everything():
    return patterns.patterns_of(patterns.names_of(None))


@pytest.fixture(scope="module")
def arms(everything):
    return shared_arms(everything, DRAWN)


def test_every_pattern_and_test_of_the_evidence_is_there():
    wanted = {f"p{number:02d}" for number in range(1, 21)} | {f"h{number:02d}" for number in range(1, 17)}
    assert wanted <= set(NAMES)
    assert patterns.names_of(None)[0] == patterns.HEADLINE


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_is_titled_in_both_languages(name):
    asked = load_pattern(name)
    if name != "controls":
        assert asked.title.lower().startswith(f"{name[0]}{int(name[1:])} ") or asked.title.lower().startswith(name)
    texts = [asked.title_zh, asked.claim_zh, *(outcome.title_zh for outcome in asked.outcomes)]
    assert all(any(ord(letter) > 0x2E7F for letter in text) for text in texts)
    assert asked.is_missing or asked.without or asked.note or name == "controls", "no mechanism, and no word about it"


def test_every_arm_fits_the_model_at_every_corner_that_may_be_drawn(arms):
    for end in (0.0, 1.0):
        corner = {key: space.at(end) for space in spaces_of(pattern_factors()) for key in space.keys}
        check_settings(arms[0], [corner])


def test_the_status_quo_is_a_place_in_which_nothing_has_been_changed_and_a_run_of_some_pattern(everything, arms):
    (found,), _ = shared_arms({STATUS_QUO: status_quo()}, DRAWN)
    config = found.arm.config
    assert config.governance == config.status_quo
    assert config.levers == config.status_quo_levers
    assert (config.assessment.name, config.regime.name, found.arm.days) == ("none", "normal", 360)
    assert found.arm.name in {arm.arm.name for arm in arms[0]}


def test_arms_that_are_compared_are_different_runs(everything, arms):
    for name, pattern in everything.items():
        for outcome in pattern.outcomes:
            runs = [arms[1][name][arm][0] for arm in outcome.contrast]
            assert len(set(runs)) == len(runs), (name, outcome.title)


def test_equal_arms_of_different_patterns_are_one_run(arms):
    found, names = arms
    asked = sum(1 + (bare is not None) for of_pattern in names.values() for _, bare in of_pattern.values())
    assert len({arm.arm.name for arm in found}) == len(found) < 0.7 * asked
    assert (
        names["h02"]["ranking"] == names["p06"]["ranking"] or names["h02"]["ranking"][0] == names["c21"]["ranking"][0]
    )
    assert names["h02"]["ranking"][1] == names["controls"]["no_prizes"][0]
    assert names["h09"]["nominal"][1] == names["h09"]["effective"][0]
    assert names["headline"]["none"][0] == names["controls"]["none"][0]


def test_the_headline_has_every_place_and_stake(arms):
    headline = load_headline()
    runs = runs_behind(headline, arms[1][patterns.HEADLINE])
    assert len(set(runs.values())) == 2 + len(headline.places) * len(headline.stakes)
    setting = {key: space.at(0.0) for space in spaces_of(pattern_factors()) for key in space.keys}
    setting["regime.emergency.directive_items"] = 5
    by_name = {arm.arm.name: arm.at(setting).config.assessment.community for arm in arms[0]}
    doubled = by_name[runs[3.0, 2.0]]
    assert (doubled.bonus, doubled.standard_shift) == (2 * setting["assessment.community.prize_spread"], 3.0)


# --- settings ---------------------------------------------------------------------------------------------------------
def test_settings_are_a_latin_hypercube_within_the_declared_ranges():
    factors = pattern_factors()
    points = pd.DataFrame(settings_between(factors, 40))
    for space in spaces_of(factors):
        if not (space.choices or space.is_whole):
            share = (points[space.keys[0]] - space.low) / (space.high - space.low)
            assert np.bincount((share * 40).astype(int).clip(0, 39), minlength=40).max() <= 2, space.keys
    assert (points["assessment.community.bonus"] == points["assessment.community.prize_spread"]).all()
    assert settings_between(factors, 40) == settings_between(factors, 40)
    assert len(DRAWN) == len(set(DRAWN))


def test_the_front_is_called_the_same_where_it_is_asked_and_where_it_is_read():
    assert analysis.patterns.UNDOMINATED == UNDOMINATED


def test_a_star_stands_for_every_entry():
    config = load_scenario("street_of_three")
    values = expanded(config, {"street.communities.*.compounds.*.gates": 1, "street.call_back_share": 0.1})
    assert len(values) == 7
    assert values["street.communities.small_old.compounds.second.gates"] == 1


# --- the command ------------------------------------------------------------------------------------------------------
@pytest.fixture
def validated(tmp_path, made_up, capsys):
    assert main(["validate", f"out={tmp_path}", "draws=3", "seeds=2"]) == 0
    return tmp_path, capsys.readouterr()


def test_it_stores_settings_effects_and_verdicts_and_is_continued(validated, capsys):
    out, shown = validated
    assert "H00 Made up" in shown.out
    assert "3 drawn settings" in " ".join(shown.out.split())
    assert "24 runs" in shown.err  # few, many, many with the mechanism off in its own governance, and the status quo
    effects, verdicts = pd.read_csv(out / patterns.EFFECTS), pd.read_csv(out / patterns.VERDICTS)
    assert len(pd.read_csv(out / patterns.SETTINGS_FILE)) == 3
    known = pd.read_csv(out / patterns.PLAUSIBLE)
    assert known["is_plausible"].tolist() == [is_plausible(row) for row in known.to_dict("records")]
    assert set(verdicts["plausible_n_settings"]) == {known["is_plausible"].sum()}
    assert set(effects["n_seeds"]) == {2}
    assert verdicts["verdict"].tolist() == ["appears", "appears"]
    assert verdicts["without"].tolist()[0] == "vanishes"
    parts = sorted(file.name for file in (out / "runs").iterdir())
    assert len(parts) == 6
    (out / "runs" / parts[2]).unlink()
    assert main(["validate", f"out={out}", "draws=3", "seeds=2", "run=false"]) == 0
    assert "20 runs of 24" in capsys.readouterr().out
    assert "5 of 6 pairs of setting and seed" in (out / "validation.en.md").read_text(encoding="utf-8")
    assert main(["validate", f"out={out}", "draws=3", "seeds=2"]) == 0
    assert "4 runs, 20 are stored" in capsys.readouterr().err
    assert pd.read_csv(out / patterns.EFFECTS).equals(effects)
    assert main(["validate", f"out={out}", "draws=4", "seeds=2"]) == 2
    assert "draws is 3 there and 4 now" in capsys.readouterr().err


def test_the_report_is_written_in_both_languages_and_copied(validated, capsys):
    out, _ = validated
    assert main(["validate", f"out={out}", "draws=3", "seeds=2", f"page={out / 'docs' / 'copy.md'}"]) == 0
    english, chinese = ((out / f"validation.{language}.md").read_text(encoding="utf-8") for language in ("en", "zh"))
    assert "in this model, over 3 drawn settings" in english
    assert "仅就本模型而言" in chinese
    assert (out / "docs" / "copy.md").read_text(encoding="utf-8") == english
    told = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["study"]
    assert (told["command"], told["draws"], told["seeds"], len(told["arms"])) == ("validate", 3, 2, 4)


def test_every_row_carries_the_measures(validated):
    out, _ = validated
    rows = pd.read_parquet(next((out / "runs").iterdir())).query("days == 30")  # without the year of the status quo
    assert set(MEASURES) <= set(rows.columns)
    assert len(set(rows["needs_checksum"])) == 1
    assert np.isfinite(rows[["workload_log", "cap_share", "relation", "field_log_sd"]]).all(axis=None)
    assert rows[["resolution_rise", "reported_gap"]].isna().all(axis=None)  # of a month: no year, and no cohort
    assert np.allclose(np.exp(rows["workload_log"]), rows["workload_hours_week"])


def test_without_a_word_all_patterns_are_listed(capsys):
    assert main(["validate"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert all(load_pattern(name).title in shown for name in NAMES)


def test_names_stand_between_commas():
    read = read_settings(["only=h02,p03", "draws=500", "out=a (b)"], ValidateSettings)
    assert (read.only, read.draws, read.out) == (["h02", "p03"], 500, "a (b)")
