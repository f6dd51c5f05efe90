"""Workers of a Dask cluster, on this machine or on others; needs ``gewang[dask]``.

The scheduler gives the chunk of a lost worker to another one. What kills several workers comes back as lost, and is
tried once more run by run at the end, as the local engine does.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Worker, WorkerPlugin, as_completed, get_worker

from experiments.engine import TOO_SLOW, Lost
from experiments.store import PROCESS, StoreError

if TYPE_CHECKING:
    from experiments.many import Chunk, Engine, Piece, Runs

IN_FLIGHT_PER_THREAD = 2  # one being worked on, one waiting at the worker
SECONDS_FOR_A_CONNECTION = 20
SECONDS_FOR_A_WORKER = 60
# The nanny sets MALLOC_TRIM_THRESHOLD_ unless told otherwise, which makes numpy code much slower.
NANNY = {"distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1}}
# A chunk that lost its worker gets its second chance from us, run by run.
SCHEDULER = {"distributed.scheduler.allowed-failures": 0}


class _Work(WorkerPlugin):  # type: ignore[misc, unused-ignore]
    """Brings the work to every worker once, also to those that join later."""

    def __init__(self, work: Runs) -> None:
        self.work = work

    def setup(self, worker: Worker) -> None:
        """One run at a time in a process, because the model keeps burn-ins for one thread."""
        self.lock = threading.Lock()
        self.work.prepare()

    def do(self, chunk: Chunk) -> Piece:
        with self.lock:
            return self.work(chunk)


def _do(name: str, chunk: Chunk) -> Piece:
    plugin: _Work = get_worker().plugins[name]
    return plugin.do(chunk)


def dask_engine(scheduler: str | None) -> Engine:
    """The engine that works with a scheduler.

    Args:
        scheduler: its address; None: a cluster of this machine, started and ended with the study.
    """
    return partial(map_chunks, scheduler)


def map_chunks(
    scheduler: str | None,
    work: Runs,
    chunks: Iterator[Chunk],
    n_processes: int,
    split: Callable[[Chunk], Sequence[Chunk]],
) -> Iterator[tuple[Chunk, Piece | Lost]]:
    """As :func:`experiments.engine.map_chunks`, by the workers of a cluster.

    A worker that ends itself because a run took too long is started again by its nanny; the scheduler gives the chunk
    to others as often as it gives that of any worker that died, and the run alone is lost in the end.
    """
    again: deque[Chunk] = deque()
    second_chances: set[Chunk] = set()
    with _connected(scheduler, n_processes) as client:
        client.register_plugin(_Work(work), name=PROCESS)
        running: dict[Future, Chunk] = {}
        finished = as_completed(raise_errors=False)

        def send(chunk: Chunk) -> None:
            future = client.submit(_do, PROCESS, chunk, pure=False)
            running[future] = chunk
            finished.add(future)

        while True:
            while len(running) < IN_FLIGHT_PER_THREAD * max(sum(client.nthreads().values()), 1):
                chunk = next(chunks, None)
                if chunk is None:
                    break
                send(chunk)
            if again and not running:
                second_chances.add(again[0])
                send(again.popleft())
            if not running:
                return
            future = next(finished)
            chunk = running.pop(future)
            result = _result(future, work)
            if isinstance(result, Lost) and result.has_died and chunk not in second_chances:
                again.extend(split(chunk))
            else:
                yield chunk, result


def _result(future: Future, work: Runs) -> Piece | Lost:
    if future.status == "cancelled":
        raise StoreError("the Dask scheduler is gone; what was stored stays, the same command continues")
    try:
        result: Piece = future.result()
    except KilledWorker:
        slow = "" if work.timeout is None else f", or {TOO_SLOW}"
        return Lost(f"the worker process ended, several times{slow}", has_died=True)
    except Exception as error:
        return Lost(" ".join(f"{type(error).__name__}: {error}".split()), has_died=False)
    return result


@contextmanager
def _connected(scheduler: str | None, n_processes: int) -> Iterator[Client]:
    """A client of a scheduler, or of a cluster that ends with it."""
    logging.getLogger("distributed").setLevel(logging.ERROR)  # lost workers are told of in the results
    if scheduler is None:
        with (
            dask.config.set(NANNY | SCHEDULER),
            LocalCluster(
                n_workers=n_processes,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # else one port for all clusters of a machine
                memory_limit=None,
                silence_logs=logging.ERROR,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=SECONDS_FOR_A_CONNECTION)
    except (OSError, ValueError) as error:
        raise StoreError(f"scheduler {scheduler}: cannot be reached ({' '.join(str(error).split())})") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS_FOR_A_WORKER)
        except TimeoutError:
            raise StoreError(f"scheduler {scheduler}: no worker came within {SECONDS_FOR_A_WORKER} s") from None
        try:
            yield client
        finally:
            with suppress(Exception):  # a scheduler that is gone has nothing to forget
                client.unregister_worker_plugin(PROCESS)
