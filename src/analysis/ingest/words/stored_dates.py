"""Dates and the numbers of days as spreadsheets store them, and what was typed in their place."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from analysis.model.window import ONE_DAY

FIRST_DAY = date(1899, 12, 30)  # day 0 of spreadsheets, as of 1 March 1900
DATED = range(1950, 2050)  # years that a date of a reply may lie in
RECENT = range(1995, 2035)  # and those that a number in their place is looked at for


def guess_typed(day: date) -> tuple[str, ...]:
    """What a date among figures may have been before the spreadsheet made it one, likeliest first.

    `1-5` typed becomes 1 May or 5 January, `11-15` and `Nov-15` the first of November 2015; a
    range counts upwards. A date that no reply speaks of is a count in a format for dates.

    >>> guess_typed(date(2018, 5, 1)), guess_typed(date(1900, 1, 9))
    (('1-5', '5-18', 'May-18', '5-1'), ('9', '10'))
    """
    if not is_of_today(day):
        return tuple(map(str, _list_day_numbers(day)))
    pairs = [(day.day, day.month), (day.month, day.day)]
    if day.day == 1:
        pairs.append((day.month, day.year % 100))
    ranges = [f"{low}-{high}" for low, high in pairs if low < high]
    months = [f"{day:%b-%y}"] if day.day == 1 else []
    turned = [f"{low}-{high}" for low, high in pairs[:2] if low >= high]
    return tuple(dict.fromkeys((*ranges, *months, *turned)))


def is_of_today(day: date) -> bool:
    """Whether a reply may speak of a day; any other was a number, shown as a date.

    >>> is_of_today(date(2018, 5, 1)), is_of_today(date(1900, 1, 9))
    (True, False)
    """
    return day.year in DATED


def _list_day_numbers(day: date) -> tuple[int, ...]:
    """The numbers that spreadsheets store for a day, Excel's first: it counts a 29 February 1900.

    Before that day the other programs are one ahead.
    """
    number = day.toordinal() - FIRST_DAY.toordinal()
    return (number,) if number > 60 or number < 1 else (number - 1, number)


def read_day_number(number: float) -> date | None:
    """The day that a number stands for where it was meant as a date and has lost its format.

    None where no reply speaks of such a day.

    >>> read_day_number(43101), read_day_number(12)
    (datetime.date(2018, 1, 1), None)
    """
    if not 0 < number < 10**5 or number != int(number):
        return None
    day = FIRST_DAY + timedelta(days=int(number))
    return day if day.year in RECENT else None


def are_day_numbers(numbers: Sequence[int]) -> bool:
    """Whether numbers are the days of a calendar that have lost their format, in their order.

    So are first days or last days of months, or days at equal steps.

    >>> are_day_numbers([43101, 43132, 43160]), are_day_numbers([43101, 43170])
    (True, False)
    """
    days = [day for number in numbers if (day := read_day_number(number))]
    if len(days) < max(2, len(numbers)):
        return False
    steps = {(later - day).days for day, later in pairwise(days)}
    ordered = min(steps) > 0 or max(steps) < 0
    firsts = {day.day for day in days} == {1}
    lasts = {(day + ONE_DAY).day for day in days} == {1}
    return ordered and (firsts or lasts or (len(steps) == 1 and len(days) > 2))


def are_months_or_years(numbers: Sequence[int]) -> bool:
    """Whether numbers such as 201801 or 201819 are months or financial years, in their order.

    >>> are_months_or_years([201712, 201801]), are_months_or_years([201819, 201920, 202021])
    (True, True)
    >>> are_months_or_years([201801, 207500])
    False
    """
    if len(numbers) < 2 or not all(number // 100 in DATED for number in numbers):
        return False
    steps = {later > number for number, later in pairwise(numbers)}
    months = all(0 < number % 100 <= 12 for number in numbers)
    years = all(number % 100 == (number // 100 + 1) % 100 for number in numbers)
    return len(steps) == 1 and len(set(numbers)) == len(numbers) and (months or years)
