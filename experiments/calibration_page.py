"""The page of the calibration, made from its stored tables: ``python -m experiments.calibration_page DIR``.

DIR is what ``python -m experiments.calibration out=DIR`` has filled. Copies its small tables to
``docs/evidence/calibration``, draws the figure of products and writes ``docs/calibration.md``; nothing on the page is
typed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.calibration import COURSE, FITTED, HELD_OUT_DAYS, LEVELS, RIDGES, SCREENING
from experiments.calibration_design import Axis, Search, load_search, load_targets, value_at
from experiments.draws import swept_factors
from sim.configuration import SimulationConfig
from sim.scenario import load_scenario

if TYPE_CHECKING:
    import pandas as pd

DOCS = Path(__file__).parents[1] / "docs"
PAGE, TABLES, IMAGES = DOCS / "calibration.md", DOCS / "evidence" / "calibration", DOCS / "images"
EDGE = 0.8  # of a half-range, beyond which a level is only just met
VALLEY = 0.1  # of loss above the least of a panel
KEPT = (SCREENING, FITTED, LEVELS, RIDGES, COURSE)

INTRODUCTION = """# Calibration of the defaults

Made by `python -m experiments.calibration_page DIR` from the tables that `python -m experiments.calibration out=DIR`
stores; they are kept in `evidence/calibration/`, and nothing on this page is typed. What is asked stands in
`configs/calibration/targets.yaml` and `search.yaml`, the choice of method in `decisions/0008-calibration.md`.

Levels that texts report are compared with levels of the default street, under the institutions that the reporting
cities have: a hotline, grid governance, and a ranking. A calibrated level is an **input**, not a finding: that the
model shows it says nothing for the model. A level that is not met within plausible values is left so. Levels are those
of the present model; where rules were mended after the search (see the changelog), its course, the ranges that it
screened and the ridges are those of the model that it searched.

