"""Local worker processes: chunks of work go out, results come back in the order in which they are ready.

A worker serves one chunk at a time over its own pipe, so it is known which chunk a killed worker had. That chunk waits
until all others are done and is then tried once more, alone, in case it was memory that ran out.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

CONTEXT = multiprocessing.get_context("spawn")
LAST_WISH_SECONDS = 5.0  # for a worker to end by itself after its pipe was closed


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands for the result of a chunk that could not be served.

    Attributes:
        reason: one line.
        has_died: the worker itself died, which may not happen again; otherwise the work raised an error.
    """

    reason: str
    has_died: bool


def n_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_chunks[Chunk, Result](
    work: Callable[[Chunk], Result], chunks: Iterable[Chunk], n_processes: int
) -> Iterator[tuple[Chunk, Result | Lost]]:
    """Let worker processes work on chunks.

    Args:
        work: called with one chunk in a worker; it and its results must be picklable.
        chunks: what to work on.
        n_processes: workers at most.

    Returns:
        Each chunk with its result, in the order of completion. Ending the iteration early ends the workers.
    """
    waiting = deque(chunks)
    again: deque[Chunk] = deque()  # had a worker that died; their second and last chance
    with _Crew(work) as crew:
        while waiting or again or crew.busy:
            while waiting and crew.has_room(n_processes):
                crew.start(waiting.popleft())
            if again and not waiting and not crew.busy:
                crew.start(again.popleft(), is_second_chance=True)
            for chunk, result, is_second_chance in crew.finished():
                if isinstance(result, Lost) and result.has_died and not is_second_chance:
                    again.append(chunk)
                else:
                    yield chunk, result


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    chunk: Any = None
    is_second_chance: bool = False


class _Crew:
    """The workers of one call of :func:`map_chunks`."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work
        self._idle: list[_Worker] = []
        self.busy: list[_Worker] = []

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Send the idle home; whoever is still busy (an interruption) is ended at once."""
        for worker in self.busy:
            worker.process.kill()
        for worker in (*self._idle, *self.busy):
            worker.pipe.close()
        for worker in (*self._idle, *self.busy):
            worker.process.join(LAST_WISH_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._idle, self.busy = [], []

    def has_room(self, n_processes: int) -> bool:
        return len(self.busy) < n_processes

    def start(self, chunk: Any, is_second_chance: bool = False) -> None:
        """Hand a chunk to an idle worker, or to a new one."""
        worker = self._idle.pop() if self._idle else self._hired()
        worker.chunk, worker.is_second_chance = chunk, is_second_chance
        with suppress(OSError):  # it died while idle; finished() will notice
            worker.pipe.send(chunk)
        self.busy.append(worker)

    def finished(self) -> Iterator[tuple[Any, Any, bool]]:
        """Wait until at least one worker has a result or is dead; every such chunk with its result."""
        ready = set(wait([worker.pipe for worker in self.busy]))
        for worker in [worker for worker in self.busy if worker.pipe in ready]:
            self.busy.remove(worker)
            try:
                result = worker.pipe.recv()
                self._idle.append(worker)
            except (EOFError, OSError):
                worker.process.join()
                worker.pipe.close()
                result = Lost(f"the worker process ended with code {worker.process.exitcode}", has_died=True)
            yield worker.chunk, result, worker.is_second_chance

    def _hired(self) -> _Worker:
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_serve, args=(theirs, self._work), daemon=True)
        with _deaf_to_interrupts():
            process.start()
        theirs.close()  # so that the pipe ends when the worker does
        return _Worker(process, ours)


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Let one more process do some work while the body runs; it ends with the body at the latest."""
    process = CONTEXT.Process(target=work, daemon=True)
    with _deaf_to_interrupts():
        process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


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


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """Life of a worker: until the driver closes the pipe, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            chunk = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            result = work(chunk)
        except Exception as error:
            result = Lost(" ".join(f"{type(error).__name__}: {error}".split()), has_died=False)
        with suppress(OSError):  # the driver is no more; the next recv ends this life
            pipe.send(result)
