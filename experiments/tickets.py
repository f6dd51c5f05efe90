"""A city's own request log: read, judged row by row, and turned into the needs of a replay.

``gewang run tickets=FILE.csv tickets.mapping=NAME`` reads a CSV file by ``configs/tickets/NAME.yaml``: which
columns hold what, how times are written, which kind of matter each of the log's words stands for, where its places lie
on the street, and how many of its requests a place of this size would have had. Every row is either used or left out
with a reason; none disappears.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, ValidationError, field_validator

from sim.clock import DAYS_PER_MONTH, HOURS_PER_DAY
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, one_line, refuse, shown
from sim.parameters import Parameters
from sim.replay import MOST_NEEDS, Needs, needs_table
from sim.scenario import file_content, with_values

if TYPE_CHECKING:
    import pandas as pd

GROUP, EXAMPLE = "tickets", "example"
COMMAND_LINE = "command line"
WATCHED_DAYS = 30  # so long the last request is watched in the model
LAST_START_DAY = 364  # highest `time.start_day_of_year`
ISO = "ISO8601"
# Why a row is not used
NO_TIME, BAD_TIME, LATE = "no creation time", "creation time cannot be read", "created after the log ends"
TWICE, NO_KIND, THINNED = "duplicate", "kind not mapped", "left out by the scale"
BEYOND = "created after the run ends"
# What else there is to say of a row that is used
OPEN, BAD_CLOSING, EARLY = "open when the log ends", "closing time cannot be read", "closed before it was created"


class TicketColumns(Parameters):
    """Names of the log's columns; what is null the log does not have."""

    created: str
    closed: str | None = None
    kind: str | None = None
    place: str | None = None
    id: str | None = None  # rows with the same one are duplicates; without such a column whole rows are compared


class TicketMapping(Parameters):
    """How a log is to be read."""

    columns: TicketColumns
    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8"
    date_formats: Annotated[list[str], Field(min_length=1)] = Field(default_factory=lambda: [ISO])  # tried in turn
    missing: list[str] = Field(default_factory=list)  # words for "no value", beside an empty cell
    kinds: dict[str, str] = Field(default_factory=dict)  # the log's word -> kind of matter
    other_kinds: str | None = None  # kind of all other rows; null: they are left out
    places: dict[str, str] = Field(default_factory=dict)  # the log's word -> community
    other_places: Literal["hash", "spread"] = "hash"  # hash: one community for each word; spread: each row by itself
    scale: Annotated[float, Field(gt=0, le=1000)] = 1.0  # requests in the model for each one in the log
    until: str | None = None  # when the log ends; null: at its latest time

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            "".encode(name)
        except LookupError:
            raise refuse("", name, "an encoding such as utf-8, utf-8-sig or gb18030") from None
        return name


@dataclass(frozen=True, slots=True)
class Log:
    """A log, read and judged.

    Attributes:
        rows: one per row of the file: line, id, created, closed, kind, place, is_used, reason, remark, model_kind,
            community, copies; ``hours_open`` until closed or, if ``is_closed`` is false, until the log ends (``NaN``:
            not known).
        needs: what is replayed.
        config: the configuration, on the calendar of the log.
        days: length of the run.
        start: the midnight that is hour 0.
        mapping: how it was read.
        digest: hash of the file.
    """

    rows: pd.DataFrame
    needs: Needs
    config: SimulationConfig
    days: int
    start: pd.Timestamp
    mapping: TicketMapping
    digest: str


def load_mapping(keys: dict[str, Any]) -> TicketMapping:
    """A mapping by its file's name, ``keys["mapping"]``, with other values over it.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is none, or it does not fit.
    """
    over = {key: value for key, value in keys.items() if key != "mapping"}
    name = str(keys.get("mapping", EXAMPLE))
    tree = _merged(file_content(GROUP, name), over)

    def origin(key: str) -> str:
        return COMMAND_LINE if key.partition(".")[0] in over else f"configs/{GROUP}/{name}.yaml"

    try:
        return TicketMapping.model_validate(tree)
    except ValidationError as error:
        fault = one_line(error, TicketMapping, tree, origin, ["mapping"])
        fault.key = f"tickets.{fault.key}"
        raise fault from None


