"""What is measured: years, growth, memory, records, start-up, and the twin."""

from __future__ import annotations

import importlib.util
import math
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from statistics import linear_regression
from typing import Any

from numba.core.dispatcher import Dispatcher

from benchmarks import bare_loop
from benchmarks.places import Shape, shape_of
from benchmarks.timing import KernelWatch, least_in_turns, new_process, once, seconds
from sim import CommunityModel
from sim.columns import TABLES
from sim.configuration import SimulationConfig
from sim.model import _BURN_INS
from sim.world import World, build_world

DAYS = 360
SEED = 7
RECORD_TABLES = ("matters", "orders", "community_days", "community_weeks")  # of the state; they are the records
READ_OUT = tuple(name for name in TABLES if name != "runs")

ENGINES = ("bare", "kernel", "run", "twin")
TWIN_AT_MOST_S = 60.0

type Figures = dict[str, Any]
type Job = Callable[[], Mapping[str, float] | None]

HELP = "from experiments.cli import main; main(['--help'])"
FLOOR = "import mesa, numba, pandas, hydra; numba.njit(lambda x: x + 1)(1)"
FIRST_DAY = (
    "from sim import CommunityModel, load_scenario; from sim.scenario import with_values;"
    "CommunityModel(with_values(load_scenario('l_community'), {'time.burn_in_days': 30})).run_for(1)"
)


def bytes_beyond_records(world: World) -> int:
    """Memory of the state, without the tables that are the records."""
    return world.n_bytes() - sum(getattr(world, name).nbytes for name in RECORD_TABLES)


def bare(shape: Shape, days: int = DAYS) -> None:
    """The bare loop in the shape of a place."""
    bare_loop.run(shape.residents, shape.workers, shape.buildings, days, shape.needs_per_year)


def year(
    config: SimulationConfig,
    rounds: int,
    days: int = DAYS,
    read_tables: bool = False,
    twin_seconds: float = 0.0,
) -> Figures:
    """A year after the burn-in, in turns with the bare loop of the same shape, and with the twin if there is time.

    Args:
        config: the place and its policy.
        rounds: how often; the least counts.
        days: days, whole months.
        read_tables: also time reading out all tables as data frames.
        twin_seconds: how long a year of the twin will take; 0: unknown. Beyond :data:`TWIN_AT_MOST_S` it is left out.

    Returns:
        Shape, seconds of bare loop, kernel, run, headline outcomes and twin, their ratios, memory, and time of making
        the model.
    """
    first = CommunityModel(config, rng=SEED)
    first.run_for(days)
    shape = shape_of(first)
    figures: Figures = {
        "residents": shape.residents,
        "communities": len(first.world.communities),
        "workers": shape.workers,
        "paid_workers": int(first.world.workers["is_paid"].sum()),
        "needs_per_resident_year": shape.needs_per_year,
        "bytes_per_resident": bytes_beyond_records(first.world) / shape.residents,
        "state_bytes": first.world.n_bytes(),
    }
    if read_tables:
        frames = [getattr(first.records, name) for name in READ_OUT]
        figures["read_out_bytes"] = int(sum(frame.memory_usage(deep=True).sum() for frame in frames))
    jobs: dict[str, Job] = {
        "bare": lambda: bare(shape, days),
        "run": lambda: _timed_run(config, days, read_tables),
    }
    if twin_seconds <= TWIN_AT_MOST_S and has_twin():
        jobs["twin"] = once(lambda: _timed_twin(config, days))
    least = least_in_turns(rounds, jobs)
    resident_years = shape.residents * days / 365.0
    figures |= {f"{name}_s": value for name, value in least.items()}
    figures["kernel_ratio"] = least["kernel"] / least["bare"]
    figures["run_ratio"] = least["run"] / least["bare"]
    figures["kernel_ns_per_resident_year"] = 1e9 * least["kernel"] / resident_years
    figures["run_ns_per_resident_year"] = 1e9 * least["run"] / resident_years
    figures["bare_ns_per_resident_year"] = 1e9 * least["bare"] / resident_years
    figures["weekly_share"] = least["weekly"] / least["kernel"]
    figures["records_ratio"] = (least["run"] + least["outcomes"]) / least["run"]
    if "twin" in least:
        figures["twin_ratio"] = least["twin"] / least["run"]
    if read_tables:
        figures["all_tables_ratio"] = (least["run"] + least["outcomes"] + least["tables"]) / least["run"]
    return figures


