"""Days, months, quarters and years: how each is written, and its half-open window."""

import calendar
from datetime import date

from analysis.model.window import ONE_DAY, Window, read_date

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
YEAR = r"(?:19|20)\d{2}"  # four digits of another century are a count
FINANCIAL = rf"(?:{YEAR}\s*/\s*(?:\d{{4}}|\d{{2}})|\d{{2}}\s*/\s*\d{{2}})"
DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? {YEAR}|{YEAR}-\d{{2}}-\d{{2}}|"
    rf"\d{{1,2}}/\d{{1,2}}/{YEAR})"
)
DASH = r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*"


def read_year(digits: str) -> int:
    """2018 of `2018` and `18`: two digits from 69 on are of the last century, as in POSIX."""
    year = int(digits)
    if year > 99:
        return year
    return year + (1900 if year >= 69 else 2000)


def read_month(name: str) -> int:
    return MONTHS[name.rstrip(".")]


def read_day(text: str) -> date:
    """A full date; raises ValueError where it cannot be, such as 31 February."""
    return read_date(text.replace(".", "").replace(",", "").replace("sept ", "sep "))


def span_months(year: int, first: int, count: int) -> Window:
    """`count` whole months from month `first` on; month 13 is January of the next year."""
    return Window(_first_of(year, first), _first_of(year, first + count))


def span_years(first: int, last: int) -> Window:
    return Window(date(first, 1, 1), date(last + 1, 1, 1))


def read_financial(text: str) -> Window:
    """April to March of `2018/19`, `2018/2019` or `18/19`.

    Raises ValueError where the second year does not follow the first.
    """
    first, last = (part.strip() for part in text.split("/"))
    year = read_year(first)
    if last not in (f"{year + 1}", f"{year + 1}"[2:]):
        raise ValueError(f"{text} is no financial year")
    return span_months(year, 4, 12)


def take_part(year: Window, number: int, parts: int) -> Window:
    """The `number`th of equal `parts` of a year: 4 are its quarters, 2 its halves."""
    months = 12 // parts
    return span_months(year.start.year, year.start.month + (number - 1) * months, months)


def take_months(year: Window, first: int, last: int) -> Window:
    """Months by name within a year: January of 2018/19 is January 2019.

    Raises ValueError where the year ends between them.
    """
    begin, end = ((month - year.start.month) % 12 for month in (first, last))
    return span_months(year.start.year, year.start.month + begin, end - begin + 1)


def end_with(last: date, months: int) -> Window:
    """The `months` months of which `last` is the final day.

    Raises ValueError where that day is a first of a month, which may or may not be counted.
    """
    if last.day == 1:
        raise ValueError(f"do the {months} months take in {last}, the first of a month, or not?")
    end = last + ONE_DAY
    return Window(_first_of(end.year, end.month - months).replace(day=end.day), end)


def guess_typed(day: date) -> tuple[str, ...]:
    """What a date among figures may have been before the spreadsheet made it a date.

    `1-5` typed becomes 1 May or 5 January; `Mar-18` the first of its month.
    """
    guesses = [f"{day.day}-{day.month}", f"{day.month}-{day.day}"]
    if day.day == 1:
        guesses.append(f"{day:%b-%y}")
    return tuple(dict.fromkeys(guesses))


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
