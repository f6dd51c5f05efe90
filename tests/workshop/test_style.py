"""Colours of the style sheet: whoever reads on a projector must be able to (WCAG 2.2, level AA)."""

from __future__ import annotations

import re

import pytest

from workshop.replay import PAGE

STYLE = (PAGE / "style.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})", STYLE))
TEXT = 4.5  # least contrast of text
SIGN = 3.0  # of borders, curves and the mark of the focus
ON_TEXT = [
    ("ink", "card"), ("ink", "ground"), ("quiet", "card"), ("quiet", "ground"), ("a", "card"), ("b", "card"),
    ("light", "ink"), ("light", "bad"), ("good", "card"), ("bad", "card"), ("shade-ink", "shade"),
    ("shade-ink", "holiday"), ("shade-ink", "card"),
]  # fmt: skip
ON_SIGN = [("focus", "card"), ("focus", "ground"), ("line-strong", "card")]


def lightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(COLOURS[one]), lightness(COLOURS[other])))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_counted_as_the_guideline_counts_it():
    COLOURS.update(black="#000000", white="#ffffff", grey="#767676")
    assert contrast("black", "white") == pytest.approx(21.0)
    assert contrast("grey", "white") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("front, back", ON_TEXT)
def test_text_stands_out(front, back):
    assert contrast(front, back) >= TEXT


@pytest.mark.parametrize("front, back", ON_SIGN)
def test_what_must_be_seen_stands_out(front, back):
    assert contrast(front, back) >= SIGN


def test_every_colour_has_a_name_and_no_text_is_made_faint():
    rules = re.sub(r":root \{[^}]*\}", "", STYLE)
    assert re.findall(r"#[0-9A-Fa-f]{3,6}\b(?=[^{]*;)", rules) == []
    # bands lie over each other, and a browser's own field for files lies unseen over the button that is drawn
    faint = [
        line for line in rules.splitlines() if "opacity" in line and not line.startswith(("svg .band", ".pick input"))
    ]
    assert faint == []


def test_where_the_keyboard_stands_is_seen():
    assert ":focus-visible { outline: 3px solid var(--focus)" in STYLE
    assert "outline: none" not in STYLE
    assert "outline: 0" not in STYLE
