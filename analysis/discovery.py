"""Under which conditions something holds: a small tree over settings, checked on settings that it has not seen.

Each case (a setting under a combination of levers) is one where the target holds or fails. A classification tree (CART)
splits the cases by factors; it is cut back until cross-validation calls it no worse than the closest one within a
standard error, so that where nothing tells cases apart the tree has no branch and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.expressions import Expression, parsed, truth_of
from analysis.figures.page import NOTE_INCHES, head_and_foot, new_figure, note_lines, notes_height
from analysis.sensitivity import below_title
from analysis.style import BLUE, FAINT, INK, MUTED, VERMILION, house_style, save
from analysis.sweeps import Factor, Sweep, as_word
from analysis.words import WORDS, Language, name_of, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group
    from sklearn.tree import DecisionTreeClassifier

DEPTH = 3  # conditions that a reader can hold in mind
FEWEST = 10  # cases where it holds, and where it fails
SMALLEST_LEAF = 0.05  # of the cases
FOLDS = 5
N_RESAMPLES = 100
RNG_SEED = 7


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a box: a factor above ``low`` and at most ``high``, or one of some choices."""

    factor: Factor
    low: float
    high: float
    choices: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A group of cases.

    Attributes:
        limits: what they have in common; empty: all cases.
        n: cases.
        n_holds: those where the target holds.
        low: lower end of the 95 % interval of the share (Wilson).
        high: upper end.
        rows: which cases.
    """

    limits: tuple[Limit, ...]
    n: int
    n_holds: int
    low: float
    high: float
    rows: NDArray[np.intp]

    @property
    def density(self) -> float:
        """Share of its cases where the target holds."""
        return self.n_holds / self.n


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found.

    Attributes:
        target: the condition that was asked about.
        cases: setting, values by key, ``holds`` (0 or 1) of every case that has runs.
        boxes: groups of cases, the one with the largest share first; one with all cases if nothing tells them apart.
        is_enough: whether there were enough cases of both kinds to look for conditions.
        precision: of cases called on settings left out, the share where it holds; ``NaN``: none was called.
        recall: of cases where it holds, the share called on settings left out.
        found_again: factor key -> share of resamples in whose tree it stands.
        agreed: share of cases in which every single seed gives the same answer; ``NaN`` with one seed.
        n_missing: runs that failed or are not there.
    """

    target: Expression
    cases: pd.DataFrame
    boxes: tuple[Box, ...]
    is_enough: bool
    precision: float
    recall: float
    found_again: Mapping[str, float]
    agreed: float
    n_missing: int


def target_of(sweep: Sweep, text: str) -> Expression:
    """A condition on outcomes, possibly on their differences between levers.

    Errors:
        :class:`sim.errors.ConfigurationError` about the first thing that is not allowed.
    """
    outcomes = [str(outcome) for outcome in sweep.study["outcomes"]]
    return parsed(text, "target", outcomes, sweep.lever_words(), is_condition=True)


def discover(sweep: Sweep, target: Expression) -> Discovery:
    """Look for conditions under which the target holds.

    Args:
        sweep: the runs.
        target: see :func:`target_of`.

    Returns:
        What was found; the same runs give the same answer.
    """
    cases = sweep.cases(target.outcomes, target.pinned)
    holds, by_seed = truth_of(target, cases.lookup)
    there = np.flatnonzero(~np.isnan(holds))
    table = cases.table.iloc[there].reset_index(drop=True).assign(holds=holds[there].astype(int))
    y, by_seed = table["holds"].to_numpy(), by_seed[there]
    factors = [factor for factor in cases.factors if len(table[factor.key].unique()) > 1]
    agreed = (
        float(np.mean(np.nanmin(by_seed, axis=1) == np.nanmax(by_seed, axis=1))) if by_seed.shape[1] > 1 else np.nan
    )
    everything = _box((), np.arange(len(y)), y)
    is_enough = min(int(y.sum()), int((1 - y).sum())) >= FEWEST and bool(factors)
    if not is_enough:
        return Discovery(target, table, (everything,), False, np.nan, np.nan, {}, agreed, cases.n_missing)
    columns, x = _encoded(table, factors)
    groups = table["setting"].to_numpy()
    alpha = _pruning(x, y, groups)
    tree = _tree(alpha).fit(x, y)
    called = _called(x, y, groups, alpha)
    precision = float(y[called].mean()) if called.any() else float("nan")
    boxes = sorted(_boxes(tree, columns, x, y), key=lambda box: (-box.density, -box.n))
    return Discovery(
        target=target,
        cases=table,
        boxes=tuple(boxes),
        is_enough=True,
        precision=precision,
        recall=float(called[y == 1].mean()),
        found_again=_found_again(x, y, groups, alpha, columns, tree),
        agreed=agreed,
        n_missing=cases.n_missing,
    )


