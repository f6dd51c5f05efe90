"""Many runs: what is not stored yet is shared out to workers, and stored as it comes back.

The runs of a study are numbered (:mod:`experiments.parts`). Workers get chunks of numbers, about a second of work each,
never raise, and hand back encoded tables; this process alone writes. What a run is, a subclass of :class:`Runs` says.
"""

from __future__ import annotations

import signal
import statistics
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from experiments.engine import Lost, map_chunks, n_processors
from experiments.parts import Parts, by_part, piece_encoded
from experiments.progress import progress_of
from experiments.provenance import FILE, Tree, provenance_of, this_code
from experiments.run import Arm, Row, Tables, one_line, played, runs_row, runs_table
from experiments.sessions import Session, close_sessions
from experiments.settings import ManySettings, Records
from experiments.store import (
    COMMAND_LINE,
    LEVELS,
    RUNS,
    StoreError,
    as_json,
    encoded,
    only_writer,
    refuse_folder,
    write_files,
)
from experiments.watchdog import ended_after
from sim.errors import ConfigurationError

if TYPE_CHECKING:
    from types import FrameType

    import pyarrow as pa

type Chunk = tuple[int, ...]  # numbers of runs of one part, in rising order

CHUNK_SECONDS = 0.7  # long enough that handing it over does not matter, short enough that losing it does not either
LARGEST_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """What a worker hands back for a chunk.

    Attributes:
        files: table -> encoded rows: a whole part if the chunk is one, else a piece.
        is_part: which of the two.
        errors: of the runs that failed, by number.
        run_seconds: time that the runs took together.
        code: of the model and the arithmetic that made it; all workers must have the same.
    """

    files: dict[str, bytes]
    is_part: bool
    errors: dict[int, str]
    run_seconds: float
    code: str


@dataclass(frozen=True, slots=True)
class Runs(ABC):
    """The runs of a study, and what a worker does with a chunk of them. None of them may raise.

    Attributes:
        records: how much detail is wanted.
        size: runs per part.
        timeout: seconds for one run, after which its worker ends itself; ``None``: as long as it takes.
    """

    records: Records
    size: int
    timeout: float | None = field(default=None, kw_only=True)

    @abstractmethod
    def arm_of(self, number: int) -> Arm:
        """What is run."""

    @abstractmethod
    def seed_of(self, number: int) -> int:
        """With which seed."""

    def name_of(self, number: int, arm: Arm) -> str | None:
        """Name of the run, if it is not simply its hash."""
        return None

    def marked(self, runs: pa.Table, numbers: Chunk) -> pa.Table:
        """Rows of ``runs`` with what else is to be told of them."""
        return runs

    def play(self, arm: Arm, seed: int, name: str | None) -> tuple[Row, Tables]:
        """One run: its row of ``runs`` and its details."""
        return played(arm, seed, self.records, name=name)

    def __call__(self, numbers: Chunk) -> Piece:
        """Run a chunk; a run that fails is a row with its error."""
        started = time.perf_counter()
        rows: list[Row] = []
        details: list[Tables] = []
        errors: dict[int, str] = {}
        for number in numbers:
            try:
                arm = self.arm_of(number)
                with ended_after(self.timeout):
                    row, tables = self.play(arm, self.seed_of(number), self.name_of(number, arm))
                details.append(tables)
            except Exception as error:
                errors[number] = one_line(error)
                row = self.failed(number, errors[number])
            rows.append(row)
        return self._piece(numbers, rows, details, errors, time.perf_counter() - started)

    def failed(self, number: int, error: str) -> Row:
        """The row of a run that failed."""
        arm = self.arm_of(number)
        return runs_row(arm, self.seed_of(number), None, error, self.name_of(number, arm))

    def all_failed(self, numbers: Chunk, error: str) -> Piece:
        """What stands for a chunk that no worker could run."""
        rows = [self.failed(number, error) for number in numbers]
        return self._piece(numbers, rows, [], dict.fromkeys(numbers, error), 0.0)

    def prepare(self) -> None:
        """Load the compiled model where runs are timed, so that the first is not taken for a slow one."""
        if self.timeout is not None:
            from experiments.warm_up import load

            load(self.arm_of(0).config)

    def _piece(
        self, numbers: Chunk, rows: list[Row], details: list[Tables], errors: dict[int, str], seconds: float
    ) -> Piece:
        import pyarrow as pa

        from sim.table_formats import arrow_schema

        tables: Tables = {}
        for name in LEVELS[self.records]:
            found = [tables_of_run[name] for tables_of_run in details]
            tables[name] = pa.concat_tables(found) if found else arrow_schema(name).empty_table()
        tables[RUNS] = self.marked(runs_table(rows), numbers)
        is_part = len(numbers) == self.size
        places = {row["run_id"]: number % self.size for row, number in zip(rows, numbers, strict=True)}
        files = encoded(tables) if is_part else piece_encoded(tables, places)
        return Piece(files, is_part, errors, seconds, this_code())


