"""All levers in one place: what a street may do beside governance and assessment, each off unless it is set.

A configuration's ``levers.<lever>.<parameter>`` and a kernel's ``w.levers[0].<lever>.<parameter>`` are the same number.
A lever is declared beside its rules, like a rule family; its defaults change nothing.
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.building_leaders import BuildingLeadersLever
from sim.rules.chat_groups import ChatGroupsLever
from sim.rules.deliberation import DeliberationLever
from sim.rules.own_supplies import OwnSuppliesLever
from sim.rules.points import PointsLever
from sim.rules.project_coordination import ProjectCoordinationLever
from sim.rules.projects import ProjectsLever
from sim.rules.publicity import PublicityLever
from sim.rules.risk_colours import RiskColoursLever
from sim.rules.social_work import SocialWorkLever


class Levers(Parameters):
    """Levers in force, one group per file of ``sim/rules/`` that declares one."""

    publicity: PublicityLever = PublicityLever()
    deliberation: DeliberationLever = DeliberationLever()
    risk_colours: RiskColoursLever = RiskColoursLever()
    projects: ProjectsLever = ProjectsLever()
    points: PointsLever = PointsLever()
    chat_groups: ChatGroupsLever = ChatGroupsLever()
    social_work: SocialWorkLever = SocialWorkLever()
    own_supplies: OwnSuppliesLever = OwnSuppliesLever()
    building_leaders: BuildingLeadersLever = BuildingLeadersLever()
    project_coordination: ProjectCoordinationLever = ProjectCoordinationLever()
