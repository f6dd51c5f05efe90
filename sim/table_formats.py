"""Result tables as readers get them: Arrow tables and data frames, with words, booleans and nulls; and their page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.columns import OUTCOMES, TABLES, WINDOWS, Column, check_columns, table_columns

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def arrow_schema(name: str) -> pa.Schema:
    """Arrow schema of one result table: words as dictionaries, flags as booleans; units and definitions as metadata."""
    import pyarrow as pa

    types = {
        "int64": pa.int64(),
        "int32": pa.int32(),
        "float64": pa.float64(),
        "flag": pa.bool_(),
        "word": pa.dictionary(pa.int32(), pa.string()),
        "text": pa.string(),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                nullable=column.may_be_missing,
                metadata={"unit": column.unit, "meaning": column.meaning},
            )
            for column in table_columns(name)
        ]
    )


def _arrow_column(column: Column, values: Any, vocabulary: Sequence[str]) -> pa.Array:
    """One Arrow array from the model's numbers; ``NaN``, and ``-1`` in flags and words, become null."""
    import pyarrow as pa

    if column.type == "word" and vocabulary:
        codes = np.asarray(values, dtype=np.int32)
        if codes.size and not (codes.min() >= -1 and codes.max() < len(vocabulary)):
            raise ValueError(f"{column.name}: codes must lie between -1 and {len(vocabulary) - 1}")
        indices = pa.array(codes, mask=codes < 0)
        array = pa.DictionaryArray.from_arrays(indices, pa.array(list(vocabulary), pa.string()))
    elif column.type == "word":
        array = pa.array(values, pa.string(), from_pandas=True).dictionary_encode()
    elif column.type == "flag":
        flags = np.asarray(values, dtype=np.int8)
        array = pa.array(flags == 1, mask=flags < 0)
    elif column.type == "text":
        array = pa.array(values, pa.string(), from_pandas=True)
    elif column.type == "float64":
        array = pa.array(np.asarray(values, dtype=np.float64), from_pandas=True)
    else:
        array = pa.array(np.asarray(values, dtype=column.type))
    if array.null_count and not column.may_be_missing:
        raise ValueError(f"{column.name}: {array.null_count} missing values where none may be")
    return array


def arrow_table(
    name: str,
    data: Mapping[str, Any],
    run_id: str | None = None,
    vocabularies: Mapping[str, Sequence[str]] | None = None,
) -> pa.Table:
    """One result table as Arrow, from the model's numpy columns.

    Args:
        name: one of :data:`TABLES`.
        data: column name to values (n_rows,): numbers; codes for words with a vocabulary, else strings; 0, 1, -1 for
            flags. Exactly the declared columns; ``run_id`` may be left out if the argument of that name is given.
        run_id: the one run that all rows belong to.
        vocabularies: words behind the codes of columns whose vocabulary is the run's own, e.g. ``kind``.

    Returns:
        A table with the declared columns in the declared order, nulls for what does not apply.

    Raises:
        ValueError: a column is missing or not declared, a code has no word, or a value is missing where none may be.
    """
    import pyarrow as pa

    n_rows = len(next(iter(data.values())))
    values = dict(data)
    own = dict(vocabularies or {})
    if run_id is not None:
        values["run_id"] = np.zeros(n_rows, dtype=np.int32)
        own["run_id"] = (run_id,)
    check_columns(name, list(values))
    arrays = [
        _arrow_column(column, values[column.name], own.get(column.name, column.words)) for column in table_columns(name)
    ]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(name))


def data_frame(
    name: str,
    data: Mapping[str, Any],
    run_id: str | None = None,
    vocabularies: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """The same as :func:`arrow_table`, for readers in Python: words as categories, flags as (nullable) booleans."""
    return frame_from_arrow(name, arrow_table(name, data, run_id, vocabularies))


def frame_from_arrow(name: str, table: pa.Table) -> pd.DataFrame:
    """A result table, or some of its columns, in pandas.

    Words become categories (all words of the vocabulary, in the order of their integers), flags that may be missing
    ``boolean``, missing numbers ``NaN``.
    """
    frame: pd.DataFrame = table.unify_dictionaries().to_pandas()
    for column in table_columns(name):
        if column.name not in frame:
            continue
        if column.type == "flag" and column.may_be_missing:
            frame[column.name] = frame[column.name].astype("boolean")
        elif column.type == "word" and column.words:
            frame[column.name] = frame[column.name].cat.set_categories(list(column.words))
        elif column.type == "text":
            frame[column.name] = frame[column.name].astype("str")
    return frame


def model_columns(name: str, frame: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Back from pandas to the numpy columns that :mod:`sim.outcomes` reads: codes, flags as integers, ``NaN``."""
    columns: dict[str, NDArray[Any]] = {}
    for column in table_columns(name):
        if column.name not in frame:
            continue
        values = frame[column.name]
        if column.type == "word":
            columns[column.name] = values.cat.codes.to_numpy()
        elif column.type == "flag":
            columns[column.name] = values.astype("Int8").fillna(-1).to_numpy(np.int8)
        else:
            columns[column.name] = values.to_numpy()
    return columns


def tables_markdown() -> str:
    """The page ``docs/tables.md``: every table, every column, its type, unit and definition."""
    reach = {
        "runs": "One row per run. The outcomes stand four times: for the whole run, and with the suffixes `_normal`, "
        "`_emergency`, `_return` for each phase of the regime's calendar (empty if the run has no such phase); the "
        "list below gives each once.",
        "matters": "One row per need that was alive at hour 0 or arose later: what is really wrong.",
        "orders": "One row per order: a report of one matter by one reporter, or a consultation.",
        "actor_months": "One row per worker's post and month of 30 days, paid or not.",
        "community_days": "One row per community and day.",
        "participation_weeks": "One row per community, week and group.",
        "assessments": "One row per assessed unit and month.",
        "response_curves": "One row per run, window, curve and elapsed time: the curves behind the response times, so "
        "that studies without `matters` can still draw them. Cohorts end 30 days before the run does.",
    }
    lines = [
        "# The result tables",
        "",
        "Made by `python -m sim.table_formats` from `sim/columns.py`; a test keeps it true. On disk: Parquet, one",
        "file `<table>.parquet` or a folder `<table>/part-*.parquet`. *May be missing* marks columns with nulls.",
        "Hours count from the start of the run (the burn-in is negative), months have 30 days, day 0 is a Monday.",
        "",
    ]
    windowed = {outcome.name + window for outcome in OUTCOMES for window in WINDOWS if window}
    for name, columns in TABLES.items():
        lines += [f"## `{name}`", "", reach[name], "", "| column | type | unit | definition |", "|---|---|---|---|"]
        for column in columns:
            if column.name in windowed:
                continue
            words = f" One of: {', '.join(column.words)}." if column.words else ""
            missing = " *May be missing.*" if column.may_be_missing else ""
            lines.append(f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning}.{words}{missing} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(tables_markdown(), end="")
