"""The headline: ranking less pass/fail over the place of the standard, for three meanings of the same stake.

Theory does not say that ranking costs more: at the standard, pass/fail pulls harder than a linear ranking with the same
stake, far from it less. So the answer is a curve. The runs behind it are arms like those of any pattern: one ranking,
no assessment, and pass/fail with the standard at each place and the bonus at each multiple of the ranking's prize
spread; :mod:`analysis.headline` reads the curve off them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from experiments.draws import validated
from experiments.pattern_design import FOLDER, Pattern, PatternArm, Status
from sim.parameters import Parameters

NAME = "headline"
STANDARD, BONUS = "assessment.community.standard_shift", "assessment.community.bonus"
RANKING, NONE = "ranking", "none"


class Headline(Parameters):
    """The file ``configs/pattern/headline.yaml``."""

    title: str
    title_zh: str
    claim: str
    claim_zh: str
    claims: list[str]
    status: Status
    days: Annotated[int, Field(ge=30, le=3_600, multiple_of=30)]
    places: Annotated[list[float], Field(min_length=2)]  # of the standard, noise sds above the median burn-in score
    stakes: Annotated[list[float], Field(min_length=1)]  # bonus over the ranking's prize spread, rising
    smallest_effect: Annotated[float, Field(gt=0)]  # hours per worker and week

    def pattern(self) -> Pattern:
        """Its arms as those of a pattern."""
        arms = {
            NONE: PatternArm(label="no assessment", label_zh="不考核", set={"assessment": "none"}),
            RANKING: PatternArm(label="ranking", label_zh="排名", set={"assessment": "ranking"}),
        }
        for place in self.places:
            for stake in self.stakes:
                arms[pass_fail(place, stake)] = PatternArm(
                    label=f"pass/fail, standard at {place:g} sd, {stake:g} times the stake",
                    label_zh=f"达标，标准位于{place:g}个标准差，{stake:g}倍利害",
                    set={"assessment": "pass_fail", STANDARD: place},
                    times={} if stake == 1.0 else {BONUS: stake},
                )
        return Pattern(
            title=self.title, title_zh=self.title_zh, claim=self.claim, claim_zh=self.claim_zh, claims=self.claims,
            status=self.status, days=self.days, arms=arms,
        )  # fmt: skip


def pass_fail(place: float, stake: float) -> str:
    """Name of an arm with a standard."""
    return f"pass_fail at {place:g} times {stake:g}"


def load_headline() -> Headline:
    """The headline's definition."""
    return validated(Headline, FOLDER, NAME)


def runs_behind(headline: Headline, names: Mapping[str, tuple[str, str | None]]) -> dict[Any, str]:
    """The run behind ranking, no assessment, and each place of the standard and stake."""
    found: dict[Any, str] = {name: names[name][0] for name in (RANKING, NONE)}
    for place in headline.places:
        for stake in headline.stakes:
            found[place, stake] = names[pass_fail(place, stake)][0]
    return found
