"""What detection finds: tables with their labels, and the role of every cell.

What it finds are guesses for a person to confirm; nothing is read into observations from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from openpyxl.utils import get_column_letter

from analysis.ingest.files.sheet import Sheet, format_address

Role = Literal["title", "header", "label", "data", "total", "note", "flag", "empty"]
Orientation = Literal["years across", "years down", "no years", "records"]


@dataclass(frozen=True)
class OpenQuestion:
    """Something a person must decide, with the cells it is about (`B5`, or `B5:D9`)."""

    text: str
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{', '.join(self.cells)}: {self.text}" if self.cells else self.text


@dataclass(frozen=True)
class FoundTable:
    """One table: zero-based rows and columns of its parts, and what was made of its labels.

    `rows` and `columns` are those of its figures, totals included; `headers` the rows of column
    labels and `stubs` the columns of row labels, from the outermost in. `row_labels` and
    `column_labels` give the words over each row and column, outermost first, blank ones left out,
    as far as merged spans, banners and section headings reach.
    """

    sheet: str
    title: str
    title_cell: str
    headers: tuple[int, ...]
    stubs: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_labels: Mapping[int, tuple[str, ...]]
    column_labels: Mapping[int, tuple[str, ...]]
    row_kind: str = ""  # year, quarter, month, rank, ..., force, measure; blank where unknown
    column_kind: str = ""
    total_rows: frozenset[int] = frozenset()
    total_columns: frozenset[int] = frozenset()
    of_which_rows: frozenset[int] = frozenset()  # parts of another row: they would double count
    of_which_columns: frozenset[int] = frozenset()
    flags: tuple[int, ...] = ()  # columns of glyphs that belong to the figures beside them
    sections: tuple[int, ...] = ()  # rows of words that head the rows beneath
    notes: tuple[str, ...] = ()  # cells of the notes beside and beneath
    marks: Mapping[str, str] = field(default_factory=dict)  # glyph: the legend's meaning, or ""
    orientation: Orientation = "no years"
    confidence: float = 0.0  # 0 to 1
    questions: tuple[OpenQuestion, ...] = ()

    @property
    def range(self) -> str:
        """Headers, labels and figures as `A3:Q9`; titles and notes stand outside."""
        down = (*self.headers, *self.rows)
        across = (*self.stubs, *self.columns, *self.flags)
        return (
            f"{get_column_letter(min(across) + 1)}{min(down) + 1}:"
            f"{get_column_letter(max(across) + 1)}{max(down) + 1}"
        )


@dataclass(frozen=True)
class FoundCell:
    """One cell as detection sees it; `table` counts the tables of the workbook from 0."""

    sheet: str
    cell: str
    role: Role
    text: str
    value: Any = None
    low: int | None = None
    high: float | None = None
    status: str = ""
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    table: int | None = None


@dataclass(frozen=True)
class WorkbookTables:
    """A whole workbook: its sheets, its tables in reading order, and questions about the file."""

    file: str
    sha256: str
    sheets: Mapping[str, Sheet]
    tables: tuple[FoundTable, ...]
    questions: tuple[OpenQuestion, ...] = ()


# Many cells as few ranges: `B5:D9` rather than fifteen addresses.


def format_ranges(cells: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The rectangles that zero-based (row, column) cells fill, top to bottom."""
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}  # (left, right): (top, bottom)
    closed: list[tuple[int, int, int, int]] = []
    for row, runs in groupby(_list_runs(sorted(set(cells))), key=itemgetter(0)):
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
