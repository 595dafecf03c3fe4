"""One reported count over its own days: its rate, its words, and how it looks."""

import math
from dataclasses import dataclass

import pandas as pd

from analysis.model.count import show_range
from analysis.model.window import ONE_DAY, Window
from analysis.publish.figures.timeaxis import as_window
from analysis.publish.style import INK, NEUTRAL, OWN, PALE

LOOKS = {
    "year": ("a full year", {"facecolor": OWN, "edgecolor": "white", "lw": 0.6}),
    "part": (
        "part of a year, at its own rate",
        {"facecolor": PALE, "edgecolor": OWN, "hatch": "////", "lw": 0.8},
    ),
    "spans": (
        "counted partly before, partly after the change",
        {"facecolor": NEUTRAL, "edgecolor": "white", "lw": 0.6},
    ),
    "part spans": (
        "part of a year, partly before and partly after the change",
        {"facecolor": "#dcdcdc", "edgecolor": NEUTRAL, "hatch": "////", "lw": 0.8},
    ),
    "long": (
        "several years pooled in one figure",
        {"facecolor": "#eef4f9", "edgecolor": OWN, "ls": (0, (4, 2)), "lw": 0.9},
    ),
    "hidden": (
        "bounds: from the least to the most it can be",
        {"facecolor": "#f6e2bd", "edgecolor": INK, "hatch": "xxxx", "lw": 0.8},
    ),
    "unknown": ("no upper limit known", {"facecolor": "none", "edgecolor": INK, "ls": ":"}),
}


@dataclass(frozen=True)
class Cell:
    """One reported count over its own days."""

    window: Window
    low: float
    high: float
    part: str
    regime: str
    flag: str

    @property
    def look(self) -> str:
        if math.isinf(self.high):
            return "unknown"
        if self.low != self.high:
            return "hidden"
        if self.part == "several years":
            return "long"
        spans = "spans" if self.regime.startswith("spans") else ""
        return f"part {spans}".strip() if self.part else spans or "year"

    @property
    def rates(self) -> tuple[float, float]:
        return self.low / self.window.months, self.high / self.window.months

    def spell(self) -> list[str]:
        """The count, and for a cell that is no year how long it is."""
        number = f"{show_range(self.low, self.high)} {self.flag}".strip()
        return [number, self.spell_length()] if self.part else [number]

    def tell(self) -> str:
        """The count with its days in words, for those who hear the figure."""
        first, last = self.window.start, self.window.end - ONE_DAY
        calendar = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        whole = calendar and first.year == last.year
        days = str(first.year) if whole else str(self.window)
        number = f"{show_range(self.low, self.high)} {self.flag}".strip()
        return f"{number} in {days}" + (f" ({self.part})" if self.part else "")

    def spell_length(self) -> str:
        first, end = self.window.start, self.window.end
        if first.day == end.day == 1:
            months = 12 * (end.year - first.year) + end.month - first.month
            return f"{months} months" if months > 1 else "1 month"
        return f"{self.window.days:,} days"


def list_cells(rows: pd.DataFrame) -> list[Cell]:
    """The cells of a series, the longest first so that shorter ones are drawn over them."""
    cells = [
        Cell(as_window(row), row.low, row.high, row.part, row.regime, row.flag)
        for row in rows.itertuples(index=False)
    ]
    return sorted(cells, key=lambda cell: (-cell.window.days, cell.window))
