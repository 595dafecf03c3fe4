"""The labels of rows: stub columns, groups printed once, and section headings over their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from analysis.ingest.survey.columns import Columns
from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.lines import is_footnote
from analysis.ingest.survey.wording import read_wording
from analysis.ingest.workbook import fold

MOSTLY = 0.5  # of the rows
LONGEST_HEADING = 100  # characters; longer words between rows are a remark


@dataclass
class Sides:
    """The labels of each row, outermost first, and the rows that are headings of sections.

    `stretched` are cells whose words were taken for the label of rows beneath as well; `open`
    the heading rows that may as well be rows whose figures were left blank.
    """

    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    inherited: dict[int, tuple[str, ...]] = field(default_factory=dict)  # of a group or section
    sections: list[int] = field(default_factory=list)
    stretched: list[tuple[int, int]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)  # rows of labels whose figures are all blank


def label_rows(grid: Grid, body: list[int], lines: list[int], columns: Columns) -> Sides:
    """Give every row of figures its own words, those of its group, and those of its section."""
    sides = Sides()
    headings = _find_headings(grid, body, lines, columns, sides)
    over = _nest_headings(body, [*headings, *_find_repeated(grid, body, headings)])
    groups = {column: _fill_down(grid, body, column, columns, sides) for column in columns.stubs}
    for row in body:
        cells = [(heading, first_filled(grid, heading)) for heading in over[row]]
        cells += [cell for column in columns.stubs if (cell := groups[column][row])]
        texts = {cell: text for cell in cells if (text := grid.text(*cell))}
        sides.labels[row] = tuple(texts.values())
        sides.inherited[row] = tuple(text for cell, text in texts.items() if cell[0] != row)
    return sides


def free_totals(
    grid: Grid,
    sides: Sides,
    sums: Mapping[int, Sequence[int]],
    figures: Mapping[int, Sequence[float | None]],
) -> None:
    """Take from a total row the words of its group or section where it is no total of that.

    The arithmetic decides where it can: rows of other sections are parts as well, and those of
    its own do not come to the total. Else a total after a blank row, or the only one, at the end
    of several sections, stands outside the innermost, unless it says the section's words itself.
    """
    said = [row for row in sides.labels if read_wording(sides.labels[row]) == "total"]
    sections = {sides.inherited[row] for row in sides.labels}
    last = max(sides.labels)
    for total in dict.fromkeys((*sums, *said)):
        inherited, own = sides.inherited[total], " ".join(sides.labels[total][-1:])
        if parts := sums.get(total):
            alien = [word for word in inherited if _sums_beyond(word, total, parts, sides, figures)]
        else:
            alone = total == last and said == [total] and len(sections) > 2
            outside = alone or not grid.filled[total - 1].any()
            alien = [w for w in inherited[-1:] if outside and fold(w) not in fold(own)]
        if alien:
            kept = (word for word in sides.labels[total] if word not in alien)
            sides.labels[total] = tuple(kept)


def _sums_beyond(
    word: str,
    total: int,
    parts: Sequence[int],
    sides: Sides,
    figures: Mapping[int, Sequence[float | None]],
) -> bool:
    """Whether a total needs rows outside the section of these words to come to its figures."""
    inside = [part for part in parts if word in sides.labels[part]]
    if not inside or len(inside) == len(parts):
        return False
    added = [sum(v or 0 for v in line) for line in zip(*map(figures.get, inside), strict=True)]
    return any(v is not None and v != s for v, s in zip(figures[total], added, strict=True))


def first_filled(grid: Grid, row: int) -> int:
    """The first column of a row that holds anything."""
    return int(grid.filled[row].argmax())


def _find_headings(
    grid: Grid, body: list[int], lines: list[int], columns: Columns, sides: Sides
) -> list[int]:
    """The lines that head the rows beneath, notes and blank rows of figures left out."""
    between = [row for row in lines if row < body[-1]]
    headings = [row for row in between if _may_head(grid, row, columns)]
    narrow = len(columns.figures) < 3
    firm = {row for row in headings if not grid.filled[row - 1].any()}
    if any(row < body[0] for row in headings) and not narrow:
        firm.update(headings)  # where the first rows have a heading, so have the others
    blank = 1 - grid.filled[np.ix_(body, columns.figures)].mean()
    for row in headings:
        if row in firm or row + 1 in headings or grid.text(row, first_filled(grid, row))[-1] == ":":
            continue
        column = first_filled(grid, row)
        alike = grid.kinds[body, column] == grid.kinds[row, column]
        if (grid.kinds[row, column] != Kind.WORDS and alike.mean() > MOSTLY) or (
            not firm and len(headings) < 3 and (narrow or blank > 0.1)
        ):
            sides.bare.append(row)
        else:
            sides.open.append(row)
    sides.sections = [row for row in headings if row not in sides.bare]
    return sides.sections


def _find_repeated(grid: Grid, body: list[int], headings: list[int]) -> list[int]:
    """The rows of figures whose words head a section elsewhere and have no label just above.

    They head one here as well: a stray 0 stands in the heading's row.
    """
    texts = {grid.text(row, first_filled(grid, row)): first_filled(grid, row) for row in headings}
    return [
        row
        for row in body
        if (column := texts.get(grid.text(row, first_filled(grid, row)))) is not None
        and not grid.filled[row - 1, column]
    ]


def _may_head(grid: Grid, row: int, columns: Columns) -> bool:
    """Short words in the columns of labels, or over figures, with no figure beside them."""
    filled = np.flatnonzero(grid.filled[row, : max(columns.figures + columns.stubs) + 1])
    if not len(filled):
        return False
    text = grid.text(row, int(filled[0]))
    if len(text) > LONGEST_HEADING or is_footnote(text):
        return False
    return len(filled) == 1 or set(filled.tolist()) <= set(columns.stubs)


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
