"""The choice of a common window: which one asks least of the forces whose cells straddle it.

Computed from calendars alone, never from counts, and published whole, so that the choice is no
forking path (methods.md 1).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import combinations, product

from analysis.model.window import Window, find_gaps

SHORTEST = 12  # months: a shorter window would take one season for the whole
Stretch = tuple[int, int]  # from its first month up to, not including, its end


@dataclass(frozen=True)
class Candidate:
    """A window and, for each force, how many of its months lie in cells that straddle it."""

    window: Window
    months: int
    straddling: Mapping[str, int]

    @property
    def worst(self) -> float:
        """The largest share of the window that lies in any force's straddling cells."""
        return max(self.straddling.values()) / self.months


def rank_windows(cells: Mapping[str, Sequence[Window]], most: int = 0) -> list[Candidate]:
    """Every month-aligned window of 12 months or more that all forces cover, the best first.

    `cells` are each force's cells by name. Best is the least worst share of straddling months, then
    the longest, then the earliest (methods.md 1). `most` limits the list; 0 gives all.

    >>> years = [Window(date(year, 1, 1), date(year + 1, 1, 1)) for year in (2018, 2019)]
    >>> since_march = [Window(date(2018, 3, 1), years[0].end), years[1]]
    >>> (best,) = rank_windows({"a": years, "b": since_march}, most=1)
    >>> str(best.window), best.worst
    ('1 January 2019 to 31 December 2019', 0.0)
    """
    calendars = {force: _Calendar(own) for force, own in cells.items()}
    covered = [own.covered for own in calendars.values()]
    found = []
    for first, last in reduce(_intersect, covered) if covered else ():
        for start, end in combinations(range(first, last + 1), 2):
            if end - start >= SHORTEST:
                straddling = {
                    force: own.count_straddling(start, end) for force, own in calendars.items()
                }
                found.append(Candidate(Window(_day(start), _day(end)), end - start, straddling))
    found.sort(key=lambda one: (one.worst, -one.months, one.window.start))
    return found[:most] if most else found


class _Calendar:
    """A force's cells by months: what is asked of every window, made ready once.

    A cell that reaches over an edge of a window does so whatever the other edge is.
    """

    def __init__(self, cells: Sequence[Window]):
        self.covered = _list_covered(cells)
        self.across: dict[int, int] = defaultdict(int)  # the months of cells over an edge, as bits
        base = min((_month(cell.start) for cell in cells), default=0)
        for cell in cells:
            first, last = _month(cell.start), _month(cell.end)
            months = (1 << last - base) - (1 << first - base)
            for edge in range(first, last + 1):
                if cell.start < _day(edge) < cell.end:
                    self.across[edge] |= months

    def count_straddling(self, start: int, end: int) -> int:
        """Months of the whole cells that reach over an edge, each month once."""
        return (self.across[start] | self.across[end]).bit_count()


def _list_covered(cells: Sequence[Window]) -> list[Stretch]:
    """The stretches of whole months that cells cover without a gap."""
    if not cells:
        return []
    whole = Window(min(cell.start for cell in cells), max(cell.end for cell in cells))
    gaps = find_gaps(cells, whole)
    starts = [whole.start, *(gap.end for gap in gaps)]
    ends = [*(gap.start for gap in gaps), whole.end]
    return [
        (_month(start) + (start.day > 1), _month(end))
        for start, end in zip(starts, ends, strict=True)
    ]


def _intersect(mine: Sequence[Stretch], theirs: Sequence[Stretch]) -> list[Stretch]:
    """The stretches of months that lie in both."""
    both = [
        (max(first, other), min(last, end)) for (first, last), (other, end) in product(mine, theirs)
    ]
    return [(first, last) for first, last in both if first < last]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
