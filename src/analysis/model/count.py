"""Counts: what a reply says of a number, from an exact figure to nothing at all."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

MOST = 10**9  # above any count of complaints; a larger number is a date or an identifier


class Status(StrEnum):
    """Whether a number is printed, hidden or not there, with the shorthand that stands beside it.

    The shorthand is that of the UK Government Analysis Function; a plain figure has none.
    """

    shorthand: str

    def __new__(cls, word: str, shorthand: str = "") -> "Status":
        status = str.__new__(cls, word)
        status._value_ = word
        status.shorthand = shorthand
        return status

    EXACT = "exact"
    SUPPRESSED = "suppressed", "[c]"
    ROUNDED = "rounded", "[e]"
    WITHHELD = "withheld", "[c]"
    NOT_HELD = "not_held", "[x]"
    NOT_ANSWERED = "not_answered", "[x]"
    NOT_RECORDED = "not_recorded", "[x]"
    NOT_APPLICABLE = "not_applicable", "[z]"


# Why there may be no number at all, rather than a bounded one; a suppressed count may have bounds.
ABSENT = (
    Status.SUPPRESSED,
    Status.WITHHELD,
    Status.NOT_HELD,
    Status.NOT_ANSWERED,
    Status.NOT_RECORDED,
    Status.NOT_APPLICABLE,
)


def tells_of_absent(
    total: tuple[float, float], visible: tuple[float, float], reasons: Collection[str]
) -> bool:
    """Whether a total says how many are in cells of its line that give no number.

    Only where it exceeds all that is visible, and everything else was withheld: what is not held
    or not answered is in no total for sure (methods.md 5.2).

    >>> tells_of_absent((847, 847), (781, 781), ["withheld"])
    True
    >>> tells_of_absent((781, 781), (781, 781), ["withheld"])
    False
    """
    return total[0] > visible[1] and set(reasons) <= {Status.WITHHELD, Status.SUPPRESSED}


@dataclass(frozen=True)
class Count:
    """A whole number known to lie in `low` to `high`; `high` may be infinite. Blank is never 0."""

    low: int
    high: float
    status: Status = Status.EXACT

    def __post_init__(self):
        if self.low < 0 or self.high < self.low:
            raise ValueError(f"no count lies between {self.low} and {self.high}")

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def __str__(self) -> str:
        return format_range(self.low, self.high)


FOOTNOTE: Literal["footnote"] = "footnote"
# What a recipe says of a mark: its count, that a glyph beside a number is only a note's, or None
# where there is nothing to count.
Mark = Count | Literal["footnote"] | None


def exactly(value: int) -> Count:
    return Count(value, value)


def format_range(low: float, high: float) -> str:
    """`1,510`, `1,510 to 1,750` or `at least 12`."""
    if low == high:
        return f"{int(low):,}"
    if math.isinf(high):
        return f"at least {int(low):,}"
    return f"{int(low):,} to {int(high):,}"


def read_bounds(text: str) -> tuple[int, float]:
    """The least and the most that `format_range` wrote, its commas or not.

    >>> read_bounds("at least 12")
    (12, inf)
    >>> read_bounds("1,510 to 1750")
    (1510, 1750)
    """
    low, _, high = text.replace(",", "").removeprefix("at least ").partition(" to ")
    most = math.inf if text.startswith("at least ") else int(high or low)
    return int(low), most


# What a figure counts: a closed list, since only some counts may be added up.

ADDITIVE = (
    "complaints",
    "cases",
    "allegations",
    "investigations",
    "incidents",
    "uses",
    "deaths",
    "referrals",
    "reports",
    "proceedings",
    "outcomes",
    "sanctions",
)
# One person may appear in two years or two categories, so these counts do not add up.
NOT_ADDITIVE = ("people", "officers", "staff", "employees")
UNITS = (*ADDITIVE, *NOT_ADDITIVE)


def check_unit(word: str) -> str:
    """The unit as written; ValueError names the choices where it is none of them.

    An unknown word would be added up over years and categories, people or not.
    """
    if word not in UNITS:
        raise ValueError(
            f"{word!r} is no unit; write one of {', '.join(ADDITIVE)}, "
            f"or, for persons, {', '.join(NOT_ADDITIVE)}"
        )
    return word
