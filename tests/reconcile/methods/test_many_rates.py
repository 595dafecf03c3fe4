"""Rates of many forces: ranks that hold together, and rates shrunk towards the common one."""

from itertools import combinations, pairwise, product
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.reconcile.methods.many_rates import (
    bound_ranks,
    find_p_values,
    find_wide_p_values,
    reject_by_holm,
    shrink_rates,
)
from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    Dispersion,
    find_p_value,
    find_wide_p_value,
    measure_dispersion,
)

pytestmark = pytest.mark.costly


def exact(*counts: float) -> list[tuple[float, float]]:
    return [(count, count) for count in counts]


def test_a_rate_is_under_those_that_are_told_apart_above_it():
    """30 against 8 has p = 0.00047, and half of it is under 0.05 of six comparisons, 0.0083.

    8 against 2: P(X >= 8 of 10) = 56/1024 = 0.055, and nothing.
    """
    assert bound_ranks(exact(30, 8, 2), [1, 1, 1]) == [(1, 1), (2, 3), (2, 3)]


def test_what_two_tell_apart_many_may_not():
    """17 against 5: P(X >= 17 of 22) = 0.0085, under the 0.025 of two rates, over 0.05 of 20."""
    assert bound_ranks(exact(17, 5), [1, 1]) == [(1, 1), (2, 2)]
    assert bound_ranks(exact(17, 5, 10, 10, 10), [1] * 5) == [(1, 5)] * 5


def test_holms_later_steps_tell_more_apart():
    """17 against 5 has 0.0085: over 0.05/6, and once two of six are found under the 0.05/4 left."""
    assert bound_ranks(exact(17, 17, 5), [1] * 3) == [(1, 3)] * 3
    assert bound_ranks(exact(200, 17, 5), [1] * 3) == [(1, 1), (2, 2), (3, 3)]


def test_rates_are_ranked_and_not_counts():
    assert bound_ranks(exact(40, 60), [1, 10]) == [(1, 1), (2, 2)]


def test_of_bounds_the_worst_case_counts():
    assert bound_ranks([(30, 30), (8, 30)], [1, 1]) == [(1, 2), (1, 2)]
    assert bound_ranks([(51, inf), (8, 8)], [1, 1]) == [(1, 1), (2, 2)]
    assert bound_ranks([(0, inf), (8, 8)], [1, 1]) == [(1, 2), (1, 2)]


def test_two_rates_of_one_body_are_not_told_apart():
    assert bound_ranks(exact(90, 8), [1, 1], bodies=["met", "met"]) == [(1, 2), (1, 2)]
    ranks = bound_ranks(exact(90, 8, 30), [1] * 3, bodies=["met", "met", "kent"])
    assert ranks == [(1, 2), (2, 3), (2, 2)]
    assert bound_ranks(exact(5), [1]) == [(1, 1)] and bound_ranks([], []) == []


COUNTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20), st.floats(0.5, 20)), min_size=2, max_size=6
)


