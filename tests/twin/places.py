"""Households, buildings and compounds: where needs lie unvoiced, doors open or stay shut, and neighbours talk."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import day_of, hour_of_day, is_workday
from sim.names import BY_PATROL, BY_VISIT, CLOSURE_LAPSED, EMERGENCY, INBOUND, LOCAL, OLD, RELOCATED
from sim.rules.building_leaders import hours_of_guidance
from sim.rules.chat_groups import is_dormant, is_member
from sim.rules.homeowners import self_organises
from sim.rules.patrol import is_found, patrol_priority
from sim.rules.records import notices_from_file
from sim.rules.residence_permit import registration_work
from sim.rules.residents import arrival_status, dwelling_turnover_prob, moves_out, vacancy_days
from sim.rules.traits import CHILD_UNTIL_YEARS, ELDERLY_FROM_YEARS
from sim.rules.visits import at_home_prob, opens_door_prob, visit_hours, visit_refused, visit_succeeds
from sim.streams import HOMEOWNERS, MOVES, PATROL, VISIT, VOICE, below, poisson
from sim.tables import DUTY_LEADERS
from tests.twin.columns import copy_columns
from tests.twin.levers import FromAbove

HOUSEHOLD_IN_GROUP, GROUP_OF_BUILDING = 1 << 61, 1 << 62  # entities of chat groups in the VOICE stream
COMPOUND_DRAWS, FILE_DRAWS, NEWCOMER_DRAWS, INSPECTION_DRAWS = 1 << 40, 1 << 45, 1 << 56, 1 << 61
COUNT_OF_HOUSEHOLDS, COUNT_OF_PERSONS = 1 << 20, 1 << 21  # a month's candidates for moving, of a building
PLACE, THINNING, VACANCY, PERSON_PLACE, PERSON_THINNING = range(5)  # which draw of a candidate is meant
MOST_MONTHS = MOST_CANDIDATES = 1 << 12
STATUS, AGE = 0, 1  # ... of a newcomer
WEEKS_PER_CHOICE = 4
KINDS_OF_TURNOVER = ((False, INBOUND), (False, LOCAL), (True, LOCAL))  # owner?, hukou status


class Household:
    """户. A dwelling and the people who live in it."""

    def __init__(self, model: Any, row: int, building: Any, columns: Any) -> None:
        self.model, self.row, self.building = model, row, building
        copy_columns(self, columns, but=("building",))
        self.residents: list[Any] = []
        self.unvoiced: list[Any] = []  # private matters nobody speaks about, the newest first

    @property
    def community(self) -> Any:
        return self.building.compound.community

    @property
    def is_in_living_group(self) -> bool:
        """In the chat group of the building, and the group is awake."""
        model, p = self.model, self.model.levers.chat_groups
        is_asleep = is_dormant(p, model.draw(VOICE, GROUP_OF_BUILDING + self.building.row, 0))
        return is_member(p, model.draw(VOICE, HOUSEHOLD_IN_GROUP + self.row, self.moves)) and not is_asleep

    def first_present(self) -> Any:
        return next((person for person in self.residents if person.is_present), None)

    def knock(self, recognition: float, local_ties: float, has_contact: bool, delay: float) -> tuple[float, bool]:
        """A worker knocks: hours spent, and whether somebody at home shut the door."""
        model, p = self.model, self.model.p.visits
        self.n_attempts += 1
        person = self.first_present()
        if person is None:
            return visit_hours(p, False), False
        works = is_workday(day_of(model.now), model.setting.start_day_of_year)
        is_confined = model.setting.restriction > 0.0
        home = at_home_prob(p, person.rhythm, hour_of_day(model.now), works, is_confined)
        opened = opens_door_prob(p, person.familiarity_now(), recognition, local_ties, has_contact)
        uniform = model.draw(VISIT, self.row, self.n_attempts)
        if not visit_succeeds(home, opened, uniform):
            self.read_file(delay)
            return visit_hours(p, False), visit_refused(home, opened, uniform)
        for member in self.residents:
            if member.is_present:
                member.meet_worker()
        for matter in list(self.unvoiced):  # at the table people say what they never reported
            matter.come_to_light(BY_VISIT, delay)
        entry_hours = model.levers.records.entry_hours
        if entry_hours > 0.0:
            self.file_hours = model.now
        return visit_hours(p, True) + entry_hours, False

    def age_of_file(self) -> float:
        return math.inf if math.isnan(self.file_hours) else self.model.now - self.file_hours

    def read_file(self, delay: float) -> None:
        """What the file says about those who do not open."""
        age = self.age_of_file()
        if self.unvoiced and age < math.inf:
            uniform = self.model.draw(VISIT, FILE_DRAWS + self.row, self.n_attempts)
            if notices_from_file(self.model.levers.records, age, uniform):
                for matter in list(self.unvoiced):
                    matter.come_to_light(BY_VISIT, delay)

    def may_leave(self, month_key: int, number: int, highest: float) -> None:
        """A candidate for moving out: leaders stay, others go with the chance that is theirs."""
        model, p, key = self.model, self.model.p.residents, month_key + number
        head = self.first_present()
        if head is None or head.is_leader:
            return
        if moves_out(p, bool(self.is_owner), head.hukou, highest * model.draw(MOVES, key, THINNING)):
            self.move_out()
            self.vacant_until_hours = model.now + 24.0 * vacancy_days(p, model.draw(MOVES, key, VACANCY))

    def move_out(self) -> None:
        for matter in list(self.unvoiced):
            matter.end(CLOSURE_LAPSED)
        for person in self.residents:
            if person.is_present:
                person.is_present = person.is_occupied = person.is_party = 0
                person.act = person.acted_before = 0
                self.community.note("n_departed", 1.0)
        self.moves += 1
        self.file_hours = math.nan

    def move_in(self, month: int) -> None:
        """Strangers move in, in the age bands of those who left; a flat to let goes to people from elsewhere."""
        model = self.model
        self.vacant_until_hours = math.nan
        inbound_share = 0.0 if self.is_owner else 1.0
        status = arrival_status(inbound_share, model.draw(MOVES, NEWCOMER_DRAWS + self.row, 2 * month + STATUS))
        for person in self.residents:
            if person.is_occupied:
                continue
            person.is_occupied = person.is_present = 1
            person.hukou = status
            person.tenure += 1
            if CHILD_UNTIL_YEARS <= person.age < ELDERLY_FROM_YEARS:
                uniform = model.draw(MOVES, NEWCOMER_DRAWS + person.row, 2 * month + AGE)
                person.age = CHILD_UNTIL_YEARS + (ELDERLY_FROM_YEARS - CHILD_UNTIL_YEARS) * uniform
            person.draw_traits()
            if status == INBOUND:
                work = registration_work(model.levers.residence_permit, 0.0, 1.0)
                self.community.registration_left_hours += work
            self.community.note("n_arrived", 1.0)


class Building:
    """楼栋. Neighbours who talk: what became of needs, whether reporting helps, who takes part."""

    def __init__(self, model: Any, row: int, compound: Any, columns: Any) -> None:
        self.model, self.row, self.compound = model, row, compound
        copy_columns(self, columns, but=("compound",))
        self.households: list[Household] = []

    @property
    def residents(self) -> list[Any]:
        return [person for household in self.households for person in household.residents]

    def hear_of_need(self, unmet: float) -> None:
        """Word goes round whether a need was met (0) or not (1), whoever met it."""
        self.unmet += self.model.handling.talk_share * (unmet - self.unmet)

    def hear_of_service(self, quality: float) -> None:
        self.responsiveness += self.model.handling.talk_share * (quality - self.responsiveness)

    def move_people(self, month: int) -> None:
        """Who may move is drawn as candidates at the highest rate and thinned: whole households first, then persons."""
        model, p = self.model, self.model.p.residents
        key = (self.row * MOST_MONTHS + month) * MOST_CANDIDATES
        rates = [dwelling_turnover_prob(p, is_owner, hukou) for is_owner, hukou in KINDS_OF_TURNOVER]
        n = poisson(model.draw(MOVES, self.row, COUNT_OF_HOUSEHOLDS + month), max(rates) * len(self.households))
        for number in range(n):
            place = below(model.draw(MOVES, key + number, PLACE), len(self.households))
            self.households[place].may_leave(key, number, max(rates))
        highest = max(float(p.departure_prob), float(p.return_prob))
        people = self.residents
        n = poisson(model.draw(MOVES, self.row, COUNT_OF_PERSONS + month), highest * len(people))
        for number in range(n):
            person = people[below(model.draw(MOVES, key + number, PERSON_PLACE), len(people))]
            is_bound = person.is_leader or not person.is_adult or not person.is_occupied
            if not is_bound and math.isnan(person.household.vacant_until_hours):
                person.move_alone(highest * model.draw(MOVES, key + number, PERSON_THINNING))

    def choose_acts(self, week: int) -> None:
        """Every fourth resident chooses for the coming 28 days."""
        if self.n_adults == 0:
            return
        community = self.compound.community
        has_venue = bool(
            self.compound.homeowners.exists
            or self.model.setting.platform_hours > 0.0
            or community.social_organisation is not None
            or self.model.levers.deliberation.meetings_per_month > 0.0
        )
        for person in self.residents:
            is_due = person.row % WEEKS_PER_CHOICE == week % WEEKS_PER_CHOICE
            if is_due and person.is_present and person.is_adult and not person.is_leader:
                person.choose_act(week, has_venue)


class Compound(FromAbove):
    """小区. Gates, grounds, a property company perhaps, and owners who may have formed a committee."""

    def __init__(self, model: Any, row: int, community: Any, columns: Any) -> None:
        self.model, self.row, self.community = model, row, community
        copy_columns(self, columns, but=("community",))
        self.buildings: list[Building] = []
        self.property_company: Any = None
        self.homeowners: Any = None
        self.needs: list[Any] = []  # one stream per kind of matter
        self.unvoiced: list[Any] = []  # public matters nobody speaks about, the newest first

    @property
    def residents(self) -> list[Any]:
        return [person for building in self.buildings for person in building.residents]

    def priority(self, round_number: int) -> float:
        """How early a patrol comes here, under the inspection order in force."""
        model, is_listed = self.model, self.kind in (OLD, RELOCATED)
        uniform = model.draw(PATROL, INSPECTION_DRAWS + self.row, round_number)
        return patrol_priority(model.p.patrol, model.setting.inspection_order, is_listed, self.usual_finds, uniform)

    def be_patrolled(self, hours: float, delay: float = 0.0) -> int:
        """Somebody walks the grounds for so long; returns how many unvoiced matters were found."""
        n_found = 0
        for matter in list(self.unvoiced):
            matter.n_searches += 1
            uniform = self.model.draw(PATROL, matter.id, matter.n_searches)
            if is_found(self.model.p.patrol, hours, self.n_households, uniform):
                matter.come_to_light(BY_PATROL, delay)
                n_found += 1
        return n_found

    def call_owners(self, week: int) -> None:
        """In an emergency a homeowners' committee with enough active owners calls its owners to help."""
        self.is_calling = False
        if self.model.setting.phase != EMERGENCY or not self.homeowners.exists:
            return
        share = self.n_active_owners / max(1, self.n_owners)
        uniform = self.model.draw(HOMEOWNERS, COMPOUND_DRAWS + self.row, week)
        self.is_calling = self_organises(self.model.p.homeowners, share, self.model.setting.health_hazard, uniform)
        if self.is_calling:
            self.community.duty_hours[DUTY_LEADERS] += hours_of_guidance(self.model.levers.building_leaders)
