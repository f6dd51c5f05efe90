"""Training (M40): hours beyond the ordinary now, better work later, forgotten again without practice.

Place in the day: the morning's duties, and the end of a month. Entities: paid workers of a residents' committee.
"""

from __future__ import annotations

import numpy as np

from sim._compiled import rule
from sim.parameters import Parameters, parameter


class TrainingLever(Parameters):
    """Training beyond the ordinary, and what it does."""

    hours_per_week: float = parameter(
        0.0,
        meaning="training of a committee's paid staff beyond the ordinary; a duty that lapses if it is missed",
        unit="hours per worker and week",
        low=0.0,
        high=10.0,
        source="R07, R26",
        status="assumed",
    )
    largest_gain: float = parameter(
        0.2,
        meaning="additional output of a fully trained worker",
        unit="share (0 to 1)",
        low=0.0,
        high=1.0,
        source="C95",
        status="assumed",
    )
    half_hours: float = parameter(
        20.0,
        meaning="hours of training in a month by which half of what is missing is learned",
        unit="hours per worker and month",
        low=1.0,
        high=200.0,
        source="assumed",
        status="assumed",
    )
    forgetting: float = parameter(
        0.05,
        meaning="share of what was learned that is lost in a month",
        unit="share (0 to 1) per month",
        low=0.0,
        high=1.0,
        source="assumed",
        status="assumed",
    )


@rule
def extra_training_hours(p: np.record, done: float, ordinary_per_week: float) -> float:
    """Part of the training done that went beyond the ordinary; both were done in the same sessions.

    d h / (h + o), h ``hours_per_week``, o the ordinary hours; 0 if neither is asked for.

    Args:
        p: lever parameters.
        done: hours of training done, >= 0.
        ordinary_per_week: ordinary training, hours per worker and week, >= 0.

    Returns:
        Hours, from 0 to ``done``.

    Monotone: rises with what was done, falls with the ordinary part.

    Source: bookkeeping.
    """
    asked = p.hours_per_week + ordinary_per_week
    if asked <= 0.0:
        return 0.0
    return done * (p.hours_per_week / asked)  # type: ignore[no-any-return]


@rule
def updated_training(p: np.record, trained: float, hours: float) -> float:
    """What a month's training leaves behind.

    T <- (1 - f) (T + (1 - T) h / (h + h0)), f ``forgetting``, h0 ``half_hours``.

    Args:
        p: lever parameters.
        trained: how far trained, 0 to 1.
        hours: hours of extra training of the worker in the month, >= 0.

    Returns:
        How far trained in the next month, 0 to 1.

    Monotone: rises with the hours and with what was there.

    Source: M40, C41, C95 (direction); form and speed assumed, a register of courses and outputs would settle them.
    """
    learned = (1.0 - trained) * hours / (hours + p.half_hours)
    return (1.0 - p.forgetting) * (trained + learned)  # type: ignore[no-any-return]


@rule
def trained_output(p: np.record, trained: float) -> float:
    """Output of a trained worker's hour against one of a worker with ordinary training.

    1 + g T, g ``largest_gain``.

    Args:
        p: lever parameters.
        trained: how far trained, 0 to 1.

    Returns:
        Ratio, from 1 to 2.

    Monotone: rises with training.

    Source: C95 (staff's ability shapes governance performance); size assumed.
    """
    return 1.0 + p.largest_gain * trained  # type: ignore[no-any-return]
