"""Building the street: rows of the initial world become objects that know each other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    HOMEOWNERS,
    PROPERTY,
    SOCIAL_ORGANISATION,
    STREET,
)
from tests.twin.bodies import Department, HomeownersCommittee, PropertyCompany, SocialOrganisation
from tests.twin.columns import copy_columns
from tests.twin.community import Community
from tests.twin.deciders import Committee, Street
from tests.twin.people import Resident
from tests.twin.places import Building, Compound, Household
from tests.twin.workers import Worker

CLASS_OF = {
    COMMITTEE: Committee,
    PROPERTY: PropertyCompany,
    HOMEOWNERS: HomeownersCommittee,
    SOCIAL_ORGANISATION: SocialOrganisation,
    DEPARTMENT: Department,
    STREET: Street,
}


class Built:
    """The model's people, places, bodies and workers (part of the class TwinModel)."""

    def build(self, world: Any) -> None:
        self.kinds = []
        for row, columns in enumerate(world.kinds):
            kind = SimpleNamespace(row=row)
            copy_columns(kind, columns)
            self.kinds.append(kind)
        self.communities = [Community(self, row, columns) for row, columns in enumerate(world.communities)]
        self.compounds = [
            Compound(self, row, self.communities[columns["community"]], columns)
            for row, columns in enumerate(world.compounds)
        ]
        for compound in self.compounds:
            compound.community.compounds.append(compound)
        for row, columns in enumerate(world.buildings):
            compound = self.compounds[columns["compound"]]
            compound.buildings.append(Building(self, row, compound, columns))
        self.buildings = [building for compound in self.compounds for building in compound.buildings]
        self.households = []
        for row, columns in enumerate(world.households):
            household = Household(self, row, self.buildings[columns["building"]], columns)
            household.building.households.append(household)
            household.community.households.append(household)
            self.households.append(household)
        self.residents = []
        for row, columns in enumerate(world.residents):
            person = Resident(self, row, self.households[columns["household"]], columns)
            person.household.residents.append(person)
            person.community.residents.append(person)
            self.residents.append(person)
        self.build_parties(world)

    def build_parties(self, world: Any) -> None:
        self.parties = [CLASS_OF[int(columns["kind"])](self, row, columns) for row, columns in enumerate(world.parties)]
        for party, columns in zip(self.parties, world.parties, strict=True):
            if columns["community"] >= 0:
                party.community = self.communities[columns["community"]]
                party.community.parties.append(party)
            if columns["compound"] >= 0:
                party.compound = self.compounds[columns["compound"]]
            if party.kind == COMMITTEE:
                party.community.committee = party
            elif party.kind == PROPERTY:
                party.compound.property_company = party
            elif party.kind == HOMEOWNERS:
                party.compound.homeowners = party
        self.departments = [party for party in self.parties if party.kind == DEPARTMENT]
        self.street = next(party for party in self.parties if party.kind == STREET)
        self.workers = []
        for row, columns in enumerate(world.workers):
            community = self.communities[columns["community"]] if columns["community"] >= 0 else None
            worker = Worker(self, row, self.parties[columns["party"]], community, columns)
            self.workers.append(worker)
            if worker.resident >= 0:
                worker.lives_in = self.residents[worker.resident].household
                community.leaders.append(worker)
            else:
                worker.party.staff.append(worker)
        for community in self.communities:
            community.n_posts = int(world.posts["n_posts"][community.row])
            everybody = [*community.parties, self.street, *self.departments]
            initial = self.config.traits.initial_relation
            community.relations = {
                (one.row, other.row): initial for one in everybody for other in everybody if one.row <= other.row
            }
