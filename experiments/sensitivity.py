"""What a finished sweep says: ``gewang sensitivity DIR`` and ``gewang discover DIR target="..."``.

Both read tables and leave a table and a figure in both languages beside them; the runs are not touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError

from experiments.run import FIGURES
from experiments.store import write_files
from sim.errors import ConfigurationError, nearest_name, one_line, shown
from sim.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

COMMAND_LINE = "command line"
LONGEST_NAME = 50


class ReadingSettings(Parameters):
    """What both commands are told."""

    language: Literal["en", "zh"] = "en"  # of what is printed


class SensitivitySettings(ReadingSettings):
    """Settings of ``gewang sensitivity``."""

    outcome: str | None = None  # an outcome of the study, or a sum of some under levers; None: each outcome
    precision: Annotated[float, Field(gt=0)] | None = None  # half-width wanted; None: the smallest effect of interest


class DiscoverySettings(ReadingSettings):
    """Settings of ``gewang discover``."""

    target: str  # a condition on outcomes


def sensitivity(words: Sequence[str]) -> int:
    """``gewang sensitivity DIR``: which factors matter, how much, and how precise that is.

    Args:
        words: folder of a sweep, and settings.

    Returns:
        Exit code.
    """
    folder, settings = _read("sensitivity", words, SensitivitySettings)
    from rich.console import Console

    from analysis import sensitivity as reading
    from analysis import sensitivity_views as views
    from analysis.sweeps import Sweep
    from analysis.words import LANGUAGES

    sweep = Sweep(folder)
    texts = [settings.outcome] if settings.outcome else [str(name) for name in sweep.study["outcomes"]]
    for asked in [reading.outcome_of(sweep, text) for text in texts]:
        table = reading.sensitivity_of(sweep, asked)
        found = reading.reached(sweep, asked, settings.precision)
        Console(highlight=False).print(views.sensitivity_table(sweep, table, asked, found, settings.language))
        name = f"sensitivity_{_file_name(asked.text)}"
        _store(folder, name, table)
        for language in LANGUAGES:
            views.save_sensitivity_figure(sweep, table, asked, found, folder / FIGURES / name, language)
        print(f"{folder}: {name}.csv, {FIGURES}/{name}.*\n")
    return 0


def discover(words: Sequence[str]) -> int:
    """``gewang discover DIR target="..."``: under which conditions does something hold?

    Args:
        words: folder of a sweep, and settings.

    Returns:
        Exit code.
    """
    folder, settings = _read("discover", words, DiscoverySettings)
    from rich.console import Console

    from analysis import discovery as reading
    from analysis import discovery_views as views
    from analysis.sweeps import Sweep
    from analysis.words import LANGUAGES

    sweep = Sweep(folder)
    found = reading.discover(sweep, reading.target_of(sweep, settings.target))
    Console(highlight=False).print(views.discovery_table(sweep, found, settings.language))
    name = f"discovery_{_file_name(settings.target)}"
    _store(folder, name, views.boxes_table(found))
    for language in LANGUAGES:
        views.save_discovery_figure(sweep, found, folder / FIGURES / name, language)
    print(f"{folder}: {name}.csv, {FIGURES}/{name}.*")
    return 0


def _read[Chosen: ReadingSettings](command: str, words: Sequence[str], kind: type[Chosen]) -> tuple[Path, Chosen]:
    """The folder, and settings whose texts are taken literally: an expression is no override."""
    known = list(kind.model_fields)
    folders = [word for word in words if "=" not in word]
    if len(folders) != 1:
        raise ConfigurationError(command, ", ".join(folders) or "nothing", "one folder of a sweep", None, COMMAND_LINE)
    told: dict[str, Any] = {}
    for word in words:
        name, is_setting, text = word.partition("=")
        if is_setting and name not in known:
            raise ConfigurationError(
                name, shown(text), "only " + ", ".join(known), nearest_name(name, known), COMMAND_LINE
            )
        if is_setting:
            told[name] = _number(text) if name == "precision" else text
    try:
        return Path(folders[0]), kind.model_validate(told)
    except ValidationError as error:
        raise one_line(error, kind, told, lambda key: COMMAND_LINE) from None


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _file_name(text: str) -> str:
    """A text as part of a file name: comparisons keep their sense, bars stand for other signs, a long one is cut."""
    for sign, name in (("<=", " at_most "), (">=", " at_least "), ("<", " below "), (">", " above "), ("-", " less ")):
        text = text.replace(sign, name)
    name = re.sub(r"\W+", "_", text).strip("_")
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9].strip('_')}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _store(folder: Path, name: str, table: pd.DataFrame) -> None:
    write_files(folder, {f"{name}.csv": table.to_csv(index=False, lineterminator="\n").encode()})
