"""Bodies of a compound or community that decide themselves: property companies, homeowners, social organisations."""

from __future__ import annotations

from sim.actors.party import Party
from sim.phases.monthly import MONTHS_BEFORE
from sim.phases.routing import disband
from sim.rules.homeowners import dissolves, forms
from sim.rules.project_coordination import grown_rootedness, is_assigned, is_coordinated
from sim.rules.property_effort import best_effort
from sim.rules.social_organisation import renews_contract
from sim.streams import CONTRACT, HOMEOWNERS, uniform

_ASSIGNMENT = 1 << 40  # entities of places to which the pool may send an organisation, in the CONTRACT stream


class PropertyCompany(Party):
    """物业公司. Sets its effort for the month where profit is highest; the contract binds it to a least effort."""

    def decide(self, month: int) -> None:
        """Choose the share of staff hours given to matters of the compound."""
        world = self.model.world
        compound = world.compounds[self.state["compound"]]
        handling = self.rules["handling"]
        self.state["effort"] = best_effort(
            self.rules["property_effort"],
            float(handling["fee_per_household"]),
            float(compound["n_households"]),
            float(handling["contract_floor"]),
        )


class HomeownersCommittee(Party):
    """业委会. Comes into being when enough owners are active, and ends when too few are."""

    def decide(self, month: int) -> None:
        """Form or dissolve, by one draw per compound and month."""
        world = self.model.world
        compound = world.compounds[self.state["compound"]]
        p = self.rules["homeowners"]
        share = float(compound["n_active_owners"]) / max(1.0, float(compound["n_owners"]))
        draw = uniform(world.streams[HOMEOWNERS], (1 << 41) + self.row, month + MONTHS_BEFORE)
        if self.exists:
            if dissolves(p, share, draw):
                disband(world, self.row)
        else:
            has_help = bool(world.setting[0]["platform_hours"] > 0.0)
            self.state["exists"] = int(forms(p, share, float(compound["conflict"]), has_help, draw))


class SocialOrganisation(Party):
    """社会组织. A purchased project lives from contract to contract; a rooted one stays."""

    def decide(self, month: int) -> None:
        """Grow roots where the street coordinates; at the end of a contract go on, or leave."""
        self.be_coordinated(month)
        if self.state["is_rooted"] or not self.exists:
            return
        handling = self.rules["handling"]
        if (month + MONTHS_BEFORE) % int(handling["contract_months"]) != self.row % int(handling["contract_months"]):
            return
        world = self.model.world
        draw = uniform(world.streams[CONTRACT], self.row, month + MONTHS_BEFORE)
        satisfaction = float(world.parties[world.communities["committee"][self.community_id]]["satisfied_clients"])
        is_renewed = renews_contract(
            self.rules["social_organisation"], satisfaction, float(handling["budget_share"]), draw
        )
        if not is_renewed:
            disband(world, self.row)

    def be_coordinated(self, month: int) -> None:
        """The street keeps a pool: who is in a place grows roots there, and where a project has ended another comes."""
        world = self.model.world
        lever = world.levers[0]["project_coordination"]
        if not is_coordinated(lever) or self.state["is_rooted"]:
            return
        draw = uniform(world.streams[CONTRACT], _ASSIGNMENT + self.row, month + MONTHS_BEFORE)
        if self.exists:
            self.state["rootedness"] = grown_rootedness(lever, float(self.state["rootedness"]))
        elif is_assigned(lever, draw):
            self.state["exists"] = 1
            self.state["rootedness"] = 0.0
        if self.exists:
            self.model.street.state["sundry_hours"] += float(lever["hours_per_month"])


class Department(Party):
    """职能部门. Serves the whole street in its jurisdiction; its queue decides how readily it accepts."""
