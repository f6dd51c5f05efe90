"""Chance: every random number belongs to (run seed, process, entity, occurrence) and to nothing else.

A run draws no number from a shared generator. It *looks numbers up*: the same four words give the same number in every
arm of a comparison, in any order of visits, on any number of processes. Two runs with one seed and different policies
therefore meet the same needs, people and shocks, draw for draw.

How to draw, in three lines::

    streams = run_streams(seed)                                          # once per run
    u = uniform(streams[NEED], np.uint64(building), np.uint64(month))    # one number per key, never reused
    n_needs = poisson(u, mean_needs)                                     # a pure, monotone transform of that number

Two rules for callers.

* **One key, one draw.** An entity that needs two numbers for one occurrence needs two processes; a key used twice makes
  two decisions one. A look-up left out shifts nobody's luck, so a probability of 0 or 1 needs no dummy draw.
* **Key words are unsigned.** Inside compiled code cast every word by itself, ``np.uint64(entity)``; a sum of a signed
  and an unsigned integer is a ``float64`` there and loses its low bits, so write ``np.uint64(a + b)``, not
  ``a + np.uint64(b)``. From Python, plain non-negative integers give the same bits.

Equation (all words modulo 2**64, mix = finaliser of splitmix64)::

    stream  = mix(mix(seed + OFFSET) xor (process + 1) ODD)
    x       = mix(mix(stream + entity GOLDEN) xor occurrence ODD)
    uniform = (floor(x / 2**12) + 1/2) 2**-52        in [2**-53, 1 - 2**-53]

Why this generator, how it was tested and what it does not promise: ``docs/decisions/0001-random-numbers.md``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np
from numpy.typing import NDArray

from sim._compiled import rule, use_tree_cache

type Word = int | np.uint64  # a 64-bit unsigned key word; plain integers only outside compiled code

# --- processes ------------------------------------------------------------------------------------------------------
# One number per kind of decision. Append at the end: a process keeps its number for good, or old seeds mean new runs.
(
    POPULATION,
    MOVES,
    NEED,
    NEED_TIME,
    MATTER,
    VOICE,
    NEIGHBOURS,
    PATROL,
    VISIT,
    ACCEPT,
    NEGOTIATE,
    HAND_OFF,
    CALL_BACK,
    SATISFACTION,
    REPEAT,
    STRAIN,
    QUIT,
    PARTICIPATION,
    HOMEOWNERS,
    CONTRACT,
    LIABILITY,
    DIRECTIVE,
    CONSULTATION,
    POST,
) = range(24)
PROCESS = (
    "population",
    "moves",
    "need",
    "need_time",
    "matter",
    "voice",
    "neighbours",
    "patrol",
    "visit",
    "accept",
    "negotiate",
    "hand_off",
    "call_back",
    "satisfaction",
    "repeat",
    "strain",
    "quit",
    "participation",
    "homeowners",
    "contract",
    "liability",
    "directive",
    "consultation",
    "post",
)

# --- constants of the generator ---------------------------------------------------------------------------------------
GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd: the step of splitmix64
ODD = np.uint64(0xD1342543DE82EF95)  # another odd factor: entity and occurrence cannot stand in for each other
OFFSET = np.uint64(0x632BE59BD9B4E019)  # added to the seed: the finaliser maps 0 to 0, and 0 is a seed like any other
ONE = np.uint64(1)
FIRST_SHIFT, FIRST_FACTOR = np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)
SECOND_SHIFT, SECOND_FACTOR = np.uint64(27), np.uint64(0x94D049BB133111EB)
LAST_SHIFT = np.uint64(31)
UNUSED_BITS = np.uint64(12)  # 52 bits are kept; with 53 the largest number would round to 1
GRID_STEP = 2.0**-52

LARGEST_EXPONENT = 709.0  # exp overflows beyond; Python would raise where compiled code gives infinity
LARGEST_POISSON_MEAN = 700.0  # exp(-mean) must stay a normal number, or the sum below never starts


def unsigned[F: Callable[..., Any]](signature: str) -> Callable[[F], F]:
    """Compile for exactly one signature of unsigned words.

    Without it numba would specialise a call from Python for signed integers; shifts would then carry the sign, and the
    same key would give other bits in Python than inside compiled loops.
    """

    def decorate(function: F) -> F:
        use_tree_cache()
        return cast(F, numba.njit(signature, cache=True, nogil=True, error_model="numpy")(function))

    return decorate


@unsigned("u8(u8)")
def mix(word: Word) -> Word:
    """Scatter a 64-bit word so that each bit of the result depends on each bit of it (a bijection; 0 stays 0).

    Source: finaliser of splitmix64 (Steele, Lea and Flood 2014; constants of Stafford's variant 13).
    """
    word = (word ^ (word >> FIRST_SHIFT)) * FIRST_FACTOR
    word = (word ^ (word >> SECOND_SHIFT)) * SECOND_FACTOR
    return word ^ (word >> LAST_SHIFT)


@unsigned("u8(u8,u8)")
def stream(seed: Word, process: Word) -> Word:
    """The stream of one process in one run; look it up once, outside the loops.

    Args:
        seed: run seed, 0 to 2**64 - 1; 0 is a seed like any other.
        process: number of the process (``NEED``, ``VOICE``, ...), see :data:`PROCESS`.

    Returns:
        The first key word of :func:`uniform`.
    """
    return mix(mix(seed + OFFSET) ^ ((process + ONE) * ODD))


@unsigned("f8(u8,u8,u8)")
def uniform(stream: Word, entity: Word, occurrence: Word) -> float:
    """The uniform number that belongs to one occurrence at one entity in one process of one run.

    Args:
        stream: result of the function :func:`stream`.
        entity: row number of who or what is concerned (resident, matter, worker).
        occurrence: which time it happens to that entity (day, month, round, n-th order).

    Returns:
        A number strictly between 0 and 1, on the grid of odd multiples of 2**-53.
    """
    word = mix(mix(stream + entity * GOLDEN) ^ (occurrence * ODD))
    return (np.float64(word >> UNUSED_BITS) + 0.5) * GRID_STEP


def run_streams(seed: int) -> NDArray[np.uint64]:
    """The streams of one run, one per process, in the order of :data:`PROCESS`; compiled loops take this array."""
    return np.array([stream(seed, process) for process in range(len(PROCESS))], dtype=np.uint64)


@rule
def below(uniform: float, n: int) -> int:
    """Pick one of n equally likely things.

    Equation: floor(uniform n). It never reaches n: the largest uniform is 1 - 2**-53, and n(1 - 2**-53) lies at least
    half a rounding step below n for every n up to 2**53.

    Args:
        uniform: number in (0, 1).
        n: how many things, at least 1.

    Returns:
        0 to n - 1.

    Chance: the given uniform. Monotone: rises with the uniform and with n.
    """
    return int(uniform * float(n))


@rule
def exponential(uniform: float, mean: float) -> float:
    """Waiting time until something happens that happens at a constant rate.

    Equation: -mean log(1 - uniform).

    Args:
        uniform: number in (0, 1).
        mean: mean waiting time, any unit, at least 0.

    Returns:
        Waiting time, same unit, 0 or more (never more than 36.8 means).

    Chance: the given uniform. Monotone: rises with the uniform and with the mean.
    """
    return -mean * math.log1p(-uniform)


@rule
def normal(uniform: float) -> float:
    """Standard normal number: the quantile of the uniform.

    Equation: inverse of the normal distribution function by rational approximations in three ranges.

    Args:
        uniform: number in (0, 1).

    Returns:
        Quantile, between -8.3 and 8.3 for the numbers of :func:`uniform`; normal(1 - u) = -normal(u).

    Chance: the given uniform. Monotone: rises with the uniform.

    Source: Wichura (1988), algorithm AS 241, routine PPND16 (relative accuracy about 1e-16).
    """
    q = uniform - 0.5
    # === centre ===
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        numerator = 2.5090809287301226727e3
        numerator = numerator * r + 3.3430575583588128105e4
        numerator = numerator * r + 6.7265770927008700853e4
        numerator = numerator * r + 4.5921953931549871457e4
        numerator = numerator * r + 1.3731693765509461125e4
        numerator = numerator * r + 1.9715909503065514427e3
        numerator = numerator * r + 1.3314166789178437745e2
        numerator = numerator * r + 3.3871328727963666080e0
        denominator = 5.2264952788528545610e3
        denominator = denominator * r + 2.8729085735721942674e4
        denominator = denominator * r + 3.9307895800092710610e4
        denominator = denominator * r + 2.1213794301586595867e4
        denominator = denominator * r + 5.3941960214247511077e3
        denominator = denominator * r + 6.8718700749205790830e2
        denominator = denominator * r + 4.2313330701600911252e1
        denominator = denominator * r + 1.0
        return q * numerator / denominator
    # === shoulders, then tails ===
    tail_prob = uniform if q < 0.0 else 1.0 - uniform
    r = math.sqrt(-math.log(tail_prob))
    if r <= 5.0:
        r = r - 1.6
        numerator = 7.74545014278341407640e-4
        numerator = numerator * r + 2.27238449892691845833e-2
        numerator = numerator * r + 2.41780725177450611770e-1
        numerator = numerator * r + 1.27045825245236838258e0
        numerator = numerator * r + 3.64784832476320460504e0
        numerator = numerator * r + 5.76949722146069140550e0
        numerator = numerator * r + 4.63033784615654529590e0
        numerator = numerator * r + 1.42343711074968357734e0
        denominator = 1.05075007164441684324e-9
        denominator = denominator * r + 5.47593808499534494600e-4
        denominator = denominator * r + 1.51986665636164571966e-2
        denominator = denominator * r + 1.48103976427480074590e-1
        denominator = denominator * r + 6.89767334985100004550e-1
        denominator = denominator * r + 1.67638483018380384940e0
        denominator = denominator * r + 2.05319162663775882187e0
        denominator = denominator * r + 1.0
    else:
        r = r - 5.0
        numerator = 2.01033439929228813265e-7
        numerator = numerator * r + 2.71155556874348757815e-5
        numerator = numerator * r + 1.24266094738807843860e-3
        numerator = numerator * r + 2.65321895265761230930e-2
        numerator = numerator * r + 2.96560571828504891230e-1
        numerator = numerator * r + 1.78482653991729133580e0
        numerator = numerator * r + 5.46378491116411436990e0
        numerator = numerator * r + 6.65790464350110377720e0
        denominator = 2.04426310338993978564e-15
        denominator = denominator * r + 1.42151175831644588870e-7
        denominator = denominator * r + 1.84631831751005468180e-5
        denominator = denominator * r + 7.86869131145613259100e-4
        denominator = denominator * r + 1.48753612908506148525e-2
        denominator = denominator * r + 1.36929880922735805310e-1
        denominator = denominator * r + 5.99832206555887937690e-1
        denominator = denominator * r + 1.0
    quantile = numerator / denominator
    return -quantile if q < 0.0 else quantile


@rule
def lognormal(uniform: float, median: float, log_sd: float) -> float:
    """Size of something that varies by factors, such as the hours a matter takes.

    Equation: median exp(log_sd normal(uniform)).

    Args:
        uniform: number in (0, 1).
        median: median, any unit, at least 0.
        log_sd: standard deviation of the logarithm, at least 0.

    Returns:
        Size, same unit, 0 or more. Its mean is median exp(log_sd**2 / 2).

    Chance: the given uniform. Monotone: rises with the uniform and with the median.
    """
    exponent = log_sd * normal(uniform)
    return median * math.exp(min(exponent, LARGEST_EXPONENT))


@rule
def poisson(uniform: float, mean: float) -> int:
    """Number of independent rare events in a span of time, by walking up the distribution function.

    Equation: the smallest k with P(N <= k) >= uniform; P(N = k) = P(N = k - 1) mean / k.

    Args:
        uniform: number in (0, 1).
        mean: mean number, 0 to 700 (time grows with it; the model uses means up to about 50).

    Returns:
        Number of events, 0 or more.

    Errors: a mean outside 0 to 700 (or not a number) raises ``ValueError``.

    Chance: the given uniform. Monotone: rises with the uniform and with the mean.
    """
    if not 0.0 <= mean <= LARGEST_POISSON_MEAN:
        raise ValueError("the mean of a Poisson number must lie between 0 and 700")
    n_events = 0
    prob = math.exp(-mean)
    cumulative = prob
    while cumulative < uniform:
        n_events += 1
        prob = prob * mean / n_events
        # Rounding may leave the full sum a little below the largest uniforms: stop where it stops growing.
        if n_events > mean and cumulative + prob == cumulative:
            return n_events
        cumulative += prob
    return n_events
