"""Games with the books: a late clock, another label, a coached caller, a resident sent away; and how they come out."""

from __future__ import annotations

from sim.names import ON_TIME, RED, RESOLUTION, SATISFACTION, SILENCE, TO_HOTLINE, TRUST_COMMITTEE
from sim.phases.queues import EVENT_DEADLINE, EVENT_VOICE
from sim.rules.gaming import (
    audit_finds,
    coaching_gain,
    games,
    late_clock_gain,
    refusal_gain,
    relabel_gain,
    relabelled_hours,
)
from sim.rules.time_use import score_rise
from sim.rules.voice import repeats_order
from sim.streams import CALL_BACK, REPEAT, exponential
from sim.tables import DUTY_DESK

AUDIT = 3  # which draw of CALL_BACK is meant, of the four per closure (before the first closure too)
COACHED = 1_000_000  # draws of SATISFACTION from here on: whether a coached caller obeys


class Gaming:
    """What a committee may do to the books (part of the class Matter, whose attributes it reads)."""

    @property
    def is_gamed(self) -> bool:
        return self.gained_hours > 0.0 or self.is_coached

    def rise(self, indicator: int) -> float:
        """Payoff of one more good order."""
        orders = int(max(self.community.n_orders, self.community.expected_orders))
        return score_rise(self.community.committee.marginal[indicator], orders)

    def does_pay(self, gain: float) -> bool:
        p = self.model.p
        return games(p.gaming, gain, self.community.committee.caught_belief, p.effort.caught_penalty)

    def gain_time(self, hours: float) -> None:
        self.gained_hours += hours
        self.deadline_hours += hours
        self.last_order.deadline_hours = self.deadline_hours

    def sign_late(self) -> None:
        p, share = self.model.p.gaming, self.community.committee.expected[ON_TIME]
        if self.does_pay(late_clock_gain(p, self.rise(ON_TIME), share, self.kind.deadline_hours)):
            self.last_order.dispatched_hours += float(p.late_clock_hours)
            self.gain_time(float(p.late_clock_hours))
            self.community.n_signed_late += 1.0

    def relabel(self) -> bool:
        """At the deadline: another class with a longer one, once, and not for what is red or closed in the books."""
        if self.urgency == RED or self.is_closed or self.is_relabelled:
            return False
        p, share = self.model.p.gaming, self.community.committee.expected[ON_TIME]
        hours = relabelled_hours(p, self.kind.deadline_hours)
        if hours <= 0.0 or not self.does_pay(relabel_gain(p, self.rise(ON_TIME), share)):
            return False
        self.is_relabelled = True
        self.gain_time(hours)
        self.community.n_relabelled += 1.0
        self.model.schedule(self.deadline_hours, EVENT_DEADLINE, self.row, 0)
        return True

    def coach(self, is_solved: bool) -> None:
        """The reporter is asked for a good answer, which is bad news for trust where nothing was solved."""
        self.is_coached = False
        p, unit = self.model.p.gaming, self.community.committee
        if not self.reporter.is_present or not p.may_coach:
            return
        rise = score_rise(unit.marginal[SATISFACTION], int(max(1.0, unit.usual_cases[SATISFACTION])))
        if self.does_pay(coaching_gain(p, rise, unit.expected[SATISFACTION], self.model.setting.call_back_share)):
            self.is_coached = True
            self.community.n_coached += 1.0
            self.community.duty_hours[DUTY_DESK] += float(p.coaching_hours)
            if not is_solved:
                self.reporter.change_trust(TRUST_COMMITTEE, 0.0)

    def is_better_refused(self) -> bool:
        p, expected, gain = self.model.p.gaming, self.community.committee.expected, 0.0
        for indicator in (RESOLUTION, ON_TIME):
            gain += refusal_gain(p, self.rise(indicator), expected[indicator], self.kind.hours_median)
        return self.does_pay(gain)

    def be_refused(self) -> None:
        """Sent away: nothing is recorded; the reporter rings the hotline later, or lets it be."""
        model, person = self.model, self.reporter
        self.is_refused = True
        self.community.n_turned_away += 1.0
        self.be_experienced(self.community.committee, False)
        belief, trust = person.responsiveness, person.trust[TRUST_COMMITTEE]
        if repeats_order(model.p.voice, belief, trust, self.urgency, model.draw(REPEAT, self.id, 0)):
            self.channel = TO_HOTLINE
            days = exponential(model.draw(REPEAT, self.id, 1), model.handling.repeat_days)
            model.schedule(model.now + 24.0 * days, EVENT_VOICE, self.row)
            return
        self.channel = SILENCE
        self.hiding_place.insert(0, self)
        self.is_listed = True
        self.community.committee.learn_of_catching(False)

    def come_to_light_by_call(self, key: int) -> bool:
        """Hotline and resident talk: what the books say may turn out to be untrue."""
        is_found = audit_finds(self.model.p.gaming, self.model.draw(CALL_BACK, self.id, key))
        self.community.committee.learn_of_catching(is_found)
        if is_found:
            self.community.n_games_found += 1.0
        return bool(is_found)
