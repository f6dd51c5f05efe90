"""What may be said of an assessment: who is compared how, what hangs on it, and how a score is made."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.errors import refuse, refuse_doubles
from sim.names import INDICATOR
from sim.parameters import Parameters, Share, parameter
from sim.place_configuration import StreetConfig


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
        refuse_doubles("adjust_for", list(self.adjust_for))
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
