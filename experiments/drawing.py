"""What a process that draws figures runs: it reads tables, and starts without the model and its compiler."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.words import Language


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
