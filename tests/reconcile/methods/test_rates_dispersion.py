import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.reconcile.methods.rates import (
    Dispersion,
    measure_dispersion,
    ratio_interval,
    widen_rate,
    widen_ratio,
)

ONE = Dispersion(1.0, 10)


def test_dispersion_is_that_of_a_poisson_model_with_a_rate_for_each_force():
    rng = np.random.default_rng(3)
    groups = [[(int(rng.poisson(20) * 2), 1.0) for _ in range(5)] for _ in range(3)]
    counts = [count for group in groups for count, _ in group]
    force = np.repeat(np.eye(3), 5, axis=0)
    model = sm.GLM(counts, force, family=sm.families.Poisson()).fit(scale="X2")
    found = measure_dispersion(groups)
    assert found.freedom == 12
    assert found.ratio == pytest.approx(max(1, model.scale))


def test_exposures_are_taken_into_account():
    assert measure_dispersion([[(10, 1.0), (20, 2.0), (30, 3.0)]]) == Dispersion(1.0, 2)


def test_counts_more_even_than_chance_are_taken_as_chance():
    assert measure_dispersion([[(10, 1.0), (10, 1.0)]]).ratio == 1


def test_nothing_to_measure_gives_nothing():
    assert measure_dispersion([]) is None
    assert measure_dispersion([[(5, 1.0)], [(0, 1.0), (0, 1.0)]]) is None


def test_the_wider_interval_holds_the_ratio_and_widens_with_dispersion():
    widths = []
    for ratio in (1.0, 2.0, 4.0):
        lower, upper = widen_ratio((30, 30), 1, (8, 8), 1, Dispersion(ratio, 20))
        assert lower < 30 / 8 < upper
        widths.append(math.log(upper / lower))
    assert widths == sorted(widths)
    assert widths[2] == pytest.approx(2 * widths[0])


def test_a_count_of_none_has_no_end_above_and_nothing_below():
    assert widen_ratio((5, 5), 1, (0, 0), 1, ONE)[1] == math.inf
    assert widen_ratio((0, 0), 1, (5, 5), 1, ONE)[0] == 0


def test_twice_the_variance_is_covered_where_the_poisson_interval_is_not():
    """methods.md 9, pilot D: at a dispersion of 2, 0.85 for the exact interval, 0.95 for this."""
    rng = np.random.default_rng(11)
    held = np.zeros(2)
    repeats = 400
    for _ in range(repeats):
        years = rng.negative_binomial(20, 1 / 2, (8, 5))  # eight forces, mean 20, variance 40
        totals = years.sum(axis=1)
        found = measure_dispersion([[(int(n), 1.0) for n in force] for force in years])
        pair = ((totals[0],) * 2, 5, (totals[1],) * 2, 5)
        for place, (lower, upper) in enumerate((ratio_interval(*pair), widen_ratio(*pair, found))):
            held[place] += lower <= 1 <= upper
    exact, wide = held / repeats
    assert exact < 0.92 < 0.93 < wide


@given(st.integers(0, 50), st.integers(0, 20), st.integers(0, 50), st.integers(0, 20))
def test_ranges_never_narrow(first, more, second, wide):
    lower, upper = widen_ratio((first, first), 1, (second, second), 1, ONE)
    low, high = widen_ratio((first, first + more), 1, (second, second + wide), 1, ONE)
    assert high >= upper or math.isinf(upper)
    assert low <= lower + 1e-12


def test_the_wider_interval_of_a_rate_is_that_of_a_poisson_model_with_its_scale_measured():
    """Half an event aside: 84.5 with it is the 85 of the model."""
    years = [12, 25, 18, 30]
    model = sm.GLM(years, np.ones(4), family=sm.families.Poisson()).fit(scale="X2", use_t=True)
    found = measure_dispersion([[(count, 1.0) for count in years]])
    assert found.ratio == pytest.approx(model.scale) and found.freedom == 3
    limits = widen_rate(84.5, 84.5, 4, found)
    assert limits == pytest.approx(np.exp(model.conf_int()[0]))


def test_a_rate_of_a_range_takes_the_ends_that_reach_furthest():
    low, high = widen_rate(4, 90, 2, ONE), widen_rate(90, 90, 2, ONE)
    assert low[0] == widen_rate(4, 4, 2, ONE)[0]
    assert low[1] == high[1]
    # Of few events known from few years the lesser count can reach further than the greater.
    few = Dispersion(9.0, 1)
    assert widen_rate(0, 3, 1, few)[1] == max(widen_rate(n, n, 1, few)[1] for n in (0, 3))
    assert widen_rate(0, 3, 1, few)[0] == 0
    assert widen_rate(3, math.inf, 1, ONE)[1] == math.inf


def test_ten_degrees_of_freedom_are_no_longer_few():
    assert [Dispersion(2.0, n).is_poorly_known for n in (9, 10)] == [True, False]
