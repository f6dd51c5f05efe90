"""What a process that draws figures runs: it reads tables, and starts without the model and its compiler."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.results import Results, ResultsError
    from analysis.words import Language

type Files = list[tuple[list[Path], str]]  # files of each page, and the sentence on it

STATISTICS = "statistics"


def draw_comparison(results: Path, figures: Path, language: Language) -> None:
    """Draw the figures of a comparison in one language.

    Args:
        results: folder of the tables.
        figures: folder of the figures, made if it is not there.
        language: ``en`` or ``zh``.
    """
    import analysis
    from analysis.figures import save_compare_figures

    save_compare_figures(analysis.load(results), figures, language, ("png",))


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

    def __call__(self, name: str) -> Files | str | ResultsError:
        """Files and sentences, or one line that says what the figure needs, or which table is damaged."""
        import analysis
        from analysis.figures import FigureSkipped, save_figures

        results = analysis.load(self.folder)
        if name == STATISTICS:
            return _write_statistics(results, self.out)
        try:
            return save_figures(results, self.out, name, self.language, self.formats)
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