# --- the tree ---------------------------------------------------------------------------------------------------------
type Column = tuple[Factor, Any]  # a factor, and the choice that the column marks; None: the factor's number


def _encoded(table: pd.DataFrame, factors: Sequence[Factor]) -> tuple[list[Column], NDArray[np.float64]]:
    """Numbers as they are, choices without an order as one mark each."""
    columns: list[Column] = []
    for factor in factors:
        columns += [(factor, None)] if factor.is_number else [(factor, choice) for choice in factor.choices]
    values = [
        table[factor.key].to_numpy(dtype=np.float64)
        if choice is None
        else (table[factor.key].map(as_word) == as_word(choice)).to_numpy(dtype=np.float64)
        for factor, choice in columns
    ]
    return columns, np.column_stack(values)


def _tree(alpha: float) -> DecisionTreeClassifier:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=SMALLEST_LEAF, ccp_alpha=alpha, random_state=RNG_SEED
    )


def _pruning(x: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp]) -> float:
    """How far the tree is cut back: the smallest tree within a standard error of the lowest error on settings left out.

    Source: @Breiman1984.
    """
    alphas = np.unique(np.maximum(_tree(0.0).cost_complexity_pruning_path(x, y)["ccp_alphas"], 0.0))
    middles = np.append(np.sqrt(alphas[:-1] * alphas[1:]), alphas[-1])  # between the cuts; the last leaves no branch
    errors = np.array([_squared_errors(x, y, groups, alpha) for alpha in middles])
    mean, spread = errors.mean(axis=1), errors.std(axis=1, ddof=1) / errors.shape[1] ** 0.5
    lowest = int(mean.argmin())
    return float(middles[np.flatnonzero(mean <= mean[lowest] + spread[lowest])[-1]])


def _squared_errors(
    x: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp], alpha: float
) -> NDArray[np.float64]:
    """Squared error of the share that is predicted (Brier), per setting that was left out."""
    predicted = np.empty(len(y))
    for train, test in _folds(groups):
        predicted[test] = _shares(_tree(alpha).fit(x[train], y[train]), x[test])
    error = (predicted - y) ** 2
    settings, place = np.unique(groups, return_inverse=True)
    return np.bincount(place, weights=error) / np.bincount(place, minlength=len(settings))


def _folds(groups: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Training and test rows; the cases of one setting stay together, because they share its luck."""
    settings = np.unique(groups)
    order = np.random.default_rng(RNG_SEED).permutation(settings)
    parts = np.array_split(order, min(FOLDS, len(settings)))
    tests = [np.flatnonzero(np.isin(groups, part)) for part in parts]
    return [(np.setdiff1d(np.arange(len(groups)), test), test) for test in tests]


def _shares(tree: DecisionTreeClassifier, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of training cases where the target holds, in the leaf of each row."""
    known = list(tree.classes_)
    return tree.predict_proba(x)[:, known.index(1)] if 1 in known else np.zeros(len(x))


def _called(x: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp], alpha: float) -> NDArray[np.bool_]:
    """Whether a tree that has not seen a case's setting says that the target holds there."""
    called = np.zeros(len(y), dtype=bool)
    for train, test in _folds(groups):
        called[test] = _shares(_tree(alpha).fit(x[train], y[train]), x[test]) > 0.5
    return called


