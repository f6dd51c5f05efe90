"""What the page shows before anything is run: places with stories and numbers, levers with words and sources."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import configs
from analysis.words import WORDS
from experiments.plausible import bounds
from sim.clock import NATIONAL_DAY_FIRST, NATIONAL_DAY_LAST, SPRING_FESTIVAL_FIRST, SPRING_FESTIVAL_LAST, day_of_year
from sim.scenario import file_content, with_picks
from workshop.band import BAND, CLEAR_SHARE, SMALLEST
from workshop.game import ASSESSMENT, DEFAULT_PLACE, GOVERNANCE, REGIME, Game, place_config
from workshop.levers import PAIRS, all_levers
from workshop.plausible import plausible
from workshop.run import DAYS, WEEKS
from workshop.sources import sources, spoken

# Whole weeks off in which hours dip: first and last day of the year.
LONG_HOLIDAYS = {
    "spring_festival": (SPRING_FESTIVAL_FIRST, SPRING_FESTIVAL_LAST),
    "national_day": (NATIONAL_DAY_FIRST, NATIONAL_DAY_LAST),
}


@cache
def catalogue() -> dict[str, Any]:
    """What the page needs at once, as plain values for JSON: places with their stories, levers, choices."""
    return {
        "places": [_card(name) for name in sorted(configs.choices("scenario"), key=lambda name: name != DEFAULT_PLACE)],
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
        "clear_share": CLEAR_SHARE,
        "phases": {name: _phases(name) for name in REGIME},
        "sources": spoken(),
    }


def _card(name: str) -> dict[str, str]:
    """Name and story of a place, straight from its file: composing them all would take ten seconds."""
    content = file_content("scenario", name)
    english, chinese = WORDS[name]
    return {
        "id": name,
        "name": english,
        "name_zh": chinese,
        **{key: content[key].strip() for key in ("story", "story_zh", "what_it_is", "what_it_is_zh")},
    }


@cache
def place(name: str) -> dict[str, Any]:
    """The numbers of a place: its communities, its own picks, and where each lever stands under each assessment."""
    config = place_config(name)
    return {
        "focus": config.focus,
        "communities": [
            {
                "name": community.name,
                "name_zh": community.name_zh,
                "residents": community.residents,
                "households": community.households,
                "buildings": community.buildings,
                "paid_workers": community.staff,
                "unpaid_grid_leaders": community.grid_leaders,
                "compounds": len(community.compounds),
            }
            for community in config.street.communities
        ],
        "levers": {assessment: _positions(name, assessment) for assessment in ASSESSMENT},
        "picks": {
            "governance": config.governance.name,
            "assessment": config.assessment.name,
            "regime": config.regime.name,
        },
        "told": sources().places.get(name, {}),
        "holidays": _holidays(config.time.start_day_of_year),
        "plausible": _plausible(name),
    }


def _plausible(name: str) -> dict[str, Any]:
    """How many draws were looked at for the bands of a place, and what those that were left out contradict."""
    chosen = plausible(name)
    return {
        "tried": chosen.n_tried,
        "kept": len(chosen.draws),
        "left_out": [
            {
                **bound.model_dump(mode="json", include={"name", "name_zh", "percent", "why", "why_zh", "source"}),
                "low": bound.low if math.isfinite(bound.low) else None,
                "high": bound.high if math.isfinite(bound.high) else None,
                "n": chosen.left_out[outcome],
            }
            for outcome, bound in bounds().items()
        ],
    }


def _holidays(start_day_of_year: int) -> list[dict[str, Any]]:
    """Long holidays within the run: name, first day, day after the last."""
    found = []
    for name, (first, last) in LONG_HOLIDAYS.items():
        days = [day for day in range(DAYS) if first <= day_of_year(day, start_day_of_year) <= last]
        if days:
            found.append({"name": name, "from": days[0], "to": days[-1] + 1})
    return found


def _positions(name: str, assessment: str) -> dict[str, float]:
    """Where each lever stands before anybody moves it; an assessment brings its own stake."""
    config = with_picks(place_config(name), assessment=assessment)
    return {lever: found.default(config) for lever, found in all_levers().items()}


def _phases(regime: str) -> list[dict[str, Any]]:
    """Phases of a regime's calendar: name, first day, day after the last."""
    phases, day = [], 0
    for phase in file_content("regime", regime)["phases"]:
        phases.append({"name": phase["phase"], "from": day, "to": day + phase["days"]})
        day += phase["days"]
    return phases
