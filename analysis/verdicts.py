"""Which claims of the sources a comparison touches, and whether they held at drawn and at plausible settings.

``verdicts.csv`` beside this file holds the verdicts that ``docs/validation.md`` tells of, made from the same results by
``python -m experiments.verdicts``. It says of which model it speaks.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FILE = Path(__file__).with_name("verdicts.csv")
COLUMNS = (
    "pattern", "title", "title_zh", "claims", "claim", "claim_zh", "expectation", "expectation_zh", "outcome", "status",
    "levers", "contrast", "n_settings", "n_as_expected", "verdict", "is_settled",
    "n_plausible", "n_plausible_as_expected", "plausible_verdict", "model",
    "n_seeds", "n_factors",
)  # fmt: skip


@cache
def all_verdicts() -> pd.DataFrame:
    """One row per expectation: its pattern, claims and their words; status (imposed, calibrated, emergent); ``levers``
    (picks that the pattern's arms differ in, empty where it changes anything else); ``contrast``
    (``ranking-pass_fail`` where it is one pick less another); how many of the settings were as expected; verdict;
    whether more settings could change it; the same three of the plausible settings alone (``n_plausible``,
    ``n_plausible_as_expected``, ``plausible_verdict``); the model's source; paired seeds at each setting, and factors
    that a setting draws.
    """
    import pandas as pd

    return pd.read_csv(FILE, keep_default_na=False)


def touched_by(levers: set[str]) -> pd.DataFrame:
    """Patterns whose arms differ in nothing but levers that a comparison varies too.

    Args:
        levers: of governance, assessment and regime, those with more than one value among the runs.
    """
    table = all_verdicts()
    is_touched = [bool(names[0]) and set(names) <= levers for names in table["levers"].str.split("+")]
    return table[is_touched].reset_index(drop=True)


def of_contrast(picks: tuple[str, str]) -> pd.DataFrame:
    """Expectations about exactly this pair of picks, one less the other."""
    table = all_verdicts()
    return table[table["contrast"] == "-".join(picks)].reset_index(drop=True)