def _found_again(
    x: NDArray[np.float64],
    y: NDArray[np.intp],
    groups: NDArray[np.intp],
    alpha: float,
    columns: Sequence[Column],
    tree: DecisionTreeClassifier,
) -> dict[str, float]:
    """For each factor of the tree, the share of resamples of the settings whose tree has it as well."""
    rng = np.random.default_rng(RNG_SEED)
    settings = np.unique(groups)
    members = {setting: np.flatnonzero(groups == setting) for setting in settings}
    counts = dict.fromkeys(_used(tree, columns), 0)
    for _ in range(N_RESAMPLES):
        rows = np.concatenate([members[setting] for setting in rng.choice(settings, len(settings))])
        if len(np.unique(y[rows])) == 2:
            for key in _used(_tree(alpha).fit(x[rows], y[rows]), columns) & counts.keys():
                counts[key] += 1
    return {key: count / N_RESAMPLES for key, count in counts.items()}


def _used(tree: DecisionTreeClassifier, columns: Sequence[Column]) -> set[str]:
    return {columns[place][0].key for place in tree.tree_.feature if place >= 0}


def _boxes(
    tree: DecisionTreeClassifier, columns: Sequence[Column], x: NDArray[np.float64], y: NDArray[np.intp]
) -> list[Box]:
    """The leaves of the tree, each as limits of the factors on its way."""
    leaf_of = tree.apply(x)
    found: list[Box] = []

    def walk(node: int, limits: dict[str, Limit]) -> None:
        place = int(tree.tree_.feature[node])
        if place < 0:
            found.append(_box(tuple(limits.values()), np.flatnonzero(leaf_of == node), y))
            return
        factor, choice = columns[place]
        cut = float(tree.tree_.threshold[node])
        before = limits.get(factor.key, Limit(factor, -np.inf, np.inf, factor.choices if choice is not None else ()))
        if choice is None:
            low = Limit(factor, before.low, min(before.high, cut), ())
            high = Limit(factor, max(before.low, cut), before.high, ())
        else:
            low = Limit(factor, -np.inf, np.inf, tuple(other for other in before.choices if other != choice))
            high = Limit(factor, -np.inf, np.inf, (choice,))
        walk(int(tree.tree_.children_left[node]), limits | {factor.key: low})
        walk(int(tree.tree_.children_right[node]), limits | {factor.key: high})

    walk(0, {})
    return found


def _box(limits: tuple[Limit, ...], rows: NDArray[np.intp], y: NDArray[np.intp]) -> Box:
    from scipy.stats import binomtest

    n, n_holds = len(rows), int(y[rows].sum())
    interval = binomtest(n_holds, n).proportion_ci(method="wilson") if n else None
    low, high = (float(interval.low), float(interval.high)) if interval else (float("nan"), float("nan"))
    return Box(limits, n, n_holds, low, high, rows)


def boxes_table(found: Discovery) -> pd.DataFrame:
    """The groups as a table: condition (as text), cases, holds, density, low, high, coverage."""
    import pandas as pd

    n_holds = int(found.cases["holds"].sum())
    return pd.DataFrame(
        [
            {
                "condition": condition_text(box, "en"),
                "cases": box.n,
                "holds": box.n_holds,
                "density": box.density if box.n else float("nan"),
                "low": box.low,
                "high": box.high,
                "coverage": box.n_holds / n_holds if n_holds else float("nan"),
            }
            for box in found.boxes
        ]
    )


# --- words ------------------------------------------------------------------------------------------------------------
def condition_text(box: Box, language: Language) -> str:
    """What the cases of a group have in common, in words."""
    if not box.limits:
        return word("disc_always", language)
    return word("case_and", language).join(_limit_text(limit, language) for limit in box.limits)


