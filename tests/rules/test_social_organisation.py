import pytest
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import social_organisation
from sim.rules.social_organisation import SocialOrganisationParameters
from tests.rules.rule_checks import FLAG, SHARE, UNIFORM, Facts, check_facts, idle_parameters, midpoints

P = as_record(SocialOrganisationParameters())
HOURS = st.floats(0.0, 400.0)

FACTS = (
    Facts(
        social_organisation.is_deployable,
        {"is_rooted": FLAG, "hours_since_phase_change": st.floats(0.0, 1e4)},
        rising=("is_rooted", "hours_since_phase_change"),
    ),
    Facts(
        social_organisation.renews_contract,
        {"satisfaction": SHARE, "budget_share": SHARE, "uniform": UNIFORM},
        rising=("satisfaction", "budget_share"),
        falling=("uniform",),
    ),
    Facts(social_organisation.trust_after_activity, {"trust_neighbours": SHARE}, rising=("trust_neighbours",)),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(SocialOrganisationParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            [social_organisation.is_deployable(p, False, 24.0 * day) for day in range(200)],
            [social_organisation.renews_contract(p, level, 1.0, u) for level in (0.0, 1.0) for u in midpoints(100)],
            social_organisation.trust_after_activity(p, 0.4),
        )

    assert idle_parameters(SocialOrganisationParameters, outcomes) == []


def test_the_rooted_act_at_once_and_the_purchased_after_their_contract_is_changed():
    lead = float(P.contract_lead_hours)
    assert social_organisation.is_deployable(P, True, 0.0)
    assert not social_organisation.is_deployable(P, False, lead - 1.0)
    assert social_organisation.is_deployable(P, False, lead)


def test_without_budget_no_contract_is_renewed():
    assert not any(social_organisation.renews_contract(P, 1.0, 0.0, u) for u in midpoints(100))


def test_contracts_are_renewed_as_often_as_declared():
    draws = midpoints(1000)
    n_unsatisfied = sum(social_organisation.renews_contract(P, 0.0, 1.0, u) for u in draws)
    n_satisfied = sum(social_organisation.renews_contract(P, 1.0, 0.5, u) for u in draws)
    assert n_unsatisfied == pytest.approx(1000 * P.renewal_prob_unsatisfied, abs=1.0)
    assert n_satisfied == pytest.approx(1000 * 0.5 * P.renewal_prob_satisfied, abs=1.0)


def test_activities_restore_missing_trust_geometrically():
    level = 0.2
    for _ in range(12):
        level = social_organisation.trust_after_activity(P, level)
    assert 1.0 - level == pytest.approx(0.8 * (1.0 - P.activity_trust) ** 12, rel=1e-12)
