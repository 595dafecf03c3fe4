"""Missing data, not at random: what events of no known category could change (methods.md 5.2).

They are those not recorded, those that a table leaves of the reply's total, and of outcomes the
cases that run still. Only what is printed as a number is used: a share told to the digit would tell
a count that was worked out of other figures.
"""

import math
from collections.abc import Iterator, Sequence
from typing import get_args

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.reply import SEVERAL, Stage
from analysis.reconcile.categories.breakdown import Breakdown
from analysis.reconcile.methods.shares import DECLARED_ODDS, Recorded
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import TABLES
from analysis.reconcile.results.rows import Row

MISSING = TABLES["missing"]
# What another count of the same reply must share with the finished cases to be of all of them.
ALIKE = ("force", "reference", "unit", "population", "date_basis", "topic", "raised_by")
RUNNING = "cases that run still are the rest of those that the reply counts as {!r}"


class MissingData:
    """The events of no known category in the tables of a study.

    `series` are all that is counted; of the forces that are `limited` by thresholds no case that
    runs still is told, as no rule has looked at their number.
    """

    def __init__(self, series: Sequence[Series], limited: Sequence[str] = ()):
        self._series = [one for one in series if one.force not in limited]

    def record(self, table: Breakdown, node: str) -> Recorded | None:
        """The events of a category, of others and of none that is known; None where a count of any
        is hidden, or an event may be in several."""
        unsure = table.find_open(node)
        placed = sum(low for code, (low, _) in table.ranges.items() if code not in unsure)
        missing = sum(low for low, _ in unsure.values())
        if not _is_printed(table.series, table) or OTHER in unsure or table.is_overlapping:
            return None
        if table.dimension in SEVERAL and table.total != placed + missing:
            return None
        if table.total is not None:
            missing = table.total - placed
        own = sum(table.ranges[code][0] for code in table.select(node))
        return Recorded(int(own), int(placed - own), int(missing) + self._count_running(table)[0])

    def list_rows(self, tables: Sequence[Breakdown]) -> list[Row]:
        """Rows of `missing`: one a category of each table that has some and can give shares.

        Shares are in percent of all, whether or not they are recorded.
        """
        rows = []
        for table in tables:
            if any(table.list_doubts()):
                continue
            _, beside, assumes = self._count_running(table)
            for node in filter(table.listed.__contains__, table.tree.above):
                found = self.record(table, node)
                if found is None or not found.missing:
                    continue
                tilted = found.share(1 / DECLARED_ODDS), found.share(DECLARED_ODDS)
                start, end = map(pd.Timestamp, (table.window.start, table.window.end))
                facts = {"table": table.table, "dimension": table.dimension, "category": node}
                facts |= {"start": start, "end": end, "missing": found.missing}
                facts |= {"estimate": found.share(), "odds_low": tilted[0], "odds_high": tilted[1]}
                facts |= {"low": found.share(0), "high": found.share(math.inf), "assumes": assumes}
                facts |= {"cells": merge_addresses(*table.list_cells(node), beside)}
                rows.append(MISSING.blank() | table.series.facts() | facts)
        return rows

    def _count_running(self, table: Breakdown) -> tuple[int, str, str]:
        """The cases without an outcome, their cells, and what is taken for granted of them.

        Those that the table counts as such; or else what the outcomes leave of all that the reply
        counts in other words over the same days, where one count alone can be of all.
        """
        series = table.series
        if table.dimension != "outcome" or series.force not in {one.force for one in self._series}:
            return 0, "", ""
        live = [row for code, row in table.counts.items() if code not in table.ranges]
        if live:
            return int(sum(row["low"] for row in live)), table.cells, ""
        found = list(self._list_wholes(table))
        if len(found) != 1 or found[0][1].low < table.sum[0]:
            return 0, "", ""
        ((whole, count),) = found
        return int(count.low - table.sum[0]), count.cells, RUNNING.format(whole.definition)

    def _list_wholes(self, table: Breakdown) -> Iterator[tuple[Series, Placed]]:
        mine = table.series
        for other in self._series:
            alike = all(getattr(other, name) == getattr(mine, name) for name in ALIKE)
            if (
                not alike
                or _is_later(other, mine)
                or other.definition == mine.definition
                or other.totals.empty
            ):
                continue
            days = other.window.start, other.window.end
            if days != (table.window.start, table.window.end) or not _is_printed(other):
                continue
            count = place_count(other.known, other.window, other.is_additive)
            if isinstance(count, Placed) and count.is_exact:
                yield other, count


def _is_later(one: Series, other: Series) -> bool:
    """Whether a series counts what has come further than what the other counts, if both say so."""
    stages = get_args(Stage)
    stated = one.stage and other.stage
    return bool(stated) and stages.index(one.stage) > stages.index(other.stage)


def _is_printed(series: Series, table: Breakdown | None = None) -> bool:
    """Whether all totals of a series, and all counts of a table, are printed as numbers in one
    reply, so that none is worked out of others."""
    figures = series.figures
    chosen = figures["dimension"].eq("total")
    if table:
        chosen |= figures["table"].eq(table.table) & figures["dimension"].eq(table.dimension)
    rows = figures[chosen]
    return series.joined.empty and bool(rows["low"].eq(rows["high"]).all())
