"""Counts: what a reply says of a number, from an exact figure to nothing at all."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal[
    "exact", "suppressed", "rounded", "withheld", "not_held", "not_recorded", "not_applicable"
]
STATUSES: tuple[str, ...] = get_args(Status)
MOST = 10**9  # above any count of complaints; a larger number is a date or an identifier


@dataclass(frozen=True)
class Count:
    """A whole number known to lie in `low` to `high`; `high` may be infinite. Blank is never 0."""

    low: int
    high: float
    status: Status = "exact"

    def __post_init__(self):
        if self.low < 0 or self.high < self.low:
            raise ValueError(f"no count lies between {self.low} and {self.high}")

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def __str__(self) -> str:
        return show_range(self.low, self.high)


FOOTNOTE: Literal["footnote"] = "footnote"
# What a recipe says of a mark: its count, that a glyph beside a number is only a note's, or None
# where there is nothing to count.
Mark = Count | Literal["footnote"] | None


def exactly(value: int) -> Count:
    return Count(value, value)


def show_range(low: float, high: float) -> str:
    """`1,510`, `1,510 to 1,750` or `at least 12`."""
    if low == high:
        return f"{int(low):,}"
    if math.isinf(high):
        return f"at least {int(low):,}"
    return f"{int(low):,} to {int(high):,}"
