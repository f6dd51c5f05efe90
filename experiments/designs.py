"""Designs: which runs answer a question. The files of ``configs/study/``, typed, and made ready to run.

A study tells apart what somebody could decide (levers), what nobody knows (uncertainties), what stays (constants) and
what it is about (outcomes). Each combination of levers meets each setting of the uncertainties with the same seeds, so
that a difference between levers is their doing at that setting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

import configs
from experiments.factors import PICKS, NamedFactor, Space, Values, at_point, matching_keys, space_of, value_at
from experiments.sampling import MOST_RUNS, Sampling, crossed, listed_points, settings_of
from sim.columns import OUTCOMES, WINDOWS
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, one_line, refuse, shown
from sim.parameters import Parameters
from sim.scenario import compose, configuration_from, file_content, origin_of, with_values

FOLDER = "study"
COMMAND_LINE = "command line"
SUFFIX = ".yaml"
COLUMNS = tuple(outcome.name + window for outcome in OUTCOMES for window in WINDOWS)
MOST_CHECKED = 200  # points that are validated before anything runs; all, if there are not more
BY_WORD = ("days", "replications", "first_seed", "outcomes", "design")  # what words may change of a study


class Study(Parameters):
    """One question, and the runs that answer it."""

    title: str
    title_zh: str
    question: str
    question_zh: str
    scenario: str = "street_of_three"
    days: Annotated[int, Field(ge=30, le=36_000, multiple_of=30)]
    replications: Annotated[int, Field(ge=1, le=100_000)] = 2
    first_seed: Annotated[int, Field(ge=0, le=2**62)] = 0
    constants: Values = Field(default_factory=dict)  # picks and values of every run
    levers: list[NamedFactor] = Field(default_factory=list)  # crossed with every setting; of a range, its two ends
    uncertainties: list[NamedFactor] = Field(default_factory=list)
    outcomes: Annotated[list[str], Field(min_length=1)]  # columns of runs
    design: Sampling

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for outcome in self.outcomes:
            if outcome not in COLUMNS:
                raise refuse("outcomes", outcome, "columns of the table runs", nearest_name(outcome, COLUMNS))
        if not self.levers and not self.uncertainties:
            raise refuse("uncertainties", self.uncertainties, "at least one lever or uncertainty")
        if self.design.kind in ("sobol", "morris") and len(self.uncertainties) < 2:
            raise refuse("uncertainties", self.uncertainties, f"2 or more for {self.design.kind}")
        return self


@dataclass(frozen=True, slots=True)
class Design:
    """A study made ready to run.

    Attributes:
        name: of its file.
        points: key to value, for each design point; a key of :data:`experiments.factors.PICKS` names a file. Of one
            setting of the uncertainties, the combinations of levers follow one another.
        config: the constants.
        days: length of each run.
        replications: seeds per point; replicate r has seed ``first_seed`` + r at every point.
        first_seed: seed of replicate 0.
        outcomes: columns of ``runs`` that the study is about.
        identity: the whole study as validated: what decides whether two results belong together.
    """

    name: str
    points: tuple[Values, ...]
    config: SimulationConfig
    days: int
    replications: int
    first_seed: int
    outcomes: tuple[str, ...]
    identity: dict[str, Any]


def study_names() -> list[str]:
    """Names of all studies that come with the installation."""
    return [name for name in configs.choices(FOLDER) if "design" in file_content(FOLDER, name)]


def list_studies() -> list[tuple[str, Study]]:
    """All studies that come with the installation, by name."""
    return [(name, _validated(file_content(FOLDER, name), _place(name))) for name in study_names()]


def load_design(name: str, words: Sequence[str] = ()) -> Design:
    """Make a study ready to run.

    Args:
        name: a file of ``configs/study/``, or the path of one's own, ``mine.yaml``.
        words: overrides in Hydra's syntax: a field of the study (``design.draws=64``, ``replications=10``), or a pick
            or value of the configuration that then is a constant (``scenario=l_community``).

    Returns:
        The design; the same study and words give the same points.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first fault; nothing is run or written before.
    """
    study, config = _composed(name, words)
    levers = [space_of(factor, config) for factor in study.levers]
    spaces = [space_of(factor, config) for factor in study.uncertainties]
    _refuse_twice([*levers, *spaces])
    _refuse_fixed([*levers, *spaces], words)
    _refuse_too_many(study, levers, spaces)
    carried = _carried(config, [*study.constants, *_keys_of(words)], [*levers, *spaces])
    if study.design.kind == "table":
        points = listed_points(Path(study.design.file), [*levers, *spaces])
    else:
        points = crossed(settings_of(study.design, spaces, config), levers)
    points = [carried | point for point in points]
    _refuse_inadmissible(config, points, levers, spaces)
    return Design(
        name=name,
        points=tuple(points),
        config=config,
        days=study.days,
        replications=study.replications,
        first_seed=study.first_seed,
        outcomes=tuple(study.outcomes),
        identity=_identity(name, study, config, points, levers, spaces),
    )


def _composed(name: str, words: Sequence[str]) -> tuple[Study, SimulationConfig]:
    """The study with what the words change of it, and the configuration of its constants."""
    tree = _content(name)
    asked = _validated(tree, _place(name))
    picks = [f"{key}={value}" for key, value in asked.constants.items() if key in PICKS]
    overrides = [f"scenario={asked.scenario}", *picks, *words]
    composed = compose(*overrides)
    own = {field: composed.pop(field) for field in BY_WORD if field in composed}
    for field, value in own.items():
        tree[field] = tree[field] | value if field == "design" and isinstance(value, dict) else value
    study = _validated(tree, COMMAND_LINE) if own else asked
    config = configuration_from(composed, origin_of(*overrides), BY_WORD)
    by_word = _keys_of(words)
    values = {
        key: value
        for pattern, value in study.constants.items()
        if pattern not in PICKS
        for key in matching_keys(config, pattern)
        if not any(key == word or key.startswith(word + ".") for word in by_word)
    }
    return study.model_copy(update={"scenario": config.scenario}), with_values(config, values)


def _keys_of(words: Sequence[str]) -> list[str]:
    """Configuration keys that the words set."""
    keys = [word.lstrip("~+").partition("=")[0] for word in words]
    return [key for key in keys if key.partition(".")[0] not in (*BY_WORD, "scenario")]


def _content(name: str) -> dict[str, Any]:
    """What a study's file says: one that comes with the installation, or the path of one's own, ``mine.yaml``."""
    if not name.endswith(SUFFIX):
        known = study_names()
        if name not in known:
            allowed = f"a path that ends in {SUFFIX}, or one of " + ", ".join(known)
            raise ConfigurationError("study", shown(name), allowed, nearest_name(name, known), COMMAND_LINE)
        return file_content(FOLDER, name)
    import yaml  # type: ignore[import-untyped, unused-ignore]

    try:
        tree = yaml.safe_load(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise ConfigurationError("study", f"{name} ({reason})", "a YAML file that can be read") from None
    if not isinstance(tree, dict):
        raise ConfigurationError("study", f"{name} without keys", "a YAML file like those of configs/study/")
    return {str(key): value for key, value in tree.items()}


def _place(name: str) -> str:
    return name if name.endswith(SUFFIX) else f"configs/{FOLDER}/{name}{SUFFIX}"


def _validated(tree: dict[str, Any], place: str) -> Study:
    try:
        return Study.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, Study, tree, lambda key: place) from None


# --- what cannot be ---------------------------------------------------------------------------------------------------
def _refuse_twice(spaces: Sequence[Space]) -> None:
    keys = [key for space in spaces for key in space.keys]
    for key in keys:
        if keys.count(key) > 1:
            raise ConfigurationError(key, "several factors with this key", "each key once")


def _refuse_fixed(spaces: Sequence[Space], words: Sequence[str]) -> None:
    """A word that fixes what the study varies would have no effect."""
    keys = {key for space in spaces for key in space.keys}
    for word in words:
        key, _, text = word.lstrip("~+").partition("=")
        if key in keys:
            raise ConfigurationError(key, shown(text), "no value, because the study varies it", None, COMMAND_LINE)


def _refuse_too_many(study: Study, levers: Sequence[Space], spaces: Sequence[Space]) -> None:
    design, n = study.design, len(spaces)
    n_settings = {
        "factorial": prod(len(space.choices) or design.levels for space in spaces),
        "one_at_a_time": 1 + sum(len(space.choices) or design.levels for space in spaces),
        "sobol": design.draws * (n + 2),
        "morris": design.draws * (n + 1),
        "table": 1,
    }.get(design.kind, design.draws)
    n_runs = n_settings * prod(len(lever.choices) or 2 for lever in levers) * study.replications
    if n_runs > MOST_RUNS:
        allowed = f"at most {MOST_RUNS:,}; fewer factors, levels, draws or replications"
        raise ConfigurationError("design", f"{n_runs:,} runs", allowed)


def _refuse_inadmissible(
    config: SimulationConfig, points: Sequence[Values], levers: Sequence[Space], spaces: Sequence[Space]
) -> None:
    """Refuse ends of ranges that are not admissible, then points: all, or some evenly spread if there are many.

    Ends are tried one by one, so that the line that is told names the factor to blame.
    """
    for space in (*levers, *spaces):
        is_picked = any(key.partition(".")[0] in points[0] for key in space.keys)  # admissible only with its pick
        for value in () if is_picked else space.ends():
            at_point(config, dict.fromkeys(space.keys, value))
    picked: dict[str, SimulationConfig] = {}  # composing picks takes longer than setting values
    for point in points[:: -(-len(points) // MOST_CHECKED)]:
        picks = {key: value for key, value in point.items() if key in PICKS}
        values = {key: value for key, value in point.items() if key not in PICKS}
        if str(picks) not in picked:
            picked[str(picks)] = at_point(config, picks)
        with_values(picked[str(picks)], values)


def _carried(config: SimulationConfig, keys: Sequence[str], spaces: Sequence[Space]) -> Values:
    """Constants below a group of which the study picks files: each point sets them again, over its pick."""
    picked = {space.keys[0] for space in spaces if space.keys[0] in PICKS}
    below = [key for key in keys if key not in PICKS and key.partition(".")[0] in picked]
    return {key: value_at(config, key) for pattern in below for key in matching_keys(config, pattern)}


def _identity(
    name: str,
    study: Study,
    config: SimulationConfig,
    points: Sequence[Values],
    levers: Sequence[Space],
    spaces: Sequence[Space],
) -> dict[str, Any]:
    """The whole study as JSON: its file with the words' changes, what each factor can be, points, constants."""
    asked = study.model_dump(mode="json")
    for kind, found in (("levers", levers), ("uncertainties", spaces)):
        asked[kind] = [
            {
                "keys": list(space.keys),
                "label": factor.label or space.keys[0].rpartition(".")[2],
                "label_zh": factor.label_zh or space.keys[0].rpartition(".")[2],
                **({"choices": list(space.choices)} if space.choices else {"low": space.low, "high": space.high}),
            }
            for factor, space in zip(getattr(study, kind), found, strict=True)
        ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(points, sort_keys=True).encode()).hexdigest()
    return {"name": name, **asked, "points": digest, "configuration": config.model_dump(mode="json")}
