"""What a set of reported cells implies for any window: sharp bounds, and where cells disagree.

Time is cut at every start and end into segments with unknown whole numbers of events; every cell
is a constraint on the sum of its segments (METHODS 2.2). One table of disjoint cells comes out as
its closed form (METHODS 2.1): whole cells inside, plus at most the cells that straddle an edge.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from analysis.model.window import Window


@dataclass(frozen=True)
class Known:
    """A cell as a constraint: between `low` and `high` events in `window`; `name` says which."""

    window: Window
    low: int
    high: float
    name: str = ""


@dataclass(frozen=True)
class Bound:
    """The least and most events a window can hold, each with a placement that attains it.

    A witness maps the first day of a segment to its events.
    """

    low: int
    high: float
    least: dict[date, int]
    most: dict[date, int]


class Disagreement(Exception):
    """No events satisfy all the cells: by how many they disagree at least, and which carry it."""

    def __init__(self, by: int, cells: list[str]):
        self.by, self.cells = by, cells
        super().__init__(f"disagree by at least {by:,}: {', '.join(cells)}")


def bound_window(cells: Sequence[Known], window: Window) -> Bound:
    """Sharp bounds on the events in `window`, any number of overlapping or nested cells together.

    Events are additive whole numbers. Days that no cell covers leave the upper end infinite.
    Raises Disagreement where the cells cannot all be true.
    """
    edges = {window.start, window.end}
    edges |= {edge for cell in cells for edge in (cell.window.start, cell.window.end)}
    starts = sorted(edges)[:-1]
    inside = np.array([window.start <= day < window.end for day in starts], dtype=float)
    matrix = np.array(
        [[cell.window.start <= day < cell.window.end for day in starts] for cell in cells],
        dtype=float,
    ).reshape(len(cells), len(starts))
    limits = LinearConstraint(matrix, [c.low for c in cells], [c.high for c in cells])

    def solve(direction: int):
        return milp(
            direction * inside,
            constraints=limits if cells else None,
            bounds=Bounds(0, np.inf),
            integrality=np.ones(len(starts)),
        )

    least = solve(1)
    if least.status == 2:
        raise _explain(cells, matrix)
    covered = matrix[[math.isfinite(cell.high) for cell in cells]].sum(axis=0) > 0
    if (inside[~covered] > 0).any():
        # An uncovered day may hold anything, so there is no most to attain: show the least.
        return Bound(round(least.fun), math.inf, _witness(starts, least.x), {})
    most = solve(-1)
    return Bound(
        round(least.fun), round(-most.fun), _witness(starts, least.x), _witness(starts, most.x)
    )


def find_gaps(cells: Sequence[Window], window: Window) -> list[Window]:
    """The stretches of `window` that no cell covers."""
    gaps, day = [], window.start
    for cell in sorted(cells):
        if cell.start > day and day < window.end:
            gaps.append(Window(day, min(cell.start, window.end)))
        day = max(day, cell.end)
    if day < window.end:
        gaps.append(Window(day, window.end))
    return gaps


def bound_people(cells: Sequence[Known], window: Window) -> tuple[int, float]:
    """Bounds on distinct people in `window`, who may be counted in several cells (METHODS 2.5).

    At least the largest cell inside it; at most the cheapest set of cells that covers it. Days
    that no cell covers leave the upper end infinite.
    Raises Disagreement where a cell holds more people than those around it allow.
    """
    inside = [cell for cell in cells if window.covers(cell.window)]
    low = max((cell.low for cell in inside), default=0)
    # The most people up to a day that some chain of cells, in the order of their ends, reaches.
    reached: dict[date, float] = {window.start: 0.0}
    for cell in sorted(cells, key=lambda cell: cell.window.end):
        before = [most for day, most in reached.items() if day >= cell.window.start]
        if cell.window.meet(window) and before:
            end = cell.window.end
            reached[end] = min(reached.get(end, math.inf), min(before) + cell.high)
    high = min((most for day, most in reached.items() if day >= window.end), default=math.inf)
    if low > high:
        fullest = max(inside, key=lambda cell: cell.low)
        names = [cell.name for cell in cells if cell.window.meet(window) and cell != fullest]
        raise Disagreement(round(low - high), [fullest.name, *names])
    return low, high


def _witness(starts: list[date], events: np.ndarray) -> dict[date, int]:
    return {day: round(value) for day, value in zip(starts, events, strict=True)}


def _explain(cells: Sequence[Known], matrix: np.ndarray) -> Disagreement:
    """The smallest total slack that would let all cells be true, and the cells that take it up."""
    count, width = matrix.shape
    eye = np.eye(count)
    finite = np.isfinite([cell.high for cell in cells])
    upper = np.hstack([matrix, -eye, np.zeros((count, count))])[finite]
    lower = np.hstack([-matrix, np.zeros((count, count)), -eye])
    found = linprog(
        np.r_[np.zeros(width), np.ones(2 * count)],
        A_ub=np.vstack([upper, lower]),
        b_ub=np.r_[[c.high for c in cells if math.isfinite(c.high)], [-c.low for c in cells]],
    )
    slack = found.x[width:].reshape(2, count).sum(axis=0)
    names = [cell.name for cell, size in zip(cells, slack, strict=True) if size > 1e-6]
    return Disagreement(round(found.fun), names)
