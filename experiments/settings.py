"""What a command is told beside the configuration: how long, which seeds, which tables, where to.

Settings and configuration arrive in one list of words, ``days=360 governance=hybrid``; this module parts them. A
command knows only the settings it uses: ``gewang run`` refuses ``seeds``, because it would have no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, one_line, refuse, shown
from sim.parameters import Parameters
from sim.scenario import compose, configuration_from, origin_of

type Records = Literal["runs", "summary", "weeks", "months", "matters"]

MOST_SEEDS = 100_000
SEEDS_ALLOWED = f"a whole number from 2 to {MOST_SEEDS}, or a list of 2 or more different seeds"


def listed_seeds(seeds: Any) -> list[int]:
    """The seeds themselves, in rising order; a number of seeds stands for those from 0 on.

    Errors:
        A pydantic error that becomes one line; one seed is too few, because it has no interval.
    """
    if isinstance(seeds, int) and not isinstance(seeds, bool) and 2 <= seeds <= MOST_SEEDS:
        return list(range(seeds))
    if not isinstance(seeds, list) or not 2 <= len(seeds) <= MOST_SEEDS:
        raise refuse("", seeds, SEEDS_ALLOWED)
    if not all(type(seed) is int and 0 <= seed < 2**63 for seed in seeds):
        raise refuse("", seeds, SEEDS_ALLOWED)
    if len(set(seeds)) < len(seeds):
        raise refuse("", next(seed for seed in seeds if seeds.count(seed) > 1), "each seed once")
    return sorted(seeds)


class Told(Parameters):
    """What every command that simulates is told."""

    out: Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f]*$")] | None = (
        None  # folder for the tables; None: nothing is written
    )
    language: Literal["en", "zh"] = "en"  # of what is printed


class Settings(Told):
    """Settings of a command that runs a configuration."""

    days: Annotated[int, Field(ge=30, le=36_000, multiple_of=30)] | None = (
        None  # whole months after the burn-in; None: as long as the regime's calendar
    )
    records: Records = "matters"  # how much detail goes to the tables

    def days_of(self, config: SimulationConfig) -> int:
        """Length of a run of this configuration."""
        return self.days or sum(phase.days for phase in config.regime.phases)


class TicketSettings(Parameters):
    """A request log to replay: its file, and what is said of its mapping."""

    file: str
    keys: dict[str, Any] = Field(default_factory=dict)


class RunSettings(Settings):
    """Settings of one run."""

    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    tickets: TicketSettings | None = None  # requests in place of the needs that the model makes up


class ManySettings(Told):
    """Settings of every command that makes many runs."""

    processes: Annotated[int, Field(ge=1, le=1024)] | None = None  # None: one per processor
    retry_failed: bool = False  # make stored runs that failed once more
    run_timeout: Annotated[float, Field(gt=0, le=1e7, strict=False)] | None = None  # seconds for one run; None: no end


class CompareSettings(ManySettings, Settings):
    """Settings of a comparison of arms."""

    seeds: Annotated[list[int], BeforeValidator(listed_seeds)] = Field(default_factory=lambda: listed_seeds(20))
    records: Records = "weeks"  # what the figures need; actor_months alone would double the folder
    against: Literal["without"] | None = None  # what the scenario is compared with; None: every policy with the others


def listed_names(names: Any) -> list[str]:
    """Names between commas, in brackets or not."""
    return names.removeprefix("[").removesuffix("]").split(",") if isinstance(names, str) else names


class ValidateSettings(ManySettings):
    """Settings of the patterns' command."""

    only: Annotated[list[str], BeforeValidator(listed_names), Field(min_length=1)] | None = None  # None: every pattern
    size: Literal["quick", "full"] = "quick"
    draws: Annotated[int, Field(ge=2, le=100_000)] | None = None  # drawn settings; None: as the size says
    seeds: Annotated[int, Field(ge=1, le=1_000)] | None = None  # paired seeds at each setting; None: as the size says
    page: Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f]*$")] | None = None  # a copy of the report
    run: bool = True  # False: judge what is stored


