"""What one run is told: places, matters, governance, assessment, regime and rule parameters, typed and frozen.

Values come from ``configs/`` (see :func:`sim.load_scenario`); this module says which are admissible. Each group is a
pydantic model, so an unknown key, a wrong type, a value out of range or a non-finite number is refused by name.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.errors import nearest_name, refuse
from sim.names import DOMAIN, INDICATOR, REGIME_PHASE, URGENCY
from sim.parameters import Parameters, parameter
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.rules.traits import TraitsParameters

type Share = Annotated[float, Field(ge=0, le=1)]
type Count = Annotated[int, Field(ge=0, le=100_000_000)]
type Route = Literal["grid", "network"]
type DomainName = Literal["safety", "environment", "facilities", "disputes", "welfare", "administration"]


def _refuse_doubles(key: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise refuse(key, twice[0], "each name once")


MOST_HOUSEHOLDS_PER_BUILDING = 5_000  # counts of a month's moves are drawn per building


class CompoundConfig(Parameters):
    """One residential compound (小区)."""

    name: str
    name_zh: str
    kind: Literal["commodity", "relocated", "old", "unit_housing"]
    buildings: Annotated[int, Field(ge=1, le=100_000)]
    households: Annotated[int, Field(ge=1, le=10_000_000)]
    age_years: Annotated[float, Field(ge=0, le=100)]
    gates: Annotated[int, Field(ge=1, le=100)] = 2
    has_property_company: bool = True
    has_homeowners_committee: bool = False
    property_staff: Annotated[int, Field(ge=1, le=100_000)] = 4
    conflict: Share = 0.3

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.households < self.buildings:
            raise refuse("households", self.households, f"at least {self.buildings}, one per building")
        if self.households > MOST_HOUSEHOLDS_PER_BUILDING * self.buildings:
            most = MOST_HOUSEHOLDS_PER_BUILDING * self.buildings
            raise refuse("households", self.households, f"at most {most}, {MOST_HOUSEHOLDS_PER_BUILDING} per building")
        return self


class SocialOrganisationConfig(Parameters):
    """One social organisation (社会组织) at work in a community."""

    name: str
    name_zh: str
    is_rooted: bool
    staff: Annotated[int, Field(ge=1, le=100_000)] = 2
    communities_served: Annotated[int, Field(ge=1, le=100)] = 1


class CommunityConfig(Parameters):
    """One residents' community (社区): people, staff, cells, compounds. Sums are checked."""

    name: str
    name_zh: str
    compounds: Annotated[list[CompoundConfig], Field(min_length=1)]
    residents: Annotated[int, Field(ge=1, le=500_000)]  # who live here: local and inbound
    inbound_share: Share  # of the residents
    outbound: Count  # registered here, living elsewhere; not among the residents
    children_share: Share = 0.13  # under 16, of the residents
    elderly_share: Share = 0.22  # 60 or older, of the residents
    owner_share: Share = 0.7  # of households
    party_members: Count  # registered in the community
    in_service_party_members: Count  # with a job and a branch elsewhere, living here
    committee_members: Annotated[int, Field(ge=1, le=10_000)]
    aides: Count
    grid_workers: Count  # paid, full-time
    local_staff_share: Share = 0.0  # of the paid workers, recruited from the neighbourhood (M41)
    cells: Annotated[int, Field(ge=1, le=1_000_000)]
    grid_leaders: Count  # unpaid
    leader_mean_age: Annotated[float, Field(ge=18, le=90)] = 60.0
    leader_party_share: Share = 0.4
    leader_employed_share: Share = 0.3
    social_organisations: list[SocialOrganisationConfig] = Field(default_factory=list)
    posts: Count = 2  # gates kept round the clock in an emergency

    @property
    def households(self) -> int:
        """Dwellings of all compounds."""
        return sum(compound.households for compound in self.compounds)

    @property
    def buildings(self) -> int:
        """Buildings of all compounds."""
        return sum(compound.buildings for compound in self.compounds)

    @property
    def staff(self) -> int:
        """Paid workers: committee members, aides, full-time grid workers."""
        return self.committee_members + self.aides + self.grid_workers

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.residents < self.households:
            raise refuse("residents", self.residents, f"at least {self.households}, one per household")
        if self.children_share + self.elderly_share > 1:
            raise refuse(
                "elderly_share", self.elderly_share, f"at most {1 - self.children_share:g}, 1 - children_share"
            )
        adults = self.residents - round(self.children_share * self.residents)
        if self.in_service_party_members > adults:
            raise refuse("in_service_party_members", self.in_service_party_members, f"at most {adults}, the adults")
        others = adults - self.in_service_party_members
        if self.party_members > others:
            wanted = f"at most {others}, the adults without the in_service_party_members"
            raise refuse("party_members", self.party_members, wanted)
        if self.cells > self.households:
            raise refuse("cells", self.cells, f"at most {self.households}, the number of households")
        if self.grid_leaders > self.cells:
            raise refuse("grid_leaders", self.grid_leaders, f"at most {self.cells}, one per cell")
        gates = sum(compound.gates for compound in self.compounds)
        if self.posts > gates:
            raise refuse("posts", self.posts, f"at most {gates}, the gates of all compounds")
        _refuse_doubles("compounds", [compound.name for compound in self.compounds])
        _refuse_doubles("social_organisations", [organisation.name for organisation in self.social_organisations])
        return self


