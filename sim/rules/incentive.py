"""What one more point is worth: expected prize of a unit, and its slope, under any stakes.

Place in the calendar: the monthly choice of effort, once per unit. Nothing is decided here; these are the formulas
behind the decision. The belief is S ~ N(m, s**2) for the unit itself and N(m_j, s_j**2) for each rival, independent.

Notation: U expected prize, m own mean, s own noise, W_r prize of place r, PB(k; x) Poisson-binomial chance that
exactly k rivals score above x, z standard, B prize for a standard, phi and Phi the normal density and chance.

How the expected prize by place is worked out. V(x) = sum over k of W_{k+1} PB(k; x) is the prize that a score x can
expect; U(m) = E V(m + s X) and U'(m) = E V(m + s X) X / s with X standard normal (Stein's identity). The expectations
are trapezoid sums over evenly spaced X, which are very exact for smooth bells: with four nodes per standard deviation
the error stays below one in a million for up to 40 units alike, and reaches one in a thousand where places become as
sharp as the nodes are apart (160 units alike, or own noise four times the rivals'). This is the design's sum over
rivals with one integral instead of n - 1 (tests hold the two together). Even spacing lets neighbouring own means share
their values of V: one pass over scores, one over means. Prizes that fall by equal steps need no integral.

Source: Lazear and Rosen 1981 (K030) for places; K031 for standards.
"""

from __future__ import annotations

import math

from sim._compiled import rule
from sim.rules.assessment import Floats, Scoring, earned_slope
from sim.rules.normal import normal_chance, normal_density
from sim.rules.stakes import Stakes

# Numerical resolution, not parameters of the model.
NODES_PER_SD = 4
TAIL_SDS = 6
TAIL_NODES = NODES_PER_SD * TAIL_SDS
CURVE_POINTS = 193


# --- prizes by place ------------------------------------------------------------------------------------------------
@rule
def prize_at_score(score: float, unit: int, means: Floats, sds: Floats, prizes: Floats, chances: Floats) -> float:
    """Prize by place that a score can expect before the rivals' scores are known.

    Equation: V(x) = sum over k of W_{k+1} PB(k; x); rival j is above x with chance Phi((m_j - x) / s_j).

    Args:
        score: x, points.
        unit: row of the unit itself; its own entry in means and sds is not read.
        means: m_j, points, (n_units,).
        sds: s_j, points, above 0, (n_units,).
        prizes: W, value, (n_units,).
        chances: room for PB, (n_units,), changed in place.

    Returns:
        V, value, between W_n and W_1. Monotone: rises with the score.
    """
    chances[0] = 1.0
    rivals = 0
    for j in range(means.shape[0]):
        if j == unit:
            continue
        above = normal_chance((means[j] - score) / sds[j])
        rivals += 1
        chances[rivals] = chances[rivals - 1] * above
        for k in range(rivals - 1, 0, -1):
            chances[k] = chances[k] * (1.0 - above) + chances[k - 1] * above
        chances[0] = chances[0] * (1.0 - above)
    expected = 0.0
    for k in range(rivals + 1):
        expected += prizes[k] * chances[k]
    return expected


@rule
def place_payoff_linear(own_mean: float, own_sd: float, unit: int, means: Floats, sds: Floats, prizes: Floats) -> float:
    """Expected prize by place if each place down costs the same step.

    Equation: U(m) = W_1 - step sum over j of Phi((m_j - m) / s_ij), s_ij**2 = s**2 + s_j**2.

    Args:
        own_mean: m, points.
        own_sd: s, points, above 0.
        unit: row of the unit itself.
        means: m_j, points, (n_units,).
        sds: s_j, points, 0 or more, (n_units,).
        prizes: W, value, equal steps, (n_units,).

    Returns:
        U, value. Monotone: rises with the own mean.
    """
    n_units = means.shape[0]
    if n_units == 1 or prizes[0] == prizes[n_units - 1]:
        return float(prizes[0])
    step = (prizes[0] - prizes[n_units - 1]) / float(n_units - 1)
    places_lost = 0.0
    for j in range(n_units):
        if j != unit:
            gap_sd = math.sqrt(own_sd * own_sd + sds[j] * sds[j])
            places_lost += normal_chance((means[j] - own_mean) / gap_sd)
    expected: float = prizes[0] - step * places_lost
    return expected


