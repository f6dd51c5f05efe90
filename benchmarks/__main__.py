"""``python -m benchmarks [quick]``: measure, print, and write the page and its picture.

Written are ``benchmarks/results.json``, ``docs/benchmarks.md`` and ``docs/images/benchmarks.*.png``. ``quick`` measures
small places only, compiles nothing anew and writes nothing.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import measures, report
from benchmarks.picture import draw
from benchmarks.places import l_communities, small_street
from sim import load_scenario
from sim.configuration import SimulationConfig
from sim.scenario import with_values

COPIES_OF_A_MILLION = 86
BURN_IN_DAYS = 30


def small(results: dict[str, Any]) -> None:
    """A small community, L community as it is and with one need per resident."""
    results["small"] = measures.year(small_street(), 9)
    results["n_compiled"] = measures.n_compiled()
    expected = _twin_seconds(results["small"], 10.0)
    results["l_community"] = measures.year(_copies(1), 9, read_tables=True, twin_seconds=expected)
    results["l_community_one_need"] = measures.year_with_one_need(partial(_copies, 1), results["l_community"], 9)
    results["building"] = measures.building(_copies(1), 7)
    results["events"] = measures.events(_copies(1), results["l_community"])
    measures.forget_burn_ins()


def large(results: dict[str, Any]) -> None:
    """Eight copies, the preset street, and a million residents."""
    results["eight"] = measures.year(_copies(8), 4, twin_seconds=_twin_seconds(results["l_community"], 8.0))
    measures.forget_burn_ins()
    results["eight_one_need"] = measures.year_with_one_need(partial(_copies, 8), results["eight"], 4)
    measures.forget_burn_ins()
    street = with_values(load_scenario("street_of_eight"), {"focus": None})
    results["street_of_eight"] = measures.year(street, 4, twin_seconds=math.inf)
    measures.forget_burn_ins()
    results["million"] = measures.year(_copies(COPIES_OF_A_MILLION), 2, twin_seconds=math.inf)
    measures.forget_burn_ins()
    # the small place once more, next to the large one in time, because the machine's pace changes over minutes
    near = measures.year(_copies(1), 5, twin_seconds=math.inf)
    for engine in ("kernel", "bare"):
        per_resident = f"{engine}_ns_per_resident_year"
        results[f"{engine}_growth"] = results["million"][per_resident] / near[per_resident]


def _copies(n: int, needs_factor: float = 1.0) -> SimulationConfig:
    return l_communities(n, BURN_IN_DAYS, needs_factor)


def _twin_seconds(smaller: dict[str, Any], times: float) -> float:
    """How long the twin will take in a place so many times as large."""
    return float(smaller.get("twin_s", math.inf)) * times


def main(words: list[str]) -> None:
    """Measure and report."""
    is_quick = "quick" in words
    results: dict[str, Any] = {"machine": report.machine()}
    parts: dict[str, Callable[[dict[str, Any]], None]] = {"L community": small}
    if not is_quick:
        parts["larger places"] = large
    parts["start-up"] = partial(start, is_quick=is_quick)
    for name, part in parts.items():
        print(f"measuring: {name}", file=sys.stderr)
        part(results)
        results["exponents"] = measures.exponents([results[place] for place in report.SIZES if place in results])
        if not is_quick:  # after each part, so that an interruption loses little
            report.write(results)
            draw(results, report.SIZES)
    print(report.page(results))


def start(results: dict[str, Any], is_quick: bool) -> None:
    """New processes."""
    results["start"] = measures.start_up(2 if is_quick else 5, is_cold_measured=not is_quick)


if __name__ == "__main__":
    main(sys.argv[1:])
