"""From figures to a table on the screen, ``benchmarks/results.json`` and ``docs/benchmarks.md``."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import Any

import os

from benchmarks.timing import ROOT

SCHEMA = 1
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
SCHEMA_LINE = f"<!-- schema {SCHEMA}; made by python -m benchmarks, do not edit -->"

type Figures = dict[str, Any]

# name, budget, key in the results, unit
BUDGETS = (
    ("compiled year of L community, one need per resident, against the bare loop", 10.0, "l_community_one_need.kernel_ratio", "x"),
    ("compiled year of 8 copies, one need per resident, against the bare loop", 10.0, "eight_one_need.kernel_ratio", "x"),
    ("run_for(360) of L community, one need per resident, against the bare loop", 13.0, "l_community_one_need.run_ratio", "x"),
    ("run_for(360) of 8 copies, one need per resident, against the bare loop", 13.0, "eight_one_need.run_ratio", "x"),
    ("compiled time per resident at 1,000,000 against 12,000", 1.35, "growth", "x"),
    ("memory per resident at 1,000,000, beyond the records", 200.0, "million.bytes_per_resident", "bytes"),
    ("memory per resident of L community, beyond the records", 200.0, "l_community.bytes_per_resident", "bytes"),
    ("run_for(360) and headline outcomes, against run_for(360) alone", 1.25, "l_community.records_ratio", "x"),
    ("plain Mesa twin against the compiled core (at least)", 50.0, "twin.ratio", "x"),
    ("gewang --help", 0.3, "start.help_wall_s", "s"),
    ("first simulated day in a new process, compiled before", 2.0, "start.first_day_wall_s", "s"),
    ("first simulated day, everything compiled anew", 40.0, "start.cold_wall_s", "s"),
)
AT_LEAST = ("twin.ratio",)
PLACES = {
    "small": "1,200 residents",
    "l_community": "L community",
    "l_community_one_need": "L community, one need per resident",
    "eight": "8 copies of L community",
    "eight_one_need": "8 copies, one need per resident",
    "street_of_eight": "preset street_of_eight",
    "million": "86 copies of L community",
}


def looked_up(results: Figures, key: str) -> float | None:
    """The figure under a dotted key, or None if it was not measured."""
    place: Any = results
    for part in key.split("."):
        if not isinstance(place, dict) or place.get(part) is None:
            return None
        place = place[part]
    return float(place)


def machine() -> Figures:
    """What the figures were measured on, in words that name no machine."""
    return {
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        **{"python": platform.python_version()},
        **{name: version(name) for name in ("numba", "numpy", "mesa", "pandas")},
    }


def number(value: float | None) -> str:
    """Three digits, or a dash."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def verdict(key: str, value: float | None, budget: float) -> str:
    """Whether a budget is met, and if not by how much it is missed."""
    if value is None:
        return "not measured"
    is_met = value >= budget if key in AT_LEAST else value <= budget
    return "met" if is_met else f"missed, {number(value / budget)} of the budget"


def page(results: Figures) -> str:
    """The results as a page of the documentation."""
    rows = [SCHEMA_LINE, "", "# Benchmarks", "", _method(results["machine"]), "", "## Budgets", ""]
    rows += ["| what | measured | budget | |", "|---|---:|---:|---|"]
    for name, budget, key, unit in BUDGETS:
        value = looked_up(results, key)
        rows.append(f"| {name} | {number(value)} {unit} | {number(budget)} {unit} | {verdict(key, value, budget)} |")
    rows += ["", "## A year of 360 days", "", "Ratios are to the bare loop with as many residents, workers, buildings and needs.", ""]
    rows += [
        "| place | residents | needs per resident and year | compiled, ratio | run_for, ratio | compiled, ns per resident-year | run_for, s | bytes per resident |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for key, name in PLACES.items():
        if key in results:
            figures = results[key]
            cells = [
                figures[column]
                for column in (
                    "residents", "needs_per_resident_year", "kernel_ratio", "run_ratio", "kernel_ns_per_resident_year",
                    "run_s", "bytes_per_resident",
                )
            ]  # fmt: skip
            rows.append(f"| {name} | " + " | ".join(number(cell) for cell in cells) + " |")
    rows += ["", "## Everything else", "", "| what | measured |", "|---|---:|"]
    rows += [f"| {name} | {text} |" for name, text in _others(results)]
    return "\n".join(rows) + "\n"


def _method(found: Figures) -> str:
    libraries = ", ".join(f"{name} {found[name]}" for name in ("numba", "numpy", "mesa", "pandas"))
    return (
        "What a simulated year costs, against a bare compiled event loop of the same shape that decides and records next to\n"
        "nothing (`benchmarks/bare_loop.py`). Both run in turns in one process; the least of several runs counts. Seconds\n"
        "inside a process are processor seconds; start-up is wall time unless it says otherwise. Compare ratios: seconds\n"
        f"are those of one {found['architecture']} machine with {found['cores']} cores shared with other work (load"
        f" {found['load']}),\nPython {found['python']}, {libraries}.\n"
        "*Compiled* is the time in the event calendar (`sim.day.advance`); *run_for* also contains the deciders' months and\n"
        "Mesa. Burn-in and compilation are outside. *One need per resident* raises the frequency of all needs to that of\n"
        "the loop for which the budgets were set."
    )


def _others(results: Figures) -> list[tuple[str, str]]:
    found: list[tuple[str, float | None, str]] = [
        ("all result tables as data frames as well, against run_for alone (L community)", looked_up(results, "l_community.all_tables_ratio"), "x"),
        ("memory of these tables (L community)", looked_up(results, "l_community.read_out_bytes"), "bytes"),
        ("memory of the whole state (L community)", looked_up(results, "l_community.state_bytes"), "bytes"),
        ("a new arm from the kept burn-in (L community)", looked_up(results, "l_community.arm_s"), "s"),
        ("building the world (L community)", looked_up(results, "building.build_s"), "s"),
        ("copying the state before its first year (L community)", looked_up(results, "building.copy_s"), "s"),
        ("the same place and 60 days as plain objects, twin", looked_up(results, "twin.twin_s"), "s"),
        ("the same, compiled core", looked_up(results, "twin.core_s"), "s"),
        ("importing Mesa, numba, pandas and Hydra and compiling one line: the floor of a start", looked_up(results, "start.floor_wall_s"), "s"),
        ("first simulated day, processor time", looked_up(results, "start.first_day_processor_s"), "s"),
        ("first simulated day, against that floor (processor time)", _start_ratio(results), "x"),
        ("everything compiled anew, processor time", looked_up(results, "start.cold_processor_s"), "s"),
    ]
    return [(name, f"{number(value)} {unit}") for name, value, unit in found if value is not None]


def _start_ratio(results: Figures) -> float | None:
    day, floor = looked_up(results, "start.first_day_processor_s"), looked_up(results, "start.floor_processor_s")
    return None if day is None or floor is None else day / floor


def write(results: Figures) -> None:
    """Leave results and page where they belong."""
    RESULTS.write_text(json.dumps({"schema": SCHEMA, **results}, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")
