"""Period labels: the window that a year, a part year or a range of years stands for."""

import calendar
import re
from datetime import date, datetime

from analysis.model.window import ONE_DAY, Window, read_date, read_window

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DASH = r"\s*(?:-|–|—|to)\s*"


def read_period(label: object) -> Window | None:
    """The half-open window of a label, or None where the words are no period.

    Reads `2018`, `2018/19` (April to March), `2018-2021`, `2018 (from 1 March)`,
    `2023 (to 1 March)`, `2018 (Mar-Dec)`, `Jan-Mar 2017`, `March 2018` and `A to B` with full
    dates. "To 1 March" may or may not take in that day: both ends are kept.
    Raises ValueError for a period that cannot be, such as 31 February or an end before its start.
    """
    if isinstance(label, datetime | date):
        return None
    text = " ".join(str(label).lower().split()).removesuffix(".0").strip(" *")
    for pattern, build in _FORMS:
        if found := re.fullmatch(pattern, text):
            return build(*found.groups())
    if re.search(r"\d{4}\s+to\s+\S.*\d{4}$", text) and not re.fullmatch(r"\d{4} to \d{4}", text):
        return read_window(text)
    return None


def _years(first: str, last: str | None = None) -> Window:
    last = last or first
    return Window(date(int(first), 1, 1), date(int(last) + 1, 1, 1))


def _financial(first: str, last: str) -> Window:
    year = int(first)
    if last not in (f"{year + 1}", f"{year + 1}"[2:]):
        raise ValueError(f"{first}/{last} is no financial year")
    return Window(date(year, 4, 1), date(year + 1, 4, 1))


def _short_span(first: str, last: str) -> Window:
    """`2018-19` is a financial year; `2018-2021` a range of calendar years."""
    return _financial(first, last) if len(last) == 2 else _years(first, last)


def _months(year: str, first: str, last: str | None = None) -> Window:
    start, end = _MONTHS[first], _MONTHS[last or first]
    following = date(int(year) + end // 12, end % 12 + 1, 1)
    return Window(date(int(year), start, 1), following)


def _from_day(year: str, day: str) -> Window:
    return Window(read_date(f"{day} {year}"), date(int(year) + 1, 1, 1))


def _to_day(year: str, day: str) -> Window:
    last = read_date(f"{day} {year}")
    start = date(int(year), 1, 1)
    # "to 1 March" after whole months most often means "up to": the day itself is the other reading.
    return Window(start, last, last + ONE_DAY) if last.day == 1 else Window(start, last + ONE_DAY)


_YEAR = r"((?:19|20)\d{2})"  # four digits of another century are a count
_FORMS = (
    (_YEAR, _years),
    (rf"{_YEAR}\s*/\s*(\d{{2}}|\d{{4}})", _financial),
    (rf"{_YEAR}{_DASH}(\d{{2}}|(?:19|20)\d{{2}})", _short_span),
    (rf"{_YEAR}\s*\(?from (\d{{1,2}}(?:st|nd|rd|th)? [a-z]+)\)?", _from_day),
    (rf"{_YEAR}\s*\(?(?:up )?to (\d{{1,2}}(?:st|nd|rd|th)? [a-z]+)\)?", _to_day),
    (rf"{_YEAR}\s*\(?{_MONTH}(?:{_DASH}{_MONTH})?\)?", _months),
    (rf"{_MONTH}(?:{_DASH}{_MONTH})?\s+{_YEAR}", lambda a, b, year: _months(year, a, b)),
)
