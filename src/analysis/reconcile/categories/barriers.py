"""Why two tables, or a category of one of them, cannot be compared: each reason by its code."""

from collections.abc import Iterator

from analysis.model.address import merge_addresses
from analysis.model.count import show_range
from analysis.model.window import spell_date
from analysis.reconcile.categories.breakdown import Breakdown
from analysis.reconcile.categories.tree import OTHER
from analysis.reconcile.methods.rates import RELIABLE_FROM
from analysis.reconcile.pairs.compared import refuse_break
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows

REFORMED = ("nature", "outcome")  # whose categories themselves changed with the rules
# Two windows lie alike about a break where the parts of their days before it differ by no more:
# as many as may be apportioned in a window (METHODS, page 1), a policy choice.
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
            told = f"{table.name} sums to {show_range(*table.sum)}, "
            told += f"the reply's total is {show_range(*table.whole)}"
            remedy = "ask the force which of its figures is right"
            yield Refusal("INCONSISTENT_SOURCES", told, table.cells, remedy)
    if table.is_overlapping and table.total is None:
        told = f"in {table.name} one may stand in several categories, of a number not given"
        yield Refusal("COVERAGE_GAP", told, table.cells, "ask how many there are in all")
    elif table.base < RELIABLE_FROM:
        told = f"{table.name} counts {show_range(table.base, table.base)}"
        told += f"; no percentage is given under {RELIABLE_FROM}"
        yield Refusal("TOO_FEW", told, table.cells, "compare the counts by eye")


def refuse_unmapped(holder: Breakdown, without: Breakdown, node: str) -> Refusal:
    """A category that one table lists and the other does not: it may be anywhere there, or nowhere.

    Other shows how many it can be at most, but not that the force counts them there.
    """
    evidence = f"only {holder.name} lists it"
    if OTHER in without.ranges:
        most = show_range(*without.ranges[OTHER])
        evidence += f"; {without.name} has {most} under Other, which may hold it or not"
    remedy = f"ask {without.series.force} under which category it counts these"
    return Refusal("UNMAPPED_CATEGORY", evidence, holder.cells, remedy)


def _refuse_break(first: Breakdown, second: Breakdown, rows: Rows) -> list[Refusal]:
    """A refusal where the tables' days do not lie alike about a break (METHODS 8).

    Categories that changed with the rules are pooled over the change only by both alike.
    """
    tables = first, second
    windows = first.window, second.window
    if why := refuse_break((first.series, second.series), windows, rows):
        return [why]
    when, change = rows.find_regime(first.window, first.series.force)
    if when != "spans" or first.dimension not in REFORMED:
        return []
    before = [(change.date - window.start).days / window.days for window in windows]
    if abs(before[0] - before[1]) <= ALIKE:
        return []
    parts = [
        f"{part:.0%} of the days of {table.name}"
        for part, table in zip(before, tables, strict=True)
    ]
    told = f"{' and '.join(parts)} lie before {spell_date(change.date)}"
    remedy = "ask both for the same days, or for days under the same rules"
    return [Refusal("BREAK_SPANNED", told, merge_addresses(first.cells, second.cells), remedy)]
