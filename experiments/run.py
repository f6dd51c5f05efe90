"""One run: ``gewang run``, and the tables that any run leaves behind."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.beginnings import Beginning, begun
from experiments.provenance import FILE, ROOT, provenance_of, run_id, session, study_of
from experiments.settings import Records, RunSettings, read
from experiments.store import LEVELS, RUNS, StoreError, as_json, encoded, refuse_folder, write_files
from sim.configuration import SimulationConfig
from sim.place_configuration import CommunityConfig
from sim.replay import Needs

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from analysis.words import Language
    from experiments.tickets import Log
    from sim.model import CommunityModel

type Tables = dict[str, "pa.Table"]
type Measure = Callable[["CommunityModel", Mapping[str, Any], Mapping[str, float]], Mapping[str, float]]
type Row = dict[str, Any]

FIGURES = "figures"
CLOSING_TIMES = "closing_times.csv"


@dataclass(frozen=True, slots=True)
class Arm:
    """One configuration among those that are compared with each other.

    Attributes:
        name: what tells it from the others of its governance and regime; alone, the assessment's name.
        config: validated configuration.
        days: length of a run after the burn-in.
        beginning: what it shares with arms that are run before or after it.
    """

    name: str
    config: SimulationConfig
    days: int
    beginning: Beginning | None = None


def simulate(arm: Arm, seed: int, records: Records, needs: Needs | None = None) -> Tables:
    """One run from the first day to the last.

    Args:
        arm: what is run, for how long.
        seed: run seed.
        records: how much detail is wanted.
        needs: requests of a log to replay, see :mod:`sim.replay`.

    Returns:
        Detail tables, and ``runs`` with one row.
    """
    row, tables = played(arm, seed, records, needs)
    return tables | {RUNS: runs_table([row])}


def played(
    arm: Arm,
    seed: int,
    records: Records,
    needs: Needs | None = None,
    name: str | None = None,
    measure: Measure | None = None,
) -> tuple[Row, Tables]:
    """One run as its row of ``runs``, not yet a table because many rows make one at the price of one, and its details.

    Args:
        arm: what is run, for how long.
        seed: run seed.
        records: how much detail is wanted.
        needs: requests of a log to replay.
        name: of the run; if not given, its hash.
        measure: what else is read off the model at the run's end, and stands in the row after its columns.
    """
    from sim.model import CommunityModel
    from sim.outcomes import response_curves, run_outcomes
    from sim.table_formats import arrow_table

    config, days = arm.config, arm.days
    if arm.beginning and needs is None:
        model = begun(arm.beginning, seed, arm)
    else:
        model = CommunityModel(config, rng=seed, needs=needs)
    if model.time < days:
        model.run_for(days - round(model.time))
    communities = model.records.communities
    columns = {table: model.records.columns(table) for table in LEVELS["matters"] if table != "response_curves"}
    outcomes = run_outcomes(columns, days, communities, model.records.dearer_hour)
    if "response_curves" in LEVELS[records]:
        columns["response_curves"] = response_curves(columns, days, communities)
    name = name or run_id(config, days, seed, b"" if needs is None else needs.tobytes())
    kinds = {"kind": tuple(config.matters)}
    tables = {table: arrow_table(table, columns[table], name, kinds) for table in LEVELS[records]}
    measured = measure(model, columns, outcomes) if measure else {}
    return runs_row(arm, seed, outcomes, name=name) | measured, tables


def runs_row(
    arm: Arm, seed: int, outcomes: dict[str, float] | None, error: str | None = None, name: str | None = None
) -> Row:
    """The row of a run in the table ``runs``; without outcomes it is that of a failed run."""
    from sim.columns import OUTCOMES, WINDOWS

    config, days = arm.config, arm.days
    names = [community.name for community in config.street.communities]
    communities = reported_on(config)
    missing = {outcome.name + window: float("nan") for window in WINDOWS for outcome in OUTCOMES}
    return {
        "run_id": name or run_id(config, days, seed),
        "scenario": config.scenario,
        "governance": config.governance.name,
        "assessment": config.assessment.name,
        "regime": config.regime.name,
        "arm": arm.name,
        "seed": seed,
        "focus": config.focus,
        "focus_id": -1 if config.focus is None else names.index(config.focus),
        "days": days,
        "n_communities": len(communities),
        "n_residents": sum(community.residents for community in communities),
        "n_paid_workers": sum(community.staff for community in communities),
        "status": int(outcomes is None),
        "error": error,
        **(missing if outcomes is None else outcomes),
    }


def runs_table(rows: Sequence[Row]) -> pa.Table:
    """The table ``runs`` with these rows, one or more; further columns are numbers, missing where a run failed."""
    import pyarrow as pa

    from sim.columns import column_names
    from sim.table_formats import arrow_table

    declared = column_names(RUNS)
    table = arrow_table(RUNS, {column: [row[column] for row in rows] for column in declared})
    for column in dict.fromkeys(column for row in rows for column in row if column not in declared):
        table = table.append_column(column, pa.array([row.get(column) for row in rows], pa.float64()))
    return table


def reported_on(config: SimulationConfig) -> list[CommunityConfig]:
    """The communities that outcomes refer to."""
    return [community for community in config.street.communities if config.focus in (None, community.name)]


def one_line(error: BaseException) -> str:
    """An error as one line: kind, message, and the line of this project where it arose."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(ROOT)]
    place = f" ({Path(frames[-1].filename).relative_to(ROOT).as_posix()}:{frames[-1].lineno})" if frames else ""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}{place}" if message else f"{type(error).__name__}{place}"


