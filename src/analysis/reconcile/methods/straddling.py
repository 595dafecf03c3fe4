"""What exact figures settle of a window, and the stretches of days that straddle its edges.

An exact figure ties the running totals of its first and its last day together; figures that follow
or hold one another tie more days. Between two days so tied the count is known, whether or not a
reply prints it: 2018 less January to June 2018 is July to December 2018. Which stretch is divided
is so settled by the calendar, before anything is estimated (METHODS 3).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.apportion import Straddle
from analysis.reconcile.methods.bounds import Known


@dataclass(frozen=True)
class Division:
    """A window as exact figures leave it: the events certainly inside, and those astride.

    `astride` maps each stretch of days that crosses an edge of the window to its events.
    """

    window: Window
    certain: int
    astride: dict[Window, int]

    @property
    def straddles(self) -> list[Straddle]:
        """The stretches as `methods.apportion.thin` takes them."""
        return [
            Straddle(events, events, stretch.share_inside(self.window))
            for stretch, events in self.astride.items()
        ]

    @property
    def bounds(self) -> tuple[int, int]:
        """The fewest and most events inside: all astride outside, or all inside."""
        return self.certain, self.certain + sum(self.astride.values())

    @property
    def ambiguous(self) -> int:
        """Days whose events could be in or out, of each stretch its smaller part (METHODS 1)."""
        inside = {
            stretch: stretch.days * stretch.share_inside(self.window) for stretch in self.astride
        }
        return sum(round(min(days, stretch.days - days)) for stretch, days in inside.items())


def is_straddled(cells: Sequence[Known], window: Window) -> bool:
    """Whether some day of the window lies in no cell that is wholly inside it."""
    return bool(find_gaps([cell.window for cell in cells if window.covers(cell.window)], window))


def divide_window(cells: Sequence[Known], window: Window) -> Division | None:
    """The division of a window with the fewest ambiguous days, the earliest figures among equals.

    `cells` are additive and do not contradict one another. None where no run of exact figures
    covers the window.
    """
    divisions = [_divide(totals, window) for totals in _tie_days(cells)]
    return min(filter(None, divisions), key=lambda one: one.ambiguous, default=None)


def _tie_days(cells: Sequence[Known]) -> list[dict[date, int]]:
    """Running totals by day, a dict for each set of days that exact cells tie together."""
    ties: dict[date, list[tuple[date, int]]] = defaultdict(list)
    for cell in cells:
        if cell.low == cell.high:
            ties[cell.window.start].append((cell.window.end, cell.low))
            ties[cell.window.end].append((cell.window.start, -cell.low))
    groups: list[dict[date, int]] = []
    for first in sorted(ties):
        if any(first in group for group in groups):
            continue
        totals, waiting = {first: 0}, [first]
        while waiting:
            here = waiting.pop()
            for there, events in ties[here]:
                if there not in totals:
                    totals[there] = totals[here] + events
                    waiting.append(there)
        groups.append(totals)
    return groups


def _divide(totals: dict[date, int], window: Window) -> Division | None:
    before = [day for day in totals if day <= window.start]
    after = [day for day in totals if day >= window.end]
    if not before or not after:
        return None
    within = {day for day in totals if window.start <= day <= window.end}
    certain, astride = 0, {}
    for start, end in pairwise(sorted({max(before), min(after)} | within)):
        events = totals[end] - totals[start]
        if window.covers(Window(start, end)):
            certain += events
        else:
            astride[Window(start, end)] = events
    return Division(window, certain, astride)
