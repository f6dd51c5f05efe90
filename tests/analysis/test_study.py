"""Directional tests read: effects, verdicts by the 80 % rule, intervals, and what is printed and drawn."""

import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from analysis.study import effects_of, save_study_figure, study_figure, verdict_table, verdicts_of, wilson
from analysis.words import LANGUAGES, Language
from tests.analysis.test_figures import boxes, texts

STUDY = {
    "title": "H00 Made up", "title_zh": "H00 虚构", "claim": "More gives more.", "claim_zh": "多则更多。", "days": 90,
    "outcomes": [
        {"title": "more work", "title_zh": "工时增加", "outcome": "workload_hours_week", "window": "", "minus": 0.0,
         "contrast": {"more": 1.0, "less": -1.0}, "sign": "up", "smallest_effect": 2.0},
        {"title": "participation the same", "title_zh": "居民参与相同", "outcome": "participation_share",
         "window": "return", "contrast": {"more": 1.0, "less": -1.0}, "minus": 0.0, "sign": "same",
         "smallest_effect": 0.01},
    ],
}  # fmt: skip


def runs(effects: list[float], seeds: int = 2) -> pd.DataFrame:
    """Settings whose effect on the workload is given; seeds of one setting stray from it symmetrically."""
    rows = []
    for setting, effect in enumerate(effects):
        for number in range(seeds):
            stray = 0.1 * (number - (seeds - 1) / 2)
            for arm, hours in (("less", 40.0), ("more", 40.0 + effect + stray)):
                rows.append(
                    {"arm": arm, "seed": setting * seeds + number, "status": "ok", "workload_hours_week": hours}
                    | {"participation_share_return": 0.1}
                )
    return pd.DataFrame(rows)


def judged(effects: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = effects_of(runs(effects), STUDY, 2)
    settings = pd.DataFrame({"a.key": np.arange(len(effects)), "a.other": 0.5})
    return table, verdicts_of(table, settings, STUDY)


def test_an_effect_is_the_mean_over_the_paired_seeds_of_a_setting() -> None:
    table, _ = judged([3.0, -1.0])
    of_work = table[table["expectation"] == 0]
    assert of_work["effect"].tolist() == pytest.approx([3.0, -1.0])
    assert of_work["n_seeds"].tolist() == [2, 2]


def test_a_fixed_level_is_taken_off() -> None:
    level = STUDY | {"outcomes": [STUDY["outcomes"][0] | {"contrast": {"more": 1.0}, "minus": 42.0}]}  # type: ignore[index,operator]
    assert effects_of(runs([3.0]), level, 2)["effect"].tolist() == pytest.approx([1.0])


def test_a_seed_without_all_its_arms_does_not_count() -> None:
    table = runs([3.0, 5.0])
    table.loc[(table["seed"] == 0) & (table["arm"] == "less"), "status"] = "failed"
    table.loc[table["seed"] >= 2, "status"] = "failed"
    effects = effects_of(table, STUDY, 2)
    assert effects[effects["expectation"] == 0][["setting", "n_seeds"]].to_numpy().tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("effects", "verdict", "share"),
    [
        ([3.0] * 8 + [1.0] * 2, "appears", 0.8),  # the sign alone is not enough, the size counts
        ([3.0] * 7 + [1.0] * 3, "depends", 0.7),
        ([-3.0] * 8 + [3.0] * 2, "reverses", 0.2),
        ([1.0] * 10, "depends", 0.0),
    ],
)
def test_the_verdict_follows_the_80_percent_rule(effects: list[float], verdict: str, share: float) -> None:
    row = judged(effects)[1].iloc[0]
    assert (row["verdict"], row["share"]) == (verdict, pytest.approx(share))


def test_no_difference_can_be_expected_too() -> None:
    row = judged([3.0] * 30)[1].iloc[1]
    assert (row["sign"], row["verdict"], row["share"], row["is_settled"]) == ("same", "appears", 1.0, True)


def test_a_verdict_that_more_settings_could_change_is_marked() -> None:
    assert not judged([3.0] * 9 + [0.0])[1].iloc[0]["is_settled"]
    assert judged([3.0] * 60)[1].iloc[0]["is_settled"]


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Wilson 1927: centre (k + z^2/2) / (n + z^2), k = 8, n = 10, z = 1.959964
    assert wilson(8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-5)
    assert all(np.isnan(wilson(0, 0)))


def test_the_drawn_value_that_an_effect_leans_on_is_named() -> None:
    row = judged([1.0, 2.0, 3.0, 4.0, 5.0])[1].iloc[0]
    assert (row["leans_on"], row["rho"]) == ("a.key", pytest.approx(1.0))
    assert judged([3.0] * 4)[1].iloc[1]["leans_on"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_result_says_how_far_it_reaches(language: Language) -> None:
    out = io.StringIO()
    Console(file=out, width=300).print(verdict_table(judged([3.0] * 10)[1], STUDY, 2, language))
    wanted = {
        "en": ("appears?", "10 of 10", "+3.00 h a week", "In this model", "10 plausible settings", "small street"),
        "zh": ("成立?", "10个中的10个", "+3.00 小时/周", "仅就本模型而言", "10个合理设定"),
    }[language]
    assert all(words in out.getvalue() for words in wanted), out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_figure_stands_on_the_page_and_apart(language: Language) -> None:
    effects, verdicts = judged([3.0, 4.0, -1.0, 2.5])
    figure = study_figure(effects, verdicts, STUDY, 2, language)
    page, placed = figure.bbox, boxes(figure)
    for place, (text, box) in enumerate(placed):
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
        for other, other_box in placed[place + 1 :]:
            common = box.intersection(box, other_box)
            assert common is None or min(common.width, common.height) < 1.0, (text, other)
    assert any(("更多" if language == "zh" else "More gives more.") in text for text in texts(figure))


def test_the_figure_is_written_in_both_formats(tmp_path) -> None:  # type: ignore[no-untyped-def]
    effects, verdicts = judged([3.0, 4.0])
    save_study_figure(effects, verdicts, STUDY, 2, tmp_path, "zh")
    assert {file.name for file in tmp_path.iterdir()} == {"study.zh.svg", "study.zh.png"}
