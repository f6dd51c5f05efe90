"""Headline answers in plain words: what each question comes to in these results, computed, with reach and status.

A sentence says for which model, design point and seeds it holds; the interval over seeds tells chance there and nothing
else. How far a direction reaches beyond that point is told by the patterns (:mod:`analysis.verdicts`). The
status says how much of an outcome was put into the model: imposed, calibrated or emergent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.compare import (
    HEADLINES,
    SHOWN,
    SMALLEST_EFFECT,
    WITHOUT,
    WORLDS,
    Arm,
    Block,
    arms_of,
    blocks_of,
    holm,
    number,
    paired_differences,
    readings,
    signed,
)
from analysis.words import Language, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = (*HEADLINES, "strain")
# How much of an answer was put in: docs/odd.md, section 9. Governance sets duties and meeting hours, so part of its
# hours is imposed; what a preset's mechanism does is told apart in docs/mechanisms.md.
STATUS = {
    ("assessment", "workload_hours_week"): "emergent",
    ("assessment", "need_based_days"): "emergent",
    ("assessment", "participation_share"): "emergent",
    ("assessment", "strain"): "emergent",
    ("governance", "workload_hours_week"): "partly_imposed",
    ("governance", "need_based_days"): "emergent",
    ("governance", "participation_share"): "emergent",
    ("governance", "strain"): "emergent",
    # levers and governance of a workshop's game set some hours themselves
    ("worlds", "workload_hours_week"): "partly_imposed",
    ("worlds", "need_based_days"): "emergent",
    ("worlds", "participation_share"): "emergent",
    ("worlds", "strain"): "emergent",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the arms of these results can answer.

    Attributes:
        name: key of its words.
        pairs: (arm, what it is compared with), one for each column of the answer.
        lever: what differs within a pair: assessment, governance, mechanism or worlds.
        picks: the two picks, where all pairs share them, for which tests over many settings are looked up.
    """

    name: str
    pairs: tuple[tuple[Arm, Arm], ...]
    lever: str
    picks: tuple[str, str] | None = None


def questions_of(runs: pd.DataFrame) -> list[Asked]:
    """Questions that the arms allow, the most important first; none where there is a single arm."""
    arms = arms_of(runs[runs["status"] == "ok"])
    governances = list(dict.fromkeys(governance for governance, _ in arms))
    names = list(dict.fromkeys(name for _, name in arms))
    asked = []
    if WITHOUT in names:
        pairs = tuple(((g, n), (g, WITHOUT)) for g, n in arms if n != WITHOUT and (g, WITHOUT) in arms)
        asked.append(Asked("mechanism", pairs, "mechanism"))
    if WORLDS[1] in names:
        a, b = (next((arm for arm in arms if arm[1] == name), None) for name in WORLDS)
        asked.append(Asked("worlds", ((a, b),) if a and b else (), "worlds"))
    for name, other in (("ranking", "pass_fail"), ("ranking", "none"), ("pass_fail", "none")):
        pairs = tuple(((g, name), (g, other)) for g in governances if (g, name) in arms and (g, other) in arms)
        asked.append(Asked(f"{name}_{other}", pairs, "assessment", (name, other)))
    common = next((n for n in ("none", *names) if sum((g, n) in arms for g in governances) > 1), None)
    if common and common != WITHOUT:
        with_it = [g for g in governances if (g, common) in arms]
        pairs = tuple(((g, common), (with_it[0], common)) for g in with_it[1:])
        asked.append(Asked("governance", pairs, "governance"))
    return [question for question in asked if question.pairs]


def answers(runs: pd.DataFrame, question: Asked) -> pd.DataFrame:
    """Paired differences of a question's pairs, corrected for all of its comparisons together.

    Returns:
        Rows as of :func:`analysis.compare.paired_differences`, without the references, and ``against`` (governance and
        name of what an arm is compared with). Strain has no smallest effect, hence no reading.
    """
    import pandas as pd

    ended = runs[runs["status"] == "ok"]
    of_arm = list(zip(ended["governance"].astype("str"), ended["arm"].astype("str"), strict=True))
    tables = []
    for pair in question.pairs:
        table = paired_differences(ended[[arm in pair for arm in of_arm]], OUTCOMES, pair[1])
        tables.append(table[~table["is_reference"]].assign(against="/".join(pair[1])))
    whole = pd.concat(tables, ignore_index=True)
    whole["p_holm"] = holm(whole["p"].to_numpy())
    whole["reading"] = readings(whole)
    return whole


