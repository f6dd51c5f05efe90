"""A minimal design: a factorial read from a file of ``configs/study/``; replaced when the designs are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from experiments.study_design import PICKS, Values
from sim.configuration import SimulationConfig
from sim.scenario import file_content, load_scenario

__all__ = ["PICKS", "Design", "Values", "load_design"]


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
    """A factorial over the listed values of levers and uncertainties; words go over the constants."""
    import yaml  # type: ignore[import-untyped, unused-ignore]

    is_file = name.endswith(".yaml")
    tree = yaml.safe_load(Path(name).read_text(encoding="utf-8")) if is_file else file_content("study", name)
    constants = [f"{key}={value}" for key, value in tree.get("constants", {}).items()]
    config = load_scenario(tree["scenario"], *constants, *words)
    factors = [*tree.get("levers", []), *tree.get("uncertainties", [])]
    points = tuple(
        {key: value for factor, value in zip(factors, values, strict=True) for key in factor["keys"]}
        for values in product(*(factor["values"] for factor in factors))
    )
    identity = {**tree, "configuration": config.model_dump(mode="json")}
    return Design(name, points, config, tree["days"], tree["replications"], 0, tuple(tree["outcomes"]), identity)
