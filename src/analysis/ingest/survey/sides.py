"""The labels of rows: stub columns, groups printed once, and section headings over their rows."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from analysis.ingest.survey.columns import Columns
from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.headings import Headings, find_headings


@dataclass
class Sides:
    """The labels of each row, outermost first; `inherited` are those of its group and sections.

    `stretched` are cells whose words were taken for the label of rows beneath as well.
    """

    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    inherited: dict[int, tuple[str, ...]] = field(default_factory=dict)
    stretched: list[tuple[int, int]] = field(default_factory=list)
    headings: Headings = field(default_factory=Headings)


def label_rows(grid: Grid, body: list[int], lines: list[int], columns: Columns) -> Sides:
    """Give every row of figures its own words, those of its group, and those of its section."""
    sides = Sides()
    sides.headings = find_headings(grid, body, lines, columns)
    groups = {column: _fill_down(grid, body, column, columns, sides) for column in columns.stubs}
    for row in body:
        cells = [(heading, grid.first_filled(heading)) for heading in sides.headings.over[row]]
        cells += [cell for column in columns.stubs if (cell := groups[column][row])]
        texts = {cell: text for cell in cells if (text := grid.text(*cell))}
        sides.labels[row] = tuple(texts.values())
        sides.inherited[row] = tuple(text for cell, text in texts.items() if cell[0] != row)
    return sides


def _fill_down(
    grid: Grid, body: list[int], column: int, columns: Columns, sides: Sides
) -> dict[int, tuple[int, int] | None]:
    """The cell that labels each row in one column: its own, its span's, or its group's."""
    cells: dict[int, tuple[int, int] | None] = {}
    grouped = column != columns.stubs[-1] and _is_printed_once(grid, body, column, columns)
    last: tuple[int, int] | None = None
    for row in body:
        span = grid.spans.get((row, column))
        own = (span.top, span.left) if span is not None else (row, column)
        if grid.filled[own]:
            last = cells[row] = own
            continue
        inner = any(grid.filled[row, c] for c in columns.stubs if c != column)
        cells[row] = last if grouped and inner and last else None
        if cells[row] is not None and last not in sides.stretched:
            sides.stretched.append(last)
    return cells


def _is_printed_once(grid: Grid, body: list[int], column: int, columns: Columns) -> bool:
    """Whether a column names a group at its first row only: blanks beneath, never a repeat.

    Where the labels further in run on across the groups (1, 2, 3 ...) they are one list, and
    words beside its ends belong to those rows alone.
    """
    filled = [row for row in body if grid.filled[row, column]]
    if not filled or any((row, column) in grid.spans for row in filled):
        return False
    texts = [grid.text(row, column) for row in filled]
    if any(a == b for a, b in pairwise(texts)):
        return False
    inner = columns.stubs[columns.stubs.index(column) + 1]
    if (grid.kinds[body, inner] >= Kind.PERIOD).any():
        return True
    numbers = [int(t) for t in (grid.text(row, inner) for row in body) if t.isdigit()]
    return not (len(numbers) > 2 and (np.diff(numbers) == 1).all() and len(filled) > 1)
