"""What is measured: years, growth, memory, records, start-up, and the twin."""

from __future__ import annotations

import importlib.util
import math
import tempfile
from typing import Any

from benchmarks import bare_loop
from benchmarks.places import Shape, l_communities, shape_of
from benchmarks.timing import KernelWatch, least_in_turns, new_process, seconds
from sim import CommunityModel
from sim.columns import TABLES
from sim.configuration import SimulationConfig
from sim.model import _BURN_INS
from sim.world import World, build_world

DAYS = 360
SEED = 7
RECORD_TABLES = ("matters", "orders", "community_days", "community_weeks")  # of the state; they are the records
READ_OUT = tuple(name for name in TABLES if name != "runs")

type Figures = dict[str, Any]

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


def year(config: SimulationConfig, rounds: int, days: int = DAYS, read_records: bool = False) -> Figures:
    """A year after the burn-in, in turns with the bare loop of the same shape.

    Args:
        config: the place and its policy.
        rounds: how often; the least counts.
        days: days, whole months.
        read_records: also time reading out all outcomes and tables.

    Returns:
        Shape, seconds of bare loop, kernel and run, their ratios, memory, and time of making the model.
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
    if read_records:
        frames = [getattr(first.records, name) for name in READ_OUT]
        figures["read_out_bytes"] = int(sum(frame.memory_usage(deep=True).sum() for frame in frames))
    least = least_in_turns(
        rounds,
        {"bare": lambda: bare(shape, days), "run": lambda: _timed_run(config, days, read_records)},
    )
    resident_years = shape.residents * days / 365.0
    figures |= {f"{name}_s": value for name, value in least.items()}
    figures["kernel_ratio"] = least["kernel"] / least["bare"]
    figures["run_ratio"] = least["run"] / least["bare"]
    figures["kernel_ns_per_resident_year"] = 1e9 * least["kernel"] / resident_years
    figures["run_ns_per_resident_year"] = 1e9 * least["run"] / resident_years
    figures["bare_ns_per_resident_year"] = 1e9 * least["bare"] / resident_years
    if read_records:
        figures["records_ratio"] = (least["run"] + least["outcomes"]) / least["run"]
        figures["all_tables_ratio"] = (least["run"] + least["outcomes"] + least["tables"]) / least["run"]
    return figures


def _timed_run(config: SimulationConfig, days: int, read_records: bool) -> dict[str, float]:
    found: dict[str, float] = {}
    made: list[CommunityModel] = []
    found["arm"] = seconds(lambda: made.append(CommunityModel(config, rng=SEED)))
    model = made[0]
    with KernelWatch() as kernel:
        found["run"] = seconds(lambda: model.run_for(days))
    found["kernel"] = kernel.seconds
    if read_records:
        found["outcomes"] = seconds(model.records.outcomes)
        found["tables"] = seconds(lambda: [getattr(model.records, name) for name in READ_OUT])
    return found


def year_with_one_need(config_of: Any, as_it_is: Figures, rounds: int) -> Figures:
    """The same place with needs made as frequent as one per resident and year.

    Args:
        config_of: makes the configuration from a factor on all rates of needs.
        as_it_is: figures of the place with the preset's rates.
        rounds: how often.
    """
    return year(config_of(1.0 / as_it_is["needs_per_resident_year"]), rounds)


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


def twin(rounds: int, days: int = 60) -> Figures | None:
    """The same place as plain objects (``tests/twin``) and compiled; None where the tests are not at hand."""
    if importlib.util.find_spec("tests") is None or importlib.util.find_spec("tests.twin.model") is None:
        return None
    from tests.twin.model import TwinModel

    config = l_communities(1, burn_in_days=30)
    least = {"twin": math.inf, "core": math.inf}
    for _ in range(rounds):
        for name, kind in (("twin", TwinModel), ("core", CommunityModel)):
            model = kind(config, rng=SEED)
            least[name] = min(least[name], seconds(lambda model=model: model.run_for(days)))
    return {"days": days, "twin_s": least["twin"], "core_s": least["core"], "ratio": least["twin"] / least["core"]}
