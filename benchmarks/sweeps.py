"""``python -m benchmarks.sweeps [quick] [STEP...]``: what a sweep costs beyond the model, and how far it scales.

``quick`` makes few of the runs and writes nothing. Else ``benchmarks/sweeps.json``, ``docs/benchmarks_sweeps.md`` and
its picture are written after every step, so that what was stopped is finished by naming the steps that are missing:
overhead, small, large. Without a name all are measured.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import psutil

from analysis.style import BLUE, FAINT, VERMILION, house_style, save
from benchmarks.picture import FOLDER, LANGUAGES
from benchmarks.places import l_communities, small_street
from benchmarks.timing import ROOT
from experiments.designs import COLUMNS, Design
from experiments.engine import n_processors
from experiments.many import Runs
from experiments.run import Arm, Row, Tables, played, run_id, runs_row
from experiments.settings import SweepSettings
from experiments.sweep import carried_out, runs_of
from sim.configuration import SimulationConfig

RESULTS = ROOT / "benchmarks" / "sweeps.json"
PAGE = ROOT / "docs" / "benchmarks_sweeps.md"
HEADER = (
    "| place | runs | wall, s | runs/s | model alone, ms | whole sweep, ms per run | of it the parent, ms | "
    "parent early, MB | parent late, MB | bytes per run |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)
SMALL_DAYS, LARGE_DAYS = 30, 180
MODEL_RUNS = 60  # that are timed without a sweep around them
N_MOMENTS = 100  # of which the parent's memory is kept
MEGABYTE = 1e6
PICTURE_WORDS = {
    "title": ("Memory of the parent process during a sweep", "批量模拟期间主进程的内存"),
    "time": ("share of the sweep's time, %", "批量模拟所用时间的百分比"),
    "memory": ("resident memory, MB", "常驻内存（MB）"),
    "small": ("{runs:,} runs of 1,200 residents", "1,200名居民，{runs:,}次模拟"),
    "large": ("{runs:,} runs of L community", "L社区，{runs:,}次模拟"),
}


@dataclass(frozen=True, slots=True)
class EmptyRuns(Runs):
    """A sweep of which only the model is left out: configurations, names, rows, files and processes are real."""

    real: Any

    def arm_of(self, number: int) -> Arm:
        return self.real.arm_of(number)

    def seed_of(self, number: int) -> int:
        return self.real.seed_of(number)

    def marked(self, runs: Any, numbers: Any) -> Any:
        return self.real.marked(runs, numbers)

    def play(self, arm: Arm, seed: int, name: str | None) -> tuple[Row, Tables]:
        outcomes = dict.fromkeys(COLUMNS, float(seed))
        return runs_row(arm, seed, outcomes, name=name or run_id(arm.config, arm.days, seed)), {}


def design_of(config: SimulationConfig, days: int, replications: int, n_bonuses: int = 5) -> Design:
    """Twenty policies for each bonus, the same at every seed."""
    factors: dict[str, tuple[Any, ...]] = {
        "governance": ("grid", "network"),
        "assessment": ("none", "pass_fail"),
        "governance.platform_hours_per_week": (0.0, 1.0, 2.0, 3.0, 4.0),
        "assessment.community.bonus": tuple(80.0 * place / n_bonuses for place in range(n_bonuses)),
    }
    points = tuple(dict(zip(factors, values, strict=True)) for values in product(*factors.values()))
    return Design("benchmark", points, config, days, replications, 0, ("workload_hours_week",), {"days": days})


def in_a_process(design: Design, folder: str, is_empty: bool) -> None:
    """One whole command, as ``gewang sweep`` carries it out."""
    import experiments.sweep

    if is_empty:
        experiments.sweep.runs_of = _empty
    with (Path(folder) / "log").open("w") as log, redirect_stdout(log), redirect_stderr(log):
        carried_out(SweepSettings(out=f"{folder}/study", study=design.name), design)
    times = os.times()
    used = {"parent": times.user + times.system, "workers": times.children_user + times.children_system}
    (Path(folder) / "used.json").write_text(json.dumps(used))


def _empty(design: Design, settings: SweepSettings) -> Runs:
    real = runs_of(design, settings)
    return EmptyRuns(real.records, real.size, real)


def swept(design: Design, is_empty: bool = False) -> dict[str, Any]:
    """Wall and processor seconds of a sweep, and the memory of its parent over time."""
    with tempfile.TemporaryDirectory() as folder:
        process = multiprocessing.get_context("spawn").Process(target=in_a_process, args=(design, folder, is_empty))
        started = time.perf_counter()
        process.start()
        memory: list[float] = []
        watch = threading.Thread(target=_watch, args=(process.pid, memory), daemon=True)
        watch.start()
        process.join()
        wall = time.perf_counter() - started
        watch.join()
        told = json.loads((Path(folder) / "study" / "provenance.json").read_text())["sessions"][0]
        used = json.loads((Path(folder) / "used.json").read_text())
        stored = sum(file.stat().st_size for file in (Path(folder) / "study").rglob("*.parquet"))
    every = max(len(memory) // N_MOMENTS, 1)
    quarter = max(len(memory) // 4, 1)
    return {
        "runs": told["runs"],
        "failed": told["failed"],
        "wall_s": wall,
        "parent_s": used["parent"],
        "workers_s": used["workers"],
        "runs_per_s": told["runs"] / told["wall_seconds"],
        "bytes_per_run": stored / told["runs"],
        "memory_early": statistics.median(memory[quarter : 2 * quarter] or memory),
        "memory_late": statistics.median(memory[-quarter:]),
        "memory": [round(megabytes, 1) for megabytes in memory[::every]],
    }


def _watch(process: int | None, memory: list[float]) -> None:
    """Resident memory, ten times a second, while the process lives."""
    try:
        watched = psutil.Process(process)
        while watched.is_running() and watched.status() != psutil.STATUS_ZOMBIE:
            memory.append(watched.memory_info().rss / MEGABYTE)
            time.sleep(0.1)
    except psutil.NoSuchProcess:
        return


def model_alone(design: Design, n_runs: int) -> float:
    """Processor seconds per run of the model and its outcomes, in the order of the sweep."""
    work = runs_of(design, SweepSettings(study=design.name))
    arms = [(work.arm_of(number), work.seed_of(number)) for number in range(n_runs)]
    played(*arms[0], "runs", name="-")
    started = time.process_time()
    for arm, seed in arms[1:]:
        played(arm, seed, "runs", name="-")
    return (time.process_time() - started) / (n_runs - 1)


def overhead(config: SimulationConfig, n_runs: int) -> dict[str, float]:
    """Processor seconds per run beyond the model: large empty sweeps less a small one, which leaves starting out."""
    few, again, new = (
        swept(design, is_empty=True)
        for design in (
            design_of(config, SMALL_DAYS, 1),
            design_of(config, SMALL_DAYS, n_runs // 100),
            design_of(config, SMALL_DAYS, 1, n_bonuses=n_runs // 20),
        )
    )
    seconds = {name: found["parent_s"] + found["workers_s"] for name, found in (("again", again), ("new", new))}
    start = few["parent_s"] + few["workers_s"]
    return {name: (used - start) / (n_runs - few["runs"]) for name, used in seconds.items()}


def steps_of(n_small: int, n_large: int) -> dict[str, Callable[[], Any]]:
    """What is measured; numbers are of runs."""
    street = small_street()
    small = design_of(street, SMALL_DAYS, n_small // 100)
    large = design_of(l_communities(1), LARGE_DAYS, n_large // 100)
    return {
        "overhead": lambda: overhead(street, n_small),
        "small": lambda: {"model_s": model_alone(small, MODEL_RUNS), **swept(small)},
        "large": lambda: {"model_s": model_alone(large, MODEL_RUNS), **swept(large)},
    }


def page(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    rows = ""
    places = (
        ("small", f"1,200 residents, {SMALL_DAYS} days"),
        ("large", f"L community (12,000 residents), {LARGE_DAYS} days"),
    )
    for name, place in places:
        found = results[name]
        rows += (
            f"| {place} | {found['runs']:,} | {found['wall_s']:,.0f} | {found['runs_per_s']:.1f} | "
            f"{1e3 * found['model_s']:.1f} | {1e3 * (found['parent_s'] + found['workers_s']) / found['runs']:.1f} | "
            f"{1e3 * found['parent_s'] / found['runs']:.2f} | {found['memory_early']:.0f} | "
            f"{found['memory_late']:.0f} | {found['bytes_per_run']:,.0f} |\n"
        )
    again, new = (1e3 * results["overhead"][name] for name in ("again", "new"))
    verdict = "met" if max(again, new) <= 1.0 else "missed"
    loads = ", ".join(f"{found['load']:.1f} ({name})" for name, found in results.items())
    return f"""<!-- made by python -m benchmarks.sweeps, do not edit -->