def _merged(tree: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    below = {
        key: _merged(tree[key], value) if isinstance(value, dict) and isinstance(tree.get(key), dict) else value
        for key, value in over.items()
    }
    return {**tree, **below}


def read_log(file: Path, mapping: TicketMapping, config: SimulationConfig, days: int | None = None) -> Log:
    """Read a log, judge each row, and lay its requests out on a place.

    Args:
        file: CSV.
        mapping: how to read it.
        config: the place; its calendar is moved to that of the log.
        days: length of the run; if not given, until the last request was watched for 30 days.

    Errors:
        :class:`sim.errors.ConfigurationError`: the file cannot be read, lacks a column, names what is not there, or
        holds nothing that can be used.
    """
    _refuse_names(mapping, config)
    content = _bytes_of(file)
    table = _table(content, file, mapping)
    rows = _read_rows(table, mapping)
    end = _end_of(rows, mapping)
    _judge(rows, mapping, end)
    used = rows["reason"] == ""
    if not used.any():
        reasons = ", ".join(f"{reason}: {n}" for reason, n in rows["reason"].value_counts().items())
        raise ConfigurationError(
            "tickets", f"no row that can be used ({reasons})", "at least one request", None, str(file)
        )
    first = rows.loc[used, "created"].min().normalize()
    start = first - np.timedelta64(first.weekday(), "D")  # day 0 of a run is a Monday
    rows["hours"] = (rows["created"] - start) / np.timedelta64(1, "h")
    if days is None:
        last_day = rows.loc[used, "hours"].max() / HOURS_PER_DAY
        days = DAYS_PER_MONTH * math.ceil((last_day + WATCHED_DAYS) / DAYS_PER_MONTH)
    _leave_out(rows, rows["hours"] >= HOURS_PER_DAY * days, BEYOND)
    needs = _place_requests(rows, mapping, config)
    _watch(rows, end)
    rows["is_used"] = rows["reason"] == ""
    moved = with_values(config, {"time.start_day_of_year": min(int(start.day_of_year) - 1, LAST_START_DAY)})
    return Log(rows, needs, moved, days, start, mapping, hashlib.sha256(content).hexdigest())


# --- the file ---------------------------------------------------------------------------------------------------------
def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fault = f"{file} ({error.strerror or error})"
        raise ConfigurationError("tickets", fault, "a file that can be read", None, COMMAND_LINE) from None


def _table(content: bytes, file: Path, mapping: TicketMapping) -> pd.DataFrame:
    """All cells as text."""
    import io

    import pandas as pd

    try:
        table = pd.read_csv(
            io.BytesIO(content), dtype=str, keep_default_na=False, sep=mapping.separator, encoding=mapping.encoding
        )
    except (ValueError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:  # a wrong encoding is a ValueError
        fault = " ".join(str(error).split())
        allowed = f"a CSV file in {mapping.encoding}, cells parted by {mapping.separator!r}"
        raise ConfigurationError("tickets", f"a file that is none ({fault})", allowed, None, str(file)) from None
    names = [str(name).strip() for name in table.columns]
    table.columns = names
    for key, name in mapping.columns:
        if name is not None and name not in names:
            allowed = "one of its columns: " + ", ".join(names)
            nearest = nearest_name(name, names)
            raise ConfigurationError(f"tickets.columns.{key}", shown(name), allowed, nearest, str(file))
    return table


def _read_rows(table: pd.DataFrame, mapping: TicketMapping) -> pd.DataFrame:
    import pandas as pd

    columns = mapping.columns

    def cells(name: str | None) -> pd.Series:
        if name is None:
            return pd.Series("", index=table.index)
        text = table[name].str.strip()
        return text.where(~text.isin(mapping.missing), "")

    created, closed = cells(columns.created), cells(columns.closed)
    whole = table.agg("\x1f".join, axis=1) if columns.id is None else cells(columns.id)
    return pd.DataFrame(
        {
            "line": np.arange(len(table)) + 2,
            "id": whole,
            "created": _times(created, mapping.date_formats),
            "closed": _times(closed, mapping.date_formats),
            "kind": cells(columns.kind),
            "place": cells(columns.place),
            "has_created": created != "",
            "has_closed": closed != "",
            "reason": "",
            "remark": "",
        }
    )


def _times(texts: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Clock times, by the first format that fits each; an offset from universal time is passed over."""
    import pandas as pd

    local = texts.str.replace(r"(?<=\d)\s*(?:Z|[+-]\d{2}:?\d{2})$", "", regex=True).where(
        texts.str.contains(":"), texts
    )
    found = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    for form in formats:
        try:
            read = pd.to_datetime(local.where(found.isna(), ""), format=form, errors="coerce")
        except (ValueError, TypeError) as error:
            allowed = f"formats of strptime, or {ISO}"
            raise ConfigurationError(
                "tickets.date_formats", shown(form), allowed, None, " ".join(str(error).split())
            ) from None
        found = found.fillna(read.astype("datetime64[ns]"))
    return found


# --- which rows are used ----------------------------------------------------------------------------------------------
def _end_of(rows: pd.DataFrame, mapping: TicketMapping) -> pd.Timestamp:
    """When the log ends: what is open then was seen open."""
    import pandas as pd

    if mapping.until is None:
        return rows[["created", "closed"]].max().max()
    try:
        return pd.Timestamp(mapping.until)
    except ValueError:
        allowed = "a date and time such as 2023-12-10T02:00"
        raise ConfigurationError("tickets.until", shown(mapping.until), allowed, None, "") from None


def _leave_out(rows: pd.DataFrame, which: Any, reason: str) -> None:
    """Give a reason to those rows that have none yet."""
    rows.loc[which & (rows["reason"] == ""), "reason"] = reason


def _judge(rows: pd.DataFrame, mapping: TicketMapping, end: pd.Timestamp) -> None:
    _leave_out(rows, ~rows["has_created"], NO_TIME)
    _leave_out(rows, rows["created"].isna(), BAD_TIME)
    _leave_out(rows, rows["created"] > end, LATE)
    is_first = rows["reason"] == ""
    is_twice = rows[is_first].duplicated("id") & (rows.loc[is_first, "id"] != "")
    _leave_out(rows, is_twice.reindex(rows.index, fill_value=False), TWICE)
    rows["model_kind"] = rows["kind"].map(mapping.kinds).fillna(mapping.other_kinds or "")
    _leave_out(rows, rows["model_kind"] == "", NO_KIND)


def _watch(rows: pd.DataFrame, end: pd.Timestamp) -> None:
    """How long each request was seen open, and whether it was closed."""
    is_early = rows["closed"] < rows["created"]
    is_unread = rows["has_closed"] & rows["closed"].isna()
    is_closed = rows["closed"].notna() & ~is_early & (rows["closed"] <= end)
    until = rows["closed"].where(is_closed, end)
    rows["is_closed"] = is_closed
    rows["hours_open"] = ((until - rows["created"]) / np.timedelta64(1, "h")).where(
        ~(is_early | is_unread) & (rows["created"] <= end)
    )
    for which, remark in ((is_early, EARLY), (is_unread, BAD_CLOSING), (~is_closed & ~is_early & ~is_unread, OPEN)):
        rows.loc[which & (rows["reason"] == ""), "remark"] = remark


# --- where they arise -------------------------------------------------------------------------------------------------
def _refuse_names(mapping: TicketMapping, config: SimulationConfig) -> None:
    kinds, communities = list(config.matters), [community.name for community in config.street.communities]
    wanted = [("kinds." + word, kind, kinds) for word, kind in mapping.kinds.items()]
    if mapping.other_kinds is not None:
        wanted.append(("other_kinds", mapping.other_kinds, kinds))
    wanted += [("places." + word, place, communities) for word, place in mapping.places.items()]
    for key, name, known in wanted:
        if name not in known:
            allowed = "one of " + ", ".join(known)
            raise ConfigurationError(f"tickets.{key}", shown(name), allowed, nearest_name(name, known), "")


def chance(*words: object) -> float:
    """A number in [0, 1) that belongs to some words, the same on every machine and in every run."""
    digest = hashlib.blake2b("\x1f".join(str(word) for word in words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2.0**64


def _place_requests(rows: pd.DataFrame, mapping: TicketMapping, config: SimulationConfig) -> Needs:
    """Give each used row its community and copies; the copies, each in a compound, are what is replayed."""
    communities = config.street.communities
    names = [community.name for community in communities]
    first_compound = np.cumsum([0, *(len(community.compounds) for community in communities)])
    pick_community = _picker([community.residents for community in communities])
    pick_compound = [_picker([compound.households for compound in community.compounds]) for community in communities]
    kinds = {kind: row for row, kind in enumerate(config.matters)}
    keys = rows["id"].where(rows["id"] != "", "line " + rows["line"].astype("str")).tolist()
    whole, part = int(mapping.scale), mapping.scale % 1.0
    copies, where = np.zeros(len(rows), dtype=np.int64), [""] * len(rows)
    laid_out: list[tuple[float, int, int, int]] = []
    taken: set[int] = set()
    for row in np.flatnonzero(rows["reason"] == "").tolist():
        key, place = keys[row], str(rows["place"].iloc[row])
        copies[row] = whole + (chance(key, "scale") < part)
        for copy in range(int(copies[row])):
            if place in mapping.places:
                community = names.index(mapping.places[place])
            elif place and mapping.other_places == "hash":
                community = pick_community(chance(place, "community"))
            else:
                community = pick_community(chance(key, copy, "community"))
            compound = first_compound[community] + pick_compound[community](chance(key, copy, "compound"))
            number = int(chance(key, copy, "number") * MOST_NEEDS)
            while number in taken:
                number = (number + 1) % MOST_NEEDS
            taken.add(number)
            where[row] = names[community] if copies[row] == 1 or where[row] in ("", names[community]) else "several"
            laid_out.append(
                (float(rows["hours"].iloc[row]), kinds[rows["model_kind"].iloc[row]], int(compound), number)
            )
    rows["copies"], rows["community"] = copies, where
    _leave_out(rows, copies == 0, THINNED)
    hours, kind, compound_rows, numbers = zip(*laid_out, strict=True) if laid_out else ((), (), (), ())
    return needs_table(hours, kind, compound_rows, numbers)


def _picker(weights: Sequence[int]) -> Callable[[float], int]:
    """A function from a number in [0, 1) to a place, each with the chance of its weight."""
    ends = np.cumsum(weights) / sum(weights)
    return lambda uniform: min(int(np.searchsorted(ends, uniform, side="right")), len(weights) - 1)


# --- the report -------------------------------------------------------------------------------------------------------
TICKETS_TITLE = ("Requests of the log", "日志中的请求")
COUNTED = {
    "": ("used", "采用"),
    NO_TIME: (f"left out: {NO_TIME}", "未用：无受理时间"),
    BAD_TIME: (f"left out: {BAD_TIME}", "未用：受理时间无法识别"),
    LATE: (f"left out: {LATE}", "未用：受理时间晚于日志截止"),
    TWICE: (f"left out: {TWICE}", "未用：重复"),
    NO_KIND: (f"left out: {NO_KIND}", "未用：事项类别无对应"),
    BEYOND: (f"left out: {BEYOND}", "未用：受理时间晚于模拟结束"),
    THINNED: (f"left out: {THINNED}", "未用：按比例舍去"),
    OPEN: (f"  of those used: {OPEN}", "  采用者中：截止时未办结"),
    BAD_CLOSING: (f"  of those used: {BAD_CLOSING}", "  采用者中：办结时间无法识别"),
    EARLY: (f"  of those used: {EARLY}", "  采用者中：办结早于受理"),
}
LAID_OUT = (
    "{n} requests arise in the model, from {start} on, which is day 0; which row became what: {file}.",
    "模型中产生{n}个请求，第0天为{start}；每一行的去向见{file}。",
)
REPORT = "tickets_report.csv"


def print_report(log: Log, language: str) -> None:
    """Print how many rows were used, how many were not, and why."""
    from rich.console import Console
    from rich.table import Table

    at = 0 if language == "en" else 1
    is_used = log.rows["is_used"]
    counts = log.rows["reason"].value_counts().to_dict()
    counts |= {remark: n for remark, n in log.rows.loc[is_used, "remark"].value_counts().items() if remark}
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for what, names in COUNTED.items():
        if counts.get(what):
            table.add_row(names[at], str(counts[what]))
    console = Console(highlight=False)
    console.print(TICKETS_TITLE[at], style="bold")
    console.print(table)
    told = LAID_OUT[at].format(n=len(log.needs), start=log.start.date().isoformat(), file=REPORT)
    console.print(told, style="dim")


REPORT_COLUMNS = (
    "line", "id", "created", "closed", "kind", "place", "is_used", "reason", "remark", "model_kind", "community",
    "copies", "is_closed", "hours_open",
)  # fmt: skip


def report_csv(log: Log) -> str:
    """One line per row of the file: whether it is used, why not, and what it became."""
    text: str = log.rows.loc[:, list(REPORT_COLUMNS)].to_csv(index=False, lineterminator="\n")
    return text
