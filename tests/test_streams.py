"""Random numbers: keys, quality, and the transforms of one uniform each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from sim import streams
from sim.streams import (
    NEED,
    PROCESS,
    VOICE,
    below,
    exponential,
    lognormal,
    mix,
    normal,
    poisson,
    run_streams,
    stream,
    uniform,
)

no_deadline = settings(deadline=None)  # a first call compiles

WORD = 2**64
SMALLEST, LARGEST = 2.0**-53, 1.0 - 2.0**-53
# The keys are fixed, so a test of quality passes or fails for good. A perfect generator would fail one such test in ten
# thousand at this level; the table of all of them below stays near one in two hundred.
FALSE_ALARM = 1e-4

words = st.integers(0, WORD - 1)
uniforms = st.integers(0, 2**52 - 1).map(lambda k: (k + 0.5) * 2.0**-52)


# --- an independent statement of the generator: whole numbers of any size, reduced modulo 2**64 by hand -------------


def reference_mix(word: int) -> int:
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) % WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) % WORD
    return word ^ (word >> 31)


def reference_stream(seed: int, process: int) -> int:
    first = reference_mix((seed + 0x632BE59BD9B4E019) % WORD)
    return reference_mix(first ^ ((process + 1) * 0xD1342543DE82EF95 % WORD))


def reference_uniform(stream: int, entity: int, occurrence: int) -> float:
    first = reference_mix((stream + entity * 0x9E3779B97F4A7C15) % WORD)
    word = reference_mix(first ^ (occurrence * 0xD1342543DE82EF95 % WORD))
    return (2 * (word >> 12) + 1) / 2**53


@no_deadline
@given(words, words, words, words)
def test_compiled_numbers_equal_the_reference_in_big_integers(
    seed: int, process: int, entity: int, occurrence: int
) -> None:
    assert stream(seed, process) == reference_stream(seed, process)
    key = reference_stream(seed, process)
    assert uniform(key, entity, occurrence) == reference_uniform(key, entity, occurrence)


def test_mix_gives_the_published_first_numbers_of_splitmix64() -> None:
    golden = 0x9E3779B97F4A7C15
    seed = 1234567
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    assert [mix((seed + (i + 1) * golden) % WORD) for i in range(4)] == published


def test_no_key_gives_zero_or_one() -> None:
    extremes = [0, 1, 2**31, 2**32 - 1, 2**52, 2**63 - 1, 2**63, WORD - 2, WORD - 1]
    drawn = [uniform(stream(a, NEED), b, c) for a in extremes for b in extremes for c in extremes]
    assert all(SMALLEST <= number <= LARGEST for number in drawn)
    assert len(set(drawn)) == len(extremes) ** 3


def test_the_smallest_and_the_largest_word_stay_inside_the_unit_interval() -> None:
    def unmix(word: int) -> int:
        """The word that ``mix`` maps to this one: shifts undone by repetition, factors by their inverses."""
        word ^= (word >> 31) ^ (word >> 62)
        word = word * pow(0x94D049BB133111EB, -1, WORD) % WORD
        word ^= (word >> 27) ^ (word >> 54)
        word = word * pow(0xBF58476D1CE4E5B9, -1, WORD) % WORD
        return word ^ (word >> 30) ^ (word >> 60)

    for word, expected in ((0, SMALLEST), (WORD - 1, LARGEST)):
        key = unmix(unmix(word))  # entity 0, occurrence 0: two mixes in a row
        assert uniform(key, 0, 0) == expected


def test_seed_zero_is_a_seed_like_any_other() -> None:
    assert stream(0, 0) not in (0, stream(1, 0))
    drawn = [uniform(stream(0, 0), entity, 0) for entity in range(2000)]
    assert stats.kstest(drawn, "uniform").pvalue > FALSE_ALARM


# --- who calls does not matter --------------------------------------------------------------------------------------


# Loops of the tests are not cached: only functions inside the package are recompiled when the package changes.
@numba.njit
def draw_with_casts(streams: NDArray[np.uint64], entities: NDArray[np.int64], numbers: NDArray[np.float64]) -> None:
    for i in range(len(entities)):
        numbers[i] = uniform(streams[NEED], np.uint64(entities[i]), np.uint64(i))


@numba.njit
def draw_without_casts(key: int, entities: NDArray[np.int64], numbers: NDArray[np.float64]) -> None:
    for i in range(len(entities)):
        numbers[i] = uniform(key, entities[i], i)


@pytest.mark.parametrize("seed", [0, 1, 7, 2**40])
def test_python_integers_numpy_words_and_compiled_loops_give_identical_bits(seed: int) -> None:
    entities = np.arange(300) * 37
    with_casts, without_casts = np.empty(300), np.empty(300)
    draw_with_casts(run_streams(seed), entities, with_casts)
    draw_without_casts(np.uint64(stream(seed, NEED)), entities, without_casts)
    from_integers = [uniform(stream(seed, NEED), int(e), i) for i, e in enumerate(entities)]
    from_words = [uniform(np.uint64(stream(seed, NEED)), np.uint64(e), np.uint64(i)) for i, e in enumerate(entities)]
    assert with_casts.tolist() == without_casts.tolist() == from_integers == from_words


def test_streams_exist_in_one_unsigned_version() -> None:
    for function, n_words in ((mix, 1), (stream, 2), (uniform, 3)):
        function(*range(n_words))
        function(*[np.int64(word) for word in range(n_words)])
        assert [[str(word) for word in signature] for signature in function.signatures] == [["uint64"] * n_words]


@pytest.mark.parametrize("word", [-1, 2**64])
def test_a_word_that_is_negative_or_too_large_is_refused(word: int) -> None:
    with pytest.raises(OverflowError):
        stream(word, NEED)
    with pytest.raises(OverflowError):
        uniform(1, word, 0)


def test_run_streams_holds_one_stream_per_process() -> None:
    keys = run_streams(7)
    assert keys.dtype == np.uint64
    assert keys.tolist() == [stream(7, process) for process in range(len(PROCESS))]


def test_every_process_has_one_number_and_one_name() -> None:
    assert [getattr(streams, name.upper()) for name in PROCESS] == list(range(len(PROCESS)))
    assert len(set(PROCESS)) == len(PROCESS)


# --- quality --------------------------------------------------------------------------------------------------------


@numba.njit
def fill_table(key: np.uint64, numbers: NDArray[np.float64]) -> None:
    for entity in range(numbers.shape[0]):
        for occurrence in range(numbers.shape[1]):
            numbers[entity, occurrence] = uniform(key, np.uint64(entity), np.uint64(occurrence))


def table(n_entities: int, n_occurrences: int, seed: int = 7, process: int = NEED) -> NDArray[np.float64]:
    """Numbers of the first entities (rows) and occurrences (columns) of one process."""
    numbers = np.empty((n_entities, n_occurrences))
    fill_table(np.uint64(stream(seed, process)), numbers)
    return numbers


def over_seeds() -> NDArray[np.float64]:
    return np.array([[uniform(stream(seed, process), 3, 5) for process in range(20)] for seed in range(1000)])


TABLES: dict[str, Callable[[], NDArray[np.float64]]] = {
    "many entities, few occurrences": lambda: table(4000, 5),
    "few entities, many occurrences": lambda: table(5, 4000),
    "square": lambda: table(141, 141),
    "seed 0, process 0": lambda: table(141, 141, seed=0, process=0),
    "seeds by processes": over_seeds,
}


@pytest.mark.parametrize("keys", TABLES)
def test_numbers_are_uniform(keys: str) -> None:
    assert stats.kstest(TABLES[keys]().ravel(), "uniform").pvalue > FALSE_ALARM


@pytest.mark.parametrize("keys", TABLES)
@pytest.mark.parametrize("axis", [0, 1])
def test_neighbouring_keys_are_uncorrelated(keys: str, axis: int) -> None:
    centred = np.moveaxis(TABLES[keys]() - 0.5, axis, 0) * math.sqrt(12)
    n_lags = min(3, centred.shape[0] - 1)
    z = [np.sum(centred[lag:] * centred[:-lag]) / math.sqrt(centred[lag:].size) for lag in range(1, n_lags + 1)]
    assert 2 * stats.norm.sf(np.abs(z)).min() > FALSE_ALARM / n_lags


@pytest.mark.parametrize("keys", TABLES)
@pytest.mark.parametrize("axis", [0, 1])
def test_pairs_of_neighbouring_keys_fill_the_square_evenly(keys: str, axis: int) -> None:
    numbers = np.moveaxis(TABLES[keys](), axis, 0)
    n_pairs = numbers.shape[0] // 2  # pairs that share no number, so that cells are independent
    first, second = numbers[: 2 * n_pairs : 2].ravel(), numbers[1 : 2 * n_pairs : 2].ravel()
    counts, _, _ = np.histogram2d(first, second, bins=16, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > FALSE_ALARM


@pytest.mark.parametrize("keys", TABLES)
@pytest.mark.parametrize("axis", [0, 1])
def test_sums_along_one_key_word_vary_as_independent_numbers_do(keys: str, axis: int) -> None:
    numbers = TABLES[keys]()
    z = (numbers - 0.5).sum(axis=axis) * math.sqrt(12 / numbers.shape[axis])
    # A sum of five uniforms is nearly but not quite normal: its kurtosis widens the spread of the sum of squares.
    excess = -1.2 / numbers.shape[axis]
    standard_error = math.sqrt((2 + excess) * len(z))
    score = (np.sum(z * z) - len(z)) / standard_error
    assert 2 * stats.norm.sf(abs(score)) > FALSE_ALARM


@pytest.mark.parametrize("keys", TABLES)
def test_the_lowest_bits_are_even_coins(keys: str) -> None:
    grid = np.floor(np.ldexp(TABLES[keys]().ravel(), 52)).astype(np.int64)
    counts = np.bincount(grid & 255, minlength=256)
    assert stats.chisquare(counts).pvalue > FALSE_ALARM


def test_two_hundred_thousand_keys_give_as_many_numbers() -> None:
    drawn = np.concatenate([table(50_000, 2).ravel(), table(2, 50_000, process=VOICE).ravel()])
    assert len(np.unique(drawn)) == len(drawn)  # one coincidence expected in 225,000 such sets


def test_entity_and_occurrence_do_not_stand_in_for_each_other() -> None:
    numbers = table(141, 141)
    upper = np.triu_indices(141, 1)
    coefficient = np.corrcoef(numbers[upper], numbers.T[upper])[0, 1]
    assert abs(coefficient) * math.sqrt(len(upper[0])) < stats.norm.isf(FALSE_ALARM / 2)


def test_neighbouring_seeds_and_processes_are_unrelated() -> None:
    base = table(100, 100).ravel() - 0.5
    for other in (table(100, 100, seed=8), table(100, 100, seed=2**32 + 7), table(100, 100, process=NEED + 1)):
        coefficient = np.corrcoef(base, other.ravel())[0, 1]
        assert abs(coefficient) * math.sqrt(base.size) < stats.norm.isf(FALSE_ALARM / 6)


@no_deadline
@given(words, words, words, st.integers(0, 63))
def test_one_changed_bit_of_a_key_word_changes_about_half_of_the_bits(
    key: int, entity: int, occurrence: int, bit: int
) -> None:
    def bits(*key_words: int) -> int:
        return int(math.ldexp(uniform(*key_words), 52))

    flip = 1 << bit
    changed = [
        (bits(key, entity, occurrence) ^ bits(*other)).bit_count()
        for other in (
            (key ^ flip, entity, occurrence),
            (key, entity ^ flip, occurrence),
            (key, entity, occurrence ^ flip),
        )
    ]
    # 52 fair coins fall outside 4 to 48 heads once in 8e9 tosses; hypothesis makes 300 of them.
    assert all(4 <= n <= 48 for n in changed)


# --- transforms -----------------------------------------------------------------------------------------------------

N = 40_000
LIMIT = stats.norm.isf(FALSE_ALARM / 2)  # standard errors


@pytest.fixture(scope="module")
def numbers() -> NDArray[np.float64]:
    return table(N, 1, process=VOICE).ravel()


def assert_mean(sample: NDArray[Any], mean: float, sd: float) -> None:
    assert abs(sample.mean() - mean) < LIMIT * sd / math.sqrt(len(sample))


def assert_variance(sample: NDArray[Any], mean: float, variance: float, kurtosis: float) -> None:
    """Kurtosis: fourth central moment over the squared variance (3 for a normal number)."""
    squares = (sample - mean) ** 2
    assert abs(squares.mean() - variance) < LIMIT * variance * math.sqrt((kurtosis - 1) / len(sample))


def test_exponential_numbers_have_mean_and_variance_of_theory(numbers: NDArray[np.float64]) -> None:
    sample = np.array([exponential(u, 3.0) for u in numbers])
    assert_mean(sample, 3.0, 3.0)
    assert_variance(sample, 3.0, 9.0, 9.0)


def test_exponential_is_the_quantile_function() -> None:
    assert exponential(0.5, 2.0) == pytest.approx(2.0 * math.log(2.0), rel=1e-15)
    assert exponential(SMALLEST, 1.0) == SMALLEST  # no cancellation near 0
    assert exponential(LARGEST, 1.0) == pytest.approx(53 * math.log(2.0), rel=1e-15)
    assert exponential(0.3, 0.0) == 0.0


def test_normal_numbers_have_mean_and_variance_of_theory(numbers: NDArray[np.float64]) -> None:
    sample = np.array([normal(u) for u in numbers])
    assert_mean(sample, 0.0, 1.0)
    assert_variance(sample, 0.0, 1.0, 3.0)


def test_normal_agrees_with_scipy_to_fourteen_digits(numbers: NDArray[np.float64]) -> None:
    tails = np.concatenate([2.0 ** -np.arange(1.0, 54.0), 1.0 - 2.0 ** -np.arange(2.0, 54.0)])
    seams = np.array([0.075, 0.925, math.exp(-25.0), math.nextafter(0.075, 0), math.nextafter(0.925, 1)])
    u = np.concatenate([numbers[:5000], tails, seams])
    np.testing.assert_allclose([normal(x) for x in u], special.ndtri(u), rtol=1e-14, atol=0)


@no_deadline
@given(uniforms)
def test_normal_is_antisymmetric(u: float) -> None:
    assert normal(1.0 - u) == -normal(u)


@pytest.mark.parametrize("seam", [0.075, 0.5, 0.925, math.exp(-25.0)])
def test_normal_rises_across_the_seams_of_its_pieces(seam: float) -> None:
    grid = round(seam * 2**52)
    quantiles = [normal((grid + step + 0.5) * 2.0**-52) for step in range(-500, 500)]
    assert quantiles == sorted(quantiles)


def test_lognormal_numbers_have_median_and_mean_of_theory(numbers: NDArray[np.float64]) -> None:
    sample = np.array([lognormal(u, 2.0, 0.5) for u in numbers])
    mean = 2.0 * math.exp(0.125)
    assert_mean(sample, mean, mean * math.sqrt(math.exp(0.25) - 1.0))
    assert lognormal(0.5, 2.0, 0.5) == 2.0
    assert_mean((sample < 2.0).astype(float), 0.5, 0.5)


def test_lognormal_without_spread_is_its_median() -> None:
    assert lognormal(0.9, 2.5, 0.0) == 2.5


def test_lognormal_of_absurd_spread_stays_finite() -> None:
    assert math.isfinite(lognormal(LARGEST, 1.0, 1e6))
    assert math.isfinite(lognormal.py_func(LARGEST, 1.0, 1e6))


@pytest.mark.parametrize("mean", [0.01, 0.3, 1.0, 5.0, 50.0, 700.0])
def test_poisson_is_the_quantile_function(mean: float, numbers: NDArray[np.float64]) -> None:
    u = numbers[:3000]
    assert [poisson(x, mean) for x in u] == stats.poisson.ppf(u, mean).tolist()


@pytest.mark.parametrize("mean", [0.3, 5.0])
def test_poisson_numbers_have_the_frequencies_of_theory(mean: float, numbers: NDArray[np.float64]) -> None:
    sample = [poisson(u, mean) for u in numbers]
    ks = np.arange(int(stats.poisson.ppf(1 - 20 / N, mean)))  # at least 20 expected in the pooled upper tail
    expected = np.append(stats.poisson.pmf(ks, mean), stats.poisson.sf(ks[-1], mean)) * N
    observed = np.bincount(np.minimum(sample, len(ks)), minlength=len(ks) + 1)
    assert stats.chisquare(observed, expected).pvalue > FALSE_ALARM


def test_no_events_come_from_a_mean_of_zero() -> None:
    assert poisson(SMALLEST, 0.0) == poisson(0.5, 0.0) == poisson(LARGEST, 0.0) == 0


@pytest.mark.parametrize("mean", [5e-324, 1e-9, 0.01, 1.0, 50.0, 699.9, 700.0])
def test_poisson_ends_at_the_largest_uniform(mean: float) -> None:
    # Just below 1 a sum of doubles grows by terms of at least 2**-54; the last count but one had that, rounding aside.
    n_events = poisson(LARGEST, mean)
    assert n_events == 0 or stats.poisson.pmf(n_events - 1, mean) > 2.0**-55
    assert poisson(SMALLEST, mean) == stats.poisson.ppf(SMALLEST, mean)


@pytest.mark.parametrize("mean", [-0.1, 700.1, math.inf, math.nan])
def test_a_poisson_mean_out_of_range_is_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 700"):
        poisson(0.5, mean)


@pytest.mark.parametrize("n", [2, 7, 100])
def test_below_picks_each_thing_equally_often(n: int, numbers: NDArray[np.float64]) -> None:
    counts = np.bincount([below(u, n) for u in numbers], minlength=n)
    assert stats.chisquare(counts).pvalue > FALSE_ALARM


@no_deadline
@given(st.integers(1, 2**53))
def test_below_never_reaches_its_bound(n: int) -> None:
    assert below(LARGEST, n) < n
    assert below(SMALLEST, n) == 0 if n < 2**53 else below(SMALLEST, n) == 1


sizes = st.floats(0, 1e6)

TRANSFORMS: dict[str, tuple[Any, st.SearchStrategy[tuple[Any, ...]]]] = {
    "exponential": (exponential, st.tuples(sizes)),
    "normal": (normal, st.just(())),
    "lognormal": (lognormal, st.tuples(sizes, st.floats(0, 5))),
    "poisson": (poisson, st.tuples(st.floats(0, 60))),
    "below": (below, st.tuples(st.integers(1, 10**6))),
}


@pytest.mark.parametrize("name", TRANSFORMS)
@no_deadline
@given(data=st.data(), u=uniforms, v=uniforms)
def test_transforms_rise_with_the_uniform(name: str, data: st.DataObject, u: float, v: float) -> None:
    transform, arguments = TRANSFORMS[name]
    others = data.draw(arguments)
    assert transform(min(u, v), *others) <= transform(max(u, v), *others)


@pytest.mark.parametrize("name", ["exponential", "poisson"])
@no_deadline
@given(u=uniforms, a=st.floats(0, 60), b=st.floats(0, 60))
def test_exponential_and_poisson_rise_with_the_mean(name: str, u: float, a: float, b: float) -> None:
    transform, _ = TRANSFORMS[name]
    assert transform(u, min(a, b)) <= transform(u, max(a, b))


@no_deadline
@given(u=uniforms, a=sizes, b=sizes, log_sd=st.floats(0, 5))
def test_lognormal_rises_with_the_median(u: float, a: float, b: float, log_sd: float) -> None:
    assert lognormal(u, min(a, b), log_sd) <= lognormal(u, max(a, b), log_sd)


@no_deadline
@given(u=uniforms, a=st.integers(1, 10**6), b=st.integers(1, 10**6))
def test_below_rises_with_the_bound(u: float, a: int, b: int) -> None:
    assert below(u, min(a, b)) <= below(u, max(a, b))


@pytest.mark.parametrize("name", TRANSFORMS)
@no_deadline
@given(data=st.data(), u=uniforms)
def test_compiled_transforms_equal_plain_python_bit_for_bit(name: str, data: st.DataObject, u: float) -> None:
    transform, arguments = TRANSFORMS[name]
    others = data.draw(arguments)
    assert transform(u, *others) == transform.py_func(u, *others)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_transforms_are_compiled_once(name: str) -> None:
    transform, _ = TRANSFORMS[name]
    arguments = {"exponential": (2.0,), "lognormal": (2.0, 0.5), "poisson": (2.0,), "below": (5,)}
    transform(0.3, *arguments.get(name, ()))
    assert len(transform.signatures) == 1
