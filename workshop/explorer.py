"""The explorer: a page with some hundred worlds computed beforehand, for people without Python; any two side by side.

The worlds are all combinations of ``configs/workshop/explorer.yaml``. Each is run with the same pairs as on the live
page, so that any two of them differ in nothing but what was chosen. Runs are stored like those of every study: the
same command continues, and makes the page again.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np
from pydantic import Field, ValidationError, model_validator

from experiments.many import Job, Runs, answer
from experiments.provenance import Tree, study_of, this_code
from experiments.run import Arm, Row, Tables, runs_row
from experiments.settings import ManySettings, read_settings
from experiments.store import COMMAND_LINE, StoreError, write_files
from sim.errors import ConfigurationError, one_line, refuse
from sim.parameters import Parameters
from sim.scenario import file_content
from workshop.band import CURVES, SINGLE_RUNS, bands
from workshop.catalogue import catalogue, place
from workshop.game import ASSESSMENT, GOVERNANCE, REGIME, WorldChoice, place_config, world_config
from workshop.handout import version
from workshop.levers import PAIRS, Lever, all_levers
from workshop.replay import as_script, one_file
from workshop.run import DAYS, PHASES, WEEKS, Floats, simulated, weekly_curves

if TYPE_CHECKING:
    import pandas as pd

FILE = ("workshop", "explorer")
FEWEST_PAIRS = 10
# Steps in which curves are stored: less than a point on the screen.
STEPS = {"workload": 0.2, "response": 0.1, "participation": 0.001, "strain": 0.004}
SHOWN_NUMBERS = ("workload_hours_week", "need_based_days", "participation_share", "strain")
DIGITS = 5  # of numbers, as on the live page

type Worlds = dict[str, WorldChoice]


class Design(Parameters):
    """What is computed beforehand."""

    place: str
    pairs: Annotated[int, Field(ge=FEWEST_PAIRS, le=PAIRS)]
    levers: dict[str, Annotated[list[float], Field(min_length=2)]]
    marks: dict[str, dict[float, list[str]]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _positions(self) -> Self:
        for name, positions in self.levers.items():
            if name not in all_levers():
                raise refuse(f"levers.{name}", positions, "one of " + ", ".join(all_levers()))
            lever = all_levers()[name]
            if not all(lever.low <= position <= lever.high for position in positions):
                raise refuse(f"levers.{name}", positions, f"numbers from {lever.low:g} to {lever.high:g}")
            if len({round(after - before, 9) for before, after in pairwise(positions)}) > 1:
                raise refuse(f"levers.{name}", positions, "evenly spaced positions")
        return self


@cache
def design() -> Design:
    """The design that is shipped."""
    return read_design(file_content(*FILE))


def read_design(tree: dict[str, Any]) -> Design:
    """A design from a plain tree.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    try:
        return Design.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, Design, tree, lambda key: "configs/workshop/explorer.yaml") from None


def key_of(governance: str, assessment: str, regime: str, positions: Mapping[str, float]) -> str:
    """Name of a world; page/explorer.js makes the same one."""
    return "/".join((governance, assessment, regime, *(f"{name}={value:g}" for name, value in positions.items())))


def worlds() -> Worlds:
    """Every world of the design by its name; levers that do nothing under an assessment are left out."""
    found = {}
    for governance, assessment, regime in product(GOVERNANCE, ASSESSMENT, REGIME):
        active = [name for name in design().levers if does_something(all_levers()[name], assessment)]
        for values in product(*(design().levers[name] for name in active)):
            positions = dict(zip(active, values, strict=True))
            choice = WorldChoice(governance=governance, assessment=assessment, regime=regime, levers=positions)
            found[key_of(governance, assessment, regime, positions)] = choice
    return found


def does_something(lever: Lever, assessment: str) -> bool:
    """Whether a lever has any effect under an assessment."""
    return not lever.only_for or assessment in lever.only_for


# --- runs -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ExplorerRuns(Runs):
    """All worlds of one pair are one part of the table of runs: they share the burn-in.

    Attributes:
        place: where they play.
        worlds: by name, in the order of their numbers.
    """

    place: str
    worlds: Worlds

    def arm_of(self, number: int) -> Arm:
        """The world of a run in its pair."""
        name = list(self.worlds)[number % self.size]
        return Arm(name, world_config(self.place, self.worlds[name], self.seed_of(number)), DAYS)

    def seed_of(self, number: int) -> int:
        """The pair of a run."""
        return number // self.size

    def play(self, arm: Arm, seed: int, name: str | None) -> tuple[Row, Tables]:
        """One run as the live page makes it; its row of ``runs`` has its curves, week by week."""
        model = simulated(self.place, self.worlds[arm.name], seed)
        row = runs_row(arm, seed, model.records.outcomes(), name=name)
        curves = weekly_curves(model)
        weeks = {
            column: float(value)
            for curve in CURVES
            for column, value in zip(columns_of(curve), curves[curve], strict=True)
        }
        return row | weeks, {}


def columns_of(curve: str) -> list[str]:
    """Columns in which the weeks of a curve are stored."""
    return [f"{curve}_week_{week}" for week in range(WEEKS)]


class ExplorerSettings(ManySettings):
    """Settings of making an explorer page; ``out`` keeps the runs."""

    explorer: Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f]*$")] = "explorer.html"


