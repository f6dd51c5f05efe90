"""Figures: they show what the tables say, in both languages, with single seeds, reach and nothing outside the page."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import analysis
from analysis.compare import HEADLINES, blocks_of, paired_runs
from analysis.figures import FIGURES, FIRST, FORMATS, FigureSkipped, figures_of, save_figures
from analysis.figures.atlas import RECORDS
from analysis.figures.outcomes import outcomes_figure
from analysis.figures.page import spread_apart, wrapped
from analysis.figures.response import response_figure
from analysis.figures.weeks import weeks_figure
from analysis.style import house_style
from analysis.words import LANGUAGES, Language
from tests.analysis.synthetic import write_results

# Pages that differ from their neighbours in content only are drawn once.
TWICE = ("activities_emergency_normal", "activities_emergency_return", "response_emergency_normal",
         "response_emergency_return", "story_normal", "urgency_normal", "flow_emergency",
         "map_emergency", "worker_normal", "twins_emergency")  # fmt: skip


def figures(results: analysis.Results, language: Language) -> Iterator[tuple[str, Figure]]:
    for name in FIGURES:
        if name != "ranks":  # two communities are too few
            yield from (page for page in figures_of(results, name, language) if page[0] not in TWICE)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest, results: analysis.Results) -> tuple[Language, dict[str, Figure]]:
    return request.param, dict(figures(results, request.param))


def test_every_figure_is_drawn(drawn: tuple[Language, dict[str, Figure]]) -> None:
    assert {name.partition("_")[0] for name in drawn[1]} == FIGURES.keys() - {"ranks"}


def undrawn(axis: Axis) -> Iterator[Text]:
    """Labels of ticks beyond the ends of the scale, which matplotlib keeps and does not draw."""
    low, high = sorted(axis.get_view_interval())
    for tick in axis.get_major_ticks():
        if not low <= tick.get_loc() <= high:
            yield from (tick.label1, tick.label2)


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every visible text with the rectangle it takes on the page; drawing it is the test of its glyphs."""
    return [(text.get_text(), box) for text, box in placed_texts(figure)]


def placed_texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    with house_style():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        off_scale = {label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for label in undrawn(axis)}
        texts_there = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
        shown = [text for text in texts_there if text not in off_scale]
        return [(text, Text.get_window_extent(text, renderer)) for text in shown]


@pytest.fixture(scope="module")
def placed(drawn: tuple[Language, dict[str, Figure]]) -> dict[str, list[tuple[Text, Bbox]]]:
    return {name: placed_texts(figure) for name, figure in drawn[1].items()}


def test_every_text_stands_on_the_page(
    drawn: tuple[Language, dict[str, Figure]], placed: dict[str, list[tuple[Text, Bbox]]]
) -> None:
    for name, figure in drawn[1].items():
        page = figure.bbox
        for text, box in placed[name]:
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, (name, text)
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, (name, text)


def covering(placed: list[tuple[Text, Bbox]]) -> list[list[str]]:
    """Pairs of texts that share a pixel or more in width and height; boxes around slanted ones say little."""
    upright = [(text, box) for text, box in placed if text.get_rotation() in (0.0, 90.0)]
    corners = np.array([box.extents for _, box in upright])  # x0, y0, x1, y1
    low, high = corners[:, None, :2], corners[:, None, 2:]
    common = np.minimum(high, corners[None, :, 2:]) - np.maximum(low, corners[None, :, :2])
    pairs = np.argwhere(np.triu((common >= 1.0).all(axis=2), k=1))
    return [[upright[place][0].get_text() for place in pair] for pair in pairs]


def test_no_text_covers_another(placed: dict[str, list[tuple[Text, Bbox]]]) -> None:
    assert {name: found for name, of_figure in placed.items() if (found := covering(of_figure))} == {}


def test_a_text_upon_another_is_seen() -> None:
    figure = Figure(figsize=(4.0, 2.0))
    for x, text in ((0.1, "one"), (0.12, "upon it"), (0.7, "apart")):
        figure.text(x, 0.5, text)
    assert covering(placed_texts(figure)) == [["one", "upon it"]]


def test_every_figure_says_how_many_seeds_and_how_far_it_reaches(drawn: tuple[Language, dict[str, Figure]]) -> None:
    language, by_name = drawn
    for name, figure in by_name.items():
        n = 1 if name.startswith(("story", "worker")) else 3  # one matter and one worker are of one seed
        count = {"en": "1 seed" if n == 1 else "3 seeds", "zh": f"{n}个随机种子"}[language]
        place = {"en": "one design point", "zh": "一个设计点"}[language]
        whole = " ".join(texts(figure)).replace("\n", " " if language == "en" else "")
        assert count in whole
        assert place in whole


