"""What a set of reported cells implies for any window: sharp bounds, and where cells disagree.

Time is cut at every start and end into segments, and events into the categories that cells name;
each segment of each category holds an unknown whole number of events, and every cell is a
constraint on the sum of those it covers (methods.md 2.2). One table of disjoint cells comes out as
its closed form (methods.md 2.1): whole cells inside, plus at most the cells that straddle an edge.
Cells of days alone are answered by their running totals, those of categories by a program of whole
numbers. The same engine finds contradictions, and what published figures would give away.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_array, csr_array

from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.contradictions import (
    REST,
    Blame,
    Disagreement,
    Test,
    find_irreducible,
)
from analysis.reconcile.methods.running_totals import End, RunningTotals

EVERY = frozenset[str]()  # all categories, whatever they are called
TOLERANCE = 1e-6  # of one event, however large the count
LARGEST = 4_000  # unknowns in one call: past this, larger calls gain nothing (bounds_speed.py)
MOST_NODES = 10_000  # branches tried; counted, not timed, so that every machine stops at the same

Query = tuple[Window, frozenset[str]]  # the events of these categories in a window
Witness = dict[tuple[date, str], int]


@dataclass(frozen=True)
class Known:
    """A cell as a constraint: between `low` and `high` events in `window`; `name` says which.

    `parts` are the categories of one dimension it counts, all of them where none is named. Raises
    ValueError for a range that holds no count.
    """

    window: Window
    low: int
    high: float
    name: str = ""
    parts: frozenset[str] = EVERY

    def __post_init__(self):
        if not 0 <= self.low <= self.high or math.isinf(self.low):
            raise ValueError(f"no count lies between {self.low} and {self.high}")


@dataclass(frozen=True)
class Bound:
    """The least and most events a window can hold, each with a placement that attains it.

    A witness maps the first day of a segment and a category to their events. An end without one
    is either infinite or, where the search was cut short, true but perhaps not attained.
    """

    low: int
    high: float
    least: Witness | None
    most: Witness | None


@dataclass(frozen=True)
class Optimum:
    """The least value of an objective, and unknowns that attain it.

    `events` is None where the search was cut short: then the value is a true limit, perhaps not
    the sharpest.
    """

    value: float
    events: np.ndarray | None

    def evaluate(self, objective: np.ndarray, otherwise: float) -> float:
        """Another objective at the same unknowns, or `otherwise` where there are none."""
        return otherwise if self.events is None else float(objective @ self.events)


def bound_window(cells: Sequence[Known], window: Window, parts: frozenset[str] = EVERY) -> Bound:
    """Sharp bounds on the events in `window`, any number of overlapping or nested cells together.

    Events are additive whole numbers. Days that no cell covers leave the upper end infinite.
    Raises Disagreement where the cells cannot all be true.

    >>> year = Window(date(2018, 1, 1), date(2019, 1, 1))
    >>> rest = Window(date(2019, 1, 1), date(2023, 3, 1))
    >>> bound = bound_window(
    ...     [Known(year, 24, 24), Known(rest, 151, 151)], Window(date(2018, 3, 1), rest.end)
    ... )
    >>> bound.low, bound.high
    (151, 175)
    """
    if not parts and _are_disjoint(cells):
        return _add_up(cells, window)
    return System(cells, [window], parts).bound(window, parts)


def _are_disjoint(cells: Sequence[Known]) -> bool:
    """Whether all cells are of every category, and no two share a day."""
    ordered = sorted((cell.window.start, cell.window.end) for cell in cells)
    return not any(cell.parts for cell in cells) and all(
        one[1] <= other[0] for one, other in pairwise(ordered)
    )


def _add_up(cells: Sequence[Known], window: Window) -> Bound:
    """The bounds from disjoint cells (methods.md 2.1), which need no search.

    All of a cell inside the window counts, and of one that straddles an edge none or all.
    """
    least, most = {}, {}
    for cell in cells:
        inside, days = cell.window.meet(window), cell.window
        outside = None
        if not window.covers(days):
            outside = days.start if days.start < window.start else max(days.start, window.end)
        least[outside or days.start, REST] = cell.low
        most[inside.start if inside else days.start, REST] = cell.high if inside else cell.low
    ends = [
        sum(number for (day, _), number in events.items() if window.start <= day < window.end)
        for events in (least, most)
    ]
    if find_gaps([cell.window for cell in cells if cell.window.meet(window)], window):
        ends[1] = math.inf
    return Bound(ends[0], ends[1], least, most if math.isfinite(ends[1]) else None)


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
        self.edges = {edge for span in spans for edge in (span.start, span.end)}
        self.starts = sorted(self.edges)[:-1]
        self.categories = [*sorted(parts.union(*(cell.parts for cell in cells)) - {REST}), REST]
        self.size = len(self.starts) * len(self.categories)
        self.lows, self.highs = (
            np.array([getattr(cell, end) for cell in cells], dtype=float) for end in ("low", "high")
        )
        self._known: dict[Query, Bound] = {}
        # Of every category alike, the days alone tell.
        self.totals = (
            RunningTotals([cell.window for cell in cells], windows)
            if self.categories == [REST]
            else None
        )

    @cached_property
    def matrix(self) -> csr_array:
        """A row for each cell: 1 for every unknown that it is the sum of."""
        rows = [self.cover(cell.window, cell.parts) for cell in self.cells]
        return csr_array(np.array(rows).reshape(len(rows), self.size))

    def cover(self, window: Window, parts: frozenset[str] = EVERY) -> np.ndarray:
        """1 for every unknown that lies in the window and the categories, else 0.

        Raises ValueError for an edge or a category that the system was not made with.
        """
        self._check(window, parts)
        days = [float(window.start <= day < window.end) for day in self.starts]
        kinds = [float(not parts or kind in parts) for kind in self.categories]
        return np.outer(days, kinds).ravel()

    def _check(self, window: Window, parts: frozenset[str]) -> None:
        if unknown := sorted(parts - set(self.categories)):
            raise ValueError(f"the system has no category {', '.join(unknown)}")
        if unknown := {window.start, window.end} - self.edges:
            raise ValueError(f"the system has no edge {', '.join(map(str, sorted(unknown)))}")

    def is_possible(self) -> bool:
        """Whether the cells can all be true, without asking which of them are not."""
        if self.totals:
            return self.totals.is_possible(self.lows, self.highs)
        program = [np.zeros(self.size)], self.matrix, self.lows, self.highs
        found = minimise(*program, whole=False)
        if found is None or found[0].events is not None:
            return found is not None
        return minimise(*program) is not None or not self.find_disagreement().by

    def find_outliers(self) -> set[int]:
        """The places of the cells that take the least total slack by which all could be true.

        All of them where the search for it was cut short, none where nothing disagrees.
        """
        _, taken = _find_slack(len(self.cells), self.matrix, self.lows, self.highs)
        return set(range(len(self.cells))) if taken is None else taken

    def bound(self, window: Window, parts: frozenset[str] = EVERY) -> Bound:
        """Sharp bounds on the events of some categories in a window; see `bound_many`."""
        return self.bound_many([(window, parts)])[0]

    def bound_many(self, questions: Sequence[Query]) -> list[Bound]:
        """Sharp bounds on the events of each (window, categories), in the order asked.

        Those asked together are found together, which is quicker, and each is found once. Days that
        no finite cell covers leave the upper end infinite. Raises Disagreement where the cells
        cannot all be true.
        """
        if new := [one for one in dict.fromkeys(questions) if one not in self._known]:
            self._known |= zip(new, self._bound_new(new), strict=True)
        return [self._known[question] for question in questions]

    def _bound_new(self, questions: Sequence[Query]) -> list[Bound]:
        if self.totals:
            return self._bound_days(self.totals, questions)
        asked = [self.cover(*question) for question in questions]
        uncovered = self.matrix[np.flatnonzero(np.isfinite(self.highs))].sum(axis=0) == 0
        # An uncovered day may hold anything, so there is no most to attain.
        closed = [not (inside[uncovered] > 0).any() for inside in asked]
        tops = [-inside for inside, is_closed in zip(asked, closed, strict=True) if is_closed]
        found = self._minimise([*asked, *tops])
        highest = iter(found[len(asked) :])
        bounds = []
        for least, is_closed in zip(found, closed, strict=False):
            low = math.ceil(least.value - TOLERANCE)
            most = next(highest) if is_closed else None
            high = math.inf if most is None else math.floor(TOLERANCE - most.value)
            bounds.append(Bound(low, high, self._place(least), self._place(most)))
        return bounds

    def _bound_days(self, totals: RunningTotals, questions: Sequence[Query]) -> list[Bound]:
        for question in questions:
            self._check(*question)
        found = totals.bound(self.lows, self.highs, [window for window, _ in questions])
        if found is None:
            raise self.find_disagreement()
        return [
            Bound(int(least.value), most.value, self._place(least), self._place(most))
            for least, most in found
        ]

    def bound_shares(
        self, window: Window, parts: Sequence[frozenset[str]]
    ) -> list[tuple[float, float]]:
        """Sharp bounds on each group's share of all events in a window, as fractions.

        A ratio of sums is least where sum - ratio * all has no value under 0: each round takes the
        ratio of the last solution (Dinkelbach 1967), of all that still fall in one call. The window
        must hold an event at least, and days of finite cells only: else ValueError. Raises
        Disagreement.
        """
        whole = self.bound(window)
        if whole.low < 1 or math.isinf(whole.high):
            raise ValueError(f"a share of {whole.low} to {whole.high} events is not bounded")
        if whole.low == whole.high:
            counts = self.bound_many([(window, part) for part in parts])
            return [(count.low / whole.low, count.high / whole.low) for count in counts]
        every = self.cover(window)
        tops = [sign * self.cover(window, part) for part in parts for sign in (1.0, -1.0)]
        ratios = self._start_shares(window, parts)
        falling = list(range(len(tops)))
        while falling:
            before = list(ratios)
            found = self._minimise([tops[place] - ratios[place] * every for place in falling])
            for place, least in zip(falling, found, strict=True):
                # Of a search cut short, the fewest events give a limit that is true for all.
                fall = least.value / least.evaluate(every, whole.low)
                ratios[place] = min(ratios[place], ratios[place] + fall)
            falling = [place for place in falling if ratios[place] < before[place] - 1e-12]
        return [(low, -high) for low, high in zip(ratios[::2], ratios[1::2], strict=True)]

    def _start_shares(self, window: Window, parts: Sequence[frozenset[str]]) -> list[float]:
        """For each group a share that is attained, near its least, and the opposite of one near its
        greatest: those where the counts are least and most."""
        starts = []
        for part, bound in zip(parts, self.bound_many([(window, p) for p in parts]), strict=True):
            # A share is 1 at most, and its opposite 0.
            for witness, sign, start in ((bound.least, 1.0, 1.0), (bound.most, -1.0, 0.0)):
                inside = {
                    place: number
                    for place, number in (witness or {}).items()
                    if window.start <= place[0] < window.end
                }
                if every := sum(inside.values()):
                    own = sum(number for (_, kind), number in inside.items() if kind in part)
                    start = sign * own / every
                starts.append(start)
        return starts

    def find_disagreement(self) -> Disagreement:
        """By how many events the cells disagree, 0 where all can be true, and which of them do."""
        test = self.totals.is_possible if self.totals else None
        return find_disagreement(self.cells, self.matrix, self.lows, self.highs, test)

    def _minimise(self, objectives: Sequence[np.ndarray]) -> list[Optimum]:
        found = minimise(objectives, self.matrix, self.lows, self.highs)
        if found is None:
            error = self.find_disagreement()
            if error.by:
                raise error
            # Of very large counts the search may give up on cells that do not disagree.
            found = minimise(objectives, self.matrix, self.lows, self.highs, whole=False)
        if found is None:
            raise error
        return found

    def _place(self, found: Optimum | End | None) -> Witness | None:
        if found is None or found.events is None:
            return None
        events = found.events
        width = len(self.categories)
        return {
            (self.starts[place // width], self.categories[place % width]): round(events[place])
            for place in np.flatnonzero(events)
        }


def find_disagreement(
    cells: Sequence[Known],
    matrix: csr_array | csc_array,
    lows: np.ndarray,
    highs: np.ndarray,
    test: Test | None = None,
) -> Disagreement:
    """The least total slack that would let all cells be true, and an irreducible set of them.

    The first rows of the constraints, shaped as those of `minimise`, are those of the cells; any
    others always hold. Where the search is cut short the set may be all cells. `test` says whether
    limits of the cells can all hold, where that is known without the program.
    """
    count, unknowns = len(cells), np.zeros(matrix.shape[1])

    def limit(some_lows: np.ndarray, some_highs: np.ndarray) -> tuple:
        limits = np.r_[some_lows, lows[count:]], np.r_[some_highs, highs[count:]]
        bound = np.isfinite(limits[0]) | np.isfinite(limits[1])
        return matrix[bound], limits[0][bound], limits[1][bound]

    def is_possible(*limits: np.ndarray) -> bool:
        return minimise([unknowns], *limit(*limits)) is not None

    def find() -> Blame:
        sides = find_irreducible(lows[:count], highs[:count], test or is_possible)
        named = sorted({place for side in sides for place in side}) or list(range(count))
        rest = range(count, matrix.shape[0])
        rows = [*named, *rest]
        own, _ = _find_slack(len(named), matrix[rows], lows[rows], highs[rows])
        least, most = ([cells[place] for place in side] for side in sides)
        return Blame(own, least, most) if any(sides) else Blame(own, cells, cells)

    by, _ = _find_slack(count, matrix, lows, highs)
    return Disagreement(by, find)


def _find_slack(
    count: int, matrix: csr_array, lows: np.ndarray, highs: np.ndarray
) -> tuple[int, set[int] | None]:
    """The least total slack of the first so many rows that lets all hold, and the rows that take
    it; None for these where the search was cut short."""
    rows, size = matrix.shape
    one, known = np.arange(count), csc_array(matrix)
    # A column each for what a cell lacks and for what it has over; sparse hstack is slow for few.
    columns = (
        np.r_[known.data, np.ones(count), -np.ones(count)],
        np.r_[known.indices, one, one],
        np.r_[known.indptr, known.nnz + 1 + one, known.nnz + count + 1 + one],
    )
    slacks = csc_array(columns, shape=(rows, size + 2 * count))
    cost = np.r_[np.zeros(size), np.ones(2 * count)]
    (least,) = minimise([cost], slacks, lows, highs) or [Optimum(0, None)]
    if least.events is None:
        return math.ceil(least.value - TOLERANCE), None
    moved = least.events[size:].reshape(2, count).sum(axis=0)
    return round(least.value), set(map(int, np.flatnonzero(moved)))


def minimise(
    objectives: Sequence[np.ndarray],
    matrix: csr_array | csc_array,
    lows: np.ndarray,
    highs: np.ndarray,
    whole: bool = True,
) -> list[Optimum] | None:
    """The least of each objective over whole numbers from 0 with lows <= matrix @ x <= highs.

    Objectives have shape (unknowns,), the matrix (constraints, unknowns). None where no x satisfies
    the constraints. If not `whole`, the least over fractions stands where it is not attained by
    whole numbers: a true limit, perhaps not the sharpest. Raises ValueError for an objective
    without a least.

    A call of the solver costs far more than a small program takes. So the objectives are set side
    by side, each with a copy of the constraints: no copy touches another, and the least sum of all
    is the least of each. Fractions are allowed at first, which takes half the time: where the
    answer comes out whole it is the answer; any other is solved again over whole numbers.
    """

    def satisfies(events: np.ndarray) -> bool:
        sums = matrix @ events
        return bool(((lows - TOLERANCE <= sums) & (sums <= highs + TOLERANCE)).all())

    together = max(1, LARGEST // max(1, matrix.shape[1]))
    found: list[Optimum] = []
    for first in range(0, len(objectives), together):
        some = objectives[first : first + together]
        relaxed = _solve(some, matrix, lows, highs, whole=False)
        if relaxed.status == 2:
            return None
        for objective, least in zip(some, relaxed.x.reshape(len(some), -1), strict=True):
            events = least.round()
            if np.abs(least - events).max(initial=0) < TOLERANCE and satisfies(events):
                found.append(Optimum(float(objective @ events), events))
                continue
            if not whole:
                found.append(Optimum(float(objective @ least) - TOLERANCE, None))
                continue
            answer = _solve([objective], matrix, lows, highs, whole=True)
            if answer.status == 2:
                return None
            events = least.round() if answer.x is None else answer.x.round()
            if answer.status == 0 and satisfies(events):
                found.append(Optimum(float(objective @ events), events))
            else:  # cut short, or not to be trusted to the last event: a limit all the same
                found.append(Optimum(float(answer.mip_dual_bound), None))
    return found


def _solve(
    objectives: Sequence[np.ndarray],
    matrix: csr_array | csc_array,
    lows: np.ndarray,
    highs: np.ndarray,
    whole: bool,
) -> OptimizeResult:
    copies = len(objectives)
    blocks = matrix = csc_array(matrix)
    if copies > 1:  # sparse kron is slow for small ones
        (rows, unknowns), each = matrix.shape, np.arange(copies)[:, None]
        indices = (matrix.indices + rows * each).ravel()
        ends = np.r_[0, (matrix.indptr[1:] + matrix.nnz * each).ravel()]
        columns = np.tile(matrix.data, copies), indices, ends
        blocks = csc_array(columns, shape=(rows * copies, unknowns * copies))
    limits = LinearConstraint(blocks, np.tile(lows, copies), np.tile(highs, copies))
    answer = milp(
        np.concatenate(objectives),
        constraints=limits if len(lows) else None,
        bounds=Bounds(0, np.inf),
        integrality=np.full(copies * matrix.shape[1], int(whole)),
        # By default a search ends once it is within a ten-thousandth: events of a large count.
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0},
    )
    if answer.status > 2:
        raise ValueError(f"the program has no least value: {answer.message}")
    return answer
