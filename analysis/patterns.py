"""Patterns read: effect at each setting, share of settings as expected, verdict.

With enough seeds any difference is distinguishable from zero, so a verdict counts *settings*: points drawn from the
ranges that evidence leaves open. It says how widely an expectation holds in this model, and nothing about the world.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.results import ResultsError

if TYPE_CHECKING:
    import pandas as pd

type Definition = Mapping[str, Any]  # a pattern as it is stored: title, arms, outcomes
type Names = Mapping[str, tuple[str, str | None]]  # arm -> its run, and its run with the mechanism off
type Floats = NDArray[np.float64]

MOST = 0.8  # share of settings from which on an effect appears, reverses or is absent
FEW = 0.2  # share of settings up to which a pattern has vanished
VERDICTS = ("appears", "reverses", "absent", "depends")
UNDOMINATED = "undominated"  # 1 if the arm of weight 1 is on the front of FRONT among all arms of the contrast
FRONT = {"cost_hours_per_resolved": 1.0, "need_based_days": 1.0, "participation_share": -1.0}  # 1: less is better
KEYS = ("arm", "seed", "status")
AT_PLAUSIBLE = ("n_settings", "share", "reverse_share", "median", "verdict", "is_settled")


class Rows:
    """The stored runs, one column at a time."""

    def __init__(self, folder: Path) -> None:
        """Read which arm, seed and status each row has.

        Raises:
            ResultsError: nothing is stored there.
        """
        self._files = sorted((folder / "runs").glob("part-*.parquet"))
        if not self._files:
            raise ResultsError(f"{folder}: no run is stored yet")
        self._keys = self._read(KEYS)
        self._tables: dict[str, pd.DataFrame] = {}

    @property
    def n_parts(self) -> int:
        """How many pairs of setting and seed are stored."""
        return len(self._files)

    def _read(self, columns: Sequence[str]) -> pd.DataFrame:
        import pandas as pd
        import pyarrow.parquet as pq

        parts = [pq.read_table(file, columns=list(columns), partitioning=None).to_pandas() for file in self._files]
        return pd.concat(parts, ignore_index=True)

    def by_arm(self, column: str) -> pd.DataFrame:
        """A column of the runs that ended: one row per seed, one column per arm."""
        if column not in self._tables:
            rows = self._keys.assign(value=self._read([column])[column])
            rows = rows[rows["status"] == "ok"].assign(arm=rows["arm"].astype("str"))
            self._tables[column] = rows.pivot_table(index="seed", columns="arm", values="value", dropna=False).astype(
                "float64"
            )
        return self._tables[column]


def stored_rows(folder: Path) -> Rows:
    """The runs stored in a folder."""
    return Rows(folder)


# --- effects ----------------------------------------------------------------------------------------------------------
def effects_of(rows: Rows, definition: Definition, names: Names, seeds: int) -> pd.DataFrame:
    """The effect that each expectation is about, at every setting, as the mean over its paired seeds.

    Args:
        rows: stored runs; seed // ``seeds`` is the setting.
        definition: the pattern; an effect is the weighted sum over arms of an outcome.
        names: the runs behind each arm, with the mechanism on and off.
        seeds: paired seeds per setting.

    Returns:
        expectation (number in the pattern), without (the mechanism is off), setting, effect, n_seeds. A seed counts if
        every arm of it ended and has the outcome; a setting without one is left out.
    """
    import pandas as pd

    found = []
    for number_of, outcome in enumerate(definition["outcomes"]):
        has_without = definition["without"] is not None and outcome["has_without"]
        for without in (False, True)[: 1 + has_without]:
            arms: dict[str, float] = {}
            for arm, weight in outcome["contrast"].items():  # with the mechanism off two arms may be one run
                run = str(names[arm][without])
                arms[run] = arms.get(run, 0.0) + weight
            effect = _effect_by_seed(rows, outcome, arms)
            by_setting = effect.groupby(effect.index.to_numpy() // seeds).agg(["mean", "size"])
            found.append(
                pd.DataFrame(
                    {
                        "expectation": number_of,
                        "without": without,
                        "setting": by_setting.index.to_numpy(),
                        "effect": by_setting["mean"].to_numpy(),
                        "n_seeds": by_setting["size"].to_numpy(),
                    }
                )
            )
    return pd.concat(found, ignore_index=True)


def _effect_by_seed(rows: Rows, outcome: Mapping[str, Any], arms: Mapping[str, float]) -> pd.Series:
    import pandas as pd

    window = f"_{outcome['window']}" if outcome["window"] else ""
    if outcome["outcome"] == UNDOMINATED:
        return _undominated(rows, window, arms)
    table = rows.by_arm(outcome["outcome"] + window).reindex(columns=list(arms))
    return pd.Series(table.to_numpy() @ np.array(list(arms.values())), index=table.index).dropna()


def _undominated(rows: Rows, window: str, arms: Mapping[str, float]) -> pd.Series:
    """1 where no other arm is at least as good in all outcomes of the front and better in one, else 0."""
    import pandas as pd

    tables = [sign * rows.by_arm(name + window).reindex(columns=list(arms)) for name, sign in FRONT.items()]
    values = np.stack([table.to_numpy() for table in tables])
    candidate = values[:, :, [list(arms.values()).index(1.0)]]
    is_dominated = ((values <= candidate).all(axis=0) & (values < candidate).any(axis=0)).any(axis=1)
    is_known = ~np.isnan(values).any(axis=(0, 2))
    return pd.Series((~is_dominated[is_known]).astype(np.float64), index=tables[0].index[is_known])


# --- plausible settings -----------------------------------------------------------------------------------------------
def plausible_settings(
    rows: Rows, status_quo: str, limits: Mapping[str, tuple[float, float]], seeds: int
) -> pd.DataFrame:
    """Which settings contradict nothing that is known, where nothing has been changed yet (history matching).

    Args:
        rows: stored runs; seed // ``seeds`` is the setting.
        status_quo: name of the run in which nothing has been changed.
        limits: outcome -> lowest and highest value that is possible.
        seeds: paired seeds per setting.

    Returns:
        One row per setting with a finished run, its number as index: the outcomes as means over its seeds, and
        ``is_plausible``.
    """
    import pandas as pd

    by_seed = pd.DataFrame({name: rows.by_arm(name).get(status_quo, pd.Series(dtype="float64")) for name in limits})
    found = by_seed.groupby(by_seed.index.to_numpy() // seeds).mean().dropna().rename_axis("setting")
    low, high = (np.array([limit[side] for limit in limits.values()]) for side in (0, 1))
    values = found.to_numpy(dtype=np.float64)
    return found.assign(is_plausible=((values >= low) & (values <= high)).all(axis=1))


# --- verdicts ---------------------------------------------------------------------------------------------------------
def verdicts_of(
    effects: pd.DataFrame, settings: pd.DataFrame, definition: Definition, plausible: Collection[int]
) -> pd.DataFrame:
    """What came of each expectation.

    Args:
        effects: see :func:`effects_of`.
        settings: drawn values, one row per setting, its number as index.
        definition: the pattern.
        plausible: numbers of the settings that contradict nothing that is known.

    Returns:
        One row per expectation: outcome, window, sign, unit, smallest_effect, low_level, high_level, status; what
        :func:`judged` says of it; the same with ``plausible_`` before it of the plausible settings alone, as far as it
        is in :data:`AT_PLAUSIBLE`; ``without_median`` and ``without_share``: median effect and share of settings as
        expected with the mechanism off; ``weaker_share`` of settings in which the effect in the stated direction is
        smaller then; ``without``: see :func:`_what_without`.
    """
    import pandas as pd

    rows = []
    for number_of, outcome in enumerate(definition["outcomes"]):
        of_this = effects[effects["expectation"] == number_of]
        on = of_this[~of_this["without"]].set_index("setting")["effect"]
        off = of_this[of_this["without"]].set_index("setting")["effect"]
        rows.append(
            {
                "expectation": number_of,
                "outcome": outcome["outcome"],
                "window": outcome["window"],
                "sign": outcome["sign"],
                "unit": outcome["unit"],
                "smallest_effect": outcome["smallest_effect"],
                "low_level": outcome["low"],
                "high_level": outcome["high"],
                "status": outcome["status"] or definition["status"],
                **judged(on, outcome, settings),
                **at_plausible(on, outcome, settings, plausible),
                **_compared(on, off, outcome),
            }
        )
    return pd.DataFrame(rows)


def judged(effects: pd.Series, outcome: Mapping[str, Any], settings: pd.DataFrame) -> dict[str, Any]:
    """The verdict on the effects at many settings.

    Args:
        effects: one per setting, the setting's number as index.
        outcome: ``sign`` (up, down, same, within), ``smallest_effect``, and ``low`` and ``high`` of a level.
        settings: drawn values, one row per setting.

    Returns:
        ``n_settings``; ``median`` effect, its 5th and 95th percentile, ``mean`` over settings and its standard error
        ``se``; ``sign_share`` of settings with the stated sign; ``share`` as expected (stated sign and at least the
        smallest effect; less than it, for ``same``; the level within its limits), ``low`` and ``high`` of its 95 %
        interval (Wilson); ``reverse_share`` at least as large the other way, ``small_share`` with less than the
        smallest effect; ``verdict``; ``is_settled``: no interval in question reaches across the 80 %; ``leans_on``: the
        drawn value with the closest rank correlation to the effect, ``rho``, and the shares as expected in the lower
        and upper half of its values, ``lower_share`` and ``upper_share``.
    """
    values = effects.to_numpy(dtype=np.float64)
    is_as_said, is_reverse, has_sign = _flags(values, outcome)
    is_small = np.abs(values) < outcome["smallest_effect"] if outcome["sign"] in ("up", "down") else ~is_as_said
    shares = {"appears": is_as_said, "reverses": is_reverse, "absent": is_small}
    verdict = next((name for name, flags in shares.items() if _share(flags) >= MOST), "depends")
    low, high = wilson(int(is_as_said.sum()), values.size)
    leans_on, rho = _closest(settings, effects)
    return {
        "n_settings": values.size,
        **{name: _percentile(values, at) for name, at in (("median", 50), ("p05", 5), ("p95", 95))},
        "mean": float(values.mean()) if values.size else float("nan"),
        "se": float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan"),
        "sign_share": _share(has_sign),
        "share": _share(is_as_said),
        "low": low,
        "high": high,
        "reverse_share": _share(is_reverse),
        "small_share": _share(is_small),
        "verdict": verdict,
        "is_settled": not any(_is_across(int(flags.sum()), values.size) for flags in shares.values()),
        "leans_on": leans_on,
        "rho": rho,
        **_halves(settings, effects, is_as_said, leans_on),
    }


def at_plausible(
    effects: pd.Series, outcome: Mapping[str, Any], settings: pd.DataFrame, plausible: Collection[int]
) -> dict[str, Any]:
    """Of :func:`judged`, at the plausible settings alone, what is in :data:`AT_PLAUSIBLE`."""
    kept = judged(effects[effects.index.isin(list(plausible))], outcome, settings)
    return {f"plausible_{name}": kept[name] for name in AT_PLAUSIBLE}


def _flags(values: Floats, outcome: Mapping[str, Any]) -> tuple[NDArray[np.bool_], ...]:
    """As expected, at least as much the other way, of the stated sign; by setting."""
    if outcome["sign"] == "within":
        is_as_said = (values >= outcome["low"]) & (values <= outcome["high"])
        return is_as_said, np.zeros_like(is_as_said), is_as_said
    if outcome["sign"] == "same":
        is_as_said = np.abs(values) < outcome["smallest_effect"]
        return is_as_said, np.zeros_like(is_as_said), is_as_said
    toward = -values if outcome["sign"] == "down" else values
    has_sign, smallest = toward > 0.0, outcome["smallest_effect"]
    return has_sign & (toward >= smallest), (toward < 0.0) & (-toward >= smallest), has_sign


def _compared(on: pd.Series, off: pd.Series, outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the mechanism off."""
    if off.empty:
        return {"without_median": np.nan, "without_share": np.nan, "weaker_share": np.nan, "without": ""}
    share, bare = _share(_flags(on.to_numpy(), outcome)[0]), _share(_flags(off.to_numpy(), outcome)[0])
    both = on.index.intersection(off.index)
    sign = {"up": 1.0, "down": -1.0}.get(outcome["sign"], np.nan)
    weaker = _share((sign * (off.loc[both] - on.loc[both])).to_numpy() < 0.0) if sign == sign else np.nan
    return {
        "without_median": _percentile(off.to_numpy(), 50),
        "without_share": bare,
        "weaker_share": weaker,
        "without": _what_without(share, bare, weaker),
    }


