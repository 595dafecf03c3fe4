"""Follow-up: the one number to ask each force for, and by how much it would tighten the result.

Every number that the calendar of a reply offers is measured by the engine that made the bounds:
the width of the count in the window now, after the worst answer, and after an answer that is
hidden as "fewer than 5" (METHODS 2.3).
"""

from itertools import groupby
from math import inf

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.window import Window, spell_date
from analysis.reconcile.asking.asks import Ask, ask_series
from analysis.reconcile.comparison import FOLLOW_UP, NUMBERS, as_frame
from analysis.reconcile.pairs.compared import find_mismatches
from analysis.reconcile.series import Series

BLANK = {name: None if name in NUMBERS else "" for name in FOLLOW_UP}


def ask_follow_ups(series: list[Series], common: Window | None) -> pd.DataFrame:
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
    return as_frame(rows, FOLLOW_UP)


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
    row = BLANK | series.facts() | told
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
    days = spell_date(ask.days.start) if ask.days.days == 1 else str(ask.days)
    what = f"different {series.unit}" if ask.kind == "different people" else series.unit
    if ask.result.dimension != "total":
        named = " or ".join(sorted(ask.result.wanted[1])).replace("_", " ")
        what += f" with {ask.result.dimension} {named}"
        what += " together" if ask.kind == "merged group" else ""
    if ask.kind == "last day":
        return f"whether {days} is counted, and the {what} of that day alone"
    return f"{what}, {days}"
