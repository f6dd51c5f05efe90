"""All levers in one place: what a street may do beside governance and assessment, each off unless it is set.

A configuration's ``levers.<lever>.<parameter>`` and a kernel's ``w.levers[0].<lever>.<parameter>`` are the same number.
A lever is declared beside its rules, like a rule family; its defaults change nothing.
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.access_list import AccessListLever
from sim.rules.building_leaders import BuildingLeadersLever
from sim.rules.cells import CellsLever
from sim.rules.chat_groups import ChatGroupsLever
from sim.rules.deliberation import DeliberationLever
from sim.rules.five_roles import FiveRolesLever
from sim.rules.form_support import FormSupportLever
from sim.rules.inspections import InspectionsLever
from sim.rules.nominal_staff import NominalStaffLever
from sim.rules.one_stop import OneStopLever
from sim.rules.own_supplies import OwnSuppliesLever
from sim.rules.party_chain import PartyChainLever
from sim.rules.points import PointsLever
from sim.rules.professional_team import ProfessionalTeamLever
from sim.rules.project_coordination import ProjectCoordinationLever
from sim.rules.projects import ProjectsLever
from sim.rules.publicity import PublicityLever
from sim.rules.records import RecordsLever
from sim.rules.residence_permit import ResidencePermitLever
from sim.rules.risk_colours import RiskColoursLever
from sim.rules.social_work import SocialWorkLever
from sim.rules.sunk_cadres import SunkCadresLever
from sim.rules.tiers import TiersLever
from sim.rules.training import TrainingLever


class Levers(Parameters):
    """Levers in force, one group per file of ``sim/rules/`` that declares one."""

    publicity: PublicityLever = PublicityLever()
    nominal_staff: NominalStaffLever = NominalStaffLever()
    one_stop: OneStopLever = OneStopLever()
    cells: CellsLever = CellsLever()
    five_roles: FiveRolesLever = FiveRolesLever()
    sunk_cadres: SunkCadresLever = SunkCadresLever()
    training: TrainingLever = TrainingLever()
    professional_team: ProfessionalTeamLever = ProfessionalTeamLever()
    party_chain: PartyChainLever = PartyChainLever()
    deliberation: DeliberationLever = DeliberationLever()
    risk_colours: RiskColoursLever = RiskColoursLever()
    projects: ProjectsLever = ProjectsLever()
    points: PointsLever = PointsLever()
    chat_groups: ChatGroupsLever = ChatGroupsLever()
    social_work: SocialWorkLever = SocialWorkLever()
    own_supplies: OwnSuppliesLever = OwnSuppliesLever()
    building_leaders: BuildingLeadersLever = BuildingLeadersLever()
    form_support: FormSupportLever = FormSupportLever()
    access_list: AccessListLever = AccessListLever()
    inspections: InspectionsLever = InspectionsLever()
    tiers: TiersLever = TiersLever()
    records: RecordsLever = RecordsLever()
    project_coordination: ProjectCoordinationLever = ProjectCoordinationLever()
    residence_permit: ResidencePermitLever = ResidencePermitLever()
