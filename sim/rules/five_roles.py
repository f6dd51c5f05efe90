"""Five roles per cell (M16): residents are asked to fill roles, and each role takes a class of simple matters.

Place in the day: the morning's duties, the weekly choice of acts, and Saturday, when volunteers settle matters.
Entities: residents, the pool of volunteers' hours, the committee that guides them.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class FiveRolesLever(Parameters):
    """Roles in each cell that residents are asked to fill."""

    roles_per_cell: float = parameter(
        0.0,
        meaning="roles in each cell that people from outside the committee fill; a number of whole roles in practice",
        unit="roles per cell",
        low=0.0,
        high=5.0,
        source="F075",
        status="literature",
    )
    supervision_hours: float = parameter(
        0.1,
        meaning="hours the committee spends on guiding one holder of a role; a duty of its staff",
        unit="hours per role and week",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )


@rule
def role_prob(p: np.record, adults_per_cell: float) -> float:
    """Chance that an adult is asked to fill a role.

    min(1, r / a), r ``roles_per_cell``, a adults of the cell.

    Args:
        p: lever parameters.
        adults_per_cell: present adults of an average cell of the community, > 0.

    Returns:
        Chance, 0 to 1.

    Monotone: falls with the adults per cell.

    Source: M16, C76 (five roles per cell filled from society); that the asked are spread evenly is assumed.
    """
    return float(min(1.0, p.roles_per_cell / adults_per_cell))


@rule
def role_supervision_hours(p: np.record, n_cells: int) -> float:
    """Hours a week that a committee spends on guiding the holders of roles.

    s r n, s ``supervision_hours``, r ``roles_per_cell``.

    Args:
        p: lever parameters.
        n_cells: cells of the community, >= 0.

    Returns:
        Hours per week, >= 0.

    Monotone: rises with the cells.

    Source: assumed; minutes of meetings with the holders of roles would settle it.
    """
    return float(p.supervision_hours * p.roles_per_cell * n_cells)


@rule
def is_of_a_role(p: np.record, role: int) -> bool:
    """Whether a role is filled, so that its class of matters is among those that volunteers settle.

    role < r, r ``roles_per_cell``, roles numbered from 0.

    Args:
        p: lever parameters.
        role: number of the role, >= 0.

    Returns:
        True if it is filled.

    Monotone: false beyond the last filled role.

    Source: F075 (each of the five roles has a task of its own); which class is whose is assumed.
    """
    return bool(role < p.roles_per_cell)
