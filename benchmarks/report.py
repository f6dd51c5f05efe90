"""From figures to a table on the screen, ``benchmarks/results.json`` and ``docs/benchmarks.md``."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from typing import Any

from benchmarks.timing import ROOT

SCHEMA = 1
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
SCHEMA_LINE = f"<!-- schema {SCHEMA}; made by python -m benchmarks, do not edit -->"

COLUMNS = (
    ("place", ""),
    ("residents", "residents"),
    ("needs per resident and year", "needs_per_resident_year"),
    ("compiled, ratio", "kernel_ratio"),
    ("run_for, ratio", "run_ratio"),
    ("compiled, ns per resident-year", "kernel_ns_per_resident_year"),
    ("run_for, s", "run_s"),
    ("bytes per resident", "bytes_per_resident"),
)
OTHERS = (
    ("all result tables as data frames too, against run_for alone (L community)", "l_community.all_tables_ratio", "x"),
    ("memory of these tables (L community)", "l_community.read_out_bytes", "bytes"),
    ("memory of the whole state (L community)", "l_community.state_bytes", "bytes"),
    ("a new arm from the kept burn-in (L community)", "l_community.arm_s", "s"),
    ("building the world (L community)", "building.build_s", "s"),
    ("copying the state before its first year (L community)", "building.copy_s", "s"),
    ("60 days of L community as plain objects, the twin", "twin.twin_s", "s"),
    ("the same, compiled core", "twin.core_s", "s"),
    ("importing Mesa, numba, pandas, Hydra, compiling one line: floor of a start", "start.floor_wall_s", "s"),
    ("the same, processor time", "start.floor_processor_s", "s"),
    ("first simulated day, compiled before, processor time", "start.first_day_processor_s", "s"),
    ("first simulated day, everything compiled anew, processor time", "start.cold_processor_s", "s"),
)

type Figures = dict[str, Any]

# name, budget, key in the results, unit
BUDGETS = (
    ("compiled year of L community against the bare loop, one need", 10.0, "l_community_one_need.kernel_ratio", "x"),
    ("compiled year of 8 copies against the bare loop, one need", 10.0, "eight_one_need.kernel_ratio", "x"),
    ("run_for(360) of L community against the bare loop, one need", 13.0, "l_community_one_need.run_ratio", "x"),
    ("run_for(360) of 8 copies against the bare loop, one need", 13.0, "eight_one_need.run_ratio", "x"),
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
        "python": platform.python_version(),
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
    rows += [_row("what", "measured", "budget", ""), "|---|---:|---:|---|"]
    for name, budget, key, unit in BUDGETS:
        value = looked_up(results, key)
        rows.append(_row(name, f"{number(value)} {unit}", f"{number(budget)} {unit}", verdict(key, value, budget)))
    rows += ["", "## A year of 360 days", "", _row(*(title for title, _ in COLUMNS)), "|---" + "|---:" * 7 + "|"]
    for key, name in PLACES.items():
        if key in results:
            rows.append(_row(name, *(number(results[key][column]) for _, column in COLUMNS[1:])))
    rows += ["", "## Everything else", "", _row("what", "measured"), "|---|---:|"]
    for name, key, unit in OTHERS:
        value = looked_up(results, key)
        if value is not None:
            rows.append(_row(name, f"{number(value)} {unit}"))
    return "\n".join(rows) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _method(found: Figures) -> str:
    libraries = ", ".join(f"{name} {found[name]}" for name in ("numba", "numpy", "mesa", "pandas"))
    sentences = (
        "What a simulated year costs, against a bare compiled event loop of the same shape that decides next to",
        "nothing and records nothing (`benchmarks/bare_loop.py`), with as many residents, workers (paid staff and",
        "unpaid grid leaders), buildings and needs. Both run in turns in one process; the least of several runs",
        "counts. Seconds inside a process are processor seconds; start-up is wall time unless it says otherwise.",
        "",
        "*Compiled* is the time in the event calendar (`sim.day.advance`); *run_for* also contains the deciders'",
        "months and Mesa. Burn-in and compilation are outside. *One need* raises the frequency of all needs to one per",
        "resident and year, as in the loop for which the budgets were set.",
        "",
        f"Compare ratios: seconds are those of one {found['architecture']} machine with {found['cores']} cores, shared",
        f"with other work (load {found['load']} at the start), Python {found['python']}, {libraries}.",
    )
    return "\n".join(sentences)


def write(results: Figures) -> None:
    """Leave results and page where they belong."""
    RESULTS.write_text(json.dumps({"schema": SCHEMA, **results}, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")
