"""The rows of an area at which a table after the first begins."""

import numpy as np

from analysis.ingest.survey.box import Row
from analysis.ingest.survey.grid import Area, Grid
from analysis.ingest.survey.lines import is_caption, is_footnote

FAR_BELOW = 3  # blank rows; figures without a head after so many are a table of their own
FEW = 2  # rows of figures over a head that still belong to the table under it


def find_beginnings(grid: Grid, area: Area, types: np.ndarray) -> list[int]:
    """The rows, counted from the area's top, at which a table after the first begins."""
    beginnings: list[int] = []
    start = 0
    headed = False
    for row, kind in enumerate(types):
        body = np.flatnonzero(types[start:row] == Row.BODY) + start
        if kind == Row.HEAD:
            begins = len(body) and types[row - 1] != Row.HEAD
            stays = _is_partial_head if headed else _stands_over
            if begins and not stays(grid, area, types, row, body):
                start = _find_first_line(grid, area, types, row)
                beginnings.append(start)
            headed = True
        elif len(body) and _begins_without_head(grid, area, types, row, body, headed):
            start, headed = row, False
            beginnings.append(start)
    return beginnings


def _columns(grid: Grid, area: Area, rows: np.ndarray) -> np.ndarray:
    """Where these rows hold figures, their first filled column left out."""
    box = np.s_[area.left : area.right + 1]
    figures = grid.figures[area.top + rows, box].any(axis=0)
    filled = np.flatnonzero(grid.filled[area.top + rows, box].any(axis=0))
    if len(filled) > 1:
        figures[filled[0]] = False
    return figures


def _body_beneath(types: np.ndarray, row: int) -> np.ndarray:
    """The rows of figures after a row, up to the next head that follows them."""
    body = np.flatnonzero(types[row + 1 :] == Row.BODY)
    if not len(body):
        return body
    heads = np.flatnonzero(types[row + 1 + body[0] :] == Row.HEAD)
    end = body[0] + heads[0] if len(heads) else len(types)
    return body[body < end] + row + 1


def _is_partial_head(grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray) -> bool:
    """Whether a head names only columns that the head before left bare."""
    if Row.LINE in types[body[-1] : row]:
        return False
    beneath = _columns(grid, area, _body_beneath(types, row))
    heads = [row] if types[row + 1] != Row.HEAD else [row, row + 1]
    filled = grid.filled[area.top + np.array(heads), area.left : area.right + 1].any(axis=0)
    here, before = filled & beneath, _columns(grid, area, body)
    return 2 * here.sum() < beneath.sum() and not (here & before).any()


def _stands_over(grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray) -> bool:
    """Whether the few figures over a first head belong to the columns under it."""
    if len(body) > FEW or Row.LINE in types[body[-1] : row]:
        return False
    beneath = _columns(grid, area, _body_beneath(types, row))
    return not (_columns(grid, area, body) & ~beneath).any()


def _find_first_line(grid: Grid, area: Area, types: np.ndarray, head: int) -> int:
    """Where the title lines over a head begin; footnotes stay with the table before."""
    row = head - 1
    while row >= 0 and types[row] == Row.BLANK:
        row -= 1
    if row < 0 or types[row] != Row.LINE:
        return head
    last = row
    while row > 0 and types[row - 1] == Row.LINE:
        row -= 1
    touches = row > 0 and types[row - 1] == Row.BODY
    texts = [_line_text(grid, area, line) for line in range(row, last + 1)]
    for line in range(len(texts) - 1, -1, -1):
        if is_caption(texts[line]):
            return row + line
    if not touches and not is_footnote(texts[0]):
        return row  # a note under its own title
    for line in range(len(texts) - 1, -1, -1):
        if is_footnote(texts[line]):
            return min(row + line + 1, head)
    return last if touches else row


def _line_text(grid: Grid, area: Area, row: int) -> str:
    columns = np.flatnonzero(grid.filled[area.top + row, area.left : area.right + 1])
    return grid.text(area.top + row, area.left + int(columns[0]))


def _begins_without_head(
    grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray, headed: bool
) -> bool:
    """Whether a table without heads begins here: under a caption, or far below, or unlike."""
    gap = row - 1 - int(np.flatnonzero(types[:row] != Row.BLANK)[-1])
    is_line = types[row] == Row.LINE
    if types[row] == Row.BLANK or not (gap or is_line):
        return False
    beneath = _body_beneath(types, row - 1)
    if not len(beneath) or Row.HEAD in types[row : beneath[0]]:
        return False
    if gap > FAR_BELOW:
        return True
    if not is_line:
        return False
    text = _line_text(grid, area, row)
    if is_caption(text) or not gap or is_footnote(text):
        return is_caption(text)
    if not headed:
        return True
    lines = np.flatnonzero(types[beneath[0] :] == Row.LINE)
    stretch = beneath[beneath < beneath[0] + lines[0]] if len(lines) else beneath
    here, before = _columns(grid, area, stretch), _columns(grid, area, body)
    return bool(2 * (here & before).sum() < (here | before).sum())
