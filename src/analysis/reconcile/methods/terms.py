"""Terms: which cells make the least and which the most of a count, each added or taken away.

The sharp bounds of a window are sums of cells once it is known which: the dual of the program that
finds a bound names them (methods.md 2.8). Where a reply prints a total beside the cells that it is
the sum of, the cells are the terms, and the total is what they are held against.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf, isfinite

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import EVERY, Known, System

# What a term costs, in events: so little that no bound is given up for it, and a printed total so
# much more than a cell that it is taken only where the cells do not tell.
TOTAL, TAKEN_AWAY, ONE, COVERED = 1e-2, 1e-3, 1e-5, 1e-4
MOST_CELLS = 400  # past this the terms of a bound are not searched for


@dataclass(frozen=True)
class Term:
    """A cell, and how often it counts in the least and in the most: 1, 0, or -1 if taken away.

    What is added to the least is the least that the cell can be, what is taken away from it the
    most; and the reverse for the most.
    """

    cell: Known
    least: int
    most: int

    @property
    def ends(self) -> tuple[float, float]:
        """What it adds to the least and to the most."""
        return take_times(self.cell.low, self.cell.high, self.least, self.most)


def take_times(low: float, high: float, least: int, most: int) -> tuple[float, float]:
    """What a cell of `low` to `high` adds to a least and to a most in which it counts so often.

    >>> take_times(1, 4, 1, 1), take_times(1, 4, 0, -1)
    ((1, 4), (0, -1))
    """
    added = 0 if least == 0 else least * (low if least > 0 else high)
    return added, 0 if most == 0 else most * (high if most > 0 else low)


def find_terms(
    cells: Sequence[Known],
    window: Window,
    ends: tuple[float, float],
    spare: Collection[str] = (),
    additive: bool = True,
    parts: frozenset[str] = EVERY,
) -> tuple[Term, ...] | None:
    """The cells whose sums are the bounds `ends` of a window, in the order of `cells`.

    `spare` names the cells that are totals of others: they are taken only where the others do not
    tell. Of people the least is that of one cell alone, and nothing is taken away. None where no
    such sums give both ends: then only all cells together do, through whole numbers or paths.

    >>> from datetime import date
    >>> year = Window(date(2018, 1, 1), date(2019, 1, 1))
    >>> half = Window(date(2018, 1, 1), date(2018, 7, 1))
    >>> found = find_terms([Known(year, 24, 24, "B2"), Known(half, 10, 10, "B3")],
    ...                    Window(half.end, year.end), (14, 14))
    >>> [(term.cell.name, term.least, term.most) for term in found]
    [('B2', 1, 1), ('B3', -1, -1)]
    """
    return _find_terms(tuple(cells), window, ends, frozenset(spare), additive, parts)


@lru_cache(maxsize=4096)  # the alternative analyses ask most questions over again
def _find_terms(
    cells: tuple[Known, ...],
    window: Window,
    ends: tuple[float, float],
    spare: frozenset[str],
    additive: bool,
    parts: frozenset[str],
) -> tuple[Term, ...] | None:
    if not additive:
        alone = [c for c in cells if c.window == window and (c.low, c.high) == ends]
        if alone:  # printed so: no range of sums need say it
            chosen = min(alone, key=lambda cell: cell.name in spare)
            return (Term(chosen, 1, 1),)
    plain = _take_disjoint(cells, window, spare, parts)
    found = []
    for place, end in enumerate(ends):
        times = None
        if plain is not None and (additive or place):
            pairs = zip(cells, plain, strict=True)
            total = sum(take_times(c.low, c.high, *t)[place] for c, t in pairs)
            times = [t[place] for t in plain] if total == end else None
        if times is None and not additive and place == 0:
            times = _find_largest(cells, window, end, spare)
        elif times is None and len(cells) <= MOST_CELLS:
            times = _search(cells, window, place, end, spare, additive, parts)
        if times is None:
            return None
        found.append(times)
    every = (Term(*term) for term in zip(cells, *found, strict=True))
    return tuple(term for term in every if term.least or term.most)


def _take_disjoint(
    cells: Sequence[Known], window: Window, spare: Collection[str], parts: frozenset[str]
) -> list[tuple[int, int]] | None:
    """All cells inside the window and, for the most, those that straddle it, if no two share days.

    Only of cells that are of the same categories as the question.
    """
    touching = [c for c in cells if c.name not in spare and c.window.meet(window)]
    ordered = sorted((c.window.start, c.window.end) for c in touching)
    if any(c.parts != parts for c in touching) or any(
        one[1] > other[0] for one, other in pairwise(ordered)
    ):
        return None
    chosen = set(touching)
    return [(int(window.covers(c.window)), 1) if c in chosen else (0, 0) for c in cells]


def _find_largest(
    cells: Sequence[Known], window: Window, end: float, spare: Collection[str]
) -> list[int] | None:
    """The one cell inside the window that holds as many people as the least says."""
    same = [place for place, c in enumerate(cells) if window.covers(c.window) and c.low == end]
    if not same:
        return [0] * len(cells) if end == 0 else None  # none need be inside
    chosen = min(same, key=lambda place: (cells[place].name in spare, place))
    return [int(place == chosen) for place in range(len(cells))]


def _search(
    cells: Sequence[Known],
    window: Window,
    place: int,
    end: float,
    spare: Collection[str],
    additive: bool,
    parts: frozenset[str],
) -> list[int] | None:
    """How often each cell counts in one end: by the dual program, over whole numbers. Of days alone
    it is a way from one edge of the window to the other.

    Of cells that have no upper end nothing is taken away, and a most that they leave open has all
    of them that meet the window.
    """
    if end == inf:
        return [int(bool(c.window.meet(window)) and c.high == inf) for c in cells]
    system = System(cells, [window], parts)
    added = np.array([(c.low, c.high)[place] for c in cells], dtype=float)
    taken = np.array([(c.high, c.low)[place] for c in cells], dtype=float)
    sign = -1.0 if place == 0 else 1.0  # the least is the greatest of the sums that it exceeds
    cost = np.array([TOTAL if c.name in spare else ONE for c in cells])
    add = np.where(np.isfinite(added), sign * added + cost, inf)
    take = np.where(np.isfinite(taken) & additive, -sign * taken + cost + TAKEN_AWAY, inf)
    covered = COVERED if place == 0 else 0.0
    if system.totals:
        times = system.totals.trace(window, add, take, covered, place == 0)
    else:
        times = _choose(system.matrix.toarray(), system.cover(window, parts), add, take, covered)
    if times is None:
        return None
    pairs = zip(cells, times, strict=True)
    total = sum(take_times(c.low, c.high, n, n)[place] for c, n in pairs)
    return times if isfinite(total) and total == end else None


def _choose(
    matrix: np.ndarray, asked: np.ndarray, add: np.ndarray, take: np.ndarray, covered: float
) -> list[int] | None:
    """The cells of the least cost that cover what is asked, or are covered by it if that is worth
    something; what may not be added or taken away has an infinite cost."""
    reward = covered * (matrix @ asked)
    may_add, may_take = np.isfinite(add), np.isfinite(take)
    limits = (-np.inf, asked) if covered else (asked, np.inf)
    answer = milp(
        np.r_[np.where(may_add, add, 0) - reward, np.where(may_take, take, 0) + reward],
        constraints=LinearConstraint(np.hstack([matrix.T, -matrix.T]), *limits),
        bounds=Bounds(0, np.r_[may_add, may_take].astype(float)),
        integrality=np.ones(2 * len(add)),
        options={"node_limit": 1_000, "mip_rel_gap": 0},
    )
    if answer.x is None:
        return None
    chosen = np.round(answer.x).astype(int)
    return (chosen[: len(add)] - chosen[len(add) :]).tolist()
