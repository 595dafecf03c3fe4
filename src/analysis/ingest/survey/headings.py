"""Lines between the rows of figures: headings of sections, and rows whose figures are blank."""

from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from analysis.ingest.survey.columns import Columns
from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.lines import is_footnote

MOSTLY = 0.5  # of the rows
NARROW = 3  # columns of figures; with fewer, a row may well be blank in all of them
LONGEST_HEADING = 100  # characters; longer words between rows are a remark


@dataclass
class Headings:
    """The rows that head sections; `over` gives those of each row of figures, outermost first.

    `open` are those that may as well be rows whose figures were left blank, `bare` the rows
    taken for that.
    """

    sections: list[int] = field(default_factory=list)
    over: dict[int, list[int]] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)


def find_headings(grid: Grid, body: list[int], lines: list[int], columns: Columns) -> Headings:
    """Find the lines that head the rows beneath, notes and blank rows of figures left out."""
    found = Headings()
    between = [row for row in lines if row < body[-1]]
    likely = [row for row in between if _may_head(grid, row, columns)]
    narrow = len(columns.figures) < NARROW
    firm = {row for row in likely if not grid.filled[row - 1].any()}
    if any(row < body[0] for row in likely) and not narrow:
        firm.update(likely)  # where the first rows have a heading, so have the others
    sparse = narrow or grid.filled[np.ix_(body, columns.figures)].mean() < 0.9
    for row in likely:
        text = grid.text(row, grid.first_filled(row))
        if row in firm or row + 1 in likely or text.endswith(":"):
            continue
        is_blank = _is_like_labels(grid, row, body) or (
            sparse and not firm and not _starts_groups(likely, body)
        )
        (found.bare if is_blank else found.open).append(row)
    found.sections = [row for row in likely if row not in found.bare]
    repeated = _find_repeated(grid, body, found.sections)
    found.over = _nest_headings(body, [*found.sections, *repeated])
    return found


def _starts_groups(lines: list[int], body: list[int]) -> bool:
    """Whether the first rows stand under a line, and under each line there are two or more."""
    edges = [*lines, body[-1] + 1]
    counts = [sum(a < row < b for row in body) for a, b in pairwise(edges)]
    return lines[0] < body[0] and min(counts) > 1


def _is_like_labels(grid: Grid, row: int, body: list[int]) -> bool:
    """Whether a line is a band or a year, as the labels of the rows of figures are."""
    column = grid.first_filled(row)
    kind = grid.kinds[row, column]
    return kind != Kind.WORDS and bool((grid.kinds[body, column] == kind).mean() > MOSTLY)


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
