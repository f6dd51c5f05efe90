"""Coping: false closure and perfunctory forms as answers to incentives, and what workers learn about being caught.

Place in the day: when a worker takes up an order or a form; beliefs move when a check has taken place. Entities
touched: orders, directives, workers. Nobody is a cheater by nature: with a gain below the expected penalty, or with the
switch off, the rules return False.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class CopingParameters(Parameters):
    """Whether pretending is possible at all; scruple, show of work, and memory for checks."""

    is_switched_on: bool = parameter(
        True,
        meaning="whether false closures and perfunctory forms are possible in this experiment",
        unit="yes or no",
        source="assumed",
        status="assumed",
    )

    false_closure_scruple: float = parameter(
        0.05,
        meaning="loss of self-respect from a false closure in a unit that does not tolerate any",
        unit="value per order",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    perfunctory_scruple: float = parameter(
        0.01,
        meaning="loss of self-respect from a perfunctory form in a unit that does not tolerate any",
        unit="value per form",
        low=0.0,
        high=2.0,
        source="assumed",
        status="assumed",
    )
    show_hours: float = parameter(
        0.5,
        meaning="hours of visible work that go with a false closure (a photograph, a tidied corner)",
        unit="hours",
        low=0.0,
        high=4.0,
        source="assumed",
        status="assumed",
    )
    perfunctory_hours_share: float = parameter(
        0.3,
        meaning="share of the hours of a form that filling it perfunctorily takes",
        unit="share (0 to 1)",
        low=0.05,
        high=1.0,
        source="assumed",
        status="assumed",
    )
    memory_cases: float = parameter(
        20.0,
        meaning="past cases that the belief about being caught weighs as much as",
        unit="cases",
        low=1.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )


@rule
def is_worth_the_risk(
    measured_gain: float, caught_belief: float, penalty: float, scruple: float, coping_level: float
) -> bool:
    """Whether pretending pays: the gain exceeds the expected penalty and what is left of the scruple.

    gain > P(caught) x penalty + scruple x (1 - coping level).

    Args:
        measured_gain: gain in measured score, as value (shadow price x rise), plus hours saved where they count.
        caught_belief: learned chance of being caught, 0 to 1.
        penalty: cost of being caught, value, >= 0.
        scruple: loss of self-respect, value, >= 0.
        coping_level: how far the unit tolerates coping, 0 (not at all) to 1.

    Returns:
        True if it pays; False at equality and always at coping level 0.

    Monotone: rises with gain and coping level, falls with belief, penalty and scruple.
    """
    if coping_level <= 0.0:
        return False
    return measured_gain > caught_belief * penalty + scruple * (1.0 - coping_level)


@rule
def closes_falsely(
    p: np.record,
    coping_level: float,
    measured_gain: float,
    caught_belief: float,
    penalty: float,
) -> bool:
    """Whether a worker reports an order as closed that is not solved.

    Args:
        p: record of :class:`CopingParameters`.
        coping_level: how far the unit tolerates coping, 0 to 1.
        measured_gain: gain in measured score from closing now, value.
        caught_belief: learned chance that a call-back finds the false closure, 0 to 1.
        penalty: cost of being caught, value, >= 0.

    Returns:
        True if :func:`is_worth_the_risk`; never when switched off. Deterministic: a comparison of values.

    Source: sham repairs, cleared only for inspection (L031); reported above experienced performance under targets
        (L150); gaming rises with stake and falls with audit (K035). Scruple assumed.
    """
    if p.is_switched_on == 0.0:
        return False
    return is_worth_the_risk(measured_gain, caught_belief, penalty, float(p.false_closure_scruple), coping_level)


@rule
def false_closure_hours(p: np.record, hours_left: float) -> float:
    """Hours of visible work that go with a false closure.

    Args:
        p: record of :class:`CopingParameters`.
        hours_left: hours the matter really needs, >= 0.

    Returns:
        Hours, never more than true work would take.

    Source: assumed.
    """
    return float(min(hours_left, p.show_hours))


@rule
def fills_perfunctorily(
    p: np.record,
    coping_level: float,
    measured_gain: float,
    caught_belief: float,
    penalty: float,
) -> bool:
    """Whether a worker fills a form or ledger perfunctorily (copied, invented, out of date).

    Args:
        p: record of :class:`CopingParameters`.
        coping_level: how far the unit tolerates coping, 0 to 1.
        measured_gain: gain from being done early, value (hours saved x their worth, plus the score of being on time).
        caught_belief: learned chance that an inspection notices, 0 to 1.
        penalty: cost of being caught, value, >= 0.

    Returns:
        True if :func:`is_worth_the_risk`; never when switched off. Deterministic: a comparison of values.

    Source: staff cope with what is assigned from above (C86); the same material is filled in again and again (L067).
        Scruple assumed.
    """
    if p.is_switched_on == 0.0:
        return False
    return is_worth_the_risk(measured_gain, caught_belief, penalty, float(p.perfunctory_scruple), coping_level)


@rule
def perfunctory_hours_factor(p: np.record) -> float:
    """Share of a form's hours that filling it perfunctorily takes.

    Args:
        p: record of :class:`CopingParameters`.

    Returns:
        Factor on hours, 0 to 1.

    Source: assumed.
    """
    return float(p.perfunctory_hours_share)


@rule
def updated_caught_belief(p: np.record, belief: float, was_caught: bool) -> float:
    """What a worker believes about being caught after one more case of pretending.

    belief <- (n x belief + caught) / (n + 1): the mean of a Beta belief worth n cases, its weight held at n so that old
    cases fade.

    Args:
        p: record of :class:`CopingParameters`.
        belief: learned chance before, 0 to 1.
        was_caught: this case was found out.

    Returns:
        Learned chance after, 0 to 1.

    Monotone: rises when caught, falls when not.
    Conserves: a belief equal to the true chance does not move in the mean.
    Source: Bayesian learning with a fading memory; the memory is assumed.
    """
    caught = 1.0 if was_caught else 0.0
    return float((p.memory_cases * belief + caught) / (p.memory_cases + 1.0))
