"""The compiler's cache: never stale, kept between processes, apart for checked code."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim import _compiled
from sim._compiled import PACKAGE_FOLDER, TreeLocator, inner, rule, source_hash, stamp_of
from sim.clock import day_of
from sim.streams import uniform

LEAF = """
from sim._compiled import rule

@rule
def leaf(x):
    return x + 1.0
"""

CALLER = """
from sim._compiled import rule
from sim.rules.leaf import leaf

@rule
def caller(x):
    return leaf(x)
"""

REPORT = """
from sim.caller import caller
print(caller(1.0), sum(caller.stats.cache_hits.values()), sum(caller.stats.cache_misses.values()))
"""


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    """A package of the same name with the real locator, and a caller and a leaf in different files and folders."""
    package = tmp_path / "project" / "sim"
    (package / "rules").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "rules" / "__init__.py").touch()
    shutil.copy(PACKAGE_FOLDER / "_compiled.py", package)
    (package / "rules" / "leaf.py").write_text(LEAF)
    (package / "caller.py").write_text(CALLER)
    return package


def run(package: Path, program: str = REPORT, **environment: str) -> list[str]:
    """The words that a new process prints, with a cache folder of its own beside the project."""
    folder = package.parent
    variables = os.environ | {"NUMBA_CACHE_DIR": str(folder.parent / "cache")} | environment
    variables.pop("PYTHONPATH", None)
    # without Python's own bytecode, which an edit of the same size and time would leave in force
    result = subprocess.run(
        [sys.executable, "-B", "-c", program], cwd=folder, env=variables, capture_output=True, text=True, check=True
    )
    return result.stdout.split()


def test_an_edit_in_another_file_reaches_its_callers(small_package: Path) -> None:
    assert run(small_package) == ["2.0", "0", "1"]  # result, taken from the cache, compiled
    assert run(small_package) == ["2.0", "1", "0"]
    # The hardest edit to notice: size and time of the file stay as they were.
    leaf = small_package / "rules" / "leaf.py"
    before = leaf.stat()
    leaf.write_text(LEAF.replace("1.0", "7.0"))
    os.utime(leaf, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert leaf.stat().st_size == before.st_size
    assert run(small_package) == ["8.0", "0", "1"]
    # === the code lies where the cache folder says, and nowhere in the tree ===
    cache = small_package.parent.parent / "cache"
    assert {file.name.split("-")[0] for file in cache.rglob("*.nbi")} == {"caller.caller", "leaf.leaf"}
    assert not list(small_package.rglob("*.nb?"))


def test_an_edit_leaves_alone_what_does_not_depend_on_it(small_package: Path) -> None:
    assert run(small_package) == ["2.0", "0", "1"]
    (small_package / "stranger.py").write_text("x = 1\n")
    (small_package / "rules" / "neighbour.py").write_text("from sim.rules.leaf import leaf\n")
    assert run(small_package) == ["2.0", "1", "0"]


IMPORTS = ("import sim.rules.far", "from sim.rules import far", "from sim.rules.far import x")


@pytest.mark.parametrize("words", [*IMPORTS, f"def f():\n    {IMPORTS[0]}"])
def test_a_stamp_follows_every_kind_of_import_through_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    package = tmp_path / "sim"
    (package / "rules").mkdir(parents=True)
    monkeypatch.setattr(_compiled, "PACKAGE_FOLDER", package)
    first, between, far = package / "first.py", package / "between.py", package / "rules" / "far.py"
    first.write_text("from sim.between import y\n")
    between.write_text(words)
    far.write_text("x = 1\n")
    before = stamp_of(first)
    far.write_text("x = 2\n")
    assert stamp_of(first) != before


def test_the_locator_survives_a_change_of_numba_settings(small_package: Path) -> None:
    # Numba reads its settings anew when a variable of its own changes, and forgets what was set from Python.
    program = """
