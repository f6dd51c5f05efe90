"""All figures of a results directory: ``gewang figures DIR``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.engine import Lost, map_chunks, n_processors
from experiments.run import FIGURES
from experiments.settings import FiguresSettings, read_settings
from experiments.store import COMMAND_LINE, StoreError, write_files
from sim.errors import ConfigurationError, nearest_name, shown

if TYPE_CHECKING:
    from analysis.results import Results
    from analysis.words import Language

STATISTICS = "statistics"

type Files = list[tuple[list[Path], str]]  # files of each page, and the sentence on it


@dataclass(frozen=True, slots=True)
class Draw:
    """What a worker does with the name of a figure, or of the table beside them: make it.

    Attributes:
        folder: results.
        out: where the files go.
        language: of the figures.
        formats: of the files.
    """

    folder: Path
    out: Path
    language: Language
    formats: tuple[str, ...]

    def __call__(self, name: str) -> Files | str:
        """Files and sentences, or one line that says what the figure needs."""
        import analysis
        from analysis.figures import FigureSkipped, save_figures

        results = analysis.load(self.folder)
        if name == STATISTICS:
            return _write_statistics(results, self.out)
        try:
            return save_figures(results, self.out, name, self.language, self.formats)
        except FigureSkipped as reason:
            return str(reason)


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
    draw = Draw(folder, out, settings.language, tuple(settings.formats))
    done: dict[str, Files | str] = {}
    for name, drawn in map_chunks(draw, names, min(settings.processes or n_processors(), len(names))):
        if isinstance(drawn, Lost):
            raise StoreError(f"{out}: the figure {name} cannot be drawn: {drawn.reason}")
        done[name] = drawn
    return _tell([done[name] for name in names], out)


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
    return list(settings.only) if settings.only else [STATISTICS, *ALL]  # what takes longest comes first


def _write_statistics(results: Results, folder: Path) -> Files:
    """The table behind the heat map, with everything that is worth knowing of a paired difference."""
    from analysis.compare import arms_of, reference_of
    from analysis.figures.effects import EFFECTS
    from analysis.statistics import FILE, paired_statistics

    runs = results.runs[results.runs["status"] == "ok"]
    arms = arms_of(runs)
    if len(arms) > 1 and reference_of(runs) in arms:
        table = paired_statistics(runs, tuple(EFFECTS)).to_csv(index=False, lineterminator="\n")
        write_files(folder, {FILE: table.encode()})
    return []


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
