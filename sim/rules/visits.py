"""Household visits: who is at home, who opens, what a visit costs.

Place in the calendar: whenever a worker uses hours for visits. Entities: grid workers, residents, households. A visit
has three outcomes on one draw: entered, refused at the door, nobody at home. Outbound people are never at home: a visit
assigned for them has home probability 0, costs hours and fails.
"""

from __future__ import annotations

from sim._compiled import rule
from sim.names import AT_HOME, OFFICE_HOURS
from sim.parameters import Parameters, parameter


class VisitsParameters(Parameters):
    """When people are at home, what opens a door, what a visit takes."""

    work_start_hour: float = parameter(
        8.0,
        meaning="hour of a workday at which people with office hours have left home",
        unit="hour of day (0 to 24)",
        low=6.0,
        high=10.0,
        source="assumed",
        status="assumed",
    )
    work_end_hour: float = parameter(
        18.5,
        meaning="hour of a workday at which people with office hours are back home",
        unit="hour of day (0 to 24)",
        low=16.0,
        high=21.0,
        source="assumed",
        status="assumed",
    )
    home_prob_at_home: float = parameter(
        0.75,
        meaning="chance to meet someone without a job outside at home",
        unit="probability",
        low=0.5,
        high=0.95,
        source="assumed",
        status="assumed",
    )
    home_prob_working: float = parameter(
        0.10,
        meaning="chance to meet someone with office hours at home while at work",
        unit="probability",
        low=0.0,
        high=0.3,
        source="assumed",
        status="assumed",
    )
    home_prob_free: float = parameter(
        0.75,
        meaning="chance to meet someone with office hours at home in the evening or on a day off",
        unit="probability",
        low=0.4,
        high=0.9,
        source="assumed",
        status="assumed",
    )
    home_prob_shifts: float = parameter(
        0.45,
        meaning="chance to meet a shift worker at home at any hour",
        unit="probability",
        low=0.2,
        high=0.7,
        source="assumed",
        status="assumed",
    )
    home_prob_confined: float = parameter(
        0.97,
        meaning="chance to meet anyone at home while residents are confined",
        unit="probability",
        low=0.85,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    stranger_open_prob: float = parameter(
        0.20,
        meaning="chance that someone at home opens to a worker nobody knows (hard doors 0.12, L122)",
        unit="probability",
        low=0.12,
        high=0.33,
        source="L112",
        status="literature",
    )
    committee_contact_factor: float = parameter(
        4.0,
        meaning="factor on a stranger's completed visits when the committee has made the contact",
        unit="ratio",
        low=3.0,
        high=5.0,
        source="L123",
        status="literature",
    )
    familiarity_weight: float = parameter(
        0.50,
        meaning="share of the remaining refusals that full familiarity removes",
        unit="share (0 to 1)",
        low=0.0,
        high=0.6,
        source="assumed",
        status="assumed",
    )
    recognition_weight: float = parameter(
        0.20,
        meaning="share of the remaining refusals that full public recognition of grid workers removes",
        unit="share (0 to 1)",
        low=0.0,
        high=0.2,
        source="assumed",
        status="assumed",
    )
    local_ties_weight: float = parameter(
        0.20,
        meaning="share of the remaining refusals that full local ties of the worker remove",
        unit="share (0 to 1)",
        low=0.0,
        high=0.2,
        source="assumed",
        status="assumed",
    )
    entered_hours: float = parameter(
        0.5,
        meaning="worker hours of a visit that gets in, way included",
        unit="hours",
        low=0.2,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    failed_hours: float = parameter(
        0.4,
        meaning="worker hours of a visit that fails: way, knocking, waiting, noting down",
        unit="hours",
        low=0.1,
        high=0.6,
        source="assumed",
        status="assumed",
    )


@rule
def at_home_prob(p: VisitsParameters, rhythm: int, hour_of_day: float, is_workday: bool, is_confined: bool) -> float:
    """Chance that a resident who lives here is at home when the worker knocks.

    Args:
        p: visits parameters.
        rhythm: daily rhythm, ``AT_HOME``, ``OFFICE_HOURS`` or ``SHIFTS``.
        hour_of_day: hour of the knock, 0 to 24.
        is_workday: whether it is a workday.
        is_confined: whether residents are told to stay at home.

    Returns:
        Probability.

    Source: assumed; a time-use survey by hour would settle it. L113 (cooperation while confined) concerns the door.
    """
    if is_confined:
        return p.home_prob_confined
    if rhythm == AT_HOME:
        return p.home_prob_at_home
    if rhythm == OFFICE_HOURS:
        is_at_work = is_workday and p.work_start_hour <= hour_of_day and hour_of_day < p.work_end_hour
        return p.home_prob_working if is_at_work else p.home_prob_free
    return p.home_prob_shifts


@rule
def opens_door_prob(
    p: VisitsParameters,
    familiarity: float,
    recognition: float,
    local_ties: float,
    has_committee_contact: bool,
) -> float:
    """Chance that a resident who is at home lets the worker in.

    o = o1 + (1 - o1)(w1 familiarity + w2 recognition + w3 local_ties), o1 = min(1, stranger_open_prob x contact
    factor if the committee made the contact, else x 1).

    Args:
        p: visits parameters.
        familiarity: resident's familiarity with the worker's body, share (0 to 1).
        recognition: public recognition of grid workers, share (0 to 1).
        local_ties: the worker's own ties in the place, share (0 to 1).
        has_committee_contact: whether the committee announced or accompanies the visit.

    Returns:
        Probability.

    Monotone: rises with each argument. For strangers the contact multiplies by exactly the factor; the better a
    worker is known, the less the contact adds.

    Source: L122, L123; refusal or absence at a first visit 0.1 to 0.4 (L110); directions of familiarity, recognition
    and local ties M38, M39, M41; their weights assumed.
    """
    contact_factor = p.committee_contact_factor if has_committee_contact else 1.0
    opens_to_stranger = min(1.0, p.stranger_open_prob * contact_factor)
    ease = p.familiarity_weight * familiarity + p.recognition_weight * recognition + p.local_ties_weight * local_ties
    return opens_to_stranger + (1.0 - opens_to_stranger) * ease


@rule
def visit_succeeds(home_prob: float, open_prob: float, uniform: float) -> bool:
    """Whether the worker gets in: someone is at home and opens.

    u < h o.

    Args:
        home_prob: chance that someone is at home.
        open_prob: chance that someone at home opens.
        uniform: uniform draw of this visit, the same as in :func:`visit_refused`.

    Returns:
        True if the worker gets in.

    Chance: one uniform per visit.

    Monotone: more likely with both probabilities.

    Source: definition.
    """
    return uniform < home_prob * open_prob


@rule
def visit_refused(home_prob: float, open_prob: float, uniform: float) -> bool:
    """Whether someone is at home and shuts the door: costs time and strain, where an empty home costs time only.

    h o <= u < h; beyond h nobody is at home.

    Args:
        home_prob: chance that someone is at home.
        open_prob: chance that someone at home opens.
        uniform: uniform draw of this visit, the same as in :func:`visit_succeeds`.

    Returns:
        True if the worker is refused.

    Chance: one uniform per visit.

    Source: definition; shut doors and insults C19.
    """
    is_home = uniform < home_prob
    return is_home and uniform >= home_prob * open_prob


@rule
def visit_hours(p: VisitsParameters, is_entered: bool) -> float:
    """Worker hours that one visit takes.

    Args:
        p: visits parameters.
        is_entered: whether the worker got in.

    Returns:
        Hours, > 0.

    Source: the two defaults are set so that an 8 h day among people without a job outside completes 10.4 visits with
    committee contact and 2.9 without (L112: over ten, two or three).
    """
    return p.entered_hours if is_entered else p.failed_hours
