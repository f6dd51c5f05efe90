"""What a command is told beside the configuration: how long, which seed, which tables, where to.

Settings and configuration arrive in one list of words, ``days=360 governance=hybrid``; this module parts them. A
command knows only the settings it uses: ``gewang run`` refuses ``seeds``, because it would have no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from sim.configuration import SimulationConfig
from sim.errors import one_line
from sim.parameters import Parameters
from sim.scenario import compose, configuration_from, origin_of


class RunSettings(Parameters):
    """Settings of one run."""

    days: Annotated[int, Field(ge=30, le=36_000, multiple_of=30)] = 360  # whole months, after the burn-in
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    records: Literal["summary", "months", "matters"] = "matters"  # how much detail goes to the tables
    out: Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f]*$")] | None = (
        None  # folder for the tables; None: nothing is written
    )


class CompareSettings(RunSettings):
    """Settings of a comparison of arms: the same, for several seeds in a row from ``seed`` on."""

    records: Literal["summary", "months", "matters"] = "months"
    seeds: Annotated[int, Field(ge=2, le=100_000)] = 20  # fewer than two seeds have no interval


def read[Settings: RunSettings](words: Sequence[str], kind: type[Settings]) -> tuple[SimulationConfig, Settings]:
    """Part the words of a command line into a validated configuration and validated settings.

    Args:
        words: overrides in Hydra's syntax; ``out=...`` is taken literally, so that any path will do.
        kind: the settings that the command knows.

    Returns:
        Configuration and settings.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    literal = {name: text for name, _, text in (word.partition("=") for word in words) if name == "out"}
    overrides = [word for word in words if not word.startswith("out=")]
    tree = compose(*overrides)
    own = {name: tree.pop(name) for name in kind.model_fields if name in tree} | literal
    try:
        settings = kind.model_validate(own)
    except ValidationError as error:
        raise one_line(error, kind, own, lambda key: "command line") from None
    return configuration_from(tree, origin_of(*overrides), tuple(kind.model_fields)), settings
