"""``python -m benchmarks.room [write]``: a full room at one laptop's workshop page, for about two minutes.

Thirty clients move a lever every few seconds and follow the news of their play, as a browser does; two real browsers
(Chromium, where there is one) do the same beside them. Printed are what people wait for, what was overtaken by the next
move, and what server and workers take. ``write`` puts the table into ``docs/workshop.md``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psutil

from benchmarks.report import machine
from benchmarks.timing import ROOT
from experiments.pages import fill

PLACE = "street_of_three"
CLIENTS, BROWSERS = 30, 2
SECONDS = 75.0  # of moves, after the room has warmed up
PAUSE_SECONDS = 6.0  # between two moves of a client
# The room argues about the same few things; what two people ask for is run once.
STANDARDS, STAKES = (-2.0, -1.0, 0.0, 1.0, 2.0), (20.0, 40.0, 80.0, 120.0)
CHROMIUM = Path("/usr/bin/chromium")
PAGE = ROOT / "docs" / "workshop.md"


@dataclass(slots=True)
class Heard:
    """What the clients met with.

    Attributes:
        first: seconds from a move to its first picture.
        full: seconds from a move to the full band.
        gaps: longest silence of each play, seconds; the page complains after eight.
        overtaken: moves whose full band had not come when the next move was made.
        refused: answers other than what was asked for, and connections lost.
        in_browser: seconds from a move to curves on the screen of a real browser.
    """

    first: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    overtaken: int = 0
    refused: int = 0
    in_browser: list[float] = field(default_factory=list)


class Watch:
    """Memory of the server and its workers, asked for each half second while the body runs."""

    def __init__(self, server: int) -> None:
        """Watch a process and its children."""
        self.server = self.workers = 0.0
        self._process, self._over = psutil.Process(server), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            with contextlib.suppress(psutil.NoSuchProcess):
                self.server = max(self.server, self._process.memory_info().rss / 1e6)
                sizes = [child.memory_info().rss / 1e6 for child in self._process.children(recursive=True)]
                self.workers = max(self.workers, sum(sizes))


@contextlib.contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """A workshop on a free port of the loopback address: its address and process."""
    command = [sys.executable, "-m", "experiments.cli", "workshop", "port=0", "browser=false"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split("?")[0], server.pid
        finally:
            server.terminate()


def game(chance: random.Random) -> dict[str, Any]:
    """What somebody asks for next."""
    stake = chance.choice(STAKES)
    b = {"assessment": "pass_fail", "levers": {"stake": stake, "standard": chance.choice(STANDARDS)}}
    return {"place": PLACE, "a": {"assessment": "ranking", "levers": {"stake": stake}}, "b": b}


async def play(client: httpx2.AsyncClient, asked: dict[str, Any], patience: float, heard: Heard) -> None:
    """One move: begin a play, follow its news until the band is full or the next move comes, then leave it."""
    begun = last = time.monotonic()
    answer = await client.post("/api/plays", json=asked)
    number, gap, is_first = answer.json()["play"], 0.0, True
    is_full = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience), client.stream("GET", f"/api/plays/{number}/news") as news:
            async for line in news.aiter_lines():
                now = time.monotonic()
                gap, last = max(gap, now - last), now
                told = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if told.get("n", 0) > 0 and is_first:
                    heard.first.append(now - begun)
                    is_first = False
                if told.get("n", -1) == told.get("of"):
                    heard.full.append(now - begun)
                    is_full = True
    heard.gaps.append(gap)
    heard.overtaken += not is_full
    if not is_full:
        await client.delete(f"/api/plays/{number}")


async def person(address: str, seed: int, until: float, heard: Heard) -> None:
    """One client, who makes a move every few seconds."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0.0, PAUSE_SECONDS))
    async with httpx2.AsyncClient(base_url=address, timeout=60.0) as client:
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                await play(client, game(chance), PAUSE_SECONDS, heard)
            except (httpx2.HTTPError, KeyError, ValueError):
                heard.refused += 1
            await asyncio.sleep(max(0.0, begun + PAUSE_SECONDS - time.monotonic()))