# --- the command ------------------------------------------------------------------------------------------------------
def run(words: Sequence[str]) -> int:
    """``gewang run``: simulate once, write the tables if a folder is given, print what came out.

    Args:
        words: overrides and settings.

    Returns:
        Exit code.
    """
    config, settings = read(words, RunSettings)
    log = None
    if settings.tickets:
        from experiments.tickets import load_mapping, read_log

        mapping = load_mapping(settings.tickets.keys)
        log = read_log(Path(settings.tickets.file), mapping, config, settings.days)
        config = log.config
    days = log.days if log else settings.days_of(config)
    folder = Path(settings.out) if settings.out else None
    replayed = {"tickets": {"file": log.digest, **log.mapping.model_dump(mode="json")}} if log else {}
    study = study_of(
        "run",
        days=days,
        seed=settings.seed,
        records=settings.records,
        configuration=config.model_dump(mode="json"),
        **replayed,
    )
    if folder and refuse_folder(folder, study) and (folder / f"{RUNS}.parquet").is_file():
        print_summary(_stored_row(folder), settings.language)
        print(f"{folder}: holds this run already")
        return 0

    from experiments.warm_up import compile_once

    started = time.time()
    compile_seconds = compile_once(config)
    records = "matters" if log else settings.records  # closing times are read off matters and orders
    all_tables = simulate(Arm(config.assessment.name, config, days), settings.seed, records, log.needs if log else None)
    tables = {name: table for name, table in all_tables.items() if name in (*LEVELS[settings.records], RUNS)}
    print_summary(tables[RUNS].to_pylist()[0], settings.language)
    compared = compare_closing_times(log, all_tables, settings.language) if log else {}
    if folder:
        provenance = provenance_of(study, list(words))
        provenance["sessions"] = [session(started, compile_seconds=round(compile_seconds, 3), runs=1, failed=0)]
        files = {f"{table}.parquet": content for table, content in encoded(tables).items()}
        write_files(folder, {FILE: as_json(provenance), **compared, **files})
        if log:
            draw_closing_times(folder, log, all_tables)
        print(f"{folder}: {', '.join([*tables, *compared])}")
    return 0


def compare_closing_times(log: Log, tables: Tables, language: Language) -> dict[str, bytes]:
    """Print which rows of a log were used and how its closing times compare with the model's; both as files."""
    from rich.console import Console

    from analysis.tickets import comparison_of, comparison_table
    from experiments.tickets import REPORT, print_report, report_csv

    print_report(log, language)
    compared = comparison_of(_closing_times(log, tables))
    Console(highlight=False).print(comparison_table(compared, _kind_names(log), language))
    text: str = compared.to_csv(index=False, lineterminator="\n")
    return {REPORT: report_csv(log).encode(), CLOSING_TIMES: text.encode()}


def draw_closing_times(folder: Path, log: Log, tables: Tables) -> None:
    """Draw recorded and modelled closing times in both languages."""
    from analysis.tickets import save_closing_figure
    from analysis.words import LANGUAGES

    for language in LANGUAGES:
        save_closing_figure(_closing_times(log, tables), _kind_names(log), folder / FIGURES, language)