class SweepSettings(ManySettings):
    """Settings of a sweep."""

    study: Annotated[str, Field(min_length=1)] | None = None  # a file of configs/study/
    replications: Annotated[int, Field(ge=1, le=100_000)] | None = None  # seeds per point; None: as the study says
    records: Records = "runs"
    engine: Literal["local", "dask"] = "local"
    scheduler: Annotated[str, Field(min_length=1)] | None = None  # address of a Dask scheduler; None: started here
    shard: Annotated[int, Field(ge=0)] | None = None  # which of nshards; None: all of the study
    nshards: Annotated[int, Field(ge=1, le=100_000)] | None = None

    @model_validator(mode="after")
    def _shard_of_some(self) -> Self:
        if self.nshards is None and self.shard is not None:
            raise refuse("nshards", None, "the number of shards, nshards=N")
        if self.nshards is not None and self.shard is None:
            raise refuse("shard", None, f"which shard, from 0 to {self.nshards - 1}")
        if self.nshards is not None and self.shard is not None and self.shard >= self.nshards:
            raise refuse("shard", self.shard, f"from 0 to {self.nshards - 1}")
        return self


def parted(words: Sequence[str], kind: type[Told]) -> tuple[list[str], list[str]]:
    """Words that are settings of a command, and all others."""
    own = [word for word in words if word.lstrip("+~").partition("=")[0] in kind.model_fields]
    return own, [word for word in words if word not in own]


def listed(values: Any) -> Any:
    """One value alone stands for a list of it."""
    return [values] if isinstance(values, str) else values


class FiguresSettings(Told):
    """Settings of drawing what is stored; ``out`` and ``language`` are those of the figures."""

    formats: Annotated[list[Literal["png", "svg", "pdf"]], BeforeValidator(listed), Field(min_length=1)] = Field(
        default_factory=lambda: ["png"]
    )
    only: Annotated[list[str], BeforeValidator(listed_names), Field(min_length=1)] | None = (
        None  # names; None: all figures
    )
    processes: Annotated[int, Field(ge=1, le=1024)] | None = None  # None: one per processor


class ExplainSettings(ManySettings):
    """Settings of an explanation; the configuration is that of the comparison."""

    seeds: Annotated[list[int], BeforeValidator(listed_seeds)] = Field(default_factory=lambda: listed_seeds(5))
    under: str | None = None  # regime, one of the comparison; None: its first
    by: Literal["institutions", "channels"] = "institutions"  # what is switched
    orders: Annotated[int, Field(ge=4, le=10_000)] = 32  # drawn, where there are too many parts for all coalitions
    formats: Annotated[list[Literal["png", "svg", "pdf"]], BeforeValidator(listed), Field(min_length=1)] = Field(
        default_factory=lambda: ["png"]
    )


class ReportSettings(Told):
    """Settings of a report; ``out`` and ``language`` are those of its files."""

    handout: bool = False  # a page for a workshop beside it
    only: Annotated[list[str], BeforeValidator(listed_names), Field(min_length=1)] | None = (
        None  # figures; None: the usual
    )


def read_settings[Chosen: Told](words: Sequence[str], kind: type[Chosen]) -> Chosen:
    """Settings of a command that takes no configuration; any other word is refused.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    known = list(kind.model_fields)
    for word in words:
        name, _, text = word.lstrip("+~").partition("=")
        if name not in known:
            allowed = "only " + ", ".join(known)
            raise ConfigurationError(name, shown(text), allowed, nearest_name(name, known), "command line")
    return read(words, kind)[1]


LITERAL = ("out", "tickets", "scheduler", "page", "only", "explorer", "game")


def _tickets(file: str | None, keys: Any) -> dict[str, Any]:
    """The file of a log and what is said of its mapping."""
    if not file or not isinstance(keys, dict):
        raise ConfigurationError("tickets", "no file", "a log to replay, tickets=FILE.csv", None, "command line")
    return {"file": file, "keys": keys}


def read[Chosen: Told](words: Sequence[str], kind: type[Chosen]) -> tuple[SimulationConfig, Chosen]:
    """Part the words of a command line into a validated configuration and validated settings.

    Args:
        words: overrides in Hydra's syntax; ``out=...`` and ``tickets=...`` are taken literally, so that any path will
            do.
        kind: the settings that the command knows.

    Returns:
        Configuration and settings.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    paths = [name for name in LITERAL if name in kind.model_fields]
    literal: dict[str, Any] = {name: text for name, _, text in (word.partition("=") for word in words) if name in paths}
    overrides = [word for word in words if word.partition("=")[0] not in paths]
    tree = compose(*overrides)
    if "tickets" in kind.model_fields and ("tickets" in literal or "tickets" in tree):
        literal["tickets"] = _tickets(literal.get("tickets"), tree.pop("tickets", {}))
    own = {name: tree.pop(name) for name in kind.model_fields if name in tree} | literal
    try:
        settings = kind.model_validate(own)
    except ValidationError as error:
        raise one_line(error, kind, own, lambda key: "command line") from None
    return configuration_from(tree, origin_of(*overrides), tuple(kind.model_fields)), settings
