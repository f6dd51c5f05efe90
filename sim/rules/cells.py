"""Cells (M11, M12, M13): what a finer division costs in coordination and ledgers, and whom its leaders bring in.

Place in the day: the morning's duties, the month's directives, the weekly choice of acts, and the rounds of unpaid
leaders on Saturday. Entities: communities, their cells, unpaid leaders and residents. How many cells there are, how
many have a leader, and the leaders' age and jobs are facts of a place, not levers.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class CellsLever(Parameters):
    """Price of cells, and the neighbours whom their leaders gather."""

    coordination_hours: float = parameter(
        0.0,
        meaning="hours a committee spends on instructing and hearing one cell; a duty of its staff",
        unit="hours per cell and week",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    ledger_hours: float = parameter(
        0.0,
        meaning="work on the ledger of one cell (one cell, one ledger), a directive of each month",
        unit="hours per cell and month",
        low=0.0,
        high=8.0,
        source="F048",
        status="assumed",
    )
    members_per_leader: float = parameter(
        0.0,
        meaning="neighbours whom one unpaid leader enters as members of the cell",
        unit="people per leader",
        low=0.0,
        high=40.0,
        source="assumed",
        status="assumed",
    )
    effective_member_share: float = parameter(
        1.0,
        meaning="share of the entered members who really join, that is, are asked in person",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="T02",
        status="assumed",
    )
    slow_report_hours: float = parameter(
        0.0,
        meaning="delay of what an unpaid leader without any digital skill finds, until it is reported",
        unit="hours",
        low=0.0,
        high=72.0,
        source="C38",
        status="assumed",
    )


@rule
def cell_coordination_hours(p: np.record, n_cells: int) -> float:
    """Hours a week that a committee spends on coordinating its cells.

    k n, k ``coordination_hours``.

    Args:
        p: lever parameters.
        n_cells: cells of the community, >= 0.

    Returns:
        Hours per week, >= 0.

    Monotone: rises with the cells.

    Source: M11 (coordination cost per cell); size assumed.
    """
    return float(p.coordination_hours * n_cells)


@rule
def cell_ledger_hours(p: np.record, n_cells: int) -> float:
    """Hours of ledgers that the cells of a community bring in a month.

    l n, l ``ledger_hours``.

    Args:
        p: lever parameters.
        n_cells: cells of the community, >= 0.

    Returns:
        Hours per month, >= 0.

    Monotone: rises with the cells.

    Source: F048 (one ledger per cell); hours assumed.
    """
    return float(p.ledger_hours * n_cells)


@rule
def member_prob(p: np.record, adults_per_cell: float) -> float:
    """Chance that an adult of a cell with a leader is among the members whom the leader really gathers.

    min(1, m e / a), m ``members_per_leader``, e ``effective_member_share``, a adults of the cell.

    Args:
        p: lever parameters.
        adults_per_cell: present adults of an average cell of the community, > 0.

    Returns:
        Chance, 0 to 1.

    Monotone: falls with the adults per cell: one leader knows only so many.

    Source: C04, C55 (smaller units absorb neighbours, if they really join), T02; form assumed.
    """
    return float(min(1.0, p.members_per_leader * p.effective_member_share / adults_per_cell))


@rule
def report_delay_hours(p: np.record, digital_skill: float) -> float:
    """Hours until what an unpaid leader found is reported.

    d (1 - x), d ``slow_report_hours``, x the leader's digital skill, which falls with age.

    Args:
        p: lever parameters.
        digital_skill: of the leader, 0 to 1.

    Returns:
        Hours, >= 0.

    Monotone: falls with digital skill.

    Source: C38 (a younger team has not the old team's trouble with technology), M12; form and size assumed.
    """
    return float(p.slow_report_hours * (1.0 - digital_skill))