def make_explorer(words: Sequence[str]) -> int:
    """``gewang workshop explorer=FILE``: run what is not stored yet, then write the page.

    Args:
        words: settings.

    Returns:
        Exit code: 1 if a run failed.
    """
    settings = read_settings(words, ExplorerSettings)
    file = Path(settings.explorer)
    if file.is_dir() or file.suffix != ".html":
        raise ConfigurationError("explorer", settings.explorer, "a file, explorer=NAME.html", None, COMMAND_LINE)
    folder = Path(settings.out) if settings.out else file.with_suffix(".runs")
    work = ExplorerRuns(records="runs", size=len(worlds()), place=design().place, worlds=worlds())
    numbers = range(design().pairs * work.size)
    job = Job(folder, work, wanted=numbers, mine=numbers, settings=settings)
    return answer(job, _study(work), words, lambda: _write(folder, file))


def _study(work: ExplorerRuns) -> Tree:
    """What decides whether stored runs fit: the place, and what is chosen and drawn."""
    drawn = [world_config(work.place, WorldChoice(), pair).model_dump(mode="json") for pair in range(design().pairs)]
    moved = {name: work.arm_of(number).config.model_dump(mode="json") for number, name in enumerate(work.worlds)}
    place_itself = place_config(work.place).model_dump(mode="json")
    return study_of(
        "explorer",
        design=design().model_dump(mode="json"),
        configuration=place_itself,
        drawn=_digest(drawn),
        moved=_digest(moved),
    )


def _digest(tree: Any) -> str:
    import hashlib

    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()


# --- the page ---------------------------------------------------------------------------------------------------------
def _write(folder: Path, file: Path) -> None:
    import pandas as pd

    runs = pd.read_parquet(folder / "runs")
    ended = runs[runs["status"].astype(str) == "ok"]
    if len(ended) < len(worlds()) * design().pairs:
        raise StoreError(f"{folder}: {len(ended)} of {len(worlds()) * design().pairs} runs ended; no page without all")
    page = explorer_page(ended).encode()
    write_files(file.parent, {file.name: page})
    print(f"{file}: {len(worlds())} worlds, {design().pairs} pairs, {len(page) / 1e6:.2f} MB; runs in {folder}")


def explorer_page(runs: pd.DataFrame) -> str:
    """The page as one HTML file that needs no server.

    Args:
        runs: table of runs with the weeks of the curves, every world with every pair.
    """
    content = packed_content(runs)
    letters = frozenset(json.dumps({key: content[key] for key in ("catalogue", "numbers", "made")}, ensure_ascii=False))
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    packed = base64.b64encode(gzip.compress(plain, 9, mtime=0)).decode()
    return one_file(as_script("EXPLORER", packed), letters)


def packed_content(runs: pd.DataFrame) -> dict[str, Any]:
    """What the page holds: catalogue, place, and of each world its bands, single runs, and numbers pair by pair.

    Args:
        runs: see :func:`explorer_page`.
    """
    import pandas as pd

    of_world = pd.Categorical(runs["arm"].astype(str), categories=list(worlds()))
    ordered = runs.assign(place=of_world.codes).sort_values(["place", "seed"])
    levers = [lever for lever in catalogue()["levers"] if lever["id"] in design().levers]
    return {
        "catalogue": catalogue()
        | {
            "places": [card for card in catalogue()["places"] if card["id"] == design().place],
            "levers": [lever | _reduced(lever["id"]) for lever in levers],
            "default": catalogue()["default"] | {"place": design().place},
            "pairs": design().pairs,
        },
        "numbers": place(design().place),
        "made": {
            "version": version(),
            "model": this_code()[:16],
            "worlds": len(worlds()),
            "pairs": design().pairs,
        },
        "worlds": list(worlds()),
        "steps": STEPS,
        "curves": {curve: _curves(_by_world(ordered, columns_of(curve)), STEPS[curve]) for curve in CURVES},
        "runs": {name: _numbers(_by_world(ordered, [name + phase for phase in PHASES])) for name in SHOWN_NUMBERS},
    }


def _reduced(name: str) -> dict[str, Any]:
    """A lever's range as it is on this page."""
    positions, marks = design().levers[name], design().marks.get(name)
    own = {str(value): texts for value, texts in marks.items()} if marks else {}
    reduced = {"low": positions[0], "high": positions[-1], "step": positions[1] - positions[0]}
    return reduced | ({"marks": own} if own else {})


def _by_world(runs: pd.DataFrame, columns: Sequence[str]) -> Floats:
    """Some columns of ordered runs, (worlds, pairs, columns)."""
    return runs[list(columns)].to_numpy(float).reshape(len(worlds()), design().pairs, len(columns))


def _curves(values: Floats, step: float) -> list[list[list[int | None]]]:
    """Of each world the rows that the page draws, the band's three and then single runs, packed.

    Args:
        values: (worlds, pairs, weeks).
        step: in which they are stored.
    """
    lines = [*bands(values.swapaxes(0, 1)), *(values[:, pair] for pair in range(SINGLE_RUNS))]
    return [[_changes(line[world], step) for line in lines] for world in range(len(values))]


def _changes(line: Floats, step: float) -> list[int | None]:
    """A line in whole steps, each week as its change from the last known one: small numbers pack well."""
    last, changes = 0, []
    for value in line.tolist():
        whole = round(value / step) if math.isfinite(value) else None
        changes.append(None if whole is None else whole - last)
        last = last if whole is None else whole
    return changes


def _numbers(values: Floats) -> list[list[list[float | None]]]:
    """Of each world and phase the values pair by pair; an empty list where the phase does not occur.

    Args:
        values: (worlds, pairs, phases).
    """
    return [[_plain(of_phase) if np.isfinite(of_phase).any() else [] for of_phase in world.T] for world in values]


def _plain(values: Floats) -> list[float | None]:
    return [float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None for value in values.tolist()]
