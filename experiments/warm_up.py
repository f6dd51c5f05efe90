"""Compile the model once for this machine before anything is measured or many processes start.

Compiled code is kept on disk for one exact state of ``sim/``, one numba and one processor. A note beside it says for
which; where the note is missing or tells of another state, a whole short run compiles everything, and the user is told.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba
from numba.core.dispatcher import Dispatcher

from experiments.engine import beside, n_processors
from sim._compiled import PACKAGE_FOLDER, SOURCE_HASH, TreeLocator
from sim.configuration import SimulationConfig
from sim.scenario import with_picks

NOTE = "compiled_for"
ARMS = (
    {"governance": "hybrid", "assessment": "ranking", "regime": "emergency"},
    {"governance": "network", "assessment": "pass_fail", "regime": "normal"},
)
DAYS = 30
TOLD = "compiling the model for this machine, once; less than a minute"
TOLD_ZH = "正在为本机编译模型，仅此一次，不到一分钟"


def compile_once(config: SimulationConfig, language: str = "en") -> float:
    """Compile the model unless that was done before; tell on stderr when it takes time.

    Args:
        config: any configuration; two arms of it run for a month.
        language: of what is told, ``en`` or ``zh``.

    Returns:
        Seconds it took; 0.0 if nothing had to be compiled.
    """
    note, state = _note_file(), _state()
    with suppress(OSError):
        if note.read_text(encoding="utf-8") == state:
            return 0.0
    started = time.perf_counter()
    print(TOLD if language == "en" else TOLD_ZH, file=sys.stderr, flush=True)
    helper = beside(partial(compile_from_the_other_end, config)) if n_processors() > 1 else nullcontext()
    with helper, _nothing_collected():
        run_everything(config)
    with suppress(OSError):  # a cache that cannot be written compiles again next time
        note.write_text(state, encoding="utf-8")
    return time.perf_counter() - started


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """No search for garbage meanwhile: what a compiler makes is kept anyway."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def load(config: SimulationConfig) -> None:
    """Load what was compiled before into this process, by a short run of the place as it is."""
    from sim.model import CommunityModel

    CommunityModel(config, rng=0).run_for(1)


def run_everything(config: SimulationConfig) -> None:
    """Short runs that call every compiled function of the model."""
    from sim.model import CommunityModel

    for picks in ARMS:
        model = CommunityModel(with_picks(config, **picks), rng=0)
        model.run_for(DAYS)
        model.records.outcomes()


def compile_from_the_other_end(config: SimulationConfig) -> None:
    """Compile the answers to the calendar's events, the last one first, then what deciders need.

    A second process that meets the first halfway: that one builds a world, then compiles the answers from the first one
    on, and decides last. Whatever both compile is the same, so nothing depends on where they meet.

    Args:
        config: any configuration.
    """
    gc.disable()  # for the life of this process
    from sim import day
    from sim.model import CommunityModel
    from sim.world_type import world_type

    class StillModel(CommunityModel):
        """A street in which time passes and nothing happens."""

        def _catch_up(self, until: float) -> None:
            self.world.counts["now_hours"] = until

    happen: Any = day.happen
    for name in reversed(happen.py_func.__code__.co_names):
        answer = getattr(day, name, None)
        if isinstance(answer, Dispatcher):
            n_numbers = answer.py_func.__code__.co_argcount - 1
            answer.compile((world_type, *(numba.int64,) * n_numbers))
    for picks in ARMS:
        StillModel(with_picks(config, **picks), rng=0).run_for(DAYS)


def _note_file() -> Path:
    folder = Path(TreeLocator(_state, str(PACKAGE_FOLDER / "day.py")).get_cache_path())
    return folder / NOTE


def _state() -> str:
    """What compiled code depends on."""
    features = llvmlite.binding.get_host_cpu_features().flatten()
    processor = hashlib.sha256(f"{llvmlite.binding.get_host_cpu_name()} {features}".encode()).hexdigest()
    return f"{SOURCE_HASH} {numba.__version__} {sys.implementation.cache_tag} {processor}\n"
