"""Figures: they show what the tables say, in both languages, with single seeds, reach and nothing outside the page."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
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
from analysis.figures import (
    outcomes_figure,
    response_figure,
    save_compare_figures,
    spread_apart,
    weeks_figure,
    wrapped,
)
from analysis.style import house_style
from analysis.words import LANGUAGES, Language
from tests.analysis.synthetic import write_results


def figures(results: analysis.Results, language: Language) -> Iterator[tuple[str, Figure]]:
    for regime in ("normal", "emergency"):
        yield f"outcomes {regime}", outcomes_figure(results.runs, regime, language)
        yield f"weeks {regime}", weeks_figure(results, regime, language)
    yield "response", response_figure(results, blocks_of(results.runs)[2], language)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest, results: analysis.Results) -> tuple[Language, dict[str, Figure]]:
    return request.param, dict(figures(results, request.param))


def undrawn(axis: Axis) -> Iterator[Text]:
    """Labels of ticks beyond the ends of the scale, which matplotlib keeps and does not draw."""
    low, high = sorted(axis.get_view_interval())
    for tick in axis.get_major_ticks():
        if not low <= tick.get_loc() <= high:
            yield from (tick.label1, tick.label2)


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every visible text with the rectangle it takes on the page; drawing it is the test of its glyphs."""
    with house_style():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        off_scale = {label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for label in undrawn(axis)}
        texts_there = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
        shown = [text for text in texts_there if text not in off_scale]
        return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in shown]


def test_every_text_stands_on_the_page(drawn: tuple[Language, dict[str, Figure]]) -> None:
    for name, figure in drawn[1].items():
        page = figure.bbox
        for text, box in boxes(figure):
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, (name, text)
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, (name, text)


def test_no_text_covers_another(drawn: tuple[Language, dict[str, Figure]]) -> None:
    for name, figure in drawn[1].items():
        placed = boxes(figure)
        for place, (text, box) in enumerate(placed):
            for other, other_box in placed[place + 1 :]:
                common = Bbox.intersection(box, other_box)
                assert common is None or min(common.width, common.height) < 1.0, (name, text, other)


def test_every_figure_says_how_many_seeds_and_how_far_it_reaches(drawn: tuple[Language, dict[str, Figure]]) -> None:
    language, by_name = drawn
    phrases = {"en": ("3 seeds", "one design point"), "zh": ("3个随机种子", "一个设计点")}[language]
    for figure in by_name.values():
        whole = " ".join(texts(figure)).replace("\n", " " if language == "en" else "")
        assert all(phrase in whole for phrase in phrases)


def test_no_word_of_the_other_language_is_left(drawn: tuple[Language, dict[str, Figure]]) -> None:
    language, by_name = drawn
    for figure in by_name.values():
        for text in texts(figure):
            if language == "en":
                assert not any("一" <= character <= "鿿" for character in text), text
            else:
                letters = [c for c in text.replace("made up", "").replace("Holm", "") if c.isascii() and c.isalpha()]
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


def test_all_figures_of_a_comparison_are_written(results: analysis.Results, tmp_path: Path) -> None:
    written = save_compare_figures(results, tmp_path / "figures", "zh")
    names = {path.name for path in written}
    stems = {
        "outcomes_normal", "outcomes_emergency", "weeks_normal", "weeks_emergency", "response_normal",
        "response_emergency_normal", "response_emergency_emergency", "response_emergency_return",
    }  # fmt: skip
    assert names == {f"{stem}.zh.{suffix}" for stem in stems for suffix in ("svg", "png")}
    assert {path.name for path in (tmp_path / "figures").iterdir()} == names


def test_figures_ask_only_for_tables_that_are_there(results: analysis.Results, tmp_path: Path) -> None:
    written = save_compare_figures({"runs": results.runs}, tmp_path, "en")
    assert {path.name.split(".")[0] for path in written} == {"outcomes_normal", "outcomes_emergency"}


def test_runs_too_short_for_a_response_time_are_drawn_without_one(tmp_path: Path) -> None:
    arms = [("grid", name, "normal") for name in ("none", "ranking")]
    short = analysis.load(write_results(tmp_path / "results", arms, seeds=range(2), days=30))
    written = save_compare_figures(short, tmp_path / "figures", "en")
    assert {path.name.split(".")[0] for path in written} == {"outcomes_normal", "weeks_normal"}
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
