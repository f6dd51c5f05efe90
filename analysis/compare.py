"""Arms against a reference arm, paired by seed: differences, intervals, correction for many comparisons.

Runs of one seed share every need, shock and person, so arms are compared run by run and the luck of a seed cancels.
An interval over seeds answers one question only: would other seeds, *at this design point*, say the same? It says
nothing about other parameters, so whatever prints these numbers says so too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.words import Language, long_name, name_of, seeds, word

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

type Arm = tuple[str, str]  # governance, and the arm's name within it: its assessment, or what the comparison calls it

REFERENCE: Arm = ("grid", "none")  # of the main job
WITHOUT = "without"  # name of the arm without the scenario's mechanism, and the reference wherever it is
WORLDS = ("world_a", "world_b")  # names of the arms of a workshop's game; the second is the reference
HEADLINES = ("workload_hours_week", "need_based_days", "participation_share")
# Effects smaller than these are of no practical interest, in the outcome's own unit.
SMALLEST_EFFECT = {
    "workload_hours_week": 2.0,  # hours a week
    "need_based_days": 0.5,  # 12 hours of restricted mean
    "participation_share": 0.01,  # 1 point
    "score": 1.0,  # 1 point
}
LEVEL = 0.95
GOVERNANCE_ORDER = ("grid", "network", "hybrid")
ARM_ORDER = ("none", "ranking", "pass_fail", "mixed", WITHOUT, "as_it_is", *WORLDS)


@dataclass(frozen=True, slots=True)
class Block:
    """Runs of one regime seen through one window: what is compared with one another, and nothing else.

    Attributes:
        regime: regime of the runs.
        window: suffix of the outcome columns, ``""``: the whole run.
        title: key of its name in :mod:`analysis.words`.
    """

    regime: str
    window: str
    title: str


def arms_of(runs: pd.DataFrame) -> list[Arm]:
    """Arms in the table, in the order in which they are always shown."""
    pairs = runs.loc[:, ["governance", "arm"]].astype("str").drop_duplicates()
    found = list(pairs.itertuples(index=False, name=None))

    def place(arm: Arm) -> tuple[int, str, int, str]:
        governance, name = arm
        return (
            GOVERNANCE_ORDER.index(governance) if governance in GOVERNANCE_ORDER else len(GOVERNANCE_ORDER),
            governance,
            ARM_ORDER.index(name) if name in ARM_ORDER else len(ARM_ORDER),
            name,
        )

    return sorted(found, key=place)


def reference_of(runs: pd.DataFrame) -> Arm:
    """The arm that all others are compared with: the one without the mechanism, the second world of a workshop's game,
    else grid without assessment.
    """
    return next((arm for arm in arms_of(runs) if arm[1] in (WITHOUT, WORLDS[1])), REFERENCE)


def blocks_of(runs: pd.DataFrame) -> list[Block]:
    """What can be compared: whole runs of a regime without emergency; before, during and after one apart."""
    blocks = []
    regimes = sorted(runs["regime"].astype("str").unique(), key=lambda regime: (regime != "normal", regime))
    for regime in regimes:
        of_regime = runs[runs["regime"].astype("str") == regime]
        if of_regime["total_paid_hours_emergency"].notna().any():
            titles = {"_normal": "block_before", "_emergency": "block_during", "_return": "block_after"}
            blocks += [
                Block(regime, window, title)
                for window, title in titles.items()
                if of_regime[f"total_paid_hours{window}"].notna().any()
            ]
        else:
            blocks.append(Block(regime, "", "block_normal" if regime == "normal" else "block_whole"))
    return blocks


def paired_runs(runs: pd.DataFrame, outcomes: Sequence[str] = HEADLINES, reference: Arm | None = None) -> pd.DataFrame:
    """Each run beside the reference run of the same scenario, regime and seed, one row per outcome.

    Args:
        runs: the table ``runs``; failed runs are left out.
        outcomes: names of outcomes, without window.
        reference: arm that all others are compared with; if not given, :func:`reference_of`.

    Returns:
        Tidy table: scenario, regime, window, governance, arm, outcome, seed, value, reference_value,
        difference (value - reference_value; ``NaN`` without a partner).

    Raises:
        ValueError: the reference arm has no run, or an arm has two runs of one seed (then several design points are
            mixed in one table, which must be compared apart).
    """
    import pandas as pd

    reference = reference or reference_of(runs)
    keys = ["scenario", "regime", "governance", "arm"]
    ended = runs[runs["status"] == "ok"].copy()
    for key in keys:
        ended[key] = ended[key].astype("str")
    twice = ended.duplicated([*keys, "seed"])
    if twice.any():
        row = ended[twice].iloc[0]
        raise ValueError(
            f"{row['governance']}/{row['arm']} has two runs of seed {row['seed']} under regime {row['regime']}: "
            "the table mixes several design points; compare them one at a time"
        )
    is_reference = (ended["governance"] == reference[0]) & (ended["arm"] == reference[1])
    if not is_reference.any():
        there = ", ".join("/".join(arm) for arm in arms_of(ended)) or "none"
        raise ValueError(f"the reference arm {'/'.join(reference)} has no finished run; arms with runs: {there}")
    partners = ended[is_reference].set_index(["scenario", "regime", "seed"])
    rows = []
    for block in blocks_of(ended):
        of_regime = ended[ended["regime"] == block.regime]
        partner_of = pd.MultiIndex.from_frame(of_regime[["scenario", "regime", "seed"]])
        columns = [outcome + block.window for outcome in outcomes]
        # Outcome by outcome, all runs of each.
        part = pd.concat([of_regime[[*keys, "seed"]]] * len(outcomes)).assign(
            window=block.window,
            outcome=np.repeat(np.array(outcomes, dtype=object), len(of_regime)),
            value=of_regime[columns].to_numpy().ravel("F"),
            reference_value=partners[columns].reindex(partner_of).to_numpy().ravel("F"),
        )
        rows.append(part)
    pairs = pd.concat(rows, ignore_index=True)
    return pairs.assign(difference=pairs["value"] - pairs["reference_value"])


def paired_differences(
    runs: pd.DataFrame, outcomes: Sequence[str] = HEADLINES, reference: Arm | None = None
) -> pd.DataFrame:
    """Mean paired difference of every arm to the reference, with 95 % interval over seeds.

    Args:
        runs: the table ``runs``.
        outcomes: names of outcomes, without window.
        reference: arm that all others are compared with; if not given, :func:`reference_of`.

    Returns:
        One row per scenario, regime, window, arm and outcome:

        - ``n_seeds`` pairs, ``mean`` of the arm, ``reference_mean`` over the same seeds, ``difference``, its ``sd``
          over seeds, ``low`` and ``high`` of the t interval (``NaN`` with one pair);
        - ``p`` of the paired t test, ``p_holm`` corrected over all comparisons of the table;
        - ``same_sign_share``: pairs whose difference has the sign of the mean difference;
        - ``variance_saved``: 1 - Var(difference) / (Var(arm) + Var(reference)), what pairing by seed is worth;
        - ``smallest_effect``, and ``reading``: ``higher`` or ``lower`` (at least the smallest effect, and
          distinguishable from zero after correction), ``negligible`` (the interval lies within the smallest effect),
          else ``undecided``; missing where no smallest effect is set, and for the reference itself.

        The reading holds for this design point only.
    """
    import pandas as pd

    reference = reference or reference_of(runs)
    pairs = paired_runs(runs, outcomes, reference)
    keys = ["scenario", "regime", "window", "governance", "arm", "outcome"]
    values, partners = pairs["value"].to_numpy(), pairs["reference_value"].to_numpy()
    rows = []
    for key, members in pairs.groupby(keys, sort=False).indices.items():
        whole = members[~np.isnan(values[members] - partners[members])]
        own, theirs = values[whole], partners[whole]
        of_arm = dict(zip(keys, key, strict=True))
        low, high, p = t_interval(own - theirs)
        spread, separate = _variance(own - theirs), _variance(own) + _variance(theirs)
        is_reference = (of_arm["governance"], of_arm["arm"]) == reference
        rows.append(
            of_arm
            | {
                "is_reference": is_reference,
                "n_seeds": whole.size,
                "mean": _mean(own),
                "reference_mean": _mean(theirs),
                "difference": _mean(own - theirs),
                "sd": spread**0.5,
                "low": low,
                "high": high,
                "p": np.nan if is_reference else p,
                "same_sign_share": _same_sign_share(own - theirs),
                "variance_saved": 1.0 - spread / separate if separate > 0 else np.nan,
                "smallest_effect": SMALLEST_EFFECT.get(of_arm["outcome"], np.nan),
            }
        )
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"].to_numpy())
    table["reading"] = readings(table)
    return _ordered(table)


def t_interval(differences: ArrayLike, level: float = LEVEL) -> tuple[float, float, float]:
    """Interval of a mean and p value against zero, from Student's t.

    Args:
        differences: (n,) paired differences, finite.
        level: coverage, 0 to 1.

    Returns:
        Low, high, two-sided p. ``NaN`` with fewer than two pairs; pairs that all agree give a point and p 0 (or 1 if
        there is no difference at all).
    """
    from scipy.special import stdtr, stdtrit

    values = np.asarray(differences, dtype=np.float64)
    n = values.size
    if n < 2:
        return float("nan"), float("nan"), float("nan")
    mean, error = float(values.mean()), float(values.std(ddof=1)) / n**0.5
    if error == 0.0:
        return mean, mean, float(mean == 0.0)
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    return mean - reach, mean + reach, float(2.0 * stdtr(n - 1, -abs(mean) / error))


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """P values corrected for many comparisons, so that the chance of any false alarm among them keeps its level.

    The k-th smallest of m is multiplied by m - k + 1; a corrected value is never smaller than one before it, nor above
    1. ``NaN`` stays and does not count.

    Source: Holm 1979, Scand. J. Stat. 6:65.
    """
    p = np.asarray(p_values, dtype=np.float64)
    corrected = np.full(p.shape, np.nan)
    places = np.flatnonzero(~np.isnan(p))
    order = places[np.argsort(p[places], kind="stable")]
    factors = np.arange(order.size, 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0) if order.size else 0.0
    return corrected


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else float("nan")


def _variance(values: NDArray[np.float64]) -> float:
    return float(values.var(ddof=1)) if values.size > 1 else float("nan")


def _same_sign_share(differences: NDArray[np.float64]) -> float:
    if not differences.size:
        return float("nan")
    return float(np.mean(np.sign(differences) == np.sign(differences.mean())))


def readings(table: pd.DataFrame) -> list[str | None]:
    """The reading of each row of paired differences, see :func:`paired_differences`."""
    found: list[str | None] = []
    for row in table.itertuples():
        if row.is_reference or np.isnan(row.smallest_effect):
            found.append(None)
        elif row.p_holm < 1.0 - LEVEL and abs(row.difference) >= row.smallest_effect:
            found.append("higher" if row.difference > 0 else "lower")
        elif -row.smallest_effect < row.low and row.high < row.smallest_effect:
            found.append("negligible")
        else:
            found.append("undecided")
    return found


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by scenario, regime, window and outcome as given, arms in their usual order."""
    import pandas as pd

    for column, order in (("governance", GOVERNANCE_ORDER), ("arm", ARM_ORDER)):
        others = [name for name in table[column].unique() if name not in order]
        table[column] = pd.Categorical(table[column], [*order, *others])
    keys = [table[key] for key in ("scenario", "regime", "window", "outcome")]
    places = {f"_{i}": pd.factorize(key)[0] for i, key in enumerate(keys)}
    sorted_table = table.assign(**places).sort_values([*places, "governance", "arm"], kind="stable")
    sorted_table = sorted_table.drop(columns=list(places)).reset_index(drop=True)
    return sorted_table.astype({"governance": "str", "arm": "str"})


