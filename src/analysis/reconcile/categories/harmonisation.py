"""Categories compared between replies, at the narrowest level both can speak of (methods.md 7).

Shares are of each table's own events over the reply's own days. Which of two is higher is said
only where their bounds do not meet.
"""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import format_range
from analysis.model.provenance import find_weakest
from analysis.model.window import format_date
from analysis.reconcile.categories.breakdown import Breakdown, list_breakdowns
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, RELIABLE_FROM, format_level
from analysis.reconcile.methods.shares import PAIR_CONFIDENCE, bound_difference
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.replies.disputed import Disputed
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import HARMONISED, SERIES, Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.results.rungs import Rung
from analysis.reconcile.totals.pairs import find_mismatches, refuse_break

# Why two tables, or a category of one of them, cannot be compared: each reason by its code.

REFORMED = ("nature", "outcome")  # whose categories themselves changed with the rules
# Two windows lie alike about a break where the parts of their days before it differ by no more:
# as many as may be apportioned in a window (methods.md 0), a policy choice.
ALIKE = 0.05


def find_barriers(first: Breakdown, second: Breakdown, rows: Rows) -> Iterator[Refusal]:
    """Why two tables that count alike cannot be compared all the same."""
    yield from _refuse_break(first, second, rows)
    for table in (first, second):
        yield from _find_doubts(table)
        if not table.listed:
            told = f"{table.name} tells no category from another"
            yield Refusal("UNMAPPED_CATEGORY", told, table.cells, "read the force's own reply")


def _find_doubts(table: Breakdown) -> Iterator[Refusal]:
    """Why no share of a table can be given."""
    yield from table.whys
    if table.whole and not table.leaves_out:
        fewest = table.largest if table.is_overlapping else table.sum[0]
        if fewest > table.whole[1] or table.sum[1] < table.whole[0]:
            told = f"{table.name} sums to {format_range(*table.sum)}, "
            told += f"the reply's total is {format_range(*table.whole)}"
            remedy = "ask the force which of its figures is right"
            yield Refusal("INCONSISTENT_SOURCES", told, table.cells, remedy)
    if table.is_overlapping and table.total is None:
        told = f"in {table.name} one may stand in several categories, of a number not given"
        yield Refusal("COVERAGE_GAP", told, table.cells, "ask how many there are in all")
    elif table.base < RELIABLE_FROM:
        told = f"{table.name} counts {format_range(table.base, table.base)}"
        told += f"; no percentage is given under {RELIABLE_FROM}"
        yield Refusal("TOO_FEW", told, table.cells, "compare the counts by eye")


def refuse_unmapped(holder: Breakdown, without: Breakdown, node: str) -> Refusal:
    """A category that one table lists and the other does not: it may be anywhere there, or nowhere.

    Other shows how many it can be at most, but not that the force counts them there.
    """
    evidence = f"only {holder.name} lists it"
    if OTHER in without.ranges:
        most = format_range(*without.ranges[OTHER])
        evidence += f"; {without.name} has {most} under Other, which may hold it or not"
    remedy = f"ask {without.series.force} under which category it counts these"
    return Refusal("UNMAPPED_CATEGORY", evidence, holder.cells, remedy)


def _refuse_break(first: Breakdown, second: Breakdown, rows: Rows) -> list[Refusal]:
    """A refusal where the tables' days do not lie alike about a break (methods.md 8).

    Categories that changed with the rules are pooled over the change only by both alike.
    """
    tables = first, second
    windows = first.window, second.window
    if why := refuse_break((first.series, second.series), windows, rows):
        return [why]
    when, change = rows.regimes.find(first.window, first.series.force)
    if when != "spans" or first.dimension not in REFORMED:
        return []
    before = [(change.date - window.start).days / window.days for window in windows]
    if abs(before[0] - before[1]) <= ALIKE:
        return []
    parts = [
        f"{part:.0%} of the days of {table.name}"
        for part, table in zip(before, tables, strict=True)
    ]
    told = f"{' and '.join(parts)} lie before {format_date(change.date)}"
    remedy = "ask both for the same days, or for days under the same rules"
    return [Refusal("BREAK_SPANNED", told, merge_addresses(first.cells, second.cells), remedy)]


LIMITS = "limits: Clopper-Pearson, as if each event fell by itself"


def harmonise_categories(
    series: list[Series], found: Findings, disputed: Disputed, rows: Rows
) -> Findings:
    """Shares of every category that two replies share, their differences, and what is refused.

    `found` are the rows of the series by themselves, whose own-window counts are
    compared. A pair of tables has a row `share` for each reply and one `share_difference`, the
    first less the second in percentage points, for each category.
    """
    made: list[dict] = []
    refused: list[dict] = []
    tables = list_breakdowns(series, *found, disputed)
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
    return Findings(made, refused)


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
    told |= {"provenance": find_weakest([first.series.provenance, second.series.provenance])}
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
        "rung": Rung.OWN_WINDOW,
        "exposure": table.base,
        "exposure_unit": table.series.unit,
    }
    return rows.figure(table.series, measure, HARMONISED, table.window, **facts | told)


def _refuse(
    first: Breakdown, second: Breakdown, why: Refusal, rows: Rows, category: str = ""
) -> dict:
    facts = {f"other_{name}": getattr(second.series, name) for name in SERIES}
    facts |= {"table": first.table, "dimension": first.dimension, "category": category}
    facts |= {"provenance": find_weakest([first.series.provenance, second.series.provenance])}
    return rows.refusal(first.series, "share", HARMONISED, first.window, why, **facts)


def _spell_likeness(alone: list[str]) -> Iterator[str]:
    """What a difference takes for granted beyond its two shares."""
    yield "both forces' words are taken to mean the same"
    if alone:
        names = ", ".join(code.replace("_", " ") for code in alone)
        yield f"what one alone lists ({names}) is taken to be in no other category of the other"
    each = format_level(PAIR_CONFIDENCE)
    yield f"{LIMITS}; at {each} for each share, and so at {CONFIDENCE_TEXT} for both"


def _spell_doubts(table: Breakdown, node: str) -> str:
    """What a share takes for granted, and which counts widen it."""
    told = [
        "share of this table's own sum" if table.total is None else "share of the reply's total"
    ]
    for code, (_, most) in table.find_open(node).items():
        if most:
            name = "Other" if code == OTHER else code.replace("_", " ")
            told.append(f"{name}, {format_range(*table.ranges[code])}, may be of it or not")
    if node not in table.ranges and OTHER not in table.ranges:
        told.append("kinds of it that the table does not list are taken as none")
    if table.leaves_out:
        told.append("cases that run still are left out")
    if table.is_overlapping:
        told.append("one may be counted in several categories")
    return "; ".join([*told, LIMITS])