@given(COUNTS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_ranks_hold_what_is_observed_and_follow_the_rates_not_their_order(listed, random):
    counts = [(low, low) for low, _, _ in listed]
    sizes = [size for *_, size in listed]
    ranks = bound_ranks(counts, sizes)
    rates = [low / size for (low, _), size in zip(counts, sizes, strict=True)]
    for rate, (best, worst) in zip(rates, ranks, strict=True):
        above, below = sum(other > rate for other in rates), sum(other < rate for other in rates)
        assert 1 <= best <= 1 + above and len(rates) - below <= worst <= len(rates)
    order = list(range(len(counts)))
    random.shuffle(order)
    moved = bound_ranks([counts[i] for i in order], [sizes[i] for i in order])
    assert moved == [ranks[i] for i in order]
    assert bound_ranks(counts, [8 * size for size in sizes]) == ranks


@given(COUNTS, st.floats(1, 9), st.integers(3, 40))
@settings(max_examples=40, deadline=None)
def test_hidden_counts_and_dispersion_never_tell_more(listed, ratio, freedom):
    counts = [(low, low) for low, _, _ in listed]
    sizes = [size for *_, size in listed]
    ranks = bound_ranks(counts, sizes)
    hidden = bound_ranks([(low, low + more) for low, more, _ in listed], sizes)
    wide = bound_ranks(counts, sizes, Dispersion(ratio, freedom))
    for (best, worst), *others in zip(ranks, hidden, wide, strict=True):
        assert all(other[0] <= best and worst <= other[1] for other in others)


RANGES = [*exact(0, 1, 2, 8, 30, 400), (0, 3), (0, inf), (1, 4), (5, 90), (7, inf), (300, 900)]
GRID = list(product(RANGES, [0.25, 1, 7.3, 260.0]))


@pytest.mark.parametrize("dispersion", [None, Dispersion(1.0, 3), Dispersion(7.2, 40)])
def test_p_values_found_at_once_are_those_found_one_by_one(dispersion):
    counts, sizes = zip(*GRID, strict=True)
    wide = () if dispersion is None else (dispersion,)
    at_once, one_by_one = (
        (find_wide_p_values, find_wide_p_value) if wide else (find_p_values, find_p_value)
    )
    found = at_once(counts, sizes, *wide)
    assert (found + found.T >= 1 - 1e-12).all()  # so the greater of two is never told apart
    lesser = np.minimum(1, 2 * np.minimum(found, found.T))
    expected = [[one_by_one(*first, *second, *wide) for second in GRID] for first in GRID]
    np.testing.assert_allclose(lesser, expected, rtol=1e-9, atol=1e-12)
    low, high = np.array(counts).T / sizes
    least, most = low[:, None], high
    assert (least > most)[found < 0.025].all() and (found < 0.025).sum() > 200


def rank_one_by_one(counts, sizes, dispersion, bodies) -> list[tuple[int, int]]:
    """Holm's steps by hand, over p-values of pair after pair."""
    size = len(counts)
    pairs = [pair for pair in combinations(range(size), 2) if bodies[pair[0]] != bodies[pair[1]]]
    found = []
    for one, other in pairs:
        sides = counts[one], sizes[one], counts[other], sizes[other]
        p_value = find_p_value(*sides)
        if dispersion is not None:
            p_value = max(p_value, find_wide_p_value(*sides, dispersion))
        is_higher = counts[one][0] * sizes[other] > counts[other][1] * sizes[one]
        found.append((p_value / 2, *((one, other) if is_higher else (other, one))))
    best, worst = [1] * size, [size] * size
    for step, (p_value, higher, lower) in enumerate(sorted(found)):
        if p_value > (1 - CONFIDENCE) / (2 * len(pairs) - step):
            break
        best[lower] += 1
        worst[higher] -= 1
    return list(zip(best, worst, strict=True))


BODIES = st.sampled_from(["met", "kent", "gwent", "dorset"])


@given(
    st.lists(st.tuples(st.sampled_from(GRID), BODIES), min_size=1, max_size=9),
    st.none() | st.builds(Dispersion, st.floats(1, 9), st.integers(3, 40)),
)
@settings(max_examples=60, deadline=None)
def test_ranks_are_those_of_pair_after_pair(listed, dispersion):
    rates, bodies = zip(*listed, strict=True)
    counts, sizes = zip(*rates, strict=True)
    expected = rank_one_by_one(counts, sizes, dispersion, bodies)
    assert bound_ranks(counts, sizes, dispersion, bodies) == expected


@pytest.mark.parametrize("size", [0.0, -1.0, inf])
def test_rates_of_no_exposure_have_no_rank(size):
    with pytest.raises(ValueError, match="no rate is of an exposure of"):
        bound_ranks(exact(3, 4), [size, 1.0])


def take_true(rates: np.ndarray) -> list[tuple[int, int]]:
    """All the ranks that each true rate holds: equal ones share theirs."""
    return [(1 + int((rates > r).sum()), len(rates) - int((rates < r).sum())) for r in rates]


def measure_coverage(rates, sizes, dispersion=1.0, repeats=250, freedom=0) -> tuple[float, float]:
    """How often all ranks hold at once, and how many ranks are left open to a rate."""
    rng, true = np.random.default_rng(12), take_true(rates)
    held, width = [], []
    for _ in range(repeats):
        means = np.outer([1 / 5] * 5, rates * sizes)
        if dispersion == 1:
            years, known = rng.poisson(means), None
        else:
            years = rng.negative_binomial(means / (dispersion - 1), 1 / dispersion)
            groups = [[(int(count), 1.0) for count in force] for force in years.T]
            known = measure_dispersion(groups[:freedom]) if freedom else None
        ranks = bound_ranks(exact(*years.sum(axis=0).tolist()), sizes.tolist(), known)
        held.append(all(a <= c and d <= b for (a, b), (c, d) in zip(ranks, true, strict=True)))
        width.append(np.mean([worst - best + 1 for best, worst in ranks]))
    return float(np.mean(held)), float(np.mean(width))


PROMISED = CONFIDENCE - 2.5 * sqrt(CONFIDENCE * (1 - CONFIDENCE) / 250)
SIX = np.array([10.0, 20, 40, 60, 100, 200])
DESIGNS = {
    "equal": (np.full(6, 2.0), 5.9, 6.0),
    "near": (2.0 * 1.03 ** np.arange(6), 5.5, 6.0),
    "two groups": (np.array([1.0, 1, 1, 4, 4, 4]), 2.9, 3.7),
    "far": (np.array([1.0, 2, 4, 8, 16, 32]), 1.0, 1.6),
}


@pytest.mark.costly
@pytest.mark.parametrize("design", DESIGNS)
def test_all_ranks_hold_at_once_as_often_as_promised(design):
    rates, least, most = DESIGNS[design]
    held, width = measure_coverage(rates, SIX)
    assert held >= PROMISED
    assert least <= width <= most  # all six ranks for all would hold always, and tell nothing


@pytest.mark.costly
@pytest.mark.parametrize("dispersion", [2.0, 7.2])
def test_they_hold_where_counts_vary_more_if_that_is_measured(dispersion):
    rates, sizes = np.full(6, 2.0), np.full(6, 100.0)
    assert measure_coverage(rates, sizes, dispersion, freedom=6)[0] >= PROMISED
    assert measure_coverage(rates, sizes, dispersion)[0] < 0.85  # and not where it is not


@pytest.mark.costly
def test_pairs_tested_one_by_one_would_not_keep_the_promise():
    rng, held = np.random.default_rng(12), []
    for _ in range(250):
        counts = rng.poisson(2 * SIX)
        p_values = [
            find_p_value((counts[i],) * 2, SIX[i], (counts[j],) * 2, SIX[j])
            for i, j in combinations(range(6), 2)
        ]
        held.append(min(p_values) > 1 - CONFIDENCE)
    assert np.mean(held) < 0.85


def test_shrinking_by_hand():
    """Ten, thirty and forty events in 10, 10 and 20: rates 1, 3 and 2 about a common 2.

    Weighted squares 10 + 10 + 0, of which chance makes 2 x 2; over 40 - 600/40 = 25 that leaves
    16/25. A rate of exposure 10 keeps 0.64 / (0.64 + 0.2) of its distance, 16/21.
    """
    shrunk = shrink_rates([10, 30, 40], [10, 10, 20])
    assert (shrunk.common, shrunk.variance) == (2, pytest.approx(16 / 25))
    assert shrunk.rates == pytest.approx([2 - 16 / 21, 2 + 16 / 21, 2])


def test_it_is_the_mean_of_the_gamma_that_a_count_leaves():
    counts, sizes = [10, 30, 40, 3], [10, 10, 20, 4]
    shrunk = shrink_rates(counts, sizes)
    shape, rate = shrunk.common**2 / shrunk.variance, shrunk.common / shrunk.variance
    means = [(shape + count) / (rate + size) for count, size in zip(counts, sizes, strict=True)]
    assert shrunk.rates == pytest.approx(means)


def test_what_chance_explains_is_shrunk_to_the_common_rate():
    assert shrink_rates([19, 21, 20], [10, 10, 10]) == ([2.0] * 3, 2.0, 0.0)
    assert shrink_rates([10, 30, 40], [10, 10, 20], dispersion=5.0).variance == 0  # 2 x 5 x 2 = 20
    assert shrink_rates([7], [2]) == ([3.5], 3.5, 0.0)
    assert shrink_rates([0, 0], [2, 3]) == ([0.0, 0.0], 0.0, 0.0)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.floats(0.5, 100)), min_size=2, max_size=10),
    st.floats(1, 8),
)
@settings(max_examples=60)
def test_a_shrunk_rate_lies_between_the_raw_and_the_common_one(listed, dispersion):
    counts, sizes = zip(*listed, strict=True)
    shrunk = shrink_rates(counts, sizes, dispersion)
    kept = []
    for count, size, rate in zip(counts, sizes, shrunk.rates, strict=True):
        raw = count / size
        low, high = sorted((raw, shrunk.common))
        assert low - 1e-9 * (1 + high) <= rate <= high + 1e-9 * (1 + high)
        if abs(raw - shrunk.common) > 1e-3 * shrunk.common:
            kept.append((size, (rate - shrunk.common) / (raw - shrunk.common)))
    kept.sort()  # the larger the exposure, the more of its distance a rate keeps
    assert all(one[1] <= other[1] + 1e-6 for one, other in pairwise(kept))
    less = shrink_rates(counts, sizes, dispersion + 1)
    assert less.variance <= shrunk.variance + 1e-12


