"""Period labels: the window that a year, a part year or a range of years stands for."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from analysis.ingest.words.calendars import read_day
from analysis.ingest.words.glyphs import split_glyph
from analysis.ingest.words.period_forms import FORMS, LOOSE_NOTE, SNAPSHOT
from analysis.model.window import Window


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
    """
    if isinstance(label, datetime | date):
        return None
    text, _ = split_label(label)
    for pattern, build in FORMS:
        if found := re.fullmatch(pattern, text):
            return build(**found.groupdict())
    return None


def recognise_period(label: object) -> Period | None:
    """What a label says of time, or None where it says nothing; never raises.

    Beyond `read_period` it knows single days, which are a snapshot (`As at 31 March 2018`) or
    stand for their month, and notes glued in plain digits (`30 September 20061`): in doubt.
    """
    if isinstance(label, datetime | date):
        day = label.date() if isinstance(label, datetime) else label
        return Period(day=day, doubt=_ASK_DAY)
    text, glyph = split_label(label)
    try:
        if window := read_period(text):
            return Period(window, glyph)
        if found := re.fullmatch(SNAPSHOT, text):
            return Period(glyph=glyph, day=read_day(found["day"]), doubt=_ASK_DAY)
        if (found := re.fullmatch(LOOSE_NOTE, text)) and (inner := recognise_period(found[1])):
            doubt = f"is {found[2]!r} a note's number, or part of the period?"
            return Period(inner.window, found[2], inner.day, doubt)
    except ValueError as error:
        return Period(glyph=glyph, doubt=str(error))
    return None


_ASK_DAY = "one day: a snapshot, or the month or year it stands for?"


def split_label(label: object) -> tuple[str, str]:
    """The words of a label in small letters without its footnote glyph, and the glyph."""
    text = " ".join(str(label).lower().split()).removesuffix(".0")
    bare, glyph = split_glyph(text)
    if not glyph:
        # After a bracket, as in "2023 (to 1 March)*"; and beside a year `(1)` is no second figure.
        bare = re.sub(r"[ *†‡^~#]+$|(?<=\d) ?\(\d(?:, ?\d)*\)$", "", text)
        glyph = text[len(bare) :].strip()
    return bare, glyph


def name_year(days: Window) -> str:
    """`2018` or `2018/19`, for a banner whose days a person has given.

    Raises ValueError where they are no whole year, of which a quarter could be told.
    """
    first = days.start.year
    for words in (f"{first}", f"{first}/{(first + 1) % 100:02}"):
        if read_period(words) == days:
            return words
    raise ValueError(f"{days} is no calendar or financial year, of which a part could be told")


def combine_periods(outer: object, inner: object, bare_quarters: bool = False) -> Window | None:
    """The window of two labels one over the other: `Q1` or `Jan` under `2018/19`, in any order.

    A bare `1` to `4` is a quarter only where the caller says so, having seen that there is no 5.
    None where the two make no period; raises ValueError where a period of its own does not lie
    inside the other, or cannot be.
    """
    (upper, _), (lower, _) = split_label(outer), split_label(inner)
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
