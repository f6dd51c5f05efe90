"""What the calibration asks: ``configs/calibration/``, typed, and how values become configurations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from experiments.factors import Factor, Values
from experiments.pattern_design import expanded
from experiments.run import Arm
from sim.configuration import SimulationConfig
from sim.errors import one_line, refuse
from sim.parameters import Parameters
from sim.scenario import file_content, load_scenario, with_picks, with_values

GROUP, TARGETS, SEARCH = "calibration", "targets", "search"


class Target(Parameters):
    """A level that texts report: range, centre, and the measure of the model that is compared with it."""

    measure: str  # one of analysis.calibration.MEASURES
    unit: str
    low: float
    central: float
    high: float
    weight: Annotated[float, Field(gt=0)] = 1.0
    sources: Annotated[list[str], Field(min_length=1)]
    title: str
    title_zh: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.central < self.high:
            raise refuse("central", self.central, f"a number between low, {self.low:g}, and high, {self.high:g}")
        return self


class FixedTarget(Parameters):
    """A level that the model is given."""

    text: str
    carried_by: str
    sources: Annotated[list[str], Field(min_length=1)]


class NoCounterpart(Parameters):
    """A level that nothing in the model can be compared with."""

    text: str
    why: str
    sources: Annotated[list[str], Field(min_length=1)]


class Targets(Parameters):
    """The file of targets."""

    outcomes: Annotated[dict[str, Target], Field(min_length=1)]
    fixed: dict[str, FixedTarget]
    without_counterpart: dict[str, NoCounterpart]

    def listed(self) -> list[dict[str, Any]]:
        """The targets as plain tables, in their order."""
        return [target.model_dump() for target in self.outcomes.values()]


class Axis(Parameters):
    """One side of a product: what is varied together, over which range."""

    keys: Annotated[list[str], Field(min_length=1)]
    low: float
    high: float
    log: bool = False
    times: bool = False  # numbers are multiples of what the configuration says
    label: str
    label_zh: str

    def number(self, share: float) -> float:
        """The number at a share of the way from low to high."""
        if self.log:
            return float(math.exp(math.log(self.low) + share * math.log(self.high / self.low)))
        return self.low + share * (self.high - self.low)

    def values(self, config: SimulationConfig, number: float) -> Values:
        """Values of a configuration at a number of this axis."""
        keys = expanded(config, dict.fromkeys(self.keys, 1.0))
        tree = config.model_dump()
        return {key: number * (value_at(tree, key) if self.times else 1.0) for key in keys}


class Product(Parameters):
    """Two things of which only the product shows: the first is fixed, the second may be fitted."""

    title: str
    title_zh: str
    first: Axis
    second: Axis
    level: str | None = None  # measure that is shown in place of the loss, where no target speaks about the pair


class Search(Parameters):
    """The file of the search."""

    scenario: str
    picks: dict[str, str]
    days: Annotated[int, Field(ge=60, le=3_600, multiple_of=30)]
    emergency_days: Annotated[int, Field(ge=120, le=3_600, multiple_of=30)]
    seeds: Annotated[list[int], Field(min_length=1)]
    check_seeds: Annotated[list[int], Field(min_length=1)]
    held_out_seeds: Annotated[list[int], Field(min_length=2)]
    n_free: Annotated[int, Field(ge=1)]
    generations: Annotated[int, Field(ge=1, le=10_000)]
    population: Annotated[int, Field(ge=4, le=1_000)]
    step: Annotated[float, Field(gt=0, le=1)]
    search_seed: Annotated[int, Field(ge=1)]
    stay_weight: Annotated[float, Field(ge=0)]
    tolerance: Annotated[float, Field(ge=0)]
    before: dict[str, float]  # over the defaults, so that the search can be made again when they have moved
    candidates: Annotated[list[Factor], Field(min_length=1)]
    products: dict[str, Product]

    @model_validator(mode="after")
    def _held_out(self) -> Self:
        seen = {*self.seeds, *self.check_seeds} & {*self.held_out_seeds}
        if seen:
            raise refuse("held_out_seeds", min(seen), "seeds that the fit does not see")
        return self


def load_targets() -> Targets:
    """The targets.

    Errors:
        :class:`sim.errors.ConfigurationError`: the file does not fit.
    """
    return _validated(Targets, TARGETS)


def load_search() -> Search:
    """The search.

    Errors:
        :class:`sim.errors.ConfigurationError`: the file does not fit.
    """
    return _validated(Search, SEARCH)


def _validated[Model: Parameters](model: type[Model], name: str) -> Model:
    tree = file_content(GROUP, name)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, model, tree, lambda key: f"configs/{GROUP}/{name}.yaml") from None


# --- from points to configurations ------------------------------------------------------------------------------------
def starting_values(config: SimulationConfig, candidates: Sequence[Factor]) -> dict[str, float]:
    """Value of every candidate in a configuration."""
    tree = config.model_dump()
    return {factor.keys[0]: float(value_at(tree, factor.keys[0])) for factor in candidates}


def value_at(tree: Any, key: str) -> Any:
    """What stands behind a dotted key of a configuration as a plain tree; entries of named lists go by name."""
    for part in key.split("."):
        tree = next(entry for entry in tree if entry["name"] == part) if isinstance(tree, list) else tree[part]
    return tree


def rounded(value: float) -> float:
    """Two significant digits: more would claim a precision that no target gives."""
    return float(f"{value:.2g}")


def arms_of(search: Search, values: Values, days: int | None = None) -> tuple[Arm, Arm]:
    """Normal time and the time up to the end of an emergency, at given values over the defaults before."""
    base = load_scenario(search.scenario, **search.picks)
    troubled = with_picks(base, regime="emergency")
    both = {**search.before, **values}
    return (
        Arm("normal", with_values(base, both), days or search.days),
        Arm("emergency", with_values(troubled, both), search.emergency_days),
    )
