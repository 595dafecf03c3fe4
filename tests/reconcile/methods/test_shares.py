from itertools import product
from math import inf

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.reconcile.methods.shares import bound_difference, bound_share

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
