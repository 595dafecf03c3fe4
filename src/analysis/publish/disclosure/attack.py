"""The attacker: what a reader can work out of published cells, to the last event.

All cells are constraints on unknown whole numbers (methods.md 2.2 and 5.3, gates 3 and 4); a count
is disclosed where every solution keeps it small. The attacker is the engine of the bounds.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from scipy.sparse import block_array, csr_array, vstack

from analysis.model.study import Disclosure
from analysis.model.window import Window
from analysis.publish.disclosure.ends import Attained, Equation, locate
from analysis.publish.disclosure.published_counts import CodeSets, Listed, PrintedCell
from analysis.publish.disclosure.rules import (
    ADDED,
    AUDIT,
    HELD,
    METHODS,
    UNKNOWN,
    Holders,
    Leak,
    choose_fewest,
    is_disclosive,
    is_few,
    is_narrowed,
)
from analysis.reconcile.methods.bounds import EVERY, Known, System, minimise
from analysis.reconcile.replies.category_tree import OTHER

Span = tuple[Window, Window | None]  # days, and those that are taken off
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
    zero: bool = False  # whether it may not be told that there are none

    def is_answered(self, low: float, high: float) -> bool:
        """Whether a range discloses the count."""
        if self.zero and high == 0:
            return True
        if self.exactly:
            return 1 <= low == high
        if self.printed:
            return is_narrowed(low, high, self.printed)
        return is_disclosive(low, high, self.fewest)

    def could_be_answered(self, values: np.ndarray) -> bool:
        """Whether counts of all these values leave it possible that the query is answered."""
        if self.zero and not values.any():
            return True
        low, high = self.printed or (1, self.fewest - 1)
        if self.exactly:
            low, high = max(1, values[0]), values[0]
        return bool(((values >= low) & (values <= high)).all())


class Attacker:
    """One who has read some cells and takes them all to be true, as they must be able to be.

    `equations` and `attained` are what the ends of ranges tell; one that the cells contradict is
    not believed.

    >>> from analysis.model.window import read_window
    >>> year = read_window("1 January 2018 to 31 December 2018")
    >>> ranks = [frozenset({"constable"}), frozenset({"constable", "sergeant"})]
    >>> cells = [Known(year, number, number, parts=parts) for number, parts in zip((29, 32), ranks)]
    >>> query = Query(year, frozenset({"sergeant"}), fewest=5)
    >>> [(low, high) for _, low, high in Attacker(cells, [query]).find_disclosed()]
    [(3, 3)]
    """

    def __init__(
        self,
        cells: Sequence[Known],
        queries: Sequence[Query],
        equations: Sequence[Equation] = (),
        attained: Sequence[Attained] = (),
    ):
        known = {locate(cell) for cell in cells if cell.low == cell.high}
        # Of cells that are all known it says no more than they do.
        attained = [
            one
            for one in dict.fromkeys(attained)
            if any(c.low == c.high and locate(c) not in known for c in one.cells)
        ]
        spans = [span for query in queries for span in (query.window, query.less) if span]
        parts = EVERY.union(*(query.parts for query in queries))
        terms = [cell for equation in equations for _, cell in equation.terms]
        terms += [cell for one in attained for cell in one.cells]
        spans += [cell.window for cell in terms]
        self.system = System(cells, spans, parts.union(*(cell.parts for cell in terms)))
        self.rows = self.system.matrix, self.system.lows, self.system.highs
        self._believe([*dict.fromkeys(equations), *attained])
        self.queries = list(queries)
        self._asked = np.array([self._cover(query) for query in queries])
        matrix, _, highs = self.rows
        limits = np.isfinite(highs) & ~(matrix.toarray() < 0).any(axis=1)
        self._open = matrix[np.flatnonzero(limits)].sum(axis=0) == 0

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
        return np.pad(inside, (0, self.rows[0].shape[1] - len(inside)))

    def _believe(self, told: list[Equation | Attained]) -> None:
        """Take as true all that fit; halved where they do not all fit, for most do."""
        if not told:
            return
        tried = self.rows
        for one in told:
            extend = self._attain if isinstance(one, Attained) else self._equate
            tried = extend(one, *tried)
        if minimise([np.zeros(tried[0].shape[1])], *tried) is not None:
            self.rows = tried
        elif len(told) > 1:
            half = len(told) // 2
            self._believe(told[:half])
            self._believe(told[half:])

    def _equate(self, one: Equation, matrix: csr_array, lows: np.ndarray, highs: np.ndarray):
        cover = self.system.cover
        row = sum(weight * cover(cell.window, cell.parts) for weight, cell in one.terms)
        row = np.pad(row, (0, matrix.shape[1] - len(row)))
        low = 0.0 if one.is_most else one.value
        return csr_array(vstack([matrix, row[None]])), np.r_[lows, low], np.r_[highs, one.value]

    def _attain(self, one: Attained, matrix: csr_array, lows: np.ndarray, highs: np.ndarray):
        """With unknowns for another way in which the events may have fallen: of each cell with a
        count as many as in truth, of one with a range as many as its mark says."""
        cover, size = self.system.cover, self.system.size
        exact = [cell.low == cell.high for cell in one.cells]
        here = np.array([cover(cell.window, cell.parts) for cell in one.cells])
        truth = -here * np.array(exact)[:, None]
        truth = np.pad(truth, ((0, 1), (0, matrix.shape[1] - size)))
        here = np.vstack([here, cover(one.window, one.parts)])
        ends = [
            (0, 0) if same else (c.low, c.high) for c, same in zip(one.cells, exact, strict=True)
        ]
        low, high = np.array([*ends, (one.value,) * 2], dtype=float).T
        both = block_array([[matrix, None], [csr_array(truth), csr_array(here)]])
        return csr_array(both), np.r_[lows, low], np.r_[highs, high]

    def _minimise(self, objectives: Sequence[np.ndarray]):
        return minimise(objectives, *self.rows)


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
    system = System(cells)
    if system.is_possible():
        return set()
    wrong = system.find_outliers()
    if len(wrong) in (0, len(cells)):
        raise Contradiction("nobody can say which cells are wrong")
    return wrong


def _add_fitting(cells: list[Known], more: list[Known]) -> list[Known]:
    """`cells` with all of `more` that fit; halved where they do not all fit, for most do."""
    if not more or System([*cells, *more]).is_possible():
        return [*cells, *more]
    if len(more) == 1:
        return cells
    half = len(more) // 2
    return _add_fitting(_add_fitting(cells, more[:half]), more[half:])


def list_spans(windows: Iterable[Window]) -> list[Span]:
    """Every window between two edges of those published, and each less one that lies within it.

    What several windows differ by lies between some of their edges, or on both sides of one.
    """
    known = sorted({Window(window.start, window.end) for window in windows})
    edges = sorted({edge for window in known for edge in (window.start, window.end)})
    runs = [(Window(*ends), None) for ends in combinations(edges, 2)]
    around = [
        (one, less)
        for one, less in permutations(known, 2)
        if one.start < less.start and less.end < one.end
    ]
    return [*runs, *around]


class Queries:
    """What nobody is to learn of one dimension of what one force counts, each with its leak.

    `listed` are the categories of each table as they are published, `windows` those of all that is.
    """

    def __init__(
        self,
        force: str,
        sets: CodeSets,
        cells: list[PrintedCell],
        listed: Listed,
        windows: Iterable[Window],
        holders: Holders,
        limits: Disclosure = METHODS,
    ):
        self.force, self.limits = force, limits
        self.sets, self.cells, self.listed = sets, cells, listed
        self.windows = sorted({Window(window.start, window.end) for window in windows})
        self.spans = list_spans(self.windows)
        self.holders = holders

    def list_published(self) -> dict[Query, Leak]:
        """Every kind between any two published edges, and what is left over beside the published
        categories; every cell that is small or that a force hid, whatever its days; what is merged
        away because few hold it."""
        queries: dict[Query, Leak] = {}
        for category, parts in self._list_kinds():
            fewest = choose_fewest(self.sets.dimension, category, self.limits)
            zero = self.limits.zeros_are_disclosive and category not in ("all", OTHER)
            for span in self.spans:
                what = "can be worked out" + ("" if self._is_one(span) else " from several windows")
                query = Query(span[0], parts, fewest, span[1], zero=zero)
                queries.setdefault(query, self._blame_table(category, what))
        for category, others in self._list_complements():
            for window in self.windows:
                query = Query(window, others, 0, zero=True)
                queries.setdefault(query, self._blame_table(category, "all that there are are so"))
        for cell in self.cells:
            fewest = choose_fewest(self.sets.dimension, cell.category, self.limits)
            if cell.is_hidden:
                queries[self.ask_hidden(cell)] = self._blame(AUDIT, cell, "hidden by the force")
            elif cell.known.low >= 1 and cell.known.high < fewest:
                query = Query(cell.known.window, cell.known.parts, fewest)
                queries.setdefault(query, self._blame(AUDIT, cell, "can be worked out"))
            if self._is_few(cell):
                for window, less in self.spans:
                    query = Query(window, cell.known.parts, 0, less, exactly=True)
                    what = "too few hold it, and it can be worked out"
                    queries.setdefault(query, self._blame(AUDIT, cell, what))
        return queries

    def list_protected(self) -> dict[Query, Leak]:
        """The protected cells: those that a force hid or withheld, and those that the study merged
        away."""
        queries = {}
        for cell in self.cells:
            if cell.is_hidden or cell.is_withheld:
                queries[self.ask_hidden(cell)] = self._blame(ADDED, cell, "hidden by the force")
            elif self._is_merged(cell):
                fewest = choose_fewest(self.sets.dimension, cell.category, self.limits)
                query = Query(cell.known.window, cell.known.parts, fewest)
                queries[query] = self._blame(ADDED, cell, "merged by the study")
        return queries

    def _list_kinds(self) -> Iterator[tuple[str, frozenset[str]]]:
        if self.sets.dimension == "total":
            yield "all", frozenset()
            return
        for category in self.sets.list_kinds():
            yield category, self.sets.find_members(category)
        for codes in self.listed.values():
            rest = self.sets.find_unlisted(self.sets.find_codes(code, codes) for code in codes)
            if rest:
                yield "other", rest

    def _list_complements(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Each category that is published, with all events that are not of it."""
        if self.sets.dimension == "total" or not self.limits.zeros_are_disclosive:
            return
        for codes in self.listed.values():
            for code in codes:
                others = self.sets.find_unlisted([self.sets.find_codes(code, codes)])
                if code not in UNKNOWN and others:
                    yield code, others

    def _is_one(self, span: Span) -> bool:
        return span[1] is None and span[0] in self.windows

    def _is_merged(self, cell: PrintedCell) -> bool:
        return cell.category not in self.listed.get((cell.reference, cell.table), [])

    def _is_few(self, cell: PrintedCell) -> bool:
        """Whether a category was merged away that too few people hold, whatever its size."""
        dimension, known = self.sets.dimension, cell.known
        if dimension not in HELD or not self._is_merged(cell) or not known.high:
            return False
        place = (self.force, dimension, cell.category, known.window)
        return is_few(self.holders, *place, self.limits)

    def ask_hidden(self, cell: PrintedCell) -> Query:
        """Is a cell told more closely than it is printed?"""
        known = cell.known
        fewest = choose_fewest(self.sets.dimension, cell.category, self.limits)
        return Query(known.window, known.parts, fewest, printed=(known.low, known.high))

    def _blame(self, rule: str, cell: PrintedCell, what: str) -> Leak:
        kind = (cell.reference, cell.table, self.sets.dimension, cell.category)
        return Leak(rule, self.force, *kind, what, cell.place)

    def _blame_table(self, category: str, what: str) -> Leak:
        """A leak of a category that need not be published itself, laid at a table that tells it."""
        wider = self.sets.find_members(category)
        blamed = [cell for cell in self.cells if cell.category in wider] or self.cells
        if not blamed:
            return Leak(AUDIT, self.force, "", "", self.sets.dimension, category, what)
        kind = (blamed[0].reference, blamed[0].table, self.sets.dimension, category)
        return Leak(AUDIT, self.force, *kind, what, blamed[0].place)
