"""What all deciders share: a Mesa agent that is a view on one row of the party table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.names import PARTY_KIND

if TYPE_CHECKING:
    from sim.model import CommunityModel


class Party(mesa.Agent["CommunityModel"]):
    """A body that decides once a month. Its state lies in the world's party table, so that worlds can be copied."""

    def __init__(self, model: CommunityModel, row: int) -> None:
        """Bind the agent to its row of the party table."""
        super().__init__(model)
        self.row = row

    @property
    def state(self) -> np.void:
        """The party's row: reading and writing its fields changes the world."""
        return self.model.world.parties[self.row]  # type: ignore[no-any-return]

    @property
    def kind(self) -> str:
        """Kind of party, in words."""
        return PARTY_KIND[self.state["kind"]]

    @property
    def exists(self) -> bool:
        """Whether the body is there now (a homeowners' committee may dissolve)."""
        return bool(self.state["exists"])

    @property
    def community_id(self) -> int:
        """Community the body belongs to; -1: the street."""
        return int(self.state["community"])

    @property
    def rules(self) -> Any:
        """Record of all rule parameters."""
        return self.model.world.rules[0]

    @property
    def staff(self) -> np.ndarray[Any, np.dtype[np.void]]:
        """Rows of the body's own paid workers."""
        first = self.state["first_worker"]
        rows: np.ndarray[Any, np.dtype[np.void]] = self.model.world.workers[first : first + self.state["n_workers"]]
        return rows

    def decide(self, month: int) -> None:
        """Take the month's decision; bodies without one keep what they do."""
