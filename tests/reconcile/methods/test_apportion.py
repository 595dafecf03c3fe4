import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from analysis.model.window import Window
from analysis.reconcile.methods.apportion import (
    RATE_RATIOS,
    Profile,
    Straddle,
    find_tipping_point,
    profile_indicator,
    thin,
    tilt_share,
)

SHARE = 306 / 365  # of 2018, the part from 1 March on
MET = Straddle(24, 24, SHARE)

counts = st.integers(0, 60)
shares = st.floats(0.01, 0.99)


def test_an_even_rate_takes_the_share_of_days():
    assert tilt_share(SHARE, 1) == SHARE
    assert thin((151, 151), [MET]).middle == pytest.approx(151 + 24 * SHARE)


def test_twice_the_rate_outside_halves_the_odds_of_inside():
    odds = SHARE / (1 - SHARE)
    tilted = tilt_share(SHARE, 2)
    assert tilted / (1 - tilted) == pytest.approx(odds / 2)
    assert tilt_share(SHARE, 0) == 1
    assert tilt_share(SHARE, math.inf) == 0


def test_one_straddled_cell_has_the_binomial_limits():
    estimate = thin((151, 151), [MET])
    assert (estimate.lower, estimate.upper) == (
        151 + binom.ppf(0.025, 24, SHARE),
        151 + binom.ppf(0.975, 24, SHARE),
    )


def test_two_straddled_cells_are_convolved_and_not_added_end_by_end():
    both = [Straddle(50, 50, 0.75), Straddle(50, 50, 0.25)]
    estimate = thin((0, 0), both)
    rng = np.random.default_rng(1)
    drawn = rng.binomial(50, 0.75, 200_000) + rng.binomial(50, 0.25, 200_000)
    assert estimate.lower == pytest.approx(np.quantile(drawn, 0.025), abs=1)
    assert estimate.upper == pytest.approx(np.quantile(drawn, 0.975), abs=1)
    ends = [thin((0, 0), [one]) for one in both]
    assert estimate.upper - estimate.lower < sum(one.upper - one.lower for one in ends)


def test_a_hidden_cell_takes_its_low_count_below_and_its_high_one_above():
    hidden = thin((0, 0), [Straddle(1, 4, 0.5)])
    assert hidden.lower == binom.ppf(0.025, 1, 0.5)
    assert hidden.upper == binom.ppf(0.975, 4, 0.5)


def test_more_dispersion_widens_and_less_than_chance_is_refused():
    cell = [Straddle(100, 100, SHARE)]
    widths = [
        one.upper - one.lower for one in (thin((0, 0), cell, dispersion=d) for d in (1, 2, 4))
    ]
    assert widths == sorted(widths) and len(set(widths)) == 3
    with pytest.raises(ValueError, match="less than chance"):
        thin((0, 0), cell, dispersion=0.5)


def test_clustered_events_have_the_spread_of_a_negative_binomial_process():
    """Counts of two parts of a year, each with three times the variance, given their sum."""
    rng = np.random.default_rng(7)
    mean, dispersion = 100, 3
    parts = [
        rng.negative_binomial(mean * part / (dispersion - 1), 1 / dispersion, 400_000)
        for part in (0.75, 0.25)
    ]
    given = parts[0][(parts[0] + parts[1]) == 100]
    estimate = thin((0, 0), [Straddle(100, 100, 0.75)], dispersion=dispersion)
    assert estimate.lower == pytest.approx(np.quantile(given, 0.025), abs=2)
    assert estimate.upper == pytest.approx(np.quantile(given, 0.975), abs=2)


def test_the_tipping_point_is_where_the_cell_holds_just_what_a_tie_needs():
    ratio = find_tipping_point(151, 24, SHARE, 168)
    assert 151 + 24 * tilt_share(SHARE, ratio) == pytest.approx(168)
    assert find_tipping_point(151, 24, SHARE, 150) == math.inf
    assert find_tipping_point(151, 24, SHARE, 180) == 0


@given(counts, counts, shares)
def test_no_estimate_leaves_the_sharp_bounds(certain, straddled, share):
    for ratio in (0, *RATE_RATIOS, math.inf):
        estimate = thin((certain, certain), [Straddle(straddled, straddled, share)], (ratio, ratio))
        assert certain <= estimate.lower <= estimate.upper <= certain + straddled
        assert certain <= estimate.middle <= certain + straddled


@given(counts, shares, st.floats(1, 5))
def test_a_wider_range_of_rate_ratios_never_narrows(straddled, share, widest):
    cell = [Straddle(straddled, straddled, share)]
    even, wide = thin((0, 0), cell), thin((0, 0), cell, (1 / widest, widest))
    assert wide.lower <= even.lower <= even.upper <= wide.upper


@given(counts, shares)
def test_a_ratio_of_nothing_or_without_end_gives_the_bounds_themselves(straddled, share):
    estimate = thin((3, 3), [Straddle(straddled, straddled, share)], (0, math.inf))
    assert (estimate.lower, estimate.upper) == (3, 3 + straddled)


def test_a_share_known_from_a_sample_is_beta_binomial_and_of_all_events_plain():
    made = thin((0, 0), [Straddle(100, 100, 0.75, 40)])
    assert made.middle == 75
    limits = [betabinom.ppf(level, 100, 30, 10) for level in (0.025, 0.975)]
    assert [made.lower, made.upper] == limits
    known = thin((0, 0), [Straddle(100, 100, 0.75)])
    assert thin((0, 0), [Straddle(100, 100, 0.75, 10**9)]) == known
    assert made.lower < known.lower and known.upper < made.upper


def test_events_that_cluster_leave_a_sample_worth_less():
    made = thin((0, 0), [Straddle(100, 100, 0.75, 40)], dispersion=3)
    weight = 1 / (2 / 100 + 3 / 40)
    limits = [betabinom.ppf(p, 100, 0.75 * weight, 0.25 * weight) for p in (0.025, 0.975)]
    assert [made.lower, made.upper] == limits


def test_a_share_of_very_many_events_known_from_a_sample_is_spread_as_widely():
    """Beyond what is enumerated whole the reach grows with the doubt about the share."""
    made = thin((0, 0), [Straddle(50_000, 50_000, 0.75, 400)])
    limits = [betabinom.ppf(level, 50_000, 300, 100) for level in (0.025, 0.975)]
    assert [made.lower, made.upper] == limits


def test_an_indicator_across_two_edges_is_split_at_both():
    stretch = Window(date(2018, 2, 1), date(2018, 5, 1))
    window = Window(date(2018, 3, 1), date(2020, 1, 1))
    halves = [(Window(date(2018, 1, 1), date(2018, 4, 1)), 90),
              (Window(date(2018, 4, 1), date(2018, 7, 1)), 182)]  # fmt: skip
    # One a day until March, of which February's lie outside; then two a day, April's inside.
    assert profile_indicator(halves, stretch, window) == Profile((31 + 60) / 119, 119)