def _limit_text(limit: Limit, language: Language) -> str:
    name = limit.factor.name(language)
    if limit.choices:
        either = word("case_either", language).join(_choice_text(choice, language) for choice in limit.choices)
        return word("case_is", language, name=name, value=either)
    if np.isinf(limit.low):
        return word("case_below", language, name=name, value=_number(limit.high))
    if np.isinf(limit.high):
        return word("case_above", language, name=name, value=_number(limit.low))
    return word("case_between", language, name=name, low=_number(limit.low), high=_number(limit.high))


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _choice_text(choice: Any, language: Language) -> str:
    text = as_word(choice)
    key = f"case_{text}" if isinstance(choice, bool) else text
    return word(key, language) if key in WORDS else text


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def notes_of(sweep: Sweep, found: Discovery, language: Language) -> list[str]:
    """What was found and how well it stands, what chance may have decided, how far it reaches."""
    n_holds, n = int(found.cases["holds"].sum()), len(found.cases)
    base = n_holds / n if n else float("nan")
    notes = [word("disc_base", language, target=found.target.text, n=n_holds, of=n, share=_percent(base))]
    if not found.is_enough:
        notes.append(word("disc_few", language, n=FEWEST))
    elif len(found.boxes) == 1:
        notes.append(word("disc_none", language))
    else:
        if np.isnan(found.precision):
            notes.append(word("disc_checked_none", language, base=_percent(base)))
        else:
            shares = {"precision": _percent(found.precision), "recall": _percent(found.recall), "base": _percent(base)}
            notes.append(word("disc_checked", language, **shares))
        names = {factor.key: factor.name(language) for factor in (*sweep.levers, *sweep.uncertainties)}
        again = sorted(found.found_again.items(), key=lambda item: -item[1])
        listed = word("comma", language).join(
            word("disc_stable_one", language, name=names[key], n=round(100 * share)) for key, share in again
        )
        notes.append(word("disc_stable", language, factors=listed))
    if not np.isnan(found.agreed):
        notes.append(word("disc_noise", language, share=_percent(found.agreed)))
    else:
        notes.append(word("disc_one_seed", language))
    if found.n_missing:
        notes.append(word("sens_left_out", language, n=found.n_missing))
    scenario = name_of(str(sweep.study["scenario"]), language)
    return [*notes, word("disc_reach", language, scenario=scenario, days=sweep.study["days"])]


