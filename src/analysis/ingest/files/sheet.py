"""A sheet of cells as a person sees it: every cell keeps its address, its value and its text.

What is hidden is not in it. Its visible lines adjoin, and are counted from 0; the numbering says
which line of the file each of them is, so that every address is the file's own.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter, range_boundaries

# What is set on every page, whatever stands there, and what is set at a break of the page.
_OF = r"(?:of|/) ?\d+"
_PAGE = re.compile(  # `Sheet 2` and `P.1` may be titles or labels
    rf"(?i)\W*(?:page|pg\.?) ?\d+(?: ?{_OF})?\W*|\W*(?:p\.|sheet) ?\d+ ?{_OF}\W*|"
    r"[-–—(\[]\W*(?:p\.|sheet) ?\d+\W+"
)
_BREAK = re.compile(r"(?i)\W*(?:\d+ ?of ?\d+\W*|(?:table continue[sd]|continued?)\b.{0,40})")
_CONTINUED = re.compile(r"(?i)\W*\b(?:continued|cont'?d?\b\.?)\W*$")


@dataclass(frozen=True)
class Lines:
    """The rows, or the columns, of a sheet: which of the file's lines are left out as hidden.

    `hidden` are the runs of them in order, counted from 0, no two of which adjoin.
    """

    hidden: tuple[range, ...] = ()

    @classmethod
    def without(cls, hidden: Iterable[range]) -> "Lines":
        """All lines but these, given in any order and perhaps twice."""
        runs: list[range] = []
        for run in sorted(hidden, key=lambda run: run.start):
            if runs and run.start <= runs[-1].stop:
                run = range(runs[-1].start, max(runs.pop().stop, run.stop))
            runs.append(run)
        return cls(tuple(runs))

    @cached_property
    def _before(self) -> list[int]:
        """How many lines are hidden before each run, and before the end."""
        return list(accumulate(map(len, self.hidden), initial=0))

    @cached_property
    def places(self) -> list[int]:
        """The visible line that each run stands before."""
        return [run.start - before for run, before in zip(self.hidden, self._before, strict=False)]

    def number(self, line: int) -> int:
        """The number in the file of a visible line."""
        if not self.hidden:
            return line
        return line + self._before[bisect_right(self.places, line)]

    def find(self, number: int) -> int:
        """The visible line of this number, or the next one where it is hidden."""
        if not self.hidden:
            return number
        runs = bisect_right(self.hidden, number, key=lambda run: run.start)
        inside = runs and number < self.hidden[runs - 1].stop
        return self.places[runs - 1] if inside else number - self._before[runs]

    def is_hidden(self, number: int) -> bool:
        runs = bisect_right(self.hidden, number, key=lambda run: run.start)
        return bool(runs) and number < self.hidden[runs - 1].stop

    def cut(self, size: int) -> "Lines":
        """The same for a file of so many lines: what is hidden behind them is no matter."""
        runs = (range(run.start, min(run.stop, size)) for run in self.hidden)
        return Lines(tuple(run for run in runs if run))

    def list_seen(self, size: int) -> list[range]:
        """The runs of visible lines among the file's first `size`."""
        edges = [0, *(edge for run in self.hidden for edge in (run.start, run.stop)), size]
        runs = (range(edges[n], min(edges[n + 1], size)) for n in range(0, len(edges), 2))
        return [run for run in runs if run]

    def keep(self, values: list) -> list:
        """Of a list with an entry for each of the file's lines, the visible ones."""
        kept, start = [], 0
        for run in self.hidden:
            kept += values[start : run.start]
            start = run.stop
        return kept + values[start:]


@dataclass(frozen=True)
class Numbering:
    """The addresses that the file gives to the places of a sheet; a place is (row, column)."""

    rows: Lines = Lines()
    columns: Lines = Lines()

    def format_row(self, row: int) -> str:
        return str(self.rows.number(row) + 1)

    def format_column(self, column: int) -> str:
        return get_column_letter(self.columns.number(column) + 1)

    def format_place(self, row: int, column: int) -> str:
        return format_address(self.rows.number(row), self.columns.number(column))

    def find_place(self, address: str) -> tuple[int, int]:
        """The place of the first cell of `B5` or `B5:D9`."""
        row, column = read_address(address)
        return self.rows.find(row), self.columns.find(column)

    def find_places(self, selection: str) -> list[tuple[int, int]]:
        """Every place of `C2:C4 C7`, hidden cells within left out."""
        places = []
        for part in selection.split():
            left, top, right, bottom = range_boundaries(part)
            rows, columns = (
                range(lines.find(first - 1), lines.find(last))
                for lines, first, last in ((self.rows, top, bottom), (self.columns, left, right))
            )
            places += [(row, column) for row in rows for column in columns]
        return places

    def hides(self, row: int, column: int) -> bool:
        """Whether the file's own row and column are not seen."""
        return self.rows.is_hidden(row) or self.columns.is_hidden(column)

    def shows_any(self, cells: str) -> bool:
        """Whether any cell of a range such as `$A$1:$B$5`, `A:A` or `3:4` is seen."""
        try:
            left, top, right, bottom = range_boundaries(cells)
        except (TypeError, ValueError):
            return False
        down = top is None or self.rows.find(top - 1) < self.rows.find(bottom)
        across = left is None or self.columns.find(left - 1) < self.columns.find(right)
        return down and across


