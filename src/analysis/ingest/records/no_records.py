"""Rows of a list that are no one record, and columns that count more than one to a row.

A row of totals, a remark under the last record and the blank cells below a merged one count as
records where a blank is declared; where a row tells of several complaints, rows are too few.
"""

import re
from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.block import is_total
from analysis.ingest.recipe.labels import Blame, Recipe
from analysis.ingest.records.listing import Listing

TOTAL = r"(?:grand |overall |sub-?)?totals?\b\W*\d*"  # "Total: 3"
# "Number of complaints", "No.", "Complaints", "Cases received"; a "Complaint number" is a name.
COUNTS = (
    r"(?:total )?(?:numbers?|nos?\.?|counts?|volume|how many|total)(?: of\b.*)?|"
    r"(?:complaints|cases|incidents|allegations|reports|records)(?: \w+)?"
)


def find_no_records(recipe: Recipe, listing: Listing) -> Iterator[Blame]:
    """What would be counted wrongly if each row were one record.

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


def _find_merged(listing: Listing, columns: set[int]) -> Iterator[Blame]:
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
            yield cell, problem, remedy


def _find_totals(head: Cell, cells: list[Cell]) -> Iterator[Blame]:
    for cell in cells:
        if _is_total(cell):
            problem = f"{cell.text!r} heads a total, and its row would count as a record"
            remedy = f"name {cell.text!r} under `ignore` to leave its row out"
            yield cell, problem, f"{remedy}, or {head.text!r} to count it"


def _find_own_counts(head: Cell, cells: list[Cell]) -> Iterator[Blame]:
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
        yield head, problem, f"{remedy}{head.text!r} under `ignore` where each row is one complaint"


def _find_remarks(listing: Listing, unread: list[Cell]) -> Iterator[Blame]:
    """Rows blank in every column that is read, and elsewhere like no row that is not."""
    told = {
        row
        for row in listing.rows
        if any(listing.sheet.cell(row, column).text for column in listing.columns.values())
    }
    looks = {(cell.column, _look(cell.text)) for cell in unread if cell.row in told}
    alike = {cell.row for cell in unread if (cell.column, _look(cell.text)) in looks}
    known = told | alike
    remarks = {cell.row: cell for cell in reversed(unread) if cell.row not in known}
    for row in sorted(remarks):
        words = remarks[row].text
        problem = f"{words!r} stands in a row in which no column that is read says anything"
        yield remarks[row], problem, f"name {words!r} under `ignore` to leave the row out"


def _is_total(cell: Cell) -> bool:
    return is_total(cell) or re.fullmatch(TOTAL, fold(cell.text)) is not None


def _look(words: str) -> str:
    """The shape of a reference: `CO/123/20` and `CO/7/21` are alike."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", words))
