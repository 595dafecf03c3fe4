from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.apportion import divide_window, is_straddled
from analysis.reconcile.methods.bounds import Known, bound_window

COMMON = Window(date(2018, 3, 1), date(2023, 3, 1))
SINCE_BREAK = Window(date(2020, 2, 1), date(2023, 3, 1))
IN_2018 = Window(date(2018, 1, 1), date(2019, 1, 1))


def cell(count, start, end) -> Known:
    low, high = count if isinstance(count, tuple) else (count, count)
    return Known(Window(date.fromisoformat(start), date.fromisoformat(end)), low, high)


MET = [
    *(
        cell(n, f"{year}-01-01", f"{year + 1}-01-01")
        for year, n in zip(range(2018, 2023), (24, 19, 31, 40, 52), strict=True)
    ),
    cell(9, "2023-01-01", "2023-03-01"),
]
FINANCIAL = [
    cell(n, f"{year}-04-01", f"{year + 1}-04-01")
    for year, n in zip(range(2019, 2023), (30, 34, 37, 38), strict=True)
]


def test_the_year_that_straddles_the_start_is_divided_and_the_rest_is_certain():
    division = divide_window(MET, COMMON)
    assert (division.certain, division.astride) == (151, {IN_2018: 24})
    assert division.bounds == (151, 175)
    assert division.ambiguous == 59
    assert division.straddles[0].share == pytest.approx(306 / 365)


def test_since_the_break_one_calendar_year_or_two_financial_years_straddle():
    calendar = divide_window(MET, SINCE_BREAK)
    assert (calendar.bounds, calendar.ambiguous) == ((101, 132), 31)
    financial = divide_window(FINANCIAL, SINCE_BREAK)
    assert (financial.bounds, len(financial.straddles)) == ((71, 139), 2)
    assert financial.ambiguous == 60 + 31  # 1 February to 31 March 2020, and March 2023


def test_a_printed_half_year_leaves_only_the_half_that_straddles():
    division = divide_window([*MET, cell(10, "2018-01-01", "2018-07-01")], COMMON)
    assert division.astride == {Window(date(2018, 1, 1), date(2018, 7, 1)): 10}
    assert division.bounds == (165, 175)


def test_a_grand_total_less_its_years_settles_the_year_that_is_not_printed():
    total = cell(175, "2018-01-01", "2023-03-01")
    division = divide_window([total, *MET[1:]], COMMON)
    assert (division.certain, division.astride) == (151, {IN_2018: 24})


def test_a_total_alone_is_one_stretch_over_both_edges():
    division = divide_window([cell(175, "2018-01-01", "2023-04-01")], COMMON)
    assert division.bounds == (0, 175)
    assert division.ambiguous == 59 + 31


def test_hidden_figures_tie_nothing():
    hidden = [cell((1, 4), "2018-01-01", "2019-01-01"), *MET[1:]]
    assert divide_window(hidden, COMMON) is None
    assert (
        divide_window([*MET[:3], cell((1, 4), "2021-01-01", "2022-01-01"), *MET[4:]], COMMON)
        is None
    )
    assert divide_window([], COMMON) is None


def test_figures_that_overlap_without_joining_cover_nothing():
    apart = [*MET[:3], cell(9, "2020-04-01", "2023-04-01")]
    assert divide_window(apart, COMMON) is None


def test_of_two_calendars_the_one_with_fewer_ambiguous_days_is_divided():
    march = [cell(5, f"{y}-02-01", f"{y + 1}-02-01") for y in range(2018, 2024)]
    division = divide_window([*MET, *march], COMMON)
    assert division.ambiguous == 28 + 28
    assert divide_window([*march, *MET], COMMON) == division


def test_a_window_of_whole_cells_is_not_straddled_whatever_total_goes_beyond_it():
    total = cell(175, "2018-01-01", "2023-03-01")
    assert is_straddled(MET, COMMON)
    assert not is_straddled([*MET[1:], total], Window(date(2019, 1, 1), date(2023, 3, 1)))
    assert not is_straddled([cell((1, 4), "2018-03-01", "2023-03-01"), *MET], COMMON)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(5, 90), st.integers(0, 30)), min_size=2, max_size=5),
    st.integers(0, 80),
    st.integers(0, 80),
)
def test_the_bounds_of_a_run_of_cells_are_those_of_the_engine(run, after_start, before_end):
    cells, day = [], date(2019, 1, 1)
    for days, events in run:
        end = day + timedelta(days=days)
        cells.append(Known(Window(day, end), events, events))
        day = end
    start, end = date(2019, 1, 1) + timedelta(days=after_start), day - timedelta(days=before_end)
    if start >= end:
        return
    window = Window(start, end)
    division, bound = divide_window(cells, window), bound_window(cells, window)
    assert division.bounds == (bound.low, bound.high)
    assert bool(division.astride) == is_straddled(cells, window)
