"""What a list of records leaves open: keys without effect, rows left out, like rows."""

import re
from collections import Counter
from collections.abc import Iterator

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.recipe.axis_labels import Blame, Recipe
from analysis.ingest.recipe.subtotals import COUNTED_AGAIN
from analysis.ingest.records.record_list import Listing
from analysis.model.address import Address, join_addresses
from analysis.model.checks import AGREES, DIFFERS, OPEN
from analysis.model.count import NOT_ADDITIVE

MOSTLY = 0.9  # of a column of numbers nearly every value stands once
FEWEST = 10  # in fewer rows a value that stands twice says nothing of the column
OFTEN = 5  # times as often as the next value, and at least so often: more than one person's record
LONGEST_NUMBER = 20  # characters; a remark is longer
# Heads of what names one complaint: "Complaint ref", "Case no.", "ID (internal)".
NAMES = r"(?:.*\b)?(?:refs?|references?|id|identifier|numbers?|no|nr|case|complaint)\W*(?:\(.*\))?"
# What the recipe of an ordinary table may say besides.
IDLE_KEYS = ("under", "labels", "pick", "cells", "where", "gaps", "totals")


def find_idle_keys(recipe: Recipe, listing: Listing, title: Cell) -> Iterator[Blame]:
    """Keys of the recipe that say nothing of a list: what they were written for is not done."""
    for key in IDLE_KEYS:
        if getattr(recipe.table, key):
            yield title, f"`{key}` says nothing of a list of records", "take it out of this table"
    if recipe.table.periods and "year" not in recipe.table.records:
        yield title, "`periods` says nothing of a list without `year`", "take it out of this table"
    if "total" in recipe.table.records:
        yield title, "each row of a list counts one", "take `total` out of `records`"
    cells = [(row, column) for row in listing.rows for column in listing.columns.values()]
    met = {fold(listing.sheet.cell(*place).text) for place in cells}
    for mark in recipe.table.marks:
        if fold(mark) not in met:
            yield title, f"`marks` speaks of {mark!r}, which is never met", "take it out of `marks`"


def check_rows(recipe: Recipe, listing: Listing, file: str) -> dict:
    """The rows of the list beside those that were counted, as a row of checks.csv."""
    name, column = listing.sheet.name, listing.first_column
    people = recipe.fact("unit") in NOT_ADDITIVE
    hidden = len(listing.sheet.hidden_rows.intersection(listing.rows))
    notes = [
        listing.tell_left_out(),
        f"{hidden} hidden row{'s are' if hidden > 1 else ' is'} counted" if hidden else "",
        COUNTED_AGAIN if people else "",
    ]
    out = [listing.sheet.cell(row, column).address for row in listing.left_out]
    return {
        "check": "rows of a list",
        "table": recipe.table.name,
        "what": "rows there are beside rows counted",
        "first": str(len(listing.every_row)),
        "first_cell": str(Address(file, name, listing.spell_column(column))),
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
        every = Address(file, listing.sheet.name, listing.spell_column(column))
        return {
            "check": "repeated rows",
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


def find_placeholders(listing: Listing, ignored: set[str]) -> Iterator[Blame]:
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
            yield cell, problem, f"{remedy}, or {head.text!r} to count them"


def _list_other_columns(listing: Listing) -> Iterator[tuple[int, list[Cell]]]:
    """The filled cells of each column that the recipe does not read, in the rows counted."""
    for column in listing.heads:
        if column not in listing.columns.values():
            cells = [listing.sheet.cell(row, column) for row in listing.rows]
            yield column, [cell for cell in cells if cell.text]
