"""How far a long command is: a bar on a terminal, now and then a plain line elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

SECONDS_BETWEEN_LINES = 15.0


def duration(seconds: float, language: str = "en") -> str:
    """A stretch of time as people say it: the two largest units."""
    words = ("s", "min", "h", "d") if language == "en" else ("秒", "分", "小时", "天")
    whole = round(seconds)
    sizes = (1, 60, 3_600, 86_400)
    at = max(place for place, size in enumerate(sizes) if whole >= size or place == 0)
    above, below = divmod(whole, sizes[at])
    first = f"{above} {words[at]}"
    rest = below // sizes[at - 1] if at else 0
    return f"{first} {rest} {words[at - 1]}" if rest else first


class Progress(Protocol):
    """Something that is told how many runs are done."""

    def advance(self, n_runs: int, n_failed: int) -> None:
        """So many more runs are done, so many of them failed."""


@contextmanager
def progress_of(n_runs: int, n_stored: int = 0, language: str = "en") -> Iterator[Progress]:
    """Show runs done, rate, time left and failures while the body runs.

    Args:
        n_runs: runs to do now.
        n_stored: runs that were done before.
        language: ``en`` or ``zh``.
    """
    if sys.stderr.isatty():
        with _bar(n_runs, n_stored, language) as bar:
            yield bar
    else:
        yield Lines(n_runs, n_stored, language)


class Lines:
    """Plain lines, for logs."""

    def __init__(self, n_runs: int, n_stored: int, language: str) -> None:
        """Nothing is done yet."""
        self._pace = Pace(n_runs, language)
        self._last = time.monotonic()
        self._is_english = language == "en"
        line = f"{n_runs} runs" if self._is_english else f"共{n_runs}次模拟"
        if n_stored:
            line += f", {n_stored} are stored already" if self._is_english else f"，另有{n_stored}次已完成"
        print(line, file=sys.stderr, flush=True)

    def advance(self, n_runs: int, n_failed: int) -> None:
        """Tell it, unless a line was printed a moment ago."""
        self._pace.advance(n_runs, n_failed)
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES or self._pace.is_over:
            self._last = time.monotonic()
            done, of_all, text = self._pace.n_done, self._pace.n_runs, self._pace.text()
            line = f"{done} of {of_all} runs, {text}" if self._is_english else f"{done}/{of_all}次，{text}"
            print(line, file=sys.stderr, flush=True)


class Pace:
    """Runs done, failures, rate and time left."""

    def __init__(self, n_runs: int, language: str) -> None:
        """The clock starts now."""
        self.n_runs, self.n_done, self.n_failed = n_runs, 0, 0
        self._language = language
        self._started = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether all runs are done."""
        return self.n_done >= self.n_runs

    def advance(self, n_runs: int, n_failed: int) -> None:
        """Count more runs."""
        self.n_done += n_runs
        self.n_failed += n_failed

    def text(self) -> str:
        """Rate, time left, failures in words."""
        is_english = self._language == "en"
        if not self.n_done:
            return "starting" if is_english else "启动中"
        rate = self.n_done / max(time.monotonic() - self._started, 1e-9)
        left = duration((self.n_runs - self.n_done) / rate, self._language)
        if is_english:
            ahead = "" if self.is_over else f", about {left} left"
            return f"{rate:.1f} runs/s{ahead}, {self.n_failed} failed"
        ahead = "" if self.is_over else f"，约剩 {left}"
        return f"每秒 {rate:.1f} 次{ahead}，失败 {self.n_failed} 次"


@contextmanager
def _bar(n_runs: int, n_stored: int, language: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    pace = Pace(n_runs, language)
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("runs" if language == "en" else "次"),
        TextColumn("{task.fields[pace]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=n_stored + n_runs, completed=n_stored, pace=pace.text())

        class Bar:
            def advance(self, n_runs: int, n_failed: int) -> None:
                pace.advance(n_runs, n_failed)
                shown.update(task, advance=n_runs, pace=pace.text())

        yield Bar()
