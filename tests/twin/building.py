"""Building the street: rows of the initial world become objects that know each other."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.names import (
    COMMITTEE,
    DEPARTMENT,
    GRID_WORKER,
    HOMEOWNERS,
    INBOUND,
    PROPERTY,
    SOCIAL_ORGANISATION,
    STREET,
)
from sim.phases.queues import EVENT_SHIFT, EVENT_TASK_END
from sim.rules.residence_permit import posts_by_residents, registration_work
from sim.rules.strain import vacancy_days
from sim.streams import QUIT
from sim.tables import NO_TASK, WORKERS
from sim.world import ORDINARY_RECOGNITION
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

    # --- posts that are created later -------------------------------------------------------------------------------
    def staff_by_residents(self, coverage_before: float) -> None:
        """Residence permits: posts for residents from elsewhere, at the rate of those by the register."""
        p, n_ids = self.levers.residence_permit, len(self.workers)
        for community in self.communities:
            staff = community.committee.staff
            by_register = [worker for worker in staff if not worker.is_added]
            n_registered = sum(bool(one.is_occupied) and one.hukou != INBOUND for one in community.residents)
            n_inbound = float(sum(bool(one.is_present) and one.hukou == INBOUND for one in community.residents))
            entitled = posts_by_residents(p, float(len(by_register)), float(n_registered), n_inbound)
            for _ in range(int(entitled) + len(by_register) - len(staff)):
                staff.append(self.new_post(community, n_ids, float(p.creation_days)))
                n_ids += 1
            community.registration_left_hours += registration_work(p, coverage_before, n_inbound)
        self.number_workers()

    def new_post(self, community: Any, post: int, creation_days: float) -> Worker:
        """A post that nobody holds yet."""
        worker = Worker(self, -1, community.committee, community, np.zeros(1, dtype=WORKERS)[0])
        worker.id, worker.kind, worker.resident, worker.task = post, GRID_WORKER, -1, NO_TASK
        worker.is_paid = worker.is_vacant = worker.is_added = True
        worker.skill, worker.recognition = 1.0, ORDINARY_RECOGNITION
        search = vacancy_days(self.p.strain, self.draw(QUIT, post, 0))
        worker.absent_until_hours = self.now + 24.0 * (creation_days + search)
        worker.rest_until_hours = worker.on_call_until_hours = worker.shift_end_hours = -math.inf
        worker.shift_start_hours = math.inf
        worker.post_from_hours = worker.post_until_hours = math.nan
        return worker

    def number_workers(self) -> None:
        """Staff stand by their bodies, unpaid leaders last; who has a new number is called by it."""
        leaders = [leader for community in self.communities for leader in community.leaders]
        self.workers = [worker for party in self.parties for worker in party.staff] + leaders
        new_rows = {worker.row: row for row, worker in enumerate(self.workers)}
        for row, worker in enumerate(self.workers):
            worker.row = row
        for number, (time, kind, row, token) in enumerate(self.calendar):
            if kind in (EVENT_TASK_END, EVENT_SHIFT):
                self.calendar[number] = (time, kind, new_rows[row], token)