class DepartmentConfig(Parameters):
    """One department (职能部门) that serves the whole street."""

    name: str
    name_zh: str
    domains: Annotated[list[DomainName], Field(min_length=1)]
    staff: Annotated[int, Field(ge=1, le=1_000_000)]


class StreetConfig(Parameters):
    """The street (街道): its communities, departments, grid centre and the hotline's dispatch."""

    name: str
    name_zh: str
    communities: Annotated[list[CommunityConfig], Field(min_length=1)]
    departments: Annotated[list[DepartmentConfig], Field(min_length=1)]
    grid_centre_staff: Annotated[int, Field(ge=1, le=1_000_000)] = 4
    other_streets: Annotated[int, Field(ge=1, le=10_000)] = 11
    other_streets_mean: Annotated[float, Field(ge=0, le=100)] = 85.0
    other_streets_sd: Annotated[float, Field(gt=0, le=100)] = 5.0
    call_back_share: Share = 0.4

    @model_validator(mode="after")
    def _complete(self) -> Self:
        covered = {domain for department in self.departments for domain in department.domains}
        missing = [domain for domain in DOMAIN if domain not in covered]
        if missing:
            raise refuse(
                "departments", self.departments, f"a department for every domain; none for {', '.join(missing)}"
            )
        _refuse_doubles("departments", [department.name for department in self.departments])
        _refuse_doubles("communities", [community.name for community in self.communities])
        return self


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


class BlockConfig(Parameters):
    """One assessment: what is scored, how the score is turned into gains.

    Stakes are in value units (an hour's worth) and stated per paid worker of the unit: what the unit's gain is worth to
    each of them before ``worker.pass_through_share`` lets a part of it reach them.
    """

    form: Literal["none", "ranking", "pass_fail", "mixed"]
    prize_schedule: Literal["linear", "top", "bottom", "list"] = "linear"
    prize_spread: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    prize_places: Annotated[int, Field(ge=1, le=1000)] = 1
    prizes: list[float] = Field(default_factory=list)  # of all places, where prize_schedule is list
    pass_form: Literal["total", "all_required", "each_paid"] = "total"
    bonus: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    standard: Annotated[float, Field(ge=0, le=100)] | None = None  # None: by rule, the median unit's burn-in score
    standard_shift: Annotated[float, Field(ge=-10, le=10)] = 0.0  # moves the standard, in noise sd of the median unit
    ranking_share: Share = 0.5  # weight of the ranking part in `mixed`

    @model_validator(mode="after")
    def _prizes_fall(self) -> Self:
        if self.prize_schedule == "list" and self.form in ("ranking", "mixed"):
            rising = [later for earlier, later in pairwise(self.prizes) if later > earlier]
            if rising:
                raise refuse("prizes", rising[0], "prizes that never rise from one place to the next")
        return self


type Load = Literal["residents_per_worker", "old_compounds", "inbound_residents"]


