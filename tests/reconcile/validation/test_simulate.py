"""The simulated events, and the cells and closed forms that they are reconciled by."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Known, bound_window
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    COMMON,
    DAYS,
    FINANCIAL,
    LAYOUTS,
    MARCH_YEARS,
    PROCESSES,
    SHOWN,
    SMALL,
    SMALL_WITH_TOTAL,
    STARTS,
    add_months,
    bound_table,
    count_truth,
    disclose_counts,
    find_stretch,
    suppress_small,
)

YEAR_2018 = Window(date(2018, 1, 1), date(2019, 1, 1))


def test_stretches_have_their_days_leap_years_included():
    days = add_months(DAYS)
    assert days.sum() == (date(2024, 1, 1) - date(2017, 1, 1)).days
    assert days[find_stretch(date(2020, 2, 1))] == 29
    assert days[find_stretch(date(2020, 4, 1))] == (date(2021, 1, 1) - date(2020, 4, 1)).days
    assert [STARTS[find_stretch(day)] for day in STARTS[:-1]] == STARTS[:-1]


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_every_process_has_the_mean_it_is_told(process):
    counts = process.simulate(np.random.default_rng(5), 100, 4000)
    expected = 100 / 365.25 * process.weights
    # Five standard errors; bursts of 1 + Poisson(3) have 19/4 times the variance of single events.
    # Of a whole year's level a stretch has the part that its events are of the year's.
    variance = 4.75 if process.in_bursts else process.variance
    if process.levels:
        variance = 1 + (process.expect_variance(100) - 1) * expected / 100
    error = 5 * np.sqrt(variance * expected / 4000)
    assert (abs(counts.mean(axis=0) - expected) <= error + 1e-9).all()


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        *(("constant", 1), ("variance 2", 2), ("variance 4", 4), ("bursts of about four", 4.75)),
        *(("variance 7.2", 7.2), ("variance 7.2, years correlated by 0.8", 7.2)),
        ("variance growing with size, 4 at 20 a year", 16),  # 1 + 3 x 100 / 20
    ],
)
def test_a_year_varies_as_its_process_says(name, variance):
    years = BY_NAME[name].simulate(np.random.default_rng(6), 100, 8000)[:, 4:8].sum(axis=1)
    assert years.var() / years.mean() == pytest.approx(variance, rel=0.08)
    if not BY_NAME[name].in_bursts:
        assert BY_NAME[name].expect_variance(100) == pytest.approx(variance)


def count_years(stretches: np.ndarray) -> np.ndarray:
    return stretches.reshape(len(stretches), -1, 4).sum(axis=2)


def test_the_years_of_a_force_correlate_and_those_of_two_forces_do_not():
    """Of counts the levels make 6.2 of 7.2 parts of the variance, and correlate by about 0.8."""
    process, rng = BY_NAME["variance 7.2, years correlated by 0.8"], np.random.default_rng(6)
    first, second = map(count_years, process.simulate_forces(rng, (400, 400), 6000))
    within = np.corrcoef(first[:, 2], first[:, 3])[0, 1]
    assert within == pytest.approx(0.8 * 6.2 / 7.2, abs=0.04)
    assert abs(np.corrcoef(first[:, 2], second[:, 2])[0, 1]) < 0.06


def test_forces_that_share_their_shocks_rise_and_fall_together():
    process, rng = BY_NAME["shocks that all forces share"], np.random.default_rng(6)
    first, second = map(count_years, process.simulate_forces(rng, (400, 400), 3000))
    assert np.corrcoef(first[:, 2], second[:, 2])[0, 1] > 0.95
    assert abs(np.corrcoef(first[:, 2], first[:, 3])[0, 1]) < 0.1


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("constant", 1),
        ("January and February +60 %", 1.6 / (1 - 0.6 * 59 / 306)),
        ("January and February -60 %", 0.4 / (1 + 0.6 * 59 / 306)),
        ("a fifth recorded before March 2018", 0.2),
        # 31 days at six times the rate and 28 at the rate.
        ("January 2018 six times as many", (31 * 6 + 28) / 59),
        ("twice as many from February 2020", 1),
    ],
)
def test_the_rate_outside_over_the_rate_inside_is_worked_out_from_the_shape(name, ratio):
    assert BY_NAME[name].compare_rates(YEAR_2018, COMMON) == pytest.approx(ratio)


def test_winters_leave_the_year_as_large_as_it_is():
    shape = BY_NAME["January and February +60 %"].shape
    assert (shape * DAYS)[12:24].sum() == pytest.approx(365)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_cells_of_a_layout_follow_one_another_and_meet_the_window(layout):
    for cell, after in zip(layout.cells, layout.cells[1:], strict=False):
        assert cell.end == after.start
    assert all(cell.meet(COMMON) for cell in layout.cells)
    assert layout.cells[0].start <= COMMON.start and layout.cells[-1].end >= COMMON.end


def test_two_layouts_straddle_as_worked_by_hand():
    assert MARCH_YEARS.straddling.tolist() == [False] * 5
    assert CALENDAR.straddling.tolist() == [True, *[False] * 5]
    assert FINANCIAL.straddling.tolist() == [True, *[False] * 4, True]


def test_cells_and_truth_add_up_the_stretches_they_cover():
    stretches = np.arange(28)[None, :]
    assert CALENDAR.add_up(stretches)[0].tolist() == [
        *(sum(range(start, start + 4)) for start in range(4, 24, 4)),
        24 + 25,
    ]
    assert FINANCIAL.add_up(stretches)[0].tolist() == [
        sum(range(start, start + 4)) for start in range(3, 27, 4)
    ]
    assert count_truth(stretches).tolist() == [sum(range(6, 26))]


def test_hidden_counts_keep_their_zeros():
    low, high = suppress_small(np.array([[0, 1, 4, 5]]), SMALL)
    assert low.tolist() == [[0, 1, 1, 5]] and high.tolist() == [[0, 4, 4, 5]]
    low, high = suppress_small(np.array([[0, 1, 4, 5]]), SHOWN)
    assert low.tolist() == high.tolist() == [[0, 1, 4, 5]]


@settings(max_examples=40)
@given(st.data())
def test_the_closed_form_is_what_the_engine_says(data):
    layout = data.draw(st.sampled_from(LAYOUTS))
    hidden = data.draw(st.sampled_from([SHOWN, SMALL, SMALL_WITH_TOTAL]))
    size = len(layout.cells)
    counts = np.array([data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))])
    low, high, total = disclose_counts(counts, hidden)
    assert (total is None) == (hidden != SMALL_WITH_TOTAL)
    quick = bound_table(low, high, layout.straddling, total)
    cells = [Known(*row) for row in zip(layout.cells, low[0], high[0], strict=True)]
    if total is not None:
        whole = Window(layout.cells[0].start, layout.cells[-1].end)
        cells.append(Known(whole, int(total[0]), int(total[0])))
    bound = bound_window(cells, COMMON)
    assert (quick[0][0], quick[1][0]) == (bound.low, bound.high)
