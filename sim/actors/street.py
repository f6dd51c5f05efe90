"""The street office: it judges, it adds directives of its own when that pays, and its grid centre dispatches."""

from __future__ import annotations

import numpy as np

from sim.actors.party import Party
from sim.names import EMERGENCY, RETURN
from sim.phases.monthly import issue_directive
from sim.rules.belief import smoothed
from sim.rules.cells import cell_ledger_hours
from sim.rules.directives import best_add_on_hours, item_hours, updated_slope, updated_weight
from sim.rules.incentive import score_marginal


class Street(Party):
    """街道. Judged by the district among others, it learns what directives do to its score, and adds to them."""

    def own_score(self) -> float:
        """Mean score of the street's communities, on which the district judges it."""
        parties = self.model.world.parties
        return float(parties["score"][self.model.assessment.rows].mean())

    def shadow_price(self) -> float:
        """Value to the street of one more point, among a stated, fixed distribution of other streets."""
        street = self.model.config.street
        n = street.other_streets + 1
        means = np.full(n, street.other_streets_mean)
        noises = np.full(n, street.other_streets_sd)
        stakes = self.model.street_stakes
        return float(
            score_marginal(float(self.state["believed_mean"]), noises[0], 0, means, noises, stakes, np.zeros(n))
        )

    def start_beliefs(self) -> None:
        """Before experience: a prior on what an hour of directives does to the reported score."""
        self.state["slope"] = self.rules["handling"]["prior_slope"]
        self.state["slope_weight"] = self.rules["handling"]["prior_slope_weight"]

    def decide(self, month: int) -> None:
        """Learn from the month that ends, then choose how many hours of directives to add for each community."""
        p = self.rules["directives"]
        state = self.state
        score = self.own_score()
        d_score = score - float(state["score"])
        d_hours = float(state["directive_hours"]) - float(state["expected"][0])
        slope, weight = float(state["slope"]), float(state["slope_weight"])
        state["slope"] = updated_slope(p, slope, weight, d_hours, d_score)
        state["slope_weight"] = updated_weight(p, weight, d_hours)
        state["expected"][0] = state["directive_hours"]
        newest = float(self.rules["belief"]["newest_month_weight"])
        state["believed_mean"] = (
            score if state["score"] == 0.0 else smoothed(float(state["believed_mean"]), score, newest)
        )
        state["score"] = score
        state["shadow_price"] = self.shadow_price()
        cases = float(self.model.world.communities["n_liable"].sum())
        relief = float(self.rules["handling"]["street_relief"]) * cases
        state["directive_hours"] = best_add_on_hours(p, float(state["shadow_price"]), float(state["slope"]), relief)

    def issue_directives(self) -> None:
        """Send the month's forms, ledgers and tasks to every community, and the street's own on top."""
        model = self.model
        world, setting = model.world, model.world.setting[0]
        p = self.rules["directives"]
        time, emergency = model.config.time, model.config.regime.emergency
        handling = self.rules["handling"]
        due = model.hours + 24.0 * float(handling["directive_days"])
        phase = int(setting["phase"])
        each = item_hours(p, time.directive_item_hours, time.directive_overlap, time.information_sharing)
        crisis_each = item_hours(
            p, emergency.directive_item_hours, emergency.directive_overlap, time.information_sharing
        )
        for number in range(len(world.communities)):
            community = world.communities[number]
            n_items = time.directives_per_month
            total = 0.0
            if phase == EMERGENCY:
                postponed = round(n_items * emergency.postponed_share)
                community["postponed_hours"] += postponed * each
                n_items -= postponed
                for _ in range(emergency.directive_items):
                    issue_directive(world, number, crisis_each, due)
                    total += crisis_each
            elif phase == RETURN and community["postponed_hours"] > 0.0:
                share = min(float(community["postponed_hours"]), model.backlog_per_month[number])
                community["postponed_hours"] -= share
                issue_directive(world, number, share, due)
                total += share
            for _ in range(n_items):
                issue_directive(world, number, each, due)
                total += each
            ledgers = cell_ledger_hours(world.levers[0]["cells"], int(community["n_cells"]))
            if ledgers > 0.0:
                issue_directive(world, number, ledgers, due)
                total += ledgers
            added = float(self.state["directive_hours"])
            if added > 0.0:
                issue_directive(world, number, added, due)
            unit = world.parties[community["committee"]]
            unit["directive_hours"] = total + added
            unit["add_on_hours"] = added
