"""What one run is told: places, matters, governance, assessment, regime and rule parameters, typed and frozen.

Values come from ``configs/`` (see :func:`sim.load_scenario`); this module says which are admissible. Each group is a
pydantic model, so an unknown key, a wrong type, a value out of range or a non-finite number is refused by name.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.assessment_configuration import AssessmentConfig, peer_groups
from sim.errors import nearest_name, refuse
from sim.names import DOMAIN, URGENCY
from sim.parameters import Parameters, Share, parameter
from sim.place_configuration import DomainName, StreetConfig
from sim.regime_configuration import RegimeConfig
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.rules.traits import TraitsParameters

type Route = Literal["grid", "network"]


class MatterKindConfig(Parameters):
    """One kind of matter (事项): how often it arises, what settling it takes, and who can."""

    name_zh: str
    domain: DomainName
    urgency: Literal["green", "yellow", "red"]
    unit: Literal["resident", "building", "compound"]
    rate_per_year: float = parameter(
        0.0, low=0, high=1000, unit="matters per unit and year", meaning="arrival rate in normal time",
        source="L037", status="assumed",
    )  # fmt: skip
    season_amplitude: Share = 0.0  # swing of the rate over the year, relative to its mean
    season_peak_day: Annotated[float, Field(ge=0, le=365)] = 0.0  # day of the year with the highest rate
    normal_factor: Annotated[float, Field(ge=0, le=100)] = 1.0  # on the rate, in normal time and on the return
    emergency_factor: Annotated[float, Field(ge=0, le=100)] = 1.0  # on the rate, in an emergency
    hours_median: Annotated[float, Field(gt=0, le=1000)]  # work needed, lognormal
    hours_log_sd: Annotated[float, Field(ge=0, le=3)] = 0.8
    owner: Literal[
        "residents_committee", "property_company", "homeowners_committee", "social_organisation", "department"
    ]  # whose matter it is by law or contract
    level: Annotated[int, Field(ge=0, le=3)]  # who has the power to settle it: cell, community, street, department
    n_parties: Annotated[int, Field(ge=1, le=6)] = 1  # who have to agree if it is negotiated
    conflict: Share = 0.0  # how far their interests oppose
    order_holds_prob: Share = 1.0  # chance that it stays settled when it is settled by order
    grey_zone_share: Share = 0.0  # lie between jurisdictions
    legacy_weight: Share = 0.0  # how far the legacy share of a compound applies to this kind
    is_public: bool  # can be seen by a patrol
    lapse_half_life_days: Annotated[float, Field(gt=0, le=100_000)]  # until it goes away by itself
    neighbours_per_day: Annotated[float, Field(ge=0, le=10)] = 0.0  # rate at which neighbours settle it
    deadline_hours: Annotated[float, Field(gt=0, le=10_000)]  # from dispatch

    @model_validator(mode="after")
    def _orders_hold(self) -> Self:
        # An order from above fails to settle a quarrel, not a broken lamp.
        if self.order_holds_prob < 1 and self.conflict == 0:
            raise refuse("order_holds_prob", self.order_holds_prob, "1 where conflict is 0")
        return self


class RoutesConfig(Parameters):
    """Which way a matter goes, by urgency and domain, in one phase of the regime."""

    green: dict[DomainName, Route]
    yellow: dict[DomainName, Route]
    red: dict[DomainName, Route]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for urgency in URGENCY:
            missing = [domain for domain in DOMAIN if domain not in getattr(self, urgency)]
            if missing:
                raise refuse(
                    urgency, getattr(self, urgency), f"a route for every domain; none for {', '.join(missing)}"
                )
        return self


class GovernanceConfig(Parameters):
    """Who is told, who is responsible, who meets: the institutions that make a grid, a network or a mix."""

    name: str
    name_zh: str
    normal: RoutesConfig
    emergency: RoutesConfig
    return_: RoutesConfig
    has_cell_responsibility: bool  # a matter on the grid has one named worker
    patrol_duty_hours_per_week: Annotated[float, Field(ge=0, le=60)]  # per paid worker
    visit_duty_hours_per_week: Annotated[float, Field(ge=0, le=60)]
    inspection_order: Literal["random", "district_first", "community_first", "cooperative"] = "community_first"
    platform_hours_per_week: Annotated[float, Field(ge=0, le=60)]  # standing meetings of the parties, per community
    has_rules: bool  # the parties cooperate by agreed rules


class TimeConfig(Parameters):
    """Calendar and office time."""

    start_day_of_year: int = parameter(
        59, low=0, high=364, unit="day of the year",
        meaning="day on which the run starts after the burn-in; 59 is 1 March, after the Spring Festival",
        source="assumed", status="assumed",
    )  # fmt: skip
    burn_in_days: Annotated[int, Field(multiple_of=30)] = parameter(
        180, low=0, high=3600, unit="days", meaning="time under the status quo before anything is measured",
        source="assumed", status="assumed",
    )  # fmt: skip
    daily_maximum_hours: float = parameter(
        11.0, low=8, high=16, unit="hours per day",
        meaning="hours that may be worked a day in normal time: an ordinary day of 8 and at most 3 more",
        source="assumed", status="assumed",
    )  # fmt: skip
    statutory_week_hours: float = parameter(
        40.0, low=1, high=60, unit="hours per week", meaning="ordinary working week of paid staff", source="D04",
        status="literature",
    )  # fmt: skip
    night_rest_hours: float = parameter(
        11.0, low=0, high=24, unit="hours", meaning="rest after a night at a post, unless short of staff",
        source="assumed", status="assumed",
    )  # fmt: skip
    weekend_duty_share: float = parameter(
        0.15, low=0, high=1, unit="share (0 to 1)", meaning="paid staff on duty on a day off", source="assumed",
        status="assumed",
    )  # fmt: skip
    consultations_per_resident_year: float = parameter(
        0.25, low=0, high=10, unit="orders per resident and year",
        meaning="contacts that ask and report nothing: 0.55 of contacts beside 0.2 field orders",
        source="L005", status="literature",
    )  # fmt: skip
    consultation_hours: float = parameter(
        0.3, low=0, high=10, unit="hours", meaning="work on one consultation", source="assumed", status="assumed"
    )
    desk_share: float = parameter(
        0.4, low=0, high=1, unit="share (0 to 1)",
        meaning="consultations that reach the committee's desk; the hotline answers the others",
        source="assumed", status="assumed",
    )  # fmt: skip
    meeting_hours_per_week: float = parameter(
        4.0, low=0, high=40, unit="hours per worker and week", meaning="meetings that paid staff have to attend",
        source="assumed", status="assumed",
    )  # fmt: skip
    training_hours_per_week: float = parameter(
        1.0, low=0, high=40, unit="hours per worker and week", meaning="training of paid staff", source="assumed",
        status="assumed",
    )  # fmt: skip
    directives_per_month: int = parameter(
        14, low=0, high=1000, unit="items per community and month",
        meaning="forms, ledgers and tasks from above; 1,377 submissions a year and street over eight communities",
        source="L065", status="literature",
    )  # fmt: skip
    directive_item_hours: float = parameter(
        20.0, low=0, high=1000, unit="hours", meaning="work on one item, before overlap", source="L065",
        status="calibrated",
    )  # fmt: skip
    information_sharing: float = parameter(
        0.0, low=0, high=1, unit="share (0 to 1)",
        meaning="how far departments share one table, 0: each keeps its own format", source="C07", status="assumed",
    )  # fmt: skip
    directive_overlap: float = parameter(
        0.3, low=0, high=1, unit="share (0 to 1)",
        meaning="content of an item that was collected before for another line", source="C07", status="assumed",
    )  # fmt: skip


class SimulationConfig(Parameters):
    """Everything one run needs, apart from its seed."""

    scenario: str
    story: str
    story_zh: str
    what_it_is: str
    what_it_is_zh: str
    mechanisms: list[str] = Field(default_factory=list)  # ids of docs/mechanisms.md that the scenario is about
    without: dict[str, bool | int | float | str] = Field(default_factory=dict)  # keys that take its mechanism away
    focus: str | None = None  # community reported on; None: all of the street
    street: StreetConfig
    matters: Annotated[dict[str, MatterKindConfig], Field(min_length=1, max_length=31)]
    status_quo: GovernanceConfig  # in force during the burn-in, the same for every arm
    status_quo_levers: Levers = Levers()  # ... and these
    governance: GovernanceConfig
    levers: Levers = Levers()
    assessment: AssessmentConfig
    regime: RegimeConfig
    time: TimeConfig = TimeConfig()
    traits: TraitsParameters = TraitsParameters()
    rules: RuleParameters = RuleParameters()

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        names = [community.name for community in self.street.communities]
        if self.focus is not None and self.focus not in names:
            raise refuse("focus", self.focus, "one of " + ", ".join(names), nearest_name(self.focus, names))
        return self

    @model_validator(mode="after")
    def _groups_are_whole(self) -> Self:
        block = self.assessment.community
        names = [community.name for community in self.street.communities]
        if block.peer_groups > len(names):
            wanted = f"at most {len(names)}, the communities of the street"
            raise refuse("assessment.community.peer_groups", block.peer_groups, wanted)
        listed = [name for group in block.peer_group_names for name in group]
        if block.peer_group_names and (sorted(listed) != sorted(names) or not all(block.peer_group_names)):
            wanted = "groups that are not empty and hold each community once: " + ", ".join(names)
            raise refuse("assessment.community.peer_group_names", block.peer_group_names, wanted)
        return self

    @model_validator(mode="after")
    def _places_exist(self) -> Self:
        groups = [len(group) for group in peer_groups(self.street, self.assessment.community)]
        for unit, sizes in (("community", groups), ("street", [1 + self.street.other_streets])):
            block = getattr(self.assessment, unit)
            if block.form not in ("ranking", "mixed"):
                continue
            if block.prize_places > min(sizes):
                wanted = f"at most {min(sizes)}, the units that are ranked"
                raise refuse(f"assessment.{unit}.prize_places", block.prize_places, wanted)
            if block.prize_schedule == "list" and any(len(block.prizes) != size for size in sizes):
                raise refuse(
                    f"assessment.{unit}.prizes", block.prizes, f"a list of {sizes[0]}, one prize per unit ranked"
                )
        return self
