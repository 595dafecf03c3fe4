"""Counts by rank, platform, nature, source and outcome: own window first, common window bounded.

A table without years says nothing of when its events fell; the reply's totals by year do. Together
they are one system, which bounds each category in any window as sharply as the two allow
(methods.md 2.4).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite, isinf
from typing import Any, NamedTuple

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.checks import PART_READ
from analysis.model.count import format_range
from analysis.model.reply import SEVERAL
from analysis.model.window import Window
from analysis.reconcile.categories.merging import list_wider
from analysis.reconcile.methods.bounds import EVERY, REST, Known, System
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.methods.rates import RELIABLE_FROM
from analysis.reconcile.methods.terms import Term, find_terms
from analysis.reconcile.replies.category_tree import UNPLACED, read_tree
from analysis.reconcile.replies.ladder import Placed, describe_parts, list_parts, place_count
from analysis.reconcile.replies.series import (
    Series,
    flag_absent,
    list_rows,
    list_spare,
    pair_known,
)
from analysis.reconcile.results.comparison import Findings, gather_findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row, Rows
from analysis.reconcile.results.rungs import Rung

NOT_RECORDED = "not_recorded"  # the status, and the category of its own


class CategoryCount(NamedTuple):
    """The count of one category over the days that its figures span, and its place and label."""

    count: Placed
    window: Window
    place: dict[str, str]  # table, dimension, category
    label: str
    flag: str  # of cells that give no number
    cells: list[dict[str, Any]]  # as `list_rows` has them

    @property
    def facts(self) -> dict[str, str]:
        """Its place, label and flag as columns of a row."""
        return self.place | {"label": self.label, "flag": self.flag}


def compare_categories(series: Series, common: Window | None, rows: Rows) -> Findings:
    """Counts and shares of every category of every table: rows of the comparison, and refusals.

    Shares are of the table's own sum, over the reply's own window. In the common window counts
    and shares are bounded through the totals by year, where those agree with the table.
    """
    found = []
    figures = series.figures[series.figures["dimension"] != "total"]
    if figures.empty:
        return gather_findings(found)
    for (name, dimension), table in figures.groupby(["table", "dimension"], sort=False):
        counts, refused = _count_own(series, table, name, dimension, rows)
        figures = [
            rows.figure(series, "count", "own", one.window, **one.count.facts(), **one.facts)
            for one in counts
        ]
        is_whole = not refused and _is_whole(table)
        # Rows of a list that are not recorded; a cell that is not says nothing of how many.
        unplaced = table["status"].eq(NOT_RECORDED) & table["high"].lt(inf)
        parts = [
            row
            for one in counts
            for row in describe_parts(series, one.count, one.window, one.place)
        ]
        found.append(Findings(figures, refused, parts))
        found.append(_share_own(series, counts, rows, is_whole, bool(unplaced.any())))
        if common:
            found.append(_bound_in_common(series, table, counts, common, rows))
    return gather_findings(found)


def _is_whole(table: pd.DataFrame) -> bool:
    """Whether the recipe reads all of the table."""
    return not table["note"].str.contains(PART_READ, regex=False).any()


def _count_own(
    series: Series, table: pd.DataFrame, name: str, dimension: str, rows: Rows
) -> tuple[list[CategoryCount], list[Row]]:
    """The count of every category over its own days, and the refusals of those that have none."""
    counts, refused = [], []
    by_category: dict[str, list[dict[str, Any]]] = {}
    for cell in list_rows(table):
        by_category.setdefault(cell["category"], []).append(cell)
    for category, cells in sorted(by_category.items()):
        start, end = min(cell["start"] for cell in cells), max(cell["end"] for cell in cells)
        window = Window(start.date(), end.date())
        place = {"table": name, "dimension": dimension, "category": category}
        count = place_count(cells, window, series.is_additive)
        if isinstance(count, Refusal):
            refused.append(rows.refusal(series, "count", "own", window, count, **place))
        else:
            label = " / ".join(dict.fromkeys(cell["label"] for cell in cells))
            flag = flag_absent(cells, window, count.low, count.high)
            counts.append(CategoryCount(count, window, place, label, flag, cells))
    return counts, refused


def _share_own(
    series: Series, counts: Sequence[CategoryCount], rows: Rows, whole: bool, unplaced: bool
) -> Findings:
    """Each category's share of the table's own sum, in percent, bounded where counts are hidden.

    Only of a `whole` table: with every category counted, all over the same days. Where rows
    that are not recorded may be of any category (`unplaced`), all that there are is known still.
    What a table counts as of no known category may be of any that it lists (methods.md 5.2).
    """
    low = sum(one.count.low for one in counts)
    high = sum(one.count.high for one in counts)
    cells = merge_addresses(*(one.count.cells for one in counts))
    why = None
    if not whole or len({one.window for one in counts}) > 1:
        gap = "the table does not count every category over the same days"
        why = Refusal("COVERAGE_GAP", gap, cells, "give the counts, or ask for what is missing")
    elif unplaced and not series.is_additive:
        gap = "people of whom this is not recorded may be in any category, and in several"
        why = Refusal("COVERAGE_GAP", gap, cells, "give the counts")
    elif low < RELIABLE_FROM:
        few = f"the table sums to {format_range(low, high)}"
        few += f"; no percentage is given under {RELIABLE_FROM}"
        why = Refusal("TOO_FEW", few, cells, "give the counts")
    if why:
        refused = [
            rows.refusal(series, "share", "own", one.window, why, **one.place) for one in counts
        ]
        return Findings([], refused)
    shares = []
    total = low if unplaced else None
    for one in counts:
        count = one.count
        others_high = sum(other.count.high for other in counts if other is not one)
        others_low = low - count.low
        least, most = 100 * (count.low / (total or count.low + others_high)), 100.0
        assumes = ["share of this table's own sum"]
        unknown = list(_list_unknown(one, counts, unplaced))
        if isfinite(count.high):
            open_low = sum(other.count.low for other in unknown)
            # Rows of a list that are not recorded are in each upper end already.
            open_high = open_low if unplaced else sum(other.count.high for other in unknown)
            most = 100 * _divide(count.high + open_high, others_low - open_low, total)
        for other in unknown:
            name = other.place["category"].replace("_", " ")
            number = format_range(other.count.low, other.count.high)
            assumes.append(f"{name}, {number}, may be of it or not")
        facts = {
            "rung": Rung.OWN_WINDOW,
            "low": least,
            "high": most,
            "exposure": low,
            "exposure_unit": series.unit,
            "cells": count.cells,
            "exposure_cells": cells,
            "assumes": "; ".join(assumes),
        }
        shares.append(rows.figure(series, "share", "own", one.window, **facts, **one.facts))
    return Findings(shares, [])


def _list_unknown(
    one: CategoryCount, counts: Sequence[CategoryCount], unplaced: bool
) -> Iterator[CategoryCount]:
    """The counts of no known category, of which any may be of the one that is given.

    Rows of a list that are not recorded (`unplaced`) are in its upper end already. What is in Other
    is of no category that the table lists.
    """
    codes = [code for code in UNPLACED if not (unplaced and code == NOT_RECORDED)]
    if one.place["category"] not in UNPLACED:
        yield from (other for other in counts if other.place["category"] in codes)


def _divide(inside: float, outside: float, total: float | None) -> float:
    """The greatest share of a category in all, `total` of them where that is known."""
    if isinf(inside):
        return 1.0
    return min(1.0, inside / total) if total else inside / (inside + outside)


def _bound_in_common(
    series: Series,
    table: pd.DataFrame,
    counts: Sequence[CategoryCount],
    common: Window,
    rows: Rows,
) -> Findings:
    """Counts of a table's categories in the common window, and where linked their shares."""
    figures, refusals, parts = [], [], []
    linked = link_table(series, table, common)
    is_linked = isinstance(linked, Linked)
    categories = [one.place["category"] for one in counts]
    bounds = linked.bound_counts(categories) if is_linked else {}
    for one in counts:
        category, window = one.place["category"], one.window
        placed = place_count(one.cells, common, series.is_additive)
        # What its own cells leave open stays marked, whatever the totals say of it.
        ends = (placed.low, placed.high) if isinstance(placed, Placed) else (0, 0)
        flag = flag_absent(one.cells, common, *ends)
        spans = {(cell["start"], cell["end"]) for cell in one.cells}
        one_cell = len(spans) == 1 and window.covers(common) and window.days > common.days
        if window == common:
            placed = one.count  # the same days have one answer, as the reply gives it
        elif isinstance(placed, Placed) and is_linked:
            placed = _tighten(placed, category, bounds[category], linked)
        elif one_cell and not is_linked:
            placed = linked  # alone it would say no more than 0 to the whole cell
        if isinstance(placed, Refusal):
            refusals.append(rows.refusal(series, "count", "common", common, placed, **one.place))
        else:
            facts = placed.facts() | one.facts | {"flag": flag}
            figures.append(rows.figure(series, "count", "common", common, **facts))
            parts += describe_parts(series, placed, common, one.place)
    found = Findings(figures, refusals, parts)
    if is_linked and any(one.window != common for one in counts):
        return gather_findings([found, _share_in_common(series, counts, linked, rows)])
    return found


