"""Stopwatches: processor seconds of this process, things timed in turns, and whole commands in new processes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sim.model
from sim.clock import day_of, weekday

ROOT = Path(__file__).resolve().parent.parent

type Clock = Callable[[], float]


def seconds(job: Callable[[], Any]) -> float:
    """Processor seconds of one call. Waiting for other people's processes does not count."""
    start = time.process_time()
    job()
    return time.process_time() - start


def least_in_turns(n: int, jobs: Mapping[str, Callable[[], Mapping[str, float] | None]]) -> dict[str, float]:
    """Call several jobs in turns, ``n`` times each, and keep the least time of each.

    Args:
        n: rounds.
        jobs: name to job. A job that returns a mapping is taken at its word (times it measured itself, by name);
            else the processor seconds of the call count.

    Returns:
        Name to seconds.
    """
    least: dict[str, float] = {}
    for _ in range(n):
        for name, job in jobs.items():
            start = time.process_time()
            own = job()
            found = {name: time.process_time() - start} if own is None else own
            for key, value in found.items():
                least[key] = min(value, least.get(key, float("inf")))
    return least


class KernelWatch:
    """Adds up the processor seconds spent inside the compiled calendar, ``sim.day.advance``.

    Attributes:
        of_weekday: so far, by day of the week from Monday on; on Mondays residents choose.
    """

    def __init__(self) -> None:
        self.of_weekday = [0.0] * 7
        self._advance = sim.model.advance
        self._patch = patch.object(sim.model, "advance", self._timed)

    def __enter__(self) -> KernelWatch:
        self._patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.stop()

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(self.of_weekday)

    @property
    def weekly_seconds(self) -> float:
        """What Mondays took more than as many other workdays."""
        monday, *others = self.of_weekday[:5]
        return max(0.0, monday - sum(others) / len(others))

    def _timed(self, world: Any, until: float, *margins: int) -> bool:
        start = time.process_time()
        done = self._advance(world, until, *margins)
        self.of_weekday[weekday(day_of(until) - 1)] += time.process_time() - start
        return done


def once[Found](job: Callable[[], Found]) -> Callable[[], Found | Mapping[str, float]]:
    """A job for :func:`least_in_turns` that is too long to be repeated: later calls take and find nothing."""
    waiting = [job]
    return lambda: waiting.pop()() if waiting else {}


def new_process(code: str, cache_folder: str | None = None) -> tuple[float, float]:
    """Run a few lines of Python in a new process.

    Args:
        code: Python.
        cache_folder: numba's cache, if not the usual one.

    Returns:
        Wall seconds and processor seconds, from start to end of the process.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if cache_folder is not None:
        environment["NUMBA_CACHE_DIR"] = cache_folder
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
