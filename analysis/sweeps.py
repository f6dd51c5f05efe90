"""A finished sweep, opened: which point is which setting under which levers, and what came out of each run of it.

A folder holds ``design.parquet`` (column ``point`` and one per key that varies), the table ``runs`` with the columns
``point`` and ``seed``, and ``provenance.json`` with the study as it was validated. Only the columns that are asked for
are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.expressions import Numbers, Pins
from analysis.results import ResultsError
from analysis.words import Language, word
from sim.columns import OUTCOMES, WINDOWS

if TYPE_CHECKING:
    import pandas as pd

DESIGN, PROVENANCE = "design.parquet", "provenance.json"
INDICES = ("strain", "trust")  # from 0 to 1, and no shares of anything


@dataclass(frozen=True, slots=True)
class Factor:
    """A lever or an uncertainty, as the study says what it can be.

    Attributes:
        key: the first of its keys, and its column of the design.
        names: English and Chinese.
        choices: values to choose from; empty: any number from ``low`` to ``high``.
        low: smallest number.
        high: largest number.
    """

    key: str
    names: tuple[str, str]
    choices: tuple[Any, ...]
    low: float
    high: float

    def name(self, language: Language) -> str:
        """What it is called in figures and tables."""
        return self.names[language == "zh"]

    @property
    def is_number(self) -> bool:
        """Whether its values have an order and a distance."""
        return all(isinstance(choice, int | float) and not isinstance(choice, bool) for choice in self.choices)


class Sweep:
    """The runs of one study, by point and seed."""

    def __init__(self, folder: str | Path) -> None:
        """Open a folder.

        Raises:
            ResultsError: it holds no finished or begun sweep.
        """
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise ResultsError(f"{self.folder}: no such results directory")
        self.study = _study_in(self.folder)
        self.levers = [_factor(tree) for tree in self.study["levers"]]
        self.uncertainties = [_factor(tree) for tree in self.study["uncertainties"]]

    @property
    def kind(self) -> str:
        """How the settings were found, e.g. ``sobol``."""
        return str(self.study["design"]["kind"])

    def text(self, key: str, language: Language) -> str:
        """Title or question of the study."""
        return str(self.study[key if language == "en" else f"{key}_zh"])

    @cached_property
    def design(self) -> pd.DataFrame:
        """Values by key, one row per point, with the number of its ``setting`` of the uncertainties."""
        import pandas as pd

        try:
            design = pd.read_parquet(self.folder / DESIGN).set_index("point").sort_index()
        except (OSError, ValueError, KeyError) as error:
            raise ResultsError(f"{self.folder / DESIGN}: cannot be read as a design ({error})") from None
        keys = [factor.key for factor in self.uncertainties]
        if self.kind == "table":
            settings = design.groupby(keys, sort=False).ngroup() if keys else pd.Series(0, index=design.index)
            return design.assign(setting=settings)
        n_combinations = len(self.combinations)
        return design.assign(setting=np.asarray(design.index) // n_combinations)

    @cached_property
    def combinations(self) -> list[tuple[Any, ...]]:
        """Combinations of levers, in the order of their points."""
        return list(product(*(lever.choices or (lever.low, lever.high) for lever in self.levers)))

    def lever_words(self) -> dict[str, list[str]]:
        """Names of levers as they may be written, the last part of a key or the whole key, and their values."""
        words: dict[str, list[str]] = {}
        for lever in self.levers:
            values = [as_word(value) for value in lever.choices or (lever.low, lever.high)]
            words[lever.key.rpartition(".")[2]] = values
            words[lever.key] = values
        return words

    def cases(self, outcomes: Sequence[str], pinned: Sequence[str]) -> Cases:
        """What is compared: each setting under each combination of the levers that are not pinned.

        Args:
            outcomes: columns of ``runs`` that are needed.
            pinned: levers as they were written, that an expression names.

        Raises:
            ResultsError: a table is missing, damaged or lacks a column.
        """
        return Cases(self, tuple(outcomes), {self.lever_of(name).key for name in pinned})

    def lever_of(self, name: str) -> Factor:
        """The lever that is called so."""
        return next(lever for lever in self.levers if name in (lever.key, lever.key.rpartition(".")[2]))

    def runs(self, outcomes: Sequence[str]) -> pd.DataFrame:
        """Point, seed and some outcomes of every run that ended well.

        ``attrs`` has ``n_missing``: runs that failed, or that are not there although others of their seed are.
        """
        import pyarrow as pa
        import pyarrow.dataset as ds

        single = self.folder / "runs.parquet"
        files = [single] if single.is_file() else sorted((self.folder / "runs").glob("part-*.parquet"))
        if not files:
            raise ResultsError(f"{self.folder}: no run is stored yet")
        columns = ["point", "seed", "status", *outcomes]
        try:
            table = ds.dataset([str(file) for file in files], format="parquet", partitioning=None).to_table(columns)
        except (pa.ArrowException, OSError) as error:
            raise ResultsError(f"{self.folder}: runs cannot be read ({str(error).splitlines()[0]})") from None
        frame = table.to_pandas(strings_to_categorical=True)
        ended = frame[frame["status"].astype("str") == "ok"]
        ended.attrs["n_missing"] = len(self.design) * frame["seed"].nunique() - len(ended)
        return ended


class Cases:
    """The rows of an analysis, and the values of outcomes in them.

    Attributes:
        table: one row per case: ``setting``, and the value of each free lever and uncertainty by key.
        factors: free levers and uncertainties that vary.
        free: levers that are not pinned.
        n_missing: runs that failed or are not there.
        n_seeds: seeds with any run.
    """

    def __init__(self, sweep: Sweep, outcomes: tuple[str, ...], pinned: set[str]) -> None:
        """See :meth:`Sweep.cases`."""
        self._levers = [lever.key for lever in sweep.levers]
        design, runs = sweep.design, sweep.runs(outcomes)
        if runs.empty:
            raise ResultsError(f"{sweep.folder}: no run has ended well")
        self.free = [lever for lever in sweep.levers if lever.key not in pinned]
        self.factors = [*self.free, *sweep.uncertainties]
        keys = ["setting", *(factor.key for factor in self.factors)]
        own = ["setting", *(lever.key for lever in self.free)]
        self.table = design.drop_duplicates(own)[keys].reset_index(drop=True)
        seeds = np.unique(runs["seed"])
        self.n_seeds, self.n_missing = len(seeds), int(runs.attrs["n_missing"])
        rows = np.searchsorted(design.index.to_numpy(), runs["point"].to_numpy())
        self._by_point = {outcome: np.full((len(design), len(seeds)), np.nan) for outcome in outcomes}
        for outcome, values in self._by_point.items():
            values[rows, np.searchsorted(seeds, runs["seed"])] = runs[outcome].to_numpy(dtype=np.float64)
        own_levers = ["setting", *self._levers]
        self._row = {
            key: row for row, key in enumerate(design[own_levers].map(as_word).itertuples(index=False, name=None))
        }
        self._sweep = sweep

    def lookup(self, outcome: str, pins: Pins) -> Numbers:
        """Values of an outcome, (n_cases, n_seeds), under pinned levers."""
        wanted = {self._sweep.lever_of(name).key: value for name, value in pins}
        columns = [
            np.full(len(self.table), wanted[key]) if key in wanted else self.table[key].map(as_word).to_numpy()
            for key in self._levers
        ]
        settings = self.table["setting"].map(as_word)
        rows = [self._row.get(key, -1) for key in zip(settings, *columns, strict=True)]
        values = np.vstack([self._by_point[outcome], np.full(self.n_seeds, np.nan)])
        return values[rows]

    def blocks(self) -> list[tuple[dict[str, Any], NDArray[np.intp]]]:
        """For each combination of the free levers, their values and the rows of its cases, in order of setting."""
        if not self.free:
            return [({}, np.arange(len(self.table)))]
        keys = [lever.key for lever in self.free]
        groups = self.table.groupby(keys, sort=False).indices
        return [
            (dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True)), rows)
            for key, rows in groups.items()
        ]


def shares_of(factor: Factor, values: pd.Series) -> Numbers:
    """Where values lie within what a factor can be, 0 to 1; values of a list in the middle of equal parts."""
    if not factor.choices:
        return (values.to_numpy(dtype=np.float64) - factor.low) / (factor.high - factor.low)
    words = [as_word(choice) for choice in factor.choices]
    places = np.array([words.index(as_word(value)) for value in values], dtype=np.float64)
    return (places + 0.5) / len(words)


def unit_of(outcomes: Sequence[str], language: Language) -> tuple[float, str]:
    """Factor to the shown unit of outcomes that are summed, and that unit; empty if they have several."""
    units = {_unit(outcome) for outcome in outcomes}
    factor, key = units.pop() if len(units) == 1 else (1.0, "")
    return factor, word(key, language) if key else ""


def _unit(outcome: str) -> tuple[float, str]:
    name = without_window(outcome)
    declared = next(column.unit for column in OUTCOMES if column.name == name)
    if declared != "0 to 1":
        return 1.0, f"unit_{declared}"
    return (1.0, "unit_index") if name in INDICES else (100.0, "unit_points")


def without_window(outcome: str) -> str:
    """Name of an outcome whatever part of the run it is about."""
    window = next((window for window in WINDOWS if window and outcome.endswith(window)), "")
    return outcome.removesuffix(window)


def as_word(value: Any) -> str:
    """A value as it is written in an expression."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _factor(tree: Mapping[str, Any]) -> Factor:
    choices = tuple(tree.get("choices", ()))
    return Factor(
        key=str(tree["keys"][0]),
        names=(str(tree["label"]), str(tree["label_zh"])),
        choices=choices,
        low=float(tree.get("low", "nan")),
        high=float(tree.get("high", "nan")),
    )


def _study_in(folder: Path) -> Mapping[str, Any]:
    """The study among what decides whether results belong together."""
    try:
        decides = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))["study"]
    except (OSError, ValueError, KeyError, TypeError):
        decides = None
    for tree in decides.values() if isinstance(decides, dict) else ():
        if isinstance(tree, dict) and {"levers", "uncertainties", "design"} <= tree.keys():
            return tree
    raise ResultsError(f"{folder}: holds no sweep of a study (gewang sweep study=NAME out={folder})")
