"""What a list of records leaves open: keys without effect, rows that are no record, like rows."""

import re
from collections import Counter
from collections.abc import Iterator

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.block import CellFault, is_total
from analysis.ingest.recipe.subtotals import COUNTED_AGAIN
from analysis.ingest.records.record_list import Listing, RecordPeriod, is_dated
from analysis.ingest.words.footnote_marks import fold_label
from analysis.model.address import Address, join_addresses
from analysis.model.checks import AGREES, DIFFERS, OPEN, CheckKind
from analysis.model.count import NOT_ADDITIVE

MOSTLY = 0.9  # of a column of numbers nearly every value stands once
FEWEST = 10  # in fewer rows a value that stands twice says nothing of the column
OFTEN = 5  # times as often as the next value, and at least so often: more than one person's record
LONGEST_NUMBER = 20  # characters; a remark is longer
# Heads of what names one complaint: "Complaint ref", "Case no.", "ID (internal)".
NAMES = r"(?:.*\b)?(?:refs?|references?|id|identifier|numbers?|no|nr|case|complaint)\W*(?:\(.*\))?"
# What the recipe of an ordinary table may say besides.
IDLE_KEYS = ("under", "labels", "pick", "cells", "where", "gaps", "totals")
TOTAL = r"(?:grand |overall |sub-?)?totals?\b\W*\d*"  # "Total: 3"
# "Number of complaints", "No.", "Complaints", "Cases received"; a "Complaint number" is a name.
COUNTS = (
    r"(?:total )?(?:numbers?|nos?\.?|counts?|volume|how many|total)(?: of\b.*)?|"
    r"(?:complaints|cases|incidents|allegations|reports|records)(?: \w+)?"
)


def find_idle_keys(recipe: Recipe, listing: Listing, title: Cell) -> Iterator[CellFault]:
    """Keys of the recipe that say nothing of a list: what they were written for is not done."""
    for key in IDLE_KEYS:
        if getattr(recipe.table, key):
            yield CellFault(
                title, f"`{key}` says nothing of a list of records", "take it out of this table"
            )
    if recipe.table.periods and "year" not in recipe.table.records:
        yield CellFault(
            title, "`periods` says nothing of a list without `year`", "take it out of this table"
        )
    if "total" in recipe.table.records:
        yield CellFault(title, "each row of a list counts one", "take `total` out of `records`")
    cells = [(row, column) for row in listing.rows for column in listing.columns.values()]
    printed = {fold(listing.sheet.cell(*place).text) for place in cells}
    for mark in recipe.table.marks:
        if fold(mark) not in printed:
            yield CellFault(
                title, f"`marks` speaks of {mark!r}, which is never met", "take it out of `marks`"
            )


def find_no_records(recipe: Recipe, listing: Listing) -> Iterator[CellFault]:
    """What would be counted wrongly if each row were one record.

    A row of totals, a remark under the last record and the blank cells below a merged one count as
    records where a blank is declared; where a row tells of several complaints, rows are too few.
    A column that the recipe does not read is not asked about where `ignore` names its head.
    """
    ignored = {fold(words) for words in recipe.table.ignore}
    unread = {
        column: [cell for row in listing.rows if (cell := listing.sheet.cell(row, column)).text]
        for column in listing.heads
        if column not in listing.columns.values()
    }
    asked = {c: cells for c, cells in unread.items() if fold(listing.heads[c].text) not in ignored}
    yield from _find_merged(listing, {*asked, *listing.columns.values()})
    for column, cells in asked.items():
        yield from _find_totals(listing.heads[column], cells)
        yield from _find_own_counts(listing.heads[column], cells)
    if any(not fold(mark) for mark in recipe.table.marks):
        every = (cell for cells in unread.values() for cell in cells)
        yield from _find_remarks(listing, [cell for cell in every if not _is_total(cell)])


def _find_merged(listing: Listing, columns: set[int]) -> Iterator[CellFault]:
    """One record over several rows, or several records that say the same: no cell tells."""
    for span in listing.sheet.merged:
        rows = [row for row in listing.rows if span.top <= row <= span.bottom]
        across = [column for column in listing.heads if span.left <= column <= span.right]
        if rows and columns.intersection(across) and len(rows) + len(across) > 2:
            cell = listing.sheet.cell(span.top, span.left)
            problem = f"{cell.text!r} is merged over several cells of this list"
            remedy = "part the cells and write in each row what it says"
            if across[0] not in listing.columns.values():
                head = listing.heads[across[0]].text
                remedy += f", or name {head!r} under `ignore` where each row is one complaint"
            yield CellFault(cell, problem, remedy)


