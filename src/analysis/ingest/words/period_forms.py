"""The forms a period is written in, each a pattern in small letters and the window it builds."""

import re
from datetime import date

from analysis.ingest.words.calendars import (
    DASH,
    DAY,
    FINANCIAL,
    MONTH,
    YEAR,
    end_with,
    read_day,
    read_financial,
    read_month,
    read_year,
    span_months,
    span_years,
    take_months,
    take_part,
)
from analysis.ingest.words.numerals import NUMERAL, read_whole
from analysis.model.window import ONE_DAY, Window

_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "first": 1, "second": 2, "third": 3}
_ORDINALS |= {"fourth": 4}
_FY = r"(?:fy ?|f/y |financial year )"
_ANY_YEAR = rf"(?P<year>{_FY}?{FINANCIAL}|{YEAR})"
_QUARTER = rf"(?:q(?:uarter )?(?P<number>[1-4])|(?P<nth>{'|'.join(_ORDINALS)}) (?:quarter|qtr))"
_MONTHS = rf"(?P<first>{MONTH})(?:{DASH}(?P<last>{MONTH}))?"
_SHORT = rf"{MONTH}(?:-|[ -]?['’])\d{{2}}"
_POINT = rf"(?:{DAY}|{MONTH}(?: |-){YEAR}|{_SHORT})"
_ANY_DAY = r"\d{1,2}(?:st|nd|rd|th)? [a-z]+"
_NO_YEAR = rf"\d{{1,2}}(?:st|nd|rd|th)? {MONTH}"
_BEGUN = rf"(?:{FINANCIAL}|{YEAR}|{_POINT})"
_TO_DATE = r"(?:to date|so far|\(?ytd\)?|year to date|onwards?|\+|\(?part(?: year)?\)?)"


def _any_year(year: str) -> Window:
    bare = re.sub(f"^{_FY}", "", year)
    return read_financial(bare) if "/" in bare else span_years(int(bare), int(bare))


def _hyphened(first: str, last: str) -> Window:
    """`2018-19` is a financial year and `2018-03` a month; `2011-12` is the year, as is usual."""
    follows = last == f"{int(first) + 1}"[2:]
    if not follows and 1 <= int(last) <= 12:
        return span_months(int(first), int(last), 1)
    return read_financial(f"{first}/{last}")


def _years(first: str, last: str) -> Window:
    if int(last) == int(first) + 1:
        raise ValueError(f"{first} and {last}: one financial year, or two calendar years?")
    return span_years(int(first), int(last))


def _financial_years(first: str, last: str) -> Window:
    return Window(read_financial(first).start, read_financial(last).end)


def _quarter(year: str, number: str | None, nth: str | None) -> Window:
    return take_part(_any_year(year), int(number or _ORDINALS[nth]), 4)


def _half(year: str, number: str) -> Window:
    return take_part(_any_year(year), int(number), 2)


def _months(year: str, first: str, last: str | None) -> Window:
    return take_months(_any_year(year), read_month(first), read_month(last or first))


def _numbered_month(month: str, year: str) -> Window:
    return span_months(int(year), int(month), 1)


def _from_day(year: str, day: str) -> Window:
    return Window(read_day(f"{day} {year}"), date(int(year) + 1, 1, 1))


def _to_day(year: str, day: str) -> Window:
    last, start = read_day(f"{day} {year}"), date(int(year), 1, 1)
    # "to 1 March" after whole months most often means "up to": the day itself is the other reading.
    return Window(start, last, last + ONE_DAY) if last.day == 1 else Window(start, last + ONE_DAY)


def _point(text: str) -> Window:
    """One end of a span: a day, or a whole month."""
    if re.fullmatch(DAY, text):
        return Window(read_day(text), read_day(text) + ONE_DAY)
    month, year = re.fullmatch(r"([a-z]+)\W*(\d+)", text).groups()
    return span_months(read_year(year), read_month(month), 1)


