"""What a made-up force prints of its events, and what its own cells settle of the common window."""

from dataclasses import dataclass

import numpy as np

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.totals.apportioned import LONGEST
from analysis.reconcile.validation import counting
from analysis.reconcile.validation.counting import print_table
from analysis.reconcile.validation.layouts import Layout


@dataclass(frozen=True)
class Printed:
    """All repeats of one force's reply: its cells' true counts, and what it prints of them.

    Arrays have the shape (repeats, cells); `total` is None where none is printed.
    """

    force: str
    layout: Layout
    counts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    total: np.ndarray | None

    @classmethod
    def of(cls, force: str, layout: Layout, hidden: str, months: np.ndarray) -> "Printed":
        counts = layout.add_up(months)
        return cls(force, layout, counts, *print_table(counts, hidden))

    @property
    def window(self) -> Window:
        return Window(self.layout.cells[0].start, self.layout.cells[-1].end)

    @property
    def common(self) -> np.ndarray:
        """Bounds on the events in the common window, of shape (repeats, 2)."""
        straddling = self.layout.straddling
        ends = counting.bound_table(self.low, self.high, straddling, self.total)
        return np.column_stack(ends).clip(min=0)  # so that even a wrong form gives a ratio

    @property
    def own(self) -> np.ndarray:
        """Bounds on all events, of shape (repeats, 2)."""
        if self.total is not None:
            return np.column_stack([self.total, self.total])
        return np.column_stack([self.low.sum(axis=1), self.high.sum(axis=1)])

    @property
    def is_divided(self) -> np.ndarray:
        """Whether straddled cells may be apportioned, one a repeat (METHODS, page 1).

        Each known, by itself or as what a printed total leaves when it alone is hidden; and some
        event in them, without which the count is exact.
        """
        over, hidden = self.layout.straddling, self.low != self.high
        known = ~hidden.any(axis=1)
        if self.total is not None:
            known = ~hidden[:, over].any(axis=1) | (hidden.sum(axis=1) == 1)
        long = any(cell.days > LONGEST for cell in self.layout.cells)
        return known & (self.counts[:, over].sum(axis=1) > 0) & (not long)

    def as_known(self, repeat: int) -> list[Known]:
        """The cells of one repeat as constraints, the printed total among them."""
        rows = zip(self.layout.cells, self.low[repeat], self.high[repeat], strict=True)
        cells = [Known(cell, int(low), float(high), str(cell)) for cell, low, high in rows]
        if self.total is not None:
            cells.append(Known(self.window, *[int(self.total[repeat])] * 2, "total"))
        return cells
