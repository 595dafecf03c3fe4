"""Follow-up: the one number to ask each force for, and by how much it would tighten the result.

Every number that the calendar of a reply offers is measured by the engine that made the bounds:
the width of the count in the window now, after the worst answer, and after an answer that is
hidden as "fewer than 5" (methods.md 2.3).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

import numpy as np
import pandas as pd
from scipy.sparse import block_diag, csr_array, vstack

from analysis.model.address import merge_addresses
from analysis.model.window import Window, find_gaps, format_date
from analysis.reconcile.categories.category_counts import NOT_RECORDED, Linked, link_table
from analysis.reconcile.methods.bounds import EVERY, Disagreement, Known, Query, System, minimise
from analysis.reconcile.methods.distinct_people import bound_people
from analysis.reconcile.replies.series import Series, as_known
from analysis.reconcile.results.comparison import FOLLOW_UP
from analysis.reconcile.totals.pairs import find_mismatches

# What one more number would tell: how wide a count's bounds are now, and once it is known.
#
# The answer is not known when the question is chosen, so the width after it is the widest that any
# possible answer leaves (methods.md 2.3). It is found at once: two placements of events, as far
# apart in the count as they can be, that both fit the cells and agree on the answer.

FEW = (0, 4)  # what "fewer than 5" says, where a hidden zero cannot be told from a hidden 4


@dataclass(frozen=True)
class Gain:
    """Bounds on a count, and their width after one answer: the widest that any answer leaves.

    `hidden` is the widest where the answer comes back as "fewer than 5"; None where it cannot.
    """

    low: int
    high: float
    after: float
    hidden: float | None

    @property
    def now(self) -> float:
        return self.high - self.low

    @property
    def share_removed(self) -> float:
        """The share of the width that the answer removes at least, 0 to 1."""
        if math.isinf(self.now):
            return float(math.isfinite(self.after))
        return 1 - self.after / self.now if self.now else 0.0


def measure_gain(cells: Sequence[Known], wanted: Query, asked: Query) -> Gain:
    """What the number of events in `asked` would tell of those in `wanted`, by the cells' bounds.

    Both are (window, categories). Widths are whole numbers of events, infinite where days stay
    uncovered. Raises Disagreement where the cells cannot all be true.
    """
    windows, parts = zip(wanted, asked, strict=True)
    system = System(cells, windows, parts[0] | parts[1])
    bound = system.bound(*wanted)
    return Gain(bound.low, bound.high, _leave(system, wanted, asked), _hide(cells, wanted, asked))


def _leave(system: System, wanted: Query, asked: Query) -> float:
    """The largest difference in `wanted` between two placements that agree on `asked`."""
    count, answer = system.cover(*wanted), system.cover(*asked)
    agree = csr_array(np.r_[answer, -answer].reshape(1, -1))
    both = csr_array(vstack([block_diag([system.matrix, system.matrix]), agree]))
    limits = (np.r_[side, side, 0.0] for side in (system.lows, system.highs))
    try:
        found = minimise([np.r_[-count, count]], both, *limits)
    except ValueError:  # the cells can all be true, so it is days that hold any number
        return math.inf
    return math.floor(1e-6 - found[0].value)


def _hide(cells: Sequence[Known], wanted: Query, asked: Query) -> float | None:
    """The width after "fewer than 5", or None where the answer must be larger."""
    window, parts = asked
    hidden = Known(window, *FEW, parts=parts)
    try:
        bound = System([*cells, hidden], [wanted[0]], wanted[1]).bound(*wanted)
    except Disagreement:
        return None
    return bound.high - bound.low


# What a reply leaves open in a window, and which further numbers could be asked for.
#
# Asked for are numbers that identify nobody: totals. Counts by rank, role, platform, nature, source
# or outcome are asked for only where several hidden ones can be given as one number, so that no
# answer gives a small one away (methods.md 5).

VAGUE = (NOT_RECORDED, "other", "unknown", "unspecified")  # no force can say what would be counted
FEWEST_HIDDEN = 3  # cells: of one or two, their sum may give each away


@dataclass(frozen=True)
class Result:
    """A count in a window, the cells it rests on, and the numbers whose answer would bear on it.

    `asked` maps each number, a question to the same cells, to what kind of number it is.
    """

    wanted: Query
    cells: list[Known]
    asked: dict[Query, str]
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
) -> dict[Query, str]:
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


# For each result of a reply that is not exact, the numbers that would tighten it, best first.
#
# A number is worth as much as its worst answer (methods.md 2.3). Nothing is asked for where that
# answer would narrow nothing.

CONTRADICTION = "contradiction"
# What is asked first: figures that contradict each other leave no result to tighten.
FIRST = (CONTRADICTION, "total", "last day", "category")


@dataclass(frozen=True)
class Ask:
    """One number to ask for: what it is, which result it bears on, and what it would do.

    `days` and `gain` are None for a contradiction, which holds the cells that disagree instead.
    """

    kind: str
    result: Result
    days: Window | None = None
    gain: Gain | None = None
    disagreement: Disagreement | None = None

    @property
    def urgency(self) -> tuple[int, float]:
        """Sorts what is asked of one reply: by the result it bears on, then the width removed."""
        kind = "total" if self.result.dimension == "total" else "category"
        place = FIRST.index(self.kind if self.kind in FIRST else kind)
        return place, self.gain.after - self.gain.now if self.gain else 0.0

    @property
    def worth(self) -> tuple[bool, float, int]:
        """Sorts the numbers that bear on one result: those that narrow it even if hidden, then by
        the width left, then by the days to search."""
        in_vain = self.gain.hidden is not None and self.gain.hidden >= self.gain.now
        return in_vain, self.gain.after, self.days.days


def ask_series(series: Series, window: Window) -> list[list[Ask]]:
    """One list for each count of a series in a window that is not exact, its best number first.

    Of figures that cannot all be true, one question alone: which of them is right.
    """
    found = []
    for result in list_results(series, window) if series.is_additive else []:
        try:
            asks = [
                Ask(kind, result, asked[0], measure_gain(result.cells, result.wanted, asked))
                for asked, kind in result.asked.items()
            ]
        except Disagreement as error:
            found.append([Ask(CONTRADICTION, result, disagreement=error)])
            continue
        if worth := [ask for ask in asks if ask.gain.share_removed > 0]:
            found.append(sorted(worth, key=lambda ask: ask.worth))
    return found if series.is_additive else _ask_people(series, window)


def _ask_people(series: Series, window: Window) -> list[list[Ask]]:
    """People add up over nothing: only how many different ones the window held can be asked."""
    if series.evidence.empty:
        return []
    cells = as_known(series.evidence, additive=False)
    result = Result((window, EVERY), cells, {})
    try:
        low, high = bound_people(cells, window)
    except Disagreement as error:
        return [[Ask(CONTRADICTION, result, disagreement=error)]]
    hidden = None if low > FEW[1] else min(high, FEW[1]) - low
    gain = Gain(low, high, 0, hidden)
    return [[Ask("different people", result, window, gain)]] if high > low else []


def find_follow_ups(series: list[Series], common: Window | None) -> list[dict]:
    """One row a number worth asking for: columns FOLLOW_UP, replies in the order of the series.

    `place` 1 is the number to ask a reply's force for. The others follow: first those that tighten
    another result, then, with `instead_of` filled, those that would serve the result of that place
    less well. A reply without a row needs nothing. Widths are whole numbers of the unit; shares
    are fractions.
    """
    rows: list[dict] = []
    for _, replies in groupby(series, key=lambda one: (one.force, one.reference)):
        found = [
            (one, asks)
            for one in replies
            if one.leads  # what only adds to another reply is asked about there
            for window in choose_windows(one, series, common)
            for asks in ask_series(one, window)
        ]
        found.sort(key=lambda pair: pair[1][0].urgency)
        firsts = [_write(one, asks[0]) for one, asks in found]
        others = [
            _write(one, ask) | {"instead_of": str(place)}
            for place, (one, asks) in enumerate(found, start=1)
            for ask in asks[1:]
        ]
        rows += [row | {"place": place} for place, row in enumerate([*firsts, *others], start=1)]
    return rows


def choose_windows(one: Series, series: list[Series], common: Window | None) -> list[Window]:
    """The window to count in: the common one, or the days shared with each comparable reply.

    A series that no other can be compared with is asked about its own window.
    """
    if common:
        return [common]
    others = [
        other
        for other in series
        if (other.force, other.reference) != (one.force, one.reference)
        and not other.evidence.empty
        and not find_mismatches(one, other)
    ]
    shared = [met for other in others if (met := one.window.meet(other.window))]
    own = Window(one.window.start, one.window.end)
    return list(dict.fromkeys(shared)) or [own]


def _write(series: Series, ask: Ask) -> dict:
    window, parts = ask.result.wanted
    told = {
        "kind": ask.kind,
        "table": ask.result.table,
        "dimension": ask.result.dimension,
        "category": " ".join(sorted(parts)) or "all",
        "window_start": pd.Timestamp(window.start),
        "window_end": pd.Timestamp(window.end),
    }
    row = FOLLOW_UP.blank() | series.facts() | told
    if ask.disagreement:
        by, cells = f"{ask.disagreement.by:,}", merge_addresses(*ask.disagreement.cells)
        asked = f"which of the figures is right, that disagree by at least {by}"
        return row | {"asked": asked, "disagree_by": by, "cells": cells}
    gain = ask.gain
    return row | {
        "asked": _spell_asked(series, ask),
        "start": pd.Timestamp(ask.days.start),
        "end": pd.Timestamp(ask.days.end),
        "low": gain.low,
        "high": gain.high,
        "width_now": gain.now,
        "width_after": gain.after,
        "width_if_hidden": gain.hidden,
        "share_removed": gain.share_removed,
        # By what factor the ends of any ratio of rates with this reply lie apart for its part;
        # no answer leaves a lower low end, so this is the most that is left.
        "spread_now": gain.high / gain.low if gain.low else inf,
        "spread_after": 1 + gain.after / gain.low if gain.low else inf,
        "cells": merge_addresses(*ask.result.names),
    }


def _spell_asked(series: Series, ask: Ask) -> str:
    """`complaints, 1 January 2018 to 28 February 2018`: what is asked for, in codes and days."""
    days = format_date(ask.days.start) if ask.days.days == 1 else str(ask.days)
    what = f"different {series.unit}" if ask.kind == "different people" else series.unit
    if ask.result.dimension != "total":
        named = " or ".join(sorted(ask.result.wanted[1])).replace("_", " ")
        what += f" with {ask.result.dimension} {named}"
        what += " together" if ask.kind == "merged group" else ""
    if ask.kind == "last day":
        return f"whether {days} is counted, and the {what} of that day alone"
    return f"{what}, {days}"
