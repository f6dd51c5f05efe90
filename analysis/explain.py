"""Why two arms differ: the difference shared out to the groups of mechanisms in which they are switched over.

Two ways to ask. *By institutions*: a group (routes, patrol duties, stakes ...) is switched by taking its values from a
or from b; what is shared out is the difference b - a. *By channels*: a channel through which people can answer
(pretending, gain that reaches workers, call-backs) is open or shut in both arms; what is shared out is how the
difference b - a changes as channels open, beside what it is with all of them shut (``directly``).

Both are statements about the model at this design point: what its mechanisms do there, not what caused anything
elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import HEADLINES, Block, blocks_of, t_interval
from analysis.shapley import Coalition, Floats, Shares, all_coalitions, coalitions_of, exact_shares, sampled_shares

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = (*HEADLINES, "strain")
SIDES = ("a", "b")
START, DIRECT, TOTAL, REST = "start", "directly", "difference", "unexplained"


@dataclass(frozen=True, slots=True)
class Question:
    """What is shared out.

    Attributes:
        parts: groups, or channels, in the order in which they are shown.
        orders: orders drawn, if there are too many parts for all coalitions; empty: all coalitions.
        is_by_channels: whether parts are channels, open or shut in both arms.
    """

    parts: tuple[str, ...]
    orders: tuple[tuple[str, ...], ...] = ()
    is_by_channels: bool = False

    @property
    def coalitions(self) -> list[Coalition]:
        """Which sets of parts have to be run."""
        return coalitions_of(self.orders) if self.orders else all_coalitions(self.parts)


def run_name(question: Question, members: Coalition, side: str = "a") -> str:
    """Name of the arm that runs a coalition: the parts that are switched, or the side and its open channels."""
    switched = "+".join(part for part in question.parts if part in members) or "nothing"
    return f"{side}:{switched}" if question.is_by_channels else switched


def explanation(runs: pd.DataFrame, question: Question, outcomes: Sequence[str] = OUTCOMES) -> pd.DataFrame:
    """The table of an explanation.

    Args:
        runs: the table ``runs`` of the coalitions; seeds of which any run is missing are left out.
        question: what was asked.
        outcomes: outcomes to explain, without window.

    Returns:
        One row per window, outcome and part, and per window and outcome rows ``start`` (mean of a), ``directly`` (by
        channels: the difference with all of them shut), ``difference`` (b - a) and ``unexplained`` (what the parts
        leave of it, 0 up to rounding): ``window``, ``outcome``, ``part``, ``value`` (mean over seeds), ``low`` and
        ``high`` (95 % t interval over seeds), ``sampling_sd`` (from drawing orders), ``n_seeds``.
    """
    import pandas as pd

    ended = runs[runs["status"] == "ok"]
    rows: list[dict[str, object]] = []
    for block in blocks_of(ended):
        for outcome in outcomes:
            rows += _outcome_rows(ended, question, block, outcome)
    return pd.DataFrame(rows)


def _outcome_rows(runs: pd.DataFrame, question: Question, block: Block, outcome: str) -> list[dict[str, object]]:
    keys = [runs["seed"], runs["arm"].astype("str")]
    by_run = runs.set_index(keys)[outcome + block.window].unstack()  # noqa: PD010
    sides = SIDES if question.is_by_channels else SIDES[:1]
    wanted = [run_name(question, members, side) for members in question.coalitions for side in sides]
    whole = by_run.reindex(columns=wanted).dropna()
    reached = {name: whole[name].to_numpy(dtype=np.float64) for name in wanted}
    worth = {members: _worth(reached, question, members) for members in question.coalitions}
    none, everything = frozenset[str](), frozenset(question.parts)
    shares = sampled_shares(worth, question.orders) if question.orders else exact_shares(worth, question.parts)
    total = worth[everything] if question.is_by_channels else worth[everything] - worth[none]
    direct = {DIRECT: worth[none]} if question.is_by_channels else {}
    # With channels, a is the arm as it is, that is with all of them open.
    start = reached[run_name(question, everything if question.is_by_channels else none)]
    parts = direct | {part: shares.by_part[part] for part in question.parts}
    lines = {START: start} | parts | {TOTAL: total, REST: total - sum(parts.values())}
    return [_line(block.window, outcome, part, values, shares) for part, values in lines.items()]


def _worth(reached: dict[str, Floats], question: Question, members: Coalition) -> Floats:
    if not question.is_by_channels:
        return reached[run_name(question, members)]
    return reached[run_name(question, members, "b")] - reached[run_name(question, members, "a")]


def _line(window: str, outcome: str, part: str, values: Floats, shares: Shares) -> dict[str, object]:
    low, high, _ = t_interval(values)
    return {
        "window": window,
        "outcome": outcome,
        "part": part,
        "value": float(values.mean()) if values.size else float("nan"),
        "low": low,
        "high": high,
        "sampling_sd": shares.sampling_sd.get(part, 0.0),
        "n_seeds": int(values.size),
    }
