"""Serial dates: the numbers that spreadsheets count days by, and how days and times are shown."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

MONTHS = "January February March April May June July August September October November December"
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_OWN_WORDS = re.compile(r"[<>≤≥*~]")

Token = tuple[str, str]  # of a format code: its kind and its letters


def count_days(value: float, since_1904: bool) -> datetime | None:
    """The moment a day number stands for; None where a spreadsheet shows no date for it."""
    # Spreadsheets count a 29 February 1900 that never was: day 60.
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30)
    try:
        return start + timedelta(days=value) if value >= 0 else None
    except OverflowError:
        return None


def show_moment(tokens: Sequence[Token], seconds: Decimal, since_1904: bool = False) -> str:
    """A moment, in seconds since the first day, as the tokens of a format for dates show it.

    `seconds` has as many decimals as the format shows. Blank where there is no such day.

    >>> show_moment([("date", "d"), ("plain", " "), ("date", "mmm")], Decimal(43191 * 86400))
    '1 Apr'
    """
    tokens, kinds = _tell_minutes(tokens), {kind for kind, _ in tokens}
    whole, part = int(abs(seconds)), f"{seconds:f}".partition(".")[2]
    moment = count_days(whole // 86400, since_1904) if seconds >= 0 else None
    if moment is None and "elapsed" not in kinds:
        return ""
    if moment is not None:
        moment += timedelta(seconds=whole % 86400)
    halves = "half" in kinds
    times = {"h": 3600, "m": 60, "s": 1}
    written = []
    for kind, word in tokens:
        match kind:
            case "elapsed":
                written.append(f"{whole // times[word[0]]:0{len(word)}}")
            case "minute":
                written.append(f"{whole // 60 % 60:0{len(word)}}")
            case "date" if word[0] in "hs":
                written.append(_show_time(word, whole, halves))
            case "date":
                written.append(_show_day(word, moment) if moment else "")
            case "half":
                late = moment is not None and moment.hour >= 12
                written.append(("PM" if late else "AM")[: 1 if len(word) == 3 else 2])
            case "digit":
                written.append(part[:1])
                part = part[1:]
            case _:
                written.append(word)
    return ("-" if seconds < 0 else "") + "".join(written)


def _tell_minutes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with `m` for minutes, after hours or before seconds, told from `m` for months."""
    told = []
    timed = [n for n, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    for place, (kind, word) in enumerate(tokens):
        if kind == "date" and word[0] == "m" and len(word) < 3:
            at = timed.index(place)
            before = tokens[timed[at - 1]][1] if at else ""
            after = tokens[timed[at + 1]][1] if at + 1 < len(timed) else ""
            if before.startswith("h") or after.startswith("s"):
                kind = "minute"
        told.append((kind, word))
    return told


def _show_time(word: str, seconds: int, halves: bool) -> str:
    if word[0] == "s":
        return f"{seconds % 60:0{min(len(word), 2)}}"
    hour = seconds // 3600 % 24
    return f"{(hour % 12 or 12) if halves else hour:0{min(len(word), 2)}}"


def _show_day(word: str, day: date) -> str:
    size = len(word)
    if word[0] == "y":
        return f"{day.year:04}" if size > 2 else f"{day.year % 100:02}"
    number, names = (day.month, MONTHS) if word[0] == "m" else (day.day, DAYS)
    if size < 3:
        return f"{number:0{size}}"
    name = names.split()[number - 1 if word[0] == "m" else day.weekday()]
    return name[:1] if size == 5 else name[:3] if size == 3 else name


def spells_moment(text: str, moment: str) -> str:
    """What a text spells of a moment such as `2018-04-01T10:30:00`, in any order and language.

    It is `day`, or `month` where it leaves the day out; blank where it spells something else.

    >>> spells_moment("1 April 2018", "2018-04-01"), spells_moment("<5", "2018-04-01")
    ('day', '')
    """
    parts = [int(part) for part in re.findall(r"[0-9]+", moment)]
    if len(parts) < 3 or _OWN_WORDS.search(text):
        return ""
    year, month, day, *time = parts
    told = [int(part[:9]) for part in re.findall(r"[0-9]+", text)]
    names = f"{MONTHS} {DAYS}".casefold().split()
    words = [word.casefold() for word in re.findall(r"[^\W\d_]{3,}", text)]
    named = any(name.startswith(word) for word in words for name in names)
    if set(told) - {year, year % 100, month, day, *time, *(part % 12 or 12 for part in time[:1])}:
        return ""
    if not told and not named:
        return ""
    has_month = (
        told.count(month) > (day == month) or named or (bool(words) and bool({year} & {*told}))
    )
    return "day" if day in told and has_month else "month"
