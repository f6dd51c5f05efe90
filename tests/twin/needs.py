"""Needs: where and when something goes wrong, for whom, and how much work it is."""

from __future__ import annotations

import math
from typing import Any

from sim.clock import day_of, day_of_year
from sim.phases import queues as event
from sim.phases.arrivals import RECORDED_IDS
from sim.rules.need import (
    age_factor,
    hours_needed,
    is_kept,
    is_legacy,
    legacy_hours_factor,
    rate_per_hour,
    season_factor,
)
from sim.rules.projects import is_prevented
from sim.streams import MATTER, NEED, NEED_TIME, below, exponential, normal
from tests.twin.matters import Matter

ID_KINDS, ID_OCCURRENCES = 32, 1 << 20  # a matter's id is (compound * 32 + kind) * 2^20 + number of the candidate
HOURS, GREY, LEGACY, REPORTER, KEPT, PREVENTED = 1, 2, 3, 4, 5, 6  # which draw of a candidate is meant


class NeedStream:
    """Candidate needs of one kind in one compound: points of a Poisson process at the highest rate there can be."""

    def __init__(self, model: Any, compound: Any, kind: Any) -> None:
        self.model, self.compound, self.kind = model, compound, kind
        self.key = compound.row * ID_KINDS + kind.row
        self.units = (len(compound.residents), len(compound.buildings), 1)[kind.unit]
        self.rate = rate_per_hour(kind.rate_per_year, self.units, age_factor(model.p.need, compound.age_years))
        self.bound = self.rate * max(kind.phase_factor) * (1.0 + kind.season_amplitude)
        self.number, self.next_hours = 0, math.inf
        self.n_wishes, self.prevented_share = 0, 0.0
        if self.bound > 0.0:
            self.next_hours = model.now + self.wait()

    def wait(self) -> float:
        return exponential(self.model.draw(NEED_TIME, self.key, self.number), 1.0 / self.bound)

    def plan(self, until: float) -> None:
        while self.next_hours < until:
            self.consider(self.key * ID_OCCURRENCES + self.number, self.next_hours)
            self.number += 1
            self.next_hours += self.wait()

    def consider(self, id: int, time: float) -> None:
        """Keep or drop a candidate by season, regime and what projects have prevented."""
        model, kind, setting = self.model, self.kind, self.model.setting
        day = float(day_of_year(day_of(time), setting.start_day_of_year))
        season = season_factor(kind.season_amplitude, kind.season_peak_day, day)
        rate_now = self.rate * kind.phase_factor[setting.phase] * season
        is_real = is_kept(rate_now, self.bound, model.draw(NEED, id, KEPT))
        if is_real and not is_prevented(self.prevented_share, model.draw(NEED, id, PREVENTED)):
            self.describe(id, time)

    def describe(self, id: int, time: float) -> None:
        """A need that will arise, if there is somebody to whom it can happen."""
        self.befall(self.somebody(id, is_personal=self.kind.unit == 0), id, time)

    def replay(self, number: int, time: float) -> None:
        """A recorded request: somebody of the compound has called, whoever it was."""
        id = RECORDED_IDS + number
        self.befall(self.somebody(id, is_personal=False), id, time)

    def somebody(self, id: int, is_personal: bool) -> Any:
        people = self.compound.residents
        place = below(self.model.draw(NEED, id, REPORTER), len(people))
        if people[place].is_present:
            return people[place]
        # of a building or a compound somebody else will speak: the next who lives there, going round
        nearby = [] if is_personal else people[place:] + people[:place]
        return next((person for person in nearby if person.is_present), None)

    def befall(self, reporter: Any, id: int, time: float) -> None:
        """What is really wrong, for whom, and how much work it is."""
        model, kind, compound, p = self.model, self.kind, self.compound, self.model.p.need
        if reporter is None:
            return
        hours = hours_needed(kind.hours_median, kind.hours_log_sd, normal(model.draw(MATTER, id, HOURS)))
        uniform = model.draw(MATTER, id, LEGACY)
        is_left_over = uniform < kind.legacy_weight and is_legacy(
            p, compound.kind, uniform / max(kind.legacy_weight, 1e-12)
        )
        if is_left_over:
            hours *= legacy_hours_factor(p)
        matter = Matter(model, id, kind, compound, reporter, time, hours)
        matter.is_grey_zone = model.draw(MATTER, id, GREY) < kind.grey_zone_share
        matter.is_legacy = is_left_over
        model.schedule(time, event.EVENT_NEED, matter.row)
