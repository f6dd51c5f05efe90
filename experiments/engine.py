"""Local worker processes: chunks of work go out, results come back in the order in which they are ready.

A worker serves one chunk at a time over its own pipe, so it is known which chunk a killed worker had. That chunk waits
until all others are done and is then tried once more, alone and in its smallest pieces, in case it was memory that ran
out: only the piece that kills its worker again is lost.

A worker gets nothing before it has said that it is there: what is sent to a process that dies while it starts fills a
pipe that nobody reads, and the driver would wait for ever.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from experiments.watchdog import ENDED

CONTEXT = multiprocessing.get_context("spawn")
LAST_WISH_SECONDS = 1.0  # for a worker to end by itself after its pipe was closed
START_SECONDS = 600.0  # for a worker to be ready
TOO_SLOW = "took longer than run_timeout"
MOST_FAILED_STARTS = 3  # one after the other, before it is said that no worker can start here


class EngineError(Exception):
    """No worker can start here; the message is one line for the reader."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands for the result of a chunk that could not be served.

    Attributes:
        reason: one line.
        has_died: the worker itself died, which may not happen again; otherwise the work raised an error.
        was_slow: the worker ended itself because a run took too long, see :mod:`experiments.watchdog`.
    """

    reason: str
    has_died: bool
    was_slow: bool = False


class _Word(Enum):
    NONE_LEFT = "no chunk is left"
    HERE = "the worker has started"
    READY = "the worker has the work"


# Members of an enumeration stay themselves when pickled.
_NONE_LEFT, _HERE, _READY = _Word.NONE_LEFT, _Word.HERE, _Word.READY


def n_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def whole[Chunk](chunk: Chunk) -> Sequence[Chunk]:
    """A chunk that cannot be split."""
    return [chunk]


def map_chunks[Chunk, Result](
    work: Callable[[Chunk], Result],
    chunks: Iterable[Chunk],
    n_processes: int,
    split: Callable[[Chunk], Sequence[Chunk]] = whole,
) -> Iterator[tuple[Chunk, Result | Lost]]:
    """Let worker processes work on chunks.

    Args:
        work: called with one chunk in a worker; it and its results must be picklable. If it has a method ``prepare``,
            a worker calls it first.
        chunks: what to work on; the next one is taken only when a worker is free for it.
        n_processes: workers at most.
        split: a chunk as its smallest pieces, for a second try after its worker died. A single piece that was too slow
            gets none.

    Returns:
        Each chunk (or its pieces) with its result, in the order of completion. Ending the iteration early ends the
        workers.

    Errors:
        :class:`EngineError`: several workers one after the other died while they started.
    """
    waiting = iter(chunks)
    again: deque[Chunk] = deque()  # had a worker that died; their second and last chance
    with _Crew(work) as crew:
        while True:
            crew.employ(waiting, n_processes)
            if again and not crew.busy:
                crew.start(again.popleft(), is_second_chance=True)
            if not crew.busy:
                return
            done = list(crew.finished())
            crew.employ(waiting, n_processes)  # before the driver looks at results, so that nobody waits for it
            for chunk, result, is_second_chance in done:
                pieces = split(chunk)
                is_hopeless = is_second_chance or (len(pieces) == 1 and isinstance(result, Lost) and result.was_slow)
                if isinstance(result, Lost) and result.has_died and not is_hopeless:
                    again.extend(pieces)
                else:
                    yield chunk, result


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    deadline: float  # on the monotonic clock
    has_work: bool = False
    chunk: Any = None
    is_second_chance: bool = False


class _Crew:
    """The workers of one call of :func:`map_chunks`."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work
        self._idle: list[_Worker] = []
        self._n_failed_starts = 0  # since a worker was ready
        self.busy: list[_Worker] = []

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Send the idle home; whoever is still busy (an interruption) is ended at once."""
        everybody = [*self._idle, *self.busy]
        for worker in self.busy:
            worker.process.kill()
        for worker in everybody:
            worker.pipe.close()
        for worker in everybody:
            worker.process.join(LAST_WISH_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._idle, self.busy = [], []

    def employ(self, chunks: Iterator[Any], n_processes: int) -> None:
        """Hand out chunks until all workers have one, or none is left."""
        while len(self.busy) < n_processes:
            chunk = next(chunks, _NONE_LEFT)
            if chunk is _NONE_LEFT:
                return
            self.start(chunk)

    def start(self, chunk: Any, is_second_chance: bool = False) -> None:
        """Hand a chunk to an idle worker, or to a new one, which gets it once it is there."""
        worker = self._idle.pop() if self._idle else self._hired()
        worker.chunk, worker.is_second_chance = chunk, is_second_chance
        self.busy.append(worker)
        if worker.has_work:
            self._send(worker, chunk)

    def finished(self) -> Iterator[tuple[Any, Any, bool]]:
        """Wait until a worker has a result, is dead or is not ready in time; every such chunk with its result."""
        first = min(worker.deadline for worker in self.busy)
        patience = None if first == math.inf else max(first - time.monotonic(), 0.0)
        ready = set(wait([worker.pipe for worker in self.busy], patience))
        now = time.monotonic()
        for worker in list(self.busy):
            if worker.pipe not in ready and worker.deadline > now:
                continue
            result = self._result(worker) if worker.pipe in ready else self._not_ready(worker)
            if not isinstance(result, _Word):
                self.busy.remove(worker)
                yield worker.chunk, result, worker.is_second_chance

    def _result(self, worker: _Worker) -> Any:
        try:
            result = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            worker.pipe.close()
            if worker.process.exitcode == ENDED:
                return Lost(TOO_SLOW, has_died=True, was_slow=True)
            return self._lost(worker, f"the worker process ended with code {worker.process.exitcode}")
        if result is _HERE:
            self._send(worker, self._work)
            self._send(worker, worker.chunk)
        elif result is _READY:
            worker.has_work, worker.deadline = True, math.inf
            self._n_failed_starts = 0
        else:
            self._idle.append(worker)
        return result

    def _not_ready(self, worker: _Worker) -> Lost:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        return self._lost(worker, f"the worker process was not ready within {START_SECONDS:g} s")

    def _lost(self, worker: _Worker, reason: str) -> Lost:
        """What a dead worker leaves; if it never worked, as the ones before it, there is no point in going on."""
        if not worker.has_work:
            self._n_failed_starts += 1
            if self._n_failed_starts >= MOST_FAILED_STARTS:
                before = f"as did the {MOST_FAILED_STARTS - 1} before it"
                raise EngineError(f"no worker process can start here: {reason}, {before}")
        return Lost(reason, has_died=True)

    def _send(self, worker: _Worker, thing: Any) -> None:
        with suppress(OSError):  # it died a moment ago; finished() will notice
            worker.pipe.send(thing)

    def _hired(self) -> _Worker:
        return _Worker(*_started(_serve), time.monotonic() + START_SECONDS)


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Let one more process do some work while the body runs; it ends with the body at the latest."""
    process, pipe = _started(_do)
    with suppress(OSError):  # it died while it started; the body goes on alone
        pipe.send(work)
    try:
        yield
    finally:
        pipe.close()
        process.kill()
        process.join()


