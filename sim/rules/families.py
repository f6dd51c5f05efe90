"""All rule families in one place: the book's table of contents, and the record that compiled code reads.

A configuration's ``rules.<family>.<parameter>`` and a kernel's ``p.<family>.<parameter>`` are the same number.
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.belief import BeliefParameters
from sim.rules.buck_passing import BuckPassingParameters
from sim.rules.call_back import CallBackParameters
from sim.rules.coping import CopingParameters
from sim.rules.directives import DirectiveParameters
from sim.rules.effort import EffortParameters
from sim.rules.enthusiasm import EnthusiasmParameters
from sim.rules.gaming import GamingParameters
from sim.rules.handling import HandlingParameters
from sim.rules.hierarchy import HierarchyParameters
from sim.rules.homeowners import HomeownersParameters
from sim.rules.liability import LiabilityParameters
from sim.rules.need import NeedParameters
from sim.rules.negotiation import NegotiationParameters
from sim.rules.network_capacity import NetworkCapacityParameters
from sim.rules.participation import ParticipationParameters
from sim.rules.patrol import PatrolParameters
from sim.rules.property_effort import PropertyEffortParameters
from sim.rules.residents import ResidentsParameters
from sim.rules.social_organisation import SocialOrganisationParameters
from sim.rules.strain import StrainParameters
from sim.rules.time_use import TimeUseParameters
from sim.rules.trust import TrustParameters
from sim.rules.visits import VisitsParameters
from sim.rules.voice import VoiceParameters
from sim.rules.volunteer_work import VolunteerWorkParameters


class RuleParameters(Parameters):
    """Parameters of every rule family, one group per file of ``sim/rules/``, in the order a matter meets them."""

    need: NeedParameters = NeedParameters()
    voice: VoiceParameters = VoiceParameters()
    patrol: PatrolParameters = PatrolParameters()
    hierarchy: HierarchyParameters = HierarchyParameters()
    buck_passing: BuckPassingParameters = BuckPassingParameters()
    negotiation: NegotiationParameters = NegotiationParameters()
    network_capacity: NetworkCapacityParameters = NetworkCapacityParameters()
    handling: HandlingParameters = HandlingParameters()
    time_use: TimeUseParameters = TimeUseParameters()
    coping: CopingParameters = CopingParameters()
    call_back: CallBackParameters = CallBackParameters()
    directives: DirectiveParameters = DirectiveParameters()
    liability: LiabilityParameters = LiabilityParameters()
    strain: StrainParameters = StrainParameters()
    visits: VisitsParameters = VisitsParameters()
    trust: TrustParameters = TrustParameters()
    residents: ResidentsParameters = ResidentsParameters()
    participation: ParticipationParameters = ParticipationParameters()
    volunteer_work: VolunteerWorkParameters = VolunteerWorkParameters()
    enthusiasm: EnthusiasmParameters = EnthusiasmParameters()
    homeowners: HomeownersParameters = HomeownersParameters()
    property_effort: PropertyEffortParameters = PropertyEffortParameters()
    social_organisation: SocialOrganisationParameters = SocialOrganisationParameters()
    belief: BeliefParameters = BeliefParameters()
    effort: EffortParameters = EffortParameters()
    gaming: GamingParameters = GamingParameters()
