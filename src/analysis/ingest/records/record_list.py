"""Where a list of records lies: one row a complaint, under heads that the recipe names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from openpyxl.utils import get_column_letter

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.axis_labels import Blame, OutsideWindow, Recipe, check_supplied
from analysis.ingest.recipe.block import DEEPEST_HEADER, is_total, resembles
from analysis.ingest.words.periods import MONTH, read_period, recognise_period
from analysis.model.reply import Table
from analysis.model.window import ONE_DAY, Window, read_date


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
        return sorted((*self.rows, *self.left_out))

    def spell_column(self, column: int) -> str:
        """The cells of one column over the whole list, `C2:C241`."""
        letter, rows = get_column_letter(column + 1), self.every_row
        return f"{letter}{rows[0] + 1}:{letter}{rows[-1] + 1}"

    def tell_left_out(self) -> str:
        """How many rows `ignore` left out, and for which words; nothing where there are none."""
        if not self.left_out:
            return ""
        words = " and ".join(map(repr, dict.fromkeys(self.left_out.values())))
        count = len(self.left_out)
        return f"{count} row{'s' if count > 1 else ''} left out: {words}"

    def row_words(self, row: int) -> tuple[str, ...]:
        """What a row says, column by column."""
        return tuple(self.sheet.cell(row, column).text for column in self.heads)


def locate_listing(recipe: Recipe, sheet: Sheet, title: Cell) -> tuple[Listing | None, list[Blame]]:
    """The list whose heads stand in the title's own row or within ten rows below.

    None where a head is missing or stands there twice; each of those is blamed. So are records
    that stand below the blank row that ends the list, and words of `ignore` that are never met.
    """
    table = recipe.table
    heads, columns, blames = _find_heads(table, sheet, title)
    if blames:
        return None, blames
    mapped = set(columns.values())
    start = next(iter(heads.values())).row + 1
    while start < sheet.height and not _is_filled(sheet, start, heads):
        start += 1  # a blank row may part the heads from the list
    end = start
    while end < sheet.height and _is_filled(sheet, end, heads):
        end += 1
    if start == end:
        remedy = "mend `find` or `records` of this table in response.yaml"
        return None, [(title, "no record follows the heads of this list", remedy)]
    ignored = {fold(words): words for words in table.ignore}
    left_out = {
        row: words for row in range(start, end) if (words := _meet(sheet, row, heads, ignored))
    }
    rows = tuple(row for row in range(start, end) if row not in left_out)
    listing = Listing(sheet, heads, columns, rows, left_out)
    blames = list(_look_below(recipe, listing, end, mapped, ignored))
    # Under the list too: a row of totals that `ignore` names may stand apart from it.
    met = {
        fold(sheet.cell(row, column).text)
        for row in range(start - 1, sheet.height)
        for column in heads
    } | {fold(head.text) for head in heads.values()}
    blames += [
        (title, f"`ignore` names {words!r}, which no cell of this list says", "mend `ignore`")
        for key, words in ignored.items()
        if key not in met
    ]
    return listing, blames


def _find_heads(
    table: Table, sheet: Sheet, title: Cell
) -> tuple[dict[int, Cell], dict[str, int], list[Blame]]:
    """The row in which most of the wanted heads stand, and what is wrong with any of them."""
    wanted = {axis: fold(words) for axis, words in table.records.items()}
    rows = range(title.row, min(title.row + 1 + DEEPEST_HEADER, sheet.height))
    lines = {row: [sheet.cell(row, column) for column in range(sheet.width)] for row in rows}
    top = max(lines, key=lambda row: len({fold(c.text) for c in lines[row]} & {*wanted.values()}))
    places = {
        axis: [cell for cell in lines[top] if fold(cell.text) == words]
        for axis, words in wanted.items()
    }
    blames = []
    for axis, found in places.items():
        if len(found) == 1:
            continue
        words = table.records[axis]
        problem = f"no head near this title says {words!r}"
        if found:
            problem = f"{words!r} heads more than one column ({found[1].address} as well)"
        remedy = f"write under `records` the head of the column of `{axis}` as it is printed"
        blames.append((found[0] if found else title, problem, remedy))
    if blames:
        return {}, {}, blames
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


def _meet(sheet: Sheet, row: int, heads: dict[int, Cell], ignored: dict[str, str]) -> str:
    """The first words of `ignore` that a cell of the row says, as the recipe writes them."""
    texts = (fold(sheet.cell(row, column).text) for column in heads)
    return next((ignored[text] for text in texts if text in ignored), "")


def _look_below(
    recipe: Recipe, listing: Listing, end: int, mapped: set[int], ignored: dict[str, str]
) -> Iterator[Blame]:
    """The first record below the blank row that ends the list: it would be lost in silence.

    A remark under a list fills one cell; a record fills more, or says a label of its column.
    """
    sheet, axes = listing.sheet, {column: axis for axis, column in listing.columns.items()}
    others = [other.find for other in recipe.response.tables if other is not recipe.table]
    for row in range(end, sheet.height):
        cells = [sheet.cell(row, column) for column in listing.heads]
        if any(resembles(cell.text, words) for cell in cells for words in others):
            return
        filled = [cell for cell in cells if cell.text and cell.column in mapped]
        if not filled or _meet(sheet, row, listing.heads, ignored):
            continue
        if len(filled) > 1 or recipe.is_label(axes[filled[0].column], filled[0]):
            problem = f"{filled[0].text!r} stands below the end of the list and would not be read"
            remedy = "take out the blank row above, or name words of this row under `ignore`"
            yield filled[0], problem, remedy
            return


# Rows of a list that are no one record, and columns that count more than one to a row.
#
# A row of totals, a remark under the last record and the blank cells below a merged one count as
# records where a blank is declared; where a row tells of several complaints, rows are too few.

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


# The period of one record: a day goes into its calendar year, a printed period stands.


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


# Columns of a list that hold dates or periods, by which its rows could be told apart in time.

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
