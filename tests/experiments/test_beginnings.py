"""Arms that differ in the regime alone share the days before it shows, and nothing else changes."""

from dataclasses import replace

import pytest

from experiments.beginnings import with_beginnings
from experiments.run import Arm, played
from sim.scenario import load_scenario, with_picks, with_values

BASE = load_scenario("street_of_three", governance="hybrid", assessment="ranking")


def arm(days: int = 120, **picks: str) -> Arm:
    config = with_picks(BASE, **picks)
    return Arm(config.assessment.name, config, days)


@pytest.fixture(scope="module")
def pair() -> tuple[Arm, ...]:
    return with_beginnings([arm(regime="normal"), arm(regime="emergency")])


def test_arms_of_two_regimes_share_the_days_before_the_emergency(pair):
    assert pair[0].beginning == pair[1].beginning
    assert pair[0].beginning.days == 90


def test_the_rows_of_arms_that_share_a_beginning_are_those_of_each_alone(pair):
    for shared in pair:
        row, tables = played(shared, 3, "matters")
        row_alone, tables_alone = played(replace(shared, beginning=None), 3, "matters")
        assert repr(row) == repr(row_alone)
        assert all(tables[name].equals(tables_alone[name]) for name in tables_alone)


def test_the_order_of_the_arms_does_not_matter(pair):
    there, back = [[repr(played(one, 4, "runs")[0]) for one in arms] for arms in (pair, pair[::-1])]
    assert there == back[::-1]


def test_arms_that_differ_elsewhere_begin_alone():
    other = with_values(BASE, {"rules.voice.trust_weight": 1.5})
    arms = with_beginnings([arm(regime="normal"), arm(governance="grid"), Arm("other", other, 120)])
    assert [one.beginning for one in arms] == [None, None, None]


def test_a_run_that_ends_before_the_emergency_is_its_beginning():
    arms = with_beginnings([arm(60, regime="normal"), arm(60, regime="emergency")])
    assert [one.beginning.days for one in arms] == [60, 60]
    assert len({repr(played(one, 3, "runs")[0]["workload_hours_week"]) for one in arms}) == 1
