"""One-stop service (M15): department staff sit at a counter in the communities and take what is theirs at once.

Place in the day: the morning's roster of departments, and triage. Entities: departments, matters. Who sits at the
counter is missing behind it.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class OneStopLever(Parameters):
    """Department staff at the counter."""

    counter_share: float = parameter(
        0.0,
        meaning="share of each department's staff who sit at a counter in the communities in office hours",
        unit="share (0 to 1)",
        low=0.0,
        high=0.9,
        source="F073",
        status="assumed",
    )


@rule
def counter_posts(p: np.record, n_staff: int) -> int:
    """How many of a department's staff sit at the counter; at least one of them stays behind it.

    min(n - 1, floor(s n + 1/2)), s ``counter_share``.

    Args:
        p: lever parameters.
        n_staff: staff of the department, >= 1.

    Returns:
        Posts at the counter, from 0 to ``n_staff`` - 1.

    Monotone: rises with the staff.

    Source: M15, C72, C81, F073 (more than 900 staff of several departments moved into the grids of one city); which
    share of them is not reported.
    """
    return min(n_staff - 1, math.floor(float(p.counter_share * n_staff) + 0.5))
