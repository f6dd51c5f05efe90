"""A page for a workshop as PDF (A4): question, what the model shows, what to talk about, what it cannot say.

A function from plain data to bytes, so that whoever has something to hand out can use it; it knows no tables.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import signed
from analysis.figures.page import signed_ticks, wrapped
from analysis.style import BAND, BLUE, FAINT, INK, MUTED, house_style
from analysis.words import Language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

A4 = (8.27, 11.69)  # inches
LEFT, RIGHT, TOP, BOTTOM = 0.65, 0.65, 0.5, 0.55
MOST_CHARACTERS = 420  # of a story; what is longer is cut at a sentence's end


@dataclass(frozen=True, slots=True)
class Point:
    """A difference with its interval, in the unit that is shown."""

    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One small chart: when, outcome, unit, differences, smallest effect of interest, decimals that are shown."""

    when: str
    outcome: str
    unit: str
    points: tuple[Point, ...]
    smallest: float
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything that stands on the page; empty parts are left out.

    Attributes:
        title: of the page.
        question: what is asked.
        story: the place, in a few sentences.
        compared: what is compared with what, a paragraph each.
        rows: small charts, three side by side.
        note: how to read them.
        sentences: what the charts show, with reach.
        reach: how far it holds beyond these results.
        discuss: questions for the people in the room.
        limits: what the model cannot say.
        foot: where it comes from.
    """

    title: str
    question: str
    story: str = ""
    compared: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""
    sentences: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    discuss: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    foot: str = ""


def handout_pdf(handout: Handout, language: Language) -> bytes:
    """The page as PDF; the same data give the same bytes, and letters stay letters that can be searched.

    Raises:
        analysis.style.FontError: the font is missing.
    """
    import matplotlib as mpl

    with house_style(), mpl.rc_context({"pdf.fonttype": 42}):
        figure = handout_figure(handout, language)
        packed = io.BytesIO()
        figure.savefig(packed, format="pdf", metadata={"CreationDate": None, "Title": handout.title})
    return packed.getvalue()


def handout_figure(handout: Handout, language: Language) -> Figure:
    """The page as a figure."""
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=A4)
        writer = _Writer(figure, language)
        writer.text(handout.title, 9.5, colour=MUTED)
        writer.text(handout.question, 17, weight="bold", gap=0.08)
        writer.text(_shortened(handout.story), 9.5, gap=0.12)
        for text in handout.compared:
            writer.text(text, 9.5, gap=0.04)
        writer.skip(0.08 if handout.compared else 0.0)
        for start in range(0, len(handout.rows), 3):
            writer.charts(handout.rows[start : start + 3])
        writer.text(handout.note, 7.5, colour=MUTED, gap=0.1)
        for title, texts in (
            ("shows", handout.sentences), ("reach", handout.reach), ("discuss", handout.discuss),
            ("limits", handout.limits),
        ):  # fmt: skip
            if texts:
                writer.text(word(f"handout_{title}", language), 11.5, weight="bold", gap=0.04)
                for text in texts:
                    writer.text(text, 9.2, bullet=True, gap=0.04)
                writer.skip(0.1)
        figure.text(
            LEFT / A4[0], 0.3 / A4[1], handout.foot, ha="left", va="bottom", fontsize=6.5, color=MUTED
        )  # fmt: skip
    return figure


def _shortened(text: str) -> str:
    """As many whole sentences as fit."""
    if len(text) <= MOST_CHARACTERS:
        return text
    ends = [text.rfind(mark, 0, MOST_CHARACTERS) for mark in (". ", "。", "; ", "；")]
    return text[: max(ends) + 1] if max(ends) > 0 else text[:MOST_CHARACTERS]


class _Writer:
    """Writes down the page, from the top on; lengths in inches."""

    def __init__(self, figure: Figure, language: Language) -> None:
        self.figure, self.language, self.y = figure, language, TOP

    def text(
        self, text: str, points: float, *, weight: str = "normal", colour: str = INK, bullet: bool = False,
        gap: float = 0.0,
    ) -> None:  # fmt: skip
        """A paragraph."""
        if not text:
            return
        indent = 0.14 if bullet else 0.0
        # A Chinese glyph is as wide as the font is high; `wrapped` counts it as two, and a Latin letter, which
        # is a little narrower than half of it, as one.
        per_inch = 72.0 / points * (2.0 if self.language == "zh" else 2.05)
        lines = wrapped(text, self.language, int((A4[0] - LEFT - RIGHT - indent) * per_inch))
        height = len(lines) * points * 1.42 / 72
        place = {"va": "top", "fontsize": points, "fontweight": weight, "color": colour, "linespacing": 1.35}
        x = (LEFT + indent) / A4[0]
        self.figure.text(x, 1 - self.y / A4[1], "\n".join(lines), ha="left", **place)
        if bullet:
            self.figure.text(LEFT / A4[0], 1 - self.y / A4[1], "·", ha="left", va="top", fontsize=points)
        self.y += height + gap

    def skip(self, inches: float) -> None:
        """Leave room."""
        self.y += inches

    def charts(self, rows: tuple[Row, ...]) -> None:
        """Up to three small charts side by side, the labels of their lines at the left."""
        n = max((len(row.points) for row in rows), default=0)
        if not n:
            return
        height, label, gap = 0.21 * n, 1.75, 0.22
        width = (A4[0] - LEFT - RIGHT - label - gap * (len(rows) - 1)) / len(rows)
        self.figure.text(
            LEFT / A4[0], 1 - (self.y + 0.02) / A4[1], rows[0].when, ha="left", va="top", fontsize=9.5,
            fontweight="bold",
        )  # fmt: skip
        self.y += 0.4
        for place, row in enumerate(rows):
            x = LEFT + label + place * (width + gap)
            box = (x / A4[0], 1 - (self.y + height) / A4[1], width / A4[0], height / A4[1])
            _differences(self.figure.add_axes(box), row, is_first=place == 0)
        self.y += height + 0.45


def _differences(axes: Axes, row: Row, *, is_first: bool) -> None:
    ends = [0.0, -row.smallest, row.smallest]
    axes.axvspan(-row.smallest, row.smallest, color=BAND, linewidth=0, zorder=0)
    for y, point in enumerate(row.points):
        ends += [end for end in (point.low, point.high, point.value) if not np.isnan(end)]
        if not np.isnan(point.low):
            axes.plot((point.low, point.high), (y, y), color=BLUE, linewidth=1.6, solid_capstyle="butt")
        axes.plot(point.value, y, marker="o", markersize=4.5, color=BLUE, markeredgecolor="white")
        axes.annotate(
            signed(point.value, row.decimals), (1.0, y), xycoords=("axes fraction", "data"),
            ha="right", va="center", fontsize=7.5,
        )  # fmt: skip
    room = max(max(ends) - min(ends), 1e-9)
    axes.axvline(0.0, color=FAINT, linewidth=0.8, zorder=0)
    axes.set_xlim(min(ends) - 0.08 * room, max(ends) + 0.45 * room)
    axes.set_ylim(len(row.points) - 0.5, -0.5)
    axes.set_yticks(range(len(row.points)), [point.label for point in row.points] if is_first else [])
    axes.tick_params(axis="y", left=False, labelcolor=INK, labelsize=7.5)
    axes.tick_params(axis="x", labelsize=7)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(signed_ticks())
    axes.spines["left"].set_visible(False)
    axes.set_title(row.outcome, fontsize=8.5, loc="left", pad=3)
    axes.set_xlabel(row.unit, fontsize=7.5, color=MUTED, labelpad=2)
