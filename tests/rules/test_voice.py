import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import (
    BY_NEIGHBOURS,
    GREEN,
    RED,
    SILENCE,
    TO_GRID_WORKER,
    TO_HOMEOWNERS,
    TO_HOTLINE,
    TO_PROPERTY,
    TO_SOCIAL_WORKER,
    YELLOW,
)
from sim.parameters import as_record
from sim.rules import voice
from sim.rules.voice import VoiceParameters

P = as_record(VoiceParameters())
AS_SET = as_record(VoiceParameters(responsiveness_weight=1.5))  # at which the constants were set
RULES = [f for f in vars(voice).values() if hasattr(f, "py_func") and f.py_func.__module__ == voice.__name__]
N_DRAWS = 2000  # evenly spaced draws: a share is exact to 1 / N_DRAWS

# The resident for whom the constants were set, and the shares meant for a yellow matter (they add up to 0.99).
RESPONSIVENESS, DIGITAL, INCLUSION, TRUST, FAMILIARITY = 0.6, 0.5, 1.0, 0.5, 0.2
MEANT_SHARES = {
    SILENCE: 0.3,
    BY_NEIGHBOURS: 0.12,
    TO_PROPERTY: 0.2,
    TO_HOMEOWNERS: 0.03,
    TO_GRID_WORKER: 0.12,
    TO_SOCIAL_WORKER: 0.02,
    TO_HOTLINE: 0.2,
}
ROUNDING_OF_CONSTANTS = 0.005  # they are stated with two decimals

units = st.floats(0.0, 1.0)
uniforms = st.floats(1e-12, 1.0 - 1e-12)
urgencies = st.sampled_from((GREEN, YELLOW, RED))


def channel(
    p=P,
    urgency=YELLOW,
    inclusion=INCLUSION,
    has_property=True,
    has_homeowners=True,
    has_social=True,
    uniform=0.5,
    trust=TRUST,
    responsiveness=RESPONSIVENESS,
):
    return voice.voice_channel(
        p,
        urgency,
        responsiveness,
        DIGITAL,
        inclusion,
        trust,
        trust,
        trust,
        trust,
        trust,
        FAMILIARITY,
        FAMILIARITY,
        has_property,
        has_homeowners,
        has_social,
        uniform,
    )


def shares(**situation):
    """Share of each channel over evenly spaced draws."""
    chosen = [channel(uniform=(i + 0.5) / N_DRAWS, **situation) for i in range(N_DRAWS)]
    return {c: chosen.count(c) / N_DRAWS for c in range(7)}


def utilities(p=P, urgency=YELLOW, inclusion=INCLUSION):
    return {
        SILENCE: voice.silence_utility(p, urgency),
        BY_NEIGHBOURS: voice.neighbours_utility(p, urgency, TRUST),
        TO_PROPERTY: voice.property_utility(p, TRUST),
        TO_HOMEOWNERS: voice.homeowners_utility(p, inclusion, TRUST),
        TO_GRID_WORKER: voice.grid_worker_utility(p, RESPONSIVENESS, inclusion, TRUST, FAMILIARITY),
        TO_SOCIAL_WORKER: voice.social_worker_utility(p, inclusion, TRUST, FAMILIARITY),
        TO_HOTLINE: voice.hotline_utility(p, RESPONSIVENESS, DIGITAL),
    }


def outputs(p):
    """Every rule of the family at points where each parameter counts."""
    chosen = tuple(channel(p=p, urgency=urgency, uniform=0.6) for urgency in (GREEN, YELLOW, RED))
    all_utilities = [u for g in (GREEN, YELLOW, RED) for u in utilities(p, urgency=g, inclusion=0.5).values()]
    delays = tuple(voice.hours_to_voice(p, urgency, 0.5) for urgency in (GREEN, YELLOW, RED))
    repeats = (voice.repeat_prob(p, 0.6, 0.5, RED), voice.repeats_order(p, 0.6, 0.5, RED, 0.4))
    return (*chosen, *all_utilities, *delays, *repeats)


def test_the_reference_resident_uses_the_channels_in_the_shares_meant():
    total = sum(MEANT_SHARES.values())
    # Each weight and the sum of weights are off by at most the rounding of one constant.
    relative_error = math.exp(2.0 * ROUNDING_OF_CONSTANTS) - 1.0
    for c, share in shares(p=AS_SET).items():
        meant = MEANT_SHARES[c] / total
        assert abs(share - meant) <= meant * relative_error + 1.0 / N_DRAWS