def _tighten(count: Placed, category: str, ends: tuple[int, float], linked: "Linked") -> Placed:
    """The count of one category with what the totals say of it."""
    if ends == (count.low, count.high):
        return count
    assumes = "; ".join(filter(None, [count.assumes, linked.assumes]))
    terms, cells = linked.find_terms(category, ends), merge_addresses(count.cells, linked.totals)
    if terms is not None:
        cells = merge_addresses(*(term.cell.name for term in terms))
    parts = list_parts(linked.pairs, terms, cells, linked.window)
    # Held against its own cells alone: what the others are is not its matter.
    own = [one for one in parts if not one.is_beside or one.figure["category"] == category]
    return Placed(Rung.of(*ends), *ends, cells, assumes, tuple(own))


def _share_in_common(
    series: Series, counts: Sequence[CategoryCount], linked: "Linked", rows: Rows
) -> Findings:
    """Each category's share of all events in the common window, as the system bounds it."""
    low, high = linked.bound_all()
    cells = merge_addresses(*(one.count.cells for one in counts), linked.totals)
    if low < RELIABLE_FROM or not isfinite(high):
        few = f"{format_range(low, high)} in the window"
        few += f"; no percentage is given under {RELIABLE_FROM}"
        why = Refusal("TOO_FEW", few, cells, "give the counts")
        if low >= RELIABLE_FROM:
            gap = f"{format_range(low, high)} in the window, and nothing says how many at most"
            why = Refusal("COVERAGE_GAP", gap, cells, "give the counts")
        window = linked.window
        refused = [rows.refusal(series, "share", "common", window, why, **c.place) for c in counts]
        return Findings([], refused)
    unknown = {one.place["category"] for one in counts} & set(UNPLACED)
    kinds = {one.place["category"]: {one.place["category"]} for one in counts}
    shares = linked.bound_shares(kinds.values())
    widest = linked.bound_shares(
        kinds[code] if code in unknown else kinds[code] | unknown for code in kinds
    )
    figures = []
    for one, (least, _), (_, most) in zip(counts, shares, widest, strict=True):
        facts = {
            "rung": Rung.of(least, most),
            "low": least,
            "high": most,
            "exposure": low,
            "exposure_unit": series.unit,
            "cells": one.count.cells,
            "exposure_cells": cells,
            "assumes": linked.assumes,
        }
        figures.append(rows.figure(series, "share", "common", linked.window, **facts, **one.facts))
    return Findings(figures, [])


