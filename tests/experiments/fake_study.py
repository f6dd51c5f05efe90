"""A study whose runs take two milliseconds, real in everything but the model; worker processes import it."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import experiments.warm_up
from experiments import engine, many
from experiments.many import Job, Runs, answer
from experiments.provenance import study_of
from experiments.run import Arm, Row, Tables, run_id, runs_row
from experiments.settings import SweepSettings
from sim.columns import CURVE_HOURS, OUTCOMES, WINDOWS
from sim.configuration import SimulationConfig
from sim.table_formats import arrow_table
from tests.places import small_place

N_RUNS, RUNS_PER_PART, N_POINTS = 230, 20, 10
RUN_SECONDS = 0.002


@functools.cache
def config() -> SimulationConfig:
    return small_place()


@dataclass(frozen=True)
class FakeRuns(Runs):
    """Outcomes are made of the run's number.

    Attributes:
        hangs: run that never ends.
        breaks: run that raises.
        kills: run that kills its worker.
        diary: folder where each process leaves its number.
    """

    hangs: int = -1
    breaks: int = -1
    kills: int = -1
    diary: str = ""

    def arm_of(self, number: int) -> Arm:
        return Arm(f"point_{number % N_POINTS}", config(), 30 + number % N_POINTS)

    def seed_of(self, number: int) -> int:
        return number // N_POINTS

    def prepare(self) -> None:
        import pyarrow  # noqa: F401  # slow to import, and no part of a run that is timed

    def play(self, arm: Arm, seed: int, name: str | None) -> tuple[Row, Tables]:
        number = seed * N_POINTS + arm.days - 30
        time.sleep(1e6 if number == self.hangs else RUN_SECONDS)
        if self.diary:
            (Path(self.diary) / str(os.getpid())).touch()
        if number == self.breaks:
            raise ZeroDivisionError("nobody works here")
        if number == self.kills:
            os.kill(os.getpid(), signal.SIGKILL)
        name = run_id(arm.config, arm.days, seed)
        outcomes = {o.name + w: float(number) + i for i, (o, w) in enumerate((o, w) for o in OUTCOMES for w in WINDOWS)}
        n = len(CURVE_HOURS)
        curve = {"window": [0] * n, "curve": [number % 3] * n, "elapsed_hours": list(CURVE_HOURS)}
        curve |= {"n_cohort": [number] * n, "share": [float(number) / (1 + i) for i in range(n)]}
        return runs_row(arm, seed, outcomes, name=name), {
            "response_curves": arrow_table("response_curves", curve, name)
        }


def job(folder: Path, n_runs: int = N_RUNS, shard: tuple[int, int] | None = None, **changes: object) -> Job:
    of_settings = {name: changes.pop(name) for name in ("retry_failed", "run_timeout") if name in changes}
    settings = SweepSettings.model_validate({"out": str(folder), "processes": 2, **of_settings})
    engine_ = changes.pop("engine", many.local)
    work = FakeRuns("summary", RUNS_PER_PART, **changes)
    wanted = range(n_runs)
    mine = wanted if shard is None else wanted[n_runs * shard[0] // shard[1] : n_runs * (shard[0] + 1) // shard[1]]
    return Job(folder, work, wanted, mine, settings, engine=engine_, shard=shard)


class QuickSpawn:
    """Starts workers as copies, so that nothing is imported again; yet they hold no more files than spawned ones do.

    Else they would hold the lock of the folder, and their own pipes open, when their parent is killed.
    """

    def __init__(self) -> None:
        self._fork = multiprocessing.get_context("fork")
        self.Pipe, self.get_start_method = self._fork.Pipe, self._fork.get_start_method

    def Process(self, target: Callable[[Connection], None], args: tuple[Connection], daemon: bool) -> BaseProcess:
        return self._fork.Process(target=alone_with_its_pipe, args=(target, *args), daemon=daemon)


def alone_with_its_pipe(life: Callable[[Connection], None], pipe: Connection) -> None:
    os.closerange(3, pipe.fileno())
    os.closerange(pipe.fileno() + 1, 4_096)
    life(pipe)


def carry_out(asked: Job) -> int:
    """The command itself, in a process whose workers start at once."""
    engine.CONTEXT = QuickSpawn()
    many.CHUNK_SECONDS = 0.02
    experiments.warm_up.compile_once = lambda *_: 0.0
    return answer(asked, study_of("sweep", name="fake"), [], lambda: None)


def carry_out_in_turn(asked: Job) -> int:
    """The command without worker processes."""

    def serial(work: Runs, chunks: Iterator[many.Chunk], *how: object) -> Iterator[tuple[many.Chunk, many.Piece]]:
        for chunk in chunks:
            yield chunk, work(chunk)

    many.map_chunks, before = serial, many.map_chunks
    compile_once, experiments.warm_up.compile_once = experiments.warm_up.compile_once, lambda *_: 0.0
    try:
        return answer(asked, study_of("sweep", name="fake"), [], lambda: None)
    finally:
        many.map_chunks, experiments.warm_up.compile_once = before, compile_once