@rule
def place_marginal_linear(
    own_mean: float, own_sd: float, unit: int, means: Floats, sds: Floats, prizes: Floats
) -> float:
    """Value of one more point of own mean if each place down costs the same step.

    Equation: dU/dm = DW / (n - 1) sum over j of phi((m - m_j) / s_ij) / s_ij, DW = W_1 - W_n.

    Args:
        own_mean: m, points.
        own_sd: s, points, above 0.
        unit: row of the unit itself.
        means: m_j, points, (n_units,).
        sds: s_j, points, 0 or more, (n_units,).
        prizes: W, value, equal steps, (n_units,).

    Returns:
        dU/dm, value per point, 0 or more.
    """
    n_units = means.shape[0]
    if n_units == 1 or prizes[0] == prizes[n_units - 1]:
        return 0.0
    step: float = (prizes[0] - prizes[n_units - 1]) / float(n_units - 1)
    density = 0.0
    for j in range(n_units):
        if j != unit:
            gap_sd = math.sqrt(own_sd * own_sd + sds[j] * sds[j])
            density += normal_density((own_mean - means[j]) / gap_sd) / gap_sd
    return step * density


@rule
def place_payoff(
    own_mean: float, own_sd: float, unit: int, means: Floats, sds: Floats, prizes: Floats, chances: Floats
) -> float:
    """Expected prize by place under any schedule.

    Equation: U(m) = sum over r of W_r P(place = r) = E V(m + s X).

    Args:
        own_mean: m, points.
        own_sd: s, points, above 0.
        unit: row of the unit itself.
        means: m_j, points, (n_units,).
        sds: s_j, points, above 0, (n_units,).
        prizes: W, value, (n_units,).
        chances: room, (n_units,), changed in place.

    Returns:
        U, value, between W_n and W_1. Monotone: rises with the own mean.
    """
    total = 0.0
    total_weight = 0.0
    for node in range(-TAIL_NODES, TAIL_NODES + 1):
        deviation = float(node) / float(NODES_PER_SD)
        weight = normal_density(deviation)
        total_weight += weight
        total += weight * prize_at_score(own_mean + own_sd * deviation, unit, means, sds, prizes, chances)
    return total / total_weight


@rule
def place_marginal(
    own_mean: float, own_sd: float, unit: int, means: Floats, sds: Floats, prizes: Floats, chances: Floats
) -> float:
    """Value of one more point of own mean under any schedule.

    Equation: dU/dm = E V(m + s X) X / s.

    Args:
        own_mean: m, points.
        own_sd: s, points, above 0.
        unit: row of the unit itself.
        means: m_j, points, (n_units,).
        sds: s_j, points, above 0, (n_units,).
        prizes: W, value, (n_units,).
        chances: room, (n_units,), changed in place.

    Returns:
        dU/dm, value per point, 0 or more (up to rounding).
    """
    total = 0.0
    total_weight = 0.0
    for node in range(1, TAIL_NODES + 1):
        deviation = float(node) / float(NODES_PER_SD)
        weight = normal_density(deviation)
        total_weight += weight * deviation * deviation
        ahead = prize_at_score(own_mean + own_sd * deviation, unit, means, sds, prizes, chances)
        behind = prize_at_score(own_mean - own_sd * deviation, unit, means, sds, prizes, chances)
        total += weight * deviation * (ahead - behind)
    return 0.5 * total / (total_weight * own_sd)


# --- prizes for standards -------------------------------------------------------------------------------------------
@rule
def pass_payoff(own_mean: float, own_sd: float, standard: float, prize: float) -> float:
    """Expected prize for a standard.

    Equation: U(m) = B Phi((m - z) / s).

    Args:
        own_mean: m, points (or a share, for one indicator).
        own_sd: s, same unit, above 0.
        standard: z, same unit, any number or an infinity.
        prize: B, value, 0 or more.

    Returns:
        U, 0 to B. Monotone: rises with the own mean, falls with the standard.
    """
    return prize * normal_chance((own_mean - standard) / own_sd)


@rule
def pass_marginal(own_mean: float, own_sd: float, standard: float, prize: float) -> float:
    """Value of one more point when a prize hangs on a standard.

    Equation: dU/dm = B phi((z - m) / s) / s.

    Args:
        own_mean: m, points (or a share, for one indicator).
        own_sd: s, same unit, above 0.
        standard: z, same unit, any number or an infinity.
        prize: B, value, 0 or more.

    Returns:
        dU/dm, value per point (or per share); 0 for an infinite standard.
    """
    return prize * normal_density((standard - own_mean) / own_sd) / own_sd


