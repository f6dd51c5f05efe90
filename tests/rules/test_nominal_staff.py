"""Nominal staff: how many of the names on paper work; what falls to the others goes round by the colleagues."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import nominal_staff
from sim.rules.nominal_staff import NominalStaffLever
from tests.places import changed_run, run, small_place
from tests.rules.rule_checks import Facts, check_facts

POSTS = st.integers(1, 500)


def posts(share: float, n: int) -> int:
    return nominal_staff.working_posts(as_record(NominalStaffLever(effective_share=share)), n)


def test_every_rule_keeps_its_promises_for_all_admissible_parameters():
    check_facts(
        NominalStaffLever,
        Facts(nominal_staff.working_posts, {"n_posts": POSTS}, low=1.0, high=500.0, rising=("n_posts",)),
    )


@given(n=POSTS)
def test_by_default_everybody_works(n):
    assert nominal_staff.working_posts(as_record(NominalStaffLever()), n) == n


@pytest.mark.parametrize(("share", "n", "working"), [(1 / 3, 33, 11), (1 / 3, 3, 1), (0.5, 4, 2), (0.1, 2, 1)])
def test_one_of_three_names_works_and_somebody_always_does(share, n, working):
    assert posts(share, n) == working


@pytest.fixture(scope="module")
def both():
    return changed_run(small_place(2, "grid"), {"levers.nominal_staff.effective_share": 0.5}, days=180)


def test_names_on_paper_are_paid_and_do_nothing(both):
    months = both[1].records.columns("actor_months")
    is_name = (months["party_kind"] == 0) & (months["worker_kind"] >= 1) & (months["worker_kind"] <= 2)
    assert is_name.any()
    assert months["hours_worked"][is_name].sum() == 0.0
    assert months["worker_weeks"][is_name].sum() > 0.0
    assert (months["is_paid"][is_name] == 1).all()
    assert (both[0].records.columns("actor_months")["hours_worked"][is_name] > 0.0).all()


def test_the_chain_is_longer_and_needs_are_met_later(both):
    """Both sides in the running model: fewer paid hours of work, more hand-offs, longer until a need is met."""
    usual, on_paper = (model.records.outcomes() for model in both)
    assert on_paper["handoffs_per_matter"] > usual["handoffs_per_matter"]
    assert on_paper["need_based_days"] > usual["need_based_days"]
    assert on_paper["total_paid_hours"] < usual["total_paid_hours"]


def test_nothing_stays_on_a_desk_that_has_become_a_name():
    model = run(small_place(2, "grid"), days=1)
    assert model.world.filled[len(model.world.parties) :].any(), "matters lie on desks at the end of the burn-in"
    changed = changed_run(small_place(2, "grid"), {"levers.nominal_staff.effective_share": 0.5}, days=3)[1]
    queues = changed.world.filled[len(changed.world.parties) :]
    for committee in changed.world.parties[changed.world.communities["committee"]]:
        last = committee["first_worker"] + committee["n_workers"]
        assert not queues[last - committee["n_workers"] // 2 : last].any()
