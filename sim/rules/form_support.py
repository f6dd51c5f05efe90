"""Help with forms (M31): somebody sets forms up well and takes out what was asked before, for hours that are paid for.

Place in the calendar: hours are given on workdays; what they did in a month shortens the forms of the next. Entities
touched: communities, social organisations, directives.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class FormSupportLever(Parameters):
    """Hours of technical help with forms, who gives them, and what they save."""

    hours_per_week: float = parameter(
        0.0,
        meaning="hours of help with forms; a duty of the committee's staff or of the social organisation's",
        unit="hours per community and week",
        low=0.0,
        high=40.0,
        source="M31",
        status="assumed",
    )
    organisation_share: float = parameter(
        1.0,
        meaning="part of these hours that the social organisation gives, where there is one; the committee the rest",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M31",
        status="assumed",
    )
    setup_hours: float = parameter(
        40.0,
        meaning="first hours of help, which prepare templates and save nothing yet",
        unit="hours per community",
        low=0.0,
        high=400.0,
        source="assumed",
        status="assumed",
    )
    half_hours: float = parameter(
        10.0,
        meaning="hours of help in a month that bring half of what help can bring",
        unit="hours per month",
        low=1.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    form_factor: float = parameter(
        0.6,
        meaning="hours that a form takes with all the help there can be, against none",
        unit="ratio",
        low=0.2,
        high=1.0,
        source="M31",
        status="assumed",
    )
    duplicates_removed: float = parameter(
        0.5,
        meaning="part of what was collected before that full help fills in from earlier forms",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="M31, M35",
        status="assumed",
    )


@rule
def useful_hours(setup_hours: float, hours_before: float, hours: float) -> float:
    """Hours of a month that are left for help once the set-up is paid off.

    max(0, H + h - max(S, H)), S set-up, H hours given before, h hours of the month.

    Args:
        setup_hours: S, >= 0.
        hours_before: H, >= 0.
        hours: h, >= 0.

    Returns:
        Hours, 0 to h.

    Monotone: rises with the hours of the month and those before, falls with the set-up.
    Conserves: all useful hours ever add up to all hours ever less the set-up.
    Source: definition.
    """
    return max(0.0, hours_before + hours - max(setup_hours, hours_before))


@rule
def help_reached(half_hours: float, hours: float) -> float:
    """How far hours of upkeep reach, against what could be reached.

    h / (h + h0), h useful hours of the month, h0 those that reach half.

    Args:
        half_hours: h0, > 0.
        hours: h, >= 0.

    Returns:
        Share, 0 to 1.

    Monotone: rises with hours, ever more slowly.
    Source: form assumed; M31 and C85 say only that hours are needed and that systems without upkeep decay.
    """
    return hours / (hours + half_hours)


@rule
def supported_item_hours(p: np.record, item_hours: float, duplicate_hours: float, help_share: float) -> float:
    """Hours that one form takes with help.

    (t - d r x) (1 - x (1 - f)), t hours without help, d of them asked before, x help, r ``duplicates_removed``, f
    ``form_factor``.

    Args:
        p: lever parameters.
        item_hours: t, >= 0.
        duplicate_hours: d, 0 to t.
        help_share: x, 0 to 1.

    Returns:
        Hours, 0 to t; exactly t without help.

    Monotone: falls with help and with duplicates.
    Source: M31 (technical help cuts hours per form; no number in the source), M35; sizes assumed. What would settle it:
        hours per form with and without the help.
    """
    content = item_hours - duplicate_hours * p.duplicates_removed * help_share
    return float(content * (1.0 - help_share * (1.0 - p.form_factor)))
