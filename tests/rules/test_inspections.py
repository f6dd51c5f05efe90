"""Inspections: whole visits on dates within the month, paper before them, hours for receiving them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

import configs
from sim.parameters import as_record
from sim.rules import inspections
from sim.rules.inspections import InspectionsLever
from sim.scenario import configuration_from
from tests.places import changed_run, place, run, small_place
from tests.rules.rule_checks import Facts, check_facts

NUMBER = st.floats(0.0, 100.0)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(inspections.whole_number, {"number": NUMBER}, high=100.0, rising=("number",), reads_parameters=False),
        Facts(
            inspections.visit_date,
            {
                "month_starts": st.just(720.0),
                "month_hours": st.just(720.0),
                "number": st.integers(0, 9).map(float),
                "n_visits": st.integers(10, 20).map(float),
            },
            low=720.0,
            high=1440.0,
            rising=("number",),
            falling=("n_visits",),
            reads_parameters=False,
        ),
        Facts(
            inspections.hosting_hours_per_week,
            {"n_visits": NUMBER, "weeks": st.floats(1.0, 5.0)},
            high=float("inf"),
            rising=("n_visits",),
        ),
    ],
    ids=lambda facts: facts.name,
)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(InspectionsLever, facts)


def test_three_visits_divide_the_month_into_four_quarters():
    assert [inspections.visit_date(0.0, 720.0, float(k), 3.0) for k in range(3)] == [180.0, 360.0, 540.0]


def test_receiving_inspectors_takes_its_hours_over_the_month():
    p = as_record(InspectionsLever(hosting_hours=3.0))
    assert inspections.hosting_hours_per_week(p, 4.0, 30.0 / 7.0) * 30.0 / 7.0 == pytest.approx(12.0)


def test_inspections_cost_paper_hours_and_count_in_the_indicator():
    """In the running model: six visits a month bring their hours, and each counts three times."""
    usual, inspected = changed_run(small_place(2, "grid"), {"levers.inspections.per_month": 6.0}, days=90)
    columns = [model.records.columns("assessments") for model in (usual, inspected)]
    more = [column["directive_hours"][column["unit_kind"] == 0].mean() for column in columns]
    cases = [column["n_directives_on_time"][column["unit_kind"] == 0].mean() for column in columns]
    assert more[1] - more[0] == pytest.approx(6.0 * 6.0, abs=6.0)  # add-ons may answer to the score
    assert cases[1] - cases[0] == pytest.approx(18.0, abs=1.0)
    paper = [model.records.columns("actor_months")["directives_hours"].sum() for model in (usual, inspected)]
    assert paper[1] > paper[0]


def test_a_campaign_inspects_in_its_own_months_only():
    tree = place(2, "grid")
    tree["regime"] = configs.compose_pick("regime", "campaign")
    model = run(configuration_from(tree), days=180)
    columns = model.records.columns("assessments")
    own = columns["unit_kind"] == 0
    cases = [columns["n_directives_on_time"][own & (columns["month"] == month)].mean() for month in range(6)]
    assert np.argsort(cases)[-2:].tolist() in ([3, 4], [4, 3])
    assert min(cases[3:5]) - max(cases[:3]) >= 3.0 * 8.0 - 1.0


def test_halves_are_rounded_up_and_less_is_dropped():
    assert [inspections.whole_number(x) for x in (0.0, 0.49, 0.5, 2.4, 2.5)] == [0.0, 0.0, 1.0, 2.0, 3.0]
