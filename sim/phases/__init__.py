"""The phases of the model: compiled procedures that walk over rows and let the rules decide. See ``sim/day.py``."""