# Benchmarks of sweeps

`gewang sweep` of a hundred policies with paired seeds, one command each, on {n_processors()} processors. Load of the
machine when each step began: {loads}. Where it is above 0.5 the machine was shared with other work: wall times are
then long, and processor times somewhat, but those are of the sweep alone.

{HEADER}{rows}
*Model alone*: processor time of a run with its outcomes, in one process and in the same order. *Whole sweep*: processor
time of parent and workers, starting included. *Parent early* and *late*: its resident memory in the second and in the
last quarter of the time.

![Memory of the parent process over the time of each sweep](images/benchmarks_sweeps.en.png)

Beyond the model a run costs **{new:.2f} ms** of processor time at a point of the design that is met for the first time,
and {again:.2f} ms at one that was run with another seed before (budget 1 ms: {verdict}). Measured by sweeps of the
small place in which only the model is left out: the point's configuration, the run's name and row, encoding, pipes,
files and merging are real.
"""


def draw(results: dict[str, Any]) -> None:
    """The parent's memory over time, in both languages."""
    from matplotlib.figure import Figure

    for at, language in enumerate(LANGUAGES):
        with house_style():
            figure = Figure(figsize=(6.4, 3.0))
            axes = figure.add_axes((0.10, 0.17, 0.86, 0.68))
            figure.text(0.02, 0.96, PICTURE_WORDS["title"][at], va="top", fontsize=11, fontweight="bold")
            for name, colour, line in (("small", BLUE, "-"), ("large", VERMILION, "--")):
                memory = results[name]["memory"]
                shares = [100.0 * (moment + 0.5) / len(memory) for moment in range(len(memory))]
                label = PICTURE_WORDS[name][at].format(runs=results[name]["runs"])
                axes.plot(shares, memory, color=colour, linestyle=line, linewidth=1.6, label=label)
            axes.set(xlabel=PICTURE_WORDS["time"][at], ylabel=PICTURE_WORDS["memory"][at], xlim=(0.0, 100.0))
            axes.set_ylim(bottom=0.0)
            axes.grid(axis="y", color=FAINT, linewidth=0.4)
            axes.legend(loc="lower right", frameon=False, fontsize=8.5)
        save(figure, FOLDER / f"benchmarks_sweeps.{language}", ("png",))


def main(words: list[str]) -> None:
    """Measure and report."""
    is_quick = "quick" in words
    steps = steps_of(200, 100) if is_quick else steps_of(10_000, 1_000)
    asked = [word for word in words if word != "quick"] or list(steps)
    is_known = RESULTS.is_file() and not is_quick and len(asked) < len(steps)
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if is_known else {}
    for name in asked:
        load = os.getloadavg()[0]
        results[name] = {"load": load, **steps[name]()}
        print(f"{name}: {results[name]}", file=sys.stderr, flush=True)
        if not is_quick:
            RESULTS.write_text(json.dumps(results) + "\n", encoding="utf-8")
    if results.keys() >= steps.keys():
        print(page(results))
        if not is_quick:
            PAGE.write_text(page(results), encoding="utf-8")
            draw(results)


if __name__ == "__main__":
    main(sys.argv[1:])