@rule
def chance_of_all(indicators: Floats, sds: Floats, standards: Floats, is_required: Floats, spare: int) -> float:
    """Chance that every required indicator reaches its standard, one of them left aside if asked.

    Equation: product over required l != spare of Phi((x_l - z_l) / s_l).

    Args:
        indicators: expected x_l, (n_indicators,), 0 to 1.
        sds: s_l, shares, above 0, (n_indicators,).
        standards: z_l, shares, (n_indicators,).
        is_required: 1 required, 0 not, (n_indicators,).
        spare: indicator left out of the product; n_indicators for none.

    Returns:
        Chance, 0 to 1; 1 if nothing is required.
    """
    chance = 1.0
    for k in range(indicators.shape[0]):
        if is_required[k] > 0.0 and k != spare:
            chance *= normal_chance((indicators[k] - standards[k]) / sds[k])
    return chance


@rule
def indicator_payoff(indicators: Floats, sds: Floats, stakes: Stakes) -> float:
    """Expected prizes that hang on indicators: one for all required together, one for each alone.

    Equation: U = B prod_l Phi_l + sum over k of B_k Phi_k, Phi_k = Phi((x_k - z_k) / s_k).

    Args:
        indicators: expected x_k, (n_indicators,), 0 to 1.
        sds: s_k, shares, above 0, (n_indicators,).
        stakes: what the unit may gain.

    Returns:
        U, value, 0 or more. Monotone: rises with each indicator.
    """
    n_indicators = indicators.shape[0]
    payoff = 0.0
    if stakes.required_prize > 0.0:
        payoff += stakes.required_prize * chance_of_all(
            indicators, sds, stakes.indicator_standards, stakes.is_required, n_indicators
        )
    for k in range(n_indicators):
        if stakes.indicator_prizes[k] > 0.0:
            payoff += pass_payoff(indicators[k], sds[k], stakes.indicator_standards[k], stakes.indicator_prizes[k])
    return payoff


@rule
def indicator_marginal(k: int, indicators: Floats, sds: Floats, stakes: Stakes) -> float:
    """Value of a rise of one indicator through the prizes that hang on indicators.

    Equation: dU/dx_k = B phi_k / s_k prod_{l != k} Phi_l + B_k phi_k / s_k.

    Args:
        k: indicator, 0 to n_indicators - 1.
        indicators: expected x, (n_indicators,), 0 to 1.
        sds: s, shares, above 0, (n_indicators,).
        stakes: what the unit may gain.

    Returns:
        dU/dx_k, value per whole share (from 0 to 1), 0 or more.
    """
    standard = stakes.indicator_standards[k]
    prize = stakes.indicator_prizes[k]
    if stakes.required_prize > 0.0 and stakes.is_required[k] > 0.0:
        prize += stakes.required_prize * chance_of_all(
            indicators, sds, stakes.indicator_standards, stakes.is_required, k
        )
    if prize == 0.0:
        return 0.0
    return pass_marginal(indicators[k], sds[k], standard, prize)


# --- all of it ------------------------------------------------------------------------------------------------------
@rule
def score_marginal(
    own_mean: float, own_sd: float, unit: int, means: Floats, sds: Floats, stakes: Stakes, chances: Floats
) -> float:
    """Value of one more point of score through everything that hangs on the score itself.

    Equation: dU/dm of the prizes by place + B phi((z - m) / s) / s.

    Args:
        own_mean: m, points.
        own_sd: s, points, above 0.
        unit: row of the unit itself.
        means: m_j, points, (n_units,).
        sds: s_j, points, above 0, (n_units,).
        stakes: what the unit may gain.
        chances: room, (n_units,), changed in place.

    Returns:
        dU/dm, value per point, 0 or more.
    """
    marginal = pass_marginal(own_mean, own_sd, stakes.standard, stakes.total_prize)
    if stakes.is_linear:
        return marginal + place_marginal_linear(own_mean, own_sd, unit, means, sds, stakes.prizes)
    return marginal + place_marginal(own_mean, own_sd, unit, means, sds, stakes.prizes, chances)


