"""The small facts of daily work: how long handling takes, and what work is worth to a worker beside any assessment.

Place in the day: whenever an order is handled, a call-back is made or a worker compares candidates. Values are in the
common unit (an hour's worth), see ``sim/rules/time_use.py``.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.names import YELLOW
from sim.parameters import Parameters, parameter


class HandlingParameters(Parameters):
    """Times of handling and values of work that no assessment measures."""

    handling_hours: float = parameter(
        0.3, low=0.01, high=2, unit="hours", meaning="reading an order, recording it and passing it on",
        source="assumed", status="assumed",
    )  # fmt: skip
    travel_hours: float = parameter(
        0.15, low=0, high=2, unit="hours", meaning="way to a matter inside the community", source="assumed",
        status="assumed",
    )  # fmt: skip
    prompt_hours: float = parameter(
        24.0, low=0.5, high=240, unit="hours", meaning="contact within this time of an order counts as a response",
        source="L016", status="assumed",
    )  # fmt: skip
    newcomer_skill: float = parameter(
        0.8, low=0.1, high=1, unit="share (0 to 1)", meaning="output of a replacement in the first months",
        source="C45", status="assumed",
    )  # fmt: skip
    skill_learning_share: float = parameter(
        0.03, low=0, high=1, unit="share per week", meaning="weekly step of a newcomer's skill towards full",
        source="assumed", status="assumed",
    )  # fmt: skip
    leader_local_ties: float = parameter(
        0.8, low=0, high=1, unit="share (0 to 1)", meaning="local ties of an unpaid grid leader in the own cell",
        source="C49", status="assumed",
    )  # fmt: skip
    leader_visit_share: float = parameter(
        0.5, low=0, high=1, unit="share (0 to 1)",
        meaning="share of an unpaid leader's hours spent at doors; the rest is walking the compound", source="assumed",
        status="assumed",
    )  # fmt: skip
    thanks: float = parameter(
        0.3, low=0, high=1, unit="recognition (0 to 1)", meaning="recognition that volunteers and leaders get",
        source="assumed", status="assumed",
    )  # fmt: skip
    directive_days: float = parameter(
        30.0, low=1, high=365, unit="days", meaning="time allowed for a directive", source="assumed", status="assumed"
    )
    liability_stake: float = parameter(
        10.0, low=0, high=1000, unit="value", meaning="what being held liable for a red matter costs the unit",
        source="C58", status="assumed",
    )  # fmt: skip
    street_relief: float = parameter(
        0.05, low=0, high=10, unit="value per hour and case",
        meaning="relief from own liability that the street expects of an hour of inspection, per red case gone wrong",
        source="assumed", status="assumed",
    )  # fmt: skip
    prior_slope: float = parameter(
        0.05, low=-1, high=1, unit="points per hour",
        meaning="what the street believes at first that an hour of its own directives adds to the reported score",
        source="C84", status="assumed",
    )  # fmt: skip
    prior_slope_weight: float = parameter(
        400.0, low=0, high=1e6, unit="square hours", meaning="weight of evidence behind that first belief",
        source="assumed", status="assumed",
    )  # fmt: skip
    contract_floor: float = parameter(
        0.3, low=0, high=1, unit="share (0 to 1)", meaning="least effort that a property contract binds to",
        source="assumed", status="assumed",
    )  # fmt: skip
    fee_per_household: float = parameter(
        120.0, low=1, high=2000, unit="yuan per household and month", meaning="property fee", source="assumed",
        status="assumed",
    )  # fmt: skip
    contract_months: float = parameter(
        12.0, low=1, high=60, unit="months", meaning="length of a social organisation's contract", source="assumed",
        status="assumed",
    )  # fmt: skip
    budget_share: float = parameter(
        1.0, low=0, high=1, unit="share (0 to 1)", meaning="budget for purchased services against full need",
        source="assumed", status="assumed",
    )  # fmt: skip
    activity_share: float = parameter(
        0.3, low=0, high=1, unit="share (0 to 1)", meaning="share of a social organisation's hours spent on activities",
        source="assumed", status="assumed",
    )  # fmt: skip
    memory_share: float = parameter(
        0.2, low=0.01, high=1, unit="share (0 to 1)",
        meaning="step of a smoothed experience (use of volunteers, agreements) towards the newest", source="assumed",
        status="assumed",
    )  # fmt: skip
    slice_hours: float = parameter(
        2.0, low=0.25, high=4, unit="hours",
        meaning="stretch of paper, patrol, visits or mass work before choosing anew",
        source="assumed", status="assumed",
    )  # fmt: skip
    asking_factor: float = parameter(
        10.0, low=1, high=100, unit="ratio", meaning="how much sooner neighbours settle a matter when they are asked",
        source="assumed", status="assumed",
    )  # fmt: skip
    offers_before_order: float = parameter(
        4.0, low=1, high=20, unit="offers", meaning="refusals after which the street orders the owner to act",
        source="assumed", status="assumed",
    )  # fmt: skip
    call_back_days: float = parameter(
        2.0, low=0.1, high=30, unit="days", meaning="mean time from closure to call-back", source="assumed",
        status="assumed",
    )  # fmt: skip
    repeat_days: float = parameter(
        5.0, low=0.1, high=60, unit="days", meaning="mean time until an unsolved matter is voiced again",
        source="assumed", status="assumed",
    )  # fmt: skip
    green_worth: float = parameter(
        0.3, low=0, high=10, unit="value", meaning="worth to a worker of settling a green matter", source="assumed",
        status="assumed",
    )  # fmt: skip
    yellow_worth: float = parameter(
        0.6, low=0, high=10, unit="value", meaning="worth to a worker of settling a yellow matter", source="assumed",
        status="assumed",
    )  # fmt: skip
    obedience_worth: float = parameter(
        0.35, low=0, high=10, unit="value per hour", meaning="sanction that an hour of directive work in time avoids",
        source="assumed", status="assumed",
    )  # fmt: skip
    patrol_worth: float = parameter(
        0.15, low=0, high=5, unit="value per hour", meaning="worth of an hour of patrol that is still owed as duty",
        source="assumed", status="assumed",
    )  # fmt: skip
    visit_worth: float = parameter(
        0.15, low=0, high=5, unit="value per hour", meaning="worth of an hour of visits that is still owed as duty",
        source="assumed", status="assumed",
    )  # fmt: skip
    mass_work_worth: float = parameter(
        0.03, low=0, high=5, unit="value per hour", meaning="worth of an hour of mass work", source="assumed",
        status="assumed",
    )  # fmt: skip
    least_productivity: float = parameter(
        0.2, low=0.01, high=1, unit="share (0 to 1)", meaning="output of an hour of ordered work however long the week",
        source="assumed", status="assumed",
    )  # fmt: skip
    late_obedience: float = parameter(
        0.5, low=0, high=1, unit="share (0 to 1)", meaning="worth of directive work after its due date, against before",
        source="assumed", status="assumed",
    )  # fmt: skip
    contacts_per_hour: float = parameter(
        4.0, low=0.1, high=50, unit="residents per hour",
        meaning="residents reached by an hour of mass work or activity",
        source="assumed", status="assumed",
    )  # fmt: skip
    talk_share: float = parameter(
        0.1, low=0, high=1, unit="share (0 to 1)",
        meaning="step of a building's word of mouth towards one neighbour's experience", source="assumed",
        status="assumed",
    )  # fmt: skip
    talk_weight: float = parameter(
        0.3, low=0, high=1, unit="share (0 to 1)",
        meaning="weight of word of mouth against own experience in judging whether reporting helps", source="assumed",
        status="assumed",
    )  # fmt: skip
    invitation_share: float = parameter(
        0.25, low=0, high=1, unit="share (0 to 1)",
        meaning="residents whom the committee's people ask to help, of those familiar with them", source="assumed",
        status="assumed",
    )  # fmt: skip


@rule
def worth_of_settling(p: np.record, urgency: int) -> float:
    """Worth to a worker of settling a matter, beside any assessment: more for the urgent.

    Args:
        p: record of :class:`HandlingParameters`.
        urgency: GREEN or YELLOW; red matters are taken before values are compared.

    Returns:
        Value, >= 0.

    Source: assumed; swept with the stakes, because only their ratio matters.
    """
    if urgency == YELLOW:
        return float(p.yellow_worth)
    return float(p.green_worth)


@rule
def heard_responsiveness(p: np.record, own: float, talk: float) -> float:
    """What a resident expects of reporting: own experience mixed with the building's talk.

    Equation: (1 - w) own + w talk.

    Args:
        p: record of :class:`HandlingParameters`.
        own: 0 to 1.
        talk: 0 to 1.

    Returns:
        Expectation in [0, 1], rising in both.
    """
    return float((1.0 - p.talk_weight) * own + p.talk_weight * talk)
