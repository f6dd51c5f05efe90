"""The report of ``gewang validate`` as Markdown, in both languages: what was run, headline, patterns, claims ledger.

Nothing on it is typed: claims and names come from ``configs/pattern/``, numbers from the stored tables, the ledger from
``docs/evidence/claims.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.pattern_views import (
    effect_text,
    expected_text,
    in_language,
    is_another_at_plausible,
    plausible_view,
    region_text,
    share_text,
    unit_of,
    verdict_text,
    without_text,
)
from analysis.patterns import VERDICTS, Definition, judged
from analysis.words import Language, word

if TYPE_CHECKING:
    import pandas as pd

CLAIMS = Path(__file__).parents[1] / "docs" / "evidence" / "claims.csv"
HEADLINE = "headline"
CONTROLS = "controls"


@dataclass(frozen=True, slots=True)
class Ran:
    """What was run.

    Attributes:
        n_settings: drawn settings.
        seeds: paired seeds at each.
        n_parts: pairs of setting and seed that are stored; fewer than all if runs were stopped.
        n_factors: factors that a setting draws.
        n_arms: distinct runs at each setting and seed.
        n_asked: arms that patterns ask for, with the mechanism on and off.
        run_seconds: time that all runs took together.
        wall_seconds: time on the clock.
        processes: worker processes.
        model: hash of the model's source.
    """

    n_settings: int
    seeds: int
    n_parts: int
    n_factors: int
    n_arms: int
    n_asked: int
    run_seconds: float
    wall_seconds: float
    processes: int
    model: str


@dataclass(frozen=True, slots=True)
class Known:
    """What makes a setting plausible.

    Attributes:
        bounds: outcome -> what is known of it: ``low``, ``high``, ``percent``, ``name``, ``why`` and ``source``.
        settings: see :func:`analysis.patterns.plausible_settings`.
        drawn: drawn values, one row per setting, its number as index.
    """

    bounds: Mapping[str, Mapping[str, Any]]
    settings: pd.DataFrame
    drawn: pd.DataFrame


def page(
    definitions: Mapping[str, Definition],
    verdicts: pd.DataFrame | None,
    curve: pd.DataFrame | None,
    ran: Ran,
    known: Known,
    language: Language,
    figures: str,
) -> str:
    """The whole report.

    Args:
        definitions: patterns by name.
        verdicts: of :func:`analysis.patterns.verdicts_of`, with a column ``pattern``; ``None``: of no pattern.
        curve: verdicts of the headline, see :func:`analysis.headline.curve_verdicts`; ``None``: it was not asked for.
        ran: what was run.
        known: which settings are plausible, and why.
        language: ``en`` or ``zh``.
        figures: folder of the figures, as seen from the report.

    Returns:
        Markdown.
    """
    parts = [word("page_head", language), _what_ran(ran, language)]
    if curve is not None and HEADLINE in definitions:
        parts.append(_headline(definitions[HEADLINE], curve, language, figures))
    if verdicts is not None:
        parts.append(_overview(definitions, verdicts, language))
    parts.append(_plausible(definitions, verdicts, curve, known, language))
    for name, definition in definitions.items():
        if definition["is_missing"]:
            parts.append(_missing(definition, language))
        elif verdicts is not None and definition["outcomes"]:
            parts.append(_pattern(name, definition, verdicts[verdicts["pattern"] == name], language))
    parts.append(_definitions(definitions, language))
    parts.append(_ledger(definitions, verdicts, language))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _what_ran(ran: Ran, language: Language) -> str:
    n_all = ran.n_settings * ran.seeds
    is_part = ran.n_parts < n_all
    text = word("page_part", language, n=ran.n_parts, of=n_all) + "\n\n" if is_part else ""
    return text + word(
        "page_ran", language, settings=ran.n_settings, seeds=ran.seeds, factors=ran.n_factors, arms=ran.n_arms,
        asked=ran.n_asked, runs=f"{ran.n_parts * ran.n_arms:,}", cpu=f"{ran.run_seconds / 60:.0f}",
        wall=f"{ran.wall_seconds / 60:.0f}", processes=ran.processes, model=ran.model[:12],
    )  # fmt: skip


def _headline(definition: Definition, curve: pd.DataFrame, language: Language, figures: str) -> str:
    title = in_language(definition, "title", language)
    lines = [
        f"## {title}",
        "",
        in_language(definition, "claim", language),
        "",
        f"![{title}]({figures}/{HEADLINE}.{language}.png)",
        "",
        word("page_headline", language),
        "",
        word("page_headline_columns", language),
        "|---|---|---|---|---|---|---|",
    ]
    n_judged = int(curve["n_settings"].max())
    for row in curve.itertuples():
        cells = (
            word(f"headline_{row.meaning}", language),
            f"{row.place:+g}".replace("-", "−"),
            f"{row.distance:+.1f}".replace("-", "−"),
            f"{_hours(row.median)} ({_hours(row.p05)} {word('to', language)} {_hours(row.p95)})",
            f"{round(row.share * row.n_settings)} / {round(row.reverse_share * row.n_settings)}",
            f"{row.n_settings} / {n_judged}",
            f"**{verdict_text(row, language)}**",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _hours(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _overview(definitions: Mapping[str, Definition], verdicts: pd.DataFrame, language: Language) -> str:
    """How many expectations of each pattern came out how."""
    lines = [
        word("page_overview", language, n=int(verdicts["n_settings"].max())),
        "",
        f"| {word('page_overview_pattern', language)} | {' | '.join(word(name, language) for name in VERDICTS)} |",
        "|---" * (len(VERDICTS) + 1) + "|",
    ]
    for name, of_pattern in verdicts.groupby("pattern", sort=False):
        cells = [in_language(definitions[str(name)], "title", language)]
        for verdict in VERDICTS:
            found = of_pattern[of_pattern["verdict"] == verdict]
            n_emergent = int((found["status"] == "emergent").sum())
            cells.append(f"{len(found)} ({n_emergent})" if len(found) else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _plausible(
    definitions: Mapping[str, Definition],
    verdicts: pd.DataFrame | None,
    curve: pd.DataFrame | None,
    known: Known,
    language: Language,
) -> str:
    """What makes a setting plausible, and which verdicts are others where only plausible settings count."""
    n_plausible, n_settings = int(known.settings["is_plausible"].sum()), len(known.settings)
    lines = [
        word("page_plausible", language, n=n_plausible, of=n_settings),
        "",
        word("page_plausible_columns", language),
        "|---|---|---|---|---|---|",
        *(
            _bound_line(bound, known.settings[outcome], known.drawn, language)
            for outcome, bound in known.bounds.items()
        ),
        "",
    ]
    cells = [_placed(row, definitions[HEADLINE], language) for row in _changed(curve)]
    if verdicts is not None:
        for name, of_pattern in verdicts.groupby("pattern", sort=False):
            outcomes = definitions[str(name)]["outcomes"]
            cells += [
                (in_language(definitions[str(name)], "title", language),
                 in_language(outcomes[row.expectation], "title", language), word(f"status_{row.status}", language), row)
                for row in _changed(of_pattern)
            ]  # fmt: skip
    n_judged = sum(0 if table is None else len(table) for table in (verdicts, curve))
    told = "page_changed" if cells else "page_none_changed" if n_plausible else "page_none_plausible"
    lines.append(word(told, language, n=len(cells), of=n_judged))
    if cells:
        lines += ["", word("page_changed_columns", language), "|---|---|---|---|---|"]
    for *words, row in cells:
        both = (_held(row, language), _held(plausible_view(row), language))
        lines.append("| " + " | ".join((*words, *both)) + " |")
    return "\n".join(lines) + "\n"


def _bound_line(bound: Mapping[str, Any], values: pd.Series, drawn: pd.DataFrame, language: Language) -> str:
    """One thing that is known: its name, what is possible, why, the source, how many settings contradict it, and which
    drawn value tells those apart."""
    factor, unit = (100.0, " %") if bound["percent"] else (1.0, "")
    low, high = (f"{bound[side] * factor:g}{unit}" for side in ("low", "high"))
    sides = [side for side in ("low", "high") if np.isfinite(bound[side])]
    limit = word("_".join(["limit", *sides]), language, low=low, high=high)
    found = judged(values, {**bound, "sign": "within", "smallest_effect": 0.0}, drawn)
    n_beyond = round((1.0 - found["share"]) * found["n_settings"]) if found["n_settings"] else 0
    region = region_text(SimpleNamespace(**found), language) if n_beyond else "–"
    told = (in_language(bound, "name", language), limit, in_language(bound, "why", language))
    return "| " + " | ".join((*told, ", ".join(bound["source"]), str(n_beyond), region)) + " |"


def _changed(table: pd.DataFrame | None) -> list[Any]:
    """Rows whose verdict is another at plausible settings."""
    return [] if table is None else [row for row in table.itertuples() if is_another_at_plausible(row)]


def _placed(row: Any, headline: Definition, language: Language) -> tuple[str, str, str, Any]:
    """A row of the headline as one of changed verdicts."""
    place = f"{row.place:+g}".replace("-", "−")
    where = word(
        "pair", language, a=word(f"headline_{row.meaning}", language), b=f"{place} {word('unit_sd', language)}"
    )
    return in_language(headline, "title", language), where, word("status_emergent", language), row


def _held(row: Any, language: Language) -> str:
    """The verdict, and at how many settings it was as expected."""
    share = word("share_of_settings", language, n=round(row.share * row.n_settings), of=row.n_settings)
    return word("verdict_and_share", language, verdict=verdict_text(row, language), share=share)


def _pattern(name: str, definition: Definition, verdicts: pd.DataFrame, language: Language) -> str:
    """Claim, size, mechanism, and a line per expectation."""
    ids = f" ({', '.join(definition['claims'])})" if definition["claims"] else ""
    lines = [
        f"## {in_language(definition, 'title', language)}",
        "",
        in_language(definition, "claim", language) + ids,
        "",
    ]
    if definition["note"]:
        lines += [in_language(definition, "note", language), ""]
    without = definition["without"]
    about = [outcome["outcome"] for outcome in definition["outcomes"]]
    taken = in_language(without, "label", language) + f" ({', '.join(without['ids'])})" if without else "–"
    lines += [
        word("page_size", language, days=definition["days"], scenario=definition["scenario"], without=taken, name=name),
        word("page_about", language, names=", ".join(f"`{name}`" for name in dict.fromkeys(about))),
        "",
        word("page_columns", language),
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_line(row, in_language(outcome, "title", language), language)
              for row, outcome in zip(verdicts.itertuples(), definition["outcomes"], strict=True)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _line(row: Any, title: str, language: Language) -> str:
    factor, unit = unit_of(row, language)
    spread = f"{effect_text(row.p05, row, factor)} {word('to', language)} {effect_text(row.p95, row, factor)}"
    cells = (
        title,
        word(f"status_{row.status}", language),
        expected_text(row, language),
        f"{effect_text(row.median, row, factor)} {unit} ({spread})",
        " ".join(share_text(row, language)),
        f"**{verdict_text(row, language)}**",
        without_text(row, language),
        region_text(row, language),
    )
    return "| " + " | ".join(cells) + " |"


def _missing(definition: Definition, language: Language) -> str:
    title, claim, note = (in_language(definition, key, language) for key in ("title", "claim", "note"))
    return f"## {title}\n\n{claim} ({', '.join(definition['claims'])})\n\n**{word('not_in_model', language)}** {note}\n"


def _definitions(definitions: Mapping[str, Definition], language: Language) -> str:
    """What the expectations are about, by name of outcome or measure."""
    outcomes = {outcome["outcome"]: outcome for tree in definitions.values() for outcome in tree["outcomes"]}
    rows = [f"| `{name}` | {outcome['unit']} | {outcome['meaning']} |" for name, outcome in sorted(outcomes.items())]
    return "\n".join([word("page_definitions", language), "|---|---|---|", *rows]) + "\n"


def _ledger(definitions: Mapping[str, Definition], verdicts: pd.DataFrame | None, language: Language) -> str:
    """The claims of the sources: which are dynamic, and what became of these."""
    import pandas as pd

    claims = pd.read_csv(CLAIMS, keep_default_na=False)
    claims = claims[claims["id"].str.startswith("C")]
    counts = claims["type"].value_counts()
    by_type = {key.replace(" ", "_"): int(counts[key]) for key in counts.index}
    told = word("page_ledger", language, **by_type)
    if language != "en":  # reasons are written in English
        return told + "\n"
    lines = [
        told,
        "",
        "| id | claim | type | reason | patterns and verdicts |",
        "|---|---|---|---|---|",
    ]
    for row in claims.itertuples():
        answers = [f"{name}: {_summary(name, definitions, verdicts, language)}" for name in str(row.patterns).split()]
        lines.append(f"| {row.id} | {row.claim} | {row.type} | {row.reason} | {'; '.join(answers) or '–'} |")
    return "\n".join(lines) + "\n"


def _summary(
    name: str, definitions: Mapping[str, Definition], verdicts: pd.DataFrame | None, language: Language
) -> str:
    """Verdicts of a pattern, each with the number of its expectations."""
    if name in definitions and definitions[name]["is_missing"]:
        return word("not_in_model", language).rstrip(".:")
    of_pattern = None if verdicts is None else verdicts[verdicts["pattern"] == name]
    if of_pattern is None or of_pattern.empty:
        return word("not_run", language)
    counts = of_pattern["verdict"].value_counts()
    return ", ".join(f"{word(str(verdict), language)} {n}" for verdict, n in counts.items())
