"""One self-contained HTML file: question, answers, figures, claims, parameters, limits, provenance.

Nothing is fetched when it is opened: figures are images within the file, their letters are shapes, and the text brings
its own font, cut down to the characters it uses. Everything from data passes through the template's escaping. The same
results give the same bytes.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.compare import HEADLINES, SMALLEST_EFFECT, Block, arms_of
from analysis.handout import Handout, Point, Row
from analysis.headlines import (
    OUTCOMES,
    Asked,
    answers,
    interval_text,
    questions_of,
    sentence,
    status_of,
    told_blocks,
)
from analysis.style import FONT_FILES, FONT_FOLDER, FONT_WEIGHTS
from analysis.verdicts import all_verdicts, of_contrast, touched_by
from analysis.words import WORDS, Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd

    from analysis.results import Results

TEMPLATES = Path(__file__).with_name("templates")
# Figures of a report, if nobody asks for others: what can be drawn of these, in this order.
USUAL = ("outcomes", "effects", "interaction", "response", "twins", "story", "flow")
LIMITS = ("infection", "assumed", "levels", "point", "stylised", "people")
PRINTED = {"workload_hours_week": 1.0, "need_based_days": 1.0, "participation_share": 100.0}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter and the value it had."""

    name: str
    meaning: str
    unit: str
    value: Any
    default: Any
    source: str
    status: str

    @property
    def is_changed(self) -> bool:
        """Whether the place or the command line set another value than the declared default."""
        return bool(self.value != self.default)


@dataclass(frozen=True, slots=True)
class Built:
    """A report.

    Attributes:
        html: the whole file.
        handout: what a page for a workshop is made of.
        sentences: the headline answers.
    """

    html: str
    handout: Handout
    sentences: list[str]


def build(
    results: Results,
    provenance: dict[str, Any],
    parameters: Sequence[Parameter],
    language: Language,
    only: Sequence[str] | None = None,
) -> Built:
    """Make the report of a results directory.

    Args:
        results: opened results; of one scenario.
        provenance: content of ``provenance.json`` beside them.
        parameters: parameters with their values.
        language: ``en`` or ``zh``.
        only: names of figures; ``None``: the usual ones that can be drawn.

    Raises:
        analysis.results.ResultsError: a table is damaged.
    """
    runs = results.runs
    told = _answers(runs, language)
    configuration = provenance["study"].get("configuration", {})
    figures, skipped = drawn_figures(results, only or USUAL, language)
    page = {
        "language": "zh-CN" if language == "zh" else "en",
        "say": lambda key, **values: word(f"report_{key}", language, **values),
        "title": word("report_title", language, scenario=_scenario(runs, language)),
        "story": configuration.get("story_zh" if language == "zh" else "story", ""),
        "what_it_is": configuration.get("what_it_is_zh" if language == "zh" else "what_it_is", ""),
        "arms": _arms(runs, language),
        "answers": told,
        "figures": figures,
        "skipped": skipped if only else [],
        "claims": _claims(runs, language),
        "claims_from": _claims_from(str(provenance["study"].get("model", "")), language),
        "changed": [_parameter_row(parameter) for parameter in parameters if parameter.is_changed],
        "parameters": [_parameter_row(parameter) for parameter in parameters],
        "n_assumed": sum(parameter.status == "assumed" for parameter in parameters),
        "limits": [word(f"report_limit_{limit}", language) for limit in LIMITS],
        "provenance": _provenance(runs, provenance, language),
    }
    html = _rendered(page, language)
    sentences = [block["sentence"] for answer in told for block in answer["blocks"]]
    return Built(html, _handout(runs, told, page, language), sentences)


