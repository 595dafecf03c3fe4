"""Counts by rank, platform, nature, source and outcome: own window first, common window bounded."""

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import show_range
from analysis.model.window import Window
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.rates import RELIABLE_FROM
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series, by_category


def compare_categories(
    series: Series, common: Window | None, rows: Rows
) -> tuple[list[dict], list[dict]]:
    """Counts and shares of every category: rows of the comparison, and refusals.

    Shares are of the table's own sum, over the reply's own window. Counts in the common window
    are bounded through the yearly totals where the table's sum equals theirs (METHODS 2.4).
    """
    figures: list[dict] = []
    refusals: list[dict] = []
    for dimension, table in series.figures.groupby("dimension", sort=True):
        if dimension == "total":
            continue
        counts = {}
        for _, category, cells in by_category(table):
            window = Window(cells["start"].min().date(), cells["end"].max().date())
            facts = {"dimension": dimension, "category": category}
            facts |= {"label": " / ".join(dict.fromkeys(cells["label"]))}
            count = place_count(cells, window, series.is_additive)
            if isinstance(count, Refusal):
                facts.pop("label")
                refusals.append(rows.refusal(series, "count", "own", window, count, **facts))
                continue
            counts[category] = (count, window, facts)
            figures.append(_count_row(rows, series, "own", window, count, facts))
        shares, refused = _share(series, counts, rows)
        figures += shares
        refusals += refused
        if common:
            bounded, refused = _bound_in_common(series, table, counts, common, rows)
            figures += bounded
            refusals += refused
    return figures, refusals


def _count_row(rows: Rows, series: Series, basis: str, window: Window, count: Placed, facts: dict):
    told = {"rung": count.rung, "low": count.low, "high": count.high}
    told |= {"cells": count.cells, "assumes": count.assumes}
    return rows.figure(series, "count", basis, window, **told, **facts)


def _share(series: Series, counts: dict, rows: Rows) -> tuple[list[dict], list[dict]]:
    """Each category's share of the table's own sum, in percent, bounded where counts are hidden."""
    if not counts:
        return [], []
    low = sum(count.low for count, _, _ in counts.values())
    high = sum(count.high for count, _, _ in counts.values())
    cells = merge_addresses(*(count.cells for count, _, _ in counts.values()))
    shares, refusals = [], []
    for count, window, facts in counts.values():
        if low < RELIABLE_FROM:
            few = f"the table sums to {low}; no percentage is given under {RELIABLE_FROM}"
            why = Refusal("TOO_FEW", few, count.cells, "give the counts")
            told = {name: facts[name] for name in ("dimension", "category")}
            refusals.append(rows.refusal(series, "share", "own", window, why, **told))
            continue
        least = 100 * count.low / (count.low + high - count.high)
        most = 100 * count.high / (count.high + low - count.low)
        bounds = {"low": least, "high": most, "exposure": low, "exposure_unit": series.unit}
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
            told = {name: facts[name] for name in ("dimension", "category")}
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
        return Refusal("INCONSISTENT_SOURCES", told, cells, "ask for the table by year")
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
