"""Designs: which runs answer a question. The files of ``configs/study/``, typed, and the points drawn for them.

A study tells apart what somebody could decide (levers), what nobody knows (uncertainties), what stays (constants) and
what it is about (outcomes). Each combination of levers meets each setting of the uncertainties with the same seeds, so
that a difference between levers is their doing at that setting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, ValidationError, model_validator

import configs
from experiments.factors import PICKS, Factor, Space, Value, Values, at_point, matching_keys, named, space_of, value_at
from sim.columns import OUTCOMES, WINDOWS
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, one_line, refuse, shown
from sim.parameters import Parameters
from sim.scenario import compose, configuration_from, file_content, origin_of, with_values

FOLDER = "study"
COMMAND_LINE = "command line"
SUFFIX = ".yaml"
COLUMNS = tuple(outcome.name + window for outcome in OUTCOMES for window in WINDOWS)
MOST_RUNS = 1_000_000
MOST_CHECKED = 200  # points that are validated before anything runs; all, if there are not more
BY_WORD = ("days", "replications", "first_seed", "outcomes", "design")  # what words may change of a study

type Factors = list[Annotated[Factor, BeforeValidator(named)]]


class Sampling(Parameters):
    """How the settings of the uncertainties are found.

    ``draws`` counts the points of a Latin hypercube or of random points, the rows of Sobol's base sample, the
    trajectories of Morris; ``levels`` the values per range of a factorial, of one-at-a-time and of Morris.
    """

    kind: Literal["factorial", "one_at_a_time", "latin_hypercube", "random", "sobol", "morris", "table"]
    draws: Annotated[int, Field(ge=2, le=MOST_RUNS)] = 64
    levels: Annotated[int, Field(ge=2, le=100)] = 4
    seed: Annotated[int, Field(ge=1, le=2**31)] = 20_240  # of the draws: the same study draws the same points anywhere
    file: str = ""  # of a table: CSV, one column per key, one row per point

    @model_validator(mode="after")
    def _fits_the_kind(self) -> Self:
        if self.kind == "sobol" and self.draws & (self.draws - 1):
            raise refuse("draws", self.draws, "a power of 2, as Sobol's sequence is balanced only there")
        if self.kind == "morris" and self.levels % 2:
            raise refuse("levels", self.levels, "an even number for Morris")
        if bool(self.file) != (self.kind == "table"):
            raise refuse("file", self.file, "a CSV file if kind is table, else nothing")
        return self


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
    levers: Factors = Field(default_factory=list)  # crossed with every setting; of a range, its two ends
    uncertainties: Factors = Field(default_factory=list)
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
        points = _table(Path(study.design.file), [*levers, *spaces])
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


# --- settings ---------------------------------------------------------------------------------------------------------
def settings_of(sampling: Sampling, spaces: Sequence[Space], config: SimulationConfig) -> list[Values]:
    """Settings of the uncertainties, in the order in which their analysis expects them.

    Args:
        sampling: how they are found.
        spaces: what each uncertainty can be.
        config: where one-at-a-time starts from: its first setting is the configuration as it is.

    Returns:
        Key to value, for each setting; one empty setting if nothing is uncertain.
    """
    if not spaces:
        return [{}]
    if sampling.kind == "factorial":
        return [_setting(spaces, values) for values in product(*(space.levels(sampling.levels) for space in spaces))]
    if sampling.kind == "one_at_a_time":
        return _one_at_a_time(sampling, spaces, config)
    shares = _shares(sampling, len(spaces)).tolist()
    return [_setting(spaces, [space.at(share) for space, share in zip(spaces, row, strict=True)]) for row in shares]


def _shares(sampling: Sampling, n: int) -> NDArray[np.float64]:
    """Points in the unit cube, (n_points, n)."""
    rng = np.random.default_rng(sampling.seed)
    if sampling.kind == "random":
        return rng.random((sampling.draws, n))
    if sampling.kind == "latin_hypercube":
        from scipy.stats import qmc

        return qmc.LatinHypercube(d=n, rng=rng).random(sampling.draws)
    problem = {"num_vars": n, "names": [str(i) for i in range(n)], "bounds": [[0.0, 1.0]] * n}
    if sampling.kind == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, sampling.draws, calc_second_order=False, seed=sampling.seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, sampling.draws, num_levels=sampling.levels, seed=sampling.seed))


def _one_at_a_time(sampling: Sampling, spaces: Sequence[Space], config: SimulationConfig) -> list[Values]:
    usual = {key: value_at(config, key) for space in spaces for key in space.keys}
    others = (
        usual | dict.fromkeys(space.keys, value)
        for space in spaces
        for value in space.levels(sampling.levels)
        if value != usual[space.keys[0]]
    )
    return [usual, *others]


def _setting(spaces: Sequence[Space], values: Sequence[Value]) -> Values:
    return {key: value for space, value in zip(spaces, values, strict=True) for key in space.keys}


def crossed(settings: Sequence[Values], levers: Sequence[Space]) -> list[Values]:
    """Every setting under every combination of levers; of a lever with a range, its two ends."""
    combinations = [_setting(levers, values) for values in product(*(lever.levels(2) for lever in levers))]
    return [combination | setting for setting in settings for combination in combinations]


def _table(file: Path, spaces: Sequence[Space]) -> list[Values]:
    """Points as a CSV file lists them: one column per lever and uncertainty, called by its first key."""
    import pandas as pd

    try:
        table = pd.read_csv(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise ConfigurationError("design.file", f"{file} ({reason})", "a CSV file that can be read") from None
    names = [space.keys[0] for space in spaces]
    for column in table.columns:
        if column not in names:
            allowed = "one column for each of " + ", ".join(names)
            raise ConfigurationError("design.file", shown(column), allowed, nearest_name(column, names), str(file))
    for name in names:
        if name not in table.columns:
            raise ConfigurationError("design.file", f"no column {name}", "a column for every factor", None, str(file))
    if table.empty:
        raise ConfigurationError("design.file", "no row", "one row or more", None, str(file))
    return [
        {
            key: _listed(space, row[space.keys[0]], number, file)
            for space in spaces
            for key in space.keys
        }
        for number, row in enumerate(table.to_dict("records"), start=2)
    ]  # fmt: skip


def _listed(space: Space, value: Any, line: int, file: Path) -> Value:
    """A value of a table, if it is one that the factor can have."""
    if space.choices:
        is_there, allowed = value in space.choices, "one of " + ", ".join(str(choice) for choice in space.choices)
    else:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_there = is_number and space.low <= value <= space.high and (not space.is_whole or value == int(value))
        allowed = f"a {'whole ' * space.is_whole}number from {space.low:g} to {space.high:g}"
    if not is_there:
        raise ConfigurationError(space.keys[0], shown(value), allowed, None, f"{file}, line {line}")
    if space.choices:
        return space.choices[space.choices.index(value)]
    return int(value) if space.is_whole else float(value)


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
