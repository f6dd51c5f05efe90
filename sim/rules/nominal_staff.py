"""Nominal staff (M14): several names stand on paper for a cell, fewer work.

Place in the day: the morning's roster, and whenever a matter is put on a named worker's desk. Entities: posts of a
residents' committee. A name without work is on the books: the cells are divided among all names, and what falls to a
cell without a working one is reported up to colleagues who work, which is a hand-off.
"""

from __future__ import annotations

import math

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class NominalStaffLever(Parameters):
    """How many of a committee's posts are more than a name."""

    effective_share: float = parameter(
        1.0,
        meaning="share of a committee's paid posts whose holders really work; of three names per cell one worked",
        unit="share (0 to 1)",
        low=0.1,
        high=1.0,
        source="F067, F068",
        status="literature",
    )


@rule
def working_posts(p: np.record, n_posts: int) -> int:
    """How many of a committee's posts have somebody who works; the others are names on paper.

    max(1, floor(e n + 1/2)), e ``effective_share``; somebody always works. The first posts of the list work: committee
    members stand before aides and grid workers.

    Args:
        p: lever parameters.
        n_posts: posts on paper, >= 1.

    Returns:
        Posts with work, from 1 to ``n_posts``.

    Monotone: rises with the posts.

    Source: M14, C59 (only the committee member of three nominal members works), F067, F068; rounding assumed.
    """
    return max(1, math.floor(float(p.effective_share * n_posts) + 0.5))
