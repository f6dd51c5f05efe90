"""What may be said of a regime: its calendar of phases, what an emergency asks, a campaign."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.errors import refuse
from sim.names import REGIME_PHASE
from sim.parameters import Parameters, parameter


class PhaseConfig(Parameters):
    """A stretch of the run under one regime phase; lasts whole decision months."""

    phase: Literal["normal", "emergency", "return"]
    days: Annotated[int, Field(ge=30, le=36_000, multiple_of=30)]


class EmergencyConfig(Parameters):
    """What an emergency adds and permits (nothing here says how many hours follow)."""

    post_hours: float = parameter(
        8.0, low=1, high=24, unit="hours", meaning="length of one shift at a post that is kept round the clock",
        source="F010", status="literature",
    )  # fmt: skip
    daily_maximum_hours: float = parameter(
        14.0, low=8, high=20, unit="hours per day", meaning="hours that may be worked a day; permitted, not worked",
        source="F011", status="literature",
    )  # fmt: skip
    duty_hours_per_100_households: float = parameter(
        1.4, low=0, high=100, unit="hours per day", meaning="registering, screening and delivering by order",
        source="F011, L070", status="calibrated",
    )  # fmt: skip
    directive_items: int = parameter(
        53, low=0, high=1000, unit="items per month",
        meaning="forms and ledgers to keep; that each is due once a month is assumed", source="D05",
        status="literature",
    )  # fmt: skip
    directive_item_hours: float = parameter(
        8.0, low=0, high=1000, unit="hours", meaning="work on one such item, before overlap", source="assumed",
        status="assumed",
    )  # fmt: skip
    directive_overlap: float = parameter(
        0.7, low=0, high=1, unit="share (0 to 1)", meaning="content of an item that others ask for too", source="F015",
        status="assumed",
    )  # fmt: skip
    postponed_share: float = parameter(
        0.7, low=0, high=1, unit="share (0 to 1)",
        meaning="ordinary directives put off in the emergency; they come back afterwards", source="assumed",
        status="assumed",
    )  # fmt: skip
    return_months: int = parameter(
        3, low=1, high=60, unit="months", meaning="time over which postponed directives come back", source="assumed",
        status="assumed",
    )  # fmt: skip
    restriction: float = parameter(
        0.7, low=0, high=1, unit="share (0 to 1)", meaning="how far residents' movement is restricted",
        source="assumed", status="assumed",
    )  # fmt: skip
    health_hazard: float = parameter(
        0.5, low=0, high=1, unit="share (0 to 1)", meaning="danger to health of acting among others",
        source="assumed", status="assumed",
    )  # fmt: skip
    works_weekends: bool = parameter(
        True, unit="yes or no", meaning="whether days off are working days for staff", source="F012",
        status="literature",
    )  # fmt: skip
    calm_red_matters: int = parameter(
        2, low=0, high=1000, unit="matters", meaning="open red matters of the street up to which a day counts as calm",
        source="assumed", status="assumed",
    )  # fmt: skip
    calm_days: int = parameter(
        14, low=1, high=360, unit="days", meaning="calm days in a row after which the emergency's routes end",
        source="assumed", status="assumed",
    )  # fmt: skip

    @model_validator(mode="after")
    def _post_fits_day(self) -> Self:
        if self.post_hours > self.daily_maximum_hours:
            allowed = f"at most daily_maximum_hours ({self.daily_maximum_hours:g})"
            raise refuse("post_hours", self.post_hours, allowed)
        return self


class CampaignConfig(Parameters):
    """A burst of inspections in a stretch of the run, beside what inspects a community anyhow (M10)."""

    first_day: int = parameter(
        0, low=0, high=36_000, unit="day of the run",
        meaning="day on which the campaign begins; it acts on whole months",
        source="assumed", status="assumed",
    )  # fmt: skip
    days: int = parameter(
        0, low=0, high=36_000, unit="days", meaning="length of the campaign; 0: there is none", source="assumed",
        status="assumed",
    )  # fmt: skip
    inspections_per_month: float = parameter(
        8.0, low=0, high=20, unit="inspections per community and month",
        meaning="inspections that the campaign adds in months that begin within it", source="C84", status="assumed",
    )  # fmt: skip

    def inspections_on(self, day: float) -> float:
        """Inspections that the campaign adds to the month that begins on a day."""
        return self.inspections_per_month if self.first_day <= day < self.first_day + self.days else 0.0


class RegimeConfig(Parameters):
    """The calendar of phases; phases repeat from the last one if the run is longer."""

    name: str
    name_zh: str
    phases: Annotated[list[PhaseConfig], Field(min_length=1)]
    emergency: EmergencyConfig = EmergencyConfig()
    campaign: CampaignConfig = CampaignConfig()
    return_kind: Literal["calendar", "hysteresis", "endogenous"] = "calendar"  # what ends the emergency's routes (M47)

    def phase_at(self, day: float) -> int:
        """Phase (0 normal, 1 emergency, 2 return) on a day of the run; the burn-in is normal."""
        if day < 0:
            return 0
        end = 0
        for phase in self.phases:
            end += phase.days
            if day < end:
                return REGIME_PHASE.index(phase.phase)
        return REGIME_PHASE.index(self.phases[-1].phase)

    def calm_days(self) -> float:
        """Days from the start in which nothing tells that time will not stay normal; infinite if it does."""
        until = 0.0
        for phase in self.phases:
            if phase.phase != "normal":
                break
            until += phase.days
        else:
            until = math.inf
        return min(until, self.campaign.first_day) if self.campaign.days > 0 else until