import os
import sim._compiled
from sim.rules.leaf import leaf
leaf(1.0)
os.environ["NUMBA_OPT"] = "2"
leaf(1)
from sim.caller import caller
print(type(caller._cache._impl.locator).__name__)
"""
    assert run(small_package, program) == ["TreeLocator"]


def test_checked_code_in_its_own_folder_checks_and_leaves_the_other_folder_unchecked(small_package: Path) -> None:
    (small_package / "rules" / "leaf.py").write_text(
        LEAF.replace("import rule", "import rule\nimport numpy as np").replace("x + 1.0", "np.zeros(2)[int(x) + 9]")
    )
    program = """
from sim.caller import caller
try:
    caller(1.0)
except IndexError:
    print("checked")
else:
    print("unchecked")
"""
    checked = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(small_package.parent.parent / "checked")}
    assert run(small_package, program) == ["unchecked"]
    assert run(small_package, program, **checked) == ["checked"]
    assert run(small_package, program) == ["unchecked"]


def test_functions_of_the_model_use_the_locator() -> None:
    for function in (day_of, uniform):
        locator = function._cache._impl.locator
        assert isinstance(locator, TreeLocator)
        assert locator.get_source_stamp() == stamp_of(Path(function.py_func.__code__.co_filename))


def test_foreign_functions_keep_the_locators_of_numba(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.py"
    foreign.write_text("def f(x):\n    return x\n")
    assert TreeLocator.from_function(run, str(foreign)) is None
    assert TreeLocator.from_function(run, str(PACKAGE_FOLDER.parent / "simulation" / "other.py")) is None


def test_the_source_hash_tells_every_state_of_the_tree_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_compiled, "PACKAGE_FOLDER", tmp_path)
    (tmp_path / "rules").mkdir()
    first, second = tmp_path / "a.py", tmp_path / "rules" / "b.py"
    seen = [source_hash()]
    first.write_text("x = 1\n")
    seen.append(source_hash())
    second.write_text("y = 1\n")
    seen.append(source_hash())
    second.write_text("y = 2\n")
    seen.append(source_hash())
    second.rename(tmp_path / "rules" / "c.py")
    seen.append(source_hash())
    first.rename(tmp_path / "rules" / "a.py")
    seen.append(source_hash())
    assert len(set(seen)) == len(seen)
    (tmp_path / "notes.md").write_text("not code")
    (tmp_path / "__pycache__").mkdir()
    assert source_hash() == seen[-1]


def test_the_source_hash_is_the_same_wherever_the_tree_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = []
    for place in ("here", "there"):
        shutil.copytree(
            PACKAGE_FOLDER / "rules", tmp_path / place / "rules", ignore=shutil.ignore_patterns("__pycache__")
        )
        monkeypatch.setattr(_compiled, "PACKAGE_FOLDER", tmp_path / place)
        hashes.append(source_hash())
    assert hashes[0] == hashes[1]


@rule
def ratio(a: float, b: float) -> float:
    return a / b


def test_rules_divide_by_zero_as_ieee_754_says() -> None:
    assert ratio(1.0, 0.0) == math.inf
    assert math.isnan(ratio(0.0, 0.0))


@inner
def one_more(x: float) -> float:
    return x + 1.0


@rule
def two_more(x: float) -> float:
    return one_more(one_more(x))


def test_what_only_compiled_code_calls_says_so_to_python() -> None:
    assert two_more(1.0) == 3.0
    with pytest.raises(TypeError, match="one_more is called by compiled code only"):
        one_more(1.0)
    assert one_more.py_func(1.0) == 2.0


def test_rules_release_the_interpreter_lock() -> None:
    assert day_of.targetoptions["nogil"] is True
    assert uniform.targetoptions["nogil"] is True


def test_rules_keep_their_plain_python_function() -> None:
    assert day_of.py_func(np.float64(30.0)) == day_of(30.0) == 1
