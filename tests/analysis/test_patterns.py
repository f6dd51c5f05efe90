"""Patterns read: effects, verdicts by the 80 % rule, the mechanism off, and what is printed, drawn and reported."""

import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from analysis.pattern_views import pattern_figure, save_pattern_figure, verdict_table
from analysis.patterns import effects_of, plausible_settings, stored_rows, verdicts_of, wilson
from analysis.results import ResultsError
from analysis.validation_page import Known, Ran, page
from analysis.words import LANGUAGES, Language
from tests.analysis.test_figures import boxes, texts

EXPECTED = {
    "meaning": "hours of it",
    "window": "",
    "smallest_effect": 0.0,
    "low": None,
    "high": None,
    "status": None,
    "has_without": True,
}
WORK, TIME = "hours per worker and week", "days"
PATTERN: dict[str, Any] = {
    "title": "H00 Made up", "title_zh": "H00 虚构", "claim": "More gives more.", "claim_zh": "多则更多。", "days": 90,
    "claims": ["C01"], "status": "emergent", "note": "", "note_zh": "", "is_missing": False, "scenario": "a_street",
    "without": {"label": "nothing gives", "label_zh": "没有来由", "ids": ["M01"], "set": {}},
    "outcomes": [
        EXPECTED | {"title": "more work", "title_zh": "工时增加", "outcome": "work", "unit": WORK,
                    "contrast": {"more": 1.0, "less": -1.0}, "sign": "up", "smallest_effect": 2.0},
        EXPECTED | {"title": "time the same", "title_zh": "时间相同", "outcome": "time", "unit": TIME,
                    "contrast": {"more": 1.0, "less": -1.0}, "sign": "same", "smallest_effect": 0.5,
                    "has_without": False},
        EXPECTED | {"title": "hours of work", "title_zh": "工时", "outcome": "work", "unit": WORK,
                    "contrast": {"more": 1.0}, "sign": "within", "low": 40.0, "high": 50.0, "has_without": False},
    ],
}  # fmt: skip
NAMES = {"less": ("run_less", "run_less"), "more": ("run_more", "run_bare")}
RAN = Ran(
    n_settings=4, seeds=2, n_parts=8, n_factors=2, n_arms=3, n_asked=4, run_seconds=60.0, wall_seconds=60.0,
    processes=2, model="0123456789abcdef",
)  # fmt: skip


def store(folder: Path, effects: list[float], bare: float = 0.0, seeds: int = 2, failed: tuple[int, ...] = ()) -> Path:
    """Settings whose effect on the work is given; seeds of one setting stray from it symmetrically."""
    shutil.rmtree(folder / "runs", ignore_errors=True)
    (folder / "runs").mkdir()
    for setting, effect in enumerate(effects):
        for number in range(seeds):
            seed, stray = setting * seeds + number, 0.1 * (number - (seeds - 1) / 2)
            hours = {"run_less": 40.0, "run_more": 40.0 + effect + stray, "run_bare": 40.0 + bare * effect}
            rows = {
                "arm": list(hours), "seed": [seed] * 3, "status": ["failed" if seed in failed else "ok"] * 3,
                "work": list(hours.values()), "time": [1.0] * 3,
            }  # fmt: skip
            pq.write_table(pa.table(rows), folder / "runs" / f"part-{seed:06d}.parquet")
    return folder


