"""How forces cut the same months into cells and hide some: what windows are reconciled from."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.model.window import Window
from analysis.reconcile.validation.processes import find_month

COMMON = Window(date(2018, 3, 1), date(2023, 3, 1))
SHOWN, SMALL, SMALL_WITH_TOTAL = "nothing", "1 to 4", "1 to 4, beside the total"
HIDDEN = (SHOWN, SMALL, SMALL_WITH_TOTAL)


@dataclass(frozen=True)
class Layout:
    """The windows of a force's cells, without gaps, each of which meets the common window."""

    name: str
    cells: tuple[Window, ...]

    @property
    def straddling(self) -> np.ndarray:
        """Which cells reach over an edge of the common window."""
        return np.array([not COMMON.covers(cell) for cell in self.cells])

    @property
    def days(self) -> int:
        return sum(cell.days for cell in self.cells)

    def add_up(self, months: np.ndarray) -> np.ndarray:
        """Counts by cell, shape (repeats, cells), from counts by month."""
        spans = [(find_month(cell.start), find_month(cell.end)) for cell in self.cells]
        return np.stack([months[:, first:end].sum(axis=1) for first, end in spans], axis=1)


def _years(first: int, last: int, month: int) -> tuple[Window, ...]:
    years = range(first, last + 1)
    return tuple(Window(date(y, month, 1), date(y + 1, month, 1)) for y in years)


MARCH_YEARS = Layout("years from March", _years(2018, 2022, 3))
CALENDAR = Layout(
    "calendar years", (*_years(2018, 2022, 1), Window(date(2023, 1, 1), date(2023, 3, 1)))
)
FINANCIAL = Layout("financial years", _years(2017, 2022, 4))
LAYOUTS = (
    MARCH_YEARS,
    CALENDAR,
    FINANCIAL,
    Layout("one total from January 2018", (Window(date(2018, 1, 1), COMMON.end),)),
    Layout("one total from April 2017", (Window(date(2017, 4, 1), date(2023, 4, 1)),)),
)


def count_truth(months: np.ndarray, window: Window = COMMON) -> np.ndarray:
    """The true events in a window, one a repeat."""
    return months[:, find_month(window.start) : find_month(window.end)].sum(axis=1)


def hide_small(counts: np.ndarray, hidden: str) -> tuple[np.ndarray, np.ndarray]:
    """The least and most that a reader knows of each count; 0 is printed as 0 (METHODS 5)."""
    small = (counts >= 1) & (counts <= 4) & (hidden != SHOWN)
    return np.where(small, 1, counts), np.where(small, 4, counts)


def bound_table(
    low: np.ndarray, high: np.ndarray, straddling: np.ndarray, total: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Sharp bounds on the events in the common window, one a repeat.

    The closed form of one table of disjoint cells that all meet the window (METHODS 2.1), and of
    the same beside its printed `total`: what the total leaves for the others bounds each.
    """
    least, most = low[:, ~straddling].sum(axis=1), high.sum(axis=1)
    if total is not None:
        least = np.maximum(least, total - high[:, straddling].sum(axis=1))
        most = np.minimum(most, total)
    return least, most
