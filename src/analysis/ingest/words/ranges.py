"""Counts known between two numbers: `<5`, `1-5`, `5 or fewer`, `more than 10`, `10+`."""

import math
import re
from dataclasses import dataclass, replace

from analysis.ingest.words.ink import clear
from analysis.ingest.words.numerals import NUMERAL, read_whole
from analysis.model.count import Count


@dataclass(frozen=True)
class Range:
    """A count between two numbers; `floor_unsaid` where the words leave open whether 0 is in it.

    A floor left unsaid is 0, the wide reading.
    """

    count: Count
    floor_unsaid: bool = False


def read_range(text: str) -> Range | None:
    """The range a text states in full, or None.

    Seen alone `10-14` is a range of counts; over a row it is an age group, and `2018-19` a year:
    read periods first. `5-1` is no range.
    """
    words = " ".join(clear(text).casefold().split())
    for pattern, build in _FORMS:
        if found := re.fullmatch(pattern, words):
            numbers = [read_whole(number) for number in found.groups()]
            return build(*numbers)
    return None


def settle_floor(found: Range, zeros_shown: bool) -> Count:
    """`<5` is 1 to 4 where the same table prints its zeros, else 0 to 4."""
    if found.floor_unsaid and zeros_shown:
        return replace(found.count, low=1)
    return found.count


def _up_to(highest: int) -> Range | None:
    return Range(Count(0, highest, "suppressed"), floor_unsaid=True) if highest > 0 else None


def _below(limit: int) -> Range | None:
    return _up_to(limit - 1)


def _from(lowest: int) -> Range:
    return Range(Count(lowest, math.inf, "suppressed"))


def _above(limit: int) -> Range:
    return _from(limit + 1)


def _between(lowest: int, highest: int) -> Range | None:
    return Range(Count(lowest, highest, "suppressed")) if lowest < highest else None


_N = f"({NUMERAL})"
_FORMS = (
    (rf"(?:<|less than|fewer than|under|below)\s*{_N}", _below),
    (rf"(?:<=|=<|≤|up to|at most|no more than|not more than)\s*{_N}", _up_to),
    (rf"{_N} (?:or|and|&) (?:fewer|less|under|below)", _up_to),
    (rf"(?:>|more than|over|above)\s*{_N}", _above),
    (rf"(?:>=|=>|≥|at least|no fewer than|not less than)\s*{_N}", _from),
    (rf"{_N}\s*(?:\+|plus|(?:or|and|&) (?:more|over|above|upwards?))", _from),
    (rf"{_N}\s*(?:-|–|—|−|to)\s*{_N}", _between),
    (rf"between {_N} and {_N}(?: inclusive)?", _between),
)
