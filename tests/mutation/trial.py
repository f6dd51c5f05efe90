"""One mutant against the tests of its family, in a process of its own that ends with the verdict.

The process is a fork of one that has everything loaded. The mutant takes the place of the rule's code in memory, so
every module that imported the rule sees it, and no file is written anywhere.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import math
import multiprocessing
import os
import resource
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.mutation import plain
from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/rules", "tests/theory")
LEAST_SECONDS = 20.0  # of processor time before a mutant counts as one that never ends
NEVER_ENDS = "never ends"
ABOUT_COMPILING = "compiled"  # in the names of tests that call rules only to see how they are compiled
FORK = multiprocessing.get_context("fork")


@dataclass
class Tests:
    """What may catch the mutants of a family.

    Attributes:
        files: test files that import the family's rules, its own first.
        seconds: processor time of each test that holds for the right rules in plain Python.
        left_out: tests that do not: they need the compiler or a run of the model.
    """

    files: list[str]
    seconds: dict[str, float] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


class Watch:
    """A plugin of pytest: the quickest tests first, those that do not count not at all, and what came out."""

    def __init__(self, only: dict[str, float] | None = None) -> None:
        self.only = only
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.only is not None:
            order = self.only
            items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed and ABOUT_COMPILING not in report.nodeid:
            self.seconds[report.nodeid] = report.duration

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


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


def tests_for(family: str) -> Tests:
    """Try the right rules in this process, which loads the tests: which hold in plain Python, and how long they take.

    A file that another family has asked for is not tried again.
    """
    tests = Tests(files_for(family))
    for file in tests.files:
        if file not in _TRIED:
            _TRIED[file] = _run_tests([file], Watch())
        tests.seconds |= _TRIED[file].seconds
        tests.left_out += _TRIED[file].failed
    gc.collect()
    gc.freeze()  # so that forks need not look through all that is loaded
    return tests


_TRIED: dict[str, Watch] = {}


def caught_by(mutant: Mutant, tests: Tests) -> str | None:
    """Name of the test that fails for a mutant, "never ends", or ``None`` if all tests pass."""
    reader, writer = FORK.Pipe(duplex=False)
    limit = math.ceil(max(LEAST_SECONDS, 5.0 * sum(tests.seconds.values())))
    process = FORK.Process(target=_try, args=(mutant, tests, limit, writer))
    process.start()
    writer.close()
    try:
        answer: str | None = reader.recv()
        return answer
    except EOFError:  # the system has ended it
        return NEVER_ENDS
    finally:
        process.join()
        reader.close()


def _try(mutant: Mutant, tests: Tests, seconds: int, writer: Connection) -> None:
    used = math.ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, used + seconds))
    getattr(importlib.import_module(plain.RULES + mutant.family), mutant.rule).__code__ = mutant.code
    watch = _run_tests(tests.files, Watch(tests.seconds), "-x")
    if not watch.failed and len(watch.seconds) < len(tests.seconds):
        watch.failed.append("fewer tests can be run")
    writer.send(watch.failed[0] if watch.failed else None)
    writer.close()


def _run_tests(files: Collection[str], watch: Watch, *words: str) -> Watch:
    always = ("-q", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "--tb=no", "-W", "ignore")
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        pytest.main([*always, *words, *files], plugins=[watch, plain.Examples()])
    return watch
