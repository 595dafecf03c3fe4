"""Counts by rank, platform, nature, source and outcome: own window first, common window bounded."""

from math import inf, isfinite

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.checks import PART_READ
from analysis.model.count import show_range
from analysis.model.window import Window
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.methods.rates import RELIABLE_FROM
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series

NOT_RECORDED = "not_recorded"  # the status, and the category of its own
PLACE = ("table", "dimension", "category")


def compare_categories(
    series: Series, common: Window | None, rows: Rows
) -> tuple[list[dict], list[dict]]:
    """Counts and shares of every category of every table: rows of the comparison, and refusals.

    Shares are of the table's own sum, over the reply's own window. Counts in the common window
    are bounded through the yearly totals where the table's sum equals theirs (METHODS 2.4).
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
        shares, unshared = _share(series, counts, rows, whole, bool(unplaced.any()))
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


def _share(
    series: Series, counts: dict, rows: Rows, whole: bool, unplaced: bool
) -> tuple[list[dict], list[dict]]:
    """Each category's share of the table's own sum, in percent, bounded where counts are hidden.

    Only of a `whole` table: with every category counted, all over the same days. Where rows
    that are not recorded may be of any category (`unplaced`), all that there are is known still.
    """
    low = sum(count.low for count, _, _ in counts.values())
    high = sum(count.high for count, _, _ in counts.values())
    cells = merge_addresses(*(count.cells for count, _, _ in counts.values()))
    why = None
    if not whole or len({window for _, window, _ in counts.values()}) > 1:
        gap = "the table does not count every category over the same days"
        why = Refusal("COVERAGE_GAP", gap, cells, "give the counts, or ask for what is missing")
    elif unplaced and not series.is_additive:
        gap = "people of whom this is not recorded may be in any category, and in several"
        why = Refusal("COVERAGE_GAP", gap, cells, "give the counts")
    elif low < RELIABLE_FROM:
        few = f"the table sums to {show_range(low, high)}"
        few += f"; no percentage is given under {RELIABLE_FROM}"
        why = Refusal("TOO_FEW", few, cells, "give the counts")
    shares, refusals = [], []
    total = low if unplaced else None
    for count, window, facts in counts.values():
        if why:
            place = {name: facts[name] for name in PLACE}
            refusals.append(rows.refusal(series, "share", "own", window, why, **place))
            continue
        others_high = sum(c.high for c, _, _ in counts.values() if c is not count)
        others_low = low - count.low
        most = (
            100 * count.high / (total or count.high + others_low) if isfinite(count.high) else 100
        )
        bounds = {
            "low": 100 * count.low / (total or count.low + others_high),
            "high": most,
            "exposure": low,
            "exposure_unit": series.unit,
        }
        told = {"rung": "O", "cells": cells, "assumes": "share of this table's own sum"}
        shares.append(rows.figure(series, "share", "own", window, **bounds, **told, **facts))
    return shares, refusals


def _bound_in_common(
    series: Series, table: pd.DataFrame, counts: dict, common: Window, rows: Rows
) -> tuple[list[dict], list[dict]]:
    figures, refusals = [], []
    outside = _count_outside(series, counts, common)
    for category, (count, window, facts) in counts.items():
        cells = table[table["category"] == category]
        placed = place_count(cells, common, series.is_additive)
        spans = cells[["start", "end"]].drop_duplicates()
        one_cell = len(spans) == 1 and window.covers(common) and window.days > common.days
        if one_cell and isinstance(outside, Refusal):
            placed = outside
        elif one_cell and isinstance(placed, Placed):
            placed = _tighten(count, counts, outside)
        if isinstance(placed, Refusal):
            told = {name: facts[name] for name in PLACE}
            refusals.append(rows.refusal(series, "count", "common", common, placed, **told))
        else:
            figures.append(_count_row(rows, series, "common", common, placed, facts))
    return figures, refusals


def _count_outside(
    series: Series, counts: dict, common: Window
) -> tuple[int, float, str] | Refusal:
    """How many of the series' events lie outside the common window, from its yearly totals."""
    cells = merge_addresses(*(count.cells for count, _, _ in counts.values()))
    if series.totals.empty or not series.is_additive:
        return Refusal(
            "COVERAGE_GAP",
            "this table prints no years and no total by year is linked",
            cells,
            "ask for the table by year",
        )
    whole = place_count(series.totals, series.window)
    inside = place_count(series.totals, common)
    for placed in (whole, inside):
        if isinstance(placed, Refusal):
            return placed
    low = sum(count.low for count, _, _ in counts.values())
    high = sum(count.high for count, _, _ in counts.values())
    own = series.window
    same_days = all((w.start, w.end) == (own.start, own.end) for _, w, _ in counts.values())
    if not same_days or not low == high == whole.low == whole.high:
        sums = show_range(low, high), show_range(whole.low, whole.high)
        told = f"the table sums to {sums[0]}, the years to {sums[1]}: they cannot be linked"
        disagree = same_days and (low > whole.high or whole.low > high)
        code = "INCONSISTENT_SOURCES" if disagree else "COVERAGE_GAP"
        return Refusal(code, told, cells, "ask for the table by year")
    return whole.low - inside.high, whole.low - inside.low, inside.cells


def _tighten(count: Placed, counts: dict, outside: tuple[int, float, str]) -> Placed:
    """The count of one category inside, when `outside` events of all categories lie outside."""
    least_outside, most_outside, years = outside
    others = sum(c.low for c, _, _ in counts.values()) - count.low
    low = max(0, count.low - int(most_outside))
    high = count.low - max(0, int(least_outside) - others)
    rung = "E" if low == high else "B"
    return Placed(
        rung, low, high, merge_addresses(count.cells, years), "linked to the yearly totals"
    )
