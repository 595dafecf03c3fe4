"""Categories compared between replies, at the narrowest level both can speak of (methods.md 7).

Shares are of each table's own events over the reply's own days. Which of two is higher is said
only where their bounds do not meet.
"""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import format_range
from analysis.model.observation import SERIES
from analysis.model.provenance import find_weakest
from analysis.model.window import format_date
from analysis.reconcile.categories.breakdown import Breakdown
from analysis.reconcile.categories.missing import MissingData
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, format_level
from analysis.reconcile.methods.shares import (
    PAIR_CONFIDENCE,
    Recorded,
    bound_difference,
    find_share_p_value,
    find_turning_odds,
)
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.replies.comparability import (
    MOST_PAIRED,
    choose_pairs,
    find_mismatches,
    group_alike,
    refuse_break,
)
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import HARMONISED, OF_TOTAL, Findings, gather_findings
from analysis.reconcile.results.orders import ONE_READING
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row, Rows
from analysis.reconcile.results.rungs import Rung

REFORMED = ("nature", "outcome")  # whose categories themselves changed with the rules
# Two windows lie alike about a break where the parts of their days before it differ by no more:
# as many as may be apportioned in a window (methods.md 3.1), a policy choice.
ALIKE = 0.05
WORST_CASE = "worst case"  # in place of odds: they turn no order, the worst case does
LIMITS = "limits: Clopper-Pearson, as if each event fell by itself"


def harmonise_categories(
    tables: Sequence[Breakdown],
    rows: Rows,
    wanted: Sequence[tuple[str, str]] = (),
    missing: MissingData | None = None,
) -> Findings:
    """Shares of every category that two replies share, their differences, and what is refused.

    `tables` are the breakdowns of a study. Two that count alike have, for each category, a row
    `share` of either reply, in percent, and one `share_difference`, the first less the second, in
    percentage points, with the `p_value` and `readings` that its order is judged by. A category
    that one of them alone lists is refused, and so are two tables, by every code that stands
    against setting them side by side. Where many tables count alike, each has its shares once, at
    a level that all of them can speak of, and only those of the `wanted` two forces have
    differences.
    """
    missing = missing or MissingData([table.series for table in tables])
    found = []
    by_dimension: dict[str, list[Breakdown]] = {}
    for table in tables:
        by_dimension.setdefault(table.dimension, []).append(table)
    for alike in by_dimension.values():
        groups = group_alike(alike, _series_of)
        found.append(Findings([], _refuse_alone(groups, rows)))
        for group in groups:
            pairs = choose_pairs(group, _series_of, wanted)
            found += [_compare_two(*pair, rows, missing) for pair in pairs]
            if len({(one.series.force, one.series.reference) for one in group}) > MOST_PAIRED:
                found.append(_share_out(group, rows))
    return gather_findings(found)


def _refuse_alone(groups: Sequence[Sequence[Breakdown]], rows: Rows) -> list[Row]:
    """A table that counts like no other is refused beside the first of those that most count like.

    Where both have totals, these are refused already, by the same codes.
    """
    base = max(groups, key=len)[0]
    return [
        _refuse(base, group[0], why, rows)
        for group in groups
        if len(group) == 1 and group[0] is not base and not _is_same_reply(base, group[0])
        if base.series.totals.empty or group[0].series.totals.empty
        for why in find_mismatches(base.series, group[0].series)
    ]


def _is_same_reply(first: Breakdown, second: Breakdown) -> bool:
    mine, theirs = first.series, second.series
    return (mine.force, mine.reference) == (theirs.force, theirs.reference)


def _compare_two(first: Breakdown, second: Breakdown, rows: Rows, missing: MissingData) -> Findings:
    """The shares of two tables that count alike, and their differences, or what stands against."""
    if objections := list(_find_objections(first, second, rows)):
        return Findings([], [_refuse(first, second, why, rows) for why in objections])
    figures, refusals = [], []
    level = first.tree.find_level(first.listed, second.listed)
    alone = [node for node in level if not (first.select(node) and second.select(node))]
    for node in level:
        if node not in alone:
            figures += _compare(first, second, node, alone, rows, missing)
            continue
        holder, other = (first, second) if first.select(node) else (second, first)
        why = _refuse_unmapped(holder, other, node)
        refusals.append(_refuse(holder, other, why, rows, category=node))
    return Findings(figures, refusals)


def _share_out(tables: Sequence[Breakdown], rows: Rows) -> Findings:
    """The shares of many tables that count alike, each once; refused those that can give none.

    A category has a row of every table that lists it or something under it; what a table has only
    in a wider one is told in that. Days under other rules than most lie under are left out.
    """
    figures, refusals, standing = [], [], []
    base = _find_most_common(tables, rows)
    for table in tables:
        doubts = [*_refuse_break(base, table, rows), *table.list_doubts()]
        standing += [] if doubts else [table]
        refusals += [_refuse(table, None, why, rows) for why in doubts]
    listed = {code for table in standing for code in table.listed}
    for node in (code for code in base.tree.above if code in listed):
        holders = [table for table in standing if table.select(node)]
        if len(holders) > 1:
            figures += [_share(table, None, node, rows) for table in holders]
        for table in holders if len(holders) == 1 else ():
            why = Refusal("UNMAPPED_CATEGORY", f"only {table.name} lists it", table.cells)
            refusals.append(_refuse(table, None, why, rows, category=node))
    return Findings(figures, refusals)


