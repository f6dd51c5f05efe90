"""Plausible settings of the model: what is not known, the ranges it is drawn from, and the points drawn.

A setting is a point of a Latin hypercube over factors; what every verdict draws is in ``configs/factors/swept.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, ValidationError

from experiments.parameter_table import groups
from sim.errors import ConfigurationError, one_line
from sim.parameters import Parameters
from sim.scenario import file_content

type Value = bool | int | float | str
type Values = dict[str, Value]

SWEPT = ("factors", "swept")
DRAWS_SEED = 20_240  # of the Latin hypercube: the same factors and number give the same points everywhere


def _named(factor: Any) -> Any:
    return {"keys": [factor]} if isinstance(factor, str) else factor


class Factor(Parameters):
    """One thing that is not known: keys that get the same drawn value, and the range it is drawn from."""

    keys: Annotated[list[str], Field(min_length=1)]
    low: float | None = None  # None: the declared end of the first key's range
    high: float | None = None

    def interval(self) -> tuple[float, float, type]:
        """Low, high, and what kind of number is wanted.

        Errors:
            :class:`sim.errors.ConfigurationError`: no range is given, and none declared.
        """
        low, high, kind = _declared(self.keys[0])
        low, high = (given if given is not None else found for given, found in ((self.low, low), (self.high, high)))
        if low is None or high is None or not low < high:
            raise ConfigurationError(self.keys[0], "no range", "a parameter with a declared range, or low and high")
        return low, high, kind


type NamedFactor = Annotated[Factor, BeforeValidator(_named)]


class SweptFactors(Parameters):
    """The file of factors."""

    factors: list[NamedFactor]


def swept_factors() -> list[Factor]:
    """What evidence leaves open, and every verdict is drawn over."""
    return validated(SweptFactors, *SWEPT).factors


def validated[Model: Parameters](model: type[Model], group: str, name: str) -> Model:
    """A file of the presets that is no part of a configuration, typed.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is none, or it does not fit.
    """
    tree = file_content(group, name)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, model, tree, lambda key: f"configs/{group}/{name}.yaml") from None


def settings_between(factors: Sequence[Factor], draws: int) -> list[Values]:
    """Plausible settings: a Latin hypercube over factors, each margin met evenly.

    Args:
        factors: what is drawn.
        draws: number of settings.

    Returns:
        Values by key, one dictionary per setting; the same factors and number give the same settings.
    """
    from scipy.stats import qmc

    intervals = [factor.interval() for factor in factors]
    points = qmc.LatinHypercube(d=len(factors), rng=np.random.default_rng(DRAWS_SEED)).random(draws)
    return [
        {
            key: _as_kind(low + share * (high - low), kind)
            for factor, (low, high, kind), share in zip(factors, intervals, point, strict=True)
            for key in factor.keys
        }
        for point in points.tolist()
    ]


def _as_kind(value: float, kind: type) -> Value:
    if kind is bool:
        return value >= 0.5
    return round(value) if kind is int else float(f"{value:.6g}")


def _declared(key: str) -> tuple[float | None, float | None, type]:
    """Declared low and high of a parameter, and its type; nothing for keys that are no declared parameters."""
    above, _, name = key.rpartition(".")
    group = dict(groups()).get(above)
    field = group.model_fields.get(name) if group else None
    if field is None:
        return None, None, float
    limits = [
        next((float(getattr(rule, word)) for rule in field.metadata if hasattr(rule, word)), None)
        for word in ("ge", "le")
    ]
    if field.annotation is bool:
        limits = [0.0, 1.0]
    return limits[0], limits[1], field.annotation or float
