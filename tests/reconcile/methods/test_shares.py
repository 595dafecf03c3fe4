from itertools import product
from math import comb, inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from analysis.reconcile.methods.shares import (
    Recorded,
    ShareBounds,
    bound_difference,
    bound_share,
    find_share_p_value,
    find_turning_odds,
)

small = st.tuples(st.integers(0, 3), st.integers(0, 2)).map(lambda n: (n[0], n[0] + n[1]))


def span(pair: tuple[int, int]) -> range:
    return range(pair[0], pair[1] + 1)


def list_shares(inside, elsewhere, unsure, total=None) -> list[float]:
    """Every share there can be: each open event is inside, or it is not."""
    return [
        100 * (x + held) / (x + y + z)
        for x, y, z in product(span(inside), span(elsewhere), span(unsure))
        for held in range(z + 1)
        if x + y + z and total in (None, x + y + z)
    ]


@settings(max_examples=30, deadline=None)
@given(small, small, small, st.none() | st.integers(1, 12))
def test_the_bounds_are_the_least_and_the_most_of_every_case(inside, elsewhere, unsure, total):
    assume(inside[0] + elsewhere[0] > 0)
    shares = list_shares(inside, elsewhere, unsure, total)
    assume(shares)
    found = bound_share(inside, elsewhere, unsure, total)
    assert (found.low, found.high) == pytest.approx((min(shares), max(shares)))


def test_a_known_total_narrows_hidden_counts():
    # 40 complaints, 30 of them constables' and the rest "<5", "<5" and 6.
    free = bound_share((30, 30), (8, 14), (0, 0))
    tied = bound_share((30, 30), (8, 14), (0, 0), 40)
    assert (free.low, free.high) == pytest.approx((3000 / 44, 3000 / 38))
    assert tied.low == tied.high == 75


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 20))
def test_the_share_among_those_recorded_lies_between_the_bounds(inside, elsewhere, unsure):
    found = bound_share((inside, inside), (elsewhere, elsewhere), (unsure, unsure))
    recorded = 100 * inside / (inside + elsewhere)
    assert found.low - 1e-9 <= recorded <= found.high + 1e-9


def test_limits_are_those_of_the_exact_binomial_test_at_either_bound():
    found = bound_share((20, 20), (70, 70), (10, 10))
    lower, upper = found.find_limits()
    least, most = (binomtest(n, 100).proportion_ci(0.95, "exact") for n in (20, 30))
    assert (lower, upper) == pytest.approx((100 * least.low, 100 * most.high))
    assert found.find_limits(0.9) > (lower,) and found.find_limits(0.9)[1] < upper


recorded = st.builds(Recorded, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).filter(
    lambda found: found.inside + found.elsewhere > 0
)


@given(recorded, st.floats(0.01, 100))
def test_a_share_with_missing_events_rises_with_their_odds_between_the_worst_cases(found, odds):
    shares = [found.share(each) for each in (0, odds, odds * 2, inf)]
    assert shares == sorted(shares)
    worst = bound_share(*((n, n) for n in found))
    assert (shares[0], shares[-1]) == pytest.approx((worst.low, worst.high))
    at_random = 100 * found.inside / (found.inside + found.elsewhere)
    assert found.share() == pytest.approx(at_random)


@settings(max_examples=200)
@given(recorded, recorded)
def test_at_the_turning_odds_and_not_before_two_shares_are_one(first, second):
    turn = find_turning_odds(first, second)
    assert turn == find_turning_odds(second, first) or turn != turn
    higher, lower = sorted((first, second), key=Recorded.share, reverse=True)

    def gap(odds: float) -> float:
        return higher.share(1 / odds) - lower.share(odds)

    if turn == inf:
        assert higher.share(0) >= lower.share(inf)
    elif turn == turn:
        assert gap(turn) == pytest.approx(0, abs=1e-6)
        assert gap(1 + (turn - 1) * 0.9) >= -1e-9
    else:  # none of its recorded events are inside, or none outside: only the worst case turns it
        assert gap(1e6) > 0 and higher.share(0) < lower.share(inf)


def test_limits_at_none_and_at_all_are_one_sided():
    none = bound_share((0, 0), (30, 30), (0, 0)).find_limits()
    every = bound_share((30, 30), (0, 0), (0, 0)).find_limits()
    assert none == pytest.approx((0, 100 * (1 - 0.025 ** (1 / 30))))
    assert every == pytest.approx((100 * 0.025 ** (1 / 30), 100))


