"""Volunteer work: how many hours the active give, what these hours are worth, what they cost staff and the old.

Place in the calendar: hours are offered when an act is chosen (Monday); the pool of a week is put to use, and leaders
give theirs, on Saturday at ten.
Entities: residents who act, unpaid grid leaders, the staff who guide them. Unpaid hours never count as workload.
"""

from __future__ import annotations

from sim._compiled import rule
from sim.names import DELIBERATION, MUTUAL_AID, VOLUNTEERING
from sim.parameters import Parameters, parameter


class VolunteerWorkParameters(Parameters):
    """Hours given, their worth and their price."""

    volunteering_hours: float = parameter(
        2.5,
        meaning="weekly hours of a volunteer with full enthusiasm and free time (33 h each to May 2020)",
        unit="hours per week",
        low=0.5,
        high=5.0,
        source="L120",
        status="literature",
    )
    deliberation_hours: float = parameter(
        1.0,
        meaning="weekly hours of someone who deliberates, with full enthusiasm and free time",
        unit="hours per week",
        low=0.3,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    mutual_aid_hours: float = parameter(
        1.5,
        meaning="weekly hours of someone in mutual aid, with full enthusiasm and free time",
        unit="hours per week",
        low=0.3,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    busy_share: float = parameter(
        0.40,
        meaning="share of these hours that someone without free time still gives",
        unit="share (0 to 1)",
        low=0.1,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    relative_productivity: float = parameter(
        0.60,
        meaning="work done in a volunteer hour against an hour of trained staff",
        unit="ratio",
        low=0.2,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    supervision_share: float = parameter(
        0.10,
        meaning="staff hours of guiding and thanking per volunteer hour",
        unit="staff hours per volunteer hour",
        low=0.0,
        high=0.4,
        source="assumed",
        status="assumed",
    )
    leader_hours: float = parameter(
        6.0,
        meaning="weekly hours of an unpaid grid leader without a job, at full enthusiasm",
        unit="hours per week",
        low=2.0,
        high=14.0,
        source="assumed",
        status="assumed",
    )
    employed_leader_share: float = parameter(
        0.50,
        meaning="share of these hours that a leader with a job finds outside office hours",
        unit="share (0 to 1)",
        low=0.2,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    young_risk: float = parameter(
        0.10,
        meaning="health risk of a young adult relative to the very old, at the same hazard",
        unit="ratio",
        low=0.0,
        high=0.4,
        source="assumed",
        status="assumed",
    )
    risk_age_start: float = parameter(
        50.0,
        meaning="age from which the health risk rises",
        unit="years",
        low=40.0,
        high=60.0,
        source="assumed",
        status="assumed",
    )
    risk_age_span: float = parameter(
        30.0,
        meaning="years from there until the risk is full",
        unit="years",
        low=10.0,
        high=40.0,
        source="assumed",
        status="assumed",
    )


@rule
def hours_offered_per_week(p: VolunteerWorkParameters, act: int, enthusiasm: float, free_time: float) -> float:
    """Hours that a resident gives in a week of the act chosen for this month.

    h_act x enthusiasm x (b + (1 - b) free_time), b ``busy_share``.

    Args:
        p: volunteer work parameters.
        act: act chosen; ``NOT_ACTIVE`` gives nothing.
        enthusiasm: share (0 to 1).
        free_time: share of time free of job and care (0 to 1).

    Returns:
        Hours per week, >= 0.

    Monotone: rises with enthusiasm and free time.

    Source: hours are few: 7.44 h per registered volunteer over years (L100), 33 h in an emergency half-year (L120); at
    middling enthusiasm and free time the default is about one hour a week. Split by act assumed.
    """
    if act == VOLUNTEERING:
        full_hours = p.volunteering_hours
    elif act == DELIBERATION:
        full_hours = p.deliberation_hours
    elif act == MUTUAL_AID:
        full_hours = p.mutual_aid_hours
    else:
        return 0.0
    return full_hours * enthusiasm * (p.busy_share + (1.0 - p.busy_share) * free_time)


@rule
def productive_hours(p: VolunteerWorkParameters, volunteer_hours: float) -> float:
    """Staff hours' worth of work that the weekly pool of volunteer hours gets done.

    Args:
        p: volunteer work parameters.
        volunteer_hours: hours in the pool, >= 0.

    Returns:
        Equivalent hours of trained staff, >= 0.

    Conserves: proportional, so pools can be split and added.

    Source: direction C04, C28, C68; size assumed, to be swept.
    """
    return p.relative_productivity * volunteer_hours


@rule
def supervision_hours(p: VolunteerWorkParameters, volunteer_hours: float) -> float:
    """Paid hours that staff spend on guiding, equipping and thanking volunteers.

    Args:
        p: volunteer work parameters.
        volunteer_hours: hours in the pool, >= 0.

    Returns:
        Staff hours, >= 0.

    Conserves: proportional, so pools can be split and added.

    Source: assumed.
    """
    return p.supervision_share * volunteer_hours


@rule
def leader_hours_per_week(p: VolunteerWorkParameters, is_employed: bool, enthusiasm: float) -> float:
    """Hours that an unpaid grid leader gives in a week.

    Args:
        p: volunteer work parameters.
        is_employed: whether the leader holds a job elsewhere.
        enthusiasm: share (0 to 1).

    Returns:
        Hours per week, >= 0; those of the employed all lie outside office hours.

    Monotone: rises with enthusiasm.

    Source: the employed clash with grid hours (F045, C40); hours assumed.
    """
    share = p.employed_leader_share if is_employed else 1.0
    return p.leader_hours * share * enthusiasm


@rule
def health_risk(p: VolunteerWorkParameters, age_years: float, hazard: float) -> float:
    """Risk to health that a resident of this age takes by acting among others.

    hazard x (r + (1 - r) min(1, max(0, (age - a0)/span))).

    Args:
        p: volunteer work parameters.
        age_years: age, >= 0.
        hazard: danger in the place now (0 none as in normal time, 1 the worst).

    Returns:
        Risk, share (0 to 1).

    Monotone: rises with age and hazard.

    Source: the willing are mostly old and at risk (C18); form and ages assumed.
    """
    frailty = min(1.0, max(0.0, (age_years - p.risk_age_start) / p.risk_age_span))
    return hazard * (p.young_risk + (1.0 - p.young_risk) * frailty)
