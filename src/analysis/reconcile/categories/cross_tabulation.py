"""Joint questions: tables that are not linked are never crossed, and every crossing is refused.

What the margins alone imply is worked out here only to judge a sentence, "most of these were
those". It is not published: a range can identify a person, and its middle would be read as a
finding (methods.md 6).
"""

from dataclasses import dataclass

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import NOT_ADDITIVE
from analysis.model.study import Joint, Study
from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Range, bound_joint, is_most
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.series import Series, format_cell, list_rows
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.pairs import find_mismatches

REMEDY = "read each table for itself"


@dataclass(frozen=True)
class Margin:
    """One category of one table of a reply: what it counts, beside its whole table."""

    series: Series
    dimension: str
    category: str
    table: pd.DataFrame

    @property
    def window(self) -> Window:
        return Window(self.table["start"].min().date(), self.table["end"].max().date())

    @property
    def cells(self) -> str:
        """The addresses of the category's figures; nothing where the table has no such category."""
        picked = self.table[self.table["category"] == self.category]
        return merge_addresses(*(format_cell(**row) for row in list_rows(picked)))

    def count(self) -> Placed | Refusal:
        return self._place(self.category)

    def count_all(self) -> Range | Refusal:
        """The sum of all categories, which is the number of events only if none is in two."""
        low, high = 0, 0.0
        for category in sorted(set(self.table["category"])):
            count = self._place(category)
            if isinstance(count, Refusal):
                return count
            low, high = low + count.low, high + count.high
        return low, high

    def _place(self, category: str) -> Placed | Refusal:
        return place_count(self.table[self.table["category"] == category], self.window)


def refuse_joint(study: Study, series: list[Series], rows: Rows) -> Findings:
    """A refusal CROSS_TAB_REQUESTED for each joint question of the study and each reply asked.

    The evidence names the tables; no count of theirs, and none of their crossing, is in it.
    """
    refusals = []
    for question in study.joint:
        replies: dict[str, list[Series]] = {}
        for one in series:
            if one.force == question.force:
                replies.setdefault(one.reference, []).append(one)
        for own in replies.values():
            margins = find_margins(question, own)
            cells = merge_addresses(*(margin.cells for margin in margins))
            why = Refusal("CROSS_TAB_REQUESTED", _tell(question, margins), cells, REMEDY)
            place = {"dimension": " and ".join(question.asked)}
            asked = margins[0].series if margins else own[0]
            refusals.append(rows.refusal(asked, "joint_count", "own", asked.window, why, **place))
    return Findings([], refusals)


def find_margins(question: Joint, series: list[Series]) -> list[Margin]:
    """The tables of one reply that count by the dimensions asked for, one of each, in order."""
    margins = []
    for dimension, category in question.asked.items():
        for one in series:
            table = one.figures[one.figures["dimension"] == dimension]
            if not table.empty:
                first = table[table["table"] == table["table"].iloc[0]]
                margins.append(Margin(one, dimension, category, first))
                break
    return margins


def bound_margins(margins: list[Margin]) -> tuple[list[Range], int] | Refusal:
    """The counts of the categories and the one total their tables divide, or why there is none.

    Refused where the tables count different things, over different days, or do not add up to one
    and the same number.
    """
    first = margins[0]
    if first.series.unit in NOT_ADDITIVE:
        return Refusal("COVERAGE_GAP", "the same people may stand in several categories")
    for other in margins[1:]:
        if mismatches := find_mismatches(first.series, other.series):
            return mismatches[0]
        if other.window != first.window:
            told = f"one table counts {first.window}, the other {other.window}"
            return Refusal("COVERAGE_GAP", told)
    counts, totals = [margin.count() for margin in margins], [m.count_all() for m in margins]
    for found in (*counts, *totals):
        if isinstance(found, Refusal):
            return found
    total, high = totals[0]
    if total != high or any(other != totals[0] for other in totals):
        return Refusal("INCONSISTENT_SOURCES", "the tables do not add up to one and the same total")
    return [(count.low, count.high) for count in counts], total


def bound_question(question: Joint, series: list[Series]) -> Range | Refusal:
    """What the margins of one reply imply for a joint question: for the gate, never for print."""
    margins = find_margins(question, series)
    if len(margins) < len(question.asked):
        return Refusal("CROSS_TAB_REQUESTED", _tell(question, margins))
    found = bound_margins(margins)
    return found if isinstance(found, Refusal) else bound_joint(*found)


def may_say_most(part: Margin, other: Margin) -> bool:
    """Whether "most of `part` were `other`" may be written: it holds however the tables cross."""
    found = bound_margins([part, other])
    return not isinstance(found, Refusal) and is_most(*found[0], found[1])


def _tell(question: Joint, margins: list[Margin]) -> str:
    asked = " and ".join(f"{d} {c.replace('_', ' ')}" for d, c in question.asked.items())
    told = []
    found = {margin.dimension: margin for margin in margins}
    for dimension, category in question.asked.items():
        margin = found.get(dimension)
        if margin is None:
            told.append(f"no table by {dimension}")
        else:
            lacks = "" if margin.cells else f", where {category!r} is no category"
            told.append(f"{dimension} in “{margin.table['table'].iloc[0]}”{lacks}")
    return f"asked: {asked}; the reply gives {'; '.join(told)}; nothing in it links them"
