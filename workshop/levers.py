"""What a room may move, and the draws of everything that is not known.

A lever is a few configuration keys with plain words (``configs/workshop/levers.yaml``). A draw is one setting of the
parameters that evidence leaves open: each pair of runs gets its own, so that the band on the screen is what we do not
know and not only luck. Which draws are plausible in a place, :mod:`workshop.plausible` tells.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from experiments.draws import settings_between, swept_factors
from experiments.factors import Values
from experiments.pattern_design import expanded
from sim.configuration import SimulationConfig
from sim.errors import one_line, refuse
from sim.parameters import Parameters
from sim.scenario import file_content

FILE = ("workshop", "levers")
MOST_LEVERS = 8
PAIRS = 20  # pairs of runs behind every band
DRAWS = 100  # to choose the plausible ones from


class Lever(Parameters):
    """One thing that a room may move: words, range, the keys that it sets."""

    name: str
    name_zh: str
    means: str
    means_zh: str
    unit: str
    unit_zh: str
    keys: Annotated[list[str], Field(min_length=1)]
    with_: Annotated[dict[str, float], Field(alias="with")] = Field(default_factory=dict)  # set whenever it is moved
    low: float
    high: float
    step: Annotated[float, Field(gt=0)]
    marks: dict[float, list[str]] = Field(default_factory=dict)  # value -> word in English and Chinese
    percent: bool = False  # shown times 100
    only_for: list[str] = Field(default_factory=list)  # assessments under which it does anything; empty: all
    source: Annotated[list[str], Field(min_length=1)]  # ids of docs/evidence

    def default(self, config: SimulationConfig) -> float:
        """The place's own value; of several keys the largest, because those that another form uses are nil."""
        return max(_value(config, key) for key in self.keys)

    def values(self, config: SimulationConfig, value: float) -> Values:
        """Configuration values of the lever at a position; none where the place itself stands there."""
        if value == self.default(config):
            return {}
        return expanded(config, {**dict.fromkeys(self.keys, value), **self.with_})


def _value(config: SimulationConfig, key: str) -> float:
    value: Any = config
    for part in key.split("."):
        value = getattr(value, part)
    return float(value)


class Levers(Parameters):
    """All levers of the workshop, by their ids."""

    levers: Annotated[dict[str, Lever], Field(min_length=1, max_length=MOST_LEVERS)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for name, lever in self.levers.items():
            if not lever.low < lever.high:
                raise refuse(f"{name}.high", lever.high, f"above low, {lever.low:g}")
        return self


@cache
def all_levers() -> dict[str, Lever]:
    """The levers, in the order in which they are shown."""
    tree = file_content(*FILE)
    try:
        return Levers.model_validate(tree).levers
    except ValidationError as error:
        raise one_line(error, Levers, tree, lambda key: "configs/workshop/levers.yaml") from None


@cache
def draws() -> tuple[Values, ...]:
    """Settings of what is not known, of which each place takes its plausible ones; what a room moves is not drawn."""
    moved = {key for lever in all_levers().values() for key in lever.keys}
    factors = [factor for factor in swept_factors() if not moved & set(factor.keys)]
    return tuple(settings_between(factors, DRAWS))
