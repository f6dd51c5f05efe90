"""A results directory, opened: tidy tables on demand.

A directory holds one Parquet file ``<table>.parquet`` or one folder ``<table>/`` with ``part-*.parquet`` per table;
which tables are there depends on what the study was asked to record, ``runs`` always is. Columns, units and
definitions: ``docs/tables.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.columns import TABLES, column_names
from sim.table_formats import frame_from_arrow

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ARM = ("scenario", "governance", "assessment", "regime", "arm", "seed")

type Where = Mapping[str, Sequence[Any]]  # column: values that are wanted; rows must have one of each
type Tables = Results | Mapping[str, pd.DataFrame]  # opened results, or tables by name


class ResultsError(Exception):
    """A directory or a table in it cannot be read; the message is one line for the reader."""


class Results:
    """The tables of one results directory; each is read when first asked for.

    ``results.runs`` or ``results["runs"]`` gives a whole table; :meth:`read` some of its columns and rows, and
    :meth:`chunks` one part after the other, for tables that need not fit into memory. All runs of a directory are in
    each table; only runs that ended well have rows beyond ``runs``.
    """

    def __init__(self, folder: Path) -> None:
        """Open a directory.

        Args:
            folder: the directory.

        Raises:
            ResultsError: there is no such directory, or no table ``runs`` in it.
        """
        if not folder.is_dir():
            raise ResultsError(f"{folder}: no such results directory")
        self.folder = folder
        self._frames: dict[str, pd.DataFrame] = {}
        if not self.has("runs") and (folder / "provenance.json").is_file():
            raise ResultsError(f"{folder}: no run is stored there yet; the command that began it continues it")
        if not self.has("runs"):
            raise ResultsError(
                f"{folder}: not a results directory, it holds neither runs.parquet nor runs/part-*.parquet"
            )

    def has(self, table: str) -> bool:
        """Whether the study recorded this table."""
        return bool(self._files(table))

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A whole table.

        Raises:
            ResultsError: the table is not there, damaged, or not what is declared.
        """
        if table not in self._frames:
            self._frames[table] = self.read(table)
        return self._frames[table]

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run."""
        return self["runs"]

    @property
    def matters(self) -> pd.DataFrame:
        """One row per need."""
        return self["matters"]

    @property
    def orders(self) -> pd.DataFrame:
        """One row per order."""
        return self["orders"]

    @property
    def actor_months(self) -> pd.DataFrame:
        """One row per worker's post and month."""
        return self["actor_months"]

    @property
    def community_days(self) -> pd.DataFrame:
        """One row per community and day."""
        return self["community_days"]

    @property
    def participation_weeks(self) -> pd.DataFrame:
        """One row per community, week and group."""
        return self["participation_weeks"]

    @property
    def assessments(self) -> pd.DataFrame:
        """One row per assessed unit and month."""
        return self["assessments"]

    @property
    def response_curves(self) -> pd.DataFrame:
        """One row per run, window, curve and elapsed time."""
        return self["response_curves"]

    def read(self, table: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        """Some columns and rows of a table, without keeping it.

        Args:
            table: one of :data:`sim.columns.TABLES`.
            columns: columns to read; ``None``: all.
            where: rows to read, ``{"run_id": [...], "curve": ["official"]}``; ``None``: all.

        Raises:
            ResultsError: the table is not there, damaged, or not what is declared.
        """
        import pyarrow as pa

        parts = [_part(table, file, columns, where) for file in self._files_of(table)]
        return frame_from_arrow(table, pa.concat_tables(parts))

    def chunks(
        self, table: str, columns: Sequence[str] | None = None, where: Where | None = None
    ) -> Iterator[pd.DataFrame]:
        """The same as :meth:`read`, file by file: a file holds whole runs, all arms of one seed in a comparison.

        Never more than one file is in memory, so a study of any size can be gone through.
        """
        for file in self._files_of(table):
            yield frame_from_arrow(table, _part(table, file, columns, where))

    def with_arms(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table with scenario, governance, assessment, regime, arm and seed of each row's run in front."""
        rows = self[table] if columns is None else self.read(table, ["run_id", *columns])
        return join_arms(self.runs, rows)

    def _files_of(self, table: str) -> list[Path]:
        files, of_runs = self._files(table), self._files("runs")
        if files and _is_part(files[0]) and _is_part(of_runs[0]):
            # A seed counts once its part of `runs` is there, which is written last.
            whole = {file.name for file in of_runs}
            lacking = sorted(whole - {file.name for file in files})
            if lacking:
                raise ResultsError(f"{files[0].parent}: half-written, it lacks {lacking[0]}, which runs/ has")
            files = [file for file in files if file.name in whole]
        if not files:
            there = ", ".join(name for name in TABLES if self.has(name))
            raise ResultsError(f"{self.folder}: the table {table} was not recorded; there are: {there}")
        return files

    def _files(self, table: str) -> list[Path]:
        single = self.folder / f"{table}.parquet"
        parts = sorted((self.folder / table).glob("part-*.parquet"))
        if single.is_file() and parts:
            raise ResultsError(f"{self.folder}: both {table}.parquet and {table}/ are there; remove one of them")
        return [single] if single.is_file() else parts


def _is_part(file: Path) -> bool:
    return file.name.startswith("part-")


def load(folder: str | Path) -> Results:
    """Open a results directory.

    Raises:
        ResultsError: there is no such directory, or no table ``runs`` in it.
    """
    return Results(Path(folder))


def has_table(tables: Tables, name: str) -> bool:
    """Whether a table is there."""
    return tables.has(name) if isinstance(tables, Results) else name in tables


def chunks_of(tables: Tables, name: str, columns: Sequence[str], where: Where | None = None) -> Iterator[pd.DataFrame]:
    """Some columns of a table, ``run_id`` in front, part by part; a table given by name is one part.

    Raises:
        ResultsError: the table is not there, damaged, or not what is declared.
    """
    wanted = ["run_id", *columns]
    if isinstance(tables, Results):
        yield from tables.chunks(name, wanted, where)
        return
    whole = tables[name]
    for column, values in (where or {}).items():
        whole = whole[whole[column].isin(list(values))]
    yield whole[wanted]


def rows_with_arms(
    tables: Tables, name: str, runs: pd.DataFrame, columns: Sequence[str], where: Where | None = None
) -> pd.DataFrame:
    """Some columns and rows of a table with the arm of each row's run; only rows of ``runs``."""
    import pandas as pd

    return join_arms(runs, pd.concat(chunks_of(tables, name, columns, where), ignore_index=True))


def join_arms(runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of any table with the arm (scenario, governance, assessment, regime, arm, seed) of their run in front.

    Rows of runs that are not in ``runs`` are left out, so a selection of runs selects the rows.
    """
    import pandas as pd

    place = places_of_runs(runs, rows)
    is_known = place >= 0
    arms = runs.loc[:, list(ARM)].iloc[place[is_known]].reset_index(drop=True)
    return pd.concat([arms, rows[is_known].reset_index(drop=True)], axis=1)


def places_of_runs(runs: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.intp]:
    """For each row the place of its run in ``runs``, -1 if it is not there: by run, not by row, as rows are many."""
    import pandas as pd

    of_rows = rows["run_id"].astype("category")
    place_of_run = pd.Index(runs["run_id"].astype("str")).get_indexer(of_rows.cat.categories.astype("str"))
    return np.append(place_of_run, -1)[of_rows.cat.codes.to_numpy()]


def _part(table: str, file: Path, columns: Sequence[str] | None, where: Where | None) -> pa.Table:
    """One file, checked against the declaration; columns and rows that are not wanted are not kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_schema(file).names
        wanted = column_names(table)
        missing = [name for name in wanted if name not in found]
        if missing:
            raise ResultsError(f"{file}: not a table {table} of this version, it lacks the column {missing[0]}")
        unknown = [name for name in (*(columns or ()), *(where or ())) if name not in wanted]
        if unknown:
            raise ResultsError(f"{table} has no column {unknown[0]}; it has: {', '.join(wanted)}")
        filters = [(name, "in", list(values)) for name, values in where.items()] if where else None
        return pq.read_table(file, columns=list(columns or wanted), partitioning=None, filters=filters)
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ResultsError(f"{file}: cannot be read as a Parquet table ({reason})") from error
