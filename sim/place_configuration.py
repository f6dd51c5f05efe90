"""What may be said of a place: compounds, organisations, communities, departments, the street."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.errors import refuse, refuse_doubles
from sim.names import DOMAIN
from sim.parameters import Count, Parameters, Share

type DomainName = Literal["safety", "environment", "facilities", "disputes", "welfare", "administration"]

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
        refuse_doubles("compounds", [compound.name for compound in self.compounds])
        refuse_doubles("social_organisations", [organisation.name for organisation in self.social_organisations])
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
        refuse_doubles("departments", [department.name for department in self.departments])
        refuse_doubles("communities", [community.name for community in self.communities])
        return self
