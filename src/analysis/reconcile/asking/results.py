"""What a reply leaves open in a window, and which further numbers could be asked for.

Asked for are numbers that identify nobody: totals. Counts by rank, role, platform, nature, source
or outcome are asked for only where several hidden ones can be given as one number, so that no
answer gives a small one away (METHODS 5).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.model.window import Window, find_gaps
from analysis.reconcile.categories.linked import NOT_RECORDED, Linked, link_table
from analysis.reconcile.methods.bounds import EVERY, Known, Question
from analysis.reconcile.methods.gain import FEW
from analysis.reconcile.series import Series, as_known

VAGUE = (NOT_RECORDED, "other", "unknown", "unspecified")  # no force can say what would be counted
FEWEST_HIDDEN = 3  # cells: of one or two, their sum may give each away


@dataclass(frozen=True)
class Result:
    """A count in a window, the cells it rests on, and the numbers whose answer would bear on it.

    `asked` maps each number, a question to the same cells, to what kind of number it is.
    """

    wanted: Question
    cells: list[Known]
    asked: dict[Question, str]
    table: str = ""
    dimension: str = "total"

    @property
    def names(self) -> list[str]:
        """The cells that are cut by the window's edge, or hidden: why the count is not exact."""
        window, parts = self.wanted
        own = [cell for cell in self.cells if not parts or cell.parts & parts]
        cut = [cell for cell in own if 0 < cell.window.share_inside(window) < 1]
        return [cell.name for cell in own if cell in cut or cell.low != cell.high]


def list_results(series: Series, window: Window) -> Iterator[Result]:
    """The counts that a series of additive events gives for a window, its total first."""
    if not series.evidence.empty:
        totals = as_known(series.evidence)
        yield Result((window, EVERY), totals, _list_asked(totals, window))
        latest = as_known(series.evidence, latest_end=True)
        if last := _find_last_day(totals, latest, window):
            yield Result((window, EVERY), latest, {(last, EVERY): "last day"})
    for (table, dimension), figures in series.figures.groupby(["table", "dimension"], sort=False):
        if dimension != "total":
            yield from _list_categories(series, figures, window, table, dimension)


def _list_categories(
    series: Series, figures: pd.DataFrame, window: Window, table: str, dimension: str
) -> Iterator[Result]:
    linked = link_table(series, figures, window)
    cells = (
        linked.system.cells if isinstance(linked, Linked) else as_known(figures, by_category=True)
    )
    named = figures[~figures["category"].isin(VAGUE)]
    # A range that the study itself made by merging was printed by the force: status exact.
    kept = named[named["status"].ne("exact")]
    hidden = [cell for cell in as_known(kept, by_category=True) if cell.low != cell.high]
    whole = all(window.covers(cell.window) for cell in hidden)
    if whole and len(hidden) >= FEWEST_HIDDEN and sum(cell.low for cell in hidden) > FEW[1]:
        together = (window, frozenset[str]().union(*(cell.parts for cell in hidden)))
        yield Result(together, cells, {together: "merged group"}, table, dimension)


def _list_asked(
    cells: list[Known], window: Window, parts: frozenset[str] = EVERY
) -> dict[Question, str]:
    """The pieces that the window's edges cut off cells, hidden cells, gaps, and all of it."""
    spans = [cell.window for cell in cells if cell.window.meet(window)]
    asked = {gap: "missing days" for gap in find_gaps(spans, window)}
    for cell in cells:
        inside = cell.window.meet(window)
        if inside and not window.covers(cell.window):
            pieces = [*find_gaps([window], cell.window), inside]
            asked |= {piece: "part of a cell" for piece in pieces}
        elif inside and cell.low != cell.high:
            asked[cell.window] = "hidden cell"
    asked[window] = "whole window"
    return {(Window(days.start, days.end), parts): kind for days, kind in asked.items()}


def _find_last_day(cells: list[Known], latest: list[Known], window: Window) -> Window | None:
    """The day after the window that figures ending with it may count too."""
    for cell, later in zip(cells, latest, strict=True):
        if cell.window.end == window.end < later.window.end:
            return Window(window.end, later.window.end)
    return None