def test_every_figure_says_what_it_shows_in_one_sentence(drawn: tuple[Language, dict[str, Figure]]) -> None:
    language, by_name = drawn
    sentences = [str(figure.get_label()) for figure in by_name.values()]
    assert len(set(sentences)) == len(sentences)
    for sentence, figure in zip(sentences, by_name.values(), strict=True):
        assert sentence.startswith({"en": "In this model, at this one design point, ", "zh": "仅就本模型"}[language])
        assert sentence.endswith({"en": ".", "zh": "。"}[language])
        assert any(character.isdigit() for character in sentence.partition(":" if language == "en" else "：")[2])
        shown = [text.replace("\n", " " if language == "en" else "") for text in texts(figure)]
        assert sentence in shown


def test_no_word_of_the_other_language_is_left(drawn: tuple[Language, dict[str, Figure]]) -> None:
    language, by_name = drawn
    for figure in by_name.values():
        for text in texts(figure):
            if language == "en":
                assert not any("一" <= character <= "鿿" for character in text), text
            else:
                letters = [
                    c
                    for c in text.replace("made up", "").replace("Holm", "").replace("Aalen-Johansen", "")
                    if c.isascii() and c.isalpha()
                ]
                assert not letters, text


def test_differences_stand_where_the_table_has_them(results: analysis.Results) -> None:
    figure = outcomes_figure(results.runs, "normal")
    pairs = paired_runs(results.runs)
    of_panel = pairs[(pairs["regime"] == "normal") & (pairs["outcome"] == HEADLINES[0])]
    expected = of_panel.query("not (governance == 'grid' and arm == 'none')")["difference"]
    dots = [dot for dot in figure.axes[0].collections if isinstance(dot, PathCollection)]
    shown = np.concatenate([np.asarray(dot.get_offsets())[:, 0] for dot in dots])
    np.testing.assert_allclose(np.sort(shown), np.sort(expected.to_numpy()), rtol=1e-12)


def test_a_line_shows_every_seed_beside_its_mean(results: analysis.Results) -> None:
    figure = response_figure(results, blocks_of(results.runs)[0])
    lower_left = figure.axes[3]
    single = [c for c in lower_left.collections if isinstance(c, LineCollection)]
    assert [len(collection.get_segments()) for collection in single] == [3, 3, 3]
    curves = results.with_arms("response_curves").query(
        "curve == 'need_based' and window == 'whole' and governance == 'grid' and assessment == 'none' "
        "and regime == 'normal' and elapsed_hours == 720"
    )
    ends = [float(line.get_ydata()[-1]) for line in lower_left.lines if len(line.get_xdata()) > 10]
    assert 100 * curves["share"].mean() == pytest.approx(ends[0])


def test_the_emergency_is_shaded_where_it_was(results: analysis.Results) -> None:
    def shaded(regime: str) -> list[tuple[float, float]]:
        axes = weeks_figure(results, regime).axes[0]
        return [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches]

    assert shaded("emergency") == [pytest.approx((30 / 7, 60 / 7))]
    assert shaded("normal") == []


def test_panels_of_one_outcome_share_their_scale(results: analysis.Results) -> None:
    figure = outcomes_figure(results.runs, "emergency")
    before, during = figure.axes[0], figure.axes[3]
    assert before.get_xlim() == during.get_xlim()


def test_one_seed_can_be_drawn(results: analysis.Results) -> None:
    runs = results.runs[results.runs["seed"] == 0]
    figure = outcomes_figure(runs, "emergency")
    assert any("One seed at one design point" in text.replace("\n", " ") for text in texts(figure))


def first_stems(tables: analysis.Results | dict[str, pd.DataFrame]) -> set[str]:
    """Names of the first figures of a comparison, those left out whose tables were not recorded."""
    stems = set()
    for name in FIRST:
        with suppress(FigureSkipped):
            stems |= {stem for stem, _ in figures_of(tables, name, "zh")}
    return stems


def test_the_first_figures_of_a_comparison_are_these(results: analysis.Results) -> None:
    assert first_stems(results) == {
        "outcomes_normal", "outcomes_emergency", "weeks_normal", "weeks_emergency", "response_normal",
        "response_emergency_normal", "response_emergency_emergency", "response_emergency_return",
    }  # fmt: skip


def test_figures_ask_only_for_tables_that_are_there(results: analysis.Results) -> None:
    assert first_stems({"runs": results.runs}) == {"outcomes_normal", "outcomes_emergency"}