class CommunityBlockConfig(BlockConfig):
    """The street's assessment of its communities: also how scores are compared, with whom, and what is published.

    All of it is off at the defaults: scores count as they are, everybody is compared with everybody, the standard stays
    where it was set, and the full table is published.
    """

    standard_rule: Literal["fixed", "ratchet", "quantile"] = "fixed"  # a quantile is a place in disguise, no pass mark
    ratchet_rate: float = parameter(
        0.3, low=0, high=1, unit="share (0 to 1) per month", source="K035", status="assumed",
        meaning="share of the mean's excess over the standard that the standard takes over each month",
    )  # fmt: skip
    quantile_share: float = parameter(
        0.5, low=0, high=1, unit="share (0 to 1)", source="assumed", status="assumed",
        meaning="share of the units whose last score lay below the standard",
    )  # fmt: skip
    judged_on: Literal["raw", "risk_adjusted", "improvement"] = "raw"
    adjust_for: list[Load] = ["residents_per_worker", "old_compounds", "inbound_residents"]  # noqa: RUF012
    load_coefficients: list[Annotated[float, Field(ge=-100, le=100)]] = Field(default_factory=list)  # empty: estimated
    shrinkage: float = parameter(
        0.5, low=0.01, high=100, unit="variances of a load", source="assumed", status="assumed",
        meaning="how little an estimated slope is trusted: of a load that is alone, 1 / (1 + shrinkage) is taken off",
    )  # fmt: skip
    peer_groups: Annotated[int, Field(ge=1, le=1000)] = 1  # of about equal size, by residents per worker
    peer_group_names: list[list[str]] = Field(default_factory=list)  # or listed, every community in one of them
    publication: Literal["full", "bands", "own_rank"] = "full"
    bands: Annotated[int, Field(ge=1, le=1000)] = 3  # of places, where publication is bands
    charges_liability: bool = False  # a liability found takes its stake off the month's payoff
    has_emergency_veto: bool = False  # ... and in an emergency all of the month's prizes (one-vote veto)

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        if self.standard_rule != "fixed" and self.pass_form != "total":
            raise refuse("standard_rule", self.standard_rule, "fixed where the standard is not one of the total")
        if self.load_coefficients and len(self.load_coefficients) != len(self.adjust_for):
            wanted = f"a list of {len(self.adjust_for)}, one number for each entry of adjust_for, or none"
            raise refuse("load_coefficients", self.load_coefficients, wanted)
        _refuse_doubles("adjust_for", list(self.adjust_for))
        if self.peer_group_names and self.peer_groups != 1:
            raise refuse("peer_groups", self.peer_groups, "1 where the groups are listed by name")
        return self


class WorkerBlockConfig(Parameters):
    """How the unit's gains, stated per paid worker, reach its workers."""

    form: Literal["none", "pass_through", "ranking", "pass_fail"]
    pass_through_share: Share = 1.0
    stake: Annotated[float, Field(ge=0, le=100_000)] = 0.0


class VolunteerBlockConfig(Parameters):
    """Points for volunteers: none, or a ranking with a prize spread in points of utility."""

    form: Literal["none", "ranking"]
    spread: Annotated[float, Field(ge=0, le=10)] = 0.0


class IndicatorConfig(Parameters):
    """How one measured share becomes points: nothing below the floor, everything above the cap."""

    weight: Annotated[float, Field(ge=0, le=100)]
    floor: Share
    cap: Share
    standard: Share = 0.8

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.floor < self.cap:
            raise refuse("floor", self.floor, f"below {self.cap:g}, the cap")
        return self


class ScoringConfig(Parameters):
    """Weights, floors and caps of the six indicators; the weights sum to 100 points."""

    response: IndicatorConfig
    resolution: IndicatorConfig
    satisfaction: IndicatorConfig
    on_time: IndicatorConfig
    patrol_finds: IndicatorConfig
    directives_on_time: IndicatorConfig

    @model_validator(mode="after")
    def _sum(self) -> Self:
        total = sum(getattr(self, name).weight for name in INDICATOR)
        if abs(total - 100) > 1e-6:
            raise refuse("", total, "100 as the sum of the six weights")
        return self


class AssessmentConfig(Parameters):
    """The four assessments (model: who assesses whom) and how scores are made."""

    name: str
    name_zh: str
    street: BlockConfig
    community: CommunityBlockConfig
    worker: WorkerBlockConfig
    volunteers: VolunteerBlockConfig
    scoring: ScoringConfig

    @model_validator(mode="after")
    def _pass_mark_is_no_place(self) -> Self:
        # A standard at a quantile of the others' scores is won against the others: it may be tried, under its own name.
        if self.name == "pass_fail" and self.community.standard_rule == "quantile":
            raise refuse("community.standard_rule", "quantile", "fixed or ratchet; a quantile is a ranking in disguise")
        return self


def peer_groups(street: StreetConfig, block: CommunityBlockConfig) -> list[list[int]]:
    """Rows of the communities that are compared with each other, group by group, in order within each.

    Groups that are not listed by name go by residents per paid worker, the lightest first, as equal in size as can be.
    """
    rows = range(len(street.communities))
    if block.peer_group_names:
        names = [community.name for community in street.communities]
        return [sorted(names.index(name) for name in group) for group in block.peer_group_names]
    by_load = sorted(rows, key=lambda row: street.communities[row].residents / street.communities[row].staff)
    n, n_groups = len(by_load), block.peer_groups
    return [sorted(by_load[g * n // n_groups : (g + 1) * n // n_groups]) for g in range(n_groups)]


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
