"""``gewang presets``: the scenarios, their stories, and what can be picked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import configs
from sim.errors import ConfigurationError, shown
from sim.scenario import DEFAULT_SCENARIO, load_scenario


def presets(words: Sequence[str]) -> int:
    """Print the scenarios, for people or with ``--json`` for programs.

    Args:
        words: nothing, or ``--json``.

    Returns:
        Exit code.
    """
    for word in words:
        if word != "--json":
            raise ConfigurationError("presets", shown(word), "no word but --json", "--json", "command line")
    if words:
        print(json.dumps({"scenarios": list(described()), "groups": groups()}, indent=1, ensure_ascii=False))
    else:
        _print()
    return 0


def described() -> Iterator[dict[str, Any]]:
    """The scenarios with stories and sizes, the default first; plain values only. Each takes half a second to compose,
    so a reader gets the first one at once."""
    names = sorted(configs.choices("scenario"), key=lambda name: (name != DEFAULT_SCENARIO, name))
    return (_scenario(name) for name in names)


def groups() -> dict[str, list[str]]:
    """What else can be picked on a command line, by group."""
    return {group: configs.choices(group) for group in configs.GROUPS if group != "scenario"}


def _scenario(name: str) -> dict[str, Any]:
    config = load_scenario(name)
    communities = [
        {
            "name": community.name,
            "name_zh": community.name_zh,
            "residents": community.residents,
            "households": community.households,
            "buildings": community.buildings,
            "paid_workers": community.staff,
            "unpaid_grid_leaders": community.grid_leaders,
        }
        for community in config.street.communities
    ]
    return {
        "name": name,
        "is_default": name == DEFAULT_SCENARIO,
        "story": config.story.strip(),
        "story_zh": config.story_zh.strip(),
        "what_it_is": config.what_it_is.strip(),
        "what_it_is_zh": config.what_it_is_zh.strip(),
        "focus": config.focus,
        "communities": communities,
    }


def _print() -> None:
    from rich.console import Console
    from rich.padding import Padding

    console = Console(highlight=False)
    for scenario in described():
        communities = scenario["communities"]
        residents = sum(community["residents"] for community in communities)
        workers = sum(community["paid_workers"] for community in communities)
        default = " (default)" if scenario["is_default"] else ""
        console.print(f"[bold]scenario={scenario['name']}[/bold]{default}")
        focus = f"; reported on: {scenario['focus']}" if scenario["focus"] else ""
        size = f"{len(communities)} communities, {residents:,} residents, {workers} paid workers{focus}"
        console.print(Padding(size, (0, 0, 0, 2)), style="dim")
        for text in ("story", "story_zh", "what_it_is", "what_it_is_zh"):
            style = "dim" if text.startswith("what") else ""
            console.print(Padding(scenario[text], (0, 0, 0, 2)), style=style, markup=False)
        console.print()
    for group, names in groups().items():
        console.print(f"{group}=  {' | '.join(names)}", markup=False)
