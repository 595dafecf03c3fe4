"""What was typed before a spreadsheet made a date of it, and numbers that were dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.stored_dates import (
    are_day_numbers,
    are_months_or_years,
    guess_typed,
    read_day_number,
)

FIRST = date(1899, 12, 30)


def number(day: date) -> int:
    return (day - FIRST).days


@given(st.integers(1, 11), st.integers(2, 12))
def test_a_band_turned_into_a_day_is_guessed_first(low, high):
    """Typed in Britain `6-10` is the 6th of October, in America the 10th of June."""
    if low < high:
        assert guess_typed(date(2023, high, low))[0] == f"{low}-{high}"
        assert guess_typed(date(2023, low, high))[0] == f"{low}-{high}"


@given(st.integers(1, 12), st.integers(13, 49))
def test_a_band_beyond_twelve_turned_into_a_month_is_guessed(low, high):
    guesses = guess_typed(date(2000 + high, low, 1))
    assert f"{low}-{high}" in guesses
    assert f"{date(2000 + high, low, 1):%b-%y}" in guesses


@given(st.integers(61, 18_000))
def test_a_count_shown_as_a_day_is_guessed_as_the_count(count):
    assert guess_typed(FIRST + timedelta(days=count)) == (str(count),)


@given(st.dates(date(1995, 1, 1), date(2034, 12, 31)))
def test_a_number_of_a_day_is_known_by_the_day(day):
    assert read_day_number(number(day)) == day
    assert read_day_number(number(day) + 0.5) is None


@pytest.mark.parametrize("other", [-1, 0, 0.0, 12, 5000, 99999, float("inf"), 1e300])
def test_other_numbers_stand_for_no_day(other):
    assert read_day_number(other) is None


@given(st.integers(1995, 2030), st.integers(1, 12), st.integers(2, 6), st.sampled_from([1, 3, 12]))
def test_months_quarters_and_years_in_order_are_days(year, month, count, step):
    starts = []
    for place in range(count):
        months = month - 1 + place * step
        if year + months // 12 < 2035:
            starts.append(date(year + months // 12, months % 12 + 1, 1))
    numbers = list(map(number, starts))
    assert are_day_numbers(numbers) is (len(numbers) > 1)
    assert are_day_numbers([n - 1 for n in numbers if n - 1 >= number(date(1995, 1, 1))]) or (
        len(numbers) < 3
    )


@pytest.mark.parametrize(
    ("day", "typed"),
    [
        (date(2001, 1, 1), ("Jan-01", "1-1")),
        (date(2005, 12, 1), ("1-12", "Dec-05", "12-1")),
        (date(2018, 3, 3), ("3-3",)),
        (date(1949, 12, 31), ("18263",)),
        (date(1950, 1, 1), ("1-50", "Jan-50", "1-1")),
        (date(2050, 1, 1), ("54789",)),
        (date(1900, 2, 28), ("59", "60")),
        (date(1900, 3, 1), ("61",)),
        (date(1899, 12, 29), ("-1",)),
    ],
)
def test_what_was_typed_comes_likeliest_first(day, typed):
    assert guess_typed(day) == typed


def test_days_may_go_down_as_well():
    assert are_day_numbers([43160, 43132, 43101])
    assert not are_day_numbers([43132, 43101, 43160])


@pytest.mark.parametrize(
    ("numbers", "are"),
    [
        ([201801, 201802], True),
        ([201802, 201801], True),
        ([201812, 201901], True),
        ([201812, 201813], False),
        ([201800, 201801], False),
        ([201801, 201803, 201802], False),
        ([201801, 201801], False),
        ([201819], False),
        ([199900, 200001], True),
        ([201819, 201920], True),
        ([201819, 201921], False),
        ([204901, 205001], False),
    ],
)
def test_months_and_financial_years_as_numbers(numbers, are):
    assert are_months_or_years(numbers) is are


@pytest.mark.parametrize(
    "numbers",
    [[], [43101], [43101, 43101], [43101, 43170], [43101, 12], [43101, 43132, 12], [1, 2, 3],
     [40001, 45210]],
)  # fmt: skip
def test_counts_that_lie_among_the_numbers_of_days_are_none(numbers):
    assert not are_day_numbers(numbers)
