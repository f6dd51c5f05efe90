"""What commands are doing in a folder: one small file per command while it works, a line of ``provenance.json`` after.

The files are what ``gewang status`` reads from another terminal. Shards of a study work at the same time and on several
machines, so each leaves its file; the next command that has the folder for itself takes them into ``provenance.json``.
"""

from __future__ import annotations

import json
import os
import platform
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from experiments.provenance import FILE, Tree, session
from experiments.store import PROCESS, StoreError, as_json, read_provenance, write_files

FOLDER = "sessions"
SECONDS_BETWEEN_NEWS = 1.0
FINISHED, STOPPED = "finished", "stopped"


class Session:
    """One command at work; a context. Failing to tell of it (a full disk) never hides what really went wrong."""

    def __init__(self, folder: Path, shard: tuple[int, int] | None, **numbers: Any) -> None:
        """Nothing is done yet.

        Args:
            folder: of the results.
            shard: which of how many, if the study is shared out.
            numbers: what else to note: runs of the study, runs wanted of this command and stored before, processes.
        """
        self._folder, self._shard = folder, shard
        self._started, self._told = time.time(), 0.0
        self._numbers = numbers
        self._done = {"runs": 0, "failed": 0, "run_seconds": 0.0}
        self._name = f"{FOLDER}/{time.time_ns()}-{PROCESS}.json"

    def __enter__(self) -> Self:
        """Tell that work begins."""
        self._tell(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tell how it ended."""
        end = FINISHED if kind is None else STOPPED if kind is KeyboardInterrupt else f"{kind.__name__}: {error}"
        with suppress(StoreError):
            self._tell(end)
            if self._shard is None:
                close_sessions(self._folder)

    def advance(self, n_runs: int, n_failed: int, run_seconds: float) -> None:
        """So many more runs are done."""
        self._done["runs"] += n_runs
        self._done["failed"] += n_failed
        self._done["run_seconds"] += run_seconds
        if time.monotonic() - self._told >= SECONDS_BETWEEN_NEWS:
            self._tell(None)

    def _tell(self, end: str | None) -> None:
        self._told = time.monotonic()
        not_done = self._numbers["runs_wanted"] - self._numbers["runs_stored"] - self._done["runs"]
        who = {"host": platform.node(), "process": os.getpid(), "shard": self._shard and list(self._shard)}
        done = self._done | {"run_seconds": round(self._done["run_seconds"], 3), "runs_not_done": not_done}
        told = session(self._started, **self._numbers, **done, **who, end=end)
        write_files(self._folder, {self._name: as_json(told)})


def open_sessions(folder: Path) -> list[Tree]:
    """Sessions that are going on, or ended without having the folder for themselves, in the order of their start."""
    told = []
    for file in sorted((folder / FOLDER).glob("*.json")):
        with suppress(OSError, ValueError):  # it was closed a moment ago
            told.append(json.loads(file.read_text(encoding="utf-8")))
    return told


def close_sessions(folder: Path) -> None:
    """Take the files of sessions into ``provenance.json``; only while nobody else writes here."""
    told = open_sessions(folder)
    if told:
        provenance = read_provenance(folder)
        provenance["sessions"] += told
        write_files(folder, {FILE: as_json(provenance)})
    for file in (folder / FOLDER).glob("*.json"):
        file.unlink(missing_ok=True)
    with suppress(OSError):
        (folder / FOLDER).rmdir()
