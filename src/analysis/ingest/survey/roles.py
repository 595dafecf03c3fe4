"""What every cell of a surveyed sheet is: title, header, label, data, total, note, flag."""

from collections import defaultdict
from collections.abc import Iterator

from openpyxl.utils.cell import coordinate_to_tuple

from analysis.ingest.files.workbook import Cell
from analysis.ingest.survey.found import FoundCell, FoundTable, Role, Survey
from analysis.ingest.words.reading import look_at
from analysis.model.count import Count
from analysis.model.response import read_mark


def tell_cells(survey: Survey, sheet: str) -> Iterator[FoundCell]:
    """Every filled cell of a sheet with its role, row by row; made as it is asked for.

    A figure has its labels and, where its text or the legend settles it, its count.
    """
    tables = defaultdict(list)
    for number, table in enumerate(survey.tables):
        if table.sheet == sheet:
            places = _Places(number, table)
            for row in places.rows:
                tables[row].append(places)
    for cell in survey.sheets[sheet].filled():
        yield next(
            (told for places in tables[cell.row] if (told := places.tell(sheet, cell))),
            FoundCell(sheet, cell.address, "note", cell.text, cell.value),
        )


class _Places:
    """Which parts of one table lie where."""

    def __init__(self, number: int, table: FoundTable):
        self.number, self.table = number, table
        self.body, self.heads = frozenset(table.rows), frozenset(table.headers)
        self.sections = frozenset(table.sections)
        self.columns, self.stubs = frozenset(table.columns), frozenset(table.stubs)
        across = (*table.columns, *table.stubs, *table.flags)
        self.left, self.right = min(across), max(across)
        self.title = _find_place(table.title_cell) if table.title_cell else None
        self.notes = frozenset(map(_find_place, table.notes))
        words = {row for row, _ in (*self.notes, *([self.title] if self.title else []))}
        self.rows = {*self.body, *self.heads, *self.sections, *words}

    def tell(self, sheet: str, cell: Cell) -> FoundCell | None:
        """The cell as this table sees it; None where it is no part of the table."""
        row, column = cell.row, cell.column
        if (row, column) == self.title:
            return self._found(sheet, cell, "title")
        if (row, column) in self.notes:
            return self._found(sheet, cell, "note")
        if not self.left <= column <= self.right:
            return None
        if row in self.body and column in self.columns:
            return self._tell_figure(sheet, cell)
        if row in self.body and column in self.table.flags:
            return self._found(sheet, cell, "flag")
        if row in self.sections or (row in self.body and column in self.stubs):
            return self._found(sheet, cell, "label")
        return self._found(sheet, cell, "header") if row in self.heads else None

    def _found(self, sheet: str, cell: Cell, role: Role) -> FoundCell:
        return FoundCell(sheet, cell.address, role, cell.text, cell.value, table=self.number)

    def _tell_figure(self, sheet: str, cell: Cell) -> FoundCell:
        table = self.table
        is_total = cell.row in table.total_rows or cell.column in table.total_columns
        reading = look_at(cell)
        count = reading.count or self._explain(reading.glyph)
        value = count.low if reading.kind == "number" and count else reading.amount
        return FoundCell(
            sheet,
            cell.address,
            "total" if is_total else "data",
            cell.text,
            value,
            count.low if count else None,
            count.high if count else None,
            count.status if count else self._name_status(reading.glyph),
            table.row_labels.get(cell.row, ()),
            table.column_labels.get(cell.column, ()),
            self.number,
        )

    def _name_status(self, glyph: str) -> str:
        return "not_applicable" if self.table.marks.get(glyph) == "not applicable" else ""

    def _explain(self, glyph: str) -> Count | None:
        """What the legend says a glyph stands for, where that is a count."""
        meaning = read_mark(self.table.marks.get(glyph) or None)
        return meaning if isinstance(meaning, Count) else None


def _find_place(address: str) -> tuple[int, int]:
    """Row and column, from 0, of an address such as `B5`."""
    row, column = coordinate_to_tuple(address)
    return row - 1, column - 1
