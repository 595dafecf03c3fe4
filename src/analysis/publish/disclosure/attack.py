"""The attacker: what a reader can work out of published cells, to the last event.

All cells are constraints on unknown whole numbers (methods.md 2.2 and 5.3, gates 3 and 4); a count
is disclosed where every solution keeps it small. The attacker is the engine of the bounds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.window import Window
from analysis.publish.disclosure.rules import is_disclosive, is_narrowed
from analysis.reconcile.methods.bounds import EVERY, Disagreement, Known, System, minimise

BATCH = 24  # queries of one round: each answer may settle many of those still open


@dataclass(frozen=True)
class Query:
    """How many events of some categories lie in a window? What the attacker is not to learn.

    `parts` are the codes of the categories, `fewest` the least count that may be told exactly.
    `less` is a window whose events are taken off: what two published windows differ by. `printed`
    is the range a force gave in place of the count, which then is the most that may be known.
    `exactly` asks for any one value: few enough hold the category that none may be told.
    """

    window: Window
    parts: frozenset[str]
    fewest: int
    less: Window | None = None
    printed: tuple[float, float] | None = None
    exactly: bool = False

    def is_answered(self, low: float, high: float) -> bool:
        """Whether a range discloses the count."""
        if self.exactly:
            return 1 <= low == high
        if self.printed:
            return is_narrowed(low, high, self.printed)
        return is_disclosive(low, high, self.fewest)

    def could_be_answered(self, values: np.ndarray) -> bool:
        """Whether counts of all these values leave it possible that the query is answered."""
        low, high = self.printed or (1, self.fewest - 1)
        if self.exactly:
            low, high = max(1, values[0]), values[0]
        return bool(((values >= low) & (values <= high)).all())


class Attacker:
    """One who has read some cells and takes them all to be true, as they must be able to be.

    >>> from analysis.model.window import read_window
    >>> year = read_window("1 January 2018 to 31 December 2018")
    >>> ranks = [frozenset({"constable"}), frozenset({"constable", "sergeant"})]
    >>> cells = [Known(year, number, number, parts=parts) for number, parts in zip((29, 32), ranks)]
    >>> query = Query(year, frozenset({"sergeant"}), fewest=5)
    >>> [(low, high) for _, low, high in Attacker(cells, [query]).find_disclosed()]
    [(3, 3)]
    """

    def __init__(self, cells: Sequence[Known], queries: Sequence[Query]):
        spans = [span for query in queries for span in (query.window, query.less) if span]
        parts = EVERY.union(*(query.parts for query in queries))
        self.system = System(cells, spans, parts)
        self.queries = list(queries)
        self._asked = np.array([self._cover(query) for query in queries])
        finite = np.flatnonzero(np.isfinite(self.system.highs))
        self._open = self.system.matrix[finite].sum(axis=0) == 0

    def find_disclosed(self) -> list[tuple[Query, float, float]]:
        """The queries that are answered, each with the range in which the count must lie.

        Where the search is cut short the query counts as answered: nobody has shown it safe.
        """
        # A day or category that no cell limits may hold anything.
        pending = [
            i for i in range(len(self.queries)) if not (self._asked[i][self._open] > 0).any()
        ]
        disclosed = []
        while pending:
            now, later = pending[:BATCH], pending[BATCH:]
            tops = [sign * self._asked[i] for sign in (1.0, -1.0) for i in now]
            found = self._minimise(tops)
            for i, least, most in zip(now, found[: len(now)], found[len(now) :], strict=True):
                low, high = math.ceil(least.value - 1e-6), math.floor(1e-6 - most.value)
                unsure = least.events is None or most.events is None
                if unsure or self.queries[i].is_answered(low, high):
                    disclosed.append((self.queries[i], low, high))
            seen = np.array([one.events for one in found if one.events is not None])
            pending = [i for i in later if self._stays_open(i, seen)]
        return disclosed

    def bound(self, query: Query) -> tuple[float, float]:
        """The range in which the count of one query must lie."""
        inside = self._cover(query)
        if (inside[self._open] > 0).any():
            return 0, math.inf
        least, most = self._minimise([inside, -inside])
        return math.ceil(least.value - 1e-6), math.floor(1e-6 - most.value)

    def _stays_open(self, i: int, seen: np.ndarray) -> bool:
        """No way in which the events may have fallen, of those seen, lets the count be harmless."""
        return not len(seen) or self.queries[i].could_be_answered(seen @ self._asked[i])

    def _cover(self, query: Query) -> np.ndarray:
        inside = self.system.cover(query.window, query.parts)
        if query.less:
            inside = np.clip(inside - self.system.cover(query.less, query.parts), 0, 1)
        return inside

    def _minimise(self, objectives: Sequence[np.ndarray]):
        system = self.system
        return minimise(objectives, system.matrix, system.lows, system.highs)


class Contradiction(Exception):
    """What has been published cannot all be true: nothing follows from it, and all may."""


def keep_consistent(cells: Sequence[Known], more: Sequence[Known] = ()) -> list[Known]:
    """The cells, and of `more` each that the cells and those before it leave room for.

    What is held besides only narrows what the cells say: so none is given up for another that
    contradicts it. Raises Contradiction where the cells cannot all be true.
    """
    if find_contradicting(cells):
        raise Contradiction("the cells cannot all be true")
    return _add_fitting(list(cells), list(more))


def leave_out_contradicting(cells: Sequence[Known]) -> list[Known]:
    """The cells without the fewest events' worth that must be wrong for the others to be true.

    Raises Contradiction where nobody can say which they are.
    """
    kept = list(cells)
    while wrong := find_contradicting(kept):
        kept = [cell for place, cell in enumerate(kept) if place not in wrong]
    return kept


def find_contradicting(cells: Sequence[Known]) -> set[int]:
    """The places of cells that keep the others from being true; none where all can be.

    Raises Contradiction where all are to blame, as they are where the search was cut short.
    """
    if not cells:
        return set()
    try:
        System([replace(cell, name=str(place)) for place, cell in enumerate(cells)]).check()
    except Disagreement as error:
        wrong = {int(place) for place in error.cells}
        if len(wrong) in (0, len(cells)):
            raise Contradiction("nobody can say which cells are wrong") from None
        return wrong
    return set()


def _add_fitting(cells: list[Known], more: list[Known]) -> list[Known]:
    """`cells` with all of `more` that fit; halved where they do not all fit, for most do."""
    if not more or not find_contradicting([*cells, *more]):
        return [*cells, *more]
    if len(more) == 1:
        return cells
    half = len(more) // 2
    return _add_fitting(_add_fitting(cells, more[:half]), more[half:])
