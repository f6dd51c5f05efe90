"""The verdicts that come with the installation: ``python -m experiments.verdicts DIR``.

DIR holds what ``gewang validate out=DIR`` left; the same results make ``docs/validation.md``. Writes
``analysis/verdicts.csv``, from which reports tell which claims they touch; nothing in it is typed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.pattern_design import PICKS, Pattern, load_pattern
from experiments.patterns import HEADLINE, VERDICTS
from experiments.store import read_provenance
from sim.errors import ConfigurationError


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Rows of ``analysis/verdicts.csv``, see :func:`analysis.verdicts.all_verdicts`.

    Errors:
        :class:`sim.errors.ConfigurationError`: there are no verdicts in it.
    """
    import pandas as pd

    if not (folder / VERDICTS).is_file():
        found = f"{folder}, which holds no {VERDICTS}"
        raise ConfigurationError("DIR", found, "a folder that gewang validate filled", None, "command line")
    study = read_provenance(folder)["study"]
    rows = []
    for name, verdicts in pd.read_csv(folder / VERDICTS).groupby("pattern", sort=False):
        if name == HEADLINE:
            continue
        asked = load_pattern(str(name))
        for row, outcome in zip(verdicts.itertuples(), asked.outcomes, strict=True):
            rows.append(
                {
                    "pattern": name,
                    "title": asked.title,
                    "title_zh": asked.title_zh,
                    "claims": " ".join(asked.claims),
                    "claim": asked.claim,
                    "claim_zh": asked.claim_zh,
                    "expectation": outcome.title,
                    "expectation_zh": outcome.title_zh,
                    "outcome": outcome.outcome,
                    "status": row.status,
                    "levers": levers_of(asked),
                    "contrast": contrast_of(asked, outcome.contrast),
                    "n_settings": row.n_settings,
                    "n_as_expected": hits(row.share, row.n_settings),
                    "verdict": named(row.verdict, row.sign),
                    "is_settled": row.is_settled,
                    "n_plausible": row.plausible_n_settings,
                    "n_plausible_as_expected": hits(row.plausible_share, row.plausible_n_settings),
                    "plausible_verdict": named(row.plausible_verdict, row.sign),
                    "model": study["model"],
                    "n_seeds": study["seeds"],
                    "n_factors": len(study["factors"]),
                }
            )
    return rows


def hits(share: float, n: int) -> int:
    """How many of ``n`` settings a share stands for; the share of no setting is not a number."""
    return round(share * n) if n else 0


def named(verdict: str, sign: str) -> str:
    """Name of a verdict: a level that is missed is called so, as in analysis/pattern_views.py."""
    return "absent_level" if (verdict, sign) == ("absent", "within") else verdict


def levers_of(asked: Pattern) -> str:
    """Picks in which, or within which, a pattern's arms differ, joined by ``+``; empty if anything else differs too."""
    keys = {key for arm in asked.arms.values() for key in arm.set}
    differing = {
        key.partition(".")[0] for key in keys if len({str(arm.set.get(key)) for arm in asked.arms.values()}) > 1
    }
    return "+".join(sorted(differing)) if differing <= set(PICKS) else ""


def contrast_of(asked: Pattern, contrast: dict[str, float]) -> str:
    """``ranking-pass_fail`` for an expectation about one pick less another, all else equal; else empty."""
    if sorted(contrast.values()) != [-1.0, 1.0] or asked.set:
        return ""
    more, less = (asked.arms[arm] for arm in sorted(contrast, key=lambda arm: -contrast[arm]))
    differing = [key for key in more.set if more.set[key] != less.set.get(key)]
    if set(more.set) != set(less.set) or more.times != less.times or len(differing) != 1 or differing[0] not in PICKS:
        return ""
    return f"{more.set[differing[0]]}-{less.set[differing[0]]}"


def main(words: Sequence[str]) -> int:
    """Write the table; exit code 2 if the words are of no use."""
    import pandas as pd

    from analysis.verdicts import COLUMNS, FILE

    try:
        if len(words) != 1:
            found = " ".join(words) or "nothing"
            raise ConfigurationError("DIR", found, "one folder that gewang validate filled", None, "command line")
        rows = rows_of(Path(words[0]))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(FILE, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
