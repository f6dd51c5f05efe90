"""Why do two arms of a comparison differ? ``gewang explain DIR ARM ARM`` switches groups of mechanisms one by one.

The configuration is the one that the comparison stored, so nothing has to be said twice. The runs of all mixtures of
the two arms are stored like those of a comparison, so that the same command continues.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.compare import ARMS, AS_IT_IS, WITHOUT, SeedRuns, seed_runs
from experiments.many import Job, answer
from experiments.provenance import Tree, study_of
from experiments.run import Arm
from experiments.settings import ExplainSettings, read_settings
from experiments.store import COMMAND_LINE, read_provenance, write_files
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError, nearest_name, shown
from sim.scenario import configuration_from, with_values

if TYPE_CHECKING:
    from analysis.explain import Question

TABLE = "explanation.csv"
MOST_EXACT = 6  # parts; 64 coalitions
# Group of mechanisms: keys of the configuration that are switched together. Every key in which two governances or two
# assessments can differ, beside their names, is in one of them.
GROUPS: dict[str, tuple[str, ...]] = {
    "routes": ("governance.normal", "governance.emergency", "governance.return_"),
    "responsibility": ("governance.has_cell_responsibility", "governance.inspection_order"),
    "duties": ("governance.patrol_duty_hours_per_week", "governance.visit_duty_hours_per_week"),
    "platform": ("governance.platform_hours_per_week", "governance.has_rules"),
    "community_stakes": ("assessment.community",),
    "street_stakes": ("assessment.street",),
    "pass_through": ("assessment.worker",),
    "volunteer_points": ("assessment.volunteers",),
    "scoring": ("assessment.scoring",),
}
# Channel: what shuts it.
CHANNELS: dict[str, dict[str, bool | float | str]] = {
    "coping": {"rules.coping.is_switched_on": False},
    "gain_of_workers": {"assessment.worker.form": "none"},
    "call_backs": {"street.call_back_share": 0.0},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Two arms of a stored comparison.

    Attributes:
        names: of the arms, as they were asked for.
        configs: of the arms.
        days: length of a run.
        groups: group of mechanisms -> keys that differ between the arms.
    """

    names: tuple[str, str]
    configs: tuple[SimulationConfig, SimulationConfig]
    days: int
    groups: dict[str, tuple[str, ...]]


def explain(words: Sequence[str]) -> int:
    """``gewang explain DIR ARM ARM``: run the mixtures that are not stored yet, print and draw their shares.

    Args:
        words: directory, two arms, and settings.

    Returns:
        Exit code: 1 if a run failed.
    """
    from analysis.explain import Question
    from analysis.shapley import drawn_orders

    places = [word for word in words if "=" not in word]
    if len(places) != 3:
        allowed = "a results directory and two arms, gewang explain DIR grid/ranking hybrid/pass_fail"
        raise ConfigurationError("explain", " ".join(places) or "nothing", allowed, None, COMMAND_LINE)
    settings = read_settings([word for word in words if "=" in word], ExplainSettings)
    asked = asked_of(Path(places[0]), places[1], places[2], settings.under)
    is_by_channels = settings.by == "channels"
    parts = tuple(CHANNELS if is_by_channels else asked.groups)
    if len(parts) < 2:
        only = f"that the two arms differ in {', '.join(parts) or 'nothing'} alone"
        raise ConfigurationError("by", only, "by=channels", "by=channels", COMMAND_LINE)
    orders = drawn_orders(parts, settings.orders) if len(parts) > MOST_EXACT else []
    question = Question(parts, tuple(orders), is_by_channels)
    arms = mixtures(asked, question)
    name = "_".join(["explain", *(arm.replace("/", "-") for arm in asked.names), asked.configs[0].regime.name,
                     settings.by])  # fmt: skip
    folder = Path(settings.out) if settings.out else Path(places[0]) / name
    whole = [config.model_dump(mode="json") for config in asked.configs]
    study = study_of("explain", days=asked.days, arms=list(asked.names), by=settings.by, orders=len(orders),
                     configuration=whole[0], other={group: whole[1][group] for group in ARMS})  # fmt: skip
    show_it = partial(show, folder, asked, question, settings)
    work = SeedRuns("runs", len(arms), arms)
    numbers = seed_runs(work, settings.seeds)
    job = Job(folder, work, wanted=numbers, mine=numbers, settings=settings, chunk_runs=len(arms))
    return answer(job, study, words, show_it)


