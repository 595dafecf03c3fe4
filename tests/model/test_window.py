from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.window import ONE_DAY, Window, find_gaps, read_date, read_window

days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
COMMON = Window(date(2018, 3, 1), date(2023, 3, 1))
YEAR_2018 = Window(date(2018, 1, 1), date(2019, 1, 1))


@st.composite
def windows(draw) -> Window:
    start = draw(days)
    return Window(start, start + timedelta(draw(st.integers(1, 3000))))


def test_the_common_window_is_1826_days_and_60_months():
    assert COMMON.days == 1826
    assert round(COMMON.months) == 60


def test_a_share_is_of_days_and_not_of_months():
    assert YEAR_2018.share_inside(COMMON) == 306 / 365
    assert YEAR_2018.share_inside(COMMON) != pytest.approx(10 / 12, abs=1e-3)


def test_an_end_on_the_first_of_a_month_keeps_both_readings():
    window = read_window("1 March 2018 to 1 March 2023")
    assert (window.start, window.end) == (date(2018, 3, 1), date(2023, 3, 1))
    assert window.end_latest == date(2023, 3, 2)
    assert window.end_ambiguous
    assert (window.days, (window.end_latest - window.start).days) == (1826, 1827)


def test_any_day_to_the_same_day_of_another_month_has_both_readings():
    window = read_window("15 March 2018 to 15 March 2023")
    assert (window.days, (window.end_latest - window.start).days) == (1826, 1827)
    assert read_window("15 March 2018 to 15 April 2018").end_ambiguous
    assert not read_window("15 March 2018 to 14 March 2023").end_ambiguous
    assert not read_window("15 March 2018 to 15 March 2018").end_ambiguous


def test_an_end_within_a_month_takes_in_its_last_day():
    window = read_window("2018-01-01 to 2023-02-28")
    assert window.end == window.end_latest == date(2023, 3, 1)
    assert not window.end_ambiguous
    assert str(window) == "1 January 2018 to 28 February 2023"


def test_one_day_is_a_window_of_one_day():
    assert read_window("2018-03-01 to 2018-03-01").days == 1


@pytest.mark.parametrize(
    "text", ["2018-03-01", "1st March 2018", "1 Mar 2018", "01/03/2018", " 1 March 2018 "]
)
def test_a_date_is_read_as_britons_write_it(text):
    assert read_date(text) == date(2018, 3, 1)


@pytest.mark.parametrize("text", ["31 February 2018", "2019-02-29", "2018", "", "03/13/2018"])
def test_an_impossible_date_is_refused(text):
    with pytest.raises(ValueError, match="is no date"):
        read_date(text)


@pytest.mark.parametrize("text", ["2023-03-01 to 2018-03-01", "2018-03-01", "a to b"])
def test_a_window_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError):
        read_window(text)


def test_a_window_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Window(date(2018, 3, 1), date(2018, 3, 1))


@given(windows(), windows())
def test_what_two_windows_share_is_the_days_in_both(one, other):
    shared = one.meet(other)
    in_both = sum(other.start <= one.start + timedelta(day) < other.end for day in range(one.days))
    assert (shared.days if shared else 0) == in_both
    assert one.meet(other) == other.meet(one)
    assert one.share_inside(other) == in_both / one.days
    assert one.covers(other) == (shared == other)


@given(windows())
def test_a_window_in_words_reads_back(window):
    # From one first of a month to the day before another: the words end within a month.
    again = read_window(str(window))
    assert again.start == window.start
    assert window.end in (again.end, again.end_latest)
    assert again.end_latest - again.end <= ONE_DAY


def span(first: str, end: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(end))


def test_gaps_are_the_days_no_cell_covers():
    cells = [span("2018-01-01", "2019-01-01"), span("2018-06-01", "2018-07-01")]
    cells.append(span("2019-02-01", "2020-01-01"))
    assert find_gaps(cells, span("2017-12-01", "2020-01-02")) == [
        span("2017-12-01", "2018-01-01"),
        span("2019-01-01", "2019-02-01"),
        span("2020-01-01", "2020-01-02"),
    ]
    assert find_gaps(cells, span("2018-02-01", "2018-09-01")) == []
    assert find_gaps([], COMMON) == [COMMON]