def test_runs_too_short_for_a_response_time_are_drawn_without_one(tmp_path: Path) -> None:
    arms = [("grid", name, "normal") for name in ("none", "ranking")]
    short = analysis.load(write_results(tmp_path / "results", arms, seeds=range(2), days=30))
    assert first_stems(short) == {"outcomes_normal", "weeks_normal"}
    assert "–" in texts(outcomes_figure(short.runs, "normal"))


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=8).map(sorted))
def test_labels_keep_their_order_and_distance(heights: list[float]) -> None:
    places = spread_apart(heights, 7.5, (0.0, 100.0))
    assert len(places) == len(heights)
    assert all(after - before >= 7.5 - 1e-9 for before, after in pairwise(places))
    assert min(places) >= -1e-9
    assert max(places) <= 100.0 + 1e-9


def test_labels_that_have_room_stay_where_their_lines_end() -> None:
    assert spread_apart([10.0, 50.0, 90.0], 7.5, (0.0, 100.0)) == pytest.approx([10.0, 50.0, 90.0])
    assert spread_apart([50.0, 50.0], 8.0, (0.0, 100.0)) == pytest.approx([46.0, 54.0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_are_wrapped_without_losing_a_character(language: Language) -> None:
    text = {"en": "needs that lapsed count as not resolved " * 9, "zh": "自行消失的需求计为未解决，" * 20}[
        language
    ].strip()
    lines = wrapped(text, language, 60)
    assert (" " if language == "en" else "").join(lines) == text
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_numbers_are_not_broken_over_lines_in_chinese() -> None:
    lines = wrapped("响应时间，天：+12.5%至−3.25%。" * 8, "zh", 41)
    assert all(line.count("+12.5%") + line.count("−3.25%") == line.count("%") for line in lines)
    assert "".join(lines).count("−3.25%") == 8


# --- what is drawn, and what is not -----------------------------------------------------------------------------------
def test_a_figure_without_its_tables_says_which_records_it_needs(results: analysis.Results) -> None:
    told = {}
    for name in FIGURES:
        try:
            list(figures_of({"runs": results.runs}, name))
        except FigureSkipped as reason:
            told[name] = str(reason)
    assert FIGURES.keys() - told.keys() == {"outcomes", "effects", "interaction"}
    assert told["flow"] == "flow: needs records=matters (the table matters was not recorded)"
    assert told["kinds"] == "kinds: needs records=months (the table actor_months was not recorded)"
    assert told["weeks"] == "weeks: needs records=weeks (the table community_days was not recorded)"
    assert told["response"] == "response: needs records=summary (the table response_curves was not recorded)"


def test_the_records_that_a_table_needs_are_those_of_the_store() -> None:
    from experiments.store import LEVELS

    levels = list(LEVELS)
    least = {table: next(level for level in levels if table in LEVELS[level]) for table in LEVELS["matters"]}
    assert least == RECORDS


@pytest.mark.parametrize(
    "name, part, needs",
    [
        ("outcomes", "arm == 'none' and governance == 'grid'", "two arms or more"),
        ("interaction", "regime == 'normal'", "ranking and pass/fail under the regimes normal and emergency"),
        ("ranks", "regime == 'normal'", "three communities or more"),
        ("weeks", "regime == 'none'", "a run that ended"),
    ],
)
def test_a_figure_without_its_arms_says_what_it_needs(
    name: str, part: str, needs: str, results: analysis.Results
) -> None:
    tables = {table: results[table] for table in ("community_days", "participation_weeks", "assessments")}
    with pytest.raises(FigureSkipped, match=f"{name}: needs {needs}"):
        list(figures_of({"runs": results.runs.query(part), **tables}, name))


def test_a_standard_is_needed_for_the_figure_of_scores(results: analysis.Results) -> None:
    scores = results.assessments.assign(standard=np.nan)
    with pytest.raises(FigureSkipped, match="an arm with a standard"):
        list(figures_of({"runs": results.runs, "assessments": scores}, "scores"))


def test_a_figure_is_written_in_every_format_with_the_same_bytes_again(
    results: analysis.Results, tmp_path: Path
) -> None:
    runs = {"runs": results.runs}
    for folder in ("first", "second"):
        ((files, sentence),) = save_figures(runs, tmp_path / folder, "interaction", "zh", FORMATS)
        assert [file.name for file in files] == [f"interaction.zh.{suffix}" for suffix in FORMATS]
        assert sentence.endswith("。")
    for suffix in FORMATS:
        first, second = (tmp_path / folder / f"interaction.zh.{suffix}" for folder in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()
