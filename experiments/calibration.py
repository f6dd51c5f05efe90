"""Calibration of the defaults: ``python -m experiments.calibration out=DIR [processes=N]``, made once.

``python -m experiments.calibration levels out=DIR`` only measures again, when a rule was mended since, which levels the
fitted values give.

Screens the candidates of ``configs/calibration/search.yaml`` one at a time, fits those to which the targets answer most
(CMA-ES, every candidate with the same seeds), takes back moves that gain next to nothing, looks at the result on seeds
that the fit did not see, and draws the loss over pairs of which only the product can be known.

Every evaluation is stored when it is made, and the search is seeded; so the same command continues where it stopped by
going the same way again, in no time as far as it is stored. What the defaults in ``sim/`` become is then a person's
edit; the page ``docs/calibration.md`` is made from what is stored, and a test holds both together.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from experiments.calibration_design import (
    Search,
    arms_of,
    load_search,
    load_targets,
    rounded,
    starting_values,
    value_at,
)
from experiments.compare import folder_of
from experiments.draws import Values
from experiments.engine import CONTEXT, n_processors
from experiments.provenance import FILE, provenance_of, study_of
from experiments.run import Arm
from experiments.settings import ManySettings, read_settings
from experiments.store import StoreError, as_json, only_writer, read_provenance, refuse_folder, write_files
from sim.errors import ConfigurationError
from sim.scenario import load_scenario

EVALUATIONS = "evaluations.jsonl"
SCREENING, FITTED, LEVELS, RIDGES, COURSE = "screening.csv", "fitted.csv", "levels.csv", "ridges.csv", "course.csv"
ONLY_LEVELS = "levels"
HELD_OUT_DAYS = 360  # the length of the main job
RIDGE_POINTS = 5  # along each side of a product

type Levels = dict[str, float]


def levels_of_seed(search: Search, job: tuple[Values, int, int | None]) -> Levels:
    """What a worker does: both runs of one seed at given values, and the levels that are read off them."""
    from analysis.calibration import levels_of

    values, seed, days = job
    normal, troubled = arms_of(search, values, days)
    residents = sum(community.residents for community in normal.config.street.communities)
    tables, outcomes = _run(normal, seed)
    levels = levels_of(tables, outcomes, normal.days, residents)
    return levels | {"workload_hours_week_emergency": _run(troubled, seed)[1]["workload_hours_week_emergency"]}


def _run(arm: Arm, seed: int) -> tuple[dict[str, Any], Levels]:
    from experiments.store import LEVELS as TABLES
    from sim.model import CommunityModel
    from sim.outcomes import run_outcomes

    model = CommunityModel(arm.config, rng=seed)
    model.run_for(arm.days)
    tables = {name: model.records.columns(name) for name in TABLES["matters"] if name != "response_curves"}
    return tables, run_outcomes(tables, arm.days, model.records.communities, model.records.dearer_hour)


# --- evaluations, each made once --------------------------------------------------------------------------------------
@dataclass(slots=True)
class Evaluations:
    """Levels by values, seed and length, kept in a file; what is not there is simulated.

    Attributes:
        folder: where the file is.
        search: what is searched.
        pool: the workers, hired once: a generation waits for the one before.
        stored: levels by key.
    """

    folder: Path
    search: Search
    pool: ProcessPoolExecutor
    stored: dict[str, Levels] = field(default_factory=dict)

    def read(self) -> Self:
        """Take up what was stored before; a last line that is not whole is left out."""
        file = self.folder / EVALUATIONS
        whole = file.read_text(encoding="utf-8").rpartition("\n")[0] if file.is_file() else ""
        for line in whole.splitlines():
            one = json.loads(line)
            self.stored[one["key"]] = one["levels"]
        if file.is_file():
            file.write_text(whole + "\n" * bool(whole), encoding="utf-8")
        return self

    def levels(self, points: Sequence[Values], seeds: Sequence[int], days: int | None = None) -> list[list[Levels]]:
        """Levels of every point at every seed.

        Args:
            points: values by key, over the defaults.
            seeds: the same for every point.
            days: length in normal time; ``None``: that of a fit.

        Returns:
            One list per point, one entry per seed.
        """
        jobs = {_key(values, seed, days): (values, seed, days) for values in points for seed in seeds}
        missing = {key: job for key, job in jobs.items() if key not in self.stored}
        work = partial(levels_of_seed, self.search)
        with (self.folder / EVALUATIONS).open("a", encoding="utf-8") as file:
            for key, levels in zip(missing, self.pool.map(work, missing.values()), strict=True):
                self.stored[key] = levels
                file.write(json.dumps({"key": key, "levels": levels}) + "\n")
                file.flush()
        return [[self.stored[_key(values, seed, days)] for seed in seeds] for values in points]


def _key(values: Values, seed: int, days: int | None) -> str:
    return json.dumps([dict(sorted(values.items())), seed, days])


# --- the steps --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Cube:
    """The free parameters as a cube with sides of length 1.

    Attributes:
        keys: names.
        low: lower ends.
        high: upper ends.
        start: defaults before, in parts of the range.
    """

    keys: tuple[str, ...]
    low: np.ndarray[Any, Any]
    high: np.ndarray[Any, Any]
    start: np.ndarray[Any, Any]

    def values(self, point: Any) -> Values:
        """Values at a point of the cube, rounded as they would be written down."""
        return {
            key: rounded(float(value))
            for key, value in zip(self.keys, self.low + np.asarray(point) * (self.high - self.low), strict=True)
        }

    def moved(self, values: Values, before: Values) -> float:
        """Sum of squares of how far the values are from those before, in parts of the ranges."""
        steps = [(float(values[key]) - float(before[key])) for key in self.keys]
        return float(np.sum((np.array(steps) / (self.high - self.low)) ** 2))


def screened(evaluations: Evaluations, before: dict[str, float]) -> list[dict[str, Any]]:
    """Every candidate at both ends of its range, all others as they are.

    Returns:
        Per candidate and target: how many half-ranges the level moves from the low end to the high one; and its answer,
        the sum over targets of its share in the moves of all candidates, so that each target has an equal say.
    """
    from analysis.calibration import distance, mean_levels

    search, targets = evaluations.search, load_targets()
    ends = [(factor.keys[0], *factor.interval()[:2]) for factor in search.candidates]
    points = [{key: end} for key, low, high in ends for end in (low, high)]
    levels = [mean_levels(found) for found in evaluations.levels(points, search.seeds[:1])]
    rows = []
    for place, (key, low, high) in enumerate(ends):
        at_low, at_high = levels[2 * place], levels[2 * place + 1]
        moves = {
            name: float(np.clip(distance(at_high[target.measure], target.model_dump()), -3.0, 3.0))
            - float(np.clip(distance(at_low[target.measure], target.model_dump()), -3.0, 3.0))
            for name, target in targets.outcomes.items()
        }
        rows.append({"parameter": key, "low": low, "high": high, "before": before[key], **moves})
    for name, target in targets.outcomes.items():
        of_all = sum(abs(row[name]) for row in rows)
        for row in rows:
            row["answer"] = row.get("answer", 0.0) + target.weight * (abs(row[name]) / of_all if of_all else 0.0)
    chosen = sorted(rows, key=lambda row: -row["answer"])[: search.n_free]
    return [row | {"is_free": row in chosen} for row in rows]


def fitted(evaluations: Evaluations, cube: Cube, before: Values) -> tuple[Values, list[dict[str, float]]]:
    """The best values that CMA-ES finds, and the course of the search."""
    import cma

    search = evaluations.search
    options = {
        "bounds": [0.0, 1.0], "seed": search.search_seed, "popsize": search.population, "verbose": -9,
        "maxiter": search.generations, "tolfun": 0.0, "tolfunhist": 0.0, "tolx": 0.0, "tolflatfitness": 1000,
    }  # fmt: skip
    strategy = cma.CMAEvolutionStrategy(np.clip(cube.start, 0.02, 0.98), search.step, options)
    best, course = before, []
    lowest = total_losses(evaluations, cube, [before], before)[0]
    while not strategy.stop():
        asked = strategy.ask()
        points = [cube.values(point) for point in asked]
        losses = total_losses(evaluations, cube, points, before)
        strategy.tell(asked, losses)
        if min(losses) < lowest:
            lowest, best = min(losses), points[int(np.argmin(losses))]
        course.append({"generation": len(course) + 1, "best": lowest, "median": float(np.median(losses))})
        print(f"generation {len(course)} of {search.generations}: loss {lowest:.4f}", file=sys.stderr, flush=True)
    return best, course


def total_losses(evaluations: Evaluations, cube: Cube, points: Sequence[Values], before: Values) -> list[float]:
    """Loss of each point: distance from the targets, and a little for having moved."""
    from analysis.calibration import loss, mean_levels

    targets, search = load_targets().listed(), evaluations.search
    found = evaluations.levels(points, search.seeds)
    return [
        loss(mean_levels(levels), targets) + search.stay_weight * cube.moved(values, before) / len(cube.keys)
        for values, levels in zip(points, found, strict=True)
    ]


def taken_back(evaluations: Evaluations, cube: Cube, values: Values, before: Values) -> Values:
    """The values with every move undone, the least useful first, that gains less than the tolerance, alone and then."""
    from analysis.calibration import loss, mean_levels

    targets, search = load_targets().listed(), evaluations.search

    def losses(points: Sequence[Values]) -> list[float]:
        found = evaluations.levels(points, search.check_seeds)
        return [loss(mean_levels(levels), targets) for levels in found]

    moved = [key for key in cube.keys if values[key] != before[key]]
    now, *without = losses([values, *(values | {key: before[key]} for key in moved)])
    for price, key in sorted(zip((found - now for found in without), moved, strict=True)):
        if price >= search.tolerance:
            break
        shorter = values | {key: before[key]}
        then = losses([shorter])[0]
        if then - now < search.tolerance:
            values, now = shorter, then
    return values


def ridges(evaluations: Evaluations, values: Values) -> list[dict[str, Any]]:
    """Loss over the two sides of every product, everything else as fitted; one seed."""
    from analysis.calibration import loss, mean_levels

    search, targets = evaluations.search, load_targets().listed()
    config = arms_of(search, values)[0].config
    shares = np.linspace(0.0, 1.0, RIDGE_POINTS)
    grid = [
        (
            name,
            first,
            second,
            {**values, **product.first.values(config, first), **product.second.values(config, second)},
        )
        for name, product in search.products.items()
        for first in map(product.first.number, shares)
        for second in map(product.second.number, shares)
    ]
    found = evaluations.levels([point for *_, point in grid], search.seeds[:1])
    rows = []
    for (name, first, second, _), by_seed in zip(grid, found, strict=True):
        levels = mean_levels(by_seed)
        shown = search.products[name].level
        level = levels[shown] if shown else float("nan")
        rows.append({"product": name, "first": first, "second": second, "loss": loss(levels, targets), "level": level})
    return rows


def compared(evaluations: Evaluations, before: Values, after: Values) -> list[dict[str, Any]]:
    """Every target with the levels before and after, on the seeds of the fit and, longer, on others."""
    from analysis.calibration import distance, half_width, is_met

    search, rows = evaluations.search, []
    for seeds, which in ((search.seeds, "fit"), (search.held_out_seeds, "held_out")):
        days = None if which == "fit" else HELD_OUT_DAYS
        for values, when in ((before, "before"), (after, "after")):
            levels = evaluations.levels([values], seeds, days)[0]
            for name, target in load_targets().outcomes.items():
                by_seed = [one[target.measure] for one in levels]
                level = float(np.mean(by_seed))
                rows.append(
                    {
                        "target": name, "seeds": which, "when": when, "level": level,
                        "half_width": half_width(by_seed), "distance": distance(level, target.model_dump()),
                        "is_met": is_met(level, target.model_dump()),
                    }
                )  # fmt: skip
    return rows


# --- the command ------------------------------------------------------------------------------------------------------
def calibrate(words: Sequence[str]) -> int:
    """Do all steps, or what is left of them, and store their tables; or, with ``levels``, measure the levels again.

    Args:
        words: ``levels`` or nothing, ``out=DIR``, and ``processes=N``.

    Returns:
        Exit code.
    """
    steps = store_levels if ONLY_LEVELS in words else store
    settings = read_settings([word for word in words if word != ONLY_LEVELS], ManySettings)
    folder, search = folder_of(settings), load_search()
    config = arms_of(search, {})[0].config
    identity = study_of(
        "calibration",
        search=search.model_dump(mode="json"),
        targets=load_targets().model_dump(mode="json"),
        configuration=config.model_dump(mode="json"),
    )
    provenance = read_provenance(folder) if refuse_folder(folder, identity) else provenance_of(identity, list(words))
    write_files(folder, {FILE: as_json(provenance)})

    from experiments.warm_up import compile_once

    compile_once(config)
    started = time.time()
    n_processes = settings.processes or n_processors()
    with only_writer(folder), ProcessPoolExecutor(n_processes, mp_context=CONTEXT) as pool:
        steps(folder, Evaluations(folder, search, pool).read())
    print(f"{folder}: {', '.join(sorted(file.name for file in folder.glob('*.csv')))}; {time.time() - started:.0f} s")
    return 0


def store(folder: Path, evaluations: Evaluations) -> None:
    """Go through the steps and write a table after each."""
    search = evaluations.search
    start = starting_values(arms_of(search, {})[1].config, search.candidates)
    screening = screened(evaluations, start)
    _write(folder, SCREENING, screening)
    free = [row for row in screening if row["is_free"]]
    low, high = (np.array([row[end] for row in free]) for end in ("low", "high"))
    before: Values = {row["parameter"]: row["before"] for row in free}
    begun = np.array([row["before"] for row in free])
    cube = Cube(tuple(row["parameter"] for row in free), low, high, (begun - low) / (high - low))
    best, course = fitted(evaluations, cube, before)
    _write(folder, COURSE, course)
    after = taken_back(evaluations, cube, best, before)
    rows = [{"parameter": key, "before": before[key], "searched": best[key], "after": after[key]} for key in cube.keys]
    _write(folder, FITTED, rows)
    _write(folder, LEVELS, compared(evaluations, before, after))
    _write(folder, RIDGES, ridges(evaluations, after))


def store_levels(folder: Path, evaluations: Evaluations) -> None:
    """Levels with the values from which the search started and with those in force now."""
    search = evaluations.search
    tree = load_scenario(search.scenario, **search.picks).model_dump()
    _write(folder, LEVELS, compared(evaluations, {}, {key: value_at(tree, key) for key in search.before}))


def _write(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    import pandas as pd

    write_files(folder, {name: pd.DataFrame(list(rows)).to_csv(index=False, lineterminator="\n").encode()})


def main(words: Sequence[str]) -> int:
    """The command line of this module; bad input gets one line and exit code 2."""
    try:
        return calibrate(words)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was stored stays, the same command continues", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
