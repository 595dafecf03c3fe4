"""Whether a row heads the columns of figures beneath it."""

import numpy as np

from analysis.ingest.survey.box import Box, Row
from analysis.ingest.survey.grid import Kind
from analysis.ingest.survey.lines import is_caption

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
        return not labelled and not box.are_mostly(Kind.YEAR, ahead, over)
    follows = box.next_filled(row)
    if follows is not None and box.types[follows] == Row.HEAD:
        return True
    if count == 1:
        kind = Kind(box.kinds[row][over][0])
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
    if follows is not None and box.types[follows] == Row.HEAD:
        return True
    if box.width[row] == 1:
        return breadth == 1
    touches = row > 0 and box.likely[row - 1]
    if not touches or not (over & box.filled[row - 1]).any():
        return True
    if box.is_bare(row, below):
        return True
    return box.differ(row, over) and 2 * count >= breadth


def _may_stand_alone(box: Box, row: int, over: np.ndarray, kind: Kind) -> bool:
    """Whether one year, band or phrase heads its column: no label is by it, or by the last."""
    if box.likely[:row].any():
        return False
    bare = bool(over[box.first[row]])
    above = np.flatnonzero((box.filled[:row] & over).any(axis=1))
    if not len(above):
        return bare or kind == Kind.YEAR
    return bare or (kind == Kind.YEAR and bool(over[box.first[above[-1]]]))


def _is_of_numbers(box: Box, row: int, over: np.ndarray, ahead: list[int]) -> bool:
    """Ages, quarters, classes: numbers that count on from one another or stand among words."""
    sure = over & box.sure[row]
    if not sure.any() or not (box.kinds[row][sure] == Kind.NUMBER).all():
        return False
    before = box.previous_filled(row)
    if before is not None and box.likely[before]:
        return False
    if _is_labelled_under_head(box, row, over):
        return False
    texts = box.texts(row, over)
    bare = box.is_bare(row, over)
    said = over & (box.worded[row] | (bare & (box.kinds[row] == Kind.RANGE)))
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
