import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.reconcile.methods.rates import (
    NOT_APART,
    NOT_ORDERED,
    Dispersion,
    Ratio,
    compare_with,
    find_p_value,
    find_wide_p_value,
    join_readings,
    ratio_interval,
    take_ratio,
    widen_ratio,
)

counts = st.integers(0, 120)
years = st.sampled_from([0.5, 1.0, 3.0])
WIDE = Dispersion(4.0, 4)


def test_thirty_against_eight_is_that_of_the_tables():
    ratio = take_ratio((30, 30), 1, (8, 8), 1)
    assert (ratio.low, ratio.high) == (3.75, 3.75)
    assert ratio.limits == pytest.approx((1.680, 9.467), abs=5e-4)
    # With equal exposure the two tails are alike, so that any two-sided test gives the same.
    assert ratio.p_value == pytest.approx(binomtest(30, 38).pvalue)
    assert (ratio.order, ratio.verdict) == ("higher", "higher")
    assert (ratio.wide_lower, ratio.wide_upper) == (None, None)


def test_claims_rest_on_the_widened_limits_where_there_are_any():
    ratio = take_ratio((30, 30), 1, (8, 8), 1, WIDE)
    assert ratio.lower > 1
    assert ratio.limits == (ratio.wide_lower, ratio.wide_upper)
    assert ratio.limits[0] < 1 < ratio.limits[1]
    assert (ratio.order, ratio.verdict) == ("higher", NOT_APART)
    assert ratio.p_value > 0.05


def test_dispersion_known_well_and_small_never_narrows_the_exact_limits():
    ratio = take_ratio((30, 30), 1, (8, 8), 1, Dispersion(1.0, 500))
    narrow = widen_ratio((30, 30), 1, (8, 8), 1, Dispersion(1.0, 500))
    assert narrow[1] < ratio.upper
    assert ratio.wide_upper == ratio.upper
    assert ratio.wide_lower <= min(ratio.lower, narrow[0])


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ((30, 40), (8, 20), "higher"),
        ((8, 20), (30, 40), "lower"),
        ((15, 40), (8, 20), NOT_ORDERED),
        ((20, 40), (8, 20), NOT_ORDERED),  # they may be equal
        ((3, math.inf), (2, 2), "higher"),
        ((3, 3), (1, math.inf), NOT_ORDERED),
    ],
)
def test_one_rate_is_higher_only_where_its_least_exceeds_the_others_most(first, second, order):
    assert take_ratio(first, 1, second, 1).order == order


def test_nothing_is_known_of_the_ratio_of_nothing():
    ratio = take_ratio((0, 0), 1, (0, 0), 1, WIDE)
    assert (ratio.low, ratio.high, ratio.p_value) == (0, math.inf, 1)
    assert (ratio.lower, ratio.upper) == ratio.limits == (0, math.inf)


@given(counts, years, counts, years)
@settings(max_examples=80)
def test_p_turns_at_five_percent_just_as_the_limits_leave_out_one(x1, t1, x2, t2):
    sides = (x1, x1), t1, (x2, x2), t2
    for p_value, limits in (
        (find_p_value(*sides), ratio_interval(*sides)),
        (find_wide_p_value(*sides, WIDE), widen_ratio(*sides, WIDE)),
    ):
        assert 0 <= p_value <= 1
        if abs(p_value - 0.05) > 1e-6:
            assert (p_value < 0.05) == bool(compare_with(1, *limits))


@given(counts, counts, st.integers(0, 20), st.integers(0, 20), st.booleans())
@settings(max_examples=80)
def test_a_range_is_never_surer_than_any_count_in_it(x1, x2, more, wide, widened):
    dispersion = WIDE if widened else None
    ranged = take_ratio((x1, x1 + more), 2, (x2, x2 + wide), 1, dispersion)
    for first in (x1, x1 + more // 2, x1 + more):
        for second in (x2, x2 + wide):
            one = take_ratio((first, first), 2, (second, second), 1, dispersion)
            assert ranged.p_value >= one.p_value - 1e-12
            assert ranged.limits[0] <= one.limits[0] + 1e-12
            assert ranged.limits[1] >= one.limits[1] - 1e-12


@given(counts, counts, years)
@settings(max_examples=40)
def test_turning_the_pair_round_turns_what_is_said_round(x1, x2, exposure):
    turned = {"higher": "lower", "lower": "higher"}
    ratio = take_ratio((x1, x1), exposure, (x2, x2), 1, WIDE)
    other = take_ratio((x2, x2), 1, (x1, x1), exposure, WIDE)
    if x1 and x2:
        assert other.order == turned.get(ratio.order, ratio.order)
    assert other.verdict == turned.get(ratio.verdict, ratio.verdict)
    assert other.p_value == pytest.approx(ratio.p_value)


def test_readings_that_allow_the_same_claims_leave_the_first_with_the_greater_p_value():
    one, other = take_ratio((30, 30), 1, (8, 8), 1), take_ratio((29, 30), 1, (8, 8), 1)
    assert one.p_value < other.p_value
    greater = replace(one, p_value=other.p_value, poisson_p=other.poisson_p)
    assert join_readings(one, other) == (greater, True)
    assert join_readings(other, one) == (other, True)


def test_readings_that_differ_give_what_both_allow():
    one = Ratio(1.5, 1.6, 1.1, 2.0, 1.05, 2.5, 0.04, 0.01)
    other = Ratio(1.4, 1.5, 1.0, 1.9, 0.9, 2.4, 0.2, 0.06)
    joined, held = join_readings(one, other)
    assert not held
    assert joined == Ratio(1.4, 1.6, 1.0, 2.0, 0.9, 2.5, 0.2, 0.06)
    bare = [Ratio(r.low, r.high, r.lower, r.upper, None, None, 0.1, 0.1) for r in (one, other)]
    assert join_readings(*bare)[0].wide_lower is None


def test_readings_that_order_the_reported_rates_otherwise_differ_too():
    one, other = (
        Ratio(1.1, 1.1, 0.5, 2, None, None, 0.8, 0.8),
        Ratio(0.9, 1.1, 0.5, 2, None, None, 0.9, 0.9),
    )
    joined, held = join_readings(one, other)
    assert not held and joined.order == NOT_ORDERED
