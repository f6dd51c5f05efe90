"""From figures to a table on the screen, ``benchmarks/results.json`` and ``docs/benchmarks.md``."""

from __future__ import annotations

import json
import os
import platform
import re
from importlib.metadata import version
from typing import Any

from benchmarks.timing import ROOT

SCHEMA = 2
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = "![Seconds of a simulated year over the number of residents](images/benchmarks.en.png)"
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
    ("events in the calendar, per resident and year (L community)", "events.per_resident_year", ""),
    ("processor time of one event, the weekly choice apart (L community)", "events.ns_each", "ns"),
    ("compiled functions that a run loads", "n_compiled", ""),
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
    ("compiled time per resident at 1,000,000 against 12,000", 1.35, "kernel_growth", "x"),
    ("memory per resident at 1,000,000, beyond the records", 200.0, "million.bytes_per_resident", "bytes"),
    ("memory per resident of L community, beyond the records", 200.0, "l_community.bytes_per_resident", "bytes"),
    ("run_for(360) and headline outcomes, against run_for(360) alone", 1.25, "l_community.records_ratio", "x"),
    ("plain Mesa twin against the compiled core (at least), L community", 50.0, "l_community.twin_ratio", "x"),
    ("gewang --help", 0.3, "start.help_wall_s", "s"),
    ("first simulated day in a new process, compiled before", 2.0, "start.first_day_wall_s", "s"),
    ("first simulated day, everything compiled anew", 40.0, "start.cold_wall_s", "s"),
)
_EVENTS = (
    "a resident of L community stands for {events.per_resident_year} events a year of {events.ns_each} ns each; an "
    "event is ordered in a heap, touches a matter, an order, a worker and a resident in different tables, and asks "
    "several rules. The weekly choice takes {l_community.weekly_share%} % of the compiled year at L community and "
    "{million.weekly_share%} % at a million residents. The bare loop has one pass a day, three queues and one formula."
)
_DECIDERS = (
    "the compiled year's excess, and the deciders' months and Mesa's days in Python: run_for takes "
    "{l_community.run_s} s at L community and {eight.run_s} s with 8 copies, of which {l_community.kernel_s} s and "
    "{eight.kernel_s} s are compiled."
)
REASONS = {
    "l_community_one_need.kernel_ratio": _EVENTS,
    "eight_one_need.kernel_ratio": _EVENTS,
    "l_community_one_need.run_ratio": _DECIDERS,
    "eight_one_need.run_ratio": _DECIDERS,
    "kernel_growth": (
        "the state outgrows the processor's caches, so that a choice or an event waits for memory: the state of L "
        "community takes {l_community.state_bytes} bytes, that of a million residents {million.state_bytes}. The bare "
        "loop, whose state is smaller, grows {bare_growth} times."
    ),
    "start.first_day_wall_s": (
        "importing the libraries alone (Mesa imports pandas, scipy and networkx) takes {start.floor_wall_s} s; the "
        "rest is reading {n_compiled} compiled functions from disk, pydantic's checks and building the place."
    ),
    "start.cold_wall_s": (
        "every function is compiled on its own, most of the time in numba's own Python. `gewang` shares the work "
        "between two processes, this measurement does not."
    ),
}
AT_LEAST = ("l_community.twin_ratio",)
SIDE_BY_SIDE = (
    ("residents", "residents"),
    ("bare loop, s", "bare_s"),
    ("compiled, s", "kernel_s"),
    ("run_for, s", "run_s"),
    ("twin, s", "twin_s"),
    ("run_for against bare loop", "run_ratio"),
    ("twin against run_for", "twin_ratio"),
    ("with headline outcomes, against run_for", "records_ratio"),
    ("bytes per resident", "bytes_per_resident"),
)
SIZES = ("small", "l_community", "eight", "million")  # places of different size, else alike
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
    rows += _reasons(results)
    rows += ["", "## Side by side", "", PICTURE, "", _row("", *(title for title, _ in SIDE_BY_SIDE))]
    rows.append("|---" + "|---:" * len(SIDE_BY_SIDE) + "|")
    for key in SIZES:
        if key in results:
            rows.append(_row(PLACES[key], *(number(results[key].get(column)) for _, column in SIDE_BY_SIDE)))
    growth = [number(results["exponents"].get(column.removesuffix("_s"))) for _, column in SIDE_BY_SIDE[1:5]]
    rows.append(_row("growth exponent over residents", "", *growth, *[""] * (len(SIDE_BY_SIDE) - 5)))
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


def _reasons(results: Figures) -> list[str]:
    """Why budgets are missed: one line for each that is, from what was measured besides."""
    missed = [
        (name, key)
        for name, budget, key, _ in BUDGETS
        if key in REASONS and verdict(key, looked_up(results, key), budget).startswith("missed")
    ]
    reasons = {REASONS[key]: [other for other, of in missed if REASONS[of] == REASONS[key]] for _, key in missed}
    lines = [f"- {'; '.join(names)}: {_filled(reason, results)}" for reason, names in reasons.items()]
    return ["", "Why budgets are missed:", "", *lines] if lines else []


def _filled(reason: str, results: Figures) -> str:
    """A reason with its figures: ``{key}`` is a number, ``{key%}`` a share in per cent."""

    def found(match: re.Match[str]) -> str:
        value = looked_up(results, match[1])
        return number(None if value is None else 100.0 * value if match[2] else value)

    return re.sub(r"\{([\w.]+)(%?)\}", found, reason)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _method(found: Figures) -> str:
    libraries = ", ".join(f"{name} {found[name]}" for name in ("numba", "numpy", "mesa", "pandas"))
    sentences = (
        "What a simulated year costs, against a bare compiled event loop of the same shape that decides next to",
        "nothing and records nothing (`benchmarks/bare_loop.py`), with as many residents, workers (paid staff and",
        "unpaid grid leaders), buildings and needs. Both run in turns in one process; the least of several runs",
        "counts; the twin, the same model as plain Mesa objects (`tests/twin/`), runs once, where a year of it ends",
        "in a minute. Seconds inside a process are processor seconds; start-up is wall time unless it says otherwise.",
        "",
        "*Compiled* is the time in the event calendar (`sim.day.advance`); *run_for* also contains the deciders'",
        "months and Mesa. The burn-in (30 days; the preset street has its own) and compilation are outside. *One need*",
        "raises the frequency of all needs to one per resident and year, as in the loop that set the budgets.",
        "",
        f"Compare ratios: seconds are those of one {found['architecture']} machine with {found['cores']} cores, shared",
        f"with other work (load {found['load']} at the start), Python {found['python']}, {libraries}.",
    )
    return "\n".join(sentences)


def write(results: Figures) -> None:
    """Leave results and page where they belong."""
    RESULTS.write_text(json.dumps({"schema": SCHEMA, **results}, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")
