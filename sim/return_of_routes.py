"""When the routes of an emergency give way to the ordinary ones: by date, once it is calm, or once they look worse.

Restrictions, duties and posts of an emergency end with its phase in any case; what may stay is the way of matters.
"""

from __future__ import annotations

from sim.regime_configuration import RegimeConfig


class ReturnOfRoutes:
    """Watches the time after an emergency for a street.

    Attributes:
        config: how routes return, and what counts as calm.
    """

    def __init__(self, config: RegimeConfig) -> None:
        """Nothing has been seen yet."""
        self.config = config
        self._n_calm_days = 0
        self._scores_kept: list[float] = []  # reported score of months under the emergency's routes
        self._scores_ordinary: list[float] = []

    def may_stay(self) -> bool:
        """Whether the emergency's routes stay in force when its phase ends, until something ends them."""
        self._n_calm_days = 0
        return self.config.return_kind != "calendar"

    def note_month(self, score: float, is_kept: bool) -> None:
        """Remember the street's reported score of a month, by the routes under which it was earned."""
        (self._scores_kept if is_kept else self._scores_ordinary).append(score)

    def ends_this_month(self) -> bool:
        """The street gives the emergency's routes up once its reported score was no better under them."""
        if self.config.return_kind != "endogenous":
            return False
        if not self._scores_kept or not self._scores_ordinary:
            return True  # nothing to compare with
        kept = sum(self._scores_kept) / len(self._scores_kept)
        return kept <= sum(self._scores_ordinary) / len(self._scores_ordinary)

    def ends_today(self, n_open_red: int) -> bool:
        """They end once few enough red matters have been open on enough days in a row."""
        if self.config.return_kind != "hysteresis":
            return False
        self._n_calm_days = self._n_calm_days + 1 if n_open_red <= self.config.emergency.calm_red_matters else 0
        return self._n_calm_days >= self.config.emergency.calm_days
