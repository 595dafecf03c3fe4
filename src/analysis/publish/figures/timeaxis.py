"""A true time axis: a day is everywhere as wide as any other, and breaks in counting are marked."""

import itertools
import math
from collections.abc import Sequence
from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FixedFormatter, FixedLocator

from analysis.model.breaks import Break
from analysis.model.window import Window, format_date
from analysis.publish.figures.drawing import BREAK, SMALL, Drawing, line_height, measure_text


def set_time_axis(axes: Axes, first: date, last: date, width: float, labelled: bool = True) -> None:
    """Whole calendar years from `first` to `last` on an axis `width` mm wide.

    A tick stands on each 1 January; a year's name stands in its middle, because it names the span.
    """
    years = range(first.year, (last.year if last > date(last.year, 1, 1) else last.year - 1) + 1)
    edges = [as_day(date(year, 1, 1)) for year in (*years, years[-1] + 1)]
    axes.set_xlim(edges[0], edges[-1])
    step = math.ceil((measure_text("2018") + 2) / (width / len(years)))
    shown = [str(year) if i % step == 0 else "" for i, year in enumerate(years)]
    middles = [(left + right) / 2 for left, right in itertools.pairwise(edges)]
    axes.xaxis.set_major_locator(FixedLocator(edges))
    axes.xaxis.set_major_formatter(FixedFormatter([""] * len(edges)))
    axes.xaxis.set_minor_locator(FixedLocator(middles))
    axes.xaxis.set_minor_formatter(FixedFormatter(shown if labelled else [""] * len(middles)))
    axes.tick_params(axis="x", which="minor", length=0, labelsize=SMALL, pad=2)


def as_day(moment: date) -> float:
    """A date as matplotlib's number of days."""
    return float(date2num(moment))


def as_window(row) -> Window:
    """The days of a row of the comparison."""
    return Window(row.start.date(), row.end.date())


def drop_printed_totals(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells without those whose days shorter cells cover completely: the totals of a table."""
    windows = [as_window(row) for row in cells.itertuples(index=False)]
    kept = pd.Series([not _is_tiled(w, windows) for w in windows], cells.index, dtype=bool)
    return cells[kept].sort_values(["start", "end"], kind="stable")


def _is_tiled(window: Window, others: Sequence[Window]) -> bool:
    reached = window.start
    for other in sorted(others):
        if window.covers(other) and other.days < window.days and other.start <= reached:
            reached = max(reached, other.end)
    return reached >= window.end


def mark_breaks(axes: Axes, breaks: Sequence[Break]) -> None:
    """Draw a dashed line through the axes at every break inside them."""
    for change in find_breaks(breaks, axes):
        axes.axvline(as_day(change.date), color=BREAK, lw=1.1, ls=(0, (4, 2)), zorder=4)


def find_breaks(breaks: Sequence[Break], axes: Axes) -> list[Break]:
    """The breaks that fall inside the axis."""
    first, last = axes.get_xlim()
    return [change for change in breaks if first < as_day(change.date) < last]


def label_breaks(
    drawing: Drawing, axes: Axes, breaks: Sequence[Break], left: float, width: float, top: float
) -> float:
    """Write the breaks above the axis, at `top` mm of the body; return the height that took.

    Each has a line of its own with its date and name, and one that says before and since.
    """
    first, last = axes.get_xlim()
    height = 0.0
    for change in find_breaks(breaks, axes):
        at = left + width * (as_day(change.date) - first) / (last - first)
        words = f"{format_date(change.date)}: {change.name}"
        half = measure_text(words) / 2
        middle = min(max(at, left + half), left + width - half)
        drawing.write(middle, top + height, words, ha="center", color=BREAK)
        height += line_height()
        drawing.write(at - 1, top + height, "← before", ha="right", color=BREAK)
        drawing.write(at + 1, top + height, "since →", ha="left", color=BREAK)
        height += line_height()
    return height


def measure_breaks(breaks: Sequence[Break], first: date, last: date) -> float:
    """The height in mm that `label_breaks` takes on an axis of these years."""
    inside = [b for b in breaks if date(first.year, 1, 1) < b.date < date(last.year, 12, 31)]
    return len(inside) * line_height(lines=2)
