"""What a study is asked, in one line: sums of outcomes under named levers, and comparisons of them.

``workload_hours_week[assessment=ranking] - workload_hours_week[assessment=pass_fail] < -2``. The words are read by a
list of what is allowed and never run as a program.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import ConfigurationError, nearest_name, shown

type Numbers = NDArray[np.float64]
type Pins = tuple[tuple[str, str], ...]  # lever -> value, by lever
type Lookup = Callable[[str, Pins], Numbers]

LONGEST = 400  # characters
REFERENCE = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*(?:\[([^\[\]]*)\])?")
WORDS = ("and", "or")
SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: np.divide}
COMPARISONS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
FORM = "sums of outcomes such as workload_hours_week[assessment=ranking] - 2"


@dataclass(frozen=True, slots=True)
class Expression:
    """A line that was understood.

    Attributes:
        text: as it was written.
        tree: its syntax; names stand for ``references``.
        references: name in the tree -> outcome and pinned levers.
        is_condition: it compares, so that each case is true or false.
    """

    text: str
    tree: ast.expr
    references: Mapping[str, tuple[str, Pins]]
    is_condition: bool

    @property
    def pinned(self) -> tuple[str, ...]:
        """Levers that it names; each outcome in it names the same ones."""
        return tuple(lever for lever, _ in next(iter(self.references.values()))[1])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that it needs."""
        return tuple(dict.fromkeys(outcome for outcome, _ in self.references.values()))


def parsed(
    text: str, what: str, outcomes: Sequence[str], levers: Mapping[str, Sequence[str]], *, is_condition: bool
) -> Expression:
    """Understand one line.

    Args:
        text: the line.
        what: what the user calls it, ``outcome`` or ``target``.
        outcomes: names that may stand in it.
        levers: names of levers, with their values as words.
        is_condition: whether it has to compare, or must not.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first thing that is not allowed.
    """
    if len(text) > LONGEST:
        raise _refused(what, f"{len(text)} characters", f"at most {LONGEST}")
    references: dict[str, tuple[str, Pins]] = {}

    def named(match: re.Match[str]) -> str:
        name, pins = match.group(1), match.group(2)
        if name in WORDS and pins is None:
            return match.group(0)
        if name not in outcomes:
            raise _refused(what, shown(name), "one of " + ", ".join(outcomes), nearest_name(name, list(outcomes)))
        key = f"_{len(references)}"
        references[key] = name, tuple(sorted(_pins(pins, what, levers)))
        return key

    plain = REFERENCE.sub(named, text)
    try:
        tree = ast.parse(plain.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _refused(what, shown(text), FORM) from None
    if not references:
        raise _refused(what, shown(text), "at least one outcome of the study")
    if _kind(tree, what, references) != is_condition:
        allowed = f"a comparison, {text} < 0" if is_condition else "a sum without a comparison"
        raise _refused(what, shown(text), allowed)
    _refuse_unlike(what, references)
    return Expression(text, tree, references, is_condition)


def _pins(text: str | None, what: str, levers: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for part in (text or "").split(",") if text is not None else []:
        name, _, value = (side.strip() for side in part.partition("="))
        if name not in levers:
            allowed = "a lever of the study, " + (", ".join(levers) or "which has none")
            raise _refused(what, shown(name), allowed, nearest_name(name, list(levers)))
        if value not in levers[name]:
            allowed = f"{name}=" + " or ".join(levers[name])
            raise _refused(what, f"{name}={value}", allowed, nearest_name(value, list(levers[name])))
        yield name, value


def _kind(tree: ast.expr, what: str, references: Mapping[str, object]) -> bool:
    """Whether a part compares; refuses whatever is neither a sum nor a comparison."""
    match tree:
        case ast.Constant(value=value) if type(value) in (int, float) and abs(value) < 1e15:
            return False
        case ast.Name(id=name) if name in references:
            return False
        case ast.UnaryOp(op=ast.USub(), operand=part) if not _kind(part, what, references):
            return False
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SUMS:
            if not (_kind(left, what, references) or _kind(right, what, references)):
                return False
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            if not (_kind(left, what, references) or _kind(right, what, references)):
                return True
        case ast.BoolOp(values=parts):
            if all(_kind(part, what, references) for part in parts):
                return True
    raise _refused(
        what, "another kind of part", "outcomes, numbers, + - * / and brackets; < <= > >= once per part; and, or"
    )


def _refuse_unlike(what: str, references: Mapping[str, tuple[str, Pins]]) -> None:
    """Each outcome has to name the same levers, or it would be open which runs are compared."""
    first, *others = ([lever for lever, _ in pins] for _, pins in references.values())
    for names in others:
        if names != first:
            missing = sorted(set(first) ^ set(names))[0]
            raise _refused(what, f"{missing} of some outcomes only", f"{missing}=... in the brackets of each outcome")


def _refused(what: str, found: str, allowed: str, nearest: str | None = None) -> ConfigurationError:
    return ConfigurationError(what, found, allowed, nearest, "command line")


# --- values -----------------------------------------------------------------------------------------------------------
def numbers_of(expression: Expression, lookup: Lookup) -> Numbers:
    """Value of a sum for each case and seed.

    Args:
        expression: a sum.
        lookup: values of an outcome under pinned levers, (n_cases, n_seeds).

    Returns:
        (n_cases, n_seeds); ``NaN`` where a run is missing.
    """
    return _numbers(expression.tree, expression.references, lookup)


def truth_of(expression: Expression, lookup: Lookup) -> tuple[Numbers, Numbers]:
    """Whether a condition holds in each case, over its seeds together and in each seed alone.

    Returns:
        (n_cases,) 1, 0 or ``NaN``: sides compared as means over the seeds that have all runs; (n_cases, n_seeds) the
        same for single seeds.
    """
    means = _truth(expression.tree, expression.references, lookup, over_seeds=True)
    return means[:, 0], _truth(expression.tree, expression.references, lookup, over_seeds=False)


def _numbers(tree: ast.expr, references: Mapping[str, tuple[str, Pins]], lookup: Lookup) -> Numbers:
    match tree:
        case ast.Constant(value=value):
            return np.array([[float(value)]])  # type: ignore[arg-type]
        case ast.Name(id=name):
            return lookup(*references[name])
        case ast.UnaryOp(operand=part):
            return -_numbers(part, references, lookup)
        case ast.BinOp(left=left, op=op, right=right):
            with np.errstate(divide="ignore", invalid="ignore"):
                value = SUMS[type(op)](_numbers(left, references, lookup), _numbers(right, references, lookup))
            return np.where(np.isfinite(value), value, np.nan)
    raise AssertionError("refused when it was read")


def _truth(tree: ast.expr, references: Mapping[str, tuple[str, Pins]], lookup: Lookup, *, over_seeds: bool) -> Numbers:
    match tree:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            gap = _numbers(left, references, lookup) - _numbers(right, references, lookup)
            gap = mean_over_seeds(gap)[:, None] if over_seeds else gap
            return np.where(np.isnan(gap), np.nan, COMPARISONS[type(op)](gap, 0.0))
        case ast.BoolOp(op=op, values=parts):
            both = np.minimum if isinstance(op, ast.And) else np.maximum
            first, *others = (_truth(part, references, lookup, over_seeds=over_seeds) for part in parts)
            for other in others:
                first = both(first, other)
            return first
    raise AssertionError("refused when it was read")


def mean_over_seeds(values: Numbers) -> Numbers:
    """Mean of each row over what is there; ``NaN`` where nothing is."""
    is_there = ~np.isnan(values)
    count = is_there.sum(axis=1)
    total = np.where(is_there, values, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
