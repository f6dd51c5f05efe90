import math

import pytest
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import homeowners
from sim.rules.homeowners import HomeownersParameters
from tests.rules.rule_checks import FLAG, SHARE, UNIFORM, Facts, check_facts, idle_parameters, midpoints

P = as_record(HomeownersParameters())
FOUNDING = {"active_owner_share": SHARE, "conflict": SHARE, "has_committee_help": FLAG}

FACTS = (
    Facts(
        homeowners.forming_chance, FOUNDING, rising=("active_owner_share", "has_committee_help"), falling=("conflict",)
    ),
    Facts(homeowners.dissolving_chance, {"active_owner_share": SHARE}, falling=("active_owner_share",)),
    Facts(
        homeowners.steady_committee_share,
        FOUNDING,
        rising=("active_owner_share", "has_committee_help"),
        falling=("conflict",),
    ),
    Facts(
        homeowners.forms,
        {**FOUNDING, "uniform": UNIFORM},
        rising=("active_owner_share", "has_committee_help"),
        falling=("conflict", "uniform"),
    ),
    Facts(
        homeowners.dissolves,
        {"active_owner_share": SHARE, "uniform": UNIFORM},
        falling=("active_owner_share", "uniform"),
    ),
    Facts(
        homeowners.hours_lent_per_week,
        {"n_active_owners": st.integers(0, 500)},
        high=math.inf,
        rising=("n_active_owners",),
    ),
    Facts(
        homeowners.self_organises,
        {"active_owner_share": SHARE, "hazard": SHARE, "uniform": UNIFORM},
        rising=("active_owner_share", "hazard"),
        falling=("uniform",),
    ),
    Facts(homeowners.is_owner_invited, {"uniform": UNIFORM}, falling=("uniform",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(HomeownersParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        draws = midpoints(100)
        return (
            homeowners.forming_chance(p, 0.02, 0.2, True),
            homeowners.dissolving_chance(p, 0.003),
            homeowners.hours_lent_per_week(p, 100),
            [homeowners.self_organises(p, 0.03, 0.8, u) for u in draws],
            [homeowners.is_owner_invited(p, u) for u in draws],
        )

    assert idle_parameters(HomeownersParameters, outcomes) == []


def test_committees_form_and_dissolve_as_often_as_their_chances_say():
    draws = midpoints(2000)
    n_formed = sum(homeowners.forms(P, 0.05, 0.3, False, u) for u in draws)
    n_dissolved = sum(homeowners.dissolves(P, 0.01, u) for u in draws)
    assert n_formed == pytest.approx(2000 * homeowners.forming_chance(P, 0.05, 0.3, False), abs=1.0)
    assert n_dissolved == pytest.approx(2000 * homeowners.dissolving_chance(P, 0.01), abs=1.0)


@pytest.mark.parametrize(("active_owner_share", "has_help"), [(0.0, False), (0.01, True), (0.08, False)])
def test_forming_and_dissolving_balance_at_the_steady_share(active_owner_share, has_help):
    share = homeowners.steady_committee_share(P, active_owner_share, 0.3, has_help)
    gained = (1.0 - share) * homeowners.forming_chance(P, active_owner_share, 0.3, has_help)
    lost = share * homeowners.dissolving_chance(P, active_owner_share)
    assert gained == pytest.approx(lost, rel=1e-12)


@pytest.mark.parametrize(
    ("active_owner_share", "conflict", "has_help", "low", "high"),
    [
        (0.05, 0.3, False, 0.20, 0.30),  # country
        (0.05, 0.3, True, 0.83, 0.93),  # Shanghai 2012 and 2019
        (0.02, 0.4, False, 0.10, 0.13),  # Guangzhou 2020
    ],
)
def test_help_and_active_owners_span_the_shares_found_in_cities(active_owner_share, conflict, has_help, low, high):
    share = homeowners.steady_committee_share(P, active_owner_share, conflict, has_help)
    assert low <= share <= high  # L108


def test_nobody_founds_a_committee_without_active_owners_or_in_full_quarrel():
    assert homeowners.forming_chance(P, 0.0, 0.0, True) == 0.0
    assert homeowners.forming_chance(P, 0.2, 1.0, True) == 0.0


def test_above_the_dissolving_share_committees_only_lapse():
    assert homeowners.dissolving_chance(P, float(P.dissolving_share)) == P.lapse_prob
    assert homeowners.dissolving_chance(P, 0.0) == P.lapse_prob + P.dissolving_prob


def test_hours_lent_grow_with_members_until_all_seats_are_filled():
    seats = int(P.most_members)
    assert homeowners.hours_lent_per_week(P, 0) == 0.0
    assert homeowners.hours_lent_per_week(P, 1) == P.member_hours
    assert homeowners.hours_lent_per_week(P, seats) == homeowners.hours_lent_per_week(P, 10 * seats)


def test_no_committee_calls_on_its_owners_in_normal_time():
    assert not any(homeowners.self_organises(P, 1.0, 0.0, u) for u in midpoints(100))


def test_under_full_hazard_an_active_compound_calls_as_often_as_declared():
    n_calls = sum(homeowners.self_organises(P, 0.5, 1.0, u) for u in midpoints(1000))
    assert n_calls == pytest.approx(1000 * P.self_organising_prob, abs=1.0)


def test_building_leaders_reach_the_declared_share_of_owners():
    n_invited = sum(homeowners.is_owner_invited(P, u) for u in midpoints(1000))
    assert n_invited == pytest.approx(1000 * P.invited_share, abs=1.0)