def discovery_table(sweep: Sweep, found: Discovery, language: Language = "en") -> Group:
    """The groups as text, largest share first, and how well they stand.

    Args:
        sweep: the runs.
        found: see :func:`discover`.
        language: ``en`` or ``zh``.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich import box as boxes
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=boxes.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    shown.add_column(word("disc_condition", language))
    for name in ("disc_density", "disc_coverage", "disc_cases"):
        shown.add_column(word(name, language), justify="right")
    n_holds = max(1, int(found.cases["holds"].sum()))
    base = n_holds / max(1, len(found.cases))
    for box in found.boxes:
        interval = word("sens_interval", language, low=f"{100 * box.low:.0f}", high=f"{100 * box.high:.0f}")
        density = f"{_percent(box.density)} {interval}" if box.n else "–"
        is_told = len(found.boxes) > 1 and box.low > base
        shown.add_row(
            condition_text(box, language), density, _percent(box.n_holds / n_holds), str(box.n),
            style="bold" if is_told else "",
        )  # fmt: skip
    title = Text(word("disc_title", language, title=sweep.text("title", language)), style="bold")
    notes = (Padding(Text(note, style="dim"), (0, 0, 0, 1)) for note in notes_of(sweep, found, language))
    return Group(title, Text(""), shown, Text(""), *notes)


# --- the figure -------------------------------------------------------------------------------------------------------
def discovery_figure(sweep: Sweep, found: Discovery, language: Language = "en") -> Figure:
    """Groups of cases with the share where the target holds, and the cases over the two factors that tell most.

    Args:
        sweep: the runs.
        found: see :func:`discover`.
        language: ``en`` or ``zh``.

    Returns:
        A figure; without any condition only the upper part.
    """
    has_map = len(found.boxes) > 1
    captions = [word("disc_caption", language), *([word("disc_caption_cases", language)] * has_map)]
    notes = note_lines([*captions, *notes_of(sweep, found, language)], language)
    asked = note_lines([found.target.text.replace("-", "−")], language)
    factors = _telling(found)
    rows, map_height = 0.3 * len(found.boxes) + 0.15, 2.9 if has_map else 0.0
    top, middle, bottom = 0.65 + NOTE_INCHES * len(asked), 0.95 if has_map else 0.0, 0.5 + notes_height(notes)
    with house_style():
        figure = new_figure(top + rows + middle + map_height + bottom)
        width, height = figure.get_size_inches()
        y = height - top - rows
        axes = figure.add_axes((5.0 / width, y / height, 3.2 / width, rows / height))
        _shares_panel(axes, found, language)
        if has_map:
            y -= middle + map_height
            axes = figure.add_axes((2.5 / width, y / height, 5.0 / width, map_height / height))
            _cases_panel(axes, found, factors, language)
        head_and_foot(figure, word("disc_title", language, title=sweep.text("title", language)), notes)
        below_title(figure, asked)
    return figure


def _telling(found: Discovery) -> list[Factor]:
    """The factors that most cases are told apart by, at most two."""
    weights: dict[str, int] = {}
    known = {limit.factor.key: limit.factor for box in found.boxes for limit in box.limits}
    for box in found.boxes:
        for limit in box.limits:
            weights[limit.factor.key] = weights.get(limit.factor.key, 0) + box.n
    return [known[key] for key in sorted(weights, key=lambda key: -weights[key])[:2]]


def _shares_panel(axes: Axes, found: Discovery, language: Language) -> None:
    base = 100.0 * float(found.cases["holds"].mean()) if len(found.cases) else float("nan")
    n_holds = max(1, int(found.cases["holds"].sum()))
    axes.axvline(base, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for y, box in enumerate(found.boxes):
        colour = BLUE if 100 * box.low > base else VERMILION if 100 * box.high < base else MUTED
        axes.axhline(y, color=FAINT, linewidth=0.4, zorder=0)
        axes.plot((100 * box.low, 100 * box.high), (y, y), color=colour, linewidth=1.8, solid_capstyle="butt", zorder=2)
        axes.plot(100 * box.density, y, marker="o", markersize=5.5, color=colour, zorder=3)
        told = word("n_of_cases", language, n=box.n, share=_percent(box.n_holds / n_holds))
        axes.annotate(
            told, (1.0, y), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points", va="center",
            fontsize=8, color=MUTED,
        )  # fmt: skip
    axes.set_yticks(range(len(found.boxes)), [condition_text(box, language) for box in found.boxes])
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=8.5)
    axes.set_ylim(len(found.boxes) - 0.4, -0.6)
    axes.set_xlim(-2, 102)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(word("disc_axis", language), color=MUTED, fontsize=8)


def _cases_panel(axes: Axes, found: Discovery, factors: Sequence[Factor], language: Language) -> None:
    """Every case as a mark; a factor without an order gets a lane per choice, marks spread within it."""
    shown = [_positions(found.cases[factor.key], factor) for factor in factors]
    if len(shown) == 1:
        shown.append(0.5 + 0.4 * np.sin(2.4 * np.arange(len(found.cases))))  # spread by row, not at random
    for holds in (0, 1):
        rows = found.cases["holds"].to_numpy() == holds
        axes.scatter(
            shown[0][rows], shown[1][rows], s=20 if holds else 16, facecolor=BLUE if holds else "none",
            edgecolor=BLUE if holds else MUTED, linewidth=0.7, alpha=0.85, zorder=2 + holds,
        )  # fmt: skip
    for axis, factor in zip((axes.xaxis, axes.yaxis), factors, strict=False):
        axis.set_label_text(factor.name(language))
        if not factor.is_number:
            axis.set_ticks(range(len(factor.choices)), [_choice_text(choice, language) for choice in factor.choices])
    if len(factors) == 1:
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
    cuts = {
        (limit.factor.key, cut) for box in found.boxes for limit in box.limits for cut in (limit.low, limit.high)
        if np.isfinite(cut)
    }  # fmt: skip
    for key, cut in sorted(cuts):
        if key in [factor.key for factor in factors]:
            draw = axes.axvline if key == factors[0].key else axes.axhline
            draw(cut, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)


def _positions(values: pd.Series, factor: Factor) -> NDArray[np.float64]:
    if factor.is_number:
        return values.to_numpy(dtype=np.float64)
    words = [as_word(choice) for choice in factor.choices]
    places = np.array([words.index(as_word(value)) for value in values], dtype=np.float64)
    return places + 0.3 * np.sin(2.4 * np.arange(len(places)))


def save_discovery_figure(sweep: Sweep, found: Discovery, stem: Path, language: Language) -> Sequence[Path]:
    """Draw the figure and write it as PNG and SVG; the files carry the language in their names."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    return save(discovery_figure(sweep, found, language), stem.with_name(f"{stem.name}.{language}"))
