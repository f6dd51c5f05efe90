"""Help with forms: nothing before the set-up is paid off, then shorter forms, never free of charge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import SOCIAL_ORGANISATION
from sim.parameters import as_record
from sim.rules import form_support
from sim.rules.form_support import FormSupportLever
from tests.places import changed_run, small_place
from tests.rules.rule_checks import SHARE, Facts, check_facts

P = as_record(FormSupportLever())
HOURS = st.floats(0.0, 500.0)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(
            form_support.useful_hours,
            {"setup_hours": HOURS, "hours_before": HOURS, "hours": HOURS},
            high=500.0,
            rising=("hours_before", "hours"),
            falling=("setup_hours",),
            reads_parameters=False,
        ),
        Facts(
            form_support.help_reached,
            {"half_hours": st.floats(1.0, 200.0), "hours": HOURS},
            rising=("hours",),
            falling=("half_hours",),
            reads_parameters=False,
        ),
        Facts(
            form_support.supported_item_hours,
            {"item_hours": st.floats(50.0, 100.0), "duplicate_hours": st.floats(0.0, 50.0), "help_share": SHARE},
            high=100.0,
            rising=("item_hours",),
            falling=("duplicate_hours", "help_share"),
        ),
    ],
    ids=lambda facts: facts.name,
)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(FormSupportLever, facts)


def test_the_set_up_comes_first_and_counts_once():
    months = [30.0, 30.0, 30.0]
    before, useful = 0.0, []
    for hours in months:
        useful.append(form_support.useful_hours(40.0, before, hours))
        before += hours
    assert useful == [0.0, 20.0, 30.0]


def test_full_help_leaves_the_form_factor_of_what_is_not_a_duplicate():
    p = as_record(FormSupportLever(form_factor=0.5, duplicates_removed=1.0))
    assert form_support.supported_item_hours(p, 30.0, 10.0, 1.0) == pytest.approx(10.0)


@given(hours=HOURS)
def test_without_help_a_form_takes_exactly_what_it_took(hours):
    assert form_support.supported_item_hours(P, hours, 0.3 * hours, 0.0) == hours


def test_half_hours_bring_half():
    assert form_support.help_reached(8.0, 8.0) == 0.5


def test_the_lever_costs_the_organisation_hours_and_shortens_the_forms():
    """Both sides in the running model: the organisation's paper, and hours of directives of the committees."""
    lever = {"levers.form_support.hours_per_week": 10.0}
    usual, helped = changed_run(small_place(2, "grid"), lever, days=180)

    def paper_of_organisations(model):
        columns = model.records.columns("actor_months")
        return columns["directives_hours"][columns["party_kind"] == SOCIAL_ORGANISATION].sum()

    assert paper_of_organisations(usual) == 0.0
    assert paper_of_organisations(helped) > 100.0
    asked = [model.records.columns("assessments")["directive_hours"].sum() for model in (usual, helped)]
    assert asked[1] < asked[0]


def test_where_the_committee_pays_its_own_staff_give_the_hours():
    lever = {"levers.form_support.hours_per_week": 10.0, "levers.form_support.organisation_share": 0.0}
    _, helped = changed_run(small_place(2, "grid"), lever, days=60)
    assert (helped.world.communities["support_total_hours"] > 0.0).all()
    assert (helped.world.parties["support_hours"] == 0.0).all()
