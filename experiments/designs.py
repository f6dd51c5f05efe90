"""A minimal design: a factorial read from a file of ``configs/study/``; replaced when the designs are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from experiments.study_design import Values
from sim.configuration import SimulationConfig
from sim.scenario import file_content, load_scenario


@dataclass(frozen=True, slots=True)
class Design:
    """What a sweep runs: points x replications."""

    name: str
    points: tuple[Values, ...]
    config: SimulationConfig
    days: int
    replications: int
    first_seed: int
    outcomes: tuple[str, ...]
    identity: dict[str, Any]


def load_design(name: str, words: Sequence[str]) -> Design:
    """A factorial over the lists of ``factors``; words go over the base configuration."""
    tree = file_content("study", name)
    factors: dict[str, list[Any]] = tree["factors"]
    config = load_scenario(tree["scenario"], *tree.get("set", []), *words)
    points = tuple(dict(zip(factors, values, strict=True)) for values in product(*factors.values()))
    identity = {"design": tree, "configuration": config.model_dump(mode="json")}
    replications = tree["replications"]
    return Design(name, points, config, tree["days"], replications, 0, tuple(tree["outcomes"]), identity)