def _find_totals(head: Cell, cells: list[Cell]) -> Iterator[CellFault]:
    for cell in cells:
        if _is_total(cell):
            problem = f"{cell.text!r} heads a total, and its row would count as a record"
            remedy = f"name {cell.text!r} under `ignore` to leave its row out"
            yield CellFault(cell, problem, f"{remedy}, or {head.text!r} to count it")


def _find_own_counts(head: Cell, cells: list[Cell]) -> Iterator[CellFault]:
    """A column of whole numbers that says of how many complaints each row tells."""
    named = re.fullmatch(COUNTS, fold(head.text))
    if not (named and cells and all(cell.text.isdecimal() for cell in cells)):
        return
    numbers = [int(cell.text) for cell in cells]
    # Under "No." rows numbered one by one are no counts.
    numbered = re.fullmatch(r"numbers?|nos?\.?", fold(head.text)) and (
        numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )
    if set(numbers) != {1} and not numbered:
        problem = f"{head.text!r} counts more than one to a row, and each row counts one"
        remedy = "read this as a table with `columns: count`, or name "
        yield CellFault(
            head, problem, f"{remedy}{head.text!r} under `ignore` where each row is one complaint"
        )


def _find_remarks(listing: Listing, unread: list[Cell]) -> Iterator[CellFault]:
    """Rows blank in every column that is read, and elsewhere like no row that is not."""
    answered = {
        row
        for row in listing.rows
        if any(listing.sheet.cell(row, column).text for column in listing.columns.values())
    }
    looks = {(cell.column, _find_shape(cell.text)) for cell in unread if cell.row in answered}
    alike = {cell.row for cell in unread if (cell.column, _find_shape(cell.text)) in looks}
    known = answered | alike
    remarks = {cell.row: cell for cell in reversed(unread) if cell.row not in known}
    for row in sorted(remarks):
        words = remarks[row].text
        problem = f"{words!r} stands in a row in which no column that is read says anything"
        yield CellFault(
            remarks[row], problem, f"name {words!r} under `ignore` to leave the row out"
        )


def _is_total(cell: Cell) -> bool:
    return is_total(cell) or re.fullmatch(TOTAL, fold_label(cell.text)) is not None


