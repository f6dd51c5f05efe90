"""One mutant against the tests of its family, in a process of its own that ends with the verdict.

The process is a fork of one that has everything loaded. The mutant takes the place of the rule's code in memory, so
every module that imported the rule sees it, and no file is written anywhere.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import multiprocessing
import os
import signal
from collections.abc import Collection
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.mutation import plain
from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/rules", "tests/theory")
SECONDS_PER_TEST = 60.0  # of processor time; a test that takes longer with a mutant never ends
NEVER_ENDS = "never ends"
ABOUT_COMPILING = "compiled"  # in the names of tests that call rules only to see how they are compiled
FORK = multiprocessing.get_context("fork")


class Watch:
    """A plugin of pytest: quick tests first, an end to every test, and the first that fails.

    A test that has not been timed yet counts as quick; worked examples go before random ones, the newest first.
    """

    def __init__(self, left_out: Collection[str], only: str | None) -> None:
        self.left_out, self.only = left_out, only
        self.failed: str | None = None
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        out = (*self.left_out, *(item.nodeid for item in items if ABOUT_COMPILING in item.name))
        wanted = [item for item in items if item.nodeid not in out and self.only in (None, item.nodeid)]
        wanted.reverse()
        items[:] = sorted(wanted, key=_likely_seconds)

    def pytest_runtest_logstart(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_TEST)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


_SECONDS: dict[str, float] = {}  # by test, of the last process that ran it


def _likely_seconds(item: Any) -> tuple[float, bool]:
    is_random = hasattr(item.obj, "hypothesis") or "promises" in item.name
    return _SECONDS.get(item.nodeid, 0.0), is_random


def files_for(family: str) -> list[str]:
    """Test files of rules and theory that import a family's rules, its own first."""
    own = f"{FOLDERS[0]}/test_{family}.py"
    every = [file for folder in FOLDERS for file in sorted((ROOT / folder).glob("test_*.py"))]
    found = [file.relative_to(ROOT).as_posix() for file in every if _imports(file, f"{plain.RULES}{family}")]
    return sorted(found, key=lambda name: name != own)


def _imports(file: Path, module: str) -> bool:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            package = node.module or ""
            if module in (package, *(f"{package}.{alias.name}" for alias in node.names)):
                return True
    return False


def caught_by(mutant: Mutant) -> str | None:
    """Name of the test that fails for a mutant and holds for the right rule, "never ends", or ``None``: it survives."""
    left_out: list[str] = []
    for file in files_for(mutant.family):
        while True:
            failed = _in_fork([file], left_out, None, mutant)
            if failed is None:
                break
            if failed == NEVER_ENDS or _holds(failed):
                return failed
            left_out.append(failed)
    return None


@functools.cache
def _holds(test: str) -> bool:
    """Whether a test passes for the right rules in plain Python; some need the compiler."""
    return _in_fork([test.partition("::")[0]], (), test, None) is None


def _in_fork(files: list[str], left_out: Collection[str], only: str | None, mutant: Mutant | None) -> str | None:
    """First test that fails in a process of its own."""
    reader, writer = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_try, args=(files, left_out, only, mutant, writer))
    process.start()
    writer.close()
    try:
        failed, seconds = reader.recv()
        _SECONDS.update(seconds)
        return failed  # type: ignore[no-any-return]
    except EOFError:  # the timer has ended it
        return NEVER_ENDS
    finally:
        process.join()
        reader.close()


def _try(
    files: list[str], left_out: Collection[str], only: str | None, mutant: Mutant | None, writer: Connection
) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if mutant is not None:
        getattr(importlib.import_module(plain.RULES + mutant.family), mutant.rule).__code__ = mutant.code
    watch = _run_tests(files, left_out, only)
    writer.send((watch.failed, watch.seconds))
    writer.close()


def _run_tests(files: list[str], left_out: Collection[str], only: str | None) -> Watch:
    """Run the tests of some files until the first that fails."""
    watch = Watch(left_out, only)
    words = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "--tb=no", "-W", "ignore")
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        pytest.main([*words, *files], plugins=[watch, plain.Examples()])
    return watch
