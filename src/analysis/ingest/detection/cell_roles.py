"""The role of every cell: title, header, label, data, total, note or flag; all of it as JSON."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO

from analysis.ingest.detection.found_tables import FoundCell, FoundTable, Role, WorkbookTables
from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.cell_text import read_cell_text
from analysis.model.count import Count
from analysis.model.reply import read_mark


def list_cells(workbook: WorkbookTables, sheet: str) -> Iterator[FoundCell]:
    """Every filled cell of a sheet with its role, row by row; made as it is asked for.

    A figure has its labels and, where its text or the legend settles it, its count.
    """
    tables = defaultdict(list)
    for number, table in enumerate(workbook.tables):
        if table.sheet == sheet:
            places = _TablePlaces(number, table)
            for row in places.rows:
                tables[row].append(places)
    for cell in _list_told(workbook, sheet):
        inside = (places.find_cell(sheet, cell) for places in tables[cell.row])
        found = next(filter(None, inside), None)
        yield found or FoundCell(sheet, cell.address, "note", cell.text, cell.value)


def _list_told(workbook: WorkbookTables, name: str) -> Iterable[Cell]:
    """The filled cells of a sheet, and those that a merged statement covers, with its words."""
    sheet = workbook.sheets[name]
    covered = [
        replace(sheet.cell(*place), value=text)
        for table in workbook.tables
        if table.sheet == name
        for place, text in table.absent.items()
        if not sheet.cell(*place).text
    ]
    if not covered:
        return sheet.filled()
    return sorted((*sheet.filled(), *covered), key=lambda cell: (cell.row, cell.column))


def write_json(workbook: WorkbookTables, sheets: Sequence[str], stream: TextIO) -> None:
    """Write file, sha256, hidden, tables, questions and cells of these sheets as one JSON object.

    It is written cell by cell, so that a large workbook is never held as text. Questions about a
    table stand with it, those about the file or figures in no table apart. `table` of a cell
    counts the tables of the object from 0. A count with no upper end has `high` null and its
    status; days are ISO text; a value that is no number stays as text.
    """
    shown = [table for table in workbook.tables if table.sheet in sheets]
    places = {id(table): place for place, table in enumerate(shown)}
    places = {i: places[id(t)] for i, t in enumerate(workbook.tables) if id(t) in places}
    stream.write(f'{{"file": {_dump(workbook.file)}, "sha256": {_dump(workbook.sha256)},\n')
    hidden = [asdict(matter) | {"kind": matter.kind.value} for matter in workbook.hidden]
    stream.write(f'"hidden": {_dump(hidden)},\n')
    stream.write('"tables": [')
    _write_list(stream, (_describe_table(table) for table in shown))
    stream.write(f'],\n"questions": {_dump([str(asked) for asked in workbook.questions])},\n')
    stream.write('"cells": [')
    cells = (cell for sheet in sheets for cell in list_cells(workbook, sheet))
    _write_list(stream, (_describe_cell(cell, places) for cell in cells))
    stream.write("]}\n")


class _TablePlaces:
    """Which parts of one table lie where."""

    def __init__(self, number: int, table: FoundTable):
        self.number, self.table = number, table
        self.body = frozenset(table.rows)
        self.headers, self.repeated = frozenset(table.headers), frozenset(table.repeated)
        self.sections = frozenset(table.sections)
        self.columns, self.stubs = frozenset(table.columns), frozenset(table.stubs)
        _, self.across = table.extent
        self.title = table.numbering.find_place(table.title_cell) if table.title_cell else None
        self.notes = frozenset(map(table.numbering.find_place, table.notes))
        words = {row for row, _ in (*self.notes, *([self.title] if self.title else []))}
        self.rows = {*self.body, *self.headers, *self.repeated, *self.sections, *words}

    def find_cell(self, sheet: str, cell: Cell) -> FoundCell | None:
        """The cell as this table sees it; None where it is no part of the table."""
        row, column = cell.row, cell.column
        if (row, column) == self.title:
            return self._assign(sheet, cell, "title")
        if (row, column) in self.notes or (row in self.repeated and column in self.across):
            return self._assign(sheet, cell, "note")
        if column not in self.across:
            return None
        if row in self.body and column in self.columns:
            return self._read_figure(sheet, cell)
        if row in self.body and column in self.table.flags:
            return self._assign(sheet, cell, "flag")
        if row in self.sections or (row in self.body and column in self.stubs):
            return self._assign(sheet, cell, "label")
        return self._assign(sheet, cell, "header") if row in self.headers else None

    def _assign(self, sheet: str, cell: Cell, role: Role) -> FoundCell:
        return FoundCell(sheet, cell.address, role, cell.text, cell.value, table=self.number)

    def _read_figure(self, sheet: str, cell: Cell) -> FoundCell:
        table = self.table
        is_total = cell.row in table.total_rows or cell.column in table.total_columns
        reading = read_cell_text(cell)
        mark = reading.glyph or cell.text
        said = self._read_mark(reading.words) if reading.floor_unsaid else None
        count = said or reading.count or self._read_mark(mark)
        value = count.low if reading.kind == "number" and count else reading.amount
        return FoundCell(
            sheet,
            cell.address,
            "total" if is_total else "data",
            cell.text,
            value,
            count.low if count else None,
            count.high if count else None,
            count.status if count else self._find_status(mark),
            table.row_labels.get(cell.row, ()),
            table.column_labels.get(cell.column, ()),
            self.number,
        )

    def _find_status(self, glyph: str) -> str:
        return "not_applicable" if self.table.marks.get(glyph) == "not applicable" else ""

    def _read_mark(self, glyph: str) -> Count | None:
        """What the legend says a glyph stands for, where that is a count."""
        meaning = read_mark(self.table.marks.get(glyph) or None)
        return meaning if isinstance(meaning, Count) else None


def _write_list(stream: TextIO, items) -> None:
    between = "\n"
    for item in items:
        stream.write(between + _dump(item))
        between = ",\n"


_dump = json.JSONEncoder(allow_nan=False).encode


def _describe_table(table: FoundTable) -> dict:
    return {
        "sheet": table.sheet,
        "range": table.range,
        "title": table.title,
        "orientation": table.orientation,
        "confidence": round(table.confidence, 3),
        "questions": [str(question) for question in table.questions],
    }


def _describe_cell(cell: FoundCell, places: dict[int, int]) -> dict:
    return {
        "sheet": cell.sheet,
        "cell": cell.cell,
        "role": cell.role,
        "text": cell.text,
        "value": _simplify(cell.value),
        "low": _simplify(cell.low),
        "high": _simplify(cell.high),
        "status": cell.status,
        "row_labels": list(cell.row_labels),
        "column_labels": list(cell.column_labels),
        "table": None if cell.table is None else places[cell.table],
    }


def _simplify(value: Any) -> Any:
    """What JSON can hold: 17 rather than 17.0, no Infinity, days and times as ISO text."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value
