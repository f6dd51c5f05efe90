"""Chat groups of a building (M44): a word in the group costs little, and somebody has to read them all.

Place in the calendar: when a need arises; the committee reads messages on workdays. Entities touched: households in a
group, matters voiced, staff hours. A dormant group brings neither reports nor messages.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class ChatGroupsLever(Parameters):
    """Who is in a group, whether it lives, what is written in it and what reading it costs."""

    member_share: float = parameter(
        0.0,
        meaning="share of households in the chat group of their building",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M44",
        status="assumed",
    )
    dormant_share: float = parameter(
        0.3,
        meaning="share of groups in which nobody writes or reads any more",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    written_share: float = parameter(
        0.5,
        meaning="share of needs otherwise kept silent that a member with full digital skill writes about",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    delay_factor: float = parameter(
        0.3,
        meaning="time before a member speaks to the grid worker over that of others",
        unit="ratio",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    messages_per_week: float = parameter(
        1.0,
        meaning="messages of a household in a living group that staff have to read or answer",
        unit="messages per household and week",
        low=0.0,
        high=20.0,
        source="assumed",
        status="assumed",
    )
    hours_per_message: float = parameter(
        0.01,
        meaning="working time of staff for a message",
        unit="hours per message",
        low=0.0,
        high=0.1,
        source="assumed",
        status="assumed",
    )


@rule
def is_member(p: np.record, uniform: float) -> bool:
    """Whether a household is in its building's group.

    Args:
        p: lever parameters.
        uniform: draw of the household, in (0, 1).

    Returns:
        True with the share of members.

    Chance: one uniform per household, for as long as it lives there.

    Source: M44.
    """
    return bool(uniform < p.member_share)


@rule
def is_dormant(p: np.record, uniform: float) -> bool:
    """Whether a building's group has gone to sleep.

    Args:
        p: lever parameters.
        uniform: draw of the building, in (0, 1).

    Returns:
        True with the share of dormant groups.

    Chance: one uniform per building.

    Source: groups can become empty (M44).
    """
    return bool(uniform < p.dormant_share)


@rule
def writes(p: np.record, digital_skill: float, uniform: float) -> bool:
    """Whether a member writes about a need that would otherwise be kept silent.

    Args:
        p: lever parameters.
        digital_skill: 0 to 1.
        uniform: draw of the need, in (0, 1).

    Returns:
        True with chance ``written_share`` x digital skill.

    Chance: one uniform per need.

    Monotone: rises with digital skill.

    Source: cheap reports (M44); the elderly use such tools little (C69); size assumed.
    """
    return bool(uniform < p.written_share * digital_skill)


@rule
def hours_to_write(p: np.record, hours: float) -> float:
    """Time before a member speaks to the grid worker.

    Args:
        p: lever parameters.
        hours: time that somebody without a group would let pass, >= 0.

    Returns:
        Hours, not above these.

    Monotone: rises with the hours.

    Source: fast reporting (M44); size assumed.
    """
    return float(p.delay_factor * hours)


@rule
def message_hours_per_week(p: np.record, n_households: int) -> float:
    """Staff hours that messages take in a week.

    Args:
        p: lever parameters.
        n_households: households in living groups, >= 0.

    Returns:
        Hours per week, >= 0.

    Monotone: rises with the households.

    Source: instant replies around the clock are a complaint of staff (L067); sizes assumed.
    """
    return float(n_households * p.messages_per_week * p.hours_per_message)
