"""What a pattern asks: the files of ``configs/pattern/``, typed, and the arms that all patterns asked for share.

A pattern is a measurable statement of the sources. It compares a few arms at many drawn settings of the model; each
arm runs at each setting with the same seeds, so that a difference is the arm's doing at that setting and nothing else.
It is asked again with the mechanism off that it is said to come from. Arms of different patterns that resolve to the
same configuration are one run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from experiments.draws import swept_factors, validated
from experiments.factors import Factor, NamedFactor, Value, Values
from experiments.measures import MEASURES
from experiments.run import Arm
from sim.columns import OUTCOMES
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, refuse
from sim.model import burn_in_key
from sim.parameters import Parameters
from sim.scenario import load_scenario, with_picks, with_values

FOLDER, FACTORS = "pattern", ("factors", "patterns")
UNDOMINATED = "undominated"  # made of three outcomes, where effects are read
PICKS = ("governance", "assessment", "regime")
# unit and definition of all that an expectation may be about
READ: dict[str, tuple[str, str]] = {
    **{outcome.name: (outcome.unit, outcome.meaning) for outcome in OUTCOMES},
    **MEASURES,
    UNDOMINATED: (
        "0 to 1",
        "seeds at which no other arm of the contrast is at least as good in cost_hours_per_resolved, need_based_days "
        "and participation_share and better in one",
    ),
}

type Status = Literal["imposed", "calibrated", "emergent"]
type Keyed = dict[str, Value | list[str]]


class PatternArm(Parameters):
    """One arm: what it is called, the picks and values that make it, and factors on values that are drawn."""

    label: str
    label_zh: str
    set: Keyed = Field(default_factory=dict)
    times: dict[str, float] = Field(default_factory=dict)


class Expectation(Parameters):
    """A weighted sum over arms of an outcome, and what is said of it: a sign, no difference, or a level."""

    title: str
    title_zh: str
    outcome: str
    window: Literal["", "normal", "emergency", "return"] = ""  # phase of the regime's calendar; empty: the whole run
    contrast: Annotated[dict[str, float], Field(min_length=1)]  # arm -> weight
    sign: Literal["up", "down", "same", "within"]
    smallest_effect: Annotated[float, Field(ge=0)] = 0.0  # in the outcome's unit; below it an effect is of no interest
    low: float | None = None  # of the level, where the sign is within
    high: float | None = None
    status: Status | None = None  # None: that of the pattern
    has_without: bool = True  # whether it is asked again with the mechanism off

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.outcome not in READ:
            nearest = nearest_name(self.outcome, [*READ])
            raise refuse("outcome", self.outcome, "an outcome of runs or a measure", nearest)
        if self.outcome in MEASURES and self.window:
            raise refuse("window", self.window, "no window, because a measure is of the whole run")
        if self.sign == "same" and self.smallest_effect == 0.0:
            raise refuse("smallest_effect", 0.0, "above 0 where the sign is same")
        if self.sign == "within" and (self.low is None or self.high is None or not self.low < self.high):
            raise refuse("low", self.low, "low and high, low below high, where the sign is within")
        return self


class Mechanism(Parameters):
    """What a pattern is said to come from, and what takes it away."""

    label: str
    label_zh: str
    ids: list[str]  # of docs/evidence
    set: Annotated[Keyed, Field(min_length=1)]


class Pattern(Parameters):
    """One pattern of docs/evidence: claim, arms and expectations; or the reason why the model has no state for it."""

    title: str
    title_zh: str
    claim: str
    claim_zh: str
    claims: list[str]  # ids of docs/evidence
    status: Status
    note: str = ""  # what a reader has to know beside the numbers
    note_zh: str = ""
    is_missing: bool = False  # the model has no state for it: the note says which
    scenario: str = "street_of_three"
    days: Annotated[int, Field(ge=30, le=3_600, multiple_of=30)] = 360
    set: Keyed = Field(default_factory=dict)  # picks and values of every arm
    arms: dict[str, PatternArm] = Field(default_factory=dict)
    without: Mechanism | None = None
    outcomes: list[Expectation] = Field(default_factory=list)

    @model_validator(mode="after")
    def _arms_exist(self) -> Self:
        if self.is_missing is not (not self.arms and not self.outcomes and bool(self.note)):
            raise refuse("is_missing", self.is_missing, "true with a note and without arms and outcomes, else false")
        for number, outcome in enumerate(self.outcomes):
            for arm in outcome.contrast:
                if arm not in self.arms:
                    nearest = nearest_name(arm, [*self.arms])
                    raise refuse(f"outcomes.{number}.contrast", arm, "arms of the pattern", nearest)
        return self

    def without_arms(self) -> dict[str, PatternArm]:
        """The arms that expectations need again, with the mechanism off."""
        if self.without is None:
            return {}
        asked_again = {arm for outcome in self.outcomes if outcome.has_without for arm in outcome.contrast}
        return {
            name: arm.model_copy(
                update={
                    "set": arm.set | self.without.set,
                    "times": {key: factor for key, factor in arm.times.items() if key not in self.without.set},
                }
            )
            for name, arm in self.arms.items()
            if name in asked_again
        }

    def definition(self) -> dict[str, Any]:
        """Itself as plain values, with unit and definition of what each expectation is about."""
        tree = self.model_dump(mode="json")
        for outcome in tree["outcomes"]:
            outcome["unit"], outcome["meaning"] = READ[outcome["outcome"]]
        return tree


class PatternFactors(Parameters):
    """The file of what patterns draw beside what every verdict is drawn over."""

    factors: list[NamedFactor]


def load_pattern(name: str) -> Pattern:
    """A pattern by its file's name.

    Errors:
        :class:`sim.errors.ConfigurationError`: there is none, or it does not fit.
    """
    return validated(Pattern, FOLDER, name)


def pattern_factors() -> list[Factor]:
    """All that is drawn: one set of points serves every pattern, so that their arms can be shared."""
    return [*swept_factors(), *validated(PatternFactors, *FACTORS).factors]


# --- arms -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SharedArm:
    """A run that some arms of some patterns share.

    Attributes:
        arm: its name, the configuration with picks made, its length.
        values: what goes over whatever is drawn.
        times: factors on values that are drawn, by key.
    """

    arm: Arm
    values: Keyed
    times: dict[str, float]

    def at(self, setting: Values) -> Arm:
        """The arm at a setting.

        Errors:
            :class:`sim.errors.ConfigurationError`: a drawn value does not fit.
        """
        scaled = {key: factor * float(setting[key]) for key, factor in self.times.items()}
        return Arm(self.arm.name, with_values(self.arm.config, {**setting, **scaled, **self.values}), self.arm.days)


def shared_arms(
    patterns: Mapping[str, Pattern], drawn: Sequence[str]
) -> tuple[list[SharedArm], dict[str, dict[str, tuple[str, str | None]]]]:
    """The distinct runs behind all arms of some patterns.

    Args:
        patterns: by name.
        drawn: keys that a setting fills in.

    Returns:
        The runs, those with one burn-in next to each other; pattern -> arm -> name of its run, and of that with the
        mechanism off.
    """
    found: dict[str, SharedArm] = {}

    def run_of(base: SimulationConfig, pattern: Pattern, arm: PatternArm) -> str:
        shared = _resolved(base, pattern, arm, drawn)
        return found.setdefault(shared.arm.name, shared).arm.name

    names: dict[str, dict[str, tuple[str, str | None]]] = {}
    for name, pattern in patterns.items():
        base, bare = load_scenario(pattern.scenario), pattern.without_arms()
        names[name] = {
            key: (run_of(base, pattern, arm), run_of(base, pattern, bare[key]) if key in bare else None)
            for key, arm in pattern.arms.items()
        }
    return sorted(found.values(), key=_burn_in), names


def _resolved(base: SimulationConfig, pattern: Pattern, arm: PatternArm, drawn: Sequence[str]) -> SharedArm:
    """One arm with its picks made, named after all that decides its results."""
    both = pattern.set | arm.set
    picked = with_picks(base, **{group: str(pick) for group, pick in both.items() if group in PICKS})
    values = expanded(picked, {key: value for key, value in both.items() if key not in PICKS})
    fixed = with_values(picked, {key: value for key, value in values.items() if key not in drawn})
    over = {key: value for key, value in values.items() if key in drawn}
    for key in arm.times:
        if key not in drawn or key in over:
            raise ConfigurationError(key, "a factor", "factors on values that are drawn, and not set", None, "times")
    said = f"{fixed.model_dump_json()} {sorted(over.items())} {sorted(arm.times.items())} {pattern.days}"
    name = hashlib.sha256(said.encode()).hexdigest()[:12]
    return SharedArm(Arm(name, fixed, pattern.days), over, dict(arm.times))


def _burn_in(shared: SharedArm) -> tuple[str, str, str]:
    of_place = sorted((key, str(value)) for key, value in shared.values.items() if key.startswith(("rules.", "time.")))
    return burn_in_key(shared.arm.config, 0), str(of_place), shared.arm.name


def expanded(config: SimulationConfig, values: Keyed) -> Keyed:
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


def check_settings(arms: Sequence[SharedArm], settings: Sequence[Values]) -> None:
    """Refuse settings that are not all admissible, before anything runs: every arm at the first, the first at every.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first fault.
    """
    for arm in arms:
        arm.at(settings[0])
    for setting in settings:
        arms[0].at(setting)
