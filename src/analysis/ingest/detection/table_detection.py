"""Table detection: where one table ends and the next begins, which rows are heads or figures."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from analysis.ingest.detection.grid import (
    LOOK_AHEAD,
    Area,
    Box,
    CellKind,
    Grid,
    RowKind,
    is_caption,
    is_footnote,
)

# The rows of an area at which a table after the first begins.

FAR_BELOW = 3  # blank rows; figures without a head after so many are a table of their own
FEW = 2  # rows of figures over a head that still belong to the table under it


def find_beginnings(grid: Grid, area: Area, types: np.ndarray) -> list[int]:
    """The rows, counted from the area's top, at which a table after the first begins."""
    beginnings: list[int] = []
    start = 0
    headed = False
    for row, kind in enumerate(types):
        body = np.flatnonzero(types[start:row] == RowKind.BODY) + start
        if kind == RowKind.HEAD:
            begins = len(body) and types[row - 1] != RowKind.HEAD
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
    body = np.flatnonzero(types[row + 1 :] == RowKind.BODY)
    if not len(body):
        return body
    heads = np.flatnonzero(types[row + 1 + body[0] :] == RowKind.HEAD)
    end = body[0] + heads[0] if len(heads) else len(types)
    return body[body < end] + row + 1


def _is_partial_head(grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray) -> bool:
    """Whether a head names only columns that the head before left bare."""
    if RowKind.LINE in types[body[-1] : row]:
        return False
    beneath = _columns(grid, area, _body_beneath(types, row))
    heads = [row] if types[row + 1] != RowKind.HEAD else [row, row + 1]
    filled = grid.filled[area.top + np.array(heads), area.left : area.right + 1].any(axis=0)
    here, before = filled & beneath, _columns(grid, area, body)
    return 2 * here.sum() < beneath.sum() and not (here & before).any()


def _stands_over(grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray) -> bool:
    """Whether the few figures over a first head belong to the columns under it."""
    if len(body) > FEW or RowKind.LINE in types[body[-1] : row]:
        return False
    beneath = _columns(grid, area, _body_beneath(types, row))
    return not (_columns(grid, area, body) & ~beneath).any()


def _find_first_line(grid: Grid, area: Area, types: np.ndarray, head: int) -> int:
    """Where the title lines over a head begin; footnotes stay with the table before."""
    row = head - 1
    while row >= 0 and types[row] == RowKind.BLANK:
        row -= 1
    if row < 0 or types[row] != RowKind.LINE:
        return head
    last = row
    while row > 0 and types[row - 1] == RowKind.LINE:
        row -= 1
    touches = row > 0 and types[row - 1] == RowKind.BODY
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
    gap = row - 1 - int(np.flatnonzero(types[:row] != RowKind.BLANK)[-1])
    is_line = types[row] == RowKind.LINE
    if types[row] == RowKind.BLANK or not (gap or is_line):
        return False
    beneath = _body_beneath(types, row - 1)
    if not len(beneath) or RowKind.HEAD in types[row : beneath[0]]:
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
    lines = np.flatnonzero(types[beneath[0] :] == RowKind.LINE)
    stretch = beneath[beneath < beneath[0] + lines[0]] if len(lines) else beneath
    here, before = _columns(grid, area, stretch), _columns(grid, area, body)
    return bool(2 * (here & before).sum() < (here | before).sum())


# Lists of records, one row a complaint: columns of words under one row of heads.

FEWEST_ROWS = 3
FEWEST_COLUMNS = 3
DENSE = 0.6  # of the rows that a column of words fills
MOST_DISTINCT = 0.7  # of a column of words; with more, every row would be a thing of its own


def find_list(grid: Grid, area: Area) -> Area | None:
    """The first list of records in an area, from its row of heads on; None without one."""
    filled = grid.filled[area.top : area.bottom + 1, area.left : area.right + 1]
    end = 0
    for head in np.flatnonzero(filled.sum(axis=1) >= FEWEST_COLUMNS).tolist():
        if head < end:
            continue
        left, right = _find_run(filled[head])
        end = head + 1
        while end < len(filled) and filled[end, left : right + 1].sum() > 1:
            if is_caption(grid.text(area.top + end, area.left + left)):
                break
            end += 1
        corner = area.top + head, area.left + left
        block = Area(*corner, area.top + end - 1, area.left + right)
        if end - head > FEWEST_ROWS and _is_list(grid, block):
            return block
    return None


