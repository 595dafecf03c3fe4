"""Which rows of an area are heads, which hold figures, and which are lines of words."""

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

import numpy as np

from analysis.ingest.survey.grid import Area, Grid, Kind
from analysis.ingest.survey.lines import is_caption

LOOK_AHEAD = 3  # rows of figures that tell which columns hold figures
FAR = 12  # filled rows between a head and its figures; with more, it heads something else
LONGEST_HEAD = 100  # characters; a longer text alone in its row is a line of prose


class Row(IntEnum):
    BLANK = 0
    LINE = 1  # words that stand over no column: a title, a section heading, a note
    HEAD = 2  # labels of columns
    BODY = 3  # figures


def sort_rows(grid: Grid, area: Area) -> np.ndarray:
    """The `Row` of every row of an area, from its top; decided from the bottom up.

    A head is known by the figures beneath it, and a banner by the head beneath it.
    """
    reader = _RowReader(grid, area)
    for row in range(reader.height - 1, -1, -1):
        reader.types[row] = reader.sort_row(row)
    return reader.types


class _RowReader:
    """The kinds of one area, and what has been decided of its rows so far."""

    def __init__(self, grid: Grid, area: Area):
        box = np.s_[area.top : area.bottom + 1, area.left : area.right + 1]
        self.grid, self.area = grid, area
        self.kinds, self.years = grid.kinds[box], grid.years[box]
        self.figures, self.sure = grid.figures[box], grid.sure[box]
        self.worded, self.as_text = grid.worded[box], grid.stored_as_text[box]
        self.filled = self.kinds != Kind.BLANK
        self.height = len(self.kinds)
        self.width = self.filled.sum(axis=1)
        self.first = self.filled.argmax(axis=1)
        self.types = np.zeros(self.height, np.int8)
        self.likely = np.array([self._may_hold_figures(row) for row in range(self.height)], bool)

    def sort_row(self, row: int) -> Row:
        if not self.width[row]:
            return Row.BLANK
        if self._is_head(row):
            return Row.HEAD
        beyond = self.figures[row].copy()
        beyond[self.first[row]] = False
        if beyond.any() or self._is_bare_figure(row):
            return Row.BODY
        return Row.LINE

    def _may_hold_figures(self, row: int) -> bool:
        beyond = self.figures[row].copy()
        if not beyond.any():
            return False
        beyond[self.first[row]] = False
        if not beyond.any():
            return bool(self.sure[row, self.first[row]]) and self.width[row] == 1
        words = self.worded[row].copy()
        words[self.first[row]] = False
        if words.any() and not (beyond & self.sure[row]).any():
            return False
        return not self._runs_through_years(row, beyond)

    def _is_bare_figure(self, row: int) -> bool:
        """A figure without a label, in a column where figures stand just above."""
        if self.width[row] != 1 or not self.sure[row, self.first[row]]:
            return False
        above = [r for r in range(row) if self.width[r] > 1 and self.likely[r]][-LOOK_AHEAD:]
        column = self.first[row]
        return any(self.first[r] != column and self.figures[r, column] for r in above)

    def _is_head(self, row: int) -> bool:
        ahead = self._next_figures(row)
        if not ahead:
            return False
        below = self._columns_of_figures(ahead)
        over = self.filled[row] & below
        count = int(over.sum())
        if not count or self._is_prose(row):
            return False
        sure = self.sure[row].copy()
        sure[self.first[row]] = False
        if sure.any():
            return self._is_head_of_numbers(row, over, ahead)
        if (over & self.worded[row]).any():
            return self._is_head_of_words(row, over, below)
        if self._runs_through_years(row, over):
            return not self._are_mostly(Kind.YEAR, ahead, over)
        follows = self._next_filled(row)
        if follows is not None and self.types[follows] == Row.HEAD:
            return True
        if count == 1:
            kind = Kind(self.kinds[row][over][0])
            alone = below.sum() == 1 and self._may_be_lone_head(row, over, kind)
            return alone and not self._are_mostly(kind, ahead, over)
        plain = over[self.first[row]] or self.sure[np.ix_(ahead, over)].mean() > 0.5
        return bool(plain) and self._differ(row, over)

    def _next_figures(self, row: int) -> list[int]:
        """The next rows of figures, heads left out, unless they are too far down."""
        ahead: list[int] = []
        passed = 0
        for later in range(row + 1, self.height):
            if self.types[later] == Row.BODY:
                ahead.append(later)
                if len(ahead) == LOOK_AHEAD:
                    break
            elif self.width[later]:
                passed += 1
                if (ahead and self.types[later] == Row.HEAD) or passed > FAR:
                    break
        return ahead

    def _columns_of_figures(self, rows: Sequence[int]) -> np.ndarray:
        """Where figures stand in any of these rows, the column of labels left out."""
        below = self.figures[rows].any(axis=0)
        filled = np.flatnonzero(self.filled[rows].any(axis=0))
        if len(filled) > 1:
            labels_right = self.worded[rows, filled[-1]].mean() > 0.5
            if not (labels_right and self.sure[rows, filled[0]].any()):
                below[filled[0]] = False
        return below

    def _is_prose(self, row: int) -> bool:
        """A title by its number, or a text alone that is long or merged from the first column."""
        if is_caption(self._texts(row, self.filled[row])[0]):
            return True
        if self.width[row] != 1:
            return False
        top, left = self.area.top + row, self.area.left + int(self.first[row])
        span = self.grid.spans.get((top, left))
        starts = span is not None and span.left == self.area.left and span.right > span.left
        return starts or len(self.grid.text(top, left)) > LONGEST_HEAD

    def _is_head_of_words(self, row: int, over: np.ndarray, below: np.ndarray) -> bool:
        count, breadth = int(over.sum()), int(below.sum())
        follows = self._next_filled(row)
        if follows is not None and self.types[follows] == Row.HEAD:
            return True
        if self.width[row] == 1:
            return breadth == 1
        touches = row > 0 and self.likely[row - 1]
        if not touches or not (over & self.filled[row - 1]).any():
            return True
        if not self.filled[row, : int(np.flatnonzero(below)[0])].any():
            return True
        return self._differ(row, over) and 2 * count >= breadth

    def _may_be_lone_head(self, row: int, over: np.ndarray, kind: Kind) -> bool:
        """Whether one year, band or phrase heads its column: no label is by it, or by the last."""
        if self.likely[:row].any():
            return False
        bare = bool(over[self.first[row]])
        above = np.flatnonzero((self.filled[:row] & over).any(axis=1))
        if not len(above):
            return bare or kind == Kind.YEAR
        return bare or bool(over[self.first[above[-1]]])

    def _differ(self, row: int, where: np.ndarray) -> bool:
        """Whether texts differ from one another, or repeat in turn as under banners."""
        texts = self._texts(row, where)
        length = len(set(texts))
        if length < 2:
            return len(texts) < 2
        return 2 * length > len(texts) or texts == texts[:length] * (len(texts) // length)

    def _is_head_of_numbers(self, row: int, over: np.ndarray, ahead: list[int]) -> bool:
        """Ages, quarters, classes: numbers that count on from one another or stand among words."""
        sure = over & self.sure[row]
        if not sure.any() or not (self.kinds[row][sure] == Kind.NUMBER).all():
            return False
        before = self._previous_filled(row)
        if before is not None and self.likely[before]:
            return False
        texts = self._texts(row, over)
        bare = not self.filled[row, : int(np.flatnonzero(over)[0])].any()
        said = over & (self.worded[row] | (bare & (self.kinds[row] == Kind.RANGE)))
        if len(set(texts)) == len(texts) and sure.sum() <= said.sum():
            return True
        if not self._counts_on(row, sure):
            return False
        beneath = self.as_text[np.ix_(ahead, sure)][self.sure[np.ix_(ahead, sure)]]
        typed = self.as_text[row][sure].all() and beneath.size and beneath.mean() < 0.5
        banner = before is not None and 0 < (self.filled[before] & over).sum() < over.sum()
        first = before is None or self.width[before] == 1
        long = first and sure.sum() > 3 and not self._counts_on(ahead[0], sure)
        return bool(typed or bare or banner or long)

    def _counts_on(self, row: int, where: np.ndarray) -> bool:
        """Whether whole numbers go up by one, or start again."""
        numbers = [int(text) for text in self._texts(row, where) if text.isdigit()]
        if len(numbers) < 2 or len(numbers) < where.sum():
            return False
        steps = [after - before for before, after in pairwise(numbers)]
        return 1 in steps and all(step == 1 or step < 0 for step in steps)

    def _runs_through_years(self, row: int, where: np.ndarray) -> bool:
        """Whether all that stands there may be years: two in a row, or three of any order."""
        years = self.years[row][where & self.filled[row]].astype(int)
        if not years.all():
            return False
        return len(years) > 2 or (len(years) == 2 and abs(years[1] - years[0]) == 1)

    def _are_mostly(self, kind: Kind, rows: list[int], where: np.ndarray) -> bool:
        return bool((self.kinds[np.ix_(rows, where)] == kind).mean() > 0.5)

    def _next_filled(self, row: int) -> int | None:
        later = np.flatnonzero(self.width[row + 1 :])
        return row + 1 + int(later[0]) if len(later) else None

    def _previous_filled(self, row: int) -> int | None:
        earlier = np.flatnonzero(self.width[:row])
        return int(earlier[-1]) if len(earlier) else None

    def _texts(self, row: int, where: np.ndarray) -> list[str]:
        top, left = self.area.top + row, self.area.left
        return [self.grid.text(top, left + int(column)) for column in np.flatnonzero(where)]