class Engine(Protocol):
    """Maps chunks over workers, see :func:`experiments.engine.map_chunks`."""

    def __call__(
        self,
        work: Runs,
        chunks: Iterator[Chunk],
        n_processes: int,
        split: Callable[[Chunk], Sequence[Chunk]],
    ) -> Iterator[tuple[Chunk, Piece | Lost]]:
        """Each chunk, or its pieces, with its result."""


def local(
    work: Runs,
    chunks: Iterator[Chunk],
    n_processes: int,
    split: Callable[[Chunk], Sequence[Chunk]],
) -> Iterator[tuple[Chunk, Piece | Lost]]:
    """Processes of this machine."""
    return map_chunks(work, chunks, n_processes, split)


def singly(numbers: Chunk) -> list[Chunk]:
    """A chunk run by run."""
    return [(number,) for number in numbers]


# --- the command ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Job:
    """What one command has to do.

    Attributes:
        folder: where results go.
        work: the runs.
        wanted: numbers of the runs that are wanted in the end, by all commands together.
        mine: those that this command sees to; the same unless the study is shared out.
        settings: how many processes, how long a run may take, and whether failed runs are tried again.
        chunk_runs: runs of a chunk, at least.
        engine: who works.
        shard: which of how many, if the study is shared out.
    """

    folder: Path
    work: Runs
    wanted: Sequence[int]
    mine: Sequence[int]
    settings: ManySettings
    chunk_runs: int = 1
    engine: Engine = local
    shard: tuple[int, int] | None = None


def folder_of(settings: ManySettings) -> Path:
    """Where the results go; a command that makes many runs has to be told."""
    if settings.out is None:
        raise ConfigurationError("out", "nothing", "a folder for the results, out=DIR", None, COMMAND_LINE)
    return Path(settings.out)


def answer(
    job: Job, study: Tree, words: Sequence[str], show: Callable[[], None], files: Mapping[str, bytes] | None = None
) -> int:
    """Run what is not stored yet, then show what is.

    Args:
        job: what there is to do.
        study: what decides whether results belong together; a folder with results of another study is refused.
        words: of the command line.
        show: prints and draws what is stored.
        files: to be kept beside the results.

    Returns:
        Exit code: 1 if a run failed.
    """
    begin(job.folder, study, words, files or {})
    with only_writer(job.folder, job.shard):
        errors = run_missing(job)
        show()
    if errors:
        n_failed = f"{len(errors)} run{'s' * (len(errors) > 1)} failed"
        line = f"{n_failed}, the first with {errors[0]}; retry_failed=true tries again"
        line_zh = f"{len(errors)}次模拟失败，第一个错误：{errors[0]}；retry_failed=true 可重做"
        print(line if job.settings.language == "en" else line_zh, file=sys.stderr)
    return 1 if errors else 0


def begin(folder: Path, study: Tree, words: Sequence[str], files: Mapping[str, bytes]) -> None:
    """Refuse a folder that is not for this study, and make a new one ready."""
    if not refuse_folder(folder, study):
        write_files(folder, {**files, FILE: as_json(provenance_of(study, list(words)))})


