"""Distinct people, who may be counted in several cells: a range, never a sum (methods.md 2.5).

Time is cut at every start and end into stretches. A person is the path of the stretches they appear
in, one after the other, so that all people are a flow: an unknown whole number for each step from
one stretch to a later one, the first step from before them all. Whoever appears in a window steps
into it exactly once from before it, and a cell counts those steps. No more people go on from a
stretch than come into it. Every such flow falls apart into people, so what it allows is possible.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array, vstack

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import TOLERANCE, Known, find_disagreement, minimise


def bound_people(cells: Sequence[Known], window: Window) -> tuple[int, float]:
    """Sharp bounds on distinct people in `window`, who may be counted in several cells.

    Cells outside the window count too: of 100 people in all and 10 in the first year, 90 at least
    appear later. Days that no finite cell covers leave the upper end infinite. An end is not sharp,
    though true, only where the search for it is cut short.
    Raises Disagreement where no people could be counted so, by how many the cells are apart.

    >>> from datetime import date
    >>> years = [Window(date(year, 1, 1), date(year + 1, 1, 1)) for year in (2018, 2019)]
    >>> cells = [Known(years[0], 30, 30), Known(years[1], 40, 40)]
    >>> bound_people(cells, Window(years[0].start, years[1].end))
    (40, 70)
    """
    return _bound(tuple(cells), window)


@lru_cache(maxsize=1024)  # the alternative analyses ask most questions over again
def _bound(cells: tuple[Known, ...], window: Window) -> tuple[int, float]:
    flow = _Flow(cells, window)
    entering = flow.count(window)
    closed = flow.is_closed(window)
    limits = flow.constrain()
    found = minimise([entering, -entering] if closed else [entering], *limits)
    if found is None:
        raise find_disagreement(cells, *limits)
    low = math.ceil(found[0].value - TOLERANCE)
    return low, math.floor(TOLERANCE - found[1].value) if closed else math.inf


class _Flow:
    """The steps of people from one stretch of time, or from before all (0), to a later one."""

    def __init__(self, cells: Sequence[Known], window: Window):
        self.known = cells
        spans = [window, *(cell.window for cell in cells)]
        self.edges = sorted({edge for span in spans for edge in (span.start, span.end)})
        # Stretch n lies between the edges n - 1 and n.
        self.before, self.after = np.triu_indices(len(self.edges), 1)
        self.cells = csr_array(
            np.array([self.count(cell.window) for cell in cells]).reshape(len(cells), -1)
            if cells
            else (0, len(self.after))
        )

    def count(self, window: Window) -> np.ndarray:
        """1 for every step into the window from before it, else 0."""
        first, last = self._place(window)
        return ((self.before < first) & (first <= self.after) & (self.after <= last)).astype(float)

    def is_closed(self, window: Window) -> bool:
        """Whether finite cells cover every stretch of the window."""
        first, last = self._place(window)
        finite = [self._place(cell.window) for cell in self.known if math.isfinite(cell.high)]
        return all(any(a <= n <= b for a, b in finite) for n in range(first, last + 1))

    def constrain(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        """The counts between their cells' limits, then no one going on who has not come."""
        stretches = np.arange(1, len(self.edges))[:, np.newaxis]
        stay = (self.after == stretches).astype(float) - (self.before == stretches)
        lows = [cell.low for cell in self.known] + [0] * len(stretches)
        highs = [cell.high for cell in self.known] + [math.inf] * len(stretches)
        matrix = csr_array(vstack([self.cells, csr_array(stay)]))
        return matrix, np.array(lows, dtype=float), np.array(highs, dtype=float)

    def _place(self, window: Window) -> tuple[int, int]:
        """The first and the last stretch of a window."""
        return bisect_left(self.edges, window.start) + 1, bisect_left(self.edges, window.end)
