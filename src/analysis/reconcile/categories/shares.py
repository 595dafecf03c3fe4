"""Shares of a table's categories: of its own sum, and of the events in the common window."""

from math import isfinite

from analysis.model.address import merge_addresses
from analysis.model.count import show_range
from analysis.reconcile.categories.linked import Linked
from analysis.reconcile.methods.rates import RELIABLE_FROM
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series

PLACE = ("table", "dimension", "category")


def share_own(
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


def share_in_common(
    series: Series, counts: dict, linked: Linked, rows: Rows
) -> tuple[list[dict], list[dict]]:
    """Each category's share of all events in the common window, as the system bounds it."""
    low, high = linked.bound_all()
    cells = merge_addresses(*(count.cells for count, _, _ in counts.values()), linked.totals)
    few = low < RELIABLE_FROM or not isfinite(high)
    shares = {} if few else linked.bound_shares(list(counts))
    figures, refusals = [], []
    for category, (_, _, facts) in counts.items():
        if few:
            told = f"{show_range(low, high)} in the window"
            told += f"; no percentage is given under {RELIABLE_FROM}"
            why = Refusal("TOO_FEW", told, cells, "give the counts")
            place = {name: facts[name] for name in PLACE}
            args = (series, "share", "common", linked.window, why)
            refusals.append(rows.refusal(*args, **place))
            continue
        least, most = shares[category]
        told = {"rung": "E" if least == most else "B", "low": least, "high": most}
        told |= {"exposure": low, "exposure_unit": series.unit}
        told |= {"cells": cells, "assumes": linked.assumes}
        figures.append(rows.figure(series, "share", "common", linked.window, **told, **facts))
    return figures, refusals
