"""Cut a sheet into areas of one table each, along the rows and columns where a new one begins."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from analysis.ingest.survey.beginnings import find_beginnings
from analysis.ingest.survey.beside import find_column_cut
from analysis.ingest.survey.grid import Area, Grid
from analysis.ingest.survey.lists import find_list
from analysis.ingest.survey.rows import sort_rows


def divide(grid: Grid, area: Area | None = None) -> Iterator[Area]:
    """The areas of a sheet that hold at most one table each, in reading order."""
    height, width = grid.kinds.shape
    area = trim(grid, area or Area(0, 0, height - 1, width - 1))
    if area is None:
        return
    column = find_column_cut(grid, area)
    if column is not None:
        yield from divide(grid, area._replace(right=column - 1))
        yield from divide(grid, area._replace(left=column))
        return
    if found := find_list(grid, area):
        if found.top > area.top:
            yield from divide(grid, area._replace(bottom=found.top - 1))
        yield found
        if found.bottom < area.bottom:
            yield from divide(grid, area._replace(top=found.bottom + 1))
        return
    rows = [area.top + row for row in find_beginnings(grid, area, sort_rows(grid, area))]
    if not rows:
        yield area
        return
    for top, end in pairwise([area.top, *rows, area.bottom + 1]):
        yield from divide(grid, area._replace(top=top, bottom=end - 1))


def trim(grid: Grid, area: Area) -> Area | None:
    """The area without blank rows and columns at its edges; None where all of it is blank."""
    filled = grid.filled[area.top : area.bottom + 1, area.left : area.right + 1]
    down, across = np.flatnonzero(filled.any(axis=1)), np.flatnonzero(filled.any(axis=0))
    if not len(down):
        return None
    top, bottom = (area.top + int(edge) for edge in down[[0, -1]])
    left, right = (area.left + int(edge) for edge in across[[0, -1]])
    return Area(top, left, bottom, right)
