"""What a room asks for: a place and two worlds, checked, and the configurations that they stand for."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

import configs
from experiments.draws import Values
from sim.configuration import SimulationConfig
from sim.errors import nearest_name, one_line, refuse
from sim.parameters import Parameters
from sim.scenario import load_scenario, with_picks, with_values
from workshop.levers import all_levers, draws
from workshop.plausible import plausible

GOVERNANCE = ("grid", "network", "hybrid")
ASSESSMENT = ("none", "ranking", "pass_fail")
REGIME = ("normal", "emergency")
DEFAULT_PLACE = "street_of_eight"


class WorldChoice(Parameters):
    """One world: how it is governed, assessed, in which time, and which levers were moved."""

    governance: Literal["grid", "network", "hybrid"] = "grid"
    assessment: Literal["none", "ranking", "pass_fail"] = "none"
    regime: Literal["normal", "emergency"] = "normal"
    levers: Annotated[dict[str, float], Field(max_length=8)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = all_levers()
        for name, value in self.levers.items():
            if name not in known:
                raise refuse("levers", name, "one of " + ", ".join(known), nearest_name(name, [*known]))
            lever = known[name]
            if not lever.low <= value <= lever.high:
                raise refuse(f"levers.{name}", value, f"a number from {lever.low:g} to {lever.high:g}")
        return self

    @property
    def key(self) -> str:
        """Identity of the choice: equal choices have equal keys."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Game(Parameters):
    """What is played: a place and two worlds."""

    place: str = DEFAULT_PLACE
    a: WorldChoice = Field(default_factory=lambda: WorldChoice(assessment="ranking"))
    b: WorldChoice = Field(default_factory=lambda: WorldChoice(assessment="pass_fail"))

    @model_validator(mode="after")
    def _known(self) -> Self:
        places = configs.choices("scenario")
        if self.place not in places:
            raise refuse("place", self.place, "one of " + ", ".join(places), nearest_name(self.place, places))
        return self


def read_game(tree: Any) -> Game:
    """A game from a plain tree, as it comes from a page or a file.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    try:
        return Game.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, Game, tree if isinstance(tree, dict) else {}, lambda key: "settings") from None


@lru_cache(maxsize=64)
def place_config(place: str) -> SimulationConfig:
    """A place as its preset has it."""
    return load_scenario(place)


def world_config(place: str, choice: WorldChoice, pair: int) -> SimulationConfig:
    """The configuration of one world in one pair: the choice over the place, and the pair's own draw of the rest.

    Args:
        place: a scenario.
        choice: what the room chose.
        pair: number of the pair, which is its seed as well.
    """
    base = _policy(place, choice.governance, choice.assessment, choice.regime)
    return with_values(base, {**draws()[plausible(place).draws[pair]], **_moved(base, choice)})


def chosen_config(place: str, choice: WorldChoice) -> SimulationConfig:
    """The configuration of one world with the place's own values of everything that the room has not chosen."""
    base = _policy(place, choice.governance, choice.assessment, choice.regime)
    return with_values(base, _moved(base, choice))


def _moved(base: SimulationConfig, choice: WorldChoice) -> Values:
    """Configuration values of the levers that were moved."""
    return {
        key: value
        for name, position in choice.levers.items()
        for key, value in all_levers()[name].values(base, position).items()
    }


@lru_cache(maxsize=64)
def _policy(place: str, governance: str, assessment: str, regime: str) -> SimulationConfig:
    return with_picks(place_config(place), governance=governance, assessment=assessment, regime=regime)