def asked_of(folder: Path, a: str, b: str, regime: str | None) -> Asked:
    """The two arms of the comparison that a directory holds.

    Errors:
        :class:`sim.errors.ConfigurationError`: it holds no comparison, or not these arms.
    """
    import analysis

    _ = analysis.load(folder).runs  # what is no results directory, or damaged, is refused
    study = read_provenance(folder)["study"]
    if study.get("command") != "compare":
        allowed = "the results of gewang compare"
        raise ConfigurationError("explain", f"results of gewang {study.get('command')}", allowed, None, COMMAND_LINE)
    if a == b:
        raise ConfigurationError("explain", f"{a} twice", "two arms", None, COMMAND_LINE)
    if "against" in study:
        return _with_and_without(study, a, b)
    tree = study["configuration"]
    regimes = list(tree["regime"])
    chosen = regime or regimes[0]
    if chosen not in regimes:
        raise ConfigurationError("under", chosen, ", ".join(regimes), nearest_name(chosen, regimes), COMMAND_LINE)
    first, second = (_policy_arm(tree, name, chosen) for name in (a, b))
    left, right = first.model_dump(), second.model_dump()
    differing = {
        group: tuple(key for key in keys if _value(left, key) != _value(right, key)) for group, keys in GROUPS.items()
    }
    days = study["days"] or sum(phase.days for phase in first.regime.phases)
    return Asked((a, b), (first, second), days, {group: keys for group, keys in differing.items() if keys})


def _policy_arm(tree: Tree, name: str, regime: str) -> SimulationConfig:
    """The configuration of an arm that is called ``governance/assessment``."""
    there = [f"{governance}/{assessment}" for governance in tree["governance"] for assessment in tree["assessment"]]
    if name not in there:
        raise ConfigurationError("explain", shown(name), ", ".join(there), nearest_name(name, there), COMMAND_LINE)
    governance, assessment = name.split("/")
    picks = {"governance": governance, "assessment": assessment, "regime": regime}
    return configuration_from(tree | {group: tree[group][pick] for group, pick in picks.items()})


def _with_and_without(study: Tree, a: str, b: str) -> Asked:
    """A scenario as it is and without its mechanism: each key that takes it away is a group of its own."""
    names = (AS_IT_IS, WITHOUT)
    for name in (a, b):
        if name not in names:
            raise ConfigurationError("explain", shown(name), ", ".join(names), nearest_name(name, names), COMMAND_LINE)
    tree = study["configuration"]
    config = configuration_from(tree | {group: next(iter(tree[group].values())) for group in ARMS})
    both = {AS_IT_IS: config, WITHOUT: with_values(config, config.without)}
    days = study["days"] or sum(phase.days for phase in config.regime.phases)
    return Asked((a, b), (both[a], both[b]), days, {key: (key,) for key in config.without})


def mixtures(asked: Asked, question: Question) -> tuple[Arm, ...]:
    """One arm per coalition: a with some groups of b, or either arm with some channels open."""
    from analysis.explain import SIDES, run_name

    a, b = asked.configs
    arms = []
    for members in question.coalitions:
        if question.is_by_channels:
            shut = {
                key: value for part in question.parts if part not in members for key, value in CHANNELS[part].items()
            }
            arms += [
                Arm(run_name(question, members, side), with_values(config, shut), asked.days)
                for side, config in zip(SIDES, (a, b), strict=True)
            ]
            continue
        other = b.model_dump()
        taken = {key: _value(other, key) for part in question.parts if part in members for key in asked.groups[part]}
        arms.append(Arm(run_name(question, members), with_values(a, taken), asked.days))
    return tuple(arms)


def _value(tree: Any, key: str) -> Any:
    """The value behind a dotted key; entries of named lists go by name."""
    for part in key.split("."):
        tree = next(entry for entry in tree if entry["name"] == part) if isinstance(tree, list) else tree[part]
    return tree


def show(folder: Path, asked: Asked, question: Question, settings: ExplainSettings) -> None:
    """Print the table, store it, and draw the waterfalls in both languages."""
    from rich.console import Console

    import analysis
    from analysis.explain import explanation
    from analysis.explain_views import explanation_table, waterfall_figures
    from analysis.style import save
    from analysis.words import LANGUAGES

    runs = analysis.load(folder).runs
    table = explanation(runs, question)
    if not (table["n_seeds"] > 0).all():
        print("no seed of which every mixture ended: nothing to explain", file=sys.stderr)
        return
    write_files(folder, {TABLE: table.to_csv(index=False, lineterminator="\n").encode()})
    Console(highlight=False).print(explanation_table(table, runs, asked.names, question, settings.language))
    (folder / "figures").mkdir(exist_ok=True)
    for language in LANGUAGES:
        for name, figure in waterfall_figures(table, runs, asked.names, question, language):
            save(figure, folder / "figures" / f"{name}.{language}", tuple(settings.formats))
    print(f"{folder}: {len(runs)} runs; {TABLE}, figures/")
