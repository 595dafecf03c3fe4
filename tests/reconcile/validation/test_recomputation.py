"""The second computation agrees with the published one, and shares no code with it."""

import ast
import inspect
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.model.window import Window
from analysis.reconcile.methods import rates, shares
from analysis.reconcile.methods.apportion import Straddle, thin
from analysis.reconcile.validation import recomputation
from analysis.reconcile.validation.recomputation import (
    adjust_by_holm,
    count_workforce_years,
    find_p_values,
    find_share_p_values,
    limit_rates,
    limit_ratios,
    limit_shares,
    measure_dispersions,
    thin_each,
    tilt,
    widen_p_values,
    widen_rates,
    widen_ratios,
)
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    COMMON,
    FINANCIAL,
    LAYOUTS,
)
from analysis.reconcile.validation.simulated_replies import EMPLOYEES, WORKERS, measure_workforce

SCALE = 1.3  # of one exposure over the other
RANGES = st.tuples(st.integers(0, 40), st.integers(0, 4)).map(lambda one: (one[0], sum(one)))


def as_pair(ends: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([ends[0]]), np.array([ends[1]])


def test_nothing_that_it_checks_is_imported():
    """The paths of the published tables, and a window's days, are all that it has in common."""
    tree = ast.parse(inspect.getsource(recomputation))
    ours = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("analysis")
    }
    assert ours == {"analysis.model.store.paths", "analysis.model.window"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import) and "analysis" in
                ast.dump(node)]  # fmt: skip


@settings(max_examples=60)
@given(RANGES, RANGES)
def test_limits_and_p_values_of_ratios_are_the_published_ones(first, second):
    spread = rates.Dispersion(2.3, 5)
    made = rates.take_ratio(first, 1.0, second, SCALE, spread)
    sides = as_pair(first), as_pair(second), SCALE
    dispersion = np.array([2.3]), np.array([5])
    exact = rates.ratio_interval(first, 1.0, second, SCALE)
    assert np.array(limit_ratios(*sides)).ravel() == pytest.approx(exact)
    alone = rates.find_p_value(first, 1.0, second, SCALE)
    assert find_p_values(*sides) == pytest.approx(alone)
    wide = np.array(widen_ratios(*sides, dispersion)).ravel()
    assert wide == pytest.approx([made.wide_lower, made.wide_upper])
    assert widen_p_values(*sides, dispersion) == pytest.approx(made.p_value)


@given(RANGES)
def test_limits_of_rates_are_the_published_ones(counts):
    spread = rates.Dispersion(2.3, 5)
    exact = rates.rate_interval(*counts, 2.0)
    wide = rates.join_limits(exact, rates.widen_rate(*counts, 2.0, spread))
    assert np.array(limit_rates(as_pair(counts), 2.0)).ravel() == pytest.approx(exact)
    made = widen_rates(as_pair(counts), 2.0, (np.array([2.3]), np.array([5])))
    assert np.array(made).ravel() == pytest.approx(wide)


def test_few_degrees_widen_nothing():
    pair, few = as_pair((4, 9)), (np.array([2.3]), np.array([2]))
    assert np.isnan(widen_ratios(pair, pair, 1.0, few)).all()
    assert np.isnan(widen_rates(pair, 1.0, few)).all()
    assert widen_p_values(pair, pair, 1.0, few) == find_p_values(pair, pair)


@settings(max_examples=60)
@given(RANGES, st.integers(0, 30), RANGES, st.integers(0, 900))
def test_shares_are_tested_and_limited_as_published(first, rest, second, other_rest):
    total, other = first[1] + rest + 1, second[1] + other_rest + 1
    mine, theirs = (
        shares.bound_share(some, (n - some[1], n - some[0]), (0, 0), n)
        for some, n in ((first, total), (second, other))
    )
    made = find_share_p_values(as_pair(first), total, as_pair(second), other)
    assert made == pytest.approx(shares.find_share_p_value(mine, theirs), abs=1e-9)
    lower, upper = limit_shares(np.array(mine.least[0]), np.array(mine.least[1]))
    assert lower == pytest.approx(mine.find_limits()[0])
    assert upper >= mine.low


@given(st.lists(st.floats(0, 1), min_size=2, max_size=7))
def test_a_family_is_adjusted_as_by_holm(p_values):
    made = adjust_by_holm(np.array([p_values]))[0]
    assert made == pytest.approx(multipletests(p_values, method="holm")[1])


def test_dispersion_is_that_of_the_known_years_of_each_group():
    counts = np.array([[8.0, 12, np.nan], [0, 20, np.nan], [9, 10, 11], [0, 0, 0]])
    days = np.array([365.0, 366, 365])
    variances, freedom = measure_dispersions([(counts, days), (counts[:, :2] + 3, days[:2])])
    for row, variance, degrees in zip(counts, variances, freedom, strict=True):
        known = [(n, d) for n, d in zip(row, days, strict=True) if not np.isnan(n)]
        groups = [known, [(n + 3, d) for n, d in zip(row[:2], days, strict=False)]]
        found = rates.measure_dispersion(groups)
        assert (variance, degrees) == pytest.approx((found.ratio, found.freedom))


@pytest.mark.parametrize("force", ["staffordshire", "metropolitan"])
@pytest.mark.parametrize(
    "window", [COMMON, Window(date(2017, 4, 1), date(2023, 4, 1)), CALENDAR.cells[2]]
)
def test_workforce_years_day_by_day_are_the_area_under_the_lines(force, window):
    made = count_workforce_years(force, WORKERS[EMPLOYEES], window)
    published = measure_workforce().measure_exposure(force, EMPLOYEES, window)
    assert made == pytest.approx(published.workforce_years, rel=1e-12)


def test_a_share_is_tilted_as_worked_by_hand():
    assert tilt(0.5, 3.0) == pytest.approx(0.25)
    assert tilt(306 / 365, 2.0) == pytest.approx(306 / (306 + 2 * 59))


@pytest.mark.parametrize("layout", [LAYOUTS[1], FINANCIAL, LAYOUTS[4]])
@pytest.mark.parametrize("a_year", [4, 100])
def test_every_case_of_a_design_is_thinned_to_the_event_as_published(layout, a_year):
    """One straddled cell and two; binomial and beta-binomial; each rate ratio of the trials."""
    rng = np.random.default_rng(8)
    cells = layout.add_up(BY_NAME["variance 3"].simulate(rng, a_year, 60))[:, layout.straddling]
    variances = rng.choice([1.0, 1.4, 3.0, 7.25], len(cells))
    for most in (1.0, 1.5, 2.0, 3.0):
        made = thin_each(cells, layout.shares, most, variances)
        for row, variance, *told in zip(cells, variances, *made, strict=True):
            stretches = zip(row, layout.shares, strict=True)
            straddles = [Straddle(int(n), int(n), share) for n, share in stretches]
            alone = thin((0, 0), straddles, (1 / most, most), float(variance))
            assert told == pytest.approx([alone.lower, alone.upper, alone.middle], abs=1e-9)
