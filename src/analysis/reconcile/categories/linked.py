"""A table of categories linked to its reply's totals: one system of both (METHODS 2.4).

A table without years says nothing of when its events fell; the totals by year do. Together they
bound each category in any window, and what they leave is as sharp as the two allow.
"""

from dataclasses import dataclass

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.checks import PART_READ
from analysis.model.count import show_range
from analysis.model.window import Window
from analysis.reconcile.categories.merging import list_wider
from analysis.reconcile.categories.tree import read_tree
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.methods.bounds import REST, Disagreement, Known, System
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.series import Series, as_known

# One event may stand in several categories of these, so that they need not add up to the total.
SEVERAL = ("platform", "nature")
NOT_RECORDED = "not_recorded"  # the status, and the category of its own


@dataclass(frozen=True)
class Linked:
    """A table and its reply's totals as one system."""

    system: System
    window: Window
    totals: str
    assumes: str

    def bound_counts(self, categories: list[str]) -> dict[str, tuple[int, float]]:
        """Sharp bounds on the events of each category in the window."""
        asked = [(self.window, frozenset({category})) for category in categories]
        bounds = self.system.bound_many(asked)
        return {c: (b.low, b.high) for c, b in zip(categories, bounds, strict=True)}

    def bound_all(self) -> tuple[int, float]:
        """Sharp bounds on the events of all categories together in the window."""
        bound = self.system.bound(self.window)
        return bound.low, bound.high

    def bound_shares(self, categories: list[str]) -> dict[str, tuple[float, float]]:
        """Sharp bounds on each category's share of all events in the window, in percent."""
        shares = self.system.bound_shares(self.window, [frozenset({c}) for c in categories])
        return {
            c: (100 * low, 100 * high) for c, (low, high) in zip(categories, shares, strict=True)
        }


def link_table(series: Series, table: pd.DataFrame, window: Window) -> Linked | Refusal:
    """One system of a table's cells and the reply's totals, or why they cannot be linked.

    `table` holds the observations of one table and dimension. Refused: people, who do not add up; a
    reply without totals; categories that not recorded events may belong to; categories that need
    not add up to the total; and a table that contradicts the totals.
    """
    dimension = table["dimension"].iloc[0]
    own = as_known(table, by_category=True)
    cells = [*own, *as_known(_list_joined(series, table), by_category=True)]
    names = merge_addresses(*(cell.name for cell in cells))
    remedy = "ask the force for the table by year"
    if series.evidence.empty or not series.is_additive:
        told = "this table prints no years and no total by year is linked"
        return Refusal("COVERAGE_GAP", told, names, remedy)
    if table["status"].eq(NOT_RECORDED).any():
        told = "events of which this is not recorded may be of any category"
        return Refusal("COVERAGE_GAP", f"{told}: the table is not linked", names, remedy)
    hidden = any(cell.low != cell.high for cell in cells)
    if hidden and dimension in SEVERAL:
        told = f"one event may stand under more than one {dimension}, and some counts are hidden"
        return Refusal("COVERAGE_GAP", f"{told}: the table is not linked", names, remedy)
    totals = as_known(series.evidence)
    is_whole = not table["note"].str.contains(PART_READ, regex=False).any()
    linked = System([*cells, *totals, *(_leave_nothing(own) if is_whole else [])], [window])
    try:
        linked.check()
    except Disagreement as error:
        return _refuse(series, table, cells, error, names)
    assumes = "linked to the yearly totals"
    if hidden:
        assumes += f", each of the {series.unit} in one category only"
    total_cells = merge_addresses(*(cell.name for cell in totals))
    return Linked(linked, window, total_cells, assumes)


def _list_joined(series: Series, table: pd.DataFrame) -> pd.DataFrame:
    """What joined replies say of the table's own categories.

    A category means the same in two tables only where both list the same ones under it: inspectors
    and above are fewer where another line counts superintendents. What is left of a table, such as
    Other, never is the same.
    """
    joined = series.joined
    if joined.empty:
        return table.iloc[:0]
    dimension = table["dimension"].iloc[0]
    joined = joined[joined["dimension"] == dimension]
    mine, theirs = (
        {c: {d for d in some if c in list_wider(dimension, d)} for c in some}
        for some in (set(table["category"]), set(joined["category"]))
    )
    same = {c for c in mine if mine[c] == theirs.get(c) and read_tree(dimension).is_placed(c)}
    return joined[joined["category"].isin(same)]


def _leave_nothing(cells: list[Known]) -> list[Known]:
    """No events outside the categories, over the days that every category is counted on."""
    kinds: dict[frozenset[str], list[Window]] = {}
    for cell in cells:
        kinds.setdefault(cell.parts, []).append(cell.window)
    start = max(min(window.start for window in windows) for windows in kinds.values())
    end = min(max(window.end for window in windows) for windows in kinds.values())
    return [Known(Window(start, end), 0, 0, parts=frozenset({REST}))] if start < end else []


def _refuse(
    series: Series, table: pd.DataFrame, cells: list[Known], error: Disagreement, names: str
) -> Refusal:
    """Why a table and the totals cannot be linked: what either comes to, and by how much it is."""
    days = Window(min(c.window.start for c in cells), max(c.window.end for c in cells))
    sums = show_range(sum(c.low for c in cells), sum(c.high for c in cells))
    told = f"the table sums to {sums}; it disagrees by at least {error.by:,} with the totals"
    totals = place_count(series.evidence, days)
    if isinstance(totals, Placed):
        told += f", {show_range(totals.low, totals.high)} from {days}"
    if table["dimension"].iloc[0] in SEVERAL:
        told += "; one event may stand in several categories, or in none"
        return Refusal("COVERAGE_GAP", told, names, "ask the force for the table by year")
    remedy = "ask the force which of its figures is right"
    return Refusal("INCONSISTENT_SOURCES", told, merge_addresses(*error.cells) or names, remedy)
