"""Orders: reports of matters, and questions."""

from __future__ import annotations

import math
from typing import Any

from sim.names import BY_RESIDENT

NEVER = math.nan


class Order:
    """工单. One report of a matter, or a question (no matter)."""

    def __init__(self, model: Any, matter: Any, community: Any, channel: int, origin: int) -> None:
        self.model, self.row = model, len(model.orders)
        model.orders.append(self)
        self.matter, self.community = matter, community
        self.phase, self.channel, self.origin = model.setting.phase, channel, origin
        self.is_repeat = self.is_called_back = self.is_found_false = self.is_withdrawn = False
        self.is_satisfied = -1
        self.made_hours = model.now
        self.dispatched_hours = self.deadline_hours = self.closed_hours = NEVER
        if matter is not None:
            self.is_repeat = matter.n_orders > 0
            matter.n_orders += 1
            matter.last_order = self
            if math.isnan(matter.voiced_hours):
                matter.voiced_hours = model.now
                community.note("n_voiced", 1.0)
                if origin == BY_RESIDENT and matter.kind.is_public:
                    matter.compound.needs[matter.kind.row].n_wishes += 1

    def be_closed(self) -> None:
        """In the books; a clock that was to start late has started by now."""
        self.closed_hours = self.model.now
        if self.dispatched_hours > self.closed_hours:
            self.dispatched_hours = self.closed_hours
