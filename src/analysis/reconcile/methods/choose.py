"""The window chooser: which common window asks least of the forces whose cells straddle it.

Computed from calendars alone, never from counts, and published whole, so that the choice is no
forking path (METHODS 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.model.window import Window, find_gaps

SHORTEST = 12  # months: a shorter window would take one season for the whole


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
    the longest, then the earliest (METHODS 1). `most` limits the list; 0 gives all.
    """
    firsts = sorted({_month(cell.start) for own in cells.values() for cell in own})
    lasts = sorted({_month(cell.end) for own in cells.values() for cell in own})
    if not firsts:
        return []
    found = []
    for start in range(firsts[0], lasts[-1]):
        for end in range(start + SHORTEST, lasts[-1] + 1):
            window = Window(_day(start), _day(end))
            if all(not find_gaps(own, window) for own in cells.values()):
                straddling = {force: _count_straddling(own, window) for force, own in cells.items()}
                found.append(Candidate(window, end - start, straddling))
    found.sort(key=lambda one: (one.worst, -one.months, one.window.start))
    return found[:most] if most else found


def _count_straddling(cells: Sequence[Window], window: Window) -> int:
    """Months of the whole cells that reach over an edge, each month once."""
    months: set[int] = set()
    for cell in cells:
        if cell.meet(window) and not window.covers(cell):
            months |= set(range(_month(cell.start), _month(cell.end)))
    return len(months)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
