"""Reading results: tables in, numbers, figures and words out. Knows nothing of how the tables were made.

``analysis.load(folder)`` opens a results directory. Heavy libraries are imported where they are used, so that importing
this package costs nothing.
"""

from analysis.results import Results, ResultsError, load

__all__ = ["Results", "ResultsError", "load"]
