"""In which order communities, compounds, buildings, bodies and workers are visited changes no bit.

The twin visits them from the last to the first, in every event and every month, and must give the core's tables.
Four orders are rules of the model and are not turned round: staff of one body (who is called first when work comes
in), neighbours in a building (who see each other act: a cascade), departments (whose circle has a stated order), and
the streams of needs (what comes to light at one and the same instant is taken in the order of its rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim import CommunityModel
from sim.scenario import configuration_from
from tests.places import ARMED_REGIME, place, preset_cut_down
from tests.twin.compare import TABLES, first_difference
from tests.twin.model import TwinModel
from tests.twin.test_twin import CASES, Case

TURNED_ROUND = ("communities", "compounds", "buildings", "households", "parties", "workers")


class Backwards(list[Any]):
    """A list that is walked from its end; places are counted as always."""

    def __iter__(self) -> Iterator[Any]:
        return super().__reversed__()


class BackwardsTwin(TwinModel):
    """A twin that visits everything from the last to the first, whenever something happens and as months turn."""

    def backwards(self, what: Any, *args: Any, **values: Any) -> Any:
        usual = {name: getattr(self, name) for name in TURNED_ROUND}
        if any(isinstance(entries, Backwards) for entries in usual.values()):
            return what(*args, **values)  # one within the other
        vars(self).update({name: Backwards(entries) for name, entries in usual.items()})
        try:
            return what(*args, **values)
        finally:
            vars(self).update(usual)

    def happen(self, kind: int, row: int, token: int) -> None:
        self.backwards(super().happen, kind, row, token)

    def begin_month(self, month: int, has_moves: bool) -> None:
        self.backwards(super().begin_month, month, has_moves)

    def end_month(self, month: int, is_warming_up: bool) -> None:
        self.backwards(super().end_month, month, is_warming_up)

    def count_people(self) -> None:
        self.backwards(super().count_people)


def in_order_of_content(table: dict[str, Any]) -> dict[str, Any]:
    """A table without the running number of its rows, sorted by all that is left."""
    columns = {name: np.asarray(values, dtype=np.float64) for name, values in table.items() if name != "order_id"}
    order = np.lexsort([np.nan_to_num(columns[name], nan=-9.0) for name in sorted(columns)])
    return {name: values[order] for name, values in columns.items()}


BACKWARDS = {
    "society and projects, every lever of them": CASES["levers on society and projects"],
    "a preset cut down, every lever": Case(preset_cut_down("l_community", 5), seed=3, days=60),
    "hybrid, ranked": Case(configuration_from(place(2, "hybrid", "ranking", ARMED_REGIME)), seed=4, days=90),
}


@pytest.mark.parametrize("name", BACKWARDS)
def test_visiting_everything_backwards_gives_the_same_tables(name: str) -> None:
    case = BACKWARDS[name]
    twin, core = BackwardsTwin(case.config, rng=case.seed), CommunityModel(case.config, rng=case.seed)
    twin.run_for(case.days)
    core.run_for(case.days)
    for table in TABLES:
        ours, theirs = in_order_of_content(twin.tables.columns(table)), in_order_of_content(core.records.columns(table))
        assert first_difference(ours, theirs, table) is None


def test_the_order_was_indeed_turned_round() -> None:
    visited: list[int] = []

    class Watched(BackwardsTwin):
        def midnight_strikes(self) -> None:
            visited.extend(community.row for community in self.communities)
            super().midnight_strikes()

    Watched(configuration_from(place(3, time={"burn_in_days": 0})), rng=1).run_for(1)
    assert visited == [2, 1, 0]
