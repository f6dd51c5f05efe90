"""The street office: it judges, it adds directives of its own when that pays, and its grid centre dispatches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.actors.party import Party
from sim.clock import DAYS_PER_MONTH, HOURS_PER_DAY
from sim.names import EMERGENCY, RETURN
from sim.phases.levers import count_files
from sim.phases.monthly import announce_inspection, issue_directive
from sim.rules.access_list import expected_retaliation, refuses
from sim.rules.belief import smoothed
from sim.rules.cells import cell_ledger_hours
from sim.rules.directives import best_add_on_hours, item_hours, overlap_left_share, updated_slope, updated_weight
from sim.rules.form_support import help_reached, supported_item_hours
from sim.rules.incentive import score_marginal
from sim.rules.inspections import visit_date, whole_number
from sim.rules.records import collection_item_hours, sharing_with
from sim.rules.tiers import n_passed_on
from sim.tables import DUTY_PAPER

BESIDES = 8  # add-ons, arrears of an emergency, ledgers of cells, a collection of data, and what rounding adds


class Item(NamedTuple):
    """A form, ledger or task on its way down."""

    hours: float
    is_off_list: bool = False
    is_handed_up: bool = False


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
        world = self.model.world
        due = self.model.hours + HOURS_PER_DAY * float(self.rules["handling"]["directive_days"])
        has_list = bool(world.levers[0]["access_list"]["off_list_share"] > 0.0)
        for number in range(len(world.communities)):
            unit = world.parties[world.communities["committee"][number]]
            unit["n_refused"] = unit["refused_hours"] = 0.0
            total = self.announce_inspections(number)
            for item in self.month_items(number):
                if not (item.is_off_list and self.is_refused(number, item.hours)):
                    issue_directive(world, number, item.hours, due, 1.0, item.is_handed_up)
                    total += item.hours
            added = float(self.state["directive_hours"])
            if added > 0.0 and has_list and self.is_refused(number, added):
                added = 0.0
            if added > 0.0:
                issue_directive(world, number, added, due, 1.0, False)
            unit["directive_hours"] = total + added
            unit["add_on_hours"] = added

    def month_items(self, number: int) -> list[Item]:
        """What comes from above in a month: the emergency's own, what it had put off, the usual, data, sunk tasks."""
        model = self.model
        world, levers = model.world, model.world.levers[0]
        time, emergency = model.config.time, model.config.regime.emergency
        tiers, phase = levers["tiers"], int(world.setting[0]["phase"])
        community = world.communities[number]
        n_items = time.directives_per_month
        each = self.hours_of_item(number, time.directive_item_hours, time.directive_overlap)
        hours: list[float] = []
        if phase == EMERGENCY:
            postponed = round(n_items * emergency.postponed_share)
            community["postponed_hours"] += n_passed_on(tiers, float(postponed)) * each
            n_items -= postponed
            crisis_each = self.hours_of_item(number, emergency.directive_item_hours, emergency.directive_overlap)
            hours += [crisis_each] * int(n_passed_on(tiers, float(emergency.directive_items)))
        elif phase == RETURN and community["postponed_hours"] > 0.0:
            share = min(float(community["postponed_hours"]), model.backlog_per_month[number])
            community["postponed_hours"] -= share
            hours.append(share)
        hours += [each] * int(n_passed_on(tiers, float(n_items)))
        n_off_list = whole_number(float(levers["access_list"]["off_list_share"]) * len(hours))
        items = [Item(long, row < n_off_list) for row, long in enumerate(hours)]
        ledgers = cell_ledger_hours(levers["cells"], int(community["n_cells"]))
        if ledgers > 0.0:
            items.append(Item(ledgers))
        collected = collection_item_hours(levers["records"], *count_files(world, number), self.sharing(number))
        if collected > 0.0:
            items.append(Item(collected))
        return items + self.sunk_tasks()

    def sunk_tasks(self) -> list[Item]:
        """Tasks that departments send down; they stand on no list, and some have to be handed up again."""
        levers = self.model.world.levers[0]
        tiers, has_list = levers["tiers"], bool(levers["access_list"]["off_list_share"] > 0.0)
        n_tasks = whole_number(float(tiers["sunk_tasks_per_month"]))
        n_up = int(whole_number(float(tiers["sunk_share"]) * n_tasks))
        handed_up = Item(float(tiers["hand_up_hours"]), has_list, True)
        return [handed_up] * n_up + [Item(float(tiers["sunk_task_hours"]), has_list)] * (int(n_tasks) - n_up)

    def announce_inspections(self, number: int) -> float:
        """Dates of the month's inspections are told, the first one put first in line; returns hours of preparation."""
        model = self.model
        world, levers = model.world, model.world.levers[0]
        p = levers["inspections"]
        day = round(model.hours / HOURS_PER_DAY)
        asked = float(p["per_month"]) + model.config.regime.campaign.inspections_on(day)
        n_visits = n_passed_on(levers["tiers"], asked)
        world.communities["n_inspections"][number] = n_visits
        hours, weight = float(p["preparation_hours"]), float(p["weight"])
        month_hours = HOURS_PER_DAY * DAYS_PER_MONTH
        for visit in reversed(range(int(n_visits))):
            due = visit_date(model.hours, month_hours, float(visit), n_visits)
            announce_inspection(world, number, hours, due, weight)
        return n_visits * hours

    def sharing(self, number: int) -> float:
        """How far departments share one table about a community."""
        world = self.model.world
        useful = float(world.communities["sharing_useful_hours"][number])
        reached = help_reached(float(world.levers[0]["records"]["sharing_half_hours"]), useful)
        return float(sharing_with(self.model.config.time.information_sharing, reached))

    def hours_of_item(self, number: int, hours_each: float, overlap: float) -> float:
        """Hours of one form of a community, with what sharing and help with forms save there."""
        world, p = self.model.world, self.rules["directives"]
        support, sharing = world.levers[0]["form_support"], self.sharing(number)
        useful = float(world.communities["support_useful_hours"][number])
        return float(
            supported_item_hours(
                support,
                item_hours(p, hours_each, overlap, sharing),
                hours_each * overlap_left_share(p, overlap, sharing),
                help_reached(float(support["half_hours"]), useful),
            )
        )

    def is_refused(self, number: int, hours: float) -> bool:
        """Whether a community refuses a directive that is off the list; if so, it is counted and objected to."""
        world = self.model.world
        unit, p = world.parties[world.communities["committee"][number]], world.levers[0]["access_list"]
        obedience = float(self.rules["handling"]["obedience_worth"])
        retaliation = expected_retaliation(p, obedience, hours, float(unit["shadow_price"]))
        if not refuses(p, hours, float(unit["hour_price"]), retaliation):
            return False
        unit["n_refused"] += 1.0
        unit["refused_hours"] += hours
        world.communities["duty_hours"][number, DUTY_PAPER] += p["objection_hours"]
        return True

    def most_directives(self) -> int:
        """More items than a community can get in a month."""
        levers, time, regime = self.model.world.levers[0], self.model.config.time, self.model.config.regime
        asked = time.directives_per_month + regime.emergency.directive_items
        inspections = float(levers["inspections"]["per_month"]) + regime.campaign.inspections_per_month
        n_items = n_passed_on(levers["tiers"], float(asked + inspections))
        return int(n_items + float(levers["tiers"]["sunk_tasks_per_month"])) + BESIDES
