"""The picture of ``docs/benchmarks.md``: seconds of a year over residents, and what a resident costs, by engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.style import BLUE, FAINT, GREEN, MUTED, PURPLE, VERMILION, house_style, save
from benchmarks.timing import ROOT

FOLDER = ROOT / "docs" / "images"
LANGUAGES = ("en", "zh")
# engine: colour, marker, names
ENGINES = {
    "twin": (PURPLE, "D", ("twin, plain Mesa", "孪生模型（纯Mesa）")),
    "run": (VERMILION, "s", ("run_for, with deciders", "run_for，含决策者")),
    "kernel": (BLUE, "o", ("compiled calendar", "编译后的事件循环")),
    "bare": (GREEN, "^", ("bare loop", "裸循环")),
}
WORDS = {
    "title": ("What a simulated year costs", "模拟一年的成本"),
    "residents": ("residents", "居民数"),
    "seconds": ("processor seconds per year of 360 days", "每模拟年（360天）的处理器秒数"),
    "each": ("microseconds per resident and year", "每名居民每年的微秒数"),
    "exponent": ("grows with exponent", "增长指数"),
    "note": (
        "Least of several runs in turns with the bare loop; the twin ran once, where a year of it ends in a minute.",
        "与裸循环轮流运行，取多次中的最小值；孪生模型仅在一分钟内能完成一年的规模上运行一次。",
    ),
}


def draw(results: dict[str, Any], places: Sequence[str]) -> None:
    """Write the picture in both languages.

    Args:
        results: all figures.
        places: keys of places of different size, smallest first.
    """
    for at, language in enumerate(LANGUAGES):
        save(_figure(results, places, at), FOLDER / f"benchmarks.{language}", ("png",))


def _figure(results: dict[str, Any], places: Sequence[str], at: int) -> Any:
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=(10.0, 4.6))
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.075, right=0.80, top=0.86, bottom=0.20, wspace=0.30)
        figure.text(0.012, 0.975, WORDS["title"][at], va="top", fontsize=12, fontweight="bold")
        figure.text(0.012, 0.025, WORDS["note"][at], fontsize=8, color=MUTED)
        for engine, (colour, marker, names) in ENGINES.items():
            timed = [results[place] for place in places if f"{engine}_s" in results.get(place, {})]
            if not timed:
                continue
            residents, times = [place["residents"] for place in timed], [place[f"{engine}_s"] for place in timed]
            each = [1e6 * time / number for time, number in zip(times, residents, strict=True)]
            left.plot(residents, times, color=colour, marker=marker, markersize=5, linewidth=1.4)
            exponent = results["exponents"][engine]
            grows = "" if exponent is None else f"\n{WORDS['exponent'][at]} {exponent:.2f}"
            right.plot(
                residents, each, color=colour, marker=marker, markersize=5, linewidth=1.4, label=names[at] + grows
            )
        for axes, name in ((left, "seconds"), (right, "each")):
            axes.set(xscale="log", yscale="log", xlabel=WORDS["residents"][at], ylabel=WORDS[name][at])
            axes.set_xticks([1e3, 1e4, 1e5, 1e6], ["1,000", "10,000", "100,000", "1,000,000"])
            axes.minorticks_off()
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}" if value < 1e3 else f"{value:,.0f}")
            axes.grid(color=FAINT, linewidth=0.4)
        handles, labels = right.get_legend_handles_labels()
        figure.legend(handles, labels, loc="center left", bbox_to_anchor=(0.81, 0.54), frameon=False, labelspacing=1.2)
    return figure