def _find_shape(words: str) -> str:
    """The shape of a reference: `CO/123/20` and `CO/7/21` are alike."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", words))


def find_placeholders(listing: Listing, ignored: set[str]) -> Iterator[CellFault]:
    """A number that stands far more often than any other of its column: most likely no person.

    A head that `ignore` names (folded in `ignored`) is a column not to be asked about.
    """
    for column, cells in _list_other_columns(listing):
        head = listing.heads[column]
        counts = Counter(fold(cell.text) for cell in cells)
        if fold(head.text) in ignored or len(counts) <= OFTEN:
            continue
        (first, times), (_, next_times) = counts.most_common(2)
        others = [words for words in counts if words != first]
        numbers = all(
            any(sign.isdigit() for sign in words) and len(words) <= LONGEST_NUMBER
            for words in others
        )
        mostly_once = 2 * len(others) >= len(cells) - times
        if numbers and mostly_once and times >= OFTEN * next_times and times >= OFTEN:
            cell = next(cell for cell in cells if fold(cell.text) == first)
            problem = f"{cell.text!r} stands in {times} of {len(cells)} rows, no other value in "
            problem += f"more than {next_times}: a placeholder for no one person?"
            remedy = f"name {cell.text!r} under `ignore` to leave its rows out"
            yield CellFault(cell, problem, f"{remedy}, or {head.text!r} to count them")


def find_unused_dates(recipe: Recipe, listing: Listing) -> Iterator[CellFault]:
    """Columns of dates in a list read without `year`: all rows would count as in the window.

    A head that `ignore` names is a column that a person has judged to date nothing.
    """
    if "year" in listing.columns:
        return
    ignored = {fold(words) for words in recipe.table.ignore}
    for column, head in listing.heads.items():
        cells = (listing.sheet.cell(row, column) for row in listing.rows)
        if fold(head.text) not in ignored and is_dated(cells):
            remedy = f"add `year: {head.text}` to `records`, or name {head.text!r} under `ignore`"
            remedy += " where every row belongs to the window whatever it says"
            yield CellFault(head, "this column holds dates and no `year` names it", remedy)


def check_rows(recipe: Recipe, listing: Listing, file: str) -> dict:
    """The rows of the list beside those that were counted, as a row of checks.csv."""
    name, column = listing.sheet.name, listing.first_column
    people = recipe.facts["unit"] in NOT_ADDITIVE
    hidden, why = listing.count_hidden(), recipe.table.reason
    notes = [
        listing.describe_left_out(),
        f"{hidden} row{'s' * (hidden > 1)} with hidden cells: {why}" if hidden else "",
        COUNTED_AGAIN if people else "",
    ]
    out = [listing.sheet.cell(row, column).address for row in listing.left_out]
    return {
        "check": CheckKind.ROWS_OF_A_LIST,
        "table": recipe.table.name,
        "what": "rows there are beside rows counted",
        "first": str(len(listing.every_row)),
        "first_cell": str(Address(file, name, listing.format_column(column))),
        "second": str(len(listing.rows)),
        "second_cells": join_addresses(Address(file, name, address) for address in out),
        "verdict": DIFFERS if out else OPEN if people or hidden else AGREES,
        "note": "; ".join(filter(None, notes)),
    }


def compare_rows(listing: Listing, table: str, file: str) -> Iterator[dict]:
    """Rows of checks.csv: rows alike in every column, and numbers that stand more than once.

    Nothing is dropped: two complaints may be alike in all that a force says of them.
    """

    def compare(what: str, column: int, rows: list[int], words: list) -> dict:
        seen: set = set()
        later = [
            row for row, word in zip(rows, words, strict=True) if word in seen or seen.add(word)
        ]
        cells = [listing.sheet.cell(row, column).address for row in later]
        every = Address(file, listing.sheet.name, listing.format_column(column))
        return {
            "check": CheckKind.REPEATED_ROWS,
            "table": table,
            "what": what,
            "first": str(len(words)),
            "first_cell": str(every),
            "second": str(len(seen)),
            "second_cells": join_addresses(Address(file, every.sheet, cell) for cell in cells),
            "verdict": OPEN if later else AGREES,
            "note": "what stands again is named, and may be counted twice" if later else "",
        }

    words = [listing.row_words(row) for row in listing.rows]
    what = "rows counted beside those unlike any other"
    yield compare(what, listing.first_column, list(listing.rows), words)
    for column, cells in _list_other_columns(listing):
        words = [fold(cell.text) for cell in cells]
        named = re.fullmatch(NAMES, fold(listing.heads[column].text)) and set(words) != {"1"}
        mostly_once = len(words) >= FEWEST and MOSTLY * len(words) <= len(set(words))
        if (named or mostly_once) and len(set(words)) < len(words):
            what = f"values of {listing.heads[column].text!r} beside those unlike any other"
            yield compare(what, column, [cell.row for cell in cells], words)


def check_edges(
    recipe: Recipe, listing: Listing, periods: dict[int, RecordPeriod], file: str
) -> list[dict]:
    """A row of checks.csv for each printed period that reaches outside the window supplied.

    Of its year a list may hold all the records or only those in the window: it does not say.
    """
    column, sheet = listing.columns.get("year"), listing.sheet
    rows: dict[str, list[int]] = {}
    for row, period in periods.items():
        if period.is_cut:
            rows.setdefault(period.label, []).append(row)
    return [
        {
            "check": CheckKind.LABEL_OUTSIDE,
            "table": recipe.table.name,
            "what": f"days of {label!r} in the window supplied",
            "first": str(recipe.window),
            "first_cell": "response.yaml window",
            "second": str(periods[members[0]].window),
            "second_cells": join_addresses(
                Address(file, sheet.name, sheet.cell(row, column).address) for row in members
            ),
            "verdict": OPEN,
            "note": f"label reaches outside the window; if its rows do not, say the days of "
            f"{label!r} under `periods`",
        }
        for label, members in rows.items()
    ]


def _list_other_columns(listing: Listing) -> Iterator[tuple[int, list[Cell]]]:
    """The filled cells of each column that the recipe does not read, in the rows counted."""
    for column in listing.heads:
        if column not in listing.columns.values():
            cells = [listing.sheet.cell(row, column) for row in listing.rows]
            yield column, [cell for cell in cells if cell.text]