def _find_run(filled: np.ndarray) -> tuple[int, int]:
    """The first and last of the filled cells of a row that stand together at its left."""
    left = int(filled.argmax())
    gaps = np.flatnonzero(~filled[left:])
    return left, (left + int(gaps[0]) if len(gaps) else len(filled)) - 1


def _is_list(grid: Grid, block: Area) -> bool:
    box = np.s_[block.top : block.bottom + 1, block.left : block.right + 1]
    kinds = grid.kinds[box]
    columns = np.flatnonzero(kinds[0] != CellKind.BLANK)
    head, body = kinds[0][columns], kinds[1:][:, columns]
    if not (head == CellKind.WORDS).all() or len(set(_texts(grid, block, 0, columns))) < len(
        columns
    ):
        return False
    filled = body != CellKind.BLANK
    if filled.mean() < 0.5 or not filled.any(axis=0).all():
        return False
    said = np.isin(body, (CellKind.WORDS, CellKind.PERIOD, CellKind.PHRASE))
    of_years = (body == CellKind.YEAR).sum(axis=0) > 0.6 * filled.sum(axis=0)
    of_words = (said.sum(axis=0) > 0.6 * filled.sum(axis=0)) & (filled.mean(axis=0) >= DENSE)
    if of_words.sum() < FEWEST_COLUMNS or 2 * of_words.sum() <= (~of_years).sum():
        return False
    named = [np.unique(_column(grid, block, c), return_counts=True)[1] for c in columns]
    repeats = [len(counts) <= MOST_DISTINCT * counts.sum() for counts in named]
    if not any(r and w for r, w in zip(repeats, of_words, strict=True)):
        return False
    counted = np.flatnonzero(~(of_words | of_years))
    if not len(counted):
        return True
    labels_first = counted[0] > np.flatnonzero(of_words)[-1]
    return not labels_first or (body[:, 0] == CellKind.PERIOD).mean() > 0.5


def _texts(grid: Grid, block: Area, row: int, columns: np.ndarray) -> list[str]:
    return [grid.text(block.top + row, block.left + int(column)) for column in columns]


def _column(grid: Grid, block: Area, column: int) -> list[str]:
    texts = (
        grid.text(row, block.left + int(column)) for row in range(block.top + 1, block.bottom + 1)
    )
    return [text for text in texts if text]


# Whether a row heads the columns of figures beneath it.

FEWEST_YEARS = 3  # in a row that no counts would be by chance
LONGEST_HEAD = 100  # characters; a longer text alone in its row is a line of prose


def is_head(box: Box, row: int) -> bool:
    ahead = box.next_figures(row)
    if not ahead:
        return False
    below = box.columns_of_figures(ahead)
    over = box.filled[row] & below
    count = int(over.sum())
    if not count or _is_prose(box, row):
        return False
    sure = box.sure[row].copy()
    sure[box.first[row]] = False
    if sure.any():
        return _is_of_numbers(box, row, over, ahead)
    if (over & box.worded[row]).any():
        return _is_of_words(box, row, over, below)
    if box.runs_through_years(row, over):
        labelled = count < FEWEST_YEARS and _is_labelled_under_head(box, row, over)
        return not labelled and not box.are_mostly(CellKind.YEAR, ahead, over)
    follows = box.next_filled(row)
    if follows is not None and box.types[follows] == RowKind.HEAD:
        return True
    if count == 1:
        kind = CellKind(box.kinds[row][over][0])
        alone = below.sum() == 1 and _may_stand_alone(box, row, over, kind)
        return alone and not box.are_mostly(kind, ahead, over)
    plain = over[box.first[row]] or box.sure[np.ix_(ahead, over)].mean() > 0.5
    return bool(plain) and box.differ(row, over)


def _is_prose(box: Box, row: int) -> bool:
    """A title by its number, or a text alone that is long or stands in the first column."""
    if is_caption(box.texts(row, box.filled[row])[0]):
        return True
    if box.width[row] != 1:
        return False
    top, left = box.area.top + row, box.area.left + int(box.first[row])
    span = box.grid.spans.get((top, left))
    if span is None and box.first[row] == 0:
        return True
    starts = span is not None and span.left == box.area.left and span.right > span.left
    return starts or len(box.grid.text(top, left)) > LONGEST_HEAD


def _is_labelled_under_head(box: Box, row: int, over: np.ndarray) -> bool:
    """Whether a row has a label, and the row before it something over each of its columns."""
    before = box.previous_filled(row)
    if before is None or box.likely[before] or box.is_bare(row, over):
        return False
    return not (over & ~box.filled[before]).any()


