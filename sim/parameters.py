"""How a parameter is declared: once, with meaning, unit, range, default, source and status.

Every rule family subclasses :class:`Parameters` beside its functions. The documentation table, the validation of
configurations, the sweep ranges and the record that compiled rules read are all made from these declarations.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

type Status = Literal["measured", "literature", "calibrated", "assumed"]
type Share = Annotated[float, Field(ge=0, le=1)]
type Count = Annotated[int, Field(ge=0, le=100_000_000)]


class Parameters(BaseModel):
    """Frozen, strictly typed group of parameters; unknown keys and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def parameter(
    default: float | int | bool | str,
    *,
    meaning: str,
    unit: str,
    source: str,
    status: Status,
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """Declare one parameter.

    Args:
        default: value used when the configuration is silent.
        meaning: what the number stands for, in a half-sentence of the field's words.
        unit: unit, e.g. ``hours``, ``share (0 to 1)``, ``logit per unit of trust``.
        source: bibliography key, fact id (``F011``), literature id (``L096``) or ``assumed``; of a
            calibrated parameter the level that it answers to most.
        status: how well it is known.
        low: smallest admissible value (also the low end of sweeps).
        high: largest admissible value (also the high end of sweeps).

    Returns:
        A pydantic field; its range is enforced when a configuration is read.
    """
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source, "status": status},
    )


def record_dtype(family: type[Parameters]) -> np.dtype[np.void]:
    """Structured type of one family: one ``float64`` per parameter (flags become 0.0 or 1.0)."""
    return np.dtype([(name, "f8") for name in family.model_fields], align=True)


def as_record(parameters: Parameters) -> np.record:
    """The record that compiled rules read; attribute access works in Python and in compiled code alike."""
    record: np.record = np.zeros(1, dtype=record_dtype(type(parameters))).view(np.recarray)[0]
    for name, value in parameters:
        record[name] = float(value)
    return record


def families_dtype(book: type[Parameters]) -> np.dtype[np.void]:
    """Structured type of a group of families: one sub-record per family, one ``float64`` per parameter."""
    families: list[tuple[str, Any]] = [(name, record_dtype(type(family))) for name, family in book()]
    return np.dtype(families, align=True)


def families_record(book: Parameters) -> np.record:
    """One nested record of all families of a group, read as ``p.voice.trust_weight`` by all code, compiled or not.

    Args:
        book: the rule parameters or the levers of a run.

    Returns:
        Record with one sub-record per family, each with one ``float64`` per parameter (flags as 0.0 or 1.0).
    """
    record: np.record = np.zeros(1, dtype=families_dtype(type(book))).view(np.recarray)[0]
    for name, family in book:
        record[name] = as_record(family)
    return record
