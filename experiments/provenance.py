"""Where results come from: code, versions, machine, configuration; and what differs from an earlier origin.

``provenance.json`` beside the tables has two parts. ``study`` decides: results of another study are never mixed into
the same folder. ``origin`` and ``sessions`` tell: who wants to know can read them, nothing depends on them.
"""

from __future__ import annotations

import hashlib
import math
import platform
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from sim._compiled import SOURCE_HASH
from sim.configuration import SimulationConfig
from sim.errors import shown

type Tree = dict[str, Any]

FILE = "provenance.json"
ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("numpy", "numba", "llvmlite", "mesa", "pandas", "scipy", "pyarrow", "pydantic", "hydra-core", "omegaconf")
ARITHMETIC_POINTS = 10_000
NOT_THERE = "nothing"


def run_id(config: SimulationConfig, days: int, seed: int, needs: bytes = b"") -> str:
    """Name of a run: hash of its configuration, length, seed and replayed needs (16 hex characters)."""
    digest = _hashed(_Same(config)).copy()
    digest.update(b" %d %d%s" % (days, seed, needs))
    return digest.hexdigest()[:16]


class _Same:
    """A group of a configuration, which is frozen; equal only if it is the same one, which is quick to tell."""

    __slots__ = ("group",)

    def __init__(self, group: BaseModel) -> None:
        self.group = group

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.group is self.group

    def __hash__(self) -> int:
        return id(self.group)


@lru_cache(maxsize=1_024)
def _hashed(same: _Same) -> hashlib._Hash:
    """A configuration as pydantic writes it, hashed; groups that others before it had as well are not written anew."""
    return hashlib.sha256(_object((name, getattr(same.group, name)) for name in type(same.group).model_fields))


def _object(entries: Iterable[tuple[str, Any]]) -> bytes:
    return b"{%s}" % b",".join(b"%s:%s" % (to_json(name), _value_json(value)) for name, value in entries)


def _value_json(value: Any) -> bytes:
    if isinstance(value, BaseModel):
        return _group_json(_Same(value))
    return _object(value.items()) if isinstance(value, dict) else to_json(value)


@lru_cache(maxsize=512)
def _group_json(same: _Same) -> bytes:
    return to_json(same.group)


def study_of(command: str, **parts: Any) -> Tree:
    """What decides whether two results belong together: the parts given, the model's source, the machine's arithmetic.

    Args:
        command: ``run`` or ``compare``.
        parts: plain values and trees, e.g. the resolved configuration.
    """
    return {"command": command, "model": SOURCE_HASH, "arithmetic": arithmetic_hash(), **parts}


def provenance_of(study: Tree, overrides: list[str]) -> Tree:
    """The whole content of ``provenance.json`` at the start of a study.

    Args:
        study: see :func:`study_of`.
        overrides: words of the command line; the folder is left out, because results travel.
    """
    words = [word for word in overrides if not word.startswith("out=")]
    return {"study": study, "overrides": words, "origin": origin(), "sessions": []}


def session(started: float, **numbers: Any) -> Tree:
    """One stretch of work: when, how long, and what was done.

    Args:
        started: ``time.time()`` at its start.
        numbers: what else to note.
    """
    began = datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds")
    return {"started": began, "wall_seconds": round(time.time() - started, 3), **numbers}


@cache
def origin() -> Tree:
    """Versions of code and libraries, and the machine."""
    try:
        version = metadata.version("gewang")
    except metadata.PackageNotFoundError:
        version = "not installed"
    return {
        "gewang": version,
        "git": _git(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "system": platform.platform(),
        "c_library": " ".join(platform.libc_ver()),
        "processor": _processor(),
    }


@cache
def this_code() -> str:
    """The model's source and the machine's arithmetic in one hash: where it is the same, so are all results."""
    return hashlib.sha256(f"{SOURCE_HASH} {arithmetic_hash()}".encode()).hexdigest()


def arithmetic_hash() -> str:
    """Hash of exp, log and pow at many points: results are the same bit for bit only where these are."""
    digest = hashlib.sha256()
    for point in range(1, ARITHMETIC_POINTS + 1):
        x = point * (1.0 / 641.0)
        digest.update(struct.pack("<ddd", math.exp(x - 8.0), math.log(x), math.pow(x, 0.37)))
    return digest.hexdigest()


def differences(there: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two studies, one text per key: ``street.call_back_share is 0.4 there and 0.5 now``."""
    old, new = dict(_leaves(there)), dict(_leaves(now))
    keys = [key for key in {**old, **new} if old.get(key, NOT_THERE) != new.get(key, NOT_THERE)]
    return [f"{_spoken(key)} is {_value(old, key)} there and {_value(new, key)} now" for key in keys]


def _value(leaves: Mapping[str, Any], key: str) -> str:
    return _short(leaves[key]) if key in leaves else NOT_THERE


def _short(value: Any) -> str:
    """A value; of a hash the beginning."""
    if isinstance(value, list):
        return str(value)
    return value[:12] if isinstance(value, str) and len(value) == len(SOURCE_HASH) else shown(value)


def _spoken(key: str) -> str:
    """The key as it would be written on the command line."""
    meaning = {"model": "the model's source", "arithmetic": "the machine's arithmetic"}
    return meaning.get(key, key.removeprefix("configuration."))


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and values of a tree; entries of lists go by their names where they have one."""
    if isinstance(tree, Mapping) and tree:
        for key, below in tree.items():
            yield from _leaves(below, f"{path}.{key}".lstrip("."))
    elif isinstance(tree, list) and any(isinstance(entry, Mapping | list) for entry in tree):
        for number, entry in enumerate(tree):
            name = entry.get("name", number) if isinstance(entry, Mapping) else number
            yield from _leaves(entry, f"{path}.{name}")
    else:
        yield path, tree


def _git() -> Tree | None:
    """Revision of the repository that this file is tracked in, and whether the code was changed since; None if none."""

    def ask(*words: str) -> str:
        command = ["git", "-C", str(ROOT), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()

    try:
        ask("ls-files", "--error-unmatch", "sim/__init__.py")
        changed = ask("status", "--porcelain", "--", "sim", "configs", "experiments", "analysis")
        return {"revision": ask("rev-parse", "HEAD"), "is_changed": bool(changed)}
    except (OSError, subprocess.SubprocessError):
        return None


def _processor() -> str:
    """Name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
