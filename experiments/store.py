"""The folder of results: what may be written there, and how, so that no table is ever half there.

A file is written under another name first and renamed when it is whole. Of the tables of one part, ``runs`` is renamed
last: a part without it does not count and is made again. A folder with other results, or with anything else, is left
alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.provenance import FILE, Tree, differences
from sim.errors import ConfigurationError

if TYPE_CHECKING:
    import pyarrow as pa

COMMAND_LINE = "command line"
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
    """Tables as Parquet (zstd), the same table always as the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = {}
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        repeating = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
        pq.write_table(table.unify_dictionaries(), sink, compression="zstd", use_dictionary=repeating)
        files[name] = sink.getvalue().to_pybytes()
    return files


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
            unfinished[target] = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
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
def only_writer(folder: Path) -> Iterator[None]:
    """Keep a second command from writing to the same folder; released when this process ends, however it ends.

    Errors:
        :class:`StoreError`: another command is writing there now.
    """
    try:
        import fcntl
    except ImportError:  # not on this system
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"{folder}: another command is writing there; wait for it or take another folder"
            ) from None
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(handle)


def part_name(table: str, seed: int) -> str:
    """Path of the part of a table that holds the runs of one seed."""
    return f"{table}/part-{seed:06d}.parquet"


def stored_parts(folder: Path, tables: tuple[str, ...]) -> dict[int, list[str]]:
    """Parts that are whole, and remove what is left of others.

    Args:
        folder: of the results.
        tables: detail tables that belong to each part.

    Returns:
        Seed -> errors of its failed runs (empty: all ended).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    for unfinished in folder.glob("**/.*.unfinished"):
        unfinished.unlink(missing_ok=True)
    stored = {}
    for file in sorted((folder / "runs").glob("part-*.parquet")):
        with suppress(pa.ArrowException, OSError, ValueError):  # damaged or foreign: it does not count
            runs = pq.read_table(file, columns=["seed", "status", "error"], partitioning=None).to_pydict()
            seed = int(file.stem.removeprefix("part-"))
            is_whole = set(runs["seed"]) == {seed} and all(
                (folder / part_name(name, seed)).is_file() for name in tables
            )
            if is_whole:
                failed = zip(runs["status"], runs["error"], strict=True)
                stored[seed] = [str(error) for status, error in failed if status == "failed"]
    for table in tables:
        for file in (folder / table).glob("part-*.parquet"):
            if not (folder / "runs" / file.name).is_file():
                file.unlink(missing_ok=True)
    return stored


def _study_in(folder: Path) -> dict[str, Any]:
    study: dict[str, Any] = read_provenance(folder)["study"]
    return study


def _refused(found: str, allowed: str) -> ConfigurationError:
    return ConfigurationError("out", found, allowed, None, COMMAND_LINE)