async def browser(opened: Any, address: str, seed: int, until: float, heard: Heard) -> None:
    """One real browser: a lever is moved, and the curves of the new play are waited for."""
    chance = random.Random(1_000 + seed)
    page = await opened.new_page()
    try:
        await page.goto(f"{address}?lang=en")
        await page.wait_for_function("state.game")
        await page.evaluate(f"guesses.isOn = false; takePlace({PLACE!r})")
        while time.monotonic() < until:
            begun = time.monotonic()
            await page.evaluate(f"change('b', {json.dumps(game(chance)['b'])})")
            await page.wait_for_function("state.picture && document.querySelectorAll('#outcomes svg').length >= 4")
            heard.in_browser.append(time.monotonic() - begun)
            await asyncio.sleep(max(0.0, begun + PAUSE_SECONDS - time.monotonic()))
    except Exception as error:
        print(f"a browser gave up: {type(error).__name__}: {error}".splitlines()[0], file=sys.stderr)
        heard.refused += 1
    await page.close()


async def room(address: str) -> Heard:
    """Everybody at once."""
    heard = Heard()
    async with contextlib.AsyncExitStack() as stack:
        browsers: list[Any] = []
        with contextlib.suppress(ImportError):
            from playwright.async_api import async_playwright

            if CHROMIUM.exists():
                opened = await stack.enter_async_context(async_playwright())
                flags = ["--no-sandbox", "--disable-gpu"]
                one = await opened.chromium.launch(executable_path=str(CHROMIUM), args=flags)
                browsers = [one] * BROWSERS
        until = time.monotonic() + SECONDS
        people = [person(address, seed, until, heard) for seed in range(CLIENTS)]
        screens = [browser(opened, address, seed, until, heard) for seed, opened in enumerate(browsers)]
        await asyncio.gather(*people, *screens)
        for opened in browsers[:1]:
            await opened.close()
    return heard


async def warmed_up(address: str) -> float:
    """Seconds until the first play of a fresh server is full: workers start, and burn-ins are made."""
    begun, heard = time.monotonic(), Heard()
    async with httpx2.AsyncClient(base_url=address, timeout=900.0) as client:
        await play(client, game(random.Random(0)), 900.0, heard)
    return time.monotonic() - begun


def table(heard: Heard, watch: Watch, warm_seconds: float, busy: float) -> str:
    """The figures as a table."""
    n_moves = len(heard.gaps)
    rows = [
        ("machine", "{architecture}, {cores} processors, Python {python}".format(**machine())),
        ("load of others before (processes waiting, 1 minute)", f"{busy:.1f}"),
        ("clients; browsers; place", f"{CLIENTS}; {BROWSERS if heard.in_browser else 0}; `{PLACE}`"),
        ("first play of a fresh server, a lever moved, full band", f"{warm_seconds:.1f} s"),
        (f"moves in {SECONDS:.0f} s", f"{n_moves}"),
        ("first picture: median; 95 %", _middle(heard.first)),
        ("full band, where it came: median; 95 %", _middle(heard.full)),
        ("curves in a browser: median; 95 %", _middle(heard.in_browser)),
        (f"overtaken by the next move after {PAUSE_SECONDS:.0f} s", f"{heard.overtaken} of {n_moves}"),
        ("longest silence of a play", f"{max(heard.gaps, default=0.0):.1f} s"),
        ("refused or lost", f"{heard.refused}"),
        ("memory at most: server; all workers", f"{watch.server:.0f} MB; {watch.workers:.0f} MB"),
    ]
    return "\n".join(["| what | measured |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _middle(values: Sequence[float]) -> str:
    if len(values) < 2:
        return "–"
    return f"{statistics.median(values):.1f} s; {statistics.quantiles(values, n=20)[-1]:.1f} s"


def main(words: Sequence[str]) -> None:
    """Measure, print, and write if asked."""
    busy = psutil.getloadavg()[0]
    with serving() as (address, process):
        warm_seconds = asyncio.run(warmed_up(address))
        with Watch(process) as watch:
            heard = asyncio.run(room(address))
    found = table(heard, watch, warm_seconds, busy)
    print(found)
    if "write" in words:
        fill(PAGE, "room", found)


if __name__ == "__main__":
    main(sys.argv[1:])
