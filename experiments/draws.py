"""Settings of the model: what is not known, the ranges it is drawn from, and the points drawn.

A setting is a point of a Latin hypercube over factors; what every verdict draws is in ``configs/factors/swept.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from experiments.factors import Factor, NamedFactor, Space, Values, space_of
from experiments.sampling import Sampling, settings_of
from sim.errors import one_line
from sim.parameters import Parameters
from sim.scenario import file_content, load_scenario

SWEPT = ("factors", "swept")
DRAWS_SEED = 20_240  # of the Latin hypercube: the same factors and number give the same points everywhere


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


def spaces_of(factors: Sequence[Factor]) -> list[Space]:
    """Which values factors take, whatever the place: of keys that every configuration has.

    Errors:
        :class:`sim.errors.ConfigurationError`: a key that does not exist, or no range given and none declared.
    """
    config = load_scenario()
    return [space_of(factor, config) for factor in factors]


def settings_between(factors: Sequence[Factor], draws: int) -> list[Values]:
    """Settings: a Latin hypercube over factors, each margin met evenly.

    Args:
        factors: what is drawn.
        draws: number of settings.

    Returns:
        Values by key, one dictionary per setting; the same factors and number give the same settings.
    """
    sampling = Sampling(kind="latin_hypercube", draws=draws, seed=DRAWS_SEED)
    return settings_of(sampling, spaces_of(factors), load_scenario())