def test_a_count_without_end_may_be_all_and_others_without_end_leave_nothing_sure():
    inside = bound_share((5, inf), (15, 15), (0, 0))
    assert (inside.low, inside.high, inside.find_limits()[1]) == (25, 100, 100)
    outside = bound_share((5, 5), (15, inf), (0, 0))
    assert (outside.low, outside.high, outside.find_limits()[0]) == (0, 25, 0)
    assert bound_share((5, inf), (15, 15), (0, 0), 40).high == 62.5


def test_a_difference_takes_the_far_ends_and_limits_wider_than_either_share():
    first, second = (
        bound_share((30, 30), (60, 60), (10, 10)),
        bound_share((2, 2), (8, 8), (0, 0)),
    )
    (low, high), (lower, upper) = bound_difference(first, second)
    assert (low, high) == pytest.approx((10, 20))
    each = [share.find_limits(0.975) for share in (first, second)]
    assert (lower, upper) == pytest.approx((each[0][0] - each[1][1], each[0][1] - each[1][0]))
    assert bound_difference(second, first)[0] == pytest.approx((-20, -10))


def test_the_test_of_two_shares_is_that_of_the_example():
    """That of methods.md 7; scipy's Fisher test, which has no mid-p, gives 0.0035."""
    first, second = (
        bound_share((n, n), (total - n, total - n), (0, 0)) for n, total in ((27, 138), (190, 1750))
    )
    assert find_share_p_value(first, second) == pytest.approx(0.004105, abs=5e-7)
    assert find_share_p_value(second, first) == find_share_p_value(first, second)
    assert bound_difference(first, second)[1][0] < 0  # which limits of each would not tell


def weigh(some: tuple[int, int], others: tuple[int, int]) -> float:
    """The test worked out by counting the ways to draw `some` from all."""
    (inside, outside), all_inside = some, some[0] + others[0]
    size, everything = inside + outside, sum(some) + sum(others)

    def ways(n: int) -> int:
        left = size - n
        return comb(all_inside, n) * comb(everything - all_inside, left) if left >= 0 else 0

    above = sum(ways(n) for n in range(inside + 1, size + 1))
    below = sum(ways(n) for n in range(inside))
    return min(1, (2 * min(above, below) + ways(inside)) / comb(everything, size))


@settings(max_examples=60, deadline=None)
@given(small, small, small, small, small)
def test_no_counts_that_the_bounds_allow_have_a_greater_p_value(mine, rest, unsure, his, others):
    """All cases: what is unsure is inside or not; some case has the p-value, none a greater."""
    assume(any(most for _, most in (mine, rest, unsure)) and his[1] + others[1])
    first, second = bound_share(mine, rest, unsure), bound_share(his, others, (0, 0))
    assume(min(sum(first.least), sum(first.most), sum(second.least), sum(second.most)))
    cases = [
        weigh((x + held, y + z - held), (a, b))
        for x, y, z in product(span(mine), span(rest), span(unsure))
        for held in range(z + 1)
        for a, b in product(span(his), span(others))
        if x + y + z and a + b
    ]
    assert max(cases) <= find_share_p_value(first, second) + 1e-12


def test_of_exact_counts_it_is_the_test_itself_and_without_a_bound_nothing_is_told():
    tables = [((12, 3), (5, 20)), ((0, 9), (6, 3)), ((4, 4), (4, 4)), ((0, 5), (0, 9))]
    for some, others in tables:
        found = find_share_p_value(ShareBounds(some, some), ShareBounds(others, others))
        assert found == pytest.approx(weigh(some, others))
    unbounded = bound_share((12, inf), (3, 3), (0, 0))
    assert find_share_p_value(unbounded, bound_share((1, 1), (20, 20), (0, 0))) < 1
    assert find_share_p_value(bound_share((1, 1), (20, 20), (0, 0)), unbounded) < 1
    assert find_share_p_value(unbounded, unbounded) == 1


@pytest.mark.costly
@pytest.mark.parametrize("sizes", [(20, 20), (20, 60), (30, 200)])
def test_equal_shares_are_told_apart_about_one_time_in_twenty(sizes):
    """Enumerated, for some shares and sizes: mid-p promises no level, and keeps about 5 %."""
    counts = [np.arange(size + 1) for size in sizes]

    def is_told_apart(*inside: int) -> bool:
        tables = [(n, size - n) for n, size in zip(inside, sizes, strict=True)]
        return find_share_p_value(*(ShareBounds(table, table) for table in tables)) <= 0.05

    rejected = np.array([[is_told_apart(a, b) for b in counts[1]] for a in counts[0]])
    for share in (0.02, 0.1, 0.3, 0.5):
        first, second = (binom.pmf(n, size, share) for n, size in zip(counts, sizes, strict=True))
        assert first @ rejected @ second <= 0.06
    assert (first @ rejected @ second) > 0.03  # and it has power left: it is not too cautious
