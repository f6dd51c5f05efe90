"""How the points of a design are found: drawn, crossed, or read from a table.

Each kind of analysis expects its points in an order of its own, which is kept; see :mod:`analysis.indices`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from experiments.factors import Space, Value, Values, value_at
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, refuse, shown
from sim.parameters import Parameters

MOST_RUNS = 1_000_000


class Sampling(Parameters):
    """How the settings of the uncertainties are found.

    ``draws`` counts the points of a Latin hypercube or of random points, the rows of Sobol's base sample, the
    trajectories of Morris; ``levels`` the values per range of a factorial, of one-at-a-time and of Morris.
    """

    kind: Literal["factorial", "one_at_a_time", "latin_hypercube", "random", "sobol", "morris", "table"]
    draws: Annotated[int, Field(ge=2, le=MOST_RUNS)] = 64
    levels: Annotated[int, Field(ge=2, le=100)] = 4
    seed: Annotated[int, Field(ge=1, le=2**31)] = 20_240  # of the draws: the same study draws the same points anywhere
    file: str = ""  # of a table: CSV, one column per key, one row per point

    @model_validator(mode="after")
    def _fits_the_kind(self) -> Self:
        if self.kind == "sobol" and self.draws & (self.draws - 1):
            raise refuse("draws", self.draws, "a power of 2, as Sobol's sequence is balanced only there")
        if self.kind == "morris" and self.levels % 2:
            raise refuse("levels", self.levels, "an even number for Morris")
        if bool(self.file) != (self.kind == "table"):
            raise refuse("file", self.file, "a CSV file if kind is table, else nothing")
        return self


def settings_of(sampling: Sampling, spaces: Sequence[Space], config: SimulationConfig) -> list[Values]:
    """Settings of the uncertainties, in the order in which their analysis expects them.

    Args:
        sampling: how they are found.
        spaces: what each uncertainty can be.
        config: where one-at-a-time starts from: its first setting is the configuration as it is.

    Returns:
        Key to value, for each setting; one empty setting if nothing is uncertain.
    """
    if not spaces:
        return [{}]
    if sampling.kind == "factorial":
        return [_setting(spaces, values) for values in product(*(space.levels(sampling.levels) for space in spaces))]
    if sampling.kind == "one_at_a_time":
        return _one_at_a_time(sampling, spaces, config)
    shares = _shares(sampling, len(spaces)).tolist()
    return [_setting(spaces, [space.at(share) for space, share in zip(spaces, row, strict=True)]) for row in shares]


def _shares(sampling: Sampling, n: int) -> NDArray[np.float64]:
    """Points in the unit cube, (n_points, n)."""
    rng = np.random.default_rng(sampling.seed)
    if sampling.kind == "random":
        return rng.random((sampling.draws, n))
    if sampling.kind == "latin_hypercube":
        from scipy.stats import qmc

        return qmc.LatinHypercube(d=n, rng=rng).random(sampling.draws)
    problem = {"num_vars": n, "names": [str(i) for i in range(n)], "bounds": [[0.0, 1.0]] * n}
    if sampling.kind == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, sampling.draws, calc_second_order=False, seed=sampling.seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, sampling.draws, num_levels=sampling.levels, seed=sampling.seed))


def _one_at_a_time(sampling: Sampling, spaces: Sequence[Space], config: SimulationConfig) -> list[Values]:
    usual = {key: value_at(config, key) for space in spaces for key in space.keys}
    others = (
        usual | dict.fromkeys(space.keys, value)
        for space in spaces
        for value in space.levels(sampling.levels)
        if value != usual[space.keys[0]]
    )
    return [usual, *others]


def _setting(spaces: Sequence[Space], values: Sequence[Value]) -> Values:
    return {key: value for space, value in zip(spaces, values, strict=True) for key in space.keys}


def crossed(settings: Sequence[Values], levers: Sequence[Space]) -> list[Values]:
    """Every setting under every combination of levers; of a lever with a range, its two ends."""
    combinations = [_setting(levers, values) for values in product(*(lever.levels(2) for lever in levers))]
    return [combination | setting for setting in settings for combination in combinations]


def listed_points(file: Path, spaces: Sequence[Space]) -> list[Values]:
    """Points as a CSV file lists them: one column per lever and uncertainty, called by its first key."""
    import pandas as pd

    try:
        table = pd.read_csv(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise ConfigurationError("design.file", f"{file} ({reason})", "a CSV file that can be read") from None
    names = [space.keys[0] for space in spaces]
    for column in table.columns:
        if column not in names:
            allowed = "one column for each of " + ", ".join(names)
            raise ConfigurationError("design.file", shown(column), allowed, nearest_name(column, names), str(file))
    for name in names:
        if name not in table.columns:
            raise ConfigurationError("design.file", f"no column {name}", "a column for every factor", None, str(file))
    if table.empty:
        raise ConfigurationError("design.file", "no row", "one row or more", None, str(file))
    return [
        {
            key: _listed(space, row[space.keys[0]], number, file)
            for space in spaces
            for key in space.keys
        }
        for number, row in enumerate(table.to_dict("records"), start=2)
    ]  # fmt: skip


def _listed(space: Space, value: Any, line: int, file: Path) -> Value:
    """A value of a table, if it is one that the factor can have."""
    if space.choices:
        is_there, allowed = value in space.choices, "one of " + ", ".join(str(choice) for choice in space.choices)
    else:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_there = is_number and space.low <= value <= space.high and (not space.is_whole or value == int(value))
        allowed = f"a {'whole ' * space.is_whole}number from {space.low:g} to {space.high:g}"
    if not is_there:
        raise ConfigurationError(space.keys[0], shown(value), allowed, None, f"{file}, line {line}")
    if space.choices:
        return space.choices[space.choices.index(value)]
    return int(value) if space.is_whole else float(value)
