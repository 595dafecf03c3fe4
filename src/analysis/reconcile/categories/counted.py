"""Counts by rank, platform, nature, source and outcome: own window first, common window bounded."""

from math import inf

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.checks import PART_READ
from analysis.model.window import Window
from analysis.reconcile.categories.linked import NOT_RECORDED, Linked, link_table
from analysis.reconcile.categories.shares import PLACE, share_in_common, share_own
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series


def compare_categories(
    series: Series, common: Window | None, rows: Rows
) -> tuple[list[dict], list[dict]]:
    """Counts and shares of every category of every table: rows of the comparison, and refusals.

    Shares are of the table's own sum, over the reply's own window. In the common window counts
    and shares are bounded through the totals by year, where those agree with the table.
    """
    figures: list[dict] = []
    refusals: list[dict] = []
    for (name, dimension), table in series.figures.groupby(["table", "dimension"], sort=False):
        if dimension == "total":
            continue
        counts, refused = {}, []
        for category, cells in table.groupby("category", sort=True):
            window = Window(cells["start"].min().date(), cells["end"].max().date())
            place = {"table": name, "dimension": dimension, "category": category}
            count = place_count(cells, window, series.is_additive)
            if isinstance(count, Refusal):
                refused.append(rows.refusal(series, "count", "own", window, count, **place))
                continue
            facts = place | {"label": " / ".join(dict.fromkeys(cells["label"]))}
            counts[category] = (count, window, facts)
            figures.append(_count_row(rows, series, "own", window, count, facts))
        # Rows of a list that are not recorded; a cell that is not says nothing of how many.
        unplaced = table["status"].eq(NOT_RECORDED) & table["high"].lt(inf)
        whole = not (refused or table["note"].str.contains(PART_READ, regex=False).any())
        shares, unshared = share_own(series, counts, rows, whole, bool(unplaced.any()))
        figures += shares
        refusals += refused + unshared
        if common:
            bounded, unbounded = _bound_in_common(series, table, counts, common, rows)
            figures += bounded
            refusals += unbounded
    return figures, refusals


def _count_row(rows: Rows, series: Series, basis: str, window: Window, count: Placed, facts: dict):
    told = {"rung": count.rung, "low": count.low, "high": count.high}
    told |= {"cells": count.cells, "assumes": count.assumes}
    return rows.figure(series, "count", basis, window, **told, **facts)


def _bound_in_common(
    series: Series, table: pd.DataFrame, counts: dict, common: Window, rows: Rows
) -> tuple[list[dict], list[dict]]:
    """Counts of a table's categories in the common window, and where linked their shares."""
    figures, refusals = [], []
    linked = link_table(series, table, common)
    is_linked = isinstance(linked, Linked)
    bounds = linked.bound_counts(list(counts)) if is_linked else {}
    for category, (count, window, facts) in counts.items():
        cells = table[table["category"] == category]
        placed = place_count(cells, common, series.is_additive)
        spans = cells[["start", "end"]].drop_duplicates()
        one_cell = len(spans) == 1 and window.covers(common) and window.days > common.days
        if window == common:
            placed = count  # the same days have one answer, as the reply gives it
        elif isinstance(placed, Placed) and is_linked:
            placed = _tighten(placed, *bounds[category], linked)
        elif one_cell and not is_linked:
            placed = linked  # alone it would say no more than 0 to the whole cell
        if isinstance(placed, Refusal):
            told = {name: facts[name] for name in PLACE}
            refusals.append(rows.refusal(series, "count", "common", common, placed, **told))
        else:
            figures.append(_count_row(rows, series, "common", common, placed, facts))
    if is_linked and any(window != common for _, window, _ in counts.values()):
        shares, unshared = share_in_common(series, counts, linked, rows)
        figures += shares
        refusals += unshared
    return figures, refusals


def _tighten(count: Placed, low: int, high: float, linked: Linked) -> Placed:
    """The count of one category with what the totals say of it."""
    if (low, high) == (count.low, count.high):
        return count
    assumes = "; ".join(filter(None, [count.assumes, linked.assumes]))
    cells = merge_addresses(count.cells, linked.totals)
    return Placed("E" if low == high else "B", low, high, cells, assumes)
