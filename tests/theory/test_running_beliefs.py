"""Are a committee's chances of passing what it takes them for? A study of the running model, over 5,000 unit-months.

Months are not independent: the calendar, with its holidays and long weekends, makes a month harder or easier for every
community and in every run alike. Errors are therefore those of calendar months, not of unit-months.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import CommunityModel
from sim.actors.committee import ResidentsCommittee
from sim.rules.normal import normal_chance
from sim.scenario import configuration_from
from tests.places import phases, place
from tests.theory.running import STANDARD_ERRORS, Floats, mean_and_error

RUNS, UNITS, MONTHS, YEAR = 36, 4, 48, 12  # the first year is for learning


def believed_and_passed(seed: int, n_months: int, bonus: float) -> list[tuple[int, float, bool, float]]:
    """Month, believed chance of passing, whether it passed, and the surprise in noises, of every unit and month.

    Off: the swing of needs over the year. The standard, which differs from run to run, stands a noise below, at, or
    above the median unit's burn-in score.
    """
    tree = place(UNITS, "grid", "none", phases(("normal", 30 * n_months)))
    tree["time"]["burn_in_days"] = 180
    for kind in tree["matters"].values():
        kind["rate_per_year"] = min(1000.0, 3.0 * kind["rate_per_year"])
        kind["season_amplitude"] = 0.0
    shift = (-1.0, 0.0, 1.0)[seed % 3]
    tree["assessment"]["community"] |= {"form": "pass_fail", "bonus": bonus, "standard_shift": shift}
    model = CommunityModel(configuration_from(tree), rng=seed)
    committees = model.agents_by_type[ResidentsCommittee]
    found = []
    for month in range(n_months):
        model.run_for(1)
        beliefs = [(float(c.state["expected_score"]), float(c.state["believed_noise"])) for c in committees]
        model.run_for(29)
        for (mean, noise), committee in zip(beliefs, committees, strict=True):
            score, standard = float(committee.state["score"]), float(committee.state["standard"])
            chance = normal_chance((mean - standard) / noise)
            found.append((month, chance, score >= standard, (score - mean) / noise))
    return found


def mean_and_error_by_month(values: Floats, months: Floats) -> tuple[float, float]:
    """Mean over unit-months, and its standard error if those of one calendar month move together."""
    deviations = values - values.mean()
    sums = np.array([deviations[months == month].sum() for month in np.unique(months)])
    return float(values.mean()), math.sqrt(float((sums * sums).sum())) / len(values)


@pytest.mark.study
def test_believed_chances_of_passing_equal_frequencies_in_the_running_model() -> None:
    """Off: anything at stake, so that nobody moves."""
    found = [row for seed in range(RUNS) for row in believed_and_passed(seed, MONTHS, bonus=0.0)]
    rows = np.array([row for row in found if row[0] >= YEAR], dtype=np.float64)
    assert len(rows) >= 5_000
    month, chance, passed, surprise = rows.T
    for tenth in [np.ones(len(rows), dtype=bool), *(np.minimum(9, chance * 10.0) // 1 == i for i in range(10))]:
        mean, error = mean_and_error_by_month((passed - chance)[tenth], month[tenth])
        assert tenth.sum() > 100
        assert abs(mean) <= STANDARD_ERRORS * error, (
            f"believed {chance[tenth].mean():.3f}, came {passed[tenth].mean():.3f}"
        )
    mean, error = mean_and_error_by_month(surprise, month)
    assert abs(mean) <= STANDARD_ERRORS * error
    # who has learned a noise from about (2 - v) / v = 19 months is surprised as by Student's t: spread sqrt(19 / 17)
    assert 1.0 <= surprise.std() <= 1.15


@pytest.mark.study
def test_under_a_new_stake_committees_expect_too_much_in_the_first_quarter() -> None:
    """Effort lifts scores by less than their simple picture of their own work says, until they have seen it."""
    gaps = []
    for seed in range(12):
        with_stake, without = (
            np.mean([surprise for *_, surprise in believed_and_passed(seed, 3, bonus)]) for bonus in (40.0, 0.0)
        )
        gaps.append(with_stake - without)
    mean, error = mean_and_error(gaps)
    assert mean < -STANDARD_ERRORS * error
    assert -1.0 < mean < -0.25, "about half a noise"
