"""A city's own requests in place of the needs that the model makes up.

``CommunityModel(config, rng=7, needs=table)`` lets the recorded requests arise at their hours, from hour 0 on; the
burn-in stays as it is. Who asks is drawn by the request's number alone, so that arms of one seed stay paired.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.configuration import SimulationConfig

type Needs = NDArray[np.void]

NEEDS = np.dtype([("hours", "f8"), ("kind", "i8"), ("compound", "i8"), ("number", "i8")])
MOST_NEEDS = 1 << 40


def needs_table(hours: Any, kind: Any, compound: Any, number: Any) -> Needs:
    """The table of a log, in the order in which requests arose.

    Args:
        hours: (n,) since the start of the run, 0 or more.
        kind: (n,) row of the kind in the configuration's ``matters``.
        compound: (n,) row of the compound, counted over all communities of the street.
        number: (n,) number of the request, each once; it picks the person, and tells requests apart.
    """
    requests = sorted(zip(hours, number, kind, compound, strict=True))
    return np.array([(at, of_kind, where, which) for at, which, of_kind, where in requests], dtype=NEEDS)


def checked_needs(needs: Needs, config: SimulationConfig) -> Needs:
    """The same table, or an error that tells what is wrong with it.

    Raises:
        ValueError: wrong columns, or a row that does not fit the place.
    """
    if needs.dtype != NEEDS or needs.ndim != 1:
        raise ValueError(f"needs must be a table with the columns {', '.join(NEEDS.names or ())}, see sim.replay")
    n_compounds = sum(len(community.compounds) for community in config.street.communities)
    for name, most in (("kind", len(config.matters)), ("compound", n_compounds), ("number", MOST_NEEDS)):
        column = needs[name]
        if column.size and not (column.min() >= 0 and column.max() < most):
            raise ValueError(f"needs: {name} must lie between 0 and {most - 1}")
    if not np.all(np.isfinite(needs["hours"]) & (needs["hours"] >= 0.0)):
        raise ValueError("needs: hours must be finite and 0 or more")
    if not np.all(np.diff(needs["hours"]) >= 0.0):
        raise ValueError("needs: rows must stand in the order of hours, as needs_table gives them")
    if np.unique(needs["number"]).size < len(needs):
        raise ValueError("needs: each number once")
    return needs
