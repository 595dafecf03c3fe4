"""Categories compared between replies, at the narrowest level that both can speak of (METHODS 7).

Shares are of each table's own events over the reply's own days. Which of two is higher is said
only where their bounds do not meet.
"""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import show_range
from analysis.reconcile.categories.barriers import find_barriers, refuse_unmapped
from analysis.reconcile.categories.breakdown import Breakdown
from analysis.reconcile.categories.breakdowns import list_breakdowns
from analysis.reconcile.categories.tree import OTHER
from analysis.reconcile.comparison import HARMONISED, SERIES
from analysis.reconcile.disputed import Disputed
from analysis.reconcile.methods.portion import bound_difference
from analysis.reconcile.pairs.compared import find_mismatches
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows, weakest
from analysis.reconcile.series import Series

LIMITS = "limits: Clopper-Pearson, as if each event fell by itself"


def harmonise_categories(
    series: list[Series],
    figures: list[dict],
    refusals: list[dict],
    disputed: Disputed,
    rows: Rows,
) -> tuple[list[dict], list[dict]]:
    """Shares of every category that two replies share, their differences, and what is refused.

    `figures` and `refusals` are the rows of the series by themselves, whose own-window counts are
    compared. A pair of tables has a row `share` for each reply and one `share_difference`, the
    first less the second in percentage points, for each category.
    """
    made: list[dict] = []
    refused: list[dict] = []
    tables = list_breakdowns(series, figures, refusals, disputed)
    for first, second in combinations(tables, 2):
        mine, theirs = first.series, second.series
        same_reply = (mine.force, mine.reference) == (theirs.force, theirs.reference)
        if first.dimension != second.dimension or same_reply:
            continue
        whys = find_mismatches(mine, theirs)
        if whys and not (mine.totals.empty or theirs.totals.empty):
            continue  # the pair of totals is refused already, by the same codes
        whys = whys or list(find_barriers(first, second, rows))
        refused += [_refuse(first, second, why, rows) for why in whys]
        if whys:
            continue
        level = first.tree.find_level(first.listed, second.listed)
        alone = [node for node in level if not (first.select(node) and second.select(node))]
        for node in level:
            if node not in alone:
                made += _compare(first, second, node, alone, rows)
                continue
            holder, other = (first, second) if first.select(node) else (second, first)
            why = refuse_unmapped(holder, other, node)
            refused.append(_refuse(holder, other, why, rows, category=node))
    return made, refused


def _compare(
    first: Breakdown, second: Breakdown, node: str, alone: list[str], rows: Rows
) -> Iterator[dict]:
    """The share of a category in both tables, and the difference; `alone` are in one only."""
    mine, theirs = first.measure(node), second.measure(node)
    rested = []
    for table, other, share in ((first, second, mine), (second, first, theirs)):
        lower, upper = share.find_limits()
        told = {"low": share.low, "high": share.high, "lower": lower, "upper": upper}
        rested.append(table.name_cells(node))
        told |= dict(zip(("cells", "exposure_cells"), rested[-1], strict=True))
        told |= {"assumes": _spell_doubts(table, node)}
        yield _figure("share", table, other, node, rows, **told)
    (low, high), (lower, upper) = bound_difference(mine, theirs)
    told = {"low": low, "high": high, "lower": lower, "upper": upper}
    cells, bases = (merge_addresses(*lists) for lists in zip(*rested, strict=True))
    told |= {"cells": cells, "exposure_cells": bases}
    told |= {"assumes": "; ".join(_spell_likeness(alone))}
    told |= {"provenance": weakest(first.series.provenance, second.series.provenance)}
    yield _figure("share_difference", first, second, node, rows, **told)


def _figure(
    measure: str, table: Breakdown, other: Breakdown, node: str, rows: Rows, **told
) -> dict:
    labels = [table.counts[code]["label"] for code in table.select(node)]
    facts = {f"other_{name}": getattr(other.series, name) for name in SERIES}
    facts |= {
        "table": table.table,
        "dimension": table.dimension,
        "category": node,
        "label": " / ".join(dict.fromkeys(labels)),
        "other_start": pd.Timestamp(other.window.start),
        "other_end": pd.Timestamp(other.window.end),
        "rung": "O",
        "exposure": table.base,
        "exposure_unit": table.series.unit,
    }
    return rows.figure(table.series, measure, HARMONISED, table.window, **facts | told)


def _refuse(
    first: Breakdown, second: Breakdown, why: Refusal, rows: Rows, category: str = ""
) -> dict:
    facts = {f"other_{name}": getattr(second.series, name) for name in SERIES}
    facts |= {"table": first.table, "dimension": first.dimension, "category": category}
    facts |= {"provenance": weakest(first.series.provenance, second.series.provenance)}
    return rows.refusal(first.series, "share", HARMONISED, first.window, why, **facts)


def _spell_likeness(alone: list[str]) -> Iterator[str]:
    """What a difference takes for granted beyond its two shares."""
    yield "both forces' words are taken to mean the same"
    if alone:
        names = ", ".join(code.replace("_", " ") for code in alone)
        yield f"what one alone lists ({names}) is taken to be in no other category of the other"
    yield f"{LIMITS}; at 97.5 % for each share, and so at 95 % for both"


def _spell_doubts(table: Breakdown, node: str) -> str:
    """What a share takes for granted, and which counts widen it."""
    told = [
        "share of this table's own sum" if table.total is None else "share of the reply's total"
    ]
    for code, (_, most) in table.find_open(node).items():
        if most:
            name = "Other" if code == OTHER else code.replace("_", " ")
            told.append(f"{name}, {show_range(*table.ranges[code])}, may be of it or not")
    if node not in table.ranges and OTHER not in table.ranges:
        told.append("kinds of it that the table does not list are taken as none")
    if table.leaves_out:
        told.append("cases that run still are left out")
    if table.is_overlapping:
        told.append("one may be counted in several categories")
    return "; ".join([*told, LIMITS])
