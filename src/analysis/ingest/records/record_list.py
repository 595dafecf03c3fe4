"""A list of records, one row a complaint: where it lies, and the period each row is counted in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from analysis.ingest.files.sheet import Cell, Sheet, fold, format_value, name_runs
from analysis.ingest.recipe.axis_labels import OutsideWindow, Recipe, check_supplied
from analysis.ingest.recipe.block import DEEPEST_HEADER, CellFault
from analysis.ingest.recipe.locate import resembles_title
from analysis.ingest.words.periods import MONTH, read_period, recognise_period
from analysis.model.reply import Table
from analysis.model.window import ONE_DAY, Window, format_date, read_date

# A day in a form that the reader refuses is a day all the same: "5-Mar-21", "05.03.2021 10:15".
_DAY_LIKE = rf"(?:[a-z]+,? )?\d{{1,4}}([-/. ])(?:\d{{1,2}}|{MONTH})\1\d{{2,4}}(?:[t ]\d{{1,2}}:.*)?"

_TYPED = r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b"  # a day, or its month, first


@dataclass(frozen=True)
class Listing:
    """A list's sheet, its heads by column, the column of each axis, and its rows, zero-based.

    `rows` are counted; `left_out` are rows in which the recipe's `ignore` names a cell.
    """

    sheet: Sheet
    heads: dict[int, Cell]
    columns: dict[str, int]
    rows: tuple[int, ...]
    left_out: dict[int, str]

    @property
    def first_column(self) -> int:
        """The column that stands for a whole row in an address: the periods', where there is one.

        Any other column read will do where the list prints no periods.
        """
        return self.columns.get("year", next(iter(self.columns.values())))

    @property
    def every_row(self) -> list[int]:
        """The rows counted and the rows left out, from the top down."""
        return sorted((*self.rows, *self.left_out))

    def format_column(self, column: int) -> str:
        """The cells of one column over the whole list, `C2:C241`."""
        rows, number = self.every_row, self.sheet.numbering.format_place
        return f"{number(rows[0], column)}:{number(rows[-1], column)}"

    def format_rows(self, column: int, rows: Iterable[int]) -> str:
        """The cells of one column in some rows, `C2:C4 C7`, as spreadsheets write a selection."""
        letter, lines = self.sheet.numbering.format_column(column), self.sheet.numbering.rows
        return " ".join(name_runs(map(lines.number, rows), lambda row: f"{letter}{row + 1}"))

    def count_hidden(self) -> int:
        """How many of the rows counted are hidden in the workbook, or have hidden words."""
        hidden = {row for row, column in self.sheet.revealed if column in self.heads}
        return len(hidden.intersection(self.rows))

    def describe_left_out(self) -> str:
        """How many rows `ignore` left out, and for which words; nothing where there are none."""
        if not self.left_out:
            return ""
        words = " and ".join(map(repr, dict.fromkeys(self.left_out.values())))
        count = len(self.left_out)
        return f"{count} row{'s' if count > 1 else ''} left out: {words}"

    def row_words(self, row: int) -> tuple[str, ...]:
        """What a row says, column by column."""
        return tuple(self.sheet.cell(row, column).text for column in self.heads)


def locate_listing(
    recipe: Recipe, sheet: Sheet, title: Cell
) -> tuple[Listing | None, list[CellFault]]:
    """The list whose heads stand in the title's own row or within ten rows below.

    None where a head is missing or stands there twice; each of those is blamed. So are records
    that stand below the blank row that ends the list, and words of `ignore` that are never met.
    """
    table = recipe.table
    heads, columns, faults = _find_heads(table, sheet, title)
    if faults:
        return None, faults
    mapped = set(columns.values())
    start = next(iter(heads.values())).row + 1
    while start < sheet.height and not _is_filled(sheet, start, heads):
        start += 1  # a blank row may part the heads from the list
    end = start
    while end < sheet.height and (_is_filled(sheet, end, heads) or end in sheet.page_lines):
        end += 1
    if start == end:
        remedy = "mend `find` or `records` of this table in response.yaml"
        return None, [CellFault(title, "no record follows the heads of this list", remedy)]
    ignored = {fold(words): words for words in table.ignore}
    left_out = {
        row: words
        for row in range(start, end)
        if (words := _find_ignored(sheet, row, heads, ignored) or _find_break(sheet, row, heads))
    }
    rows = tuple(row for row in range(start, end) if row not in left_out)
    lines = [cell for row in rows if (cell := _find_lone_period(sheet, row, heads, columns))]
    rows = tuple(row for row in rows if row not in {cell.row for cell in lines})
    listing = Listing(sheet, heads, columns, rows, left_out)
    faults = [_blame_lone_periods(lines)] if lines else []
    faults += _find_below(recipe, listing, end, mapped, ignored)
    # Under the list too: a row of totals that `ignore` names may stand apart from it.
    printed = {
        fold(sheet.cell(row, column).text)
        for row in range(start - 1, sheet.height)
        for column in heads
    } | {fold(head.text) for head in heads.values()}
    faults += [
        CellFault(
            title, f"`ignore` names {words!r}, which no cell of this list says", "mend `ignore`"
        )
        for key, words in ignored.items()
        if key not in printed
    ]
    return listing, faults


def _find_heads(
    table: Table, sheet: Sheet, title: Cell
) -> tuple[dict[int, Cell], dict[str, int], list[CellFault]]:
    """The row in which most of the wanted heads stand, and what is wrong with any of them."""
    wanted = {axis: fold(words) for axis, words in table.records.items()}
    rows = range(title.row, min(title.row + 1 + DEEPEST_HEADER, sheet.height))
    lines = {row: [sheet.cell(row, column) for column in range(sheet.width)] for row in rows}
    top = max(lines, key=lambda row: len({fold(c.text) for c in lines[row]} & {*wanted.values()}))
    places = {
        axis: [cell for cell in lines[top] if fold(cell.text) == words]
        for axis, words in wanted.items()
    }
    faults = []
    for axis, found in places.items():
        if len(found) == 1:
            continue
        words = table.records[axis]
        problem = f"no head near this title says {words!r}"
        if found:
            problem = f"{words!r} heads more than one column ({found[1].address} as well)"
        remedy = f"write under `records` the head of the column of `{axis}` as it is printed"
        faults.append(CellFault(found[0] if found else title, problem, remedy))
    if faults:
        return {}, {}, faults
    columns = {axis: found[0].column for axis, found in places.items()}
    first, last = min(columns.values()), max(columns.values())
    while first > 0 and lines[top][first - 1].text:
        first -= 1
    while last + 1 < sheet.width and lines[top][last + 1].text:
        last += 1
    heads = {cell.column: cell for cell in lines[top][first : last + 1] if cell.text}
    return heads, columns, []


def _is_filled(sheet: Sheet, row: int, heads: dict[int, Cell]) -> bool:
    cells = (sheet.cell(row, column) for column in heads)
    return any(cell.text or cell.remark for cell in cells)


def _find_ignored(sheet: Sheet, row: int, heads: dict[int, Cell], ignored: dict[str, str]) -> str:
    """The first words of `ignore` that a cell of the row says, as the recipe writes them."""
    texts = (fold(sheet.cell(row, column).text) for column in heads)
    return next((ignored[text] for text in texts if text in ignored), "")


def _find_break(sheet: Sheet, row: int, heads: dict[int, Cell]) -> str:
    """The first words of a row that numbers a page or says the heads again; blank for a record."""
    says_heads = all(fold(sheet.cell(row, c).text) == fold(head.text) for c, head in heads.items())
    if row in sheet.page_lines or says_heads:
        return next((text for value in sheet.rows[row] if (text := format_value(value))), "")
    return ""


def _find_lone_period(
    sheet: Sheet, row: int, heads: dict[int, Cell], columns: dict[str, int]
) -> Cell | None:
    """The first cell of a row that holds a year or months and nothing else: it is no record."""
    filled = [cell for column in heads if (cell := sheet.cell(row, column)).text]
    if len(filled) != 1 or len(heads) < 2 or filled[0].column != min(heads):
        return None
    period = recognise_period(filled[0].text)
    is_line = period and not period.day and filled[0].column != columns.get("year")
    return filled[0] if is_line else None


def _blame_lone_periods(lines: list[Cell]) -> CellFault:
    words = list(dict.fromkeys(cell.text for cell in lines))
    more = f" (and {len(lines) - 1} more such lines)" if len(lines) > 1 else ""
    quoted = ", ".join(f'"{text}"' for text in words)
    return CellFault(
        lines[0],
        f"a line among the records says {lines[0].text!r} and nothing else{more}",
        f"leave such lines out, `ignore: [{quoted}]`; to count by them, write what they say beside "
        "each record in a copy of the file, under a head of its own",
    )


def _find_below(
    recipe: Recipe, listing: Listing, end: int, mapped: set[int], ignored: dict[str, str]
) -> Iterator[CellFault]:
    """The first record below the blank row that ends the list: it would be lost in silence.

    A remark under a list fills one cell; a record fills more, or says a label of its column.
    """
    sheet, axes = listing.sheet, {column: axis for axis, column in listing.columns.items()}
    others = [other.find for other in recipe.reply.tables if other is not recipe.table]
    for row in range(end, sheet.height):
        cells = [sheet.cell(row, column) for column in listing.heads]
        if any(resembles_title(cell.text, words) for cell in cells for words in others):
            return
        filled = [cell for cell in cells if cell.text and cell.column in mapped]
        if not filled or _find_ignored(sheet, row, listing.heads, ignored):
            continue
        if len(filled) > 1 or recipe.is_label(axes[filled[0].column], filled[0]):
            problem = f"{filled[0].text!r} stands below the end of the list and would not be read"
            remedy = "take out the blank row above, or name words of this row under `ignore`"
            yield CellFault(filled[0], problem, remedy)
            return


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
    day = _find_day(cell)
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


def _find_day(cell: Cell) -> date | None:
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
    dated = [_has_period(cell) for cell in cells if cell.text]
    return bool(dated) and 2 * sum(dated) >= len(dated)


def find_month_first(cells: Iterable[Cell]) -> list[Cell]:
    """The days of a column that may be read in the wrong order of day and month.

    In `06/25/2019` the month stands first, and so it may in `02/03/2018` beside it. Where a
    spreadsheet took days for dates up to the 12th alone and left the others as text, it read the
    month where the day stands.
    """
    filled = [cell for cell in cells if cell.text]
    typed = {n: found for n, cell in enumerate(filled) if (found := re.match(_TYPED, cell.text))}
    orders = {n: (int(found[1]), int(found[2])) for n, found in typed.items()}
    stored = {n: cell.value for n, cell in enumerate(filled) if isinstance(cell.value, date)}
    month_first = {n for n, (first, second) in orders.items() if first <= 12 < second <= 31}
    late = {n for n, pair in orders.items() if max(pair) > 12}
    swapped = len(late) == len(orders) > 0 and all(day.day <= 12 for day in stored.values())
    open_days = {n for n, (first, second) in orders.items() if max(first, second) <= 12}
    if swapped and stored:
        open_days |= {n for n, day in stored.items() if day.day != day.month}
    elif not month_first:
        return []
    return [filled[n] for n in sorted(month_first | open_days)]


def _has_period(cell: Cell) -> bool:
    if _find_day(cell) or recognise_period(cell.text):
        return True
    return re.fullmatch(_DAY_LIKE, fold(cell.text)) is not None


def find_overlap(windows: Iterable[Window]) -> tuple[Window, Window] | None:
    """Two periods that overlap without being the same; None where there are none.

    Calendar and financial years in one column would leave open where a record belongs.
    """
    every = pairwise(sorted(set(windows)))
    return next(((early, late) for early, late in every if late.start < early.end), None)


def settle_end(recipe: Recipe, listing: Listing) -> tuple[Recipe, str]:
    """The recipe with a last day that may or may not be meant settled, and a note of it.

    A record of that day was supplied, so the day is meant: in the window, and in the days that
    `periods` gives to the day's own year. The recipe as it is, and no note, where none was.
    """
    if "year" not in listing.columns:
        return recipe, ""
    cells = (listing.sheet.cell(row, listing.columns["year"]) for row in listing.rows)
    days = {day for cell in cells if (day := _find_day(cell))}
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