def _find_most_common(tables: Sequence[Breakdown], rows: Rows) -> Breakdown:
    """A table whose days lie to the change of rules as those of most others do."""
    kinds: dict[tuple, list[Breakdown]] = {}
    for table in tables:
        days = table.window.start, table.window.end
        kinds.setdefault((*days, rows.regimes.format(table.window, table.series.force)), []).append(
            table
        )
    firsts = [some[0] for some in kinds.values()]

    def count_alike(first: Breakdown) -> int:
        alike = (some for some in kinds.values() if not _refuse_break(first, some[0], rows))
        return sum(map(len, alike))

    return max(firsts, key=count_alike)


def _series_of(table: Breakdown) -> Series:
    return table.series


def _find_objections(first: Breakdown, second: Breakdown, rows: Rows) -> Iterator[Refusal]:
    """Why two tables that count alike cannot be compared all the same."""
    yield from _refuse_break(first, second, rows)
    for table in (first, second):
        yield from table.list_doubts()


def _refuse_unmapped(holder: Breakdown, without: Breakdown, node: str) -> Refusal:
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
    evidence = f"{' and '.join(parts)} lie before {format_date(change.date)}"
    remedy = "ask both for the same days, or for days under the same rules"
    return [Refusal("BREAK_SPANNED", evidence, merge_addresses(first.cells, second.cells), remedy)]


def _refuse(
    first: Breakdown, second: Breakdown | None, why: Refusal, rows: Rows, category: str = ""
) -> Row:
    facts = {"table": first.table, "dimension": first.dimension, "category": category}
    if second:
        facts |= {f"other_{name}": getattr(second.series, name) for name in SERIES}
        facts |= {"provenance": find_weakest([first.series.provenance, second.series.provenance])}
    return rows.refusal(first.series, "share", HARMONISED, first.window, why, **facts)


def _compare(
    first: Breakdown,
    second: Breakdown,
    node: str,
    alone: list[str],
    rows: Rows,
    missing: MissingData,
) -> Iterator[Row]:
    """The share of a category in both tables, and the difference; `alone` are in one only."""
    mine, theirs = first.measure(node), second.measure(node)
    rested = [table.list_cells(node) for table in (first, second)]
    yield _share(first, second, node, rows)
    yield _share(second, first, node, rows)
    (low, high), (lower, upper) = bound_difference(mine, theirs)
    cells, bases = (merge_addresses(*lists) for lists in zip(*rested, strict=True))
    yield _figure(
        *("share_difference", first, second, node, rows),
        low=low,
        high=high,
        lower=lower,
        upper=upper,
        cells=cells,
        exposure_cells=bases,
        assumes="; ".join(_describe_difference(first.series, second.series, alone)),
        provenance=find_weakest([first.series.provenance, second.series.provenance]),
        p_value=find_share_p_value(mine, theirs),
        readings=ONE_READING,
        turning_odds=_find_turning_odds(
            *(missing.record(table, node) for table in (first, second))
        ),
    )


def _find_turning_odds(*found: Recorded | None) -> str:
    """That of `find_turning_odds`; empty where nothing is missing, or a count is hidden."""
    if None in found or not any(one.missing for one in found):
        return ""
    turn = find_turning_odds(*found)
    return WORST_CASE if math.isnan(turn) else f"{turn:.6g}"


def _share(table: Breakdown, other: Breakdown | None, node: str, rows: Rows) -> Row:
    share, (cells, bases) = table.measure(node), table.list_cells(node)
    lower, upper = share.find_limits()
    return _figure(
        *("share", table, other, node, rows),
        low=share.low,
        high=share.high,
        lower=lower,
        upper=upper,
        cells=cells,
        exposure_cells=bases,
        assumes=_describe_share(table, node),
    )


def _figure(
    measure: str, table: Breakdown, other: Breakdown | None, node: str, rows: Rows, **facts: object
) -> Row:
    labels = [table.counts[code]["label"] for code in table.select(node)]
    shared = {
        "table": table.table,
        "dimension": table.dimension,
        "category": node,
        "label": " / ".join(dict.fromkeys(labels)),
        "rung": Rung.OWN_WINDOW,
        "exposure": table.base,
        "exposure_unit": table.series.unit,
    }
    if other:
        shared |= {f"other_{name}": getattr(other.series, name) for name in SERIES} | {
            "other_start": pd.Timestamp(other.window.start),
            "other_end": pd.Timestamp(other.window.end),
        }
    return rows.figure(table.series, measure, HARMONISED, table.window, **shared | facts)


def _describe_difference(first: Series, second: Series, alone: list[str]) -> Iterator[str]:
    """What a difference takes for granted beyond its two shares."""
    yield "both forces' words are taken to mean the same"
    if same := first.explain_same(second):
        yield same
    if alone:
        names = ", ".join(code.replace("_", " ") for code in alone)
        yield f"what one alone lists ({names}) is taken to be in no other category of the other"
    each = format_level(PAIR_CONFIDENCE)
    yield f"{LIMITS}; at {each} for each share, and so at {CONFIDENCE_TEXT} for both"


def _describe_share(table: Breakdown, node: str) -> str:
    """What a share takes for granted, and which counts widen it."""
    assumes = ["share of this table's own sum" if table.total is None else OF_TOTAL]
    for code, (_, most) in table.find_open(node).items():
        if most:
            name = "Other" if code == OTHER else code.replace("_", " ")
            assumes.append(f"{name}, {format_range(*table.ranges[code])}, may be of it or not")
    if node not in table.ranges and OTHER not in table.ranges:
        assumes.append("kinds of it that the table does not list are taken as none")
    if table.leaves_out:
        assumes.append("cases that run still are left out")
    if table.is_overlapping:
        assumes.append("one may be counted in several categories")
    return "; ".join([*assumes, LIMITS])