**中文概要。** 把文献报告的水平与默认街道在“网格＋排名”下的水平相比较，
用现成的优化算法（CMA-ES）拟合少数只有假设依据的参数；校准过的水平是输入，不是发现。
达不到的目标如实列出，不硬凑。
"""


def page() -> str:
    """The whole page as Markdown, from the tables in ``docs/evidence/calibration``."""
    search = load_search()
    return "\n".join(
        [
            INTRODUCTION,
            *_result(search),
            *_targets(),
            *_fitted(search),
            *_products(search),
            *_swept(),
            *_screening(search),
        ]
    )


def table(name: str) -> pd.DataFrame:
    """One of the kept tables."""
    import pandas as pd

    return pd.read_csv(TABLES / name)


def total_loss(which: str, when: str) -> float:
    """Weighted mean loss over all targets, from the stored levels.

    Args:
        which: ``fit`` or ``held_out`` seeds.
        when: ``before`` or ``after``.
    """
    from analysis.calibration import loss

    found = _levels(which, when)
    targets = load_targets().outcomes
    return loss({target.measure: found.loc[name, "level"] for name, target in targets.items()}, load_targets().listed())


def _levels(which: str, when: str) -> pd.DataFrame:
    rows = table(LEVELS)
    return rows[(rows["seeds"] == which) & (rows["when"] == when)].set_index("target")


def _result(search: Search) -> Iterator[str]:
    course, moved = table(COURSE), _moved()
    losses = {(which, when): total_loss(which, when) for which in ("fit", "held_out") for when in ("before", "after")}
    met = {when: int(_levels("held_out", when)["is_met"].sum()) for when in ("before", "after")}
    n = len(load_targets().outcomes)
    yield "## Result\n"
    yield (
        f"Of {n} targets {met['before']} are met before and {met['after']} after, on {len(search.held_out_seeds)} "
        f"seeds that the fit did not see; {len(moved)} of {len(table(FITTED))} free parameters have moved. Loss (0: "
        "every target at its centre; 1: every one at an end of its range):\n"
    )
    yield "| seeds | before | after |\n|---|---|---|"
    for which, said in (("fit", f"of the fit ({len(search.seeds)})"), ("held_out", "held out")):
        yield f"| {said} | {losses[which, 'before']:.2f} | {losses[which, 'after']:.2f} |"
    sure = _levels("held_out", "after")
    is_sure = [
        target.low < sure.loc[name, "level"] - sure.loc[name, "half_width"]
        and sure.loc[name, "level"] + sure.loc[name, "half_width"] < target.high
        for name, target in load_targets().outcomes.items()
    ]
    edge = sum(abs(sure["distance"]) > EDGE) - (n - met["after"])
    yield (
        f"\nOf those met after, {sum(is_sure)} are met with the whole 95 % interval, and {edge} lie in the outer "
        f"{1 - EDGE:.0%} of their half-range: near the edge, not at the centre."
    )
    yield (
        f"\nCMA-ES with {search.population} points in each of {len(course)} generations, seed {search.search_seed}; "
        f"every point with the same seeds, {search.days} days of normal time and, apart, an emergency; "
        f"held-out runs have {HELD_OUT_DAYS} days. Every move costs a little, and one that gains less than "
        f"{search.tolerance:g} is taken back.\n"
    )


def _targets() -> Iterator[str]:
    targets = load_targets()
    yield "## Targets\n"
    yield "Means over seeds, with 95 % intervals (Student's t) over the held-out seeds.\n"
    yield (
        "| target | 目标 | unit | low | central | high | before | after, held out | after, fit | met | sources |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|"
    )
    before, after, fit = (
        _levels(*which) for which in (("held_out", "before"), ("held_out", "after"), ("fit", "after"))
    )
    for name, target in targets.outcomes.items():
        row = after.loc[name]
        met = "yes" if row["is_met"] else "**no**"
        yield (
            f"| {target.title} | {target.title_zh} | {target.unit} | {target.low:g} | {target.central:g} "
            f"| {target.high:g} | {before.loc[name, 'level']:.3g} | {row['level']:.3g} ± {row['half_width']:.2g} "
            f"| {fit.loc[name, 'level']:.3g} | {met} | {', '.join(target.sources)} |"
        )
    yield "\nFixed from evidence, so no target:\n"
    yield "| level | texts | carried by | sources |\n|---|---|---|---|"
    for name, given in targets.fixed.items():
        yield f"| {name.replace('_', ' ')} | {given.text} | {given.carried_by} | {', '.join(given.sources)} |"
    yield "\nWithout a counterpart in the model:\n"
    yield "| level | texts | why | sources |\n|---|---|---|---|"
    for name, absent in targets.without_counterpart.items():
        yield f"| {name.replace('_', ' ')} | {absent.text} | {absent.why} | {', '.join(absent.sources)} |"
    yield ""


def _moved() -> pd.DataFrame:
    rows = table(FITTED)
    return rows[rows["before"] != rows["after"]]


def _fitted(search: Search) -> Iterator[str]:
    ranges = table(SCREENING).set_index("parameter")
    yield "## Fitted\n"
    yield (
        "Searched: what the optimiser found best; after: what became the default, once moves without gain were taken "
        "back. Two significant digits.\n"
    )
    yield "| parameter | before | searched | after | range searched | |\n|---|---|---|---|---|---|"
    for row in table(FITTED).itertuples():
        after = f"**{row.after:g}**" if row.after != row.before else f"{row.after:g}"
        low, high = ranges.loc[row.parameter, ["low", "high"]]
        end = "at the end of its range" if row.after in (low, high) else ""
        yield f"| `{row.parameter}` | {row.before:g} | {row.searched:g} | {after} | {low:g} to {high:g} | {end} |"
    yield ""


def _products(search: Search) -> Iterator[str]:
    config = load_scenario(search.scenario, **search.picks)
    fitted = set(table(FITTED)["parameter"])
    yield "## Known only as products\n"
    yield "![Loss over both sides of each product](images/ridges.en.png)\n"
    yield "[中文图](images/ridges.zh.png)\n"
    yield (
        "The first side is fixed at its default. Valley: share of the panel's points whose loss is within "
        f"{VALLEY:g} of the least.\n"
    )
    yield (
        "| product | 乘积 | fixed | second side | default of the second | free in the fit | valley |\n"
        "|---|---|---|---|---|---|---|"
    )
    for name, product in search.products.items():
        present = present_point(config, product.first), present_point(config, product.second)
        cells = table(RIDGES)
        cells = cells[cells["product"] == name]
        is_valley = cells["loss"] <= cells["loss"].min() + VALLEY
        valley = "no target" if product.level else f"{is_valley.mean():.0%}"
        free = "yes" if set(product.second.keys) & fitted else "no"
        yield (
            f"| {product.title} | {product.title_zh} | `{product.first.keys[0]}` {_said(product.first, present[0])} "
            f"| `{product.second.keys[0]}` | {_said(product.second, present[1])} | {free} | {valley} |"
        )
    yield ""


def _said(axis: Axis, number: float) -> str:
    return f"{number:g} times" if axis.times else f"{number:g}"


def present_point(config: SimulationConfig, axis: Axis) -> float:
    """Where a configuration stands on an axis."""
    return 1.0 if axis.times else float(value_at(config.model_dump(), axis.keys[0]))


def _swept() -> Iterator[str]:
    yield "## Swept, not fitted\n"
    yield "No target tells what these are; every directional test draws them (`configs/factors/swept.yaml`):\n"
    yield ", ".join(f"`{factor.keys[0]}`" for factor in swept_factors()) + ".\n"


def _screening(search: Search) -> Iterator[str]:
    rows = table(SCREENING).sort_values("answer", ascending=False)
    titles = {name: target.title for name, target in load_targets().outcomes.items()}
    yield "## Screening\n"
    yield (
        "Each candidate at both ends of its range, all others as before, one seed. Moves are in half-ranges of the "
        "target, from the low end to the high one. Answer: sum over targets of the candidate's share in the moves of "
        "all; the "
        f"{search.n_free} candidates with the largest are free in the fit.\n"
    )
    yield "| candidate | range | answer | free | largest moves |\n|---|---|---|---|---|"
    for row in rows.to_dict("records"):
        largest = sorted(titles, key=lambda name: -abs(row[name]))[:3]
        moves = ", ".join(f"{titles[name]} {row[name]:+.1f}" for name in largest)
        yield (
            f"| `{row['parameter']}` | {row['low']:g} to {row['high']:g} | {row['answer']:.2f} "
            f"| {'yes' if row['is_free'] else 'no'} | {moves} |"
        )
    yield ""


def draw() -> None:
    """The figure of products in both languages, from the kept tables."""
    from analysis.calibration import save_ridge_figure
    from analysis.words import LANGUAGES

    search = load_search()
    config = load_scenario(search.scenario, **search.picks)
    present = {
        name: (present_point(config, product.first), present_point(config, product.second))
        for name, product in search.products.items()
    }
    products: dict[str, Any] = {name: product.model_dump() for name, product in search.products.items()}
    for language in LANGUAGES:
        save_ridge_figure(table(RIDGES), products, present, IMAGES, language)


def main(words: Sequence[str]) -> int:
    """Copy the tables, draw the figure, write the page; exit code 2 if the words are of no use."""
    folder = Path(words[0]) if len(words) == 1 else None
    found_tables = [name for name in KEPT if folder and (folder / name).is_file()]
    if folder is None or not found_tables:
        found = f"{folder}, without tables" if folder else "not one word"
        print(f"DIR: found {found}, allowed a folder that the calibration has filled", file=sys.stderr)
        return 2
    TABLES.mkdir(parents=True, exist_ok=True)
    for name in found_tables:
        (TABLES / name).write_bytes((folder / name).read_bytes())
    draw()
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
