from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.periods import read_period


def days(label) -> tuple[str, str, str]:
    window = read_period(label)
    return tuple(map(str, (window.start, window.end, window.end_latest)))


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2018", "2018-01-01", "2019-01-01"),
        (" 2018 ", "2018-01-01", "2019-01-01"),
        ("2018*", "2018-01-01", "2019-01-01"),
        ("2018/19", "2018-04-01", "2019-04-01"),
        ("2018-19", "2018-04-01", "2019-04-01"),
        ("2018/2019", "2018-04-01", "2019-04-01"),
        ("2018-2021", "2018-01-01", "2022-01-01"),
        ("2018 to 2021", "2018-01-01", "2022-01-01"),
        ("2018 (from 1 March)", "2018-03-01", "2019-01-01"),
        ("2018 (Mar-Dec)", "2018-03-01", "2019-01-01"),
        ("2023 (Jan–Feb)", "2023-01-01", "2023-03-01"),
        ("2023 (to 28 February)", "2023-01-01", "2023-03-01"),
        ("Jan-Mar 2017", "2017-01-01", "2017-04-01"),
        ("Sept. 2017", "2017-09-01", "2017-10-01"),
        ("December 2017", "2017-12-01", "2018-01-01"),
        ("1 January 2016 to 10 April 2020", "2016-01-01", "2020-04-11"),
    ],
)
def test_a_period_is_read_half_open(label, start, end):
    assert days(label) == (start, end, end)


@pytest.mark.parametrize(
    ("label", "end", "latest"),
    [
        ("2023 (to 1 March)", "2023-03-01", "2023-03-02"),
        ("2023 (up to 1st March)", "2023-03-01", "2023-03-02"),
        ("1 March 2018 to 1 March 2023", "2023-03-01", "2023-03-02"),
    ],
)
def test_an_end_that_may_or_may_not_be_counted_keeps_both_readings(label, end, latest):
    assert days(label)[1:] == (end, latest)


@pytest.mark.parametrize(
    "label",
    [
        "2018 (from 31 February)",
        "2023 (to 30 February)",
        "31 February 2018 to 1 March 2018",
        "2018/20",
        "2018/2119",
        "2021-2018",
        "2018 (Nov-Feb)",
        "2018 (from 1 Smarch)",
    ],
)
def test_a_period_that_cannot_be_is_refused_and_not_passed_over(label):
    with pytest.raises(ValueError):
        read_period(label)


@pytest.mark.parametrize(
    "label", ["", "Total", "20l8", "year 2018", "Q1", "201", "20188", "2018-01-01", "Rank"]
)
def test_words_that_are_no_period_are_none(label):
    assert read_period(label) is None


def test_a_date_in_a_cell_is_no_period():
    assert read_period(datetime(2018, 1, 1)) is None


@given(st.integers(1900, 2098))
def test_months_of_a_year_fill_it_without_gap_or_overlap(year):
    names = ["jan", "feb", "mar", "apr", "may", "june", "jul", "aug", "sept", "oct", "nov", "dec"]
    months = [read_period(f"{name} {year}") for name in names]
    assert (months[0].start, months[-1].end) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert [m.end for m in months[:-1]] == [m.start for m in months[1:]]
