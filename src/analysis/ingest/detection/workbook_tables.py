"""Survey a whole workbook: read it, find its tables, ask what cannot be seen."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from analysis.ingest.detection.doubts import (
    Doubts,
    doubt_cells,
    doubt_hidden,
    doubt_layout,
    explain_marks,
)
from analysis.ingest.detection.found_tables import (
    FoundTable,
    OpenQuestion,
    Orientation,
    WorkbookTables,
    format_ranges,
)
from analysis.ingest.detection.grid import Grid, classify_cells
from analysis.ingest.detection.stub import Title
from analysis.ingest.detection.table_detection import divide, find_list
from analysis.ingest.detection.table_structure import (
    TableStructure,
    read_record_list,
    read_structure,
)
from analysis.ingest.files.sheet import Sheet, format_address
from analysis.ingest.files.workbook import read_file
from analysis.ingest.words.label_kinds import find_label_kind
from analysis.ingest.words.legend import Meaning, read_legend
from analysis.ingest.words.vocabulary import read_words
from analysis.model.paths import format_path

# A table's parts become what is found of it: kinds of labels, totals, marks, questions.

PERIODS = ("year", "quarter", "month", "range", "date")


def describe(grid: Grid, parts: TableStructure, legend: Mapping[str, Meaning]) -> FoundTable:
    """All that is found of one table; `legend` is what the notes of its sheet say of glyphs."""
    columns, body = parts.columns, parts.body
    notes = [] if parts.is_list else _list_notes(grid, parts)
    marks = explain_marks(grid, parts, notes, legend)
    doubts = Doubts()
    doubt_layout(grid, parts, doubts)
    doubt_hidden(grid, parts, doubts)
    doubt_cells(grid, parts, marks, doubts)
    total_rows = frozenset(body[line] for line in parts.row_totals.sums)
    total_columns = frozenset(columns.figures[line] for line in parts.column_totals.sums)
    rows = _name_kind(parts.beside.labels, total_rows)
    across = _name_kind(parts.over.labels, total_columns)
    title = parts.title.cell
    return FoundTable(
        sheet=grid.sheet.name,
        title=grid.text(*title) if title else "",
        title_cell=format_address(*title) if title else "",
        headers=tuple(parts.heads),
        stubs=tuple(columns.stubs),
        rows=tuple(body),
        columns=tuple(columns.figures),
        row_labels=parts.beside.labels,
        column_labels=parts.over.labels,
        row_kind=rows,
        column_kind=across,
        total_rows=total_rows,
        total_columns=total_columns,
        of_which_rows=frozenset(body[line] for line in parts.row_totals.of_which),
        of_which_columns=frozenset(columns.figures[line] for line in parts.column_totals.of_which),
        flags=tuple(columns.flags),
        sections=tuple(parts.beside.headings.sections),
        notes=tuple(format_address(*cell) for cell in notes),
        marks=marks,
        orientation=_orient(parts, rows, across),
        confidence=round(doubts.trust, 2),
        questions=tuple(doubts.questions),
    )


def _list_notes(grid: Grid, parts: TableStructure) -> list[tuple[int, int]]:
    """The filled cells of the area that are neither title, head, label nor figure."""
    area, columns = parts.area, parts.columns
    inside = {*columns.stubs, *columns.figures, *columns.flags}
    belong = {*parts.heads, *parts.body}
    notes = []
    for row in range(area.top, area.bottom + 1):
        if row in parts.beside.headings.sections:
            continue
        for column in np.flatnonzero(grid.filled[row, area.left : area.right + 1]) + area.left:
            cell = (row, int(column))
            if cell != parts.title.cell and not (row in belong and column in inside):
                notes.append(cell)
    return notes


def _name_kind(labels: dict[int, tuple[str, ...]], totals: frozenset[int]) -> str:
    """The kind of the innermost labels, totals left out."""
    inner = [words[-1] for line, words in labels.items() if words and line not in totals]
    return find_label_kind(inner, read_words()).kind


def _orient(parts: TableStructure, rows: str, columns: str) -> Orientation:
    if parts.is_list:
        return "records"
    if columns in PERIODS:
        return "years across"
    return "years down" if rows in PERIODS else "no years"


# Survey one sheet: cut it into areas, take each apart, judge what was found.


@dataclass(frozen=True)
class SheetTables:
    """The tables of one sheet in reading order, and questions about what is in none of them."""

    tables: tuple[FoundTable, ...]
    questions: tuple[OpenQuestion, ...] = ()


def find_sheet_tables(sheet: Sheet, others: Collection[str] = ()) -> SheetTables:
    """Find the tables of a sheet; a list that names `others`, the sheets beside it, is none."""
    if not sheet.height or not sheet.width:
        return SheetTables(())
    grid = classify_cells(sheet)
    claimed = np.zeros(grid.kinds.shape, bool)
    found = list(_find_parts(grid, others, claimed))
    for parts in found:
        for cells in _list_cells(parts):
            claimed[cells] = True
    free = grid.worded & ~claimed
    legend = read_legend(sheet.cell(int(r), int(c)) for r, c in zip(*np.nonzero(free), strict=True))
    tables = tuple(describe(grid, parts, legend) for parts in found)
    return SheetTables(tables, tuple(_ask_about_rest(grid, claimed, others)))


def _find_parts(
    grid: Grid, others: Collection[str], claimed: np.ndarray
) -> Iterator[TableStructure]:
    found: list[TableStructure] = []
    for area in divide(grid):
        if names_sheets(grid, area, others):
            claimed[area.top : area.bottom + 1, area.left : area.right + 1] = True
            continue
        if find_list(grid, area) == area:
            yield read_record_list(grid, area)
        elif (parts := read_structure(grid, area)) is not None:
            parts.title = parts.title if parts.title.cell else _borrow_title(parts, found)
            found.append(parts)
            yield parts


def _borrow_title(parts: TableStructure, found: list[TableStructure]) -> Title:
    """The title of a table that begins beside this one, where this one has none."""
    for other in reversed(found):
        if other.title.cell and other.title.cell[0] < parts.first <= other.body[-1]:
            return Title(other.title.cell, is_guess=True)
    return parts.title


def _list_cells(parts: TableStructure) -> Iterator[tuple]:
    columns = parts.columns
    across = [*columns.stubs, *columns.figures, *columns.flags]
    yield np.ix_([*parts.heads, *parts.body], across)
    for row in parts.beside.headings.sections:
        yield np.s_[row, :]
    if parts.title.cell is not None:
        yield parts.title.cell


def names_sheets(grid: Grid, area, others: Collection[str]) -> bool:
    """Whether most rows of an area are the name or the number of another sheet, then words."""
    names = {_bare(name) for name in others}
    numbers = {match[0] for name in others if (match := re.search(r"\d[\d.]*$", name.strip()))}
    firsts, worded = [], 0
    for row in range(area.top, area.bottom + 1):
        filled = np.flatnonzero(grid.filled[row, area.left : area.right + 1])
        if len(filled) > 1:
            firsts.append(grid.text(row, area.left + int(filled[0])))
            worded += bool(grid.worded[row, area.left + int(filled[1])])
    named = [text for text in firsts if _bare(text) in names or text in numbers]
    return 2 * worded > len(firsts) and len(named) > 1 and len(set(named)) > 0.6 * len(firsts)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _ask_about_rest(
    grid: Grid, claimed: np.ndarray, others: Collection[str]
) -> Iterator[OpenQuestion]:
    sheet = grid.sheet
    if not sheet.visible:
        yield OpenQuestion(f"sheet {sheet.name!r} is hidden: should it be read?")
    left = grid.sure & ~claimed
    cells = [(int(r), int(c)) for r, c in zip(*np.nonzero(left), strict=True)]
    if cells:
        yield OpenQuestion(f"sheet {sheet.name!r}: figures in no table", format_ranges(cells))


def find_tables(path: Path) -> WorkbookTables:
    """Find every table of an .xlsx, .xlsm, .xls, .ods or .csv; raises Faults where unreadable."""
    book = read_file(path)
    sheets = book.sheets
    found = [
        find_sheet_tables(sheet, [n for n in sheets if n != name]) for name, sheet in sheets.items()
    ]
    return WorkbookTables(
        format_path(path),
        sha256(Path(path).read_bytes()).hexdigest(),
        sheets,
        tuple(table for one in found for table in one.tables),
        (
            *map(OpenQuestion, book.remarks),
            *(question for one in found for question in one.questions),
        ),
    )
