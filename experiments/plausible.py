"""Which drawn settings are plausible: history matching at the status quo.

A setting is none if the place, run under it before anything is changed, contradicts what is known
(``configs/factors/plausible.yaml``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from experiments.draws import validated
from experiments.pattern_design import Pattern, PatternArm
from sim.errors import refuse
from sim.parameters import Parameters

STATUS_QUO = "status_quo"  # the arm of :func:`status_quo`

type Measures = Mapping[str, float]  # outcome -> value at the status quo


class Bound(Parameters):
    """What is known of one outcome at the status quo."""

    name: str
    name_zh: str
    low: float = -math.inf
    high: float = math.inf
    percent: bool = False  # shown times 100
    why: str
    why_zh: str
    source: Annotated[list[str], Field(min_length=1)]  # ids of docs/evidence

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise refuse("high", self.high, f"above low, {self.low:g}")
        return self

    def holds(self, value: float) -> bool:
        """Whether a value is possible."""
        return self.low <= value <= self.high


class Bounds(Parameters):
    """All bounds, by the outcome of a run that they are about."""

    bounds: Annotated[dict[str, Bound], Field(min_length=1)]


@cache
def bounds() -> dict[str, Bound]:
    """Outcome -> what is known of it."""
    return validated(Bounds, "factors", "plausible").bounds


def is_plausible(measures: Measures) -> bool:
    """Whether nothing that is known is contradicted."""
    return all(bound.holds(measures[outcome]) for outcome, bound in bounds().items())


def status_quo() -> Pattern:
    """The one arm that tells which settings are plausible: a year in normal time, before anything is changed.

    It asks nothing itself; its run is one that patterns ask for anyway.
    """
    arm = PatternArm(
        label="status quo", label_zh="现状", set={"governance": "grid", "assessment": "none", "regime": "normal"}
    )
    return Pattern(
        title="Status quo", title_zh="现状", claim="", claim_zh="", claims=[], status="imposed", arms={STATUS_QUO: arm}
    )
