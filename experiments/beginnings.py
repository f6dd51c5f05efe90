"""Arms that differ in nothing but the regime are one run until the regimes do: that part is run once and copied."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.clock import DAYS_PER_MONTH

if TYPE_CHECKING:
    from experiments.run import Arm
    from sim.model import CommunityModel

_kept: dict[tuple[Beginning, int], CommunityModel] = {}  # the last beginning of this process, by seed


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an arm has in common with the one before or after it.

    Attributes:
        name: hash of all that these arms agree on.
        days: its length.
    """

    name: str
    days: int


def with_beginnings(arms: Sequence[Arm]) -> tuple[Arm, ...]:
    """Arms that know the beginning that they share with a neighbour, where there is one.

    Args:
        arms: in the order in which they are run; those with one beginning stand side by side.
    """
    groups: list[list[Arm]] = []
    for arm in arms:
        if groups and _differ_in_regime_only(groups[-1][0], arm):
            groups[-1].append(arm)
        else:
            groups.append([arm])
    return tuple(replace(arm, beginning=_shared(group)) for group in groups for arm in group)


def begun(beginning: Beginning, seed: int, arm: Arm) -> CommunityModel:
    """A model of an arm at the end of its beginning, which is run only if the last arm had another one."""
    from sim.model import CommunityModel

    key = (beginning, seed)
    if key not in _kept:
        model = CommunityModel(arm.config, rng=seed)
        model.run_for(beginning.days)
        _kept.clear()
        _kept[key] = model
    return _kept[key].under(arm.config.regime)


def _differ_in_regime_only(one: Arm, other: Arm) -> bool:
    return one.config.model_copy(update={"regime": other.config.regime}) == other.config


def _shared(group: Sequence[Arm]) -> Beginning | None:
    calm = min(min(arm.config.regime.calm_days(), arm.days) for arm in group)
    days = int(calm) // DAYS_PER_MONTH * DAYS_PER_MONTH
    if len(group) == 1 or days == 0:
        return None
    agreed = group[0].config.model_dump_json(exclude={"regime"})
    return Beginning(hashlib.sha256(agreed.encode()).hexdigest(), days)
