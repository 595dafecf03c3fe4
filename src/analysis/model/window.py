"""Windows: half-open spans of days, and the words they are written in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Window:
    """The days from `start` up to, not including, `end`.

    `end_latest` is the other reading of an end that may or may not include its last day
    ("to 1 March 2023"); it equals `end` where there is only one reading.
    """

    start: date
    end: date
    end_latest: date | None = None

    def __post_init__(self):
        if self.end <= self.start:
            raise ValueError(f"a window that ends ({self.end}) before it starts ({self.start})")
        if self.end_latest is None:
            object.__setattr__(self, "end_latest", self.end)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def months(self) -> float:
        """Length in months of 30.4375 days (methods.md 4)."""
        return self.days / 30.4375

    @property
    def end_ambiguous(self) -> bool:
        return self.end_latest != self.end

    def meet(self, other: "Window") -> "Window | None":
        """The days in both, or None where there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Window(start, end) if start < end else None

    def covers(self, other: "Window") -> bool:
        return self.start <= other.start and other.end <= self.end

    def share_inside(self, other: "Window") -> float:
        """The share of this window's days that lie inside `other`, 0 to 1."""
        inside = self.meet(other)
        return inside.days / self.days if inside else 0.0

    def __str__(self) -> str:
        return f"{format_date(self.start)} to {format_date(self.end - ONE_DAY)}"

    @property
    def brief(self) -> str:
        """The same in fewer words where it is a day, whole months or whole years.

        >>> Window(date(2018, 1, 1), date(2018, 7, 1)).brief
        'January to June 2018'
        """
        first, last = self.start, self.end - ONE_DAY
        if first == last:
            return format_date(first)
        if first.day != 1 or self.end.day != 1:
            return str(self)
        if first.month == 1 and last.month == 12:
            return f"{first:%Y}" if first.year == last.year else f"{first:%Y} to {last:%Y}"
        if first.year != last.year:
            return f"{first:%B %Y} to {last:%B %Y}"
        return f"{last:%B %Y}" if first.month == last.month else f"{first:%B} to {last:%B %Y}"


def find_gaps(cells: Iterable[Window], window: Window) -> list[Window]:
    """The stretches of `window` that no cell covers."""
    gaps, day = [], window.start
    for cell in sorted(cells):
        if cell.start > day and day < window.end:
            gaps.append(Window(day, min(cell.start, window.end)))
        day = max(day, cell.end)
    if day < window.end:
        gaps.append(Window(day, window.end))
    return gaps


def format_date(day: date) -> str:
    """1 March 2018: no leading zero on any system."""
    return f"{day.day} {day:%B %Y}"


def read_date(text: str) -> date:
    """Read `2018-03-01`, `1 March 2018`, `1 Mar 2018` or `01/03/2018` (day first).

    Raises ValueError where the text is no such date, an impossible one included.
    """
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", str(text).strip())
    for form in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date such as 2018-03-01 or 1 March 2018")


def read_window(text: str) -> Window:
    """Read `A to B` with both ends as printed, B included.

    From a day of one month to the same day of another ("1 March 2018 to 1 March 2023") the last day
    may or may not be meant: `end` leaves it out and `end_latest` takes it in (methods.md 1.2).
    Raises ValueError where an end is no date or lies before the start.
    """
    parts = re.split(r"\s+(?:to|until)\s+", str(text).strip(), maxsplit=1)
    if len(parts) != 2:
        raise ValueError(f"{text!r} is no window such as 2018-03-01 to 2023-03-01")
    first, last = map(read_date, parts)
    if last < first:
        raise ValueError(f"{text!r} ends before it starts")
    if first.day == last.day and first < last:
        return Window(first, last, last + ONE_DAY)
    return Window(first, last + ONE_DAY)
