"""Recorded closing times of a replayed log beside those of the model: curves and restricted means by kind.

Both are the same clock: from the request until somebody reports it closed. In a log nothing else can be seen; in the
model it is the order first made on the request. Requests open when the log ends, and orders open when the run ends,
are censored there (Kaplan-Meier); orders withdrawn because the need went away are left out, as on the official clock,
and counted: in a city's log they may stand among the closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.compare import number
from analysis.figures.page import head_and_foot, new_figure, note_lines, notes_height, panel_grid
from analysis.style import BAND, BLUE, INK, MUTED, house_style, save
from analysis.words import Language, word
from sim.outcomes import EVENT
from sim.survival import HORIZON_HOURS, kaplan_meier, restricted_mean

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Group

ALL = "all"
HOURS_PER_DAY = 24.0
FEWEST = 5  # requests of a kind that are worth a panel
MOST_PANELS = 6
SHORT_HOURS = 72.0  # below this horizon, times are told in hours
SIDES = ("recorded", "model")
SIDE_COLOUR = {"recorded": INK, "model": BLUE}


def closing_times(rows: pd.DataFrame, matters: pd.DataFrame, orders: pd.DataFrame, days: int) -> pd.DataFrame:
    """Every request that was seen on either side, with how long it was open and whether it was closed.

    Args:
        rows: the judged rows of the log (``is_used``, ``model_kind``, ``hours_open``, ``is_closed``).
        matters: the table ``matters`` of the replay.
        orders: its table ``orders``.
        days: length of the run.

    Returns:
        side (recorded, model), kind, hours, is_closed (1, 0), is_withdrawn (of the model: the need went away first).
    """
    import pandas as pd

    seen = rows[rows["is_used"] & rows["hours_open"].notna()]
    recorded = {"kind": seen["model_kind"], "hours": seen["hours_open"], "is_closed": seen["is_closed"].astype(int)}
    replayed = matters.loc[matters["arose_hours"] >= 0.0, ["matter_id", "kind"]].astype({"kind": "str"})
    of_replay = orders[orders["matter_id"].isin(replayed["matter_id"])].sort_values("made_hours", kind="stable")
    first = of_replay.drop_duplicates("matter_id").merge(replayed, on="matter_id")
    until = first["closed_hours"].fillna(HOURS_PER_DAY * days)
    modelled = {
        "kind": first["kind"],
        "hours": until - first["made_hours"],
        "is_closed": first["closed_hours"].notna().astype(int),
        "is_withdrawn": first["is_withdrawn"].astype(bool),
    }
    sides = [pd.DataFrame(side).assign(side=name) for name, side in zip(SIDES, (recorded, modelled), strict=True)]
    sides[0]["is_withdrawn"] = False
    return pd.concat(sides, ignore_index=True)


def on_the_clock(times: pd.DataFrame) -> pd.DataFrame:
    """What the clock counts: everything but withdrawn orders."""
    return times[~times["is_withdrawn"]]


def horizon_of(times: pd.DataFrame) -> float:
    """Hours to which times are restricted: 30 days, or as long as both sides were watched."""
    longest = times.groupby("side")["hours"].max()
    return float(min(HORIZON_HOURS, *(longest.get(side, HORIZON_HOURS) for side in SIDES)))


def comparison_of(times: pd.DataFrame) -> pd.DataFrame:
    """Restricted means and shares closed, recorded and in the model.

    Args:
        times: see :func:`closing_times`.

    Returns:
        One row per kind and one for all, the frequent first: kind, horizon_hours; for each side n, n_open, mean_hours
        (restricted mean of Kaplan and Meier at the horizon) and closed_share (closed by the horizon), ``NaN`` where a
        side has none; n_withdrawn orders of the model that are not among them.
    """
    import pandas as pd

    n_withdrawn = times.loc[times["is_withdrawn"], "kind"].value_counts()
    times = on_the_clock(times)
    horizon = horizon_of(times)
    order = times.loc[times["side"] == "recorded", "kind"].value_counts().index.tolist()
    rows: list[dict[str, Any]] = []
    for kind in [ALL, *order]:
        of_kind = times if kind == ALL else times[times["kind"] == kind]
        withdrawn = n_withdrawn.sum() if kind == ALL else n_withdrawn.get(kind, 0)
        row: dict[str, Any] = {"kind": kind, "horizon_hours": horizon, "n_withdrawn": int(withdrawn)}
        for side in SIDES:
            own = of_kind[of_kind["side"] == side]
            hours, causes = own["hours"].to_numpy(), own["is_closed"].to_numpy()
            row[f"{side}_n"] = len(own)
            row[f"{side}_n_open"] = int((causes != EVENT).sum())
            row[f"{side}_mean_hours"] = restricted_mean(hours, causes, horizon)
            row[f"{side}_closed_share"] = 1.0 - _open_at(hours, causes, horizon) if len(own) else float("nan")
        rows.append(row)
    return pd.DataFrame(rows)


def _open_at(hours: Any, causes: Any, at: float) -> float:
    """Share still open at an hour."""
    times, shares = kaplan_meier(hours, causes)
    before = np.searchsorted(times, at, side="right")
    return float(shares[before - 1]) if before else 1.0


# --- words ------------------------------------------------------------------------------------------------------------
def _kind_name(kind: str, names: Mapping[str, str], language: Language) -> str:
    if kind == ALL:
        return word("all_kinds", language)
    return kind.replace("_", " ") if language == "en" else names.get(kind, kind)


def _in_time(hours: float, horizon: float) -> float:
    return hours if horizon < SHORT_HOURS else hours / HOURS_PER_DAY


def _unit(horizon: float, language: Language) -> str:
    return word("unit_hours" if horizon < SHORT_HOURS else "unit_days", language)


def _notes(table: pd.DataFrame, language: Language) -> list[str]:
    horizon = float(table["horizon_hours"].iloc[0])
    at = f"{_in_time(horizon, horizon):.3g} {_unit(horizon, language)}"
    n_withdrawn = int(table.loc[table["kind"] == ALL, "n_withdrawn"].iloc[0])
    return [word("tickets_clock", language, at=at, n=n_withdrawn), word("tickets_reach", language)]


def comparison_table(table: pd.DataFrame, names: Mapping[str, str], language: Language = "en") -> Group:
    """Recorded against modelled closing times on a terminal.

    Args:
        table: see :func:`comparison_of`.
        names: kind to its Chinese name.
        language: ``en`` or ``zh``.

    Returns:
        Something that :mod:`rich` prints.
    """
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    horizon = float(table["horizon_hours"].iloc[0])
    unit = _unit(horizon, language)
    shown = Table(title=word("tickets_title", language), box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    shown.title_justify, shown.title_style = "left", "bold"
    shown.add_column("")
    for side in SIDES:
        for key in ("tickets_n", "tickets_mean", "tickets_closed"):
            header = Text(word(key, language, unit=unit))
            header.append("\n" + word(side, language), style="dim not bold")
            shown.add_column(header, justify="right")
    for row in table.to_dict("records"):
        cells = []
        for side in SIDES:
            cells += [
                str(row[f"{side}_n"]),
                number(_in_time(row[f"{side}_mean_hours"], horizon), 1),
                number(100.0 * row[f"{side}_closed_share"], 0) + " %",
            ]
        shown.add_row(_kind_name(row["kind"], names, language), *cells)
    notes = [Padding(Text(note, style="dim"), (0, 0, 0, 1)) for note in _notes(table, language)]
    return Group(shown, *notes)


# --- the figure -------------------------------------------------------------------------------------------------------
def closing_figure(times: pd.DataFrame, names: Mapping[str, str], language: Language = "en") -> Figure:
    """Share of requests still open over elapsed time, recorded and in the model, by kind.

    Args:
        times: see :func:`closing_times`.
        names: kind to its Chinese name.
        language: ``en`` or ``zh``.

    Returns:
        A figure: a panel for all kinds together and one for each of the most frequent.
    """
    table, times = comparison_of(times), on_the_clock(times)
    horizon = float(table["horizon_hours"].iloc[0])
    is_shown = (table["recorded_n"] >= FEWEST) & (table["model_n"] >= FEWEST) | (table["kind"] == ALL)
    kinds = table.loc[is_shown, "kind"].tolist()[:MOST_PANELS]
    if len(kinds) == 2:  # one kind is all there is
        kinds = kinds[1:]
    n_columns = min(3, len(kinds))
    n_rows = -(-len(kinds) // n_columns)
    notes = note_lines([word("tickets_caption", language), *_notes(table, language)], language)
    bottom = 0.55 + notes_height(notes)
    with house_style():
        figure = new_figure(0.85 + bottom + 2.0 * n_rows + 0.55 * (n_rows - 1))
        grid = panel_grid(figure, n_rows, n_columns, margins=(0.55, 0.3, 0.85, bottom), gaps=(0.4, 0.55), share_y=True)
        for place, axes in enumerate(axes for line in grid for axes in line):
            if place >= len(kinds):
                axes.set_visible(False)
                continue
            of_kind = times if kinds[place] == ALL else times[times["kind"] == kinds[place]]
            _open_panel(axes, of_kind, horizon, language, is_first=place % n_columns == 0)
            axes.set_title(_kind_name(kinds[place], names, language))
            if place + n_columns >= len(kinds):
                axes.set_xlabel(word("tickets_axis", language, unit=_unit(horizon, language)), color=MUTED)
        head_and_foot(figure, word("tickets_title", language), notes)
    return figure


def _open_panel(axes: Axes, of_kind: pd.DataFrame, horizon: float, language: Language, *, is_first: bool) -> None:
    for place, side in enumerate(SIDES):
        own = of_kind[of_kind["side"] == side]
        if own.empty:
            continue
        times, shares = kaplan_meier(own["hours"].to_numpy(), own["is_closed"].to_numpy())
        within = times <= horizon
        x = np.concatenate(([0.0], times[within], [horizon]))
        y = 100.0 * np.concatenate(([1.0], shares[within], [shares[within][-1] if within.any() else 1.0]))
        style = "-" if side == "recorded" else (0, (4, 1.5))
        axes.step(
            [_in_time(value, horizon) for value in x], y, where="post", color=SIDE_COLOUR[side], linewidth=1.6,
            linestyle=style,
        )  # fmt: skip
        axes.annotate(
            word("pair", language, a=word(side, language), b=len(own)), (1.0, 1.0), xycoords="axes fraction",
            xytext=(-2, -3 - 11 * place), textcoords="offset points", ha="right", va="top", fontsize=8,
            color=SIDE_COLOUR[side],
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )  # fmt: skip
    axes.set_xlim(0.0, _in_time(horizon, horizon))
    axes.set_ylim(0.0, 102.0)
    axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    axes.grid(axis="y", color=BAND, linewidth=0.7)
    axes.tick_params(axis="y", left=False, labelleft=is_first)
    axes.spines["left"].set_visible(False)


def save_closing_figure(
    times: pd.DataFrame, names: Mapping[str, str], out_dir: str | Path, language: Language = "en"
) -> Sequence[Path]:
    """Draw the figure of a replay and write it as SVG and PNG; the files carry the language in their names."""
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return save(closing_figure(times, names, language), folder / f"closing_times.{language}")
