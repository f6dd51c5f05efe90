"""``python -m benchmarks [quick]``: measure, print, and write ``benchmarks/results.json`` and ``docs/benchmarks.md``.

``quick`` measures small places only, compiles nothing anew and writes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import measures, report
from benchmarks.places import l_communities, small_street
from sim import load_scenario
from sim.scenario import with_values

COPIES_OF_A_MILLION = 86


def small(results: dict[str, Any]) -> None:
    """A small community, L community as it is and with one need per resident."""
    results["small"] = measures.year(small_street(), 9)
    results["l_community"] = measures.year(l_communities(1), 9, read_records=True)
    one_need = partial(_with_factor, 1, 30)
    results["l_community_one_need"] = measures.year_with_one_need(one_need, results["l_community"], 9)
    results["building"] = measures.building(l_communities(1), 7)
    measures.forget_burn_ins()


def large(results: dict[str, Any]) -> None:
    """Eight copies, the preset street, and a million residents."""
    results["eight"] = measures.year(l_communities(8), 5)
    measures.forget_burn_ins()
    results["eight_one_need"] = measures.year_with_one_need(partial(_with_factor, 8, 30), results["eight"], 5)
    measures.forget_burn_ins()
    street = with_values(load_scenario("street_of_eight"), {"focus": None})
    results["street_of_eight"] = measures.year(street, 5)
    measures.forget_burn_ins()
    results["million"] = measures.year(l_communities(COPIES_OF_A_MILLION, burn_in_days=30), 2)
    measures.forget_burn_ins()
    # the small place once more, next to the large one in time, because the machine's pace changes over minutes
    near = measures.year(l_communities(1), 5)
    results["growth"] = results["million"]["kernel_ns_per_resident_year"] / near["kernel_ns_per_resident_year"]


def _with_factor(n: int, burn_in_days: int, factor: float) -> Any:
    return l_communities(n, burn_in_days, factor)


def main(words: list[str]) -> None:
    """Measure and report."""
    is_quick = "quick" in words
    results: dict[str, Any] = {"machine": report.machine()}
    parts: dict[str, Callable[[dict[str, Any]], None]] = {"L community": small}
    if not is_quick:
        parts["larger places"] = large
    parts["start-up"] = partial(start, is_quick=is_quick)
    parts["twin"] = twin
    for name, part in parts.items():
        print(f"measuring: {name}", file=sys.stderr)
        part(results)
        if not is_quick:
            report.write(results)  # after each part, so that an interruption loses little
    print(report.page(results))


def start(results: dict[str, Any], is_quick: bool) -> None:
    """New processes."""
    results["start"] = measures.start_up(2 if is_quick else 5, is_cold_measured=not is_quick)


def twin(results: dict[str, Any]) -> None:
    """The core against plain objects."""
    results["twin"] = measures.twin(2)


if __name__ == "__main__":
    main(sys.argv[1:])
