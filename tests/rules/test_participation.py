import math
from statistics import NormalDist

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import ACT, DELIBERATION, MUTUAL_AID, NOT_ACTIVE, VOLUNTEERING
from sim.parameters import as_record
from sim.rules import participation
from sim.rules.participation import ParticipationParameters
from tests.rules.rule_checks import FLAG, SHARE, UNIFORM, Facts, check_facts, idle_parameters, midpoints, records

P = as_record(ParticipationParameters())
LOGIT = st.floats(-30.0, 30.0)
CALL = st.floats(0.0, 9.0)
REASONS = {
    "disposition": st.floats(-6.0, 6.0),
    "habit": SHARE,
    "efficacy": SHARE,
    "unmet_need": SHARE,
    "enthusiasm": SHARE,
    "trust_neighbours": SHARE,
    "influence": SHARE,
    "free_time": SHARE,
}

FACTS = (
    Facts(
        participation.social_influence,
        {"share_active": SHARE, "threshold": SHARE},
        rising=("share_active",),
        falling=("threshold",),
    ),
    Facts(
        participation.willingness,
        {**REASONS, "health_risk": SHARE},
        low=-math.inf,
        high=math.inf,
        rising=tuple(REASONS),
        falling=("health_risk",),
    ),
    Facts(
        participation.pull_of_call,
        {"invitation": SHARE, "points": SHARE},
        high=math.inf,
        rising=("invitation", "points"),
    ),
    Facts(
        participation.act_chosen,
        {"willing": LOGIT, "call": CALL, "restriction": SHARE, "has_venue": FLAG, "uniform": UNIFORM},
        high=len(ACT) - 1,
    ),
    Facts(
        participation.is_mobilised,
        {"willing": LOGIT, "restriction": SHARE, "has_venue": FLAG, "uniform": UNIFORM},
        falling=("willing",),
        rising=("restriction", "uniform"),
    ),
    Facts(participation.updated_habit, {"habit": SHARE, "was_active": FLAG}, rising=("habit", "was_active")),
    Facts(participation.updated_efficacy, {"efficacy": SHARE, "gain_seen": SHARE}, rising=("efficacy", "gain_seen")),
)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.name)
def test_every_rule_keeps_its_promises_for_all_admissible_parameters(facts):
    check_facts(ParticipationParameters, facts)


