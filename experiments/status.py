"""How far is it? ``gewang status DIR`` tells from another terminal, reading only what is on disk.

What is done is counted in the stored runs; pace and plan are what commands at work tell (:mod:`experiments.sessions`).
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from experiments.parts import outcomes_in
from experiments.progress import duration
from experiments.provenance import FILE, Tree
from experiments.sessions import open_sessions
from experiments.settings import Told, parted, read_settings
from experiments.store import COMMAND_LINE, RUNS, read_provenance
from sim.errors import ConfigurationError, shown

WATCH = "--watch"
SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_UNTIL_SILENT = 120.0  # without news a session of another machine is taken for dead

type Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Status:
    """State of a folder.

    Attributes:
        n_done: runs stored.
        n_failed: of them failed.
        n_wanted: runs that the study has in the end; None if no command told yet.
        rate: runs per second of all commands at work now.
        n_at_work: commands at work now.
    """

    n_done: int
    n_failed: int
    n_wanted: int | None
    rate: float
    n_at_work: int

    @property
    def n_left(self) -> int:
        """Runs that are still to be made."""
        return max((self.n_wanted or 0) - self.n_done, 0)


def status(words: Sequence[str]) -> int:
    """``gewang status``: print how far the study in a folder is, once or again and again.

    Args:
        words: the folder, ``--watch``, ``language=zh``.

    Returns:
        Exit code.
    """
    own, others = parted([word for word in words if word != WATCH], Told)
    if len(others) != 1 or any(word.startswith("out=") for word in own):
        found = ", ".join(others) or "nothing"
        raise ConfigurationError("status", shown(found), "one folder of results", None, COMMAND_LINE)
    folder, language = Path(others[0]), read_settings(own, Told).language
    if not (folder / FILE).is_file():
        raise ConfigurationError("status", shown(others[0]), f"a folder with a {FILE}", None, COMMAND_LINE)
    counts = Counts(folder)
    while True:
        found = look(folder, counts)
        told = text(folder, found, language)
        if WATCH not in words:
            print(told)
            return 0
        print(f"\x1b[H\x1b[J{told}" if sys.stdout.isatty() else told, flush=True)
        if found.n_wanted is not None and not found.n_left and not found.n_at_work:
            return 0
        time.sleep(SECONDS_BETWEEN_LOOKS)


def look(folder: Path, counts: Counts) -> Status:
    """State of a folder now."""
    at_work = [session for session in open_sessions(folder) if _is_at_work(session)]
    told = [*read_provenance(folder)["sessions"], *open_sessions(folder)]
    plans = [session["runs_of_study"] for session in told if "runs_of_study" in session]
    n_done, n_failed = counts.now()
    rate = sum(session["runs"] / max(session["wall_seconds"], 1e-3) for session in at_work)
    return Status(n_done, n_failed, plans[-1] if plans else None, rate, len(at_work))


def text(folder: Path, found: Status, language: Language) -> str:
    """A state in words."""
    is_english = language == "en"
    study = read_provenance(folder)["study"]
    title = " ".join(str(study[key]) for key in ("command", "name") if key in study)
    wanted = "?" if found.n_wanted is None else f"{found.n_wanted:,}"
    share = f" ({100.0 * min(found.n_done / found.n_wanted, 1.0):.1f} %)" if found.n_wanted else ""
    done = (
        f"{found.n_done:,} of {wanted} runs{share}, {found.n_failed:,} failed"
        if is_english
        else f"已完成 {found.n_done:,} / {wanted} 次{share}，失败 {found.n_failed:,} 次"
    )
    if found.n_at_work:
        left = duration(found.n_left / found.rate, language) if found.rate else "?"
        state = (
            f"at work: {found.n_at_work}, {found.rate:.1f} runs/s, about {left} left"
            if is_english
            else f"运行中：{found.n_at_work} 个命令，每秒 {found.rate:.1f} 次，约剩 {left}"
        )
    elif found.n_wanted is not None and not found.n_left:
        state = "finished" if is_english else "已全部完成"
    else:
        state = (
            "nobody is at work; the same command continues"
            if is_english
            else "目前没有命令在运行；重复同一命令即可继续"
        )
    return f"{folder}{': ' if is_english else '：'}{title}\n  {done}\n  {state}"


class Counts:
    """Counts the stored runs of a folder; files that were counted before are not opened again."""

    def __init__(self, folder: Path) -> None:
        """Nothing is counted yet."""
        self._folder = folder
        self._known: dict[tuple[str, int], dict[tuple[int, int], bool]] = {}

    def now(self) -> tuple[int, int]:
        """Runs that are stored, and how many of them failed."""
        known = {}
        for file in sorted((self._folder / RUNS).glob("p*-*.*")):
            with suppress(OSError):  # it was merged a moment ago
                key = (file.name, file.stat().st_mtime_ns)
                known[key] = self._known[key] if key in self._known else outcomes_in(file)
        self._known = known
        runs: dict[tuple[int, int], bool] = {}
        for outcomes in known.values():
            for place, is_failed in outcomes.items():
                runs[place] = is_failed and runs.get(place, True)
        return len(runs), sum(runs.values())


def _is_at_work(session: Tree) -> bool:
    if session["end"] is not None:
        return False
    if session["host"] != platform.node():
        last_news = datetime.fromisoformat(session["started"]).timestamp() + session["wall_seconds"]
        return time.time() - last_news < SECONDS_UNTIL_SILENT
    try:
        os.kill(session["process"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        pass
    return True
