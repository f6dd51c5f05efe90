"""``gewang report``: what its sentences say, and that the file stands on its own in any browser."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.handout import A4, Handout, handout_figure
from analysis.headlines import answers, questions_of, sentence, told_blocks
from analysis.report import reach_texts
from analysis.verdicts import COLUMNS, all_verdicts, of_contrast, touched_by
from analysis.words import LANGUAGES, seeds, word
from experiments.cli import main
from tests.analysis.synthetic import provenance, write_results

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>alert(1)</script> & <b>"
REACH = {
    "en": "In this model (made up), at this one design point, 3 seeds",
    "zh": "仅就本模型（made up）的这一个设计点，3个随机种子",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    arms = [("grid", name, "normal") for name in ("none", "ranking", "pass_fail")]
    place = write_results(tmp_path_factory.mktemp("made_up"), arms, range(3), 90, tables=("runs",))
    origin = provenance()
    origin["study"]["configuration"]["story"] = HOSTILE
    origin["study"]["configuration"]["story_zh"] = HOSTILE + "八个社区"
    origin["overrides"] = [HOSTILE]
    (place / "provenance.json").write_text(json.dumps(origin), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def pages(folder, tmp_path_factory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("out")
    for language in LANGUAGES:
        assert main(["report", str(folder), f"lang={language}", "handout=true", "only=[outcomes]", f"out={out}"]) == 0
    return {language: out / f"report.{language}.html" for language in LANGUAGES}


def runs_with(differences: dict[str, list[float]]) -> pd.DataFrame:
    """Runs of ranking and pass/fail under grid whose paired differences are these."""
    rows = []
    for seed in range(3):
        for arm in ("ranking", "pass_fail"):
            row = {"scenario": "made_up", "governance": "grid", "regime": "normal", "arm": arm, "seed": seed,
                   "status": "ok", "total_paid_hours_emergency": np.nan, "strain": 0.3}  # fmt: skip
            rows.append(row | {name: 50.0 + (by_seed[seed] if arm == "ranking" else 0.0)
                               for name, by_seed in differences.items()})  # fmt: skip
    return pd.DataFrame(rows)


# --- sentences --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "language, words",
    [
        ("en", ("Workload is 5.0 hours a week higher under grid", "Response time is undecided under grid (+1.00 days)",
                "Participation changes by less than 1 percentage point under grid", "strain changes by 0.00 (of 1)")),
        ("zh", ("工作负担网格化下高5.0小时/周", "响应时间网格化下未定（+1.00天）", "居民参与网格化下变化小于1个百分点",
                "职业压力变化0.00（满分1）")),
    ],
)  # fmt: skip
def test_a_sentence_says_what_is_clear_what_is_small_and_what_is_undecided(language, words) -> None:
    runs = runs_with({
        "workload_hours_week": [5.0, 5.1, 4.9], "need_based_days": [-2.0, 1.0, 4.0],
        "participation_share": [0.0, 0.001, -0.001],
    })  # fmt: skip
    (question,) = questions_of(runs)
    (block,) = told_blocks(runs)
    said = sentence(runs, answers(runs, question), question, block, language)
    assert said.startswith(REACH[language])
    for expected in words:
        assert expected in said


def test_questions_are_those_that_the_arms_allow() -> None:
    base = {"scenario": "made_up", "regime": "normal", "status": "ok", "seed": 0}

    def named(*arms):
        return [q.name for q in questions_of(pd.DataFrame([base | {"governance": g, "arm": a} for g, a in arms]))]

    assert named(("grid", "none")) == []
    assert named(("grid", "as_it_is"), ("grid", "without")) == ["mechanism"]
    assert named(("grid", "none"), ("network", "none")) == ["governance"]
    assert named(("grid", "none"), ("grid", "ranking"), ("grid", "pass_fail")) == [
        "ranking_pass_fail", "ranking_none", "pass_fail_none"
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_reach_comes_from_the_directional_tests(language) -> None:
    asked = {question.name: question for question in questions_of(runs_with({"strain": [0.0] * 3}))}
    texts = reach_texts(asked["ranking_pass_fail"], language)
    rows = of_contrast(("ranking", "pass_fail"))
    assert len(texts) == len(rows) > 0
    for text, row in zip(texts, rows.itertuples(), strict=True):
        assert row.pattern.upper() in text
        assert str(row.n_settings) in text


def test_the_stored_verdicts_are_those_of_the_page() -> None:
    table = all_verdicts()
    assert tuple(table.columns) == COLUMNS
    page = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
    for row in table.itertuples():
        mark = "" if row.is_settled else "?"
        section = page.split(f"## {row.title}")[1].splitlines()
        line = next(text for text in section if text.startswith(f"| {row.expectation} |"))
        assert f"| {row.n_as_expected} of {row.n_settings} (" in line
        assert f"| **{word(row.verdict, 'en')}{mark}** |" in line
        assert f"| {row.status} |" in line


def test_a_claim_is_touched_only_where_what_it_varies_is_varied() -> None:
    assert "h02" in set(touched_by({"assessment"})["pattern"])
    assert set(touched_by(set())["pattern"]) == set()
    assert {"h01", "h02", "h03", "h12"} <= set(touched_by({"governance", "assessment", "regime"})["pattern"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_which_settings_and_model_its_verdicts_are_from(language, pages) -> None:
    first = all_verdicts().iloc[0]
    text = pages[language].read_text(encoding="utf-8")
    told = word(
        "report_claims_from", language, n=first["n_settings"], factors=first["n_factors"], model=first["model"][:12],
        seeds=seeds(int(first["n_seeds"]), language), is_same=word("report_other_model", language),
    )  # fmt: skip
    assert told in unescape(text)


# --- the file ---------------------------------------------------------------------------------------------------------
def test_nothing_from_data_is_taken_for_markup(pages) -> None:
    for page in pages.values():
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in text
        assert HOSTILE in unescape(text)


def test_the_file_stands_on_its_own_and_is_small(pages) -> None:
    for page in pages.values():
        text = page.read_text(encoding="utf-8")
        assert page.stat().st_size < 10_000_000
        links = re.findall(r"(?:src|href)=\"([^\"]{0,40})", text) + re.findall(r"url\(\"([^\"]{0,40})", text)
        assert links
        assert all(link.startswith("data:") for link in links)
        sources = re.findall(r'src="([^"]+)" width', text)
        assert len(sources) == 1


def test_the_same_results_give_the_same_bytes(folder, pages, tmp_path, capsys) -> None:
    assert main(["report", str(folder), "lang=zh", "handout=true", "only=outcomes", f"out={tmp_path}"]) == 0
    assert capsys.readouterr().out.startswith(REACH["zh"])
    for name in ("report.zh.html", "handout.zh.pdf"):
        assert (tmp_path / name).read_bytes() == (pages["zh"].parent / name).read_bytes()


def test_a_browser_without_network_shows_it_whole(pages) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        wrong: list[str] = []  # what the consoles say
        requests: list[str] = []
        for language, file in pages.items():
            for width in (1280, 390):
                page = browser.new_context(offline=True, viewport={"width": width, "height": 800}).new_page()
                page.on("console", lambda message: wrong.append(message.text))
                page.on("pageerror", lambda error: wrong.append(str(error)))
                page.on("request", lambda asked: requests.append(asked.url))
                page.goto(file.as_uri())
                page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
                page.evaluate("document.fonts.ready.then(() => true)")
                assert wrong == []
                assert page.evaluate("[...document.fonts].every(font => font.status === 'loaded')")
                assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
                beyond = page.evaluate(
                    "[...document.querySelectorAll('body *')].filter(part => part.getBoundingClientRect().right > "
                    "document.documentElement.clientWidth + 0.5).map(part => part.outerHTML.slice(0, 80))"
                )
                assert beyond == [], (language, width)
                page.context.close()
        browser.close()
    files = tuple(file.as_uri() for file in pages.values())
    assert [address for address in requests if not address.startswith(("data:", *files))] == []


def test_the_font_within_the_file_draws_every_character(pages) -> None:
    import base64
    import io

    from fontTools.ttLib import TTFont

    for page in pages.values():
        text = page.read_text(encoding="utf-8")
        fonts = re.findall(r"data:font/woff;base64,([^\"]+)", text)
        assert len(fonts) == 2
        shown = set(unescape(re.sub(r"<[^>]*>", "", text.split("<body>")[1])))
        for font in fonts:
            glyphs = TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()
            assert {character for character in shown if ord(character) > 31 and ord(character) not in glyphs} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handout_is_one_page_of_a4_with_nothing_beyond_it(language) -> None:
    text = "In this model, at this one design point. " * 5 if language == "en" else "仅就本模型的这一个设计点。" * 12
    figure = handout_figure(
        Handout("T", "Q", story=text, sentences=(text,) * 3, limits=(text,) * 3, foot="f"), language
    )
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer = FigureCanvasAgg(figure).get_renderer()
    edge = figure.bbox
    assert tuple(figure.get_size_inches()) == A4
    for written in figure.texts:
        box = written.get_window_extent(renderer)
        assert min(box.x0, box.y0) >= 0.0, written.get_text()[:40]
        assert box.x1 <= edge.x1, written.get_text()[:40]
        assert box.y1 <= edge.y1, written.get_text()[:40]


# --- bad input --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words, told",
    [
        ([], "found nothing"),
        (["nowhere"], "no such results directory"),
        (["HERE", "only=outcome"], "nearest valid name: outcomes"),
        (["HERE", "handout=perhaps"], "handout"),
    ],
    ids=["nothing", "nowhere", "figure", "flag"],
)  # fmt: skip
def test_bad_input_gets_one_line(words, told, folder, capsys) -> None:
    assert main(["report", *(str(folder) if word == "HERE" else word for word in words)]) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert told in error


def test_results_of_a_single_arm_have_nothing_to_compare(tmp_path) -> None:
    place = write_results(tmp_path / "one", [("grid", "none", "normal")], range(1), 90, tables=("runs",))
    assert questions_of(analysis.load(place).runs) == []
    assert main(["report", str(place)]) == 0
    assert "There is a single arm: nothing to compare." in (place / "report.en.html").read_text(encoding="utf-8")
