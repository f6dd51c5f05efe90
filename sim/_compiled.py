"""The one door to the compiler: how every rule and every loop of the model is compiled and cached.

Numba keys its cache by the file of the *caller*; a rule edited in another file would leave a stale caller behind. The
locator below stamps every cached function of this package with a hash of its file and of every file of ``sim/`` that
this one imports, directly or through others: an edit recompiles what may depend on it, and nothing else. Foreign
packages keep numba's own locators.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config as numba_config
from numba.core.caching import UserWideCacheLocator
from numba.core.registry import CPUDispatcher
from numba.core.types.misc import unliteral

PACKAGE_FOLDER = Path(__file__).resolve().parent


def source_hash() -> str:
    """SHA-256 over the names and contents of all Python files of ``sim/`` (hex, 64 characters)."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE_FOLDER.rglob("*.py")):
        digest.update(file.relative_to(PACKAGE_FOLDER).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


SOURCE_HASH = source_hash()


def stamp_of(file: Path) -> str:
    """SHA-256 over a file of ``sim/`` and all files of ``sim/`` that it depends on (hex, 64 characters)."""
    seen, waiting = {file}, [file]
    while waiting:
        found = [path for path in _imported(waiting.pop()) if path not in seen]
        seen.update(found)
        waiting += found
    digest = hashlib.sha256()
    for path in sorted(seen, key=str):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


known_stamp = functools.cache(stamp_of)  # a file is stamped once per process, however many functions it has
_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)


@functools.cache
def _imported(file: Path) -> tuple[Path, ...]:
    """Files of this package that a file imports, wherever in the file that happens (found by the words alone)."""
    found = []
    for module, names in _IMPORT.findall(re.sub(rb"#[^\n]*", b"", file.read_bytes())):
        parts = [words.split()[0].decode() for words in names.strip(b"() \t").split(b",") if words.strip()]
        for name in [module.decode(), *(f"{module.decode()}.{part}" for part in parts)] if module else parts:
            package, _, rest = name.partition(".")
            if package == PACKAGE_FOLDER.name:
                place = PACKAGE_FOLDER.joinpath(*rest.split(".")) if rest else PACKAGE_FOLDER
                found += [path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()]
    return tuple(found)


class TreeLocator(UserWideCacheLocator):  # type: ignore[misc]
    """Numba cache locator for this package: entries are valid for one exact state of all they depend on."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)
        self._stamp = known_stamp(Path(py_file).resolve())
        # NUMBA_CACHE_DIR is honoured: bounds-checked test runs must not share code with unchecked ones.
        if numba_config.CACHE_DIR:
            self._cache_path = str(Path(numba_config.CACHE_DIR) / self.get_suitable_cache_subpath(py_file))

    def get_source_stamp(self) -> str:
        """Stamp of what the function depends on; numba discards a cache index that carries another one."""
        return self._stamp

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> TreeLocator | None:
        """Serve only functions whose file lies in this package; ``None`` hands over to the next locator."""
        if not Path(py_file).resolve().is_relative_to(PACKAGE_FOLDER):
            return None
        locator: TreeLocator | None = super().from_function(py_func, py_file)
        return locator


_LOCATORS = "sim._compiled.TreeLocator,UserProvidedCacheLocator,InTreeCacheLocator,UserWideCacheLocator"


def use_tree_cache() -> None:
    """Put this package's locator first; before each function, as numba forgets it when it re-reads its settings."""
    numba_config.CACHE_LOCATOR_CLASSES = _LOCATORS


def rule[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or a loop: cached on disk, without the interpreter lock, division by zero as in IEEE 754."""
    return cast(F, _compiled(function))


def inner[F: Callable[..., Any]](function: F) -> F:
    """Compile like a rule what only compiled code calls: without a door for Python, which is a tenth of the work."""
    dispatcher = _compiled(function, no_cpython_wrapper=True)
    dispatcher.__class__ = _InnerDispatcher
    return cast(F, dispatcher)


def spliced[F: Callable[..., Any]](function: F) -> F:
    """Compile like a rule what has one compiled caller: there its text takes the place of the call."""
    return cast(F, _compiled(function, inline="always"))


class _InnerDispatcher(CPUDispatcher):  # type: ignore[misc]
    """Numba would crash where Python calls a function that has no door for it."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        name = self.py_func.__qualname__
        raise TypeError(f"{name} is called by compiled code only; compile it with @rule to call it from Python")


def _compiled(function: Callable[..., Any], **options: Any) -> Any:
    use_tree_cache()
    dispatcher = numba.njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True, **options)(function)
    _widen_literals(dispatcher)
    return dispatcher


def _widen_literals(dispatcher: Any) -> None:
    """Let a constant argument stand for its type; numba would compile one version per constant (16 of one function)."""
    call_template = dispatcher.get_call_template

    def widened(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return call_template(tuple(unliteral(arg) for arg in args), kws)

    dispatcher.get_call_template = widened
