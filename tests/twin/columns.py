"""From a row of the initial world to the attributes of an object."""

from __future__ import annotations

from typing import Any

import numpy as np


def single(value: float) -> float:
    """The nearest 32-bit number: residents' traits are kept in that precision."""
    return float(np.float32(value))


class Single:
    """An attribute that is rounded to 32 bits whenever it is assigned."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_{name}"

    def __get__(self, thing: Any, owner: type) -> float:
        return thing.__dict__[self.name]

    def __set__(self, thing: Any, value: float) -> None:
        thing.__dict__[self.name] = single(value)


def copy_columns(thing: Any, row: np.void, but: tuple[str, ...] = ()) -> None:
    """Give ``thing`` one attribute per column of a row (lists for columns of several numbers)."""
    for name in row.dtype.names:
        if name not in but:
            setattr(thing, name, row[name].tolist())


def total(values: Any) -> float:
    """Plain sum from left to right (Python's own ``sum`` compensates for rounding)."""
    amount = 0.0
    for value in values:
        amount += value
    return amount