def test_shrunk_rates_are_nearer_the_truth_in_all():
    rng = np.random.default_rng(12)
    sizes = np.geomspace(10, 260, 14)
    raw, drawn, found = [], [], []
    for _ in range(400):
        rates = rng.gamma(4.0, 0.75 / 4, 14)  # mean 0.75, variance 0.75 x 0.75 / 4
        counts = rng.poisson(rates * sizes)
        shrunk = shrink_rates(counts, sizes)
        raw.append(((counts / sizes - rates) ** 2).mean())
        drawn.append(((np.array(shrunk.rates) - rates) ** 2).mean())
        found.append(shrunk.variance)
    assert np.mean(drawn) < 0.85 * np.mean(raw)
    assert np.mean(found) == pytest.approx(0.75**2 / 4, rel=0.1)


@pytest.mark.parametrize(("size", "dispersion"), [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.9)])
def test_rates_without_exposure_or_of_less_than_chance_are_not_shrunk(size, dispersion):
    with pytest.raises(ValueError, match="to shrink rates takes"):
        shrink_rates([3, 4], [size, 1.0], dispersion)


@given(st.lists(st.sampled_from([0.0, 0.001, 0.01, 0.0125, 0.025, 0.05, 0.3, 1.0]), min_size=1))
def test_holm_rejects_what_statsmodels_does(p_values):
    wanted, *_ = multipletests(p_values, alpha=1 - CONFIDENCE, method="holm")
    assert reject_by_holm(np.array(p_values)).tolist() == wanted.tolist()
