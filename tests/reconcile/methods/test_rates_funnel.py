import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from analysis.reconcile.methods.rates import FUNNEL_LEVELS, limit_funnel, pool_rate


def test_the_common_rate_is_of_all_events_over_all_exposure():
    assert pool_rate([10, 2], [1, 5]) == 2


def test_limits_lie_between_the_counts_that_chance_exceeds():
    """Expected 10: P(X <= 3) = 0.0103 and P(X <= 4) = 0.0293, so 2.5 % lies between 3 and 4."""
    (lower,), (upper,) = limit_funnel(10.0, [1.0], 0.95)
    share = (0.0293 - 0.025) / (0.0293 - 0.0103)
    assert lower == pytest.approx(4 - share, abs=0.01)
    assert poisson.cdf(16, 10) < 0.975 < poisson.cdf(17, 10)
    assert 16 < upper < 17


@given(st.floats(0.5, 30), st.floats(0.1, 50), st.floats(1, 5))
@settings(max_examples=60)
def test_limits_hold_the_common_rate_narrow_with_size_and_widen_with_dispersion(rate, size, phi):
    (near, far), (upper, lower_up) = limit_funnel(rate, [size, 4 * size], FUNNEL_LEVELS[0])
    assert 0 <= near <= rate <= upper
    assert lower_up - far <= upper - near + 1e-9
    (outer,), (most,) = limit_funnel(rate, [size], FUNNEL_LEVELS[1])
    assert outer <= near and most >= upper
    (wide,), (wider,) = limit_funnel(rate, [size], FUNNEL_LEVELS[0], phi)
    assert wide == pytest.approx(max(0, rate - np.sqrt(phi) * (rate - near)), abs=1e-9) or near == 0
    assert wider == pytest.approx(rate + np.sqrt(phi) * (upper - rate))


def test_chance_alone_leaves_about_one_in_twenty_outside():
    rng = np.random.default_rng(5)
    sizes = np.geomspace(5, 200, 40)
    lower, upper = limit_funnel(2.0, sizes, 0.95)
    rates = rng.poisson(2.0 * sizes, (500, 40)) / sizes
    outside = ((rates < lower) | (rates > upper)).mean()
    assert 0.03 < outside < 0.06


@pytest.mark.parametrize(("size", "phi"), [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.9)])
def test_no_exposure_and_less_than_chance_are_refused(size, phi):
    with pytest.raises(ValueError, match="funnel needs"):
        limit_funnel(1.0, [size], 0.95, phi)