def _what_without(share: float, bare: float, weaker: float) -> str:
    """What becomes of an expectation with the mechanism off.

    ``nothing_to_lose``: it held in at most 20 % of the settings anyway. ``vanishes``: it holds in at most 20 % then.
    ``weakens``: smaller in 80 % or more of the settings. Else it ``stays``.
    """
    if share <= FEW:
        return "nothing_to_lose"
    if bare <= FEW:
        return "vanishes"
    return "weakens" if weaker >= MOST else "stays"


def _is_across(n_hits: int, n: int) -> bool:
    """Whether the 95 % interval of a share holds the 80 %, so that more settings could change the verdict."""
    low, high = wilson(n_hits, n)
    return low < MOST <= high


def _halves(
    settings: pd.DataFrame, effects: pd.Series, is_as_said: NDArray[np.bool_], leans_on: str | None
) -> dict[str, float]:
    """Shares as expected where the drawn value is below, and above, its median."""
    if leans_on is None:
        return {"lower_share": np.nan, "upper_share": np.nan}
    drawn = settings.loc[effects.index, leans_on].to_numpy(dtype=np.float64)
    is_upper = drawn > np.median(drawn)
    return {"lower_share": _share(is_as_said[~is_upper]), "upper_share": _share(is_as_said[is_upper])}


