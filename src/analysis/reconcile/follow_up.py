"""Follow-up: the one number to ask each force for, and by how much it would tighten the result.

Every number that the calendar of a reply offers is measured by the engine that made the bounds: the
width of the count in the window now, and once it is known. The answer is not known when the
question is chosen, so the width after it is the widest that any possible answer leaves; and the
widest where it comes back hidden as "fewer than 5" (methods.md 2.3).

Asked for are numbers that identify nobody: totals. Counts by rank, role, platform, nature, source
or outcome are asked for only where several hidden ones can be given as one number, so that no
answer gives a small one away (methods.md 5.3).
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
from analysis.reconcile.methods.bounds import (
    EVERY,
    Known,
    Query,
    System,
    bound_window,
    minimise,
)
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.methods.distinct_people import bound_people
from analysis.reconcile.replies.comparability import find_mismatches
from analysis.reconcile.replies.series import Series, as_known
from analysis.reconcile.results.comparison import FOLLOW_UP, LAST_DAY
from analysis.reconcile.results.rows import Row

FEW = (0, 4)  # what "fewer than 5" says, where a hidden zero cannot be told from a hidden 4
VAGUE = (NOT_RECORDED, "other", "unknown", "unspecified")  # no force can say what would be counted
FEWEST_HIDDEN = 3  # cells: of one or two, their sum may give each away
CONTRADICTION, DIFFERENT_PEOPLE = "contradiction", "different people"
# What is asked first: figures that contradict each other leave no result to tighten.
FIRST = (CONTRADICTION, "total", LAST_DAY, "category")


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
        """The width of the bounds before any answer, in events."""
        return self.high - self.low

    @property
    def share_removed(self) -> float:
        """The share of the width that the answer removes at least, 0 to 1."""
        if math.isinf(self.now):
            return float(math.isfinite(self.after))
        return 1 - self.after / self.now if self.now else 0.0


@dataclass(frozen=True)
class OpenCount:
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


@dataclass(frozen=True)
class FollowUp:
    """One number to ask for: what it is, which count it bears on, and what it would do.

    `days` and `gain` are None for a contradiction, which holds the cells that disagree instead.
    """

    kind: str
    count: OpenCount
    days: Window | None = None
    gain: Gain | None = None
    disagreement: Disagreement | None = None

    @property
    def urgency(self) -> tuple[int, float]:
        """Sorts what is asked of one reply: by the count it bears on, then the width removed."""
        kind = "total" if self.count.dimension == "total" else "category"
        place = FIRST.index(self.kind if self.kind in FIRST else kind)
        return place, self.gain.after - self.gain.now if self.gain else 0.0

    @property
    def worth(self) -> tuple[bool, float, int]:
        """Sorts the numbers that bear on one count: those that narrow it even if hidden, then by
        the width left, then by the days to search."""
        in_vain = self.gain.hidden is not None and self.gain.hidden >= self.gain.now
        return in_vain, self.gain.after, self.days.days


def find_follow_ups(series: Sequence[Series], common: Window | None) -> list[Row]:
    """One row a number worth asking for: columns FOLLOW_UP, replies in the order of the series.

    `place` 1 is the number to ask a reply's force for. The others follow: first those that tighten
    another result, then, with `instead_of` filled, those that would serve the result of that place
    less well. A reply without a row needs nothing. Widths are whole numbers of the unit; shares
    are fractions.
    """
    rows: list[Row] = []
    for _, replies in groupby(series, key=lambda one: (one.force, one.reference)):
        found = [
            (one, ranked)
            for one in replies
            if one.leads  # what only adds to another reply is asked about there
            for window in _choose_windows(one, series, common)
            for ranked in _rank_follow_ups(one, window)
        ]
        found.sort(key=lambda pair: pair[1][0].urgency)
        firsts = [_make_row(one, ranked[0]) for one, ranked in found]
        others = [
            _make_row(one, other) | {"instead_of": str(place)}
            for place, (one, ranked) in enumerate(found, start=1)
            for other in ranked[1:]
        ]
        rows += [
            row | {"place": str(place)} for place, row in enumerate([*firsts, *others], start=1)
        ]
    return rows


def _choose_windows(one: Series, series: Sequence[Series], common: Window | None) -> list[Window]:
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
    shared = [days for other in others if (days := one.window.meet(other.window))]
    own = Window(one.window.start, one.window.end)
    return list(dict.fromkeys(shared)) or [own]


def _rank_follow_ups(series: Series, window: Window) -> list[list[FollowUp]]:
    """One list for each count of a series in a window that is not exact, its best number first.

    Of figures that cannot all be true, one question alone: which of them is right. Nothing is asked
    for whose worst answer would narrow nothing.
    """
    if not series.is_additive:
        return _ask_people(series, window)
    found = []
    for count in _list_open_counts(series, window):
        try:
            offered = [
                FollowUp(kind, count, asked[0], measure_gain(count.cells, count.wanted, asked))
                for asked, kind in count.asked.items()
            ]
        except Disagreement as error:
            found.append([FollowUp(CONTRADICTION, count, disagreement=error)])
            continue
        if worth := [one for one in offered if one.gain.share_removed > 0]:
            found.append(sorted(worth, key=lambda one: one.worth))
    return found


def _ask_people(series: Series, window: Window) -> list[list[FollowUp]]:
    """People add up over nothing: only how many different ones the window held can be asked."""
    if series.evidence.empty:
        return []
    cells = as_known(series.known, additive=False)
    count = OpenCount((window, EVERY), cells, {})
    try:
        low, high = bound_people(cells, window)
    except Disagreement as error:
        return [[FollowUp(CONTRADICTION, count, disagreement=error)]]
    hidden = None if low > FEW[1] else min(high, FEW[1]) - low
    gain = Gain(low, high, 0, hidden)
    return [[FollowUp(DIFFERENT_PEOPLE, count, window, gain)]] if high > low else []


def _list_open_counts(series: Series, window: Window) -> Iterator[OpenCount]:
    """The counts that a series of additive events gives for a window, its total first."""
    if not series.evidence.empty:
        totals = as_known(series.known)
        yield OpenCount((window, EVERY), totals, _list_asked(totals, window))
        latest = as_known(series.known, latest_end=True)
        if last := _find_last_day(totals, latest, window):
            yield OpenCount((window, EVERY), latest, {(last, EVERY): LAST_DAY})
    for (table, dimension), figures in series.figures.groupby(["table", "dimension"], sort=False):
        if dimension != "total":
            yield from _list_categories(series, figures, window, table, dimension)


def _list_asked(cells: list[Known], window: Window) -> dict[Query, str]:
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
    return {(Window(days.start, days.end), EVERY): kind for days, kind in asked.items()}


def _find_last_day(cells: list[Known], latest: list[Known], window: Window) -> Window | None:
    """The day after the window that figures ending with it may count too."""
    for cell, later in zip(cells, latest, strict=True):
        if cell.window.end == window.end < later.window.end:
            return Window(window.end, later.window.end)
    return None


def _list_categories(
    series: Series, figures: pd.DataFrame, window: Window, table: str, dimension: str
) -> Iterator[OpenCount]:
    """The hidden counts of a table as one number, where that gives none of them away."""
    named = figures[~figures["category"].isin(VAGUE)]
    # A range that the study itself made by merging was printed by the force: status exact.
    kept = named[named["status"].ne("exact")]
    hidden = [cell for cell in as_known(kept, by_category=True) if cell.low != cell.high]
    whole = all(window.covers(cell.window) for cell in hidden)
    if whole and len(hidden) >= FEWEST_HIDDEN and sum(cell.low for cell in hidden) > FEW[1]:
        together = (window, frozenset[str]().union(*(cell.parts for cell in hidden)))
        linked = link_table(series, figures, window)
        cells = as_known(figures, by_category=True)
        if isinstance(linked, Linked):
            cells = linked.system.cells
        yield OpenCount(together, cells, {together: "merged group"}, table, dimension)


def measure_gain(cells: Sequence[Known], wanted: Query, asked: Query) -> Gain:
    """What the number of events in `asked` would tell of those in `wanted`, by the cells' bounds.

    Both are (window, categories). Widths are whole numbers of events, infinite where days stay
    uncovered (methods.md 2.3). Raises Disagreement where the cells cannot all be true.

    >>> from datetime import date
    >>> year = Window(date(2018, 1, 1), date(2019, 1, 1))
    >>> spring = Window(date(2018, 3, 1), date(2019, 1, 1)), EVERY
    >>> winter = Window(date(2018, 1, 1), date(2018, 3, 1)), EVERY
    >>> measure_gain([Known(year, 24, 24)], spring, winter)
    Gain(low=0, high=24, after=0, hidden=4)
    """
    windows, parts = zip(wanted, asked, strict=True)
    system = System(cells, windows, parts[0] | parts[1])
    bound = bound_window(cells, *wanted)
    after = _measure_width_after(system, wanted, asked)
    return Gain(bound.low, bound.high, after, _measure_width_if_hidden(cells, wanted, asked))


def _measure_width_after(system: System, wanted: Query, asked: Query) -> float:
    """The largest difference in `wanted` between two placements that agree on `asked`.

    Found at once: two placements of events, as far apart in the count as they can be, that both
    fit the cells and agree on the answer.
    """
    count, answer = system.cover(*wanted), system.cover(*asked)
    agree = csr_array(np.r_[answer, -answer].reshape(1, -1))
    both = csr_array(vstack([block_diag([system.matrix, system.matrix]), agree]))
    limits = (np.r_[side, side, 0.0] for side in (system.lows, system.highs))
    try:
        found = minimise([np.r_[-count, count]], both, *limits)
    except ValueError:  # the cells can all be true, so it is days that hold any number
        return math.inf
    return math.floor(1e-6 - found[0].value)


def _measure_width_if_hidden(cells: Sequence[Known], wanted: Query, asked: Query) -> float | None:
    """The width after "fewer than 5", or None where the answer must be larger."""
    window, parts = asked
    hidden = Known(window, *FEW, parts=parts)
    try:
        bound = System([*cells, hidden], [wanted[0]], wanted[1]).bound(*wanted)
    except Disagreement:
        return None
    return bound.high - bound.low


def _make_row(series: Series, follow_up: FollowUp) -> Row:
    count, gain = follow_up.count, follow_up.gain
    window, parts = count.wanted
    row = {
        **FOLLOW_UP.blank(),
        **series.facts(),
        "kind": follow_up.kind,
        "table": count.table,
        "dimension": count.dimension,
        "category": " ".join(sorted(parts)) or "all",
        "window_start": pd.Timestamp(window.start),
        "window_end": pd.Timestamp(window.end),
    }
    if follow_up.disagreement:
        by = f"{follow_up.disagreement.by:,}"
        cells = merge_addresses(*follow_up.disagreement.cells)
        asked = f"which of the figures is right, that {follow_up.disagreement}"
        return row | {"asked": asked, "disagree_by": by, "cells": cells}
    return row | {
        "asked": _describe(series, follow_up),
        "start": pd.Timestamp(follow_up.days.start),
        "end": pd.Timestamp(follow_up.days.end),
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
        "cells": merge_addresses(*count.names),
    }


def _describe(series: Series, follow_up: FollowUp) -> str:
    """`complaints, 1 January 2018 to 28 February 2018`: what is asked for, in codes and days."""
    count = follow_up.count
    one_day = follow_up.days.days == 1
    days = format_date(follow_up.days.start) if one_day else str(follow_up.days)
    what = series.unit
    if follow_up.kind == DIFFERENT_PEOPLE:
        what = f"different {what}"
    if count.dimension != "total":
        named = " or ".join(sorted(count.wanted[1])).replace("_", " ")
        what += f" with {count.dimension} {named}"
        what += " together" if follow_up.kind == "merged group" else ""
    if follow_up.kind == LAST_DAY:
        return f"whether {days} is counted, and the {what} of that day alone"
    return f"{what}, {days}"
