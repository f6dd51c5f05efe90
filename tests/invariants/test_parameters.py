"""Every parameter matters: each number, flag and choice of a configuration is seen to move a result, bit for bit.

``docs/parameter_effects.csv`` names for each one a place, another value and the first result that it moves there. The
quick test makes these runs again; the study searches without the list.
"""

from __future__ import annotations

import pytest

from experiments.parameter_table import groups
from sim.rules.levers import Levers
from tests.invariants import sensitivity
from tests.invariants.sensitivity import Witness, moved
from tests.places import values_of

WITNESSES = sensitivity.read()
PLACES = sorted({witness.place for witness in WITNESSES.values()})
ADVICE = "run: python -m tests.invariants.sensitivity"


def test_every_parameter_is_on_the_list_of_effects() -> None:
    assert list(WITNESSES) == sensitivity.names(), ADVICE


def test_the_list_knows_parameters_of_every_kind() -> None:
    names = set(sensitivity.names())
    for name in (
        "street.communities.*.compounds.*.conflict", "matters.*.deadline_hours", "governance.normal.green.*",
        "assessment.community.shrinkage", "assessment.scoring.on_time.cap", "regime.campaign.days",
    ):  # fmt: skip
        assert name in names
    declared = {f"{group}.{name}" for group, members in groups() for name in members.model_fields}
    assert declared <= names


@pytest.mark.parametrize("place", PLACES)
def test_every_parameter_moves_the_result_that_is_named(place: str) -> None:
    still = [name for name, witness in WITNESSES.items() if witness.place == place and not witness.holds()]
    assert still == [], ADVICE


def test_a_value_that_stays_moves_nothing() -> None:
    usual = sensitivity.usual("hybrid")[0].time.desk_share
    assert moved("hybrid", ("time", "desk_share"), usual) == []
    assert not Witness("time.desk_share", "hybrid", ("time", "desk_share"), usual, "matters.voiced_hours").holds()


@pytest.mark.parametrize("lever", Levers.model_fields)
def test_levers_of_the_status_quo_are_in_force_in_the_burn_in(lever: str) -> None:
    half = {name: values_of(lever, name, 0.5, Levers())[-1] for name in type(getattr(Levers(), lever)).model_fields}
    assert moved("hybrid", ("status_quo_levers", lever), half) != []


@pytest.mark.study
def test_a_search_without_the_list_finds_something_that_every_parameter_moves() -> None:
    assert [name for name in sensitivity.names() if sensitivity.witness_for(name) is None] == []