def wilson(n_hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson's score interval); ``NaN`` of nothing."""
    if n == 0:
        return float("nan"), float("nan")
    from scipy.stats import binomtest

    interval = binomtest(n_hits, n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def _share(flags: Any) -> float:
    return float(np.mean(flags)) if np.size(flags) else float("nan")


def _percentile(values: Any, at: float) -> float:
    return float(np.percentile(values, at)) if values.size else float("nan")


def _closest(settings: pd.DataFrame, effects: pd.Series) -> tuple[str | None, float]:
    """The drawn value whose order over the settings is closest to that of the effects, and Spearman's rho."""
    drawn = settings.loc[effects.index]
    ranks = drawn.rank().to_numpy(dtype=np.float64)
    effect = effects.rank().to_numpy(dtype=np.float64)
    spread = ranks.std(axis=0) * effect.std() if len(effects) > 2 else np.zeros(ranks.shape[1])
    if not np.any(spread > 0.0):
        return None, float("nan")
    covariance = ((ranks - ranks.mean(axis=0)) * (effect - effect.mean())[:, None]).mean(axis=0)
    rho = np.divide(covariance, spread, out=np.zeros_like(covariance), where=spread > 0.0)
    place = int(np.argmax(np.abs(rho)))
    return str(drawn.columns[place]), float(rho[place])
