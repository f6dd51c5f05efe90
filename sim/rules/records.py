"""Records of households (M34, M35, M50): files that visits write and time makes stale, and who asks for them again.

Place in the calendar: files are written at visits; at a month's start departments collect what they need. Entities
touched: households, directives. A file is known (written not long ago), stale, or unknown (never written for those who
live there now).
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class RecordsLever(Parameters):
    """Files of households, data that departments collect, and one table that they share."""

    entry_hours: float = parameter(
        0.0,
        meaning="hours that writing up the file takes at a visit that gets in; 0: no files are kept",
        unit="hours per visit",
        low=0.0,
        high=1.0,
        source="M50",
        status="assumed",
    )
    stale_days: float = parameter(
        180.0,
        meaning="age at which a file counts as stale",
        unit="days",
        low=30.0,
        high=720.0,
        source="assumed",
        status="assumed",
    )
    stale_worth: float = parameter(
        0.3,
        meaning="what a stale file still tells, against one that is up to date",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    detection_prob: float = parameter(
        0.3,
        meaning="chance that an up-to-date file lets a worker notice unvoiced needs at a door that stays shut",
        unit="probability",
        low=0.0,
        high=1.0,
        source="M50",
        status="assumed",
    )
    collection_hours: float = parameter(
        0.0,
        meaning="paper work of the committee on one household's data for one department; 0: nothing is collected",
        unit="hours per household, department and month",
        low=0.0,
        high=0.1,
        source="M34",
        status="assumed",
    )
    n_collectors: float = parameter(
        3.0,
        meaning="departments that collect the same data, each in its own format",
        unit="departments",
        low=1.0,
        high=20.0,
        source="M34",
        status="assumed",
    )
    sharing_hours_per_week: float = parameter(
        0.0,
        meaning="hours that the committee gives to set up and keep up a table that departments share",
        unit="hours per community and week",
        low=0.0,
        high=40.0,
        source="C85",
        status="assumed",
    )
    sharing_setup_hours: float = parameter(
        60.0,
        meaning="first of these hours, after which the table begins to serve",
        unit="hours per community",
        low=0.0,
        high=400.0,
        source="assumed",
        status="assumed",
    )
    sharing_half_hours: float = parameter(
        8.0,
        meaning="hours of upkeep in a month that reach half of full sharing",
        unit="hours per month",
        low=1.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )


@rule
def is_known(p: np.record, age_hours: float) -> bool:
    """Whether a file is up to date.

    Args:
        p: lever parameters.
        age_hours: hours since it was written, infinite if never.

    Returns:
        True if younger than ``stale_days``.

    Monotone: less with age.
    Source: data age (M34); the limit is assumed.
    """
    return bool(age_hours < 24.0 * p.stale_days)


@rule
def notices_from_file(p: np.record, age_hours: float, uniform: float) -> bool:
    """Whether a worker before a shut door knows from the file that something is wrong behind it.

    u < d w, d ``detection_prob``; w 1 for a known file, ``stale_worth`` for a stale one; never without a file.

    Args:
        p: lever parameters.
        age_hours: hours since the file was written, infinite if never.
        uniform: uniform draw of this visit.

    Returns:
        True if the household's unvoiced needs come to light.

    Chance: one uniform per visit that fails at a household with a file.

    Monotone: less with age.
    Source: needs of known households are known early (M50); sizes assumed.
    """
    if age_hours == np.inf:
        return False
    worth = 1.0 if is_known(p, age_hours) else p.stale_worth
    return bool(uniform < p.detection_prob * worth)


@rule
def sharing_with(sharing: float, reached: float) -> float:
    """How far departments share one table, once the upkeep of a shared one reaches part of the rest.

    s + (1 - s) x.

    Args:
        sharing: s, how far they share anyhow, 0 to 1.
        reached: x, what the upkeep reaches, 0 to 1.

    Returns:
        Share, s to 1.

    Monotone: rises with both.
    Source: M35; without upkeep at the end point nothing is shared (C85).
    """
    return sharing + (1.0 - sharing) * reached


@rule
def collection_item_hours(p: np.record, n_households: float, n_missing: float, sharing: float) -> float:
    """Hours of a month's collection of household data in one community.

    c (m n (1 - s) + k s): without sharing each of m departments asks about every household; with it those whose file
    is stale or unknown are asked about, once.

    Args:
        p: lever parameters.
        n_households: n, households that live here, >= 0.
        n_missing: k, those of them whose file is stale or unknown, 0 to n.
        sharing: s, 0 to 1.

    Returns:
        Hours per month, >= 0.

    Monotone: falls with sharing; rises with households and, under sharing, with those that are not known.
    Source: the same data are collected again by separate systems (M34, C07, C85); form assumed.
    """
    apart = p.n_collectors * n_households * (1.0 - sharing)
    return float(p.collection_hours * (apart + n_missing * sharing))