@dataclass(frozen=True)
class Linked:
    """A table and its reply's totals as one system; `totals` are the cells of the latter.

    `pairs` are its constraints with their observations.
    """

    system: System
    window: Window
    totals: str
    assumes: str
    pairs: Sequence[tuple[Known, list[dict[str, Any]]]] = ()

    def find_terms(self, category: str, ends: tuple[int, float]) -> tuple[Term, ...] | None:
        """The cells that make the least and the most of a category in the window."""
        part = frozenset({category})
        spare = list_spare(self.pairs)
        terms = find_terms(self.system.cells, self.window, ends, spare, parts=part)
        # That no event is in no category is no cell, and adds nothing.
        return terms if terms is None else tuple(term for term in terms if term.cell.name)

    def bound_counts(self, categories: list[str]) -> dict[str, tuple[int, float]]:
        """Sharp bounds on the events of each category in the window."""
        asked = [(self.window, frozenset({category})) for category in categories]
        bounds = self.system.bound_many(asked)
        return {c: (b.low, b.high) for c, b in zip(categories, bounds, strict=True)}

    def bound_all(self) -> tuple[int, float]:
        """Sharp bounds on the events of all categories together in the window."""
        bound = self.system.bound(self.window)
        return bound.low, bound.high

    def bound_shares(self, kinds: Iterable[set[str]]) -> list[tuple[float, float]]:
        """Sharp bounds on the share of some categories of all events in the window, in percent."""
        shares = self.system.bound_shares(self.window, list(map(frozenset, kinds)))
        return [(100 * low, 100 * high) for low, high in shares]