AS_COUNTED = Numbering()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: zero-based row and column, the value as stored and the words a person sees.

    `remark` says why the value cannot be trusted as it is, blank where nothing speaks against it.
    """

    row: int
    column: int
    value: Any
    remark: str = ""
    numbering: Numbering = field(default=AS_COUNTED, repr=False, compare=False)

    @property
    def address(self) -> str:
        return self.numbering.format_place(self.row, self.column)

    @property
    def text(self) -> str:
        return format_value(self.value)


class Span(NamedTuple):
    """A merged rectangle of cells, zero-based, all four edges inside it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Concealed:
    """Where a sheet's file has cells with words that nobody sees; the words are not here.

    `cells` are their columns by row, and `filtered` the rows that a filter left on hides, both by
    the file's own numbers.
    """

    cells: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    filtered: tuple[range, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Rows of visible cells, blank ends left off; reading outside them gives a blank cell.

    Values are what a person sees, not always what is stored. `remarks` says of single cells, by
    (row, column), what their value does not show: a formula that was never calculated, a
    formula's error. `notices` is worth telling of a cell and puts nothing in its way: struck-out
    words that were left out, a number rounded as it is shown; `unrounded` is what that number was
    before, and printed sums are held to it. `revealed` are the places of hidden
    cells that were read all the same, because a recipe says so.
    """

    name: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[Span, ...] = ()
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notices: Mapping[tuple[int, int], str] = field(default_factory=dict)
    unrounded: Mapping[tuple[int, int], float] = field(default_factory=dict)
    numbering: Numbering = AS_COUNTED
    concealed: Concealed = Concealed()
    revealed: frozenset[tuple[int, int]] = frozenset()

    @property
    def height(self) -> int:
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        value = self.rows[row][column] if inside else None
        remark = self.remarks.get((row, column), "") if self.remarks else ""
        return Cell(row, column, value, remark, self.numbering)

    def text(self, row: int, column: int) -> str:
        """The words of a cell: `cell(row, column).text`, for those who ask for many."""
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return format_value(self.rows[row][column]) if inside else ""

    @cached_property
    def page_lines(self) -> frozenset[int]:
        """Rows of one text that belong to the printed page, and not to what is printed on it.

        They number the page; or, where nothing else parts two rows of a table, they say
        `continued` or what stood over its heads, and the heads stand beneath once more.
        """
        filled = [[n for n, value in enumerate(r) if value not in (None, "")] for r in self.rows]
        texts = {
            row: self.cell(row, columns[0]).text
            for row, columns in enumerate(filled)
            if len(columns) == 1 and isinstance(self.rows[row][columns[0]], str)
        }
        wide = [row for row, columns in enumerate(filled) if len(columns) > 1]
        # Pages may be what a table counts: then a line with the number of one is a row of it.
        counted = any(_PAGE.fullmatch(self.cell(row, filled[row][0]).text) for row in wide)
        found = {row for row, text in texts.items() if _PAGE.fullmatch(text) and not counted}
        rest = {row: _CONTINUED.sub("", fold(text)) for row, text in texts.items()}
        twice = {text for text, count in Counter(rest.values()).items() if count > 1}
        likely = {
            row
            for row, text in texts.items()
            if rest[row] in twice or rest[row] != fold(text) or _BREAK.fullmatch(text)
        } - found
        if not likely:
            return frozenset(found)
        # Where each row of several cells last stood, and what stood over it.
        over: dict[tuple[Any, ...], tuple[int, list[str]]] = {}
        for last, row, label in zip([-1, *wide], wide, [*wide[1:], None], strict=False):
            lines = [n for n in range(last + 1, row) if n in texts and n not in found]
            said = [rest[n] for n in lines]
            if label is not None and self.rows[row] in over and likely.issuperset(lines):
                place, titles = over[self.rows[row]]
                first = filled[label][0]
                labels = {self.cell(n, first).text for n in range(place + 1, row)}
                end = next((n for n in wide if n > row and self.rows[n] == self.rows[row]), None)
                beneath = [n for n in wide if row < n and (end is None or n < end)]
                again = labels.intersection(self.cell(n, first).text for n in beneath)
                is_new = all("total" in fold(text) for text in again)
                if is_new and all(_is_said(texts[n], rest[n], titles) for n in lines):
                    found.update(lines)
                    said = titles
            over[self.rows[row]] = row, said
        return frozenset(found)

    def conceals(self, row: int, column: int) -> bool:
        """Whether a visible place, blank here, has words in the file that nobody sees."""
        cells = self.concealed.cells.get(self.numbering.rows.number(row), ())
        return self.numbering.columns.number(column) in cells

    def filled(self) -> Iterator[Cell]:
        """The cells with any words or with a remark, row by row."""
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values):
                if value in (None, "") and (row, column) not in self.remarks:
                    continue  # most cells of a sheet: not worth a Cell each
                cell = self.cell(row, column)
                if cell.text or cell.remark:
                    yield cell


def _is_said(text: str, rest: str, titles: list[str]) -> bool:
    """Whether a line says that a table goes on, or one of its titles, or how one begins."""
    is_cut = rest != fold(text)
    return bool(_BREAK.fullmatch(text)) or any(
        title == rest or (is_cut and title.startswith(rest)) for title in titles
    )


def format_address(row: int, column: int) -> str:
    """`B5` for row 4 and column 1, both counted from 0."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def read_address(address: str) -> tuple[int, int]:
    """The row and column of the first cell of `B5` or `B5:D9`, both counted from 0.

    >>> read_address("B5:D9")
    (4, 1)
    """
    left, top, _, _ = range_boundaries(address)
    return top - 1, left - 1


# Asked for again and again, and most values of a workbook are few. Typed: TRUE equals 1.
@lru_cache(maxsize=2**13, typed=True)
def format_value(value: Any) -> str:
    """The words of a value: whole numbers without a point, dates as ISO days, blank as ''."""
    if isinstance(value, str):
        return " ".join(value.split())
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def name_runs(
    lines: Iterable[int], format_line: Callable[[int], str], between: str = ":"
) -> tuple[str, ...]:
    """Lines that follow one another as one.

    >>> name_runs([6, 2, 3, 4], str)
    ('2:4', '6')
    """
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return tuple(
        format_line(first) if first == last else f"{format_line(first)}{between}{format_line(last)}"
        for first, last in runs
    )


def fold(text: str) -> str:
    """Case and spaces do not tell two labels apart."""
    return " ".join(text.split()).casefold()


def format_ranges(
    cells: Iterable[tuple[int, int]], numbering: Numbering = AS_COUNTED
) -> tuple[str, ...]:
    """The rectangles that zero-based (row, column) cells fill, top to bottom, as the file has them.

    >>> format_ranges([(4, 1), (4, 2), (5, 1), (5, 2), (9, 0)])
    ('B5:C6', 'A10')
    """
    rows, columns = numbering.rows, numbering.columns
    numbered = sorted({(rows.number(row), columns.number(column)) for row, column in cells})
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}  # (left, right): (top, bottom)
    closed: list[tuple[int, int, int, int]] = []
    for row, runs in groupby(_list_runs(numbered), key=itemgetter(0)):
        here = {(left, right) for _, left, right in runs}
        for edges, (top, bottom) in list(open_runs.items()):
            if edges not in here or bottom != row - 1:
                closed.append((top, edges[0], bottom, edges[1]))
                del open_runs[edges]
        for edges in here:
            top = open_runs.get(edges, (row, row))[0]
            open_runs[edges] = (top, row)
    closed += [(top, left, bottom, right) for (left, right), (top, bottom) in open_runs.items()]
    return tuple(_format_range(*edges) for edges in sorted(closed))


def _list_runs(cells: list[tuple[int, int]]) -> Iterable[tuple[int, int, int]]:
    """Row, first and last column of each unbroken run of cells."""
    start = last = None
    for row, column in cells:
        if last != (row, column - 1):
            if start is not None:
                yield start[0], start[1], last[1]
            start = (row, column)
        last = (row, column)
    if start is not None:
        yield start[0], start[1], last[1]


def _format_range(top: int, left: int, bottom: int, right: int) -> str:
    first, last = format_address(top, left), format_address(bottom, right)
    return first if first == last else f"{first}:{last}"
