import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import INBOUND, LOCAL, OUTBOUND
from sim.parameters import as_record
from sim.rules import residents
from sim.rules.residents import ResidentsParameters
from tests.rules.rule_checks import FLAG, SHARE, UNIFORM, Facts, check_facts, idle_parameters, midpoints, records

P = as_record(ResidentsParameters())
STATUS = st.sampled_from((LOCAL, INBOUND, OUTBOUND))
DWELLING = {"is_owner": FLAG, "hukou_status": STATUS}

FACTS = (
    Facts(residents.is_present, {"hukou_status": STATUS}, reads_parameters=False),
    Facts(residents.dwelling_turnover_prob, DWELLING, falling=("is_owner",)),
    Facts(residents.moves_out, {**DWELLING, "uniform": UNIFORM}, falling=("is_owner", "uniform")),
    Facts(residents.vacancy_days, {"uniform": UNIFORM}, high=math.inf, rising=("uniform",)),
    Facts(
        residents.arrival_status,
        {"inbound_share": SHARE, "uniform": UNIFORM},
        high=INBOUND,
        rising=("inbound_share",),
        falling=("uniform",),
        reads_parameters=False,
    ),
    Facts(residents.moves_away, {"hukou_status": STATUS, "uniform": UNIFORM}, falling=("uniform",)),
    Facts(residents.returns_home, {"hukou_status": STATUS, "uniform": UNIFORM}, falling=("uniform",)),
    Facts(residents.steady_outbound_share, {}),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ResidentsParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            [residents.dwelling_turnover_prob(p, is_owner, INBOUND) for is_owner in (False, True)],
            residents.vacancy_days(p, 0.5),
            [residents.moves_away(p, LOCAL, u) for u in midpoints(1000)],
            [residents.returns_home(p, OUTBOUND, u) for u in midpoints(1000)],
        )

    assert idle_parameters(ResidentsParameters, outcomes) == []


def test_only_outbound_people_live_elsewhere():
    assert [residents.is_present(status) for status in (LOCAL, INBOUND, OUTBOUND)] == [True, True, False]


@pytest.mark.parametrize("is_owner", [False, True])
def test_hukou_status_makes_no_difference_to_moving_out_without_evidence(is_owner):
    local = residents.dwelling_turnover_prob(P, is_owner, LOCAL)
    assert residents.dwelling_turnover_prob(P, is_owner, INBOUND) == local


def test_households_move_out_as_often_as_declared_for_their_tenure():
    draws = midpoints(1000)
    assert sum(residents.moves_out(P, True, LOCAL, u) for u in draws) == 1000 * P.owner_turnover_prob
    assert sum(residents.moves_out(P, False, LOCAL, u) for u in draws) == 1000 * P.tenant_turnover_prob


def test_an_empty_dwelling_of_outbound_people_does_not_turn_over():
    assert residents.dwelling_turnover_prob(P, True, OUTBOUND) == 0.0
    assert not any(residents.moves_out(P, False, OUTBOUND, u) for u in midpoints(100))


@given(hukou_status=STATUS, uniform=UNIFORM)
def test_nobody_leaves_and_returns_in_one_month_and_inbound_people_do_neither(hukou_status, uniform):
    is_leaving = residents.moves_away(P, hukou_status, uniform)
    is_returning = residents.returns_home(P, hukou_status, uniform)
    assert not (is_leaving and is_returning)
    assert hukou_status != INBOUND or not (is_leaving or is_returning)


@given(p=records(ResidentsParameters))
def test_departures_and_returns_balance_at_the_steady_outbound_share(p):
    share = residents.steady_outbound_share(p)
    assert (1.0 - share) * p.departure_prob == pytest.approx(share * p.return_prob, rel=1e-9, abs=1e-15)


def test_the_steady_outbound_share_is_near_the_national_share_of_the_separated():
    assert residents.steady_outbound_share(P) == pytest.approx(0.20, abs=0.01)  # F057 0.19, F059 0.21


def test_newcomers_are_inbound_in_the_share_of_the_place():
    assert sum(residents.arrival_status(0.8, u) == INBOUND for u in midpoints(1000)) == 800
    assert residents.arrival_status(0.0, 0.01) == LOCAL
    assert residents.arrival_status(1.0, 0.99) == INBOUND


def test_half_of_the_dwellings_are_taken_again_after_the_median_of_the_exponential():
    assert residents.vacancy_days(P, 0.5) == pytest.approx(P.vacancy_mean_days * math.log(2.0), rel=1e-12)
