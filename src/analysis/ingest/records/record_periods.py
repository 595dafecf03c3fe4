"""The period that each record of a list is counted in: a day's calendar year, a printed period."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.recipe.axis_labels import OutsideWindow, Recipe, check_supplied
from analysis.ingest.recipe.block import CellFault
from analysis.ingest.records.record_list import Listing
from analysis.ingest.words.periods import MONTH, read_period, recognise_period
from analysis.model.address import Address, join_addresses
from analysis.model.checks import OPEN
from analysis.model.window import ONE_DAY, Window, format_date, read_date

# A day in a form that the reader refuses is a day all the same: "5-Mar-21", "05.03.2021 10:15".
DAY_LIKE = rf"(?:[a-z]+,? )?\d{{1,4}}([-/. ])(?:\d{{1,2}}|{MONTH})\1\d{{2,4}}(?:[t ]\d{{1,2}}:.*)?"


@dataclass(frozen=True)
class RecordPeriod:
    """The days a record is counted in, and the words for them: `2018`.

    `day` is the record's own, where it says one; `is_cut` tells that a printed period reaches
    outside the window supplied.
    """

    window: Window
    label: str
    day: date | None = None
    is_cut: bool = False

    @property
    def own_days(self) -> Window:
        """The record's day, or the period that holds it."""
        return Window(self.day, self.day + ONE_DAY) if self.day else self.window


def read_record_period(recipe: Recipe, cell: Cell) -> RecordPeriod:
    """The period of a record, cut to the window supplied: a list holds nothing outside it.

    Of the year 2018 a window from 1 March keeps ten months. Days that `periods` gives to a label
    are not cut. Raises OutsideWindow where the window does not hold it, ValueError where the cell
    is blank, no period, or a day that `periods` leaves out of its year.
    """
    if not cell.text:
        raise ValueError("a record without a period")
    day = find_day(cell)
    label = str(day.year) if day else cell.text
    supplied, is_cut = recipe.window, False
    if day and not supplied.start <= day < supplied.end_latest:
        raise OutsideWindow(cell.text, supplied)
    if window := recipe.table.periods.get(label):
        check_supplied(label, window, supplied)
    else:
        recipe.note_periods(cell.text)
        window = _fill_year(day) if day else read_period(cell.text)
        if window is None:
            raise ValueError(f"{cell.text!r} is no period")
        if not window.meet(supplied):
            raise OutsideWindow(cell.text, supplied)
        is_cut = not day and _cut(window, supplied) != window
        window = _cut(window, supplied)
    if day and not window.start <= day < window.end_latest:
        raise ValueError(f"{cell.text!r} is none of the days of {label!r}, {window}")
    return RecordPeriod(window, label, day, is_cut)


def _fill_year(day: date) -> Window:
    return Window(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def _cut(window: Window, supplied: Window) -> Window:
    """The days of a period inside the window supplied, both readings of its end kept."""
    start, end = max(window.start, supplied.start), min(window.end, supplied.end)
    return Window(start, end, min(window.end_latest, supplied.end_latest))


def find_day(cell: Cell) -> date | None:
    """The one day that a cell says, a time of day left off; None where it says none."""
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    try:
        return read_date(re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?$", "", cell.text))
    except ValueError:
        return None


def is_dated(cells: Iterable[Cell]) -> bool:
    """Whether at least half of the filled cells say a day, a year or another period."""
    dated = [_says_when(cell) for cell in cells if cell.text]
    return bool(dated) and 2 * sum(dated) >= len(dated)


def _says_when(cell: Cell) -> bool:
    if find_day(cell) or recognise_period(cell.text):
        return True
    return re.fullmatch(DAY_LIKE, fold(cell.text)) is not None


def find_overlap(windows: Iterable[Window]) -> tuple[Window, Window] | None:
    """Two periods that overlap without being the same; None where there are none.

    Calendar and financial years in one column would leave open where a record belongs.
    """
    every = pairwise(sorted(set(windows)))
    return next(((early, late) for early, late in every if late.start < early.end), None)


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


def settle_end(recipe: Recipe, listing: Listing) -> tuple[Recipe, str]:
    """The recipe with a last day that may or may not be meant settled, and a note of it.

    A record of that day was supplied, so the day is meant: in the window, and in the days that
    `periods` gives to the day's own year. The recipe as it is, and no note, where none was.
    """
    if "year" not in listing.columns:
        return recipe, ""
    cells = (listing.sheet.cell(row, listing.columns["year"]) for row in listing.rows)
    days = {day for cell in cells if (day := find_day(cell))}
    table, window = recipe.table, recipe.window
    periods = {
        label: _take_in(own) if own.end in days and label == str(own.end.year) else own
        for label, own in table.periods.items()
    }
    note = ""
    if window.end_ambiguous and window.end in days:
        note = f"a record of {format_date(window.end)} shows that this day is counted"
        window = _take_in(window)
    elif periods == table.periods:
        return recipe, ""
    settled = table.model_copy(update={"window": window, "periods": periods})
    return replace(recipe, table=settled), note


def _take_in(window: Window) -> Window:
    """A window with its last day, for sure."""
    return Window(window.start, window.end_latest)


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
            "check": "label outside the window",
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