def run_missing(job: Job) -> list[str]:
    """Run what is wanted of this command and not stored yet, and store it as it comes back.

    Returns:
        Errors of the failed runs among all that are stored now and wanted of this command.
    """
    settings = job.settings
    work = replace(job.work, timeout=settings.run_timeout)
    parts = Parts(job.folder, work.size, work.records, work.seed_of)
    if job.shard is None:
        parts.tidy()
        close_sessions(job.folder)
    stored = parts.stored()
    kept = {number for number, error in stored.items() if not (error is not None and settings.retry_failed)}
    missing = [number for number in job.mine if number not in kept]
    errors = {number: error for number in job.mine if number in kept and (error := stored[number])}
    n_wanted = {part: len(numbers) for part, numbers in by_part(job.wanted, work.size).items()}
    todo = {part: set(numbers) for part, numbers in by_part(missing, work.size).items()}
    for part in parts.in_pieces():
        if part in n_wanted and part not in todo:
            parts.merge(part, n_wanted[part])
    if not missing:
        return list(errors.values())
    n_processes = min(settings.processes or n_processors(), len(missing))

    from experiments.warm_up import compile_once

    compile_seconds = compile_once(work.arm_of(missing[0]).config, settings.language)
    n_stored = len(job.mine) - len(missing)
    session = Session(
        job.folder,
        job.shard,
        runs_of_study=len(job.wanted),
        runs_wanted=len(job.mine),
        runs_stored=n_stored,
        processes=n_processes,
        compile_seconds=round(compile_seconds, 3),
    )
    chunks = Chunks(missing, work.size, job.chunk_runs)
    with session, _ended_by_the_system(), progress_of(len(missing), n_stored, settings.language) as progress:
        for numbers, result in job.engine(work, chunks, n_processes, singly):
            piece = work.all_failed(numbers, result.reason) if isinstance(result, Lost) else result
            _refuse_other_code(piece)
            part = numbers[0] // work.size
            _store(parts, part, numbers, piece)
            todo[part] -= set(numbers)
            if not todo[part] and not piece.is_part:
                parts.merge(part, n_wanted[part])
            chunks.took(piece.run_seconds, len(numbers))
            errors |= piece.errors
            session.advance(len(numbers), len(piece.errors), piece.run_seconds)
            progress.advance(len(numbers), len(piece.errors))
    return list(errors.values())


def _store(parts: Parts, part: int, numbers: Chunk, piece: Piece) -> None:
    if piece.is_part:
        parts.add_whole(part, piece.files)
    else:
        parts.add(part, [number % parts.size for number in numbers], piece.files)


def _refuse_other_code(piece: Piece) -> None:
    if piece.code != this_code():
        raise StoreError(
            "a worker has another version of the model, or another mathematical library, than this command; "
            "install the same there. What was stored stays"
        )


class Chunks:
    """The chunks of a study, each about a second of work, as far as the runs so far tell."""

    def __init__(self, missing: Sequence[int], size: int, least: int) -> None:
        """Nothing is known of the runs yet.

        Args:
            missing: numbers of runs, in rising order.
            size: runs per part; a chunk lies within one.
            least: runs per chunk, at least.
        """
        self._parts = deque(deque(numbers) for numbers in by_part(missing, size).values())
        self._least = least
        self._paces: deque[float] = deque(maxlen=8)

    def __iter__(self) -> Iterator[Chunk]:
        """The next chunk is made when it is asked for."""
        return self

    def __next__(self) -> Chunk:
        """The next chunk."""
        if not self._parts:
            raise StopIteration
        first = self._parts[0]
        chunk = tuple(first.popleft() for _ in range(min(self._n_runs(), len(first))))
        if not first:
            self._parts.popleft()
        return chunk

    def took(self, seconds: float, n_runs: int) -> None:
        """So long so many runs took; 0 seconds tell nothing."""
        if seconds > 0.0:
            self._paces.append(seconds / n_runs)

    def _n_runs(self) -> int:
        if not self._paces:
            return self._least
        fitting = int(CHUNK_SECONDS / statistics.median_low(self._paces))
        return min(max(fitting, self._least), LARGEST_CHUNK)


@contextmanager
def _ended_by_the_system() -> Iterator[None]:
    """A request to end, as a batch system sends it when time is up, is answered like Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> Any:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
