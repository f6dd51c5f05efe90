"""What a process that draws figures runs: it reads tables, and starts without the model and its compiler."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.results import Results, ResultsError
    from analysis.words import Language

type Files = list[tuple[list[Path], str]]  # files of each page, and the sentence on it

STATISTICS = "statistics"


@dataclass(frozen=True)
class Draw:
    """What a worker does with the name of a figure, or of the table beside them: make it.

    Attributes:
        folder: results.
        out: where the files go.
        languages: of the figures.
        formats: of the files.
    """

    folder: Path
    out: Path
    languages: tuple[Language, ...]
    formats: tuple[str, ...]

    @cached_property
    def results(self) -> Results:
        """Opened once in each worker, so that its figures and languages share what is read and measured."""
        import analysis

        return analysis.load(self.folder)

    def __call__(self, name: str) -> Files | str | ResultsError:
        """Files and sentences, or one line that says what the figure needs, or which table is damaged."""
        import analysis
        from analysis.figures import FigureSkipped, save_figures

        if name == STATISTICS:
            return _write_statistics(self.results, self.out)
        try:
            return [
                drawn
                for language in self.languages
                for drawn in save_figures(self.results, self.out, name, language, self.formats)
            ]
        except FigureSkipped as reason:
            return str(reason)
        except analysis.ResultsError as error:
            return error


def _write_statistics(results: Results, folder: Path) -> Files:
    """The table behind the heat map, with everything that is worth knowing of a paired difference."""
    from analysis.compare import arms_of, reference_of
    from analysis.figures.effects import EFFECTS
    from analysis.statistics import FILE, paired_statistics
    from experiments.store import write_files

    runs = results.runs[results.runs["status"] == "ok"]
    arms = arms_of(runs)
    if len(arms) > 1 and reference_of(runs) in arms:
        table = paired_statistics(runs, tuple(EFFECTS)).to_csv(index=False, lineterminator="\n")
        write_files(folder, {FILE: table.encode()})
    return []
