"""The headline curve: hours under ranking less hours under pass/fail, over the place of the standard and over stakes.

"The same" has three meanings: the same stake (bonus = prize spread), the same expected payout, the same mean score.
Under the last two the bonus is the one, between those that were run, at which pass/fail pays as much, or scores as
high, as the ranking does at that setting; where no bonus within reach does, there is no answer, and the settings with
one are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.figures.page import WIDTH, head_and_foot, new_figure, note_lines, notes_height
from analysis.patterns import MOST, Rows, at_plausible, judged
from analysis.style import BAND, BLUE, FAINT, INK, MUTED, VERMILION, house_style, save
from analysis.words import Language, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Floats = NDArray[np.float64]

HOURS, PAYOUT, SCORE = "workload_hours_week", "mean_payoff", "score"
DISTANCE = "standard_distance"
MEANINGS = ("stake", "payout", "score")
CONTROL = {"payout": PAYOUT, "score": SCORE}  # what is held equal
STAKE = "assessment.community.prize_spread"
BAND_SHARES = (0.05, 0.95)  # of the settings, drawn as a band
THIRDS = ("low", "middle", "high")


def curve_of(
    rows: Rows,
    places: Sequence[float],
    stakes: Sequence[float],
    runs: Mapping[Any, str],
    settings: pd.DataFrame,
    seeds: int,
) -> pd.DataFrame:
    """The curve at every setting.

    Args:
        rows: stored runs; seed // ``seeds`` is the setting.
        places: of the standard, noise standard deviations above the median unit's burn-in score.
        stakes: bonus over prize spread, rising.
        runs: the run behind ``ranking``, ``none``, and (place, stake).
        settings: drawn values, one row per setting.
        seeds: paired seeds per setting.

    Returns:
        meaning, place, setting, stake (the ranking's prize spread), ratio (bonus over prize spread), distance (of the
        standard from what units come to expect under it, at the same stake, in their sds), effect (hours a week and
        worker, ranking less pass/fail). Only where there is an answer.
    """
    import pandas as pd

    def at(run: str, column: str) -> pd.Series:
        values = rows.by_arm(column).reindex(columns=[run])[run]
        return values.groupby(values.index.to_numpy() // seeds).mean()

    found = []
    ratios = np.array([0.0, *stakes])
    for place in places:
        path = [runs["none"], *(runs[place, stake] for stake in stakes)]
        hours = np.stack([at(run, HOURS).to_numpy() for run in path], axis=1)  # (n_settings, n_ratios)
        of_ranking = at(runs["ranking"], HOURS)
        numbers, equal = of_ranking.index.to_numpy(), list(stakes).index(1.0)
        distance = at(runs[place, stakes[equal]], DISTANCE).to_numpy()
        for meaning in MEANINGS:
            if meaning == "stake":
                wanted = np.full(numbers.size, equal + 1.0)
            else:
                held = np.stack([at(run, CONTROL[meaning]).to_numpy() for run in path], axis=1)
                wanted = first_crossings(held, at(runs["ranking"], CONTROL[meaning]).to_numpy())
            found.append(
                pd.DataFrame(
                    {
                        "meaning": meaning,
                        "place": place,
                        "setting": numbers,
                        "stake": settings.loc[numbers, STAKE].to_numpy(),
                        "ratio": [np.interp(steps, np.arange(ratios.size), ratios) for steps in wanted],
                        "distance": distance,
                        "effect": of_ranking.to_numpy() - _at_steps(hours, wanted),
                    }
                )
            )
    return pd.concat(found, ignore_index=True).dropna(subset=["effect", "ratio"]).reset_index(drop=True)


def first_crossings(paths: Floats, levels: Floats) -> Floats:
    """Where each path first meets its level, in steps along the path, between points by a straight line.

    Args:
        paths: (n_paths, n_points).
        levels: (n_paths,).

    Returns:
        (n_paths,) from 0 to n_points - 1; ``NaN``: it never does.
    """
    gap = paths - levels[:, None]
    steps = np.full(levels.size, np.nan)
    for number, row in enumerate(gap):
        for place in range(row.size - 1):
            one, other = row[place], row[place + 1]
            if one == 0.0 or one * other < 0.0:
                steps[number] = place + (one / (one - other) if one != other else 0.0)
                break
            if other == 0.0:
                steps[number] = place + 1.0
                break
    return steps


def _at_steps(paths: Floats, steps: Floats) -> Floats:
    """Value of each path so many steps along; ``NaN`` where steps are."""
    points = np.arange(paths.shape[1])
    return np.array([np.interp(step, points, path) for path, step in zip(paths, steps, strict=True)])


def curve_verdicts(
    curve: pd.DataFrame, settings: pd.DataFrame, smallest: float, plausible: Collection[int]
) -> pd.DataFrame:
    """The verdict at each place of the standard and for each meaning, over all settings and over the plausible ones.

    See :func:`analysis.patterns.judged` and :func:`analysis.patterns.at_plausible`; beside it the median distance of
    the standard from what units came to expect.
    """
    import pandas as pd

    outcome = {"sign": "up", "smallest_effect": smallest, "low": None, "high": None}
    rows = [
        {
            "meaning": meaning,
            "place": place,
            "sign": outcome["sign"],
            "distance": float(part["distance"].median()),
            **judged(part.set_index("setting")["effect"], outcome, settings),
            **at_plausible(part.set_index("setting")["effect"], outcome, settings, plausible),
        }
        for meaning in MEANINGS
        for place, part in curve[curve["meaning"] == meaning].groupby("place")
    ]
    return pd.DataFrame(rows)


def headline_figure(
    curve: pd.DataFrame, title: str, smallest: float, n_settings: int, seeds: int, days: int, language: Language = "en"
) -> Figure:
    """Three columns, one per meaning of the same; above the difference in hours, below the shares of settings.

    Args:
        curve: see :func:`curve_of`.
        title: of the figure.
        smallest: smallest effect of interest, hours.
        n_settings: settings that were run.
        seeds: paired seeds per setting.
        days: length of a run.
        language: ``en`` or ``zh``.

    Returns:
        The figure.
    """
    notes = note_lines(
        [
            word("headline_caption", language, hours=f"{smallest:g}"),
            word("headline_meanings", language),
            word("pattern_reach", language, n=n_settings, seeds=seeds, days=days),
        ],
        language,
    )
    bottom, lower, upper, gap = 0.62 + notes_height(notes), 1.25, 2.1, 0.3
    height = bottom + lower + upper + gap + 0.75
    of_stake = curve[curve["meaning"] == "stake"]
    drawn = curve.groupby(["meaning", "place"])["effect"].quantile(list(BAND_SHARES))
    limits = (np.fmin(1.1 * drawn.min(), -1.5 * smallest), np.fmax(1.1 * drawn.max(), 1.5 * smallest))
    span = (float(of_stake["place"].min()) - 0.3, float(of_stake["place"].max()) + 0.3)
    with house_style():
        figure = new_figure(height)
        for column, meaning in enumerate(MEANINGS):
            part = curve[curve["meaning"] == meaning]
            left, width = (0.75 + column * 3.1) / WIDTH, 2.75 / WIDTH
            above = figure.add_axes((left, (bottom + lower + gap) / height, width, upper / height))
            below = figure.add_axes((left, bottom / height, width, lower / height), sharex=above)
            _hours_panel(above, part, smallest, limits, language, with_thirds=meaning == "stake")
            _shares_panel(below, part, smallest, n_settings, language, is_first=column == 0)
            above.set_title(word(f"headline_{meaning}", language), fontsize=9.5)
            above.set_xlim(span)
            above.tick_params(labelbottom=False)
            below.set_xlabel(word("headline_place", language))
            if column == 0:
                above.set_ylabel(word("headline_hours", language))
                below.set_ylabel(word("headline_share", language))
            else:
                above.tick_params(labelleft=False)
                below.tick_params(labelleft=False)
        head_and_foot(figure, title, notes)
    return figure


def _hours_panel(
    axes: Axes, part: pd.DataFrame, smallest: float, limits: tuple[float, float], language: Language, with_thirds: bool
) -> None:
    axes.axhspan(-smallest, smallest, color=BAND, linewidth=0, zorder=0)
    axes.axhline(0.0, color=MUTED, linewidth=0.7, zorder=1)
    by_place = part.groupby("place")["effect"]
    (low, high), middle = (by_place.quantile(share) for share in BAND_SHARES), by_place.median()
    axes.fill_between(low.index, low, high, color=FAINT, alpha=0.6, linewidth=0, zorder=2)
    axes.plot(middle.index, middle, color=INK, linewidth=1.8, marker="o", markersize=3, zorder=4)
    if with_thirds and part["stake"].nunique() > 2:
        cuts = np.quantile(part["stake"], (0.0, 1 / 3, 2 / 3, 1.0))
        for third, (start, end), style in zip(THIRDS, pairwise(cuts), (":", "--", "-."), strict=True):
            of_third = part[(part["stake"] >= start) & (part["stake"] <= end)].groupby("place")["effect"].median()
            label = word(f"headline_third_{third}", language, low=f"{start:.0f}", high=f"{end:.0f}")
            axes.plot(of_third.index, of_third, color=VERMILION, linewidth=1.1, linestyle=style, label=label, zorder=3)
        axes.legend(loc="upper center", fontsize=7, frameon=False, borderaxespad=0.1, handlelength=2.6)  # in the valley
    axes.set_ylim(limits)


def _shares_panel(
    axes: Axes, part: pd.DataFrame, smallest: float, n_settings: int, language: Language, is_first: bool
) -> None:
    by_place = part.groupby("place")["effect"]
    lines = (
        ("headline_longer", VERMILION, "s", by_place.apply(lambda effect: float((effect >= smallest).mean()))),
        ("headline_shorter", BLUE, "^", by_place.apply(lambda effect: float((effect <= -smallest).mean()))),
        ("headline_answered", MUTED, None, by_place.size() / n_settings),
    )
    axes.axhline(100 * MOST, color=MUTED, linewidth=0.7, linestyle=":")
    for key, colour, marker, shares in lines:
        axes.plot(
            shares.index, 100 * shares, color=colour, marker=marker, markersize=3.5, linewidth=1.3 if marker else 0.9,
            label=word(key, language), clip_on=False,
        )  # fmt: skip
    axes.set_ylim(0, 100)
    if is_first:
        axes.legend(loc="center right", fontsize=7, frameon=False, borderaxespad=0.1)


def save_headline_figure(
    curve: pd.DataFrame,
    title: str,
    smallest: float,
    n_settings: int,
    seeds: int,
    days: int,
    out_dir: str | Path,
    language: Language = "en",
) -> Sequence[Path]:
    """Draw the headline and write it as PNG; the file carries the language in its name."""
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    figure = headline_figure(curve, title, smallest, n_settings, seeds, days, language)
    return save(figure, folder / f"headline.{language}", ("png",))
