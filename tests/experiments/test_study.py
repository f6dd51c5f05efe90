"""Directional tests: every file of a study fits, settings are drawn as declared, the command stores and continues."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import configs
from experiments import many, study, validation
from experiments.cli import main
from experiments.settings import StudySettings, read_settings
from experiments.study_design import (
    Study,
    arms_and_values,
    checked_settings,
    drawn_settings,
    expanded,
    load_study,
    swept_factors,
)
from sim.scenario import load_scenario
from tests.experiments.work import one_after_the_other

NAMES = configs.choices("study")
MADE_UP = {
    "title": "H00 Made up", "title_zh": "H00 虚构", "claim": "More forms, more work.",
    "claim_zh": "表格多则工时多。",
    "claims": ["C01"], "days": 30, "draws": 3, "seeds": 2,
    "set": {"time.burn_in_days": 30},
    "factors": ["rules.strain.recovery"],
    "arms": {
        "few": {"label": "few", "label_zh": "少", "set": {"time.directives_per_month": 0}},
        "many": {"label": "many", "label_zh": "多",
                 "set": {"time.directives_per_month": 8, "governance": "network"}},
    },
    "outcomes": [
        {"title": "more work", "title_zh": "工时增加", "outcome": "directives_hours_week",
         "contrast": {"many": 1.0, "few": -1.0}, "sign": "up", "smallest_effect": 2.0},
    ],
}  # fmt: skip


@pytest.fixture
def made_up(monkeypatch):
    """A study of two settings that runs in this process and draws nothing."""
    made = Study.model_validate(MADE_UP)
    monkeypatch.setattr(study, "load_study", lambda name: made)
    monkeypatch.setattr(many, "map_chunks", one_after_the_other)
    monkeypatch.setattr(study, "map_chunks", lambda work, chunks, n: ((chunk, None) for chunk in chunks))
    return made


# --- the files --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_a_study_fits_the_model_at_every_corner_it_may_draw(name):
    asked = load_study(name)
    assert asked.title.startswith(name.upper())
    assert asked.title_zh.startswith(name.upper())
    arms, points = arms_and_values(asked), drawn_settings(asked, 4)
    config = load_scenario(asked.scenario)
    factors = [*swept_factors(), *asked.factors]
    corners = [
        {key: kind(factor.interval(config)[end]) for factor in factors for key in factor.keys}
        for end in (0, 1)
        for kind in (lambda value: value,)
    ]
    checked_settings(arms, points)
    for corner in corners:
        whole = {key: round(value) if isinstance(points[0][key], int) else value for key, value in corner.items()}
        checked_settings(arms, [whole])


def test_no_value_of_an_arm_is_drawn_over_or_without_effect():
    for name in NAMES:
        asked = load_study(name)
        drawn = {key for factor in [*swept_factors(), *asked.factors] for key in factor.keys}
        assert len(drawn) == sum(len(factor.keys) for factor in [*swept_factors(), *asked.factors]), name
        for arm, values in arms_and_values(asked):
            assert not drawn & set(values), (name, arm.name)


def test_arms_differ_from_each_other():
    for name in NAMES:
        arms = [(arm.config, tuple(sorted(values.items()))) for arm, values in arms_and_values(load_study(name))]
        assert all(one != other for place, one in enumerate(arms) for other in arms[place + 1 :]), name


# --- settings ---------------------------------------------------------------------------------------------------------
def test_settings_are_a_latin_hypercube_within_the_declared_ranges():
    asked = load_study("h02")
    points = pd.DataFrame(drawn_settings(asked, 40))
    config = load_scenario(asked.scenario)
    for factor in [*swept_factors(), *asked.factors]:
        low, high, _ = factor.interval(config)
        share = (points[factor.keys[0]] - low) / (high - low)
        assert np.bincount((share * 40).astype(int).clip(0, 39), minlength=40).max() <= 2, factor.keys
    assert (
        points["assessment.community.bonus"].equals(points["assessment.community.prize_spread"].rename("x"))
        or (points["assessment.community.bonus"] == points["assessment.community.prize_spread"]).all()
    )
    assert drawn_settings(asked, 40) == drawn_settings(asked, 40)


def test_a_star_stands_for_every_entry():
    config = load_scenario("street_of_three")
    values = expanded(config, {"street.communities.*.compounds.*.gates": 1, "street.call_back_share": 0.1})
    assert len(values) == 7
    assert values["street.communities.small_old.compounds.second.gates"] == 1


# --- the command ------------------------------------------------------------------------------------------------------
def test_a_study_stores_settings_effects_and_verdicts_and_is_continued(tmp_path, made_up, capsys):
    out = tmp_path / "s"
    assert main(["study", "h00", f"out={out}"]) == 0
    shown = capsys.readouterr()
    assert "H00 Made up" in shown.out
    assert "3 plausible settings" in " ".join(shown.out.split())
    assert "12 runs" in shown.err
    settings, effects, verdicts = (
        pd.read_csv(out / name) for name in (study.SETTINGS_FILE, study.EFFECTS, study.VERDICTS)
    )
    assert len(settings) == 3
    assert effects["n_seeds"].tolist() == [2, 2, 2]
    assert verdicts["verdict"].tolist() == ["appears"]
    parts = sorted(file.name for file in (out / "runs").iterdir())
    assert len(parts) == 6
    (out / "runs" / parts[2]).unlink()
    assert main(["study", "h00", f"out={out}"]) == 0
    assert "4 are stored" not in capsys.readouterr().err.splitlines()[0].replace("10 are stored", "")
    assert pd.read_csv(out / study.EFFECTS).equals(effects)
    assert main(["study", "h00", f"out={out}", "draws=4"]) == 2
    assert "draws is 3 there and 4 now" in capsys.readouterr().err


def test_arms_of_one_setting_share_seeds_and_drawn_values(made_up):
    arms, points = arms_and_values(made_up), drawn_settings(made_up, 3)
    work = study.StudyRuns(
        tuple(arm for arm, _ in arms), "runs", tuple(values for _, values in arms), tuple(points), seeds=2
    )
    few, many = work.arms_of(5)
    assert few.config.rules.strain.recovery == many.config.rules.strain.recovery == points[2]["rules.strain.recovery"]
    assert (few.config.time.directives_per_month, many.config.time.directives_per_month) == (0, 8)
    assert (few.config.governance.name, many.config.governance.name) == ("grid", "network")
    assert work.arms_of(4) == (few, many)


def test_without_a_name_all_studies_are_listed(capsys):
    assert main(["study"]) == 0
    shown = capsys.readouterr().out
    assert all(load_study(name).title in " ".join(shown.split()) for name in NAMES)


def test_the_provenance_says_what_was_asked(tmp_path, made_up, capsys):
    main(["study", "h00", f"out={tmp_path}"])
    told = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))["study"]
    assert (told["command"], told["name"], told["draws"], told["seeds"]) == ("study", "h00", 3, 2)
    assert told["study"]["outcomes"][0]["contrast"] == {"many": 1.0, "few": -1.0}


def test_settings_of_a_study_are_read_and_others_refused():
    assert read_settings(["draws=500", "out=a (b)"], StudySettings).draws == 500


# --- the page of all tests --------------------------------------------------------------------------------------------
def test_the_page_of_directional_tests_is_made_from_stored_tables(tmp_path, made_up, monkeypatch, capsys):
    main(["study", "h00", f"out={tmp_path / 'h00'}"])
    monkeypatch.setattr(validation, "load_study", lambda name: made_up)
    monkeypatch.setattr(validation, "PAGE", tmp_path / "validation.md")
    assert validation.main([str(tmp_path)]) == 0
    text = (tmp_path / "validation.md").read_text(encoding="utf-8")
    assert "## H00 Made up" in text
    assert "3 settings, 2 paired seeds each, 30 days" in text
    assert "| more work | up, at least 2 h a week |" in text
    assert "**appears?**" in text
    assert "Written and not run for this page: H01" in text
    assert "earlier version" not in text


def test_a_folder_without_studies_is_refused(tmp_path, capsys):
    assert validation.main([str(tmp_path)]) == 2
    assert validation.main([]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
