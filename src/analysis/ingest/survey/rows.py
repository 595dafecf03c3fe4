"""Which rows of an area are heads, which hold figures, and which are lines of words."""

import numpy as np

from analysis.ingest.survey.box import LOOK_AHEAD, Box, Row
from analysis.ingest.survey.grid import Area, Grid
from analysis.ingest.survey.toprows import is_head


def sort_rows(grid: Grid, area: Area) -> np.ndarray:
    """The `Row` of every row of an area, from its top; decided from the bottom up.

    A head is known by the figures beneath it, and a banner by the head beneath it.
    """
    box = Box(grid, area)
    for row in range(box.height - 1, -1, -1):
        box.types[row] = _sort_row(box, row)
    return box.types


def _sort_row(box: Box, row: int) -> Row:
    if not box.width[row]:
        return Row.BLANK
    if is_head(box, row):
        return Row.HEAD
    beyond = box.figures[row].copy()
    beyond[box.first[row]] = False
    return Row.BODY if beyond.any() or _is_bare_figure(box, row) else Row.LINE


def _is_bare_figure(box: Box, row: int) -> bool:
    """A figure without a label, in a column where figures stand just above."""
    if box.width[row] != 1 or not box.sure[row, box.first[row]]:
        return False
    above = [r for r in range(row) if box.width[r] > 1 and box.likely[r]][-LOOK_AHEAD:]
    column = box.first[row]
    return any(box.first[r] != column and box.figures[r, column] for r in above)