def test_shares_are_those_of_the_multinomial_logit():
    weights = {c: math.exp(u) for c, u in utilities().items()}
    for c, share in shares().items():
        assert abs(share - weights[c] / sum(weights.values())) <= 1.0 / N_DRAWS


def test_the_odds_of_two_channels_do_not_depend_on_a_third():
    weights = {
        c: math.exp(u) for c, u in utilities().items() if c not in (TO_PROPERTY, TO_HOMEOWNERS, TO_SOCIAL_WORKER)
    }
    left = shares(has_property=False, has_homeowners=False, has_social=False)
    for c, weight in weights.items():
        assert abs(left[c] - weight / sum(weights.values())) <= 1.0 / N_DRAWS


@pytest.mark.parametrize(
    "missing, channel_id",
    [("has_property", TO_PROPERTY), ("has_homeowners", TO_HOMEOWNERS), ("has_social", TO_SOCIAL_WORKER)],
)
def test_nobody_turns_to_a_body_that_does_not_exist(missing, channel_id):
    assert shares(**{missing: False})[channel_id] == 0.0


def test_red_matters_are_rarely_silent_and_green_ones_mostly_are():
    assert shares(urgency=RED)[SILENCE] < 0.05
    assert shares(urgency=RED)[SILENCE] < shares(urgency=YELLOW)[SILENCE] < shares(urgency=GREEN)[SILENCE]


def test_neighbours_are_asked_less_about_a_red_matter_by_the_declared_utility():
    shift = voice.neighbours_utility(P, RED, TRUST) - voice.neighbours_utility(P, YELLOW, TRUST)
    assert shift == pytest.approx(VoiceParameters().neighbours_red, rel=1e-12)
    assert voice.neighbours_utility(P, GREEN, TRUST) == voice.neighbours_utility(P, YELLOW, TRUST)


def test_those_outside_the_bodies_of_the_community_turn_to_them_less_and_to_the_hotline_more():
    inside, outside = shares(inclusion=1.0), shares(inclusion=0.0)
    assert outside[TO_GRID_WORKER] < inside[TO_GRID_WORKER]
    assert outside[TO_SOCIAL_WORKER] < inside[TO_SOCIAL_WORKER]
    assert outside[TO_HOMEOWNERS] < inside[TO_HOMEOWNERS]
    assert outside[TO_HOTLINE] > inside[TO_HOTLINE]


def test_full_inclusion_takes_the_inclusion_weight_out_of_the_choice():
    heavy = as_record(VoiceParameters(inclusion_weight=5.0))
    assert utilities(heavy, inclusion=1.0) == utilities(P, inclusion=1.0)


def test_perceived_responsiveness_and_trust_draw_residents_out_of_silence():
    assert shares(responsiveness=1.0)[SILENCE] < shares(responsiveness=0.0)[SILENCE]
    assert shares(trust=1.0)[SILENCE] < shares(trust=0.0)[SILENCE]


def test_extreme_utilities_neither_overflow_nor_leave_the_seven_channels():
    extreme = as_record(VoiceParameters.model_construct(**{**dict(VoiceParameters()), "digital_weight": 1e5}))
    arguments = (extreme, YELLOW, 0.6, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.2, 0.2, True, True, True, 1e-9)
    assert voice.voice_channel(*arguments) == TO_HOTLINE
    assert voice.voice_channel.py_func(*arguments) == TO_HOTLINE


def test_logistic_is_one_half_at_zero_symmetric_and_safe_at_the_ends():
    assert voice.logistic(0.0) == 0.5
    assert voice.logistic(2.0) + voice.logistic(-2.0) == pytest.approx(1.0, rel=1e-15)
    assert math.log(voice.logistic(1.3) / voice.logistic(-1.3)) == pytest.approx(1.3, rel=1e-12)
    assert voice.logistic(-1e6) == 0.0
    assert voice.logistic(1e6) == 1.0


