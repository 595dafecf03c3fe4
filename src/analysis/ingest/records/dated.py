"""Columns of a list that hold dates or periods, by which its rows could be told apart in time."""

import re
from collections.abc import Iterable, Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.labels import Blame, Recipe
from analysis.ingest.records.listing import Listing
from analysis.ingest.records.spells import find_day
from analysis.ingest.words.calendars import MONTH
from analysis.ingest.words.periods import recognise_period

# A day in a form that the reader refuses is a day all the same: "5-Mar-21", "05.03.2021 10:15".
DAY_LIKE = rf"(?:[a-z]+,? )?\d{{1,4}}([-/. ])(?:\d{{1,2}}|{MONTH})\1\d{{2,4}}(?:[t ]\d{{1,2}}:.*)?"


def is_dated(cells: Iterable[Cell]) -> bool:
    """Whether at least half of the filled cells say a day, a year or another period."""
    said = [_says_when(cell) for cell in cells if cell.text]
    return bool(said) and 2 * sum(said) >= len(said)


def find_unused_dates(recipe: Recipe, listing: Listing) -> Iterator[Blame]:
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
            yield head, "this column holds dates and no `year` names it", remedy


def _says_when(cell: Cell) -> bool:
    if find_day(cell) or recognise_period(cell.text):
        return True
    return re.fullmatch(DAY_LIKE, fold(cell.text)) is not None
