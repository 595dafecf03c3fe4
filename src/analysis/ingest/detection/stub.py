"""The stub of a table: the labels of its rows, from stub columns, groups and section headings."""

from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from analysis.ingest.detection.column_header import ColumnRoles
from analysis.ingest.detection.grid import CellKind, Grid, is_footnote

MOSTLY = 0.5  # of the rows
NARROW = 3  # columns of figures; with fewer, a row may well be blank in all of them
LONGEST_HEADING = 100  # characters; longer words between rows are a remark

Place = tuple[int, int]  # zero-based row and column


@dataclass(frozen=True)
class Headings:
    """The rows that head sections; `over` gives those of each row of figures, outermost first.

    `doubtful` are those that may as well be rows whose figures were left blank, `blank_rows` the
    rows taken for that.
    """

    sections: list[int] = field(default_factory=list)
    over: dict[int, list[int]] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)
    blank_rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class StubLabels:
    """The labels of each row, outermost first; `inherited` are those of its group and sections.

    `stretched` are cells whose words were taken for the label of rows beneath as well.
    """

    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    inherited: dict[int, tuple[str, ...]] = field(default_factory=dict)
    stretched: list[Place] = field(default_factory=list)
    headings: Headings = field(default_factory=Headings)


def label_rows(grid: Grid, body: list[int], lines: list[int], columns: ColumnRoles) -> StubLabels:
    """Give every row of figures its own words, those of its group, and those of its section.

    `lines` are the rows of words after the first row of the table.
    """
    headings = _find_headings(grid, body, lines, columns)
    groups = {column: _fill_down(grid, body, column, columns) for column in columns.stubs}
    labels, inherited = {}, {}
    for row in body:
        cells = [(heading, grid.first_filled(heading)) for heading in headings.over[row]]
        cells += [cell for column in columns.stubs if (cell := groups[column][row])]
        texts = {cell: text for cell in cells if (text := grid.text(*cell))}
        labels[row] = tuple(texts.values())
        inherited[row] = tuple(text for cell, text in texts.items() if cell[0] != row)
    return StubLabels(labels, inherited, _list_stretched(grid, groups), headings)


def _fill_down(
    grid: Grid, body: list[int], column: int, columns: ColumnRoles
) -> dict[int, Place | None]:
    """The cell that labels each row in one column: its own, its span's, or its group's."""
    cells: dict[int, Place | None] = {}
    is_grouped = column != columns.stubs[-1] and _is_printed_once(grid, body, column, columns)
    last: Place | None = None
    for row in body:
        own = _find_own_cell(grid, row, column)
        if grid.filled[own]:
            last = cells[row] = own
        else:
            inner = any(grid.filled[row, c] for c in columns.stubs if c != column)
            cells[row] = last if is_grouped and inner else None
    return cells


def _list_stretched(grid: Grid, groups: dict[int, dict[int, Place | None]]) -> list[Place]:
    """The cells that label rows beneath their own span, in reading order of the columns."""
    stretched = (
        cell
        for column, cells in groups.items()
        for row, cell in cells.items()
        if cell is not None and cell != _find_own_cell(grid, row, column)
    )
    return list(dict.fromkeys(stretched))


def _find_own_cell(grid: Grid, row: int, column: int) -> Place:
    """The cell itself, or the first of the merged span that it lies in."""
    span = grid.spans.get((row, column))
    return (span.top, span.left) if span is not None else (row, column)


def _is_printed_once(grid: Grid, body: list[int], column: int, columns: ColumnRoles) -> bool:
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
    if (grid.kinds[body, inner] >= CellKind.PERIOD).any():
        return True
    numbers = [int(t) for t in (grid.text(row, inner) for row in body) if t.isdecimal()]
    return not (len(numbers) > 2 and (np.diff(numbers) == 1).all() and len(filled) > 1)


def _find_headings(grid: Grid, body: list[int], lines: list[int], columns: ColumnRoles) -> Headings:
    """The lines that head the rows beneath, notes and blank rows of figures left out."""
    between = [row for row in lines if row < body[-1]]
    likely = [row for row in between if _may_head(grid, row, columns)]
    narrow = len(columns.figures) < NARROW
    firm = {row for row in likely if not grid.filled[row - 1].any()}
    if any(row < body[0] for row in likely) and not narrow:
        firm.update(likely)  # where the first rows have a heading, so have the others
    sparse = narrow or grid.filled[np.ix_(body, columns.figures)].mean() < 0.9
    doubtful, blank_rows = [], []
    for row in likely:
        text = grid.text(row, grid.first_filled(row))
        if row in firm or row + 1 in likely or text.endswith(":"):
            continue
        is_blank = _is_like_labels(grid, row, body) or (
            sparse and not firm and not _starts_groups(likely, body)
        )
        (blank_rows if is_blank else doubtful).append(row)
    sections = [row for row in likely if row not in blank_rows]
    repeated = _find_repeated(grid, body, sections)
    return Headings(sections, _nest_headings(body, [*sections, *repeated]), doubtful, blank_rows)


def _may_head(grid: Grid, row: int, columns: ColumnRoles) -> bool:
    """Short words in the columns of labels, or over figures, with no figure beside them."""
    filled = np.flatnonzero(grid.filled[row, : max(columns.figures + columns.stubs) + 1])
    if not len(filled):
        return False
    text = grid.text(row, int(filled[0]))
    if len(text) > LONGEST_HEADING or is_footnote(text):
        return False
    return len(filled) == 1 or set(filled.tolist()) <= set(columns.stubs)


def _is_like_labels(grid: Grid, row: int, body: list[int]) -> bool:
    """Whether a line is a band or a year, as the labels of the rows of figures are."""
    column = grid.first_filled(row)
    kind = grid.kinds[row, column]
    return kind != CellKind.WORDS and bool((grid.kinds[body, column] == kind).mean() > MOSTLY)


def _starts_groups(lines: list[int], body: list[int]) -> bool:
    """Whether the first rows stand under a line, and under each line there are two or more."""
    edges = [*lines, body[-1] + 1]
    counts = [sum(a < row < b for row in body) for a, b in pairwise(edges)]
    return lines[0] < body[0] and min(counts) > 1


def _find_repeated(grid: Grid, body: list[int], headings: list[int]) -> list[int]:
    """The rows of figures whose words head a section elsewhere and have no label just above.

    They head one here as well: a stray 0 stands in the heading's row.
    """
    texts = {grid.text(row, grid.first_filled(row)): grid.first_filled(row) for row in headings}
    return [
        row
        for row in body
        if (column := texts.get(grid.text(row, grid.first_filled(row)))) is not None
        and not grid.filled[row - 1, column]
    ]


def _nest_headings(body: list[int], headings: list[int]) -> dict[int, list[int]]:
    """The headings over each row of figures, from the outermost in.

    Headings that follow one another without figures between are nested; a heading alone takes
    the place of the innermost.
    """
    runs: list[list[int]] = []
    figures, marks = set(body), sorted({*headings, *body})
    for is_heading, run in groupby(marks, key=set(headings).__contains__):
        if is_heading:
            runs.append(list(run))
    depth = max(map(len, runs), default=0)
    ends = {run[-1]: run for run in runs}
    current: list[int | None] = [None] * depth
    over: dict[int, list[int]] = {}
    for row in marks:
        if row in ends:
            current[depth - len(ends[row]) :] = ends[row]
        if row not in figures:
            continue
        over[row] = [heading for heading in current if heading not in (None, row)]
    return over
