"""Warm worker processes and the plays that share them.

Pair p always runs on worker p modulo their number, which keeps that pair's burn-in. Workers take turns between the
plays of a room, first pairs first, so that everybody sees a first picture before anybody sees the last pair; a run that
two plays ask for is made once, what was run beforehand not at all. A play that nobody watches any more is not worked
on. Who has nothing to do begins the remaining pairs of the place at hand, for the lever that will be moved next.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from workshop import run
from workshop.game import Game, WorldChoice
from workshop.levers import PAIRS
from workshop.opened import opened
from workshop.run import WorldRun

RUNS_KEPT = 4_000  # runs remembered; 10 kB each
NICENESS = 5
TRIES = 2  # a run whose worker died gets one more chance

type Key = tuple[str, str, int]  # place, world, pair
type RunWorld = Callable[[str, WorldChoice, int], WorldRun]
type KnownRun = Callable[[str, WorldChoice, int], WorldRun | None]
type Prepare = Callable[[str, int], None]


@dataclass(eq=False, slots=True)
class Play:
    """One game being played.

    Attributes:
        number: identity for the page.
        game: what was asked.
        done: finished pairs, each a run of world A and one of world B.
        error: one line if it cannot be played.
        is_left: nobody works on it any more.
        watchers: pages that wait for news.
    """

    number: str
    game: Game
    done: dict[int, tuple[WorldRun, WorldRun]] = field(default_factory=dict)
    error: str = ""
    is_left: bool = False
    watchers: set[asyncio.Event] = field(default_factory=set)
    waiting: set[int] = field(default_factory=lambda: set(range(PAIRS)))

    @property
    def is_over(self) -> bool:
        """Whether no further pair will come."""
        return self.is_left or bool(self.error) or len(self.done) == PAIRS

    def tell(self) -> None:
        """Wake every page that watches."""
        for event in self.watchers:
            event.set()


def _start() -> None:
    """What a worker does first: it lets server and browser go before it."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    run.start()


class Crew:
    """Worker processes of one workshop."""

    def __init__(
        self,
        n_workers: int,
        run_world: RunWorld = run.run_world,
        known_run: KnownRun = opened,
        prepare: Prepare = run.prepare,
    ) -> None:
        """Plan for so many workers, for what they run, and what need not be run; :meth:`work` starts them."""
        self.n_workers = n_workers
        self._run_world, self._known_run, self._prepare = run_world, known_run, prepare
        self._executors = [self._hired() for _ in range(n_workers)]
        self._plays: OrderedDict[str, Play] = OrderedDict()
        self._runs: OrderedDict[Key, asyncio.Future[WorldRun]] = OrderedDict()
        self._news = [asyncio.Event() for _ in range(n_workers)]
        self._at_hand = ""
        self._ahead: list[deque[int]] = [deque() for _ in range(n_workers)]  # pairs of the place at hand, by worker

    @staticmethod
    def _hired() -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, mp_context=context, initializer=_start)

    async def work(self) -> None:
        """Serve the plays until cancelled."""
        async with asyncio.TaskGroup() as group:
            for worker in range(self.n_workers):
                group.create_task(self._serve(worker))

    def close(self) -> None:
        """Send the workers home without waiting for what they are doing."""
        for executor in self._executors:
            for process in list((executor._processes or {}).values()):
                process.kill()
            executor.shutdown(wait=False, cancel_futures=True)

    def play(self, number: str, game: Game) -> Play:
        """Begin a play; its first pairs come before the later pairs of others. What is known is there at once."""
        play = Play(number, game)
        for pair in range(PAIRS):
            a, b = (self._known_run(game.place, choice, pair) for choice in (game.a, game.b))
            if a is not None and b is not None:
                play.waiting.discard(pair)
                play.done[pair] = a, b
        if not play.is_over:
            self._plays[number] = play
        self.begin(game.place)
        return play

    def begin(self, place: str) -> None:
        """Let who has nothing to do begin the pairs of a place, while somebody still reads about it."""
        if place != self._at_hand:
            self._at_hand = place
            self._ahead = [deque(range(worker, PAIRS, self.n_workers)) for worker in range(self.n_workers)]
        for news in self._news:
            news.set()

    def leave(self, play: Play) -> None:
        """Stop working on a play that nobody needs any more."""
        self._plays.pop(play.number, None)
        play.is_left = True
        play.tell()

    async def ask(self, pair: int, task: Callable[..., Any], *words: Any) -> Any:
        """Let the worker of a pair do something beside the plays."""
        return await self._on_worker(pair % self.n_workers, task, *words)

    # --- one worker's day -----------------------------------------------------------------------------------------
    async def _serve(self, worker: int) -> None:
        while True:
            chosen = self._next(worker)
            if chosen is None:
                await self._get_ahead(worker)
                continue
            play, pair = chosen
            play.waiting.discard(pair)
            try:
                runs = [await self._run(worker, play.game.place, choice, pair) for choice in (play.game.a, play.game.b)]
            except Exception as error:
                play.error = play.error or " ".join(f"{type(error).__name__}: {error}".split())
                self.leave(play)
            else:
                play.done[pair] = (runs[0], runs[1])
                if play.is_over:
                    self.leave(play)
            play.tell()

    async def _get_ahead(self, worker: int) -> None:
        """Begin one more pair of the place at hand; if all are begun, wait for the next play."""
        if not self._ahead[worker]:
            self._news[worker].clear()
            await self._news[worker].wait()
            return
        with contextlib.suppress(Exception):  # a place that cannot be run says so when it is played
            await self._on_worker(worker, self._prepare, self._at_hand, self._ahead[worker].popleft())

    def _next(self, worker: int) -> tuple[Play, int] | None:
        """The lowest pair that waits for this worker in any play; among equals the play that has waited longest."""
        offers = [
            (min(mine), place, play)
            for place, play in enumerate(self._plays.values())
            if (mine := [pair for pair in play.waiting if pair % self.n_workers == worker])
        ]
        if not offers:
            return None
        pair, _, play = min(offers, key=lambda offer: offer[:2])
        return play, pair

    async def _run(self, worker: int, place: str, choice: WorldChoice, pair: int) -> WorldRun:
        key = (place, choice.key, pair)
        if key in self._runs:
            self._runs.move_to_end(key)
            return await asyncio.shield(self._runs[key])
        if (known := self._known_run(place, choice, pair)) is not None:
            return known
        self._runs[key] = future = asyncio.get_running_loop().create_future()
        try:
            result = await self._on_worker(worker, self._run_world, place, choice, pair)
        except BaseException as error:
            del self._runs[key]
            future.set_exception(error)
            with contextlib.suppress(BaseException):
                future.exception()  # read, so that nobody complains if nobody else waits for it
            raise
        future.set_result(result)
        while len(self._runs) > RUNS_KEPT:
            self._runs.popitem(last=False)
        return future.result()

    async def _on_worker(self, worker: int, task: Callable[..., Any], *words: Any) -> Any:
        loop = asyncio.get_running_loop()
        for _ in range(TRIES - 1):
            try:
                return await loop.run_in_executor(self._executors[worker], task, *words)
            except BrokenProcessPool:
                self._executors[worker] = self._hired()
        return await loop.run_in_executor(self._executors[worker], task, *words)
