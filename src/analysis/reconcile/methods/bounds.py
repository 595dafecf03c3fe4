"""What a set of reported cells implies for any window: sharp bounds, and where cells disagree.

Time is cut at every start and end into segments, and events into the categories that cells name;
each segment of each category holds an unknown whole number of events, and every cell is a
constraint on the sum of those it covers (METHODS 2.2). One table of disjoint cells comes out as its
closed form (METHODS 2.1): whole cells inside, plus at most the cells that straddle an edge. The
same engine finds contradictions, and what a reader could recover from figures that are published.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from analysis.model.window import Window

EVERY = frozenset[str]()  # all categories, whatever they are called
REST = ""  # the category of events that no cell names
Witness = dict[tuple[date, str], int]


@dataclass(frozen=True)
class Known:
    """A cell as a constraint: between `low` and `high` events in `window`; `name` says which.

    `parts` are the categories of one dimension it counts, all of them where none is named.
    """

    window: Window
    low: int
    high: float
    name: str = ""
    parts: frozenset[str] = EVERY


@dataclass(frozen=True)
class Bound:
    """The least and most events a window can hold, each with a placement that attains it.

    A witness maps the first day of a segment and a category to their events.
    """

    low: int
    high: float
    least: Witness
    most: Witness


class Disagreement(Exception):
    """No events satisfy all the cells: by how many they disagree at least, and which carry it."""

    def __init__(self, by: int, cells: list[str]):
        self.by, self.cells = by, cells
        super().__init__(f"disagree by at least {by:,}: {', '.join(cells)}")


class System:
    """Cells as linear constraints over segments of time and categories, the category running fast.

    Made once and asked often: every question is one objective over the same constraints. Windows
    and categories that no cell has but that will be asked for are named at the start.
    """

    def __init__(
        self, cells: Sequence[Known], windows: Sequence[Window] = (), parts: frozenset[str] = EVERY
    ):
        self.cells = list(cells)
        spans = [*(cell.window for cell in cells), *windows]
        self.starts = sorted({edge for span in spans for edge in (span.start, span.end)})[:-1]
        self.categories = [*sorted(parts.union(*(cell.parts for cell in cells))), REST]
        self.size = len(self.starts) * len(self.categories)
        rows = [self.cover(cell.window, cell.parts) for cell in cells]
        self.matrix = csr_array(np.array(rows).reshape(len(rows), self.size))

    def cover(self, window: Window, parts: frozenset[str] = EVERY) -> np.ndarray:
        """1 for every unknown that lies in the window and the categories, else 0."""
        days = [float(window.start <= day < window.end) for day in self.starts]
        kinds = [float(not parts or kind in parts) for kind in self.categories]
        return np.kron(days, kinds)

    def bound(self, window: Window, parts: frozenset[str] = EVERY) -> Bound:
        """Sharp bounds on the events of some categories in a window.

        Days that no finite cell covers leave the upper end infinite. Raises Disagreement where the
        cells cannot all be true.
        """
        inside = self.cover(window, parts)
        least = self._solve(inside)
        if least is None:
            raise self.explain()
        finite = [math.isfinite(cell.high) for cell in self.cells]
        covered = self.matrix[np.flatnonzero(finite)].sum(axis=0) > 0
        if (inside[~covered] > 0).any():
            # An uncovered day may hold anything, so there is no most to attain: show the least.
            return Bound(round(inside @ least), math.inf, self._name(least), {})
        most = self._solve(-inside)
        ends = round(inside @ least), round(inside @ most)
        return Bound(*ends, self._name(least), self._name(most))

    def explain(self) -> Disagreement:
        """The smallest total slack that would let all cells be true, and the cells that take it."""
        count = len(self.cells)
        eye, none = eye_array(count), csr_array((count, count))
        lows, highs = (np.array([getattr(c, end) for c in self.cells]) for end in ("low", "high"))
        finite = np.flatnonzero(np.isfinite(highs))
        upper = csr_array(hstack([self.matrix, -eye, none]))[finite]
        lower = hstack([-self.matrix, none, -eye])
        found = linprog(
            np.r_[np.zeros(self.size), np.ones(2 * count)],
            A_ub=vstack([upper, lower]),
            b_ub=np.r_[highs[finite], -lows],
        )
        slack = found.x[self.size :].reshape(2, count).sum(axis=0)
        names = [cell.name for cell, size in zip(self.cells, slack, strict=True) if size > 1e-6]
        return Disagreement(round(found.fun), names)

    def _solve(self, objective: np.ndarray) -> np.ndarray | None:
        limits = LinearConstraint(
            self.matrix, [c.low for c in self.cells], [c.high for c in self.cells]
        )
        found = milp(
            objective,
            constraints=limits if len(self.cells) else None,
            bounds=Bounds(0, np.inf),
            integrality=np.ones(len(objective)),
        )
        return None if found.status == 2 else found.x

    def _name(self, events: np.ndarray) -> Witness:
        places = [(day, kind) for day in self.starts for kind in self.categories]
        return {place: round(n) for place, n in zip(places, events, strict=True) if round(n)}


def bound_window(cells: Sequence[Known], window: Window, parts: frozenset[str] = EVERY) -> Bound:
    """Sharp bounds on the events in `window`, any number of overlapping or nested cells together.

    Events are additive whole numbers. Days that no cell covers leave the upper end infinite.
    Raises Disagreement where the cells cannot all be true.
    """
    return System(cells, [window], parts).bound(window, parts)
