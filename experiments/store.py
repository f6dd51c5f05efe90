"""The folder of results: what may be written there, and how, so that no table is ever half there.

A file is written under another name first and renamed when it is whole. Of the tables of one part, ``runs`` is renamed
last: a part without it does not count and is made again. A folder with other results, or with anything else, is left
alone.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.provenance import FILE, Tree, differences
from sim.errors import ConfigurationError

if TYPE_CHECKING:
    import pyarrow as pa

COMMAND_LINE = "command line"
RUNS = "runs"
PROCESS = uuid.uuid4().hex[:12]  # tells this process from those of other machines that write to the same folder
NEW_FOLDER = "a new or empty folder, or one that this command has filled"
# Detail tables by what is asked with `records`; `runs` is always there.
SUMMARY = ("response_curves",)
WEEKS = (*SUMMARY, "assessments", "participation_weeks", "community_days")
MONTHS = (*WEEKS, "actor_months")
MATTERS = (*MONTHS, "orders", "matters")
LEVELS: dict[str, tuple[str, ...]] = {
    "runs": (),
    "summary": SUMMARY,
    "weeks": WEEKS,
    "months": MONTHS,
    "matters": MATTERS,
}


class StoreError(Exception):
    """Results cannot be written or read; the message is one line for the reader."""


def encoded(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Tables as Parquet (zstd), the same rows always as the same bytes, however they came together."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = {}
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        repeating = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
        pq.write_table(_plain(name, table), sink, compression="zstd", use_dictionary=repeating)
        files[name] = sink.getvalue().to_pybytes()
    return files


def _plain(name: str, table: pa.Table) -> pa.Table:
    """The table in one stretch, words in the order in which they appear, told of each column what is declared."""
    import pyarrow as pa

    from sim.columns import TABLES
    from sim.table_formats import arrow_schema

    declared = {field.name: field for field in arrow_schema(name)} if name in TABLES else {}
    fields, columns = [], []
    for field, column in zip(table.schema, table.unify_dictionaries().columns, strict=True):
        whole = column.combine_chunks()
        is_word = pa.types.is_dictionary(whole.type)
        columns.append(whole.dictionary_decode().dictionary_encode() if is_word else whole)
        fields.append(declared.get(field.name, pa.field(field.name, field.type, field.nullable)))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def refuse_folder(folder: Path, study: Tree) -> bool:
    """Refuse a folder that cannot take the results of this study; nothing is written.

    Args:
        folder: where the results are to go.
        study: what they are results of, see :func:`experiments.provenance.study_of`.

    Returns:
        Whether a study of exactly this kind was begun there before.

    Errors:
        :class:`sim.errors.ConfigurationError`: it is no folder, cannot be written, or holds something else.
    """
    if folder.exists() and not folder.is_dir():
        raise _refused("a file of that name", "a folder")
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        raise _refused(f"that {nearest} cannot be written", "a folder that can be written")
    if not folder.exists() or not any(folder.iterdir()):
        return False
    if not (folder / FILE).is_file():
        raise _refused(f"a folder with other files and no {FILE}", NEW_FOLDER)
    changes = differences(_study_in(folder), json.loads(json.dumps(study)))
    if changes:
        more = f" ({len(changes) - 1} more)" if len(changes) > 1 else ""
        raise _refused(f"results of another study: {changes[0]}{more}", "a new folder, or the same study to continue")
    return True


def read_provenance(folder: Path) -> Tree:
    """Content of ``provenance.json``.

    Errors:
        :class:`sim.errors.ConfigurationError`: the file is damaged.
    """
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (ValueError, OSError):
        content = None
    if not (isinstance(content, dict) and isinstance(content.get("study"), dict)):
        raise _refused(f"a damaged {FILE}", NEW_FOLDER)
    return content


def as_json(tree: Tree) -> bytes:
    """A tree as a file for people and programs."""
    return (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode()


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write some files: all of them first under other names, then each gets its own, in the order given.

    Args:
        folder: made if it is not there.
        files: path below the folder -> content.

    Errors:
        :class:`StoreError`: one of them cannot be written; none is left half-written.
    """
    is_new = not folder.exists()
    unfinished: dict[Path, Path] = {}
    target = folder
    try:
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished[target] = target.with_name(f".{target.name}.{PROCESS}.unfinished")
            unfinished[target].write_bytes(content)
        for target, file in unfinished.items():
            file.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror or error}); nothing is left of it") from None
    finally:
        for file in unfinished.values():
            with suppress(OSError):
                file.unlink(missing_ok=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()  # only if it stayed empty


@contextmanager
def only_writer(folder: Path, shard: tuple[int, int] | None = None) -> Iterator[None]:
    """Keep a second command from writing the same; released when this process ends, however it ends.

    Args:
        folder: of the results.
        shard: which of how many; shards may write at the same time, but none of them twice, and nobody else meanwhile.

    Errors:
        :class:`StoreError`: another command is writing there now.
    """
    try:
        import fcntl
    except ImportError:  # not on this system
        yield
        return
    handles = [os.open(folder, os.O_RDONLY)]
    try:
        if shard is None:
            _lock(handles[0], fcntl.LOCK_EX, f"{folder}: another command is writing there")
        else:
            number, n_shards = shard
            _lock(handles[0], fcntl.LOCK_SH, f"{folder}: a command that is no shard is writing there")
            handles.append(os.open(folder / f".shard-{number}-of-{n_shards}.lock", os.O_RDWR | os.O_CREAT))
            _lock(handles[1], fcntl.LOCK_EX, f"{folder}: shard {number} of {n_shards} is being worked on")
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _lock(handle: int, kind: int, refusal: str) -> None:
    import fcntl

    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(f"{refusal}; wait for it or take another folder") from None
    except OSError:  # a file system without locks
        pass


def _study_in(folder: Path) -> dict[str, Any]:
    study: dict[str, Any] = read_provenance(folder)["study"]
    return study


def _refused(found: str, allowed: str) -> ConfigurationError:
    return ConfigurationError("out", found, allowed, None, COMMAND_LINE)
