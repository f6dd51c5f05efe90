import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import as_record
from sim.rules import trust
from sim.rules.trust import TrustParameters
from tests.rules.rule_checks import FLAG, SHARE, Facts, check_facts, idle_parameters, records

P = as_record(TrustParameters())
HOURS = st.floats(0.0, 1e5)
DEADLINE = st.floats(2.0, 360.0)

FACTS = (
    Facts(
        trust.service_quality,
        {"is_resolved": FLAG, "hours_experienced": HOURS, "deadline_hours": DEADLINE},
        rising=("is_resolved", "deadline_hours"),
        falling=("hours_experienced",),
    ),
    Facts(trust.updated_trust, {"trust": SHARE, "quality": SHARE}, rising=("trust", "quality")),
    Facts(trust.updated_responsiveness, {"belief": SHARE, "quality": SHARE}, rising=("belief", "quality")),
    Facts(trust.grown_familiarity, {"familiarity": SHARE}, rising=("familiarity",)),
    Facts(
        trust.faded_familiarity,
        {"familiarity": SHARE, "hours_since_contact": HOURS},
        rising=("familiarity",),
        falling=("hours_since_contact",),
    ),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(TrustParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        return (
            trust.service_quality(p, True, 48.0, 24.0),
            trust.updated_trust(p, 0.5, 0.9),
            trust.updated_trust(p, 0.5, 0.1),
            trust.updated_responsiveness(p, 0.5, 0.9),
            trust.grown_familiarity(p, 0.3),
            trust.faded_familiarity(p, 0.3, 1000.0),
        )

    assert idle_parameters(TrustParameters, outcomes) == []


@given(p=records(TrustParameters), gap=st.floats(0.01, 0.5))
def test_trust_is_lost_as_many_times_faster_than_gained_as_declared(p, gap):
    gain = trust.updated_trust(p, 0.5, 0.5 + gap) - 0.5
    loss = 0.5 - trust.updated_trust(p, 0.5, 0.5 - gap)
    assert loss / gain == pytest.approx(p.trust_asymmetry, rel=1e-9)


@given(p=records(TrustParameters), before=SHARE, quality=SHARE)
def test_new_trust_lies_between_old_trust_and_quality(p, before, quality):
    after = trust.updated_trust(p, before, quality)
    assert min(before, quality) - 1e-15 <= after <= max(before, quality) + 1e-15


def test_good_and_bad_experiences_in_turn_leave_less_trust_than_their_mean():
    level = 0.9
    for _ in range(500):
        after_bad = trust.updated_trust(P, level, 0.0)
        level = trust.updated_trust(P, after_bad, 1.0)
    gain, loss = P.trust_gain, P.trust_gain * P.trust_asymmetry
    assert level == pytest.approx(gain / (1.0 - (1.0 - gain) * (1.0 - loss)), rel=1e-12)  # fixed point of the two steps
    assert level < 0.5


def test_equal_experiences_close_the_gap_geometrically():
    level = 0.2
    for _ in range(10):
        level = trust.updated_trust(P, level, 0.8)
    assert level == pytest.approx(0.8 - 0.6 * (1.0 - P.trust_gain) ** 10, rel=1e-12)


def test_an_unresolved_matter_has_no_quality_however_fast_it_was_closed():
    assert trust.service_quality(P, False, 0.0, 24.0) == 0.0


def test_waiting_of_one_deadline_over_impatience_halves_the_quality():
    assert trust.service_quality(P, True, 0.0, 24.0) == 1.0
    assert trust.service_quality(P, True, 24.0 / P.impatience, 24.0) == pytest.approx(0.5, rel=1e-12)


def test_contacts_remove_strangeness_geometrically():
    familiarity = 0.0
    for _ in range(7):
        familiarity = trust.grown_familiarity(P, familiarity)
    assert 1.0 - familiarity == pytest.approx((1.0 - P.familiarity_gain) ** 7, rel=1e-12)


def test_half_of_the_familiarity_is_gone_after_the_half_life():
    assert trust.faded_familiarity(P, 0.8, float(P.familiarity_half_life_hours)) == pytest.approx(0.4, rel=1e-12)


@given(familiarity=SHARE, first=st.floats(0.0, 1e4), second=st.floats(0.0, 1e4))
def test_fading_over_two_spans_equals_fading_over_their_sum(familiarity, first, second):
    in_two_steps = trust.faded_familiarity(P, trust.faded_familiarity(P, familiarity, first), second)
    in_one_step = trust.faded_familiarity(P, familiarity, first + second)
    assert math.isclose(in_two_steps, in_one_step, rel_tol=1e-12, abs_tol=1e-300)