def _span(a: str, b: str) -> Window:
    first, last = _point(a), _point(b)
    months = first.days > 1 and last.days > 1
    if months and first.start.month == last.start.month and first != last:
        raise ValueError(f"{a} to {b}: is the last month counted, or does it end there?")
    if first.days == last.days == 1 and first.start.day == last.start.day == 1 and first != last:
        return Window(first.start, last.start, last.end)  # the last day may not be meant
    return Window(first.start, last.end)


def _ending(count: str | None, end: str) -> Window:
    return end_with(_point(end).end - ONE_DAY, read_whole(count or "12"))


def _refuse(words: str) -> Window:
    raise ValueError(f"{words!r} does not say from which day to which")


FORMS = (
    (_ANY_YEAR, _any_year),
    (rf"(?:calendar year|cy) (?P<year>{YEAR})", _any_year),
    (rf"(?P<year>{FINANCIAL}) \(?(?:fy|financial year)\)?", _any_year),
    (rf"{_FY}?(?P<first>{YEAR})\s*[-–—]\s*(?P<last>\d{{2}})", _hyphened),
    (rf"(?P<first>{YEAR}){DASH}(?P<last>{YEAR})", _years),
    (rf"(?P<first>{FINANCIAL})\s*(?:-|–|—|to)\s*(?P<last>{FINANCIAL})", _financial_years),
    (rf"{_QUARTER}(?: of)?[ -]\(?{_ANY_YEAR}\)?", _quarter),
    (rf"{_ANY_YEAR}[ -]\(?{_QUARTER}\)?", _quarter),
    (rf"h(?P<number>[12])[ -]{_ANY_YEAR}", _half),
    (rf"{_ANY_YEAR}[ -]h(?P<number>[12])", _half),
    (rf"{_ANY_YEAR}\s*\(?{_MONTHS}\)?", _months),
    (rf"{_MONTHS},?\s+\(?{_ANY_YEAR}\)?", _months),
    (rf"(?P<year>{YEAR})\s*\(?from (?P<day>{_ANY_DAY})\)?", _from_day),
    (rf"(?P<year>{YEAR})\s*\(?(?:up )?to (?P<day>{_ANY_DAY})\)?", _to_day),
    (rf"(?P<month>0[1-9]|1[0-2])/(?P<year>{YEAR})", _numbered_month),
    (rf"(?P<a>{_SHORT}|{MONTH}-{YEAR})", lambda a: _point(a)),
    (rf"(?P<a>{_POINT}){DASH}(?P<b>{_POINT})", _span),
    (
        rf"(?P<a>{_NO_YEAR}){DASH}(?P<b>{_NO_YEAR}) (?P<year>{YEAR})",
        lambda a, b, year: _span(f"{a} {year}", f"{b} {year}"),
    ),
    (
        rf"(?P<year>{YEAR})\s*\((?P<a>{_NO_YEAR}){DASH}(?P<b>{_NO_YEAR})\)",
        lambda a, b, year: _span(f"{a} {year}", f"{b} {year}"),
    ),
    (
        rf"(?:(?:the )?(?:(?P<count>{NUMERAL}) months?|year)[ -](?:ending|ended|end|to)|y/?e)"
        rf" (?P<end>{_POINT})",
        _ending,
    ),
    (rf"(?P<words>{_BEGUN},? \(?{_TO_DATE}\)?|(?:{_TO_DATE}|since) {_BEGUN})", _refuse),
    (rf"(?P<words>fy ?(?:{YEAR}|\d{{2}})|(?:before|pre|prior to|after)[ -]{YEAR})", _refuse),
)
SNAPSHOT = rf"(?:(?:as )?(?:at|on|of):? )?(?P<day>{DAY})"
LOOSE_NOTE = rf"(\S+.*{YEAR}|.*/\d\d)(\d)"  # the raised digit of a note, no longer raised
