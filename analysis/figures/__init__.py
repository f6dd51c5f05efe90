"""Figures: one function per figure, tables in, matplotlib figure out; a sentence computed from the data on each.

Every figure shows single runs beside their mean or an interval over seeds, says over how many seeds and how far it
reaches, and states no verdict. Arms differ by colour and marker, panels or groups of lines by governance.
:mod:`analysis.figures.atlas` knows all of them; :mod:`analysis.figures.page` is what they have in common.
"""

from analysis.figures.atlas import FIGURES, FIRST, FORMATS, FigureSkipped, figures_of, save_figures

__all__ = ["FIGURES", "FIRST", "FORMATS", "FigureSkipped", "figures_of", "save_figures"]