@rule
def expected_prizes(
    own_mean: float,
    own_sd: float,
    unit: int,
    means: Floats,
    sds: Floats,
    indicators: Floats,
    indicator_sds: Floats,
    stakes: Stakes,
    chances: Floats,
) -> float:
    """Everything a unit may expect from a month, and would lose if it forfeited its prizes.

    Equation: prizes by place + B Phi((m - z) / s) + prizes on indicators, less the prize of the last place.

    Args:
        own_mean: m, points.
        own_sd: s, points, above 0.
        unit: row of the unit itself.
        means: m_j, points, (n_units,).
        sds: s_j, points, above 0, (n_units,).
        indicators: expected x, (n_indicators,), 0 to 1.
        indicator_sds: s_k, shares, above 0, (n_indicators,).
        stakes: what the unit may gain.
        chances: room, (n_units,), changed in place.

    Returns:
        Value, 0 or more.
    """
    by_place = place_payoff(own_mean, own_sd, unit, means, sds, stakes.prizes, chances)
    last = stakes.prizes[stakes.prizes.shape[0] - 1]
    by_standard = pass_payoff(own_mean, own_sd, stakes.standard, stakes.total_prize)
    expected: float = max(0.0, by_place - last) + by_standard + indicator_payoff(indicators, indicator_sds, stakes)
    return expected


@rule
def indicator_marginals(
    marginal_per_point: float,
    indicators: Floats,
    sds: Floats,
    weights: Floats,
    scoring: Scoring,
    stakes: Stakes,
    out: Floats,
) -> float:
    """What a rise of each indicator is worth to the unit, and what one more point is worth if all rise together.

    Equation: dU/dx_k = dU/dm w_k g_k' + dU/dx_k of the prizes on indicators;
    lambda = sum of dU/dx_k over indicators that still earn points / sum of w_k g_k', 0 if none does.

    Args:
        marginal_per_point: dU/dm from :func:`score_marginal`, value per point.
        indicators: expected x_k, (n_indicators,), 0 to 1.
        sds: s_k, shares, above 0, (n_indicators,).
        weights: weights in use, points, (n_indicators,).
        scoring: floors and caps.
        stakes: what the unit may gain.
        out: dU/dx_k, value per whole share, (n_indicators,), changed in place.

    Returns:
        lambda, the shadow price of a point, value per point. Where all prizes hang on the score it is dU/dm,
        and 0 when every indicator is at its cap (or below its floor): nothing the unit does next moves the score.
    """
    worth_of_rise = 0.0
    points_of_rise = 0.0
    for k in range(indicators.shape[0]):
        points = weights[k] * earned_slope(indicators[k], scoring.floors[k], scoring.caps[k])
        out[k] = marginal_per_point * points + indicator_marginal(k, indicators, sds, stakes)
        if points > 0.0:
            worth_of_rise += out[k]
            points_of_rise += points
    if points_of_rise == 0.0:
        return 0.0
    return worth_of_rise / points_of_rise


@rule
def passed_on(marginal: float, share: float, n_workers: float) -> float:
    """What a unit's marginal gain is worth to one worker when the prize is passed on.

    The closed form that tests of theory compare with; configurations state stakes per paid worker, that is, after the
    division by N.

    Equation: alpha dU / N.

    Args:
        marginal: dU/dS or dU/dx_k of the unit, value per point or share.
        share: alpha, part of the prize that reaches the workers, 0 to 1.
        n_workers: N, workers who share it equally, 1 or more.

    Returns:
        The worker's marginal gain, same unit: with 1/N of the prize goes 1/N of the pull.
    """
    return share * marginal / n_workers


@rule
def points_rank_payoff(own_points: float, own_sd: float, mean_points: float, spread_sd: float, prize: float) -> float:
    """What a volunteer expects from a points table in which each place counts the same.

    Equation: U = DW Phi((own - mean) / sqrt(s**2 + spread**2)): the linear schedule over many rivals alike.

    Args:
        own_points: points the volunteer expects, 0 or more.
        own_sd: s, points, 0 or more.
        mean_points: mean of the others' points.
        spread_sd: spread of the others' points, above 0.
        prize: DW, value of first over last place, value, 0 or more.

    Returns:
        U, 0 to DW. Monotone: rises with the own points.

    Source: T01 (points ranking of grid members, C48); the form is that of K030.
    """
    gap_sd = math.sqrt(own_sd * own_sd + spread_sd * spread_sd)
    return pass_payoff(own_points, gap_sd, mean_points, prize)
