"""Why a mutant may survive: for each one that no test catches, a reason that can be checked by reading the rule.

A pattern speaks for every mutant whose whole name it matches. What is not listed here is a weak test.
"""

from __future__ import annotations

import re

DRAW = "equivalent: a draw equals one given number with a chance of 2^-53"
EQUAL = "equivalent: both sides of the boundary give the same number"
ROUNDING = "equivalent up to rounding: the bound is reached by arithmetic, not by the rule"
ROUNDING_OF_TAIL = "equivalent up to rounding: one node more, beyond the last of the far tail, weighs nothing"
REASONS: tuple[tuple[str, str], ...] = (
    (r".*: uniform < (.*) -> uniform <= \1", DRAW),
    (r".*: uniform >= (.*) -> uniform > \1", DRAW),
    (r"need\.is_kept: uniform \* rate_bound < rate_now -> uniform \* rate_bound <= rate_now", DRAW),
    (r"assessment\.earned_share: indicator <= floor -> indicator < floor", EQUAL),
    (r"incentive\.place_payoff: 1 -> 2", ROUNDING_OF_TAIL),
    (r"assessment\.score: min\(FULL_MARKS, (.*)\) -> \1", ROUNDING),
)


def reason(name: str) -> str | None:
    """Why a mutant of this name is expected to survive, ``None`` if it is not."""
    return next((why for pattern, why in REASONS if re.fullmatch(pattern, name)), None)