# --- answers ----------------------------------------------------------------------------------------------------------
def _answers(runs: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Question by question: a sentence and a table per block, status and reach."""
    found = []
    for question in questions_of(runs):
        table = answers(runs, question)
        blocks = [
            {"sentence": sentence(runs, table, question, block, language), "title": word(block.title, language),
             "columns": [_column(pair, question, language) for pair in question.pairs],
             "rows": _cells(table, question, block, language)}
            for block in told_blocks(runs)
        ]  # fmt: skip
        found.append(
            {"question": word(f"asked_{question.name}", language), "blocks": blocks, "about": question, "table": table,
             "reach": reach_texts(question, language)}
        )  # fmt: skip
    return found


def _column(pair: tuple[tuple[str, str], tuple[str, str]], question: Asked, language: Language) -> str:
    (governance, name), (other_governance, other) = pair
    if question.lever == "governance":
        return word("versus", language, a=name_of(governance, language), b=name_of(other_governance, language))
    if question.lever == "worlds":
        return word("versus", language, a=long_name(name, language), b=long_name(other, language))
    return word("versus_in", language, a=long_name(name, language), b=long_name(other, language),
                where=name_of(governance, language))  # fmt: skip


def _cells(table: pd.DataFrame, question: Asked, block: Block, language: Language) -> list[dict[str, Any]]:
    rows = table[(table["regime"] == block.regime) & (table["window"] == block.window)]
    lines = []
    for outcome in OUTCOMES:
        of_outcome = rows[rows["outcome"] == outcome]
        cells = []
        for row in of_outcome.itertuples():
            difference, low, high = interval_text(row, outcome)
            reading = row.reading if isinstance(row.reading, str) else ""
            cells.append(
                {"difference": difference, "interval": word("from_to", language, low=low, high=high),
                 "reading": word(f"reading_{reading}", language) if reading else "", "kind": reading or "beside"}
            )  # fmt: skip
        status = word(f"status_{status_of(question, outcome)}", language)
        unit = word(f"explain_unit_{outcome}", language)
        lines.append({"name": word(outcome, language), "unit": unit, "cells": cells, "status": status})
    return lines


def reach_texts(question: Asked, language: Language) -> list[str]:
    """How far a direction reaches beyond this design point: tests of exactly this contrast, or that there is none."""
    if question.picks is None:
        return [word("reach_untested", language)]
    rows = of_contrast(question.picks)
    texts = [
        word("reach_tested", language, test=row.pattern.upper(), n=row.n_as_expected, of=row.n_settings,
             n_plausible=row.n_plausible_as_expected, of_plausible=row.n_plausible,
             expectation=row.expectation_zh if language == "zh" else row.expectation,
             verdict=_verdict(row, language))
        for row in rows.itertuples()
    ]  # fmt: skip
    return texts or [word("reach_untested", language)]


def _verdict(row: Any, language: Language) -> str:
    text = word(str(row.verdict), language) + ("" if row.is_settled else word("unsettled", language))
    if not row.n_plausible or row.plausible_verdict == row.verdict:
        return text
    return word("verdict_and_plausible", language, all=text, plausible=word(str(row.plausible_verdict), language))


def _claims(runs: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Directional tests about levers that these runs vary, with their expectations."""
    ended = runs[runs["status"] == "ok"]
    levers = {name for name in ("governance", "assessment", "regime") if len(ended[name].unique()) > 1}
    tests = []
    zh = language == "zh"
    for _, rows in touched_by(levers).groupby("pattern", sort=False):
        first = rows.iloc[0]
        tests.append(
            {"title": first["title_zh" if zh else "title"], "claim": first["claim_zh" if zh else "claim"],
             "ids": first["claims"],
             "expectations": [
                 {"text": row.expectation_zh if zh else row.expectation, "verdict": _verdict(row, language),
                  "kind": row.verdict, "status": word(f"status_{row.status}", language),
                  "between": word("semicolon", language),
                  "share": word("share_and_plausible", language, n=row.n_as_expected, of=row.n_settings,
                                n_plausible=row.n_plausible_as_expected, of_plausible=row.n_plausible)}
                 for row in rows.itertuples()
             ]}
        )  # fmt: skip
    return tests


def _claims_from(model: str, language: Language) -> str:
    """Which settings and draws the verdicts are from, and whether the model was the one of these results."""
    first = all_verdicts().iloc[0]
    is_same = word("report_same_model" if first["model"] == model else "report_other_model", language)
    return word(
        "report_claims_from", language, n=int(first["n_settings"]), factors=int(first["n_factors"]), is_same=is_same,
        seeds=seeds(int(first["n_seeds"]), language), model=str(first["model"])[:12],
    )  # fmt: skip


# --- the rest of the page ---------------------------------------------------------------------------------------------
def _scenario(runs: pd.DataFrame, language: Language) -> str:
    return name_of(str(runs["scenario"].iloc[0]), language)


def _arms(runs: pd.DataFrame, language: Language) -> list[dict[str, str]]:
    ended = runs[runs["status"] == "ok"]
    rows = []
    for governance, name in arms_of(ended):
        of_arm = ended[(ended["governance"] == governance) & (ended["arm"] == name)]
        regimes = word("comma", language).join(
            word(f"regime_{regime}", language) if f"regime_{regime}" in WORDS else name_of(str(regime), language)
            for regime in sorted(of_arm["regime"].astype("str").unique(), reverse=True)
        )
        rows.append(
            {"governance": name_of(governance, language), "name": long_name(name, language), "regimes": regimes,
             "seeds": seeds(int(of_arm["seed"].nunique()), language)}
        )  # fmt: skip
    return rows


def drawn_figures(results: Results, names: Sequence[str], language: Language) -> tuple[list[dict[str, str]], list[str]]:
    """Figures as images within the page, each with its sentence; and what could not be drawn, with the reason."""
    from analysis.figures import FigureSkipped, figures_of
    from analysis.style import house_style

    found, skipped = [], []
    for name in names:
        try:
            for stem, figure in figures_of(results, name, language):
                picture = io.BytesIO()
                with house_style():
                    figure.savefig(picture, format="svg", metadata={"Date": None})
                encoded = base64.b64encode(picture.getvalue()).decode()
                width, height = (round(96 * inches) for inches in figure.get_size_inches())
                found.append({"name": stem, "source": f"data:image/svg+xml;base64,{encoded}", "width": str(width),
                              "height": str(height), "sentence": str(figure.get_label())})  # fmt: skip
        except FigureSkipped as reason:
            skipped.append(str(reason))
    return found, skipped


def _parameter_row(parameter: Parameter) -> dict[str, str]:
    return {
        "name": parameter.name, "meaning": parameter.meaning, "unit": parameter.unit,
        "value": _plain(parameter.value), "default": _plain(parameter.default), "source": parameter.source,
        "status": parameter.status,
    }  # fmt: skip


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def _provenance(runs: pd.DataFrame, provenance: dict[str, Any], language: Language) -> list[tuple[str, str]]:
    """What somebody needs who wants to make the same results again; no time at which the report was made."""
    study, origin = provenance["study"], provenance.get("origin", {})
    git = origin.get("git") or {}
    changed = word("report_changed_code", language) if git.get("is_changed") else ""
    n_failed = int((runs["status"] != "ok").sum())
    libraries = ", ".join(f"{name} {version}" for name, version in origin.get("libraries", {}).items())
    command = " ".join(["gewang", str(study.get("command", "")), "out=DIR", *provenance.get("overrides", [])])
    days = word("comma", language).join(str(n) for n in sorted(runs["days"].unique()))
    lines = {
        "command": command,
        "runs": word("report_runs_text", language, n=len(runs), failed=n_failed,
                     seeds=seeds(int(runs["seed"].nunique()), language), days=days),
        "version": f"gewang {origin.get('gewang', '?')}, {str(git.get('revision', '?'))[:12]}{changed}",
        "model": str(study.get("model", "?"))[:16],
        "python": f"Python {origin.get('python', '?')}; {libraries}",
        "machine": f"{origin.get('processor', '?')}; {origin.get('system', '?')}",
    }  # fmt: skip
    return [(word(f"report_{key}", language), text) for key, text in lines.items()]


def _rendered(page: dict[str, Any], language: Language) -> str:
    """Fill the template twice: first to see which characters the font must hold, then with the font."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    house = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    template = house.get_template("report.html")
    without_pictures = [figure | {"source": ""} for figure in page["figures"]]
    bare = template.render(**page | {"figures": without_pictures}, fonts=[])
    characters = {character for character in bare if ord(character) > 31}
    fonts = [{"weight": weight, "data": subset_font(name, characters)}
             for name, weight in zip(FONT_FILES, FONT_WEIGHTS, strict=True)]  # fmt: skip
    text: str = template.render(**page, fonts=fonts)
    return text


def subset_font(name: str, characters: set[str]) -> str:
    """A font of the house with these characters alone, as base64 of WOFF."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=True)
    font = subset.load_font(str(FONT_FOLDER / name), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    packed = io.BytesIO()
    font.flavor = "woff"
    font.save(packed)
    return base64.b64encode(packed.getvalue()).decode()


# --- handout ----------------------------------------------------------------------------------------------------------
def _handout(runs: pd.DataFrame, told: list[dict[str, Any]], page: dict[str, Any], language: Language) -> Handout:
    """The first question, as a page for a workshop: three small charts, sentences, limits."""
    rows: list[Row] = []
    for answer in told[:1]:
        question, table = answer["about"], answer["table"]
        for block in told_blocks(runs)[:2]:
            of_block = table[(table["regime"] == block.regime) & (table["window"] == block.window)]
            for outcome in HEADLINES:
                factor = PRINTED[outcome]
                points = [
                    Point(_column(((row.governance, row.arm), tuple(row.against.split("/"))), question, language),
                          row.difference * factor, row.low * factor, row.high * factor)
                    for row in of_block[of_block["outcome"] == outcome].itertuples()
                ]  # fmt: skip
                unit = word(f"difference_unit_{outcome}", language)
                rows.append(Row(word(block.title, language), word(outcome, language), unit, tuple(points),
                                SMALLEST_EFFECT[outcome] * factor))  # fmt: skip
    sentences = [block["sentence"] for answer in told[:1] for block in answer["blocks"][:2]]
    return Handout(
        title=page["title"],
        question=told[0]["question"] if told else word("report_no_question", language),
        story=str(page["story"]),
        rows=tuple(rows),
        note=word("handout_charts", language) if rows else "",
        sentences=tuple(sentences),
        reach=tuple(told[0]["reach"]) if told else (),
        discuss=tuple(word(f"handout_discuss_{number}", language) for number in (1, 2, 3)),
        limits=tuple(word(f"report_limit_{limit}", language) for limit in LIMITS[:4]),
        foot="  ·  ".join(text for _, text in page["provenance"][1:4]),
    )