def _started(life: Callable[[Connection], None]) -> tuple[SpawnProcess, Connection]:
    """A new process, and our end of its pipe; nothing is handed over that could fill the pipe of one that dies."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=life, args=(theirs,), daemon=True)
    with _deaf_to_interrupts(), _known_start_method():
        process.start()
    theirs.close()  # so that the pipe ends when the process does
    return process, ours


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started meanwhile ignore Ctrl-C from their first instant on; the driver alone answers it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _known_start_method() -> Iterator[None]:
    """A new process is told how its parent starts processes, and dies if it never heard of it, as of loky's way."""
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method(CONTEXT.get_start_method(), force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


def _serve(pipe: Connection) -> None:
    """Life of a worker: until the driver closes the pipe, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):  # the driver is no more, which ends this life
        pipe.send(_HERE)
        work = pipe.recv()
        getattr(work, "prepare", _nothing)()
        pipe.send(_READY)
        while True:
            pipe.send(_outcome(work, pipe.recv()))


def _do(pipe: Connection) -> None:
    """Life of a process beside another one."""
    with suppress(EOFError, OSError):
        pipe.recv()()


def _outcome(work: Callable[[Any], Any], chunk: Any) -> Any:
    try:
        return work(chunk)
    except Exception as error:
        return Lost(" ".join(f"{type(error).__name__}: {error}".split()), has_died=False)


def _nothing() -> None:
    """What work without preparation does before it starts."""
