"""Running totals: counts of days alone as a graph, in which a sharp bound is a shortest way.

A cell of `low` to `high` events says of the running totals at its two edges that the later is ahead
by no more than `high`, and the earlier by no more than -`low`. So each edge of days is a node, each
cell a way on and a way back, and each day may hold anything from 0. The most events of a window are
the shortest way from its first day to its end, the least the opposite of the shortest way back, and
cells that contradict one another are a circle of a length under 0 (methods.md 2.2). The ways add
and take away whole counts: they are exact, to 2^53 events, and name the cells that they use (beside
counts over 10^9 perhaps none, for what a way costs is then too little to be told).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import NegativeCycleError, bellman_ford

from analysis.model.window import Window


class End(NamedTuple):
    """The least or most events of a window, and events of each segment that attain it."""

    value: float
    events: np.ndarray | None


class RunningTotals:
    """The edges of some cells, of `others` that will be asked for, and of what lies between them.

    >>> from datetime import date
    >>> year, half = (Window(date(2018, 1, 1), day) for day in (date(2019, 1, 1), date(2018, 7, 1)))
    >>> totals, limits = RunningTotals([year, half], []), (np.array([24, 10]), np.array([24, 14]))
    >>> totals.is_possible(*limits)
    True
    >>> ((least, most),) = totals.bound(*limits, [Window(half.end, year.end)])
    >>> least.value, most.value
    (10, 14)
    """

    def __init__(self, cells: Sequence[Window], others: Sequence[Window]):
        edges = sorted({edge for one in (*cells, *others) for edge in (one.start, one.end)})
        self.places = {edge: place for place, edge in enumerate(edges)}
        self.steps = max(0, len(edges) - 1)
        ends = [(self.places[cell.start], self.places[cell.end]) for cell in cells]
        ends += [(place, place + 1) for place in range(self.steps)]
        on = np.array(ends, dtype=np.int32).reshape(-1, 2)
        self._ways = np.concatenate([on, on[:, ::-1]])
        self._order = np.argsort(self._ways[:, 0], kind="stable")

    def is_possible(self, lows: np.ndarray, highs: np.ndarray) -> bool:
        """Whether cells of these limits, infinite where there are none, can all be true."""
        return self._measure(lows, highs, []) is not None

    def bound(
        self, lows: np.ndarray, highs: np.ndarray, windows: Sequence[Window]
    ) -> list[tuple[End, End]] | None:
        """The least and the most events of each window, None where the cells cannot all be true."""
        days = [self.places[day] for window in windows for day in (window.end, window.start)]
        ahead = self._measure(lows, highs, days)
        if ahead is None:
            return None
        # A way over a day of which nothing is told is longer than all that is told.
        sure = _find_plenty(lows, highs) / 2
        found = []
        for window, back, on in zip(windows, ahead[::2], ahead[1::2], strict=True):
            low, high = -int(back[self.places[window.start]]), on[self.places[window.end]]
            most = End(int(high), np.diff(on)) if high < sure else End(math.inf, None)
            found.append((End(low, np.diff(back)), most))
        return found

    def _measure(
        self, lows: np.ndarray, highs: np.ndarray, places: Sequence[int]
    ) -> np.ndarray | None:
        """By how many events the total at each edge can at most be ahead of that at some of them;
        of shape (places, edges). None where the cells cannot all be true."""
        plenty = np.full(self.steps, _find_plenty(lows, highs))
        ways, _ = self._link(np.r_[highs, plenty], np.r_[-lows, np.zeros(self.steps)])
        try:
            # From the last edge a way leads back to all others: no contradiction is out of reach.
            return bellman_ford(ways, indices=[*places, self.steps])[:-1]
        except NegativeCycleError:
            return None

    def trace(
        self, window: Window, add: np.ndarray, take: np.ndarray, covered: float, is_least: bool
    ) -> list[int] | None:
        """How often each cell is on the shortest way between the edges of a window: 1, 0 or -1.

        For the most the way begins with the first day: to `add` a cell leads on, to `take` one away
        leads back, and each has a length, infinite where it may not be. For the least the way
        begins at the end, and all is the other way round; then each segment of the window that no
        cell covers costs `covered`. None where no way leads there.
        """
        first, last = self.places[window.start], self.places[window.end]
        none, free = np.full(self.steps, math.inf), np.zeros(self.steps)
        if is_least:
            free[first:last] = covered
            start, here = last, first
            ways, order = self._link(np.r_[take, none], np.r_[add, free])
        else:
            start, here = first, last
            ways, order = self._link(np.r_[add, none], np.r_[take, free])
        try:
            _, before = bellman_ford(ways, indices=start, return_predecessors=True)
        except NegativeCycleError:
            return None
        times = [0] * len(add)
        for _ in range(self.steps + 1):  # costs drown in very large counts, and the way may circle
            if here == start:
                return times
            there = before[here]
            if there < 0:
                return None
            own = range(ways.indptr[there], ways.indptr[there + 1])
            nearest = min((n for n in own if ways.indices[n] == here), key=ways.data.__getitem__)
            leads_back, cell = divmod(int(order[nearest]), len(add) + self.steps)
            if cell < len(add):
                times[cell] += 1 if leads_back == is_least else -1
            here = there
        return times if here == start else None

    def _link(self, over: np.ndarray, under: np.ndarray) -> tuple[csr_array, np.ndarray]:
        """The ways of finite length, and the place of each in np.r_[over, under].

        The matrix is made from its parts, since two edges may have several ways between them.
        """
        lengths = np.r_[over, under]
        order = self._order[np.isfinite(lengths[self._order])]
        starts, ends = self._ways[order].T
        firsts = np.searchsorted(starts, np.arange(self.steps + 2))
        size = self.steps + 1
        return csr_array((lengths[order], ends, firsts), shape=(size, size)), order


def _find_plenty(lows: np.ndarray, highs: np.ndarray) -> float:
    """More events than twice what all finite limits of some cells come to."""
    limits = np.r_[lows, highs]
    return 2 + 2 * float(limits[np.isfinite(limits)].sum())
