"""Tables side by side: the column at which one with labels of its own begins."""

import numpy as np

from analysis.ingest.survey.box import Row
from analysis.ingest.survey.grid import Area, Grid, Kind
from analysis.ingest.survey.lines import is_caption
from analysis.ingest.survey.lists import find_list
from analysis.ingest.survey.rows import sort_rows

MOSTLY = 0.6  # of the rows


def find_column_cut(grid: Grid, area: Area) -> int | None:
    """The first column at which a second table begins; None where there is only one.

    Behind a blank column it begins with labels of its own or is a list of records; without a
    blank column between, every label differs and the figures at the left have labels as well.
    """
    filled = grid.filled[area.top : area.bottom + 1, area.left : area.right + 1]
    for column in range(1, filled.shape[1] - 1):
        if not filled[:, column].any():
            continue
        left = area._replace(right=area.left + column - 1)
        right = area._replace(left=area.left + column)
        if filled[:, column - 1].any():
            if _joins(grid, left, right):
                return right.left
        elif _is_block(grid, left) and _begins(grid, left, right, filled[:, :column]):
            return right.left
    return None


def _box(array: np.ndarray, area: Area) -> np.ndarray:
    return array[area.top : area.bottom + 1, area.left : area.right + 1]


def _is_block(grid: Grid, area: Area) -> bool:
    """Whether an area is more than lines of words: two rows at least of two cells."""
    return bool((_box(grid.filled, area).sum(axis=1) > 1).sum() > 1)


def _begins(grid: Grid, left: Area, right: Area, before: np.ndarray) -> bool:
    """Whether a table begins behind a blank column, by its caption, labels, records or heads."""
    column = _box(grid.filled, right)[:, 0]
    if any(is_caption(grid.text(right.top + int(r), right.left)) for r in np.flatnonzero(column)):
        return True
    group = _first_group(right, _box(grid.filled, right))
    wide = before.shape[1] > 1 and not before[:, -2].any()
    found = find_list(grid, group)
    return (
        _has_labels(grid, group)
        or (found is not None and found.left == right.left)
        or (wide and _stands_apart(grid, left, right))
    )


def _first_group(area: Area, filled: np.ndarray) -> Area:
    """The columns of an area up to the first blank one after the second."""
    blank = np.flatnonzero(~filled[:, 2:].any(axis=0))
    return area._replace(right=area.left + 1 + int(blank[0])) if len(blank) else area


def _stands_apart(grid: Grid, left: Area, right: Area) -> bool:
    """Whether an area has heads of its own, and figures in other rows than the one before it."""
    types = sort_rows(grid, right)
    figures = _box(grid.sure, left).any(axis=1)
    body = types == Row.BODY
    return bool(Row.HEAD in types) and 2 * (body & figures).sum() < (body | figures).sum()


def _has_labels(grid: Grid, area: Area) -> bool:
    """Whether the columns before the first figures of an area label the rows of figures."""
    kinds, sure = _box(grid.kinds, area), _box(grid.sure, area)
    labels = (kinds == Kind.YEAR) | (kinds >= Kind.PERIOD)
    first, rows = int(sure.any(axis=0).argmax()), sure.any(axis=1)
    gaps = np.flatnonzero(~_box(grid.filled, area)[:, :first].any(axis=0))
    first = int(gaps[0]) if len(gaps) else first
    for column in range(first):
        bands = [grid.text(area.top + int(r), area.left + column) for r in np.flatnonzero(rows)]
        if len(set(bands)) == len(bands) > 1:  # 10-14, 15-17: "<5" would come again
            labels[:, column] |= kinds[:, column] == Kind.RANGE
    return first > 0 and bool(labels[rows, :first].any(axis=1).mean() >= MOSTLY)


def _joins(grid: Grid, left: Area, right: Area) -> bool:
    """Whether two tables touch: words differing in every row, figures and labels on both sides."""
    rows = _box(grid.sure, right)[:, 1]
    words = _box(grid.worded, right)[:, 0]
    if rows.sum() < 2 or not words[rows].all():
        return False
    at = [left.top + int(row) for row in np.flatnonzero(rows)]
    texts = [grid.text(row, right.left) for row in at]
    if any(texts == [grid.text(row, c) for row in at] for c in range(left.left, left.right + 1)):
        return False  # the labels said once more at the other edge
    before = _box(grid.sure, left)
    if len(set(texts)) < len(texts) or not before[rows, -1].any():
        return False
    first = int(before[rows].any(axis=0).argmax())
    labels = _box(grid.filled & ~grid.sure, left)[:, :first]
    return first > 0 and bool(labels[rows].any(axis=1).mean() >= MOSTLY)
