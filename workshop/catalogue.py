"""Everything that the page shows before anything is run: places with their numbers, levers, words, sources, caveats."""

from __future__ import annotations

from functools import cache
from typing import Any

import configs
from experiments.presets import described
from sim.scenario import file_content
from workshop.band import BAND, SMALLEST
from workshop.game import ASSESSMENT, GOVERNANCE, REGIME, Game, place_config
from workshop.levers import PAIRS, all_levers, draws
from workshop.run import DAYS, WEEKS


@cache
def catalogue() -> dict[str, Any]:
    """The catalogue as plain values for JSON."""
    return {
        "places": [_place(scenario) for scenario in described()["scenarios"]],
        "levers": [
            {"id": name, **lever.model_dump(mode="json", exclude={"keys", "with_"})}
            for name, lever in all_levers().items()
        ],
        "choices": {"governance": GOVERNANCE, "assessment": ASSESSMENT, "regime": REGIME},
        "default": Game().model_dump(mode="json"),
        "pairs": PAIRS,
        "days": DAYS,
        "weeks": WEEKS,
        "band": BAND,
        "smallest": SMALLEST,
        "drawn": sorted({key for draw in draws() for key in draw}),
        "phases": {name: _phases(name) for name in REGIME},
    }


def _place(scenario: dict[str, Any]) -> dict[str, Any]:
    config = place_config(scenario["name"])
    return {
        **scenario,
        "levers": {name: lever.default(config) for name, lever in all_levers().items()},
        "governance": config.governance.name,
        "assessment": config.assessment.name,
        "regime": config.regime.name,
    }


def _phases(regime: str) -> list[dict[str, Any]]:
    """Phases of a regime's calendar: name, first day, day after the last."""
    phases, day = [], 0
    for phase in file_content("regime", regime)["phases"]:
        phases.append({"name": phase["phase"], "from": day, "to": day + phase["days"]})
        day += phase["days"]
    return phases


def place_names() -> list[str]:
    """Scenarios that can be played."""
    return configs.choices("scenario")
