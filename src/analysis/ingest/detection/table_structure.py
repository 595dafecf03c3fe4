"""One area becomes one table: its parts told apart, its labels given out, its totals found."""

from dataclasses import dataclass, field

import numpy as np

from analysis.ingest.detection.column_header import (
    ColumnRoles,
    HeaderLabels,
    classify_columns,
    label_columns,
)
from analysis.ingest.detection.grid import Area, Grid, RowKind
from analysis.ingest.detection.stub import (
    StubLabels,
    Title,
    find_corner_line,
    find_title,
    label_rows,
)
from analysis.ingest.detection.table_detection import sort_rows
from analysis.ingest.detection.total_detection import Totals, find_totals, free_totals
from analysis.ingest.words.cell_text import read_cell_text


@dataclass
class TableStructure:
    """The parts of one table as they lie on the sheet, before they are judged."""

    area: Area
    heads: list[int]
    body: list[int]
    lines: list[int]
    columns: ColumnRoles
    over: HeaderLabels
    beside: StubLabels
    title: Title
    row_totals: Totals = field(default_factory=Totals)
    column_totals: Totals = field(default_factory=Totals)
    is_list: bool = False

    @property
    def first(self) -> int:
        return min(*self.heads, *self.body) if self.heads else self.body[0]


def read_structure(grid: Grid, area: Area) -> TableStructure | None:
    """The table of an area; None where its figures are too few to be one."""
    grid = grid.within(area)
    types = sort_rows(grid, area)
    rows = {kind: [area.top + int(r) for r in np.flatnonzero(types == kind)] for kind in RowKind}
    body, heads, lines = rows[RowKind.BODY], rows[RowKind.HEAD], rows[RowKind.LINE]
    if not body:
        return None
    columns = classify_columns(grid, area, body, heads)
    if not columns.figures:
        return None
    held = grid.filled[np.ix_(body, columns.figures)].any(axis=1)
    lines = sorted([*lines, *(row for row, holds in zip(body, held, strict=True) if not holds)])
    body = [row for row, holds in zip(body, held, strict=True) if holds]
    if not heads and (not columns.stubs or len(body) < 2):
        return None
    corner = find_corner_line(grid, heads, columns.figures)
    if corner is not None:
        heads, lines = heads[1:], sorted([*lines, corner])
    over = label_columns(grid, area, heads, body, columns)
    first = min(*heads, *body) if heads else body[0]
    beside = label_rows(grid, body, [row for row in lines if row > first], columns)
    title = find_title(grid, lines, first)
    if title.cell is None and len(heads) > 1 and columns.stubs:
        corner_cell = (heads[0], columns.stubs[0])
        if grid.filled[corner_cell]:  # the words over the labels name the table
            title = Title(corner_cell, is_guess=True)
    parts = TableStructure(area, heads, body, lines, columns, over, beside, title)
    _add_up(grid, parts)
    return parts


def _add_up(grid: Grid, parts: TableStructure) -> None:
    columns, body = parts.columns.figures, parts.body
    figures = [[read_number(grid, row, column) for column in columns] for row in body]
    parts.row_totals = find_totals(figures, [parts.beside.labels[row] for row in body])
    sums = {body[t]: [body[p] for p in ps] for t, ps in parts.row_totals.sums.items()}
    free_totals(grid, parts.beside, sums, dict(zip(body, figures, strict=True)))
    turned = [list(line) for line in zip(*figures, strict=True)]
    parts.column_totals = find_totals(turned, [parts.over.labels[c] for c in columns])


def read_number(grid: Grid, row: int, column: int) -> float | None:
    """The exact number that a cell holds, a share or a rate among them; None for all else."""
    if not grid.figures[row, column]:
        return None
    reading = read_cell_text(grid.sheet.cell(row, column))
    if reading.kind == "number" and reading.count is not None:
        return reading.count.low
    return reading.amount


def read_record_list(grid: Grid, area: Area) -> TableStructure:
    """The parts of a list of records: its first row heads the columns, each row is a record."""
    columns = [c for c in range(area.left, area.right + 1) if grid.filled[area.top, c]]
    body = list(range(area.top + 1, area.bottom + 1))
    labels = {column: (grid.text(area.top, column),) for column in columns}
    grid = grid.within(area._replace(top=0))
    above = np.flatnonzero(grid.filled[: area.top].any(axis=1)).tolist()
    return TableStructure(
        area,
        [area.top],
        body,
        [],
        ColumnRoles(figures=columns),
        HeaderLabels(labels=labels),
        StubLabels(labels={row: () for row in body}),
        find_title(grid, above, area.top),
        is_list=True,
    )