def link_table(series: Series, table: pd.DataFrame, window: Window) -> Linked | Refusal:
    """One system of a table's cells and the reply's totals, or why they cannot be linked.

    `table` holds the observations of one table and dimension. Refused: people, who do not add up; a
    reply without totals; categories that not recorded events may belong to; categories that need
    not add up to the total; and a table that contradicts the totals.
    """
    dimension = table["dimension"].iloc[0]
    own, joined = (
        pair_known(rows, by_category=True)
        for rows in (list_rows(table), list_rows(_list_joined(series, table)))
    )
    cells = [cell for cell, _ in (*own, *joined)]
    names = merge_addresses(*(cell.name for cell in cells))
    remedy = "ask the force for the table by year"
    if series.evidence.empty or not series.is_additive:
        evidence = "this table prints no years and no total by year is linked"
        return Refusal("COVERAGE_GAP", evidence, names, remedy)
    if table["status"].eq(NOT_RECORDED).any():
        evidence = "events of which this is not recorded may be of any category"
        return Refusal("COVERAGE_GAP", f"{evidence}: the table is not linked", names, remedy)
    hidden = any(cell.low != cell.high for cell in cells)
    if hidden and dimension in SEVERAL:
        evidence = (
            f"one event may stand under more than one {dimension}, and some counts are hidden"
        )
        return Refusal("COVERAGE_GAP", f"{evidence}: the table is not linked", names, remedy)
    totals = pair_known(series.known)
    pairs = [*own, *joined, *totals]
    rest = _leave_nothing([cell for cell, _ in own]) if _is_whole(table) else []
    system = System([*(cell for cell, _ in pairs), *rest], [window])
    kinds = dict.fromkeys(cell.parts for cell, _ in own)
    try:
        system.bound_many([(window, parts) for parts in (*kinds, EVERY)])
    except Disagreement as error:
        return _refuse(series, table, cells, error, names)
    assumes = "linked to the yearly totals"
    if hidden:
        assumes += f", each of the {series.unit} in one category only"
    spare = list_spare(totals)
    plain = merge_addresses(*(cell.name for cell, _ in totals if cell.name not in spare))
    total_cells = plain or merge_addresses(*(cell.name for cell, _ in totals))
    return Linked(system, window, total_cells, assumes, pairs)


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
    """Why a table and the totals cannot be linked: what either comes to, and what contradicts."""
    days = Window(min(c.window.start for c in cells), max(c.window.end for c in cells))
    sums = format_range(sum(c.low for c in cells), sum(c.high for c in cells))
    evidence = f"the table sums to {sums}"
    totals = place_count(series.known, days)
    if isinstance(totals, Placed):
        evidence += f", the totals to {format_range(totals.low, totals.high)} from {days}"
    evidence += f"; they {error}"
    if table["dimension"].iloc[0] in SEVERAL:
        evidence += "; one event may stand in several categories, or in none"
        return Refusal("COVERAGE_GAP", evidence, names, "ask the force for the table by year")
    remedy = "ask the force which of its figures is right"
    return Refusal("INCONSISTENT_SOURCES", evidence, merge_addresses(*error.cells) or names, remedy)
