"""How the ends of a published range are made, which is as public as the range itself.

A sharp bound is a weighted sum of printed counts: the weights are the dual solution of its program
(methods.md 2.2), and every one of its readers can write it down. So a range tells more than that
the truth lies in it: of 52 events and "50 to 52" in a window the straddling cell has 2.

An end may have several dual solutions, and no other one comes closer to the truth than it does. One
of them is taken as an equation. That no other comes closer is told by the end being attained: there
is a way in which the events may have fallen, each cell with its count, and the window with the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import TOLERANCE, Known, System


@dataclass(frozen=True)
class Equation:
    """What an end tells: the events of these cells, each times its weight, come to `value`, or
    where `is_most` to no more."""

    terms: tuple[tuple[float, Known], ...]
    value: float
    is_most: bool = False


@dataclass(frozen=True)
class Attained:
    """That an end is attained: the events may have fallen so that each cell has the count it has,
    and the window `value`."""

    cells: tuple[Known, ...]
    window: Window
    parts: frozenset[str]
    value: float


def explain_range(
    cells: Iterable[Known],
    window: Window,
    parts: frozenset[str],
    ends: tuple[float, float],
    additive: bool = True,
) -> list[Equation]:
    """What the two ends of a range tell, where they are the bounds that the cells give.

    A cell that is a range itself adds to an end what its mark says, which tells nothing of its
    events: it is taken off. Of people, who are counted in several cells, the most are all cells
    together and the least are the largest, so that none is larger. An end that the cells do not
    give tells nothing more, nor does a count of whole cells.

    >>> from datetime import date
    >>> year, rest = Window(date(2018, 1, 1), date(2019, 1, 1)), date(2023, 1, 1)
    >>> cells = [Known(year, 2, 2), Known(Window(year.end, rest), 50, 50)]
    >>> told = explain_range(cells, Window(date(2018, 3, 1), rest), frozenset(), (50, 52))
    >>> [([cell.low for _, cell in one.terms], one.value) for one in told]
    [([50], 50.0), ([2, 50], 52.0)]
    """
    cells = tuple(cells)
    if ends[0] == ends[1] and not (additive and _are_cut(cells, window, parts)):
        return []
    explain = _explain_events if additive else _explain_people
    return list(dict.fromkeys(explain(cells, window, parts, ends)))


def attain_ends(
    cells: Iterable[Known], window: Window, parts: frozenset[str], ends: tuple[float, float]
) -> list[Attained]:
    """What both ends of a range that the cells give tell beside `explain_range`."""
    if ends[0] == ends[1]:
        return []  # as the events themselves fell
    kept = tuple(cells)
    return [Attained(kept, window, parts, end) for end in ends if isfinite(end)]


def locate(cell: Known) -> tuple:
    """The days and categories of a cell."""
    return cell.window.start, cell.window.end, cell.parts


def _are_cut(cells: Iterable[Known], window: Window, parts: frozenset[str]) -> bool:
    """Whether a window is that of no cell with a count, and one lies across its edge."""
    exact = [cell for cell in cells if cell.low == cell.high]
    if (window.start, window.end, parts) in map(locate, exact):
        return False
    return any(cell.window.meet(window) and not window.covers(cell.window) for cell in exact)


@lru_cache(maxsize=4096)  # a count, its rates and its share are of one range
def _explain_events(
    cells: tuple[Known, ...], window: Window, parts: frozenset[str], ends: tuple[float, float]
) -> tuple[Equation, ...]:
    if not cells:
        return ()
    system = System(cells, [window], parts)
    inside = system.cover(window, parts)
    found = [
        _find_dual(system, sign * inside, sign * end)
        for sign, end in zip((1.0, -1.0), ends, strict=True)
        if isfinite(end)
    ]
    return tuple(one for one in found if one)


def _find_dual(system: System, objective: np.ndarray, end: float) -> Equation | None:
    """The sum of printed counts that is the least of an objective, if that is `end`."""
    exact = system.lows == system.highs
    least, most = ~exact & (system.lows > 0), ~exact & np.isfinite(system.highs)
    matrix = csr_array(system.matrix)
    limits = np.r_[-system.lows[least], system.highs[most]]
    answer = linprog(
        objective,
        A_ub=vstack([-matrix[least], matrix[most]]) if len(limits) else None,
        b_ub=limits if len(limits) else None,
        A_eq=matrix[exact] if exact.any() else None,
        b_eq=system.lows[exact] if exact.any() else None,
    )
    if answer.status != 0 or abs(answer.fun - end) > TOLERANCE or not exact.any():
        return None
    weights = answer.eqlin.marginals
    value = float(weights @ system.lows[exact])
    chosen = [system.cells[place] for place in np.flatnonzero(exact)]
    terms = [
        (float(weight), cell)
        for weight, cell in zip(weights, chosen, strict=True)
        if abs(weight) > TOLERANCE
    ]
    sign = -1.0 if terms and all(weight < 0 for weight, _ in terms) else 1.0
    return Equation(tuple((sign * w, cell) for w, cell in terms), sign * value) if terms else None


def _explain_people(
    cells: Sequence[Known], window: Window, parts: frozenset[str], ends: tuple[float, float]
) -> Iterable[Equation]:
    exact = [cell for cell in cells if cell.low == cell.high and cell.parts == parts]
    touching = [cell for cell in exact if cell.window.meet(window)]
    if touching and sum(cell.high for cell in touching) == ends[1]:
        yield Equation(tuple((1.0, cell) for cell in touching), ends[1])
    largest = [c for c in touching if window.covers(c.window) and c.low == ends[0]]
    yield from (Equation(((1.0, cell),), ends[0]) for cell in largest[:1])
    inside = [cell for cell in touching if window.covers(cell.window)] if largest else []
    yield from (Equation(((1.0, cell),), ends[0], True) for cell in inside if cell != largest[0])
