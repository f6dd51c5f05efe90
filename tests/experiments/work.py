"""Work for the engine's tests; a worker process imports it, so it imports little."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


def square(chunk: int) -> int:
    return chunk * chunk


def process_id(_: int) -> int:
    time.sleep(0.2)  # so that one worker cannot serve all
    return os.getpid()


def refuse_three(chunk: int) -> int:
    if chunk == 3:
        raise ValueError("three\nis too many")
    return chunk


@dataclass(frozen=True)
class Heavy:
    """Work that does not fit into a pipe at once."""

    load: bytes = bytes(300_000)

    def __call__(self, chunk: int) -> int:
        return chunk + len(self.load)


def die_at_once(_: object) -> None:
    os._exit(3)


def never_come(_: object) -> None:
    time.sleep(1e6)


@dataclass(frozen=True)
class DieAtThree:
    """A worker with chunk 3 is killed as the system would kill it; each try leaves a file."""

    folder: Path
    n_deaths: int

    def __call__(self, chunk: int) -> int:
        if chunk == 3:
            tries = len(list(self.folder.iterdir()))
            (self.folder / str(tries)).touch()
            if tries < self.n_deaths:
                os.kill(os.getpid(), signal.SIGKILL)
        return chunk


def count_up(folder: Path) -> None:
    number = 0
    while True:
        (folder / str(number)).touch()
        number += 1
        time.sleep(0.05)


def one_after_the_other(work, chunks, *how):
    """Stands for the engine: no processes."""
    for chunk in chunks:
        yield chunk, work(chunk)
