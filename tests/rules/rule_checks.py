"""What every rule of a family promises, checked alike: same bits as plain Python, range, direction, one compilation.

A test file states the facts of its rules as :class:`Facts`; hypothesis tries them over all admissible parameters, not
only at the defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import annotated_types
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import Parameters, as_record

SHARE = st.floats(0.0, 1.0)
UNIFORM = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)
FLAG = st.booleans()
ROUNDING = 1e-12  # relative room for the rounding of a handful of double-precision operations


@dataclass(frozen=True)
class Facts:
    """One rule, what its arguments may be, and what its docstring promises about the result.

    Attributes:
        rule: compiled rule.
        arguments: strategy of each argument after the record, by name.
        low: smallest admissible result.
        high: largest admissible result, ``inf`` if there is none.
        rising: arguments in which the result never falls.
        falling: arguments in which the result never rises.
        reads_parameters: whether the first argument is the family's record.
    """

    rule: Any
    arguments: dict[str, st.SearchStrategy[Any]]
    low: float = 0.0
    high: float = 1.0
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    reads_parameters: bool = True

    @property
    def name(self) -> str:
        return str(self.rule.py_func.__name__)


def bounds(family: type[Parameters], name: str) -> tuple[float, float]:
    """Declared low and high of one parameter."""
    low = high = float("nan")
    for limit in family.model_fields[name].metadata:
        if isinstance(limit, annotated_types.Ge):
            low = float(limit.ge)  # type: ignore[arg-type]
        if isinstance(limit, annotated_types.Le):
            high = float(limit.le)  # type: ignore[arg-type]
    return low, high


@st.composite
def records(draw: st.DrawFn, family: type[Parameters]) -> np.record:
    """Records of a family with every parameter anywhere in its declared range."""
    values = {}
    for name in family.model_fields:
        if family.model_fields[name].annotation is bool:
            values[name] = draw(st.booleans())
            continue
        low, high = bounds(family, name)
        values[name] = draw(st.floats(low, high))
    return as_record(family(**values))


def check_facts(family: type[Parameters], facts: Facts) -> None:
    """Try one rule over its arguments and all admissible parameters."""
    names = list(facts.arguments)

    def result(record: np.record, case: list[Any], function: Any = facts.rule) -> float:
        return function(record, *case) if facts.reads_parameters else function(*case)  # type: ignore[no-any-return]

    @settings(max_examples=80, deadline=None)
    @given(record=records(family), case=st.tuples(*facts.arguments.values()), data=st.data())
    def run(record: np.record, case: tuple[Any, ...], data: st.DataObject) -> None:
        value = result(record, list(case))
        assert value == result(record, list(case), facts.rule.py_func), "compiled and plain Python differ"

        room = ROUNDING * max(1.0, abs(value))
        assert facts.low - room <= value <= facts.high + room, "outside the declared range"

        for direction, arguments in ((1.0, facts.rising), (-1.0, facts.falling)):
            for argument in arguments:
                position = names.index(argument)
                other = list(case)
                other[position] = data.draw(facts.arguments[argument], label=argument)
                step = float(other[position]) - float(case[position])
                change = direction * (float(result(record, other)) - float(value))
                if step >= 0.0:
                    assert change >= -room, f"not monotone in {argument}"
                else:
                    assert change <= room, f"not monotone in {argument}"

    run()
    assert len(facts.rule.signatures) == 1, "called with more than one kind of arguments"


def idle_parameters(family: type[Parameters], outcomes: Callable[[np.record], Any]) -> list[str]:
    """Names of the parameters whose low and high leave all ``outcomes`` as they are at the default."""
    usual = outcomes(as_record(family()))
    idle = []
    for name in family.model_fields:
        ends = [as_record(family(**{name: end})) for end in bounds(family, name)]
        if all(outcomes(end) == usual for end in ends):
            idle.append(name)
    return idle


def midpoints(n: int) -> list[float]:
    """``n`` uniforms in the middle of equal cells: a decision of probability q takes n q, give or take one."""
    return [(i + 0.5) / n for i in range(n)]