def test_every_parameter_moves_some_outcome():
    def outcomes(p):
        draws = midpoints(200)
        return (
            participation.social_influence(p, 0.1, 0.102),
            participation.social_influence(p, 0.1, 0.2),
            participation.willingness(p, 0.5, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
            participation.pull_of_call(p, 0.5, 0.5),
            [participation.act_chosen(p, -1.0, 0.0, 0.5, True, u) for u in draws],
            participation.updated_habit(p, 0.3, True),
            participation.updated_efficacy(p, 0.3, 0.9),
        )

    assert idle_parameters(ParticipationParameters, outcomes) == []


# --- the draw ---------------------------------------------------------------------------------------------------------
N_DRAWS = 2000


def counts(p, willing, call, restriction, has_venue):
    tally = [0] * len(ACT)
    for u in midpoints(N_DRAWS):
        tally[participation.act_chosen(p, willing, call, restriction, has_venue, u)] += 1
    return tally


@given(
    p=records(ParticipationParameters),
    willing=st.floats(-6.0, 3.0),
    call=st.floats(0.0, 3.0),
    restriction=SHARE,
    has_venue=FLAG,
)
@settings(max_examples=15, deadline=None)
def test_acts_are_chosen_in_the_shares_of_the_multinomial_logit(p, willing, call, restriction, has_venue):
    organised = math.exp(willing + call) * (1.0 - restriction)
    odds = {
        NOT_ACTIVE: 1.0,
        VOLUNTEERING: organised,
        DELIBERATION: p.deliberation_odds * organised if has_venue else 0.0,
        MUTUAL_AID: p.mutual_aid_odds * math.exp(willing) * (1.0 - p.mutual_aid_exposure * restriction),
    }
    tally = counts(p, willing, call, restriction, has_venue)
    for act, weight in odds.items():
        # an interval of length q holds between n q - 1 and n q + 1 of n equally spaced points
        assert abs(tally[act] - N_DRAWS * weight / sum(odds.values())) <= 1.0 + 1e-6


def test_nobody_deliberates_without_a_venue():
    assert counts(P, 2.0, 1.0, 0.0, False)[DELIBERATION] == 0
    assert counts(P, 2.0, 1.0, 0.0, True)[DELIBERATION] > 0


def test_a_full_restriction_leaves_nothing_but_some_help_on_the_staircase():
    free, restricted = counts(P, 0.0, 1.0, 0.0, True), counts(P, 0.0, 1.0, 1.0, True)
    assert restricted[VOLUNTEERING] == restricted[DELIBERATION] == 0
    assert 0 < sum(restricted[1:]) < sum(free[1:])


@given(restriction=SHARE, more=SHARE, willing=LOGIT, call=CALL, has_venue=FLAG, uniform=UNIFORM)
def test_more_restriction_never_brings_anybody_into_action(restriction, more, willing, call, has_venue, uniform):
    low, high = sorted((restriction, more))
    under_low = participation.act_chosen(P, willing, call, low, has_venue, uniform)
    under_high = participation.act_chosen(P, willing, call, high, has_venue, uniform)
    assert under_low != NOT_ACTIVE or under_high == NOT_ACTIVE


@given(willing=LOGIT, more=LOGIT, call=CALL, restriction=SHARE, has_venue=FLAG, uniform=UNIFORM)
def test_whoever_acts_still_acts_when_more_willing(willing, more, call, restriction, has_venue, uniform):
    low, high = sorted((willing, more))
    when_less = participation.act_chosen(P, low, call, restriction, has_venue, uniform)
    when_more = participation.act_chosen(P, high, call, restriction, has_venue, uniform)
    assert when_less == NOT_ACTIVE or when_more != NOT_ACTIVE


@pytest.mark.parametrize(("willing", "is_acting"), [(-1000.0, False), (1000.0, True)])
def test_utilities_beyond_the_range_of_the_exponential_decide_for_certain(willing, is_acting):
    for u in midpoints(10):
        for chosen in (participation.act_chosen, participation.act_chosen.py_func):
            assert (chosen(P, willing, 9.0, 0.0, True, u) != NOT_ACTIVE) == is_acting


# --- mobilised or autonomous ------------------------------------------------------------------------------------------
@given(willing=LOGIT, restriction=SHARE, has_venue=FLAG, uniform=UNIFORM)
def test_nobody_who_acts_without_a_call_is_mobilised(willing, restriction, has_venue, uniform):
    act = participation.act_chosen(P, willing, 0.0, restriction, has_venue, uniform)
    assert act == NOT_ACTIVE or not participation.is_mobilised(P, willing, restriction, has_venue, uniform)


@given(willing=LOGIT, call=CALL, restriction=SHARE, has_venue=FLAG, uniform=UNIFORM)
def test_a_call_never_keeps_anybody_from_acting(willing, call, restriction, has_venue, uniform):
    act = participation.act_chosen(P, willing, call, restriction, has_venue, uniform)
    is_autonomous = not participation.is_mobilised(P, willing, restriction, has_venue, uniform)
    assert act != NOT_ACTIVE or not is_autonomous


def test_the_mobilised_are_exactly_those_whom_the_call_adds():
    without_call = N_DRAWS - counts(P, -3.0, 0.0, 0.0, True)[NOT_ACTIVE]
    with_call = N_DRAWS - counts(P, -3.0, 2.0, 0.0, True)[NOT_ACTIVE]
    n_mobilised = sum(
        participation.act_chosen(P, -3.0, 2.0, 0.0, True, u) != NOT_ACTIVE
        and participation.is_mobilised(P, -3.0, 0.0, True, u)
        for u in midpoints(N_DRAWS)
    )
    assert n_mobilised == with_call - without_call > 0


# --- reasons ----------------------------------------------------------------------------------------------------------
def test_efficacy_counts_only_where_need_is_left_unmet():
    def willing(efficacy, unmet_need):
        return participation.willingness(P, 0.0, 0.0, efficacy, unmet_need, 0.5, 0.5, 0.0, 0.5, 0.0)

    assert willing(1.0, 0.0) == willing(0.0, 0.0) == willing(0.0, 1.0)
    assert willing(1.0, 1.0) - willing(0.0, 0.0) == pytest.approx(P.efficacy_weight, rel=1e-12)


def test_habit_of_the_always_active_and_of_the_never_active_reach_their_ends():
    rising, falling = 0.5, 0.5
    for _ in range(20):
        rising = participation.updated_habit(P, rising, True)
        falling = participation.updated_habit(P, falling, False)
    rest = 0.5 * (1.0 - P.habit_learning) ** 20
    assert rising == pytest.approx(1.0 - rest, rel=1e-12)
    assert falling == pytest.approx(rest, rel=1e-12)


# --- Granovetter ------------------------------------------------------------------------------------------------------
def cascade(thresholds):
    """Share active in the end if everyone whose threshold is reached acts, from nobody acting (K040)."""
    step = as_record(ParticipationParameters(threshold_width=0.001))
    n_active, n_before = 0, -1
    while n_active > n_before:
        n_before = n_active
        share = n_before / len(thresholds)
        n_active = sum(participation.social_influence(step, share, threshold) == 1.0 for threshold in thresholds)
    return n_active / len(thresholds)


def test_evenly_spread_thresholds_let_everybody_follow_one_instigator():
    assert cascade([i / 100 for i in range(100)]) == 1.0


def test_the_cascade_breaks_off_when_one_single_threshold_moves():
    thresholds = [i / 100 for i in range(100)]
    thresholds[1] = 2 / 100
    assert cascade(thresholds) == 1 / 100


def test_nobody_starts_where_nobody_has_a_threshold_of_zero():
    assert cascade([(i + 1) / 100 for i in range(100)]) == 0.0


# --- the whole choice in a reference population -----------------------------------------------------------------------
N_RESIDENTS = 6000
N_CONTACTS = 8
MONTHS = 24


@numba.njit
def one_month(p, dispositions, thresholds, free_times, shares_of_contacts, habits, call, uniforms):
    """Every resident chooses once; habits are written in place. Returns a mask of the active."""
    is_active = np.zeros(len(habits), dtype=np.bool_)
    for i in range(len(habits)):
        influence = participation.social_influence(p, shares_of_contacts[i], thresholds[i])
        willing = participation.willingness(
            p, dispositions[i], habits[i], 0.3, 0.2, 0.6, 0.55, influence, free_times[i], 0.0
        )
        act = participation.act_chosen(p, willing, call, 0.0, i % 3 == 0, uniforms[i])
        is_active[i] = act != NOT_ACTIVE
        habits[i] = participation.updated_habit(p, habits[i], act != NOT_ACTIVE)
    return is_active


def monthly_shares(p, threshold_median, call_months=range(0)):
    """Share active by month among residents with the traits assumed for newcomers (dispositions standard normal)."""
    chance = np.random.default_rng(20)
    normals = np.array([NormalDist().inv_cdf(u) for u in midpoints(N_RESIDENTS)])
    centre = math.log(threshold_median / (1.0 - threshold_median))
    dispositions = chance.permutation(normals)
    thresholds = 1.0 / (1.0 + np.exp(-(centre + 0.9 * chance.permutation(normals))))
    free_times = chance.permutation(np.where(np.array(midpoints(N_RESIDENTS)) < 0.4, 0.8, 0.35))
    contacts = chance.integers(0, N_RESIDENTS, (N_RESIDENTS, N_CONTACTS))
    habits = np.zeros(N_RESIDENTS)
    is_active = np.zeros(N_RESIDENTS, dtype=np.bool_)
    shares = []
    for month in range(MONTHS):
        call = 2.0 if month in call_months else 0.0
        shares_of_contacts = is_active[contacts].mean(axis=1)
        uniforms = chance.random(N_RESIDENTS)
        is_active = one_month(p, dispositions, thresholds, free_times, shares_of_contacts, habits, call, uniforms)
        shares.append(float(is_active.mean()))
    return shares


def test_half_to_five_percent_are_active_at_one_time_in_normal_time():
    assert 0.005 <= np.mean(monthly_shares(P, 0.12)[12:]) <= 0.05  # L120 and the range swept around it


def test_a_call_of_three_months_doubles_participation_and_most_of_the_gain_fades_in_the_year_after():
    called, uncalled = monthly_shares(P, 0.12, range(6, 9)), monthly_shares(P, 0.12)
    gain_during = np.mean(called[6:9]) - np.mean(uncalled[6:9])
    gain_after = np.mean(called[18:]) - np.mean(uncalled[18:])
    assert gain_during > np.mean(uncalled[6:9])
    assert gain_after < 0.5 * gain_during


def test_where_example_weighs_much_low_thresholds_tip_the_place_and_high_ones_do_not():
    strong_example = as_record(ParticipationParameters(social_weight=3.0))
    tipped = np.mean(monthly_shares(strong_example, 0.05)[12:])
    untipped = np.mean(monthly_shares(strong_example, 0.40)[12:])
    assert untipped < 0.08  # still a place in normal time
    assert tipped > 3.0 * untipped


def test_the_reasons_to_take_part_add_up_with_their_weights():
    reasons = (0.5, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)  # disposition first, health risk last
    expected = (
        P.disposition_weight * 0.5 + P.habit_weight * 0.1 + P.efficacy_weight * 0.3 * 0.2 + P.enthusiasm_weight * 0.4
        + P.trust_weight * 0.6 + P.social_weight * 0.7 - P.free_time_weight * 0.2 - P.health_weight * 0.9 - P.reluctance
    )  # fmt: skip
    assert participation.willingness(P, *reasons) == pytest.approx(expected, rel=1e-12)
    call = P.invitation_weight * 0.25 + P.points_weight * 0.75
    assert participation.pull_of_call(P, 0.25, 0.75) == pytest.approx(call, rel=1e-12)
