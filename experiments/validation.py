"""The page of directional tests, made from stored studies: ``python -m experiments.validation DIR``.

DIR holds one folder per study, as ``gewang study h01 out=DIR/h01`` leaves them. Writes ``docs/validation.md`` and
``analysis/verdicts.csv``, from which reports tell which claims held; nothing in either is typed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import configs
from experiments.store import read_provenance
from experiments.study import VERDICTS
from experiments.study_design import FOLDER, PICKS, Study, load_study
from sim.errors import ConfigurationError

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"
ALL_TESTS = tuple(f"h{number:02d}" for number in range(1, 17))

INTRODUCTION = """# Directional tests

Made by `python -m experiments.validation DIR` from the tables that `gewang study NAME out=DIR/NAME` stores; nothing on
this page is typed. Each test asks whether a direction that the sources expect (`evidence/claims.csv`) appears *in this
model*, on a small street of three communities (`street_of_three`), at plausible settings: a Latin hypercube over the
ranges of `configs/factors/swept.yaml` and of the study's own file in `configs/study/`. Every arm runs at every setting
with the same people and needs.

**Appears**: 80 % of the settings or more have the stated sign and at least the smallest effect of interest.
**Reverses**: 80 % the other way. Else it **depends**, and the last column names the drawn value to which the effect is
closest in rank (Spearman's rho). A question mark: the 95 % interval (Wilson) of the share reaches across 80 %, so more
settings could change the verdict. That an expectation appears says that the model is consistent with the claim, not
that the claim is true; that it does not is a finding about the model, and stands here as it came out.
"""
HEADER = (
    "| expectation | expected | median effect (5 to 95 %) | settings as expected | verdict | closest to |\n"
    "|---|---|---|---|---|---|\n"
)


def page(folder: Path) -> str:
    """The whole page as Markdown.

    Args:
        folder: of folders of studies.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is no finished study in it.
    """
    stored = sorted(file.parent for file in folder.glob(f"*/{VERDICTS}"))
    if not stored:
        found = f"{folder}, which holds no finished study"
        raise ConfigurationError("DIR", found, "a folder with the folders of studies", None, "command line")
    sections = [section(study) for study in stored]
    names = {read_provenance(study)["study"]["name"] for study in stored}
    unrun = [name.upper() for name in ALL_TESTS if name in configs.choices(FOLDER) and name not in names]
    unwritten = [name.upper() for name in ALL_TESTS if name not in configs.choices(FOLDER)]
    ends = []
    if unrun:
        ends.append(f"Written and not run for this page: {', '.join(unrun)}.\n")
    if unwritten:
        ends.append(f"Not written yet: {', '.join(unwritten)}.\n")
    return "\n".join([INTRODUCTION, *sections, *ends])


def section(folder: Path) -> str:
    """One study: claim, size, and a line per expectation."""
    import pandas as pd

    told = read_provenance(folder)["study"]
    asked = Study.model_validate(told["study"])
    is_old = asked != load_study(told["name"])
    verdicts = pd.read_csv(folder / VERDICTS)
    size = (
        f"{told['draws']} settings, {told['seeds']} paired seeds each, {asked.days} days; model "
        f"`{told['model'][:12]}`{', of an earlier version of this study' if is_old else ''}."
    )
    claim = f"{asked.claim} ({', '.join(asked.claims)})"
    rows = [line(row, outcome.title) for row, outcome in zip(verdicts.itertuples(), asked.outcomes, strict=True)]
    return f"## {asked.title}\n\n{claim}\n\n{size}\n\n{HEADER}{''.join(rows)}"


def line(row: Any, title: str) -> str:
    """One expectation."""
    from analysis.study import effect_text, expected_text, share_text, unit_of, verdict_text

    factor, unit = unit_of(row.outcome, "en")
    spread = f"{effect_text(row.p05, factor)} to {effect_text(row.p95, factor)}"
    closest = f"`{row.leans_on}` ({row.rho:+.2f})" if isinstance(row.leans_on, str) else "–"
    cells = (
        title,
        expected_text(row, "en"),
        f"{effect_text(row.median, factor)} {unit} ({spread})",
        " ".join(share_text(row, "en")),
        f"**{verdict_text(row, 'en')}**",
        closest,
    )
    return "| " + " | ".join(cells) + " |\n"


def verdict_rows(folder: Path) -> list[dict[str, Any]]:
    """One study as rows of ``analysis/verdicts.csv``, see :func:`analysis.verdicts.all_verdicts`."""
    import pandas as pd

    told = read_provenance(folder)["study"]
    asked = Study.model_validate(told["study"])
    verdicts = pd.read_csv(folder / VERDICTS)
    return [
        {
            "test": told["name"],
            "title": asked.title,
            "title_zh": asked.title_zh,
            "claims": " ".join(asked.claims),
            "claim": asked.claim,
            "claim_zh": asked.claim_zh,
            "expectation": outcome.title,
            "expectation_zh": outcome.title_zh,
            "outcome": outcome.outcome,
            "levers": levers_of(asked),
            "contrast": contrast_of(asked, outcome.contrast),
            "n_settings": row.n_settings,
            "n_as_expected": round(row.share * row.n_settings),
            "verdict": row.verdict,
            "is_settled": row.is_settled,
            "model": told["model"],
        }
        for row, outcome in zip(verdicts.itertuples(), asked.outcomes, strict=True)
    ]


def levers_of(asked: Study) -> str:
    """Picks in which, or within which, a study's arms differ, joined by ``+``; empty if anything else differs too."""
    keys = {key for arm in asked.arms.values() for key in arm.set}
    differing = {
        key.partition(".")[0] for key in keys if len({str(arm.set.get(key)) for arm in asked.arms.values()}) > 1
    }
    return "+".join(sorted(differing)) if differing <= set(PICKS) else ""


def contrast_of(asked: Study, contrast: dict[str, float]) -> str:
    """``ranking-pass_fail`` for an expectation about one pick less another, all else equal; else empty."""
    if sorted(contrast.values()) != [-1.0, 1.0] or asked.set:
        return ""
    more, less = (asked.arms[arm].set for arm in sorted(contrast, key=lambda arm: -contrast[arm]))
    differing = [key for key in more if more[key] != less.get(key)]
    if set(more) != set(less) or len(differing) != 1 or differing[0] not in PICKS:
        return ""
    return f"{more[differing[0]]}-{less[differing[0]]}"


def main(words: Sequence[str]) -> int:
    """Write page and table; exit code 2 if the words are of no use."""
    if len(words) != 1:
        print("DIR: found nothing, allowed one folder with the folders of studies", file=sys.stderr)
        return 2
    try:
        text = page(Path(words[0]))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    import pandas as pd

    from analysis.verdicts import COLUMNS, FILE

    PAGE.write_text(text, encoding="utf-8")
    stored = sorted(file.parent for file in Path(words[0]).glob(f"*/{VERDICTS}"))
    rows = [row for study in stored for row in verdict_rows(study)]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(FILE, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