def _is_of_words(box: Box, row: int, over: np.ndarray, below: np.ndarray) -> bool:
    count, breadth = int(over.sum()), int(below.sum())
    follows = box.next_filled(row)
    if follows is not None and box.types[follows] == RowKind.HEAD:
        return True
    if box.width[row] == 1:
        return breadth == 1
    touches = row > 0 and box.likely[row - 1]
    if not touches or not (over & box.filled[row - 1]).any():
        return True
    if box.is_bare(row, below):
        return True
    return box.differ(row, over) and 2 * count >= breadth


def _may_stand_alone(box: Box, row: int, over: np.ndarray, kind: CellKind) -> bool:
    """Whether one year, band or phrase heads its column: no label is by it, or by the last."""
    if box.likely[:row].any():
        return False
    bare = bool(over[box.first[row]])
    above = np.flatnonzero((box.filled[:row] & over).any(axis=1))
    if not len(above):
        return bare or kind == CellKind.YEAR
    return bare or (kind == CellKind.YEAR and bool(over[box.first[above[-1]]]))


def _is_of_numbers(box: Box, row: int, over: np.ndarray, ahead: list[int]) -> bool:
    """Ages, quarters, classes: numbers that count on from one another or stand among words."""
    sure = over & box.sure[row]
    if not sure.any() or not (box.kinds[row][sure] == CellKind.NUMBER).all():
        return False
    before = box.previous_filled(row)
    if before is not None and box.likely[before]:
        return False
    if _is_labelled_under_head(box, row, over):
        return False
    texts = box.texts(row, over)
    bare = box.is_bare(row, over)
    said = over & (box.worded[row] | (bare & (box.kinds[row] == CellKind.RANGE)))
    if len(set(texts)) == len(texts) and sure.sum() <= said.sum():
        return True
    if not box.counts_on(row, sure):
        return False
    beneath = box.as_text[np.ix_(ahead, sure)][box.sure[np.ix_(ahead, sure)]]
    typed = box.as_text[row][sure].all() and beneath.size and beneath.mean() < 0.5
    banner = before is not None and 0 < (box.filled[before] & over).sum() < over.sum()
    first = not (box.filled[:row] & over).any()
    long = first and sure.sum() > 3 and not box.counts_on(ahead[0], sure)
    return bool(typed or bare or banner or long)


# Which rows of an area are heads, which hold figures, and which are lines of words.


def sort_rows(grid: Grid, area: Area) -> np.ndarray:
    """The `RowKind` of every row of an area, from its top; decided from the bottom up.

    A head is known by the figures beneath it, and a banner by the head beneath it.
    """
    box = Box(grid, area)
    for row in range(box.height - 1, -1, -1):
        box.types[row] = _sort_row(box, row)
    return box.types


def _sort_row(box: Box, row: int) -> RowKind:
    if not box.width[row]:
        return RowKind.BLANK
    if is_head(box, row):
        return RowKind.HEAD
    beyond = box.figures[row].copy()
    beyond[box.first[row]] = False
    return RowKind.BODY if beyond.any() or _is_bare_figure(box, row) else RowKind.LINE


def _is_bare_figure(box: Box, row: int) -> bool:
    """A figure without a label, in a column where figures stand just above."""
    if box.width[row] != 1 or not box.sure[row, box.first[row]]:
        return False
    above = [r for r in range(row) if box.width[r] > 1 and box.likely[r]][-LOOK_AHEAD:]
    column = box.first[row]
    return any(box.first[r] != column and box.figures[r, column] for r in above)


# Tables side by side: the column at which one with labels of its own begins.

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
    body = types == RowKind.BODY
    return bool(RowKind.HEAD in types) and 2 * (body & figures).sum() < (body | figures).sum()


def _has_labels(grid: Grid, area: Area) -> bool:
    """Whether the columns before the first figures of an area label the rows of figures."""
    kinds, sure = _box(grid.kinds, area), _box(grid.sure, area)
    labels = (kinds == CellKind.YEAR) | (kinds >= CellKind.PERIOD)
    first, rows = int(sure.any(axis=0).argmax()), sure.any(axis=1)
    gaps = np.flatnonzero(~_box(grid.filled, area)[:, :first].any(axis=0))
    first = int(gaps[0]) if len(gaps) else first
    for column in range(first):
        bands = [grid.text(area.top + int(r), area.left + column) for r in np.flatnonzero(rows)]
        if len(set(bands)) == len(bands) > 1:  # 10-14, 15-17: "<5" would come again
            labels[:, column] |= kinds[:, column] == CellKind.RANGE
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


# Cut a sheet into areas of one table each, along the rows and columns where a new one begins.


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