@pytest.fixture
def judged(tmp_path: Path) -> Any:
    def of(
        effects: list[float], bare: float = 0.0, plausible: tuple[int, ...] = ()
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        table = effects_of(stored_rows(store(tmp_path, effects, bare)), PATTERN, NAMES, 2)
        settings = pd.DataFrame({"a.key": np.arange(len(effects)), "a.other": 0.5})
        return table, verdicts_of(table, settings, PATTERN, plausible)

    return of


def test_an_effect_is_the_mean_over_the_paired_seeds_of_a_setting(judged: Any) -> None:
    table, _ = judged([3.0, -1.0], bare=0.5)
    of_work = table[table["expectation"] == 0]
    assert of_work.loc[~of_work["without"], "effect"].tolist() == pytest.approx([3.0, -1.0])
    assert of_work.loc[of_work["without"], "effect"].tolist() == pytest.approx([1.5, -0.5])
    assert set(of_work["n_seeds"]) == {2}


def test_arms_that_are_one_run_differ_by_nothing(tmp_path: Path) -> None:
    names = {"less": ("run_less", "run_less"), "more": ("run_more", "run_less")}
    table = effects_of(stored_rows(store(tmp_path, [3.0])), PATTERN, names, 2)
    assert table.loc[table["without"], "effect"].tolist() == [0.0]


def test_a_seed_without_all_its_arms_does_not_count(tmp_path: Path) -> None:
    effects = effects_of(stored_rows(store(tmp_path, [3.0, 5.0], failed=(0, 2, 3))), PATTERN, NAMES, 2)
    of_work = effects[(effects["expectation"] == 0) & ~effects["without"]]
    assert of_work[["setting", "n_seeds"]].to_numpy().tolist() == [[0, 1]]


def test_a_folder_without_runs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no run is stored"):
        stored_rows(tmp_path)


@pytest.mark.parametrize(
    ("effects", "verdict", "share"),
    [
        ([3.0] * 8 + [1.0] * 2, "appears", 0.8),  # the sign alone is not enough, the size counts
        ([3.0] * 7 + [1.0] * 3, "depends", 0.7),
        ([-3.0] * 8 + [3.0] * 2, "reverses", 0.2),
        ([1.0] * 8 + [3.0] * 2, "absent", 0.2),
    ],
)
def test_the_verdict_follows_the_80_percent_rule(judged: Any, effects: list[float], verdict: str, share: float) -> None:
    row = judged(effects)[1].iloc[0]
    assert (row["verdict"], row["share"]) == (verdict, pytest.approx(share))


def test_no_difference_and_a_level_can_be_expected_too(judged: Any) -> None:
    _, same, level = judged([3.0] * 30)[1].itertuples()
    assert (same.sign, same.verdict, same.share, same.is_settled) == ("same", "appears", 1.0, True)
    assert (level.sign, level.verdict, level.median) == ("within", "appears", pytest.approx(43.0))
    assert judged([30.0] * 30)[1].iloc[2]["verdict"] == "absent"


@pytest.mark.parametrize(
    ("effect", "bare", "word"),
    [(3.0, 0.0, "vanishes"), (5.0, 0.5, "weakens"), (3.0, 1.5, "stays"), (0.5, 0.0, "nothing_to_lose")],
)
def test_without_its_mechanism_a_pattern_vanishes_weakens_or_stays(
    judged: Any, effect: float, bare: float, word: str
) -> None:
    row = judged([effect] * 10, bare)[1].iloc[0]
    assert row["without"] == word
    assert row["without_median"] == pytest.approx(bare * effect)


def test_a_verdict_that_more_settings_could_change_is_marked(judged: Any) -> None:
    assert not judged([3.0] * 9 + [0.0])[1].iloc[0]["is_settled"]
    assert judged([3.0] * 60)[1].iloc[0]["is_settled"]


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Wilson 1927: centre (k + z^2/2) / (n + z^2), k = 8, n = 10, z = 1.959964
    assert wilson(8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-5)
    assert all(np.isnan(wilson(0, 0)))


def test_the_drawn_value_that_separates_the_settings_is_named(judged: Any) -> None:
    row = judged([0.0, 0.5, 1.0, 3.0, 4.0, 5.0])[1].iloc[0]
    assert (row["leans_on"], row["rho"]) == ("a.key", pytest.approx(1.0))
    assert (row["lower_share"], row["upper_share"]) == (0.0, 1.0)
    assert judged([3.0] * 4)[1].iloc[1]["leans_on"] is None


def test_being_on_the_front_weighs_nothing(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    rows = {
        "arm": ["a", "b", "c"], "seed": [0] * 3, "status": ["ok"] * 3, "cost_hours_per_resolved": [2.0, 1.0, 3.0],
        "need_based_days": [2.0, 3.0, 3.0], "participation_share": [0.1, 0.1, 0.1],
    }  # fmt: skip
    pq.write_table(pa.table(rows), tmp_path / "runs" / "part-000000.parquet")
    names = {name: (name, None) for name in "abc"}
    for wanted, found in (("a", 1.0), ("b", 1.0), ("c", 0.0)):
        contrast = {name: float(name == wanted) for name in "abc"}
        outcome = PATTERN["outcomes"][0] | {"outcome": "undominated", "contrast": contrast}
        pattern = PATTERN | {"without": None, "outcomes": [outcome]}
        assert effects_of(stored_rows(tmp_path), pattern, names, 1)["effect"].tolist() == [found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_result_says_how_far_it_reaches(judged: Any, language: Language) -> None:
    out = io.StringIO()
    verdicts = judged([3.0] * 10)[1].assign(pattern="h00")
    Console(file=out, width=300).print(verdict_table(verdicts, {"h00": PATTERN}, 2, language))
    wanted = {
        "en": (
            "appears?",
            "10 of 10",
            "+3.00 h a week",
            "In this model",
            "10 drawn settings",
            "vanishes (0 of 10)",
        ),
        "zh": ("成立？", "10个中的10个", "+3.00 小时/周", "仅就本模型而言", "抽取的10个设定", "消失"),
    }[language]
    assert all(words in out.getvalue() for words in wanted), out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_tells_how_many_plausible_settings_are_as_expected(judged: Any, language: Language) -> None:
    effects, verdicts = judged([3.0, 3.0, 3.0, 0.0], plausible=(0, 1, 2))
    told = "\n".join(texts(pattern_figure(effects, verdicts, PATTERN, 2, language)))
    assert {"en": "3 of 3 plausible: appears?", "zh": "合理的3个中3个：成立？"}[language] in told
    effects, verdicts = judged([3.0, 3.0])
    assert {"en": "none plausible", "zh": "没有合理的"}[language] in "\n".join(
        texts(pattern_figure(effects, verdicts, PATTERN, 2, language))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_figure_stands_on_the_page_and_apart(judged: Any, language: Language) -> None:
    effects, verdicts = judged([3.0, 4.0, -1.0, 2.5])
    figure = pattern_figure(effects, verdicts, PATTERN, 2, language)
    paper, placed = figure.bbox, boxes(figure)
    for place, (text, box) in enumerate(placed):
        assert paper.x0 <= box.x0 <= box.x1 <= paper.x1, text
        assert paper.y0 <= box.y0 <= box.y1 <= paper.y1, text
        for other, other_box in placed[place + 1 :]:
            common = box.intersection(box, other_box)
            assert common is None or min(common.width, common.height) < 1.0, (text, other)
    assert any(("更多" if language == "zh" else "More gives more.") in text for text in texts(figure))


def known(hours: list[float]) -> Known:
    """Settings that are plausible up to 50 hours of work before anything is changed."""
    bound = {"low": -np.inf, "high": 50.0, "percent": False, "name": "hours", "name_zh": "工时", "why": "Days end.",
             "why_zh": "一天有限。", "source": ["F001"]}  # fmt: skip
    table = pd.DataFrame({"work": hours, "is_plausible": [value <= 50.0 for value in hours]})
    drawn = pd.DataFrame({"a.key": np.arange(len(hours)), "a.other": 0.5})
    return Known({"work": bound}, table.rename_axis("setting"), drawn)


def test_a_setting_is_plausible_where_nothing_known_is_contradicted(tmp_path: Path) -> None:
    rows = stored_rows(store(tmp_path, [3.0, 12.0, 30.0], failed=(0, 1)))
    found = plausible_settings(rows, "run_more", {"work": (0.0, 52.0), "time": (1.0, 1.0)}, 2)
    assert found["is_plausible"].to_dict() == {1: True, 2: False}  # nothing ended at the first
    assert found["work"].to_dict() == {1: pytest.approx(52.0), 2: pytest.approx(70.0)}
    assert plausible_settings(rows, "no_such_run", {"work": (0.0, 52.0)}, 2).empty


def test_a_verdict_is_also_given_over_the_plausible_settings_alone(judged: Any) -> None:
    row = judged([3.0] * 4 + [0.0] * 6, plausible=(0, 1, 2, 3, 9, 77))[1].iloc[0]
    assert (row["verdict"], row["share"], row["n_settings"]) == ("depends", 0.4, 10)
    assert (row["plausible_verdict"], row["plausible_share"], row["plausible_n_settings"]) == ("appears", 0.8, 5)
    nothing = judged([3.0] * 4)[1].iloc[0]
    assert nothing["plausible_n_settings"] == 0
    assert np.isnan(nothing["plausible_share"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_names_the_verdicts_that_plausible_settings_change(judged: Any, language: Language) -> None:
    verdicts = judged([3.0, 3.0, 3.0, 0.0], plausible=(0, 1, 2))[1].assign(pattern="h00")
    text = page({"h00": PATTERN}, verdicts, None, RAN, known([40.0, 41.0, 42.0, 90.0]), language, "figures")
    wanted = {
        "en": ("contradicts nothing that is known: 3 of 4 are",
               "| F001 | 1 | `a.key` (ρ +1.00): 100 % of its lower half, 50 % of",
               "| hours | at most 50 | Days end. |",
               "1 of 3 verdicts are others", "**depends?** (3 of 4) | **appears?** (3 of 3) |"),
        "zh": ("4个中有3个", "| 工时 | 至多50 | 一天有限。 | F001 | 1 | `a.key`", "3条结论中有1条不同",
               "（4个中的3个） | **成立？**（3个中的3个）"),
    }[language]  # fmt: skip
    assert all(words in text for words in wanted), text
    same = judged([3.0] * 4, plausible=(0, 1))[1].assign(pattern="h00")
    told = page({"h00": PATTERN}, same, None, RAN, known([40.0] * 4), language, "figures")
    assert {"en": "None of 3 verdicts is another", "zh": "3条结论全部相同"}[language] in told
    nowhere = judged([3.0] * 4)[1].assign(pattern="h00")
    told = page({"h00": PATTERN}, nowhere, None, RAN, known([90.0] * 4), language, "figures")
    assert {"en": "No drawn setting is plausible", "zh": "没有一个合理"}[language] in told
    out = io.StringIO()
    Console(file=out, width=300).print(verdict_table(verdicts, {"h00": PATTERN}, 2, language))
    assert {"en": "plausible settings alone: appears?", "zh": "只计合理设定：成立？"}[language] in out.getvalue()


def test_the_figure_is_written_under_the_patterns_name(judged: Any, tmp_path: Path) -> None:
    effects, verdicts = judged([3.0, 4.0])
    save_pattern_figure("h00", effects, verdicts, PATTERN, 2, tmp_path / "figures", "zh")
    assert [file.name for file in (tmp_path / "figures").iterdir()] == ["h00.zh.png"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_names_reach_status_and_what_is_missing(judged: Any, language: Language) -> None:
    verdicts = judged([3.0] * 4)[1].assign(pattern="h00")
    absent = PATTERN | {
        "title": "P00",
        "title_zh": "P00",
        "is_missing": True,
        "note": "No state.",
        "note_zh": "无状态。",
    }
    definitions = {"h00": PATTERN, "p00": absent | {"outcomes": []}}
    text = page(definitions, verdicts, None, RAN, known([40.0, 41.0, 42.0, 90.0]), language, "figures")
    wanted = {
        "en": ("| H00 Made up | 3 (3) |", "over 4 drawn settings", "24 runs", "| C01 |", "not run", "No state.",
               "| more work | emergent | up, at least 2 h a week |", "Not in the model"),
        "zh": ("| H00 虚构 | 3 (3) |", "仅就本模型而言，抽取的4个设定", "涌现", "无状态。", "模型中没有", "24次运行"),
    }[language]  # fmt: skip
    assert all(words in text for words in wanted), text