def _closing_times(log: Log, tables: Tables) -> pd.DataFrame:
    from analysis.tickets import closing_times
    from sim.table_formats import frame_from_arrow

    matters, orders = (frame_from_arrow(name, tables[name]) for name in ("matters", "orders"))
    return closing_times(log.rows, matters, orders, log.days)


def _kind_names(log: Log) -> dict[str, str]:
    return {name: kind.name_zh for name, kind in log.config.matters.items()}


def _stored_row(folder: Path) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = folder / f"{RUNS}.parquet"
    try:
        row: dict[str, Any] = pq.read_table(file).to_pylist()[0]
    except (pa.ArrowException, OSError, IndexError) as error:
        raise StoreError(f"{file}: cannot be read ({one_line(error)}); remove the folder and run again") from None
    return row


# --- what is printed --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary: an outcome with its names, unit, factor to the shown unit and decimals."""

    outcome: str
    names: tuple[str, str]
    units: tuple[str, str]
    factor: float = 1.0
    decimals: int = 1


HOURS = ("h per worker and week", "小时/人·周")
DAYS = ("days", "天")
PERCENT = ("%", "%")
SHARE = ("0 to 1", "0至1")
SUMMARY = (
    Line("workload_hours_week", ("Workload", "工作负担"), HOURS),
    Line("directives_hours_week", ("  of it directives", "  其中：上级任务"), HOURS),
    Line("overtime_hours_week", ("  of it overtime", "  其中：加班"), HOURS),
    Line("strain", ("Strain of workers", "工作者职业压力"), SHARE, decimals=2),
    Line("need_based_days", ("Response time, need to true resolution", "响应时间：从需求产生到真正解决"), DAYS),
    Line("experienced_days", ("  voiced to true resolution", "  从表达到真正解决"), DAYS),
    Line("official_days", ("  official: dispatched to closed", "  官方：从派单到办结"), DAYS),
    Line("resolved_share", ("Needs truly resolved within 30 days", "30天内真正解决的需求"), PERCENT, 100.0),
    Line(
        "reported_resolution_share", ("Orders reported closed within 30 days", "30天内上报办结的工单"), PERCENT, 100.0
    ),
    Line("true_resolution_share", ("  truly resolved", "  其中：真正解决"), PERCENT, 100.0),
    Line("participation_share", ("Participation in 30 days", "30天居民参与率"), PERCENT, 100.0),
    Line("mobilised_share", ("  of it mobilised", "  其中：被动员"), PERCENT, 100.0),
    Line("trust", ("Trust in the residents' committee", "对居委会的信任"), SHARE, decimals=2),
    Line(
        "score",
        ("Assessment score", "考核得分"),
        ("of 100", "满分100"),
    ),
)
WHOLE = {"": ("whole run", "全程")}
PHASES = {"_normal": ("before", "应急前"), "_emergency": ("during", "应急中"), "_return": ("after", "应急后")}
NOTE = (
    "Response times: restricted means at 30 days. One run of one seed of a model: chance is not shown; "
    "`gewang compare` pairs arms over many seeds.",
    "响应时间为30天限制均值。模型的一次运行、一个随机种子，未显示偶然波动；gewang compare 在多个种子上配对比较。",
)


def print_summary(row: dict[str, Any], language: str) -> None:
    """Print the headline outcomes of one run, phase by phase if it has an emergency.

    Args:
        row: a row of ``runs``.
        language: ``en`` or ``zh``.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    at = 0 if language == "en" else 1
    windows = PHASES if row["workload_hours_week_emergency"] is not None else WHOLE
    title = ", ".join(str(row[key]) for key in ("scenario", "governance", "assessment", "regime"))
    days, seed = ((f"{row['days']} days", "seed"), (f"{row['days']}天", "种子"))[at]
    table = Table(title=f"{title}; {days}, {seed} {row['seed']}", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.title_justify, table.title_style = "left", "bold"
    table.add_column("")
    for names in windows.values():
        table.add_column(names[at], justify="right")
    table.add_column("", style="dim")
    for line in SUMMARY:
        values = [row[line.outcome + window] for window in windows]
        cells = ["–" if value is None else f"{value * line.factor:.{line.decimals}f}" for value in values]
        table.add_row(line.names[at], *cells, line.units[at])
    console = Console(highlight=False)
    console.print(table)
    console.print(NOTE[at], style="dim")