def _timed_run(config: SimulationConfig, days: int, read_tables: bool) -> dict[str, float]:
    found: dict[str, float] = {}
    made: list[CommunityModel] = []
    found["arm"] = seconds(lambda: made.append(CommunityModel(config, rng=SEED)))
    model = made[0]
    with KernelWatch() as kernel:
        found["run"] = seconds(lambda: model.run_for(days))
    found["kernel"], found["weekly"] = kernel.seconds, kernel.weekly_seconds
    found["outcomes"] = seconds(model.records.outcomes)
    if read_tables:
        found["tables"] = seconds(lambda: [getattr(model.records, name) for name in READ_OUT])
    return found


def year_with_one_need(config_of: Any, as_it_is: Figures, rounds: int) -> Figures:
    """The same place with needs made as frequent as one per resident and year.

    Args:
        config_of: makes the configuration from a factor on all rates of needs.
        as_it_is: figures of the place with the preset's rates.
        rounds: how often.
    """
    return year(config_of(1.0 / as_it_is["needs_per_resident_year"]), rounds, twin_seconds=math.inf)


def forget_burn_ins() -> None:
    """Give the memory of kept burn-ins back before the next place."""
    _BURN_INS.clear()


def building(config: SimulationConfig, rounds: int) -> Figures:
    """Making the world of a place from its configuration, and copying it for another arm."""
    world = build_world(config, SEED)
    least = least_in_turns(
        rounds, {"build": lambda: _nothing(build_world(config, SEED)), "copy": lambda: _nothing(world.copy())}
    )
    return {"build_s": least["build"], "copy_s": least["copy"], "copied_bytes": world.n_bytes()}


def _nothing(_: object) -> None:
    """Drop a result, so that the stopwatch is used."""


def start_up(rounds: int, is_cold_measured: bool) -> Figures:
    """Help, a first day in a new process with a full cache, its floor, and compiling everything.

    Args:
        rounds: how often the quick ones are repeated.
        is_cold_measured: whether to compile everything once in an empty cache (a minute or two).
    """
    new_process(FIRST_DAY)  # fill the cache
    figures: Figures = {}
    for name, code in (("help", HELP), ("floor", FLOOR), ("first_day", FIRST_DAY)):
        runs = [new_process(code) for _ in range(rounds)]
        figures[f"{name}_wall_s"] = min(wall for wall, _ in runs)
        figures[f"{name}_processor_s"] = min(processor for _, processor in runs)
    if is_cold_measured:
        with tempfile.TemporaryDirectory() as folder:
            figures["cold_wall_s"], figures["cold_processor_s"] = new_process(FIRST_DAY, folder)
    return figures


def has_twin() -> bool:
    """Whether the tests are at hand, to which the twin belongs."""
    return importlib.util.find_spec("tests") is not None and importlib.util.find_spec("tests.twin") is not None


def _timed_twin(config: SimulationConfig, days: int) -> dict[str, float]:
    """The same place as plain Mesa objects and loops."""
    from tests.twin.model import TwinModel

    model = TwinModel(config, rng=SEED)
    return {"twin": seconds(lambda: model.run_for(days))}


def events(config: SimulationConfig, figures: Figures) -> Figures:
    """How many events the calendar of a place answers, which has been timed, and how long one takes.

    Args:
        config: the place.
        figures: what :func:`year` found of it.
    """
    if not has_twin():
        return {}
    from tests.twin.compare import events_of_core

    n_events = sum(event[0] >= 0.0 for event in events_of_core(config, SEED, DAYS))
    return {
        "per_resident_year": n_events / figures["residents"] * 365.0 / DAYS,
        "ns_each": 1e9 * figures["kernel_s"] * (1.0 - figures["weekly_share"]) / n_events,
    }


def n_compiled() -> int:
    """How many functions of the model have been compiled or loaded in this process."""
    modules = [module for name, module in sys.modules.items() if name.startswith("sim.")]
    found = {id(f) for module in modules for f in vars(module).values() if isinstance(f, Dispatcher) and f.signatures}
    return len(found)


def exponents(places: Sequence[Figures]) -> Figures:
    """Growth of the time of a year with the residents: slope of log seconds over log residents, least squares.

    Args:
        places: what :func:`year` found of places of different size.

    Returns:
        Exponent of each of :data:`ENGINES`; 1 is proportional. None for an engine that ran in fewer than two places.
    """
    found: Figures = {}
    for engine in ENGINES:
        timed = [place for place in places if f"{engine}_s" in place]
        sizes, times = ([math.log(place[key]) for place in timed] for key in ("residents", f"{engine}_s"))
        found[engine] = linear_regression(sizes, times).slope if len(timed) > 1 else None
    return found
