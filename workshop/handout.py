"""The page to take home (PDF, A4) of what is on the screen: the two worlds, charts of A minus B, sentences, limits."""

from __future__ import annotations

import hashlib
from typing import Any

from analysis.handout import Handout, Point, Row, handout_pdf
from analysis.report import LIMITS
from analysis.words import Language
from experiments.provenance import origin
from workshop.band import SMALLEST
from workshop.game import Game, WorldChoice
from workshop.levers import all_levers
from workshop.words import word

# outcome -> factor and decimals with which it is shown
FIRST = {"workload_hours_week": (1.0, 1), "need_based_days": (1.0, 1), "participation_share": (100.0, 1)}
BESIDE = {"strain": (1.0, 2), "reported_resolution_share": (100.0, 1), "true_resolution_share": (100.0, 1)}
SHOWN = {**FIRST, **BESIDE}
SAID = (*FIRST, "strain")
PHASES = ("whole", "normal", "emergency", "return")
MOST_LEVERS_TOLD = 8  # with more of them named, questions to talk about would not fit on the page
FEWEST = 5  # pairs of which anything is said; the page has the same bound
SHOWN_LIMITS = tuple(limit for limit in LIMITS if limit not in ("point", "stylised"))  # told as reach, of many settings


def handout(game: Game, picture: dict[str, Any], language: Language) -> bytes:
    """The page as PDF; the same picture gives the same bytes.

    Args:
        game: what was played.
        picture: of its pairs so far, see :func:`workshop.band.picture`.
        language: ``en`` or ``zh``.
    """
    return handout_pdf(handout_of(game, picture, language), language)


def handout_of(game: Game, picture: dict[str, Any], language: Language) -> Handout:
    """What stands on the page."""
    numbers, n = picture["numbers"], picture["n"]
    phases = [phase for phase in PHASES if phase in numbers["strain"]]
    if "emergency" not in phases:
        phases = ["whole"]  # of one phase, that phase is the year
    heads = dict.fromkeys(FIRST, word("charts_first", language, n=n))
    heads |= dict.fromkeys(BESIDE, word("charts_beside", language))
    rows = [_row(numbers[name], name, head, phases, language) for name, head in heads.items()]
    told = [phase for phase in ("whole", "emergency") if phase in phases]
    questions = (2, 3) if len({*game.a.levers.items()} | {*game.b.levers.items()}) <= MOST_LEVERS_TOLD else ()
    key = hashlib.sha256(game.model_dump_json().encode()).hexdigest()[:12]
    return Handout(
        title=word("title", language, place=word(game.place, language)),
        question=word("question" if game.a != game.b else "same", language),
        compared=compared(game, language),
        rows=tuple(rows),
        note=word("charts_note", language),
        sentences=tuple(_sentence(numbers[name][phase], name, phase, n, language) for phase in told for name in SAID),
        reach=(word("reach_model", language), word("reach_place", language)),
        discuss=tuple(word(f"handout_discuss_{number}", language) for number in questions),
        limits=tuple(word(f"report_limit_{limit}", language) for limit in SHOWN_LIMITS),
        foot=word("foot", language, version=version(), key=key),
    )


def version() -> str:
    """Program and revision, as a foot line tells them."""
    known = origin()
    revision = str((known["git"] or {}).get("revision", ""))[:12]
    number = "" if known["gewang"] == "not installed" else f" {known['gewang']}"
    return f"gewang{number}" + (f", {revision}" if revision else "")


def compared(game: Game, language: Language) -> tuple[str, ...]:
    """What both worlds share, told once, and what each has of its own."""
    of_a, of_b = _choices(game.a, language), _choices(game.b, language)
    told = {
        word("both", language): [text for text in of_a if text in of_b],
        "A": [text for text in of_a if text not in of_b],
        "B": [text for text in of_b if text not in of_a],
    }
    return tuple(
        word("world", language, name=name, choices=word("between", language).join(texts))
        for name, texts in told.items()
        if texts
    )


def _choices(choice: WorldChoice, language: Language) -> list[str]:
    return [
        word(f"governance_{choice.governance}", language),
        word(f"assessment_{choice.assessment}", language),
        word(f"regime_{choice.regime}", language),
        *(_lever(name, value, language) for name, value in choice.levers.items()),
    ]


def _lever(name: str, value: float, language: Language) -> str:
    lever = all_levers()[name]
    mark = lever.marks.get(value)
    text = f"{100.0 * value:.0f}%" if lever.percent else f"{value:g}".replace("-", "−")
    if mark is not None:
        text = mark[0 if language == "en" else 1]
    return word("lever", language, name=lever.name if language == "en" else lever.name_zh, value=text)


def _row(by_phase: dict[str, Any], name: str, when: str, phases: list[str], language: Language) -> Row:
    factor, decimals = SHOWN[name]
    smallest = SMALLEST.get(name, 0.0) * factor
    points = []
    for phase in phases:
        low, middle, high = (value * factor for value in by_phase[phase]["difference"])
        points.append(Point(word(f"phase_{phase}", language), middle, low, high))
    return Row(when, word(name, language), word(f"unit_{name}", language), tuple(points), smallest, decimals)


def _sentence(number: dict[str, Any], name: str, phase: str, of: int, language: Language) -> str:
    factor, decimals = SHOWN[name]
    low, _, high = (value * factor for value in number["difference"])
    higher = "too_few" if of < FEWEST else number["higher"]
    sizes = sorted((abs(low), abs(high)))
    values = {
        "world": higher.upper(),
        "low": f"{0.0 if low * high < 0.0 else sizes[0]:.{decimals}f}",
        "high": f"{sizes[1]:.{decimals}f}",
        "unit": word(f"short_{name}", language),
        "smallest": f"{SMALLEST[name] * factor:g}",
        "of": of,
        "n": number.get(f"n_{higher}", 0),
        "a": number["n_a"],
        "b": number["n_b"],
        "same": number["n_same"],
    }
    key = {"a": "higher", "b": "higher", "same": "same_by"}.get(higher, higher)
    return word("says", language, outcome=word(name, language), phase=word(f"phase_{phase}", language),
                verdict=word(key, language, **values))  # fmt: skip
