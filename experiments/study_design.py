"""What a study asks, and of which settings: the files of ``configs/study/``, typed, and the points drawn for them.

A directional test compares a few arms at many plausible settings of the model. A setting is a point drawn from the
ranges that the parameters declare; every arm runs at every setting with the same seeds, so that a difference is the
arm's doing at that setting and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from experiments.parameter_table import groups
from experiments.run import Arm
from sim.columns import OUTCOMES
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, one_line, refuse
from sim.parameters import Parameters
from sim.scenario import file_content, load_scenario, with_picks, with_values

type Value = bool | int | float | str
type Values = dict[str, Value]

FOLDER = "study"
SWEPT = ("factors", "swept")  # the file with what every study draws, beside its own factors
PICKS = ("governance", "assessment", "regime")
DRAWS_SEED = 20_240  # of the Latin hypercube: the same study draws the same points everywhere
OUTCOME_NAMES = tuple(outcome.name for outcome in OUTCOMES)


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


class StudyArm(Parameters):
    """One arm: what it is called, and the picks and values that make it."""

    label: str
    label_zh: str
    set: Values = Field(default_factory=dict)


class StudyOutcome(Parameters):
    """One expectation: a weighted sum over arms of an outcome, and the sign it is said to have."""

    title: str
    title_zh: str
    outcome: str
    window: Literal["", "normal", "emergency", "return"] = ""  # phase of the regime's calendar; empty: the whole run
    contrast: Annotated[dict[str, float], Field(min_length=1)]  # arm -> weight
    minus: float = 0.0  # a fixed level that is taken off, in the outcome's unit
    sign: Literal["up", "down", "same"]
    smallest_effect: Annotated[float, Field(ge=0)]  # in the outcome's unit; below it an effect is of no interest

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.outcome not in OUTCOME_NAMES:
            raise refuse("outcome", self.outcome, "an outcome of runs", nearest_name(self.outcome, OUTCOME_NAMES))
        if self.sign == "same" and self.smallest_effect == 0.0:
            raise refuse("smallest_effect", 0.0, "above 0 where the sign is same")
        return self


class Study(Parameters):
    """One directional test of docs/evidence: claim, arms, expectations, and what is drawn."""

    title: str
    title_zh: str
    claim: str
    claim_zh: str
    claims: list[str]  # ids of docs/evidence
    scenario: str = "street_of_three"
    days: Annotated[int, Field(ge=30, le=3_600, multiple_of=30)]
    draws: Annotated[int, Field(ge=2, le=100_000)] = 50
    seeds: Annotated[int, Field(ge=1, le=1_000)] = 2
    set: Values = Field(default_factory=dict)  # picks and values of every arm
    factors: list[Annotated[Factor, BeforeValidator(_named)]] = Field(default_factory=list)  # beside those of SWEPT
    arms: Annotated[dict[str, StudyArm], Field(min_length=1)]
    outcomes: Annotated[list[StudyOutcome], Field(min_length=1)]

    @model_validator(mode="after")
    def _arms_exist(self) -> Self:
        for number, outcome in enumerate(self.outcomes):
            for arm in outcome.contrast:
                if arm not in self.arms:
                    raise refuse(
                        f"outcomes.{number}.contrast", arm, "arms of the study", nearest_name(arm, [*self.arms])
                    )
        return self


class SweptFactors(Parameters):
    """What every study draws."""

    factors: list[Annotated[Factor, BeforeValidator(_named)]]


def load_study(name: str) -> Study:
    """A study by its file's name.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is none, or it does not fit.
    """
    return _validated(Study, FOLDER, name)


def swept_factors() -> list[Factor]:
    """What every study draws, beside its own factors."""
    return _validated(SweptFactors, *SWEPT).factors


def _validated[Model: Parameters](model: type[Model], group: str, name: str) -> Model:
    tree = file_content(group, name)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, model, tree, lambda key: f"configs/{group}/{name}.yaml") from None


# --- arms -------------------------------------------------------------------------------------------------------------
def arms_and_values(study: Study) -> list[tuple[Arm, Values]]:
    """Each arm with its picks made, and the values that still go over whatever is drawn."""
    base = load_scenario(study.scenario)
    found = []
    for name, arm in study.arms.items():
        both = study.set | arm.set
        picked = with_picks(base, **{group: str(pick) for group, pick in both.items() if group in PICKS})
        values = {key: value for key, value in both.items() if key not in PICKS}
        found.append((Arm(name, picked, study.days), expanded(picked, values)))
    return found


def expanded(config: SimulationConfig, values: Values) -> Values:
    """Values with each ``*`` in a key replaced by the name of every entry that stands there."""
    tree = config.model_dump()
    return {key: value for pattern, value in values.items() for key in _matching(tree, pattern.split("."), pattern)}


def _matching(place: Any, parts: Sequence[str], pattern: str) -> Iterator[str]:
    if "*" not in parts:
        yield ".".join(parts)
        return
    first, *rest = parts
    below = {str(entry["name"]): entry for entry in place} if isinstance(place, list) else place
    if not isinstance(below, dict) or (first != "*" and first not in below):
        raise ConfigurationError(pattern, first, "a key that exists, before and after each *")
    for name in below if first == "*" else [first]:
        for key in _matching(below[name], rest, pattern):
            yield f"{name}.{key}"


# --- settings ---------------------------------------------------------------------------------------------------------
def drawn_settings(study: Study, draws: int) -> list[Values]:
    """Plausible settings: a Latin hypercube over all factors, each margin met evenly.

    Args:
        study: whose factors.
        draws: number of settings.

    Returns:
        Values by key, one dictionary per setting; the same study and number give the same settings.
    """
    return settings_between([*swept_factors(), *study.factors], draws)


def settings_between(factors: Sequence[Factor], draws: int) -> list[Values]:
    """A Latin hypercube over factors; the same factors and number give the same settings everywhere."""
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


def checked_settings(arms: Sequence[tuple[Arm, Values]], settings: Sequence[Values]) -> None:
    """Refuse a study whose settings are not all admissible, before anything runs.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first fault.
    """
    for setting in settings:
        for arm, values in arms:
            with_values(arm.config, {**setting, **values})


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
