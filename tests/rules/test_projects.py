"""Projects of residents: the fund pays what sponsors do not, and exactly the needs that are prevented do not arise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import projects
from sim.rules.projects import ProjectsLever
from tests.places import changed_run, needs, small_place
from tests.rules.rule_checks import SHARE, UNIFORM, Facts, check_facts

P = as_record(ProjectsLever())
COUNT = st.integers(0, 200)
FACTS = (
    Facts(projects.budget_of_days, {"days": st.floats(0.0, 365.0)}, high=math.inf, rising=("days",)),
    Facts(projects.own_cost, {}, low=0.1, high=math.inf),
    Facts(projects.is_proposed, {"n_wishes": COUNT, "n_proposers": COUNT}, rising=("n_wishes", "n_proposers")),
    Facts(
        projects.with_one_more,
        {"relief": SHARE, "prevented": SHARE},
        rising=("relief", "prevented"),
        reads_parameters=False,
    ),
    Facts(
        projects.is_prevented,
        {"prevented": SHARE, "uniform": UNIFORM},
        rising=("prevented",),
        falling=("uniform",),
        reads_parameters=False,
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ProjectsLever, facts)


def test_sponsors_stretch_the_fund():
    p = as_record(ProjectsLever(budget_per_year=365.0, project_cost=100.0, sponsored_share=0.4))
    assert projects.own_cost(p) == pytest.approx(60.0)
    assert projects.budget_of_days(p, 30.0) == pytest.approx(30.0)


def test_two_projects_prevent_what_each_leaves_over():
    assert projects.with_one_more(0.5, projects.with_one_more(0.5, 0.0)) == 0.75


def test_nothing_is_prevented_where_nothing_was_built():
    assert not projects.is_prevented(0.0, 1e-300)


BUILD = {"levers.projects.budget_per_year": 600.0, "levers.projects.least_proposers": 0.0}


def test_projects_cost_hours_and_exactly_the_prevented_needs_are_missing():
    usual, built = changed_run(small_place(2, "grid"), BUILD, days=360)
    before, after = needs(usual), needs(built)
    kept = np.isin(before[:, 0], after[:, 0])
    assert np.array_equal(before[kept], after), "the needs that arise are the same, draw for draw"
    missing = before[~kept]
    assert len(missing) > 10
    prevented = built.world.arrivals["prevented_share"]
    assert (prevented[missing[:, 3].astype(int), missing[:, 1].astype(int)] > 0.0).all()
    assert (prevented > 0.0).sum() <= built.world.communities["n_projects"].sum()
    is_public = built.world.kinds["is_public"] == 1
    assert (prevented[:, ~is_public] == 0.0).all()
    hours = [model.records.columns("actor_months")["meetings_hours"].sum() for model in (usual, built)]
    assert hours[1] > hours[0]


def test_the_fund_never_spends_more_than_it_has():
    _, built = changed_run(small_place(2, "grid"), BUILD, days=360)
    communities = built.world.communities
    assert (communities["project_fund"] >= 0.0).all()
    spent = communities["n_projects"] * projects.own_cost(P)
    assert spent + communities["project_fund"] == pytest.approx(600.0 * 360 / 365)


def test_where_nobody_deliberates_nobody_proposes():
    _, built = changed_run(small_place(2, "grid"), BUILD | {"levers.projects.least_proposers": 20.0}, days=90)
    assert (built.world.communities["n_projects"] == 0).all()


def test_a_project_needs_both_wishes_and_somebody_who_proposes():
    p = as_record(ProjectsLever(least_wishes=3.0, least_proposers=2.0))
    cases = ((3, 2), (2, 2), (3, 1), (9, 0), (0, 9))
    assert [projects.is_proposed(p, *case) for case in cases] == [True, False, False, False, False]