# --- the table on the terminal ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Shown:
    """How an outcome is printed: factor to the shown unit, decimals of means and of differences."""

    factor: float = 1.0
    decimals: int = 1
    difference_decimals: int = 1


SHOWN = {
    "workload_hours_week": Shown(),
    "need_based_days": Shown(difference_decimals=2),
    "participation_share": Shown(factor=100.0, difference_decimals=2),
    "strain": Shown(decimals=2, difference_decimals=3),
    "score": Shown(),
}


def number(value: float, decimals: int) -> str:
    """A number, or ``–`` if there is none."""
    return "–" if np.isnan(value) else f"{value:.{decimals}f}".replace("-", "−")


def signed(value: float, decimals: int) -> str:
    """A difference with its sign, a true minus, and no sign on a zero; ``–`` if there is none."""
    if np.isnan(value):
        return "–"
    text = f"{value:+.{decimals}f}".replace("-", "−")
    return text if text.strip("+−0.") else text[1:]


def comparison_table(runs: pd.DataFrame, language: Language = "en", reference: Arm | None = None) -> Group:
    """The answer of a comparison on a terminal of 80 columns: per regime and window a block of arms by outcomes.

    Strain stands beside the headline outcomes, because no gain in efficiency is told without it.

    Args:
        runs: the table ``runs`` of one scenario.
        language: ``en`` or ``zh``.
        reference: arm that the others are compared with; if not given, :func:`reference_of`.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    outcomes = (*HEADLINES, "strain")
    reference = reference or reference_of(runs)
    table = paired_differences(runs, outcomes, reference)
    blocks = [_block_table(table, block, outcomes, language) for block in blocks_of(runs[runs["status"] == "ok"])]
    notes = [Padding(Text(note, style="dim"), (0, 0, 0, 1)) for note in _notes(runs, table, language, reference)]
    return Group(*blocks, *notes)


def _block_table(table: pd.DataFrame, block: Block, outcomes: Sequence[str], language: Language) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = table[(table["regime"] == block.regime) & (table["window"] == block.window)]
    shown_table = Table(
        title=word(block.title, language),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    shown_table.add_column("", overflow="fold")
    for outcome in outcomes:
        header = Text(word(outcome, language))
        header.append("\n" + word(f"{outcome}_short_unit", language), style="dim not bold")
        shown_table.add_column(header, overflow="fold")
    columns = [_column_texts(rows[rows["outcome"] == outcome], SHOWN[outcome], language) for outcome in outcomes]
    arms = rows[rows["outcome"] == outcomes[0]][["governance", "arm"]].itertuples(index=False, name=None)
    last = ""
    for (governance, name), *cells in zip(arms, *columns, strict=True):
        if governance != last:
            shown_table.add_row(name_of(governance, language))
        shown_table.add_row("  " + name_of(name, language), *cells)
        last = governance
    return shown_table


def _column_texts(rows: pd.DataFrame, shown: Shown, language: Language) -> list[Text]:
    """Mean, difference and half-width of its interval, each aligned down the column; clear differences bold."""
    from rich.text import Text

    means = [number(mean * shown.factor, shown.decimals) for mean in rows["mean"]]
    differences = [signed(value * shown.factor, shown.difference_decimals) for value in rows["difference"]]
    half_widths = (rows["high"] - rows["low"]) / 2 * shown.factor
    # Beside an outcome without a smallest effect an interval would invite reading significance as size.
    has_interval = half_widths.notna() & rows["smallest_effect"].notna()
    halves = [
        "±" + number(width, shown.difference_decimals) if is_shown else ""
        for width, is_shown in zip(half_widths, has_interval, strict=True)
    ]
    widths = [max(map(len, part)) for part in (means, differences, halves)]
    texts = []
    for row, *parts in zip(rows.itertuples(), means, differences, halves, strict=True):
        mean, difference, half = (part.rjust(width) for part, width in zip(parts, widths, strict=True))
        if row.is_reference:
            texts.append(Text.assemble(mean, (" " + word("reference_short", language), "dim")))
        else:
            is_clear = row.reading in ("higher", "lower")
            texts.append(Text.assemble(mean, " ", (difference, "bold" if is_clear else ""), " ", (half, "dim")))
    return texts


def _notes(runs: pd.DataFrame, table: pd.DataFrame, language: Language, reference: Arm) -> list[str]:
    ended = runs[runs["status"] == "ok"]
    n_seeds = int(ended["seed"].nunique())
    arm = {"governance": name_of(reference[0], language), "name": long_name(reference[1], language)}
    effects = word("comma", language).join(
        word(f"effect_{outcome}", language, value=f"{SMALLEST_EFFECT[outcome] * SHOWN[outcome].factor:g}")
        for outcome in HEADLINES
    )
    notes = [
        word("table_reference", language, n_seeds=seeds(n_seeds, language), **arm),
        word("table_bold", language, effects=effects, n=int(table["p"].notna().sum())),
        word("clock_note", language),
        reach_note(runs, language),
    ]
    n_failed = len(runs) - len(ended)
    n_unpaired = int(paired_runs(runs, HEADLINES[:1], reference)["reference_value"].isna().sum())
    if n_failed:
        notes.append(word("table_failed", language, n=n_failed, of=len(runs)))
    if n_unpaired:
        notes.append(word("table_unpaired", language, n=n_unpaired))
    return notes


def reach_note(runs: pd.DataFrame, language: Language) -> str:
    """How far the numbers reach: which model, how long, how many seeds, and that this is one design point."""
    ended = runs[runs["status"] == "ok"]
    scenarios = word("comma", language).join(
        name_of(str(name), language) for name in ended["scenario"].astype("str").unique()
    )
    days = word("comma", language).join(str(n) for n in sorted(ended["days"].unique()))
    key = "reach" if len(ended["seed"].unique()) > 1 else "reach_one"
    return word(key, language, scenario=scenarios, days=days)
