"""Period labels: the window that a year, a part year or a range of years stands for."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations, pairwise

from analysis.ingest.words.footnote_marks import GLYPH, NUMBERED, split_glyph
from analysis.ingest.words.whole_numbers import NUMERAL, read_whole
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
_SNAPSHOT = rf"(?:(?:as )?(?:at|on|of):? )?(?P<day>{DAY})"
_LOOSE_NOTE = rf"(\S+.*{YEAR}|.*/\d\d)(\d)"  # the raised digit of a note, no longer raised
_ASK_DAY = "one day: a snapshot, or the month or year it stands for?"

# Calendar or financial years: what the words above a table say of labels such as `2019`.
_FINANCIAL = re.compile(
    r"\b(?:financial|fiscal) years?\b|\b(?:fys?|f/y)(?=\b|\d)|"
    r"\b(?:years?|12 months) (?:ending|ended|to)(?: on)? (?:31(?:st)? march|march 31(?:st)?)\b|"
    rf"\bapr(?:il)?\.?(?: {YEAR})?{DASH}(?:31(?:st)? )?mar(?:ch)?\b"
)
_CALENDAR = re.compile(
    r"\bcalendar (?:years?|quarters?)\b|\bcy\b|"
    r"\b(?:years?|12 months) (?:ending|ended|to)(?: on)? "
    r"(?:31(?:st)? december|december 31(?:st)?)\b|"
    rf"\bjan(?:uary)?\.?(?: {YEAR})?{DASH}(?:31(?:st)? )?dec(?:ember)?\b"
)
_BARE_YEAR = rf"{YEAR}(?:{DASH}{YEAR})?"
_PART = (
    r"\b(?:q(?:uarter|tr)? ?[1-4]|h[12]|"
    r"(?:1st|2nd|3rd|4th|first|second|third|fourth) (?:quarter|qtr))\b"
)
_YEAR_AND_MONTH = rf"({YEAR})\s*[/–—-]\s*(0?[1-9]|1[0-2])"
_YEAR_WORDS = (
    r"(?:(?:calendar|financial|fiscal|reporting) )?years?|cys?|fys?|f/y|"
    rf"\(?apr(?:il)?{DASH}mar(?:ch)?\)?"
)


@dataclass(frozen=True)
class Period:
    """A label known to speak of time: its window, or `doubt`, the reason why it has none.

    `glyph` is glued to the label and tells of a note; `day` is the one day of a snapshot.
    """

    window: Window | None = None
    glyph: str = ""
    day: date | None = None
    doubt: str = ""


@lru_cache(maxsize=2**13)  # the same few labels are asked about for every figure under them
def read_period(label: object) -> Window | None:
    """The half-open window of a label, or None where the words are no period, or one day.

    Reads `2018`, `2018/19` and `04/05` (April to March), `2018-2021`, `2018 (from 1 March)`,
    `2023 (to 1 March)`, `2018 (Mar-Dec)`, `Jan-Mar 2017`, `Mar-18`, `Q1 2018/19`, `year ending
    March 2019` and `A to B`, with footnote glyphs or without. "To 1 March" may or may not take
    in that day: both ends are kept.
    Raises ValueError for a period that cannot be, such as 31 February, or that has two readings
    or no end, such as `2018-2019`, `FY19` and `2023 to date`.

    >>> print(read_period("2018/19*"))
    1 April 2018 to 31 March 2019
    >>> print(read_period("2018 (from 1 March)"))
    1 March 2018 to 31 December 2018
    >>> read_period("Sergeant") is None
    True
    """
    if isinstance(label, datetime | date):
        return None
    text, _ = _split_label(label)
    for pattern, build in _FORMS:
        if found := re.fullmatch(pattern, text):
            return build(**found.groupdict())
    return None


def recognise_period(label: object) -> Period | None:
    """What a label says of time, or None where it says nothing; never raises.

    Beyond `read_period` it knows single days, which are a snapshot (`As at 31 March 2018`) or
    stand for their month, and notes glued in plain digits (`30 September 20061`): in doubt.

    >>> recognise_period("2023 to date").doubt
    "'2023 to date' does not say from which day to which"
    """
    if isinstance(label, datetime | date):
        day = label.date() if isinstance(label, datetime) else label
        return Period(day=day, doubt=_ASK_DAY)
    text, glyph = _split_label(label)
    try:
        if window := read_period(text):
            return Period(window, glyph)
        if found := re.fullmatch(_SNAPSHOT, text):
            return Period(glyph=glyph, day=_read_day(found["day"]), doubt=_ASK_DAY)
        if (found := re.fullmatch(_LOOSE_NOTE, text)) and (inner := recognise_period(found[1])):
            doubt = f"is {found[2]!r} a note's number, or part of the period?"
            return Period(inner.window, found[2], inner.day, doubt)
    except ValueError as error:
        return Period(glyph=glyph, doubt=str(error))
    return None


def combine_periods(outer: object, inner: object, bare_quarters: bool = False) -> Window | None:
    """The window of two labels one over the other: `Q1` or `Jan` under `2018/19`, in any order.

    A bare `1` to `4` is a quarter only where the caller says so, having seen that there is no 5.
    None where the two make no period; raises ValueError where a period of its own does not lie
    inside the other, or cannot be.

    >>> print(combine_periods("2018/19", "Q1"))
    1 April 2018 to 30 June 2018
    """
    (upper, _), (lower, _) = _split_label(outer), _split_label(inner)
    windows = [read_period(upper), read_period(lower)]
    if all(windows):
        if not windows[0].covers(windows[1]):
            raise ValueError(f"{inner!r} does not lie in {outer!r}, under which it stands")
        return windows[1]
    if not any(windows):
        return None
    year, part = (upper, lower) if windows[0] else (lower, upper)
    if bare_quarters and re.fullmatch("[1-4]", part):
        part = f"q{part}"
    return read_period(f"{part} {year}")


def chain_periods(labels: Sequence[str]) -> Window | None:
    """The narrowest window that labels say together, from the outermost in; None where none does.

    Raises ValueError where one does not lie in the other over it: `April 2020` over `March 2021`
    may be one period written on two lines.

    >>> print(chain_periods(["Complaints", "2018", "Jan"]))
    1 January 2018 to 31 January 2018
    """
    check_lines(labels)
    windows = [window for label in labels if (window := read_period(label))]
    windows += [window for pair in combinations(labels, 2) if (window := combine_periods(*pair))]
    return min(windows, key=lambda window: window.days, default=None)


def check_lines(labels: Sequence[str]) -> None:
    """Raises ValueError where two labels are one period only if they are read as one line.

    `2020` over `/21` is neither 2020 nor, without a person's word, 2020/21.
    """
    for outer, inner in pairwise(labels):
        halves = [window for label in (outer, inner) if (window := read_period(label))]
        if len(halves) > 1:
            continue  # whether one lies in the other is another matter
        split = ValueError(f"{outer!r} over {inner!r} may be one period on two lines")
        for line in (f"{outer} {inner}", f"{outer}{inner}"):
            try:
                whole = read_period(line)
            except ValueError:
                raise split from None
            if whole and not (
                whole == combine_periods(outer, inner)
                and all(half.covers(whole) for half in halves)
            ):
                raise split


def may_be_month(label: str, beside: Iterable[str]) -> bool:
    """Whether a financial year may be a month: `2008/09` beside `2008/08` or `2008/10`.

    >>> may_be_month("2008/09", ["2008/08", "2008/10"]), may_be_month("2008/09", ["2009/10"])
    (True, False)
    """
    months = [re.fullmatch(_YEAR_AND_MONTH, _split_label(text)[0]) for text in (label, *beside)]
    follows = [found and int(found[2]) == (int(found[1]) + 1) % 100 for found in months]
    return bool(follows[0]) and any(found is False for found in follows[1:])


def format_year(days: Window) -> str:
    """`2018` or `2018/19`, for a banner whose days a person has given.

    Raises ValueError where they are no whole year, of which a quarter could be told.
    """
    first = days.start.year
    for words in (f"{first}", f"{first}/{(first + 1) % 100:02}"):
        if read_period(words) == days:
            return words
    raise ValueError(f"{days} is no calendar or financial year, of which a part could be told")


def is_year_heading(text: str) -> bool:
    """Whether a text only says that years stand below it: `Calendar year`, `FY`."""
    return bool(re.fullmatch(_YEAR_WORDS, _split_label(text)[0].strip(" :")))


def find_doubtful_year(
    labels: Sequence[str], words: Iterable[str], beside: Iterable[str] = ()
) -> tuple[str, str] | None:
    """The label whose year may be another than it looks, and why; None where its days are clear.

    `labels` is a period's own label after those over it, outermost first; `words` are all that
    stand above the figures, `beside` the labels of its side. `2019` is a calendar year unless they
    speak of financial years; a quarter of it is asked about unless they speak of calendar years.

    >>> find_doubtful_year(["2019"], ["Complaints by financial year"])
    ('2019', 'stands under words that speak of financial years')
    """
    if month := next((label for label in labels if may_be_month(label, beside)), None):
        return month, "stands among months, and may be one of them"
    bare = [_split_label(label)[0] for label in labels]
    year = next((n for n, text in enumerate(bare) if re.fullmatch(_BARE_YEAR, text)), None)
    part = next((n for n, text in enumerate(bare) if re.search(_PART, text)), None)
    if year is None:
        dated = part is not None and re.search(YEAR, bare[part])
        if not dated or any(re.search(FINANCIAL, text) for text in bare):
            return None
        year = part
    said = " \n ".join(" ".join(str(text).lower().split()) for text in words)
    if _FINANCIAL.search(said):
        return labels[year], "stands under words that speak of financial years"
    if part is not None and not _CALENDAR.search(said):
        return labels[year], "has quarters of a year that may be a calendar or a financial one"
    return None


def _split_label(label: object) -> tuple[str, str]:
    """The words of a label in small letters without its footnote glyph, and the glyph."""
    text = " ".join(str(label).lower().split()).removesuffix(".0")
    bare, glyph = split_glyph(text)
    if not glyph:
        # After a bracket, as in "2023 (to 1 March)*"; and beside a year `(1)` is no second figure.
        bare = re.sub(rf"(?: |{GLYPH})+$|(?<=\d) ?{NUMBERED}$", "", text)
        glyph = text[len(bare) :].strip()
    return bare, glyph


def _build_year(year: str) -> Window:
    bare = re.sub(f"^{_FY}", "", year)
    return _read_financial(bare) if "/" in bare else _span_years(int(bare), int(bare))


def _build_hyphened(first: str, last: str) -> Window:
    """`2018-19` is a financial year and `2018-03` a month; `2011-12` is the year, as is usual."""
    follows = last == f"{int(first) + 1}"[2:]
    if not follows and 1 <= int(last) <= 12:
        return _span_months(int(first), int(last), 1)
    return _read_financial(f"{first}/{last}")


def _build_years(first: str, last: str) -> Window:
    if int(last) == int(first) + 1:
        raise ValueError(f"{first} and {last}: one financial year, or two calendar years?")
    return _span_years(int(first), int(last))


def _build_financial_years(first: str, last: str) -> Window:
    return Window(_read_financial(first).start, _read_financial(last).end)


def _build_quarter(year: str, number: str | None, nth: str | None) -> Window:
    return _take_part(_build_year(year), int(number or _ORDINALS[nth]), 4)


def _build_half(year: str, number: str) -> Window:
    return _take_part(_build_year(year), int(number), 2)


def _build_months(year: str, first: str, last: str | None) -> Window:
    return _take_months(_build_year(year), _read_month(first), _read_month(last or first))


def _build_numbered_month(month: str, year: str) -> Window:
    return _span_months(int(year), int(month), 1)


def _build_from_day(year: str, day: str) -> Window:
    return Window(_read_day(f"{day} {year}"), date(int(year) + 1, 1, 1))


def _build_to_day(year: str, day: str) -> Window:
    last, start = _read_day(f"{day} {year}"), date(int(year), 1, 1)
    # "to 1 March" after whole months most often means "up to": the day itself is the other reading.
    return Window(start, last, last + ONE_DAY) if last.day == 1 else Window(start, last + ONE_DAY)


def _build_span(a: str, b: str) -> Window:
    first, last = _build_point(a), _build_point(b)
    months = first.days > 1 and last.days > 1
    if months and first.start.month == last.start.month and first != last:
        raise ValueError(f"{a} to {b}: is the last month counted, or does it end there?")
    if first.days == last.days == 1 and first.start.day == last.start.day == 1 and first != last:
        return Window(first.start, last.start, last.end)  # the last day may not be meant
    return Window(first.start, last.end)


def _build_point(text: str) -> Window:
    """One end of a span: a day, or a whole month."""
    if re.fullmatch(DAY, text):
        return Window(_read_day(text), _read_day(text) + ONE_DAY)
    month, year = re.fullmatch(r"([a-z]+)\W*(\d+)", text).groups()
    return _span_months(_read_year(year), _read_month(month), 1)


def _build_ending(count: str | None, end: str) -> Window:
    return _end_with(_build_point(end).end - ONE_DAY, read_whole(count or "12"))


def _build_week(end: str) -> Window:
    last = _read_day(end)
    return Window(last - timedelta(days=6), last + ONE_DAY)


def _refuse(words: str) -> Window:
    raise ValueError(f"{words!r} does not say from which day to which")


def _read_financial(text: str) -> Window:
    """April to March of `2018/19`, `2018/2019` or `18/19`.

    Raises ValueError where the second year does not follow the first.
    """
    first, last = (part.strip() for part in text.split("/"))
    year = _read_year(first)
    if last not in (f"{year + 1}", f"{year + 1}"[2:]):
        raise ValueError(f"{text} is no financial year")
    return _span_months(year, 4, 12)


def _read_year(digits: str) -> int:
    """2018 of `2018` and `18`: two digits from 69 on are of the last century, as in POSIX."""
    year = int(digits)
    if year > 99:
        return year
    return year + (1900 if year >= 69 else 2000)


def _read_month(name: str) -> int:
    return MONTHS[name.rstrip(".")]


def _read_day(text: str) -> date:
    """A full date; raises ValueError where it cannot be, such as 31 February."""
    return read_date(text.replace(".", "").replace(",", "").replace("sept ", "sep "))


def _span_months(year: int, first: int, count: int) -> Window:
    """`count` whole months from month `first` on; month 13 is January of the next year."""
    return Window(_first_of(year, first), _first_of(year, first + count))


def _span_years(first: int, last: int) -> Window:
    return Window(date(first, 1, 1), date(last + 1, 1, 1))


def _take_part(year: Window, number: int, parts: int) -> Window:
    """The `number`th of equal `parts` of a year: 4 are its quarters, 2 its halves."""
    months = 12 // parts
    return _span_months(year.start.year, year.start.month + (number - 1) * months, months)


def _take_months(year: Window, first: int, last: int) -> Window:
    """Months by name within a year: January of 2018/19 is January 2019.

    Raises ValueError where the year ends between them.
    """
    begin, end = ((month - year.start.month) % 12 for month in (first, last))
    return _span_months(year.start.year, year.start.month + begin, end - begin + 1)


def _end_with(last: date, months: int) -> Window:
    """The `months` months of which `last` is the final day.

    Raises ValueError where that day is a first of a month, which may or may not be counted.
    """
    if last.day == 1:
        raise ValueError(f"do the {months} months take in {last}, the first of a month, or not?")
    end = last + ONE_DAY
    return Window(_first_of(end.year, end.month - months).replace(day=end.day), end)


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


# The forms a period is written in, each a pattern in small letters and what builds its window.
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
_WEEK = rf"(?:{YEAR},? ?)?(?:week|wk)\.? ?(?:no\.? ?)?\d{{1,2}}(?:,? (?:of )?{YEAR})?"
# A month, a quarter or a financial year: 2008/1, 2008-9, 1/2008.
_PART_OF_YEAR = rf"{YEAR} ?[/–—-] ?(?:[1-9]|1[0-2])|[1-9]/{YEAR}"
_FORMS = (
    (_ANY_YEAR, _build_year),
    (rf"(?:calendar year|cy) (?P<year>{YEAR})", _build_year),
    (rf"(?P<year>{FINANCIAL}) \(?(?:fy|financial year)\)?", _build_year),
    (rf"{_FY}?(?P<first>{YEAR})\s*[-–—]\s*(?P<last>\d{{2}})", _build_hyphened),
    (rf"(?P<first>{YEAR}){DASH}(?P<last>{YEAR})", _build_years),
    (rf"(?P<first>{FINANCIAL})\s*(?:-|–|—|to)\s*(?P<last>{FINANCIAL})", _build_financial_years),
    (rf"{_QUARTER}(?: of)?[ -]\(?{_ANY_YEAR}\)?", _build_quarter),
    (rf"{_ANY_YEAR}[ -]?\(?{_QUARTER}\)?", _build_quarter),
    (rf"h(?P<number>[12])[ -]{_ANY_YEAR}", _build_half),
    (rf"{_ANY_YEAR}[ -]h(?P<number>[12])", _build_half),
    (rf"{_ANY_YEAR}\s*\(?{_MONTHS}\)?", _build_months),
    (rf"{_MONTHS},?\s+\(?{_ANY_YEAR}\)?", _build_months),
    (rf"(?P<year>{YEAR})\s*\(?from (?P<day>{_ANY_DAY})\)?", _build_from_day),
    (rf"(?P<year>{YEAR})\s*\(?(?:up )?to (?P<day>{_ANY_DAY})\)?", _build_to_day),
    (rf"(?P<month>0[1-9]|1[0-2])/(?P<year>{YEAR})", _build_numbered_month),
    (rf"(?P<year>{YEAR}) ?m ?(?P<month>0?[1-9]|1[0-2])", _build_numbered_month),
    (rf"(?P<a>{_SHORT}|{MONTH}-{YEAR})", lambda a: _build_point(a)),
    (rf"(?P<a>{_POINT}){DASH}(?P<b>{_POINT})", _build_span),
    (
        rf"(?P<a>{_NO_YEAR}){DASH}(?P<b>{_NO_YEAR}) (?P<year>{YEAR})",
        lambda a, b, year: _build_span(f"{a} {year}", f"{b} {year}"),
    ),
    (
        rf"(?P<year>{YEAR})\s*\((?P<a>{_NO_YEAR}){DASH}(?P<b>{_NO_YEAR})\)",
        lambda a, b, year: _build_span(f"{a} {year}", f"{b} {year}"),
    ),
    (
        rf"(?:(?:the )?(?:(?P<count>{NUMERAL}) months?|year)[ -](?:ending|ended|end|to)|y/?e)"
        rf" (?P<end>{_POINT}|{MONTH} \d{{2}})",
        _build_ending,
    ),
    (rf"(?:week[ -](?:ending|ended|end|to)|w/?e) (?P<end>{DAY})", _build_week),
    (rf"(?P<words>{_BEGUN},? \(?{_TO_DATE}\)?|(?:{_TO_DATE}|since) {_BEGUN})", _refuse),
    (rf"(?P<words>fy ?(?:{YEAR}|\d{{2}})|(?:before|pre|prior to|after)[ -]{YEAR})", _refuse),
    (rf"(?P<words>{_WEEK}|{MONTH} ?\d{{2}}|{_PART_OF_YEAR})", _refuse),
)