def told_blocks(runs: pd.DataFrame) -> list[Block]:
    """What headlines are told of: normal time, and an emergency while it lasts and after it; not the weeks before."""
    return [block for block in blocks_of(runs[runs["status"] == "ok"]) if block.title != "block_before"]


def sentence(runs: pd.DataFrame, table: pd.DataFrame, question: Asked, block: Block, language: Language) -> str:
    """One answer in plain words, with its reach in front.

    Args:
        runs: the table ``runs``.
        table: what :func:`answers` gives.
        question: which one.
        block: of which part of the runs.
        language: ``en`` or ``zh``.
    """
    rows = table[(table["regime"] == block.regime) & (table["window"] == block.window)]
    parts = [
        word("answer_outcome", language, name=word(outcome, language),
             cases=_cases(rows[rows["outcome"] == outcome], question, language))
        for outcome in HEADLINES
    ]  # fmt: skip
    strain = rows[rows["outcome"] == "strain"]["difference"]
    beside = word("answer_strain", language, value=_span([float(value) for value in strain], 2, language))
    ended = runs[runs["status"] == "ok"]
    return word(
        "answer", language, scenario=name_of(str(ended["scenario"].iloc[0]), language),
        n_seeds=seeds(int(rows["n_seeds"].min()), language), block=word(f"in_{block.title}", language),
        question=word(f"compared_{question.name}", language), strain=beside,
        parts=word("semicolon", language).join(parts),
    )  # fmt: skip


def _cases(rows: pd.DataFrame, question: Asked, language: Language) -> str:
    """What the outcome does in each pair; pairs that read the same are told together."""
    outcome = str(rows["outcome"].iloc[0])
    shown = SHOWN[outcome]
    by_reading: dict[str, list[tuple[str, float]]] = {}
    for row in rows.itertuples():
        by_reading.setdefault(row.reading, []).append((row.governance, row.difference * shown.factor))
    texts = []
    for reading, members in by_reading.items():
        # "0.6 days lower", not "-0.6 days lower": the word says the sign
        is_said = reading in ("higher", "lower")
        values = [abs(value) if is_said else value for _, value in members]
        texts.append(
            word(f"answer_{reading}", language, where=where_text([g for g, _ in members], question, language),
                 value=_span(values, shown.difference_decimals, language, number if is_said else signed),
                 unit=word(f"explain_unit_{outcome}", language),
                 smallest=word(f"effect_{outcome}", language, value=f"{SMALLEST_EFFECT[outcome] * shown.factor:g}"))
        )  # fmt: skip
    return word("comma_clause", language).join(texts)


def _span(
    values: Sequence[float], decimals: int, language: Language, shown_as: Callable[[float, int], str] = signed
) -> str:
    """Differences from the smallest to the largest; one number if they are shown as the same."""
    low, high = shown_as(min(values), decimals), shown_as(max(values), decimals)
    return low if low == high else word("span", language, low=low, high=high)


def where_text(governances: Sequence[str], question: Asked, language: Language) -> str:
    """Where a reading holds: under these governances, or for them where they are what is compared."""
    if question.lever == "worlds":
        return word("answer_in_worlds", language)
    names = word("comma", language).join(name_of(governance, language) for governance in governances)
    return word("answer_for" if question.lever == "governance" else "answer_under", language, names=names)


def status_of(question: Asked, outcome: str) -> str:
    """How much of an answer was put into the model: emergent, partly_imposed, or see_place for a preset's mechanism."""
    return STATUS.get((question.lever, outcome), "see_place")


def interval_text(row: object, outcome: str) -> tuple[str, str, str]:
    """Difference and the ends of its 95 % interval as they are shown."""
    shown = SHOWN[outcome]
    values = [float(getattr(row, name)) * shown.factor for name in ("difference", "low", "high")]
    difference, low, high = (signed(value, shown.difference_decimals) for value in values)
    return difference, low, high
