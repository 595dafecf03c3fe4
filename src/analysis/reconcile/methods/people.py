"""Distinct people, who may be counted in several cells: a range, never a sum (METHODS 2.5)."""

import math
from collections.abc import Sequence
from datetime import date

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Disagreement, Known


def bound_people(cells: Sequence[Known], window: Window) -> tuple[int, float]:
    """Bounds on distinct people in `window`, who may be counted in several cells.

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
