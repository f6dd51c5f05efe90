"""All figures of a results directory: ``gewang figures DIR``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.drawing import STATISTICS, Draw, Files
from experiments.engine import Lost, map_chunks, n_processors
from experiments.run import FIGURES
from experiments.settings import FiguresSettings, read_settings
from experiments.store import COMMAND_LINE, StoreError
from sim.errors import ConfigurationError, nearest_name, shown

LONG = (STATISTICS, "response", "lines", "ranks")  # a worker that has one of these at the end is waited for


def figures(words: Sequence[str]) -> int:
    """``gewang figures DIR``: draw every figure that the tables allow, and say of the others what they need.

    Args:
        words: the directory, and settings.

    Returns:
        Exit code: 1 if nothing could be drawn.
    """
    import analysis

    folder, settings = _read(words)
    names = _names(settings)
    _ = analysis.load(folder).runs  # what no worker could read is said once, here
    out = Path(settings.out) if settings.out else folder / FIGURES
    draw = Draw(folder, out, (settings.language,), tuple(settings.formats))
    return _tell(draw_all(draw, names, settings.processes), out)


def draw_all(draw: Draw, names: Sequence[str], processes: int | None) -> list[Files | str]:
    """Let worker processes make figures, what takes longest first.

    Args:
        draw: what a worker does with a name.
        names: of figures.
        processes: workers at most; ``None``: as many as there are processors.

    Returns:
        Files and sentences of each, or what it needs, in the order of the names.

    Errors:
        :class:`experiments.store.StoreError`: a worker died. :class:`analysis.ResultsError`: a table is damaged.
    """
    import analysis

    order = sorted(names, key=lambda name: name not in LONG)
    done: dict[str, Files | str] = {}
    for name, drawn in map_chunks(draw, order, min(processes or n_processors(), len(order))):
        if isinstance(drawn, Lost):
            raise StoreError(f"{draw.out}: the figure {name} cannot be drawn: {drawn.reason}")
        if isinstance(drawn, analysis.ResultsError):
            raise drawn
        done[name] = drawn
    return [done[name] for name in names]


def _read(words: Sequence[str]) -> tuple[Path, FiguresSettings]:
    folders = [word for word in words if "=" not in word]
    if len(folders) != 1:
        found = ", ".join(folders) or "nothing"
        raise ConfigurationError("figures", found, "one results directory, gewang figures DIR", None, COMMAND_LINE)
    return Path(folders[0]), read_settings([word for word in words if "=" in word], FiguresSettings)


def _names(settings: FiguresSettings) -> list[str]:
    from analysis.figures import FIGURES as ALL

    for name in settings.only or ():
        if name not in ALL:
            allowed = "some of " + ", ".join(ALL)
            raise ConfigurationError("only", shown(name), allowed, nearest_name(name, list(ALL)), COMMAND_LINE)
    return list(settings.only) if settings.only else [STATISTICS, *ALL]


def _tell(done: Sequence[Files | str], out: Path) -> int:
    """Sentences of what was drawn, on one output; what was left out and why, on the other."""
    n_files = 0
    for drawn in done:
        if isinstance(drawn, str):
            print(drawn, file=sys.stderr)
            continue
        for files, sentence in drawn:
            n_files += len(files)
            print(f"{files[0].name.partition('.')[0]}: {sentence}")
    if not n_files:
        print(f"{out}: nothing could be drawn", file=sys.stderr)
        return 1
    print(f"{out}: {n_files} files")
    return 0
