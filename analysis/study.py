"""Directional tests read: effect at each plausible setting, share of settings with the stated sign, verdict, figure.

With enough seeds any difference is distinguishable from zero, so a verdict counts *settings*: points drawn from the
ranges that evidence leaves open. It says how widely an expectation holds in this model, and nothing about the world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import number, signed
from analysis.figures.page import WIDTH, head_and_foot, new_figure, note_lines, notes_height
from analysis.style import BAND, BLUE, INK, MUTED, VERMILION, house_style, save
from analysis.words import Language, word
from sim.columns import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group

type Definition = Mapping[str, Any]  # a study as it is stored: title, arms, outcomes

MOST = 0.8  # share of settings from which on an effect appears, or reverses
VERDICTS = ("appears", "reverses", "depends")
VERDICT_COLOUR = {"appears": BLUE, "reverses": VERMILION, "depends": MUTED}
# Unit of an outcome -> factor to the unit shown, and the word for it
SHOWN_UNIT = {"0 to 1": (100.0, "unit_points")}
INDICES = ("strain", "trust")  # from 0 to 1, and no shares of anything


def effects_of(runs: pd.DataFrame, definition: Definition, seeds: int) -> pd.DataFrame:
    """The effect that each expectation is about, at every setting, as the mean over its paired seeds.

    Args:
        runs: the table ``runs`` of a study; seed // ``seeds`` is the setting.
        definition: the study; an effect is the weighted sum over arms of an outcome, less a fixed level.
        seeds: paired seeds per setting.

    Returns:
        expectation (row number in the study), setting, effect, n_seeds. A seed counts if every arm of it ended and has
        the outcome; a setting without one is left out.
    """
    import pandas as pd

    ended = runs[runs["status"] == "ok"]
    found = []
    for number_of, outcome in enumerate(definition["outcomes"]):
        column = outcome["outcome"] + (f"_{outcome['window']}" if outcome["window"] else "")
        by_arm = ended.assign(arm=ended["arm"].astype("str")).pivot_table(index="seed", columns="arm", values=column)
        by_arm = by_arm.reindex(columns=list(outcome["contrast"]))
        weights = np.array(list(outcome["contrast"].values()))
        effect = pd.Series(by_arm.to_numpy() @ weights - outcome["minus"], index=by_arm.index).dropna()
        by_setting = effect.groupby(effect.index.to_numpy() // seeds).agg(["mean", "size"])
        found.append(
            pd.DataFrame(
                {
                    "expectation": number_of,
                    "setting": by_setting.index.to_numpy(),
                    "effect": by_setting["mean"].to_numpy(),
                    "n_seeds": by_setting["size"].to_numpy(),
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def verdicts_of(effects: pd.DataFrame, settings: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """What came of each expectation.

    Args:
        effects: see :func:`effects_of`.
        settings: drawn values, one row per setting, its number as index.
        definition: the study.

    Returns:
        One row per expectation: outcome, window, sign, smallest_effect; n_settings; median effect, its 5th and 95th
        percentile over settings; ``sign_share`` of settings with the stated sign; ``share`` with the stated sign and at
        least the smallest effect (``same``: with less than it), ``low`` and ``high`` of its 95 % interval (Wilson);
        ``reverse_share`` at least as large the other way; ``verdict``; ``is_settled``: the interval does not reach
        across the 80 %; ``leans_on``: the drawn value with the closest rank correlation to the effect, and ``rho``.
    """
    import pandas as pd

    rows = []
    for number_of, outcome in enumerate(definition["outcomes"]):
        of_this = effects[effects["expectation"] == number_of]
        values, smallest = of_this["effect"].to_numpy(), outcome["smallest_effect"]
        toward = -values if outcome["sign"] == "down" else values
        if outcome["sign"] == "same":
            is_as_said, is_reverse = np.abs(values) < smallest, np.abs(values) >= smallest
            has_sign = is_as_said
        else:
            has_sign = toward > 0.0
            is_as_said, is_reverse = has_sign & (toward >= smallest), (toward < 0.0) & (-toward >= smallest)
        low, high = wilson(int(is_as_said.sum()), values.size)
        leans_on, rho = _closest(settings, of_this)
        share, reverse_share = _share(is_as_said), _share(is_reverse)
        rows.append(
            {
                "expectation": number_of,
                "outcome": outcome["outcome"],
                "window": outcome["window"],
                "sign": outcome["sign"],
                "smallest_effect": smallest,
                "n_settings": values.size,
                **{name: _percentile(values, at) for name, at in (("median", 50), ("p05", 5), ("p95", 95))},
                "sign_share": _share(has_sign),
                "share": share,
                "low": low,
                "high": high,
                "reverse_share": reverse_share,
                "verdict": "appears" if share >= MOST else "reverses" if reverse_share >= MOST else "depends",
                "is_settled": _is_settled(share, reverse_share, low, high, int(is_reverse.sum()), values.size),
                "leans_on": leans_on,
                "rho": rho,
            }
        )
    return pd.DataFrame(rows)


def wilson(n_hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson's score interval); ``NaN`` of nothing."""
    if n == 0:
        return float("nan"), float("nan")
    from scipy.stats import binomtest

    interval = binomtest(n_hits, n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def _is_settled(share: float, reverse_share: float, low: float, high: float, n_reverse: int, n: int) -> bool:
    """Whether more settings would hardly change the verdict: no interval in question holds the 80 %."""
    reverse_low, reverse_high = wilson(n_reverse, n)
    return not (low < MOST <= high or reverse_low < MOST <= reverse_high)


def _share(flags: Any) -> float:
    return float(np.mean(flags)) if np.size(flags) else float("nan")


def _percentile(values: Any, at: float) -> float:
    return float(np.percentile(values, at)) if values.size else float("nan")


def _closest(settings: pd.DataFrame, effects: pd.DataFrame) -> tuple[str | None, float]:
    """The drawn value whose order over the settings is closest to that of the effects, and Spearman's rho."""
    drawn = settings.loc[effects["setting"].to_numpy()]
    ranks = drawn.rank().to_numpy(dtype=np.float64)
    effect = effects["effect"].rank().to_numpy(dtype=np.float64)
    spread = ranks.std(axis=0) * effect.std() if len(effects) > 2 else np.zeros(ranks.shape[1])
    if not np.any(spread > 0.0):
        return None, float("nan")
    covariance = ((ranks - ranks.mean(axis=0)) * (effect - effect.mean())[:, None]).mean(axis=0)
    rho = np.divide(covariance, spread, out=np.zeros_like(covariance), where=spread > 0.0)
    place = int(np.argmax(np.abs(rho)))
    return str(drawn.columns[place]), float(rho[place])


# --- words ------------------------------------------------------------------------------------------------------------
def in_language(tree: Mapping[str, Any], key: str, language: Language) -> str:
    """A text of a study in one language."""
    return str(tree[key if language == "en" else f"{key}_zh"])


def unit_of(outcome: str, language: Language) -> tuple[float, str]:
    """Factor to the shown unit of an outcome, and that unit."""
    if outcome in INDICES:
        return 1.0, word("unit_index", language)
    declared = next(column.unit for column in OUTCOMES if column.name == outcome)
    factor, key = SHOWN_UNIT.get(declared, (1.0, f"unit_{declared}"))
    return factor, word(key, language)


def effect_text(value: float, factor: float) -> str:
    """An effect with its sign, with as many decimals as its size needs."""
    shown = value * factor
    return signed(shown, 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2 if abs(shown) >= 0.1 else 3)


def expected_text(row: Any, language: Language) -> str:
    """What is expected: direction and smallest effect of interest."""
    factor, unit = unit_of(row.outcome, language)
    key = f"expected_{row.sign}" + ("" if row.smallest_effect > 0.0 else "_any")
    return word(key, language, value=f"{row.smallest_effect * factor:g}", unit=unit)


def share_text(row: Any, language: Language) -> tuple[str, str]:
    """``41 of 50`` and ``(0.69 to 0.90)``."""
    hits = word("share_of_settings", language, n=round(row.share * row.n_settings), of=row.n_settings)
    return hits, word("share_interval", language, low=f"{row.low:.2f}", high=f"{row.high:.2f}")


def verdict_text(row: Any, language: Language) -> str:
    """The verdict, with a question mark where more settings could change it."""
    return word(row.verdict, language) + ("" if row.is_settled else "?")


def notes_of(definition: Definition, n_settings: int, seeds: int, language: Language) -> list[str]:
    """What a reader has to know beside the verdicts."""
    notes = [
        word("study_reach", language, n=n_settings, seeds=seeds, days=definition["days"]),
        word("study_rule", language),
    ]
    return notes


# --- the table on the terminal ----------------------------------------------------------------------------------------
def verdict_table(verdicts: pd.DataFrame, definition: Definition, seeds: int, language: Language = "en") -> Group:
    """The result of a study on a terminal: a line per expectation, and how far it reaches.

    Args:
        verdicts: see :func:`verdicts_of`.
        definition: the study.
        seeds: paired seeds per setting.
        language: ``en`` or ``zh``.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=in_language(definition, "title", language), box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0),
        title_justify="left", title_style="bold",
    )  # fmt: skip
    for key in ("study_expectation", "study_effect", "study_share", "study_verdict"):
        table.add_column(word(key, language), overflow="fold")
    for row, outcome in zip(verdicts.itertuples(), definition["outcomes"], strict=True):
        factor, unit = unit_of(str(row.outcome), language)
        what = Text(in_language(outcome, "title", language))
        what.append("\n" + expected_text(row, language), style="dim")
        spread = word("study_spread", language, low=effect_text(row.p05, factor), high=effect_text(row.p95, factor))
        effect = Text(f"{effect_text(row.median, factor)} {unit}")
        effect.append("\n" + spread, style="dim")
        verdict = Text(verdict_text(row, language), style="bold")
        if isinstance(row.leans_on, str):
            verdict.append(
                "\n" + word("leans_on", language, name=row.leans_on.rpartition(".")[2], rho=number(row.rho, 2)),
                style="dim not bold",
            )
        table.add_row(what, effect, "\n".join(share_text(row, language)), verdict)
    n_settings = int(verdicts["n_settings"].max())
    claim = Padding(Text(in_language(definition, "claim", language)), (0, 0, 0, 1))
    notes = [
        Padding(Text(note, style="dim"), (0, 0, 0, 1)) for note in notes_of(definition, n_settings, seeds, language)
    ]
    return Group(table, claim, *notes)


# --- the figure -------------------------------------------------------------------------------------------------------
def study_figure(
    effects: pd.DataFrame, verdicts: pd.DataFrame, definition: Definition, seeds: int, language: Language = "en"
) -> Figure:
    """One dot per plausible setting for each expectation, with the smallest effect, the median and the verdict.

    Args:
        effects: see :func:`effects_of`.
        verdicts: see :func:`verdicts_of`.
        definition: the study.
        seeds: paired seeds per setting.
        language: ``en`` or ``zh``.

    Returns:
        A figure: one panel per expectation, each with its own scale.
    """
    n_settings = int(verdicts["n_settings"].max())
    caption = word("study_caption", language, n=n_settings)
    notes = note_lines([caption, *notes_of(definition, n_settings, seeds, language)], language)
    rows = list(verdicts.itertuples())
    panel, gap, top, bottom = 0.5, 0.46, 0.95, 0.38 + notes_height(notes)
    with house_style():
        figure = new_figure(top + bottom + len(rows) * panel + (len(rows) - 1) * gap)
        height = figure.get_figheight()
        for place, (row, outcome) in enumerate(zip(rows, definition["outcomes"], strict=True)):
            y = height - top - (place + 1) * panel - place * gap
            axes = figure.add_axes((3.1 / WIDTH, y / height, 4.6 / WIDTH, panel / height))
            values = effects.loc[effects["expectation"] == place, "effect"].to_numpy()
            _effects_panel(axes, values, row, language)
            _beside(axes, in_language(outcome, "title", language), expected_text(row, language), -3.0)
            hits = word("share_short", language, n=round(row.share * row.n_settings), of=row.n_settings)
            _beside(axes, verdict_text(row, language), hits, 5.65, VERDICT_COLOUR[str(row.verdict)])
        head_and_foot(figure, in_language(definition, "title", language), notes)
        claim = in_language(definition, "claim", language)
        figure.text(0.012, 1 - 0.42 / height, claim, ha="left", va="top", fontsize=9, color=MUTED)
    return figure


def _effects_panel(axes: Axes, values: Any, row: Any, language: Language) -> None:
    factor, unit = unit_of(row.outcome, language)
    smallest, shown = row.smallest_effect * factor, values * factor
    if smallest > 0.0:
        axes.axvspan(-smallest, smallest, color=BAND, linewidth=0, zorder=0)
    axes.axvline(0.0, color=MUTED, linewidth=0.7, zorder=1)
    # Spread by rank, not at random, so that the same data give the same picture.
    spread = 0.3 * np.sin(np.arange(shown.size) * 2.4)
    colour = VERDICT_COLOUR[row.verdict]
    axes.scatter(np.sort(shown), spread, s=9, color=colour, alpha=0.5, linewidth=0, zorder=2)
    axes.plot((row.median * factor,) * 2, (-0.45, 0.45), color=INK, linewidth=1.6, zorder=3)
    axes.set_ylim(-0.55, 0.55)
    low, high = min([-smallest, 0.0, *shown]), max([smallest, 0.0, *shown])
    margin = 0.05 * (high - low or 1.0)
    axes.set_xlim(low - margin, high + margin)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.locator_params(axis="x", nbins=6)
    axes.annotate(
        unit, (1.0, 0.0), xycoords="axes fraction", xytext=(4, -2), textcoords="offset points", ha="left", va="top",
        fontsize=7.5, color=MUTED,
    )  # fmt: skip


def _beside(axes: Axes, above: str, below: str, x_inches: float, colour: str = INK) -> None:
    """Two lines of text left or right of a panel."""
    for text, lift, size, shade in ((above, 2, 9.0, colour), (below, -11, 7.5, MUTED)):
        axes.annotate(
            text, (0.0, 0.5), xycoords="axes fraction", xytext=(72 * x_inches, lift), textcoords="offset points",
            ha="left", va="bottom", fontsize=size, color=shade,
        )  # fmt: skip


def save_study_figure(
    effects: pd.DataFrame,
    verdicts: pd.DataFrame,
    definition: Definition,
    seeds: int,
    out_dir: str | Path,
    language: Language = "en",
) -> Sequence[Path]:
    """Draw the figure of a study and write it as SVG and PNG; the files carry the language in their names."""
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return save(study_figure(effects, verdicts, definition, seeds, language), folder / f"study.{language}")
