import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from analysis.reconcile.methods.rates import mark_reliability, rate_interval, ratio_interval

counts = st.integers(0, 400)
years = st.floats(0.01, 1e4)


def test_garwood_limits_are_those_of_the_tables():
    assert rate_interval(8, 8, 1) == pytest.approx((3.4538, 15.7632), abs=5e-4)
    assert rate_interval(0, 0, 1) == pytest.approx((0, 3.6889), abs=5e-4)


def test_limits_are_per_unit_of_exposure_and_join_those_of_both_counts():
    lower, upper = rate_interval(8, 8, 4)
    assert (lower, upper) == pytest.approx((3.4538 / 4, 15.7632 / 4), abs=5e-4)
    assert rate_interval(0, 8, 4) == (0, upper)
    assert rate_interval(8, math.inf, 4) == (lower, math.inf)


def test_the_ratio_of_thirty_to_eight_is_that_of_the_tables():
    assert ratio_interval((30, 30), 1, (8, 8), 1) == pytest.approx((1.680, 9.467), abs=5e-4)


def test_a_ratio_scales_with_the_exposures():
    lower, upper = ratio_interval((30, 30), 1, (8, 8), 1)
    assert ratio_interval((30, 30), 2, (8, 8), 6) == pytest.approx((3 * lower, 3 * upper))


def test_nothing_is_known_of_the_ratio_of_nothing():
    assert ratio_interval((0, 0), 1, (0, 0), 1) == (0, math.inf)
    assert ratio_interval((5, math.inf), 1, (5, math.inf), 1) == (0, math.inf)


@given(counts, years)
def test_a_rate_lies_within_limits_of_some_width(count, exposure):
    lower, upper = rate_interval(count, count, exposure)
    assert 0 <= lower <= count / exposure <= upper
    assert upper > lower


@given(counts, years, counts, years)
def test_a_ratio_has_a_width_and_no_upper_end_where_the_other_may_be_none(x1, t1, x2, t2):
    lower, upper = ratio_interval((x1, x1), t1, (x2, x2), t2)
    assert upper > lower >= 0
    assert math.isinf(upper) == (x2 == 0)
    if x2:
        assert lower <= (x1 / t1) / (x2 / t2) * (1 + 1e-9)
        assert upper >= (x1 / t1) / (x2 / t2) * (1 - 1e-9)


@given(counts, counts, st.integers(0, 30), st.integers(0, 30))
def test_limits_rise_with_the_count_and_widen_with_a_range(x1, x2, more, wide):
    lower, upper = rate_interval(x1, x1, 1)
    higher = rate_interval(x1 + more, x1 + more, 1)
    assert higher[0] >= lower and higher[1] >= upper
    one = ratio_interval((x1, x1), 1, (x2, x2), 1)
    raised = ratio_interval((x1 + more, x1 + more), 1, (x2, x2), 1)
    assert raised[0] >= one[0] - 1e-12 and raised[1] >= one[1] - 1e-12
    ranged = ratio_interval((x1, x1 + more), 1, (x2, x2 + wide), 1)
    assert ranged[0] <= one[0] + 1e-12 and ranged[1] >= one[1] - 1e-12


@given(st.integers(1, 200), st.integers(1, 200))
def test_turning_a_ratio_round_turns_its_limits_round(x1, x2):
    lower, upper = ratio_interval((x1, x1), 3, (x2, x2), 5)
    other = ratio_interval((x2, x2), 5, (x1, x1), 3)
    assert (1 / other[1], 1 / other[0]) == pytest.approx((lower, upper))


def test_under_twenty_a_figure_is_marked_unreliable():
    assert [mark_reliability(n) for n in (0, 19, 20, 400)] == ["[u]", "[u]", "", ""]


@pytest.mark.parametrize(
    ("means", "coverage"),
    [((2, 2), 0.995), ((3, 1), 0.992), ((5, 5), 0.978), ((15, 5), 0.973), ((30, 30), 0.963)],
)
def test_every_pair_of_counts_weighed_covers_as_often_as_the_method_promises(means, coverage):
    """methods.md 4: enumerated coverage at equal exposure; 0.95 is the least it may be."""
    spans = [np.arange(poisson.ppf(1e-5, mean), poisson.ppf(1 - 1e-5, mean) + 1) for mean in means]
    chances = np.outer(*(poisson.pmf(span, mean) for span, mean in zip(spans, means, strict=True)))
    true = means[0] / means[1]
    covered = [
        chances[i, j]
        for i, first in enumerate(spans[0])
        for j, second in enumerate(spans[1])
        if _holds(true, ratio_interval((first, first), 1, (second, second), 1))
    ]
    assert sum(covered) == pytest.approx(coverage, abs=6e-4)


def _holds(true: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= true <= limits[1]


@pytest.mark.parametrize("pair", [(5, 0), (1, 0), (0, 0)])
def test_a_count_of_none_gives_an_interval_of_some_width_without_an_end(pair):
    """A well-known package by default gives none: 1.30 to 1.30 for 5 against 0 (methods.md 4)."""
    lower, upper = ratio_interval((pair[0],) * 2, 1, (pair[1],) * 2, 1)
    assert upper == math.inf and lower < 2
