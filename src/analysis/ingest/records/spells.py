"""The period of one record: a day goes into its calendar year, a printed period stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.recipe.outside import OutsideWindow, check_supplied
from analysis.ingest.words.periods import read_period
from analysis.model.window import ONE_DAY, Window, read_date


@dataclass(frozen=True)
class Spell:
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


def read_spell(recipe: Recipe, cell: Cell) -> Spell:
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
    return Spell(window, label, day, is_cut)


def find_overlap(windows: Iterable[Window]) -> tuple[Window, Window] | None:
    """Two periods that overlap without being the same; None where there are none.

    Calendar and financial years in one column would leave open where a record belongs.
    """
    every = pairwise(sorted(set(windows)))
    return next(((early, late) for early, late in every if late.start < early.end), None)


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


def _fill_year(day: date) -> Window:
    return Window(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def _cut(window: Window, supplied: Window) -> Window:
    """The days of a period inside the window supplied, both readings of its end kept."""
    start, end = max(window.start, supplied.start), min(window.end, supplied.end)
    return Window(start, end, min(window.end_latest, supplied.end_latest))
