"""``gewang explain``: which keys each group takes, mixtures of two arms, the shares of made-up runs, and bad input."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from analysis.explain import OUTCOMES, REST, TOTAL, Question, explanation, run_name
from analysis.explain_views import explanation_sentence, waterfall_figures
from analysis.words import LANGUAGES, WORDS
from experiments.cli import main
from experiments.compare import _study, policy_arms
from experiments.explain import CHANNELS, GROUPS, asked_of, mixtures
from experiments.settings import CompareSettings, read
from sim.assessment_configuration import AssessmentConfig
from sim.configuration import GovernanceConfig
from tests.analysis.synthetic import write_results

WORDS_OF_RUN = ["scenario=street_of_three", "days=90"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A comparison's directory with made-up runs and the provenance of a true one."""
    arms = [("grid", "none", "normal"), ("hybrid", "ranking", "normal")]
    place = write_results(tmp_path_factory.mktemp("made_up"), arms, range(2), 90, tables=("runs",))
    config, settings = read(WORDS_OF_RUN, CompareSettings)
    study = json.loads(json.dumps(_study(policy_arms(config, WORDS_OF_RUN, settings), settings)))
    (place / "provenance.json").write_text(json.dumps({"study": study}), encoding="utf-8")
    return place


def made_up_runs(question: Question) -> pd.DataFrame:
    """Outcomes that are sums over parts, with one pair that acts only together, and chance by seed."""
    rows = []
    rng = np.random.default_rng(3)
    for seed in range(4):
        luck = rng.normal()
        for members in question.coalitions:
            for side in "ab" if question.is_by_channels else "a":
                size = sum(1.0 + place for place, part in enumerate(question.parts) if part in members)
                value = 40.0 + luck + (size + 2.0 if side == "b" else 0.0 if question.is_by_channels else size)
                row = {"scenario": "made_up", "governance": "grid", "regime": "normal", "status": "ok", "days": 90}
                row |= {"seed": seed, "arm": run_name(question, members, side), "total_paid_hours_emergency": np.nan}
                rows.append(row | dict.fromkeys(OUTCOMES, value))
    return pd.DataFrame(rows)


def test_every_key_in_which_two_arms_can_differ_is_in_one_group() -> None:
    keys = [key for group in GROUPS.values() for key in group]
    wanted = [
        f"{name}.{field}"
        for name, model in (("governance", GovernanceConfig), ("assessment", AssessmentConfig))
        for field in model.model_fields
        if field not in ("name", "name_zh")
    ]
    assert sorted(keys) == sorted(wanted)


@pytest.mark.parametrize("part", [*GROUPS, *CHANNELS])
def test_every_part_has_its_name(part: str) -> None:
    assert f"part_{part}" in WORDS


def test_mixtures_go_from_one_arm_to_the_other(folder) -> None:
    asked = asked_of(folder, "grid/none", "hybrid/ranking", None)
    assert list(asked.groups) == ["routes", "duties", "platform", "community_stakes"]
    arms = {arm.name: arm.config for arm in mixtures(asked, Question(tuple(asked.groups)))}
    assert len(arms) == 16
    assert arms["nothing"] == asked.configs[0]
    whole, other = arms["+".join(asked.groups)], asked.configs[1]
    names = {"name": "", "name_zh": ""}
    for group in ("governance", "assessment"):
        assert getattr(whole, group).model_copy(update=names) == getattr(other, group).model_copy(update=names)
    assert arms["platform"].governance.has_rules
    assert arms["platform"].governance.patrol_duty_hours_per_week == 10.0


def test_channels_are_shut_in_both_arms(folder) -> None:
    asked = asked_of(folder, "grid/ranking", "grid/pass_fail", "emergency")
    assert list(asked.groups) == ["community_stakes"]
    arms = {arm.name: arm.config for arm in mixtures(asked, Question(tuple(CHANNELS), is_by_channels=True))}
    assert len(arms) == 16
    assert arms["b:" + "+".join(CHANNELS)] == asked.configs[1]
    assert not arms["a:nothing"].rules.coping.is_switched_on
    assert arms["a:coping"].rules.coping.is_switched_on
    assert arms["a:coping"].assessment.worker.form == "none"


@pytest.mark.parametrize("is_by_channels", [False, True])
def test_values_sum_to_the_difference(is_by_channels: bool) -> None:
    question = Question(("routes", "duties", "platform"), is_by_channels=is_by_channels)
    table = explanation(made_up_runs(question), question)
    of_work = table[table["outcome"] == "workload_hours_week"].set_index("part")
    assert of_work.loc[REST, "value"] == pytest.approx(0.0, abs=1e-12)
    assert of_work.loc[list(question.parts), "value"].tolist() == pytest.approx([1.0, 2.0, 3.0])
    assert of_work.loc[TOTAL, "value"] == pytest.approx(8.0 if is_by_channels else 6.0)
    if is_by_channels:
        assert of_work.loc["directly", "value"] == pytest.approx(2.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_waterfall_carries_the_computed_sentence(language) -> None:
    question = Question(("routes", "duties", "platform"))
    runs = made_up_runs(question)
    table = explanation(runs, question)
    names = ("grid/none", "hybrid/ranking")
    ((name, figure),) = waterfall_figures(table, runs, names, question, language)
    assert name == "explain"
    said = explanation_sentence(table, names, "", "block_normal", language)
    assert figure.get_label() == said
    assert ("at this one design point" if language == "en" else "这一个设计点") in said
    assert "+6.0" in said
    assert "+3.0" in said


@pytest.mark.parametrize(
    "words, told",
    [
        ([], "found nothing, allowed a results directory and two arms"),
        (["grid/none", "grid/nonne"], "nearest valid name: grid/none"),
        (["grid/none", "grid/none"], "grid/none twice"),
        (["grid/none", "grid/ranking"], "by=channels"),
        (["grid/none", "hybrid/none", "under=wartime"], "wartime"),
    ],
    ids=["nothing", "misspelt", "twice", "one group", "regime"],
)
def test_bad_input_gets_one_line(words, told, folder, capsys) -> None:
    before = sorted(folder.iterdir())
    assert main(["explain", *([str(folder)] if words else []), *words]) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert told in error
    assert sorted(folder.iterdir()) == before