@pytest.mark.parametrize(
    "urgency, parameter_name",
    [(GREEN, "green_delay_hours"), (YELLOW, "yellow_delay_hours"), (RED, "red_delay_hours")],
)
def test_time_to_voice_is_exponential_with_the_mean_of_its_urgency(urgency, parameter_name):
    mean_hours = getattr(VoiceParameters(), parameter_name)
    assert voice.hours_to_voice(P, urgency, 0.5) == pytest.approx(mean_hours * math.log(2.0), rel=1e-12)
    assert voice.hours_to_voice(P, urgency, 1.0 - math.exp(-1.0)) == pytest.approx(mean_hours, rel=1e-12)


def test_the_reference_resident_repeats_as_the_logit_says():
    # the constant, 0.6 + 0.5, and 1.5 for one step of urgency
    expected = 1.0 / (1.0 + math.exp(-(P.repeat_constant + 2.6)))
    assert voice.repeat_prob(P, RESPONSIVENESS, TRUST, YELLOW) == pytest.approx(expected, abs=1e-12)
    assert voice.repeats_order(P, RESPONSIVENESS, TRUST, YELLOW, expected - 0.001)
    assert not voice.repeats_order(P, RESPONSIVENESS, TRUST, YELLOW, expected + 0.001)


def test_the_resigned_fall_silent_and_the_urgent_is_repeated():
    assert voice.repeat_prob(P, 0.0, 0.0, YELLOW) < voice.repeat_prob(P, 1.0, 0.0, YELLOW)
    assert voice.repeat_prob(P, 0.0, 0.0, YELLOW) < voice.repeat_prob(P, 0.0, 1.0, YELLOW)
    assert voice.repeat_prob(P, 0.5, 0.5, GREEN) < voice.repeat_prob(P, 0.5, 0.5, RED)


@settings(deadline=None)
@given(
    urgency=urgencies,
    traits=st.tuples(*[units] * 10),
    has=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    uniform=uniforms,
    other=uniforms,
)
def test_choice_rises_with_the_draw_and_compiled_equals_plain_python(urgency, traits, has, uniform, other):
    responsiveness, digital, inclusion, committee, company, homeowners, social, neighbours, known, known_social = traits
    calls = [
        (voice.logistic, (20.0 * (uniform - 0.5),)),
        (voice.silence_utility, (P, urgency)),
        (voice.neighbours_utility, (P, urgency, neighbours)),
        (voice.property_utility, (P, company)),
        (voice.homeowners_utility, (P, inclusion, homeowners)),
        (voice.grid_worker_utility, (P, responsiveness, inclusion, committee, known)),
        (voice.social_worker_utility, (P, inclusion, social, known_social)),
        (voice.hotline_utility, (P, responsiveness, digital)),
        (voice.voice_channel, (P, urgency, *traits, *has, uniform)),
        (voice.hours_to_voice, (P, urgency, uniform)),
        (voice.repeat_prob, (P, responsiveness, committee, urgency)),
        (voice.repeats_order, (P, responsiveness, committee, urgency, uniform)),
    ]
    assert {rule for rule, _ in calls} == set(RULES)
    for rule, arguments in calls:
        assert rule(*arguments) == rule.py_func(*arguments)
    low, high = min(uniform, other), max(uniform, other)
    assert voice.voice_channel(P, urgency, *traits, *has, low) <= voice.voice_channel(P, urgency, *traits, *has, high)
    assert 0.0 <= voice.repeat_prob(P, responsiveness, committee, urgency) <= 1.0
    assert voice.hours_to_voice(P, urgency, uniform) > 0.0


@pytest.mark.parametrize("name", VoiceParameters.model_fields)
def test_every_parameter_moves_some_output(name):
    moved = VoiceParameters(**{name: 1.2 * getattr(VoiceParameters(), name)})
    assert outputs(as_record(moved)) != outputs(P)


def test_each_rule_is_compiled_for_one_signature_only():
    outputs(P)
    voice.logistic(0.0)
    assert [len(rule.signatures) for rule in RULES] == [1] * len(RULES)


def test_who_is_left_out_asks_the_owners_less_by_the_weight_of_inclusion():
    p = as_record(VoiceParameters(inclusion_weight=0.8))
    gap = voice.homeowners_utility(p, 1.0, 0.5) - voice.homeowners_utility(p, 0.25, 0.5)
    assert gap == pytest.approx(0.8 * 0.75)
